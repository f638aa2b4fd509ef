//! The files of a profile, which others have sent or which we send, in `<profile>/files/`.
//!
//! A file stands under the hash of what is in it (`ab/cdef…`, SHA-256 in hex): the same file is kept
//! once, nothing that somebody else has named becomes a name on this disk, and what is there is
//! whole, for it gets its name last. What is on its way stands in `part/`. Nobody but the person can
//! read any of it, and nothing here opens it.
//!
//! Everything here blocks; callers have threads for it.

mod part;
mod spare;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::store::profile;

pub(crate) use part::Part;
pub(crate) use spare::spare;

/// Below the profile.
const FOLDER: &str = "files";

/// Below that, for what is on its way.
const PARTS: &str = "part";

/// A SHA-256 in hex.
const DIGITS: usize = 64;

/// What nobody has gone on with for so long is not gone on with any more.
const STALE: Duration = Duration::from_secs(30 * 24 * 3600);

/// The files of a profile. Cheap to clone; making one touches no disk.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    folder: PathBuf,
}

/// A file that is here as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its SHA-256 in small hex letters.
    pub(crate) sha256: String,
    /// Where it stands.
    pub(crate) path: PathBuf,
    /// How many bytes it has.
    pub(crate) size: u64,
    /// When it came, or came once more.
    pub(crate) at: SystemTime,
}

impl Files {
    /// The files of the profile in this directory.
    pub(crate) fn new(profile: &Path) -> Self {
        Self {
            folder: profile.join(FOLDER),
        }
    }

    /// Where a file stands, or would; `None` for what is no hash.
    pub(crate) fn path(&self, sha256: &str) -> Option<PathBuf> {
        let hex = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
        if sha256.len() != DIGITS || !sha256.bytes().all(hex) {
            return None;
        }
        let (shelf, name) = sha256.split_at_checked(2)?;
        Some(self.folder.join(shelf).join(name))
    }

    /// A file that is here.
    pub(crate) fn find(&self, sha256: &str) -> Option<Kept> {
        let path = self.path(sha256)?;
        kept(sha256, path)
    }

    /// Begins a file, or goes on with at most `keep` bytes of it that are here; `name` is one of ours.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn begin(&self, name: &str, keep: u64) -> io::Result<Part> {
        self.make()?;
        Part::open(self.clone(), self.part(name), keep)
    }

    /// Forgets what is here of a file on its way.
    pub(crate) fn drop_part(&self, name: &str) {
        // It need not have begun.
        let _ = fs::remove_file(self.part(name));
    }

    /// All that is here.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn all(&self) -> io::Result<Vec<Kept>> {
        let mut all = Vec::new();
        for (shelf, path) in entries(&self.folder)? {
            if shelf.len() != 2 {
                continue;
            }
            for (name, path) in entries(&path)? {
                let sha256 = format!("{shelf}{name}");
                if self.path(&sha256).is_some() {
                    all.extend(kept(&sha256, path));
                }
            }
        }
        Ok(all)
    }

    /// Removes a file: so many bytes are free.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn remove(&self, sha256: &str) -> io::Result<u64> {
        let Some(kept) = self.find(sha256) else {
            return Ok(0);
        };
        fs::remove_file(&kept.path)?;
        Ok(kept.size)
    }

    /// Forgets what was begun long ago.
    pub(crate) fn drop_stale_parts(&self) {
        let parts = entries(&self.folder.join(PARTS)).unwrap_or_default();
        for (_, path) in parts {
            let age = fs::symlink_metadata(&path).and_then(|is| is.modified());
            let age = age.ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > STALE) {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// How many bytes the disk has left.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn room(&self) -> io::Result<u64> {
        self.make()?;
        fs4::available_space(&self.folder)
    }

    fn part(&self, name: &str) -> PathBuf {
        self.folder.join(PARTS).join(name)
    }

    fn make(&self) -> io::Result<()> {
        profile::make_private(&self.folder)?;
        profile::make_private(&self.folder.join(PARTS))
    }
}

fn kept(sha256: &str, path: PathBuf) -> Option<Kept> {
    let is = fs::symlink_metadata(&path).ok()?;
    is.is_file().then(|| Kept {
        sha256: sha256.to_owned(),
        path,
        size: is.len(),
        at: is.modified().unwrap_or(SystemTime::UNIX_EPOCH),
    })
}

/// What is in a directory; nothing where it is not there.
fn entries(directory: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut named = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string() {
            named.push((name, entry.path()));
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests;
