//! Messages (RFC 6121 §5): an envelope with payloads that stay trees until somebody asks.

use minidom::Element;

use crate::Address;
use crate::stanza::Party;
use crate::stanza_error::StanzaError;

/// A message as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who it is from.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// The id its sender gave it.
    pub id: Option<String>,
    /// What sort of message it is.
    pub kind: Kind,
    /// The language of the texts that don't name their own.
    pub lang: Option<String>,
    /// Everything inside.
    pub payloads: Vec<Element>,
}

/// What sort of message it is (RFC 6121 §5.2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Part of a conversation between two.
    Chat,
    /// A message of its own; also what has no type, or one nobody knows.
    #[default]
    Normal,
    /// Said in a room.
    Groupchat,
    /// News to which nobody replies.
    Headline,
    /// Something sent came back.
    Error,
}

impl Message {
    /// Reads a `<message/>`; whatever its name and namespace are.
    #[must_use]
    pub fn parse(_element: Element) -> Self {
        unimplemented!()
    }

    /// The text in the language that suits best, lines separated by `\n`. `None` without a body.
    #[must_use]
    pub fn body(&self, _lang: &str) -> Option<String> {
        unimplemented!()
    }

    /// The subject in the language that suits best.
    #[must_use]
    pub fn subject(&self, _lang: &str) -> Option<String> {
        unimplemented!()
    }

    /// The thread it belongs to.
    #[must_use]
    pub fn thread(&self) -> Option<String> {
        unimplemented!()
    }

    /// What went wrong, if it is of type error.
    #[must_use]
    pub fn error(&self) -> Option<StanzaError> {
        unimplemented!()
    }

    /// The payload of this name and namespace.
    #[must_use]
    pub fn payload(&self, name: &str, ns: &str) -> Option<&Element> {
        crate::xml::find(&self.payloads, name, ns)
    }
}

/// A message with a text for one other; add payloads with [`crate::xml::Tree::with`].
#[must_use]
pub fn chat(_to: &Address, _id: &str, _text: &str) -> Element {
    unimplemented!()
}

/// A message of type chat without a text, for a payload on its own.
#[must_use]
pub fn bodiless(_to: &Address, _id: &str) -> Element {
    unimplemented!()
}
