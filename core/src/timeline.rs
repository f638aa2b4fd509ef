//! The order and identity of what a conversation shows.
//!
//! The engine sends [`Change`]s; whoever shows a timeline applies them. Both sides use this very
//! code, so they cannot disagree. Every change is idempotent: applying one again does no harm.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ItemId;
use crate::model::Message;

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
    /// Items that are new or have changed, whatever their place.
    Upserted(Vec<Arc<Message>>),
    /// Items that are gone without a trace.
    Removed(Vec<ItemId>),
}

/// The part of a conversation that is loaded: sorted by [`ItemId`], without gaps.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    items: Vec<Arc<Message>>,
    older: bool,
}

impl Timeline {
    /// Takes a change in. Cost: proportional to the change where it stands at an end.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Reset { items, older } => {
                self.items = items;
                self.items.sort_by_key(|item| item.id);
                self.older = older;
            }
            Change::Older { items, older } => {
                self.older = older;
                self.prepend(items);
            }
            Change::Upserted(items) => items.into_iter().for_each(|item| self.upsert(item)),
            Change::Removed(ids) => {
                for id in ids {
                    if let Ok(index) = self.position(id) {
                        self.items.remove(index);
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

    /// The place of an item among [`Timeline::items`].
    #[must_use]
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        self.position(id).ok()
    }

    fn position(&self, id: ItemId) -> Result<usize, usize> {
        self.items.binary_search_by_key(&id, |item| item.id)
    }

    fn prepend(&mut self, mut page: Vec<Arc<Message>>) {
        page.sort_by_key(|item| item.id);
        let first = self.items.first().map(|item| item.id);
        let below = page.partition_point(|item| first.is_none_or(|first| item.id < first));
        let rest = page.split_off(below);
        self.items.splice(0..0, page);
        rest.into_iter().for_each(|item| self.upsert(item));
    }

    fn upsert(&mut self, item: Arc<Message>) {
        match self.position(item.id) {
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
    use crate::Timestamp;
    use crate::model::{Direction, State};

    fn item(at: i64, text: &str) -> Arc<Message> {
        Arc::new(Message {
            id: ItemId {
                at: Timestamp(at),
                seq: 0,
            },
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
        assert_eq!(
            timeline.index_of(ItemId {
                at: Timestamp(25),
                seq: 0
            }),
            Some(1)
        );
    }

    #[test]
    fn removing_twice_does_no_harm() {
        let mut timeline = newest();
        let gone = Change::Removed(vec![ItemId {
            at: Timestamp(20),
            seq: 0,
        }]);
        timeline.apply(gone.clone());
        timeline.apply(gone);
        assert_eq!(texts(&timeline), ["c"]);
    }
}
