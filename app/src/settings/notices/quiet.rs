//! Quiet hours: from a minute of the day to another, on some days of the week.

use chrono::{Datelike, NaiveDateTime, Timelike};
use serde_json::Value;

/// The minutes of a day.
pub const DAY: u16 = 24 * 60;

/// What the buttons add or take away.
pub const STEP: u16 = 30;

/// When there are no notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// They hold at all.
    pub on: bool,
    /// They begin at this minute of the day.
    pub from: u16,
    /// They end at this one; one that is not later is on the next day.
    pub to: u16,
    /// The days on which they begin, from Monday on.
    pub days: [bool; 7],
}

impl Default for Quiet {
    fn default() -> Self {
        Self {
            on: false,
            from: 22 * 60,
            to: 7 * 60,
            days: [true; 7],
        }
    }
}

impl Quiet {
    /// Whether they hold at a moment, by the clock on the wall.
    pub fn holds(&self, at: NaiveDateTime) -> bool {
        if !self.on {
            return false;
        }
        let minute = u16::try_from(at.hour() * 60 + at.minute()).unwrap_or_default();
        let today = at.weekday().num_days_from_monday() as usize;
        let begins = |day: usize| self.days.get(day % 7).copied().unwrap_or_default();
        if self.from < self.to {
            return begins(today) && (self.from..self.to).contains(&minute);
        }
        let evening = begins(today) && minute >= self.from;
        let morning = begins(today + 6) && minute < self.to;
        evening || morning
    }
}

/// The days as the file has them: numbers from 1 (Monday) to 7.
pub(super) fn read_days(value: &Value) -> Option<[bool; 7]> {
    let mut days = [false; 7];
    for day in value.as_array()? {
        let place = usize::try_from(day.as_u64()?.checked_sub(1)?).ok()?;
        *days.get_mut(place)? = true;
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    /// A minute of a week that begins on a Monday.
    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        let date = NaiveDate::from_ymd_opt(2026, 11, 15 + day).unwrap();
        date.and_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn a_night_begins_on_its_day_and_ends_on_the_next() {
        let mut quiet = Quiet {
            on: true,
            days: [false, false, false, false, true, false, false],
            ..Quiet::default()
        };
        let friday = 5;
        assert!(!quiet.holds(at(friday, 21, 59)));
        assert!(quiet.holds(at(friday, 22, 0)));
        assert!(quiet.holds(at(friday + 1, 6, 59)));
        assert!(!quiet.holds(at(friday + 1, 7, 0)));
        assert!(!quiet.holds(at(friday, 6, 0)), "that was Thursday's");
        assert!(!quiet.holds(at(friday + 1, 23, 0)), "not on Saturday");
        // The night from Sunday to Monday.
        quiet.days = [false, false, false, false, false, false, true];
        assert!(quiet.holds(at(7, 23, 0)) && quiet.holds(at(1, 1, 0)));
        quiet.on = false;
        assert!(!quiet.holds(at(7, 23, 0)));
    }

    #[test]
    fn a_stretch_of_a_day_and_a_whole_day() {
        let mut quiet = Quiet {
            on: true,
            from: 9 * 60,
            to: 12 * 60 + 30,
            days: [true; 7],
        };
        assert!(!quiet.holds(at(1, 8, 59)) && quiet.holds(at(1, 9, 0)));
        assert!(quiet.holds(at(1, 12, 29)) && !quiet.holds(at(1, 12, 30)));
        quiet.from = 0;
        quiet.to = 0;
        assert!(quiet.holds(at(1, 0, 0)) && quiet.holds(at(1, 23, 59)));
    }

    #[test]
    fn days_are_read_or_not_at_all() {
        let read = |text: &str| read_days(&serde_json::from_str(text).unwrap());
        assert_eq!(read("[]"), Some([false; 7]));
        let weekend = [false, false, false, false, false, true, true];
        assert_eq!(read("[7, 6, 7]"), Some(weekend));
        for wrong in ["[0]", "[8]", "[-1]", "\"mon\"", "[1.5]", "{}"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
