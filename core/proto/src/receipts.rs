//! Delivery receipts (XEP-0184).
//!
//! An answer tells its receiver that we are online. [`acknowledge`] knows the rules about messages;
//! that the sender is somebody who may see our presence (XEP-0184 §8), the caller must know.

use minidom::Element;

use crate::message::{Kind, Message};
use crate::stanza::CLIENT;
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "urn:xmpp:receipts";

/// The sender wants to know that the message arrived.
#[must_use]
pub fn requested(message: &Message) -> bool {
    message.payload("request", NS).is_some()
}

/// The id of a message of ours that arrived; the caller compares the sender with whom it was for.
#[must_use]
pub fn received(message: &Message) -> Option<&str> {
    if message.kind == Kind::Error {
        return None;
    }
    let id = message.payload("received", NS)?.attr("id")?;
    (!id.is_empty()).then_some(id)
}

/// The payload that asks for a receipt.
#[must_use]
pub fn request() -> Element {
    Element::bare("request", NS)
}

/// The receipt for a message, if it asks for one and may have one: it has an id and a sender, and
/// is no error, not said in a room and no receipt itself (XEP-0184 §5.3, §5.5).
///
/// Only to be sent to those who may see our presence. `id` is the new message's own.
#[must_use]
pub fn acknowledge(message: &Message, id: &str) -> Option<Element> {
    let of_a_kind = !matches!(message.kind, Kind::Error | Kind::Groupchat);
    let is_receipt = message.payload("received", NS).is_some();
    if !of_a_kind || is_receipt || !requested(message) {
        return None;
    }
    let arrived = message.id.as_deref().filter(|id| !id.is_empty())?;
    let to = message.from.address()?.to_string();
    let receipt = Element::bare("message", CLIENT)
        .with_attr("to", &to)
        .with_attr("id", id)
        .with_attr("type", message.kind.as_str())
        .with(Element::bare("received", NS).with_attr("id", arrived));
    Some(receipt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(attributes: &str, inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' {attributes}>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    const REQUEST: &str = "<body>hi</body><request xmlns='urn:xmpp:receipts'/>";

    #[test]
    fn a_message_is_acknowledged() {
        let message = message("from='romy@example.org/😀' id='7' type='chat'", REQUEST);
        let receipt = acknowledge(&message, "8").unwrap();
        assert_eq!(
            String::from(&receipt),
            "<message xmlns='jabber:client' id='8' to='romy@example.org/😀' type='chat'>\
             <received xmlns='urn:xmpp:receipts' id='7'/></message>"
        );
        assert_eq!(received(&Message::parse(receipt)), Some("7"));
    }

    #[test]
    fn nothing_else_is_acknowledged() {
        for (attributes, inside) in [
            ("from='a@b/c' id='7' type='error'", REQUEST.to_owned()),
            ("from='a@b/c' id='7' type='groupchat'", REQUEST.to_owned()),
            ("from='a@b/c' type='chat'", REQUEST.to_owned()),
            ("from='a@b/c' id='' type='chat'", REQUEST.to_owned()),
            ("id='7' type='chat'", REQUEST.to_owned()),
            ("from='@@' id='7' type='chat'", REQUEST.to_owned()),
            (
                "from='a@b/c' id='7' type='chat'",
                "<body>hi</body>".to_owned(),
            ),
            (
                "from='a@b/c' id='7' type='chat'",
                format!("{REQUEST}<received xmlns='urn:xmpp:receipts' id='1'/>"),
            ),
        ] {
            assert_eq!(
                acknowledge(&message(attributes, &inside), "8"),
                None,
                "{attributes}"
            );
        }
    }

    #[test]
    fn a_broken_receipt_names_nothing() {
        let receipt = "<received xmlns='urn:xmpp:receipts' id='1'/>";
        assert_eq!(received(&message("type='error'", receipt)), None);
        assert_eq!(
            received(&message("", "<received xmlns='urn:xmpp:receipts'/>")),
            None
        );
        assert_eq!(
            received(&message("", "<received xmlns='urn:xmpp:receipts' id=''/>")),
            None
        );
        assert!(requested(&message("", &String::from(&request()))));
    }
}
