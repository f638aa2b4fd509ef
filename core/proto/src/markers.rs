//! Displayed markers (XEP-0333): somebody has seen everything up to a message.
//!
//! A marker tells its receiver that somebody looks at this very moment: only who may see our presence
//! gets one, and only for a message that asks for it (§6, §8), which the caller must know. In a room a
//! marker goes to everybody, and names a message as the room does (XEP-0359).

use minidom::Element;

use crate::message::{Kind, Message};
use crate::xml::Tree;
use crate::{Address, hints, message};

/// The namespace.
pub const NS: &str = "urn:xmpp:chat-markers:0";

/// An id that names a message; a longer one is nobody's.
const MAX_ID: usize = 512;

/// The payload that asks for a marker.
#[must_use]
pub fn markable() -> Element {
    Element::bare("markable", NS)
}

/// The id by which a message wants to be marked: it asks for it, and is said by one to another.
#[must_use]
pub fn to_be_marked(message: &Message) -> Option<&str> {
    let said = matches!(message.kind, Kind::Chat | Kind::Normal);
    // A marker is not answered by another (§4.2).
    if !said || message.payload("markable", NS).is_none() || displayed(message).is_some() {
        return None;
    }
    usable(message.id.as_deref())
}

/// The id of the message up to which all was seen.
#[must_use]
pub fn displayed(message: &Message) -> Option<&str> {
    if !matches!(message.kind, Kind::Chat | Kind::Normal) {
        return None;
    }
    usable(message.payload("displayed", NS)?.attr("id"))
}

/// Whether a message to everybody in a room wants to be marked.
#[must_use]
pub fn asks_in_room(message: &Message) -> bool {
    let asks = message.payload("markable", NS).is_some();
    message.kind == Kind::Groupchat && asks && message.payload("displayed", NS).is_none()
}

/// The id that a room, or its sender, has given the message up to which somebody in the room has seen all.
#[must_use]
pub fn displayed_in_room(message: &Message) -> Option<&str> {
    if message.kind != Kind::Groupchat {
        return None;
    }
    usable(message.payload("displayed", NS)?.attr("id"))
}

/// Tells everybody in a room that all was seen up to the message that the room calls `of`.
#[must_use]
pub fn mark_in_room(room: &Address, id: &str, of: &str) -> Element {
    mark(room, id, of).with_attr("type", Kind::Groupchat.as_str())
}

/// Tells that all was seen up to the message `of`. `id` is the new message's own. Our other devices
/// hear it too, and the archive keeps it for those that are not there.
#[must_use]
pub fn mark(to: &Address, id: &str, of: &str) -> Element {
    message::bodiless(to, id)
        .with(Element::bare("displayed", NS).with_attr("id", of))
        .with(hints::store())
}

fn usable(id: Option<&str>) -> Option<&str> {
    id.filter(|id| !id.is_empty() && id.len() <= MAX_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(attributes: &str, inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' {attributes}>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    const ASKS: &str = "<body>hi</body><markable xmlns='urn:xmpp:chat-markers:0'/>";

    #[test]
    fn a_message_asks_and_is_marked() {
        assert_eq!(
            to_be_marked(&message("id='7' type='chat'", ASKS)),
            Some("7")
        );
        assert_eq!(to_be_marked(&message("id='7'", ASKS)), Some("7"));
        let to = "romy@example.org".parse().unwrap();
        let marker = mark(&to, "8", "7");
        assert_eq!(
            String::from(&marker),
            "<message xmlns='jabber:client' id='8' to='romy@example.org' type='chat'>\
             <displayed xmlns='urn:xmpp:chat-markers:0' id='7'/>\
             <store xmlns='urn:xmpp:hints'/></message>"
        );
        assert_eq!(displayed(&Message::parse(marker)), Some("7"));
        assert!(markable().is("markable", NS));
    }

    #[test]
    fn a_room_is_asked_and_told() {
        let asks = message("id='7' type='groupchat'", ASKS);
        assert!(asks_in_room(&asks));
        assert_eq!(displayed_in_room(&asks), None);
        assert!(!asks_in_room(&message("id='7' type='chat'", ASKS)));
        assert!(!asks_in_room(&message(
            "id='7' type='groupchat'",
            "<body>hi</body>"
        )));
        let marker = mark_in_room(&"den@rooms.example".parse().unwrap(), "8", "r7");
        let marker = Message::parse(marker);
        assert_eq!(displayed_in_room(&marker), Some("r7"));
        assert_eq!(displayed(&marker), None, "nobody said it to us");
        assert!(!asks_in_room(&marker));
        let alone = message("", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>");
        assert_eq!(displayed_in_room(&alone), None);
    }

    #[test]
    fn nothing_else_is_marked() {
        let marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>";
        let long = format!("id='{}'", "x".repeat(600));
        for (attributes, inside) in [
            ("id='7'", "<body>hi</body>"),
            ("", ASKS),
            ("id=''", ASKS),
            (long.as_str(), ASKS),
            ("id='7' type='error'", ASKS),
            ("id='7' type='groupchat'", ASKS),
            ("id='7' type='headline'", ASKS),
            ("id='7'", &format!("{ASKS}{marker}")),
        ] {
            assert_eq!(
                to_be_marked(&message(attributes, inside)),
                None,
                "{attributes}"
            );
        }
    }

    #[test]
    fn a_broken_marker_names_nothing() {
        for (attributes, inside) in [
            (
                "type='error'",
                "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>",
            ),
            (
                "type='groupchat'",
                "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>",
            ),
            ("", "<displayed xmlns='urn:xmpp:chat-markers:0'/>"),
            ("", "<displayed xmlns='urn:xmpp:chat-markers:0' id=''/>"),
            ("", "<displayed xmlns='urn:xmpp:mds:displayed:0' id='1'/>"),
            ("", "<received xmlns='urn:xmpp:chat-markers:0' id='1'/>"),
        ] {
            assert_eq!(displayed(&message(attributes, inside)), None, "{inside}");
        }
    }
}
