//! The name somebody goes by (XEP-0172): in a request, and published for all contacts (XEP-0163).

use minidom::Element;

use crate::xml::{self, Tree};

/// The namespace, which is also the name of the node it is published at.
pub const NS: &str = "http://jabber.org/protocol/nick";

/// As a name in a list, with room to spare.
pub const MAX_NICK: usize = 256;

/// Reads a `<nick/>`; an empty one is none. On one line, without what XML has no place for.
#[must_use]
pub fn parse(nick: &Element) -> Option<String> {
    if !nick.is("nick", NS) {
        return None;
    }
    clean(&nick.text())
}

/// The first one among payloads.
#[must_use]
pub fn find(payloads: &[Element]) -> Option<String> {
    parse(xml::find(payloads, "nick", NS)?)
}

/// A `<nick/>`; an empty one takes a published one back (§4.2 of XEP-0172 leaves it to that).
#[must_use]
pub fn element(nick: &str) -> Element {
    let element = Element::bare("nick", NS);
    match clean(nick) {
        Some(nick) => element.with_text(&nick),
        None => element,
    }
}

/// A name as one line; `None` where nothing is left.
#[must_use]
pub fn clean(nick: &str) -> Option<String> {
    let short = xml::cut(nick.trim(), MAX_NICK);
    let line = short.replace(['\n', '\r', '\t'], " ");
    let line = xml::clean(line.trim());
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_can_be_read_by_us() {
        assert_eq!(parse(&element(" Romy <3 ")).as_deref(), Some("Romy <3"));
        assert_eq!(parse(&element("  ")), None);
    }

    #[test]
    fn a_name_is_one_short_line() {
        let nick = Element::bare("nick", NS).with_text("a\nb\tc");
        assert_eq!(parse(&nick).as_deref(), Some("a b c"));
        let long = Element::bare("nick", NS).with_text(&"x".repeat(1_000_000));
        assert_eq!(parse(&long).unwrap().len(), MAX_NICK);
        assert_eq!(clean("\u{0}\u{1}"), None);
        assert_eq!(find(&[Element::bare("nick", "x")]), None);
    }
}
