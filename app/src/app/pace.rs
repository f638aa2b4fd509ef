//! What each update costs the window's thread, for whoever measures: between one view and the next
//! lies all of it, the layout, the drawing, handing the picture over, and taking in the next news.
//!
//! Without a listener to `waxwing::update` this is a look at a flag.

use std::cell::Cell;

use rustix::time::{ClockId, Timespec, clock_gettime};

/// The CPU time of the window's thread at the last view.
#[derive(Debug, Default)]
pub(super) struct Pace(Cell<Option<Timespec>>);

impl Pace {
    /// A view begins.
    pub(super) fn view(&self) {
        if !tracing::enabled!(target: "waxwing::update", tracing::Level::DEBUG) {
            return;
        }
        let now = clock_gettime(ClockId::ThreadCPUTime);
        if let Some(last) = self.0.replace(Some(now)) {
            let seconds = now.tv_sec - last.tv_sec;
            let microseconds = seconds * 1_000_000 + (now.tv_nsec - last.tv_nsec) / 1000;
            tracing::debug!(target: "waxwing::update", microseconds);
        }
    }
}
