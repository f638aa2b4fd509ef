//! Lies about people: who is blocked, what they go by, what their programs can do; and what is told
//! to whom.

use waxwing_core::Command;
use waxwing_core::command::{contact, conversation};
use waxwing_core::model::{ChatState, Privacy};
use waxwing_proto::caps;
use waxwing_proto::disco::{Identity, Info};
use waxwing_tests::Client;

use super::{Scene, THEO, meet};

/// Another contact, whom the script puts on the roster.
const MIA: &str = "mia@localhost";
const STATES: &str = "http://jabber.org/protocol/chatstates";

fn program(features: &[&str]) -> Info {
    Info {
        identities: vec![Identity {
            category: "client".to_owned(),
            kind: "pc".to_owned(),
            lang: String::new(),
            name: "Program".to_owned(),
        }],
        features: features.iter().map(|&one| one.to_owned()).collect(),
        ..Info::default()
    }
}

impl Scene {
    /// Somebody is online with a program that shows this hash.
    fn shows(&self, from: &str, hash: &str) {
        self.script.receive(&format!(
            "<presence from='{from}'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' \
             node='https://program.example' ver='{hash}'/></presence>"
        ));
    }

    /// The client asks what a hash stands for, and gets this answer.
    async fn answers_caps(&mut self, from: &str, hash: &str, info: &Info) {
        let asked = self
            .script
            .expect(&format!(
                "<iq type='get' to='{from}' id='$id'>\
                 <query xmlns='http://jabber.org/protocol/disco#info' \
                 node='https://program.example#{hash}'/></iq>"
            ))
            .await;
        let query = String::from(&info.to_element());
        let id = &asked["id"];
        self.script.receive(&format!(
            "<iq type='result' from='{from}' to='$me' id='{id}'>{query}</iq>"
        ));
    }

    async fn adds_mia(&mut self) {
        self.script.receive(&format!(
            "<iq type='set' id='mia'><query xmlns='jabber:iq:roster'>\
             <item jid='{MIA}' subscription='both'/></query></iq>"
        ));
        self.script.expect("<iq type='result' id='mia'/>").await;
        self.romy.wait_conversation(MIA, "is there", |_| true).await;
    }

    fn types(&self) {
        self.romy.compose(self.conversation, ChatState::Composing);
    }
}

#[tokio::test]
async fn a_hash_is_asked_about_once_and_known_after_a_restart() {
    let mut scene = meet().await;
    let info = program(&[STATES, "urn:xmpp:ping"]);
    let hash = caps::ver(&info);
    let theo = format!("{THEO}/a");
    scene.shows(&theo, &hash);
    scene.answers_caps(&theo, &hash, &info).await;
    // Everybody else with the same program is believed to have it, and not asked.
    scene.adds_mia().await;
    scene.shows(&format!("{THEO}/b"), &hash);
    scene.shows(&format!("{MIA}/c"), &hash);
    scene.script.expect_silence().await;
    scene.types();
    let composing =
        format!("<message to='{THEO}' type='chat'><composing xmlns='{STATES}'/></message>");
    scene.script.expect(&composing).await;
    let profile = scene.romy.shut_down().await;
    scene.romy = Client::open(profile).await;
    scene.romy.wait_online().await;
    scene.shows(&theo, &hash);
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn a_poisoned_hash_is_believed_of_nobody_else() {
    let mut scene = meet().await;
    scene.adds_mia().await;
    let honest = program(&["urn:xmpp:ping"]);
    let hash = caps::ver(&honest);
    // Mia claims the hash of a program that can't do chat states, and says it can.
    let mia = format!("{MIA}/x");
    scene.shows(&mia, &hash);
    scene
        .answers_caps(&mia, &hash, &program(&[STATES, "urn:xmpp:ping"]))
        .await;
    // She is not asked again about it, however often she shows it.
    scene.shows(&mia, &hash);
    scene.script.expect_silence().await;
    // Theo, who shows the same, is asked, and his truth holds.
    let theo = format!("{THEO}/a");
    scene.shows(&theo, &hash);
    scene.answers_caps(&theo, &hash, &honest).await;
    scene.shows(&format!("{THEO}/b"), &hash);
    scene.script.expect_silence().await;
    scene.types();
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn an_answer_that_could_be_read_in_two_ways_is_not_kept() {
    let mut scene = meet().await;
    scene.adds_mia().await;
    // One feature that looks like two once the parts are joined (XEP-0115 §5.4).
    let joined = format!("{STATES}<urn:xmpp:ping");
    let double = program(&[&joined]);
    let hash = caps::ver(&double);
    assert_eq!(hash, caps::ver(&program(&[STATES, "urn:xmpp:ping"])));
    let mia = format!("{MIA}/x");
    scene.shows(&mia, &hash);
    scene.answers_caps(&mia, &hash, &double).await;
    let theo = format!("{THEO}/a");
    scene.shows(&theo, &hash);
    scene
        .answers_caps(&theo, &hash, &program(&[STATES, "urn:xmpp:ping"]))
        .await;
    scene.script.expect_silence().await;
    scene.types();
    let composing =
        format!("<message to='{THEO}' type='chat'><composing xmlns='{STATES}'/></message>");
    scene.script.expect(&composing).await;
}

#[tokio::test]
async fn typing_is_told_if_any_program_of_theirs_understands() {
    let mut scene = meet().await;
    let (deaf, good) = (program(&["urn:xmpp:ping"]), program(&[STATES]));
    for (resource, info) in [("desk", &deaf), ("phone", &good)] {
        let (full, hash) = (format!("{THEO}/{resource}"), caps::ver(info));
        scene.shows(&full, &hash);
        scene.answers_caps(&full, &hash, info).await;
    }
    scene.shows(&format!("{THEO}/desk"), &caps::ver(&deaf));
    scene.script.expect_silence().await;
    scene.types();
    let composing =
        format!("<message to='{THEO}' type='chat'><composing xmlns='{STATES}'/></message>");
    scene.script.expect(&composing).await;
}

#[tokio::test]
async fn ten_thousand_hashes_are_not_asked_about() {
    let mut scene = meet().await;
    let before = scene.counters();
    for number in 0..10_000 {
        scene.shows(&format!("{THEO}/{number}"), &format!("hash{number}"));
    }
    scene.assert_unmoved(before).await;
    let mut asked = 0;
    let id = "count";
    scene.script.receive(&format!(
        "<iq type='get' from='{THEO}/x' to='$me' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>"
    ));
    while !scene
        .script
        .try_expect(&format!("<iq type='result' id='{id}'/>"))
        .await
    {
        asked += 1;
    }
    assert!(asked <= 1_024, "{asked}");
}

/// XEP-0191 §3.3: as with the roster, only our own account changes our list.
#[tokio::test]
async fn a_block_list_push_from_a_stranger_is_refused() {
    let mut scene = meet().await;
    let before = scene.counters();
    for (from, id) in [("evil@localhost/x", "b1"), (THEO, "b2")] {
        for order in ["block", "unblock"] {
            scene.script.receive(&format!(
                "<iq type='set' from='{from}' to='$me' id='{id}{order}'>\
                 <{order} xmlns='urn:xmpp:blocking'><item jid='{THEO}'/></{order}></iq>"
            ));
            let refused =
                format!("<iq type='error' id='{id}{order}' to='{from}'><error type='*'/></iq>");
            scene.script.expect(&refused).await;
        }
    }
    let theo = scene.romy.world.conversation(THEO).expect("a contact");
    assert!(!theo.blocked);
    scene.assert_unmoved(before).await;
}

/// XEP-0492: nobody else says of whom we hear.
#[tokio::test]
async fn a_level_counts_from_our_own_account_only() {
    const NODE: &str = "urn:xmpp:notification-settings:1";
    let mut scene = meet().await;
    let before = scene.counters();
    let own = scene.jid.clone();
    for from in [THEO, "stranger@localhost", "localhost", &format!("{own}/x")] {
        scene.script.receive(&format!(
            "<message type='headline' from='{from}' to='$me'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{NODE}'>\
             <item id='{THEO}'><notify xmlns='{NODE}'><never/></notify></item></items></event>\
             </message>"
        ));
    }
    scene.assert_unmoved(before).await;
    let theo = scene.romy.world.conversation(THEO).expect("a contact");
    assert_eq!(theo.level, None);
    scene.script.expect_silence().await;
}

/// CVE-2023-28686 and its like: a word about a node counts only from its owner.
#[tokio::test]
async fn a_published_name_counts_from_its_owner_only() {
    let mut scene = meet().await;
    scene.adds_mia().await;
    let before = scene.counters();
    let event = |from: &str, name: &str| {
        format!(
            "<message from='{from}' to='$me' type='headline'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'>\
             <items node='http://jabber.org/protocol/nick'><item id='current'>\
             <nick xmlns='http://jabber.org/protocol/nick'>{name}</nick></item></items></event>\
             <body>read me</body></message>"
        )
    };
    for from in [
        "evil@localhost",
        "evil@localhost/x",
        "mia@localhost/x",
        "localhost",
    ] {
        scene.script.receive(&event(from, "Impostor"));
    }
    scene.script.receive(&event(MIA, "Mia M."));
    scene
        .romy
        .wait_conversation(MIA, "goes by her name", |mia| mia.name == "Mia M.")
        .await;
    let world = &scene.romy.world;
    assert_eq!(world.conversations.len(), 2, "an event is no message");
    assert!(world.contacts.values().all(|one| one.nickname.is_empty()));
    let own = scene.jid.clone();
    scene.script.receive(&event(&own, "Romy R."));
    scene
        .romy
        .wait("our own name, set elsewhere", |world| {
            let contacts = world.contacts.values().next()?;
            (contacts.nickname == "Romy R.").then_some(())
        })
        .await;
    scene.assert_unmoved(before).await;
}

/// Each thing that contacts are told can be switched off.
#[tokio::test]
async fn what_is_switched_off_is_told_to_nobody() {
    let mut scene = meet().await;
    let info = program(&[STATES]);
    let (theo, hash) = (format!("{THEO}/a"), caps::ver(&info));
    scene.shows(&theo, &hash);
    scene.answers_caps(&theo, &hash, &info).await;
    scene
        .romy
        .send(Command::Contact(contact::Command::SetPrivacy {
            account: scene.romy.account(),
            privacy: Privacy {
                receipts: false,
                markers: false,
                typing: false,
                last_seen: false,
                version: false,
            },
        }));
    scene
        .romy
        .wait("it is in force", |world| {
            let contacts = world.contacts.values().next()?;
            (!contacts.privacy.receipts).then_some(())
        })
        .await;
    scene.types();
    scene.romy.tell(
        scene.conversation,
        conversation::Command::Compose(ChatState::Paused),
    );
    scene.script.receive(&format!(
        "<message type='chat' from='{theo}' to='$me' id='r1'><body>did you get it?</body>\
         <request xmlns='urn:xmpp:receipts'/></message>"
    ));
    scene
        .romy
        .wait_message(scene.conversation, "did you get it?")
        .await;
    scene.script.receive(&format!(
        "<iq type='get' from='{theo}' to='$me' id='v1'><query xmlns='jabber:iq:version'/></iq>"
    ));
    scene
        .script
        .expect(&format!(
            "<iq type='error' id='v1' to='{theo}'><error type='*'/></iq>"
        ))
        .await;
    scene.script.receive(&format!(
        "<iq type='get' from='{theo}' to='$me' id='d1'>\
         <query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    ));
    let told = scene.script.expect_one().await;
    let told = String::from(&told);
    assert!(told.contains("urn:xmpp:ping"), "{told}");
    for off in ["urn:xmpp:receipts", STATES, "jabber:iq:version"] {
        assert!(!told.contains(off), "{off}: {told}");
    }
    scene.script.expect_silence().await;
}
