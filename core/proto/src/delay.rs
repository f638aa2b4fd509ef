//! Delayed delivery (XEP-0203), and the times it is written in (XEP-0082).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
use minidom::Element;

use crate::stanza::Party;

/// The namespace.
pub const NS: &str = "urn:xmpp:delay";

/// A stanza waited somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Who held it back: only one whom the caller trusts may say so.
    pub from: Party,
    /// When it was sent: microseconds since 1970-01-01T00:00:00Z, not yet [`believable`].
    pub stamp: i64,
}

/// 1999-01-04, the day Jabber was announced. Nothing was sent before.
const EARLIEST: i64 = 915_408_000_000_000;

/// 0001-01-01T00:00:00Z and the end of 9999: years have four digits (XEP-0082 §3.1).
const WRITABLE: (i64, i64) = (-62_135_596_800_000_000, 253_402_300_799_999_999);

/// A time with all its parts has 32 characters; this leaves room for a long fraction.
const MAX_TEXT: usize = 64;

/// The delay among payloads, if its stamp can be read.
#[must_use]
pub fn find(payloads: &[Element]) -> Option<Delay> {
    let mut delays = payloads.iter().filter(|payload| payload.is("delay", NS));
    delays.find_map(|delay| {
        Some(Delay {
            from: Party::parse(delay.attr("from")),
            stamp: parse_stamp(delay.attr("stamp")?)?,
        })
    })
}

/// The delay among payloads that this entity vouches for.
///
/// Anybody can put a delay into a message. Only one by the own server, or by the room that the
/// message came from, says when it was sent.
#[must_use]
pub fn find_by(payloads: &[Element], by: &jid::BareJid) -> Option<Delay> {
    let mut delays = payloads.iter().filter(|payload| payload.is("delay", NS));
    delays.find_map(|delay| {
        let delay = find(std::slice::from_ref(delay))?;
        let from = delay.from.address().filter(|from| from.is_bare());
        from.is_some_and(|from| from.bare() == by).then_some(delay)
    })
}

/// Reads a time (XEP-0082 §3.2) in microseconds since 1970; without a zone it is UTC.
///
/// A year that nothing can hold gives the first or the last time there is; [`believable`] sorts
/// that out.
#[must_use]
pub fn parse_stamp(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() > MAX_TEXT {
        return None;
    }
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let date = match parse_date(date)? {
        Date::Day(date) => date,
        Date::Beyond(end) => return Some(end),
    };
    let zone = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at_checked(zone)?;
    let local = NaiveDateTime::new(date, parse_time(time)?);
    let offset = i64::from(parse_zone(zone)?) * 60_000_000;
    local.and_utc().timestamp_micros().checked_sub(offset)
}

enum Date {
    Day(NaiveDate),
    /// A year that has no four digits.
    Beyond(i64),
}

/// `2002-09-10`, or `20020910` of the old XEP-0091.
fn parse_date(text: &str) -> Option<Date> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (year, month, day) = if text.contains('-') {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        (year, month, day)
    } else {
        (text.get(..4)?, text.get(4..6)?, text.get(6..)?)
    };
    let (month, day) = (number(month)?, number(day)?);
    if year.is_empty() || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if negative {
        return Some(Date::Beyond(i64::MIN));
    }
    match year.parse() {
        Ok(year @ 0..=9999) => NaiveDate::from_ymd_opt(year, month, day).map(Date::Day),
        _ => Some(Date::Beyond(i64::MAX)),
    }
}

/// `23:08:25.123`; seconds and their fraction may be missing.
fn parse_time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let seconds = parts.next().unwrap_or("0");
    let (second, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    // A leap second is the one before it.
    let second = number(second)?;
    let second = if second == 60 { 59 } else { second };
    NaiveTime::from_hms_micro_opt(hour, minute, second, number(&micros)?)
}

/// Minutes east of UTC: nothing, `Z`, `+02:00`, `+0200` or `+02`.
pub(crate) fn parse_zone(text: &str) -> Option<i32> {
    if matches!(text, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, text) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(text), _) => (1, text),
        (_, Some(text)) => (-1, text),
        _ => return None,
    };
    let (hours, minutes) = match text.split_once(':') {
        Some(pair) => pair,
        None => text.split_at_checked(2)?,
    };
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    i32::try_from(hours * 60 + minutes)
        .ok()
        .map(|minutes| sign * minutes)
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Writes a time (XEP-0082 §3.2), with microseconds where there are some.
#[must_use]
pub fn format_stamp(micros: i64) -> String {
    let (first, last) = WRITABLE;
    let micros = micros.clamp(first, last);
    let precision = match micros % 1_000_000 {
        0 => SecondsFormat::Secs,
        _ => SecondsFormat::Micros,
    };
    DateTime::from_timestamp_micros(micros)
        .unwrap_or_default()
        .to_rfc3339_opts(precision, true)
}

/// The stamp if it can be true, else the time of arrival: nothing was sent after it arrived, nor
/// before there was XMPP.
#[must_use]
pub fn believable(stamp: i64, arrival: i64) -> i64 {
    if stamp < EARLIEST || stamp > arrival {
        arrival
    } else {
        stamp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2002-09-10T23:08:25Z.
    const THEN: i64 = 1_031_699_305_000_000;

    #[test]
    fn a_stamp_is_read_in_every_way_it_is_written() {
        for text in [
            "2002-09-10T23:08:25Z",
            "2002-09-10T23:08:25.000Z",
            "2002-09-11T01:08:25+02:00",
            "2002-09-10T17:38:25-0530",
            "2002-09-10T22:08:25-01",
            "2002-09-10T23:08:25",
            " 2002-09-10 23:08:25z\n",
            "20020910T23:08:25",
        ] {
            assert_eq!(parse_stamp(text), Some(THEN), "{text}");
        }
        assert_eq!(
            parse_stamp("2002-09-10T23:08:25.1234567Z"),
            Some(THEN + 123_456)
        );
        assert_eq!(parse_stamp("2002-09-10T23:08Z"), Some(THEN - 25_000_000));
        assert_eq!(
            parse_stamp("2016-12-31T23:59:60Z"),
            parse_stamp("2016-12-31T23:59:59Z")
        );
    }

    #[test]
    fn what_is_no_stamp_is_none() {
        for text in [
            "",
            "T",
            "yesterday",
            "2002-09-10",
            "2002-13-10T00:00:00Z",
            "2002-02-30T00:00:00Z",
            "2002-09-10T24:00:00Z",
            "2002-09-10T23:08:25X",
            "2002-09-10T23:08:25+99:00",
            "2002-09-10T23:08:25+é",
            "２００２-09-10T23:08:25Z",
            "+002-09-10T23:08:25Z",
            "2002-09-10T23:08:25.xZ",
            "2002-09-10T1:2:3:4Z",
        ] {
            assert_eq!(parse_stamp(text), None, "{text}");
        }
        let endless = format!("2002-09-10T23:08:25.{}Z", "0".repeat(1000));
        assert_eq!(parse_stamp(&endless), None);
    }

    #[test]
    fn a_stamp_nobody_can_believe_is_the_arrival() {
        let arrival = THEN + 1_000_000;
        for text in [
            "-0001-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+23:59",
            "1970-01-01T00:00:00Z",
            "2002-09-11T23:08:25Z",
            "9999-12-31T23:59:59Z",
            "292277026596-12-04T15:30:07Z",
            "99999999999999999999999-01-01T00:00:00Z",
        ] {
            assert_eq!(
                believable(parse_stamp(text).unwrap(), arrival),
                arrival,
                "{text}"
            );
        }
        assert_eq!(believable(THEN, arrival), THEN);
        assert_eq!(parse_stamp("1999-01-04T00:00:00Z"), Some(EARLIEST));
    }

    #[test]
    fn a_stamp_is_written() {
        assert_eq!(format_stamp(THEN), "2002-09-10T23:08:25Z");
        assert_eq!(format_stamp(THEN + 120_000), "2002-09-10T23:08:25.120000Z");
        assert_eq!(format_stamp(i64::MIN), "0001-01-01T00:00:00Z");
        assert_eq!(format_stamp(i64::MAX), "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn a_delay_is_found() {
        let delay = |from: &str, stamp: &str| -> Element {
            format!("<delay xmlns='urn:xmpp:delay' from='{from}' stamp='{stamp}'/>")
                .parse()
                .unwrap()
        };
        let payloads = [
            delay("evil@example.net", "broken"),
            delay("evil@example.net", "2001-01-01T00:00:00Z"),
            delay("example.org", "2002-09-10T23:08:25Z"),
        ];
        assert_eq!(
            find(&payloads).unwrap().from.text().as_deref(),
            Some("evil@example.net")
        );
        let server = jid::BareJid::new("example.org").unwrap();
        assert_eq!(find_by(&payloads, &server).unwrap().stamp, THEN);
        assert_eq!(find_by(payloads.get(..2).unwrap(), &server), None);
        assert_eq!(
            find(&[Element::bare("delay", NS), Element::bare("x", "y")]),
            None
        );
    }

    proptest::proptest! {
        #[test]
        fn every_time_comes_back(micros in WRITABLE.0..=WRITABLE.1) {
            proptest::prop_assert_eq!(parse_stamp(&format_stamp(micros)), Some(micros));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9TZ:.,+ é-]{0,40}") {
            let _ = parse_stamp(&text);
        }
    }
}
