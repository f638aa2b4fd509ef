//! Entity time (XEP-0202).

use minidom::Element;

/// The namespace.
pub const NS: &str = "urn:xmpp:time";

/// What a clock somewhere shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityTime {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub utc: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

/// Asks.
#[must_use]
pub fn query() -> Element {
    unimplemented!()
}

/// Answers.
#[must_use]
pub fn answer(_own: EntityTime) -> Element {
    unimplemented!()
}

/// Reads an answer. `None`: it is none.
#[must_use]
pub fn parse(_answer: &Element) -> Option<EntityTime> {
    unimplemented!()
}
