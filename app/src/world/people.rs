//! What the engine has told about contacts as a whole, and about people who are looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use waxwing_core::model::{Contacts, Conversation, Profile};
use waxwing_core::{AccountId, BareJid, event};

use super::World;

/// More profiles than are ever open; older ones are asked for anew.
const MOST_PROFILES: usize = 16;

/// Contacts as a whole, and profiles, as last told.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    contacts: BTreeMap<AccountId, Arc<Contacts>>,
    profiles: Vec<Arc<Profile>>,
}

impl World {
    /// Takes in what changed about contacts.
    pub fn apply_contact(&mut self, event: event::contact::Event) {
        match event {
            event::contact::Event::Changed(contacts) => {
                self.people.contacts.insert(contacts.account, contacts);
            }
            event::contact::Event::Profile(profile) => {
                let people = &mut self.people.profiles;
                people.retain(|one| one.account != profile.account || one.jid != profile.jid);
                if people.len() >= MOST_PROFILES {
                    people.remove(0);
                }
                people.push(profile);
            }
        }
    }

    /// What an account keeps about its contacts.
    pub fn contacts(&self, account: AccountId) -> Option<&Contacts> {
        self.people.contacts.get(&account).map(AsRef::as_ref)
    }

    /// What is known of somebody.
    pub fn profile(&self, account: AccountId, jid: &BareJid) -> Option<&Profile> {
        let mut all = self.people.profiles.iter();
        all.find(|one| one.account == account && one.jid == *jid)
            .map(AsRef::as_ref)
    }

    /// What an account is called: the name it goes by, else what stands before its server.
    pub fn own_name(&self, account: AccountId) -> &str {
        let chosen = self.contacts(account).map(|all| all.nickname.as_str());
        let chosen = chosen.filter(|name| !name.is_empty());
        chosen.unwrap_or_else(|| {
            let jid = self.account_by(account).map(|account| account.jid.as_str());
            jid.map_or("", |jid| jid.split('@').next().unwrap_or(jid))
        })
    }

    /// Whether the server of an account can keep people away.
    pub fn can_block(&self, account: AccountId) -> bool {
        self.contacts(account)
            .is_some_and(|contacts| contacts.blocked.is_some())
    }

    /// Whether it wants to be told why somebody is kept away.
    pub fn can_report(&self, account: AccountId) -> bool {
        self.contacts(account)
            .is_some_and(|contacts| contacts.reporting && contacts.blocked.is_some())
    }

    /// Who asks to see us, or writes without being known, newest first.
    pub fn requests(&self) -> Vec<&Arc<Conversation>> {
        let mut requests: Vec<_> = self
            .conversations
            .values()
            .filter(|entry| is_request(entry))
            .collect();
        requests.sort_by_cached_key(|entry| std::cmp::Reverse(entry.id));
        requests
    }

    /// How many of them there are.
    pub fn request_count(&self) -> usize {
        self.conversations
            .values()
            .filter(|entry| is_request(entry))
            .count()
    }
}

/// Whether somebody waits for an answer: to a request, or to a first message.
pub fn is_request(entry: &Conversation) -> bool {
    entry.request || entry.knocks
}
