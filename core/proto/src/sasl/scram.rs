//! SCRAM (RFC 5802), with SHA-1, SHA-256 (RFC 7677) and SHA-512: the client's side.
//!
//! Both sides prove that they know the password and neither shows it. The second half of that is
//! worth as much as the first: a server that can't prove it is an [`ScramError::Impostor`], and no
//! success of its own counts. Three values follow one another: [`Scram`] sends the first message,
//! [`Challenge`] is the server's answer understood, [`Proof`] knows what the server must say last. Between
//! the last two stands the slow part, [`Derivation`], which the caller runs where blocking is fine.

mod keys;
mod message;

use stringprep::tables::unassigned_code_point;
use zeroize::Zeroizing;

pub(super) use keys::equal;
pub use keys::{Derivation, Keys};
use message::{ServerFirst, saslname};

use super::downgrade::list_hash;
use super::{BindingType, Mechanism};

/// Fewest rounds accepted (RFC 5802 §5.1, RFC 7677 §4). Fewer would let a false server, or one whose
/// records leak, guess passwords cheaply.
pub const MIN_ROUNDS: u32 = 4096;

/// Most rounds accepted. Servers use 4096 to 310 000; a million take a slow core one second with
/// SHA-1 and about four with SHA-512. A false server may ask for this much of our time, and no more.
pub const MAX_ROUNDS: u32 = 1_000_000;

/// Longest message of the server that is looked at. Real ones have about 150 bytes.
const MESSAGE_BYTES: usize = 8 * 1024;

/// Longest salt accepted. Real ones have 16 to 64 bytes.
const SALT_BYTES: usize = 1024;

/// Why SCRAM failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScramError {
    /// User name or password holds what SASLprep forbids (RFC 4013 §2.3), or is empty.
    #[error("user name or password holds forbidden characters")]
    Credentials,
    /// Our own nonce is empty or holds a comma or anything not printable.
    #[error("the nonce is not printable ASCII")]
    Nonce,
    /// The server's message can't be read: what is wrong.
    #[error("malformed message: {0}")]
    Malformed(&'static str),
    /// The server demands an extension we don't know.
    #[error("mandatory extension")]
    Extension,
    /// The server's nonce does not continue ours: an answer to somebody else's question.
    #[error("the server's nonce does not continue ours")]
    NonceMismatch,
    /// Too few rounds.
    #[error("{0} rounds are too few")]
    TooFewRounds(u32),
    /// Too many rounds.
    #[error("{0} rounds are too many")]
    TooManyRounds(u32),
    /// The server's last message says that it refuses: its word for why.
    #[error("the server refuses: {0}")]
    Server(String),
    /// The server did not prove that it knows the password.
    #[error("the server did not prove that it knows the password")]
    Impostor,
}

/// The hash a SCRAM mechanism is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hash {
    /// SHA-1
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-512
    Sha512,
}

impl Hash {
    /// Every hash, strongest first.
    pub const ALL: [Self; 3] = [Self::Sha512, Self::Sha256, Self::Sha1];

    /// The hash of a mechanism; `None` where it has none.
    pub fn of(mechanism: Mechanism) -> Option<Self> {
        match mechanism {
            Mechanism::Scram(hash) | Mechanism::ScramPlus(hash) => Some(hash),
            Mechanism::External | Mechanism::Plain | Mechanism::Anonymous => None,
        }
    }
}

/// What ties the exchange to the TLS connection (RFC 5802 §6): said in the first message, and
/// repeated in the last one together with the binding's bytes.
#[derive(Clone)]
pub enum Binding {
    /// `n`: we can't bind.
    Unable,
    /// `y`: we could, and the server does not seem to. A server that does must refuse this, since
    /// somebody has changed its offer on the way.
    NotOffered,
    /// `p=…`: bound, by these bytes.
    Bound(BindingType, Vec<u8>),
}

impl Binding {
    fn header(&self) -> String {
        match self {
            Self::Unable => "n,,".to_owned(),
            Self::NotOffered => "y,,".to_owned(),
            Self::Bound(kind, _) => format!("p={},,", kind.name()),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Unable | Self::NotOffered => &[],
            Self::Bound(_, bytes) => bytes,
        }
    }
}

/// An exchange before its first message.
#[derive(Clone)]
pub struct Scram {
    hash: Hash,
    binding: Binding,
    password: Zeroizing<String>,
    nonce: String,
    /// The first message without the binding's header.
    first_bare: String,
}

impl Scram {
    /// An exchange for this user. `nonce` is fresh randomness of 128 bits or more, in printable ASCII.
    pub fn new(
        hash: Hash,
        binding: Binding,
        user: &str,
        password: &str,
        nonce: String,
    ) -> Result<Self, ScramError> {
        let user = prepared(user)?;
        let password = prepared(password)?;
        let printable = nonce
            .bytes()
            .all(|byte| (0x21..=0x7e).contains(&byte) && byte != b',');
        if nonce.is_empty() || !printable {
            return Err(ScramError::Nonce);
        }
        let first_bare = format!("n={},r={nonce}", saslname(&user));
        Ok(Self {
            hash,
            binding,
            password,
            nonce,
            first_bare,
        })
    }

    /// The client's first message.
    pub fn first(&self) -> String {
        format!("{}{}", self.binding.header(), self.first_bare)
    }

    /// The server's first message.
    pub fn handle_challenge(self, message: &[u8]) -> Result<Challenge, ScramError> {
        let server = ServerFirst::parse(message)?;
        let ours = server.nonce.strip_prefix(self.nonce.as_str());
        if ours.is_none_or(str::is_empty) {
            return Err(ScramError::NonceMismatch);
        }
        if server.rounds < MIN_ROUNDS {
            return Err(ScramError::TooFewRounds(server.rounds));
        }
        if server.rounds > MAX_ROUNDS {
            return Err(ScramError::TooManyRounds(server.rounds));
        }
        let last_bare = message::last_bare(&self.binding, server.nonce);
        let signed = format!("{},{},{last_bare}", self.first_bare, server.whole);
        Ok(Challenge {
            derivation: Derivation {
                hash: self.hash,
                password: self.password,
                salt: server.salt,
                rounds: server.rounds,
            },
            last_bare,
            signed,
            list_hash: server.list_hash.map(str::to_owned),
        })
    }
}

/// The server's challenge, understood.
#[derive(Clone)]
pub struct Challenge {
    derivation: Derivation,
    last_bare: String,
    /// The `AuthMessage` of the RFC, which both proofs sign.
    signed: String,
    list_hash: Option<String>,
}

/// What the server says about the offer that reached us (XEP-0474).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// Nothing.
    Unsigned,
    /// It is what the server sent. This holds once the server has proven itself.
    Confirmed,
    /// It is not what the server sent.
    Changed,
}

impl Challenge {
    /// Compares the offer that reached us with the one the server made. Some servers count the
    /// mechanisms for tokens in, so there may be several ways to read it.
    pub fn lists<'a>(
        &self,
        readings: impl IntoIterator<Item = (&'a [String], Option<&'a [String]>)>,
    ) -> Lists {
        let Some(signed) = &self.list_hash else {
            return Lists::Unsigned;
        };
        let fits = readings.into_iter().any(|(mechanisms, bindings)| {
            list_hash(self.derivation.hash, mechanisms, bindings) == *signed
        });
        if fits {
            Lists::Confirmed
        } else {
            Lists::Changed
        }
    }

    /// The slow part.
    pub fn derivation(&self) -> Derivation {
        self.derivation.clone()
    }

    /// The client's last message, and what the server must answer.
    pub fn answer(self, keys: &Keys) -> (Zeroizing<String>, Proof) {
        let last = message::last(&self.last_bare, &keys.client_proof(&self.signed));
        let signature = keys.server_signature(&self.signed);
        (last, Proof { signature })
    }
}

/// What the server has to prove.
#[derive(Clone)]
pub struct Proof {
    signature: Zeroizing<Vec<u8>>,
}

impl Proof {
    /// The server's last message, wherever it came; empty if it said success and nothing else, which
    /// proves nothing.
    pub fn check(&self, message: &[u8]) -> Result<(), ScramError> {
        let signature = message::server_last(message)?;
        if keys::equal(&signature, &self.signature) {
            Ok(())
        } else {
            Err(ScramError::Impostor)
        }
    }
}

/// SASLprep (RFC 4013) as RFC 5802 §5.1 wants it: what can't be prepared can't be used.
///
/// The strings are queries in the sense of RFC 3454 §7: characters younger than Unicode 3.2, such as
/// emoji, are allowed and stay as they are. The library refuses them, so it sees what is between.
fn prepared(text: &str) -> Result<Zeroizing<String>, ScramError> {
    let mut prepared = Zeroizing::new(String::with_capacity(4 * text.len()));
    for piece in text.split_inclusive(unassigned_code_point) {
        let known = piece.trim_end_matches(unassigned_code_point);
        let known_prepared = stringprep::saslprep(known).map_err(|_| ScramError::Credentials)?;
        prepared.push_str(&Zeroizing::new(known_prepared.into_owned()));
        prepared.extend(piece.chars().skip(known.chars().count()));
    }
    if prepared.is_empty() {
        return Err(ScramError::Credentials);
    }
    Ok(prepared)
}

macro_rules! secret {
    ($($type:ident)*) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    )*};
}
secret!(Scram Challenge Proof Derivation Keys);

#[cfg(test)]
mod tests;
