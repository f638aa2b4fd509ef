//! How far others have read, in groups whose members know each other (XEP-0333).

use serde_json::Value;
use waxwing_core::command::room::Command;
use waxwing_core::command::{contact, conversation};
use waxwing_core::model::{ChatState, Conversation, Privacy, Seen, State};
use waxwing_core::{ConversationId, ItemId};
use waxwing_tests::{Client, Peer, Stage};

use super::{is_said, join, make_group, meet, nick, raw, say, wait_invited};

scenarios!(
    who_is_writing_is_seen_in_a_small_group,
    who_has_read_is_seen_in_a_small_group,
    who_read_while_we_were_away_is_seen,
    where_everybody_may_enter_nobody_tells
);

/// Romy and june are ours and in a group of romy's, theo is in it and slixmpp.
async fn group(stage: &Stage) -> (Client, Client, Peer, String) {
    let (romy, june) = stage.friends("romy", "june");
    let theo = stage.account("theo");
    let people = vec![june.jid.clone(), theo.jid.clone()];
    let mut theo = Peer::sign_in(&theo).await;
    let mut romy = Client::signed_in(&romy).await;
    let mut june = Client::signed_in(&june).await;
    let (_, room) = make_group(&mut romy, people).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    enter_again(&mut theo, &room).await;
    romy.open_conversation(&room).await;
    romy.wait_conversation(&room, "three are in it", |one| {
        one.room.as_ref().is_some_and(|room| room.occupants == 3)
    })
    .await;
    (romy, june, theo, room)
}

async fn enter_again(theo: &mut Peer, room: &str) {
    let xml = format!(
        "<presence to='{room}/theo'><x xmlns='http://jabber.org/protocol/muc'>\
         <history maxstanzas='0'/></x></presence>"
    );
    raw(theo, &xml).await;
    super::wait_there(theo, &format!("{room}/theo")).await;
}

/// Theo says that he has seen a message.
async fn mark(theo: &mut Peer, room: &str, of: &str) {
    let xml = format!(
        "<message type='groupchat' to='{room}' id='seen-{of}'>\
         <displayed xmlns='urn:xmpp:chat-markers:0' id='{of}'/>\
         <store xmlns='urn:xmpp:hints'/></message>"
    );
    raw(theo, &xml).await;
}

fn reader<'a>(one: &'a Conversation, nick: &str) -> Option<&'a Seen> {
    let seen = &one.room.as_ref()?.seen;
    seen.iter().find(|one| one.by.nick == nick)
}

async fn wait_read(client: &mut Client, room: &str, nick: &str, upto: ItemId) {
    client
        .wait_conversation(room, &format!("{nick} has read it"), |one| {
            reader(one, nick).is_some_and(|one| one.upto.seq == upto.seq)
        })
        .await;
}

fn is_marker(event: &Value, of: &str) -> bool {
    event["event"] == "displayed" && event["id"] == of
}

fn conversation_of(client: &Client, room: &str) -> ConversationId {
    client.world.conversation(room).expect("a room").id
}

async fn who_has_read_is_seen_in_a_small_group(stage: &Stage) {
    let (mut romy, mut june, mut theo, room) = group(stage).await;
    let (id, there) = (conversation_of(&romy, &room), conversation_of(&june, &room));
    romy.say(id, "who reads this");
    let heard = theo
        .wait("romy's words", |event| {
            is_said(event, &room, "who reads this")
        })
        .await;
    assert_eq!(heard["markable"], true, "it asks for it");
    let own = romy
        .wait_state(id, "who reads this", &State::Delivered)
        .await;
    june.wait_message(there, "who reads this").await;
    // Nobody has looked.
    let now = romy.world.conversation(&room).expect("a room");
    let by_june = nick(&june);
    assert!(reader(now, &by_june).is_none());
    mark(&mut theo, &room, &own.stanza_id).await;
    wait_read(&mut romy, &room, "theo", own.id).await;
    june.tell(there, conversation::Command::MarkRead);
    wait_read(&mut romy, &room, &by_june, own.id).await;
    // Everybody in the group hears it.
    theo.wait("june has read it", |event| is_marker(event, &own.stanza_id))
        .await;

    // Whoever speaks has read what stands above, and nobody reads back.
    say(&mut theo, &room, "t1", "so it is").await;
    let answer = romy.wait_message(id, "so it is").await;
    wait_read(&mut romy, &room, "theo", answer.id).await;
    mark(&mut theo, &room, &own.stanza_id).await;
    mark(&mut theo, &room, "nothing is called so").await;
    say(&mut theo, &room, "t2", "really").await;
    let last = romy.wait_message(id, "really").await;
    wait_read(&mut romy, &room, "theo", last.id).await;
    // Those who are in it for themselves are told, too.
    romy.tell(id, conversation::Command::MarkRead);
    let asked = format!(
        "<message type='groupchat' to='{room}' id='t3'><body>asks</body>\
         <markable xmlns='urn:xmpp:chat-markers:0'/></message>"
    );
    raw(&mut theo, &asked).await;
    let asks = romy.wait_message(id, "asks").await;
    romy.tell(id, conversation::Command::MarkRead);
    theo.wait("romy has read it", |event| {
        is_marker(event, &asks.stanza_id)
    })
    .await;
    // It is remembered.
    let mut romy = Client::open(romy.shut_down().await).await;
    let kept = romy
        .wait("the room of before", |world| {
            world.conversation(&room).cloned()
        })
        .await;
    let theo = reader(&kept, "theo").expect("theo has read");
    assert_eq!(theo.upto.seq, asks.id.seq);
}

async fn who_is_writing_is_seen_in_a_small_group(stage: &Stage) {
    let (mut romy, june, mut theo, room) = group(stage).await;
    let there = conversation_of(&june, &room);
    let id = conversation_of(&romy, &room);
    let (by_june, by_romy) = (nick(&june), nick(&romy));
    let writes = |one: &Conversation, nicks: &[&str]| {
        one.room.as_ref().is_some_and(|room| room.typing == nicks)
    };
    let state = |name: &str| {
        format!(
            "<message type='groupchat' to='{room}'>\
             <{name} xmlns='http://jabber.org/protocol/chatstates'/></message>"
        )
    };
    raw(&mut theo, &state("composing")).await;
    romy.wait_conversation(&room, "theo writes", |one| writes(one, &["theo"]))
        .await;
    raw(&mut theo, &state("paused")).await;
    romy.wait_conversation(&room, "nobody writes", |one| writes(one, &[]))
        .await;
    // We tell, too, and not ourselves.
    june.tell(there, conversation::Command::Compose(ChatState::Composing));
    romy.wait_conversation(&room, "june writes", |one| writes(one, &[&by_june]))
        .await;
    theo.wait("june writes", |event| {
        event["event"] == "chatstate"
            && event["state"] == "composing"
            && event["from"] == format!("{room}/{by_june}")
    })
    .await;
    june.say(there, "there it is");
    romy.wait_message(id, "there it is").await;
    romy.wait_conversation(&room, "she has said it", |one| writes(one, &[]))
        .await;
    // What is for one alone, the others do not hear of, and it asks for no mark.
    june.tell(there, super::only("theo", "between us"));
    let alone = theo
        .wait("june's words", |event| {
            event["event"] == "message" && event["body"] == "between us"
        })
        .await;
    assert_eq!(alone["markable"], false);
    assert_eq!(alone["state"], "");
    // Nor does anybody whom the person does not want to hear write.
    let author = romy.wait_message(id, "there it is").await.author;
    let author = author.expect("june");
    romy.send(waxwing_core::Command::Room(Command::Ignore {
        conversation: id,
        author,
        on: true,
    }));
    romy.wait_conversation(&room, "june is ignored", |one| {
        one.room
            .as_ref()
            .is_some_and(|room| !room.ignored.is_empty())
    })
    .await;
    june.tell(there, conversation::Command::Compose(ChatState::Composing));
    theo.wait("june writes", |event| {
        event["event"] == "chatstate"
            && event["state"] == "composing"
            && event["from"] == format!("{room}/{by_june}")
    })
    .await;
    raw(&mut theo, &state("composing")).await;
    romy.wait_conversation(&room, "only theo writes", |one| writes(one, &["theo"]))
        .await;
    // Whoever does not want it known is silent.
    let privacy = Privacy {
        typing: false,
        ..Privacy::default()
    };
    let account = romy.account();
    romy.send(waxwing_core::Command::Contact(
        contact::Command::SetPrivacy { account, privacy },
    ));
    romy.tell(id, conversation::Command::Compose(ChatState::Composing));
    romy.say(id, "from nowhere");
    let told = theo
        .wait("romy's words, or that she writes", |event| {
            let writes = event["event"] == "chatstate"
                && event["state"] == "composing"
                && event["from"] == format!("{room}/{by_romy}");
            writes || is_said(event, &room, "from nowhere")
        })
        .await;
    assert_eq!(told["event"], "message");
}

async fn who_read_while_we_were_away_is_seen(stage: &Stage) {
    let (mut romy, mut june, mut theo, room) = group(stage).await;
    let id = conversation_of(&romy, &room);
    romy.say(id, "for later");
    let own = romy.wait_state(id, "for later", &State::Delivered).await;
    let profile = romy.shut_down().await;
    mark(&mut theo, &room, &own.stanza_id).await;
    theo.settle().await;
    let there = conversation_of(&june, &room);
    let said = june.wait_message(there, "for later").await;
    wait_read(&mut june, &room, "theo", said.id).await;
    let mut romy = Client::open(profile).await;
    wait_read(&mut romy, &room, "theo", own.id).await;
}

async fn where_everybody_may_enter_nobody_tells(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    romy.say(id, "hello all");
    let heard = theo
        .wait("romy's words", |event| is_said(event, &room, "hello all"))
        .await;
    assert_eq!(heard["markable"], false);
    let own = romy.wait_state(id, "hello all", &State::Delivered).await;
    mark(&mut theo, &room, &own.stanza_id).await;
    let asked = format!(
        "<message type='groupchat' to='{room}' id='t3'><body>asks</body>\
         <markable xmlns='urn:xmpp:chat-markers:0'/></message>"
    );
    raw(&mut theo, &asked).await;
    romy.wait_message(id, "asks").await;
    romy.tell(id, conversation::Command::MarkRead);
    romy.wait_conversation(&room, "is read", |one| one.unread == 0)
        .await;
    romy.say(id, "that was all");
    let own = format!("{room}/theo");
    let told = theo
        .wait("romy's words, or a marker", |event| {
            let marker = event["event"] == "displayed" && event["from"] != own.as_str();
            marker || is_said(event, &room, "that was all")
        })
        .await;
    assert_eq!(told["event"], "message", "nobody is told");
    let now = romy.world.conversation(&room).expect("a room");
    assert_eq!(now.room.as_ref().map(|room| room.seen.len()), Some(0));
}
