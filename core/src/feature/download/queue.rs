//! Which file is fetched next: what somebody asks for first, then the newest; a few at once.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;

use super::kept::Progress;
use crate::archive::FileName;
use crate::{ConversationId, ItemId};

/// So many come at once: pictures in a row come soon, and none of them starves.
const AT_ONCE: usize = 3;

/// More than anybody waits for; who sends more is asked about them later.
const MOST: usize = 1_000;

/// How long until another try, each time the connection was lost.
const WAITS: [Duration; 3] = [
    Duration::from_secs(3),
    Duration::from_secs(15),
    Duration::from_secs(60),
];

/// A file of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Where its message stands.
    pub(super) conversation: ConversationId,
    /// The `seq` of its message, which is its name for ever.
    pub(super) seq: u64,
    /// Which file of it.
    pub(super) index: u32,
}

impl Key {
    /// The file of this name.
    pub(super) fn of(name: FileName) -> Self {
        Self {
            conversation: name.conversation,
            seq: name.item.seq,
            index: name.index,
        }
    }
}

/// A file that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) key: Key,
    pub(super) item: ItemId,
    /// Somebody asked for it; else no more than so many bytes are to come.
    pub(super) most: Option<u64>,
    /// What is here of it.
    pub(super) progress: Progress,
    /// How often the connection was lost.
    pub(super) lost: usize,
    /// Not before then.
    pub(super) after: Option<Instant>,
}

/// A file on its way.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) wanted: Wanted,
    /// Its job; those that were stopped may still say something.
    pub(super) number: u64,
    pub(super) task: AbortHandle,
}

/// The files that are wanted and on their way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Vec<Wanted>,
    running: HashMap<Key, Running>,
}

impl Queue {
    /// Whether a file is wanted already.
    pub(super) fn has(&self, key: Key) -> bool {
        self.running.contains_key(&key) || self.waiting.iter().any(|one| one.key == key)
    }

    /// Whether a job works on something.
    pub(super) fn is_busy(&self) -> bool {
        !self.running.is_empty()
    }

    /// Whether one more may be wanted.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.len() < MOST
    }

    /// Wants a file; once more: at once, and asked for by somebody if it ever was.
    pub(super) fn want(&mut self, wanted: Wanted) {
        if let Some(running) = self.running.get_mut(&wanted.key) {
            if wanted.most.is_none() {
                running.wanted.most = None;
            }
            return;
        }
        match self.waiting.iter_mut().find(|one| one.key == wanted.key) {
            Some(there) => {
                there.most = there.most.filter(|_| wanted.most.is_some());
                there.after = None;
            }
            None => self.waiting.push(wanted),
        }
    }

    /// The connection was lost: wants it later. `false`: that was often enough.
    pub(super) fn want_later(&mut self, mut wanted: Wanted, now: Instant) -> bool {
        let Some(wait) = WAITS.get(wanted.lost) else {
            return false;
        };
        wanted.lost += 1;
        wanted.after = now.checked_add(*wait);
        self.waiting.push(wanted);
        true
    }

    /// Takes the next one out, if one may begin.
    pub(super) fn next(&mut self, now: Instant) -> Option<Wanted> {
        if self.running.len() >= AT_ONCE {
            return None;
        }
        let ready = |one: &Wanted| one.after.is_none_or(|after| after <= now);
        let rank = |one: &Wanted| (one.most.is_none(), one.item, one.key.index);
        let (place, _) = self
            .waiting
            .iter()
            .enumerate()
            .filter(|(_, one)| ready(one))
            .max_by_key(|(_, one)| rank(one))?;
        Some(self.waiting.swap_remove(place))
    }

    /// When there may be a next one that may not begin yet.
    pub(super) fn wake(&self) -> Option<Instant> {
        if self.running.len() >= AT_ONCE {
            return None;
        }
        self.waiting.iter().filter_map(|one| one.after).min()
    }

    /// Nothing waits any longer because of what went wrong before.
    pub(super) fn hurry(&mut self) {
        for one in &mut self.waiting {
            one.after = None;
        }
    }

    /// A job works on it.
    pub(super) fn run(&mut self, running: Running) {
        self.running.insert(running.wanted.key, running);
    }

    /// What a job works on, if it is the one with this number.
    pub(super) fn running(&mut self, key: Key, number: u64) -> Option<&mut Wanted> {
        let running = self.running.get_mut(&key)?;
        (running.number == number).then_some(&mut running.wanted)
    }

    /// A job has come to its end.
    pub(super) fn ended(&mut self, key: Key, number: u64) -> Option<Wanted> {
        self.running(key, number)?;
        Some(self.running.remove(&key)?.wanted)
    }

    /// Nobody wants it any more. `false`: nobody did.
    pub(super) fn drop(&mut self, key: Key) -> bool {
        let waited = self.waiting.len();
        self.waiting.retain(|one| one.key != key);
        let ran = self.running.remove(&key);
        if let Some(running) = &ran {
            running.task.abort();
        }
        ran.is_some() || self.waiting.len() < waited
    }

    /// All that are wanted of a conversation.
    pub(super) fn of(&self, conversation: ConversationId) -> Vec<(Key, ItemId)> {
        let running = self.running.values().map(|one| &one.wanted);
        let all = self.waiting.iter().chain(running);
        all.filter(|one| one.key.conversation == conversation)
            .map(|one| (one.key, one.item))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    fn wanted(seq: u64, most: Option<u64>) -> Wanted {
        Wanted {
            key: Key {
                conversation: ConversationId(1),
                seq,
                index: 0,
            },
            item: ItemId {
                at: Timestamp(seq.cast_signed()),
                seq,
            },
            most,
            progress: Progress::default(),
            lost: 0,
            after: None,
        }
    }

    fn run(queue: &mut Queue, wanted: Wanted, number: u64) {
        let task = tokio::spawn(std::future::pending::<()>()).abort_handle();
        queue.run(Running {
            wanted,
            number,
            task,
        });
    }

    #[tokio::test]
    async fn what_is_asked_for_comes_first_and_then_the_newest() {
        let mut queue = Queue::default();
        let now = Instant::now();
        for one in [
            wanted(1, None),
            wanted(2, Some(9)),
            wanted(4, Some(9)),
            wanted(3, Some(9)),
        ] {
            queue.want(one);
        }
        queue.want(wanted(2, None));
        let mut order = Vec::new();
        while let Some(one) = queue.next(now) {
            order.push(one.key.seq);
        }
        assert_eq!(order, [2, 1, 4, 3]);
    }

    #[tokio::test]
    async fn a_few_come_at_once() {
        let mut queue = Queue::default();
        let now = Instant::now();
        for seq in 0..10 {
            queue.want(wanted(seq, None));
        }
        for number in 0..3 {
            let next = queue.next(now).unwrap();
            run(&mut queue, next, number);
        }
        assert_eq!(queue.next(now), None);
        let key = wanted(9, None).key;
        assert!(queue.has(key));
        assert_eq!(queue.ended(key, 7), None, "another job");
        assert_eq!(queue.ended(key, 0).unwrap().key, key);
        assert!(!queue.has(key));
        assert_eq!(queue.next(now).unwrap().key.seq, 6);
    }

    #[tokio::test]
    async fn what_was_lost_comes_later_a_few_times() {
        let mut queue = Queue::default();
        let mut now = Instant::now();
        queue.want(wanted(1, None));
        for wait in WAITS {
            let one = queue.next(now).unwrap();
            assert!(queue.want_later(one, now));
            assert_eq!(queue.next(now), None);
            assert_eq!(queue.wake(), Some(now + wait));
            now += wait;
        }
        let one = queue.next(now).unwrap();
        assert!(!queue.want_later(one.clone(), now));
        let mut again = one;
        again.lost = 0;
        assert!(queue.want_later(again, now));
        queue.hurry();
        assert_eq!(queue.next(now).unwrap().key.seq, 1);
    }

    #[tokio::test]
    async fn what_nobody_wants_is_stopped() {
        let mut queue = Queue::default();
        let now = Instant::now();
        queue.want(wanted(1, None));
        queue.want(wanted(2, None));
        let one = queue.next(now).unwrap();
        let key = one.key;
        run(&mut queue, one, 0);
        assert_eq!(queue.of(ConversationId(1)).len(), 2);
        assert_eq!(queue.of(ConversationId(2)), []);
        assert!(queue.drop(key));
        assert!(!queue.drop(key));
        assert_eq!(queue.running(key, 0), None);
        assert!(queue.drop(wanted(1, None).key));
        assert_eq!(queue.next(now), None);
    }
}
