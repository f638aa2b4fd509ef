//! The only file that knows sled.
//!
//! sled 0.34 is taken with three precautions, each for something that was seen: `flush` asks Linux
//! for `sync_file_range` only, which is no promise, so [`Database::barrier`] syncs the file itself;
//! opening a damaged file can panic, so that is caught ([`guarded`]); and it is never dropped after it failed to
//! write, because that can hang.

use std::fs::File;
use std::io;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use sled::transaction::{TransactionError, Transactional, TransactionalTree};

use super::profile::{self, failed};
use super::record::{Flaw, Value, Write, piece_key, split_key};
use super::tree::Tree;
use crate::Error;

/// The open database.
pub(super) struct Database {
    db: sled::Db,
    trees: Vec<sled::Tree>,
    file: File,
}

/// Why the database can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// What stands there is broken or too new.
    Flaw(Flaw),
    /// The system refused something: in its words.
    Failed(Error),
}

/// The state is small and hot; more would only be kept busy by the history, which is elsewhere.
const CACHE: u64 = 8 * 1024 * 1024;

/// After a close in the same process the file can stay locked for a moment.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// Between two looks at a locked file.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

impl Database {
    /// Opens the directory, or makes it.
    pub(super) fn open(directory: &Path) -> Result<Self, Trouble> {
        let words = |error: io::Error| Trouble::Failed(failed(directory, &error));
        let new = !directory.join("conf").exists();
        profile::make_private(directory).map_err(words)?;
        let db = open_patiently(directory)?;
        let trees = Tree::ALL.iter().map(|tree| db.open_tree(tree.name()));
        let trees = trees.collect::<Result<Vec<_>, _>>()?;
        let file = File::open(directory.join("db")).map_err(words)?;
        let database = Self { db, trees, file };
        profile::make_files_private(directory).map_err(words)?;
        if new {
            database.barrier()?;
            make_durable(directory).map_err(words)?;
        }
        Ok(database)
    }

    /// Carries all of it out, or nothing; durable after the next [`Database::barrier`].
    pub(super) fn apply(&self, writes: &[Write]) -> Result<(), Trouble> {
        let done = self.trees.as_slice().transaction(|trees| {
            for write in writes {
                if let Some(tree) = trees.get(write.tree().index()) {
                    carry_out(tree, write)?;
                }
            }
            Ok(())
        });
        done.map_err(|error: TransactionError<()>| match error {
            TransactionError::Storage(error) => error.into(),
            TransactionError::Abort(()) => Flaw::Broken("an aborted transaction".into()).into(),
        })
    }

    /// Returns when everything applied before is on the disk.
    pub(super) fn barrier(&self) -> Result<(), Trouble> {
        self.db.flush()?;
        let synced = self.file.sync_data();
        synced.map_err(|error| Trouble::Failed(Error::Store(error.to_string())))
    }

    /// What stands under a key.
    pub(super) fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Value>, Trouble> {
        let mut found = self.scan(tree, key)?;
        let exact = found.iter().position(|(other, _)| other == key);
        Ok(exact.map(|index| found.swap_remove(index).1))
    }

    /// Everything whose key begins so, by key.
    pub(super) fn scan(&self, tree: Tree, begin: &[u8]) -> Result<Vec<(Vec<u8>, Value)>, Trouble> {
        gather(self.tree(tree)?.scan_prefix(begin), usize::MAX)
    }

    /// The first values behind this key of the database (see [`super::record::last_piece_key`]).
    pub(super) fn portion(
        &self,
        tree: Tree,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Value)>, Trouble> {
        let tree = self.tree(tree)?;
        match after {
            Some(after) => {
                let behind = (Bound::Excluded(after), Bound::Unbounded);
                gather(tree.range::<&[u8], _>(behind), limit)
            }
            None => gather(tree.iter(), limit),
        }
    }

    /// The first keys that begin so, at most `limit`.
    pub(super) fn keys(
        &self,
        tree: Tree,
        begin: &[u8],
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut keys = Vec::new();
        for raw in self.tree(tree)?.scan_prefix(begin).keys() {
            let raw = raw?;
            let (key, number) = split_key(&raw)?;
            if number > 0 {
                continue;
            }
            keys.push(key.to_vec());
            if keys.len() == limit {
                break;
            }
        }
        Ok(keys)
    }

    fn tree(&self, tree: Tree) -> Result<&sled::Tree, Trouble> {
        let found = self.trees.get(tree.index());
        found.ok_or_else(|| Flaw::Broken("a tree is missing".to_owned()).into())
    }
}

/// Puts the first values together from their pieces.
fn gather(
    entries: impl Iterator<Item = sled::Result<(sled::IVec, sled::IVec)>>,
    limit: usize,
) -> Result<Vec<(Vec<u8>, Value)>, Trouble> {
    let mut found: Vec<(Vec<u8>, Value)> = Vec::new();
    let mut missing = 0;
    for entry in entries {
        let (raw, piece) = entry?;
        let (key, number) = split_key(&raw)?;
        if number == 0 && missing == 0 {
            if found.len() == limit {
                return Ok(found);
            }
            let (value, more) = Value::begin(&piece)?;
            found.push((key.to_vec(), value));
            missing = more;
            continue;
        }
        match found.last_mut() {
            Some((last, value)) if last == key && missing > 0 => {
                value.bytes.extend_from_slice(&piece);
                missing -= 1;
            }
            _ => return Err(Flaw::Broken("a piece without its value".to_owned()).into()),
        }
    }
    if missing > 0 {
        return Err(Flaw::Broken("a value without its end".to_owned()).into());
    }
    Ok(found)
}

/// Does something with the database; a panic of its becomes an answer.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err(Flaw::Broken("the database panicked".to_owned()).into()))
}

fn carry_out(
    tree: &TransactionalTree,
    write: &Write,
) -> Result<(), sled::transaction::UnabortableTransactionError> {
    let (key, pieces) = match write {
        Write::Put { key, value, .. } => (key, value.pieces()),
        Write::Remove { key, .. } => (key, Vec::new()),
    };
    let now = u16::try_from(pieces.len()).unwrap_or(u16::MAX).max(1);
    let mut pieces = pieces.into_iter();
    let first = piece_key(key, 0);
    let before = match pieces.next() {
        Some(piece) => tree.insert(first, piece)?,
        None => tree.remove(first)?,
    };
    for (number, piece) in (1..).zip(pieces) {
        tree.insert(piece_key(key, number), piece)?;
    }
    let more = before.and_then(|piece| Value::begin(&piece).ok());
    for number in now..=more.map_or(0, |(_, more)| more) {
        tree.remove(piece_key(key, number))?;
    }
    Ok(())
}

fn open_patiently(directory: &Path) -> Result<sled::Db, Trouble> {
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        // Barriers and the store's own clock do the flushing, so that an idle program stays idle.
        let config = sled::Config::new()
            .path(directory)
            .cache_capacity(CACHE)
            .flush_every_ms(None);
        match config.open() {
            Ok(db) => return Ok(db),
            Err(error) if is_locked(&error) && Instant::now() < deadline => {
                std::thread::sleep(LOCK_PAUSE);
            }
            Err(error) if is_locked(&error) => return Err(Trouble::Failed(Error::ProfileInUse)),
            Err(error) => return Err(error.into()),
        }
    }
}

/// sled gives this refusal no kind of its own.
fn is_locked(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

/// sled writes its configuration once and never syncs it; without it nothing can be opened.
fn make_durable(directory: &Path) -> io::Result<()> {
    File::open(directory.join("conf"))?.sync_all()?;
    File::open(directory.join("db"))?.sync_all()?;
    profile::sync_directory(directory)?;
    directory.parent().map_or(Ok(()), profile::sync_directory)
}

impl From<Flaw> for Trouble {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

impl From<sled::Error> for Trouble {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(error)
                if !matches!(
                    error.kind(),
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData
                ) =>
            {
                Self::Failed(Error::Store(error.to_string()))
            }
            broken => Self::Flaw(Flaw::Broken(broken.to_string())),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Flaw(Flaw::TooNew) => Self::ProfileTooNew,
            Trouble::Flaw(Flaw::Broken(how)) => Self::Store(how),
            Trouble::Failed(error) => error,
        }
    }
}
