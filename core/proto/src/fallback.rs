//! What stands in a text only for programs that don't know better (XEP-0428), found by its place in
//! code points (XEP-0426).
//!
//! Nothing is cut on somebody's word alone: the caller names what it understands of the message, and
//! only what stands there for that goes. A place that makes no sense cuts nothing.

use minidom::Element;

use crate::message::Message;
use crate::stanza::CLIENT;
use crate::xml::{self, Tree};

/// The namespace.
pub const NS: &str = "urn:xmpp:fallback:0";

/// No program marks more places than this.
const MAX_PLACES: usize = 16;

/// A text in two: what is said, and what only stands there for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// What is said, lines separated by `\n`; may be empty.
    pub said: String,
    /// The rest.
    pub fallback: String,
}

/// The payload that calls all of the text a fallback for `ns`.
#[must_use]
pub fn whole(ns: &str) -> Element {
    Element::bare("fallback", NS).with_attr("for", ns)
}

/// The payload that calls the first so many code points of the text a fallback for `ns`.
#[must_use]
pub fn beginning(ns: &str, characters: usize) -> Element {
    let place = Element::bare("body", NS)
        .with_attr("start", "0")
        .with_attr("end", &characters.to_string());
    whole(ns).with(place)
}

/// The text in the language that suits best, without what stands there for one of `known`; an empty
/// one of them stands for what says of no specification that it is for it. `None` where there is no
/// text at all.
#[must_use]
pub fn part(message: &Message, lang: &str, known: &[&str]) -> Option<Parts> {
    let inherited = message.lang.as_deref();
    let body = xml::best_text(&message.payloads, "body", CLIENT, inherited, lang)?;
    let length = body.chars().count();
    let marks = message.payloads.iter().filter(|one| {
        one.is("fallback", NS) && known.contains(&one.attr("for").unwrap_or_default())
    });
    let places: Vec<_> = marks
        .flat_map(|mark| places(mark, &body, length))
        .take(MAX_PLACES)
        .collect();
    let mut parts = Parts::default();
    for (at, character) in body.chars().enumerate() {
        let cut = places
            .iter()
            .any(|(start, end)| (*start..*end).contains(&at));
        let to = if cut {
            &mut parts.fallback
        } else {
            &mut parts.said
        };
        to.push(character);
    }
    let said = xml::unix_lines(&parts.said);
    // Some programs leave the line end behind the quotation to the text.
    parts.said = match places.iter().any(|(start, _)| *start == 0) {
        true => said.trim_start_matches('\n').to_owned(),
        false => said,
    };
    parts.fallback = xml::unix_lines(&parts.fallback);
    Some(parts)
}

/// The places in the text that a mark names: from where, and up to before where.
fn places(mark: &Element, text: &str, length: usize) -> Vec<(usize, usize)> {
    if mark.children().next().is_none() {
        return vec![(0, length)];
    }
    let named = mark.children().filter(|child| child.is("body", NS));
    let place = |body: &Element| {
        let start = number(body.attr("start"), 0)?;
        let end = number(body.attr("end"), length)?;
        let end = match start {
            0 => quotation(text, end).unwrap_or(end),
            _ => end,
        };
        (start < end && end <= length).then_some((start, end))
    };
    named.take(MAX_PLACES).filter_map(place).collect()
}

/// Where a quotation at the beginning of a text ends, in code points, if somebody says `end`. Dino 0.4
/// counts bytes, others the units of UTF-16: only what is a quotation from its first line to its
/// last can be what they mean. `None` where in no way of counting a quotation ends there.
fn quotation(text: &str, end: usize) -> Option<usize> {
    let ways: [fn(char) -> usize; 3] = [|_| 1, char::len_utf8, char::len_utf16];
    ways.into_iter().find_map(|length| {
        let mut left = end;
        let mut place = None;
        for (count, (at, character)) in text.char_indices().enumerate() {
            if left == 0 {
                place = Some((count, at));
                break;
            }
            left = left.checked_sub(length(character))?;
        }
        let (count, at) = match place {
            Some(place) => place,
            None if left == 0 => (text.chars().count(), text.len()),
            None => return None,
        };
        let (quoted, rest) = text.split_at_checked(at)?;
        let whole = quoted.ends_with('\n') || rest.is_empty() || rest.starts_with('\n');
        let quotes = |line: &str| line.starts_with('>');
        (whole && !quoted.is_empty() && quoted.lines().all(quotes)).then_some(count)
    })
}

/// A number that is there and is none makes the place one that does not exist.
fn number(attribute: Option<&str>, otherwise: usize) -> Option<usize> {
    attribute.map_or(Some(otherwise), |number| number.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(body: &str, marks: &str) -> Parts {
        let xml = format!("<message xmlns='jabber:client'><body>{body}</body>{marks}</message>");
        let message = Message::parse(xml.parse().unwrap());
        part(&message, "", &["urn:x"]).unwrap()
    }

    fn mark(inside: &str) -> String {
        format!("<fallback xmlns='{NS}' for='urn:x'>{inside}</fallback>")
    }

    #[test]
    fn places_are_counted_in_code_points() {
        // One family, one flag: seven and two code points.
        let body = "&gt; 👨‍👩‍👧‍👦🇩🇪é\nyes";
        let parts = parted(body, &mark("<body start='0' end='13'/>"));
        assert_eq!(parts.said, "yes");
        assert_eq!(parts.fallback, "> 👨‍👩‍👧‍👦🇩🇪é\n");
    }

    #[test]
    fn a_quotation_that_is_counted_in_other_units_is_found() {
        // As Dino 0.4.2 writes it: 33 code points are 59 bytes.
        let body = "&gt; 🎂🎂 Größe 👨‍👩‍👧‍👦 *two*\n&gt; lines\nRe emoji";
        let quoted = "> 🎂🎂 Größe 👨‍👩‍👧‍👦 *two*\n> lines\n";
        for (end, units) in [(33, "code points"), (59, "bytes"), (39, "UTF-16")] {
            let parts = parted(body, &mark(&format!("<body end='{end}' start='0'/>")));
            assert_eq!(parts.said, "Re emoji", "{units}");
            assert_eq!(parts.fallback, quoted, "{units}");
        }
        // One byte too many would take the first letter of the answer, or all of its first line.
        for answer in ["yes", "A\nB", "> é\n"] {
            let body = format!("&gt; é\n{}", answer.replace('>', "&gt;"));
            let parts = parted(&body, &mark("<body start='0' end='5'/>"));
            assert_eq!(parts.said, answer, "{answer}");
        }
        // What is no quotation is taken at its word.
        let parts = parted("é plain\nyes", &mark("<body start='0' end='2'/>"));
        assert_eq!(parts.said, "plain\nyes");
        let parts = parted("é plain\nyes", &mark("<body start='0' end='13'/>"));
        assert_eq!(parts.said, "é plain\nyes");
    }

    #[test]
    fn hostile_places_end_soon() {
        let long = format!("&gt; {}\nx", "é".repeat(100_000));
        let many: String = (0..10_000)
            .map(|n| format!("<body start='0' end='{}'/>", 200_000 - n))
            .collect();
        let parts = parted(&long, &mark(&many));
        assert!(parts.said.len() + parts.fallback.len() > 200_000);
        for end in ["18446744073709551615", "0", "1", "2"] {
            let _ = parted("&gt; 👍", &mark(&format!("<body end='{end}'/>")));
        }
    }

    #[test]
    fn all_of_it_may_be_a_fallback() {
        for inside in ["", "<body/>", "<subject/><body/>"] {
            assert_eq!(parted("words", &mark(inside)).said, "", "{inside}");
        }
        assert_eq!(parted("words", &mark("<subject/>")).said, "words");
    }

    #[test]
    fn a_place_that_makes_no_sense_cuts_nothing() {
        for (start, end) in [
            ("-1", "3"),
            ("3", "1"),
            ("2", "2"),
            ("0", "6"),
            ("9", "12"),
            ("a", "b"),
            ("0", "99999999999999999999999"),
            ("0x0", "3"),
        ] {
            let inside = format!("<body start='{start}' end='{end}'/>");
            assert_eq!(
                parted("words", &mark(&inside)).said,
                "words",
                "{start}..{end}"
            );
        }
        let other = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:y'/>";
        assert_eq!(parted("words", other).said, "words");
        assert_eq!(
            parted("words", "<fallback xmlns='urn:xmpp:fallback:0'/>").said,
            "words"
        );
    }

    #[test]
    fn places_may_overlap_and_are_not_without_number() {
        let two = mark("<body start='0' end='3'/><body start='1' end='4'/>");
        assert_eq!(parted("words", &two).said, "s");
        let many = (0..10_000).map(|n| format!("<body start='{n}' end='{}'/>", n + 1));
        let long = "x".repeat(20_000);
        let parts = parted(&long, &mark(&many.collect::<String>()));
        assert_eq!(parts.said.len(), 20_000 - MAX_PLACES);
    }

    #[test]
    fn the_line_end_behind_a_quotation_belongs_to_it() {
        let parts = parted("&gt; a\n\nb", &mark("<body start='0' end='3'/>"));
        assert_eq!(parts.said, "b");
        let parts = parted("a\n&gt; b", &mark("<body start='2' end='5'/>"));
        assert_eq!(parts.said, "a\n");
    }
}
