//! Software version (XEP-0092).

use minidom::Element;

/// The namespace.
pub const NS: &str = "jabber:iq:version";

/// What somebody runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Software {
    /// The program.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
    /// The operating system, if it shall be said.
    pub os: Option<String>,
}

/// Asks.
#[must_use]
pub fn query() -> Element {
    unimplemented!()
}

/// Answers.
#[must_use]
pub fn answer(_own: &Software) -> Element {
    unimplemented!()
}

/// Reads an answer. `None`: it is none.
#[must_use]
pub fn parse(_answer: &Element) -> Option<Software> {
    unimplemented!()
}
