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
