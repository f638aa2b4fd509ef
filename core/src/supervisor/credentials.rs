//! The passwords of accounts that change on the server: written down before and after.

use super::Supervisor;
use crate::account::ToAccount;
use crate::feature::credentials::Changed;
use crate::model::Secret;
use crate::vault::Slot;
use crate::{AccountId, Error, Event, RequestId};

impl Supervisor {
    /// Has the password changed. The new one is written down first: the answer may get lost, and
    /// this machine may be switched off before it is known which of them holds.
    pub(super) fn change_password(&mut self, request: RequestId, id: AccountId, new: Secret) {
        let known = self.accounts.contains_key(&id);
        let written = match known {
            true => self.vault.set(id, Slot::NewPassword, new.clone()),
            false => Err(Error::NotFound),
        };
        match written {
            Ok(()) => self.pass(id, ToAccount::ChangePassword(request, new)),
            Err(error) => self.done(request, Err(error)),
        }
    }

    /// It is known which password holds.
    pub(super) fn handle_password(&mut self, id: AccountId, changed: Changed) {
        let outcome = changed.outcome.and_then(|new| {
            self.vault.set(id, Slot::Password, new.clone())?;
            // It was given for the password before.
            self.vault.forget(id, Slot::FastToken)?;
            self.pass(id, ToAccount::SetPassword(new));
            Ok(())
        });
        if let Err(error) = self.vault.forget(id, Slot::NewPassword) {
            self.tell(Event::StoreFailed(error));
        }
        if let Some(request) = changed.request {
            self.done(request, outcome);
        }
    }

    /// The account is gone on the server.
    pub(super) fn handle_deleted(&mut self, id: AccountId, request: RequestId) {
        if let Err(error) = self.remove(request, id) {
            self.done(request, Err(error));
        }
    }

    /// After a start: a change whose answer nobody has heard.
    pub(super) fn doubt_password(&self, id: AccountId) {
        if let Some(new) = self.vault.get(id, Slot::NewPassword) {
            self.pass(id, ToAccount::DoubtPassword(new.clone()));
        }
    }
}
