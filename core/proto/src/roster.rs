//! The roster (RFC 6121 §2), read item by item: one bad entry costs that entry only.

use std::collections::BTreeSet;

use jid::BareJid;
use minidom::Element;

use crate::iq::Iq;

/// The namespace.
pub const NS: &str = "jabber:iq:roster";

/// A whole roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The contacts.
    pub items: Vec<Item>,
    /// The version to ask from next time (RFC 6121 §2.6).
    pub version: Option<String>,
    /// How many entries could not be read.
    pub skipped: usize,
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The address.
    pub jid: BareJid,
    /// The name given by the user; may be empty.
    pub name: String,
    /// Who sees whose presence.
    pub subscription: Subscription,
    /// We asked to see them and wait for an answer.
    pub ask: bool,
    /// They may see us as soon as they ask (RFC 6121 §3.4).
    pub approved: bool,
    /// The groups the user put it in.
    pub groups: BTreeSet<String>,
}

/// Who sees whose presence (RFC 6121 §2.1.2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Subscription {
    /// Neither.
    #[default]
    None,
    /// We see them.
    To,
    /// They see us.
    From,
    /// Each sees the other.
    Both,
}

/// The server tells of a change (RFC 6121 §2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// What has changed.
    pub change: Change,
    /// The version of the roster now.
    pub version: Option<String>,
}

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A contact is new or different.
    Updated(Item),
    /// A contact is no more.
    Removed(BareJid),
}

/// Why a push changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not from the own account (RFC 6121 §2.1.6, CVE-2015-8688): service-unavailable.
    #[error("roster push from somebody else")]
    Stranger,
    /// It holds no entry that can be read, or several: bad-request.
    #[error("roster push without one readable item")]
    Malformed,
}

impl Item {
    /// A contact of whom nothing but the address is known.
    #[must_use]
    pub fn new(jid: BareJid) -> Self {
        Self {
            jid,
            name: String::new(),
            subscription: Subscription::None,
            ask: false,
            approved: false,
            groups: BTreeSet::new(),
        }
    }
}

/// Asks for the roster, from a version on if there is one at hand (empty: none yet).
#[must_use]
pub fn query(_version: Option<&str>) -> Element {
    unimplemented!()
}

/// Reads the answer to [`query`]. `None`: it has not changed since the version asked from.
#[must_use]
pub fn parse(_answer: Option<&Element>) -> Option<Roster> {
    unimplemented!()
}

/// Adds a contact, or changes its name and groups.
#[must_use]
pub fn set(_jid: &BareJid, _name: &str, _groups: &BTreeSet<String>) -> Element {
    unimplemented!()
}

/// Removes a contact, and both subscriptions with it.
#[must_use]
pub fn remove(_jid: &BareJid) -> Element {
    unimplemented!()
}

/// Reads a push. `None`: this iq is none.
#[must_use]
pub fn check_push(_iq: &Iq, _own: &BareJid) -> Option<Result<Push, Refused>> {
    unimplemented!()
}
