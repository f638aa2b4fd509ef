//! The start: what is stored is told at once. Accounts whose secrets only the keyring has are told
//! too, and wait for it before they connect; some keyrings hang.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{SignIn, Supervisor, keeping, reading};
use crate::account::access::{Access, Memory};
use crate::account::{Opening, ToAccount, Unlocked};
use crate::feature::{
    avatar, book, catch_up, draft, forget, invitation, later, level, room, upload,
};
use crate::store::Shelf;
use crate::vault::{Slot, Told};
use crate::{AccountId, Event};

/// So long accounts wait for what only the keyring knows; what comes later still counts.
const PATIENCE: Duration = Duration::from_secs(3);

/// Accounts that wait for the keyring.
#[derive(Debug, Default)]
pub(super) struct Locked {
    accounts: Vec<AccountId>,
    until: Option<Instant>,
}

impl Locked {
    /// Comes when the keyring was waited for long enough.
    pub(super) async fn over(&self) {
        match self.until {
            Some(until) => sleep_until(until).await,
            None => std::future::pending().await,
        }
    }
}

impl Supervisor {
    /// Tells everything that is stored, and starts the accounts.
    pub(super) async fn start_stored(&mut self) {
        for recovered in std::mem::take(&mut self.recovered) {
            self.tell(Event::Recovered(recovered));
        }
        if self.keyring {
            for opening in &self.opening {
                self.vault
                    .name(opening.account.id, opening.account.jid.as_str());
            }
            self.vault.join_keyring();
        }
        self.parts.file_policy = keeping::recall(&self.parts.store).await;
        self.tell_file_policy();
        for opening in std::mem::take(&mut self.opening) {
            self.start_one(opening).await;
        }
        self.tell(Event::Ready);
        match &self.read_only {
            Some(error) => self.tell(Event::StoreFailed(error.clone())),
            None => self.exports.take_away_left(),
        }
    }

    async fn start_one(&mut self, mut opening: Opening) {
        let id = opening.account.id;
        let store = &self.parts.store;
        // All are asked for at once: one way to the store's thread and back.
        let (
            notes,
            choice,
            drafts,
            sessions,
            memory,
            invited,
            agenda,
            floors,
            levels,
            sending,
            wanted,
            avatars,
            rooms,
            asked,
            ignored,
            seen,
            members,
            keys,
        ) = tokio::join!(
            book::notes(store, id),
            catch_up::recall(store, id),
            draft::recall(store, id),
            store.notes(id, Shelf::Session),
            Memory::load(store, id),
            invitation::recall(store, id),
            later::recall(store, &self.parts.archive, id),
            forget::recall(store, id),
            level::recall(store, id),
            upload::recall(store, id),
            store.notes(id, Shelf::Fetch),
            avatar::recall(store, id),
            room::recall(store, id),
            room::invited(store, id),
            room::ignored(store, id),
            room::seen(store, id),
            room::members(store, id),
            store.omemo(id),
        );
        opening.read_only = self.read_only.as_ref().map(reading::failure);
        opening.password_kept = self.vault.home(id);
        opening.notes = notes;
        opening.choice = choice;
        opening.drafts = drafts;
        opening.agenda = agenda;
        opening.sending = sending;
        opening.wanted = wanted.unwrap_or_default();
        opening.floors = floors;
        opening.levels = levels;
        opening.avatars = avatars;
        opening.rooms = rooms;
        opening.invited = asked;
        opening.ignored = ignored;
        opening.seen = seen;
        opening.members = members;
        opening.keys = keys;
        opening.session = sessions.unwrap_or_default().pop();
        opening.locked = self.keyring && self.vault.is_awaited(id);
        let locked = opening.locked;
        let secrets = self.secrets(id, !opening.account.settings.anonymous);
        opening.generation = secrets.generation;
        opening.rest_key = secrets.rest_key;
        opening.access = Access {
            memory,
            token: secrets.token,
            passphrase: secrets.passphrase,
        };
        self.start(opening, secrets.password, None::<SignIn>);
        if locked {
            self.locked.accounts.push(id);
            self.locked.until = Some(Instant::now() + PATIENCE);
        } else {
            self.doubt_password(id);
        }
        if let Some(link) = invited {
            self.pass(id, ToAccount::Invited(link));
        }
    }

    /// The keyring has said all that it was asked at the start, or was waited for long enough.
    pub(super) fn unlock(&mut self) {
        self.locked.until = None;
        for id in std::mem::take(&mut self.locked.accounts) {
            if !self.accounts.contains_key(&id) {
                continue;
            }
            let secrets = self.secrets(id, true);
            self.pass(id, ToAccount::Unlock(Box::new(secrets)));
            self.doubt_password(id);
        }
    }

    /// Whether an answer of the keyring ends the wait for it.
    pub(super) fn ends_wait(told: &Told) -> bool {
        matches!(told, Told::Loaded(_) | Told::NotLoaded)
    }

    fn secrets(&mut self, id: AccountId, encrypts: bool) -> Unlocked {
        let rest_key = encrypts.then(|| self.rest_key(id)).flatten();
        let secret = |slot| self.vault.get(id, slot).cloned();
        Unlocked {
            password: secret(Slot::Password),
            token: secret(Slot::FastToken),
            passphrase: secret(Slot::Certificate),
            generation: secret(Slot::Generation).and_then(|it| it.reveal().parse().ok()),
            rest_key,
        }
    }
}
