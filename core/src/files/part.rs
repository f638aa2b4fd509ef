//! A file on its way. It is hashed as it is written, and gets its name when it is whole and on the
//! disk; until then a crash leaves a part that a later try goes on with, or none.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use super::{Files, Kept, kept};
use crate::store::profile;

/// So much is read at once of what is here already.
const PIECE: usize = 64 * 1024;

/// A file on its way. Dropped, it stays for a later try.
#[derive(Debug)]
pub(crate) struct Part {
    files: Files,
    path: PathBuf,
    file: File,
    hash: Sha256,
    length: u64,
}

impl Part {
    pub(super) fn open(files: Files, path: PathBuf, keep: u64) -> io::Result<Self> {
        drop(profile::private_file(&path, false)?);
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let mut part = Self {
            files,
            path,
            file,
            hash: Sha256::new(),
            length: 0,
        };
        part.read_again(keep)?;
        Ok(part)
    }

    /// Hashes what is here, up to `keep` bytes, and cuts off the rest.
    fn read_again(&mut self, keep: u64) -> io::Result<()> {
        let mut left = (&self.file).take(keep);
        let mut piece = vec![0; PIECE];
        loop {
            let length = left.read(&mut piece)?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
                break;
            };
            self.hash.update(read);
            self.length += read.len() as u64;
        }
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        Ok(())
    }

    /// So many bytes are here.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// A handle by which what was written so far can be made durable beside the writing.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Another way to read what is here, from its beginning.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn reader(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// Writes something at its end.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// What is here counts for nothing: begins again.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn restart(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.hash = Sha256::new();
        self.length = 0;
        Ok(())
    }

    /// The SHA-256 of what is here, in small hex letters.
    pub(crate) fn sha256(&self) -> String {
        let hash = self.hash.clone().finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// It is whole: it gets its name, durably. What is here under that name already stays.
    ///
    /// # Errors
    /// What the system says; then nothing of it is left.
    pub(crate) fn finish(self) -> io::Result<Kept> {
        let named = self.name();
        if named.is_err() {
            self.discard();
        }
        named
    }

    /// Nothing of it is left.
    pub(crate) fn discard(self) {
        // It can't be there under two names.
        let _ = fs::remove_file(&self.path);
    }

    fn name(&self) -> io::Result<Kept> {
        let sha256 = self.sha256();
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let path = self.files.path(&sha256).ok_or_else(missing)?;
        let there = self.files.find(&sha256);
        if there.is_some_and(|kept| kept.size == self.length) {
            fs::remove_file(&self.path)?;
            // It counts as new, so that it is not the next to be removed.
            File::open(&path)?.set_modified(SystemTime::now())?;
        } else {
            self.file.sync_all()?;
            let shelf = path.parent().unwrap_or(Path::new("."));
            profile::make_private(shelf)?;
            fs::rename(&self.path, &path)?;
            profile::sync_directory(shelf)?;
        }
        kept(&sha256, path).ok_or_else(missing)
    }
}
