//! What the engine has told about accounts and conversations, whole snapshots, in the order of
//! the sidebar.

mod files;
mod keys;
mod later;
mod likeness;
mod people;
mod rooms;

pub use keys::Renewal;
pub use rooms::Crowd;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use waxwing_core::model::{Account, Connection, Conversation};
use waxwing_core::{AccountId, BareJid, ConversationId, Timestamp, event};

use crate::screen::chat::flag::is_muted;
use crate::theme::account::COLOURS;
use crate::tr;
use crate::ui::account::Mark;
use people::People;
pub use people::is_request;

/// Accounts and conversations as last told.
#[derive(Clone, Debug, Default)]
pub struct World {
    accounts: BTreeMap<AccountId, Arc<Account>>,
    /// The accounts in their order.
    places: Vec<AccountId>,
    conversations: BTreeMap<ConversationId, Arc<Conversation>>,
    /// The same by whose they are and with whom: lists of people ask for each of them.
    by_address: HashMap<(AccountId, BareJid), ConversationId>,
    order: Vec<ConversationId>,
    /// Those that stand aside, in their order.
    archived: Vec<ConversationId>,
    /// Addresses that several accounts have a conversation with.
    shared: HashSet<BareJid>,
    people: People,
    later: later::Agenda,
    late: later::Late,
    files: files::Files,
    rooms: rooms::Rooms,
    keys: keys::Keys,
    /// What the names of contacts look like, once somebody looks at a room.
    looks: Option<likeness::Looks<ConversationId>>,
    grouped: bool,
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
            // The page that asked shows it.
            event::account::Event::Server(_) => {}
            event::account::Event::Removed(id) => {
                self.accounts.remove(&id);
                let gone = self.conversations.values().filter(|one| one.account == id);
                let gone: Vec<_> = gone.map(|one| one.id).collect();
                for gone in gone {
                    self.remove(gone);
                }
                self.later.remove(&id);
                self.keys.forget(id);
                self.rooms.forget(id, &self.conversations);
                self.stale = true;
            }
        }
        let mut accounts: Vec<_> = self.accounts.values().collect();
        accounts.sort_by_key(|account| (account.order, account.id));
        self.places = accounts.into_iter().map(|account| account.id).collect();
    }

    /// Takes in a new or changed conversation.
    pub fn put(&mut self, conversation: Arc<Conversation>) {
        self.stale = true;
        let named = named(conversation);
        self.note_look(&named);
        self.keys.settle(&named);
        let address = (named.account, named.jid.clone());
        self.by_address.insert(address, named.id);
        self.conversations.insert(named.id, named);
    }

    /// Forgets a conversation.
    pub fn remove(&mut self, id: ConversationId) {
        self.stale = true;
        if let Some(looks) = &mut self.looks {
            looks.remove(&id);
        }
        if let Some(gone) = self.conversations.remove(&id) {
            self.by_address.remove(&(gone.account, gone.jid.clone()));
        }
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
            let pin = (!row.pinned, if row.pinned { row.pin_order } else { 0 });
            (pin, Reverse(at), row.name.to_lowercase(), row.id)
        });
        let mut times: HashMap<&BareJid, usize> = HashMap::new();
        for row in &rows {
            *times.entry(&row.jid).or_default() += 1;
        }
        self.shared = times
            .into_iter()
            .filter(|(_, times)| *times > 1)
            .map(|(jid, _)| jid.clone())
            .collect();
        let (archived, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.archived);
        self.grouped = rows.iter().any(|row| !row.groups.is_empty());
        self.order = rows.into_iter().map(|row| row.id).collect();
        self.archived = archived.into_iter().map(|row| row.id).collect();
    }

    /// Another language is spoken: what we have named ourselves gets its name anew.
    pub fn rename(&mut self) {
        let ours = self.conversations.values_mut().filter(|entry| entry.notes);
        for entry in ours {
            *entry = named(Arc::clone(entry));
        }
        self.stale = true;
        self.sort();
    }

    /// The archived conversations, newest message first.
    pub fn archived(&self) -> &[ConversationId] {
        &self.archived
    }

    /// The pinned conversations, in their order.
    pub fn pinned(&self) -> Vec<&Conversation> {
        let rows = self.order.iter().filter_map(|id| self.conversation(*id));
        let pinned = rows.take_while(|entry| entry.pinned);
        pinned.map(AsRef::as_ref).collect()
    }

    /// The folders that there are, by name.
    pub fn folders(&self) -> Vec<String> {
        let named = self.conversations.values();
        let named = named.filter(|entry| is_listed(entry) && !entry.folder.is_empty());
        let folders: BTreeSet<&String> = named.map(|entry| &entry.folder).collect();
        folders.into_iter().cloned().collect()
    }

    /// The first account.
    pub fn account(&self) -> Option<&Arc<Account>> {
        self.accounts().next()
    }

    /// The accounts, in their order.
    pub fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.places.iter().filter_map(|id| self.accounts.get(id))
    }

    /// Whether there is more than one account, and so something to tell apart.
    pub fn has_several(&self) -> bool {
        self.places.len() > 1
    }

    /// The place of an account's colour in the palette: the chosen one, or that of its number, which it
    /// keeps wherever it stands in the list.
    pub fn colour(&self, id: AccountId) -> u8 {
        let chosen = self.account_by(id).and_then(|account| account.colour);
        let own = id.0.saturating_sub(1) % u32::from(COLOURS);
        chosen.or(u8::try_from(own).ok()).unwrap_or_default()
    }

    /// What marks an account's things, where there are others.
    pub fn mark(&self, id: AccountId) -> Option<Mark<'_>> {
        let account = self.account_by(id).filter(|_| self.has_several())?;
        let colour = self.colour(id);
        Some(Mark { account, colour })
    }

    /// Whether another account has a conversation with the same address.
    pub fn is_shared(&self, jid: &BareJid) -> bool {
        self.shared.contains(jid)
    }

    /// A certain account.
    pub fn account_by(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(&id)
    }

    /// A conversation.
    pub fn conversation(&self, id: ConversationId) -> Option<&Arc<Conversation>> {
        self.conversations.get(&id)
    }

    /// The conversation of an account with this address.
    pub fn with(&self, account: AccountId, jid: &BareJid) -> Option<ConversationId> {
        self.by_address.get(&(account, jid.clone())).copied()
    }

    /// The conversations in the order of the sidebar: newest message first, then by name.
    pub fn order(&self) -> &[ConversationId] {
        &self.order
    }

    /// Whether anybody is in a group.
    pub fn has_groups(&self) -> bool {
        self.grouped
    }

    /// The conversations whose name or address contains the words, or whose group begins with them, in the order of the sidebar.
    pub fn matching(&self, words: &str) -> Vec<ConversationId> {
        let words = words.trim().to_lowercase();
        // Who searches, searches everywhere.
        let aside = self.archived.iter().filter(|_| !words.is_empty());
        self.order
            .iter()
            .chain(aside)
            .copied()
            .filter(|id| {
                words.is_empty()
                    || self.conversation(*id).is_some_and(|entry| {
                        entry.name.to_lowercase().contains(&words)
                            || address_contains(entry, &words)
                            || in_group(entry, &words)
                    })
            })
            .collect()
    }

    /// How many messages have not been seen, but for those of conversations that are muted or aside.
    pub fn unread(&self, now: Timestamp) -> u32 {
        self.conversations
            .values()
            .filter(|entry| is_listed(entry) && !entry.archived && !is_muted(entry, now))
            .fold(0, |sum, entry| sum.saturating_add(entry.unread))
    }

    /// Whether the account of a conversation is connected.
    pub fn is_online(&self, id: ConversationId) -> bool {
        self.conversation(id)
            .and_then(|entry| self.account_by(entry.account))
            .is_some_and(|account| matches!(account.connection, Connection::Online { .. }))
    }
}

/// The conversation with ourselves goes by what it is for.
fn named(mut entry: Arc<Conversation>) -> Arc<Conversation> {
    if entry.notes {
        Arc::make_mut(&mut entry).name = tr!("notes-title");
    }
    entry
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

/// Whether a contact is in a group whose name begins with the words.
fn in_group(conversation: &Conversation, words: &str) -> bool {
    let mut groups = conversation.groups.iter();
    groups.any(|group| group.to_lowercase().starts_with(words))
}

/// Somebody unknown who asks or writes stands with the requests, and nowhere else.
fn is_listed(conversation: &Conversation) -> bool {
    !conversation.knocks
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
    fn a_stranger_stands_with_the_requests_and_nowhere_else() {
        let mut world = World::default();
        let mut stranger = sample::conversation(1, "someone", Some(1));
        stranger.subscription = waxwing_core::model::Subscription::Stranger;
        stranger.knocks = true;
        stranger.unread = 3;
        world.put(Arc::new(stranger.clone()));
        world.sort();
        assert!(world.order().is_empty());
        assert_eq!((world.request_count(), world.unread(sample::NOW)), (1, 0));

        stranger.knocks = false;
        world.put(Arc::new(stranger));
        world.sort();
        assert_eq!(world.order().len(), 1, "who is let in has a row");
        assert_eq!((world.request_count(), world.unread(sample::NOW)), (0, 3));
    }

    #[test]
    fn groups_are_found_by_their_beginning() {
        let mut world = World::default();
        let mut ana = sample::conversation(1, "Ana", None);
        ana.groups = vec!["Chess club".to_owned()];
        world.put(Arc::new(ana));
        world.put(Arc::new(sample::conversation(2, "Ben", None)));
        world.sort();
        assert_eq!(names(&world, &world.matching("chess")), ["Ana"]);
        assert!(world.matching("club").is_empty());
    }

    #[test]
    fn several_accounts_have_an_order_colours_and_marks() {
        let mut world = World::default();
        let tell = |world: &mut World, id: u32, order: u32, colour: Option<u8>| {
            let mut account = sample::account(sample::online());
            (account.id, account.order, account.colour) = (AccountId(id), order, colour);
            world.apply_account(event::account::Event::Changed(Arc::new(account)));
        };
        tell(&mut world, 1, 4, None);
        assert!(world.mark(AccountId(1)).is_none(), "nothing to tell apart");
        tell(&mut world, 2, 3, None);
        tell(&mut world, 3, 9, Some(7));
        let ids: Vec<_> = world.accounts().map(|account| account.id.0).collect();
        assert_eq!(ids, [2, 1, 3]);
        let colours = [2, 1, 3].map(|id| world.colour(AccountId(id)));
        assert_eq!(colours, [1, 0, 7]);
        assert_eq!(world.mark(AccountId(3)).map(|mark| mark.colour), Some(7));

        let mut twin = sample::conversation(1, "Romy", None);
        world.put(Arc::new(twin.clone()));
        world.sort();
        assert!(!world.is_shared(&twin.jid));
        (twin.id, twin.account) = (ConversationId(2), AccountId(2));
        world.put(Arc::new(twin.clone()));
        world.sort();
        assert!(world.is_shared(&twin.jid));
        assert_eq!(world.with(AccountId(2), &twin.jid), Some(twin.id));
        assert_eq!(world.with(AccountId(3), &twin.jid), None);
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
        assert_eq!(world.unread(sample::NOW), 3);
        assert!(world.is_online(ConversationId(1)));
        world.apply_account(event::account::Event::Removed(sample::ACCOUNT));
        world.sort();
        assert!(world.order().is_empty() && world.account().is_none());
    }
}
