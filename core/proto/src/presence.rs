//! Presence (RFC 6121 §3, §4): who is there, with what, and who may know.

use minidom::Element;

use crate::Address;
use crate::caps::Caps;
use crate::delay::Delay;
use crate::stanza::Party;
use crate::stanza_error::StanzaError;

mod resources;

pub use resources::{MAX_RESOURCES, Resource, Resources};

/// A presence as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// Who it is from.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// The id its sender gave it.
    pub id: Option<String>,
    /// What it says.
    pub kind: Kind,
    /// How available, if it is [`Kind::Available`].
    pub show: Show,
    /// Which resource gets the messages (RFC 6121 §4.7.2.3).
    pub priority: i8,
    /// The language of the texts that don't name their own.
    pub lang: Option<String>,
    /// Everything inside.
    pub payloads: Vec<Element>,
}

/// What a presence says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// I am here.
    #[default]
    Available,
    /// I am no longer here.
    Unavailable,
    /// I'd like to see you.
    Subscribe,
    /// You may see me.
    Subscribed,
    /// I don't want to see you any more.
    Unsubscribe,
    /// You may not see me (any more).
    Unsubscribed,
    /// Servers ask for the current presence with it.
    Probe,
    /// Something sent came back.
    Error,
    /// A type nobody knows. Means nothing; certainly not that somebody is here.
    Unknown,
}

/// How available somebody is (RFC 6121 §4.7.2.1), the most available last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Show {
    /// Away for long.
    ExtendedAway,
    /// Away for a moment.
    Away,
    /// Does not want to be disturbed.
    DoNotDisturb,
    /// There.
    #[default]
    Online,
    /// Wants to talk.
    Chat,
}

impl Presence {
    /// Reads a `<presence/>`.
    #[must_use]
    pub fn parse(_element: Element) -> Self {
        unimplemented!()
    }

    /// The status message in the language that suits best; `None` if there is none or it's empty.
    #[must_use]
    pub fn status(&self, _lang: &str) -> Option<String> {
        unimplemented!()
    }

    /// The name its sender goes by (XEP-0172).
    #[must_use]
    pub fn nick(&self) -> Option<String> {
        unimplemented!()
    }

    /// What its sender's software can do, in short (XEP-0115).
    #[must_use]
    pub fn caps(&self) -> Option<Caps> {
        unimplemented!()
    }

    /// When it was sent, if it waited somewhere (XEP-0203).
    #[must_use]
    pub fn delay(&self) -> Option<Delay> {
        unimplemented!()
    }

    /// What went wrong, if it is of type error.
    #[must_use]
    pub fn error(&self) -> Option<StanzaError> {
        unimplemented!()
    }
}

/// I am here: to everybody who may know. An empty status is left out.
#[must_use]
pub fn available(_show: Show, _status: &str, _priority: i8, _caps: Option<Element>) -> Element {
    unimplemented!()
}

/// I am no longer here: to everybody who was told that I was.
#[must_use]
pub fn unavailable(_status: &str) -> Element {
    unimplemented!()
}

/// A presence of a kind that goes to one other: a subscription, or an answer to one.
#[must_use]
pub fn directed(_kind: Kind, _to: &Address) -> Element {
    unimplemented!()
}

/// I'd like to see you; with the name I go by, if it shall be said.
#[must_use]
pub fn subscribe(_to: &Address, _nick: Option<&str>) -> Element {
    unimplemented!()
}

/// You may see me.
#[must_use]
pub fn subscribed(to: &Address) -> Element {
    directed(Kind::Subscribed, to)
}

/// I don't want to see you any more.
#[must_use]
pub fn unsubscribe(to: &Address) -> Element {
    directed(Kind::Unsubscribe, to)
}

/// You may not see me (any more).
#[must_use]
pub fn unsubscribed(to: &Address) -> Element {
    directed(Kind::Unsubscribed, to)
}
