//! Points in time that people name: in an hour, tomorrow.

use chrono::{Local, NaiveTime, TimeDelta, TimeZone};
use waxwing_core::Timestamp;

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

#[cfg(test)]
mod tests {
    use chrono::Timelike;

    use super::*;

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
