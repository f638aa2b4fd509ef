//! What the store promises, on a real disk.

mod crash;
mod fault;
mod road;
mod sample;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{
    AccountRecord, ContactRecord, Contents, ConversationRecord, Dedup, MessageRecord, Op,
    OutboxRecord, SetState, Store, Subscription, Unit,
};
use crate::archive::{Archive, Page};
use crate::model::{
    ConnectSettings, Direction, Message, OwnPresence, Preview, Show, State, Transport,
};
use crate::{AccountId, BareJid, ConversationId, ItemId, Timestamp};

const ROMY: AccountId = AccountId(1);
const JUNE: ConversationId = ConversationId(1);

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn open(profile: &Path) -> (Store, Archive, Contents) {
    Store::open(profile).unwrap()
}

fn jid(address: &str) -> BareJid {
    BareJid::new(address).unwrap()
}

fn account(id: AccountId) -> AccountRecord {
    AccountRecord {
        id,
        jid: jid(&format!("romy{}@example.org", id.0)),
        settings: ConnectSettings {
            host: "xmpp.example.org".to_owned(),
            port: Some(5223),
            transport: Transport::DirectTls,
            resource: "desk".to_owned(),
            ca_file: "/etc/ssl/own.pem".to_owned(),
            allow_plain: true,
        },
        presence: OwnPresence {
            show: Show::DoNotDisturb,
            status: "writing".to_owned(),
        },
        enabled: true,
        order: 3,
        roster_version: "ver14".to_owned(),
    }
}

fn contact(account: AccountId, address: &str) -> ContactRecord {
    ContactRecord {
        account,
        jid: jid(address),
        name: "June ✓".to_owned(),
        subscription: Subscription::To,
        ask: true,
        approved: true,
        groups: vec!["Friends".to_owned(), "Choir".to_owned()],
    }
}

fn conversation(account: AccountId, id: ConversationId) -> ConversationRecord {
    ConversationRecord {
        id,
        account,
        jid: jid(&format!("june{}@example.com", id.0)),
        unread: 2,
        last: Some(Preview {
            text: "hello".to_owned(),
            at: Timestamp(7),
            direction: Direction::Outgoing,
            state: State::Failed {
                condition: "service-unavailable".to_owned(),
                text: "gone".to_owned(),
            },
        }),
        read_upto: Some(item(7)),
    }
}

fn item(n: u64) -> ItemId {
    ItemId {
        at: Timestamp(1_000 * n.cast_signed()),
        seq: n,
    }
}

fn outbox(account: AccountId, seq: u64) -> OutboxRecord {
    OutboxRecord {
        account,
        seq,
        conversation: JUNE,
        item: item(seq),
        to: "june@example.com".to_owned(),
        stanza: "<message/>".to_owned(),
        written: false,
    }
}

fn said(n: u64) -> MessageRecord {
    MessageRecord {
        account: ROMY,
        conversation: JUNE,
        message: Arc::new(Message {
            id: item(n),
            direction: Direction::Outgoing,
            sender: "romy@example.org/desk".to_owned(),
            text: format!("text {n}"),
            state: State::Pending,
            origin_id: format!("o{n}"),
            sent_at: None,
            delivered_at: None,
            delayed: false,
        }),
        dedup: vec![origin(n)],
    }
}

fn origin(n: u64) -> Dedup {
    Dedup::Origin {
        from: jid("romy@example.org"),
        id: format!("o{n}"),
    }
}

fn set(n: u64, state: State, at: i64) -> Op {
    Op::SetState(SetState {
        conversation: JUNE,
        item: item(n),
        state,
        at: Timestamp(at),
    })
}

fn texts(page: &Page) -> Vec<&str> {
    page.items.iter().map(|item| item.text.as_str()).collect()
}

/// Waits until it is so; for what happens on other threads.
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}
