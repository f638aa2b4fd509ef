//! Delays that lie (XEP-0203 §4, CVE-2013-6477): whoever could choose when a message was sent could
//! hide it above what was read, or keep it from being noticed.

use waxwing_core::Timestamp;

use super::{Scene, THEO, meet};

async fn receive(scene: &mut Scene, text: &str, from: &str, stamp: &str) -> (Timestamp, bool) {
    scene.script.receive(&format!(
        "<message type='chat' from='{THEO}/x' id='{text}'><body>{text}</body>\
         <delay xmlns='urn:xmpp:delay' from='{from}' stamp='{stamp}'/></message>"
    ));
    let message = scene.romy.wait_message(scene.conversation, text).await;
    (message.id.at, message.delayed)
}

fn noticed(scene: &Scene, text: &str) -> bool {
    let mut notices = scene.romy.world.notices.iter();
    notices.any(|(_, noticed)| noticed == text)
}

#[tokio::test]
async fn only_our_own_server_knows_of_delays() {
    let mut scene = meet().await;
    let before = Timestamp::now();
    for (text, from) in [
        ("by a stranger", "evil@example.net"),
        ("by the sender", THEO),
        ("by another server", "example.net"),
    ] {
        let (at, delayed) = receive(&mut scene, text, from, "2002-09-10T23:08:25Z").await;
        assert!(at >= before && !delayed, "{text}: {at:?}");
        scene.assert_alive().await;
        assert!(noticed(&scene, text), "{text}");
    }
    let (at, delayed) = receive(&mut scene, "true", "localhost", "2002-09-10T23:08:25Z").await;
    assert!(delayed, "{at:?}");
    scene.assert_alive().await;
    assert!(!noticed(&scene, "true"), "what is so old is no news");
}

#[tokio::test]
async fn impossible_times_are_those_of_arrival() {
    let mut scene = meet().await;
    let mut last = Timestamp::now();
    for (text, stamp) in [
        ("before all times", "-0001-01-01T00:00:00Z"),
        ("in the year nil", "0000-01-01T00:00:00Z"),
        ("at the end of times", "9999-12-31T23:59:59Z"),
        ("far behind it", "292277026596-12-04T15:30:07Z"),
        ("before there was XMPP", "1970-01-01T00:00:00Z"),
    ] {
        let (at, _) = receive(&mut scene, text, "localhost", stamp).await;
        assert!(at >= last && at <= Timestamp::now(), "{text}: {at:?}");
        last = at;
        scene.assert_alive().await;
        assert!(noticed(&scene, text), "{text}");
    }
}
