//! The long-term key of a device: one pair for both profiles.
//!
//! The older profile sends it as a point of Curve25519, omemo:2 as one of Ed25519; both are the same
//! point (RFC 7748 §4.1). Signatures are XEdDSA's (signal.org/docs/specifications/xeddsa), made with the
//! sign of the Edwards point forced to 0, so that they are plain Ed25519 signatures as well and one style
//! of them is right in both profiles. Trust is given to the Curve25519 form (XEP-0384 §9): the same device
//! has the same fingerprint in either profile.

use std::fmt;

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use subtle::{Choice, ConditionallyNegatable};
use zeroize::{Zeroize, Zeroizing};

use crate::curve::{self, KeyError, KeyPair, PublicKey, SecretKey};
use crate::random::{self, NoRandom, Random};

/// A signature: 64 bytes.
pub type Signature = [u8; 64];

/// Where the older profile keeps the sign of the signer's Edwards point: bit 7 of the last byte, which is
/// always free because the scalar is below 2²⁵³.
const SIGN_BIT: u8 = 0x80;

/// The public long-term key of a device, in its Curve25519 form. What trust is given to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityKey(PublicKey);

impl IdentityKey {
    /// Takes the u coordinate as it is.
    #[must_use]
    pub const fn new(point: PublicKey) -> Self {
        Self(point)
    }

    /// The u coordinate.
    #[must_use]
    pub const fn point(&self) -> &PublicKey {
        &self.0
    }

    /// Reads a fingerprint: 64 hexadecimal digits of either case; blanks between them don't matter.
    #[must_use]
    pub fn from_fingerprint(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = curve::unhex(&digits)?;
        PublicKey::parse(&bytes).ok().map(Self)
    }

    /// Its fingerprint: 64 lower-case hexadecimal digits. People compare these, in eight groups of eight.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        curve::hex(self.0.bytes())
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityKey({})", self.fingerprint())
    }
}

/// The public long-term key of a device as omemo:2 sends it: an Ed25519 point, with its sign.
///
/// The bytes are kept exactly as they came: they go into the associated data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EdwardsKey {
    bytes: [u8; 32],
    identity: IdentityKey,
}

impl EdwardsKey {
    /// Reads 32 bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for bytes of another length, that are no point, or one of a small order.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyError::Shape)?;
        let point = decompress(bytes)?;
        let identity = IdentityKey(PublicKey::new(point.to_montgomery().to_bytes()));
        Ok(Self { bytes, identity })
    }

    /// Its 32 bytes, as they came.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The Curve25519 form.
    #[must_use]
    pub const fn identity(&self) -> IdentityKey {
        self.identity
    }

    /// Whether this is a plain Ed25519 signature of the message (RFC 8032 §5.1.7, with the scalar in its
    /// canonical form).
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        verify(self.bytes, message, signature)
    }
}

impl fmt::Debug for EdwardsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EdwardsKey({})", curve::hex(&self.bytes))
    }
}

/// Whether this is a signature as the older profile has it: XEdDSA, with the sign of the signer's Edwards
/// point in the topmost bit.
#[must_use]
pub fn verifies_montgomery(key: &IdentityKey, message: &[u8], signature: &Signature) -> bool {
    let mut plain = *signature;
    let last = &mut plain[63];
    let sign = *last >> 7;
    *last &= !SIGN_BIT;
    let Some(point) = MontgomeryPoint(*key.point().bytes()).to_edwards(sign) else {
        return false;
    };
    verify(point.compress().to_bytes(), message, &plain)
}

/// Our own long-term pair.
#[derive(Clone)]
pub struct IdentityKeyPair {
    pair: KeyPair,
    edwards: [u8; 32],
    /// The secret scalar of the Edwards point whose sign is 0.
    scalar: Zeroizing<[u8; 32]>,
}

impl IdentityKeyPair {
    /// A fresh pair.
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, NoRandom> {
        SecretKey::generate(random).map(Self::new)
    }

    /// The pair of a secret key.
    #[must_use]
    pub fn new(secret: SecretKey) -> Self {
        let mut scalar = Scalar::from_bytes_mod_order(*secret.bytes());
        let mut edwards = EdwardsPoint::mul_base(&scalar).compress().to_bytes();
        scalar.conditional_negate(Choice::from(edwards[31] >> 7));
        edwards[31] &= !SIGN_BIT;
        let kept = Zeroizing::new(scalar.to_bytes());
        scalar.zeroize();
        Self {
            pair: KeyPair::new(secret),
            edwards,
            scalar: kept,
        }
    }

    /// The secret part, for the store.
    #[must_use]
    pub fn secret(&self) -> &SecretKey {
        self.pair.secret()
    }

    /// The public part in its Curve25519 form.
    #[must_use]
    pub fn identity(&self) -> IdentityKey {
        IdentityKey(self.pair.public())
    }

    /// The public part as omemo:2 sends it. Its sign is always 0.
    #[must_use]
    pub fn edwards(&self) -> &[u8; 32] {
        &self.edwards
    }

    /// See [`SecretKey::agree`].
    ///
    /// # Errors
    ///
    /// [`KeyError::Point`].
    pub fn agree(&self, theirs: &PublicKey) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        self.pair.agree(theirs)
    }

    /// Signs a message, so that it verifies in both profiles (XEdDSA §2.5 with the sign 0).
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn sign(&self, message: &[u8], random: &mut dyn Random) -> Result<Signature, NoRandom> {
        // hash1 of XEdDSA: 2²⁵⁶ - 2 in little-endian stands in front.
        let mut prefix = [0xff; 32];
        prefix[0] = 0xfe;
        let noise = random::bytes::<64>(random)?;
        let mut nonce = Scalar::from_bytes_mod_order_wide(
            &Sha512::new()
                .chain_update(prefix)
                .chain_update(self.scalar.as_slice())
                .chain_update(message)
                .chain_update(noise.as_slice())
                .finalize()
                .into(),
        );
        let commitment = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
        let mut secret = Scalar::from_bytes_mod_order(*self.scalar);
        let response = nonce + challenge(&commitment, &self.edwards, message) * secret;
        nonce.zeroize();
        secret.zeroize();
        let mut signature = [0; 64];
        let (first, second) = signature.split_at_mut(32);
        first.copy_from_slice(&commitment);
        second.copy_from_slice(response.as_bytes());
        Ok(signature)
    }
}

impl fmt::Debug for IdentityKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityKeyPair({:?})", self.identity())
    }
}

fn challenge(commitment: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new()
        .chain_update(commitment)
        .chain_update(key)
        .chain_update(message)
        .finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

/// Nothing here is secret, so it may take a time of its own.
fn verify(key: [u8; 32], message: &[u8], signature: &Signature) -> bool {
    let Ok(point) = decompress(key) else {
        return false;
    };
    let (mut commitment, mut response) = ([0; 32], [0; 32]);
    let (first, second) = signature.split_at(32);
    commitment.copy_from_slice(first);
    response.copy_from_slice(second);
    let Some(response) = Option::<Scalar>::from(Scalar::from_canonical_bytes(response)) else {
        return false;
    };
    let challenge = challenge(&commitment, &key, message);
    let expected =
        EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &-point, &response);
    expected.compress().to_bytes() == commitment
}

/// A point of a size that a key may have.
fn decompress(bytes: [u8; 32]) -> Result<EdwardsPoint, KeyError> {
    let point = CompressedEdwardsY(bytes)
        .decompress()
        .ok_or(KeyError::Point)?;
    match point.is_small_order() {
        true => Err(KeyError::Point),
        false => Ok(point),
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Verifier, VerifyingKey};

    use super::*;
    use crate::random::seeded::Seeded;

    fn pairs() -> impl Iterator<Item = IdentityKeyPair> {
        (0..16).map(|seed| IdentityKeyPair::generate(&mut Seeded::new(seed)).expect("a pair"))
    }

    #[test]
    fn a_signature_verifies_in_both_profiles() {
        for pair in pairs() {
            let signature = pair
                .sign(b"text", &mut Seeded::new(99))
                .expect("a signature");
            assert!(verifies_montgomery(&pair.identity(), b"text", &signature));
            let edwards = EdwardsKey::parse(pair.edwards()).expect("a key");
            assert!(edwards.verifies(b"text", &signature));
            assert_eq!(edwards.identity(), pair.identity());
        }
    }

    #[test]
    fn others_libraries_find_the_signature_right() {
        for pair in pairs() {
            let signature = pair
                .sign(b"text", &mut Seeded::new(99))
                .expect("a signature");
            let theirs = VerifyingKey::from_bytes(pair.edwards()).expect("a key");
            let signature = ed25519_dalek::Signature::from_bytes(&signature);
            assert!(theirs.verify(b"text", &signature).is_ok());
            assert!(theirs.verify_strict(b"text", &signature).is_ok());
        }
    }

    #[test]
    fn a_signature_of_a_signer_with_the_other_sign_is_right_in_the_older_profile() {
        // As a library signs that has an Ed25519 pair: with the sign that its point happens to have.
        let signed = (0..16u8).map(|seed| {
            let signing = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
            let key = signing.verifying_key().to_bytes();
            let mut signature = ed25519_dalek::Signer::sign(&signing, b"text").to_bytes();
            signature[63] |= key[31] & SIGN_BIT;
            (key, signature)
        });
        let mut signs = Vec::new();
        for (key, signature) in signed {
            let identity = EdwardsKey::parse(&key).expect("a key").identity();
            assert!(verifies_montgomery(&identity, b"text", &signature));
            let mut other = signature;
            other[63] ^= SIGN_BIT;
            assert!(
                !verifies_montgomery(&identity, b"text", &other),
                "the sign counts"
            );
            signs.push(key[31] >> 7);
        }
        assert!(signs.contains(&0) && signs.contains(&1), "both were tried");
    }

    #[test]
    fn what_was_changed_does_not_verify() {
        let pair = pairs().next().expect("a pair");
        let edwards = EdwardsKey::parse(pair.edwards()).expect("a key");
        let signature = pair
            .sign(b"text", &mut Seeded::new(1))
            .expect("a signature");
        assert!(!edwards.verifies(b"texT", &signature));
        for bit in 0..512 {
            let mut other = signature;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!edwards.verifies(b"text", &other), "bit {bit}");
            assert!(
                !verifies_montgomery(&pair.identity(), b"text", &other),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn points_that_are_no_keys_are_refused() {
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(
            EdwardsKey::parse(&one),
            Err(KeyError::Point),
            "the neutral point"
        );
        assert_eq!(EdwardsKey::parse(&[0; 32]), Err(KeyError::Point), "order 4");
        let mut none = [0; 32];
        none[0] = 2;
        assert_eq!(
            EdwardsKey::parse(&none),
            Err(KeyError::Point),
            "not on the curve"
        );
        assert_eq!(EdwardsKey::parse(&[1; 31]), Err(KeyError::Shape));
        assert!(!verifies_montgomery(
            &IdentityKey::new(PublicKey::new([0; 32])),
            b"",
            &[0; 64]
        ));
    }

    #[test]
    fn a_fingerprint_is_read_as_it_is_written() {
        let identity = pairs().next().expect("a pair").identity();
        let text = identity.fingerprint();
        assert_eq!(text.len(), 64);
        assert_eq!(IdentityKey::from_fingerprint(&text), Some(identity));
        let groups: Vec<_> = text
            .as_bytes()
            .chunks(8)
            .map(String::from_utf8_lossy)
            .collect();
        assert_eq!(
            IdentityKey::from_fingerprint(&groups.join(" ").to_uppercase()),
            Some(identity)
        );
        assert_eq!(IdentityKey::from_fingerprint(&text[1..]), None);
        assert_eq!(IdentityKey::from_fingerprint("ж".repeat(64).as_str()), None);
    }
}
