//! Several accounts of one person, one of them in trouble and one switched off.

use std::sync::Arc;

use iced::theme::Mode;
use waxwing_core::model::{Account, Connection, Conversation, Show};
use waxwing_core::{AccountId, ConversationId, Event, Failure, event};

use super::talk::{ago, people};
use crate::sample;
use crate::scene::Scene;

/// The account for work.
pub const WORK: AccountId = AccountId(2);
/// The account that is switched off.
pub const OLD: AccountId = AccountId(3);
/// Romy's conversation with the account for work.
pub const ROMY_AT_WORK: ConversationId = ConversationId(11);

/// The account for work.
pub fn work(connection: Connection) -> Account {
    Account {
        id: WORK,
        jid: sample::address("june@work.example"),
        order: 1,
        ..sample::account(connection)
    }
}

/// The account that is switched off.
pub fn old() -> Account {
    Account {
        id: OLD,
        jid: sample::address("mira.old@elsewhere.example"),
        order: 2,
        enabled: false,
        ..sample::account(Connection::Offline)
    }
}

/// The server refuses the password.
pub fn locked_out() -> Connection {
    Connection::Stopped {
        failure: Failure::WrongPassword,
        since: ago(12),
    }
}

/// An account as an event.
pub fn told(account: Account) -> Event {
    Event::Account(event::account::Event::Changed(Arc::new(account)))
}

/// Signed in with three accounts, which have people in common.
pub fn three(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = Scene::new(width, height, mode);
    scene.tell([
        told(sample::account(sample::online())),
        told(work(sample::online())),
        told(old()),
    ]);
    scene.tell(people().into_iter().map(sample::told));
    scene.tell(colleagues().into_iter().map(sample::told));
    scene.tell([Event::Ready]);
    scene.sent();
    scene
}

fn colleagues() -> Vec<Conversation> {
    let mut romy = sample::conversation(ROMY_AT_WORK.0, "Romy Keller", Some(14));
    romy.account = WORK;
    if let Some(last) = &mut romy.last {
        last.text = "The offer for the stage is signed".to_owned();
    }
    let mut ines = sample::conversation(12, "Inés Duarte", Some(95));
    ines.account = WORK;
    ines.unread = 1;
    let mut paul = sample::conversation(13, "Paul Okafor", Some(40 * 24 * 60));
    paul.account = OLD;
    paul.show = Show::Offline;
    paul.resources = 0;
    vec![romy, ines, paul]
}
