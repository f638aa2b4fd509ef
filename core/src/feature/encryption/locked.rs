//! What is stored of the keys is opened: at the start, or when a keyring gives what opens it.

use super::Encryption;
use super::rest::AtRest;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::encryption::Event as Told;
use crate::model::Secret;
use crate::{AccountId, Event};

impl Encryption {
    /// Opens what is stored. Whether it was locked until now.
    fn unlock(&mut self, account: AccountId, key: &Secret) -> bool {
        let Some(rest) = AtRest::new(account, key) else {
            tracing::error!("what should open the keys is no key");
            return false;
        };
        let Some(stored) = self.locked.take() else {
            return false;
        };
        let opened = rest.open_all(stored);
        self.rows = Some(opened.rows);
        self.rest = Some(rest);
        self.rewrite = opened.rewrite;
        self.lost = opened.lost;
        true
    }

    /// What is stored waits for the keyring, or what would be stored does.
    pub(crate) fn is_locked(&self) -> bool {
        let locked = self.locked.as_ref();
        locked.is_some_and(|rows| !rows.is_empty() || self.offered)
    }
}

impl Account {
    /// Our device is there from the beginning, if there is one: what is said without a connection is meant for it, too.
    pub(crate) async fn open_device(&mut self) {
        if self.read_only {
            return;
        }
        let mut turn = Turn::default();
        if let Some(key) = self.rest_key.take() {
            self.learn_rest_key(&key, self.encryption.outside, &mut turn);
        }
        self.finish(turn).await;
    }

    /// What opens the keys is known, and how often they were opened, as it stands outside of the store.
    pub(crate) fn learn_rest_key(
        &mut self,
        key: &Secret,
        generation: Option<u64>,
        turn: &mut Turn,
    ) {
        if !self.encryption.unlock(self.record.id, key) {
            return;
        }
        self.encryption.outside = generation;
        turn.account = true;
        self.dirty.extend(self.talks.keys());
        self.encryption.open(&self.record.jid, false, turn);
        if self.encryption.lost {
            // What is known of the old keys says nothing of the new ones.
            self.encryption.outside = None;
            let account = self.record.id;
            self.tell(Event::Encryption(Told::Lost { account }));
        }
        self.compare_generations(turn);
        if !self.line.is_locked() {
            self.note_generation(turn);
        }
        if self.is_online() && self.encryption.begun {
            self.begin_encryption(self.encryption.offered, turn);
        }
    }
}
