//! Secrets in a file that says nothing without its key.
//!
//! The key is a file of its own beside it. That protects what goes astray alone: a copied or
//! attached `vault.json`, a backup that leaves `vault.key` out. It does not protect against somebody
//! who can read the whole profile: only a keyring with a password of its own does.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::Place;
use crate::Error;
use crate::model::Secret;
use crate::store::profile;

/// Seals and opens.
#[derive(Debug)]
pub(super) struct Seal {
    path: PathBuf,
    key: LessSafeKey,
}

/// The name of the key in the profile.
const FILE: &str = "vault.key";

/// The length of the key (RFC 8439 §2.8).
const KEY: usize = 32;

impl Seal {
    /// The seal of a profile; `None` where it has no key (any more).
    pub(super) fn open(profile: &Path) -> Option<Self> {
        let path = profile.join(FILE);
        let bytes = Zeroizing::new(std::fs::read(&path).ok()?);
        Self::new(path, &bytes)
    }

    /// A new seal; its key is durable when it is there, and was read back.
    pub(super) fn make(profile: &Path) -> Result<Self, Error> {
        let mut key = Zeroizing::new([0; KEY]);
        getrandom::fill(key.as_mut()).map_err(|error| Error::Store(error.to_string()))?;
        profile::replace_file(&profile.join(FILE), key.as_ref())?;
        Self::open(profile).ok_or_else(|| Error::Store("the key was not kept".to_owned()))
    }

    /// Whether the key is still where it was.
    pub(super) fn is_kept(&self) -> bool {
        self.path.exists()
    }

    fn new(path: PathBuf, bytes: &[u8]) -> Option<Self> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes).ok()?;
        let key = LessSafeKey::new(key);
        Some(Self { path, key })
    }

    /// Seals a secret for its place.
    pub(super) fn seal(&self, place: Place, secret: &Secret) -> Result<String, Error> {
        let failed = || Error::Store("a secret could not be sealed".to_owned());
        // So few are ever sealed with a key that random nonces don't meet.
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|_| failed())?;
        let mut sealed = Zeroizing::new(secret.reveal().as_bytes().to_vec());
        let once = Nonce::assume_unique_for_key(nonce);
        let done = self
            .key
            .seal_in_place_append_tag(once, bound_to(place), &mut *sealed);
        done.map_err(|_| failed())?;
        Ok(BASE64.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what was sealed for a place; `None` where it was not, or not by this key.
    pub(super) fn unseal(&self, place: Place, sealed: &str) -> Option<Secret> {
        let mut bytes = Zeroizing::new(BASE64.decode(sealed).ok()?);
        let (nonce, content) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self
            .key
            .open_in_place(nonce, bound_to(place), content)
            .ok()?;
        Some(Secret::from(std::str::from_utf8(opened).ok()?))
    }
}

/// A secret can't be moved to another account or put to another use.
fn bound_to((account, slot): Place) -> Aad<String> {
    Aad::from(format!("waxwing vault 3\n{}\n{}", account.0, slot.name()))
}

#[cfg(test)]
mod tests {
    use super::super::Slot;
    use super::*;
    use crate::AccountId;

    const PLACE: Place = (AccountId(1), Slot::Password);

    #[test]
    fn only_the_right_key_and_place_open_it() {
        let profile = tempfile::tempdir().unwrap();
        let seal = Seal::make(profile.path()).unwrap();
        let secret = Secret::from("hunter2 ✓");
        let sealed = seal.seal(PLACE, &secret).unwrap();
        assert_ne!(
            sealed,
            seal.seal(PLACE, &secret).unwrap(),
            "never the same twice"
        );
        assert_eq!(
            Seal::open(profile.path()).unwrap().unseal(PLACE, &sealed),
            Some(secret)
        );
        assert_eq!(seal.unseal((AccountId(2), Slot::Password), &sealed), None);
        assert_eq!(seal.unseal((AccountId(1), Slot::FastToken), &sealed), None);
        let other = tempfile::tempdir().unwrap();
        assert_eq!(
            Seal::make(other.path()).unwrap().unseal(PLACE, &sealed),
            None
        );
        for broken in ["", "hunter2", &sealed[..20], &sealed[1..]] {
            assert_eq!(seal.unseal(PLACE, broken), None);
        }
    }

    #[test]
    fn a_short_key_is_none() {
        let profile = tempfile::tempdir().unwrap();
        std::fs::write(profile.path().join(FILE), [1; 31]).unwrap();
        assert!(Seal::open(profile.path()).is_none());
    }

    /// The sample was sealed with the key of thirty-two sevens.
    #[test]
    fn the_sample_of_version_3_opens() {
        let seal = Seal::new(PathBuf::new(), &[7; KEY]).unwrap();
        let sample = include_str!("../../../tests/old-store/vault-v3.json");
        let sample: serde_json::Value = serde_json::from_str(sample).unwrap();
        let sealed = sample["secrets"]["1"]["password"]["sealed"]
            .as_str()
            .unwrap();
        assert_eq!(seal.unseal(PLACE, sealed).unwrap().reveal(), "hunter2");
    }
}
