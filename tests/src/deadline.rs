//! Waiting with an end. Nothing in the kit sleeps for a fixed time and hopes: it waits for what it
//! needs to see, and fails in words when that does not come.

use std::future::Future;
use std::time::{Duration, Instant};

/// How long a scenario waits for anything. Generous, since two cores may run many servers at once;
/// a passing test never comes near it.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Between two looks at something that can't tell us by itself.
const PAUSE: Duration = Duration::from_millis(10);

/// Waits for a future.
///
/// # Panics
/// When it does not come to its end within [`DEADLINE`], naming `what`.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("not within {DEADLINE:?}: {what}"))
}

/// Looks again and again, blocking this thread, until there is something to see or it is too late.
pub fn poll<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + patience;
    loop {
        if let Some(seen) = look() {
            return Some(seen);
        }
        if Instant::now() >= end {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}
