//! What occupants, rooms and strangers can throw at us (hostile.md's rows of rooms).

use waxwing_core::command::room::Command;
use waxwing_core::model::{Direction, Standing, State};
use waxwing_tests::client::World;
use waxwing_tests::{Backend, Client, Peer, Stage};

use super::{enter, meet, only, say, standing};

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

/// What was for one alone comes back from them, and from nobody else who is in the room.
#[tokio::test]
async fn nobody_gives_back_in_the_name_of_another() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    romy.tell(id, only("theo", "for you"));
    let said = romy.wait_message(id, "for you").await;
    romy.wait_state(id, "for you", &State::Sent).await;
    let error = |from: &str| {
        format!(
            "<message type='error' from='{from}' id='{}'><error type='cancel'>\
             <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
            said.origin_id
        )
    };
    inject(&stage, &romy, &error(&format!("{room}/eve")));
    say(&mut theo, &room, "later", "later").await;
    romy.wait_message(id, "later").await;
    let now = romy.world.message(id, "for you").expect("it is there");
    assert_eq!(now.state, State::Sent);
    inject(&stage, &romy, &error(&format!("{room}/theo")));
    romy.wait("theo gives it back", |world| {
        let said = world.message(id, "for you")?;
        matches!(said.state, State::Failed { .. }).then_some(())
    })
    .await;
}

/// Each of two thousand shows another picture, and none of them has it.
#[tokio::test]
async fn faces_of_many_are_asked_of_few() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    romy.send(waxwing_core::Command::Room(Command::Follow {
        conversation: id,
        on: true,
    }));
    for number in 0..2_000 {
        inject(
            &stage,
            &romy,
            &format!(
                "<presence from='{room}/onlooker {number}'><x xmlns='vcard-temp:x:update'>\
                 <photo>{number:040x}</photo></x><x xmlns='http://jabber.org/protocol/muc#user'>\
                 <item affiliation='none' role='participant'/></x></presence>"
            ),
        );
    }
    romy.wait("all are there", |world| {
        (world.occupants.get(&id)?.len() >= 2_002).then_some(())
    })
    .await;
    say(&mut theo, &room, "e", "all are here").await;
    romy.wait_message(id, "all are here").await;
    let before = stage.server().counters().asked_onlookers;
    assert!(before <= 60, "{before}");
    for number in 1_990..2_000 {
        inject(
            &stage,
            &romy,
            &format!(
                "<message from='{room}/onlooker {number}' type='groupchat' id='f{number}'>\
                 <body>here I am</body></message>"
            ),
        );
    }
    say(&mut theo, &room, "f", "that was all").await;
    romy.wait_message(id, "that was all").await;
    say(&mut theo, &room, "g", "and now").await;
    romy.wait_message(id, "and now").await;
    let asked = stage.server().counters().asked_onlookers;
    assert!(asked > before && asked <= before + 10, "{before} {asked}");
    let all = &romy.world.occupants[&id];
    assert!(all.values().all(|one| one.avatar.is_none()));
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
    // What came back and what has waited meanwhile are heard in the order in which they were said.
    stage.server().forget_in_rooms(&own);
    let texts: Vec<String> = (0..60).map(|number| format!("thought {number}")).collect();
    for text in &texts {
        romy.say(id, text);
    }
    let mut heard = Vec::new();
    while heard.len() < texts.len() {
        let said = theo
            .wait("the next thought", |event| {
                event["event"] == "message" && event["body"].as_str().is_some_and(is_thought)
            })
            .await;
        heard.extend(said["body"].as_str().map(str::to_owned));
    }
    assert_eq!(heard, texts);
}

fn is_thought(body: &str) -> bool {
    body.starts_with("thought ")
}

#[tokio::test]
async fn a_message_with_too_much_in_it_poisons_nothing() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    let deep = ["<b>".repeat(70), "</b>".repeat(70)].concat();
    let wide: String = (0..300).map(|n| format!(" a{n}='1'")).collect();
    for (number, odd) in [
        format!("<a xmlns='x'>{deep}</a>"),
        format!("<a xmlns='x'{wide}/>"),
    ]
    .iter()
    .enumerate()
    {
        let said = format!(
            "<message from='{room}/eve' type='groupchat' id='w{number}'><body>words {number}</body>{odd}</message>"
        );
        inject(&stage, &romy, &said);
        romy.wait_message(id, &format!("words {number}")).await;
    }
    let info = format!(
        "<iq from='{room}' type='result' id='nobody'><query xmlns='http://jabber.org/protocol/disco#info'>\
         <identity{wide}/></query></iq>"
    );
    inject(&stage, &romy, &info);
    inject(
        &stage,
        &romy,
        &format!("<message from='{room}/eve' type='groupchat'{wide}><body>gone</body></message>"),
    );
    say(&mut theo, &room, "z", "still here").await;
    romy.wait_message(id, "still here").await;
    assert_eq!(romy.world.texts(id), ["words 0", "words 1", "still here"]);
}

#[tokio::test]
async fn what_a_room_says_of_us_has_to_be_possible() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, id, mut theo, room) = meet(&stage).await;
    romy.send(waxwing_core::Command::Room(Command::Follow {
        conversation: id,
        on: true,
    }));
    let ours = super::nick(&romy);
    let renamed = |who: &str, nick: &str, codes: &str| {
        format!(
            "<presence from='{room}/{who}' type='unavailable'>\
             <x xmlns='http://jabber.org/protocol/muc#user'>\
             <item nick='{nick}' affiliation='none' role='participant'/><status code='303'/>{codes}</x></presence>"
        )
    };
    let here = |nick: &str, more: &str| {
        format!(
            "<presence from='{room}/{nick}'>{more}<x xmlns='http://jabber.org/protocol/muc#user'>\
             <item affiliation='none' role='participant'/></x></presence>"
        )
    };
    let hats = "<hats xmlns='urn:xmpp:hats:0'><hat title='Owner' uri='x'/></hats>";
    inject(&stage, &romy, &here("eve", hats));
    // Nobody becomes us, and we become nobody.
    inject(&stage, &romy, &renamed("eve", &ours, ""));
    inject(&stage, &romy, &here("eve", hats));
    for bad in ["bad&#10;nick", " ", &"y".repeat(4_000)] {
        inject(&stage, &romy, &renamed(&ours, bad, "<status code='110'/>"));
    }
    // It is said once more, and things go on.
    let own = format!(
        "<presence from='{room}/{ours}'><x xmlns='http://jabber.org/protocol/muc#user'>\
         <item affiliation='owner' role='moderator'/><status code='110'/></x></presence>"
    );
    inject(&stage, &romy, &own);
    // A time that an occupant made up keeps no notice back.
    let named = format!(
        "<message from='{room}/eve' type='groupchat' id='d1'><body>{ours}: now</body>\
         <delay xmlns='urn:xmpp:delay' from='{room}/eve' stamp='2001-01-01T00:00:00Z'/></message>"
    );
    inject(&stage, &romy, &named);
    // What is live has not been taken back.
    let blamed = format!(
        "<message from='{room}/eve' type='groupchat' id='d2'><body>visible words</body>\
         <retracted xmlns='urn:xmpp:message-retract:1' stamp='2020-01-01T00:00:00Z'>\
         <moderated by='{room}/theo' xmlns='urn:xmpp:message-moderate:1'/></retracted></message>"
    );
    inject(&stage, &romy, &blamed);
    say(&mut theo, &room, "z", "the end").await;
    romy.wait_message(id, "the end").await;
    let now = romy
        .world
        .message(id, &format!("{ours}: now"))
        .expect("said");
    assert!(!now.delayed);
    romy.wait("a notice", |world| {
        let mut told = world.notices.iter();
        told.any(|(_, text)| text.ends_with(": now")).then_some(())
    })
    .await;
    let words = romy.world.message(id, "visible words").expect("said");
    assert_eq!((words.retracted_at, &words.moderated), (None, &None));
    romy.wait("eve and theo and us", |world| {
        let all = world.occupants.get(&id)?;
        let mine: Vec<_> = all.values().filter(|one| one.mine).collect();
        let eve = all.get("eve")?;
        (mine.len() == 1 && mine[0].nick == ours && eve.hats.is_empty() && all.len() == 3)
            .then_some(())
    })
    .await;
    let one = romy.world.conversation(&room).expect("a room");
    assert_eq!(
        one.room.as_ref().map(|room| room.nick.as_str()),
        Some(ours.as_str())
    );
}

#[tokio::test]
async fn a_room_that_always_changes_takes_nothing_from_others() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, _, mut theo, room) = meet(&stage).await;
    for _ in 0..3_000 {
        let changed = format!(
            "<message from='{room}' type='groupchat'><x xmlns='http://jabber.org/protocol/muc#user'>\
             <status code='104'/></x></message>"
        );
        inject(&stage, &romy, &changed);
    }
    theo.settle().await;
    let request = romy.request();
    romy.send(waxwing_core::Command::Room(Command::Preview {
        request,
        account: romy.account(),
        address: room,
    }));
    romy.wait_done(request).await.expect("an answer");
}
