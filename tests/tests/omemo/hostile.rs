//! What somebody may try: envelopes of others, plain words in between, the same message again, lists that vanish.

mod devices;
mod gone;
mod messages;
mod numbers;

use std::time::Duration;

use serde_json::json;
use waxwing_core::Command;
use waxwing_core::command::console;
use waxwing_core::event::console::{Direction, Entry};
use waxwing_core::model::{Mode, Sealing, Unreadable};
use waxwing_tests::{Client, Peer, Stage};

use super::others::{meet, say};
use super::{jid, wait_on, wait_sealed};
use crate::rooms::{ask, raw};

scenarios!(
    an_envelope_of_somebody_else_is_not_shown_as_theirs,
    plain_words_in_an_encrypted_conversation_are_plain,
    plain_words_do_not_change_what_was_encrypted,
    what_is_played_back_is_not_read_again,
    what_can_not_be_read_says_why,
    who_is_taken_off_the_list_comes_back
);

async fn an_envelope_of_somebody_else_is_not_shown_as_theirs(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    let forged = format!(
        "<envelope xmlns='urn:xmpp:sce:1'><content><body xmlns='jabber:client'>forged</body></content>\
         <rpad>x</rpad><from jid='june@elsewhere.example'/><to jid='{romys}'/></envelope>"
    );
    theo.tell(json!({
        "do": "send", "to": romys, "id": "f1", "body": "forged", "version": "omemo2",
        "envelope": forged,
    }))
    .await;
    romy.wait("it is refused", |world| {
        let all = world.messages(id);
        let moved = Some(Sealing::Unreadable(Unreadable::Moved));
        all.iter()
            .any(|one| one.sealing == moved && one.text.is_empty())
            .then_some(())
    })
    .await;
    assert!(romy.world.message(id, "forged").is_none());
    say(&mut theo, &romys, "m2", "omemo2", "and on it goes").await;
    wait_sealed(&mut romy, id, "and on it goes").await;
}

async fn plain_words_in_an_encrypted_conversation_are_plain(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    say(&mut theo, &romys, "m1", "omemo2", "sealed").await;
    wait_sealed(&mut romy, id, "sealed").await;
    theo.tell(json!({ "do": "say_plain", "to": romys, "id": "p1", "body": "plain" }))
        .await;
    assert_eq!(romy.wait_message(id, "plain").await.sealing, None);
    // Nor does that change what we do.
    romy.say(id, "still sealed");
    let heard = theo
        .wait("the answer", |event| {
            event["event"] == "message" && event["body"] == "still sealed"
        })
        .await;
    assert_eq!(heard["encrypted"], true);
    let theos = theo.jid().to_owned();
    let mode = romy
        .world
        .conversation(&theos)
        .map(|talk| talk.encryption.mode);
    assert_eq!(mode, Some(Mode::On));
}

/// Whoever carries a message could put other words in its place.
async fn plain_words_do_not_change_what_was_encrypted(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    say(&mut theo, &romys, "m1", "omemo2", "meet at nine").await;
    wait_sealed(&mut romy, id, "meet at nine").await;
    let forged = format!(
        "<message type='chat' id='c1' to='{romys}'><body>meet at ten</body>\
         <replace xmlns='urn:xmpp:message-correct:0' id='m1'/></message>"
    );
    raw(&mut theo, &forged).await;
    let row = romy.wait_message(id, "meet at ten").await;
    assert_eq!((row.sealing, row.edited_at), (None, None));
    let row = romy.world.message(id, "meet at nine").expect("as it was");
    assert!(row.edited_at.is_none(), "{row:#?}");
    assert_eq!(romy.world.messages(id).len(), 2);
}

async fn what_is_played_back_is_not_read_again(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    romy.send(Command::Console(console::Command::Open {
        account: romy.account(),
    }));
    for version in ["legacy", "omemo2"] {
        let text = format!("only once, {version}");
        say(&mut theo, &romys, &text, version, &text).await;
        wait_sealed(&mut romy, id, &text).await;
        let is_it = |entry: &&Entry| {
            let sealed = entry.xml.contains("<encrypted ") && entry.xml.contains("only once");
            entry.direction == Direction::In && sealed && entry.xml.contains(version)
        };
        let stanza = romy
            .wait("it is in the console", |world| {
                world
                    .console
                    .iter()
                    .rfind(is_it)
                    .map(|entry| entry.xml.clone())
            })
            .await;
        // The same content again under another name, and from another address of theirs.
        let begin = stanza.find("<encrypted ").expect("encrypted");
        let end = stanza.find("</encrypted>").expect("encrypted") + "</encrypted>".len();
        let again = format!(
            "<message type='chat' to='{romys}' id='again-{version}'>{}<store xmlns='urn:xmpp:hints'/></message>",
            &stanza[begin..end]
        );
        theo.tell(json!({ "do": "raw", "xml": again })).await;
    }
    say(&mut theo, &romys, "m9", "omemo2", "after that").await;
    wait_sealed(&mut romy, id, "after that").await;
    let all = romy.world.messages(id);
    assert_eq!(all.len(), 3, "{all:#?}");
}

async fn what_can_not_be_read_says_why(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    let sealed = |id: &str, inside: &str| {
        format!(
            "<message type='chat' to='{romys}' id='{id}'>{inside}<body>for others</body></message>"
        )
    };
    let key = "eu.siacs.conversations.axolotl";
    let cases = [
        (
            sealed(
                "c1",
                &format!(
                    "<encrypted xmlns='{key}'><header sid='77'><key rid='5'>AAAA</key>\
                <iv>AAAAAAAAAAAAAAAA</iv></header><payload>AAAA</payload></encrypted>"
                ),
            ),
            Unreadable::NotForUs,
        ),
        (
            sealed("c2", "<x xmlns='jabber:x:encrypted'>AAAA</x>"),
            Unreadable::OpenPgp,
        ),
        (
            sealed("c3", "<openpgp xmlns='urn:xmpp:openpgp:0'>AAAA</openpgp>"),
            Unreadable::Ox,
        ),
        (
            sealed(
                "c4",
                "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:x:future' name='Future'/>",
            ),
            Unreadable::Unknown,
        ),
        (
            format!(
                "<message type='chat' to='{romys}' id='c5'><body>?OTRv23? hello</body></message>"
            ),
            Unreadable::Otr,
        ),
        (
            sealed("c6", "<encrypted xmlns='urn:xmpp:omemo:2'/>"),
            Unreadable::Malformed,
        ),
    ];
    for (xml, why) in cases {
        theo.tell(json!({ "do": "raw", "xml": xml })).await;
        romy.wait(&format!("{why:?}"), |world| {
            let all = world.messages(id);
            let is_it = Some(Sealing::Unreadable(why));
            // In place of words there is the name of what nobody knows here.
            let said = match why {
                Unreadable::Unknown => "Future",
                _ => "",
            };
            all.iter()
                .any(|one| one.sealing == is_it && one.text == said)
                .then_some(())
        })
        .await;
    }
}

async fn who_is_taken_off_the_list_comes_back(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    // Another program of Romy's wipes the lists.
    let mut wiper = Peer::sign_in_as(&romy_login, "wiper").await;
    for (node, list) in [
        (
            "eu.siacs.conversations.axolotl.devicelist",
            "<list xmlns='eu.siacs.conversations.axolotl'/>",
        ),
        (
            "urn:xmpp:omemo:2:devices",
            "<devices xmlns='urn:xmpp:omemo:2'/>",
        ),
    ] {
        let xml = format!(
            "<iq type='set' id='wipe'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
             <publish node='{node}'><item id='current'>{list}</item></publish></pubsub></iq>"
        );
        wiper.tell(json!({ "do": "raw", "xml": xml })).await;
    }
    // It is back when the server shows it once more.
    for node in [
        "eu.siacs.conversations.axolotl.devicelist",
        "urn:xmpp:omemo:2:devices",
    ] {
        let items = format!(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{node}'/></pubsub>"
        );
        loop {
            let shown = ask(&mut wiper, "get", None, &items).await;
            if shown.is_some_and(|shown| shown.contains("device id") || shown.contains(":device "))
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    theo.wait_conversation(&romys, "has a device again", |talk| {
        talk.encryption.readers == 1
    })
    .await;
    theo.say(to_romy, "are you still there?");
    wait_sealed(&mut romy, to_theo, "are you still there?").await;
    romy.say(to_theo, "yes");
    wait_sealed(&mut theo, to_romy, "yes").await;
}
