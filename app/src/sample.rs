//! A small world for tests, screenshots and benchmarks; never part of the product.

pub mod accounts;
pub mod console;
pub mod contacts;
pub mod delivery;
mod disk;
pub mod encryption;
pub mod faces;
pub mod files;
pub mod finding;
pub mod forget;
pub mod history;
pub mod inviting;
pub mod keeping;
pub mod later;
pub mod links;
pub mod pictures;
pub mod rooms;
pub mod saying;
pub mod server;
pub mod situations;
pub mod talk;
pub mod voices;

pub use disk::{folder, keep};

use std::sync::Arc;

use waxwing_core::model::{
    Account, ChannelBinding, ChatState, ConnectSettings, Connection, Conversation, Direction,
    Message, OwnPresence, Preview, Security, Show, State, Subscription, Transport,
};
use waxwing_core::{
    AccountId, BareJid, ConversationId, Event, Failure, ItemId, Protection, Timestamp, event,
};

/// The one account of the small world.
pub const ACCOUNT: AccountId = AccountId(1);

/// Tuesday 17 November 2026, 09:41 UTC.
pub const NOW: Timestamp = Timestamp(1_794_908_460_000_000);

/// One minute.
pub const MINUTE: i64 = 60_000_000;

/// Signed in, as one should be.
pub fn online() -> Connection {
    Connection::Online {
        security: Security {
            transport: Transport::StartTls,
            tls: "TLSv1.3".to_owned(),
            mechanism: "SCRAM-SHA-256-PLUS".to_owned(),
            binding: ChannelBinding::TlsExporter,
        },
    }
}

/// Stopped, because less protects the sign-in than before.
pub fn downgraded() -> Connection {
    let protection = |mechanism: &str, binding: &str| Protection {
        mechanism: mechanism.to_owned(),
        binding: binding.to_owned(),
    };
    Connection::Stopped {
        failure: Failure::Downgrade {
            before: protection("SCRAM-SHA-256-PLUS", "tls-exporter"),
            now: protection("SCRAM-SHA-1", ""),
        },
        since: NOW,
    }
}

/// Our account in some state of connection.
pub fn account(connection: Connection) -> Account {
    Account {
        id: ACCOUNT,
        jid: address("mira@example.org"),
        connection,
        presence: OwnPresence::default(),
        settings: ConnectSettings::default(),
        enabled: true,
        order: 0,
        colour: None,
        password_kept: Some(waxwing_core::model::SecretPlace::Keyring),
        keys_locked: false,
        history: waxwing_core::model::History::default(),
        avatar: None,
        avatar_for_everybody: false,
    }
}

/// A conversation; its last message came so many minutes ago.
pub fn conversation(id: u32, name: &str, minutes_ago: Option<i64>) -> Conversation {
    let node = name.split(' ').next().unwrap_or(name).to_lowercase();
    Conversation {
        id: ConversationId(id),
        account: ACCOUNT,
        jid: address(&format!("{node}@example.org")),
        name: name.to_owned(),
        show: Show::Online,
        status: String::new(),
        resources: 1,
        subscription: Subscription::Both,
        request: false,
        last: minutes_ago.map(|minutes| Preview {
            text: format!("Hello from {name}"),
            at: Timestamp(NOW.0 - minutes * MINUTE),
            direction: Direction::Incoming,
            state: State::Received,
            ..Preview::default()
        }),
        unread: 0,
        marked_unread: false,
        wants_displayed: false,
        chat_state: ChatState::Unknown,
        groups: Vec::new(),
        approved: false,
        blocked: false,
        knocks: false,
        idle_since: None,
        pinned: false,
        pin_order: 0,
        archived: false,
        muted_until: None,
        level: None,
        folder: String::new(),
        draft: String::new(),
        notes: false,
        avatar: None,
        room: None,
        encryption: waxwing_core::model::Encryption::default(),
    }
}

/// Something that was said so many minutes ago; `seq` makes it unique.
pub fn message(seq: u64, minutes_ago: i64, direction: Direction, text: &str) -> Message {
    let at = Timestamp(NOW.0 - minutes_ago * MINUTE);
    let own = direction == Direction::Outgoing;
    Message {
        id: ItemId { at, seq },
        direction,
        sender: "romy@example.org/desk".to_owned(),
        text: text.to_owned(),
        state: if own {
            State::Delivered
        } else {
            State::Received
        },
        origin_id: format!("origin-{seq}"),
        sent_at: own.then_some(at),
        delivered_at: own.then_some(Timestamp(at.0 + MINUTE)),
        displayed_at: None,
        stanza_id: String::new(),
        delayed: false,
        ..Message::default()
    }
}

/// The account as an event.
pub fn told_account(connection: Connection) -> Event {
    Event::Account(event::account::Event::Changed(Arc::new(account(
        connection,
    ))))
}

/// A conversation as an event.
pub fn told(conversation: Conversation) -> Event {
    Event::Conversation(event::conversation::Event::Changed(Arc::new(conversation)))
}

/// An address.
///
/// # Panics
/// Where it is none.
pub fn address(text: &str) -> BareJid {
    BareJid::new(text).expect("an address of the small world")
}
