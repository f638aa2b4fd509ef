//! What somebody types to find something: words, and filters among them. Pure.
//!
//! `from:romy in:team after:2026-01-01 before:2026-02 has:link late "the train"`
//!
//! - `from:` with `me`, `them`, an address or a name; `in:` with an address or a name. Several of
//!   one kind mean any of them. What a name stands for is for whoever shows names to say.
//! - `after:` begins with the day, month or year it names, `before:` ends ahead of it, `on:` is all of
//!   it. `today` and `yesterday` are days, too.
//! - `has:link` and `has:file`.
//! - Anything else is a word; words between quotes must stand side by side. A value with spaces
//!   stands in quotes, too.
//!
//! Nothing that is typed is an error: a filter that says nothing yet stands in [`Query::open`] or
//! [`Query::wrong`] and changes nothing.

mod names;

use std::fmt::Write as _;

use chrono::{Days, Months, NaiveDate};

pub use names::Names;

/// What was typed, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What is not a filter, with its quotes.
    pub words: String,
    /// `from:`, as typed.
    pub from: Vec<String>,
    /// `in:`, as typed.
    pub place: Vec<String>,
    /// This day or a later one.
    pub after: Option<NaiveDate>,
    /// Earlier than this day.
    pub before: Option<NaiveDate>,
    /// With a link.
    pub link: bool,
    /// With a file.
    pub file: bool,
    /// A filter at the end whose value is yet to be typed.
    pub open: Option<Key>,
    /// Filters with values that say nothing, as typed.
    pub wrong: Vec<String>,
}

/// What can be asked of a message beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Who said it.
    From,
    /// Where.
    In,
    /// Not earlier than a day.
    After,
    /// Earlier than a day.
    Before,
    /// On a day.
    On,
    /// What is in it.
    Has,
}

/// Longer than anybody types, in characters; the rest does not count.
const LONGEST: usize = 1_000;

/// So many filters count.
const MOST: usize = 32;

impl Key {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::From,
        Self::In,
        Self::After,
        Self::Before,
        Self::On,
        Self::Has,
    ];

    /// How it is written, without the colon.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::In => "in",
            Self::After => "after",
            Self::Before => "before",
            Self::On => "on",
            Self::Has => "has",
        }
    }
}

impl Query {
    /// Takes what was typed apart. `today` is what `today` means.
    #[must_use]
    pub fn parse(text: &str, today: NaiveDate) -> Self {
        Self::parse_with(text, today, &Names::english())
    }

    /// The same, where filters have other names, too.
    #[must_use]
    pub fn parse_with(text: &str, today: NaiveDate, names: &Names) -> Self {
        let mut query = Self::default();
        let tokens = tokens(text);
        let last = tokens.len();
        for (index, token) in tokens.into_iter().enumerate() {
            let Some((key, value)) = filter(token, names) else {
                if !query.words.is_empty() {
                    query.words.push(' ');
                }
                query.words.push_str(token);
                continue;
            };
            let value = value.replace('"', "");
            let value = match key {
                Key::From | Key::In => value.trim(),
                _ => names.value(value.trim()),
            };
            if value.is_empty() {
                let still = index + 1 == last && text.ends_with(':');
                query.open = still.then_some(key);
            } else if index < MOST * 4 && !query.take(key, value, today) && query.wrong.len() < MOST
            {
                query.wrong.push(token.to_owned());
            }
        }
        query
    }

    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words
            .chars()
            .all(|char| char.is_whitespace() || char == '"')
            && self.from.is_empty()
            && self.place.is_empty()
            && self.after.is_none()
            && self.before.is_none()
            && !self.link
            && !self.file
    }

    /// What was typed with another value for a filter, or without that filter. Of `has:` only the same
    /// value is replaced: both may stand there.
    #[must_use]
    pub fn put(text: &str, key: Key, value: &str, on: bool) -> String {
        Self::put_with(text, (key, value), on, &Names::english())
    }

    /// The same, where filters have other names, too; what is put in has its English name.
    #[must_use]
    pub fn put_with(text: &str, (key, value): (Key, &str), on: bool, names: &Names) -> String {
        let mut written = String::new();
        for token in tokens(text) {
            let same = filter(token, names).is_some_and(|(found, old)| {
                let old = names.value(old);
                found == key && (key != Key::Has || old.is_empty() || is_same(old, value))
            });
            if !same {
                push(&mut written, token);
            }
        }
        if on {
            let mut token = String::new();
            let value = value.replace('"', "");
            let _ = match value.contains(char::is_whitespace) {
                true => write!(token, "{}:\"{value}\"", key.word()),
                false => write!(token, "{}:{value}", key.word()),
            };
            push(&mut written, &token);
        }
        written
    }

    /// Whether a filter makes sense.
    fn take(&mut self, key: Key, value: &str, today: NaiveDate) -> bool {
        match key {
            Key::From if self.from.len() < MOST => self.from.push(value.to_owned()),
            Key::In if self.place.len() < MOST => self.place.push(value.to_owned()),
            Key::From | Key::In => return false,
            Key::Has => match value.to_lowercase().as_str() {
                "link" | "links" => self.link = true,
                "file" | "files" => self.file = true,
                _ => return false,
            },
            Key::After | Key::Before | Key::On => {
                let Some((first, end)) = span(value, today) else {
                    return false;
                };
                if key != Key::Before {
                    self.after = Some(self.after.map_or(first, |after| after.max(first)));
                }
                let until = match key {
                    Key::Before => Some(first),
                    Key::On => Some(end),
                    _ => None,
                };
                let earlier = |before: NaiveDate| until.map_or(before, |until| until.min(before));
                self.before = self.before.map(earlier).or(until);
            }
        }
        true
    }
}

fn push(written: &mut String, token: &str) {
    if !written.is_empty() {
        written.push(' ');
    }
    written.push_str(token);
}

fn is_same(old: &str, value: &str) -> bool {
    let bare = |text: &str| text.replace('"', "").trim_end_matches('s').to_lowercase();
    bare(old) == bare(value)
}

/// The key and the value of a filter.
fn filter<'a>(token: &'a str, names: &Names) -> Option<(Key, &'a str)> {
    let (word, value) = token.split_once(':')?;
    Some((names.key(word)?, value))
}

/// What stands between spaces that are not between quotes. A quote that is never closed holds
/// nothing together.
fn tokens(text: &str) -> Vec<&str> {
    let end = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    let mut rest = end.and_then(|end| text.get(..end)).unwrap_or(text);
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return tokens;
        }
        let mut quoted = false;
        let mut closed = rest.matches('"').count() / 2 * 2;
        let end = rest.char_indices().find(|(_, char)| {
            if *char == '"' && closed > 0 {
                closed -= 1;
                quoted = !quoted;
            }
            !quoted && char.is_whitespace()
        });
        let (token, after) = match end {
            Some((at, _)) => rest.split_at_checked(at).unwrap_or((rest, "")),
            None => (rest, ""),
        };
        tokens.push(token);
        rest = after;
    }
}

/// The first day of what a date names, and the day after its last.
fn span(value: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
    match value.to_lowercase().as_str() {
        "today" => return Some((today, next(today)?)),
        "yesterday" => return Some((today.checked_sub_days(Days::new(1))?, today)),
        _ => {}
    }
    let mut numbers = value.split(['-', '/', '.']);
    let number = |text: &str, most: usize| -> Option<u32> {
        let digits = text.chars().all(|char| char.is_ascii_digit());
        (digits && (1..=most).contains(&text.len())).then(|| text.parse().ok())?
    };
    let year = numbers.next().filter(|year| year.len() == 4)?;
    let year = i32::try_from(number(year, 4)?).ok()?;
    let month = numbers.next().map(|month| number(month, 2));
    let day = numbers.next().map(|day| number(day, 2));
    if numbers.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => {
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            Some((first, first.checked_add_months(Months::new(12))?))
        }
        (Some(month), None) => {
            let first = NaiveDate::from_ymd_opt(year, month?, 1)?;
            Some((first, first.checked_add_months(Months::new(1))?))
        }
        (Some(month), Some(day)) => {
            let first = NaiveDate::from_ymd_opt(year, month?, day?)?;
            Some((first, next(first)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn parse(text: &str) -> Query {
        Query::parse(text, day(2026, 11, 21))
    }

    #[test]
    fn filters_stand_among_the_words() {
        let query = parse(
            "late from:romy IN:\"Night shift\" before:2026-02 after:2026-01-31 has:link \"the train\" x:y",
        );
        assert_eq!(query.words, "late \"the train\" x:y");
        assert_eq!(query.from, ["romy"]);
        assert_eq!(query.place, ["Night shift"]);
        assert_eq!(query.after, Some(day(2026, 1, 31)));
        assert_eq!(query.before, Some(day(2026, 2, 1)));
        assert!(query.link && !query.file && query.wrong.is_empty());
        assert!(!query.is_empty());
    }

    #[test]
    fn days_months_and_years_have_a_beginning_and_an_end() {
        let span = |text: &str| {
            let query = parse(text);
            (query.after, query.before)
        };
        assert_eq!(
            span("on:today"),
            (Some(day(2026, 11, 21)), Some(day(2026, 11, 22)))
        );
        assert_eq!(span("on:Yesterday").0, Some(day(2026, 11, 20)));
        assert_eq!(
            span("on:2024-02"),
            (Some(day(2024, 2, 1)), Some(day(2024, 3, 1)))
        );
        assert_eq!(
            span("on:2024"),
            (Some(day(2024, 1, 1)), Some(day(2025, 1, 1)))
        );
        assert_eq!(span("before:2024"), (None, Some(day(2024, 1, 1))));
        assert_eq!(span("after:2024.2.29").0, Some(day(2024, 2, 29)));
        assert_eq!(
            span("after:2024 after:2025-03 before:2026 before:2025-06").0,
            Some(day(2025, 3, 1))
        );
        for wrong in [
            "on:soon",
            "on:2023-02-29",
            "after:99-1-1",
            "before:2024-13",
            "on:2024-1-1-1",
            "on:-2024",
            "has:fun",
        ] {
            let query = parse(wrong);
            assert!(query.is_empty(), "{wrong}");
            assert_eq!(query.wrong, [wrong]);
        }
    }

    #[test]
    fn what_is_being_typed_says_nothing_yet() {
        assert_eq!(parse("late from:").open, Some(Key::From));
        assert_eq!(parse("from: late").open, None);
        assert_eq!(parse("from: late").words, "late");
        assert_eq!(parse("\"the tra").words, "\"the tra");
        assert_eq!(parse("from:\"Romy K").from, ["Romy"]);
        assert!(parse("  \"\" ").is_empty());
        assert_eq!(
            parse("https://xmpp.org 12:30").words,
            "https://xmpp.org 12:30"
        );
    }

    #[test]
    fn a_filter_is_put_in_and_taken_out() {
        let put = Query::put("late from:romy x", Key::From, "Mira Holm", true);
        assert_eq!(put, "late x from:\"Mira Holm\"");
        assert_eq!(parse(&put).from, ["Mira Holm"]);
        assert_eq!(Query::put(&put, Key::From, "", false), "late x");
        let both = Query::put("has:link", Key::Has, "file", true);
        assert_eq!(both, "has:link has:file");
        assert_eq!(Query::put(&both, Key::Has, "link", false), "has:file");
        assert_eq!(Query::put("", Key::In, "", true), "in:");
        assert_eq!(Query::put("in:", Key::In, "a\"b", true), "in:ab");
    }

    #[test]
    fn filters_have_names_in_other_languages() {
        let names = Names::english()
            .with_key(Key::From, "od")
            .with_key(Key::In, "w we")
            .with_key(Key::On, "dnia")
            .with_key(Key::Has, "ma")
            .with_value("yesterday", "wczoraj")
            .with_value("link", "odnośnik");
        let parse = |text: &str| Query::parse_with(text, day(2026, 11, 21), &names);
        let query = parse("OD:romy we:praca w:dom dnia:Wczoraj ma:ODNOŚNIK from:mira pociąg");
        assert_eq!(query.from, ["romy", "mira"]);
        assert_eq!(query.place, ["praca", "dom"]);
        assert_eq!(query.after, Some(day(2026, 11, 20)));
        assert_eq!((query.words.as_str(), query.link), ("pociąg", true));
        assert_eq!(parse("od:").open, Some(Key::From));
        assert_eq!(parse("w:link").place, ["link"], "a name is a name");
        let put = |text, key, value, on| Query::put_with(text, (key, value), on, &names);
        assert_eq!(put("od:romy x", Key::From, "mira", true), "x from:mira");
        assert_eq!(put("ma:odnośnik x", Key::Has, "link", false), "x");
        // Nothing else is a filter.
        assert_eq!(Query::parse("od:romy", day(2026, 11, 21)).words, "od:romy");
    }

    #[test]
    fn hostile_questions_end_soon() {
        let quotes = parse(&"\"".repeat(10_000));
        assert!(quotes.is_empty());
        let long = parse(&"from:x ".repeat(150_000));
        assert!(long.from.len() <= MOST);
        let dense = parse(&"x".repeat(1_000_000));
        assert_eq!(dense.words.len(), LONGEST);
        let wide = parse(&"电\"".repeat(500_000));
        assert!(wide.words.chars().count() <= LONGEST);
        for hostile in [
            "\0",
            "from:\0",
            "on:\u{661}\u{662}",
            ":::",
            "has:\u{0}",
            "from:\"",
            "AND NOT *",
        ] {
            let _ = parse(hostile);
        }
        assert_eq!(parse("a\0b").words, "a\0b");
        assert_eq!(parse("on:99999999999999999999").wrong.len(), 1);
    }
}
