//! Ping (XEP-0199). The answer is an empty result: [`crate::iq::result`].

use minidom::Element;

use crate::iq::Iq;

/// The namespace.
pub const NS: &str = "urn:xmpp:ping";

/// Asks.
#[must_use]
pub fn query() -> Element {
    Element::bare("ping", NS)
}

/// It is a ping.
#[must_use]
pub fn is_ping(iq: &Iq) -> bool {
    iq.get("ping", NS).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ping_of(kind: &str, inside: &str) -> bool {
        let xml = format!("<iq xmlns='jabber:client' type='{kind}' id='1'>{inside}</iq>");
        is_ping(&Iq::parse(xml.parse().unwrap()))
    }

    #[test]
    fn a_ping_is_a_question() {
        assert!(is_ping_of("get", &String::from(&query())));
        assert!(!is_ping_of("set", &String::from(&query())));
        assert!(!is_ping_of("result", &String::from(&query())));
        assert!(!is_ping_of("get", "<ping xmlns='x'/>"));
    }
}
