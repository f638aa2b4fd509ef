//! Those who are in a room with us.

use std::time::{Duration, Instant};

use waxwing_core::Command;
use waxwing_core::command::conversation;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::{Author, Standing, State};
use waxwing_tests::{Backend, Client, Peer, Stage};

use super::{address, enter, is_said, join, meet, nick, only, raw, say, wait_standing};

scenarios!(
    who_is_ignored_makes_no_noise,
    a_taken_nick_is_not_kept,
    whoever_is_invited_is_asked_once
);

async fn who_is_ignored_makes_no_noise(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    say(&mut theo, &room, "n1", "hello").await;
    romy.open_conversation(&room).await;
    let heard = romy.wait_message(id, "hello").await;
    romy.tell(id, conversation::Command::MarkRead);
    romy.wait_conversation(&room, "was read", |one| one.unread == 0)
        .await;
    let author = heard.author.expect("somebody's");
    let ignore = |author: &Author, on| {
        Command::Room(Deed::Ignore {
            conversation: id,
            author: author.clone(),
            on,
        })
    };
    romy.send(ignore(&author, true));
    romy.wait_conversation(&room, "theo is ignored", |one| {
        one.room.as_ref().is_some_and(|room| room.ignores(&author))
    })
    .await;
    let named = format!("{} is this on", nick(&romy));
    say(&mut theo, &room, "n2", &named).await;
    let said = romy.wait_message(id, &named).await;
    assert_eq!(
        said.author.as_ref().map(|one| one.nick.as_str()),
        Some("theo")
    );
    let counts = |client: &Client| {
        let one = client.world.conversation(&room).expect("a room");
        (one.unread, one.room.as_ref().expect("a room").mentions)
    };
    assert_eq!(counts(&romy), (0, 0));
    // It is remembered, and can be taken back.
    let profile = romy.shut_down().await;
    let mut romy = Client::open(profile).await;
    wait_standing(&mut romy, &room, &Standing::Joined).await;
    say(&mut theo, &room, "n3", "still there").await;
    romy.open_conversation(&room).await;
    romy.wait_message(id, "still there").await;
    assert_eq!(counts(&romy), (0, 0));
    romy.send(ignore(&author, false));
    romy.wait_conversation(&room, "nobody is ignored", |one| {
        one.room
            .as_ref()
            .is_some_and(|room| room.ignored.is_empty())
    })
    .await;
    say(&mut theo, &room, "n4", "at last").await;
    romy.wait_conversation(&room, "counts again", |one| one.unread > 0)
        .await;
}

async fn whoever_is_invited_is_asked_once(stage: &Stage) {
    let (mut romy, id, theo, room) = meet(stage).await;
    let (eve, june) = (stage.account("eve"), stage.account("june"));
    let mut peer = Peer::sign_in(&eve).await;
    let mut june = Client::signed_in(&june).await;
    for whom in [
        eve.jid.clone(),
        june.world.account().expect("one").jid.clone(),
    ] {
        super::order(&mut romy, |request| Deed::Invite {
            request,
            conversation: id,
            jid: whom,
            reason: "see for yourself".to_owned(),
        })
        .await
        .expect("invited");
    }
    let told = super::wait_invited(&mut june).await;
    assert_eq!(
        (told.room.as_str(), told.reason.as_str()),
        (room.as_str(), "see for yourself")
    );
    let own = &romy.world.account().expect("an account").jid;
    assert_eq!(told.from, own.to_string());
    // A program that none of us wrote hears of it once, and directly.
    let direct = peer
        .wait("the invitation", |event| event["event"] == "invited")
        .await;
    assert_eq!(direct["room"], room.as_str());
    raw(
        &mut peer,
        &format!(
            "<message to='{}' type='chat' id='e1'><body>thanks</body></message>",
            eve.jid
        ),
    )
    .await;
    let next = peer
        .wait("her own words, or another invitation", |event| {
            event["event"] == "invited" || event["body"] == "thanks"
        })
        .await;
    assert_eq!(next["event"], "message");
    drop(theo);
}

async fn a_taken_nick_is_not_kept(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    let mut romy = Client::signed_in(&romy).await;
    let wanted = nick(&romy);
    enter(&mut theo, &room, &wanted).await;
    let id = join(&mut romy, &room).await.expect("let in");
    let goes_by = |client: &Client| {
        let one = client.world.conversation(&room).expect("a room");
        one.room.as_ref().expect("a room").nick.clone()
    };
    assert_eq!(goes_by(&romy), format!("{wanted}_"));
    let renamed = format!("<presence to='{room}/theo'/>");
    raw(&mut theo, &renamed).await;
    theo.settle().await;
    romy.send(Command::Room(Deed::Leave { conversation: id }));
    wait_standing(&mut romy, &room, &Standing::Out).await;
    // What the account tells of the bookmark is here with the answer to this.
    let request = romy.request();
    romy.send(Command::Room(Deed::Preview {
        request,
        account: romy.account(),
        address: room.clone(),
    }));
    romy.wait_done(request).await.expect("an answer");
    join(&mut romy, &room).await.expect("let in");
    assert_eq!(goes_by(&romy), wanted);
}

/// What is said too soon waits here, and nothing is refused (XEP-0500).
#[tokio::test]
async fn in_a_slow_room_everything_is_said_in_its_time() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    stage.server().slow_down(&room, 1);
    romy.wait_conversation(&room, "is slow", |one| {
        let nature = one.room.as_ref().and_then(|room| room.nature.as_ref());
        nature.is_some_and(|nature| nature.slow_mode == 1)
    })
    .await;
    let began = Instant::now();
    for text in ["one", "two", "three"] {
        romy.say(id, text);
    }
    romy.wait_conversation(&room, "something waits", |one| {
        one.room.as_ref().is_some_and(|room| room.slowed)
    })
    .await;
    for text in ["one", "two", "three"] {
        theo.wait(text, |event| is_said(event, &room, text)).await;
    }
    assert!(began.elapsed() >= Duration::from_secs(2));
    romy.wait_conversation(&room, "nothing waits", |one| {
        one.room.as_ref().is_some_and(|room| !room.slowed)
    })
    .await;
    // What is for one alone does not wait, and what is thrown away is waited for no longer.
    romy.say(id, "four");
    theo.wait("four", |event| is_said(event, &room, "four"))
        .await;
    stage.server().slow_down(&room, 300);
    romy.wait_conversation(&room, "is slower", |one| {
        let nature = one.room.as_ref().and_then(|room| room.nature.as_ref());
        nature.is_some_and(|nature| nature.slow_mode == 300)
    })
    .await;
    romy.say(id, "five");
    let waits = romy.wait_message(id, "five").await;
    romy.wait_conversation(&room, "five waits", |one| {
        one.room.as_ref().is_some_and(|room| room.slowed)
    })
    .await;
    romy.tell(id, only("theo", "psst"));
    theo.wait_message("psst").await;
    romy.tell(id, conversation::Command::Discard { item: waits.id });
    romy.wait_conversation(&room, "nothing waits any more", |one| {
        one.room.as_ref().is_some_and(|room| !room.slowed)
    })
    .await;
    let said = romy.world.messages(id);
    let failed = said
        .iter()
        .filter(|one| matches!(one.state, State::Failed { .. }));
    assert_eq!(failed.count(), 0);
}
