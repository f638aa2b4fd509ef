//! One clock for everything that is timed: `CLOCK_MONOTONIC`, which the Python peer reads as well
//! (`time.monotonic()`), so that a moment here and a moment there can be subtracted.

use rustix::time::{ClockId, clock_gettime};

/// This moment, in milliseconds since some moment before the machine came up.
pub(crate) fn now_ms() -> f64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// A moment that the peer has told with an event.
pub(crate) fn told_ms(event: &serde_json::Value) -> Option<f64> {
    event["at"].as_f64().map(|seconds| seconds * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_and_counts_in_milliseconds() {
        let (start, watch) = (now_ms(), std::time::Instant::now());
        while watch.elapsed().as_millis() < 5 {}
        let passed = now_ms() - start;
        assert!(passed >= 5.0, "{passed}");
        assert_eq!(told_ms(&serde_json::json!({ "at": 1.5 })), Some(1500.0));
    }
}
