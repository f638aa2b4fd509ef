//! What rooms do each in their own way: hats (XEP-0317), what stands in the place of what was taken back
//! (XEP-0425); and channels, which are none (XEP-0369).

use waxwing_core::command::console;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::event::console::{Direction, Entry, Kind};
use waxwing_core::model::{Refusal, Show, Standing};
use waxwing_core::{Command, ConversationId, Error};
use waxwing_tests::backend::CHANNELS;
use waxwing_tests::{Backend, Client, Peer, Stage};

use super::running::channel;
use super::{address, ask, enter, join, meet, order, preview, raw, say, standing};

scenarios!(
    who_claims_a_hat_wears_none,
    who_comes_later_does_not_read_what_was_taken_back
);

async fn follow(client: &mut Client, id: ConversationId) {
    client.send(Command::Room(Deed::Follow {
        conversation: id,
        on: true,
    }));
    client
        .wait("who is in it", |world| world.occupants.get(&id).map(|_| ()))
        .await;
}

/// Waits until theo wears these hats and shows this.
async fn wait_theo(client: &mut Client, id: ConversationId, show: Show, hats: &[&str]) {
    client
        .wait(&format!("theo: {show:?}, {hats:?}"), |world| {
            let theo = world.occupants.get(&id)?.get("theo")?;
            (theo.show == show && theo.hats == hats).then_some(())
        })
        .await;
}

/// Theo says of himself that he wears a hat.
async fn claim(theo: &mut Peer, room: &str, show: &str) {
    let claim = format!(
        "<presence to='{room}/theo'><show>{show}</show><hats xmlns='urn:xmpp:hats:0'>\
         <hat uri='urn:king' title='King'/></hats>\
         <hats xmlns='xmpp:prosody.im/protocol/hats:1'><hat uri='urn:king' title='King'/></hats></presence>"
    );
    raw(theo, &claim).await;
}

async fn who_claims_a_hat_wears_none(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    follow(&mut romy, id).await;
    claim(&mut theo, &room, "away").await;
    wait_theo(&mut romy, id, Show::Away, &[]).await;
    claim(&mut theo, &room, "dnd").await;
    wait_theo(&mut romy, id, Show::DoNotDisturb, &[]).await;
}

/// A room that vouches for its hats: what it gives is seen, and goes; what somebody claims is not.
#[cfg(feature = "newer")]
#[tokio::test]
async fn hats_that_a_room_gives_are_seen() {
    let stage = Stage::on(Backend::NewerProsody).await;
    let (romy, login) = (stage.account("romy"), stage.account("theo"));
    let room = address(&login);
    let mut theo = Peer::sign_in(&login).await;
    enter(&mut theo, &room, "theo").await;
    let (host, own) = (stage.prosody().expect("Prosody"), login.jid.as_str());
    host.vouch_for_hats(&room);
    host.give_hat(&room, own, Some("Gardener"));
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    follow(&mut romy, id).await;
    wait_theo(&mut romy, id, Show::Online, &["Gardener"]).await;
    claim(&mut theo, &room, "away").await;
    wait_theo(&mut romy, id, Show::Away, &["Gardener"]).await;
    host.give_hat(&room, own, None);
    wait_theo(&mut romy, id, Show::Away, &[]).await;
    host.give_hat(&room, own, Some("Beekeeper"));
    wait_theo(&mut romy, id, Show::Away, &["Beekeeper"]).await;
}

async fn who_comes_later_does_not_read_what_was_taken_back(stage: &Stage) {
    let (mut romy, id, room) = channel(stage).await;
    let mut theo = Peer::sign_in(&stage.account("theo")).await;
    enter(&mut theo, &room, "theo").await;
    say(&mut theo, &room, "t1", "buy my watches").await;
    let unwanted = romy.wait_message(id, "buy my watches").await;
    let offered = romy.world.conversations[&id].room.as_ref();
    let offered = offered.and_then(|room| room.nature.as_ref());
    let offered = offered.is_some_and(|nature| nature.moderation);
    let moderate = |request| Deed::Moderate {
        request,
        conversation: id,
        item: unwanted.id,
        reason: "not here".to_owned(),
    };
    let outcome = order(&mut romy, moderate).await;
    if stage.prosody().is_some() {
        assert!(offered, "the module is loaded");
    }
    if !offered {
        return assert_eq!(outcome, Err(Error::NotOffered));
    }
    outcome.expect("taken back");
    say(&mut theo, &room, "t2", "sorry").await;
    romy.wait_message(id, "sorry").await;
    let mut june = Client::signed_in(&stage.account("june")).await;
    let there = join(&mut june, &room).await.expect("let in");
    june.wait_message(there, "sorry").await;
    let texts = june.world.texts(there);
    assert!(
        !texts.iter().any(|text| text.contains("watches")),
        "{texts:?}"
    );
    if stage.backend() == Backend::NewerEjabberd {
        // It keeps nothing in its place.
        return assert_eq!(texts, ["sorry"]);
    }
    let gone = june
        .wait("it was taken back", |world| {
            let mut all = world.messages(there).iter();
            all.find(|one| one.retracted_at.is_some()).cloned()
        })
        .await;
    let moderated = gone.moderated.as_ref().expect("by somebody else");
    assert_eq!(
        (gone.text.as_str(), moderated.reason.as_str()),
        ("", "not here")
    );
}

/// Waits until a join has come to nothing because it is no room.
async fn is_unsupported(client: &mut Client, channel: &str) {
    client
        .wait_conversation(channel, "is of another kind", |one| {
            let why = Refusal::Unsupported;
            matches!(standing(one), Some(Standing::Refused { why: told, .. }) if *told == why)
        })
        .await;
}

fn enter_channel(client: &mut Client, channel: &str) -> waxwing_core::RequestId {
    let request = client.request();
    client.send(Command::Room(Deed::Join {
        request,
        account: client.account(),
        address: channel.to_owned(),
        nick: None,
        password: None,
    }));
    request
}

/// A channel that says of itself no more than that it is one.
#[tokio::test]
async fn a_channel_is_told_from_a_room() {
    let stage = Stage::on(Backend::Memory).await;
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    let channel = format!("plans@{CHANNELS}");
    for features in ["", "<feature var='http://jabber.org/protocol/muc'/>"] {
        for looks in [true, false] {
            let mut script = stage.server().script(romy.jid.as_str());
            let request = match looks {
                true => preview(&mut client, &channel),
                false => enter_channel(&mut client, &channel),
            };
            let asked = script
                .expect_sometime(&format!(
                    "<iq type='get' to='{channel}' id='$id'>\
                     <query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
                ))
                .await;
            script.receive(&format!(
                "<iq type='result' from='{channel}' to='$me' id='{}'>\
                 <query xmlns='http://jabber.org/protocol/disco#info'>\
                 <identity category='conference' type='mix' name='Plans'/>{features}</query></iq>",
                asked["id"]
            ));
            let outcome = client.wait_done(request).await;
            match looks {
                true => assert_eq!(outcome, Err(Error::NotOffered)),
                false => {
                    assert!(matches!(outcome, Err(Error::Refused { .. })), "{outcome:?}");
                    is_unsupported(&mut client, &channel).await;
                }
            }
            script.expect_silence().await;
        }
    }
    assert_eq!(client.world.conversations.len(), 1);
}

#[tokio::test]
async fn a_channel_of_ejabberd_is_told_from_a_room() {
    a_real_channel(Backend::Ejabberd).await;
}

#[cfg(feature = "newer")]
#[tokio::test]
async fn a_channel_of_a_newer_ejabberd_is_told_from_a_room() {
    a_real_channel(Backend::NewerEjabberd).await;
}

/// A channel that ejabberd made for theo. Another device of romy's has written it down, too.
async fn a_real_channel(backend: Backend) {
    let stage = Stage::on(backend).await;
    let (romy, login) = (stage.account("romy"), stage.account("theo"));
    let mut theo = Peer::sign_in(&login).await;
    let channel = format!("of-{}@{CHANNELS}", login.user());
    let create = format!(
        "<create xmlns='urn:xmpp:mix:core:0' channel='of-{}'/>",
        login.user()
    );
    let made = ask(&mut theo, "set", Some(CHANNELS), &create).await;
    assert!(made.is_some(), "a channel");
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    client.send(Command::Console(console::Command::Open { account }));
    let looked = preview(&mut client, &channel);
    assert_eq!(client.wait_done(looked).await, Err(Error::NotOffered));
    let entered = enter_channel(&mut client, &channel);
    let outcome = client.wait_done(entered).await;
    assert!(matches!(outcome, Err(Error::Refused { .. })), "{outcome:?}");
    is_unsupported(&mut client, &channel).await;
    let mut other = Peer::sign_in(&romy).await;
    let bookmark = format!(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:bookmarks:1'>\
         <item id='{channel}'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item>\
         </publish></pubsub>"
    );
    ask(&mut other, "set", None, &bookmark).await.expect("kept");
    client
        .wait_conversation(&channel, "is a bookmark", |one| {
            one.room.as_ref().is_some_and(|room| room.bookmarked)
        })
        .await;
    is_unsupported(&mut client, &channel).await;
    // A room beside it is one, and nothing was said to the channel but what it was asked.
    let room = address(&login);
    enter(&mut theo, &room, "theo").await;
    join(&mut client, &room).await.expect("let in");
    let knocks = |one: &Entry| one.direction == Direction::Out && one.kind == Kind::Presence;
    let entered = client.wait("the room, and no channel, is entered", |world| {
        let knocks = world.console.iter().filter(|one| knocks(one));
        let knocks: Vec<_> = knocks.map(|one| one.xml.clone()).collect();
        knocks
            .iter()
            .any(|one| one.contains(&room))
            .then_some(knocks)
    });
    let entered = entered.await;
    let at_the_channel = entered.iter().find(|one| one.contains(&channel));
    assert_eq!(at_the_channel, None);
}
