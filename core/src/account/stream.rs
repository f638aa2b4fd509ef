//! The stream worker: from settings and a password to a session that carries stanzas, for ever.
//!
//! One task per account owns the socket, stream management (XEP-0198) and reconnecting. The actor
//! hands stanzas over with a [`Token`] each and hears what became of them; it never waits for the
//! network, and the network never waits for it longer than the bounded channel of events.
//!
//! What the actor can rely on, in the order of events:
//! - Each token that was handed over for the session that there is ends in exactly one
//!   [`FromStream::Acked`] or [`FromStream::Dropped`], at the latest before [`FromStream::Closed`].
//! - `Online { resumed: false }` starts a new session: what was handed over earlier and not told as
//!   acked is not under way any more. What is handed over for another session than the present one
//!   is not sent, so that nothing overtakes what has to be sent again. After `Online { resumed: true }` nothing is lost: what the
//!   server had not seen has been sent again, in order.
//! - Numbers of inbound stanzas grow over the whole life of a worker, also from one session to the
//!   next, so a late [`ToStream::Handled`] can never count for the wrong session.

mod connection;
mod end;
mod login;
mod manners;
mod ping;
mod session;
mod worker;

use std::net::SocketAddr;

use jid::BareJid;
use minidom::Element;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use waxwing_proto::login::Remembered;
use waxwing_proto::management::Token;

use self::worker::Worker;
use super::access::{Access, Memory};
use super::connect::{Facts, Isolation, TimeLimits};
use crate::account::tap::Tap;
use crate::model::{ConnectSettings, Secret, Security, Step};
use crate::{Failure, Timestamp, Tuning};

/// How many events may wait for the actor before the network has to.
pub(crate) const EVENTS: usize = 256;

/// The number of the session that another process left behind; the first of our own has the next.
pub(crate) const FIRST_EPOCH: u64 = 1;

/// Tokens from here on are of stanzas that nobody follows: presence, queries, answers.
pub(crate) const LOOSE: u64 = u64::MAX / 2;

/// All that is needed to connect an account.
#[derive(Clone, Debug)]
pub(crate) struct StreamConfig {
    /// The account.
    pub(crate) jid: BareJid,
    /// Its password; where nothing else will do, the worker stops with [`Failure::NoPassword`]
    /// and waits for one.
    pub(crate) password: Option<Secret>,
    /// What it has beside that.
    pub(crate) access: Access,
    /// Where and how to connect.
    pub(crate) settings: ConnectSettings,
    /// The DNS server to ask instead of the system's.
    pub(crate) nameserver: Option<SocketAddr>,
    /// By which a proxy can tell this account from others.
    pub(crate) isolation: Isolation,
    /// Times and ports.
    pub(crate) tuning: Tuning,
    /// The language in which the server should word its errors, as `en`.
    pub(crate) lang: String,
    /// Where the console listens.
    pub(crate) tap: Tap,
    /// A session that another process left behind.
    pub(crate) earlier: Option<Earlier>,
    /// The archive has all that comes while nobody is there.
    pub(crate) whole_archive: bool,
}

impl StreamConfig {
    /// Takes from a message what counts from the next login on. `true` where that is a reason to
    /// try at once.
    pub(crate) fn take_note(&mut self, message: &ToStream) -> bool {
        match message {
            ToStream::SetPassword(password) => {
                self.password = Some(password.clone());
                // It was given for the password before.
                self.access.token = None;
            }
            ToStream::SetPassphrase(passphrase) => {
                self.access.passphrase = Some(passphrase.clone());
            }
            ToStream::ForgetLogins => self.access.memory.remembered = Remembered::default(),
            ToStream::ForgetToken => {
                self.access.token = None;
                return false;
            }
            ToStream::WholeArchive(whole) => {
                self.whole_archive = *whole;
                return false;
            }
            ToStream::BeAnother { resource, agent } => {
                self.settings.resource.clone_from(resource);
                self.access.memory.agent.clone_from(agent);
                self.access.token = None;
                // It is the other one's.
                self.earlier = None;
                return false;
            }
            _ => return false,
        }
        true
    }
}

/// A session that another process left behind (XEP-0198 §5).
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    /// The server's name for it.
    pub(crate) id: String,
    /// Where the server would like us to come back to.
    pub(crate) location: Option<String>,
    /// The full address it had.
    pub(crate) jid: String,
    /// How many stanzas are stored of it.
    pub(crate) h: u32,
}

/// A session as its worker names it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SessionName {
    /// Its number: what is handed over with another one is not sent.
    pub(crate) epoch: u64,
    /// The server's name for it, where it can be resumed.
    pub(crate) id: Option<String>,
    /// Where the server would like us to come back to.
    pub(crate) location: Option<String>,
    /// The server says what it has taken over (XEP-0198).
    pub(crate) counted: bool,
}

/// What the actor tells the worker.
#[derive(Debug)]
pub(crate) enum ToStream {
    /// Send this stanza; handed over while there is no connection, it belongs to the session that
    /// may still be resumed.
    Send {
        /// The session it is meant for.
        epoch: u64,
        /// The name of the stanza in [`FromStream::Acked`] and [`FromStream::Dropped`].
        token: Token,
        /// The stanza.
        stanza: Element,
    },
    /// The inbound stanza with this number and all before it are stored: the server may forget
    /// them.
    Handled(u64),
    /// Connect now: ends any waiting, also after [`FromStream::Stopped`]. Where there is a
    /// connection, the server has to show that it is alive.
    ConnectNow,
    /// The network may be another one: the same, except after [`FromStream::Stopped`].
    NetworkChanged,
    /// Whether somebody looks (XEP-0352).
    Attention(bool),
    /// Use this password from now on, and connect if the lack of the right one was the obstacle.
    SetPassword(Secret),
    /// Use this for the file with the certificate from now on, and connect.
    SetPassphrase(Secret),
    /// Forget how strong earlier logins were, and connect.
    ForgetLogins,
    /// Use no token at the next login: the password has to show whether there is an account.
    ForgetToken,
    /// Whether the archive has all that comes while nobody is there, from the next login on.
    WholeArchive(bool),
    /// Be another client than the one whose profile this is a copy of, from the next login on, with this resource.
    BeAnother {
        /// By what name.
        resource: String,
        /// And to servers (XEP-0388 §2.3).
        agent: String,
    },
    /// End in order: what is queued goes out, the server acknowledges it if it can, the stream is
    /// closed. [`FromStream::Closed`] follows within about two seconds.
    Close,
}

/// What the worker tells the actor.
#[derive(Debug)]
pub(crate) enum FromStream {
    /// On the way to a session.
    Connecting {
        /// What is being done.
        step: Step,
    },
    /// What the server says of itself on this connection, just before [`FromStream::Online`].
    Features(Element),
    /// What can be told about the connection, just before [`FromStream::Online`].
    Facts(Box<Facts>),
    /// What the account remembers of its logins has changed.
    Remember(Memory),
    /// The token that spares the password is now this; none: it is of no use any more.
    Token(Option<Secret>),
    /// Stanzas flow.
    Online {
        /// Our full JID, as the server gave it.
        jid: String,
        /// The session is the one from before the interruption.
        resumed: bool,
        /// What the session is called.
        session: SessionName,
        /// What protects the connection.
        security: Security,
        /// The longest stanza that the server takes (XEP-0478).
        max_bytes: Option<usize>,
    },
    /// How many stanzas the server has handled of the session that another process left behind;
    /// told once, before `Online`, whether it could be resumed or not.
    Settled {
        /// Its count.
        h: u32,
    },
    /// A stanza came in.
    Stanza {
        /// To be given back with [`ToStream::Handled`] once it is stored.
        number: u64,
        /// Its place in the session, where the server counts.
        count: Option<u32>,
        /// The stanza.
        stanza: Element,
    },
    /// These were written to the socket, of those below [`LOOSE`]; told before what became of them.
    Written(Vec<Token>),
    /// The server has these (XEP-0198); without stream management: they were written to the socket.
    Acked(Vec<Token>),
    /// Handed over, not known to have arrived, and the session can't be resumed: whether to send
    /// them again is the actor's decision.
    Dropped(Vec<Token>),
    /// There is no connection; the next try comes by itself.
    Waiting {
        /// Why.
        failure: Failure,
        /// When the next try will be made.
        retry_at: Timestamp,
    },
    /// There is no connection, and there won't be one without [`ToStream::ConnectNow`] or
    /// [`ToStream::SetPassword`].
    Stopped {
        /// Why.
        failure: Failure,
    },
    /// The worker ended after [`ToStream::Close`]; nothing follows.
    Closed {
        /// The server knows, and has forgotten the session.
        told: bool,
    },
}

/// The worker of an account; dropping it ends the worker at once, without a word to the server.
#[derive(Debug)]
pub(crate) struct StreamHandle {
    commands: mpsc::UnboundedSender<ToStream>,
    task: JoinHandle<()>,
}

/// Starts connecting. Must be called inside a tokio runtime.
pub(crate) fn spawn(config: StreamConfig, events: mpsc::Sender<FromStream>) -> StreamHandle {
    let (commands, inbox) = mpsc::unbounded_channel();
    let worker = Worker::new(config, TimeLimits::default(), inbox, events);
    let task = tokio::spawn(worker.run());
    StreamHandle { commands, task }
}

impl StreamHandle {
    /// Tells the worker something. Never blocks; after the end of the worker it does nothing.
    pub(crate) fn send(&self, message: ToStream) {
        let _ = self.commands.send(message);
    }
}

impl Drop for StreamHandle {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
pub(crate) mod tests;
