//! A chain of one side: a key that only goes forward, and the keys of messages that fall off it.

use std::fmt;

use aes::Aes256;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use zeroize::Zeroizing;

use crate::Profile;
use crate::kdf;
use crate::wire::{Signed, mac_length};

type Encryptor = cbc::Encryptor<Aes256>;
type Decryptor = cbc::Decryptor<Aes256>;

/// What a message key is made of (Double Ratchet §3.1).
const MESSAGE: u8 = 1;
/// What the next chain key is made of.
const NEXT: u8 = 2;

/// A chain key and the number of the message it is for.
#[derive(Clone)]
pub(crate) struct Chain {
    pub(super) key: Zeroizing<[u8; 32]>,
    pub(super) n: u32,
}

impl Chain {
    pub(super) fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self { key, n: 0 }
    }

    /// The key of the message it stands at; the chain goes one forward. `None` where there is no further one.
    pub(super) fn step(&mut self) -> Option<MessageKey> {
        let next = self.n.checked_add(1)?;
        let [key, following] = kdf::hmac_each(self.key.as_slice(), MESSAGE, NEXT);
        self.key = following;
        self.n = next;
        Some(MessageKey(key))
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain(at {})", self.n)
    }
}

/// The key of one message.
#[derive(Clone)]
pub(crate) struct MessageKey(pub(super) Zeroizing<[u8; 32]>);

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageKey(…)")
    }
}

impl MessageKey {
    fn expand(&self, profile: Profile) -> Expanded {
        let bytes = kdf::hkdf::<80>(&[0; 32], self.0.as_slice(), profile.message_info());
        let mut keys = Expanded {
            encryption: Zeroizing::new([0; 32]),
            authentication: Zeroizing::new([0; 32]),
            iv: [0; 16],
        };
        let slots: [&mut [u8]; 3] = [
            keys.encryption.as_mut_slice(),
            keys.authentication.as_mut_slice(),
            keys.iv.as_mut_slice(),
        ];
        let mut rest = bytes.as_slice();
        for slot in slots {
            if let Some((taken, behind)) = rest.split_at_checked(slot.len()) {
                slot.copy_from_slice(taken);
                rest = behind;
            }
        }
        keys
    }

    /// Encrypts; the MAC comes over the bytes that `write` makes of what was encrypted.
    pub(super) fn seal(
        &self,
        profile: Profile,
        associated: &[u8],
        plaintext: &[u8],
        write: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> (Vec<u8>, Zeroizing<[u8; 32]>) {
        let keys = self.expand(profile);
        let cipher = Encryptor::new((&*keys.encryption).into(), (&keys.iv).into());
        let bytes = write(&cipher.encrypt_padded_vec::<Pkcs7>(plaintext));
        let mac = kdf::hmac(keys.authentication.as_slice(), &[associated, &bytes]);
        (bytes, mac)
    }

    /// Decrypts, if the MAC is right: `None` if it is not.
    pub(super) fn open(
        &self,
        profile: Profile,
        associated: &[u8],
        message: &Signed,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let keys = self.expand(profile);
        let right = kdf::hmac(
            keys.authentication.as_slice(),
            &[associated, &message.bytes],
        );
        if message.mac.len() != mac_length(profile) || !kdf::tag_fits(&right, &message.mac) {
            return None;
        }
        let cipher = Decryptor::new((&*keys.encryption).into(), (&keys.iv).into());
        let plaintext = cipher
            .decrypt_padded_vec::<Pkcs7>(&message.ciphertext)
            .ok()?;
        Some(Zeroizing::new(plaintext))
    }
}

struct Expanded {
    encryption: Zeroizing<[u8; 32]>,
    authentication: Zeroizing<[u8; 32]>,
    iv: [u8; 16],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_has_a_key_of_its_own() {
        let mut chain = Chain::new(Zeroizing::new([1; 32]));
        let first = chain.step().expect("a key");
        let second = chain.step().expect("a key");
        assert_ne!(first.0, second.0);
        assert_eq!(chain.n, 2);
        assert_ne!(chain.key.as_slice(), [1; 32]);
    }

    #[test]
    fn a_chain_ends_instead_of_starting_again() {
        let mut chain = Chain::new(Zeroizing::new([1; 32]));
        chain.n = u32::MAX;
        assert!(chain.step().is_none());
        assert_eq!(chain.n, u32::MAX);
    }
}
