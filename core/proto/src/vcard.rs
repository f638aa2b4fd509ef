//! What somebody tells about themselves: a visiting card (XEP-0054).
//!
//! The format is from 1999 and written in many ways; what can't be read is left out. Pictures are
//! never touched: a card may hold megabytes of them, and [`edit`] leaves ours where it is.

use minidom::Element;

use crate::xml::{self, Tree};

/// The namespace.
pub const NS: &str = "vcard-temp";

/// A line on a card, with room to spare.
const MAX_LINE: usize = 256;

/// A page of words about oneself.
const MAX_NOTE: usize = 4_000;

/// Nobody shows more numbers or addresses.
const MAX_ENTRIES: usize = 8;

/// What stands on a card; texts may be empty. Every text but the note is one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The whole name.
    pub full_name: String,
    /// What friends say.
    pub nick: String,
    /// Where they work.
    pub organisation: String,
    /// What they are there.
    pub title: String,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub mails: Vec<String>,
    /// Pages in the web.
    pub webs: Vec<String>,
    /// The day of birth, as they write it.
    pub birthday: String,
    /// Anything else, in lines.
    pub note: String,
}

impl Card {
    /// Nothing stands on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// With what the other one says where this one says nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let text = |one: String, other| if one.is_empty() { other } else { one };
        let list = |one: Vec<String>, other| if one.is_empty() { other } else { one };
        Self {
            full_name: text(self.full_name, other.full_name),
            nick: text(self.nick, other.nick),
            organisation: text(self.organisation, other.organisation),
            title: text(self.title, other.title),
            phones: list(self.phones, other.phones),
            mails: list(self.mails, other.mails),
            webs: list(self.webs, other.webs),
            birthday: text(self.birthday, other.birthday),
            note: text(self.note, other.note),
        }
    }

    /// Cut to its bounds, without what XML has no place for: as others would read it.
    #[must_use]
    pub fn tidy(self) -> Self {
        Self {
            full_name: line(&self.full_name),
            nick: line(&self.nick),
            organisation: line(&self.organisation),
            title: line(&self.title),
            phones: list(self.phones.iter().map(|one| line(one))),
            mails: list(self.mails.iter().map(|one| line(one))),
            webs: list(self.webs.iter().map(|one| line(one))),
            birthday: line(&self.birthday),
            note: note(&self.note),
        }
    }
}

/// Asks for a card.
#[must_use]
pub fn query() -> Element {
    Element::bare("vCard", NS)
}

/// Reads a card. `None`: it is none.
#[must_use]
pub fn parse(card: &Element) -> Option<Card> {
    if !card.is("vCard", NS) {
        return None;
    }
    let text = |name| card.get_child(name, NS).map(Element::text);
    let one = |name| text(name).map(|text| line(&text)).unwrap_or_default();
    let full_name = one("FN");
    Some(Card {
        full_name: if full_name.is_empty() {
            structured(card)
        } else {
            full_name
        },
        nick: one("NICKNAME"),
        organisation: parts(card, "ORG", &["ORGNAME", "ORGUNIT"], ", "),
        title: one("TITLE"),
        phones: all(card, "TEL", "NUMBER"),
        mails: all(card, "EMAIL", "USERID"),
        webs: list(named(card, "URL").map(|url| line(&url.text()))),
        birthday: one("BDAY"),
        note: text("DESC")
            .filter(|text| !text.trim().is_empty())
            .or_else(|| text("NOTE"))
            .map(|text| note(&text))
            .unwrap_or_default(),
    })
}

/// Our card with what stands on `card`, and with everything of the old one that this program does
/// not show: pictures, postal addresses, keys.
#[must_use]
pub fn edit(old: Option<&Element>, card: &Card) -> Element {
    let card = card.clone().tidy();
    let mut new = query();
    let kept = old
        .filter(|old| old.is("vCard", NS))
        .into_iter()
        .flat_map(Element::children)
        .filter(|child| !EDITED.contains(&child.name()));
    for child in kept {
        new.append_child(child.clone());
    }
    let mut put = |name: &str, text: &str| {
        if !text.is_empty() {
            new.append_child(Element::bare(name, NS).with_text(text));
        }
    };
    put("FN", &card.full_name);
    put("NICKNAME", &card.nick);
    put("TITLE", &card.title);
    put("BDAY", &card.birthday);
    put("DESC", &card.note);
    for url in &card.webs {
        put("URL", url);
    }
    let mut put_in = |outer: &str, inner: &str, text: &str| {
        if !text.is_empty() {
            let inside = Element::bare(inner, NS).with_text(text);
            new.append_child(Element::bare(outer, NS).with(inside));
        }
    };
    put_in("ORG", "ORGNAME", &card.organisation);
    for phone in &card.phones {
        put_in("TEL", "NUMBER", phone);
    }
    for mail in &card.mails {
        put_in("EMAIL", "USERID", mail);
    }
    new
}

/// What [`edit`] replaces.
const EDITED: [&str; 10] = [
    "FN", "NICKNAME", "TITLE", "BDAY", "DESC", "NOTE", "URL", "ORG", "TEL", "EMAIL",
];

/// The parts of the name, where the whole one is missing.
fn structured(card: &Element) -> String {
    parts(card, "N", &["GIVEN", "MIDDLE", "FAMILY"], " ")
}

fn parts(card: &Element, name: &str, inner: &[&'static str], between: &str) -> String {
    let Some(outer) = card.get_child(name, NS) else {
        return String::new();
    };
    let parts: Vec<String> = inner
        .iter()
        .filter_map(|inner| outer.get_child(inner, NS))
        .map(|part| line(&part.text()))
        .filter(|part| !part.is_empty())
        .collect();
    line(&parts.join(between))
}

/// Each in an element of its own, or right inside as some programs write it.
fn all(card: &Element, outer: &'static str, inner: &'static str) -> Vec<String> {
    list(
        named(card, outer).map(|one| match one.get_child(inner, NS) {
            Some(inner) => line(&inner.text()),
            None => line(&one.text()),
        }),
    )
}

fn named<'a>(card: &'a Element, name: &'static str) -> impl Iterator<Item = &'a Element> {
    card.children().filter(move |child| child.is(name, NS))
}

/// On one line, cut.
pub(crate) fn line(text: &str) -> String {
    let short = xml::clean(&xml::cut(text.trim(), MAX_LINE));
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// In lines, cut.
pub(crate) fn note(text: &str) -> String {
    xml::clean(&xml::cut(xml::unix_lines(text.trim()).trim(), MAX_NOTE))
}

/// Without empty ones and doubles, cut.
pub(crate) fn list(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for one in all {
        if kept.len() < MAX_ENTRIES && !one.is_empty() && !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> Card {
        let xml = format!("<vCard xmlns='vcard-temp'>{inside}</vCard>");
        parse(&xml.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_card_is_read() {
        let card = read(
            "<FN> Romy  Keller </FN><NICKNAME>romy</NICKNAME><ORG><ORGNAME>Workshop</ORGNAME>\
             <ORGUNIT>Wood</ORGUNIT></ORG><TITLE>Carpenter</TITLE><BDAY>1990-02-03</BDAY>\
             <TEL><HOME/><NUMBER>+49 30 1</NUMBER></TEL><TEL>+49 30 2</TEL><TEL><NUMBER/></TEL>\
             <EMAIL><INTERNET/><USERID>romy@example.org</USERID></EMAIL>\
             <URL>https://example.org</URL><DESC>One\r\nTwo</DESC>",
        );
        assert_eq!(card.full_name, "Romy Keller");
        assert_eq!(card.organisation, "Workshop, Wood");
        assert_eq!(card.phones, ["+49 30 1", "+49 30 2"]);
        assert_eq!(card.mails, ["romy@example.org"]);
        assert_eq!(card.webs, ["https://example.org"]);
        assert_eq!(card.note, "One\nTwo");
        assert_eq!(
            (card.title.as_str(), card.birthday.as_str()),
            ("Carpenter", "1990-02-03")
        );
    }

    #[test]
    fn parts_of_a_name_make_a_whole_one() {
        let card = read("<N><FAMILY>Keller</FAMILY><GIVEN>Romy</GIVEN><MIDDLE/></N>");
        assert_eq!(card.full_name, "Romy Keller");
        assert!(read("<N/>").is_empty());
        assert_eq!(read("<DESC/><NOTE>hello</NOTE>").note, "hello");
        assert_eq!(parse(&Element::bare("vCard", "x")), None);
    }

    #[test]
    fn a_card_without_end_is_cut() {
        let long = "x".repeat(100_000);
        let many = format!("<TEL><NUMBER>{long}</NUMBER></TEL>").repeat(3)
            + &(0..500)
                .map(|n| format!("<URL>{n}</URL>"))
                .collect::<String>();
        let photo = format!("<PHOTO><BINVAL>{long}</BINVAL></PHOTO>");
        let card = read(&format!("<FN>{long}</FN><DESC>{long}</DESC>{many}{photo}"));
        assert_eq!(card.full_name.len(), MAX_LINE);
        assert_eq!(card.note.len(), MAX_NOTE);
        assert_eq!((card.phones.len(), card.webs.len()), (1, MAX_ENTRIES));
    }

    #[test]
    fn ours_can_be_read_by_us_and_keeps_what_is_not_shown() {
        let old: Element = "<vCard xmlns='vcard-temp'><FN>Old</FN><PHOTO><BINVAL>AA==</BINVAL>\
             </PHOTO><ADR><CTRY>Nowhere</CTRY></ADR><TEL><NUMBER>1</NUMBER></TEL></vCard>"
            .parse()
            .unwrap();
        let card = Card {
            full_name: "Mira & Co".to_owned(),
            nick: "mira".to_owned(),
            organisation: "Waxwing".to_owned(),
            phones: vec!["2".to_owned()],
            mails: vec!["mira@example.org".to_owned()],
            webs: vec!["https://example.org".to_owned()],
            note: "a\nb".to_owned(),
            ..Card::default()
        };
        let new = edit(Some(&old), &card);
        assert_eq!(parse(&new), Some(card.clone()));
        assert!(new.has_child("PHOTO", NS) && new.has_child("ADR", NS));
        assert_eq!(parse(&edit(None, &card)), Some(card));
        assert_eq!(edit(None, &Card::default()), query());
    }

    #[test]
    fn gaps_are_filled_from_another_card() {
        let newer = Card {
            title: "Captain".to_owned(),
            ..Card::default()
        };
        let older = read("<FN>Romy</FN><TITLE>Mate</TITLE><URL>https://a.example</URL>");
        let both = newer.or(older);
        assert_eq!(
            (both.full_name.as_str(), both.title.as_str()),
            ("Romy", "Captain")
        );
        assert_eq!(both.webs, ["https://a.example"]);
    }
}
