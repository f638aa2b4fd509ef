//! Files: AES-GCM while they are sent and fetched, and the link that carries the key (XEP-0454).
//!
//! What comes out of [`Opener`] is not to be believed before [`Opener::finish`] has said that the tag is right: write
//! it to a file that nobody sees, and give it its name then. A link of this kind must never become something
//! that can be clicked: its fragment is the key (XEP-0454 §7).

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::curve::{hex, unhex};
use crate::gcm::{Gcm, TAG};
use crate::random::{self, NoRandom, Random};

/// So much longer than the file is what is sent.
pub const OVERHEAD: u64 = TAG as u64;

/// Longest link that is looked at; servers' addresses of files have some hundred bytes.
const MAX_LINK: usize = 4096;

/// Length of the key of a link.
const KEY: usize = 32;

/// The scheme of a link.
const SCHEME: &str = "aesgcm://";

/// Why a file can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Shorter than its tag.
    #[error("the file is cut off")]
    Cut,
    /// The tag is wrong: the file was changed, or cut, or is another one.
    #[error("the file was changed")]
    Changed,
    /// Longer than 64 GB.
    #[error("too long")]
    TooLong,
}

/// The key and the IV of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey {
    key: Zeroizing<Vec<u8>>,
    iv: Vec<u8>,
}

impl FileKey {
    /// Fresh ones: 32 bytes of key, 12 of IV.
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, NoRandom> {
        let key = Zeroizing::new(random::bytes::<KEY>(random)?.to_vec());
        let iv = random::bytes::<12>(random)?.to_vec();
        Ok(Self { key, iv })
    }

    /// Takes a key of 16 or 32 bytes and an IV of 12 or 16, `None` for others.
    #[must_use]
    pub fn new(key: &[u8], iv: &[u8]) -> Option<Self> {
        let fits = matches!(key.len(), 16 | 32) && matches!(iv.len(), 12 | 16);
        fits.then(|| Self {
            key: Zeroizing::new(key.to_vec()),
            iv: iv.to_vec(),
        })
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The IV.
    #[must_use]
    pub fn iv(&self) -> &[u8] {
        &self.iv
    }

    fn cipher(&self) -> Result<Gcm, FileError> {
        // The lengths were checked when this was made.
        Gcm::new(&self.key, &self.iv).ok_or(FileError::Changed)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// Encrypts a file, piece by piece.
pub struct Sealer(Gcm);

impl Sealer {
    /// A key must be used for one file only.
    ///
    /// # Errors
    ///
    /// Never, for a key that could be made.
    pub fn new(key: &FileKey) -> Result<Self, FileError> {
        key.cipher().map(Self)
    }

    /// Encrypts the next piece in place.
    ///
    /// # Errors
    ///
    /// [`FileError::TooLong`].
    pub fn seal(&mut self, piece: &mut [u8]) -> Result<(), FileError> {
        self.0.encrypt(piece).map_err(|_| FileError::TooLong)
    }

    /// What has to come behind the file.
    #[must_use]
    pub fn finish(self) -> [u8; TAG] {
        self.0.tag()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

/// Decrypts a file, piece by piece.
pub struct Opener {
    cipher: Gcm,
    /// The last bytes so far: they are the tag if no more come.
    held: Vec<u8>,
}

impl Opener {
    /// With the key of the file.
    ///
    /// # Errors
    ///
    /// Never, for a key that could be made.
    pub fn new(key: &FileKey) -> Result<Self, FileError> {
        Ok(Self {
            cipher: key.cipher()?,
            held: Vec::with_capacity(TAG),
        })
    }

    /// Takes the next piece, and puts what is decrypted behind `text`. All but the last 16 bytes so far is.
    ///
    /// # Errors
    ///
    /// [`FileError::TooLong`].
    pub fn open(&mut self, piece: &[u8], text: &mut Vec<u8>) -> Result<(), FileError> {
        let begin = text.len();
        text.append(&mut self.held);
        text.extend_from_slice(piece);
        let end = text.len().saturating_sub(TAG).max(begin);
        self.held = text.split_off(end);
        let fresh = text.get_mut(begin..).unwrap_or_default();
        self.cipher.decrypt(fresh).map_err(|_| FileError::TooLong)
    }

    /// Nothing comes any more: says whether what was given out is what was sent.
    ///
    /// # Errors
    ///
    /// [`FileError::Cut`], [`FileError::Changed`]: what was given out is to be thrown away.
    pub fn finish(self) -> Result<(), FileError> {
        if self.held.len() < TAG {
            return Err(FileError::Cut);
        }
        match self.cipher.tag().ct_eq(&self.held).into() {
            true => Ok(()),
            false => Err(FileError::Changed),
        }
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener(…)")
    }
}

/// A link to an encrypted file (XEP-0454 §3).
#[derive(Clone, PartialEq, Eq)]
pub struct FileLink {
    /// Where the encrypted bytes are: an `https` address.
    pub address: String,
    /// What decrypts them.
    pub key: FileKey,
}

impl FileLink {
    /// Reads a link, strictly: nothing else may be in the text, and nobody may be led to take a text for a file.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LINK || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let rest = text.strip_prefix(SCHEME)?;
        let (place, fragment) = rest.split_once('#')?;
        let (host, path) = place.split_once('/')?;
        if host.is_empty() || host.contains('@') || path.is_empty() {
            return None;
        }
        let bytes = Zeroizing::new(unhex(fragment)?);
        let (iv, key) = bytes.split_at_checked(bytes.len().checked_sub(KEY)?)?;
        Some(Self {
            address: format!("https://{place}"),
            key: FileKey::new(key, iv)?,
        })
    }

    /// Writes the link. `None` for an address that is not `https`, or a key that is not of 32 bytes:
    /// such may not be sent.
    #[must_use]
    pub fn write(&self) -> Option<Zeroizing<String>> {
        let place = self.address.strip_prefix("https://")?;
        if self.key.key.len() != KEY || place.contains('#') {
            return None;
        }
        let fragment = Zeroizing::new([self.key.iv.as_slice(), &self.key.key].concat());
        Some(Zeroizing::new(format!(
            "{SCHEME}{place}#{}",
            hex(&fragment)
        )))
    }
}

impl fmt::Debug for FileLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileLink({})", self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::seeded::Seeded;

    const EXAMPLE: &str = "aesgcm://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg#8c3d050e9386ec173861778f68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587";

    fn sealed(key: &FileKey, text: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(key).expect("a sealer");
        let mut bytes = text.to_vec();
        bytes
            .chunks_mut(100)
            .for_each(|piece| sealer.seal(piece).expect("short enough"));
        bytes.extend(sealer.finish());
        bytes
    }

    fn opened(key: &FileKey, bytes: &[u8], portion: usize) -> Result<Vec<u8>, FileError> {
        let mut opener = Opener::new(key)?;
        let mut text = Vec::new();
        for piece in bytes.chunks(portion) {
            opener.open(piece, &mut text)?;
        }
        opener.finish().map(|()| text)
    }

    #[test]
    fn a_file_opens_whatever_its_pieces_are() {
        let key = FileKey::generate(&mut Seeded::new(1)).expect("a key");
        for length in [0, 1, 15, 16, 17, 1000] {
            let text = vec![7; length];
            let bytes = sealed(&key, &text);
            assert_eq!(bytes.len() as u64, text.len() as u64 + OVERHEAD);
            for portion in [1, 7, 16, 17, 4096] {
                assert_eq!(
                    opened(&key, &bytes, portion),
                    Ok(text.clone()),
                    "{length} {portion}"
                );
            }
        }
    }

    #[test]
    fn a_cut_or_changed_file_is_refused() {
        let key = FileKey::generate(&mut Seeded::new(1)).expect("a key");
        let bytes = sealed(&key, b"sixteen bytes or more");
        for end in 0..bytes.len() {
            assert!(opened(&key, &bytes[..end], 8).is_err(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x80;
            assert_eq!(
                opened(&key, &changed, 8),
                Err(FileError::Changed),
                "byte {at}"
            );
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(opened(&key, &longer, 8), Err(FileError::Changed));
    }

    #[test]
    fn the_link_of_the_text_is_read_and_written() {
        let link = FileLink::parse(EXAMPLE).expect("a link");
        assert!(
            link.address
                .starts_with("https://download.montague.tld/4a771ac1")
        );
        assert_eq!(link.key.iv().len(), 12);
        assert_eq!(link.write().as_deref().map(String::as_str), Some(EXAMPLE));
        let older = EXAMPLE.replace('#', "#00000000");
        let link = FileLink::parse(&older).expect("an older link");
        assert_eq!((link.key.iv().len(), link.key.key().len()), (16, 32));
    }

    #[test]
    fn what_is_no_link_is_a_text() {
        let wrong = [
            "https://example.org/a#00",
            "aesgcm://example.org/a",
            "aesgcm://example.org#00",
            "aesgcm:///a#00",
            "aesgcm://user@example.org/a#8c3d050e9386ec173861778f68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587",
            "aesgcm://example.org/a#zz3d050e9386ec173861778f68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587",
            "aesgcm://example.org/a#8c3d",
        ];
        for text in wrong {
            assert_eq!(FileLink::parse(text), None, "{text}");
        }
        for text in [
            format!("{EXAMPLE} "),
            format!("see {EXAMPLE}"),
            format!("{EXAMPLE}\n"),
            format!("{EXAMPLE}00"),
        ] {
            assert_eq!(FileLink::parse(&text), None, "{text}");
        }
        assert_eq!(
            FileLink::parse(&format!("aesgcm://e/{}#00", "a".repeat(5000))),
            None
        );
    }

    #[test]
    fn no_key_goes_to_a_place_without_tls() {
        let key = FileKey::generate(&mut Seeded::new(1)).expect("a key");
        let address = "http://example.org/a".to_owned();
        assert_eq!(FileLink { address, key }.write(), None);
    }
}
