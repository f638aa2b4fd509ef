//! Whole connections over the loopback, against a server that follows a script.

mod actor;
pub(crate) mod authority;
mod certificates;
mod dns;
mod logins;
mod proxies;
mod reaching;
mod resuming;
mod script;
mod sessions;
mod time;
mod web;

use std::net::SocketAddr;
use std::time::Duration;

use minidom::Element;
use tokio::sync::mpsc;
use tokio::time::timeout;
use waxwing_proto::management::Token;

use super::worker::Worker;
use super::{EVENTS, FromStream, StreamConfig, StreamHandle, ToStream};
use crate::account::access::Access;
use crate::account::connect::{Isolation, TimeLimits};
use crate::model::{ConnectSettings, Secret, Security, Transport};
use crate::{Failure, Tuning};

/// After this long a test that waits has failed; far more than a slow machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// The account of all these tests.
const JID: &str = "alice@example.test";

/// An actor's end of a worker.
struct Alice {
    worker: StreamHandle,
    events: mpsc::Receiver<FromStream>,
    /// What was told as written.
    written: Vec<u64>,
    /// The session she believes to be in.
    epoch: u64,
}

/// How Alice connects unless a test says otherwise.
fn config(authority: &authority::Authority) -> StreamConfig {
    StreamConfig {
        jid: JID.parse().unwrap(),
        password: Some(Secret::from("secret")),
        access: Access::default(),
        settings: ConnectSettings {
            ca_file: authority.ca_file(),
            allow_plain: true,
            resource: "desk".to_owned(),
            ..ConnectSettings::default()
        },
        nameserver: None,
        isolation: Isolation::new(),
        tuning: Tuning::default(),
        lang: "en".to_owned(),
        tap: crate::account::tap::Tap::closed(),
        earlier: None,
        whole_archive: false,
    }
}

/// The same, straight to `server`.
fn config_for(
    authority: &authority::Authority,
    server: SocketAddr,
    transport: Transport,
) -> StreamConfig {
    let mut config = config(authority);
    config.settings.host = server.ip().to_string();
    config.settings.port = Some(server.port());
    config.settings.transport = transport;
    config
}

impl Alice {
    fn connect(config: StreamConfig) -> Self {
        Self::connect_within(config, TimeLimits::default())
    }

    fn connect_within(config: StreamConfig, limits: TimeLimits) -> Self {
        let (to_actor, events) = mpsc::channel(EVENTS);
        let (commands, inbox) = mpsc::unbounded_channel();
        let task = tokio::spawn(Worker::new(config, limits, inbox, to_actor).run());
        let worker = StreamHandle { commands, task };
        Self {
            worker,
            events,
            written: Vec::new(),
            epoch: 0,
        }
    }

    /// The next event that is more than progress.
    async fn event(&mut self) -> FromStream {
        loop {
            match timeout(PATIENCE, self.events.recv()).await.unwrap() {
                Some(
                    FromStream::Connecting { .. } | FromStream::Features(_) | FromStream::Facts(_),
                ) => {}
                Some(FromStream::Written(tokens)) => {
                    self.written.extend(tokens.iter().map(|token| token.0));
                }
                event => return event.unwrap(),
            }
        }
    }

    async fn online(&mut self) -> (String, bool, Security) {
        match self.event().await {
            FromStream::Online {
                jid,
                resumed,
                session,
                security,
                ..
            } => {
                self.epoch = session.epoch;
                (jid, resumed, security)
            }
            other => panic!("not online: {other:?}"),
        }
    }

    async fn stopped(&mut self) -> Failure {
        match self.event().await {
            FromStream::Stopped { failure } => failure,
            other => panic!("not stopped: {other:?}"),
        }
    }

    async fn waiting(&mut self) -> Failure {
        match self.event().await {
            FromStream::Waiting { failure, .. } => failure,
            other => panic!("not waiting: {other:?}"),
        }
    }

    async fn acked(&mut self) -> Vec<u64> {
        match self.event().await {
            FromStream::Acked(tokens) => tokens.into_iter().map(|token| token.0).collect(),
            other => panic!("not acked: {other:?}"),
        }
    }

    async fn dropped(&mut self) -> Vec<u64> {
        match self.event().await {
            FromStream::Dropped(tokens) => tokens.into_iter().map(|token| token.0).collect(),
            other => panic!("not dropped: {other:?}"),
        }
    }

    async fn stanza(&mut self) -> (u64, Element) {
        match self.event().await {
            FromStream::Stanza { number, stanza, .. } => (number, stanza),
            other => panic!("not a stanza: {other:?}"),
        }
    }

    /// Hands a message over.
    fn say(&self, token: u64) {
        self.worker.send(ToStream::Send {
            epoch: self.epoch,
            token: Token(token),
            stanza: message(token),
        });
    }
}

/// The message with this token, as Alice sends it.
fn message(token: u64) -> Element {
    format!("<message xmlns='jabber:client' to='bob@example.test' id='m{token}'><body>{token}</body></message>")
        .parse()
        .unwrap()
}
