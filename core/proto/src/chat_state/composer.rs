//! Our own chat state in one conversation: what to tell, when, and whether at all.

use std::time::{Duration, Instant};

use crate::chat_state::ChatState;

/// Typing that stopped for that long has paused (XEP-0085 §5.3 proposes 30 seconds).
pub const PAUSED_AFTER: Duration = Duration::from_secs(30);

/// What is known about the other side's understanding of chat states (XEP-0085 §5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Support {
    /// Not known: a state may go along with a text, never on its own.
    #[default]
    Unknown,
    /// It sent one itself, or its caps say so.
    Yes,
    /// It answered without one: nothing more is sent.
    No,
}

/// Our own chat state in one conversation. Each event gives the state to send on its own, if any.
#[derive(Clone, Debug, Default)]
pub struct Composer {
    support: Support,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Idle,
    Composing {
        since: Instant,
    },
    Paused,
    Inactive,
}

impl Composer {
    /// A conversation in which nothing was said yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The caps of the other side say whether it understands.
    pub fn learn(&mut self, support: Support) {
        self.support = support;
    }

    /// A text came from the other side, with a chat state or without.
    pub fn heard(&mut self, _with_state: bool) {
        unimplemented!()
    }

    /// The text in the field has changed and is not empty.
    pub fn typed(&mut self, _now: Instant) -> Option<ChatState> {
        unimplemented!()
    }

    /// The field was emptied without sending.
    pub fn cleared(&mut self) -> Option<ChatState> {
        unimplemented!()
    }

    /// A text is being sent: the state to put into that message.
    pub fn sent(&mut self) -> Option<ChatState> {
        unimplemented!()
    }

    /// The conversation is no longer looked at.
    pub fn left(&mut self) -> Option<ChatState> {
        unimplemented!()
    }

    /// The conversation is looked at again.
    pub fn entered(&mut self) -> Option<ChatState> {
        unimplemented!()
    }

    /// Time has passed.
    pub fn tick(&mut self, _now: Instant) -> Option<ChatState> {
        unimplemented!()
    }

    /// When [`Composer::tick`] has something to do.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        unimplemented!()
    }
}
