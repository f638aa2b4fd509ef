//! STARTTLS (RFC 6120 §5).

use minidom::Element;

/// Namespace of STARTTLS.
pub const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// What the server's features say about STARTTLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Not offered: without TLS there is no login.
    Missing,
    /// Offered.
    Optional,
    /// Offered and required.
    Required,
}

/// The server's answer to our request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `<proceed/>`: drop every byte already read, start TLS.
    Proceed,
    /// `<failure/>`: the server closes the stream.
    Failure,
}

/// Reads `<stream:features/>`.
pub fn offer(features: &Element) -> Offer {
    todo!()
}

/// `<starttls/>`.
pub fn request() -> Element {
    todo!()
}

/// Reads the answer; `None` if the element is neither.
pub fn answer(element: &Element) -> Option<Answer> {
    todo!()
}
