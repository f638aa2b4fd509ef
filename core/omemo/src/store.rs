//! What has to survive: keys, sessions, lists of devices, trust.
//!
//! A store is a sorted map from bytes to bytes whose changes come in batches, each of which is kept whole or not at all:
//! whatever database the program has can be one with three functions. A [`Transaction`] reads through to the store,
//! collects what changes, and ends as one [`Batch`]. So the ratchet's step and what was read with it go down
//! together: put the batch into the same transaction as the message, and acknowledge after that.

#[cfg(feature = "conformance")]
pub mod conformance;
mod memory;
mod rows;
#[cfg(test)]
mod samples;
mod transaction;

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use crate::codec::CodecError;

pub use memory::Memory;
pub use rows::{DeviceRow, Kept, KeyRow, Own, Prekey, SignedPrekey};
pub use transaction::Transaction;

/// A store can't do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It says why.
    #[error("the store: {0}")]
    Failed(String),
    /// What it gave back can't be read.
    #[error("a stored record: {0}")]
    Damaged(#[from] CodecError),
}

/// Where an account's keys are.
pub trait Store {
    /// The value of a key.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn get(&self, key: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError>;

    /// Shows the value of a key, where there is one. A store that has it in memory need not copy it for that, and wipe the
    /// copy again.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn show(&self, key: &[u8], see: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
        if let Some(value) = self.get(key)? {
            see(&value);
        }
        Ok(())
    }

    /// Every key that begins with these bytes, in order, with its value.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn scan(&self, prefix: &[u8]) -> Result<Vec<Row>, StoreError>;

    /// Makes all these changes, or none; when this returns they are kept.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then none of them was made.
    fn commit(&mut self, batch: Batch) -> Result<(), StoreError>;
}

/// Whether the value of a key lets its reader read or write in our name. A program that has somewhere to keep a key of its
/// own, as a keyring, can seal these before it stores them. The others (lists of devices, whose keys are trusted) stay
/// readable then when that key is lost.
#[must_use]
pub fn is_secret(key: &[u8]) -> bool {
    [
        rows::key::OWN,
        rows::key::PREKEYS,
        rows::key::SIGNED_PREKEYS,
        rows::key::RECORDS,
    ]
    .iter()
    .any(|shelf| key.starts_with(shelf))
}

/// A key with its value.
pub type Row = (Vec<u8>, Zeroizing<Vec<u8>>);

/// Changes that belong together. `None` takes a key away.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// What is changed.
    pub writes: BTreeMap<Vec<u8>, Option<Zeroizing<Vec<u8>>>>,
}

impl Batch {
    /// Nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values are secret.
        write!(f, "Batch({} changes)", self.writes.len())
    }
}
