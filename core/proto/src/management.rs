//! Stream management (XEP-0198).

pub mod element;

use std::time::Instant;

use minidom::Element;

/// The caller's name for a stanza that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// The place of a received stanza in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt(u32);

/// The server's counter can't be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AckError {
    /// More acknowledged than sent.
    #[error("{h} acknowledged of {sent} sent")]
    TooHigh {
        /// The server's counter.
        h: u32,
        /// Ours.
        sent: u32,
    },
    /// Fewer acknowledged than before.
    #[error("{h} acknowledged after {acked}")]
    Backwards {
        /// The server's counter.
        h: u32,
        /// What it acknowledged before.
        acked: u32,
    },
}

/// What a resumption settled.
#[derive(Debug, Clone, Default)]
pub struct Resumed {
    /// Handled by the server after all.
    pub acked: Vec<Token>,
    /// To be sent again, in order, before anything new. They stay in the queue: don't call `sent` for them.
    pub again: Vec<Element>,
}

/// Counters and unacknowledged stanzas of one session. It outlives the connection.
#[derive(Debug, Default)]
pub struct Management {}

impl Management {
    /// A session just enabled.
    pub fn new() -> Self {
        todo!()
    }
    /// Whether an element counts: `<message/>`, `<presence/>`, `<iq/>`.
    pub fn counts(element: &Element) -> bool {
        todo!()
    }
    /// A stanza was written.
    pub fn sent(&mut self, token: Token, stanza: Element) {
        todo!()
    }
    /// Whether another stanza may be sent before an acknowledgement.
    pub fn has_room(&self) -> bool {
        todo!()
    }
    /// `<a h=/>`: which stanzas are safe now.
    pub fn handle_ack(&mut self, h: u32) -> Result<Vec<Token>, AckError> {
        todo!()
    }
    /// A stanza came in. Give the receipt to [`handled`](Self::handled) when it is stored.
    pub fn received(&mut self) -> Receipt {
        todo!()
    }
    /// This stanza and all before it are stored.
    pub fn handled(&mut self, receipt: Receipt) {
        todo!()
    }
    /// The counter to tell the server.
    pub fn h(&self) -> u32 {
        todo!()
    }
    /// `<r/>` came: the `<a/>` to send.
    pub fn handle_request(&self) -> Element {
        todo!()
    }
    /// Whether to send `<r/>` now.
    pub fn wants_ack(&self) -> bool {
        todo!()
    }
    /// `<r/>` was written.
    pub fn requested(&mut self, now: Instant) {
        todo!()
    }
    /// When [`is_overdue`](Self::is_overdue) may become true.
    pub fn next_wake(&self) -> Option<Instant> {
        todo!()
    }
    /// Whether the server let our `<r/>` go unanswered: drop the connection.
    pub fn is_overdue(&self, now: Instant) -> bool {
        todo!()
    }
    /// The connection is gone. Call before a try to resume.
    pub fn disconnected(&mut self) {
        todo!()
    }
    /// `<resumed h=/>`.
    pub fn resume(&mut self, h: u32) -> Result<Resumed, AckError> {
        todo!()
    }
    /// Everything not acknowledged, in order: the session can't be resumed.
    pub fn into_unacked(self) -> Vec<(Token, Element)> {
        todo!()
    }
}
