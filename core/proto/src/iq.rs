//! Questions and answers (RFC 6120 §8.2.3).

use minidom::Element;

use crate::stanza::Party;
use crate::stanza_error::StanzaError;

mod pending;

pub use pending::{Full, MAX_PENDING, Pending, Request};

/// An iq as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Iq {
    /// Who it is from.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// The id; a question without one can't be answered.
    pub id: Option<String>,
    /// What it is.
    pub kind: Kind,
}

/// What an iq is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A question.
    Get(Element),
    /// An order.
    Set(Element),
    /// It was done; with the answer to a question.
    Result(Option<Element>),
    /// It was not done.
    Error(StanzaError),
    /// A question or order without exactly one child, or a type nobody knows: bad-request.
    Malformed,
}

impl Iq {
    /// Reads an `<iq/>`.
    #[must_use]
    pub fn parse(_element: Element) -> Self {
        unimplemented!()
    }

    /// The payload of a get.
    #[must_use]
    pub fn get(&self, name: &str, ns: &str) -> Option<&Element> {
        match &self.kind {
            Kind::Get(payload) if payload.is(name, ns) => Some(payload),
            _ => None,
        }
    }

    /// The payload of a set.
    #[must_use]
    pub fn set(&self, name: &str, ns: &str) -> Option<&Element> {
        match &self.kind {
            Kind::Set(payload) if payload.is(name, ns) => Some(payload),
            _ => None,
        }
    }
}

/// It was done. `None` where there must be no reply: to an answer, or without an id.
#[must_use]
pub fn result(_iq: &Iq, _payload: Option<Element>) -> Option<Element> {
    unimplemented!()
}

/// It was not done. `None` where there must be no reply: to an answer, or without an id.
#[must_use]
pub fn error_reply(_iq: &Iq, _error: &StanzaError) -> Option<Element> {
    unimplemented!()
}
