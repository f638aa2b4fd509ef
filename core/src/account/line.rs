//! The line from an account to its server: a stream worker while the account is switched on, and
//! nothing at all while it is off.
//!
//! Each worker has a channel of its own, so that nothing a former one has said can be taken for the
//! words of its successor.

use tokio::sync::mpsc;

use super::Unlocked;
use super::access::Access;
use super::stream::{self, EVENTS, FromStream, StreamConfig, StreamHandle, ToStream};

/// How an account reaches its server, or would.
#[derive(Debug)]
pub(crate) struct Line {
    config: StreamConfig,
    state: State,
    /// Somebody looks.
    attention: bool,
}

/// What a line begins as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// It waits for the secrets of the account.
    Locked,
    /// Nobody works.
    Off,
    /// A worker is there.
    On,
}

#[derive(Debug)]
enum State {
    /// Nobody works, and nobody may before the secrets are there.
    Locked,
    /// Nobody works.
    Off,
    /// A worker is there, perhaps closing already.
    On {
        worker: StreamHandle,
        inbound: mpsc::Receiver<FromStream>,
    },
}

impl Line {
    /// A line, on or off. Must be called inside a tokio runtime.
    pub(crate) fn new(config: StreamConfig, switch: Switch) -> Self {
        let mut line = Self {
            config,
            state: match switch {
                Switch::Locked => State::Locked,
                Switch::Off | Switch::On => State::Off,
            },
            attention: true,
        };
        if switch == Switch::On {
            line.open();
        }
        line
    }

    /// The secrets are there; whoever is switched on may open the line now.
    pub(crate) fn unlock(&mut self, secrets: Unlocked) {
        if matches!(self.state, State::Locked) {
            self.state = State::Off;
            self.config.password = secrets.password;
            self.config.access.token = secrets.token;
            self.config.access.passphrase = secrets.passphrase;
        }
    }

    /// All that is needed to connect.
    pub(crate) fn config(&self) -> &StreamConfig {
        &self.config
    }

    /// Starts a worker where there is none and one may be.
    pub(crate) fn open(&mut self) {
        if matches!(self.state, State::Off) {
            let (to_us, inbound) = mpsc::channel(EVENTS);
            let worker = stream::spawn(self.config.clone(), to_us);
            if !self.attention {
                worker.send(ToStream::Attention(false));
            }
            // What another process left behind is taken up once.
            self.config.earlier = None;
            self.state = State::On { worker, inbound };
        }
    }

    /// The worker has ended.
    pub(crate) fn ended(&mut self) {
        self.state = State::Off;
    }

    /// Its secrets are yet to come.
    pub(crate) fn is_locked(&self) -> bool {
        matches!(self.state, State::Locked)
    }

    /// Nobody works, and nobody will answer.
    pub(crate) fn is_off(&self) -> bool {
        matches!(self.state, State::Off | State::Locked)
    }

    /// Tells the worker something. What it needs for a login is kept for the next one, too.
    pub(crate) fn send(&mut self, message: ToStream) {
        self.config.take_note(&message);
        if let ToStream::Attention(looks) = message {
            self.attention = looks;
        }
        if let State::On { worker, .. } = &self.state {
            worker.send(message);
        }
    }

    /// What the account proves itself with has changed.
    pub(crate) fn access(&mut self) -> &mut Access {
        &mut self.config.access
    }

    /// The next words of the worker; while there is none, never. `None`: it is gone without a word.
    pub(crate) async fn recv(&mut self) -> Option<FromStream> {
        match &mut self.state {
            State::On { inbound, .. } => inbound.recv().await,
            State::Off | State::Locked => std::future::pending().await,
        }
    }

    /// What the worker has said already.
    pub(crate) fn try_recv(&mut self) -> Option<FromStream> {
        match &mut self.state {
            State::On { inbound, .. } => inbound.try_recv().ok(),
            State::Off | State::Locked => None,
        }
    }

    /// The worker has said nothing that was not taken in.
    pub(crate) fn is_silent(&self) -> bool {
        match &self.state {
            State::On { inbound, .. } => inbound.is_empty(),
            State::Off | State::Locked => true,
        }
    }
}
