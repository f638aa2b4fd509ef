//! Two devices of ours with one account: both have both sides of every conversation (XEP-0280), agree on
//! what was read (XEP-0333, XEP-0490), and answer nothing twice.

use serde_json::{Value, json};
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::command::history;
use waxwing_core::model::{Direction, Progress, Show, State};
use waxwing_core::{Command, ConversationId};
use waxwing_tests::backend::Login;
use waxwing_tests::{Client, Flow, Peer, Stage, Way};

scenarios!(
    both_devices_have_both_sides,
    who_got_it_directly_answers_alone,
    what_is_read_here_is_read_there,
    what_was_read_meanwhile_is_known_at_the_start,
    a_new_device_knows_what_was_read,
    who_was_away_agrees_on_what_is_unread,
    an_order_that_comes_late_takes_nothing_back,
    what_came_meanwhile_is_marked_once_it_is_seen,
    what_was_lost_in_a_cut_is_told_again,
    a_correction_is_marked_once_it_is_seen,
    what_they_have_seen_is_shown_up_to_there,
    a_stranger_does_not_learn_that_we_looked,
    what_looks_unread_is_ours_alone
);

/// Two devices of Romy's and Theo, who is slixmpp; the conversations are open.
struct Scene {
    desk: Client,
    phone: Client,
    at_desk: ConversationId,
    at_phone: ConversationId,
    theo: Peer,
    romy: Login,
}

impl Scene {
    async fn new(stage: &Stage) -> Self {
        let (romy, theo) = stage.friends("romy", "theo");
        let mut desk = Client::signed_in(&romy).await;
        let mut phone = Client::signed_in(&romy).await;
        let theo = Peer::sign_in(&theo).await;
        let (mut at_desk, mut at_phone) = (ConversationId(0), ConversationId(0));
        for (device, at) in [(&mut desk, &mut at_desk), (&mut phone, &mut at_phone)] {
            device
                .wait_conversation(theo.jid(), "is online", |theo| theo.show == Show::Online)
                .await;
            *at = device.open_conversation(theo.jid()).await;
        }
        Self {
            desk,
            phone,
            at_desk,
            at_phone,
            theo,
            romy,
        }
    }

    fn jid(&self) -> String {
        self.romy.jid.to_string()
    }

    async fn wait_unread(&mut self, desk: u32, phone: u32) {
        let theo = self.theo.jid().to_owned();
        for (device, unread) in [(&mut self.desk, desk), (&mut self.phone, phone)] {
            let what = format!("{unread} unread");
            device
                .wait_conversation(&theo, &what, |one| one.unread == unread)
                .await;
        }
    }

    /// Theo says something that asks to be told when it was seen.
    async fn theo_says(&mut self, to: &str, id: &str) {
        says(&mut self.theo, to, id).await;
    }
}

async fn says(theo: &mut Peer, to: &str, id: &str) {
    theo.tell(
        json!({ "do": "send", "to": to, "id": id, "body": format!("text {id}"),
                      "receipt": true, "markable": true }),
    )
    .await;
}

/// Everything that the device was told to do is done.
async fn obeyed(device: &mut Client) {
    let (request, account) = (device.request(), device.account());
    let ask = history::Command::AskArchiving { request, account };
    device.send(Command::History(ask));
    device.wait_done(request).await.expect("an answer");
}

fn displayed(event: &Value, id: &str) -> bool {
    event["event"] == "displayed" && event["id"] == id
}

/// The full address of a device, as Theo sees it in what it says.
async fn address_of(device: &Client, at: ConversationId, theo: &mut Peer, words: &str) -> String {
    device.say(at, words);
    let heard = theo.wait_message(words).await;
    heard["from"].as_str().expect("an address").to_owned()
}

async fn both_devices_have_both_sides(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    scene.desk.say(scene.at_desk, "said at the desk");
    let copy = scene
        .phone
        .wait_message(scene.at_phone, "said at the desk")
        .await;
    assert_eq!(copy.direction, Direction::Outgoing);
    let heard = scene.theo.wait_message("said at the desk").await;
    assert_eq!(heard["markable"], true);
    let desk = heard["from"].as_str().expect("an address").to_owned();
    scene.phone.say(scene.at_phone, "said at the phone");
    let copy = scene
        .desk
        .wait_message(scene.at_desk, "said at the phone")
        .await;
    assert_eq!(copy.direction, Direction::Outgoing);
    // A receipt of type chat is copied by every server.
    scene
        .theo
        .tell(json!({ "do": "raw", "xml": format!(
            "<message type='chat' to='{desk}'><received xmlns='urn:xmpp:receipts' id='{}'/>\
             </message>", copy.origin_id) }))
        .await;
    scene
        .phone
        .wait_state(scene.at_phone, "said at the phone", &State::Delivered)
        .await;
    scene
        .desk
        .wait_state(scene.at_desk, "said at the phone", &State::Delivered)
        .await;
    // To one device only; the other gets a copy.
    scene.theo_says(&desk, "d1").await;
    scene.phone.wait_message(scene.at_phone, "text d1").await;
    scene.desk.wait_message(scene.at_desk, "text d1").await;
    scene.theo_says(&scene.jid(), "b1").await;
    let said = [
        "said at the desk",
        "said at the phone",
        "text d1",
        "text b1",
    ];
    scene.desk.wait_message(scene.at_desk, "text b1").await;
    scene.phone.wait_message(scene.at_phone, "text b1").await;
    assert_eq!(scene.desk.world.texts(scene.at_desk), said);
    assert_eq!(scene.phone.world.texts(scene.at_phone), said);
}

async fn who_got_it_directly_answers_alone(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let desk = address_of(&scene.desk, scene.at_desk, &mut scene.theo, "here").await;
    scene.theo_says(&desk, "d1").await;
    scene.phone.wait_message(scene.at_phone, "text d1").await;
    // What the phone says after it has had the copy comes after whatever it answered.
    let phone = address_of(&scene.phone, scene.at_phone, &mut scene.theo, "there").await;
    assert_ne!(phone, desk);
    let receipt = scene
        .theo
        .wait("the receipt", |event| {
            event["event"] == "receipt" && event["id"] == "d1"
        })
        .await;
    assert_eq!(receipt["from"], desk.as_str());
    let rest = scene.theo.settle().await;
    let receipts = rest.iter().filter(|event| event["event"] == "receipt");
    assert_eq!(receipts.count(), 0, "{rest:?}");
}

async fn what_is_read_here_is_read_there(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    for id in ["m1", "m2", "m3"] {
        scene.theo_says(&scene.jid(), id).await;
    }
    scene.wait_unread(3, 3).await;
    scene.desk.tell(scene.at_desk, Talk::MarkRead);
    scene.wait_unread(0, 0).await;
    scene
        .theo
        .wait("the newest is marked", |event| displayed(event, "m3"))
        .await;
    // Looking again tells nothing new, here or there.
    scene.desk.tell(scene.at_desk, Talk::MarkRead);
    scene.phone.tell(scene.at_phone, Talk::MarkRead);
    for device in [&mut scene.desk, &mut scene.phone] {
        obeyed(device).await;
    }
    scene.theo_says(&scene.jid(), "m4").await;
    scene.wait_unread(1, 1).await;
    scene.phone.tell(scene.at_phone, Talk::MarkRead);
    scene.wait_unread(0, 0).await;
    scene
        .theo
        .wait("the newest is marked", |event| displayed(event, "m4"))
        .await;
    let rest = scene.theo.settle().await;
    let marked = rest.iter().filter(|event| event["event"] == "displayed");
    assert_eq!(marked.count(), 0, "{rest:?}");
}

async fn what_was_read_meanwhile_is_known_at_the_start(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    for id in ["m1", "m2"] {
        scene.theo_says(&scene.jid(), id).await;
    }
    scene.wait_unread(2, 2).await;
    let profile = scene.phone.shut_down().await;
    scene.desk.tell(scene.at_desk, Talk::MarkRead);
    scene
        .theo
        .wait("the newest is marked", |event| displayed(event, "m2"))
        .await;
    let mut phone = Client::open(profile).await;
    phone
        .wait_conversation(scene.theo.jid(), "nothing is unread", |theo| {
            theo.unread == 0
        })
        .await;
}

/// Reads two of three messages at the desk while the phone is away; the third stays unread.
async fn read_two_of_three(scene: &mut Scene) {
    let jid = scene.jid();
    let desk = (&mut scene.desk, scene.at_desk);
    read_at_the_desk(desk, &mut scene.theo, &jid).await;
}

async fn read_at_the_desk(desk: (&mut Client, ConversationId), theo: &mut Peer, jid: &str) {
    let (desk, at) = desk;
    for id in ["m1", "m2"] {
        says(theo, jid, id).await;
    }
    let with = theo.jid().to_owned();
    desk.wait_conversation(&with, "two unread", |one| one.unread == 2)
        .await;
    desk.tell(at, Talk::MarkRead);
    theo.wait("the newest is marked", |event| displayed(event, "m2"))
        .await;
    says(theo, jid, "m3").await;
    desk.wait_conversation(&with, "one unread", |one| one.unread == 1)
        .await;
}

async fn a_new_device_knows_what_was_read(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    read_two_of_three(&mut scene).await;
    let mut tablet = Client::signed_in(&scene.romy).await;
    let theo = scene.theo.jid().to_owned();
    tablet
        .wait_conversation(&theo, "one unread", |one| one.unread == 1)
        .await;
    let at = tablet.open_conversation(&theo).await;
    tablet.wait_message(at, "text m1").await;
    tablet.wait_message(at, "text m3").await;
    tablet
        .wait_conversation(&theo, "one unread", |theo| theo.unread == 1)
        .await;
}

/// A third device has given its order before the desk read further, and it gets through afterwards, as
/// one does that a resumed stream sends again: whoever has read further says so again.
async fn an_order_that_comes_late_takes_nothing_back(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    read_two_of_three(&mut scene).await;
    scene.wait_unread(1, 1).await;
    let first = scene
        .desk
        .wait("the archive's id of the first", |world| {
            let first = world.message(scene.at_desk, "text m1")?;
            (!first.stanza_id.is_empty()).then(|| first.stanza_id.clone())
        })
        .await;
    let (romy, theo) = (scene.romy.clone(), scene.theo.jid().to_owned());
    let mut late = Peer::sign_in_as(&romy, "late").await;
    let order = format!(
        "<iq xmlns='jabber:client' type='set' id='late'>\
         <pubsub xmlns='http://jabber.org/protocol/pubsub'>\
         <publish node='urn:xmpp:mds:displayed:0'><item id='{theo}'>\
         <displayed xmlns='urn:xmpp:mds:displayed:0'>\
         <stanza-id xmlns='urn:xmpp:sid:0' id='{first}' by='{}'/>\
         </displayed></item></publish></pubsub></iq>",
        romy.jid
    );
    late.tell(json!({ "do": "raw", "xml": order })).await;
    late.settle().await;
    let mut tablet = Client::signed_in(&romy).await;
    tablet
        .wait_conversation(&theo, "one unread", |one| one.unread == 1)
        .await;
    scene.wait_unread(1, 1).await;
}

/// The phone knew the conversation, and was away while the desk read two of three messages.
async fn who_was_away_agrees_on_what_is_unread(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    scene.desk.say(scene.at_desk, "before");
    scene.phone.wait_message(scene.at_phone, "before").await;
    scene.theo.wait_message("before").await;
    let jid = scene.jid();
    let Scene {
        mut desk,
        phone,
        at_desk,
        mut theo,
        ..
    } = scene;
    let profile = phone.shut_down().await;
    read_at_the_desk((&mut desk, at_desk), &mut theo, &jid).await;
    let mut phone = Client::open(profile).await;
    phone
        .wait("everything is here", |world| {
            let history = &world.account()?.history;
            (history.progress == Progress::Complete).then_some(())
        })
        .await;
    let told = phone
        .wait_conversation(theo.jid(), "one unread", |one| one.unread == 1)
        .await;
    let at_phone = phone.open_conversation(theo.jid()).await;
    phone.wait_message(at_phone, "text m3").await;
    assert_eq!(told.id, at_phone);
    // What else comes of the places that are told does not count anything again.
    says(&mut theo, &jid, "m4").await;
    for device in [&mut desk, &mut phone] {
        device
            .wait_conversation(theo.jid(), "two unread", |one| one.unread == 2)
            .await;
    }
    phone.tell(at_phone, Talk::MarkRead);
    for device in [&mut phone, &mut desk] {
        device
            .wait_conversation(theo.jid(), "nothing unread", |one| one.unread == 0)
            .await;
    }
}

async fn what_came_meanwhile_is_marked_once_it_is_seen(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut desk = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    desk.wait_conversation(theo.jid(), "is online", |theo| theo.show == Show::Online)
        .await;
    let profile = desk.shut_down().await;
    let jid = romy.jid.to_string();
    for id in ["m1", "m2"] {
        theo.tell(
            json!({ "do": "send", "to": jid, "id": id, "body": format!("text {id}"),
                          "markable": true }),
        )
        .await;
    }
    theo.settle().await;
    let mut desk = Client::open(profile).await;
    desk.wait_conversation(theo.jid(), "two unread", |one| one.unread == 2)
        .await;
    let at = desk.open_conversation(theo.jid()).await;
    desk.wait_message(at, "text m2").await;
    desk.tell(at, Talk::MarkRead);
    theo.wait("the newest is marked", |event| displayed(event, "m2"))
        .await;
    desk.wait_conversation(theo.jid(), "nothing unread", |one| one.unread == 0)
        .await;
}

/// The session is lost before the server has the marker, and the place: the next one has both.
async fn what_was_lost_in_a_cut_is_told_again(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (proxy, behind) = stage.through_proxy(&romy).await;
    let mut desk = Client::signed_in(&behind).await;
    let mut phone = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let jid = romy.jid.to_string();
    let with = theo.jid().to_owned();
    for device in [&mut desk, &mut phone] {
        device
            .wait_conversation(&with, "is online", |theo| theo.show == Show::Online)
            .await;
        device
            .wait("everything is here", |world| {
                let history = &world.account()?.history;
                (history.progress == Progress::Complete).then_some(())
            })
            .await;
    }
    let at_desk = desk.open_conversation(&with).await;
    says(&mut theo, &jid, "m1").await;
    for device in [&mut desk, &mut phone] {
        device
            .wait_conversation(&with, "one unread", |one| one.unread == 1)
            .await;
    }
    proxy.set(Way::Up, Flow::Swallow);
    desk.tell(at_desk, Talk::MarkRead);
    desk.wait_conversation(&with, "nothing unread", |one| one.unread == 0)
        .await;
    // It is on its way to nowhere, and the session does not outlive it.
    let up = proxy.bytes(Way::Up);
    desk.wait("something was written", |_| {
        (proxy.bytes(Way::Up) >= up).then_some(())
    })
    .await;
    stage.end_session(&behind);
    proxy.set(Way::Up, Flow::Pass);
    proxy.cut();
    theo.wait("it is marked", |event| displayed(event, "m1"))
        .await;
    phone
        .wait_conversation(&with, "nothing unread", |one| one.unread == 0)
        .await;
    // What asks for no marker is known by the place alone.
    desk.wait_online().await;
    theo.say(&jid, "p1", "no marker").await;
    for device in [&mut desk, &mut phone] {
        device
            .wait_conversation(&with, "one unread", |one| one.unread == 1)
            .await;
    }
    proxy.set(Way::Up, Flow::Swallow);
    desk.tell(at_desk, Talk::MarkRead);
    desk.wait_conversation(&with, "nothing unread", |one| one.unread == 0)
        .await;
    stage.end_session(&behind);
    proxy.set(Way::Up, Flow::Pass);
    proxy.cut();
    phone
        .wait_conversation(&with, "nothing unread", |one| one.unread == 0)
        .await;
}

async fn what_they_have_seen_is_shown_up_to_there(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let mut ids = Vec::new();
    for words in ["one", "two", "three"] {
        scene.desk.say(scene.at_desk, words);
        let heard = scene.theo.wait_message(words).await;
        ids.push(heard["id"].as_str().expect("an id").to_owned());
    }
    scene.phone.wait_message(scene.at_phone, "three").await;
    let jid = scene.jid();
    for of in [&ids[1], &ids[0]] {
        scene
            .theo
            .tell(json!({ "do": "displayed", "to": jid, "of": of }))
            .await;
    }
    scene.theo.say(&jid, "after", "after").await;
    for (device, at) in [
        (&mut scene.desk, scene.at_desk),
        (&mut scene.phone, scene.at_phone),
    ] {
        for words in ["one", "two"] {
            let seen = device.wait_state(at, words, &State::Displayed).await;
            assert!(seen.displayed_at.is_some(), "{seen:?}");
        }
        device.wait_message(at, "after").await;
        let last = device.world.message(at, "three").expect("it is there");
        assert_ne!(last.state, State::Displayed);
    }
}

async fn a_stranger_does_not_learn_that_we_looked(stage: &Stage) {
    let (romy, stranger) = (stage.account("romy"), stage.account("stranger"));
    let mut desk = Client::signed_in(&romy).await;
    let mut stranger = Peer::sign_in(&stranger).await;
    let jid = romy.jid.to_string();
    stranger
        .tell(
            json!({ "do": "send", "to": jid, "id": "m1", "body": "hello", "receipt": true,
                      "markable": true }),
        )
        .await;
    desk.wait_conversation(stranger.jid(), "has written", |one| one.unread == 1)
        .await;
    let at = desk.open_conversation(stranger.jid()).await;
    desk.tell(at, Talk::MarkRead);
    desk.wait_conversation(stranger.jid(), "is read", |one| one.unread == 0)
        .await;
    desk.say(at, "who are you?");
    let heard = stranger.wait_message("who are you?").await;
    assert_eq!(heard["markable"], false);
    let rest = stranger.settle().await;
    let telling = ["displayed", "receipt", "chatstate"];
    let told = rest
        .iter()
        .filter(|event| telling.iter().any(|one| event["event"] == *one));
    assert_eq!(told.count(), 0, "{rest:?}");
}

/// What was read already can be said better, and whoever does so wants to know that it was seen, too.
async fn a_correction_is_marked_once_it_is_seen(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let theo = scene.theo.jid().to_owned();
    let romy = scene.jid();
    scene.theo_says(&romy, "m1").await;
    scene.wait_unread(1, 1).await;
    scene.desk.tell(scene.at_desk, Talk::MarkRead);
    scene
        .theo
        .wait("the first is seen", |event| displayed(event, "m1"))
        .await;
    scene
        .desk
        .wait_conversation(&theo, "is read", |one| !one.wants_displayed)
        .await;
    scene
        .theo
        .tell(json!({ "do": "raw", "xml": format!(
            "<message type='chat' to='{romy}' id='m2'><body>said better</body>\
             <replace xmlns='urn:xmpp:message-correct:0' id='m1'/>\
             <markable xmlns='urn:xmpp:chat-markers:0'/></message>") }))
        .await;
    let told = scene
        .desk
        .wait_conversation(&theo, "asks again", |one| one.wants_displayed)
        .await;
    assert_eq!(told.unread, 0, "nothing new was said: {told:?}");
    scene.desk.tell(scene.at_desk, Talk::MarkRead);
    scene
        .theo
        .wait("the correction is seen", |event| displayed(event, "m2"))
        .await;
    for device in [&mut scene.desk, &mut scene.phone] {
        device
            .wait_conversation(&theo, "asks no more", |one| !one.wants_displayed)
            .await;
    }
}

async fn what_looks_unread_is_ours_alone(stage: &Stage) {
    let mut scene = Scene::new(stage).await;
    let theo = scene.theo.jid().to_owned();
    scene.theo_says(&scene.jid(), "m1").await;
    scene.wait_unread(1, 1).await;
    scene.desk.tell(scene.at_desk, Talk::MarkRead);
    scene.wait_unread(0, 0).await;
    scene.desk.tell(scene.at_desk, Talk::MarkUnread);
    scene
        .desk
        .wait_conversation(&theo, "looks unread", |one| one.marked_unread)
        .await;
    let profile = scene.desk.shut_down().await;
    let mut desk = Client::open(profile).await;
    let told = desk.wait_conversation(&theo, "is there", |_| true).await;
    assert!(told.marked_unread && told.unread == 0, "{told:?}");
    desk.send(Command::Conversation(told.id, Talk::MarkRead));
    desk.wait_conversation(&theo, "is read", |one| !one.marked_unread)
        .await;
    let other = scene.phone.world.conversation(&theo).expect("it is there");
    assert!(!other.marked_unread);
}
