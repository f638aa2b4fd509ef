//! Rooms (XEP-0045), with a program that none of us wrote as the other occupant.

mod belonging;
mod finding;
mod history;
mod hostile;
mod kinds;
mod lost;
mod marks;
mod old;
mod people;
mod pictures;
mod running;
mod seen;

use serde_json::{Value, json};
use waxwing_core::command::room::Command;
use waxwing_core::command::{conversation, room};
use waxwing_core::model::{
    ChangeKind, Conversation, Direction, Message, RoomInvitation, Standing, State,
};
use waxwing_core::{BareJid, ConversationId, Error, RequestId};
use waxwing_tests::certificate::DOMAIN;
use waxwing_tests::peer::is_from;
use waxwing_tests::{Client, Login, Peer, Stage};

scenarios!(
    a_room_is_entered_and_talked_in,
    a_group_is_made_and_the_invited_come,
    what_is_done_to_a_message_counts_by_its_author,
    what_is_said_to_one_is_read_by_one,
    what_answers_somebody_who_has_gone_reaches_nobody_else,
    a_room_is_entered_and_left_on_all_devices,
    a_room_that_was_left_elsewhere_meanwhile_is_left,
    what_is_read_on_one_device_is_read_on_all,
    a_room_that_is_not_there_is_not_made
);

/// The address of a room that no other test knows.
pub(crate) fn address(login: &Login) -> String {
    let local = login.jid.node().map(|node| node.to_string());
    format!("of-{}@rooms.{DOMAIN}", local.unwrap_or_default())
}

/// A peer enters a room, and makes it where there is none.
pub(crate) async fn enter(peer: &mut Peer, room: &str, nick: &str) {
    let xml = format!(
        "<presence to='{room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'>\
         <history maxstanzas='0'/></x></presence>"
    );
    raw(peer, &xml).await;
    wait_there(peer, &format!("{room}/{nick}")).await;
    let xml = format!(
        "<iq type='set' id='made' to='{room}'><query xmlns='http://jabber.org/protocol/muc#owner'>\
         <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>\
         <value>http://jabber.org/protocol/muc#roomconfig</value></field>\
         <field var='muc#roomconfig_whois'><value>anyone</value></field>\
         <field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query></iq>"
    );
    raw(peer, &xml).await;
    peer.settle().await;
}

/// Romy is ours and in a room of theo's, who is slixmpp.
pub(crate) async fn meet(stage: &Stage) -> (Client, ConversationId, Peer, String) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    (romy, id, theo, room)
}

/// A client makes a private group with these people, who are invited; until it says what it is like.
pub(crate) async fn make_group(
    client: &mut Client,
    people: Vec<BareJid>,
) -> (ConversationId, String) {
    let (account, request) = (client.account(), client.request());
    client.send(waxwing_core::Command::Room(Command::Create {
        request,
        account,
        name: "Plans".to_owned(),
        people,
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
    (id, room)
}

/// Somebody has been invited into a room.
pub(crate) async fn wait_invited(client: &mut Client) -> RoomInvitation {
    client
        .wait("the invitation", |world| {
            world.room_invitations.as_ref()?.all.first().cloned()
        })
        .await
}

/// What a client goes by in the rooms that it has entered.
fn nick(client: &Client) -> String {
    let own = &client.world.account().expect("an account").jid;
    own.node().expect("a name").to_string()
}

/// Theo says something to one only.
async fn confide(theo: &mut Peer, room: &str, nick: &str) {
    let xml = format!(
        "<message type='chat' to='{room}/{nick}' id='p1'><body>between us</body>\
         <x xmlns='http://jabber.org/protocol/muc#user'/></message>"
    );
    raw(theo, &xml).await;
}

/// Waits until somebody is in a room.
async fn wait_there(peer: &mut Peer, who: &str) {
    peer.wait("somebody is in the room", |event| {
        event["event"] == "presence" && event["from"] == who && event["type"] != "unavailable"
    })
    .await;
}

pub(crate) async fn raw(peer: &mut Peer, xml: &str) {
    peer.tell(json!({ "do": "raw", "xml": xml })).await;
}

/// A peer asks its server or somebody else, or gives an order (`set`). `None`: that is refused.
pub(crate) async fn ask(
    peer: &mut Peer,
    kind: &str,
    to: Option<&str>,
    xml: &str,
) -> Option<String> {
    peer.tell(json!({ "do": "ask", "type": kind, "to": to, "xml": xml }))
        .await;
    let answer = peer
        .wait("an answer", |event| {
            event["event"] == "answer" || event["what"] == "ask"
        })
        .await;
    answer["xml"].as_str().map(str::to_owned)
}

/// A peer says something in a room.
pub(crate) async fn say(peer: &mut Peer, room: &str, id: &str, text: &str) {
    let xml = format!(
        "<message type='groupchat' to='{room}' id='{id}'><body>{text}</body>\
         <origin-id xmlns='urn:xmpp:sid:0' id='{id}'/></message>"
    );
    raw(peer, &xml).await;
}

/// Says something to one only.
pub(crate) fn only(nick: &str, text: &str) -> conversation::Command {
    conversation::Command::Send {
        text: text.to_owned(),
        reply_to: None,
        spoiler: None,
        previews: Vec::new(),
        private: Some(nick.to_owned()),
    }
}

/// Gives a command, and waits for its outcome.
pub(crate) async fn order(
    client: &mut Client,
    command: impl FnOnce(RequestId) -> room::Command,
) -> Result<(), Error> {
    let request = client.request();
    client.send(waxwing_core::Command::Room(command(request)));
    client.wait_done(request).await
}

pub(crate) async fn join(client: &mut Client, room: &str) -> Result<ConversationId, Error> {
    let account = client.account();
    let address = room.to_owned();
    order(client, |request| Command::Join {
        request,
        account,
        address,
        nick: None,
        password: None,
    })
    .await?;
    let conversation = client
        .wait_conversation(room, "is there", |_| true)
        .await
        .id;
    client.tell(conversation, conversation::Command::Open);
    client
        .wait("the newest page", |world| {
            world.timelines.contains_key(&conversation).then_some(())
        })
        .await;
    Ok(conversation)
}

/// Asks what a room is like, without entering it.
pub(crate) fn preview(client: &mut Client, channel: &str) -> RequestId {
    let request = client.request();
    client.send(waxwing_core::Command::Room(Command::Preview {
        request,
        account: client.account(),
        address: channel.to_owned(),
    }));
    request
}

pub(crate) fn standing(conversation: &Conversation) -> Option<&Standing> {
    Some(&conversation.room.as_ref()?.standing)
}

pub(crate) fn author(message: &Message) -> &str {
    message.author.as_ref().map_or("", |author| &author.nick)
}

pub(crate) async fn wait_standing(client: &mut Client, room: &str, wanted: &Standing) {
    client
        .wait_conversation(room, &format!("{wanted:?}"), |one| {
            standing(one) == Some(wanted)
        })
        .await;
}

/// Whether an event of a peer is a message of a room with this text.
pub(crate) fn is_said(event: &Value, room: &str, text: &str) -> bool {
    event["event"] == "message" && event["body"] == text && is_from(event, room)
}

async fn a_room_is_entered_and_talked_in(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo ü").await;
    for number in 0..3 {
        let text = format!("before {number}");
        say(&mut theo, &room, &format!("b{number}"), &text).await;
    }
    theo.settle().await;
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    wait_standing(&mut romy, &room, &Standing::Joined).await;
    for number in 0..3 {
        let message = romy.wait_message(id, &format!("before {number}")).await;
        assert_eq!(author(&message), "theo ü");
        assert_eq!(message.direction, Direction::Incoming);
    }
    let said = romy.world.texts(id).len();
    assert_eq!(said, 3, "each once, in order: {:?}", romy.world.texts(id));
    let now = romy.wait_conversation(&room, "two are in it", |one| {
        one.room.as_ref().is_some_and(|room| room.occupants == 2)
    });
    assert_eq!(now.await.unread, 0, "what was said before is no news");

    say(&mut theo, &room, "n1", "hello").await;
    let hello = romy.wait_message(id, "hello").await;
    assert_eq!(author(&hello), "theo ü");
    romy.say(id, "hello theo");
    theo.wait("romy's words", |event| is_said(event, &room, "hello theo"))
        .await;
    let own = romy.wait_state(id, "hello theo", &State::Delivered).await;
    assert!(!own.stanza_id.is_empty(), "the room has named it");
    raw(
        &mut theo,
        &format!("<message type='groupchat' to='{room}'><subject>plans</subject></message>"),
    )
    .await;
    romy.wait_conversation(&room, "has a subject", |one| {
        one.room
            .as_ref()
            .is_some_and(|room| room.subject == "plans")
    })
    .await;
    romy.send(waxwing_core::Command::Room(Command::Follow {
        conversation: id,
        on: true,
    }));
    romy.wait("who is in it", |world| {
        let all = world.occupants.get(&id)?;
        (all.contains_key("theo ü") && all.values().any(|one| one.mine)).then_some(())
    })
    .await;
    raw(
        &mut theo,
        &format!("<presence to='{room}/theo ü' type='unavailable'/>"),
    )
    .await;
    romy.wait("theo has left", |world| {
        (!world.occupants.get(&id)?.contains_key("theo ü")).then_some(())
    })
    .await;
    assert_eq!(romy.world.texts(id).len(), 5, "nothing twice");
}

async fn a_group_is_made_and_the_invited_come(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let (romy_jid, june_jid) = (romy.jid.clone(), june.jid.clone());
    let mut romy = Client::signed_in(&romy).await;
    let mut june = Client::signed_in(&june).await;
    let (id, room) = make_group(&mut romy, vec![june_jid]).await;
    let made = romy.world.conversations[&id].clone();
    assert_eq!(made.name, "Plans");
    let invited = wait_invited(&mut june).await;
    assert_eq!(
        (invited.room.as_str(), invited.from.as_str()),
        (room.as_str(), romy_jid.as_str())
    );
    // Who closes the program before they answer is asked again.
    let mut june = Client::open(june.shut_down().await).await;
    let again = june
        .wait("the invitation is still there", |world| {
            world.room_invitations.as_ref()?.all.first().cloned()
        })
        .await;
    assert_eq!(again, invited);
    june.wait_online().await;
    let there = join(&mut june, &room).await.expect("a member");
    june.wait("it is answered", |world| {
        let all = world.room_invitations.as_ref()?;
        all.all.is_empty().then_some(())
    })
    .await;
    romy.tell(id, conversation::Command::Open);
    june.say(there, "here I am");
    let heard = romy.wait_message(id, "here I am").await;
    let who = heard.author.expect("an author");
    assert_eq!(
        who.jid.map(|jid| jid.to_string()),
        june.world.account().map(|one| one.jid.to_string())
    );
    romy.say(id, "welcome");
    june.wait_message(there, "welcome").await;
    june.wait_state(there, "here I am", &State::Delivered).await;
}

async fn what_is_done_to_a_message_counts_by_its_author(stage: &Stage) {
    let (romy, theo, eve) = (
        stage.account("romy"),
        stage.account("theo"),
        stage.account("eve"),
    );
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut eve = Peer::sign_in(&eve).await;
    enter(&mut eve, &room, "eve").await;
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    say(&mut theo, &room, "t1", "helo").await;
    let first = romy.wait_message(id, "helo").await;
    let correct = |of: &str, text: &str| {
        format!(
            "<message type='groupchat' to='{room}' id='c-{text}'><body>{text}</body>\
             <replace xmlns='urn:xmpp:message-correct:0' id='{of}'/></message>"
        )
    };
    // Somebody else's counts for nothing, and is seen.
    raw(&mut eve, &correct("t1", "forged")).await;
    let forged = romy.wait_message(id, "forged").await;
    assert_eq!(author(&forged), "eve");
    raw(&mut theo, &correct("t1", "hello")).await;
    let corrected = romy.wait_message(id, "hello").await;
    assert_eq!(corrected.id.seq, first.id.seq);
    assert!(corrected.edited_at.is_some());

    romy.say(id, "well said");
    let own = romy.wait_state(id, "well said", &State::Delivered).await;
    let react = |of: &str, emoji: &str| {
        format!(
            "<message type='groupchat' to='{room}' id='r-{emoji}'>\
             <reactions xmlns='urn:xmpp:reactions:0' id='{of}'><reaction>{emoji}</reaction></reactions>\
             <store xmlns='urn:xmpp:hints'/></message>"
        )
    };
    raw(&mut theo, &react(&own.stanza_id, "👍")).await;
    raw(&mut eve, &react(&own.stanza_id, "👍")).await;
    romy.wait("both feel so", |world| {
        let message = world.message(id, "well said")?;
        let [one] = message.reactions.as_slice() else {
            return None;
        };
        let mut by = one.by.clone();
        by.sort();
        (by == ["eve", "theo"] && !one.mine).then_some(())
    })
    .await;
    romy.tell(
        id,
        conversation::Command::React {
            item: corrected.id,
            emojis: vec!["🎉".to_owned()],
        },
    );
    let felt = theo
        .wait("romy's feeling, by the room's name", |event| {
            event["reacts"] == first.stanza_id.as_str()
        })
        .await;
    assert_eq!(felt["emojis"], json!(["🎉"]));
    romy.tell(
        id,
        conversation::Command::Send {
            text: "it is".to_owned(),
            reply_to: Some(corrected.id),
            spoiler: None,
            previews: Vec::new(),
            private: None,
        },
    );
    let answer = theo
        .wait("romy's answer", |event| event["answers"].is_string())
        .await;
    assert_eq!(answer["answers"], first.stanza_id.as_str());

    let retract = |of: &str| {
        format!(
            "<message type='groupchat' to='{room}' id='gone-{of}'>\
             <retract xmlns='urn:xmpp:message-retract:1' id='{of}'/>\
             <store xmlns='urn:xmpp:hints'/></message>"
        )
    };
    raw(&mut eve, &retract(&first.stanza_id)).await;
    say(&mut eve, &room, "e9", "was that all").await;
    romy.wait_message(id, "was that all").await;
    assert!(
        romy.world.message(id, "hello").is_some(),
        "not hers to take back"
    );
    raw(&mut theo, &retract(&first.stanza_id)).await;
    romy.wait("it is taken back", |world| {
        let mut all = world.messages(id).iter();
        let one = all.find(|one| one.id.seq == first.id.seq)?;
        one.retracted_at.map(|_| ())
    })
    .await;
    // Ours, too, goes by the names of the room.
    let item = own.id;
    romy.tell(
        id,
        conversation::Command::Correct {
            item,
            text: "better said".to_owned(),
        },
    );
    theo.wait("romy's correction", |event| {
        event["replaces"] == own.origin_id.as_str() && event["body"] == "better said"
    })
    .await;
    romy.wait("it has arrived", |world| {
        let message = world.message(id, "better said")?;
        message
            .change
            .as_ref()
            .is_none_or(|change| change.kind != ChangeKind::Correction)
            .then_some(())
    })
    .await;
}

async fn what_is_said_to_one_is_read_by_one(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    let nick = nick(&romy);
    confide(&mut theo, &room, &nick).await;
    let private = romy.wait_message(id, "between us").await;
    assert_eq!(private.private.as_deref(), Some("theo"));
    romy.tell(id, only("theo", "and back"));
    let heard = theo
        .wait("romy's whisper", |event| is_said(event, &room, "and back"))
        .await;
    assert_eq!(heard["type"], "chat");
    let own = romy.wait_message(id, "and back").await;
    assert_eq!(own.private.as_deref(), Some("theo"));
    // What answers it, or is felt about it, is for nobody else either.
    romy.tell(
        id,
        conversation::Command::Respond {
            item: private.id,
            text: "from a notice".to_owned(),
        },
    );
    let answer = conversation::Command::Send {
        text: "an answer".to_owned(),
        reply_to: Some(private.id),
        spoiler: None,
        previews: Vec::new(),
        private: None,
    };
    romy.tell(id, answer);
    let react = conversation::Command::React {
        item: private.id,
        emojis: vec!["🎉".to_owned()],
    };
    romy.tell(id, react);
    for words in ["from a notice", "an answer"] {
        let heard = theo
            .wait(words, |event| {
                let body = event["body"].as_str();
                body.is_some_and(|body| body.ends_with(words))
            })
            .await;
        assert_eq!(heard["type"], "chat", "{words}: {heard}");
    }
    let felt = theo
        .wait("what romy feels", |event| event["reacts"].is_string())
        .await;
    assert_eq!(felt["type"], "chat", "{felt}");
    // No other conversation has come of it.
    assert_eq!(romy.world.conversations.len(), 1);
}

/// What was said to one must not reach whoever takes their name.
async fn what_answers_somebody_who_has_gone_reaches_nobody_else(stage: &Stage) {
    let (mut romy, id, mut theo, room) = meet(stage).await;
    let nick = nick(&romy);
    let mut eve = Peer::sign_in(&stage.account("eve")).await;
    confide(&mut theo, &room, &nick).await;
    let private = romy.wait_message(id, "between us").await;
    let known = private.author.as_ref().expect("an author");
    let known = !known.occupant_id.is_empty();
    enter(&mut eve, &room, "eve").await;
    raw(&mut theo, &format!("<presence to='{room}/theodor'/>")).await;
    wait_there(&mut eve, &format!("{room}/theodor")).await;
    raw(&mut eve, &format!("<presence to='{room}/theo'/>")).await;
    wait_there(&mut eve, &format!("{room}/theo")).await;
    say(&mut eve, &room, "e1", "it is me").await;
    romy.wait_message(id, "it is me").await;
    let answer = conversation::Command::Send {
        text: "for theo's eyes".to_owned(),
        reply_to: Some(private.id),
        spoiler: None,
        previews: Vec::new(),
        private: None,
    };
    romy.tell(id, answer);
    let react = conversation::Command::React {
        item: private.id,
        emojis: vec!["🎉".to_owned()],
    };
    romy.tell(id, react);
    if known {
        romy.wait("it is given back", |world| {
            let back = (id, "for theo's eyes".to_owned());
            world.unsaid.contains(&back).then_some(())
        })
        .await;
    }
    // What follows comes alone.
    romy.say(id, "for all");
    let heard = eve
        .wait("the next that eve hears of romy", |event| {
            event["body"].is_string() && event["from"] == format!("{room}/{nick}").as_str()
        })
        .await;
    match known {
        true => {
            assert_eq!(heard["body"], "for all");
            let all = eve.settle().await;
            assert!(!all.iter().any(|event| event["reacts"].is_string()));
        }
        // A room that tells nobody apart gives nothing to go by.
        false => assert!(heard["body"].is_string()),
    }
}

async fn a_room_is_entered_and_left_on_all_devices(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut desk = Client::signed_in(&romy).await;
    let mut sofa = Client::signed_in(&romy).await;
    join(&mut desk, &room).await.expect("let in");
    wait_standing(&mut sofa, &room, &Standing::Joined).await;
    let there = sofa.open_conversation(&room).await;
    let id = desk.open_conversation(&room).await;
    desk.say(id, "from the desk");
    let copy = sofa.wait_message(there, "from the desk").await;
    assert_eq!(copy.direction, Direction::Outgoing);
    desk.send(waxwing_core::Command::Room(Command::Leave {
        conversation: id,
    }));
    wait_standing(&mut desk, &room, &Standing::Out).await;
    wait_standing(&mut sofa, &room, &Standing::Out).await;
    assert_eq!(
        desk.world.texts(id),
        ["from the desk"],
        "what was said stays"
    );
}

/// Another device takes the bookmark away, or says that nobody is to be in it, while we are not there.
async fn a_room_that_was_left_elsewhere_meanwhile_is_left(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut desk = Client::signed_in(&romy).await;
    join(&mut desk, &room).await.expect("let in");
    desk.wait_conversation(&room, "is a bookmark", |one| {
        one.room.as_ref().is_some_and(|room| room.bookmarked)
    })
    .await;
    let profile = desk.shut_down().await;
    let mut other = Peer::sign_in(&romy).await;
    let retract = format!(
        "<iq type='set' id='gone'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
         <retract node='urn:xmpp:bookmarks:1' notify='true'><item id='{room}'/></retract>\
         </pubsub></iq>"
    );
    raw(&mut other, &retract).await;
    other.settle().await;
    let mut desk = Client::open(profile).await;
    wait_standing(&mut desk, &room, &Standing::Out).await;
    // It stays so.
    say(&mut theo, &room, "n1", "is she here").await;
    theo.settle().await;
    let one = desk.wait_conversation(&room, "is out", |one| one.room.is_some());
    let one = one.await;
    assert_eq!(standing(&one), Some(&Standing::Out));
}

async fn what_is_read_on_one_device_is_read_on_all(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut desk = Client::signed_in(&romy).await;
    let mut sofa = Client::signed_in(&romy).await;
    let id = join(&mut desk, &room).await.expect("let in");
    wait_standing(&mut sofa, &room, &Standing::Joined).await;
    say(&mut theo, &room, "n1", "news").await;
    for client in [&mut desk, &mut sofa] {
        client
            .wait_conversation(&room, "has news", |one| one.unread == 1)
            .await;
    }
    desk.tell(id, conversation::Command::MarkRead);
    sofa.wait_conversation(&room, "was read", |one| one.unread == 0)
        .await;
}

async fn a_room_that_is_not_there_is_not_made(stage: &Stage) {
    let romy = stage.account("romy");
    let room = address(&romy);
    let mut romy = Client::signed_in(&romy).await;
    let refused = join(&mut romy, &room).await;
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    romy.wait_conversation(&room, "was not let in", |one| {
        matches!(standing(one), Some(Standing::Refused { .. }))
    })
    .await;
}
