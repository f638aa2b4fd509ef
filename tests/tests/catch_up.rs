//! What the server keeps comes here, whole and in order, whatever happens on the way (XEP-0313).

use waxwing_core::command::search::Filter;
use waxwing_core::command::{conversation, history};
use waxwing_core::model::{Direction, Keeps, Progress, State};
use waxwing_core::{Command, ConversationId, Error, Timeline, Timestamp};
use waxwing_tests::{Client, Flow, Login, Peer, Stage, Way};

mod around;
mod trouble;

scenarios!(
    the_whole_history_is_there_after_the_first_sign_in,
    what_came_while_nobody_was_there_is_noticed_once,
    what_comes_first_of_all_while_nobody_is_there_is_unread,
    gaps_are_healed,
    what_is_older_is_reached_for_although_it_is_paused,
    what_was_said_around_a_time_is_fetched_although_it_is_paused,
    what_another_device_said_is_ours,
    every_page_may_break,
    what_was_on_its_way_is_not_said_twice,
    what_the_archive_leaves_out_arrives_all_the_same,
    what_the_server_keeps_can_be_chosen
);

/// Waits until everything that is wanted is here.
pub(crate) async fn complete(client: &mut Client) {
    client
        .wait("the whole history", |world| {
            let history = &world.account()?.history;
            (history.progress == Progress::Complete).then_some(())
        })
        .await;
}

/// All texts of a conversation, oldest first, as somebody sees them who scrolls up to the beginning.
async fn texts(client: &mut Client, conversation: ConversationId) -> Vec<String> {
    client.tell(conversation, conversation::Command::Close);
    client.world.timelines.remove(&conversation);
    client.tell(conversation, conversation::Command::Open);
    loop {
        let timeline = |client: &Client| client.world.timelines.get(&conversation).cloned();
        client
            .wait("a page", |world| {
                world.timelines.contains_key(&conversation).then_some(())
            })
            .await;
        let shown: Timeline = timeline(client).expect("a page");
        let Some(first) = shown.items().first().filter(|_| shown.has_older()) else {
            return shown.items().iter().map(|one| one.text.clone()).collect();
        };
        let before = first.id;
        let count = shown.items().len();
        client.tell(conversation, conversation::Command::LoadOlder { before });
        client
            .wait("an older page", |world| {
                let now = world.timelines.get(&conversation)?;
                (now.items().len() > count || !now.has_older()).then_some(())
            })
            .await;
    }
}

fn numbered(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers
        .into_iter()
        .map(|one| format!("number {one}"))
        .collect()
}

/// Somebody says these, to an account that is there, so that nothing waits for it anywhere else.
async fn say_all(theo: &mut Peer, romy: &Login, numbers: std::ops::Range<usize>) {
    let mut there = Peer::sign_in_as(romy, "elsewhere").await;
    let last = format!("number {}", numbers.end - 1);
    for number in numbers {
        let text = format!("number {number}");
        theo.say(romy.jid.as_str(), &format!("m{number}"), &text)
            .await;
    }
    there.wait_message(&last).await;
    there.wait_archived(&last).await;
    there.sign_out().await;
    theo.settle().await;
}

async fn the_whole_history_is_there_after_the_first_sign_in(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    say_all(&mut theo, &romy, 0..130).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let conversation = client.open_conversation(theo.jid()).await;
    assert_eq!(texts(&mut client, conversation).await, numbered(0..130));
    let shown = client.world.conversation(theo.jid()).expect("theo");
    assert_eq!(shown.unread, 0, "old when this machine came");
    assert_eq!(shown.last.as_ref().expect("a message").text, "number 129");
    assert_eq!(client.world.notices, []);
    let history = &client.world.account().expect("romy").history;
    assert_eq!(history.fetched, 130, "{history:?}");
    // What comes now stands below it, and is news.
    theo.say(romy.jid.as_str(), "m130", "number 130").await;
    client.wait_message(conversation, "number 130").await;
    assert_eq!(texts(&mut client, conversation).await, numbered(0..131));
}

async fn what_came_while_nobody_was_there_is_noticed_once(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    say_all(&mut theo, &romy, 0..5).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    theo.settle().await;
    let profile = client.shut_down().await;
    // What is said a moment sooner goes to a session that ends, and waits for the next one.
    theo.wait_presence(romy.jid.as_str(), "unavailable").await;
    say_all(&mut theo, &romy, 5..80).await;
    let mut client = Client::open(profile).await;
    client
        .wait_conversation(theo.jid(), "all unread", |theo| theo.unread == 75)
        .await;
    complete(&mut client).await;
    client
        .wait("a notice", |world| {
            (!world.notices.is_empty()).then_some(())
        })
        .await;
    client.catch_up();
    let said: Vec<&str> = client
        .world
        .notices
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(said, ["number 79"]);
    let conversation = client.open_conversation(theo.jid()).await;
    assert_eq!(texts(&mut client, conversation).await, numbered(0..80));
}

/// The archive was empty at the first sign-in: its first page is news all the same.
async fn what_comes_first_of_all_while_nobody_is_there_is_unread(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let profile = client.shut_down().await;
    say_all(&mut theo, &romy, 0..3).await;
    let mut client = Client::open(profile).await;
    client
        .wait_conversation(theo.jid(), "all unread", |theo| theo.unread == 3)
        .await;
    complete(&mut client).await;
    client
        .wait_conversation(theo.jid(), "still unread", |theo| theo.unread == 3)
        .await;
}

async fn gaps_are_healed(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    say_all(&mut theo, &romy, 0..20).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let account = client.account();
    client.send(Command::History(history::Command::Pause { account }));
    // Twice away, and each time the connection breaks before the gap is closed.
    let mut said = 20;
    for _ in 0..2 {
        let profile = client.shut_down().await;
        say_all(&mut theo, &romy, said..said + 120).await;
        said += 120;
        client = Client::open(profile).await;
        let last = format!("number {}", said - 1);
        client
            .wait_conversation(theo.jid(), "the newest", |theo| {
                theo.last.as_ref().is_some_and(|one| one.text == last)
            })
            .await;
    }
    client.send(Command::History(history::Command::Resume { account }));
    complete(&mut client).await;
    let conversation = client.open_conversation(theo.jid()).await;
    assert_eq!(texts(&mut client, conversation).await, numbered(0..said));
}

/// More than a page of any server.
const SAID: usize = 320;

/// An account whose history is paused, and a conversation of which it has only the newest page.
async fn paused(stage: &Stage) -> (Client, ConversationId) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let account = client.account();
    client.send(Command::History(history::Command::Pause { account }));
    let profile = client.shut_down().await;
    say_all(&mut theo, &romy, 0..SAID).await;
    let mut client = Client::open(profile).await;
    client
        .wait("the newest page alone", |world| {
            let history = &world.account()?.history;
            (history.progress == Progress::Paused).then_some(())
        })
        .await;
    let conversation = client.open_conversation(theo.jid()).await;
    assert!(texts(&mut client, conversation).await.len() < SAID);
    (client, conversation)
}

async fn what_is_older_is_reached_for_although_it_is_paused(stage: &Stage) {
    let (mut client, conversation) = paused(stage).await;
    let account = client.account();
    let request = client.request();
    client.send(Command::History(history::Command::ReachBack {
        request,
        account,
        until: Timestamp(0),
    }));
    assert_eq!(client.wait_done(request).await, Ok(()));
    assert_eq!(texts(&mut client, conversation).await, numbered(0..SAID));
}

/// Between what is here and what is wanted there is not much: all of it comes. None of these servers can
/// search what it keeps.
async fn what_was_said_around_a_time_is_fetched_although_it_is_paused(stage: &Stage) {
    // Stamps may be whole seconds: what has the stamp of this one was said after it.
    let began = Timestamp(Timestamp::now().0 - 2_000_000);
    let (mut client, conversation) = paused(stage).await;
    let account = client.account();
    let request = client.request();
    client.send(Command::History(history::Command::FetchAround {
        request,
        account,
        at: began,
    }));
    assert_eq!(client.wait_done(request).await, Ok(()));
    assert_eq!(texts(&mut client, conversation).await, numbered(0..SAID));
    let request = client.request();
    client.send(Command::History(history::Command::Find {
        request,
        account,
        words: "number".to_owned(),
        conversation: None,
        before: None,
        filter: Filter::default(),
    }));
    assert_eq!(client.wait_done(request).await, Err(Error::NotOffered));
}

async fn what_another_device_said_is_ours(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo_jid = theo.jid.to_string();
    let mut theo = Peer::sign_in(&theo).await;
    let mut phone = Peer::sign_in_as(&romy, "phone").await;
    phone.settle().await;
    theo.say(romy.jid.as_str(), "t1", "are you there?").await;
    phone.wait_message("are you there?").await;
    phone.say(&theo_jid, "p1", "on my phone").await;
    theo.wait_message("on my phone").await;
    phone.sign_out().await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let conversation = client.open_conversation(&theo_jid).await;
    assert_eq!(
        texts(&mut client, conversation).await,
        ["are you there?", "on my phone"]
    );
    let message = client
        .world
        .message(conversation, "on my phone")
        .expect("said");
    assert_eq!(message.direction, Direction::Outgoing);
    assert_eq!(message.state, State::Sent);
}

async fn every_page_may_break(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    say_all(&mut theo, &romy, 0..200).await;
    let (proxy, behind) = stage.through_proxy(&romy).await;
    let mut client = Client::start().await;
    client.sign_in(&behind).await.expect("the login is right");
    for _ in 0..8 {
        // Somewhere in the next page, and in the one after.
        let now = proxy.bytes(Way::Down);
        proxy.cut_next(Way::Down, 12_000);
        client
            .wait("the connection breaks, or there is no more", |world| {
                let done = world.account()?.history.progress == Progress::Complete;
                (done || proxy.bytes(Way::Down) > now + 12_000).then_some(())
            })
            .await;
    }
    complete(&mut client).await;
    let conversation = client.open_conversation(theo.jid()).await;
    assert_eq!(texts(&mut client, conversation).await, numbered(0..200));
}

async fn what_was_on_its_way_is_not_said_twice(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let (proxy, behind) = stage.through_proxy(&romy).await;
    let mut client = Client::start().await;
    client.sign_in(&behind).await.expect("the login is right");
    complete(&mut client).await;
    let conversation = client.open_conversation(theo.jid()).await;
    // The server gets it, and its word that it has it does not get through.
    proxy.set(Way::Down, Flow::Swallow);
    client.say(conversation, "once");
    theo.wait_message("once").await;
    // Nor does the session outlive it.
    stage.end_session(&romy);
    proxy.set(Way::Down, Flow::Pass);
    proxy.cut();
    client
        .wait("it has arrived", |world| {
            let message = world.message(conversation, "once")?;
            matches!(message.state, State::Sent | State::Delivered).then_some(())
        })
        .await;
    client.say(conversation, "twice");
    theo.wait_message("twice").await;
    let again = theo.settle().await;
    assert!(
        !again.iter().any(|event| event["body"] == "once"),
        "{again:?}"
    );
}

async fn what_the_server_keeps_can_be_chosen(stage: &Stage) {
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    let request = client.request();
    client.send(Command::History(history::Command::AskArchiving {
        request,
        account,
    }));
    client.wait_done(request).await.expect("an answer");
    assert_eq!(client.world.archiving[&account].keeps, Keeps::Always);
    let request = client.request();
    client.send(Command::History(history::Command::SetArchiving {
        request,
        account,
        keeps: Keeps::Contacts,
    }));
    client.wait_done(request).await.expect("an answer");
    assert_eq!(client.world.archiving[&account].keeps, Keeps::Contacts);
}

/// A server drops what waits for those who are away where the archive has it (XEP-0386): nothing that
/// comes may be left out by both.
async fn what_the_archive_leaves_out_arrives_all_the_same(stage: &Stage) {
    let romy = stage.account("romy");
    let mut stranger = Peer::sign_in(&stage.account("stranger")).await;
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let request = client.request();
    client.send(Command::History(history::Command::SetArchiving {
        request,
        account: client.account(),
        keeps: Keeps::Contacts,
    }));
    client.wait_done(request).await.expect("an answer");
    // The second time, everything is known that a login can be shortened by.
    for round in 0..2 {
        let profile = client.shut_down().await;
        let words = format!("from nobody you know {round}");
        stranger
            .say(romy.jid.as_str(), &format!("s{round}"), &words)
            .await;
        stranger.settle().await;
        client = Client::open(profile).await;
        client
            .wait_conversation(stranger.jid(), &words, |stranger| {
                stranger
                    .last
                    .as_ref()
                    .is_some_and(|last| last.text == words)
            })
            .await;
    }
}
