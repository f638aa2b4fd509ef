//! Spoilers (XEP-0382): a message that is shown only to who asks for it, with a hint at what it is
//! about.

use minidom::Element;

use crate::message::Message;
use crate::xml::{self, Tree};

/// The namespace.
pub const NS: &str = "urn:xmpp:spoiler:0";

/// A hint is a line; a longer one would be a message of its own.
const MAX_HINT: usize = 200;

/// The payload that hides a message; the hint may be empty.
#[must_use]
pub fn element(hint: &str) -> Element {
    let element = Element::bare("spoiler", NS);
    match line(hint) {
        hint if hint.is_empty() => element,
        hint => element.with_text(&hint),
    }
}

/// The hint of a message that is to be hidden, in the language that suits best; may be empty.
#[must_use]
pub fn hint(message: &Message, lang: &str) -> Option<String> {
    message.payload("spoiler", NS)?;
    let hint = xml::best_text(
        &message.payloads,
        "spoiler",
        NS,
        message.lang.as_deref(),
        lang,
    );
    Some(line(&hint.unwrap_or_default()))
}

/// On one line, and not longer than one.
#[must_use]
pub fn line(hint: &str) -> String {
    let words: Vec<&str> = hint.split_whitespace().collect();
    xml::cut(&words.join(" "), MAX_HINT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn a_spoiler_has_a_hint_or_none() {
        assert_eq!(hint(&message("<body>a</body>"), "en"), None);
        let empty = String::from(&element("  "));
        assert_eq!(empty, "<spoiler xmlns='urn:xmpp:spoiler:0'/>");
        assert_eq!(hint(&message(&empty), "en").as_deref(), Some(""));
        let both = "<spoiler xml:lang='ca' xmlns='urn:xmpp:spoiler:0'>Fi</spoiler>\
            <spoiler xml:lang='en' xmlns='urn:xmpp:spoiler:0'>The\nend</spoiler>";
        assert_eq!(hint(&message(both), "en").as_deref(), Some("The end"));
        assert_eq!(hint(&message(both), "ca").as_deref(), Some("Fi"));
    }

    #[test]
    fn a_long_hint_is_cut() {
        let long = String::from(&element(&"é".repeat(5_000)));
        assert_eq!(hint(&message(&long), "").unwrap().chars().count(), MAX_HINT);
    }
}
