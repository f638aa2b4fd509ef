//! Points in time that people name: in an hour, tomorrow.

use chrono::{Datelike, Days, Local, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use waxwing_core::Timestamp;

use crate::tr;

/// Never.
pub const NEVER: Timestamp = Timestamp(i64::MAX);

/// When people are up again.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("a time of the day");

/// So many hours later.
pub fn in_hours(now: Timestamp, hours: i64) -> Timestamp {
    Timestamp(now.0.saturating_add(hours * 3_600_000_000))
}

/// The morning of the next day, here.
pub fn tomorrow(now: Timestamp) -> Timestamp {
    let local = Local.timestamp_micros(now.0).earliest();
    let morning = local.and_then(|local| {
        let day = (local + TimeDelta::days(1)).date_naive();
        day.and_time(MORNING).and_local_timezone(Local).earliest()
    });
    morning.map_or_else(
        || in_hours(now, 24),
        |morning| Timestamp(morning.timestamp_micros()),
    )
}

/// A time that people name when something shall happen later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// In an hour.
    Hour,
    /// This evening.
    Tonight,
    /// Tomorrow in the morning.
    Tomorrow,
    /// In the morning of the next Monday.
    Monday,
}

impl Preset {
    /// What it is called.
    pub fn title(self) -> String {
        match self {
            Self::Hour => tr!("time-hour"),
            Self::Tonight => tr!("time-tonight"),
            Self::Tomorrow => tr!("time-tomorrow"),
            Self::Monday => tr!("time-monday"),
        }
    }
}

/// When the evening begins.
const EVENING: NaiveTime = NaiveTime::from_hms_opt(20, 0, 0).expect("a time of the day");

/// When things begin on a working day.
const DESK: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("a time of the day");

/// So long before the evening nobody names it any more.
const SOON: i64 = 30 * 60 * 1_000_000;

/// The times that people name, those that are yet to come.
pub fn presets(now: Timestamp) -> Vec<(Preset, Timestamp)> {
    let Some(local) = Local.timestamp_micros(now.0).earliest() else {
        return Vec::new();
    };
    let today = local.date_naive();
    let to_monday = 7 - u64::from(today.weekday().num_days_from_monday());
    let later = |days| today.checked_add_days(Days::new(days));
    let named = [
        (Preset::Tonight, at(today, EVENING)),
        (Preset::Tomorrow, later(1).and_then(|day| at(day, DESK))),
        (
            Preset::Monday,
            later(to_monday)
                .filter(|_| to_monday > 1)
                .and_then(|day| at(day, DESK)),
        ),
    ];
    let named = named
        .into_iter()
        .filter_map(|(preset, at)| Some((preset, at?)))
        .filter(|(_, at)| at.0 > now.0.saturating_add(SOON));
    std::iter::once((Preset::Hour, in_hours(now, 1)))
        .chain(named)
        .collect()
}

/// A time of a day, here; where the clock is set forward over it, the hour after.
pub fn at(day: NaiveDate, time: NaiveTime) -> Option<Timestamp> {
    let wanted = day.and_time(time);
    let found = wanted.and_local_timezone(Local).earliest();
    let found = found.or_else(|| {
        let later = wanted + TimeDelta::hours(1);
        later.and_local_timezone(Local).earliest()
    })?;
    Some(Timestamp(found.timestamp_micros()))
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;

    use super::*;

    #[test]
    fn people_name_times_that_are_yet_to_come() {
        let names = |day, hour| {
            let now = Local.with_ymd_and_hms(2026, 11, day, hour, 45, 0).unwrap();
            let now = Timestamp(now.timestamp_micros());
            let all = presets(now);
            assert!(all.iter().all(|(_, at)| *at > now));
            all.into_iter()
                .map(|(preset, _)| preset)
                .collect::<Vec<_>>()
        };
        use Preset::{Hour, Monday, Tomorrow, Tonight};
        assert_eq!(names(18, 12), [Hour, Tonight, Tomorrow, Monday]);
        assert_eq!(names(18, 19), [Hour, Tomorrow, Monday], "it is evening");
        assert_eq!(
            names(22, 12),
            [Hour, Tonight, Tomorrow],
            "tomorrow is Monday"
        );
        assert_eq!(names(23, 12), [Hour, Tonight, Tomorrow, Monday]);
        assert!(presets(Timestamp(i64::MAX)).len() <= 1);
    }

    #[test]
    fn tomorrow_begins_in_the_morning() {
        for hour in [0, 7, 9, 23] {
            let now = Local.with_ymd_and_hms(2026, 11, 21, hour, 30, 0).unwrap();
            let later = tomorrow(Timestamp(now.timestamp_micros()));
            let later = Local.timestamp_micros(later.0).unwrap();
            assert_eq!((later.date_naive() - now.date_naive()).num_days(), 1);
            assert_eq!((later.hour(), later.minute()), (8, 0));
        }
        assert_eq!(in_hours(NEVER, 8), NEVER);
    }
}
