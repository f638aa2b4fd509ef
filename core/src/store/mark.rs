//! How far the state had come, beside the database.
//!
//! The database takes damage in its middle for a write that a power cut has torn: it forgets what
//! came after and opens without a word. So every barrier is counted inside of it, and the count is
//! written into a small file of its own as well, *after* the barrier. A database that opens behind
//! that file has lost its end. The file is never synced: after a power cut it may be older than the
//! database, which says nothing and costs nothing, but never newer.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write as _};
use std::path::Path;

use super::database::{Database, Trouble};
use super::profile;
use super::record::{self, Flaw, Value, Write};
use super::tree::Tree;
use crate::Error;

/// How many barriers the state has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Epoch(pub(super) u64);

/// The file beside the database.
#[derive(Debug)]
pub(super) struct Mark {
    file: File,
}

/// The key of the count in the database.
pub(super) const KEY: &[u8] = b"epoch";
const VERSION: u8 = 1;

/// The name of the file in the profile.
const FILE: &str = "store-v1.mark";

/// The version, the count, and the checksum of both.
const LENGTH: usize = 1 + 8 + 4;

impl Epoch {
    /// The count in the database; a profile of the first days has none.
    pub(super) fn of(database: &Database) -> Result<Self, Trouble> {
        match database.get(Tree::Meta, KEY)? {
            None => Ok(Self::default()),
            Some(value) if value.version == VERSION => Ok(Self(record::from_bytes(&value.bytes)?)),
            Some(_) => Err(Flaw::TooNew.into()),
        }
    }

    /// The next one.
    pub(super) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Puts it into the database.
    pub(super) fn write(self) -> Result<Write, Flaw> {
        Ok(Write::Put {
            tree: Tree::Meta,
            key: KEY.to_vec(),
            value: Value {
                version: VERSION,
                bytes: record::to_bytes(&self.0)?,
            },
        })
    }
}

impl Mark {
    /// Opens the file of a profile, or makes it. What it says: `None` where it is new, or was
    /// itself cut off.
    pub(super) fn open(profile: &Path) -> Result<(Self, Option<Epoch>), Error> {
        let path = profile.join(FILE);
        let said = read(&path);
        let file = profile::private_file(&path, false);
        let file = file.map_err(|error| profile::failed(&path, &error))?;
        Ok((Self { file }, said))
    }

    /// Says how far the database has come for certain. Where it can't be written, the next damage
    /// may go unnoticed and nothing else.
    pub(super) fn tell(&mut self, epoch: Epoch) {
        let bytes = encode(epoch);
        let begun = self.file.seek(SeekFrom::Start(0));
        if let Err(error) = begun.and_then(|_| self.file.write_all(&bytes)) {
            tracing::debug!(%error, "the mark was not written");
        }
    }
}

/// What the file of a profile says.
pub(super) fn read(path: &Path) -> Option<Epoch> {
    let mut bytes = [0; LENGTH];
    File::open(path).ok()?.read_exact(&mut bytes).ok()?;
    let (content, sum) = bytes.split_last_chunk::<4>()?;
    let whole = crc32fast::hash(content) == u32::from_be_bytes(*sum);
    let (version, count) = content.split_first()?;
    let count = count.first_chunk::<8>().filter(|_| *version == VERSION)?;
    whole.then(|| Epoch(u64::from_be_bytes(*count)))
}

fn encode(epoch: Epoch) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&epoch.0.to_be_bytes());
    let sum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&sum.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_it_was_told_last() {
        let profile = tempfile::tempdir().unwrap();
        let (mut mark, said) = Mark::open(profile.path()).unwrap();
        assert_eq!(said, None);
        mark.tell(Epoch(7));
        mark.tell(Epoch(8));
        assert_eq!(Mark::open(profile.path()).unwrap().1, Some(Epoch(8)));
    }

    #[test]
    fn a_torn_one_says_nothing() {
        let profile = tempfile::tempdir().unwrap();
        let (mut mark, _) = Mark::open(profile.path()).unwrap();
        mark.tell(Epoch(7));
        let path = profile.path().join(FILE);
        let whole = std::fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut torn = whole.clone();
            torn[place] ^= 0x10;
            std::fs::write(&path, &torn).unwrap();
            assert_eq!(read(&path), None, "at {place}");
            std::fs::write(&path, &whole[..place]).unwrap();
            assert_eq!(read(&path), None, "cut at {place}");
        }
    }

    #[test]
    fn the_sample_of_version_1_can_be_read() {
        let sample = include_bytes!("../../../tests/old-store/mark-v1");
        assert_eq!(encode(Epoch(0x0102_0304)), sample);
    }
}
