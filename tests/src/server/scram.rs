//! The server's side of SCRAM (RFC 5802, RFC 7677), honest or not.

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD as BASE64, Engine as _};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::policy::{Impostor, Mechanism};

/// The least that RFC 7677 §4 allows.
const ITERATIONS: u32 = 4096;
const SALT: &[u8] = b"salt of the tests";
const NONCE: &str = "3rfcNHYJY1ZVvWVs7j";

/// What an exchange is tied to (RFC 5802 §6).
#[derive(Debug, Default)]
pub(super) struct Tie {
    /// The bytes, where it is one that is bound.
    pub(super) bound: Option<Vec<u8>>,
    /// The server could bind.
    pub(super) offered: bool,
}

/// One exchange, after the client's first message.
#[derive(Debug)]
pub(super) struct Scram {
    /// What the client's last message must begin with.
    binding: String,
    mechanism: Mechanism,
    impostor: Option<Impostor>,
    client_first_bare: String,
    server_first: String,
}

/// Why an exchange failed, as a condition of RFC 6120 §6.5.
pub(super) type Refusal = &'static str;

impl Scram {
    /// Reads the client's first message; gives back the user it names as well.
    pub(super) fn begin(
        mechanism: Mechanism,
        impostor: Option<Impostor>,
        tie: Tie,
        client_first: &str,
    ) -> Result<(Self, String), Refusal> {
        let (header, bytes) = match &tie.bound {
            Some(bytes) => ("p=tls-exporter,,", bytes.as_slice()),
            None if client_first.starts_with("y,,") && !tie.offered => ("y,,", &[][..]),
            None => ("n,,", &[][..]),
        };
        let bare = client_first
            .strip_prefix(header)
            .ok_or("malformed-request")?;
        let fields = fields(bare);
        let user = fields.get("n").ok_or("malformed-request")?;
        let nonce = fields.get("r").ok_or("malformed-request")?;
        let nonce = match impostor {
            Some(Impostor::ForeignNonce) => NONCE.to_owned(),
            _ => format!("{nonce}{NONCE}"),
        };
        let iterations = match impostor {
            Some(Impostor::OneIteration) => 1,
            Some(Impostor::EndlessIterations) => 1_000_000_000,
            _ => ITERATIONS,
        };
        let salt = BASE64.encode(SALT);
        let scram = Self {
            binding: format!("c={},", BASE64.encode([header.as_bytes(), bytes].concat())),
            mechanism,
            impostor,
            client_first_bare: bare.to_owned(),
            server_first: format!("r={nonce},s={salt},i={iterations}"),
        };
        Ok((scram, user.replace("=2C", ",").replace("=3D", "=")))
    }

    /// What the server says to it.
    pub(super) fn challenge(&self) -> &str {
        &self.server_first
    }

    /// Reads the client's last message and gives back the server's, which may be empty where an
    /// impostor has nothing to say.
    pub(super) fn finish(&self, password: &str, client_final: &str) -> Result<String, Refusal> {
        let (without_proof, proof) = client_final.rsplit_once(",p=").ok_or("malformed-request")?;
        if !without_proof.starts_with(&self.binding) {
            return Err("not-authorized");
        }
        let message = format!(
            "{},{},{without_proof}",
            self.client_first_bare, self.server_first
        );
        let signature = match self.mechanism {
            Mechanism::ScramSha1 => verify::<Sha1Keys>(password, &message, proof),
            Mechanism::ScramSha256 => verify::<Sha256Keys>(password, &message, proof),
            Mechanism::ScramSha512 => verify::<Sha512Keys>(password, &message, proof),
            Mechanism::Plain => return Err("invalid-mechanism"),
        };
        match self.impostor {
            None => Ok(format!("v={}", signature.ok_or("not-authorized")?)),
            Some(Impostor::WrongSignature) => Ok(format!("v={}", BASE64.encode([7; 32]))),
            Some(_) => Ok(String::new()),
        }
    }
}

/// The functions of RFC 5802 §2.2 for one hash.
trait Keys {
    fn salted(password: &str) -> Vec<u8>;
    fn hmac(key: &[u8], message: &[u8]) -> Vec<u8>;
    fn hash(message: &[u8]) -> Vec<u8>;
}

macro_rules! keys {
    ($name:ident, $hash:ty, $length:literal) => {
        struct $name;
        impl Keys for $name {
            fn salted(password: &str) -> Vec<u8> {
                let mut key = vec![0; $length];
                pbkdf2::pbkdf2_hmac::<$hash>(password.as_bytes(), SALT, ITERATIONS, &mut key);
                key
            }
            fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
                let mut mac = Hmac::<$hash>::new_from_slice(key).expect("HMAC takes any key");
                mac.update(message);
                mac.finalize().into_bytes().to_vec()
            }
            fn hash(message: &[u8]) -> Vec<u8> {
                <$hash>::digest(message).to_vec()
            }
        }
    };
}

keys!(Sha1Keys, Sha1, 20);
keys!(Sha256Keys, Sha256, 32);
keys!(Sha512Keys, Sha512, 64);

/// The server's signature, if the proof is right.
fn verify<K: Keys>(password: &str, message: &str, proof: &str) -> Option<String> {
    let salted = K::salted(password);
    let client_key = K::hmac(&salted, b"Client Key");
    let signature = K::hmac(&K::hash(&client_key), message.as_bytes());
    let expected: Vec<u8> = client_key
        .iter()
        .zip(signature)
        .map(|(a, b)| a ^ b)
        .collect();
    if BASE64.decode(proof).ok()? != expected {
        return None;
    }
    let server_key = K::hmac(&salted, b"Server Key");
    Some(BASE64.encode(K::hmac(&server_key, message.as_bytes())))
}

fn fields(message: &str) -> BTreeMap<&str, &str> {
    message
        .split(',')
        .filter_map(|field| field.split_once('='))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arithmetic of the example in RFC 7677 §3, with the salt and count of these tests: an
    /// honest client's proof is accepted, another password's is not.
    #[test]
    fn only_the_right_password_passes() {
        let first = "n,,n=romy,r=abc";
        let (scram, user) =
            Scram::begin(Mechanism::ScramSha256, None, Tie::default(), first).unwrap();
        assert_eq!(user, "romy");
        let last = format!("c=biws,r=abc{NONCE}");
        let message = format!("n=romy,r=abc,{},{last}", scram.challenge());
        let salted = Sha256Keys::salted("secret");
        let client_key = Sha256Keys::hmac(&salted, b"Client Key");
        let signature = Sha256Keys::hmac(&Sha256Keys::hash(&client_key), message.as_bytes());
        let proof: Vec<u8> = client_key
            .iter()
            .zip(signature)
            .map(|(a, b)| a ^ b)
            .collect();
        let last = format!("{last},p={}", BASE64.encode(proof));
        assert!(scram.finish("secret", &last).unwrap().starts_with("v="));
        assert_eq!(scram.finish("guess", &last), Err("not-authorized"));
    }
}
