//! The newer visiting card (XEP-0292, RFC 6351), read where somebody publishes one.

use minidom::Element;

use crate::vcard::{Card, line, list, note};

/// The namespace of the card itself.
pub const NS: &str = "urn:ietf:params:xml:ns:vcard-4.0";

/// The node it is published at.
pub const NODE: &str = "urn:xmpp:vcard4";

/// Reads a card. `None`: it is none.
#[must_use]
pub fn parse(card: &Element) -> Option<Card> {
    if !card.is("vcard", NS) {
        return None;
    }
    let all = |name| values(card, name);
    let one = |name| line(&all(name).into_iter().next().unwrap_or_default());
    let lines = |name, scheme: &str| {
        let plain = |text: &String| line(text.trim().trim_start_matches(scheme));
        list(all(name).iter().map(plain))
    };
    let full_name = one("fn");
    Some(Card {
        full_name: if full_name.is_empty() {
            structured(card)
        } else {
            full_name
        },
        nick: one("nickname"),
        organisation: one("org"),
        title: one("title"),
        phones: lines("tel", "tel:"),
        mails: lines("email", "mailto:"),
        webs: lines("url", ""),
        birthday: one("bday"),
        note: note(&all("note").into_iter().next().unwrap_or_default()),
    })
}

/// The value of each property of this name, of whatever type it is (RFC 6351 §5); its parameters
/// are left out.
fn values(card: &Element, name: &'static str) -> Vec<String> {
    let text = |property: &Element| {
        let value = property
            .children()
            .find(|child| TYPES.iter().any(|name| child.is(name, NS)))?;
        Some(value.text())
    };
    card.children()
        .filter(|property| property.is(name, NS))
        .filter_map(text)
        .filter(|text| !text.trim().is_empty())
        .take(MAX_VALUES)
        .collect()
}

fn structured(card: &Element) -> String {
    let Some(name) = card.get_child("n", NS) else {
        return String::new();
    };
    let parts: Vec<String> = ["given", "additional", "surname"]
        .iter()
        .filter_map(|part| name.get_child(part, NS))
        .map(|part| line(&part.text()))
        .filter(|part| !part.is_empty())
        .collect();
    line(&parts.join(" "))
}

/// The types of values that are text to people.
const TYPES: [&str; 6] = [
    "text",
    "uri",
    "date",
    "date-time",
    "date-and-or-time",
    "time",
];

/// More than a card shows of anything; the rest is cut anyway.
const MAX_VALUES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> Card {
        let xml = format!("<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'>{inside}</vcard>");
        parse(&xml.parse().unwrap()).unwrap()
    }

    /// From the example of XEP-0292 §4.1.
    #[test]
    fn a_card_is_read() {
        let card = read(
            "<fn><text>Peter Saint-Andre</text></fn><nickname><text>stpeter</text></nickname>\
             <nickname><text>psa</text></nickname>\
             <photo><uri>https://stpeter.im/images/stpeter_oscon.jpg</uri></photo>\
             <bday><date>1966-08-06</date></bday>\
             <tel><parameters><type><text>work</text></type></parameters>\
             <uri>tel:+1-303-308-3282</uri></tel><tel><text>+1 2</text></tel>\
             <title><text>Executive Director</text></title>\
             <org><parameters><type><text>work</text></type></parameters>\
             <text>XMPP Standards Foundation</text></org>\
             <url><uri>https://stpeter.im/</uri></url>\
             <note><text>\n  More about me\n</text></note>\
             <email><parameters><type><text>work</text></type></parameters>\
             <text>psaintan@cisco.com</text></email>",
        );
        assert_eq!(card.full_name, "Peter Saint-Andre");
        assert_eq!(
            (card.nick.as_str(), card.birthday.as_str()),
            ("stpeter", "1966-08-06")
        );
        assert_eq!(card.phones, ["+1-303-308-3282", "+1 2"]);
        assert_eq!(card.organisation, "XMPP Standards Foundation");
        assert_eq!(card.mails, ["psaintan@cisco.com"]);
        assert_eq!(card.webs, ["https://stpeter.im/"]);
        assert_eq!(card.note, "More about me");
    }

    #[test]
    fn what_is_missing_or_odd_does_not_hurt() {
        let name = read("<n><surname>Keller</surname><given>Romy</given></n>");
        assert_eq!(name.full_name, "Romy Keller");
        assert!(read("<fn/><tel><weird>1</weird></tel><org>text</org><x xmlns='y'/>").is_empty());
        let flood = "<tel><text>1</text></tel>".repeat(1_000);
        assert_eq!(read(&flood).phones, ["1"]);
        let long = "x".repeat(100_000);
        assert!(
            read(&format!("<fn><text>{long}</text></fn>"))
                .full_name
                .len()
                < 1_000
        );
        assert_eq!(parse(&Element::bare("vcard", "vcard-temp")), None);
    }
}
