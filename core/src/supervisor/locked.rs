//! What the keys of accounts are sealed with, which may be in a keyring that does not give it.

use super::Supervisor;
use crate::account::ToAccount;
use crate::feature::encryption::{AtRest, make_key};
use crate::model::Secret;
use crate::vault::Slot;
use crate::{AccountId, Error, Event, RequestId};

impl Supervisor {
    /// What the keys of an account are sealed with: made where there was none, or where it is gone. `None` where only the
    /// keyring knows it, or where it could not be kept.
    pub(super) fn rest_key(&mut self, id: AccountId) -> Option<Secret> {
        let slot = Slot::EncryptionKey;
        if let Some(key) = self.known_key(id) {
            return Some(key.clone());
        }
        let waits = self.vault.is_awaited_for(id, slot) || self.vault.get(id, slot).is_some();
        if waits || self.read_only.is_some() || !self.parts.tuning.encryption {
            return None;
        }
        let made = make_key().and_then(|key| {
            // Nothing is sealed with what a crash could take away.
            self.vault.set(id, slot, key.clone())?;
            Ok(key)
        });
        made.map_err(|error| self.tell(Event::StoreFailed(error)))
            .ok()
    }

    /// It can be damaged in the keyring.
    fn known_key(&self, id: AccountId) -> Option<&Secret> {
        let known = self.vault.get(id, Slot::EncryptionKey);
        known.filter(|key| AtRest::new(id, key).is_some())
    }

    /// Tells an account what opens its keys, where that is known by now.
    pub(super) fn pass_rest_key(&mut self, id: AccountId) {
        if !self.accounts.contains_key(&id) {
            return;
        }
        if let Some(key) = self.rest_key(id) {
            let times = self.vault.get(id, Slot::Generation);
            let times = times.and_then(|times| times.reveal().parse().ok());
            self.pass(id, ToAccount::RestKey(key, times));
        }
    }

    /// Asks the keyring once more.
    pub(super) fn ask_for_key(&mut self, request: RequestId, id: AccountId) {
        self.asked.push((request, id));
        if !self.vault.is_awaited_for(id, Slot::EncryptionKey) || !self.vault.ask_again() {
            // It is known by now, or it was never kept.
            self.pass_rest_key(id);
            self.tell_asked();
        }
    }

    /// The keyring has said what it has to say.
    pub(super) fn tell_asked(&mut self) {
        for (request, id) in std::mem::take(&mut self.asked) {
            let outcome = match self.known_key(id) {
                _ if !self.accounts.contains_key(&id) => Err(Error::NotFound),
                Some(_) => Ok(()),
                None => Err(Error::KeyringLocked),
            };
            self.done(request, outcome);
        }
    }

    /// The account does without the keys that it can't open.
    pub(super) fn make_new_keys(&mut self, id: AccountId) -> Result<(), Error> {
        if self.known_key(id).is_some() || !self.accounts.contains_key(&id) {
            // The keyring has given it meanwhile.
            return Err(Error::NotFound);
        }
        self.vault.forget(id, Slot::EncryptionKey)?;
        self.pass_rest_key(id);
        Ok(())
    }
}
