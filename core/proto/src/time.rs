//! Entity time (XEP-0202).

use minidom::Element;

use crate::delay::{format_stamp, parse_stamp, parse_zone};
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "urn:xmpp:time";

/// What a clock somewhere shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityTime {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub utc: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

/// Asks.
#[must_use]
pub fn query() -> Element {
    Element::bare("time", NS)
}

/// Answers.
#[must_use]
pub fn answer(own: EntityTime) -> Element {
    let sign = if own.offset < 0 { '-' } else { '+' };
    let minutes = own.offset.unsigned_abs();
    let tzo = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    let child = |name: &str, text: &str| Element::bare(name, NS).with_text(text);
    query()
        .with(child("tzo", &tzo))
        .with(child("utc", &format_stamp(own.utc)))
}

/// Reads an answer; where the zone is missing or no zone, it is UTC. `None`: it is none.
#[must_use]
pub fn parse(answer: &Element) -> Option<EntityTime> {
    if !answer.is("time", NS) {
        return None;
    }
    let tzo = answer.get_child("tzo", NS).map(Element::text);
    let tzo = tzo.as_deref().map(str::trim).unwrap_or_default();
    Some(EntityTime {
        utc: parse_stamp(&answer.get_child("utc", NS)?.text())?,
        offset: parse_zone(tzo).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_can_be_read_by_us() {
        for offset in [0, 120, -210, 840] {
            let own = EntityTime {
                utc: 1_166_549_934_000_000,
                offset,
            };
            assert_eq!(parse(&answer(own)), Some(own));
        }
        let own = EntityTime {
            utc: 1_166_549_934_000_000,
            offset: -210,
        };
        assert_eq!(
            String::from(&answer(own)),
            "<time xmlns='urn:xmpp:time'><tzo>-03:30</tzo><utc>2006-12-19T17:38:54Z</utc></time>"
        );
    }

    #[test]
    fn a_broken_answer_is_none() {
        let parse = |xml: &str| parse(&xml.parse().unwrap());
        assert_eq!(parse("<time xmlns='urn:xmpp:time'/>"), None);
        assert_eq!(
            parse("<time xmlns='urn:xmpp:time'><utc>noon</utc></time>"),
            None
        );
        assert_eq!(
            parse("<time xmlns='x'><utc>2006-12-19T17:38:54Z</utc></time>"),
            None
        );
        let odd =
            "<time xmlns='urn:xmpp:time'><tzo>CET</tzo><utc>2006-12-19T17:38:54Z</utc></time>";
        assert_eq!(parse(odd).unwrap().offset, 0);
    }
}
