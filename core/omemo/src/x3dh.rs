//! How two devices agree on a first secret (signal.org/docs/specifications/x3dh, XEP-0384 §4.2).
//!
//! What a device publishes is checked when a [`Bundle`] is made: one that exists has a good signature. Every
//! agreement uses a one-time key; an exchange without one is refused by the reader.

use zeroize::Zeroizing;

use crate::Profile;
use crate::curve::{KeyError, KeyPair, PublicKey};
use crate::identity::{EdwardsKey, IdentityKey, IdentityKeyPair, Signature, verifies_montgomery};
use crate::kdf;
use crate::random::{self, NoRandom, Random};
use crate::wire::WireIdentity;

/// Why what a device published is no bundle that may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A key in it is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signature of the signed key is not the identity key's.
    #[error("the signed key is not signed by the identity key")]
    Signature,
    /// There is no one-time key, without which no session may be made.
    #[error("no one-time keys")]
    NoPrekeys,
}

/// What a device publishes, as its profile sends it, and nothing of it checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleParts {
    /// The identity key: 33 bytes of Curve25519, or 32 of Ed25519.
    pub identity: Vec<u8>,
    /// The id of the signed key.
    pub signed_prekey_id: u32,
    /// The signed key.
    pub signed_prekey: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
    /// The one-time keys with their ids.
    pub prekeys: Vec<(u32, Vec<u8>)>,
}

impl BundleParts {
    /// What a device of ours publishes: its signed key, signed, and its one-time keys.
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn sign(
        profile: Profile,
        identity: &IdentityKeyPair,
        signed_prekey: (u32, &PublicKey),
        prekeys: impl IntoIterator<Item = (u32, PublicKey)>,
        random: &mut dyn Random,
    ) -> Result<Self, NoRandom> {
        let (signed_prekey_id, key) = signed_prekey;
        let signed_prekey = write_key(profile, key);
        Ok(Self {
            identity: match profile {
                Profile::Legacy => identity.identity().point().prefixed().to_vec(),
                Profile::Omemo2 => identity.edwards().to_vec(),
            },
            signed_prekey_id,
            signature: identity.sign(&signed_prekey, random)?.to_vec(),
            signed_prekey,
            prekeys: prekeys
                .into_iter()
                .map(|(id, key)| (id, write_key(profile, &key)))
                .collect(),
        })
    }
}

/// What another device publishes, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub(crate) profile: Profile,
    pub(crate) identity: WireIdentity,
    pub(crate) signed_prekey: (u32, PublicKey),
    pub(crate) prekeys: Vec<(u32, PublicKey)>,
}

impl Bundle {
    /// Checks what a device published. One-time keys that are none are left out.
    ///
    /// # Errors
    ///
    /// [`BundleError`].
    pub fn check(profile: Profile, parts: &BundleParts) -> Result<Self, BundleError> {
        let signature: &Signature = parts
            .signature
            .as_slice()
            .try_into()
            .map_err(|_| BundleError::Signature)?;
        let signed_prekey = read_key(profile, &parts.signed_prekey)?;
        let (identity, signed) = match profile {
            Profile::Legacy => {
                let key = IdentityKey::new(PublicKey::parse_prefixed(&parts.identity)?);
                let signed = verifies_montgomery(&key, &parts.signed_prekey, signature);
                (WireIdentity::Legacy(key), signed)
            }
            Profile::Omemo2 => {
                let key = EdwardsKey::parse(&parts.identity)?;
                let signed = key.verifies(&parts.signed_prekey, signature);
                (WireIdentity::Omemo2(key), signed)
            }
        };
        if !signed {
            return Err(BundleError::Signature);
        }
        let prekeys: Vec<_> = parts
            .prekeys
            .iter()
            .filter_map(|(id, key)| Some((*id, read_key(profile, key).ok()?)))
            .collect();
        if prekeys.is_empty() {
            return Err(BundleError::NoPrekeys);
        }
        Ok(Self {
            profile,
            identity,
            signed_prekey: (parts.signed_prekey_id, signed_prekey),
            prekeys,
        })
    }

    /// The profile it was published for.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The identity key of the device.
    #[must_use]
    pub fn identity(&self) -> IdentityKey {
        self.identity.identity()
    }

    /// One of the one-time keys, by chance, so that two who write at once hardly take the same.
    pub(crate) fn choose(&self, random: &mut dyn Random) -> Result<(u32, PublicKey), NoRandom> {
        let count = u32::try_from(self.prekeys.len()).unwrap_or(u32::MAX);
        let at = usize::try_from(random::below(random, count)?).unwrap_or(0);
        // A bundle has at least one.
        Ok(self.prekeys.get(at).copied().unwrap_or(self.signed_prekey))
    }
}

/// A public key as a bundle of the profile has it.
fn read_key(profile: Profile, bytes: &[u8]) -> Result<PublicKey, KeyError> {
    let key = match profile {
        Profile::Legacy => PublicKey::parse_prefixed(bytes),
        Profile::Omemo2 => PublicKey::parse(bytes),
    }?;
    match key.has_small_order() {
        true => Err(KeyError::Point),
        false => Ok(key),
    }
}

/// A public key as a bundle of the profile has it.
pub(crate) fn write_key(profile: Profile, key: &PublicKey) -> Vec<u8> {
    match profile {
        Profile::Legacy => key.prefixed().to_vec(),
        Profile::Omemo2 => key.bytes().to_vec(),
    }
}

/// The keys of ours that take part where somebody else began.
#[derive(Debug, Clone, Copy)]
pub struct Accepting<'a> {
    /// Our identity.
    pub identity: &'a IdentityKeyPair,
    /// The signed key that the other side took.
    pub signed_prekey: &'a KeyPair,
    /// The one-time key that the other side took.
    pub prekey: &'a KeyPair,
}

/// The secret, on the side that begins.
pub(crate) fn begin(
    ours: &IdentityKeyPair,
    ephemeral: &KeyPair,
    bundle: &Bundle,
    prekey: &PublicKey,
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let signed = &bundle.signed_prekey.1;
    derive(
        bundle.profile,
        [
            ours.agree(signed)?,
            ephemeral.agree(bundle.identity().point())?,
            ephemeral.agree(signed)?,
            ephemeral.agree(prekey)?,
        ],
    )
}

/// The secret, on the side that was chosen.
pub(crate) fn accept(
    profile: Profile,
    ours: &Accepting<'_>,
    identity: &IdentityKey,
    ephemeral: &PublicKey,
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    derive(
        profile,
        [
            ours.signed_prekey.agree(identity.point())?,
            ours.identity.agree(ephemeral)?,
            ours.signed_prekey.agree(ephemeral)?,
            ours.prekey.agree(ephemeral)?,
        ],
    )
}

fn derive(
    profile: Profile,
    shared: [Zeroizing<[u8; 32]>; 4],
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    // 32 bytes of 0xff keep it apart from a signature's first block (X3DH §2.2).
    let mut material = Zeroizing::new([0xff; 32 * 5]);
    for (slot, secret) in material.chunks_mut(32).skip(1).zip(&shared) {
        slot.copy_from_slice(secret.as_slice());
    }
    Ok(kdf::hkdf(
        &[0; 32],
        material.as_slice(),
        profile.agreement_info(),
    ))
}
