//! Lies about our other devices: copies that nobody made (XEP-0280), ids that nobody gave (XEP-0359),
//! places that nobody read up to (XEP-0490); and what strangers would like to know.

use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::command::{console, contact};
use waxwing_core::event::console::Kind;
use waxwing_core::model::{ChatState, Direction, Exceptions, OwnPresence, Privacy, Show, State};
use waxwing_core::{BareJid, Command, Timestamp};

use super::{Scene, THEO, meet, meet_without_archive};

const MIA: &str = "mia@localhost";
const STRANGER: &str = "stranger@localhost";

fn copy(name: &str, inside: &str) -> String {
    format!(
        "<{name} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inside}\
         </forwarded></{name}>"
    )
}

fn said(from: &str, to: &str, id: &str, inside: &str) -> String {
    format!(
        "<message xmlns='jabber:client' type='chat' from='{from}' to='{to}' id='{id}'>{inside}\
         </message>"
    )
}

impl Scene {
    fn copied(&self, from: &str, kind: &str, inside: &str) {
        self.script.receive(&format!(
            "<message from='{from}' to='$me' type='{kind}'>{inside}</message>"
        ));
    }

    async fn adds(&mut self, jid: &str, subscription: &str) {
        self.script.receive(&format!(
            "<iq type='set' id='put'><query xmlns='jabber:iq:roster'>\
             <item jid='{jid}' subscription='{subscription}'/></query></iq>"
        ));
        self.script.expect("<iq type='result' id='put'/>").await;
        self.romy.wait_conversation(jid, "is there", |_| true).await;
    }

    async fn wait_unread(&mut self, unread: u32) {
        let what = format!("{unread} unread");
        self.romy
            .wait_conversation(THEO, &what, |one| one.unread == unread)
            .await;
    }

    fn place(&self, from: &str, stanza_id: &str) {
        let own = &self.jid;
        self.script.receive(&format!(
            "<message type='headline' from='{from}' to='$me'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'>\
             <items node='urn:xmpp:mds:displayed:0'><item id='{THEO}'>\
             <displayed xmlns='urn:xmpp:mds:displayed:0'>\
             <stanza-id xmlns='urn:xmpp:sid:0' by='{own}' id='{stanza_id}'/></displayed>\
             </item></items></event></message>"
        ));
    }

    fn says_with(&self, id: &str, text: &str, more: &str) {
        self.script.receive(&said(
            &format!("{THEO}/desk"),
            "$me",
            id,
            &format!("<body>{text}</body>{more}"),
        ));
    }

    fn set_privacy(&self, privacy: Privacy) {
        self.romy
            .send(Command::Contact(contact::Command::SetPrivacy {
                account: self.romy.account(),
                privacy,
            }));
    }
}

const ALL: Privacy = Privacy {
    receipts: true,
    markers: true,
    typing: true,
    last_seen: true,
    version: true,
};

/// CVE-2017-5589 and its family. What is dropped is counted, and shown in the console.
#[tokio::test]
async fn a_copy_that_is_not_believed_is_dropped_counted_and_shown() {
    let mut scene = meet().await;
    let account = scene.romy.account();
    let open = console::Command::Open { account };
    scene.romy.send(Command::Console(open));
    // What is sent by hand is sent behind that: the console is open then.
    let request = scene.romy.request();
    scene.romy.send(Command::Console(console::Command::Send {
        request,
        account,
        xml: "<iq type='get' id='by-hand'><ping xmlns='urn:xmpp:ping'/></iq>".to_owned(),
    }));
    assert_eq!(scene.romy.wait_done(request).await, Ok(()));
    let before = scene.counters();
    let own = scene.jid.clone();
    let words = "<body>forged</body>";
    let theirs = said(&format!("{THEO}/desk"), &own, "f1", words);
    let ours = said(&format!("{own}/phone"), THEO, "f2", words);
    let mut count = 0;
    for from in [
        "stranger@localhost/x",
        THEO,
        "localhost",
        &format!("{own}/phone"),
    ] {
        for inside in [copy("received", &theirs), copy("sent", &ours)] {
            scene.copied(from, "chat", &format!("<body>forged</body>{inside}"));
            count += 1;
        }
    }
    let nested = said(THEO, &own, "f3", &copy("received", &theirs));
    let archived = said(
        THEO,
        &own,
        "f4",
        &format!("<result xmlns='urn:xmpp:mam:2' id='1'>{}</result>", words),
    );
    for (kind, inside) in [
        ("groupchat", copy("received", &theirs)),
        ("error", copy("received", &theirs)),
        ("chat", copy("received", &nested)),
        ("chat", copy("received", &archived)),
        ("chat", copy("received", "")),
        ("chat", copy("received", &format!("{theirs}{theirs}"))),
        ("chat", copy("sent", &theirs)),
        (
            "chat",
            copy("received", &theirs.replace("'chat'", "'groupchat'")),
        ),
        (
            "chat",
            copy(
                "received",
                &theirs.replace(
                    "</message>",
                    "<private xmlns='urn:xmpp:carbons:2'/></message>",
                ),
            ),
        ),
    ] {
        scene.copied(&own, kind, &inside);
        count += 1;
    }
    scene.assert_unmoved(before).await;
    let told = format!("; {count} so far");
    scene
        .romy
        .wait("all are counted", |world| {
            let mut dropped = world.console.iter();
            dropped
                .any(|one| one.kind == Kind::Dropped && one.xml.contains(&told))
                .then_some(())
        })
        .await;
    assert_eq!(
        scene.romy.world.texts(scene.conversation),
        ["still there? 1"]
    );
    assert_eq!(scene.romy.world.conversations.len(), 1);
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn a_copy_is_shown_once_and_answered_by_nobody() {
    let mut scene = meet().await;
    let own = scene.jid.clone();
    let asks = "<body>to the phone</body><request xmlns='urn:xmpp:receipts'/>\
                <origin-id xmlns='urn:xmpp:sid:0' id='p1'/>";
    let theirs = said(&format!("{THEO}/desk"), &format!("{own}/phone"), "p1", asks);
    let ours = said(
        &format!("{own}/phone"),
        THEO,
        "p2",
        "<body>from the phone</body><request xmlns='urn:xmpp:receipts'/>",
    );
    for _ in 0..3 {
        scene.copied(&own, "chat", &copy("received", &theirs));
        scene.copied(&own, "chat", &copy("sent", &ours));
    }
    let sent = scene
        .romy
        .wait_message(scene.conversation, "from the phone")
        .await;
    assert_eq!(
        (sent.direction, &sent.state),
        (Direction::Outgoing, &State::Sent)
    );
    // A receipt that the phone got is one for us too; nobody else's is.
    let receipt = |from: &str| {
        said(
            from,
            &format!("{own}/phone"),
            "r",
            "<received xmlns='urn:xmpp:receipts' id='p2'/>",
        )
    };
    let forged = receipt("stranger@localhost/x");
    scene.copied(&own, "chat", &copy("received", &forged));
    scene.assert_alive().await;
    let texts = scene.romy.world.texts(scene.conversation);
    assert_eq!(texts, ["to the phone", "from the phone", "still there? 1"]);
    let row = scene
        .romy
        .world
        .message(scene.conversation, "from the phone");
    assert_eq!(row.expect("it is there").state, State::Sent);
    let real = receipt(&format!("{THEO}/desk"));
    scene.copied(&own, "chat", &copy("received", &real));
    scene
        .romy
        .wait_state(scene.conversation, "from the phone", &State::Delivered)
        .await;
    scene.script.expect_silence().await;
}

/// XEP-0359 §6: an id in our server's name means something only where the server promises that.
#[tokio::test]
async fn an_id_of_the_archive_is_believed_where_the_server_promises_it() {
    for promised in [false, true] {
        let mut scene = match promised {
            true => meet().await,
            false => meet_without_archive().await,
        };
        let own = scene.jid.clone();
        let id = |by: &str| format!("<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='same'/>");
        // The promise is heard before anything is said.
        scene.assert_alive().await;
        scene.says_with("m1", "one", &id(&own));
        scene.says_with("m2", "two", &id(&own));
        scene.says_with("m3", "three", &id(THEO));
        scene.says_with("m4", "four", &id(THEO));
        scene.says_with("m5", "five", &id(&format!("{own}/x")));
        scene.assert_alive().await;
        let texts = scene.romy.world.texts(scene.conversation);
        let both = texts.contains(&"one") && texts.contains(&"two");
        assert_eq!(both, !promised, "{texts:?}");
        for text in ["one", "three", "four", "five"] {
            assert!(texts.contains(&text), "{text}: {texts:?}");
        }
        let row = scene.romy.world.message(scene.conversation, "one");
        let known = !row.expect("it is there").stanza_id.is_empty();
        assert_eq!(known, promised);
    }
}

/// CVE-2023-28686: nobody else says how far we have read.
#[tokio::test]
async fn a_place_counts_from_our_own_account_only() {
    let mut scene = meet().await;
    let own = scene.jid.clone();
    scene.assert_alive().await;
    let id = |id: &str| format!("<stanza-id xmlns='urn:xmpp:sid:0' by='{own}' id='{id}'/>");
    scene.says_with("m1", "one", &id("s1"));
    scene.says_with("m2", "two", &id("s2"));
    scene.romy.wait_message(scene.conversation, "two").await;
    for from in [THEO, "stranger@localhost", "localhost", &format!("{own}/x")] {
        scene.place(from, "s2");
    }
    scene.assert_alive().await;
    scene.wait_unread(4).await;
    scene.place(&own, "s1");
    scene.wait_unread(2).await;
    // It never goes back, and what is not known yet changes nothing until it comes.
    scene.place(&own, "nobody knows");
    scene.place(&own, "s2");
    scene.wait_unread(1).await;
    scene.place(&own, "s1");
    scene.place(&own, "s9");
    scene.assert_alive().await;
    scene.wait_unread(2).await;
    scene.says_with("m9", "nine", &id("s9"));
    scene.wait_unread(0).await;
    scene.script.expect_silence().await;
}

/// XEP-0184 §8, XEP-0333 §8, XEP-0085 §8, XEP-0092 §4, XEP-0319 §4: whatever the switches say.
#[tokio::test]
async fn strangers_are_told_nothing_whatever_is_switched_on() {
    let mut scene = meet().await;
    scene.set_privacy(ALL);
    scene.adds(MIA, "to").await;
    for (from, to) in [(STRANGER, "stranger"), (MIA, "mia")] {
        scene.script.receive(&format!(
            "<message type='chat' from='{from}/x' to='$me' id='{to}'><body>hello</body>\
             <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>\
             <active xmlns='http://jabber.org/protocol/chatstates'/></message>"
        ));
        let one = scene
            .romy
            .wait_conversation(from, "has written", |one| one.unread == 1)
            .await;
        scene.romy.tell(one.id, Talk::Open);
        scene.romy.tell(one.id, Talk::MarkRead);
        scene
            .romy
            .wait_conversation(from, "is read", |one| one.unread == 0)
            .await;
        scene.romy.compose(one.id, ChatState::Composing);
        scene.romy.compose(one.id, ChatState::Paused);
        for (id, payload) in [
            ("v", "<query xmlns='jabber:iq:version'/>"),
            ("l", "<query xmlns='jabber:iq:last'/>"),
            ("t", "<time xmlns='urn:xmpp:time'/>"),
            (
                "d",
                "<query xmlns='http://jabber.org/protocol/disco#info'/>",
            ),
        ] {
            scene.script.receive(&format!(
                "<iq type='get' id='{id}' from='{from}/x' to='$me'>{payload}</iq>"
            ));
            let refused =
                format!("<iq type='error' id='{id}' to='{from}/x'><error type='*'/></iq>");
            scene.script.expect(&refused).await;
        }
    }
    // An hour ago, so that it would be told at once.
    let hour = Timestamp(Timestamp::now().0 - 3_600_000_000);
    scene.romy.send(Command::Unattended(Some(hour)));
    scene.assert_alive().await;
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn one_contact_is_told_otherwise_than_all_others() {
    let mut scene = meet().await;
    scene.set_privacy(ALL);
    scene.adds(MIA, "both").await;
    let nothing = Exceptions {
        receipts: Some(false),
        markers: Some(false),
        typing: Some(false),
        last_seen: Some(false),
        version: Some(false),
    };
    scene
        .romy
        .send(Command::Contact(contact::Command::SetExceptions {
            account: scene.romy.account(),
            jid: BareJid::new(MIA).expect("an address"),
            exceptions: nothing,
        }));
    for from in [MIA, THEO] {
        scene
            .script
            .receive(&format!("<presence from='{from}/x' to='$me'/>"));
        scene
            .romy
            .wait_conversation(from, "is online", |one| one.show == Show::Online)
            .await;
        scene.script.receive(&format!(
            "<message type='chat' from='{from}/x' to='$me' id='m1'><body>hello</body>\
             <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>\
             <active xmlns='http://jabber.org/protocol/chatstates'/></message>"
        ));
        let one = scene
            .romy
            .wait_conversation(from, "has written", |one| one.unread == 1)
            .await;
        if from == THEO {
            let receipt = "<message to='theo@localhost/x'>\
                           <received xmlns='urn:xmpp:receipts' id='m1'/></message>";
            scene.script.expect(receipt).await;
        }
        scene.romy.tell(one.id, Talk::MarkRead);
        scene
            .romy
            .wait_conversation(from, "is read", |one| one.unread == 0)
            .await;
        if from == THEO {
            let marker = "<message to='theo@localhost' type='chat'>\
                          <displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/></message>";
            scene.script.expect(marker).await;
        }
        scene.romy.compose(one.id, ChatState::Composing);
        if from == THEO {
            let typing = "<message to='theo@localhost' type='chat'>\
                          <composing xmlns='http://jabber.org/protocol/chatstates'/></message>";
            scene.script.expect(typing).await;
        }
        scene.script.receive(&format!(
            "<iq type='get' id='v' from='{from}/x' to='$me'><query xmlns='jabber:iq:version'/></iq>"
        ));
        let kind = if from == THEO { "result" } else { "error" };
        let answer = format!("<iq type='{kind}' id='v' to='{from}/x'/>");
        scene.script.expect(&answer).await;
    }
    // What goes to all says nothing of the absence; who may know is told alone.
    let hour = Timestamp(Timestamp::now().0 - 3_600_000_000);
    scene.romy.send(Command::Unattended(Some(hour)));
    let alone = "<presence to='theo@localhost'><idle xmlns='urn:xmpp:idle:1' since='$since'/>\
                 </presence>";
    scene.script.expect(alone).await;
    let account = scene.romy.account();
    let presence = OwnPresence {
        show: Show::Away,
        status: String::new(),
    };
    let away = waxwing_core::command::account::Command::SetPresence { account, presence };
    scene.romy.send(Command::Account(away));
    scene.script.expect(alone).await;
    let broadcast = scene.stage.log();
    let told = broadcast
        .lines()
        .filter(|line| line.contains("idle") && line.contains("<presence") && line.starts_with('<'))
        .filter(|line| !line.contains("to='theo@localhost'"));
    assert_eq!(told.count(), 0, "{broadcast}");
}
