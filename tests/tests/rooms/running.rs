//! Running a room: throwing out, banning, configuring, taking back, ending.

use waxwing_core::command::conversation;
use waxwing_core::command::room::Command;
use waxwing_core::model::{Affiliation, Answer, Form, Removal, Role, Secret, Standing};
use waxwing_core::{ConversationId, Error};
use waxwing_tests::client::World;
use waxwing_tests::{Client, Login, Peer, Stage};

use super::{address, enter, join, meet, nick, order, raw, say, standing, wait_standing};

scenarios!(
    who_runs_a_room_throws_out_and_bans,
    who_may_not_write_asks_and_is_let,
    who_asks_to_write_waits_until_they_may,
    a_room_is_configured,
    who_invites_learns_what_comes_of_it,
    who_runs_a_room_takes_back_what_others_said,
    a_room_is_found_and_looked_at,
    who_is_thrown_out_learns_why,
    a_nick_is_changed,
    a_room_comes_to_its_end,
    who_is_in_a_room_that_moves_learns_where_to
);

/// A channel of romy's, with her in it.
pub(super) async fn channel(stage: &Stage) -> (Client, waxwing_core::ConversationId, String) {
    let romy = stage.account("romy");
    let room = address(&romy);
    let mut romy = Client::signed_in(&romy).await;
    let account = romy.account();
    let made = room.clone();
    order(&mut romy, |request| Command::CreateChannel {
        request,
        account,
        name: "Plans for all".to_owned(),
        address: made,
    })
    .await
    .expect("made");
    let id = romy.open_conversation(&room).await;
    wait_standing(&mut romy, &room, &Standing::Joined).await;
    (romy, id, room)
}

async fn who_runs_a_room_throws_out_and_bans(stage: &Stage) {
    let (mut romy, conversation, room) = channel(stage).await;
    let theo = stage.account("theo");
    let jid = theo.jid.clone();
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    order(&mut romy, |request| Command::SetRole {
        request,
        conversation,
        nick: "theo".to_owned(),
        role: Role::None,
        reason: "enough".to_owned(),
    })
    .await
    .expect("thrown out");
    let own = format!("{room}/theo");
    theo.wait("theo is out", |event| {
        event["type"] == "unavailable" && event["from"] == own.as_str()
    })
    .await;
    order(&mut romy, |request| Command::SetAffiliation {
        request,
        conversation,
        jid: jid.clone(),
        affiliation: Affiliation::Outcast,
        reason: "enough".to_owned(),
    })
    .await
    .expect("banned");
    let request = romy.request();
    romy.send(waxwing_core::Command::Room(Command::Members {
        request,
        conversation,
        affiliation: Affiliation::Outcast,
    }));
    romy.wait_done(request).await.expect("the list");
    let banned = &romy.world.members[&request];
    assert_eq!(
        banned.iter().map(|one| &one.jid).collect::<Vec<_>>(),
        [&jid]
    );
}

/// What a room is, as it was told last.
fn here(client: &Client, room: &str) -> std::sync::Arc<waxwing_core::model::Room> {
    let entry = client.world.conversation(room).expect("a conversation");
    entry.room.clone().expect("a room")
}

async fn who_may_not_write_asks_and_is_let(stage: &Stage) {
    let (mut romy, conversation, room) = channel(stage).await;
    let theo = stage.account("theo");
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    for role in [Role::Visitor, Role::Participant] {
        if role == Role::Participant {
            let asks = format!(
                "<message to='{room}' id='v1'><x xmlns='jabber:x:data' type='submit'>\
                 <field var='FORM_TYPE' type='hidden'>\
                 <value>http://jabber.org/protocol/muc#request</value></field>\
                 <field var='muc#role' type='list-single'><value>participant</value></field>\
                 </x></message>"
            );
            raw(&mut theo, &asks).await;
            romy.wait_conversation(&room, "theo asks", |entry| {
                let room = entry.room.as_deref();
                room.is_some_and(|room| room.asking == ["theo"])
            })
            .await;
        }
        order(&mut romy, |request| Command::SetRole {
            request,
            conversation,
            nick: "theo".to_owned(),
            role,
            reason: String::new(),
        })
        .await
        .expect("done");
    }
    say(&mut theo, &room, "t1", "may I").await;
    romy.wait_message(conversation, "may I").await;
    assert!(here(&romy, &room).asking.is_empty(), "nobody asks any more");
}

async fn who_asks_to_write_waits_until_they_may(stage: &Stage) {
    let (mut romy, conversation, mut theo, room) = meet(stage).await;
    let nick = nick(&romy);
    let role = |role: &str| {
        format!(
            "<iq type='set' id='role-{role}' to='{room}'>\
             <query xmlns='http://jabber.org/protocol/muc#admin'>\
             <item nick='{nick}' role='{role}'/></query></iq>"
        )
    };
    raw(&mut theo, &role("visitor")).await;
    romy.wait_conversation(&room, "is silent", |entry| {
        let room = entry.room.as_deref();
        room.is_some_and(|room| room.role == Role::Visitor)
    })
    .await;
    assert!(!here(&romy, &room).asks);
    let ask = Command::AskVoice { conversation };
    romy.send(waxwing_core::Command::Room(ask));
    romy.wait_conversation(&room, "waits", |entry| {
        let room = entry.room.as_deref();
        room.is_some_and(|room| room.asks)
    })
    .await;
    theo.wait("the form", |event| event["voice"] == nick.as_str())
        .await;
    raw(&mut theo, &role("participant")).await;
    romy.wait_conversation(&room, "may write", |entry| {
        let room = entry.room.as_deref();
        room.is_some_and(|room| room.role == Role::Participant && !room.asks)
    })
    .await;
    romy.say(conversation, "at last");
    theo.wait("what romy says", |event| {
        super::is_said(event, &room, "at last")
    })
    .await;
}

/// Changes one setting of a room, and sends the others back as they came.
async fn configure(
    client: &mut Client,
    conversation: ConversationId,
    (is_it, value): (impl Fn(&str) -> bool, &str),
) -> Form {
    let request = client.request();
    client.send(waxwing_core::Command::Room(Command::AskConfig {
        request,
        conversation,
    }));
    client.wait_done(request).await.expect("the form");
    let form = client.world.configs[&request].clone();
    let named = form.fields.iter().filter(|field| !field.var.is_empty());
    let answers = named.map(|field| {
        let kept = field.values.iter().map(String::as_str).collect();
        let values: Vec<&str> = if is_it(&field.var) { vec![value] } else { kept };
        Answer {
            var: field.var.clone(),
            values: values.into_iter().map(Secret::from).collect(),
        }
    });
    let answers = answers.collect();
    order(client, |request| Command::Configure {
        request,
        conversation,
        answers,
    })
    .await
    .expect("configured");
    form
}

async fn who_runs_a_room_takes_back_what_others_said(stage: &Stage) {
    let (mut romy, id, room) = channel(stage).await;
    let mut theo = Peer::sign_in(&stage.account("theo")).await;
    enter(&mut theo, &room, "theo").await;
    let mut june = Client::signed_in(&stage.account("june")).await;
    let there = join(&mut june, &room).await.expect("in the room");
    june.tell(there, conversation::Command::Open);
    say(&mut theo, &room, "t1", "buy my watches").await;
    let unwanted = romy.wait_message(id, "buy my watches").await;
    june.wait_message(there, "buy my watches").await;
    // Who does not run it may not.
    let item = june.wait_message(there, "buy my watches").await.id;
    let moderate = |conversation, item| {
        move |request| Command::Moderate {
            request,
            conversation,
            item,
            reason: "not here".to_owned(),
        }
    };
    assert!(order(&mut june, moderate(there, item)).await.is_err());
    let offered = romy.world.conversations[&id]
        .room
        .as_ref()
        .and_then(|room| room.nature.as_ref())
        .is_some_and(|nature| nature.moderation);
    let outcome = order(&mut romy, moderate(id, unwanted.id)).await;
    if !offered {
        return assert_eq!(outcome, Err(Error::NotOffered));
    }
    outcome.expect("taken back");
    for (client, at) in [(&mut romy, id), (&mut june, there)] {
        client
            .wait("it is gone", |world| {
                let mut all = world.messages(at).iter();
                all.find(|one| one.retracted_at.is_some() && one.text.is_empty())
                    .map(|_| ())
            })
            .await;
    }
}

async fn a_room_is_configured(stage: &Stage) {
    let (mut romy, conversation, room) = channel(stage).await;
    let name = |var: &str| var == "muc#roomconfig_roomname";
    let form = configure(&mut romy, conversation, (name, "Plans")).await;
    let field = form.field("muc#roomconfig_roomname").expect("its name");
    assert_eq!(field.values, ["Plans for all"]);
    romy.wait_conversation(&room, "has its new name", |one| one.name == "Plans")
        .await;
    order(&mut romy, |request| Command::SetSubject {
        request,
        conversation,
        subject: "tomorrow".to_owned(),
    })
    .await
    .expect("a subject");
    romy.wait_conversation(&room, "has a subject", |one| {
        one.room
            .as_ref()
            .is_some_and(|room| room.subject == "tomorrow")
    })
    .await;
}

async fn who_invites_learns_what_comes_of_it(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let (eve, nadia) = (stage.account("eve"), stage.account("nadia"));
    let june_jid = june.jid.clone();
    let mut romy = Client::signed_in(&romy).await;
    let mut june = Client::signed_in(&june).await;
    // Long before: ejabberd keeps no invitation for who is not there yet.
    let mut eve_here = Client::signed_in(&eve).await;
    let mut nadia_here = Client::signed_in(&nadia).await;
    let account = romy.account();
    let request = romy.request();
    romy.send(waxwing_core::Command::Room(Command::Create {
        request,
        account,
        name: "Plans".to_owned(),
        people: vec![june_jid.clone()],
    }));
    romy.wait_done(request).await.expect("made");
    let conversation = romy.world.entered[&request];
    let told = |world: &World| world.room_invitations.as_ref()?.all.first().cloned();
    let room = june.wait("the invitation", told).await.room;
    let there = join(&mut june, room.as_str()).await.expect("a member");
    let invite = |conversation, whom: &Login| {
        let jid = whom.jid.clone();
        move |request| Command::Invite {
            request,
            conversation,
            jid,
            reason: String::new(),
        }
    };
    // Whoever is in a group may bring others.
    order(&mut june, invite(there, &eve))
        .await
        .expect("invited");
    let invited = eve_here.wait("an invitation", told).await;
    assert_eq!(invited.from, june_jid.as_str());
    join(&mut eve_here, room.as_str()).await.expect("a member");
    // Unless it was settled otherwise: then nobody gets an invitation that leads nowhere.
    let members = |var: &str| var.ends_with("invites");
    configure(&mut romy, conversation, (members, "0")).await;
    let refused = order(&mut june, invite(there, &nadia)).await;
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    order(&mut romy, invite(conversation, &nadia))
        .await
        .expect("invited by the owner");
    let invited = nadia_here.wait("an invitation", told).await;
    assert_ne!(invited.from, june_jid.as_str());
}

async fn a_room_is_found_and_looked_at(stage: &Stage) {
    let (romy, _, room) = channel(stage).await;
    let theo = stage.account("theo");
    let mut theo = Client::signed_in(&theo).await;
    let (account, request) = (theo.account(), theo.request());
    theo.send(waxwing_core::Command::Room(Command::Search {
        request,
        account,
        service: None,
        words: room.clone(),
    }));
    theo.wait_done(request).await.expect("a list");
    let found = &theo.world.rooms[&request];
    assert_eq!(
        found.iter().map(|one| one.jid.as_str()).collect::<Vec<_>>(),
        [room.as_str()]
    );
    let request = theo.request();
    theo.send(waxwing_core::Command::Room(Command::Preview {
        request,
        account,
        address: format!("xmpp:{room}?join"),
    }));
    theo.wait_done(request).await.expect("a look");
    let [looked] = theo.world.rooms[&request].as_slice() else {
        panic!("one room");
    };
    assert_eq!(looked.name, "Plans for all");
    assert!(
        looked
            .nature
            .as_ref()
            .is_some_and(|nature| !nature.members_only)
    );
    assert!(theo.world.conversations.is_empty(), "nothing was entered");
    drop(romy);
}

async fn who_is_thrown_out_learns_why(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    let nick = nick(&romy);
    raw(
        &mut theo,
        &format!(
            "<iq type='set' id='kick' to='{room}'><query xmlns='http://jabber.org/protocol/muc#admin'>\
             <item nick='{nick}' role='none'><reason>off topic</reason></item></query></iq>"
        ),
    )
    .await;
    let out = romy
        .wait_conversation(&room, "was thrown out", |one| {
            matches!(standing(one), Some(Standing::Removed { .. }))
        })
        .await;
    let Some(Standing::Removed { why, reason, .. }) = standing(&out) else {
        panic!("{out:?}");
    };
    assert_eq!((*why, reason.as_str()), (Removal::Kicked, "off topic"));
    // What is said meanwhile waits, and goes out when she is in it again.
    romy.say(id, "sorry");
    join(&mut romy, &room).await.expect("let in again");
    theo.wait_message("sorry").await;
}

async fn a_nick_is_changed(stage: &Stage) {
    let (mut romy, conversation, room) = channel(stage).await;
    let theo = stage.account("theo");
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let taken = order(&mut romy, |request| Command::SetNick {
        request,
        conversation,
        nick: "theo".to_owned(),
    });
    assert!(taken.await.is_err(), "somebody else's");
    order(&mut romy, |request| Command::SetNick {
        request,
        conversation,
        nick: "mira k".to_owned(),
    })
    .await
    .expect("another nick");
    romy.wait_conversation(&room, "goes by it", |one| {
        one.room
            .as_ref()
            .is_some_and(|room| room.nick == "mira k" && room.occupants == 2)
    })
    .await;
    romy.say(conversation, "it is still me");
    let heard = theo.wait_message("it is still me").await;
    assert_eq!(heard["from"], format!("{room}/mira k"));
    say(&mut theo, &room, "h", "hello mira k").await;
    romy.wait_message(conversation, "hello mira k").await;
}

async fn a_room_comes_to_its_end(stage: &Stage) {
    let (mut romy, conversation, room) = channel(stage).await;
    order(&mut romy, |request| Command::Destroy {
        request,
        conversation,
        alternative: None,
        reason: String::new(),
    })
    .await
    .expect("gone");
    let gone = romy.wait_conversation(&room, "is no more", |one| {
        matches!(
            standing(one),
            Some(Standing::Removed {
                why: Removal::Destroyed,
                ..
            })
        )
    });
    gone.await;
}

async fn who_is_in_a_room_that_moves_learns_where_to(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    romy.wait_conversation(&room, "is a bookmark", |one| {
        one.room.as_ref().is_some_and(|room| room.bookmarked)
    })
    .await;
    let destroy = format!(
        "<iq type='set' id='end' to='{room}'><query xmlns='http://jabber.org/protocol/muc#owner'>\
         <destroy jid='new-{room}'><reason>a better place</reason></destroy></query></iq>"
    );
    raw(&mut theo, &destroy).await;
    theo.settle().await;
    let ended = |one: &waxwing_core::model::Conversation| match standing(one) {
        Some(Standing::Removed {
            why: Removal::Destroyed,
            alternative,
            reason,
            ..
        }) => {
            alternative.as_ref().map(ToString::to_string) == Some(format!("new-{room}"))
                && reason == "a better place"
        }
        _ => false,
    };
    romy.wait_conversation(&room, "has moved", ended).await;
    // It stays so when the bookmark goes, and nobody goes anywhere by themselves.
    romy.wait_conversation(&room, "is no bookmark", |one| {
        one.room.as_ref().is_some_and(|room| !room.bookmarked)
    })
    .await;
    let one = romy.world.conversation(&room).expect("the room of before");
    assert!(ended(one) && one.id == id);
    assert_eq!(romy.world.conversations.len(), 1);
}
