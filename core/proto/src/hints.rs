//! Hints for those who carry a message (XEP-0334): what to do with it that its content doesn't say.

use minidom::Element;

use crate::message::Message;

/// The namespace.
pub const NS: &str = "urn:xmpp:hints";

/// Keep it in the archives, although there is nothing in it to be read (XEP-0334 §4.4).
#[must_use]
pub fn store() -> Element {
    Element::bare("store", NS)
}

/// Don't keep it anywhere, for it means nothing later on (XEP-0334 §4.2).
#[must_use]
pub fn no_store() -> Element {
    Element::bare("no-store", NS)
}

/// Its sender wants no copies of it to be made (XEP-0334 §4.3).
#[must_use]
pub fn is_not_to_be_copied(message: &Message) -> bool {
    message.payload("no-copy", NS).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_read() {
        let message = |inside: &str| {
            let xml = format!("<message xmlns='jabber:client'>{inside}</message>");
            Message::parse(xml.parse().unwrap())
        };
        let no_copy = message("<no-copy xmlns='urn:xmpp:hints'/>");
        assert!(is_not_to_be_copied(&no_copy));
        assert!(!is_not_to_be_copied(&message("<no-copy xmlns='x'/>")));
        assert!(!is_not_to_be_copied(&message(&String::from(&store()))));
    }
}
