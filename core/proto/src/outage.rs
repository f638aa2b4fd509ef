//! Service Outage Status (XEP-0455): where a server says, outside of itself, whether it is down and until
//! when.
//!
//! The JSON is read by whoever fetched it; here are the addresses, and what the words in it mean.

use crate::contact_addresses::values;
use crate::delay::parse_stamp;
use crate::disco::Info;

/// The type of the form (XEP-0455 §2.1).
pub const FORM_TYPE: &str = "urn:xmpp:sos:0";

/// Longer words are cut: a notice is a few sentences.
const MOST_WORDS: usize = 2_000;

/// Something is or will be the matter with a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// It was planned.
    pub planned: bool,
    /// When it begins or began, in microseconds since 1970.
    pub begin: i64,
    /// When it is expected to be over.
    pub end: Option<i64>,
    /// What the operators say about it; may be empty.
    pub words: String,
}

/// Where to ask: encrypted pages only, the address would tell others whose customer we are.
#[must_use]
pub fn addresses(info: &Info) -> Vec<String> {
    let mut all = values(info, FORM_TYPE, "external-status-addresses");
    all.retain(|address| address.starts_with("https://"));
    all
}

/// What a status says, by its members; `None` where there is no outage. A beginning that can't be read
/// counts as none: there is nothing to show then (XEP-0455 §2.2).
#[must_use]
pub fn read<'a>(
    planned: Option<bool>,
    begin: Option<&str>,
    end: Option<&str>,
    words: impl IntoIterator<Item = (&'a str, &'a str)>,
    language: &str,
) -> Option<Outage> {
    let begin = parse_stamp(begin?)?;
    let rank = |tag: &str| match tag {
        _ if tag.eq_ignore_ascii_case(language) => 0,
        _ if primary(tag).eq_ignore_ascii_case(primary(language)) => 1,
        "default" => 2,
        _ => 3,
    };
    let words = words.into_iter().min_by_key(|(tag, _)| rank(tag));
    let words = words.map_or("", |(_, words)| words);
    Some(Outage {
        planned: planned.unwrap_or(false),
        begin,
        end: end.and_then(parse_stamp).filter(|end| *end >= begin),
        words: words.trim().chars().take(MOST_WORDS).collect(),
    })
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minidom::Element;

    #[test]
    fn only_encrypted_addresses_are_asked() {
        let xml = "<query xmlns='http://jabber.org/protocol/disco#info'><x xmlns='jabber:x:data' type='result'>\
            <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:sos:0</value></field>\
            <field var='external-status-addresses'><value>https://a.example/status.json</value>\
            <value>http://b.example/status.json</value><value>file:///etc/passwd</value></field></x></query>";
        let info = Info::parse(&xml.parse::<Element>().unwrap()).unwrap();
        assert_eq!(addresses(&info), ["https://a.example/status.json"]);
    }

    #[test]
    fn an_outage_is_told_in_the_best_language() {
        let words = [
            ("default", "Mise à jour"),
            ("en", "Update"),
            ("de-AT", "Umbau"),
        ];
        let told = |language| {
            let begin = Some("2021-01-12T01:01:01Z");
            let end = Some("2021-01-12T05:00:00Z");
            read(Some(true), begin, end, words, language).unwrap()
        };
        assert_eq!(told("en-GB").words, "Update");
        assert_eq!(told("de").words, "Umbau");
        assert_eq!(told("pl").words, "Mise à jour");
        let one = told("en");
        assert!(one.planned && one.end.unwrap() > one.begin);
    }

    #[test]
    fn what_makes_no_sense_is_no_outage() {
        let none: [(&str, &str); 0] = [];
        assert_eq!(read(Some(true), None, None, none, "en"), None);
        assert_eq!(read(None, Some("yesterday"), None, none, "en"), None);
        let before = read(
            None,
            Some("2021-01-12T01:01:01Z"),
            Some("2020-01-12T01:01:01Z"),
            [("default", "x".repeat(100_000).as_str())],
            "en",
        )
        .unwrap();
        assert_eq!((before.end, before.planned), (None, false));
        assert_eq!(before.words.len(), MOST_WORDS);
    }
}
