//! The keys and sessions of encryption are kept as `omemo-rs` wants them to be.

use futures::executor::block_on;
use omemo_rs::store::{Batch, Row, Store as Keys, StoreError, conformance};
use zeroize::Zeroizing;

use super::*;

/// Those of one account, in a profile.
struct Kept {
    profile: tempfile::TempDir,
    store: Option<Store>,
}

impl Kept {
    fn open() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let store = Store::open(profile.path()).unwrap().0;
        // Those of another account are none of its business.
        let others = Batch {
            writes: [(b"a".to_vec(), Some(Zeroizing::new(b"other".to_vec())))].into(),
        };
        block_on(store.commit(Op::PutOmemo(JUNES, others).into())).unwrap();
        Self {
            profile,
            store: Some(store),
        }
    }

    fn reopen(mut self) -> Self {
        if let Some(store) = self.store.take() {
            block_on(store.close());
        }
        self.store = Some(Store::open(self.profile.path()).unwrap().0);
        self
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }
}

/// Another account.
const JUNES: AccountId = AccountId(77);

impl Keys for Kept {
    fn get(&self, key: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let mut rows = self.scan(key)?.into_iter();
        Ok(rows.find(|(other, _)| other == key).map(|(_, value)| value))
    }

    fn scan(&self, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        let rows = block_on(self.store().omemo(ROMY));
        let rows = rows.map_err(|error| StoreError::Failed(error.to_string()))?;
        let begins = |(key, _): &Row| key.starts_with(prefix);
        Ok(rows.into_iter().filter(begins).collect())
    }

    fn commit(&mut self, batch: Batch) -> Result<(), StoreError> {
        let done = block_on(self.store().commit(Op::PutOmemo(ROMY, batch).into()));
        done.map_err(|error| StoreError::Failed(error.to_string()))
    }
}

#[test]
fn the_keys_of_encryption_are_kept_as_they_have_to_be() {
    conformance::check(Kept::open, Kept::reopen);
}
