//! The keys of encryption in the engine's own store, without an engine around them: for measuring what sessions cost, and
//! for making what a server has kept for somebody who was away. Nothing of Waxwing's own uses this.

use std::path::Path;

use omemo_rs::store::{Memory, Transaction};

use crate::account::turn::Turn;
use crate::archive::Archive;
use crate::feature::encryption::{AtRest, PORTION, make_key, step};
use crate::store::Store;
use crate::vault::{Slot, Vault};
use crate::{AccountId, Error};

/// So many messages of those that have waited are read in a turn of the account.
pub const TURN: usize = PORTION as usize;

/// The keys of a profile's first account; of a profile without one, those of one that may come.
#[derive(Debug)]
pub struct Keys {
    store: Store,
    archive: Archive,
    account: AccountId,
    rows: Memory,
    rest: AtRest,
    turn: Turn,
}

impl Keys {
    /// Opens them in a profile that nobody else has open.
    ///
    /// # Errors
    /// Where they can't be read.
    pub async fn open(profile: &Path) -> Result<Self, Error> {
        let (store, archive, contents) = Store::open(profile)?;
        let account = match contents.accounts.first() {
            Some(account) => account.id,
            None => store.next_account(),
        };
        let (mut vault, _) = Vault::open(profile)?;
        let key = match vault.get(account, Slot::EncryptionKey) {
            Some(key) => key.clone(),
            None => make_key()?,
        };
        vault.set(account, Slot::EncryptionKey, key.clone())?;
        let rest = AtRest::new(account, &key).ok_or(Error::NotFound)?;
        let rows = rest.open_all(store.omemo(account).await?).rows;
        Ok(Self {
            store,
            archive,
            account,
            rows,
            rest,
            turn: Turn::default(),
        })
    }

    /// The rows of the profile's first account as they lie in the store.
    ///
    /// # Errors
    /// Where they can't be read.
    pub async fn stored(profile: &Path) -> Result<Vec<omemo_rs::store::Row>, Error> {
        let (store, archive, contents) = Store::open(profile)?;
        let account = contents.accounts.first().ok_or(Error::NotFound)?.id;
        let rows = store.omemo(account).await;
        drop(archive);
        store.close().await;
        rows
    }

    /// A step as the engine does it: in memory at once, and in the store at the end of the turn.
    pub fn step<T>(&mut self, work: impl FnOnce(&mut Transaction<'_>) -> T) -> T {
        step(&mut self.rows, &mut self.turn, |transaction| {
            (work(transaction), true)
        })
    }

    /// The end of a turn as the engine does it: returns when everything is on the disk.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn finish_turn(&mut self) -> Result<(), Error> {
        let mut turn = std::mem::take(&mut self.turn);
        turn.close_sessions(self.account, Some((&self.rows, &self.rest)));
        self.store.commit(turn.ops.into_iter().collect()).await
    }

    /// Gives the profile free.
    pub async fn close(self) {
        drop(self.archive);
        self.store.close().await;
    }
}
