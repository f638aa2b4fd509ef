//! What happens to a message of ours on its way is written down as it happens, on every server and
//! across cuts: each step, each device, and why it failed (XEP-0198, XEP-0184, RFC 6120 §8.3).

use std::time::Duration;

use serde_json::json;
use waxwing_core::command::conversation::Command as C;
use waxwing_core::model::{Connection, Message, Milestone, Show, Stage as Step, State};
use waxwing_core::{Config, ConversationId, Tuning};
use waxwing_tests::{Backend, Client, Flow, Login, Peer, Profile, Proxy, Stage, Way};

scenarios!(
    every_device_has_its_step,
    a_cut_between_any_two_steps_costs_none,
    what_came_back_is_tried_again_and_arrives,
    what_waits_keeps_its_order_and_its_steps_over_a_restart,
    what_failed_and_is_deleted_is_gone,
    a_flood_of_receipts_is_not_kept,
    what_may_be_on_its_way_is_not_thrown_away_in_silence,
    all_that_failed_is_tried_again_whatever_is_loaded
);

/// Romy is ours, and follows what becomes of her messages to Theo.
struct Scene {
    romy: Client,
    with_theo: ConversationId,
    romy_jid: String,
    theo: Login,
}

impl Scene {
    async fn new(stage: &Stage) -> Self {
        let (romy, theo) = stage.friends("romy", "theo");
        Self::begin(romy, theo).await
    }

    async fn begin(romy: Login, theo: Login) -> Self {
        let romy_jid = romy.jid.to_string();
        let mut client = start(Profile::new()).await;
        client.sign_in(&romy).await.expect("the login is right");
        client.wait_online().await;
        let with_theo = client.open_conversation(theo.jid.as_str()).await;
        Self {
            romy: client,
            with_theo,
            romy_jid,
            theo,
        }
    }

    /// Another device of Theo, which Romy sees.
    async fn device(&mut self, resource: &str) -> Peer {
        let before = self.devices();
        let peer = Peer::sign_in_as(&self.theo, resource).await;
        let theo = self.theo.jid.to_string();
        self.romy
            .wait_conversation(&theo, "another device is there", |theo| {
                theo.show == Show::Online && theo.resources > before
            })
            .await;
        peer
    }

    fn devices(&self) -> u32 {
        let theo = self.romy.world.conversation(self.theo.jid.as_str());
        theo.map_or(0, |theo| theo.resources)
    }

    /// Says something and follows it.
    async fn say(&mut self, text: &str) -> Message {
        self.romy.say(self.with_theo, text);
        let message = self.romy.wait_message(self.with_theo, text).await;
        self.follow(&message);
        message
    }

    fn follow(&mut self, message: &Message) {
        self.romy.world.followed = None;
        let item = Some(message.id);
        self.romy.tell(self.with_theo, C::Follow { item });
    }

    /// Waits until what is followed has come so far; what happened to it until then.
    async fn wait_steps(
        &mut self,
        what: &str,
        fits: impl Fn(&Message, &[Milestone]) -> bool,
    ) -> Vec<Milestone> {
        self.romy
            .wait(what, |world| {
                let (message, steps) = world.followed.as_ref()?;
                fits(message, steps).then(|| steps.clone())
            })
            .await
    }

    /// What a device of Theo's is told: whoever is blocked gets what they say back (XEP-0191 §3.4).
    fn order(&self, word: &str) -> serde_json::Value {
        let xml = format!(
            "<iq type='set' id='{word}-1'><{word} xmlns='urn:xmpp:blocking'><item jid='{}'/>\
             </{word}></iq>",
            self.romy_jid
        );
        json!({ "do": "raw", "xml": xml })
    }

    async fn cut_off(&mut self, proxy: &Proxy) {
        proxy.refuse(true);
        proxy.cut();
        self.romy
            .wait_connection("not online", |connection| {
                !matches!(connection, Connection::Online { .. })
            })
            .await;
    }

    async fn back(&mut self, proxy: &Proxy) {
        proxy.refuse(false);
        self.romy.wait_online().await;
    }
}

/// An engine that does not wait long between tries.
async fn start(profile: Profile) -> Client {
    Client::open_with(profile, |config: &mut Config| {
        config.tuning = Tuning {
            first_wait: Duration::from_millis(5),
            longest_wait: Duration::from_millis(40),
            encryption: false,
            ..Tuning::default()
        };
    })
    .await
}

fn has(steps: &[Milestone], stage: Step) -> bool {
    count(steps, stage) > 0
}

fn count(steps: &[Milestone], stage: Step) -> usize {
    steps.iter().filter(|step| step.stage == stage).count()
}

fn places(steps: &[Milestone], stage: Step) -> Vec<&str> {
    let of_stage = steps.iter().filter(|step| step.stage == stage);
    let mut places: Vec<_> = of_stage.map(|step| step.place.as_str()).collect();
    places.sort_unstable();
    places
}

/// The order of the first of each kind.
fn order(steps: &[Milestone]) -> Vec<Step> {
    let mut order = Vec::new();
    for step in steps.iter().filter(|step| step.stage != Step::Archived) {
        if !order.contains(&step.stage) {
            order.push(step.stage);
        }
    }
    // The server counts now and then; a receipt may overtake its count.
    if let [.., early @ Step::Delivered, late @ Step::Acked] = order.as_mut_slice() {
        std::mem::swap(early, late);
    }
    order
}

const ALL_THE_WAY: [Step; 4] = [Step::Queued, Step::Written, Step::Acked, Step::Delivered];

async fn every_device_has_its_step(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let mut phone = scene.device("phone").await;
    let mut desk = scene.device("desk").await;
    let began = scene.say("hello, both of you").await;
    phone.wait_message("hello, both of you").await;
    desk.wait_message("hello, both of you").await;
    let steps = scene
        .wait_steps("both devices have it", |_, steps| {
            count(steps, Step::Delivered) == 2
        })
        .await;
    assert_eq!(order(&steps), ALL_THE_WAY, "{steps:?}");
    let theo = scene.theo.jid.clone();
    let expected = [format!("{theo}/desk"), format!("{theo}/phone")];
    assert_eq!(places(&steps, Step::Delivered), expected);
    let server = scene.theo.jid.domain().to_string();
    assert_eq!(places(&steps, Step::Acked), [server]);
    let ours = steps.iter().filter(|step| step.stage != Step::Archived);
    assert!(ours.clone().all(|step| step.at >= began.id.at), "{steps:?}");
    assert!(ours.map(|step| step.at).is_sorted(), "{steps:?}");

    // One of them shows it, and says so (XEP-0333).
    let xml = format!(
        "<message to='{}' id='seen-1' type='chat'>\
         <displayed xmlns='urn:xmpp:chat-markers:0' id='{}'/></message>",
        scene.romy_jid, began.origin_id
    );
    desk.tell(json!({ "do": "raw", "xml": xml })).await;
    let steps = scene
        .wait_steps("it was seen", |message, steps| {
            has(steps, Step::Displayed) && message.state == State::Displayed
        })
        .await;
    assert_eq!(places(&steps, Step::Displayed), [format!("{theo}/desk")]);

    // A receipt that comes again is no news, and neither is one for what nobody said.
    for id in [began.origin_id.as_str(), "never-said"] {
        let xml = format!(
            "<message to='{}' id='again-{id}'><received xmlns='urn:xmpp:receipts' id='{id}'/></message>",
            scene.romy_jid
        );
        desk.tell(json!({ "do": "raw", "xml": xml })).await;
    }
    desk.say(&scene.romy_jid, "m1", "and you?").await;
    scene.romy.wait_message(scene.with_theo, "and you?").await;
    scene.follow(&began);
    let again = scene
        .wait_steps("it is told again", |_, steps| !steps.is_empty())
        .await;
    assert_eq!(again, steps);
}

/// Before it was written, before it was acknowledged, before a device had it, between two devices.
async fn a_cut_between_any_two_steps_costs_none(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut scene = Scene::begin(romy, theo).await;

    // Queued, and not written.
    scene.cut_off(&proxy).await;
    scene.say("said without a connection").await;
    let steps = scene
        .wait_steps("it is stored", |_, steps| has(steps, Step::Queued))
        .await;
    assert_eq!(order(&steps), [Step::Queued]);
    scene.back(&proxy).await;
    scene
        .wait_steps("it is acknowledged", |message, steps| {
            has(steps, Step::Acked) && message.state == State::Sent
        })
        .await;

    // Written, and the server has not seen it.
    proxy.set(Way::Up, Flow::Swallow);
    scene.say("said into the void").await;
    let steps = scene
        .wait_steps("it is written", |_, steps| has(steps, Step::Written))
        .await;
    assert!(!has(&steps, Step::Acked), "{steps:?}");
    scene.cut_off(&proxy).await;
    proxy.set(Way::Up, Flow::Pass);
    scene.back(&proxy).await;
    let steps = scene
        .wait_steps("it is acknowledged", |_, steps| has(steps, Step::Acked))
        .await;
    assert_eq!(count(&steps, Step::Acked), 1);

    // Acknowledged, and no device has it.
    scene.cut_off(&proxy).await;
    let mut phone = Peer::sign_in_as(&scene.theo, "phone").await;
    for text in ["said without a connection", "said into the void"] {
        phone.wait_message(text).await;
    }
    scene.back(&proxy).await;
    let steps = scene
        .wait_steps("the device has it", |message, steps| {
            has(steps, Step::Delivered) && message.state == State::Delivered
        })
        .await;
    assert_eq!(order(&steps), ALL_THE_WAY, "{steps:?}");
    assert_eq!(count(&steps, Step::Delivered), 1, "{steps:?}");
    let told = phone.settle().await;
    let again = told.iter().filter(|event| event["event"] == "message");
    assert_eq!(again.count(), 0, "nothing comes twice: {told:?}");
}

async fn what_came_back_is_tried_again_and_arrives(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let mut theo = scene.device("phone").await;
    let (block, unblock) = (scene.order("block"), scene.order("unblock"));
    theo.tell(block).await;
    theo.settle().await;
    if stage.backend() == Backend::NewerProsody {
        // It throws away what is said to somebody who blocks us, and says that it has it.
        let said = scene.say("are you there?").await;
        scene.follow(&said);
        let steps = scene
            .wait_steps("the server has it", |_, steps| has(steps, Step::Acked))
            .await;
        assert!(!has(&steps, Step::Failed), "{steps:?}");
        return;
    }
    let failed = scene.say("are you there?").await;
    let steps = scene
        .wait_steps("it comes back", |_, steps| has(steps, Step::Failed))
        .await;
    let why = steps.iter().find(|step| step.stage == Step::Failed);
    let (condition, _) = why.and_then(Milestone::failure).expect("a reason");
    assert_eq!(condition, "service-unavailable");
    theo.tell(unblock).await;
    theo.settle().await;
    let item = failed.id;
    scene.romy.tell(scene.with_theo, C::Resend { item });
    let heard = theo.wait_message("are you there?").await;
    assert_eq!(heard["id"], failed.origin_id, "under the id that it had");
    let steps = scene
        .wait_steps("it has arrived", |message, steps| {
            has(steps, Step::Delivered) && message.state == State::Delivered
        })
        .await;
    let retried = steps.iter().position(|step| step.stage == Step::Retried);
    let after = &steps[retried.expect("it was tried again")..];
    for stage in [Step::Written, Step::Acked, Step::Delivered] {
        assert!(has(after, stage), "{stage:?} in {after:?}");
    }
    assert!(!has(after, Step::Failed));
}

async fn what_waits_keeps_its_order_and_its_steps_over_a_restart(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut scene = Scene::begin(romy, theo).await;
    scene.cut_off(&proxy).await;
    let texts: Vec<String> = (0..20).map(|n| format!("number {n}")).collect();
    for text in &texts {
        scene.say(text).await;
    }
    let last = scene.romy.wait_message(scene.with_theo, "number 19").await;
    let profile = scene.romy.shut_down().await;
    scene.romy = start(profile).await;
    let theo = scene.theo.jid.to_string();
    assert_eq!(scene.romy.open_conversation(&theo).await, scene.with_theo);
    let mut phone = Peer::sign_in_as(&scene.theo, "phone").await;
    proxy.refuse(false);
    scene.follow(&last);
    for text in &texts {
        phone
            .wait("the next in order", |event| event["event"] == "message")
            .await["body"]
            .as_str()
            .map(|body| assert_eq!(body, text))
            .expect("a text");
    }
    let steps = scene
        .wait_steps("the last has arrived", |_, steps| {
            has(steps, Step::Delivered) && has(steps, Step::Acked)
        })
        .await;
    assert_eq!(order(&steps), ALL_THE_WAY, "{steps:?}");
    assert_eq!(count(&steps, Step::Queued), 1);
}

async fn what_failed_and_is_deleted_is_gone(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let nobody = "nobody-at-all@localhost";
    scene.romy.add_contact(nobody, "").await.expect("added");
    let lost = scene.romy.open_conversation(nobody).await;
    scene.romy.say(lost, "is there anybody?");
    let (item, origin) = scene
        .romy
        .wait("the error", |world| {
            let message = world.message(lost, "is there anybody?")?;
            let failed = matches!(message.state, State::Failed { .. });
            failed.then(|| (message.id, message.origin_id.clone()))
        })
        .await;
    scene.romy.tell(lost, C::Discard { item });
    scene
        .romy
        .wait("it is gone", |world| {
            world.messages(lost).is_empty().then_some(())
        })
        .await;
    // What is gone can't be tried again, and nothing of it comes back.
    scene.romy.tell(lost, C::Resend { item });
    let profile = scene.romy.shut_down().await;
    for file in std::fs::read_dir(profile.path()).expect("the profile") {
        let file = file.expect("a file").path();
        if file.file_name().is_some_and(|name| name == "archive.db") {
            let bytes = std::fs::read(&file).expect("our file");
            let found = bytes
                .windows(origin.len())
                .any(|it| it == origin.as_bytes());
            assert!(!found, "its id is still known");
        }
    }
    let mut romy = start(profile).await;
    let again = romy.open_conversation(nobody).await;
    assert_eq!(romy.world.texts(again), [] as [&str; 0]);
    let listed = romy.world.conversation(nobody).expect("the contact");
    assert_eq!(listed.last, None);
    romy.wait_online().await;
}

async fn a_flood_of_receipts_is_not_kept(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let mut theo = scene.device("phone").await;
    let message = scene.say("how many are you?").await;
    theo.wait_message("how many are you?").await;
    for n in 0..200 {
        let xml = format!(
            "<message to='{}' id='r{n}'><received xmlns='urn:xmpp:receipts' id='{}'/></message>",
            scene.romy_jid, message.origin_id
        );
        theo.tell(json!({ "do": "raw", "xml": xml })).await;
    }
    theo.say(&scene.romy_jid, "m1", "one").await;
    scene.romy.wait_message(scene.with_theo, "one").await;
    let steps = scene
        .wait_steps("it has arrived", |_, steps| has(steps, Step::Delivered))
        .await;
    assert_eq!(count(&steps, Step::Delivered), 1, "{steps:?}");
}

/// Written into a connection that is dead: nobody knows whether it has arrived.
async fn what_may_be_on_its_way_is_not_thrown_away_in_silence(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut scene = Scene::begin(romy, theo).await;
    proxy.set(Way::Up, Flow::Swallow);
    let said = scene.say("wait, no").await;
    scene
        .wait_steps("it is written", |_, steps| has(steps, Step::Written))
        .await;
    scene
        .romy
        .tell(scene.with_theo, C::Discard { item: said.id });
    scene
        .romy
        .wait("that is told", |world| {
            let mut too_late = world.too_late.iter();
            too_late.any(|item| item.seq == said.id.seq).then_some(())
        })
        .await;
    assert!(
        scene
            .romy
            .world
            .message(scene.with_theo, "wait, no")
            .is_some()
    );
    // What was said without a connection is with nobody, and goes.
    scene.cut_off(&proxy).await;
    proxy.set(Way::Up, Flow::Pass);
    let waits = scene.say("nor this").await;
    scene
        .romy
        .tell(scene.with_theo, C::Discard { item: waits.id });
    scene
        .romy
        .wait("it is gone", |world| {
            let gone = world.message(scene.with_theo, "nor this").is_none();
            gone.then_some(())
        })
        .await;
    let mut phone = Peer::sign_in_as(&scene.theo, "phone").await;
    scene.back(&proxy).await;
    phone.wait_message("wait, no").await;
    scene.say("the end").await;
    phone.wait_message("the end").await;
    let told = phone.settle().await;
    let heard = told.iter().filter(|event| event["event"] == "message");
    assert_eq!(heard.count(), 0, "{told:?}");
}

/// More of them than a window has loaded.
async fn all_that_failed_is_tried_again_whatever_is_loaded(stage: &Stage) {
    if stage.backend() == Backend::NewerProsody {
        // It throws away what is said to somebody who blocks us, so nothing fails.
        return;
    }
    let mut scene = Scene::new(stage).await;
    let mut phone = scene.device("phone").await;
    let texts: Vec<String> = (0..3).map(|n| format!("number {n}")).collect();
    phone.tell(scene.order("block")).await;
    phone.settle().await;
    for text in &texts {
        scene.say(text).await;
    }
    for text in &texts {
        let conversation = scene.with_theo;
        scene
            .romy
            .wait("it has failed", |world| {
                let message = world.message(conversation, text)?;
                matches!(message.state, State::Failed { .. }).then_some(())
            })
            .await;
    }
    phone.tell(scene.order("unblock")).await;
    phone.settle().await;
    // Far below them, so that a window that is opened now has none of them.
    for n in 0..120 {
        let (id, text) = (format!("after-{n}"), format!("after {n}"));
        phone.say(&scene.romy_jid, &id, &text).await;
    }
    scene.romy.wait_message(scene.with_theo, "after 119").await;
    scene.romy.tell(scene.with_theo, C::Close);
    scene.romy.world.timelines.remove(&scene.with_theo);
    let theo = scene.theo.jid.to_string();
    scene.romy.open_conversation(&theo).await;
    let shown = scene.romy.world.texts(scene.with_theo);
    assert!(!shown.contains(&"number 2"), "{shown:?}");
    scene.romy.tell(scene.with_theo, C::ResendAll);
    for text in &texts {
        phone.wait_message(text).await;
    }
}
