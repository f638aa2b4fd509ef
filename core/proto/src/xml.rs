//! Short ways to build and read elements.
//!
//! What the network may never make us write comes through here: [`clean`] takes out the characters
//! that XML 1.0 §2.2 forbids, because a server ends the stream over a single one of them.

use minidom::Element;
use minidom::rxml::{Namespace, NcName};

/// Building and reading, for [`Element`].
pub trait Tree: Sized {
    /// With this attribute; a value of before is replaced.
    #[must_use]
    fn with_attr(self, name: &'static str, value: &str) -> Self;
    /// With this attribute if there is a value.
    #[must_use]
    fn with_attr_opt(self, name: &'static str, value: Option<&str>) -> Self;
    /// With an `xml:lang` if there is one.
    #[must_use]
    fn with_lang(self, lang: Option<&str>) -> Self;
    /// With this text behind what is there.
    #[must_use]
    fn with_text(self, text: &str) -> Self;
    /// With this child behind what is there.
    #[must_use]
    fn with(self, child: Element) -> Self;
    /// The `xml:lang`, not inherited.
    fn lang(&self) -> Option<&str>;
}

impl Tree for Element {
    fn with_attr(mut self, name: &'static str, value: &str) -> Self {
        set(&mut self, Namespace::NONE, name, value);
        self
    }

    fn with_attr_opt(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with_attr(name, value),
            None => self,
        }
    }

    fn with_lang(mut self, lang: Option<&str>) -> Self {
        if let Some(lang) = lang {
            set(&mut self, Namespace::XML, "lang", lang);
        }
        self
    }

    fn with_text(mut self, text: &str) -> Self {
        self.append_text_node(clean(text));
        self
    }

    fn with(mut self, child: Element) -> Self {
        self.append_child(child);
        self
    }

    fn lang(&self) -> Option<&str> {
        self.attr_ns(&Namespace::XML, "lang")
    }
}

fn set(element: &mut Element, ns: Namespace<'static>, name: &'static str, value: &str) {
    // Every name is a literal of ours; the test of the XEP's file would miss the attribute.
    if let Ok(name) = NcName::try_from(name) {
        element.attrs_mut().insert(ns, name, clean(value));
    }
}

/// The text without the characters that XML 1.0 §2.2 has no place for.
#[must_use]
pub fn clean(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(allowed).collect()
}

/// The element with this name of this namespace among payloads.
#[must_use]
pub fn find<'a>(payloads: &'a [Element], name: &str, ns: &str) -> Option<&'a Element> {
    payloads.iter().find(|payload| payload.is(name, ns))
}

/// The text of the children of this name in the language that suits best: the language itself, a
/// relative of it, no language, whatever comes first. Empty ones don't count.
///
/// `inherited` is the language of those that don't name their own.
#[must_use]
pub fn best_text(
    payloads: &[Element],
    name: &str,
    ns: &str,
    inherited: Option<&str>,
    wanted: &str,
) -> Option<String> {
    let rank = |lang: Option<&str>| match lang {
        Some(lang) if lang.eq_ignore_ascii_case(wanted) => 0,
        Some(lang) if primary(lang).eq_ignore_ascii_case(primary(wanted)) => 1,
        None | Some("") => 2,
        Some(_) => 3,
    };
    payloads
        .iter()
        .filter(|payload| payload.is(name, ns))
        .map(|payload| (rank(payload.lang().or(inherited)), payload.text()))
        .filter(|(_, text)| !text.is_empty())
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, text)| text)
}

/// The language without script, region and the rest (RFC 5646 §2.1).
fn primary(lang: &str) -> &str {
    lang.split('-').next().unwrap_or(lang)
}

/// The text with `\n` for every line end. A parser does that for what stands in the stream, but a
/// `&#13;` comes through as it is.
#[must_use]
pub fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// At most that many characters of the text.
#[must_use]
pub fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_without_a_place_in_xml_never_leaves() {
        let element = Element::bare("body", "jabber:client")
            .with_attr("id", "a\u{0}b")
            .with_text("x\u{1}\u{ffff}y\tz\n");
        let written = String::from(&element);
        let read: Element = written.parse().unwrap();
        assert_eq!(read.attr("id"), Some("ab"));
        assert_eq!(read.text(), "xy\tz\n");
    }

    #[test]
    fn an_attribute_is_replaced_not_doubled() {
        let element = Element::bare("a", "b")
            .with_attr("c", "1")
            .with_attr("c", "2");
        assert_eq!(element.attr("c"), Some("2"));
        assert_eq!(element.attrs().len(), 1);
    }

    #[test]
    fn the_language_that_suits_best_wins() {
        let body = |lang: Option<&str>, text: &str| {
            Element::bare("body", "n").with_lang(lang).with_text(text)
        };
        let all = [
            body(Some("fr"), "oui"),
            body(None, "jo"),
            body(Some("de-AT"), "ja"),
        ];
        let best = |inherited, wanted| best_text(&all, "body", "n", inherited, wanted).unwrap();
        assert_eq!(best(None, "DE-at"), "ja");
        assert_eq!(best(None, "de"), "ja");
        assert_eq!(best(None, "pt"), "jo");
        assert_eq!(best(Some("pt-BR"), "pt"), "jo");
        assert_eq!(best(Some("es"), "pt"), "oui");
        assert_eq!(best_text(&[body(None, "")], "body", "n", None, ""), None);
    }

    #[test]
    fn every_line_end_becomes_one() {
        assert_eq!(unix_lines("a\r\nb\rc\n\rd"), "a\nb\nc\n\nd");
    }
}
