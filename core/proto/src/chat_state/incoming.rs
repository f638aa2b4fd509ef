//! The chat state of the other side, which must not outlive its sender.

use std::time::{Duration, Instant};

use crate::chat_state::ChatState;
use crate::message::Message;

/// Typing of which nothing more was heard for that long is over: the sender crashed, or its
/// connection did.
pub const COMPOSING_FOR: Duration = Duration::from_secs(60);

/// The chat state of the other side in one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    state: Option<ChatState>,
    until: Option<Instant>,
}

impl Incoming {
    /// Takes over a live message from the other side; `true` if the state has changed.
    pub fn handle(&mut self, _message: &Message, _now: Instant) -> bool {
        unimplemented!()
    }

    /// The other side went offline, or our connection did; `true` if the state has changed.
    pub fn unavailable(&mut self) -> bool {
        unimplemented!()
    }

    /// Time has passed; `true` if the state has changed.
    pub fn tick(&mut self, _now: Instant) -> bool {
        unimplemented!()
    }

    /// What the other side is doing; `None`: not known.
    #[must_use]
    pub fn state(&self) -> Option<ChatState> {
        self.state
    }

    /// When [`Incoming::tick`] has something to do.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.until
    }
}
