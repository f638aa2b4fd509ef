//! Strangers who want something, all at once: whatever it is, it is quiet.

use super::meet;

/// As many as come in a minute from a server that somebody has taken over.
const STRANGERS: usize = 1_000;

#[tokio::test]
async fn invitations_and_calls_of_strangers_are_quiet() {
    let mut scene = meet().await;
    let before = scene.counters();
    for number in 0..STRANGERS {
        let from = format!("spam{number}@localhost/x");
        let inside = match number % 4 {
            0 => format!("<x xmlns='jabber:x:conference' jid='room{number}@rooms.localhost'/>"),
            1 => "<x xmlns='http://jabber.org/protocol/muc#user'>\
                  <invite from='spam@localhost'><reason>come</reason></invite></x>"
                .to_owned(),
            2 => "<attention xmlns='urn:xmpp:attention:0'/>".to_owned(),
            _ => "<propose xmlns='urn:xmpp:jingle-message:0' id='c'>\
                  <description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"
                .to_owned(),
        };
        scene.script.receive(&format!(
            "<message type='chat' from='{from}' to='$me' id='i{number}'>{inside}</message>"
        ));
    }
    scene.assert_unmoved(before).await;
    let world = &scene.romy.world;
    let theo = scene.conversation;
    let others = world.notices.iter().filter(|(id, _)| *id != theo).count();
    assert_eq!(others, 0, "strangers give no notice");
    assert_eq!(
        world.conversations.len(),
        1,
        "and nobody stands in the list"
    );
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn who_asks_and_writes_again_and_again_is_one_request() {
    let mut scene = meet().await;
    let before = scene.counters();
    for number in 0..STRANGERS {
        let who = format!("spam{}@localhost", number % 5);
        scene.script.receive(&format!(
            "<presence type='subscribe' from='{who}' to='{}'/>",
            scene.jid
        ));
        scene.script.receive(&format!(
            "<message type='chat' from='{who}/x' to='$me' id='w{number}'><body>buy</body></message>"
        ));
        scene.script.receive(&format!(
            "<presence type='unsubscribe' from='{who}' to='{}'/>",
            scene.jid
        ));
    }
    scene.assert_unmoved(before).await;
    let world = &scene.romy.world;
    let theo = scene.conversation;
    assert!(world.notices.iter().all(|(id, _)| *id == theo));
    let knocking = world.conversations.values();
    let knocking = knocking.filter(|one| one.knocks).count();
    assert!(knocking <= 5, "{knocking}");
    scene.script.expect_silence().await;
}
