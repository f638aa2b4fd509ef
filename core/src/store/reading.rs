//! A profile that can be read and not written: another's, or on a medium that is write-protected.
//!
//! Neither database opens without writing, so the engine works on a copy, in a directory that only
//! its owner can enter. As soon as both are open the copy has no name any more, and is gone with the
//! process, however that ends. Nothing is ever stored there: every unit is refused.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Contents;
use super::opening::{self, DIRECTORY, Limits};
use super::profile::{self, Lock};
use super::worker::Worker;
use crate::Error;

/// What is copied beside the state's directory, where it is there.
const FILES: [&str; 3] = ["archive.db", "archive.db-wal", "store-v1.mark"];

/// Why a profile that is there can't be written: what the system says. `None` where it can, or
/// where there is none yet.
pub(super) fn is_only_readable(profile: &Path) -> Option<Error> {
    if !profile.join(DIRECTORY).is_dir() {
        return None;
    }
    let path = profile.join(profile::LOCK);
    let tried = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path);
    let error = tried.err()?;
    let kinds = [
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::ReadOnlyFilesystem,
    ];
    kinds.contains(&error.kind()).then(|| Error::ReadOnly {
        path: profile.display().to_string(),
        detail: error.to_string(),
    })
}

/// Opens a profile that can't be written, for the reason given.
pub(super) fn prepare(
    profile: &Path,
    limits: Limits,
    why: Error,
) -> Result<(Worker, Contents), Error> {
    let _lock = share(profile)?;
    let copy = Copy::make(profile, limits.floor())?;
    let lock = profile::take(&copy.0)?;
    let (mut worker, mut contents) = opening::prepare(&copy.0, lock, limits)?;
    // What was still on its way is in the history of the copy before the copy loses its name.
    worker.history.truth()?;
    worker.dead = Some(why.clone());
    contents.read_only = Some(why);
    Ok((worker, contents))
}

/// Makes sure that nobody writes there in the meantime.
fn share(profile: &Path) -> Result<Option<Lock>, Error> {
    let Ok(file) = File::open(profile.join(profile::LOCK)) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock::of(file))),
        Err(TryLockError::WouldBlock) => Err(Error::ProfileInUse),
        Err(TryLockError::Error(error)) => Err(profile::failed(profile, &error)),
    }
}

/// A copy that has no name any more when this is gone.
struct Copy(PathBuf);

impl Copy {
    fn make(profile: &Path, floor: u64) -> Result<Self, Error> {
        let temporary = std::env::temp_dir();
        let copy = Self(temporary.join(format!("waxwing-reading-{}", Uuid::new_v4())));
        let target = copy.0.join(DIRECTORY);
        let mut sources: Vec<(PathBuf, PathBuf)> = Vec::new();
        for name in FILES {
            sources.push((profile.join(name), copy.0.join(name)));
        }
        let words = |error: io::Error| profile::failed(profile, &error);
        for entry in fs::read_dir(profile.join(DIRECTORY)).map_err(words)? {
            let entry = entry.map_err(words)?;
            sources.push((entry.path(), target.join(entry.file_name())));
        }
        sources.retain(|(from, _)| from.is_file());
        let sizes = sources
            .iter()
            .filter_map(|(from, _)| fs::metadata(from).ok());
        let size: u64 = sizes.map(|it| it.len()).sum();
        profile::check_room(&temporary, size.saturating_add(floor))?;
        profile::make_private(&copy.0)
            .and_then(|()| profile::make_private(&target))
            .map_err(words)?;
        for (from, to) in sources {
            let mut reading = File::open(&from).map_err(words)?;
            let mut writing = profile::private_file(&to, true).map_err(words)?;
            io::copy(&mut reading, &mut writing).map_err(words)?;
        }
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a copy stays behind");
        }
    }
}

/// Opens a profile whatever can be done with it.
pub(super) fn prepare_either(profile: &Path, limits: Limits) -> Result<(Worker, Contents), Error> {
    match is_only_readable(profile) {
        Some(why) => prepare(profile, limits, why),
        None => opening::prepare(profile, profile::take(profile)?, limits),
    }
}
