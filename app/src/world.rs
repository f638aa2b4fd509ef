//! What the engine has told about accounts and conversations, whole snapshots, in the order of
//! the sidebar.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use waxwing_core::model::{Account, Connection, Conversation, Subscription};
use waxwing_core::{AccountId, BareJid, ConversationId, event};

/// Accounts and conversations as last told.
#[derive(Clone, Debug, Default)]
pub struct World {
    accounts: BTreeMap<AccountId, Arc<Account>>,
    conversations: BTreeMap<ConversationId, Arc<Conversation>>,
    order: Vec<ConversationId>,
    stale: bool,
    ready: bool,
}

impl World {
    /// Everything that was stored has been told.
    pub fn set_ready(&mut self) {
        self.ready = true;
    }

    /// Whether everything that was stored has been told.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// Takes in what changed about an account.
    pub fn apply_account(&mut self, event: event::account::Event) {
        match event {
            event::account::Event::Changed(account) => {
                self.accounts.insert(account.id, account);
            }
            event::account::Event::Removed(id) => {
                self.accounts.remove(&id);
                self.conversations.retain(|_, entry| entry.account != id);
                self.stale = true;
            }
        }
    }

    /// Takes in a new or changed conversation.
    pub fn put(&mut self, conversation: Arc<Conversation>) {
        self.stale = true;
        self.conversations.insert(conversation.id, conversation);
    }

    /// Forgets a conversation.
    pub fn remove(&mut self, id: ConversationId) {
        self.stale = true;
        self.conversations.remove(&id);
    }

    /// Brings the order up to date; once per batch of events, not once per event.
    pub fn sort(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let mut rows: Vec<&Arc<Conversation>> = self
            .conversations
            .values()
            .filter(|conversation| is_listed(conversation))
            .collect();
        rows.sort_by_cached_key(|row| {
            let at = row.last.as_ref().map(|last| last.at);
            (Reverse(at), row.name.to_lowercase(), row.id)
        });
        self.order = rows.into_iter().map(|row| row.id).collect();
    }

    /// The account of the window.
    pub fn account(&self) -> Option<&Arc<Account>> {
        self.accounts.values().next()
    }

    /// A certain account.
    pub fn account_by(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(&id)
    }

    /// A conversation.
    pub fn conversation(&self, id: ConversationId) -> Option<&Arc<Conversation>> {
        self.conversations.get(&id)
    }

    /// The conversation with this address.
    pub fn with(&self, jid: &BareJid) -> Option<ConversationId> {
        let mut all = self.conversations.values();
        all.find(|entry| entry.jid == *jid).map(|entry| entry.id)
    }

    /// The conversations in the order of the sidebar: newest message first, then by name.
    pub fn order(&self) -> &[ConversationId] {
        &self.order
    }

    /// The conversations whose name or address contains the words, in the order of the sidebar.
    pub fn matching(&self, words: &str) -> Vec<ConversationId> {
        let words = words.trim().to_lowercase();
        self.order
            .iter()
            .copied()
            .filter(|id| {
                words.is_empty()
                    || self.conversation(*id).is_some_and(|entry| {
                        entry.name.to_lowercase().contains(&words)
                            || address_contains(entry, &words)
                    })
            })
            .collect()
    }

    /// Who has asked to see our presence, by name.
    pub fn requests(&self) -> Vec<&Arc<Conversation>> {
        let mut requests: Vec<_> = self
            .conversations
            .values()
            .filter(|entry| entry.request)
            .collect();
        requests.sort_by_cached_key(|entry| entry.name.to_lowercase());
        requests
    }

    /// How many messages have not been seen.
    pub fn unread(&self) -> u32 {
        self.conversations
            .values()
            .fold(0, |sum, entry| sum.saturating_add(entry.unread))
    }

    /// Whether the account of a conversation is connected.
    pub fn is_online(&self, id: ConversationId) -> bool {
        self.conversation(id)
            .and_then(|entry| self.account_by(entry.account))
            .is_some_and(|account| matches!(account.connection, Connection::Online { .. }))
    }
}

/// Whether the words stand in an address. Most contacts share a server, so its name counts only
/// together with what stands before it.
fn address_contains(conversation: &Conversation, words: &str) -> bool {
    let jid = &conversation.jid;
    match jid.node() {
        Some(node) if !words.contains('@') => node.as_str().contains(words),
        _ => jid.as_str().contains(words),
    }
}

/// A stranger who has only asked shows as a request, not as a conversation.
fn is_listed(conversation: &Conversation) -> bool {
    !(conversation.request
        && conversation.subscription == Subscription::Stranger
        && conversation.last.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn names(world: &World, ids: &[ConversationId]) -> Vec<String> {
        ids.iter()
            .map(|id| world.conversation(*id).unwrap().name.clone())
            .collect()
    }

    #[test]
    fn the_newest_message_comes_first_then_names() {
        let mut world = World::default();
        for (id, name, minute) in [
            (1, "Zoe", None),
            (2, "anna", None),
            (3, "Ben", Some(5)),
            (4, "Cleo", Some(9)),
        ] {
            world.put(Arc::new(sample::conversation(id, name, minute)));
        }
        world.sort();
        assert_eq!(names(&world, world.order()), ["Ben", "Cleo", "anna", "Zoe"]);
        assert_eq!(
            names(&world, &world.matching(" E ")),
            ["Ben", "Cleo", "Zoe"]
        );
        assert_eq!(names(&world, &world.matching("cL")), ["Cleo"]);
        assert_eq!(names(&world, &world.matching("n@ex")), ["Ben"]);
        world.remove(ConversationId(4));
        world.sort();
        assert_eq!(names(&world, world.order()), ["Ben", "anna", "Zoe"]);
    }

    #[test]
    fn a_stranger_who_asks_is_a_request_and_no_row() {
        let mut world = World::default();
        let mut stranger = sample::conversation(1, "someone", None);
        stranger.request = true;
        stranger.subscription = Subscription::Stranger;
        world.put(Arc::new(stranger.clone()));
        world.sort();
        assert!(world.order().is_empty());
        assert_eq!(world.requests().len(), 1);

        stranger.last = sample::conversation(1, "someone", Some(1)).last;
        world.put(Arc::new(stranger));
        world.sort();
        assert_eq!(world.order().len(), 1, "who wrote has a row as well");
    }

    #[test]
    fn an_account_takes_its_conversations_along() {
        let mut world = World::default();
        let account = sample::account(sample::online());
        world.apply_account(event::account::Event::Changed(Arc::new(account)));
        let mut conversation = sample::conversation(1, "Romy", Some(1));
        conversation.unread = 3;
        world.put(Arc::new(conversation));
        world.sort();
        assert_eq!(world.unread(), 3);
        assert!(world.is_online(ConversationId(1)));
        world.apply_account(event::account::Event::Removed(sample::ACCOUNT));
        world.sort();
        assert!(world.order().is_empty() && world.account().is_none());
    }
}
