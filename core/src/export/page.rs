//! What all forms of an exported conversation share: who said something, and when.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Local, NaiveDate, NaiveDateTime, SecondsFormat};

use super::Wanted;
use crate::Timestamp;
use crate::archive::Extent;
use crate::model::{Direction, ExportWords, Message, State, Version};

/// What stands above everything.
pub(super) struct Head {
    pub(super) own: String,
    pub(super) with: String,
    pub(super) words: ExportWords,
    pub(super) made: Timestamp,
    me: String,
    them: String,
    /// The time on the clock of whoever reads it.
    local: fn(Timestamp) -> NaiveDateTime,
}

/// A message, with what it said before.
pub(super) struct Entry {
    pub(super) message: Arc<Message>,
    /// The oldest first; the last is what it says. Empty where it was never corrected.
    pub(super) versions: Vec<Version>,
}

impl Head {
    pub(super) fn new(wanted: &Wanted, extent: &Extent, made: Timestamp) -> Self {
        let name = |name: &str, address: &str| match plain(name).trim() {
            "" => plain(address),
            name => name.to_owned(),
        };
        Self {
            own: extent.own.clone(),
            with: extent.with.clone(),
            words: wanted.words.clone(),
            made,
            me: name(&wanted.names.me, &extent.own),
            them: name(&wanted.names.them, &extent.with),
            local: on_this_clock,
        }
    }

    /// The heading.
    pub(super) fn title(&self) -> String {
        self.words.title.replace("{name}", &self.them)
    }

    /// The name of who said something.
    pub(super) fn sender(&self, message: &Message) -> &str {
        self.name(message.direction == Direction::Outgoing)
    }

    /// Our name, or theirs.
    pub(super) fn name(&self, mine: bool) -> &str {
        match mine {
            true => &self.me,
            false => &self.them,
        }
    }

    /// The name of whom an address belongs to.
    pub(super) fn name_of(&self, address: &str) -> String {
        match address {
            address if address == self.own => self.me.clone(),
            address if address == self.with => self.them.clone(),
            other => plain(other),
        }
    }

    /// The day of something.
    pub(super) fn day(&self, at: Timestamp) -> NaiveDate {
        (self.local)(at).date()
    }

    /// A day in words; in numbers where there are no words for it.
    pub(super) fn day_line(&self, day: NaiveDate) -> String {
        let weekday = self
            .words
            .weekdays
            .get(day.weekday().num_days_from_monday() as usize);
        let month = self.words.months.get(day.month0() as usize);
        let (Some(weekday), Some(month)) = (weekday, month) else {
            return day.to_string();
        };
        self.words
            .day
            .replace("{weekday}", weekday)
            .replace("{day}", &day.day().to_string())
            .replace("{month}", month)
            .replace("{year}", &day.year().to_string())
    }

    /// The time of day of something.
    pub(super) fn time(&self, at: Timestamp) -> String {
        (self.local)(at).format("%H:%M").to_string()
    }

    /// The time of something, with its day where that is not the day given.
    pub(super) fn moment(&self, at: Timestamp, day: NaiveDate) -> String {
        match self.day(at) == day {
            true => self.time(at),
            false => self.full(at),
        }
    }

    /// Day and time in numbers.
    pub(super) fn full(&self, at: Timestamp) -> String {
        (self.local)(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// Says that a message was corrected, and when.
    pub(super) fn edited(&self, at: Timestamp, day: NaiveDate) -> String {
        self.words.edited.replace("{time}", &self.moment(at, day))
    }

    /// Says whom a message answers.
    pub(super) fn answers(&self, mine: bool) -> String {
        self.words.answers.replace("{name}", self.name(mine))
    }

    /// What there is to say about the way of a message; nothing about one that has arrived.
    pub(super) fn trouble(&self, message: &Message) -> Option<String> {
        match &message.state {
            State::Pending => Some(self.words.waiting.clone()),
            State::Failed { condition, text } => {
                let why = match text.trim() {
                    "" => plain(condition),
                    said => plain(said),
                };
                Some(format!("{} ({why})", self.words.failed))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
impl Head {
    /// One for tests, on the clock of Greenwich.
    pub(super) fn sample(words: ExportWords) -> Self {
        Self {
            own: "mira@example.org".to_owned(),
            with: "romy@example.org".to_owned(),
            words,
            made: Timestamp(1_794_908_460_000_000),
            me: "Mira".to_owned(),
            them: "Romy <Keller>".to_owned(),
            local: |at| {
                let at = DateTime::from_timestamp_micros(at.0).unwrap_or_default();
                at.naive_utc()
            },
        }
    }
}

/// A time as programs read it.
pub(super) fn rfc3339(at: Timestamp) -> String {
    let at = DateTime::from_timestamp_micros(at.0).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn on_this_clock(at: Timestamp) -> NaiveDateTime {
    DateTime::from_timestamp_micros(at.0)
        .unwrap_or_default()
        .with_timezone(&Local)
        .naive_local()
}

/// A name on one line: nothing in it may look like the beginning of another message, or turn around
/// what stands beside it.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|one| !is_hidden(*one)).collect()
}

/// Whether a sign is not seen itself and changes what is seen of others.
fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(
            one,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
        )
        || matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Shows signs that are no letters as what they are; the ends of lines stay.
pub(super) fn visible(one: char) -> char {
    match one {
        '\n' | '\t' => one,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + one as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_in_its_own_direction() {
        assert_eq!(
            plain("Romy\n[09:41] Mira: yes\u{202e}"),
            "Romy[09:41] Mira: yes"
        );
        assert_eq!(plain("رومي"), "رومي");
    }

    #[test]
    fn days_are_words_where_there_are_words() {
        let head = Head::sample(ExportWords::default());
        let day = head.day(Timestamp(1_794_908_460_000_000));
        assert_eq!(head.day_line(day), "Tuesday 17 November 2026");
        let poor = ExportWords {
            months: Vec::new(),
            ..ExportWords::default()
        };
        assert_eq!(Head::sample(poor).day_line(day), "2026-11-17");
    }

    #[test]
    fn impossible_times_do_no_harm() {
        let head = Head::sample(ExportWords::default());
        for at in [i64::MIN, i64::MAX, 0] {
            let day = head.day(Timestamp(at));
            let _ = (
                head.day_line(day),
                head.full(Timestamp(at)),
                rfc3339(Timestamp(at)),
            );
            let _ = on_this_clock(Timestamp(at));
        }
    }

    #[test]
    fn signs_that_are_no_letters_are_shown() {
        let shown: String = "a\u{1b}[2J\r\n\tb\u{7f}\u{9b}"
            .chars()
            .map(visible)
            .collect();
        assert_eq!(shown, "a\u{241b}[2J\u{240d}\n\tb\u{2421}\u{fffd}");
    }
}
