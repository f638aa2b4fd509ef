//! How long one waits for a web server: as long as something moves.

use std::time::Duration;

/// So many bytes in the time of a whole silence are something; less is a server that holds on to us.
const SOMETHING: u64 = 1024;

/// Counts the time that was waited for next to nothing.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    limit: Duration,
    waited: Duration,
    /// What had moved when the time began.
    mark: u64,
}

impl Patience {
    /// Patience for a silence so long.
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit,
            waited: Duration::ZERO,
            mark: 0,
        }
    }

    /// How much longer it lasts.
    pub(super) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.waited)
    }

    /// So long was waited, and so many bytes have moved in all. `false`: it is at its end.
    pub(super) fn wait(&mut self, time: Duration, moved: u64) -> bool {
        self.waited = self.waited.saturating_add(time);
        if moved.saturating_sub(self.mark) >= SOMETHING {
            self.mark = moved;
            self.waited = Duration::ZERO;
        }
        self.waited < self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lasts_while_something_moves() {
        let second = Duration::from_secs(1);
        let mut patience = Patience::new(3 * second);
        for step in 1..100 {
            assert!(patience.wait(2 * second, step * SOMETHING));
        }
        assert_eq!(patience.left(), 3 * second);
    }

    #[test]
    fn drops_are_nothing() {
        let second = Duration::from_secs(1);
        let mut patience = Patience::new(3 * second);
        assert!(patience.wait(second, 1));
        assert!(patience.wait(second, 2));
        assert_eq!(patience.left(), second);
        assert!(!patience.wait(second, 3));
        assert_eq!(patience.left(), Duration::ZERO);
    }
}
