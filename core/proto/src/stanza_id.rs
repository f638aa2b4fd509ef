//! Unique and stable stanza ids (XEP-0359).

use jid::BareJid;
use minidom::Element;

use crate::Address;
use crate::message::Message;
use crate::xml::Tree;

/// As long as any generator makes them; longer ones would become keys of a store.
const MAX_ID: usize = 512;

/// The namespace.
pub const NS: &str = "urn:xmpp:sid:0";

/// The payload that names a message for its author's devices.
#[must_use]
pub fn origin_id(id: &str) -> Element {
    Element::bare("origin-id", NS).with_attr("id", id)
}

/// The id the author's device gave the message: the origin-id, else the id attribute.
#[must_use]
pub fn origin(message: &Message) -> Option<&str> {
    let origin = message.payload("origin-id", NS);
    let origin = origin.and_then(|origin| origin.attr("id"));
    usable(origin).or_else(|| usable(message.id.as_deref()))
}

/// The id that `by` gave the message.
///
/// Only for `by` of whom the caller knows that it announces the feature and so takes out ids in its
/// name that others forged (XEP-0359 §6): the own account, or the room the message came from. Two
/// different ids of the same giver prove that it doesn't, so there is none.
#[must_use]
pub fn stanza_id<'a>(message: &'a Message, by: &BareJid) -> Option<&'a str> {
    given_by(&message.payloads, by)
}

/// The same, among payloads.
#[must_use]
pub fn given_by<'a>(payloads: &'a [Element], by: &BareJid) -> Option<&'a str> {
    let given = |element: &&Element| {
        let giver = element.attr("by").and_then(|by| by.parse::<Address>().ok());
        giver.is_some_and(|giver| giver.is_bare() && giver.bare() == by)
    };
    let mut ids = payloads
        .iter()
        .filter(|payload| payload.is("stanza-id", NS))
        .filter(given)
        .map(|element| usable(element.attr("id")));
    let first = ids.next()?;
    ids.all(|other| other == first).then_some(first)?
}

/// An id that names a message; a longer one is nobody's.
pub(crate) fn usable(id: Option<&str>) -> Option<&str> {
    id.filter(|id| !id.is_empty() && id.len() <= MAX_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' id='m'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    fn by_account(inside: &str) -> Option<String> {
        let me = BareJid::new("me@example.org").unwrap();
        stanza_id(&message(inside), &me).map(str::to_owned)
    }

    #[test]
    fn the_origin_id_names_a_message() {
        assert_eq!(origin(&message(&String::from(&origin_id("o")))), Some("o"));
        assert_eq!(origin(&message("")), Some("m"));
        assert_eq!(origin(&message(&String::from(&origin_id("")))), Some("m"));
        let flood = String::from(&origin_id(&"x".repeat(8000)));
        assert_eq!(origin(&message(&flood)), Some("m"));
    }

    #[test]
    fn the_account_names_a_message() {
        let ids = "<stanza-id xmlns='urn:xmpp:sid:0' id='r' by='room@c.example.org'/>\
             <stanza-id xmlns='urn:xmpp:sid:0' id='a' by='me@example.org'/>";
        assert_eq!(by_account(ids).as_deref(), Some("a"));
    }

    #[test]
    fn ids_of_others_are_not_taken() {
        for inside in [
            "<stanza-id xmlns='urn:xmpp:sid:0' id='a' by='evil@example.org'/>",
            "<stanza-id xmlns='urn:xmpp:sid:0' id='a' by='me@example.org/desk'/>",
            "<stanza-id xmlns='urn:xmpp:sid:0' id='a' by='@@'/>",
            "<stanza-id xmlns='urn:xmpp:sid:0' id='a'/>",
            "<stanza-id xmlns='urn:xmpp:sid:0' id='' by='me@example.org'/>",
            "<stanza-id xmlns='urn:xmpp:sid:0' by='me@example.org'/>",
            "<stanza-id xmlns='x' id='a' by='me@example.org'/>",
            "<stanza-id xmlns='urn:xmpp:sid:0' id='a' by='me@example.org'/>\
             <stanza-id xmlns='urn:xmpp:sid:0' id='b' by='me@example.org'/>",
        ] {
            assert_eq!(by_account(inside), None, "{inside}");
        }
    }
}
