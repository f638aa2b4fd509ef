//! What others tell about what they do, and what the server tells about what it keeps: markers of who
//! was not asked (XEP-0333), typing that nobody has to know of (XEP-0085), idling since tomorrow
//! (XEP-0319), preferences that make no sense (XEP-0441).

use waxwing_core::command::history;
use waxwing_core::model::{ChatState, Keeps, Progress, Show, State};
use waxwing_core::{Command, Error, Timestamp};

use super::{THEO, meet};

const STRANGER: &str = "stranger@localhost";

/// A marker counts only from whom the message went to, and only for what was said to them.
#[tokio::test]
async fn a_marker_from_a_stranger_shows_nothing_as_seen() {
    let mut scene = meet().await;
    let before = scene.counters();
    scene.romy.say(scene.conversation, "for theo alone");
    let said = "<message type='chat' id='$id'><body>for theo alone</body></message>";
    let id = scene.script.expect(said).await["id"].clone();
    let long = "x".repeat(100_000);
    for (from, kind, of) in [
        (STRANGER, "chat", id.as_str()),
        ("localhost", "normal", &id),
        (THEO, "error", &id),
        (THEO, "groupchat", &id),
        (THEO, "chat", ""),
        (THEO, "chat", "never-said"),
        (THEO, "chat", &long),
    ] {
        scene.script.receive(&format!(
            "<message type='{kind}' from='{from}/x'>\
             <displayed xmlns='urn:xmpp:chat-markers:0' id='{of}'/></message>"
        ));
    }
    scene.assert_unmoved(before).await;
    scene
        .romy
        .wait_state(scene.conversation, "for theo alone", &State::Sent)
        .await;
    assert!(scene.romy.world.conversation(STRANGER).is_none());
    scene.script.receive(&format!(
        "<message type='chat' from='{THEO}/x'>\
         <displayed xmlns='urn:xmpp:chat-markers:0' id='{id}'/></message>"
    ));
    scene
        .romy
        .wait_state(scene.conversation, "for theo alone", &State::Displayed)
        .await;
}

/// Typing begins no conversation, counts neither in errors nor in rooms, and never queues up.
#[tokio::test]
async fn typing_that_nobody_has_to_know_of() {
    let mut scene = meet().await;
    let before = scene.counters();
    let typing = |from: &str, kind: &str, state: &str| {
        format!(
            "<message type='{kind}' from='{from}'>\
             <{state} xmlns='http://jabber.org/protocol/chatstates'/></message>"
        )
    };
    for (from, kind) in [
        ("stranger@localhost/x", "chat"),
        ("localhost", "chat"),
        ("theo@localhost/x", "error"),
        ("theo@localhost/x", "groupchat"),
    ] {
        scene.script.receive(&typing(from, kind, "composing"));
    }
    scene
        .script
        .receive(&typing("theo@localhost/x", "chat", "dancing"));
    scene.assert_alive().await;
    let theo = scene.romy.world.conversation(THEO).expect("theo");
    assert_ne!(theo.chat_state, ChatState::Composing);
    assert_eq!(scene.romy.world.conversations.len(), 1);
    for _ in 0..5_000 {
        for state in ["composing", "paused"] {
            scene
                .script
                .receive(&typing("theo@localhost/x", "chat", state));
        }
    }
    scene
        .script
        .receive(&typing("theo@localhost/x", "chat", "composing"));
    scene
        .romy
        .wait_conversation(THEO, "types", |theo| {
            theo.chat_state == ChatState::Composing
        })
        .await;
    scene.assert_unmoved(before).await;
}

#[tokio::test]
async fn nobody_idles_since_tomorrow() {
    let mut scene = meet().await;
    let before = scene.counters();
    for since in [
        "9999-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
        "292277026596-12-04T15:30:07Z",
        "yesterday",
        "",
    ] {
        scene.script.receive(&format!(
            "<presence from='{THEO}/x'><idle xmlns='urn:xmpp:idle:1' since='{since}'/>\
             <idle xmlns='urn:xmpp:idle:1'/></presence>"
        ));
        let theo = scene
            .romy
            .wait_conversation(THEO, since, |theo| theo.show == Show::Online)
            .await;
        let possible = |at: Timestamp| at <= Timestamp::now();
        assert!(theo.idle_since.is_none_or(possible), "{since}: {theo:?}");
        scene
            .script
            .receive(&format!("<presence type='unavailable' from='{THEO}/x'/>"));
        scene
            .romy
            .wait_conversation(THEO, "is gone", |theo| theo.show == Show::Offline)
            .await;
    }
    // A stranger is nobody whose idling anyone follows.
    scene.script.receive(&format!(
        "<presence from='{STRANGER}/x'><idle xmlns='urn:xmpp:idle:1' \
         since='2026-01-01T00:00:00Z'/></presence>"
    ));
    scene.assert_unmoved(before).await;
    assert!(scene.romy.world.conversation(STRANGER).is_none());
}

/// What makes no sense is not taken for an answer, and exceptions that could not be kept are not lost by
/// a change.
#[tokio::test]
async fn preferences_that_make_no_sense_change_nothing() {
    const PREFS: &str = "<iq type='get' id='$id'><prefs xmlns='urn:xmpp:mam:2'/></iq>";
    let mut scene = meet().await;
    scene
        .romy
        .wait("the whole history", |world| {
            let history = &world.account()?.history;
            (history.progress == Progress::Complete).then_some(())
        })
        .await;
    let server = scene.stage.server();
    server.bend(|policy| policy.leave_to_script = vec!["urn:xmpp:mam:2"]);
    let account = scene.romy.account();
    let request = scene.romy.request();
    let ask = history::Command::AskArchiving { request, account };
    scene.romy.send(Command::History(ask));
    let id = scene.script.expect(PREFS).await["id"].clone();
    let forged = format!(
        "<iq type='result' id='{id}' from='{STRANGER}/x' to='$me'>\
         <prefs xmlns='urn:xmpp:mam:2' default='never'/></iq>"
    );
    scene.script.receive(&forged);
    scene.script.receive(&format!(
        "<iq type='result' id='{id}' to='$me'><prefs xmlns='urn:xmpp:mam:2' default='maybe'/></iq>"
    ));
    let outcome = scene.romy.wait_done(request).await;
    assert!(matches!(outcome, Err(Error::Refused { .. })), "{outcome:?}");
    assert!(scene.romy.world.archiving.is_empty(), "nobody has said it");
    let request = scene.romy.request();
    let keeps = Keeps::Never;
    let set = history::Command::SetArchiving {
        request,
        account,
        keeps,
    };
    scene.romy.send(Command::History(set));
    let id = scene.script.expect(PREFS).await["id"].clone();
    let many: String = (0..1_200)
        .map(|number| format!("<jid>u{number}@example.net</jid>"))
        .collect();
    scene.script.receive(&format!(
        "<iq type='result' id='{id}' to='$me'><prefs xmlns='urn:xmpp:mam:2' default='always'>\
         <always/><never>{many}</never></prefs></iq>"
    ));
    let outcome = scene.romy.wait_done(request).await;
    assert_eq!(outcome, Err(Error::NotOffered));
    scene.script.expect_silence().await;
}
