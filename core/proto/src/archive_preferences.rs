//! What an archive takes in (XEP-0441).

use std::collections::BTreeSet;

use minidom::Element;

use crate::Address;
use crate::archive::NS;
use crate::xml::{self, Tree};

/// More exceptions than anybody makes; a longer list is not changed from here, because sending it
/// back cut short would take entries out of it.
pub const MAX_EXCEPTIONS: usize = 1_000;

/// What is kept of the messages with somebody for whom there is no exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Default {
    /// Everything.
    Always,
    /// Only what is said with contacts.
    Roster,
    /// Nothing.
    Never,
}

/// The preferences of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Where there is no exception.
    pub default: Default,
    /// Everything said with these is kept.
    pub always: BTreeSet<Address>,
    /// Nothing said with these is kept.
    pub never: BTreeSet<Address>,
    /// There are more exceptions than could be read.
    pub cut: bool,
}

/// Asks.
#[must_use]
pub fn query() -> Element {
    Element::bare("prefs", NS)
}

impl Preferences {
    /// Reads an answer. `None`: it is none, or says nothing that is known.
    #[must_use]
    pub fn parse(answer: &Element) -> Option<Self> {
        if !answer.is("prefs", NS) {
            return None;
        }
        let default = match answer.attr("default").map(str::trim) {
            Some("always") => Default::Always,
            Some("roster") => Default::Roster,
            Some("never") => Default::Never,
            _ => return None,
        };
        let mut cut = false;
        let mut list = |name: &str| -> BTreeSet<Address> {
            let items = answer.get_child(name, NS).into_iter();
            let items = items.flat_map(Element::children);
            let items: Vec<_> = items.filter(|item| item.is("jid", NS)).collect();
            cut |= items.len() > MAX_EXCEPTIONS;
            let items = items.into_iter().take(MAX_EXCEPTIONS);
            let read = items.map(|item| xml::cut(item.text().trim(), MAX_JID).parse());
            read.inspect(|read| cut |= read.is_err())
                .flatten()
                .collect()
        };
        let (always, never) = (list("always"), list("never"));
        Some(Self {
            default,
            always,
            never,
            cut,
        })
    }

    /// Asks for these instead. `None` where some exceptions would be lost by it.
    #[must_use]
    pub fn to_element(&self) -> Option<Element> {
        let list = |name: &str, all: &BTreeSet<Address>| {
            let items = all.iter().map(|one| {
                let jid = Element::bare("jid", NS);
                jid.with_text(&one.to_string())
            });
            items.fold(Element::bare(name, NS), Tree::with)
        };
        let default = match self.default {
            Default::Always => "always",
            Default::Roster => "roster",
            Default::Never => "never",
        };
        let prefs = query()
            .with_attr("default", default)
            .with(list("always", &self.always))
            .with(list("never", &self.never));
        (!self.cut).then_some(prefs)
    }
}

/// The longest address there is (RFC 7622 §3.1): three parts of 1023 bytes, `@` and `/`.
const MAX_JID: usize = 3_071;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Option<Preferences> {
        Preferences::parse(&xml.parse().unwrap())
    }

    const FULL: &str = "<prefs xmlns='urn:xmpp:mam:2' default='roster'><always>\
        <jid>romy@example.org</jid></always><never><jid>theo@example.org</jid></never></prefs>";

    #[test]
    fn preferences_are_read_and_written() {
        let preferences = read(FULL).unwrap();
        assert_eq!(preferences.default, Default::Roster);
        assert_eq!(preferences.always.len(), 1);
        assert_eq!(String::from(&preferences.to_element().unwrap()), FULL);
        let bare = read("<prefs xmlns='urn:xmpp:mam:2' default='never'/>").unwrap();
        assert_eq!(bare.default, Default::Never);
        assert_eq!(
            String::from(&bare.to_element().unwrap()),
            "<prefs xmlns='urn:xmpp:mam:2' default='never'><always/><never/></prefs>"
        );
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        assert_eq!(read("<prefs xmlns='urn:xmpp:mam:2'/>"), None);
        assert_eq!(
            read("<prefs xmlns='urn:xmpp:mam:2' default='maybe'/>"),
            None
        );
        assert_eq!(
            read("<prefs xmlns='urn:xmpp:mam:0' default='always'/>"),
            None
        );
        assert_eq!(
            read("<query xmlns='urn:xmpp:mam:2' default='always'/>"),
            None
        );
    }

    #[test]
    fn no_exception_is_lost_by_a_change() {
        let bad = "<prefs xmlns='urn:xmpp:mam:2' default='always'><always><jid>@@</jid>\
            <jid>romy@example.org</jid></always></prefs>";
        let preferences = read(bad).unwrap();
        assert!(preferences.cut);
        assert_eq!(preferences.to_element(), None);
        let jids: String = (0..=MAX_EXCEPTIONS)
            .map(|one| format!("<jid>{one}@example.org</jid>"))
            .collect();
        let flood =
            format!("<prefs xmlns='urn:xmpp:mam:2' default='always'><never>{jids}</never></prefs>");
        assert!(read(&flood).unwrap().cut);
    }
}
