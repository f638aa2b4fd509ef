//! What occupants, rooms and strangers can throw at us (hostile.md's rows of rooms).

use waxwing_core::command::room::Command;
use waxwing_core::model::{Direction, Standing};
use waxwing_tests::client::World;
use waxwing_tests::{Backend, Client, Peer, Stage};

use super::{enter, meet, say, standing};

/// Lets the room say something, as a broken or bribed one could.
fn inject(stage: &Stage, client: &Client, stanza: &str) {
    let own = client.world.account().expect("an account").jid.to_string();
    stage.server().send(&own, stanza);
}

#[tokio::test]
async fn what_is_forged_changes_nothing() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    say(&mut theo, &room, "t1", "true words").await;
    let said = romy.wait_message(id, "true words").await;
    let name = said.stanza_id.clone();
    // Moderation by an occupant, and by a stranger who speaks like a room (XEP-0425 §7).
    let moderate = format!(
        "<retract id='{name}' xmlns='urn:xmpp:message-retract:1'>\
         <moderated by='{room}/theo' xmlns='urn:xmpp:message-moderate:1'/></retract>"
    );
    for from in [format!("{room}/eve"), "eve@elsewhere.test".to_owned()] {
        for kind in ["groupchat", "normal", "chat"] {
            let forged = format!("<message from='{from}' type='{kind}'>{moderate}</message>");
            inject(&stage, &romy, &forged);
        }
    }
    // An occupant who takes it back and claims to be taken back by a moderator.
    let claimed = format!(
        "<retract id='{name}' xmlns='urn:xmpp:message-retract:1'/>\
         <retracted xmlns='urn:xmpp:message-retract:1'>\
         <moderated by='{room}/theo' xmlns='urn:xmpp:message-moderate:1'/></retracted>"
    );
    for kind in ["groupchat", "chat"] {
        let forged = format!("<message from='{room}/eve' type='{kind}' id='m'>{claimed}</message>");
        inject(&stage, &romy, &forged);
    }
    // A subject, a code and a presence in the name of a room that we are not in.
    inject(
        &stage,
        &romy,
        "<message from='other@rooms.localhost/x' type='groupchat'><body>spam</body></message>",
    );
    inject(
        &stage,
        &romy,
        "<presence from='other@rooms.localhost/x'><x xmlns='http://jabber.org/protocol/muc#user'>\
         <item affiliation='owner' role='moderator'/><status code='110'/></x></presence>",
    );
    // An archive that nobody has asked.
    inject(
        &stage,
        &romy,
        &format!(
            "<message from='{room}'><result xmlns='urn:xmpp:mam:2' queryid='x' id='y'>\
             <forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='{room}/theo' \
             type='groupchat'><body>never said</body></message></forwarded></result></message>"
        ),
    );
    say(&mut theo, &room, "t2", "the end").await;
    romy.wait_message(id, "the end").await;
    // What eve says of a message of her own stands there as hers, and empty.
    let texts = romy.world.texts(id);
    let words: Vec<_> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(words, ["true words", "the end"]);
    let true_words = romy.world.message(id, "true words").expect("still there");
    assert_eq!(
        (true_words.retracted_at, &true_words.moderated),
        (None, &None)
    );
    assert_eq!(romy.world.conversations.len(), 1, "no other conversation");
}

#[tokio::test]
async fn two_who_use_one_id_are_two() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    let eve = stage.account("eve");
    let mut eve = Peer::sign_in(&eve).await;
    enter(&mut eve, &room, "eve").await;
    say(&mut theo, &room, "same", "hi").await;
    say(&mut eve, &room, "same", "hi").await;
    romy.wait("both are heard", |world| {
        (world.texts(id) == ["hi", "hi"]).then_some(())
    })
    .await;
    // Who carries a name of ours is not us.
    romy.say(id, "mine");
    let own = romy
        .wait_state(id, "mine", &waxwing_core::model::State::Delivered)
        .await;
    say(&mut eve, &room, &own.origin_id, "not hers").await;
    let forged = romy.wait_message(id, "not hers").await;
    assert_eq!(forged.direction, Direction::Incoming);
    assert!(romy.world.message(id, "mine").is_some());
}

#[tokio::test]
async fn odd_nicks_are_people() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    let combining = format!("a{}", "\u{301}".repeat(400));
    for (number, nick) in ["😀", "a/b@c", "\u{202e}evil", combining.as_str()]
        .iter()
        .enumerate()
    {
        let text = format!("said by {number}");
        inject(
            &stage,
            &romy,
            &format!(
                "<message from='{room}/{nick}' type='groupchat' id='o{number}'>\
                 <body>{text}</body></message>"
            ),
        );
        let message = romy.wait_message(id, &text).await;
        assert_eq!(super::author(&message), *nick);
    }
    say(&mut theo, &room, "z", "still here").await;
    romy.wait_message(id, "still here").await;
}

#[tokio::test]
async fn a_storm_of_presences_is_few_events() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    romy.send(waxwing_core::Command::Room(
        waxwing_core::command::room::Command::Follow {
            conversation: id,
            on: true,
        },
    ));
    for number in 0..2_000 {
        inject(
            &stage,
            &romy,
            &format!(
                "<presence from='{room}/p{number}'><x xmlns='http://jabber.org/protocol/muc#user'>\
                 <item affiliation='none' role='participant'/></x></presence>"
            ),
        );
    }
    say(&mut theo, &room, "z", "all here").await;
    romy.wait_message(id, "all here").await;
    romy.wait("all are there", |world| {
        (world.occupants.get(&id)?.len() >= 2_002).then_some(())
    })
    .await;
    assert!(
        romy.world.occupants_told < 400,
        "{}",
        romy.world.occupants_told
    );
}

#[tokio::test]
async fn invitations_never_enter_by_themselves_and_are_few() {
    let stage = Stage::on(Backend::Memory).await;
    let romy = stage.account("romy");
    let mut romy = Client::signed_in(&romy).await;
    for number in 0..500 {
        inject(
            &stage,
            &romy,
            &format!(
                "<message from='eve{number}@elsewhere.test' id='i{number}'>\
                 <x xmlns='jabber:x:conference' jid='trap{number}@rooms.localhost'/>\
                 <body>come</body></message>"
            ),
        );
    }
    inject(
        &stage,
        &romy,
        "<message from='friend@elsewhere.test' type='chat' id='l'><body>last</body></message>",
    );
    romy.wait_conversation("friend@elsewhere.test", "has come", |_| true)
        .await;
    romy.wait("no more than fifty wait", |world| {
        let all = world.room_invitations.as_ref()?;
        (all.all.len() == 50).then_some(())
    })
    .await;
    let entered = romy
        .world
        .conversations
        .values()
        .filter(|one| standing(one).is_some());
    assert_eq!(entered.count(), 0);
    assert!(romy.world.notices.is_empty());
    // And no more than that are written down; those that were declined are not.
    let told = romy.world.room_invitations.clone().expect("invitations");
    let room = told.all[0].room.clone();
    romy.send(waxwing_core::Command::Room(Command::Decline {
        account: told.account,
        room: room.clone(),
        tell: false,
    }));
    let left = |world: &World| {
        let all = world.room_invitations.as_ref()?;
        let declined = all.all.iter().all(|one| one.room != room);
        (declined && all.all.len() == 49).then_some(())
    };
    romy.wait("one is declined", left).await;
    let mut romy = Client::open(romy.shut_down().await).await;
    romy.wait("the others still wait", left).await;
}

#[tokio::test]
async fn a_room_that_forgets_us_is_entered_again() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    let own = romy.world.account().expect("an account").jid.to_string();
    stage.server().forget_in_rooms(&own);
    romy.say(id, "does anybody hear me");
    // The room answers that we are not in it; we are, a moment later, and say it again.
    let delivered = waxwing_core::model::State::Delivered;
    romy.wait_state(id, "does anybody hear me", &delivered)
        .await;
    theo.wait_message("does anybody hear me").await;
    super::wait_standing(&mut romy, &room, &Standing::Joined).await;
    say(&mut theo, &room, "z", "welcome back").await;
    romy.wait_message(id, "welcome back").await;
}
