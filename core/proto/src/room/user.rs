//! What a room says about an occupant or an event, beside presences and messages (XEP-0045 §7, §15.5.3).

use minidom::Element;

use super::{Affiliation, Role, Status, USER, one_line};
use crate::Address;
use crate::xml;

/// More codes than a stanza has any use for.
const MAX_STATUSES: usize = 32;

/// A reason is a sentence.
const MAX_REASON: usize = 1_000;

/// A room's `<x/>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// What has happened.
    pub statuses: Vec<Status>,
    /// Whom it is about.
    pub item: Item,
    /// The room is no more.
    pub destroyed: Option<Destroyed>,
}

/// Whom a room speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What they are to the room.
    pub affiliation: Affiliation,
    /// What they may do in it.
    pub role: Role,
    /// Their real address, where the room tells it.
    pub jid: Option<Address>,
    /// The nick they go by from now on, or the one that is reserved for them; may be empty.
    pub nick: String,
    /// Why; may be empty.
    pub reason: String,
    /// The nick or address of whoever did it; may be empty.
    pub actor: String,
}

/// A room is no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// Where to go instead.
    pub alternative: Option<Address>,
    /// Why; may be empty.
    pub reason: String,
}

impl User {
    /// Reads what is among payloads. `None`: a room has said nothing.
    #[must_use]
    pub fn find(payloads: &[Element]) -> Option<Self> {
        let x = xml::find(payloads, "x", USER)?;
        let codes = x.children().filter(|one| one.is("status", USER));
        let codes = codes.filter_map(|one| Status::parse(one.attr("code")?));
        Some(Self {
            statuses: codes.take(MAX_STATUSES).collect(),
            item: x
                .get_child("item", USER)
                .map(Item::parse)
                .unwrap_or_default(),
            destroyed: x.get_child("destroy", USER).map(|destroy| Destroyed {
                alternative: destroy.attr("jid").and_then(|jid| jid.parse().ok()),
                reason: reason(destroy, USER),
            }),
        })
    }

    /// One of the codes says so.
    #[must_use]
    pub fn says(&self, status: Status) -> bool {
        self.statuses.contains(&status)
    }
}

impl Item {
    /// Reads an `<item/>` of any of the namespaces of rooms.
    #[must_use]
    pub fn parse(item: &Element) -> Self {
        let ns = item.ns();
        let actor = item.get_child("actor", ns.as_str());
        let actor = actor.and_then(|actor| actor.attr("nick").or(actor.attr("jid")));
        Self {
            affiliation: Affiliation::parse(item.attr("affiliation")),
            role: Role::parse(item.attr("role")),
            jid: item.attr("jid").and_then(|jid| jid.parse().ok()),
            nick: item.attr("nick").unwrap_or_default().to_owned(),
            reason: reason(item, &ns),
            actor: xml::cut(&one_line(actor.unwrap_or_default()), MAX_ACTOR),
        }
    }
}

/// Longer names say nothing.
const MAX_ACTOR: usize = 1_023;

/// The `<reason/>` inside; may be empty.
pub(super) fn reason(inside: &Element, ns: &str) -> String {
    let reason = inside.get_child("reason", ns).map(Element::text);
    xml::cut(
        &xml::unix_lines(reason.unwrap_or_default().trim()),
        MAX_REASON,
    )
}
