//! Bookmarks of before (XEP-0048, XEP-0049), which some servers keep like those of now and others do not, and
//! what other programs write into either.

use waxwing_core::Command;
use waxwing_core::command::conversation;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::Standing;
use waxwing_tests::deadline::within;
use waxwing_tests::{Backend, Client, Login, Peer, Stage};

use super::{address, ask, enter, join, preview, raw, standing, wait_standing};

scenarios!(
    rooms_of_old_bookmarks_are_entered,
    rooms_of_the_old_node_are_entered,
    an_old_program_and_ours_agree,
    what_an_old_program_writes_takes_nothing_else_away,
    a_room_that_was_left_stays_left_whatever_the_old_list_says,
    a_room_that_is_left_without_a_connection_is_left_everywhere,
    who_goes_in_at_once_is_not_put_out_by_a_bookmark,
    what_other_programs_have_put_into_a_bookmark_stays,
    bookmarks_that_others_could_read_are_kept_and_closed
);

/// An entry of the old list.
fn entry(room: &str, attributes: &str, inside: &str) -> String {
    format!("<conference jid='{room}' {attributes}>{inside}</conference>")
}

/// Writes the whole old list, as programs did. `false`: the server takes none.
async fn write_old(peer: &mut Peer, entries: &str) -> bool {
    let xml = format!(
        "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>{entries}</storage></query>"
    );
    ask(peer, "set", None, &xml).await.is_some()
}

/// What a program asks of a node that only its own devices shall read, when it does not ask for all that we do.
const OPTIONS: &str = "<publish-options><x xmlns='jabber:x:data' type='submit'>\
     <field var='FORM_TYPE' type='hidden'>\
     <value>http://jabber.org/protocol/pubsub#publish-options</value></field>\
     <field var='pubsub#persist_items'><value>true</value></field>\
     <field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options>";

/// The same in the node that came between the old list and the items of now.
async fn write_old_node(peer: &mut Peer, entries: &str) -> bool {
    let xml = format!(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='storage:bookmarks'>\
         <item id='current'><storage xmlns='storage:bookmarks'>{entries}</storage></item></publish>\
         {OPTIONS}</pubsub>"
    );
    ask(peer, "set", None, &xml).await.is_some()
}

/// Waits until the old list has an entry for a room that fits; `None` is for no entry.
async fn wait_old(peer: &mut Peer, what: &str, room: &str, fits: impl Fn(Option<&str>) -> bool) {
    let look = async {
        loop {
            let query =
                "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>";
            let list = ask(peer, "get", None, query).await.expect("the old list");
            let mut entries = list.split("<conference ").skip(1);
            if fits(entries.find(|entry| entry.contains(room))) {
                return;
            }
        }
    };
    within(what, look).await;
}

fn is_to_be_entered(entry: Option<&str>) -> bool {
    entry.is_some_and(|entry| {
        ["'true'", "'1'", "\"true\"", "\"1\""]
            .iter()
            .any(|yes| entry.contains(&format!("autojoin={yes}")))
    })
}

/// Whether the account's server keeps the old list and the bookmarks of now alike.
async fn converts(peer: &mut Peer, login: &Login) -> bool {
    let query = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
    let to = Some(login.jid.as_str());
    let xml = ask(peer, "get", to, query).await.expect("features");
    xml.contains("urn:xmpp:bookmarks:1#compat\"")
}

/// Rooms of theo's: two for everybody, and one with a password where the server has such.
struct Rooms {
    open: String,
    other: String,
    closed: Option<String>,
}

impl Rooms {
    async fn make(stage: &Stage, login: &Login, theo: &mut Peer) -> Self {
        let open = address(login);
        let rooms = Self {
            other: format!("other-{open}"),
            closed: (stage.backend() != Backend::Memory).then(|| format!("closed-{open}")),
            open,
        };
        for room in [&rooms.open, &rooms.other].into_iter().chain(&rooms.closed) {
            enter(theo, room, "theo").await;
        }
        if let Some(closed) = &rooms.closed {
            let xml = format!(
                "<iq type='set' id='lock' to='{closed}'>\
                 <query xmlns='http://jabber.org/protocol/muc#owner'>\
                 <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>\
                 <value>http://jabber.org/protocol/muc#roomconfig</value></field>\
                 <field var='muc#roomconfig_passwordprotectedroom'><value>1</value></field>\
                 <field var='muc#roomconfig_roomsecret'><value>s3same</value></field></x></query></iq>"
            );
            raw(theo, &xml).await;
            theo.settle().await;
        }
        rooms
    }

    /// As an old program writes them down.
    fn entries(&self) -> String {
        let nick = "<nick>Rosie</nick>";
        let mut all = entry(&self.open, "name='Old plans' autojoin='1'", nick);
        all += &entry(&self.other, "name='Some day' autojoin='0'", nick);
        if let Some(closed) = &self.closed {
            let inside = format!("{nick}<password>s3same</password>");
            all += &entry(closed, "name='Secrets' autojoin='true'", &inside);
        }
        all
    }
}

async fn rooms_of_old_bookmarks_are_entered(stage: &Stage) {
    entered_from(stage, true).await;
}

async fn rooms_of_the_old_node_are_entered(stage: &Stage) {
    // What nobody converts is not read there: who wrote it had a server that did.
    if stage.backend() != Backend::Memory {
        entered_from(stage, false).await;
    }
}

/// Another device has written the old list, before ours was ever there.
async fn entered_from(stage: &Stage, private: bool) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let mut there = Peer::sign_in(&theo).await;
    let rooms = Rooms::make(stage, &theo, &mut there).await;
    let mut old = Peer::sign_in(&romy).await;
    let entries = rooms.entries();
    let written = match private {
        true => write_old(&mut old, &entries).await,
        false => write_old_node(&mut old, &entries).await,
    };
    assert!(written, "the server keeps it");
    let mut client = Client::signed_in(&romy).await;
    let entered = [(&rooms.open, "Old plans")].into_iter();
    for (room, name) in entered.chain(rooms.closed.iter().map(|room| (room, "Secrets"))) {
        let one = client
            .wait_conversation(room, "is entered, and a bookmark", |one| {
                standing(one) == Some(&Standing::Joined)
                    && one.room.as_ref().is_some_and(|room| room.bookmarked)
            })
            .await;
        let here = one.room.as_ref().expect("a room");
        assert_eq!((here.nick.as_str(), one.name.as_str()), ("Rosie", name));
        there
            .wait("romy under the nick of the bookmark", |event| {
                event["event"] == "presence" && event["from"] == format!("{room}/Rosie").as_str()
            })
            .await;
    }
    let other = client
        .wait_conversation(&rooms.other, "is a bookmark", |one| {
            one.room.as_ref().is_some_and(|room| room.bookmarked)
        })
        .await;
    assert_eq!(standing(&other), Some(&Standing::Out));
    assert_eq!(other.name, "Some day");
    // Programs of now find them where they look.
    let query = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
                 <items node='urn:xmpp:bookmarks:1'/></pubsub>";
    let now = ask(&mut old, "get", None, query).await.expect("bookmarks");
    for name in ["Old plans", "Some day"] {
        assert!(now.contains(name), "{name}: {now}");
    }
    // After a restart nothing is there twice, and nothing else is entered.
    let count = client.world.conversations.len();
    let mut client = Client::open(client.shut_down().await).await;
    wait_standing(&mut client, &rooms.open, &Standing::Joined).await;
    let request = client.request();
    client.send(Command::Room(Deed::Preview {
        request,
        account: client.account(),
        address: rooms.open.clone(),
    }));
    client.wait_done(request).await.expect("an answer");
    assert_eq!(client.world.conversations.len(), count);
    let other = client.world.conversation(&rooms.other).expect("there");
    assert_eq!(standing(other), Some(&Standing::Out));
    let from = format!("{}/Rosie", rooms.other);
    let told = there.settle().await;
    assert!(!told.iter().any(|event| event["from"] == from.as_str()));
}

/// What one enters or leaves, the other does, where the server keeps both lists alike.
async fn an_old_program_and_ours_agree(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let mut old = Peer::sign_in(&romy).await;
    if !converts(&mut old, &romy).await {
        return;
    }
    let mut there = Peer::sign_in(&theo).await;
    let rooms = Rooms::make(stage, &theo, &mut there).await;
    let mut client = Client::signed_in(&romy).await;
    let id = join(&mut client, &rooms.open).await.expect("let in");
    wait_old(&mut old, "it is entered", &rooms.open, is_to_be_entered).await;
    client.send(Command::Room(Deed::Leave { conversation: id }));
    wait_standing(&mut client, &rooms.open, &Standing::Out).await;
    let left = |entry: Option<&str>| !is_to_be_entered(entry);
    wait_old(&mut old, "it is left", &rooms.open, left).await;
    // And the other way round: it writes its whole list each time.
    let stays = entry(&rooms.open, "autojoin='false'", "");
    for autojoin in ["true", "false"] {
        let changed = format!("autojoin='{autojoin}' name='Other'");
        let list = entry(&rooms.other, &changed, "<nick>Rosie</nick>") + &stays;
        assert!(write_old(&mut old, &list).await);
        let wanted = match autojoin {
            "true" => Standing::Joined,
            _ => Standing::Out,
        };
        wait_standing(&mut client, &rooms.other, &wanted).await;
    }
    let list = entry(&rooms.other, "autojoin='true'", "<nick>Rosie</nick>") + &stays;
    assert!(write_old(&mut old, &list).await);
    wait_standing(&mut client, &rooms.other, &Standing::Joined).await;
    assert!(write_old(&mut old, &stays).await);
    if stage.backend() == Backend::NewerEjabberd {
        // What it takes out of the node itself it tells nobody.
        client = Client::open(client.shut_down().await).await;
    }
    wait_standing(&mut client, &rooms.other, &Standing::Out).await;
    let one = client.world.conversation(&rooms.open).expect("a room");
    assert_eq!(standing(one), Some(&Standing::Out));
}

/// An old program knows of no pins; what it leaves as it is keeps them.
async fn what_an_old_program_writes_takes_nothing_else_away(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let mut old = Peer::sign_in(&romy).await;
    if !converts(&mut old, &romy).await {
        return;
    }
    let mut there = Peer::sign_in(&theo).await;
    let rooms = Rooms::make(stage, &theo, &mut there).await;
    let mut client = Client::signed_in(&romy).await;
    let id = join(&mut client, &rooms.open).await.expect("let in");
    client.tell(
        id,
        conversation::Command::Pin {
            on: true,
            order: None,
        },
    );
    let mut sofa = Client::signed_in(&romy).await;
    sofa.wait_conversation(&rooms.open, "is pinned", |one| one.pinned)
        .await;
    let query = "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>";
    let list = ask(&mut old, "get", None, query)
        .await
        .expect("the old list");
    let (start, end) = (list.find("<conference"), list.find("</storage>"));
    let kept = &list[start.expect("an entry")..end.expect("an end")];
    let more = entry(&rooms.other, "autojoin='true'", "<nick>Rosie</nick>");
    assert!(write_old(&mut old, &format!("{kept}{more}")).await);
    for device in [&mut client, &mut sofa] {
        wait_standing(device, &rooms.other, &Standing::Joined).await;
    }
    // What is told of the first room, if anything is, comes before the answer to this.
    let mut late = Client::signed_in(&romy).await;
    wait_standing(&mut late, &rooms.open, &Standing::Joined).await;
    wait_standing(&mut late, &rooms.other, &Standing::Joined).await;
    for device in [&mut client, &mut sofa, &mut late] {
        device.catch_up();
        let one = device.world.conversation(&rooms.open).expect("the room");
        assert!(one.pinned, "{}", device.story());
        assert_eq!(standing(one), Some(&Standing::Joined));
    }
}

/// The list of before is only added: it is no reason to go back.
async fn a_room_that_was_left_stays_left_whatever_the_old_list_says(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let mut there = Peer::sign_in(&theo).await;
    let rooms = Rooms::make(stage, &theo, &mut there).await;
    let mut old = Peer::sign_in(&romy).await;
    assert!(write_old(&mut old, &rooms.entries()).await);
    old.sign_out().await;
    let mut client = Client::signed_in(&romy).await;
    wait_standing(&mut client, &rooms.open, &Standing::Joined).await;
    let id = client.open_conversation(&rooms.open).await;
    client
        .wait_conversation(&rooms.open, "is a bookmark", |one| {
            one.room.as_ref().is_some_and(|room| room.bookmarked)
        })
        .await;
    client.send(Command::Room(Deed::Leave { conversation: id }));
    wait_standing(&mut client, &rooms.open, &Standing::Out).await;
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
    let mut fresh = Client::signed_in(&romy).await;
    // Each has read both lists once it knows of the room that only they name and enters what comes after.
    for device in [&mut client, &mut fresh] {
        join(device, &rooms.other).await.expect("let in");
        let one = device.world.conversation(&rooms.open).expect("it is known");
        assert_eq!(standing(one), Some(&Standing::Out), "{}", device.story());
    }
}

/// Nobody is asked to stay connected until the other devices have heard of it.
async fn a_room_that_is_left_without_a_connection_is_left_everywhere(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut desk = Client::signed_in(&romy).await;
    let mut sofa = Client::signed_in(&romy).await;
    let id = join(&mut desk, &room).await.expect("let in");
    wait_standing(&mut sofa, &room, &Standing::Joined).await;
    for restarts in [false, true] {
        desk.switch_off().await;
        desk.send(Command::Room(Deed::Leave { conversation: id }));
        wait_standing(&mut desk, &room, &Standing::Out).await;
        if restarts {
            desk = Client::open(desk.shut_down().await).await;
        }
        desk.switch_on();
        wait_standing(&mut sofa, &room, &Standing::Out).await;
        desk.wait_online().await;
        // What the account tells of the bookmark is here with the answer to this.
        let looked = preview(&mut desk, &room);
        desk.wait_done(looked).await.expect("an answer");
        let one = desk.world.conversation(&room).expect("the room");
        assert_eq!(standing(one), Some(&Standing::Out));
        // Nothing of that is left: where one goes back, the other does.
        join(&mut sofa, &room).await.expect("let in");
        wait_standing(&mut desk, &room, &Standing::Joined).await;
    }
}

/// What the account tells of a room comes a moment after the login: whoever was quicker meant it.
async fn who_goes_in_at_once_is_not_put_out_by_a_bookmark(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut client = Client::signed_in(&romy).await;
    let mut sofa = Client::signed_in(&romy).await;
    for _ in 0..3 {
        let id = join(&mut client, &room).await.expect("let in");
        wait_standing(&mut sofa, &room, &Standing::Joined).await;
        client.send(Command::Room(Deed::Leave { conversation: id }));
        wait_standing(&mut sofa, &room, &Standing::Out).await;
        client = Client::open(client.shut_down().await).await;
        client.wait_online().await;
    }
}

/// Whoever knows of more than we do finds it where they left it (XEP-0402 §3).
async fn what_other_programs_have_put_into_a_bookmark_stays(stage: &Stage) {
    stays_as_it_is(stage, OPTIONS).await;
}

/// A program that asks for nothing gets a node that contacts may read.
async fn bookmarks_that_others_could_read_are_kept_and_closed(stage: &Stage) {
    stays_as_it_is(stage, "").await;
}

async fn stays_as_it_is(stage: &Stage, options: &str) {
    let (romy, theo) = stage.friends("romy", "theo");
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut other = Peer::sign_in(&romy).await;
    let bookmark = format!(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:bookmarks:1'>\
         <item id='{room}'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='1' name='Birds'>\
         <nick>Rosie</nick><password>unneeded</password><extensions>\
         <colour xmlns='urn:example:colours'>green</colour></extensions></conference></item></publish>\
         {options}</pubsub>"
    );
    ask(&mut other, "set", None, &bookmark).await.expect("kept");
    let query = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
                 <items node='urn:xmpp:bookmarks:1'/></pubsub>";
    let own = romy.jid.as_str();
    if stage.backend() != Backend::Memory {
        let read = ask(&mut theo, "get", Some(own), query).await;
        assert_eq!(read.is_some(), options.is_empty(), "{read:?}");
    }
    let mut client = Client::signed_in(&romy).await;
    wait_standing(&mut client, &room, &Standing::Joined).await;
    let id = client.open_conversation(&room).await;
    let pin = conversation::Command::Pin {
        on: true,
        order: None,
    };
    client.tell(id, pin);
    client.send(Command::Room(Deed::Leave { conversation: id }));
    wait_standing(&mut client, &room, &Standing::Out).await;
    let look = async {
        loop {
            let now = ask(&mut other, "get", None, query)
                .await
                .expect("bookmarks");
            let told = |part: &str| now.contains(part);
            if told("urn:xmpp:bookmarks-pinning:0") && !is_to_be_entered(Some(&now)) {
                return now;
            }
        }
    };
    let now = within("the bookmark says both", look).await;
    for part in ["Birds", "Rosie", "unneeded", "urn:example:colours", "green"] {
        assert!(now.contains(part), "{part}: {now}");
    }
    assert_eq!(ask(&mut theo, "get", Some(own), query).await, None);
}
