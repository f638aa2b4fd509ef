//! What the store promises, on a real disk.

mod aside;
mod attachment;
mod backup;
mod clock;
mod crash;
mod damage;
mod fault;
mod find;
mod forget;
mod omemo;
mod page;
mod places;
mod relation;
mod road;
mod sample;
mod settle;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{
    AccountRecord, ContactRecord, Contents, ConversationRecord, Dedup, Flags, MessageRecord,
    NoteRecord, Op, OutboxRecord, Reading, SetState, Shelf, Store, Subscription, Unit,
};
use crate::archive::{Archive, Page};
use crate::model::{
    ConnectSettings, Direction, Message, OwnPresence, Preview, Proxy, Show, State, Transport,
};
use crate::{AccountId, BareJid, ConversationId, ItemId, Timestamp};

const ROMY: AccountId = AccountId(1);
const JUNE: ConversationId = ConversationId(1);

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn open(profile: &Path) -> (Store, Archive, Contents) {
    Store::open(profile).unwrap()
}

/// Draws the ids that a test writes by hand.
fn draw_ids(store: &Store) {
    for _ in 0..10 {
        let _ = (
            store.next_account(),
            store.next_conversation(),
            store.next_seq(),
        );
    }
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
            client_certificate: "/home/romy/romy.p12".to_owned(),
            anonymous: false,
            proxy: Some(Proxy {
                host: "localhost".to_owned(),
                port: 9050,
            }),
        },
        presence: OwnPresence {
            show: Show::DoNotDisturb,
            status: "writing".to_owned(),
        },
        enabled: true,
        order: 3,
        roster_version: "ver14".to_owned(),
        colour: Some(4),
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
            ..Preview::default()
        }),
        read_upto: Some(item(7)),
        known: true,
        reading: Reading::default(),
        flags: Flags::default(),
        sealing: super::Sealed::default(),
        left_out: std::collections::BTreeSet::new(),
        opted_out: None,
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
        seal: super::Seal::Due,
        account,
        seq,
        conversation: JUNE,
        item: item(seq),
        to: "june@example.com".to_owned(),
        stanza: "<message/>".to_owned(),
        handed: Some(crate::store::Handed {
            session: 7,
            count: 9,
        }),
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
            displayed_at: None,
            stanza_id: String::new(),
            delayed: false,
            ..Message::default()
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

/// Notes come back by shelf and account, and go with the account.
#[tokio::test]
async fn notes_stay_on_their_shelf() {
    let profile = tempfile::tempdir().unwrap();
    let (store, _archive, _) = open(profile.path());
    let note = |account, name: &str, content: &str| {
        NoteRecord::new(account, Shelf::Profile, name, 1, &content).unwrap()
    };
    let other = AccountId(2);
    let unit = [
        Op::PutAccount(account(ROMY)),
        Op::PutNote(note(ROMY, "b", "two")),
        Op::PutNote(note(ROMY, "a", &"long ".repeat(20_000))),
        Op::PutNote(note(other, "a", "theirs")),
    ];
    store.commit(unit.into_iter().collect()).await.unwrap();
    store.put(Unit::from(Op::RemoveNote {
        account: ROMY,
        shelf: Shelf::Profile,
        name: "b".to_owned(),
    }));
    let found = store.notes(ROMY, Shelf::Profile).await.unwrap();
    assert_eq!(found, [note(ROMY, "a", &"long ".repeat(20_000))]);
    assert_eq!(found[0].read::<String>().unwrap().len(), 100_000);
    assert_eq!(store.notes(ROMY, Shelf::Login).await.unwrap(), []);
    store
        .commit(Unit::from(Op::RemoveAccount(ROMY)))
        .await
        .unwrap();
    assert_eq!(store.notes(ROMY, Shelf::Profile).await.unwrap(), []);
    assert_eq!(store.notes(other, Shelf::Profile).await.unwrap().len(), 1);
    store.close().await;
}
