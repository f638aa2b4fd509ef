//! Which conversations wait for time to pass, so that nobody has to look at ten thousand of them each
//! time that something happens.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::ConversationId;
use crate::account::Account;

/// Conversations in which something may be due.
#[derive(Debug, Default)]
pub(crate) struct Ticking(BTreeSet<ConversationId>);

impl Ticking {
    /// Something happened in a conversation: its next wake may be another one.
    pub(crate) fn touch(&mut self, id: ConversationId) {
        self.0.insert(id);
    }

    /// When the first of them is due; those that wait for nothing are forgotten.
    fn next_wake(&mut self, wake: impl Fn(ConversationId) -> Option<Instant>) -> Option<Instant> {
        let mut first: Option<Instant> = None;
        self.0.retain(|id| {
            let Some(wake) = wake(*id) else {
                return false;
            };
            first = Some(first.map_or(wake, |first| first.min(wake)));
            true
        });
        first
    }

    /// All of them, at this moment.
    pub(crate) fn ids(&self) -> Vec<ConversationId> {
        self.0.iter().copied().collect()
    }
}

impl Account {
    /// When the first conversation has something to do.
    pub(crate) fn next_tick(&mut self) -> Option<Instant> {
        let talks = &self.talks;
        self.ticking.next_wake(|id| {
            let talk = talks.get(&id)?;
            let wakes = [talk.incoming.next_wake(), talk.composer.next_wake()];
            wakes.into_iter().flatten().min()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::time::Duration;

    #[test]
    fn who_waits_for_nothing_is_asked_once() {
        let now = Instant::now();
        let asked = Cell::new(0);
        let mut ticking = Ticking::default();
        for id in 0..10_000 {
            ticking.touch(ConversationId(id));
        }
        let wake = |id: ConversationId| {
            asked.set(asked.get() + 1);
            (id.0 < 2).then(|| now + Duration::from_secs(9 - u64::from(id.0)))
        };
        assert_eq!(ticking.next_wake(wake), Some(now + Duration::from_secs(8)));
        assert_eq!(asked.replace(0), 10_000);
        assert_eq!(ticking.next_wake(wake), Some(now + Duration::from_secs(8)));
        assert_eq!(asked.get(), 2);
        assert_eq!(ticking.ids(), [ConversationId(0), ConversationId(1)]);
    }
}
