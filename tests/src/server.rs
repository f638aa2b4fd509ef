//! A small XMPP server in this process: real TCP, TLS and SCRAM on loopback, rosters, presence,
//! messages with an offline store, XEP-0198 with resumption (RFC 6120, RFC 6121).
//!
//! It does what a server of good manners does, and where a test wants bad manners, it has them:
//! [`Policy`] bends the login, [`Script`] speaks in the name of anybody and sees what a client says,
//! bytes can be put on a stream at any moment.

mod archive;
mod copies;
mod hub;
mod link;
mod live;
mod login;
mod management;
mod node;
mod person;
mod policy;
mod registration;
mod room;
mod roster;
mod route;
mod scram;
mod script;
mod second;
mod upload;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

pub use policy::{Counters, Impostor, Mechanism, Policy};
pub use registration::TOKEN;
pub use script::Script;
pub use upload::Upload;

use crate::certificate::{Certificate, Kind};
use hub::Hub;

/// A running server; dropping it breaks every connection.
#[derive(Debug)]
pub struct Server {
    starttls: SocketAddr,
    direct_tls: SocketAddr,
    hub: Arc<Hub>,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Starts one that a client can trust.
    pub async fn start() -> Self {
        Self::start_with(Policy::default(), Kind::Good).await
    }

    /// Starts one with other manners, or another certificate.
    pub async fn start_with(policy: Policy, kind: Kind) -> Self {
        let hub = Arc::new(Hub::new(policy));
        let acceptor = TlsAcceptor::from(Certificate::new(kind).server_config());
        let mut tasks = JoinSet::new();
        let mut addresses = Vec::new();
        for direct in [false, true] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .await
                .expect("a free port on loopback");
            addresses.push(listener.local_addr().expect("a bound socket"));
            tasks.spawn(accept(listener, direct, acceptor.clone(), Arc::clone(&hub)));
        }
        Self {
            starttls: addresses[0],
            direct_tls: addresses[1],
            hub,
            _tasks: tasks,
        }
    }

    /// The port where TLS is asked for.
    pub fn starttls_port(&self) -> u16 {
        self.starttls.port()
    }

    /// The port with TLS from the first byte.
    pub fn direct_tls_port(&self) -> u16 {
        self.direct_tls.port()
    }

    /// Makes an account, named by its bare address.
    pub fn register(&self, jid: &str, password: &str) {
        self.hub.register(jid, password);
    }

    /// Puts a contact on a roster, without the contact's doing.
    pub fn add_contact(&self, jid: &str, contact: &str, name: &str, subscription: &str) {
        self.hub.add_contact(jid, contact, name, subscription);
    }

    /// Changes its manners from now on.
    pub fn bend(&self, change: impl FnOnce(&mut Policy)) {
        self.hub.bend(change);
    }

    /// What has been seen so far.
    pub fn counters(&self) -> Counters {
        self.hub.counters()
    }

    /// Takes over what an account says to others, and speaks to it in anybody's name.
    pub fn script(&self, jid: &str) -> Script {
        Script::new(Arc::clone(&self.hub), jid)
    }

    /// Puts a message into the archive of an account, as if it had been said that long ago.
    pub fn keep(&self, jid: &str, stanza: &str, ago: std::time::Duration) {
        self.hub.keep(jid, stanza, ago);
    }

    /// Puts a message into the archive of an account, late, in front of the one that has this number.
    pub fn keep_before(&self, jid: &str, number: usize, stanza: &str) {
        self.hub.keep_before(jid, number, stanza);
    }

    /// Takes one out of the archive of an account.
    pub fn remove(&self, jid: &str, id: &str) {
        self.hub.remove(jid, id);
    }

    /// Forgets what is in the archive of an account, but for the newest.
    pub fn expire(&self, jid: &str, keep: usize) {
        self.hub.expire(jid, keep);
    }

    /// What the archive of an account was asked, oldest first.
    pub fn asked(&self, jid: &str) -> Vec<minidom::Element> {
        self.hub.asked(jid)
    }

    /// The names of what the archive of an account holds, oldest first.
    pub fn archived(&self, jid: &str) -> Vec<String> {
        self.hub.archived(jid)
    }

    /// Sends a stanza to every session of an account, in the name of whoever it says.
    pub fn send(&self, jid: &str, stanza: &str) {
        self.hub.send(jid, stanza);
    }

    /// Makes a room that everybody may enter, with so many in it who only look on.
    pub fn crowd(&self, room: &str, people: usize) {
        self.hub.with_rooms(|state| state.crowd(room, people));
    }

    /// One of those who look on goes away (`show`) or comes back (empty).
    pub fn stir(&self, room: &str, number: usize, show: &str) {
        self.hub.with_rooms(|state| state.stir(room, number, show));
    }

    /// One of those who look on says something.
    pub fn speak(&self, room: &str, number: usize, body: &str) {
        self.hub.with_rooms(|state| state.speak(room, number, body));
    }

    /// A room is slow from now on: so many seconds pass between two messages of one.
    pub fn slow_down(&self, room: &str, seconds: u32) {
        self.hub.with_rooms(|state| state.slow_down(room, seconds));
    }

    /// Takes the sessions of an account out of all rooms, without a word to them.
    pub fn forget_in_rooms(&self, jid: &str) {
        self.hub.forget_in_rooms(jid);
    }

    /// Breaks the connections of an account; its sessions wait to be resumed.
    pub fn cut(&self, jid: &str) {
        self.hub.cut(jid);
    }

    /// Forgets the sessions of an account that wait to be resumed, as after their time.
    pub fn forget(&self, jid: &str) {
        self.hub.forget(jid);
    }

    /// Ends the sessions of an account with a stream error.
    pub fn end(&self, jid: &str, condition: &str) {
        self.hub.end(jid, condition);
    }

    /// Ends the sessions of an account with `</stream:stream>` alone.
    pub fn close(&self, jid: &str) {
        self.hub.close(jid);
    }

    /// Everything that was read and written, one line per element, for the words of a failed test.
    pub fn log(&self) -> String {
        self.hub.log()
    }
}

async fn accept(listener: TcpListener, direct: bool, acceptor: TlsAcceptor, hub: Arc<Hub>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let _ = socket.set_nodelay(true);
        let (acceptor, hub) = (acceptor.clone(), Arc::clone(&hub));
        connections.spawn(async move {
            if let Some((link, session)) = login::login(socket, direct, acceptor, &hub).await {
                live::live(link, session, &hub).await;
            }
        });
    }
}
