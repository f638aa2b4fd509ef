//! Addresses beside a message (XEP-0066 §3), by which most programs tell of a file.

use minidom::Element;

use crate::message::Message;
use crate::sharing::is_source;
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "jabber:x:oob";

/// The payload for an address.
#[must_use]
pub fn element(url: &str) -> Element {
    Element::bare("x", NS).with(Element::bare("url", NS).with_text(url))
}

/// The address beside a message, where a file could be had from it.
#[must_use]
pub fn url(message: &Message) -> Option<String> {
    let url = message.payload("x", NS)?.get_child("url", NS)?.text();
    let url = url.trim();
    is_source(url).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn an_address_goes_there_and_back() {
        let xml = String::from(&element("https://a.example/b.png?c&d"));
        assert_eq!(
            url(&message(&xml)).as_deref(),
            Some("https://a.example/b.png?c&d")
        );
        let with_words =
            "<x xmlns='jabber:x:oob'><url>\n https://a.example/b </url><desc>b</desc></x>";
        assert_eq!(
            url(&message(with_words)).as_deref(),
            Some("https://a.example/b")
        );
    }

    #[test]
    fn what_is_no_safe_address_is_none() {
        for bad in [
            "",
            "<url/>",
            "<url>http://a.example/b</url>",
            "<url>file:///etc/passwd</url>",
            "<url>callto:romy@example.org</url>",
            "<url>https://a.example/b\nc</url>",
            "<url xmlns='y'>https://a.example/b</url>",
        ] {
            let xml = format!("<x xmlns='jabber:x:oob'>{bad}</x>");
            assert_eq!(url(&message(&xml)), None, "{bad}");
        }
        assert_eq!(url(&message("<body>https://a.example/b</body>")), None);
    }
}
