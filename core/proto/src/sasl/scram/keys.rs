//! The keys of SCRAM (RFC 5802 §3), and the slow way from a password to them.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::Hash;

/// PBKDF2, still to be run: milliseconds as a rule, seconds of one core at
/// [`MAX_ROUNDS`](super::MAX_ROUNDS).
#[derive(Clone)]
pub struct Derivation {
    pub(super) hash: Hash,
    pub(super) password: Zeroizing<String>,
    pub(super) salt: Vec<u8>,
    pub(super) rounds: u32,
}

impl Derivation {
    /// How many rounds it takes: what it costs.
    #[must_use]
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Derives the keys. Blocks.
    pub fn run(self) -> Keys {
        let mut salted = Zeroizing::new(vec![0; self.hash.bytes()]);
        let (password, salt) = (self.password.as_bytes(), self.salt.as_slice());
        match self.hash {
            Hash::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, self.rounds, &mut salted),
            Hash::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, self.rounds, &mut salted),
            Hash::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, self.rounds, &mut salted),
        }
        Keys {
            hash: self.hash,
            client: self.hash.hmac(&salted, b"Client Key"),
            server: self.hash.hmac(&salted, b"Server Key"),
        }
    }
}

/// The client's and the server's key: as good as the password for this server.
#[derive(Clone)]
pub struct Keys {
    hash: Hash,
    client: Zeroizing<Vec<u8>>,
    server: Zeroizing<Vec<u8>>,
}

impl Keys {
    pub(super) fn client_proof(&self, signed: &str) -> Zeroizing<Vec<u8>> {
        let stored = self.hash.digest(&self.client);
        let mut proof = self.hash.hmac(&stored, signed.as_bytes());
        for (byte, key) in proof.iter_mut().zip(self.client.iter()) {
            *byte ^= key;
        }
        proof
    }

    pub(super) fn server_signature(&self, signed: &str) -> Zeroizing<Vec<u8>> {
        self.hash.hmac(&self.server, signed.as_bytes())
    }
}

/// Compares secrets in a time that tells nothing about where they differ.
pub(in crate::sasl) fn equal(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

impl Hash {
    fn bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    pub(in crate::sasl) fn digest(self, bytes: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        })
    }

    pub(in crate::sasl) fn hmac(self, key: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Sha1 => hmac::<Hmac<Sha1>>(key, message),
            Self::Sha256 => hmac::<Hmac<Sha256>>(key, message),
            Self::Sha512 => hmac::<Hmac<Sha512>>(key, message),
        }
    }
}

fn hmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
    // HMAC takes keys of any length (RFC 2104 §2); this never fails.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return Zeroizing::new(Vec::new());
    };
    mac.update(message);
    let mut output = mac.finalize().into_bytes();
    let bytes = Zeroizing::new(output.to_vec());
    output.as_mut_slice().zeroize();
    bytes
}
