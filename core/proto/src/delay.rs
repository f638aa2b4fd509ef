//! Delayed delivery (XEP-0203), and the times it is written in (XEP-0082).

use minidom::Element;

use crate::stanza::Party;

/// The namespace.
pub const NS: &str = "urn:xmpp:delay";

/// A stanza waited somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Who held it back: only one whom the caller trusts may say so.
    pub from: Party,
    /// When it was sent: microseconds since 1970-01-01T00:00:00Z, not yet [`believable`].
    pub stamp: i64,
}

/// The delay among payloads, if its stamp can be read.
#[must_use]
pub fn find(_payloads: &[Element]) -> Option<Delay> {
    unimplemented!()
}

/// Reads a time (XEP-0082 §3.2) in microseconds since 1970; without a zone it is UTC.
#[must_use]
pub fn parse_stamp(_text: &str) -> Option<i64> {
    unimplemented!()
}

/// Writes a time (XEP-0082 §3.2), with microseconds where there are some.
#[must_use]
pub fn format_stamp(_micros: i64) -> String {
    unimplemented!()
}

/// The stamp if it can be true, else the nearest time that can: not after its arrival, not before
/// XMPP was.
#[must_use]
pub fn believable(_stamp: i64, _arrival: i64) -> i64 {
    unimplemented!()
}
