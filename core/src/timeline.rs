//! The order and identity of what a conversation shows.
//!
//! The engine sends [`Change`]s; whoever shows a timeline applies them. Both sides use this very
//! code, so they cannot disagree. Every change is idempotent: applying one again does no harm.
//!
//! A row is known by the `seq` of its id for ever; its `at` says where it stands, and changes when
//! the archive tells where it belongs. So a row that comes with another `at` has moved.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::Message;
use crate::{ItemId, Timestamp};

/// A change of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Forget everything; this page, oldest first, is the newest.
    Reset {
        /// The page, oldest first.
        items: Vec<Arc<Message>>,
        /// There is more before it.
        older: bool,
    },
    /// A page before everything so far, oldest first.
    Older {
        /// The page, oldest first.
        items: Vec<Arc<Message>>,
        /// There is more before it.
        older: bool,
    },
    /// Forget everything; this page, oldest first, is from the midst of the conversation.
    Around {
        /// The page, oldest first.
        items: Vec<Arc<Message>>,
        /// There is more before it.
        older: bool,
        /// There is more after it.
        newer: bool,
    },
    /// A page after everything so far, oldest first.
    Newer {
        /// The page, oldest first.
        items: Vec<Arc<Message>>,
        /// There is more after it.
        newer: bool,
    },
    /// Items that are new, have changed, or stand somewhere else now. Those behind the end of what
    /// is loaded come with their page.
    Upserted(Vec<Arc<Message>>),
    /// Items that are gone without a trace.
    Removed(Vec<ItemId>),
}

/// The part of a conversation that is loaded: sorted by [`ItemId`], without gaps.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    items: Vec<Arc<Message>>,
    /// Where each row stands, by its `seq`.
    places: HashMap<u64, Timestamp>,
    older: bool,
    newer: bool,
}

impl Timeline {
    /// Takes a change in. Cost: proportional to the change where it stands at an end.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Reset { items, older } => self.begin(items, older, false),
            Change::Around {
                items,
                older,
                newer,
            } => self.begin(items, older, newer),
            Change::Newer { items, newer } => {
                items.into_iter().for_each(|item| self.upsert(item));
                self.newer = newer;
            }
            Change::Older { items, older } => {
                self.older = older;
                self.prepend(items);
            }
            Change::Upserted(items) => {
                for item in items {
                    let last = self.items.last().map(|last| last.id);
                    if self.newer && Some(item.id) > last {
                        self.remove_row(item.id.seq);
                    } else {
                        self.upsert(item);
                    }
                }
            }
            Change::Removed(ids) => {
                for id in ids {
                    // Where it stands elsewhere by now, it was only its old place that is gone.
                    if self.position(id).is_ok() {
                        self.remove_row(id.seq);
                    }
                }
            }
        }
    }

    /// What is loaded, oldest first.
    #[must_use]
    pub fn items(&self) -> &[Arc<Message>] {
        &self.items
    }

    /// Whether there is more before the first item.
    #[must_use]
    pub fn has_older(&self) -> bool {
        self.older
    }

    /// Whether there is more after the last item.
    #[must_use]
    pub fn has_newer(&self) -> bool {
        self.newer
    }

    /// The place of an item among [`Timeline::items`], also where its id is from before it moved.
    #[must_use]
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        self.index_of_row(id.seq)
    }

    /// The place of the row with this `seq` among [`Timeline::items`].
    #[must_use]
    pub fn index_of_row(&self, seq: u64) -> Option<usize> {
        let at = *self.places.get(&seq)?;
        self.position(ItemId { at, seq }).ok()
    }

    fn begin(&mut self, items: Vec<Arc<Message>>, older: bool, newer: bool) {
        self.items.clear();
        self.places.clear();
        (self.older, self.newer) = (older, newer);
        self.prepend(items);
    }

    fn remove_row(&mut self, seq: u64) {
        if let Some(index) = self.index_of_row(seq) {
            self.items.remove(index);
            self.places.remove(&seq);
        }
    }

    fn position(&self, id: ItemId) -> Result<usize, usize> {
        self.items.binary_search_by_key(&id, |item| item.id)
    }

    fn prepend(&mut self, mut page: Vec<Arc<Message>>) {
        page.sort_by_key(|item| item.id);
        let first = self.items.first().map(|item| item.id);
        let below = page.partition_point(|item| first.is_none_or(|first| item.id < first));
        let rest = page.split_off(below);
        let (page, known): (Vec<_>, Vec<_>) = page.into_iter().partition(|item| {
            let place = self.places.entry(item.id.seq);
            let new = matches!(place, Entry::Vacant(_));
            place.or_insert(item.id.at);
            new
        });
        self.items.splice(0..0, page);
        known
            .into_iter()
            .chain(rest)
            .for_each(|item| self.upsert(item));
    }

    fn upsert(&mut self, item: Arc<Message>) {
        let (id, seq) = (item.id, item.id.seq);
        if let Some(at) = self.places.insert(seq, id.at).filter(|at| *at != id.at)
            && let Ok(index) = self.position(ItemId { at, seq })
        {
            self.items.remove(index);
        }
        match self.position(id) {
            Ok(index) => {
                if let Some(place) = self.items.get_mut(index) {
                    *place = item;
                }
            }
            Err(index) => self.items.insert(index, item),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Direction, State};

    fn id(at: i64, seq: u64) -> ItemId {
        let at = Timestamp(at);
        ItemId { at, seq }
    }

    /// Rows of these tests are numbered by where they first stood.
    fn item(at: i64, text: &str) -> Arc<Message> {
        moved(at, at.unsigned_abs(), text)
    }

    fn moved(at: i64, seq: u64, text: &str) -> Arc<Message> {
        Arc::new(Message {
            id: id(at, seq),
            direction: Direction::Incoming,
            sender: "romy@example.org/desk".to_owned(),
            text: text.to_owned(),
            state: State::Received,
            origin_id: String::new(),
            sent_at: None,
            delivered_at: None,
            displayed_at: None,
            stanza_id: String::new(),
            delayed: false,
            ..Message::default()
        })
    }

    fn texts(timeline: &Timeline) -> Vec<&str> {
        timeline
            .items()
            .iter()
            .map(|item| item.text.as_str())
            .collect()
    }

    fn newest() -> Timeline {
        let mut timeline = Timeline::default();
        timeline.apply(Change::Reset {
            items: vec![item(20, "b"), item(30, "c")],
            older: true,
        });
        timeline
    }

    #[test]
    fn an_older_page_lands_before_a_newer_one() {
        let mut timeline = newest();
        let page = Change::Older {
            items: vec![item(5, "0"), item(10, "a")],
            older: false,
        };
        timeline.apply(page.clone());
        timeline.apply(page);
        assert_eq!(texts(&timeline), ["0", "a", "b", "c"]);
        assert!(!timeline.has_older());
    }

    #[test]
    fn a_changed_item_keeps_its_place() {
        let mut timeline = newest();
        timeline.apply(Change::Upserted(vec![
            item(20, "hello"),
            item(25, "between"),
        ]));
        assert_eq!(texts(&timeline), ["hello", "between", "c"]);
        assert_eq!(timeline.index_of(id(25, 25)), Some(1));
    }

    /// Somebody looks at an old page: what comes at the end is not shown in the midst.
    #[test]
    fn in_the_midst_of_a_conversation_the_end_comes_with_its_page() {
        let mut timeline = newest();
        timeline.apply(Change::Around {
            items: vec![item(5, "0"), item(10, "a")],
            older: true,
            newer: true,
        });
        timeline.apply(Change::Upserted(vec![item(40, "new"), item(10, "A")]));
        assert_eq!(texts(&timeline), ["0", "A"]);
        assert!(timeline.has_newer());
        let page = Change::Newer {
            items: vec![item(20, "b"), item(40, "new")],
            newer: false,
        };
        timeline.apply(page.clone());
        timeline.apply(page);
        timeline.apply(Change::Upserted(vec![item(50, "newer")]));
        assert_eq!(texts(&timeline), ["0", "A", "b", "new", "newer"]);
    }

    #[test]
    fn removing_twice_does_no_harm() {
        let mut timeline = newest();
        let gone = Change::Removed(vec![id(20, 20)]);
        timeline.apply(gone.clone());
        timeline.apply(gone);
        assert_eq!(texts(&timeline), ["c"]);
    }

    #[test]
    fn a_row_that_moves_is_there_once() {
        let mut timeline = newest();
        timeline.apply(Change::Upserted(vec![moved(5, 30, "c, settled")]));
        assert_eq!(texts(&timeline), ["c, settled", "b"]);
        assert_eq!(timeline.index_of(id(30, 30)), Some(0), "by its old name");
        // What says that the old place is gone may come before or after.
        timeline.apply(Change::Removed(vec![id(30, 30)]));
        assert_eq!(texts(&timeline), ["c, settled", "b"]);
        timeline.apply(Change::Removed(vec![id(5, 30)]));
        timeline.apply(Change::Upserted(vec![moved(40, 30, "c, again")]));
        assert_eq!(texts(&timeline), ["b", "c, again"]);
        assert_eq!(timeline.index_of_row(30), Some(1));
        assert_eq!(timeline.index_of_row(31), None);
    }

    #[test]
    fn an_older_page_takes_rows_from_where_they_stood() {
        let mut timeline = newest();
        timeline.apply(Change::Older {
            items: vec![item(5, "0"), moved(10, 30, "c, settled"), item(25, "d")],
            older: false,
        });
        assert_eq!(texts(&timeline), ["0", "c, settled", "b", "d"]);
        assert_eq!(timeline.index_of_row(30), Some(1));
        timeline.apply(Change::Reset {
            items: vec![item(7, "e")],
            older: false,
        });
        assert_eq!(texts(&timeline), ["e"]);
        assert_eq!(timeline.index_of_row(30), None);
    }
}
