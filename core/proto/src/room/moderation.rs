//! Moderated retraction (XEP-0425): a moderator takes back what somebody else has said in a room.
//!
//! Only the room itself may say so; the caller knows by the address whether it did. Version 1 and the one
//! of before, which servers of 2023 speak, are both read and both spoken.

use minidom::Element;

use super::user::reason;
use crate::message::Message;
use crate::xml::{self, Tree};
use crate::{delay, retraction};

/// The namespace.
pub const NS: &str = "urn:xmpp:message-moderate:1";

/// The namespace of before.
pub const NS_0: &str = "urn:xmpp:message-moderate:0";

/// Retractions of before.
const RETRACT_0: &str = "urn:xmpp:message-retract:0";

/// What fastens something to another message (XEP-0422).
const FASTEN: &str = "urn:xmpp:fasten:0";

/// A message was taken back by a moderator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moderated {
    /// The id that the room gave it.
    pub of: String,
    /// Who did it, as the room names them: a nick, or an address; may be empty.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
}

/// A message that was taken back before it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// When, in microseconds since 1970.
    pub stamp: Option<i64>,
    /// Who did it; may be empty.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
}

/// What a room says it was told to take back.
#[must_use]
pub fn moderated(message: &Message) -> Option<Moderated> {
    if let Some(retract) = message.payload("retract", retraction::NS) {
        let by = retract.get_child("moderated", NS)?;
        return Some(Moderated {
            of: usable(retract.attr("id"))?,
            by: name_of(by.attr("by")),
            reason: reason(retract, retraction::NS),
        });
    }
    let apply = message.payload("apply-to", FASTEN)?;
    let by = apply.get_child("moderated", NS_0)?;
    by.get_child("retract", RETRACT_0)?;
    Some(Moderated {
        of: usable(apply.attr("id"))?,
        by: name_of(by.attr("by")),
        reason: reason(by, NS_0),
    })
}

/// What stands in an archive in the place of what was taken back by a moderator.
#[must_use]
pub fn tombstone(message: &Message) -> Option<Tombstone> {
    let told = |stamp: Option<&str>, by: &Element, reason: String| Tombstone {
        stamp: stamp.and_then(delay::parse_stamp),
        by: name_of(by.attr("by")),
        reason,
    };
    if let Some(retracted) = message.payload("retracted", retraction::NS) {
        let by = retracted.get_child("moderated", NS)?;
        let why = reason(retracted, retraction::NS);
        return Some(told(retracted.attr("stamp"), by, why));
    }
    let by = message.payload("moderated", NS_0)?;
    let retracted = by.get_child("retracted", RETRACT_0)?;
    Some(told(retracted.attr("stamp"), by, reason(by, NS_0)))
}

/// The order to take a message back, by the id that the room gave it.
#[must_use]
pub fn order(of: &str, why: &str, version_0: bool) -> Element {
    let ns = if version_0 { NS_0 } else { NS };
    let retract = if version_0 { RETRACT_0 } else { retraction::NS };
    let mut moderate = Element::bare("moderate", ns).with(Element::bare("retract", retract));
    if !why.is_empty() {
        moderate.append_child(Element::bare("reason", ns).with_text(why));
    }
    match version_0 {
        true => Element::bare("apply-to", FASTEN)
            .with_attr("id", of)
            .with(moderate),
        false => moderate.with_attr("id", of),
    }
}

fn usable(id: Option<&str>) -> Option<String> {
    crate::stanza_id::usable(id).map(str::to_owned)
}

/// The nick, where a nick is named.
fn name_of(by: Option<&str>) -> String {
    let by = by.unwrap_or_default();
    let name = by.split_once('/').map_or(by, |(_, nick)| nick);
    xml::cut(&super::one_line(name), 200)
}
