//! Retractions (XEP-0424): their author takes a message back. A request, no more: whoever has read it
//! has read it.
//!
//! The form of version 0 (fastened by XEP-0422) is read, too; programs of before 2023 write it.

use minidom::Element;

use crate::message::Message;
use crate::xml::Tree;
use crate::{delay, fallback, hints, stanza_id};

/// The namespace.
pub const NS: &str = "urn:xmpp:message-retract:1";

/// The namespace of before.
const NS_0: &str = "urn:xmpp:message-retract:0";

/// What fastens something to another message (XEP-0422).
const FASTEN: &str = "urn:xmpp:fasten:0";

/// What a program shows that knows nothing of retractions; the words of XEP-0424 §3.
const WORDS: &str = "/me retracted a previous message, but it's unsupported by your client.";

/// What a message carries that takes `of` back: with words for those who don't know, and a hint that
/// archives keep it.
#[must_use]
pub fn payloads(of: &str) -> [Element; 4] {
    [
        Element::bare("retract", NS).with_attr("id", of),
        fallback::whole(NS),
        Element::bare("body", crate::stanza::CLIENT).with_text(WORDS),
        hints::store(),
    ]
}

/// The id of the message that is taken back.
#[must_use]
pub fn retracted(message: &Message) -> Option<&str> {
    if let Some(retract) = message.payload("retract", NS) {
        return stanza_id::usable(retract.attr("id"));
    }
    let fastened = message.payload("apply-to", FASTEN)?;
    fastened.get_child("retract", NS_0)?;
    stanza_id::usable(fastened.attr("id"))
}

/// The archive has put this in the place of a message that was taken back: when that was, in
/// microseconds since 1970, if it says so (XEP-0424 §4).
#[must_use]
pub fn tombstone(message: &Message) -> Option<Option<i64>> {
    let stone = message
        .payload("retracted", NS)
        .or_else(|| message.payload("retracted", NS_0))?;
    Some(stone.attr("stamp").and_then(delay::parse_stamp))
}

/// By which namespace a fallback calls itself one for a retraction.
pub(crate) const FALLBACKS: [&str; 2] = [NS, NS_0];

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' id='r1'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn a_retraction_comes_in_two_forms() {
        let ours: String = payloads("wrong-1").iter().map(String::from).collect();
        assert_eq!(retracted(&message(&ours)), Some("wrong-1"));
        let before = "<apply-to xmlns='urn:xmpp:fasten:0' id='wrong-1'>\
            <retract xmlns='urn:xmpp:message-retract:0'/></apply-to>";
        assert_eq!(retracted(&message(before)), Some("wrong-1"));
        let other = "<apply-to xmlns='urn:xmpp:fasten:0' id='wrong-1'><x xmlns='y'/></apply-to>";
        assert_eq!(retracted(&message(other)), None);
        let none = "<retract xmlns='urn:xmpp:message-retract:1'/>";
        assert_eq!(retracted(&message(none)), None);
    }

    #[test]
    fn a_tombstone_says_when() {
        let stone = "<retracted xmlns='urn:xmpp:message-retract:1' id='r' \
            stamp='1970-01-01T00:00:01Z'/>";
        assert_eq!(tombstone(&message(stone)), Some(Some(1_000_000)));
        let stone = "<retracted xmlns='urn:xmpp:message-retract:1' stamp='soon'/>";
        assert_eq!(tombstone(&message(stone)), Some(None));
        assert_eq!(tombstone(&message("<body>a</body>")), None);
    }
}
