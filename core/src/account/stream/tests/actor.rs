//! The account actor on a scripted server, with a disk that gets full.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;
use waxwing_proto::version::Software;

use super::authority::Authority;
use super::script::{Peer, Server, in_time};
use super::{JID, config_for};
use crate::account::{Account, Opening, Parts, ToAccount};
use crate::command::conversation::Command;
use crate::event::conversation::Event as Told;
use crate::model::{FilePolicy, Message, OwnPresence, Secret, State, Transport};
use crate::store::{AccountRecord, Store};
use crate::{AccountId, Change, ConversationId, Event, Tuning};

struct Scene {
    floor: Arc<AtomicU64>,
    commands: mpsc::UnboundedSender<ToAccount>,
    events: mpsc::UnboundedReceiver<Event>,
    task: JoinHandle<()>,
    peer: Peer<TlsStream<TcpStream>>,
    bob: ConversationId,
    _keep: (Authority, Server, tempfile::TempDir),
}

/// Alice is online, and Bob is on her roster.
async fn scene() -> Scene {
    scene_with("").await
}

/// The same, on a server with further features.
async fn scene_with(features: &str) -> Scene {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let profile = tempfile::tempdir().unwrap();
    let floor = Arc::new(AtomicU64::new(0));
    let (store, archive, _) = Store::open_above(profile.path(), Arc::clone(&floor)).unwrap();
    let (to_us, mut events) = mpsc::unbounded_channel();
    let (reports, _) = mpsc::unbounded_channel();
    let parts = Parts {
        store,
        archive,
        files: crate::files::Files::new(profile.path()),
        file_policy: FilePolicy::default(),
        events: to_us,
        reports,
        software: Software {
            name: "Test".to_owned(),
            version: "1".to_owned(),
            os: None,
        },
        language: "en".to_owned(),
        nameserver: None,
        tuning: Tuning {
            encryption: false,
            ..Tuning::default()
        },
        avatars: profile.path().join("avatars"),
    };
    let record = AccountRecord {
        id: AccountId(1),
        jid: JID.parse().unwrap(),
        settings: config_for(&ca, server.address(), Transport::DirectTls).settings,
        presence: OwnPresence::default(),
        enabled: true,
        order: 0,
        roster_version: String::new(),
        colour: None,
    };
    let (commands, inbox) = mpsc::unbounded_channel();
    let opening = Opening::new(record, true);
    let task = Account::start(parts, opening, Some(Secret::from("secret")), inbox);
    let mut peer = server.accept_direct().await;
    peer.authenticate_with(features).await;
    peer.bind().await;
    peer.enable("s1").await;
    peer.keep_count();
    let roster = peer.stanza().await;
    let id = roster.attr("id").unwrap();
    peer.send(&format!(
        "<iq type='result' id='{id}'><query xmlns='jabber:iq:roster'>\
         <item jid='bob@example.test' subscription='both'/></query></iq>"
    ))
    .await;
    let bob = in_time("Bob", async {
        loop {
            if let Event::Conversation(Told::Changed(talk)) = events.recv().await.unwrap() {
                return talk.id;
            }
        }
    })
    .await;
    Scene {
        floor,
        commands,
        events,
        task,
        peer,
        bob,
        _keep: (ca, server, profile),
    }
}

impl Scene {
    async fn event<T>(&mut self, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
        // A connection that comes and goes tells something all the time.
        in_time("what is waited for", async {
            loop {
                let event = self.events.recv().await;
                if let Some(found) = wanted(event.unwrap()) {
                    return found;
                }
            }
        })
        .await
    }

    /// The disk is full, and Bob says something.
    async fn fill_up(&mut self) {
        self.floor.store(u64::MAX, Ordering::SeqCst);
        self.peer
            .send(
                "<message from='bob@example.test/x' type='chat'><body>hello</body></message>\
                 <r xmlns='urn:xmpp:sm:3'/>",
            )
            .await;
        self.event(|event| matches!(event, Event::StoreFailed(_)).then_some(()))
            .await;
    }

    /// The rows that an open conversation begins with.
    async fn open(&mut self) -> usize {
        let open = ToAccount::Conversation(self.bob, Command::Open);
        self.commands.send(open).unwrap();
        self.event(|event| match event {
            Event::Conversation(Told::Timeline(_, Change::Reset { items, .. })) => {
                Some(items.len())
            }
            _ => None,
        })
        .await
    }

    /// The next count that the server is told.
    async fn told_count(&mut self) -> u32 {
        in_time("our count", async {
            loop {
                let element = self.peer.stanza().await;
                if element.name() == "a" {
                    return element.attr("h").unwrap().parse().unwrap();
                }
            }
        })
        .await
    }
}

#[tokio::test]
async fn a_full_disk_acknowledges_nothing_and_still_answers() {
    let mut scene = scene().await;
    scene.fill_up().await;
    assert_eq!(scene.open().await, 0, "what is not stored is not shown");
    assert_eq!(
        scene.told_count().await,
        1,
        "the roster, and not the message"
    );

    // As soon as there is room everything goes on.
    scene.floor.store(0, Ordering::SeqCst);
    let text = scene
        .event(|event| match event {
            Event::Conversation(Told::Timeline(_, Change::Upserted(items))) => {
                Some(items[0].text.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(text, "hello");
    assert_eq!(scene.told_count().await, 2);
}

#[tokio::test]
async fn what_can_not_be_kept_is_not_said_and_comes_back() {
    let mut scene = scene().await;
    scene.open().await;
    let say = |scene: &Scene, text: &str| {
        let text = text.to_owned();
        let say = ToAccount::Conversation(scene.bob, Command::say(text));
        scene.commands.send(say).unwrap();
    };
    scene.floor.store(u64::MAX, Ordering::SeqCst);
    // The first finds out, the second is known to be in vain.
    for text in ["one", "two"] {
        say(&scene, text);
        let unsaid = scene
            .event(|event| match event {
                Event::Conversation(Told::Unsaid { text, .. }) => Some(text),
                _ => None,
            })
            .await;
        assert_eq!(unsaid, text);
    }
    assert_eq!(scene.open().await, 0, "nothing is shown");
    scene.floor.store(0, Ordering::SeqCst);
    let said = in_time("it can be said", async {
        loop {
            say(&scene, "three");
            let told = scene.event(|event| match event {
                Event::Conversation(Told::Unsaid { .. }) => Some(None),
                Event::Conversation(Told::Timeline(_, Change::Upserted(items))) => {
                    Some(Some(items[0].text.clone()))
                }
                _ => None,
            });
            if let Some(text) = told.await {
                return text;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(said, "three");
    let stanza = in_time("the message", async {
        loop {
            let stanza = scene.peer.stanza().await;
            if stanza.name() == "message" {
                return stanza;
            }
        }
    });
    let stanza = stanza.await;
    let body = stanza.get_child("body", "jabber:client").unwrap();
    assert_eq!(body.text(), "three", "nothing of the others was sent");
    assert_eq!(scene.open().await, 1);
}

#[tokio::test]
async fn a_full_disk_does_not_hold_up_the_end() {
    let mut scene = scene().await;
    scene.fill_up().await;
    scene.commands.send(ToAccount::Close).unwrap();
    let ended = timeout(std::time::Duration::from_secs(30), scene.task).await;
    ended.expect("it ends").unwrap();
}

#[tokio::test]
async fn what_the_server_would_not_take_is_not_sent() {
    let limits = "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>10000</max-bytes></limits>";
    let mut scene = scene_with(limits).await;
    scene.open().await;
    for text in ["x".repeat(20_000), "short enough".to_owned()] {
        let say = ToAccount::Conversation(scene.bob, Command::say(text));
        scene.commands.send(say).unwrap();
    }
    let failed = scene
        .event(|event| match event {
            Event::Conversation(Told::Timeline(_, Change::Upserted(items))) => {
                let failed = |item: &&Arc<Message>| matches!(&item.state, State::Failed { .. });
                items.iter().find(failed).map(|item| item.text.len())
            }
            _ => None,
        })
        .await;
    assert_eq!(failed, 20_000);
    let stanza = in_time("the message", async {
        loop {
            let stanza = scene.peer.stanza().await;
            if stanza.name() == "message" {
                return stanza;
            }
        }
    });
    let stanza = stanza.await;
    let body = stanza.get_child("body", "jabber:client").unwrap();
    assert_eq!(body.text(), "short enough");
}
