//! What was said in a room while nobody of us was in it (XEP-0313 in rooms), and what becomes of our own
//! words when a connection breaks.

use std::time::Duration;

use waxwing_core::command::room::Command;
use waxwing_core::model::{Connection, Direction, Place, Standing, State};
use waxwing_core::{ConversationId, RequestId};
use waxwing_tests::share::jpeg;
use waxwing_tests::{
    Backend, Client, FileServer, Flow, Goods, Peer, Profile, Share, Stage, Victim, Way,
};

use super::{address, author, confide, enter, is_said, join, nick, only, raw, say, wait_standing};
use crate::catch_up::complete;

scenarios!(
    what_was_said_while_we_were_away_is_here,
    what_is_said_offline_goes_out_once,
    a_picture_of_a_group_comes_by_itself_when_it_is_seen,
    a_long_history_is_whole_and_in_order,
    what_has_crossed_in_a_room_gets_the_order_of_its_archive,
    what_a_room_says_to_a_killed_process_is_here_once
);

async fn what_was_said_while_we_were_away_is_here(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let nick = romy.jid.node().expect("a name").to_string();
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut client = Client::signed_in(&romy).await;
    let id = join(&mut client, &room).await.expect("let in");
    say(&mut theo, &room, "a1", "while she is here").await;
    client.wait_message(id, "while she is here").await;
    client.tell(id, waxwing_core::command::conversation::Command::MarkRead);
    client
        .wait_conversation(&room, "is read", |one| one.unread == 0)
        .await;
    let profile = client.shut_down().await;
    for number in 0..5 {
        let text = match number {
            2 => format!("{nick}: come back"),
            _ => format!("away {number}"),
        };
        say(&mut theo, &room, &format!("w{number}"), &text).await;
    }
    theo.settle().await;
    let mut client = Client::open(profile).await;
    let known = client.wait_conversation(&room, "is a room", |one| one.room.is_some());
    assert_eq!(known.await.id, id);
    wait_standing(&mut client, &room, &Standing::Joined).await;
    let one = client
        .wait_conversation(&room, "five are unread", |one| one.unread == 5)
        .await;
    assert_eq!(one.room.as_ref().map(|room| room.mentions), Some(1));
    client.open_conversation(&room).await;
    let last = client.wait_message(id, "away 4").await;
    assert_eq!(author(&last), "theo");
    let texts = client.world.texts(id);
    assert_eq!(texts.len(), 6, "{texts:?}");
    assert_eq!(texts.first().copied(), Some("while she is here"));
}

/// The members of a private group are no strangers, also with what they sent while we were away.
async fn a_picture_of_a_group_comes_by_itself_when_it_is_seen(stage: &Stage) {
    let (romy, june) = (stage.account("romy"), stage.account("june"));
    let mut client = Client::signed_in(&romy).await;
    let (account, request) = (client.account(), client.request());
    client.send(waxwing_core::Command::Room(Command::Create {
        request,
        account,
        name: "Plans".to_owned(),
        people: vec![june.jid.clone()],
    }));
    client.wait_done(request).await.expect("made");
    let id = client.world.entered[&request];
    let room = client
        .wait("the room says what it is like", |world| {
            let one = world.conversations.get(&id)?;
            let nature = one.room.as_ref()?.nature.as_ref()?;
            (nature.members_only && !nature.anonymous).then(|| one.jid.to_string())
        })
        .await;
    let profile = client.shut_down().await;
    let mut june = Peer::sign_in(&june).await;
    enter(&mut june, &room, "june").await;
    let server = FileServer::start().await;
    let picture = jpeg(100_000);
    let url = server.put("/a/1.jpg", Goods::File(picture.clone()));
    let payloads = Share::picture(&url).of(&picture).payloads();
    let xml = format!("<message type='groupchat' id='f1' to='{room}'>{payloads}</message>");
    raw(&mut june, &xml).await;
    june.settle().await;
    let mut client = Client::open(profile).await;
    wait_standing(&mut client, &room, &Standing::Joined).await;
    client.open_conversation(&room).await;
    let path = client
        .wait("the picture is here", |world| {
            let mut all = world.messages(id).iter();
            let message = all.find(|message| !message.attachments.is_empty())?;
            match &message.attachments[0].place {
                Place::Here(path) => Some(path.clone()),
                _ => None,
            }
        })
        .await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
}

/// Closed before the room's archive has said anything: what was said when we first came is still known.
#[tokio::test]
async fn what_came_after_a_first_look_that_was_cut_short_is_news() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    say(&mut theo, &room, "b1", "before she came").await;
    theo.settle().await;
    // Archives tell whole seconds.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    stage
        .server()
        .bend(|policy| policy.mute_room_archives = true);
    let mut client = Client::signed_in(&romy).await;
    join(&mut client, &room).await.expect("let in");
    let profile = client.shut_down().await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    say(&mut theo, &room, "a1", "after that").await;
    theo.settle().await;
    stage
        .server()
        .bend(|policy| policy.mute_room_archives = false);
    let mut client = Client::open(profile).await;
    wait_standing(&mut client, &room, &Standing::Joined).await;
    client
        .wait_conversation(&room, "one is unread", |one| one.unread == 1)
        .await;
    let id = client.open_conversation(&room).await;
    client.wait_message(id, "after that").await;
    assert_eq!(client.world.texts(id), ["before she came", "after that"]);
}

async fn what_is_said_offline_goes_out_once(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut client = Client::signed_in(&romy).await;
    let id = join(&mut client, &room).await.expect("let in");
    client.say(id, "first");
    client.wait_state(id, "first", &State::Delivered).await;
    client.switch_off().await;
    client.say(id, "second");
    client.wait_message(id, "second").await;
    client.switch_on();
    client.wait_state(id, "second", &State::Delivered).await;
    theo.wait("it arrives", |event| is_said(event, &room, "second"))
        .await;
    say(&mut theo, &room, "e", "got it").await;
    client.wait_message(id, "got it").await;
    let left = theo.settle().await;
    let again = left.iter().filter(|event| is_said(event, &room, "second"));
    assert_eq!(again.count(), 0, "only once");
    let texts = client.world.texts(id);
    assert_eq!(texts, ["first", "second", "got it"]);
    let directions: Vec<_> = client
        .world
        .messages(id)
        .iter()
        .map(|one| one.direction)
        .collect();
    assert_eq!(directions.first(), Some(&Direction::Outgoing));
}

async fn a_long_history_is_whole_and_in_order(stage: &Stage) {
    const MANY: usize = 320;
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    for number in 0..MANY {
        say(
            &mut theo,
            &room,
            &format!("l{number}"),
            &format!("line {number}"),
        )
        .await;
    }
    let last = format!("line {}", MANY - 1);
    theo.wait_message(&last).await;
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    romy.wait_message(id, &last).await;
    romy.wait_conversation(&room, "everything is here", |one| {
        one.room.as_ref().is_some_and(|room| !room.fetching)
    })
    .await;
    while romy.world.message(id, "line 0").is_none() {
        let first = romy.world.messages(id).first().map(|one| one.id);
        let before = romy.world.texts(id).len();
        romy.tell(
            id,
            waxwing_core::command::conversation::Command::LoadOlder {
                before: first.expect("some"),
            },
        );
        romy.wait("more of it", |world| {
            (world.texts(id).len() > before).then_some(())
        })
        .await;
    }
    let expected: Vec<String> = (0..MANY).map(|number| format!("line {number}")).collect();
    assert_eq!(romy.world.texts(id), expected);
}

/// Romy's words take long, so that the room has Theo's, said later, before them.
async fn what_has_crossed_in_a_room_gets_the_order_of_its_archive(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    wait_standing(&mut romy, &room, &Standing::Joined).await;
    romy.say(id, "first");
    romy.wait_state(id, "first", &State::Delivered).await;

    // Longer than what is quick takes on any machine.
    proxy.set(Way::Up, Flow::Delay(Duration::from_secs(6)));
    romy.say(id, "slow");
    romy.wait_message(id, "slow").await;
    say(&mut theo, &room, "t1", "quick").await;
    romy.wait_message(id, "quick").await;
    proxy.set(Way::Up, Flow::Pass);
    assert_eq!(romy.world.texts(id), ["first", "slow", "quick"]);
    romy.wait_state(id, "slow", &State::Delivered).await;
    romy.wait("the order of the archive", |world| {
        (world.texts(id) == ["first", "quick", "slow"]).then_some(())
    })
    .await;
}

/// A process in a room, which it has entered.
async fn begin(
    profile: &Profile,
    login: &waxwing_tests::Login,
    room: &str,
) -> (Victim, ConversationId) {
    let mut victim = Victim::start(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path());
    victim.sign_in(login).await;
    let account = victim
        .wait("online", |world| {
            let account = world.account()?;
            let online = matches!(account.connection, Connection::Online { .. });
            online.then_some(account.id)
        })
        .await;
    let join = Command::Join {
        request: RequestId(100),
        account,
        address: room.to_owned(),
        nick: None,
        password: None,
    };
    victim.send(&waxwing_core::Command::Room(join)).await;
    let done = victim
        .wait("let in", |world| world.done.get(&RequestId(100)).cloned())
        .await;
    assert_eq!(done, Ok(()));
    let id = victim.world.conversation(room).expect("a room").id;
    (victim, id)
}

/// The next process goes on with the session of the one that was killed: what the room says in it comes before
/// the room was asked what it is like, and then once more from its archive.
async fn what_a_room_says_to_a_killed_process_is_here_once(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let profile = Profile::new();
    let (mut victim, id) = begin(&profile, &romy, &room).await;
    let open = waxwing_core::command::conversation::Command::Open;
    victim
        .send(&waxwing_core::Command::Conversation(id, open))
        .await;
    say(&mut theo, &room, "k0", "before").await;
    victim
        .wait("what was said before", |world| {
            world.message(id, "before").map(|_| ())
        })
        .await;
    victim.kill().await;
    for number in 0..5 {
        say(
            &mut theo,
            &room,
            &format!("k1{number}"),
            &format!("away {number}"),
        )
        .await;
    }
    theo.settle().await;
    let mut romy = Client::open(profile).await;
    wait_standing(&mut romy, &room, &Standing::Joined).await;
    romy.open_conversation(&room).await;
    say(&mut theo, &room, "k2", "again").await;
    romy.wait_message(id, "again").await;
    romy.wait_conversation(&room, "everything is here", |one| {
        one.room.as_ref().is_some_and(|room| !room.fetching)
    })
    .await;
    let mut expected = vec!["before".to_owned()];
    expected.extend((0..5).map(|number| format!("away {number}")));
    expected.push("again".to_owned());
    assert_eq!(romy.world.texts(id), expected);
}

/// Each of our devices that was there gets what is said to us alone, and Prosody archives each of these copies.
#[tokio::test]
async fn what_was_said_to_several_of_ours_stands_there_once() {
    let stage = Stage::on(Backend::Prosody).await;
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut first = Client::signed_in(&romy).await;
    let id = join(&mut first, &room).await.expect("let in");
    let mut second = Client::signed_in(&romy).await;
    wait_standing(&mut second, &room, &Standing::Joined).await;
    let there = second.open_conversation(&room).await;
    let own = nick(&first);
    confide(&mut theo, &room, &own).await;
    for (client, id) in [(&mut first, id), (&mut second, there)] {
        client.wait_message(id, "between us").await;
    }
    first.tell(id, only("theo", "and back"));
    theo.wait("romy's whisper", |event| is_said(event, &room, "and back"))
        .await;
    let mut late = Client::signed_in(&romy).await;
    wait_standing(&mut late, &room, &Standing::Joined).await;
    complete(&mut late).await;
    let id = late.open_conversation(&room).await;
    let ours = late.wait_message(id, "and back").await;
    assert_eq!(
        (author(&ours), ours.private.as_deref()),
        (own.as_str(), Some("theo"))
    );
    let theirs = late.wait_message(id, "between us").await;
    assert_eq!(author(&theirs), "theo");
    let texts = late.world.texts(id);
    let times = texts.iter().filter(|text| **text == "between us").count();
    assert_eq!(times, 1, "{texts:?}");
}
