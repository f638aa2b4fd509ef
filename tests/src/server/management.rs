//! The server's side of XEP-0198: what went out and was not acknowledged, and how much came in.

use std::collections::VecDeque;

/// Namespace of version 3.
pub(super) const SM: &str = "urn:xmpp:sm:3";

/// The state of one managed session.
#[derive(Debug)]
pub(super) struct Management {
    /// What it is resumed by.
    pub(super) id: String,
    /// Stanzas of the client that were handled.
    pub(super) handled: u32,
    /// Stanzas that the client has acknowledged.
    acked: u32,
    /// What it has not, oldest first.
    unacked: VecDeque<String>,
}

impl Management {
    pub(super) fn new(id: String) -> Self {
        Self {
            id,
            handled: 0,
            acked: 0,
            unacked: VecDeque::new(),
        }
    }

    /// Remembers a stanza until it is acknowledged.
    pub(super) fn sent(&mut self, stanza: String) {
        self.unacked.push_back(stanza);
    }

    /// Takes the client's count in.
    pub(super) fn acknowledge(&mut self, handled: u32) {
        let news = handled.wrapping_sub(self.acked) as usize;
        if news <= self.unacked.len() {
            self.unacked.drain(..news);
            self.acked = handled;
        }
    }

    /// What the client has not acknowledged, oldest first.
    pub(super) fn unacked(&self) -> impl Iterator<Item = &String> {
        self.unacked.iter()
    }
}
