//! The questions that wait for their answers.
//!
//! An answer counts only if both its id and its sender are right (RFC 6120 §8.1.3, §8.1.2.1):
//! otherwise whoever guesses an id answers in the server's place.

use std::collections::HashMap;
use std::time::Instant;

use minidom::Element;

use crate::Address;
use crate::iq::Iq;
use crate::stanza_error::StanzaError;

/// More open questions than any feature asks at once; a server that answers none can't make the
/// table grow beyond.
pub const MAX_PENDING: usize = 1024;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// A question.
    Get(Element),
    /// An order.
    Set(Element),
}

/// Too many questions are open; gives the context back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many unanswered requests")]
pub struct Full<T>(pub T);

/// The questions that wait for their answers, each with what the asker wants to remember.
#[derive(Debug)]
pub struct Pending<T> {
    seed: [u8; 32],
    count: u64,
    open: HashMap<String, Open<T>>,
}

#[derive(Debug)]
struct Open<T> {
    to: Option<Address>,
    deadline: Instant,
    context: T,
}

impl<T> Pending<T> {
    /// An empty table. The seed must be random and secret: ids are made from it.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            seed,
            count: 0,
            open: HashMap::new(),
        }
    }

    /// The stanza to send; its answer will be handed out with the context.
    ///
    /// Without `to` it goes to the own account.
    ///
    /// # Errors
    /// [`Full`] beyond [`MAX_PENDING`].
    pub fn request(
        &mut self,
        _to: Option<&Address>,
        _request: Request,
        _context: T,
        _deadline: Instant,
    ) -> Result<Element, Full<T>> {
        unimplemented!()
    }

    /// The context and the outcome if this is the answer to an open question; `own` is the full
    /// address of this session.
    pub fn handle(
        &mut self,
        _iq: &Iq,
        _own: &Address,
    ) -> Option<(T, Result<Option<Element>, StanzaError>)> {
        unimplemented!()
    }

    /// Gives up on what was not answered in time.
    pub fn expire(&mut self, _now: Instant) -> Vec<T> {
        unimplemented!()
    }

    /// Gives up on everything, as after the session was lost.
    pub fn fail_all(&mut self) -> Vec<T> {
        unimplemented!()
    }

    /// When [`Pending::expire`] has something to do.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        unimplemented!()
    }

    /// How many questions are open.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// No question is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}
