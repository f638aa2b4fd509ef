//! Service discovery (XEP-0030): what we are and can do, and what others say of themselves.

use minidom::Element;

use crate::Address;
use crate::stanza_error::StanzaError;

/// The namespace of questions about an entity itself.
pub const INFO: &str = "http://jabber.org/protocol/disco#info";
/// The namespace of questions about what belongs to an entity.
pub const ITEMS: &str = "http://jabber.org/protocol/disco#items";

/// Everything this crate can do that others should know of, sorted. The one place for it.
pub const FEATURES: &[&str] = &[
    "http://jabber.org/protocol/caps",
    "http://jabber.org/protocol/chatstates",
    INFO,
    ITEMS,
    "http://jabber.org/protocol/nick",
    "jabber:iq:version",
    "urn:xmpp:delay",
    "urn:xmpp:ping",
    "urn:xmpp:receipts",
    "urn:xmpp:sid:0",
    "urn:xmpp:time",
];

/// What an entity says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The node it was asked about.
    pub node: Option<String>,
    /// What it is.
    pub identities: Vec<Identity>,
    /// What it can do, as it was said: duplicates matter to [`crate::caps::verify`].
    pub features: Vec<String>,
    /// More about it (XEP-0128).
    pub forms: Vec<Form>,
}

/// What an entity is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// As `client`.
    pub category: String,
    /// As `pc`.
    pub kind: String,
    /// The language of the name; may be empty.
    pub lang: String,
    /// The name; may be empty.
    pub name: String,
}

/// More about an entity, as a data form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What the fields mean; `None` where it isn't said, or not hidden.
    pub form_type: Option<String>,
    /// The fields, without `FORM_TYPE`, as they were said.
    pub fields: Vec<(String, Vec<String>)>,
}

/// What belongs to an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// The entries.
    pub items: Vec<Item>,
    /// How many entries could not be read.
    pub skipped: usize,
}

/// One thing that belongs to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its address.
    pub jid: Address,
    /// Its node.
    pub node: Option<String>,
    /// Its name; may be empty.
    pub name: String,
}

impl Info {
    /// What we are and can do, under the program's name.
    #[must_use]
    pub fn own(_name: &str) -> Self {
        unimplemented!()
    }

    /// It can do that.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|one| one == feature)
    }

    /// One of its identities is of this category and kind.
    #[must_use]
    pub fn is(&self, category: &str, kind: &str) -> bool {
        self.identities
            .iter()
            .any(|one| one.category == category && one.kind == kind)
    }

    /// Reads an answer. `None`: it is none.
    #[must_use]
    pub fn parse(_query: &Element) -> Option<Self> {
        unimplemented!()
    }

    /// As an answer.
    #[must_use]
    pub fn to_element(&self) -> Element {
        unimplemented!()
    }
}

impl Items {
    /// Reads an answer. `None`: it is none.
    #[must_use]
    pub fn parse(_query: &Element) -> Option<Self> {
        unimplemented!()
    }
}

/// Asks what an entity is.
#[must_use]
pub fn info_query(_node: Option<&str>) -> Element {
    unimplemented!()
}

/// Asks what belongs to an entity.
#[must_use]
pub fn items_query(_node: Option<&str>) -> Element {
    unimplemented!()
}

/// Answers a question about us. `None`: it is no such question.
///
/// `caps_node` is what [`crate::caps::element`] was made with.
#[must_use]
pub fn answer(
    _query: &Element,
    _own: &Info,
    _caps_node: &str,
) -> Option<Result<Element, StanzaError>> {
    unimplemented!()
}
