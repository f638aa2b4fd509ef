//! What the person deletes here stays away: over restarts, and though the server shows it again.

use waxwing_core::command::search::Filter;
use waxwing_core::command::{conversation, history, later};
use waxwing_core::model::{Progress, State};
use waxwing_core::{AccountId, Command, ConversationId, ItemId, Timestamp, command};
use waxwing_tests::{Client, Peer, Stage};

scenarios!(
    deleted_messages_stay_away,
    what_is_deleted_is_not_unread_any_more,
    a_cleared_conversation_begins_anew,
    what_is_older_than_a_time_goes_everywhere,
);

const EVERYTHING: Timestamp = Timestamp(i64::MAX);

async fn complete(client: &mut Client) {
    client
        .wait("the archive was looked at", |world| {
            let progress = &world.account()?.history.progress;
            matches!(progress, Progress::Complete | Progress::NotOffered).then_some(())
        })
        .await;
}

/// A conversation in which both have spoken, all of it in the archive.
async fn talked(stage: &Stage) -> (Client, Peer, ConversationId) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let id = client.open_conversation(theo.jid()).await;
    for n in 0..4 {
        let (theirs, ours) = (format!("theirs {n}"), format!("ours {n}"));
        theo.say(romy.jid.as_str(), &format!("m{n}"), &theirs).await;
        client.wait_message(id, &theirs).await;
        client.say(id, &ours);
        client.wait_state(id, &ours, &State::Delivered).await;
    }
    (client, theo, id)
}

fn item(client: &Client, id: ConversationId, text: &str) -> ItemId {
    client.world.message(id, text).expect("it is there").id
}

async fn wait_texts(client: &mut Client, id: ConversationId, texts: &[&str]) {
    client
        .wait(&format!("{texts:?}"), |world| {
            (world.texts(id) == texts).then_some(())
        })
        .await;
}

async fn restarted(client: Client, with: &str) -> (Client, ConversationId) {
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
    complete(&mut client).await;
    let id = client.open_conversation(with).await;
    (client, id)
}

async fn found(client: &mut Client, words: &str) -> usize {
    let request = client.request();
    client.send(Command::Search(command::search::Command::Messages {
        request,
        words: words.to_owned(),
        account: None,
        conversation: None,
        limit: 50,
        before: None,
        filter: Filter::default(),
    }));
    let hits = client.wait("an answer", |world| world.found.get(&request).cloned());
    hits.await.len()
}

async fn count(client: &mut Client, id: Option<ConversationId>, before: Timestamp) -> u64 {
    let request = client.request();
    client.send(Command::History(history::Command::Count {
        request,
        account: client.account(),
        conversation: id,
        before,
    }));
    let counted = client.wait("a number", |world| world.counted.get(&request).copied());
    counted.await
}

async fn clear(client: &mut Client, id: Option<ConversationId>, before: Timestamp) {
    let request = client.request();
    client.send(Command::History(history::Command::Clear {
        request,
        account: client.account(),
        conversation: id,
        before,
    }));
    client.wait_done(request).await.expect("it is cleared");
}

async fn what_is_deleted_is_not_unread_any_more(stage: &Stage) {
    let (mut client, mut theo, id) = talked(stage).await;
    let romy = client.world.account().expect("romy").jid.to_string();
    for n in 0..3 {
        let text = format!("new {n}");
        theo.say(&romy, &format!("n{n}"), &text).await;
        client.wait_message(id, &text).await;
    }
    client
        .wait_conversation(theo.jid(), "three are new", |talk| talk.unread == 3)
        .await;
    let items = ["theirs 3", "new 0", "new 2"];
    let items = items.map(|text| item(&client, id, text)).to_vec();
    client.tell(id, conversation::Command::Forget { items });
    client
        .wait_conversation(theo.jid(), "one is left", |talk| talk.unread == 1)
        .await;
    let (mut client, id) = restarted(client, theo.jid()).await;
    client
        .wait_conversation(theo.jid(), "still one", |talk| talk.unread == 1)
        .await;
    let items = vec![item(&client, id, "new 1")];
    client.tell(id, conversation::Command::Forget { items });
    client
        .wait_conversation(theo.jid(), "none", |talk| talk.unread == 0)
        .await;
}

async fn deleted_messages_stay_away(stage: &Stage) {
    let (mut client, mut theo, id) = talked(stage).await;
    let gone = [
        item(&client, id, "theirs 1"),
        item(&client, id, "ours 1"),
        item(&client, id, "ours 3"),
    ];
    client.send(Command::Later(later::Command::Remind {
        conversation: id,
        item: gone[0],
        at: Timestamp(Timestamp::now().0 + 3_600_000_000),
    }));
    let account = client.account();
    client
        .wait("a reminder", |world| {
            let later = world.later.get(&account)?;
            (later.reminders.len() == 1).then_some(())
        })
        .await;
    let items = gone.to_vec();
    client.tell(id, conversation::Command::Forget { items });
    let stays = ["theirs 0", "ours 0", "theirs 2", "ours 2", "theirs 3"];
    wait_texts(&mut client, id, &stays).await;
    client
        .wait("the list shows what stays", |world| {
            let last = world.conversation(theo.jid())?.last.as_ref()?;
            let reminded = world.later.get(&account)?.reminders.len();
            (last.text == "theirs 3" && reminded == 0).then_some(())
        })
        .await;
    assert_eq!(found(&mut client, "ours").await, 2);
    let (mut client, id) = restarted(client, theo.jid()).await;
    assert_eq!(client.world.texts(id), stays);
    // They are corrected and go on: nothing of it is seen.
    let romy = client.world.account().expect("romy").jid.to_string();
    theo.tell(serde_json::json!({
        "do": "correct", "to": romy, "of": "m1", "body": "theirs 1, mended",
    }))
    .await;
    theo.say(&romy, "m9", "the end").await;
    client.wait_message(id, "the end").await;
    assert_eq!(found(&mut client, "theirs").await, 3);
    // What nobody has can't be deleted twice.
    let items = gone.to_vec();
    client.tell(id, conversation::Command::Forget { items });
    let (client, id) = restarted(client, theo.jid()).await;
    let texts = client.world.texts(id);
    assert!(texts.ends_with(&["theirs 3", "the end"]), "{texts:?}");
    assert_eq!(texts[..5], stays);
}

async fn a_cleared_conversation_begins_anew(stage: &Stage) {
    let (mut client, mut theo, id) = talked(stage).await;
    assert_eq!(count(&mut client, Some(id), EVERYTHING).await, 8);
    clear(&mut client, Some(id), EVERYTHING).await;
    wait_texts(&mut client, id, &[]).await;
    client
        .wait_conversation(theo.jid(), "is empty", |it| {
            it.last.is_none() && it.unread == 0
        })
        .await;
    assert_eq!(count(&mut client, Some(id), EVERYTHING).await, 0);
    assert_eq!(found(&mut client, "theirs").await, 0);
    client.say(id, "anew");
    client.wait_state(id, "anew", &State::Delivered).await;
    theo.wait_message("anew").await;
    let (mut client, id) = restarted(client, theo.jid()).await;
    wait_texts(&mut client, id, &["anew"]).await;
    let romy = client.world.account().expect("romy").jid.clone();
    theo.say(romy.as_str(), "m8", "and on").await;
    client.wait_message(id, "and on").await;
    assert_eq!(client.world.texts(id), ["anew", "and on"]);
}

async fn what_is_older_than_a_time_goes_everywhere(stage: &Stage) {
    let (mut client, theo, id) = talked(stage).await;
    let border = item(&client, id, "theirs 2").at;
    assert_eq!(count(&mut client, None, border).await, 4);
    clear(&mut client, None, border).await;
    let stays = ["theirs 2", "ours 2", "theirs 3", "ours 3"];
    wait_texts(&mut client, id, &stays).await;
    let request = client.request();
    client.send(Command::History(history::Command::Clear {
        request,
        account: AccountId(99),
        conversation: None,
        before: EVERYTHING,
    }));
    assert!(client.wait_done(request).await.is_err(), "no such account");
    let (client, id) = restarted(client, theo.jid()).await;
    assert_eq!(client.world.texts(id), stays);
}
