//! Widget state of rows that left the viewport, so that scrolling back shapes nothing again.
use super::Key;
use iced::advanced::widget::Tree;
use std::collections::{HashMap, VecDeque};

/// Rows kept. A shaped message is some 20 KiB, so this is about 4 MiB and ten screens.
pub(super) const MOST: usize = 200;

/// The least recently seen rows go first.
pub(super) struct Parked<K> {
    trees: HashMap<(u64, K), (Tree, u64)>,
    /// Keys in the order they were parked; a row that came back leaves a stale entry behind.
    queue: VecDeque<((u64, K), u64)>,
    clock: u64,
}

impl<K> Default for Parked<K> {
    fn default() -> Self {
        Self {
            trees: HashMap::new(),
            queue: VecDeque::new(),
            clock: 0,
        }
    }
}

impl<K: Key> Parked<K> {
    pub(super) fn park(&mut self, feed: u64, key: K, tree: Tree) {
        self.clock += 1;
        self.trees.insert((feed, key), (tree, self.clock));
        self.queue.push_back(((feed, key), self.clock));
        while self.trees.len() > MOST || self.queue.len() > 2 * MOST {
            let Some((key, stamp)) = self.queue.pop_front() else {
                break;
            };
            if self.trees.get(&key).is_some_and(|(_, at)| *at == stamp) {
                self.trees.remove(&key);
            }
        }
    }

    pub(super) fn take(&mut self, feed: u64, key: K) -> Option<Tree> {
        self.trees.remove(&(feed, key)).map(|(tree, _)| tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first_and_the_bound_holds() {
        let mut parked = Parked::default();
        for key in 0..=MOST {
            parked.park(0, key, Tree::empty());
        }
        assert!(parked.take(0, 0).is_none());
        assert!(parked.take(0, 1).is_some());
        assert!(parked.take(1, 2).is_none());
        assert_eq!(parked.trees.len(), MOST - 1);
    }

    #[test]
    fn going_back_and_forth_does_not_grow() {
        let mut parked = Parked::default();
        for round in 0..10_000_u32 {
            parked.park(0, round % 3, Tree::empty());
            parked.take(0, round % 3);
        }
        assert!(parked.queue.len() <= 2 * MOST && parked.trees.is_empty());
    }
}
