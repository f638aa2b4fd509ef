//! Curve25519: key pairs and the Diffie-Hellman function of X25519 (RFC 7748 §5).
//!
//! On the wire a public key has 32 bytes in omemo:2, and 33 in the older profile: a 5 stands in front.
//! Secret bytes are wiped when they are dropped, and print nothing.

use std::fmt;

use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::clamp_integer;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::random::{self, NoRandom, Random};

/// What stands in front of a public key in the older profile.
const DJB_TYPE: u8 = 5;

/// Why bytes are no key that may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not 32 bytes, or not 33 with the right first one.
    #[error("a key of the wrong length or kind")]
    Shape,
    /// A point that is not on the curve, or one of the few with a small order: what is agreed upon with
    /// it could be known to anybody.
    #[error("no point that a key could be")]
    Point,
}

/// The public part of a key pair: the u coordinate, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Takes 32 bytes as they are.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the 32 bytes of omemo:2.
    ///
    /// # Errors
    ///
    /// [`KeyError::Shape`] for any other length.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        bytes.try_into().map(Self).map_err(|_| KeyError::Shape)
    }

    /// Reads the 33 bytes of the older profile.
    ///
    /// # Errors
    ///
    /// [`KeyError::Shape`] for any other length, or another first byte.
    pub fn parse_prefixed(bytes: &[u8]) -> Result<Self, KeyError> {
        match bytes.split_first() {
            Some((&DJB_TYPE, rest)) => Self::parse(rest),
            _ => Err(KeyError::Shape),
        }
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether it is one of the few points with which nothing secret can be agreed upon.
    #[must_use]
    pub fn has_small_order(&self) -> bool {
        let mut bytes = self.0;
        bytes[31] &= 0x7f;
        SMALL_ORDER.contains(&bytes)
    }

    /// The 33 bytes of the older profile.
    #[must_use]
    pub fn prefixed(&self) -> [u8; 33] {
        let mut bytes = [DJB_TYPE; 33];
        for (to, from) in bytes.iter_mut().skip(1).zip(self.0) {
            *to = from;
        }
        bytes
    }
}

/// All points of a small order, as the bytes that say so; the topmost bit means nothing. What is agreed upon with one of
/// them is known to anybody.
const SMALL_ORDER: [[u8; 32]; 7] = [
    [0; 32],
    with_ends(1, 0, 0),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
    // The prime less one; the prime, which is zero; the prime and one.
    with_ends(0xec, 0xff, 0x7f),
    with_ends(0xed, 0xff, 0x7f),
    with_ends(0xee, 0xff, 0x7f),
];

const fn with_ends(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut bytes = [between; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", hex(&self.0))
    }
}

/// The secret part of a key pair.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    /// Takes 32 bytes; they are clamped (RFC 7748 §5).
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(clamp_integer(*bytes)))
    }

    /// A fresh one.
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, NoRandom> {
        Ok(Self::new(&*random::bytes::<32>(random)?))
    }

    /// The 32 bytes, clamped.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public part.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(MontgomeryPoint::mul_base_clamped(*self.0).to_bytes())
    }

    /// X25519 with somebody's public part.
    ///
    /// # Errors
    ///
    /// [`KeyError::Point`] where nothing but zeros comes out: the other's key has a small order, and what is
    /// agreed upon would be known to anybody (RFC 7748 §6.1).
    pub fn agree(&self, theirs: &PublicKey) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let shared = Zeroizing::new(MontgomeryPoint(theirs.0).mul_clamped(*self.0).to_bytes());
        if shared.as_slice().ct_eq(&[0; 32]).into() {
            return Err(KeyError::Point);
        }
        Ok(shared)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Both parts.
#[derive(Clone, Debug)]
pub struct KeyPair {
    secret: SecretKey,
    public: PublicKey,
}

impl KeyPair {
    /// The pair of a secret part.
    #[must_use]
    pub fn new(secret: SecretKey) -> Self {
        let public = secret.public();
        Self { secret, public }
    }

    /// Both parts as they were stored together; nothing is computed.
    pub(crate) fn restore(secret: &[u8; 32], public: [u8; 32]) -> Self {
        let (secret, public) = (SecretKey::new(secret), PublicKey(public));
        Self { secret, public }
    }

    /// A fresh pair.
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, NoRandom> {
        SecretKey::generate(random).map(Self::new)
    }

    /// The secret part.
    #[must_use]
    pub fn secret(&self) -> &SecretKey {
        &self.secret
    }

    /// The public part.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// See [`SecretKey::agree`].
    ///
    /// # Errors
    ///
    /// [`KeyError::Point`].
    pub fn agree(&self, theirs: &PublicKey) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        self.secret.agree(theirs)
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(half.into(), 16).unwrap_or('0'));
        }
    }
    text
}

/// Hexadecimal digits of either case as bytes; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::seeded::Seeded;

    #[test]
    fn both_sides_agree() {
        let mut random = Seeded::new(1);
        let ours = KeyPair::generate(&mut random).expect("a pair");
        let theirs = KeyPair::generate(&mut random).expect("a pair");
        assert_eq!(ours.agree(&theirs.public()), theirs.agree(&ours.public()));
    }

    #[test]
    fn a_key_of_small_order_is_refused() {
        let secret = SecretKey::generate(&mut Seeded::new(2)).expect("a key");
        for u in SMALL_ORDER {
            for top in [0, 0x80] {
                let mut u = u;
                u[31] |= top;
                let key = PublicKey::new(u);
                assert_eq!(secret.agree(&key), Err(KeyError::Point), "{u:?}");
                assert!(key.has_small_order(), "{u:?}");
            }
        }
        assert!(!secret.public().has_small_order());
    }

    #[test]
    fn the_two_shapes_are_told_apart() {
        let key = PublicKey::new([7; 32]);
        assert_eq!(PublicKey::parse(key.bytes()), Ok(key));
        assert_eq!(PublicKey::parse_prefixed(&key.prefixed()), Ok(key));
        assert_eq!(PublicKey::parse(&key.prefixed()), Err(KeyError::Shape));
        assert_eq!(PublicKey::parse_prefixed(key.bytes()), Err(KeyError::Shape));
        assert_eq!(PublicKey::parse_prefixed(&[6; 33]), Err(KeyError::Shape));
        assert_eq!(PublicKey::parse_prefixed(&[]), Err(KeyError::Shape));
    }

    #[test]
    fn secrets_print_nothing() {
        let pair = KeyPair::generate(&mut Seeded::new(3)).expect("a pair");
        let shown = format!("{pair:?}");
        assert!(!shown.contains(&hex(pair.secret().bytes())), "{shown}");
    }

    #[test]
    fn hexadecimal_digits_are_read_strictly() {
        assert_eq!(unhex("00fFa0"), Some(vec![0, 255, 0xa0]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("0g"), None);
        assert_eq!(hex(&[0, 255, 0xa0]), "00ffa0");
    }
}
