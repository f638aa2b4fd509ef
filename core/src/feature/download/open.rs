//! Files that were encrypted for us (XEP-0454, XEP-0448): what has come of one stays as it is, so that the rest can
//! follow after a restart, and is decrypted when it is whole. What comes of that has a name only when the tag is
//! right.

use std::io::{self, Read as _};

use omemo_rs::file::{FileKey, FileLink, OVERHEAD, Opener};
use waxwing_proto::sealed_file;

use crate::files::{Files, Part};

/// So much is decrypted at once.
const PIECE: usize = 256 * 1024;

/// Where a file is, and what opens it.
#[derive(Debug)]
pub(super) struct Lock {
    key: FileKey,
}

/// Why a file stays closed.
#[derive(Debug)]
pub(super) enum Closed {
    /// It is not what was sent.
    Altered,
    /// Nobody waits for it any more.
    Halted,
    Disk(io::Error),
}

impl Lock {
    /// What a source says: where to ask, and what opens it.
    pub(super) fn of(source: &str) -> (String, Option<Self>) {
        let link = Some(source).filter(|source| sealed_file::is_link(source));
        match link.and_then(FileLink::parse) {
            Some(FileLink { address, key }) => (address, Some(Self { key })),
            None => (source.to_owned(), None),
        }
    }

    /// So many bytes more come than the file has.
    pub(super) fn overhead(lock: Option<&Self>) -> u64 {
        lock.map_or(0, |_| OVERHEAD)
    }

    /// Decrypts all that has come into another file, which is durable and nameless still.
    ///
    /// # Errors
    /// Why not; then nothing of the other is left.
    pub(super) fn open(
        &self,
        sealed: &Part,
        (files, name): (&Files, &str),
        is_halted: impl Fn() -> bool,
    ) -> Result<Part, Closed> {
        let mut part = files.begin(name, 0)?;
        match self.pour(sealed, &mut part, is_halted) {
            Ok(()) => Ok(part),
            Err(closed) => {
                part.discard();
                Err(closed)
            }
        }
    }

    fn pour(
        &self,
        sealed: &Part,
        into: &mut Part,
        is_halted: impl Fn() -> bool,
    ) -> Result<(), Closed> {
        let mut file = sealed.reader()?;
        let mut opener = Opener::new(&self.key).map_err(|_| Closed::Altered)?;
        let mut piece = vec![0; PIECE];
        let mut text = Vec::with_capacity(PIECE);
        loop {
            if is_halted() {
                return Err(Closed::Halted);
            }
            let length = match file.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            text.clear();
            let read = piece.get(..length).unwrap_or_default();
            opener.open(read, &mut text).map_err(|_| Closed::Altered)?;
            into.write(&text)?;
        }
        opener.finish().map_err(|_| Closed::Altered)
    }
}

impl From<io::Error> for Closed {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

#[cfg(test)]
mod tests {
    use omemo_rs::file::Sealer;
    use omemo_rs::random::System;

    use super::*;

    fn sealed(key: &FileKey, text: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(key).unwrap();
        let mut bytes = text.to_vec();
        sealer.seal(&mut bytes).unwrap();
        bytes.extend(sealer.finish());
        bytes
    }

    fn opened(bytes: &[u8], key: FileKey, halted: bool) -> (Result<Vec<u8>, Closed>, usize) {
        let profile = tempfile::tempdir().unwrap();
        let files = Files::new(profile.path());
        let mut part = files.begin("one", 0).unwrap();
        part.write(bytes).unwrap();
        let lock = Lock { key };
        let opened = lock
            .open(&part, (&files, "one-open"), || halted)
            .map(|part| {
                let mut text = Vec::new();
                part.reader().unwrap().read_to_end(&mut text).unwrap();
                text
            });
        part.discard();
        let left = std::fs::read_dir(profile.path().join("files/part")).unwrap();
        (opened, left.count())
    }

    #[test]
    fn what_was_sealed_is_opened() {
        for length in [0, 1, PIECE - 16, PIECE, 3 * PIECE + 7] {
            let key = FileKey::generate(&mut System).unwrap();
            let text: Vec<u8> = (0..=255).cycle().take(length).collect();
            let (opened, left) = opened(&sealed(&key, &text), key, false);
            assert!(opened.unwrap() == text, "{length}");
            assert_eq!(left, 1);
        }
    }

    #[test]
    fn what_was_changed_or_cut_stays_closed_and_leaves_nothing() {
        let key = FileKey::generate(&mut System).unwrap();
        let good = sealed(&key, b"a picture");
        let mut changed = good.clone();
        changed[3] ^= 1;
        let mut longer = good.clone();
        longer.push(0);
        let cut = good[..good.len() - 1].to_vec();
        for bad in [changed, longer, cut, good[..7].to_vec(), Vec::new()] {
            let (opened, left) = opened(&bad, key.clone(), false);
            assert!(matches!(opened, Err(Closed::Altered)), "{opened:?}");
            assert_eq!(left, 0);
        }
        let (opened, left) = opened(&good, key, true);
        assert!(matches!(opened, Err(Closed::Halted)), "{opened:?}");
        assert_eq!(left, 0);
    }

    #[test]
    fn a_source_says_where_to_ask() {
        let secret = "0".repeat(88);
        let (address, lock) = Lock::of(&format!("aesgcm://up.example/1/a.jpg#{secret}"));
        assert_eq!(
            (address.as_str(), Lock::overhead(lock.as_ref())),
            ("https://up.example/1/a.jpg", 16)
        );
        let (address, lock) = Lock::of("https://up.example/1/a.jpg");
        assert_eq!(
            (address.as_str(), Lock::overhead(lock.as_ref())),
            ("https://up.example/1/a.jpg", 0)
        );
    }
}
