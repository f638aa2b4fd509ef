//! The way into the room: Alice makes it a private group, with the others as members.

use waxwing_core::command::{conversation, room};
use waxwing_core::model::{Affiliation, Conversation, Mode, Standing};
use waxwing_core::{AccountId, Command, RequestId};

use crate::victim::Victim;

use super::super::scene::Cast;
use super::super::{ACCOUNTS, VOICES};

/// Above what signing in uses.
const FIRST: u64 = 100;

/// Brings every account of an engine into the room, the first of all into a new one. Where the account is
/// in it on another device, its bookmark leads there.
pub(super) async fn enter(victim: &mut Victim, cast: &Cast) {
    let accounts: Vec<_> = victim.world.accounts.values().cloned().collect();
    for account in accounts {
        match (cast.room(), cast.name(account.jid.as_str())) {
            (None, _) => make(victim, account.id, cast).await,
            (Some(_), Some(name)) if name == VOICES[0].account => {}
            (Some(room), _) => {
                let join = |request| room::Command::Join {
                    request,
                    account: account.id,
                    address: room.to_string(),
                    nick: None,
                    password: None,
                };
                order(victim, join).await;
            }
        }
        wait_inside(victim, account.id, cast).await;
    }
}

async fn make(victim: &mut Victim, account: AccountId, cast: &Cast) {
    let create = |request| room::Command::Create {
        request,
        account,
        name: "torture".to_owned(),
        people: Vec::new(),
    };
    let made = order(victim, create).await;
    let conversation = victim.world.entered[&made];
    cast.room_is(victim.world.conversations[&conversation].jid.clone());
    for other in &ACCOUNTS[1..] {
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

async fn wait_inside(victim: &mut Victim, account: AccountId, cast: &Cast) {
    let jid = cast.room().expect("a room");
    let inside = |one: &Conversation| {
        let joined = one.room.as_ref().map(|room| &room.standing) == Some(&Standing::Joined);
        one.account == account && one.jid == *jid && joined
    };
    let room = victim
        .wait("in the room", |world| {
            let found = world.conversations.values().find(|one| inside(one));
            found.map(|found| found.id)
        })
        .await;
    // Some there have no device that could read it: it is said to them all the same.
    let plain = Command::Conversation(room, conversation::Command::SetEncrypted { on: false });
    victim.send(&plain).await;
    victim
        .wait("in plain", |world| {
            let mode = world.conversations[&room].encryption.mode;
            matches!(mode, Mode::Off | Mode::Impossible).then_some(())
        })
        .await;
}
