//! Corrections (XEP-0308): a message that says something else instead of an earlier one.
//!
//! Each correction names the first message, also where that was corrected before (§5). Whether it
//! counts is for the caller to decide: only the author may correct, and only in the conversation in
//! which it was said.

use minidom::Element;

use crate::message::Message;
use crate::stanza_id;
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "urn:xmpp:message-correct:0";

/// The payload that puts a message in the place of `of`.
#[must_use]
pub fn replace(of: &str) -> Element {
    Element::bare("replace", NS).with_attr("id", of)
}

/// The id of the message in whose place this one is put. None puts itself in its own.
#[must_use]
pub fn replaced(message: &Message) -> Option<&str> {
    let of = stanza_id::usable(message.payload("replace", NS)?.attr("id"))?;
    let itself = message.id.as_deref() == Some(of) || stanza_id::origin(message) == Some(of);
    (!itself).then_some(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' id='good1'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn a_correction_names_what_it_replaces() {
        let element = String::from(&replace("bad1"));
        assert_eq!(
            element,
            "<replace xmlns='urn:xmpp:message-correct:0' id='bad1'/>"
        );
        assert_eq!(replaced(&message(&element)), Some("bad1"));
        assert_eq!(replaced(&message("<body>a</body>")), None);
    }

    #[test]
    fn none_replaces_itself_or_nothing() {
        assert_eq!(replaced(&message(&String::from(&replace("good1")))), None);
        let origin = stanza_id::origin_id("o1");
        let both = format!("{}{}", String::from(&origin), String::from(&replace("o1")));
        assert_eq!(replaced(&message(&both)), None);
        assert_eq!(replaced(&message(&String::from(&replace("")))), None);
        let long = "x".repeat(5_000);
        assert_eq!(replaced(&message(&String::from(&replace(&long)))), None);
    }
}
