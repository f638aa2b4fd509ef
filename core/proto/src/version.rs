//! Software version (XEP-0092).

use minidom::Element;

use crate::xml::{self, Tree};

/// The namespace.
pub const NS: &str = "jabber:iq:version";

/// A name and a number; more is not shown.
const MAX_TEXT: usize = 256;

/// What somebody runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Software {
    /// The program.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
    /// The operating system, if it shall be said.
    pub os: Option<String>,
}

/// Asks.
#[must_use]
pub fn query() -> Element {
    Element::bare("query", NS)
}

/// Answers.
#[must_use]
pub fn answer(own: &Software) -> Element {
    let child = |name: &str, text: &str| Element::bare(name, NS).with_text(text);
    let answer = query()
        .with(child("name", &own.name))
        .with(child("version", &own.version));
    match &own.os {
        Some(os) => answer.with(child("os", os)),
        None => answer,
    }
}

/// Reads an answer. `None`: it is none, or doesn't name a program.
#[must_use]
pub fn parse(answer: &Element) -> Option<Software> {
    if !answer.is("query", NS) {
        return None;
    }
    let text = |name| {
        let text = answer.get_child(name, NS)?.text();
        let text = xml::cut(text.trim(), MAX_TEXT);
        (!text.is_empty()).then_some(text)
    };
    Some(Software {
        name: text("name")?,
        version: text("version").unwrap_or_default(),
        os: text("os"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_can_be_read_by_us() {
        let own = Software {
            name: "Waxwing".to_owned(),
            version: "1 < 2".to_owned(),
            os: None,
        };
        assert_eq!(parse(&answer(&own)), Some(own.clone()));
        let with_os = Software {
            os: Some("Linux".to_owned()),
            ..own
        };
        assert_eq!(parse(&answer(&with_os)), Some(with_os));
    }

    #[test]
    fn what_is_missing_or_too_long_does_not_hurt() {
        assert_eq!(parse(&query()), None);
        assert_eq!(parse(&Element::bare("query", "x")), None);
        let name = Element::bare("name", NS).with_text(&"x".repeat(100_000));
        let software = parse(&query().with(name)).unwrap();
        assert_eq!(
            (software.name.len(), software.version.as_str()),
            (MAX_TEXT, "")
        );
    }
}
