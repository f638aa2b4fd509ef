//! Ping (XEP-0199). The answer is an empty result: [`crate::iq::result`].

use minidom::Element;

use crate::iq::Iq;

/// The namespace.
pub const NS: &str = "urn:xmpp:ping";

/// Asks.
#[must_use]
pub fn query() -> Element {
    unimplemented!()
}

/// It is a ping.
#[must_use]
pub fn is_ping(iq: &Iq) -> bool {
    iq.get("ping", NS).is_some()
}
