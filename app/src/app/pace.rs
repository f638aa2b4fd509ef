//! What the window costs and how far it is, in the log, for whoever measures. Without a listener to
//! these targets each is a look at a flag.

use waxwing_core::event::account::Event;
use waxwing_core::model::Progress;

/// What each update costs the window's thread: between one view and the next lies all of it, the
/// layout, the drawing, handing the picture over, and taking in the next news.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// The CPU time of the thread at the last view.
    #[cfg(unix)]
    last: std::cell::Cell<Option<rustix::time::Timespec>>,
}

impl Pace {
    /// A view begins.
    #[cfg(unix)]
    pub(super) fn view(&self) {
        use rustix::time::{ClockId, clock_gettime};
        if !tracing::enabled!(target: "waxwing::update", tracing::Level::DEBUG) {
            return;
        }
        let now = clock_gettime(ClockId::ThreadCPUTime);
        if let Some(last) = self.last.replace(Some(now)) {
            let seconds = now.tv_sec - last.tv_sec;
            let microseconds = seconds * 1_000_000 + (now.tv_nsec - last.tv_nsec) / 1000;
            tracing::debug!(target: "waxwing::update", microseconds);
        }
    }

    /// A view begins.
    #[cfg(not(unix))]
    pub(super) fn view(&self) {}
}

/// Says how far the history of an account is.
pub(super) fn tell_history(event: &Event) {
    if let Event::Changed(account) = event {
        let fetched = account.history.fetched;
        let complete = account.history.progress == Progress::Complete;
        tracing::debug!(target: "waxwing::history", fetched, complete);
    }
}
