//! Files for a web server (XEP-0363): who takes them, asking for a place for one, and why there is none.

use minidom::Element;

use crate::delay;
use crate::disco::Info;
use crate::sharing::is_source;
use crate::stanza_error::{Condition, Kind, StanzaError};
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "urn:xmpp:http:upload:0";

/// What may be told to the web server (§5); all else is ours to decide.
const HEADERS: [&str; 3] = ["Authorization", "Cookie", "Expires"];

/// More lines than any service needs.
const MAX_HEADERS: usize = 16;

/// Signed tokens have a kilobyte or two.
const MAX_VALUE: usize = 8_192;

/// A place for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Where it is to be put.
    pub put: String,
    /// What is to be told there, in this order: a name and what it is.
    pub headers: Vec<(String, String)>,
    /// From where it can be had then.
    pub get: String,
}

/// What a refusal adds to its condition (§7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Files may have so many bytes; `None` where that isn't said.
    TooLarge(Option<u64>),
    /// Enough for now, until then (in microseconds since 1970); `None` where that can't be read.
    Retry(Option<i64>),
}

/// Why there is no place for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is too large; the limit in bytes, where that is said.
    TooLarge(Option<u64>),
    /// As much as one may have is there: until when, where that is said.
    Quota(Option<i64>),
    /// Later there may be one: the words of the server, or the condition.
    Later(String),
    /// The words of the server, or the condition.
    Refused(String),
}

/// Whether whoever says this of themselves takes files; then the largest they take, where they say so.
#[must_use]
pub fn service(info: &Info) -> Option<Option<u64>> {
    if !info.has(NS) {
        return None;
    }
    let form = info.forms.iter().find(|form| form.form_type() == Some(NS));
    let fields = form.map(|form| form.fields.as_slice()).unwrap_or_default();
    let field = fields.iter().find(|field| field.name == "max-file-size");
    let most = field.and_then(|field| field.values.first()?.trim().parse().ok());
    // None at all is no limit that anybody means.
    Some(most.filter(|most| *most > 0))
}

/// Asks for a place.
#[must_use]
pub fn request(name: &str, size: u64, media_type: &str) -> Element {
    let kind = Some(media_type).filter(|kind| !kind.is_empty());
    // In the address of the file, Gajim takes it for the beginning of another part. What the file is
    // called, its message says.
    let name = name.replace('#', "_");
    Element::bare("request", NS)
        .with_attr("filename", &name)
        .with_attr("size", &size.to_string())
        .with_attr_opt("content-type", kind)
}

/// Reads an answer; `None` where it names no safe place.
#[must_use]
pub fn slot(answer: &Element) -> Option<Slot> {
    if !answer.is("slot", NS) {
        return None;
    }
    let put = answer.get_child("put", NS)?;
    let get = answer.get_child("get", NS)?;
    let url = |element: &Element| {
        let url = element.attr("url")?.trim().to_owned();
        is_source(&url).then_some(url)
    };
    let headers = put.children().filter(|child| child.is("header", NS));
    Some(Slot {
        put: url(put)?,
        headers: headers.take(MAX_HEADERS).filter_map(header).collect(),
        get: url(get)?,
    })
}

/// Why there is none.
#[must_use]
pub fn refusal(error: &StanzaError) -> Refusal {
    let words = match error.text.is_empty() {
        true => error.condition.to_string(),
        false => error.text.clone(),
    };
    match (error.limit, error.condition, error.kind) {
        (Some(Limit::TooLarge(most)), ..) => Refusal::TooLarge(most),
        (Some(Limit::Retry(until)), ..) => Refusal::Quota(until),
        (None, Condition::ResourceConstraint, _) => Refusal::Quota(None),
        (None, _, Kind::Wait) => Refusal::Later(words),
        (None, ..) => Refusal::Refused(words),
    }
}

impl Limit {
    /// What an `<error/>` says beside its condition.
    pub(crate) fn of(error: &Element) -> Option<Self> {
        if let Some(large) = error.get_child("file-too-large", NS) {
            let most = large.get_child("max-file-size", NS).map(Element::text);
            return Some(Self::TooLarge(most.and_then(|it| it.trim().parse().ok())));
        }
        let retry = error.get_child("retry", NS)?;
        Some(Self::Retry(
            retry.attr("stamp").and_then(delay::parse_stamp),
        ))
    }
}

/// A line for the web server, if it may be told: nothing in it may begin another line (§5).
fn header(element: &Element) -> Option<(String, String)> {
    let one_line = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).collect() };
    let name = one_line(element.attr("name")?);
    let name = HEADERS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name.trim()))?;
    let value = one_line(&element.text());
    (value.len() <= MAX_VALUE).then(|| (name.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(inside: &str) -> Info {
        let xml = format!("<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>");
        Info::parse(&xml.parse().unwrap()).unwrap()
    }

    fn answer(inside: &str) -> Option<Slot> {
        slot(
            &format!("<slot xmlns='{NS}'>{inside}</slot>")
                .parse()
                .unwrap(),
        )
    }

    fn refused(inside: &str) -> Refusal {
        let xml = format!("<error xmlns='jabber:client' {inside}</error>");
        refusal(&StanzaError::parse(&xml.parse().unwrap()))
    }

    #[test]
    fn a_service_says_how_large_files_may_be() {
        let form = |value: &str| {
            format!(
                "<feature var='{NS}'/><x xmlns='jabber:x:data' type='result'>\
                 <field var='FORM_TYPE' type='hidden'><value>{NS}</value></field>\
                 <field var='max-file-size'><value>{value}</value></field></x>"
            )
        };
        assert_eq!(service(&info(&form("5242880"))), Some(Some(5_242_880)));
        for odd in ["", "-1", "0", "1e9", "many", "99999999999999999999"] {
            assert_eq!(service(&info(&form(odd))), Some(None), "{odd}");
        }
        assert_eq!(
            service(&info(&format!("<feature var='{NS}'/>"))),
            Some(None)
        );
        assert_eq!(
            service(&info("<feature var='urn:xmpp:http:upload'/>")),
            None
        );
    }

    #[test]
    fn a_place_is_asked_for() {
        let asked = String::from(&request("très cool.jpg", 0, "image/jpeg"));
        assert_eq!(
            asked,
            "<request xmlns='urn:xmpp:http:upload:0' content-type='image/jpeg' \
             filename='très cool.jpg' size='0'/>"
        );
        assert!(!String::from(&request("a", 1, "")).contains("content-type"));
        let numbered = request("walk #1 & 2.txt", 1, "");
        assert_eq!(numbered.attr("filename"), Some("walk _1 & 2.txt"));
    }

    #[test]
    fn a_place_is_read_with_what_is_to_be_told_there() {
        let slot = answer(
            "<put url='https://up.example/a'><header name='authorization'>Basic a==</header>\
             <header name='Cookie'>one</header><header name='cookie'>two\r\nHost: evil</header>\
             <header name='Host'>evil</header><header>x</header>\
             <header name='Exp&#10;ires'>0</header></put><get url='https://down.example/a'/>",
        )
        .unwrap();
        assert_eq!(slot.put, "https://up.example/a");
        assert_eq!(slot.get, "https://down.example/a");
        let headers: Vec<_> = slot
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            headers,
            [
                ("Authorization", "Basic a=="),
                ("Cookie", "one"),
                ("Cookie", "twoHost: evil"),
                ("Expires", "0"),
            ]
        );
    }

    #[test]
    fn an_unsafe_place_is_none() {
        for bad in [
            "",
            "<put url='https://a.example/a'/>",
            "<get url='https://a.example/a'/>",
            "<put url='http://a.example/a'/><get url='https://a.example/a'/>",
            "<put url='https://a.example/a'/><get url='http://a.example/a'/>",
            "<put url='file:///etc/passwd'/><get url='https://a.example/a'/>",
            "<put url='https://a.example/a b'/><get url='https://a.example/a'/>",
            "<put/><get/>",
        ] {
            assert_eq!(answer(bad), None, "{bad}");
        }
        assert_eq!(slot(&Element::bare("slot", "x")), None);
        let many = "<header name='Cookie'>a</header>".repeat(10_000);
        let long = format!("<header name='Cookie'>{}</header>", "a".repeat(100_000));
        let places = |headers: &str| {
            answer(&format!(
                "<put url='https://a.example/a'>{headers}</put><get url='https://a.example/a'/>"
            ))
        };
        assert_eq!(places(&many).unwrap().headers.len(), MAX_HEADERS);
        assert_eq!(places(&long).unwrap().headers, []);
    }

    #[test]
    fn a_refusal_says_why() {
        const STANZAS: &str = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";
        let large = format!(
            "type='modify'><not-acceptable {STANZAS}/><text {STANZAS}>Too large</text>\
             <file-too-large xmlns='{NS}'><max-file-size>20000</max-file-size></file-too-large>"
        );
        assert_eq!(refused(&large), Refusal::TooLarge(Some(20_000)));
        let odd = large.replace("20000", "lots");
        assert_eq!(refused(&odd), Refusal::TooLarge(None));
        let quota = format!(
            "type='wait'><resource-constraint {STANZAS}/>\
             <retry xmlns='{NS}' stamp='2017-12-03T23:42:05Z'/>"
        );
        let until = Some(1_512_344_525_000_000);
        assert_eq!(refused(&quota), Refusal::Quota(until));
        let without = format!("type='wait'><resource-constraint {STANZAS}/>");
        assert_eq!(refused(&without), Refusal::Quota(None));
        let soon = format!("type='wait'><recipient-unavailable {STANZAS}/>");
        assert_eq!(
            refused(&soon),
            Refusal::Later("recipient-unavailable".to_owned())
        );
        let never =
            format!("type='auth'><forbidden {STANZAS}/><text {STANZAS}>Only for members</text>");
        assert_eq!(
            refused(&never),
            Refusal::Refused("Only for members".to_owned())
        );
    }
}
