//! How long to wait before the next try to connect.

use std::time::{Duration, Instant};

/// The waiting time between tries to connect.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    tries: u32,
}

impl Backoff {
    /// No failure so far.
    pub fn new() -> Self {
        Self::default()
    }
    /// A try failed, or a connection was lost: how long to wait. `random` is uniform over all of `u64`.
    pub fn failed(&mut self, random: u64) -> Duration {
        todo!()
    }
    /// A connection came up at `now`.
    pub fn connected(&mut self, now: Instant) {
        todo!()
    }
    /// The connection was lost at `now`: how long to wait.
    pub fn disconnected(&mut self, now: Instant, random: u64) -> Duration {
        todo!()
    }
    /// The user or the network asks for a try now: forget the failures.
    pub fn reset(&mut self) {
        todo!()
    }
}
