//! Times and counts in the words of the person who reads them.

use chrono::{DateTime, Datelike, Local, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use waxwing_core::Timestamp;

use crate::tr;

/// The largest unread count that is shown as a number.
const MOST_COUNTED: u32 = 99;

/// A point in time on the clock of this machine; the epoch where the calendar ends.
pub fn local(at: Timestamp) -> NaiveDateTime {
    DateTime::from_timestamp_micros(at.0)
        .unwrap_or_default()
        .with_timezone(&Local)
        .naive_local()
}

/// The day of a point in time.
pub fn day(at: Timestamp) -> NaiveDate {
    local(at).date()
}

/// The beginning of a day on the clock of this machine.
pub fn start_of(day: NaiveDate) -> Timestamp {
    let midnight = NaiveDateTime::from(day);
    // Where the clock is set forward at midnight, the day begins an hour later.
    let hours = (0..3).map(|hour| midnight + TimeDelta::hours(hour));
    let start = hours
        .filter_map(|time| time.and_local_timezone(Local).earliest())
        .next();
    Timestamp(
        start
            .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
            .timestamp_micros(),
    )
}

/// A day in numbers, with its year.
pub fn numbers(day: NaiveDate) -> String {
    tr!(
        "date-numbers",
        day = format!("{:02}", day.day()),
        month = format!("{:02}", day.month()),
        year = day.year().to_string()
    )
}

/// A month with its year.
pub fn month_of(day: NaiveDate) -> String {
    tr!(
        "month-year",
        month = month(day),
        year = day.year().to_string()
    )
}

/// The shortest name of the day of a week.
pub fn weekday_brief(day: NaiveDate) -> String {
    weekday_short(day)
}

/// A day with everything that tells it from others.
pub fn day_spoken(day: NaiveDate) -> String {
    tr!(
        "date-weekday-year",
        weekday = weekday(day),
        day = day.day(),
        month = month(day),
        year = day.year().to_string()
    )
}

/// The time of day: `09:41`.
pub fn time(at: Timestamp) -> String {
    clock(local(at))
}

/// The line between two days: `Today`, `Yesterday`, `Tuesday 17 November`, with the year where it
/// is another one.
pub fn day_line(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        0 => tr!("day-today"),
        1 => tr!("day-yesterday"),
        _ => date(day, today),
    }
}

/// When the newest message of a row came, as short as it can be said.
pub fn brief(at: Timestamp, now: Timestamp) -> String {
    brief_local(local(at), local(now).date())
}

/// A point in time inside a sentence: `09:41` today, else with its day.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let (at, today) = (local(at), local(now).date());
    if at.date() == today {
        clock(at)
    } else {
        tr!(
            "moment-other-day",
            day = day_line(at.date(), today),
            time = clock(at)
        )
    }
}

/// A point in time that is yet to come, inside a sentence.
pub fn upcoming(at: Timestamp, now: Timestamp) -> String {
    let (then, today) = (local(at), local(now).date());
    match (then.date() - today).num_days() {
        1 => tr!("moment-tomorrow", time = clock(then)),
        _ => moment(at, now),
    }
}

/// The same to the second.
pub fn exact(at: Timestamp, now: Timestamp) -> String {
    let (at, today) = (local(at), local(now).date());
    let time = at.format("%H:%M:%S").to_string();
    match at.date() == today {
        true => time,
        false => tr!(
            "moment-other-day",
            day = day_line(at.date(), today),
            time = time
        ),
    }
}

/// A date without a time, with its year.
pub fn full_date(at: Timestamp) -> String {
    let day = local(at).date();
    tr!(
        "date-full",
        day = day.day(),
        month = month(day),
        year = day.year().to_string()
    )
}

/// A time to the millisecond, for what is read closely.
pub fn precise(at: Timestamp) -> String {
    local(at).format("%H:%M:%S%.3f").to_string()
}

/// A count for a pill: `7`, `99+`.
pub fn count(number: u32) -> String {
    if number > MOST_COUNTED {
        tr!("count-many", most = MOST_COUNTED)
    } else {
        number.to_string()
    }
}

/// Whole seconds until a point in time, at least one.
pub fn seconds_until(at: Timestamp, now: Timestamp) -> i64 {
    const MICROS: i64 = 1_000_000;
    at.0.saturating_sub(now.0)
        .saturating_add(MICROS - 1)
        .div_euclid(MICROS)
        .max(1)
}

fn clock(at: NaiveDateTime) -> String {
    tr!(
        "time",
        hour = format!("{:02}", at.hour()),
        minute = format!("{:02}", at.minute())
    )
}

fn brief_local(at: NaiveDateTime, today: NaiveDate) -> String {
    match (today - at.date()).num_days() {
        0 => clock(at),
        1 => tr!("day-yesterday"),
        2..7 => weekday_short(at.date()),
        _ if at.year() == today.year() => {
            tr!("date-short", day = at.day(), month = month_short(at.date()))
        }
        _ => numbers(at.date()),
    }
}

fn date(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        tr!(
            "date-weekday",
            weekday = weekday(day),
            day = day.day(),
            month = month(day)
        )
    } else {
        tr!(
            "date-weekday-year",
            weekday = weekday(day),
            day = day.day(),
            month = month(day),
            year = day.year().to_string()
        )
    }
}

fn weekday(day: NaiveDate) -> String {
    tr!("weekday", number = day.weekday().number_from_monday())
}

fn weekday_short(day: NaiveDate) -> String {
    tr!("weekday-short", number = day.weekday().number_from_monday())
}

fn month(day: NaiveDate) -> String {
    tr!("month", number = day.month())
}

fn month_short(day: NaiveDate) -> String {
    tr!("month-short", number = day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date_of(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn at(day: NaiveDate) -> NaiveDateTime {
        day.and_hms_opt(9, 41, 0).unwrap()
    }

    #[test]
    fn day_lines_read_like_speech() {
        let today = date_of(2026, 11, 21);
        assert_eq!(day_line(today, today), "Today");
        assert_eq!(day_line(date_of(2026, 11, 20), today), "Yesterday");
        assert_eq!(
            day_line(date_of(2026, 11, 17), today),
            "Tuesday 17 November"
        );
        assert_eq!(
            day_line(date_of(2025, 12, 31), today),
            "Wednesday 31 December 2025"
        );
        assert_eq!(
            day_line(date_of(2026, 11, 22), today),
            "Sunday 22 November",
            "a clock that is ahead does no harm"
        );
    }

    #[test]
    fn rows_say_when_in_few_letters() {
        let today = date_of(2026, 11, 21);
        assert_eq!(brief_local(at(today), today), "09:41");
        assert_eq!(brief_local(at(date_of(2026, 11, 20)), today), "Yesterday");
        assert_eq!(brief_local(at(date_of(2026, 11, 17)), today), "Tue");
        assert_eq!(brief_local(at(date_of(2026, 3, 7)), today), "7 Mar");
        assert_eq!(brief_local(at(date_of(2024, 3, 7)), today), "07/03/2024");
    }

    #[test]
    fn impossible_times_do_not_crash() {
        for at in [i64::MIN, i64::MAX, 0] {
            let _ = time(Timestamp(at));
            let _ = moment(Timestamp(at), Timestamp(0));
            let _ = brief(Timestamp(at), Timestamp(0));
            let _ = full_date(Timestamp(at));
            let _ = seconds_until(Timestamp(at), Timestamp(0));
        }
    }

    #[test]
    fn seconds_are_rounded_up() {
        assert_eq!(seconds_until(Timestamp(12_000_000), Timestamp(0)), 12);
        assert_eq!(seconds_until(Timestamp(11_000_001), Timestamp(0)), 12);
        assert_eq!(seconds_until(Timestamp(-5), Timestamp(0)), 1);
    }

    #[test]
    fn large_counts_are_short() {
        assert_eq!(count(7), "7");
        assert_eq!(count(100), "99+");
    }
}
