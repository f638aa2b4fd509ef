//! The mark that a device leaves outside of its store, by which a store is known to be a copy.
//!
//! Two programs that go on with the same sessions lose what is said, without a word: they say different things with the
//! same keys. A store can be copied with everything that stands beside it, so the mark lies where all copies meet, in a
//! private node of the account (XEP-0223). It is signed: whoever keeps it can hide it, or show an older one, but not make
//! a device believe that it is a copy.

use std::fmt;

use crate::identity::{EdwardsKey, Signature};
use crate::random;
use crate::store::StoreError;

use super::own::no_random;
use super::{Account, Moment};

/// What was left: how often the store had been opened, and by whom this time.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark {
    /// See [`Account::generation`].
    pub generation: u64,
    /// Random; two copies that have been opened equally often differ in it.
    pub run: [u8; RUN],
    /// By the identity key of the device.
    pub signature: Signature,
}

/// The length of [`Mark::run`], in bytes.
pub const RUN: usize = 16;

/// What is signed begins so; nothing else that an identity key signs has this length.
const SIGNED: &[u8] = b"omemo-rs mark";

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mark({})", self.generation)
    }
}

impl Account {
    /// The mark to be left, as soon as what it tells of is stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where there are no random bytes.
    pub fn mark(&self, moment: &mut Moment<'_, '_>) -> Result<Mark, StoreError> {
        let (generation, run) = (self.own.generation, self.run);
        let signature = self
            .own
            .identity
            .sign(&self.signed(generation, &run), moment.random)
            .map_err(no_random)?;
        Ok(Mark {
            generation,
            run,
            signature,
        })
    }

    /// Whether somebody else has gone on with this store, as the mark that was found says. Then call [`Self::renew`].
    #[must_use]
    pub fn is_copy(&self, found: &Mark) -> bool {
        let known = match found.generation.cmp(&self.own.generation) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => found.run == self.run,
            std::cmp::Ordering::Greater => false,
        };
        !known && self.has_signed(found)
    }

    /// Whether the mark that was found is the one to be left.
    #[must_use]
    pub fn has_left(&self, found: &Mark) -> bool {
        found.generation == self.own.generation && found.run == self.run && self.has_signed(found)
    }

    /// Begins a new generation. A copy that is made of a store while that is open is noticed as soon as this was done
    /// after it, and the mark left.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where there are no random bytes.
    pub fn advance(&mut self, moment: &mut Moment<'_, '_>) -> Result<(), StoreError> {
        self.run = new_run(moment)?;
        self.own.generation += 1;
        moment.store.put_own(&self.own);
        Ok(())
    }

    fn has_signed(&self, mark: &Mark) -> bool {
        let signed = self.signed(mark.generation, &mark.run);
        EdwardsKey::parse(self.own.identity.edwards())
            .is_ok_and(|key| key.verifies(&signed, &mark.signature))
    }

    fn signed(&self, generation: u64, run: &[u8; RUN]) -> Vec<u8> {
        let device = self.own.device.get().to_be_bytes();
        [SIGNED, &device, &generation.to_be_bytes(), run].concat()
    }
}

pub(super) fn new_run(moment: &mut Moment<'_, '_>) -> Result<[u8; RUN], StoreError> {
    random::bytes::<RUN>(moment.random)
        .map(|run| *run)
        .map_err(no_random)
}

#[cfg(test)]
mod tests {
    use crate::random::seeded::Seeded;
    use crate::store::{Memory, Store as _, Transaction};

    use super::*;

    const NOW: u64 = 1_700_000_000;

    /// Something that is done with a store, which keeps what it changes.
    fn with<T>(
        store: &mut Memory,
        random: &mut Seeded,
        work: impl FnOnce(&mut Moment<'_, '_>) -> Result<T, StoreError>,
    ) -> T {
        let mut transaction = Transaction::new(store);
        let done = work(&mut Moment {
            store: &mut transaction,
            now: NOW,
            random,
        })
        .expect("done");
        let batch = transaction.finish();
        store.commit(batch).expect("stored");
        done
    }

    fn copy(store: &Memory) -> Memory {
        let mut copied = Memory::new();
        let rows = store.scan(b"").expect("rows");
        let writes = rows.into_iter().map(|(key, value)| (key, Some(value)));
        let writes = writes.collect();
        copied
            .commit(crate::store::Batch { writes })
            .expect("copied");
        copied
    }

    fn open(store: &mut Memory, random: &mut Seeded) -> Account {
        with(store, random, |moment| {
            Account::open("alice@example.org", moment)
        })
    }

    #[test]
    fn a_store_that_was_left_behind_is_a_copy() {
        let (mut store, mut random) = (Memory::new(), Seeded::new(1));
        drop(open(&mut store, &mut random));
        let mut old = copy(&store);
        let account = open(&mut store, &mut random);
        let mark = with(&mut store, &mut random, |moment| account.mark(moment));
        assert!(account.has_left(&mark) && !account.is_copy(&mark));
        // Opened equally often, but by somebody else.
        let mut behind = open(&mut old, &mut random);
        assert_eq!(behind.generation(), mark.generation);
        assert!(behind.is_copy(&mark) && !behind.has_left(&mark));
        // The one that has left it goes on.
        let mut next = open(&mut store, &mut random);
        assert!(!next.is_copy(&mark) && !next.has_left(&mark));
        // A copy of what is open, from before it has advanced.
        let mut open_copy = copy(&store);
        with(&mut store, &mut random, |moment| next.advance(moment));
        let mark = with(&mut store, &mut random, |moment| next.mark(moment));
        assert!(open(&mut open_copy, &mut random).is_copy(&mark));
        assert!(!open(&mut store, &mut random).is_copy(&mark), "stored");
        // It becomes a device of its own, with which this mark has nothing to do.
        with(&mut old, &mut random, |moment| {
            behind.renew(moment, mark.generation)
        });
        assert!(!behind.is_copy(&mark));
    }

    #[test]
    fn nobody_else_can_make_a_mark() {
        let (mut store, mut random) = (Memory::new(), Seeded::new(2));
        let mut account = open(&mut store, &mut random);
        let mark = with(&mut store, &mut random, |moment| account.mark(moment));
        let forged = [
            Mark {
                generation: mark.generation + 1,
                ..mark.clone()
            },
            Mark {
                generation: u64::MAX,
                signature: [0; 64],
                ..mark.clone()
            },
            Mark {
                run: [7; RUN],
                ..mark.clone()
            },
        ];
        for forged in forged {
            assert!(!account.is_copy(&forged), "{forged:?}");
            assert!(!account.has_left(&forged));
        }
        // An older one says nothing.
        with(&mut store, &mut random, |moment| account.advance(moment));
        assert!(!account.is_copy(&mark) && !account.has_left(&mark));
    }
}
