//! Copies of the state, made while nothing else is to be done: the list of accounts, contacts and
//! conversations, the outbox, what the features keep. Two are kept, in `<profile>/backup/`; one is
//! taken where the database is broken beyond use.
//!
//! A copy is a logical one, never the files of the database. It is written beside, synced and then
//! renamed, so that what has the name is whole. The journal is not in it (it is on its way to the
//! history), sessions that could be resumed are not (they would be of yesterday), and passwords
//! never are: they stand in no database.
//!
//! The file: `WXB`, a version byte, then frames of a kind, a length, a content and a checksum over
//! all three. The first says when and from which [`Epoch`], the last how many there were.

mod file;
mod keeper;

use std::fs;
use std::path::{Path, PathBuf};

pub(super) use file::Content;
pub(super) use keeper::{Keeper, Rhythm, make_now};

use super::mark::Epoch;
use super::tree::Tree;

/// The folder in the profile.
const FOLDER: &str = "backup";

/// How the names of the copies begin and end; between stands the epoch in hex, so that they sort.
const PREFIX: &str = "state-";
const SUFFIX: &str = ".wxb";

/// So many are kept: the newest can have been made of something that was damaged already.
const KEPT: usize = 2;

/// What is copied: everything but the journal and the sessions.
fn is_copied(tree: Tree) -> bool {
    !matches!(tree, Tree::Inbox | Tree::Session)
}

/// The copies of a profile, newest first.
fn all(profile: &Path) -> Vec<(Epoch, PathBuf)> {
    let entries = fs::read_dir(profile.join(FOLDER)).into_iter().flatten();
    let mut found: Vec<(Epoch, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            let digits = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
            Some((Epoch(u64::from_str_radix(digits, 16).ok()?), path))
        })
        .collect();
    found.sort_by_key(|(epoch, _)| std::cmp::Reverse(*epoch));
    found
}

/// The newest copy that is whole, where it knows more than a database at this epoch.
pub(super) fn newest_above(profile: &Path, epoch: Epoch) -> Option<Content> {
    let newer = all(profile).into_iter().filter(|(its, _)| *its > epoch);
    newer.into_iter().find_map(|(_, path)| {
        let read = file::read(&path);
        if let Err(flaw) = &read {
            tracing::warn!(?flaw, "a backup is of no use");
        }
        read.ok()
    })
}
