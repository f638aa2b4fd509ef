//! Entity capabilities (XEP-0115): the answer to a disco query in 28 characters.

use minidom::Element;

use crate::disco::Info;

/// The namespace.
pub const NS: &str = "http://jabber.org/protocol/caps";

/// What a presence says about the software behind it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caps {
    /// A URI of the software.
    pub node: String,
    /// How `ver` was made; `None` for clients from before version 1.4, whose `ver` proves nothing.
    pub hash: Option<String>,
    /// The digest of the disco answer.
    pub ver: String,
}

/// Why an answer must not be kept for a hash (XEP-0115 §5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// The hash function is missing or unknown: the answer holds for the one asked only.
    #[error("no known hash function")]
    UnknownHash,
    /// The answer says something twice, or what could be read in two ways.
    #[error("ill-formed answer")]
    IllFormed,
    /// The answer is not the one the hash was made of.
    #[error("the hash does not match")]
    Mismatch,
}

impl Caps {
    /// Reads a `<c/>`.
    #[must_use]
    pub fn parse(_c: &Element) -> Option<Self> {
        unimplemented!()
    }

    /// The node to ask about: `node#ver`.
    #[must_use]
    pub fn query_node(&self) -> String {
        format!("{}#{}", self.node, self.ver)
    }
}

/// The `<c/>` for our presence.
#[must_use]
pub fn element(_node: &str, _own: &Info) -> Element {
    unimplemented!()
}

/// The digest of an answer, with SHA-1.
#[must_use]
pub fn ver(_info: &Info) -> String {
    unimplemented!()
}

/// The answer is the one that was promised, so it may be kept and used for whoever shows this hash.
///
/// # Errors
/// Why it may not.
pub fn verify(_caps: &Caps, _info: &Info) -> Result<(), Unverified> {
    unimplemented!()
}
