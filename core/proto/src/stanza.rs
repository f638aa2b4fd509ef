//! The first look at whatever arrives (RFC 6120 §8): always a stanza, never an error.
//!
//! A strict parser drops a whole message over one bad attribute. Here the tree is looked at first,
//! a value nobody knows becomes the one the RFC says to assume, and payloads stay trees until
//! somebody asks for them.

use jid::BareJid;
use minidom::Element;

use crate::Address;
use crate::iq::Iq;
use crate::message::Message;
use crate::presence::Presence;

/// The namespace of stanzas between client and server.
pub const CLIENT: &str = "jabber:client";

/// What came over a stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Stanza {
    /// Pushed from one to another (RFC 6121 §5).
    Message(Message),
    /// Availability and subscriptions (RFC 6121 §3, §4).
    Presence(Presence),
    /// A question or its answer (RFC 6120 §8.2.3).
    Iq(Iq),
    /// No stanza: something of the stream, or of a namespace nobody here knows.
    Other(Element),
}

impl Stanza {
    /// Sorts an element; what is inside is read as far as it can be.
    #[must_use]
    pub fn parse(element: Element) -> Self {
        if !element.has_ns(CLIENT) {
            return Self::Other(element);
        }
        match element.name() {
            "message" => Self::Message(Message::parse(element)),
            "presence" => Self::Presence(Presence::parse(element)),
            "iq" => Self::Iq(Iq::parse(element)),
            _ => Self::Other(element),
        }
    }
}

/// Who a stanza says it is from, or for.
///
/// No `from` means the own account, and has rights; a `from` that can't be read is a stranger. So
/// the two must never be confused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Party {
    /// Not said: the own account, or the own server for it (RFC 6120 §8.1.2.1).
    #[default]
    Absent,
    /// This address.
    Known(Address),
    /// Said, but no address.
    Unreadable(String),
}

impl Party {
    /// Reads an attribute.
    #[must_use]
    pub fn parse(attribute: Option<&str>) -> Self {
        match attribute {
            None => Self::Absent,
            Some(text) => match text.parse() {
                Ok(address) => Self::Known(address),
                Err(_) => Self::Unreadable(text.to_owned()),
            },
        }
    }

    /// The address, where there is one.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Known(address) => Some(address),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }

    /// The address without its resource, where there is one.
    #[must_use]
    pub fn bare(&self) -> Option<&BareJid> {
        self.address().map(Address::bare)
    }

    /// It speaks for the account itself: nothing said, or the account's bare JID.
    ///
    /// Not so for other resources of the account: a session of the same user may not speak for the
    /// server.
    #[must_use]
    pub fn is_account(&self, own: &BareJid) -> bool {
        match self {
            Self::Absent => true,
            Self::Known(address) => address.is_bare() && address.bare() == own,
            Self::Unreadable(_) => false,
        }
    }

    /// As it stood in the attribute.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Known(address) => Some(address.to_string()),
            Self::Unreadable(text) => Some(text.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
