//! The stream header (RFC 6120 §4.7), as either side sends it.

/// The attributes of a `<stream:stream>` in `jabber:client`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Identifies the stream; only the receiving side sets it (§4.7.3).
    pub id: Option<String>,
    /// Who opened it (§4.7.1).
    pub from: Option<String>,
    /// For whom it is (§4.7.2).
    pub to: Option<String>,
    /// The version of XMPP, normally `1.0` (§4.7.5).
    pub version: Option<String>,
    /// Default language of the stream's texts (§4.7.4).
    pub lang: Option<String>,
}

impl Header {
    /// Whether the other side speaks XMPP 1.0 or newer, so that features will follow.
    pub fn has_features(&self) -> bool {
        todo!()
    }
}
