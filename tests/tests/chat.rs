//! Talking with a program that none of us wrote: texts, typing, receipts (XEP-0085, XEP-0184).

use serde_json::json;
use waxwing_core::ConversationId;
use waxwing_core::model::{ChatState, Show, State};
use waxwing_tests::{Client, Peer, Stage, golden};

scenarios!(
    both_sides_talk_in_every_script,
    both_sides_see_each_other_type,
    both_sides_get_receipts,
    a_stranger_gets_no_receipt,
    a_stranger_is_heard,
    what_came_back_stays_failed
);

/// What people write.
const TEXTS: [&str; 8] = [
    "Hello",
    "Grüße & <b>kein</b> \"Markup\" ]]>",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "你好，世界",
    "مرحبا بالعالم",
    "שלום (עולם) 123",
    "สวัสดีชาวโลก",
    "first line\nsecond line\n\n  indented\ttab",
];

/// Romy is ours, Theo is slixmpp; they see each other, and the conversation is open.
async fn meet(stage: &Stage) -> (Client, ConversationId, Peer) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in(&romy).await;
    let theo = Peer::sign_in(&theo).await;
    romy.wait_conversation(theo.jid(), "is online", |theo| theo.show == Show::Online)
        .await;
    let conversation = romy.open_conversation(theo.jid()).await;
    (romy, conversation, theo)
}

async fn both_sides_talk_in_every_script(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let romy_jid = romy.world.account().expect("an account").jid.to_string();
    for text in TEXTS {
        romy.say(conversation, text);
        theo.wait_message(text).await;
        romy.wait_state(conversation, text, &State::Delivered).await;
        let answer = format!("{text} – too");
        theo.say(&romy_jid, &format!("id of {text:.3}"), &answer)
            .await;
        romy.wait_message(conversation, &answer).await;
    }
    let names = [(romy_jid.as_str(), "romy"), (theo.jid(), "theo")];
    let printed = golden::print(romy.world.messages(conversation), &names);
    golden::assert("both_sides_talk_in_every_script", &printed);
}

async fn both_sides_see_each_other_type(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let romy_jid = romy.world.account().expect("an account").jid.to_string();
    // Only who has shown that they understand chat states is told of ours (XEP-0085 §5.1).
    for (word, state) in [
        ("composing", ChatState::Composing),
        ("paused", ChatState::Paused),
        ("composing", ChatState::Composing),
        ("active", ChatState::Active),
    ] {
        theo.tell(json!({ "do": "state", "to": romy_jid, "state": word }))
            .await;
        romy.wait_conversation(theo.jid(), word, |theo| theo.chat_state == state)
            .await;
    }
    romy.compose(conversation, ChatState::Composing);
    wait_typing(&mut theo, "composing").await;
    romy.compose(conversation, ChatState::Paused);
    theo.wait("no longer typing", |event| {
        event["event"] == "chatstate"
            && matches!(event["state"].as_str(), Some("paused" | "active"))
    })
    .await;
}

async fn wait_typing(theo: &mut Peer, state: &str) {
    theo.wait(state, |event| {
        event["event"] == "chatstate" && event["state"] == state
    })
    .await;
}

async fn both_sides_get_receipts(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let romy_jid = romy.world.account().expect("an account").jid.to_string();
    romy.say(conversation, "did you get it?");
    let heard = theo.wait_message("did you get it?").await;
    assert_eq!(heard["request"], true);
    let message = romy
        .wait_state(conversation, "did you get it?", &State::Delivered)
        .await;
    assert!(message.sent_at.is_some(), "{message:?}");
    assert!(message.delivered_at.is_some(), "{message:?}");
    theo.say(&romy_jid, "m1", "and you?").await;
    theo.wait("the receipt", |event| {
        event["event"] == "receipt" && event["id"] == "m1"
    })
    .await;
    assert_eq!(
        romy.wait_message(conversation, "and you?").await.state,
        State::Received
    );
}

async fn a_stranger_gets_no_receipt(stage: &Stage) {
    let (romy, stranger) = (stage.account("romy"), stage.account("stranger"));
    let mut romy = Client::signed_in(&romy).await;
    let mut stranger = Peer::sign_in(&stranger).await;
    let romy_jid = romy.world.account().expect("an account").jid.to_string();
    stranger.say(&romy_jid, "m1", "are you there?").await;
    romy.wait_conversation(stranger.jid(), "has said something", |stranger| {
        stranger.unread == 1
    })
    .await;
    // What romy says next arrives after whatever she sent before.
    let conversation = romy.open_conversation(stranger.jid()).await;
    romy.say(conversation, "who asks?");
    let before = stranger.wait_message("who asks?").await;
    assert_eq!(before["event"], "message");
    let told = stranger.settle().await;
    assert!(
        told.iter().all(|event| event["event"] != "receipt"),
        "{told:?}"
    );
}

async fn a_stranger_is_heard(stage: &Stage) {
    let (romy, stranger) = (stage.account("romy"), stage.account("stranger"));
    let mut romy = Client::signed_in(&romy).await;
    let mut stranger = Peer::sign_in(&stranger).await;
    let romy_jid = romy.world.account().expect("an account").jid.to_string();
    stranger.say(&romy_jid, "m1", "hello from nowhere").await;
    let conversation = romy
        .wait_conversation(stranger.jid(), "is there", |stranger| {
            stranger.last.is_some()
        })
        .await;
    let last = conversation.last.expect("a preview");
    assert_eq!(last.text, "hello from nowhere");
    let id = romy.open_conversation(stranger.jid()).await;
    romy.wait_message(id, "hello from nowhere").await;
}

/// The server acknowledges the stanza after it has sent the error: that must not hide the error.
async fn what_came_back_stays_failed(stage: &Stage) {
    let (mut romy, theo) = {
        let (romy, theo) = stage.friends("romy", "theo");
        (Client::signed_in(&romy).await, Peer::sign_in(&theo).await)
    };
    let nobody = "nobody-at-all@localhost";
    romy.add_contact(nobody, "").await.expect("added");
    let lost = romy.open_conversation(nobody).await;
    romy.say(lost, "is there anybody?");
    romy.wait("the error", |world| {
        let message = world.message(lost, "is there anybody?")?;
        matches!(message.state, State::Failed { .. }).then_some(())
    })
    .await;
    // What was said later is acknowledged later.
    let conversation = romy.open_conversation(theo.jid()).await;
    romy.say(conversation, "hello");
    romy.wait("the acknowledgement", |world| {
        let message = world.message(conversation, "hello")?;
        matches!(message.state, State::Sent | State::Delivered).then_some(())
    })
    .await;
    let message = romy.world.message(lost, "is there anybody?");
    let state = message.map(|message| message.state.clone());
    assert!(matches!(state, Some(State::Failed { .. })), "{state:?}");
}
