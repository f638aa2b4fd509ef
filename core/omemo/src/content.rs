//! What the ratchet carries the key of: the text of a message.
//!
//! The older profile encrypts the bare body with AES-128-GCM; its tag travels with the key (before version 0.2 of the
//! text, behind the payload: both are read), IVs have 12 bytes, older ones 16. omemo:2 encrypts an envelope
//! (XEP-0420) with AES-256-CBC and HMAC-SHA-256 (XEP-0384 §4.4). A message without content carries key bytes that
//! mean nothing: 32 zeros.

use aes::Aes256;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Profile;
use crate::gcm::{Gcm, TAG};
use crate::kdf;
use crate::random::{self, NoRandom, Random};

/// What the ratchet carries in a message without content, in both profiles.
pub const EMPTY: [u8; 32] = [0; 32];

/// Length of the key of the older profile.
const LEGACY_KEY: usize = 16;
/// Length of the key of omemo:2.
const KEY: usize = 32;
/// How much of the HMAC counts.
const HMAC: usize = 16;

/// Why content can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// The key, the IV or the tag has a length that nobody uses.
    #[error("a key or an IV of the wrong length")]
    Shape,
    /// It was changed on its way, or is for another key.
    #[error("the content was changed")]
    Changed,
    /// Longer than what this encrypts.
    #[error("too long")]
    TooLong,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// Encrypted content, and what the ratchet has to carry.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What the ratchet carries.
    pub key: Zeroizing<Vec<u8>>,
    /// The IV; only the older profile has one.
    pub iv: Option<[u8; 12]>,
    /// The encrypted content.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.payload.len())
    }
}

/// Encrypts: the body in the older profile, the envelope in omemo:2.
///
/// # Errors
///
/// [`ContentError`].
pub fn seal(
    profile: Profile,
    plaintext: &[u8],
    random: &mut dyn Random,
) -> Result<Sealed, ContentError> {
    match profile {
        Profile::Legacy => seal_legacy(plaintext, random),
        Profile::Omemo2 => seal_omemo2(plaintext, random),
    }
}

/// Decrypts. The IV is the older profile's.
///
/// # Errors
///
/// [`ContentError`].
pub fn open(
    profile: Profile,
    key: &[u8],
    iv: &[u8],
    payload: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ContentError> {
    match profile {
        Profile::Legacy => open_legacy(key, iv, payload),
        Profile::Omemo2 => open_omemo2(key, payload),
    }
}

fn seal_legacy(plaintext: &[u8], random: &mut dyn Random) -> Result<Sealed, ContentError> {
    let key = random::bytes::<LEGACY_KEY>(random)?;
    let mut iv = [0; 12];
    random.fill(&mut iv)?;
    let mut gcm = Gcm::new(key.as_slice(), &iv).ok_or(ContentError::Shape)?;
    let mut payload = plaintext.to_vec();
    gcm.encrypt(&mut payload)
        .map_err(|_| ContentError::TooLong)?;
    Ok(Sealed {
        key: Zeroizing::new([key.as_slice(), &gcm.tag()].concat()),
        iv: Some(iv),
        payload,
    })
}

fn open_legacy(key: &[u8], iv: &[u8], payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, ContentError> {
    let (key, behind) = key
        .split_at_checked(LEGACY_KEY)
        .ok_or(ContentError::Shape)?;
    let (text, tag) = match behind.len() {
        TAG => (payload, behind),
        0 => {
            let at = payload.len().checked_sub(TAG).ok_or(ContentError::Shape)?;
            payload.split_at(at)
        }
        _ => return Err(ContentError::Shape),
    };
    let mut gcm = Gcm::new(key, iv).ok_or(ContentError::Shape)?;
    let mut text = Zeroizing::new(text.to_vec());
    gcm.decrypt(&mut text).map_err(|_| ContentError::TooLong)?;
    match gcm.tag().ct_eq(tag).into() {
        true => Ok(text),
        false => Err(ContentError::Changed),
    }
}

/// The keys of an envelope.
struct Keys {
    encryption: [u8; 32],
    authentication: Zeroizing<[u8; 32]>,
    iv: [u8; 16],
}

impl Keys {
    fn new(key: &[u8]) -> Self {
        let bytes = kdf::hkdf::<80>(&[0; 32], key, "OMEMO Payload");
        let mut keys = Self {
            encryption: [0; 32],
            authentication: Zeroizing::new([0; 32]),
            iv: [0; 16],
        };
        let (first, rest) = bytes.split_at(32);
        let (second, third) = rest.split_at(32);
        keys.encryption.copy_from_slice(first);
        keys.authentication.copy_from_slice(second);
        keys.iv.copy_from_slice(third);
        keys
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.encryption);
    }
}

fn seal_omemo2(plaintext: &[u8], random: &mut dyn Random) -> Result<Sealed, ContentError> {
    let key = random::bytes::<KEY>(random)?;
    let keys = Keys::new(key.as_slice());
    let payload = cbc::Encryptor::<Aes256>::new((&keys.encryption).into(), (&keys.iv).into())
        .encrypt_padded_vec::<Pkcs7>(plaintext);
    let tag = kdf::hmac(keys.authentication.as_slice(), &[&payload]);
    let tag = tag.get(..HMAC).unwrap_or_default();
    Ok(Sealed {
        key: Zeroizing::new([key.as_slice(), tag].concat()),
        iv: None,
        payload,
    })
}

fn open_omemo2(key: &[u8], payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, ContentError> {
    let (key, tag) = key.split_at_checked(KEY).ok_or(ContentError::Shape)?;
    if tag.len() != HMAC {
        return Err(ContentError::Shape);
    }
    let keys = Keys::new(key);
    let right = kdf::hmac(keys.authentication.as_slice(), &[payload]);
    if !kdf::tag_fits(&right, tag) {
        return Err(ContentError::Changed);
    }
    cbc::Decryptor::<Aes256>::new((&keys.encryption).into(), (&keys.iv).into())
        .decrypt_padded_vec::<Pkcs7>(payload)
        .map(Zeroizing::new)
        .map_err(|_| ContentError::Changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::seeded::Seeded;

    fn open_sealed(profile: Profile, sealed: &Sealed) -> Result<Vec<u8>, ContentError> {
        let iv = sealed.iv.unwrap_or_default();
        open(profile, &sealed.key, &iv, &sealed.payload).map(|text| text.to_vec())
    }

    #[test]
    fn what_is_sealed_opens_again() {
        for profile in Profile::ALL {
            for length in [0, 1, 15, 16, 17, 5000] {
                let text = vec![b'x'; length];
                let sealed = seal(profile, &text, &mut Seeded::new(5)).expect("sealed");
                assert_eq!(open_sealed(profile, &sealed), Ok(text));
            }
        }
        let lengths = Profile::ALL.map(|p| seal(p, b"", &mut Seeded::new(1)).map(|s| s.key.len()));
        assert_eq!(lengths, [Ok(32), Ok(48)]);
    }

    #[test]
    fn a_changed_bit_is_seen_wherever_it_is() {
        for profile in Profile::ALL {
            let sealed = seal(profile, b"attack at dawn", &mut Seeded::new(5)).expect("sealed");
            for at in 0..sealed.payload.len() {
                let mut changed = sealed.clone();
                changed.payload[at] ^= 1;
                assert_eq!(open_sealed(profile, &changed), Err(ContentError::Changed));
            }
            for at in 0..sealed.key.len() {
                let mut changed = sealed.clone();
                changed.key[at] ^= 1;
                assert_eq!(open_sealed(profile, &changed), Err(ContentError::Changed));
            }
            let mut cut = sealed.clone();
            cut.payload.pop();
            assert_eq!(open_sealed(profile, &cut), Err(ContentError::Changed));
        }
    }

    #[test]
    fn the_older_shapes_of_the_older_profile_are_read() {
        for iv in [&[9; 12][..], &[9; 16]] {
            let mut gcm = Gcm::new(&[4; 16], iv).expect("a cipher");
            let mut payload = b"hello".to_vec();
            gcm.encrypt(&mut payload).expect("short enough");
            let tag = gcm.tag();
            let with_key = [&[4; 16][..], &tag].concat();
            let behind = [payload.as_slice(), &tag].concat();
            let read = |key: &[u8], payload: &[u8]| open(Profile::Legacy, key, iv, payload);
            assert_eq!(
                read(&with_key, &payload).as_deref().map(Vec::as_slice),
                Ok(&b"hello"[..])
            );
            assert_eq!(
                read(&[4; 16], &behind).as_deref().map(Vec::as_slice),
                Ok(&b"hello"[..])
            );
        }
    }

    #[test]
    fn wrong_lengths_are_told_and_never_panic() {
        for profile in Profile::ALL {
            for key in 0..64 {
                for iv in [0, 11, 12, 13, 16, 17] {
                    let read = open(profile, &vec![0; key], &vec![0; iv], &[0; 40]);
                    assert!(read.is_err(), "{profile:?} {key} {iv}");
                }
            }
            assert!(open(profile, &EMPTY, &[0; 12], &[]).is_err());
        }
    }
}
