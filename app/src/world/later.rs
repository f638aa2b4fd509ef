//! What is to happen later, as last told.

use std::collections::BTreeMap;
use std::sync::Arc;

use waxwing_core::model::{Later, Reminder, Waiting};
use waxwing_core::{AccountId, ConversationId, ItemId, Timestamp};

use super::World;

/// What waits, by account.
pub(super) type Agenda = BTreeMap<AccountId, Arc<Later>>;

/// What was said late last, by conversation: the message, and when it was meant.
pub(super) type Late = BTreeMap<ConversationId, (ItemId, Timestamp)>;

impl World {
    /// Takes in what waits for an account.
    pub fn put_later(&mut self, later: Arc<Later>) {
        self.later.insert(later.account, later);
    }

    /// The messages of a conversation that wait for their time, the next first.
    pub fn waiting(&self, conversation: ConversationId) -> Vec<&Arc<Waiting>> {
        let entry = self.conversation(conversation);
        let later = entry.and_then(|entry| self.later.get(&entry.account));
        let waiting = later.map(|later| later.waiting.as_slice());
        let waiting = waiting.unwrap_or_default().iter();
        waiting
            .filter(|it| it.conversation == conversation)
            .collect()
    }

    /// Takes in that something was said late.
    pub fn put_said_late(&mut self, id: ConversationId, item: ItemId, meant: Timestamp) {
        self.late.insert(id, (item, meant));
    }

    /// What was said late last in a conversation, and when it was meant.
    pub fn said_late(&self, id: ConversationId) -> Option<(ItemId, Timestamp)> {
        self.late.get(&id).copied()
    }

    /// Of what the person wants to be reminded, the next first.
    pub fn reminders(&self) -> Vec<&Arc<Reminder>> {
        let all = self.later.values().flat_map(|later| &later.reminders);
        let mut all: Vec<_> = all
            .filter(|it| self.conversation(it.conversation).is_some())
            .collect();
        all.sort_by_key(|it| (it.at, it.id));
        all
    }
}
