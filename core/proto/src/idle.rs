//! Since when somebody has not touched their machine (XEP-0319), and when an account that is gone
//! was here last (XEP-0012).

use minidom::Element;

use crate::delay;
use crate::xml::Tree;

/// The namespace of idle times in presence.
pub const NS: &str = "urn:xmpp:idle:1";

/// The namespace of questions about last activity.
pub const LAST: &str = "jabber:iq:last";

/// Since when the sender of a presence has been idle: microseconds since 1970, never in the future
/// and never before anybody could have been.
#[must_use]
pub fn find(payloads: &[Element], now: i64) -> Option<i64> {
    let mut all = payloads.iter().filter(|payload| payload.is("idle", NS));
    let since = all.find_map(|idle| delay::parse_stamp(idle.attr("since")?))?;
    Some(delay::believable(since, now))
}

/// For our own presence.
#[must_use]
pub fn element(since: i64) -> Element {
    Element::bare("idle", NS).with_attr("since", &delay::format_stamp(since))
}

/// Asks a server when an account was here last (XEP-0012 §4).
#[must_use]
pub fn last_query() -> Element {
    Element::bare("query", LAST)
}

/// Reads the answer to [`last_query`]: when that was. `None`: it is none, or is not told.
#[must_use]
pub fn parse_last(answer: Option<&Element>, now: i64) -> Option<i64> {
    let answer = answer.filter(|answer| answer.is("query", LAST))?;
    let seconds: u64 = answer.attr("seconds")?.trim().parse().ok()?;
    let ago = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
    let at = now.checked_sub(ago)?;
    // What is claimed to be older than everything is no knowledge.
    (delay::believable(at, now) == at).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 17 November 2026.
    const NOW: i64 = 1_794_908_460_000_000;

    fn idle(since: &str) -> Option<i64> {
        let idle = Element::bare("idle", NS).with_attr("since", since);
        find(&[Element::bare("idle", "x"), idle], NOW)
    }

    #[test]
    fn ours_can_be_read_by_us() {
        let since = NOW - 600_000_000;
        assert_eq!(find(&[element(since)], NOW), Some(since));
    }

    #[test]
    fn nobody_is_idle_since_tomorrow_or_since_the_stone_age() {
        assert_eq!(idle("2026-11-17T09:40:00Z"), Some(NOW - 60_000_000));
        for odd in [
            "9999-01-01T00:00:00Z",
            "292277026596-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
        ] {
            let read = idle(odd).unwrap();
            assert!(read <= NOW && read > 0, "{odd}: {read}");
        }
        for odd in ["", "yesterday", "2026-99-99T00:00:00Z"] {
            assert_eq!(idle(odd), None, "{odd}");
        }
        assert_eq!(find(&[Element::bare("idle", NS)], NOW), None);
    }

    #[test]
    fn last_activity_is_read() {
        let answer = |seconds: &str| {
            let answer = last_query().with_attr("seconds", seconds);
            parse_last(Some(&answer), NOW)
        };
        assert_eq!(answer("903"), Some(NOW - 903_000_000));
        for odd in [
            "-1",
            "",
            "soon",
            "18446744073709551615",
            "9223372036854",
            "99999999999999999999",
        ] {
            assert_eq!(answer(odd), None, "{odd}");
        }
        assert_eq!(parse_last(None, NOW), None);
        assert_eq!(parse_last(Some(&last_query()), NOW), None);
    }
}
