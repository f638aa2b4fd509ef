//! The elements of XEP-0198.

use minidom::Element;

/// Namespace of stream management.
pub const SM: &str = "urn:xmpp:sm:3";

/// `<a h=''/>`
pub fn ack(h: u32) -> Element {
    todo!()
}
/// `<r/>`
pub fn request() -> Element {
    todo!()
}
/// `<enable resume='true'/>`
pub fn enable() -> Element {
    todo!()
}
/// `<resume/>`
pub fn resume(previd: &str, h: u32) -> Element {
    todo!()
}

/// What the server says about stream management.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// `<a/>`
    Ack(u32),
    /// `<r/>`
    Request,
    /// `<enabled/>`
    Enabled {
        /// The session's name, if it can be resumed.
        id: Option<String>,
        /// For how many seconds.
        max: Option<u32>,
        /// Where to reconnect to.
        location: Option<String>,
    },
    /// `<resumed/>`
    Resumed {
        /// The server's counter.
        h: u32,
        /// The session.
        previd: String,
    },
    /// `<failed/>`
    Failed {
        /// The server's counter, if it still knew it.
        h: Option<u32>,
        /// The condition.
        condition: String,
    },
}

impl Reply {
    /// Reads an element in the namespace; `None` if it is anything else or malformed.
    pub fn parse(element: &Element) -> Option<Self> {
        todo!()
    }
}

/// Whether `<stream:features/>` offers it.
pub fn offered(features: &Element) -> bool {
    todo!()
}
