//! Too much of what is allowed.

use waxwing_core::model::{Show, State};

use super::{THEO, meet};

/// As many as knock at once.
const STRANGERS: usize = 10_000;

/// As many requests of strangers are shown; the server keeps the rest.
const SHOWN: usize = 100;

#[tokio::test]
async fn ten_thousand_strangers_ask_to_see_us() {
    let mut scene = meet().await;
    let before = scene.counters();
    for stranger in 0..STRANGERS {
        scene.script.receive(&format!(
            "<presence type='subscribe' from='spam{stranger}@localhost' to='{}'/>",
            scene.jid
        ));
    }
    scene.assert_unmoved(before).await;
    let notices = &scene.romy.world.notices;
    assert!(notices.len() <= 1, "one for theo at most: {notices:?}");
    let asking = scene.romy.world.conversations.values();
    let asking = asking.filter(|conversation| conversation.request).count();
    assert!((1..=SHOWN).contains(&asking), "{asking}");
    let known = scene.romy.world.conversations.values();
    assert_eq!(
        known.filter(|conversation| !conversation.knocks).count(),
        1,
        "all but theo stand with the requests"
    );
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn two_thousand_strangers_write_at_once() {
    let mut scene = meet().await;
    let before = scene.counters();
    for stranger in 0..2_000 {
        scene.script.receive(&format!(
            "<message type='chat' from='spam{stranger}@localhost/x' to='$me' id='s{stranger}'>\
             <body>buy this</body><request xmlns='urn:xmpp:receipts'/></message>"
        ));
    }
    scene.assert_unmoved(before).await;
    let world = &scene.romy.world;
    let theo = scene.conversation;
    let others = world.notices.iter().filter(|(id, _)| *id != theo).count();
    assert_eq!(others, 0, "strangers give no notice");
    let knocking = world.conversations.values();
    let knocking = knocking.filter(|conversation| conversation.knocks).count();
    assert!((1..=1_000).contains(&knocking), "{knocking}");
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn ten_thousand_presences_of_one_contact() {
    let mut scene = meet().await;
    let before = scene.counters();
    for resource in 0..10_000 {
        scene
            .script
            .receive(&format!("<presence from='{THEO}/{resource}'/>"));
    }
    scene.assert_unmoved(before).await;
    let theo = scene.romy.world.conversation(THEO).expect("a contact");
    assert_eq!(theo.show, Show::Online);
}

#[tokio::test]
async fn a_text_of_a_megabyte_and_letters_with_ten_thousand_marks() {
    let mut scene = meet().await;
    let before = scene.counters();
    let marks = format!("a{}", "\u{301}".repeat(10_000));
    let line = "x".repeat(1_000_000);
    for text in [&marks, &line] {
        scene.say(text);
    }
    scene.assert_unmoved(before).await;
    scene
        .romy
        .wait_conversation(THEO, "three messages", |theo| theo.unread == 3)
        .await;
    let longest = scene.romy.world.texts(scene.conversation);
    let longest = longest.iter().map(|text| text.len()).max();
    assert!(
        longest.is_some_and(|longest| longest >= 10_000),
        "{longest:?}"
    );
}

#[tokio::test]
async fn a_text_that_no_server_takes_fails_instead_of_ending_the_stream() {
    let mut scene = meet().await;
    let before = scene.counters();
    let text = "x".repeat(300_000);
    scene.romy.say(scene.conversation, &text);
    let message = scene.romy.wait_message(scene.conversation, &text).await;
    assert!(matches!(message.state, State::Failed { .. }));
    scene.script.expect_silence().await;
    scene.assert_unmoved(before).await;
}

#[tokio::test]
async fn messages_that_all_bear_the_same_id_are_all_kept() {
    let mut scene = meet().await;
    for text in ["one", "two", "two", "three"] {
        scene.script.receive(&format!(
            "<message type='chat' from='{THEO}/bot' to='$me' id='1'><body>{text}</body></message>"
        ));
    }
    scene.assert_alive().await;
    let texts = scene.romy.world.texts(scene.conversation);
    assert_eq!(&texts[..3], ["one", "two", "three"]);
}
