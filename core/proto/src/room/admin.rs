//! Running a room (XEP-0045 §8, §9, §10): who may do what in it, and what they are to it.

use jid::BareJid;
use minidom::Element;

use super::{Affiliation, Item, Role};
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "http://jabber.org/protocol/muc#admin";

/// The members of the largest rooms there are; a longer list is not read to its end.
pub const MAX_MEMBERS: usize = 10_000;

/// Gives an occupant another role; [`Role::None`] throws them out.
#[must_use]
pub fn set_role(nick: &str, role: Role, reason: &str) -> Element {
    let item = Element::bare("item", NS)
        .with_attr("nick", nick)
        .with_attr("role", role.as_str());
    order(item, reason)
}

/// Makes a person something else to a room; [`Affiliation::Outcast`] bans them.
#[must_use]
pub fn set_affiliation(jid: &BareJid, affiliation: Affiliation, reason: &str) -> Element {
    let item = Element::bare("item", NS)
        .with_attr("jid", jid.as_str())
        .with_attr("affiliation", affiliation.as_str());
    order(item, reason)
}

fn order(item: Element, reason: &str) -> Element {
    let item = match reason {
        "" => item,
        reason => item.with(Element::bare("reason", NS).with_text(reason)),
    };
    Element::bare("query", NS).with(item)
}

/// Asks who is this to a room.
#[must_use]
pub fn list(affiliation: Affiliation) -> Element {
    let item = Element::bare("item", NS).with_attr("affiliation", affiliation.as_str());
    Element::bare("query", NS).with(item)
}

/// Reads the answer to [`list`]: whoever has no address is left out.
#[must_use]
pub fn parse(answer: Option<&Element>) -> Vec<Item> {
    let Some(query) = answer.filter(|answer| answer.is("query", NS)) else {
        return Vec::new();
    };
    let items = query.children().filter(|one| one.is("item", NS));
    let items = items.map(Item::parse).filter(|item| item.jid.is_some());
    items.take(MAX_MEMBERS).collect()
}
