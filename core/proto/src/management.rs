//! Stream management (XEP-0198): who has handled what, across broken connections.
//!
//! [`Management`] outlives the connection. It keeps each stanza until the server has acknowledged it,
//! and it acknowledges ours only when they are stored: what the program loses by dying is then sent
//! again. Counters wrap at 2³² (XEP-0198 §4). When a session can't be resumed, what is left goes back
//! to the outbox.

pub mod element;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use minidom::Element;

use crate::stream::CLIENT;

/// How long the server may leave `<r/>` unanswered. Far longer than any round trip that is still of
/// use; a connection that hangs longer hangs for good, or the server has lost count.
pub const ACK_TIMEOUT: Duration = Duration::from_secs(10);

/// Stanzas that may wait for their acknowledgement. We ask after each burst, so that this many mean a
/// server that doesn't answer; what else there is to send waits in the outbox.
pub const MAX_UNACKED: usize = 1000;

/// The caller's name for a stanza that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// The place of a received stanza in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt(u32);

impl Receipt {
    /// The stanza's place as the counters have it.
    pub fn count(self) -> u32 {
        self.0
    }
}

/// The server's counter can't be true. The session is lost: bind a new one.
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resumed {
    /// Handled by the server after all.
    pub acked: Vec<Token>,
    /// To be sent again, in order, before anything new. They stay in the queue: don't call
    /// [`Management::sent`] for them.
    pub again: Vec<Element>,
}

/// Counters and unacknowledged stanzas of one session.
#[derive(Debug, Default)]
pub struct Management {
    /// Sent stanzas the server has acknowledged.
    acked: u32,
    /// Sent and not acknowledged, oldest first.
    unacked: VecDeque<(Token, Element)>,
    /// How many at the end of `unacked` no `<r/>` under way asks for.
    unasked: usize,
    /// When the answer to `<r/>` is overdue.
    deadline: Option<Instant>,
    /// Stanzas received.
    received: u32,
    /// Stanzas received and stored.
    handled: u32,
    /// How many were sent before is not known: the session is one of an earlier process.
    revived: bool,
}

impl Management {
    /// A session just enabled.
    pub fn new() -> Self {
        Self::default()
    }

    /// A session that another process began: it had stored so many stanzas. What it had sent is its
    /// outbox's business.
    pub fn revived(handled: u32) -> Self {
        Self {
            received: handled,
            handled,
            revived: true,
            ..Self::default()
        }
    }

    /// Whether an element counts: `<message/>`, `<presence/>` and `<iq/>` do, nothing else.
    pub fn counts(element: &Element) -> bool {
        element.has_ns(CLIENT) && matches!(element.name(), "message" | "presence" | "iq")
    }

    /// A stanza was written.
    pub fn sent(&mut self, token: Token, stanza: Element) {
        self.unacked.push_back((token, stanza));
        self.unasked += 1;
    }

    /// Whether another stanza may be sent before the next acknowledgement.
    pub fn has_room(&self) -> bool {
        self.unacked.len() < MAX_UNACKED
    }

    /// `<a/>`: which stanzas are safe now. An answer that brings nothing although we asked does not
    /// count as one: a server that has lost count would else answer for ever.
    pub fn handle_ack(&mut self, h: u32) -> Result<Vec<Token>, AckError> {
        if std::mem::take(&mut self.revived) {
            // Whatever it says is where we begin to count.
            self.acked = h;
        }
        let count = self.newly_acked(h)?;
        let asked = self.unacked.len().saturating_sub(self.unasked);
        self.acked = h;
        let acked = self.unacked.drain(..count).map(|(token, _)| token);
        let acked = acked.collect();
        if count > 0 || asked == 0 {
            self.deadline = None;
            self.unasked = self.unacked.len();
        }
        Ok(acked)
    }

    fn newly_acked(&self, h: u32) -> Result<usize, AckError> {
        let acked = self.acked;
        let count = h.wrapping_sub(acked);
        let waiting = self.unacked.len();
        match usize::try_from(count) {
            Ok(count) if count <= waiting => Ok(count),
            // Over half of the circle ahead is behind.
            _ if count > u32::MAX / 2 => Err(AckError::Backwards { h, acked }),
            _ => Err(AckError::TooHigh {
                h,
                sent: self.sent_count(),
            }),
        }
    }

    fn sent_count(&self) -> u32 {
        let waiting = u32::try_from(self.unacked.len()).unwrap_or(u32::MAX);
        self.acked.wrapping_add(waiting)
    }

    /// A stanza came in. Give the receipt to [`handled`](Self::handled) when it is stored.
    pub fn received(&mut self) -> Receipt {
        self.received = self.received.wrapping_add(1);
        Receipt(self.received)
    }

    /// This stanza and all before it are stored. A receipt from before a disconnection is ignored if
    /// the server will send its stanza again.
    pub fn handled(&mut self, receipt: Receipt) {
        let waiting = self.received.wrapping_sub(self.handled);
        if receipt.0.wrapping_sub(self.handled) <= waiting {
            self.handled = receipt.0;
        }
    }

    /// The counter to tell the server: what is stored, not what has come in.
    pub fn h(&self) -> u32 {
        self.handled
    }

    /// `<r/>` came: the `<a/>` to send.
    pub fn handle_request(&self) -> Element {
        element::ack(self.handled)
    }

    /// Whether to send `<r/>` now: something waits that the last one didn't ask for or its answer
    /// didn't bring, and no other is under way.
    pub fn wants_ack(&self) -> bool {
        self.unasked > 0 && self.deadline.is_none()
    }

    /// `<r/>` was written, be it for [`wants_ack`](Self::wants_ack) or to see whether the server is alive.
    pub fn requested(&mut self, now: Instant) {
        self.unasked = 0;
        self.deadline.get_or_insert(now + ACK_TIMEOUT);
    }

    /// When [`is_overdue`](Self::is_overdue) becomes true, unless an answer comes before.
    pub fn next_wake(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether the server let our `<r/>` go unanswered: drop the connection.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    /// The connection is gone; call before a try to resume. What is received and not yet stored will
    /// come again, as the counter we resume with doesn't include it.
    pub fn disconnected(&mut self) {
        self.deadline = None;
        self.unasked = 0;
        self.received = self.handled;
    }

    /// `<resumed/>`: what is settled, and what to send again.
    pub fn resume(&mut self, h: u32) -> Result<Resumed, AckError> {
        let acked = self.handle_ack(h)?;
        self.unasked = self.unacked.len();
        let again = self.unacked.iter().map(|(_, stanza)| stanza.clone());
        Ok(Resumed {
            acked,
            again: again.collect(),
        })
    }

    /// Everything not acknowledged, in order: the session can't be resumed. If `<failed/>` told a
    /// counter, give it to [`handle_ack`](Self::handle_ack) before.
    pub fn into_unacked(self) -> Vec<(Token, Element)> {
        self.unacked.into()
    }
}

#[cfg(test)]
mod tests;
