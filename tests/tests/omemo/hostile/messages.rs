//! Messages as nobody should send them, and true ones that come again.

use std::collections::BTreeMap;
use std::sync::Arc;

use minidom::Element;
use omemo_rs::ratchet::Session;
use omemo_rs::{BundleParts, Profile};
use waxwing_core::command::{account, conversation};
use waxwing_core::model::{Connection, Message, Mode, Sealing, State, Unreadable};
use waxwing_core::{Command, ConversationId, NO_READER};
use waxwing_tests::{Client, Moody, Peer, Stage};

use crate::omemo::forger::{
    Forger, Slip, bundles_of, list, message, publish_bundle, publish_list, with_header,
    without_exchange, write,
};
use crate::omemo::{jid, signed_in_behind, wait_sealed};
use crate::rooms::raw;

scenarios!(
    what_is_far_ahead_or_has_no_key_is_a_row_and_no_more,
    a_message_over_four_roads_is_one_row,
    who_writes_from_no_list_costs_few_questions,
    who_asks_for_plain_text_gets_nothing_before_a_decision,
    who_has_only_a_forged_bundle_gets_nothing_in_plain
);

/// Romy is ours; theo is a peer with the keys of a forger, who publishes them as anybody does.
struct Scene {
    romy: Client,
    id: ConversationId,
    theo: Peer,
    forger: Forger,
    romys: String,
    device: u32,
    bundles: BTreeMap<Profile, BundleParts>,
    said: u32,
}

async fn meet(mut romy: Client, mut theo: Peer, listed: bool) -> Scene {
    let forger = Forger::new(4711);
    for profile in Profile::ALL {
        let bundle = write(profile, &forger.bundle(profile));
        publish_bundle(&mut theo, profile, forger.device, &bundle).await;
        let ids = listed.then(|| forger.device.to_string());
        publish_list(&mut theo, profile, &list(profile, ids)).await;
    }
    let romys = jid(&romy);
    let (device, bundles) = bundles_of(&mut theo, &romys).await;
    let id = romy.open_conversation(theo.jid()).await;
    Scene {
        romy,
        id,
        theo,
        forger,
        romys,
        device,
        bundles,
        said: 0,
    }
}

impl Scene {
    fn begin(&self, profile: Profile) -> Session {
        self.forger.begin(profile, &self.bundles[&profile])
    }

    /// What theo says, encrypted for romy; `change` has its way with what the session makes.
    fn seal(
        &self,
        profile: Profile,
        session: &mut Session,
        text: &str,
        change: impl FnOnce(Vec<u8>) -> (bool, Vec<u8>),
    ) -> Element {
        let between = (self.theo.jid(), self.romys.as_str());
        self.forger.seal(profile, between, text, |key| {
            let encrypted = session.encrypt(key).expect("encrypted");
            assert!(encrypted.key_exchange, "romy has never answered");
            let (key_exchange, bytes) = change(encrypted.bytes);
            vec![Slip {
                jid: self.romys.clone(),
                rid: self.device,
                key_exchange,
                bytes,
            }]
        })
    }

    async fn send(&mut self, inside: &Element) {
        self.said += 1;
        let xml = message(&self.romys, &format!("f{}", self.said), inside);
        raw(&mut self.theo, &xml).await;
    }

    /// Theo says something as he should, and romy reads it.
    async fn say(&mut self, profile: Profile, session: &mut Session, text: &str) {
        let inside = self.seal(profile, session, text, |bytes| (true, bytes));
        self.send(&inside).await;
        wait_sealed(&mut self.romy, self.id, text).await;
    }

    fn rows(&self) -> Vec<Arc<Message>> {
        self.romy.world.messages(self.id).to_vec()
    }

    /// A row more, which says this.
    async fn wait_unreadable(&mut self, before: usize, why: Unreadable, what: &str) {
        let id = self.id;
        let rows = self
            .romy
            .wait(what, |world| {
                let rows = world.messages(id);
                (rows.len() > before).then(|| rows.to_vec())
            })
            .await;
        assert_eq!(rows.len(), before + 1, "{what}: {rows:#?}");
        let last = rows.last().expect("a row");
        assert_eq!(last.sealing, Some(Sealing::Unreadable(why)), "{what}");
        assert!(last.text.is_empty(), "{what}: {last:?}");
    }
}

/// What it is, its counter and its key where they are others than they should be, and why it can't be read.
type Case = (&'static str, Option<u64>, Option<[u8; 32]>, Unreadable);

async fn what_is_far_ahead_or_has_no_key_is_a_row_and_no_more(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo = Peer::sign_in(&theo).await;
    let romy = Client::signed_in_sealed(&romy).await;
    let mut scene = meet(romy, theo, true).await;
    let mut one = [0; 32];
    one[0] = 1;
    let (broken, malformed) = (Unreadable::Broken, Unreadable::Malformed);
    let cases: [Case; 6] = [
        ("a billion ahead", Some(1_000_000_000), None, broken),
        ("as far as it goes", Some(u64::from(u32::MAX)), None, broken),
        ("a number of 64 bits", Some(u64::MAX), None, broken),
        ("a key of zeros", None, Some([0; 32]), malformed),
        ("a key of a small order", None, Some(one), malformed),
        ("both", Some(1_000_000_000), Some([0; 32]), malformed),
    ];
    for profile in Profile::ALL {
        let mut session = scene.begin(profile);
        let first = format!("before, {profile}");
        scene.say(profile, &mut session, &first).await;
        for (what, counter, ratchet, why) in cases {
            let before = scene.rows().len();
            let text = format!("{what}, {profile}");
            let forged = scene.seal(profile, &mut session, &text, |bytes| {
                let bytes = without_exchange(profile, &bytes);
                (false, with_header(profile, &bytes, counter, ratchet))
            });
            scene.send(&forged).await;
            scene.wait_unreadable(before, why, &text).await;
            let text = format!("after {what}, {profile}");
            scene.say(profile, &mut session, &text).await;
        }
    }
    let all = scene.rows();
    assert_eq!(all.len(), 2 * (1 + 2 * cases.len()), "{all:#?}");
}

/// The same encrypted content reaches romy live, as a copy of what another device of hers got, over a connection that
/// was cut and resumed, and by the archive.
async fn a_message_over_four_roads_is_one_row(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let theo = Peer::sign_in(&theo_login).await;
    let (proxy, by_proxy) = stage.through_proxy(&romy_login).await;
    let romy = Client::signed_in_sealed(&by_proxy).await;
    let mut other = Peer::sign_in_as(&romy_login, "other").await;
    let mut scene = meet(romy, theo, true).await;
    let romys = scene.romys.clone();
    for profile in Profile::ALL {
        let mut session = scene.begin(profile);
        let text = format!("only once, {profile}");
        let sealed = scene.seal(profile, &mut session, &text, |bytes| (true, bytes));
        // Live.
        scene.send(&sealed).await;
        wait_sealed(&mut scene.romy, scene.id, &text).await;
        let rows = scene.rows().len();
        // As a copy.
        let excuse = format!("a copy, {profile}");
        let copy = message(&format!("{romys}/other"), &excuse, &sealed);
        let copy = copy.replace("<store ", &format!("<body>{excuse}</body><store "));
        raw(&mut scene.theo, &copy).await;
        other.wait_message(&excuse).await;
        // After a cut.
        proxy.refuse(true);
        proxy.cut();
        scene
            .romy
            .wait_connection("not online", |connection| {
                !matches!(connection, Connection::Online { .. })
            })
            .await;
        scene.send(&sealed).await;
        scene.theo.settle().await;
        proxy.refuse(false);
        let account = scene.romy.account();
        scene
            .romy
            .send(Command::Account(account::Command::Connect { account }));
        scene.romy.wait_online().await;
        // From the archive, where the true one is as well.
        scene.romy.switch_off().await;
        scene.send(&sealed).await;
        scene.theo.settle().await;
        scene.romy.switch_on();
        scene.romy.wait_online().await;
        let text = format!("after that, {profile}");
        scene.say(profile, &mut session, &text).await;
        let all = scene.rows();
        assert_eq!(all.len(), rows + 1, "{all:#?}");
        assert!(all.iter().all(|one| !one.is_unreadable()), "{all:#?}");
    }
}

/// Each message comes from a device that is not on the list of its sender.
async fn who_writes_from_no_list_costs_few_questions(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let theo = Peer::sign_in(&theo_login).await;
    let (moody, by_moody) = Moody::before(&romy_login).await;
    let romy = signed_in_behind(&by_moody).await;
    let mut scene = meet(romy, theo, false).await;
    let theos = theo_login.jid.as_str();
    for profile in Profile::ALL {
        let mut session = scene.begin(profile);
        let node = omemo_rs::stanza::devices_node(profile);
        let questions = || {
            let heard = moody.heard();
            let is_it = |asked: &str| {
                asked.contains("<items") && asked.contains(node) && asked.contains(theos)
            };
            heard.iter().filter(|(asked, _)| is_it(asked)).count()
        };
        let before = questions();
        for number in 0..12 {
            let text = format!("{number}, {profile}");
            scene.say(profile, &mut session, &text).await;
        }
        let asked = questions() - before;
        assert!((1..=2).contains(&asked), "{profile}: asked {asked} times");
    }
}

async fn who_asks_for_plain_text_gets_nothing_before_a_decision(stage: &Stage) {
    const OPT_OUT: &str =
        "<opt-out xmlns='urn:xmpp:omemo:2'><reason>for the\nrecord</reason></opt-out>";
    let (romy, theo) = stage.friends("romy", "theo");
    let theo = Peer::sign_in(&theo).await;
    let romy = Client::signed_in_sealed(&romy).await;
    let mut scene = meet(romy, theo, true).await;
    let profile = Profile::Omemo2;
    let mut session = scene.begin(profile);
    scene.say(profile, &mut session, "hello").await;
    let rows = scene.rows().len();
    let asks = scene.seal(profile, &mut session, OPT_OUT, |bytes| (true, bytes));
    scene.send(&asks).await;
    let theos = scene.theo.jid().to_owned();
    let is_asked = |one: &waxwing_core::model::Conversation| {
        one.encryption.opted_out.as_deref() == Some("for the record")
    };
    scene
        .romy
        .wait_conversation(&theos, "is asked for plain text", is_asked)
        .await;
    scene.romy.say(scene.id, "held back");
    scene.say(profile, &mut session, "are you there?").await;
    let waits = |scene: &Scene| {
        let row = scene.romy.world.message(scene.id, "held back");
        row.map(|row| row.state.clone())
    };
    assert_eq!(waits(&scene), Some(State::Pending));
    assert_eq!(scene.rows().len(), rows + 2, "{:#?}", scene.rows());
    // It is asked still after a restart.
    let profile_folder = scene.romy.shut_down().await;
    scene.romy = Client::open_sealed(profile_folder).await;
    scene.romy.wait_online().await;
    scene.id = scene.romy.open_conversation(&theos).await;
    scene
        .romy
        .wait_conversation(&theos, "is asked for plain text", is_asked)
        .await;
    scene.say(profile, &mut session, "still there?").await;
    assert_eq!(waits(&scene), Some(State::Pending));
    // Romy goes on as before.
    let set = |on| conversation::Command::SetEncrypted { on };
    scene.romy.tell(scene.id, set(true));
    let row = scene
        .romy
        .wait("it is sent", |world| {
            let row = world.message(scene.id, "held back")?;
            matches!(row.state, State::Sent | State::Delivered).then(|| row.clone())
        })
        .await;
    assert!(matches!(row.sealing, Some(Sealing::Read(_))), "{row:#?}");
    // Asked once more, romy agrees.
    let asks = scene.seal(profile, &mut session, OPT_OUT, |bytes| (true, bytes));
    scene.send(&asks).await;
    scene
        .romy
        .wait_conversation(&theos, "is asked for plain text", is_asked)
        .await;
    scene.romy.tell(scene.id, set(false));
    scene
        .romy
        .wait_conversation(&theos, "is in plain", |talk| {
            talk.encryption.mode == Mode::Off && talk.encryption.opted_out.is_none()
        })
        .await;
    scene.romy.say(scene.id, "in plain, then");
    scene.theo.wait_message("in plain, then").await;
    let heard = scene.theo.settle().await;
    let told = |event: &serde_json::Value| event.to_string().contains("held back");
    assert!(!heard.iter().any(told), "{heard:#?}");
}

/// Nothing was ever encrypted for theo, whose only device has a bundle that somebody has changed: it is no reason to do
/// without.
async fn who_has_only_a_forged_bundle_gets_nothing_in_plain(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let forger = Forger::new(4711);
    for profile in Profile::ALL {
        let mut parts = forger.bundle(profile);
        parts.signature[7] ^= 1;
        let bundle = write(profile, &parts);
        publish_bundle(&mut theo, profile, forger.device, &bundle).await;
        let ids = [forger.device.to_string()];
        publish_list(&mut theo, profile, &list(profile, ids)).await;
    }
    let mut romy = Client::signed_in_sealed(&romy).await;
    let theos = theo.jid().to_owned();
    let id = romy.open_conversation(&theos).await;
    romy.say(id, "a secret");
    romy.wait("it is not sent", |world| {
        let row = world.message(id, "a secret")?;
        matches!(&row.state, State::Failed { condition, .. } if condition == NO_READER)
            .then_some(())
    })
    .await;
    romy.wait_conversation(&theos, "can't be reached", |talk| {
        let told = &talk.encryption;
        told.mode == Mode::On && told.readers == 0 && told.unreachable == 1
    })
    .await;
    let heard = theo.settle().await;
    let told = |event: &serde_json::Value| event.to_string().contains("a secret");
    assert!(!heard.iter().any(told), "{heard:#?}");
}
