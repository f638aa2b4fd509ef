//! How long to wait before the next try to connect.
//!
//! Waiting doubles with each failure and has a random part, so that a thousand clients of a server
//! that comes back don't come back in the same second (RFC 6120 §3.3).

use std::time::{Duration, Instant};

/// First wait: long enough for a network that is just changing, short enough not to be noticed.
pub const FIRST: Duration = Duration::from_secs(1);

/// Longest wait before the random part: what a person will accept after a train's tunnel, and still
/// only two tries a minute for a server in trouble.
pub const LONGEST: Duration = Duration::from_secs(60);

/// A connection that lasted this long was a good one: the next loss starts from the first wait. One
/// that breaks sooner counts as one more failure, else a server that throws us out right after the
/// login would be asked again each second.
const STABLE: Duration = Duration::from_secs(60);

/// The waiting time between tries to connect.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
    connected: Option<Instant>,
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new(FIRST, LONGEST)
    }
}

impl Backoff {
    /// No failure so far; waits from `first` up to `longest`.
    pub fn new(first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            failures: 0,
            connected: None,
        }
    }

    /// A try failed: how long to wait. `random` is uniform over all of `u64`.
    pub fn failed(&mut self, random: u64) -> Duration {
        self.connected = None;
        let doubled = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        let wait = self.first.saturating_mul(doubled).min(self.longest);
        jittered(wait, random)
    }

    /// A login succeeded at `now`.
    pub fn connected(&mut self, now: Instant) {
        self.connected = Some(now);
    }

    /// The connection was lost at `now`: how long to wait.
    pub fn disconnected(&mut self, now: Instant, random: u64) -> Duration {
        let stable = |since| now.saturating_duration_since(since) >= STABLE;
        if self.connected.is_some_and(stable) {
            self.failures = 0;
        }
        self.failed(random)
    }

    /// The user or a changed network asks for a try now: forget the failures.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

/// Half of the wait, and a random share of the other half.
fn jittered(wait: Duration, random: u64) -> Duration {
    let half = wait / 2;
    let share = (random >> 32) as f64 / f64::from(u32::MAX);
    half + half.mul_f64(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..9).map(|_| backoff.failed(u64::MAX).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        backoff.failures = u32::MAX;
        assert_eq!(backoff.failed(u64::MAX), LONGEST);
    }

    #[test]
    fn chance_takes_up_to_half_away() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.failed(0), FIRST / 2);
        let middle = backoff.failed(u64::MAX / 2);
        assert!(middle > seconds(1) && middle < seconds(2), "{middle:?}");
        assert_eq!(backoff.failed(0), seconds(2));
    }

    #[test]
    fn a_stable_connection_is_forgiven_its_past() {
        let start = Instant::now();
        let mut backoff = Backoff::default();
        for _ in 0..5 {
            backoff.failed(0);
        }
        backoff.connected(start);
        assert_eq!(backoff.disconnected(start + STABLE, u64::MAX), FIRST);
    }

    #[test]
    fn a_server_that_throws_us_out_is_not_asked_each_second() {
        let mut now = Instant::now();
        let mut backoff = Backoff::default();
        let mut waits = Vec::new();
        for _ in 0..7 {
            backoff.connected(now);
            now += seconds(1);
            waits.push(backoff.disconnected(now, u64::MAX).as_secs());
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60]);
    }

    #[test]
    fn an_old_connection_does_not_forgive_later_failures() {
        let start = Instant::now();
        let mut backoff = Backoff::default();
        backoff.connected(start);
        assert_eq!(backoff.disconnected(start + STABLE, u64::MAX), seconds(1));
        assert_eq!(backoff.failed(u64::MAX), seconds(2));
        assert_eq!(
            backoff.disconnected(start + STABLE * 10, u64::MAX),
            seconds(4)
        );
    }

    #[test]
    fn trying_now_starts_over() {
        let mut backoff = Backoff::default();
        for _ in 0..9 {
            backoff.failed(0);
        }
        backoff.reset();
        assert_eq!(backoff.failed(u64::MAX), FIRST);
    }
}
