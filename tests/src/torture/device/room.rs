//! The way into the rooms: Alice makes them as private groups, with the others as members.

use waxwing_core::command::{conversation, room};
use waxwing_core::model::{Affiliation, Conversation, Encryption, Mode, Standing};
use waxwing_core::{AccountId, Command, ConversationId, RequestId};

use crate::victim::Victim;

use super::super::scene::Cast;
use super::super::{ACCOUNTS, GROUP, ROOM, ROOMS, VOICES, talk};

/// Above what signing in uses.
const FIRST: u64 = 100;

/// Brings every account of an engine into the rooms where it talks, the first of all into new ones. Where the
/// account is in a room on another device, its bookmark leads there.
pub(super) async fn enter(victim: &mut Victim, cast: &Cast) {
    let accounts: Vec<_> = victim.world.accounts.values().cloned().collect();
    for account in accounts {
        let name = cast.name(account.jid.as_str()).expect("one of the cast");
        for room in ROOMS.into_iter().filter(|room| talk(name, room)) {
            match cast.room(room) {
                None => make(victim, account.id, room, cast).await,
                Some(_) if name == VOICES[0].account => {}
                Some(address) => {
                    let join = |request| room::Command::Join {
                        request,
                        account: account.id,
                        address: address.to_string(),
                        nick: None,
                        password: None,
                    };
                    order(victim, join).await;
                }
            }
            wait_inside(victim, account.id, room, cast).await;
        }
    }
}

/// Waits until others have devices that read what the accounts of an engine say in the group.
pub(super) async fn wait_readers(victim: &mut Victim, cast: &Cast) {
    let jid = cast.room(GROUP).expect("a group");
    let all = victim.world.conversations.values();
    let all: Vec<_> = all.filter(|it| it.jid == *jid).map(|it| it.id).collect();
    assert!(!all.is_empty(), "an engine in the group");
    for id in all {
        let can = |it: &Encryption| it.mode == Mode::On && it.readers > 0 && it.without.is_empty();
        victim
            .wait("others read it", |world| {
                can(&world.conversations[&id].encryption).then_some(())
            })
            .await;
    }
}

async fn make(victim: &mut Victim, account: AccountId, room: &str, cast: &Cast) {
    let create = |request| room::Command::Create {
        request,
        account,
        name: format!("torture {room}"),
        people: Vec::new(),
    };
    let made = order(victim, create).await;
    let conversation = victim.world.entered[&made];
    let jid = victim.world.conversations[&conversation].jid.clone();
    cast.room_is(room, jid);
    for other in ACCOUNTS[1..].iter().filter(|other| talk(other, room)) {
        let member = |request| room::Command::SetAffiliation {
            request,
            conversation,
            jid: cast.login(other).jid.clone(),
            affiliation: Affiliation::Member,
            reason: String::new(),
        };
        order(victim, member).await;
    }
}

/// Gives a command, and waits until it is done.
async fn order(victim: &mut Victim, command: impl FnOnce(RequestId) -> room::Command) -> RequestId {
    let request = RequestId(FIRST + victim.world.done.len() as u64);
    victim.send(&Command::Room(command(request))).await;
    let done = victim
        .wait("done in the room", |world| {
            world.done.get(&request).cloned()
        })
        .await;
    assert_eq!(done, Ok(()));
    request
}

async fn wait_inside(victim: &mut Victim, account: AccountId, room: &str, cast: &Cast) {
    let jid = cast.room(room).expect("a room");
    let inside = |one: &Conversation| {
        let joined = one.room.as_ref().map(|room| &room.standing) == Some(&Standing::Joined);
        one.account == account && one.jid == *jid && joined
    };
    let id = victim
        .wait("in the room", |world| {
            let found = world.conversations.values().find(|one| inside(one));
            found.map(|found| found.id)
        })
        .await;
    match room {
        ROOM => begin_in_plain(victim, id).await,
        // It is encrypted by itself.
        _ => wait_mode(victim, id, "encrypted", &[Mode::On]).await,
    }
}

/// Some in the room have no device that could read what is encrypted: it is said to them all the same.
async fn begin_in_plain(victim: &mut Victim, id: ConversationId) {
    let plain = Command::Conversation(id, conversation::Command::SetEncrypted { on: false });
    victim.send(&plain).await;
    wait_mode(victim, id, "in plain", &[Mode::Off, Mode::Impossible]).await;
}

async fn wait_mode(victim: &mut Victim, id: ConversationId, what: &str, modes: &[Mode]) {
    victim
        .wait(what, |world| {
            let mode = world.conversations[&id].encryption.mode;
            modes.contains(&mode).then_some(())
        })
        .await;
}
