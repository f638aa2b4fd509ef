//! The protobuf messages of both profiles, by hand.
//!
//! They are four tiny ones, their fields come from strangers, and the bytes under a MAC must be those
//! that were received, never a second encoding of them: [`Signed`] keeps them. Unknown fields are skipped, the
//! last of a repeated one counts, as in every protobuf reader; a required field that is missing is an error.
//! XEP-0384 §11.2 (omemo:2); the older ones are those of WhisperTextProtocol version 3.

mod protobuf;

use crate::Profile;
use crate::curve::{KeyError, PublicKey};
use crate::identity::{EdwardsKey, IdentityKey};

use protobuf::{Field, Fields, Writer};

/// The first byte of a message of the older profile: version 3, by somebody who speaks at most 3.
const VERSION_BYTE: u8 = 0x33;

/// How long a MAC is in the older profile.
const LEGACY_MAC: usize = 8;

/// How long a MAC is in omemo:2.
const MAC: usize = 16;

/// Longest message of this kind that is looked at. Real ones have less than 300 bytes.
pub const MAX_BYTES: usize = 4096;

/// Why a message is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Longer than [`MAX_BYTES`].
    #[error("too long for a key of a message")]
    TooLong,
    /// Not what it should be, or something is missing.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// A version of the older profile that nobody speaks: which.
    #[error("version {0}")]
    Version(u8),
    /// A key that is none.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// One message of a ratchet, as it was received: the bytes under the MAC, the MAC, and what is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The bytes that the MAC is over, behind the associated data.
    pub(crate) bytes: Vec<u8>,
    /// The MAC, cut to the length of its profile.
    pub(crate) mac: Vec<u8>,
    /// What the bytes say.
    pub(crate) header: Header,
    /// The encrypted part.
    pub(crate) ciphertext: Vec<u8>,
}

/// Which message of which chain it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// The sender's ratchet key.
    pub(crate) ratchet: PublicKey,
    /// The number of the message in its chain.
    pub(crate) n: u32,
    /// How long the chain before was. Only a hint: a whole family of implementations says one too few.
    pub(crate) previous: u32,
}

/// A message together with what makes a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyExchange {
    /// The one-time key that was used.
    pub prekey: u32,
    /// The signed key that was used.
    pub signed_prekey: u32,
    /// The sender's long-term key.
    pub(crate) identity: WireIdentity,
    /// The key that was made for this exchange alone. It names the session.
    pub(crate) ephemeral: PublicKey,
    /// The message.
    pub(crate) message: Signed,
}

impl Signed {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`WireError`].
    pub fn parse(profile: Profile, bytes: &[u8]) -> Result<Self, WireError> {
        read_signed(profile, bytes)
    }
}

impl KeyExchange {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`WireError`]; one is that no one-time key was used (XEP-0384 §4.2: such MUST be rejected).
    pub fn parse(profile: Profile, bytes: &[u8]) -> Result<Self, WireError> {
        read_key_exchange(profile, bytes)
    }

    /// The sender's long-term key.
    #[must_use]
    pub fn identity(&self) -> IdentityKey {
        self.identity.identity()
    }
}

/// A long-term key as its profile sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WireIdentity {
    /// A point of Curve25519.
    Legacy(IdentityKey),
    /// A point of Ed25519.
    Omemo2(EdwardsKey),
}

impl WireIdentity {
    /// The Curve25519 form.
    pub(crate) fn identity(&self) -> IdentityKey {
        match self {
            Self::Legacy(key) => *key,
            Self::Omemo2(key) => key.identity(),
        }
    }

    /// The 32 bytes that go into the associated data.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        match self {
            Self::Legacy(key) => key.point().bytes(),
            Self::Omemo2(key) => key.bytes(),
        }
    }
}

/// What is written in front of a message until the other side has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening<'a> {
    pub(crate) prekey: u32,
    pub(crate) signed_prekey: u32,
    pub(crate) registration: u32,
    /// Ours, 32 bytes as the profile sends them.
    pub(crate) identity: &'a [u8; 32],
    pub(crate) ephemeral: PublicKey,
}

/// The bytes under the MAC, of a new message.
pub(crate) fn write_message(profile: Profile, header: &Header, ciphertext: &[u8]) -> Vec<u8> {
    let mut writer = Writer::default();
    match profile {
        Profile::Legacy => {
            writer.raw(&[VERSION_BYTE]);
            writer.bytes(1, &header.ratchet.prefixed());
            writer.number(2, header.n);
            writer.number(3, header.previous);
            writer.bytes(4, ciphertext);
        }
        Profile::Omemo2 => {
            writer.number(1, header.n);
            writer.number(2, header.previous);
            writer.bytes(3, header.ratchet.bytes());
            writer.bytes(4, ciphertext);
        }
    }
    writer.finish()
}

/// A message with its MAC, the whole of which is at hand.
pub(crate) fn write_signed(profile: Profile, message: &[u8], mac: &[u8; 32]) -> Vec<u8> {
    let mac = mac.get(..mac_length(profile)).unwrap_or(mac);
    match profile {
        Profile::Legacy => [message, mac].concat(),
        Profile::Omemo2 => {
            let mut writer = Writer::default();
            writer.bytes(1, mac);
            writer.bytes(2, message);
            writer.finish()
        }
    }
}

/// A message with what makes a session in front of it.
pub(crate) fn write_key_exchange(
    profile: Profile,
    opening: &Opening<'_>,
    signed: &[u8],
) -> Vec<u8> {
    let mut writer = Writer::default();
    match profile {
        Profile::Legacy => {
            writer.raw(&[VERSION_BYTE]);
            writer.number(5, opening.registration);
            writer.number(1, opening.prekey);
            writer.number(6, opening.signed_prekey);
            writer.bytes(2, &opening.ephemeral.prefixed());
            writer.bytes(3, &PublicKey::new(*opening.identity).prefixed());
            writer.bytes(4, signed);
        }
        Profile::Omemo2 => {
            writer.number(1, opening.prekey);
            writer.number(2, opening.signed_prekey);
            writer.bytes(3, opening.identity);
            writer.bytes(4, opening.ephemeral.bytes());
            writer.bytes(5, signed);
        }
    }
    writer.finish()
}

/// Reads a message with its MAC.
///
/// # Errors
///
/// [`WireError`].
pub(crate) fn read_signed(profile: Profile, bytes: &[u8]) -> Result<Signed, WireError> {
    bounded(bytes)?;
    let (message, mac) = match profile {
        Profile::Legacy => bytes
            .split_last_chunk::<LEGACY_MAC>()
            .map(|(message, mac)| (message, mac.as_slice()))
            .ok_or(WireError::Malformed("shorter than its MAC"))?,
        Profile::Omemo2 => read_authenticated(bytes)?,
    };
    let body = match profile {
        Profile::Legacy => version(message)?,
        Profile::Omemo2 => message,
    };
    let (header, ciphertext) = match profile {
        Profile::Legacy => read_legacy(body)?,
        Profile::Omemo2 => read_omemo2(body)?,
    };
    Ok(Signed {
        bytes: message.to_vec(),
        mac: mac.to_vec(),
        header,
        ciphertext: ciphertext.to_vec(),
    })
}

/// Reads a message with what makes a session in front of it.
///
/// # Errors
///
/// [`WireError`]; one is that no one-time key was used (XEP-0384 §4.2: such MUST be rejected).
pub(crate) fn read_key_exchange(profile: Profile, bytes: &[u8]) -> Result<KeyExchange, WireError> {
    bounded(bytes)?;
    let (body, order) = match profile {
        // prekey, signed prekey, identity, ephemeral, message
        Profile::Legacy => (version(bytes)?, [1, 6, 3, 2, 4]),
        Profile::Omemo2 => (bytes, [1, 2, 3, 4, 5]),
    };
    let [prekey, signed_prekey, identity, ephemeral, message] = collect(body, order)?;
    let identity = identity.bytes("identity key")?;
    let ephemeral = ephemeral.bytes("ephemeral key")?;
    let (identity, ephemeral) = match profile {
        Profile::Legacy => (
            WireIdentity::Legacy(IdentityKey::new(PublicKey::parse_prefixed(identity)?)),
            PublicKey::parse_prefixed(ephemeral)?,
        ),
        Profile::Omemo2 => (
            WireIdentity::Omemo2(EdwardsKey::parse(identity)?),
            PublicKey::parse(ephemeral)?,
        ),
    };
    Ok(KeyExchange {
        prekey: prekey.number("one-time key")?,
        signed_prekey: signed_prekey.number("signed key")?,
        identity,
        ephemeral,
        message: read_signed(profile, message.bytes("message")?)?,
    })
}

/// How long a MAC is on the wire.
pub(crate) const fn mac_length(profile: Profile) -> usize {
    match profile {
        Profile::Legacy => LEGACY_MAC,
        Profile::Omemo2 => MAC,
    }
}

fn bounded(bytes: &[u8]) -> Result<(), WireError> {
    match bytes.len() > MAX_BYTES {
        true => Err(WireError::TooLong),
        false => Ok(()),
    }
}

/// What is behind the version byte.
fn version(bytes: &[u8]) -> Result<&[u8], WireError> {
    match bytes.split_first() {
        // The lower half says what the sender could speak at most.
        Some((first, rest)) if first >> 4 == VERSION_BYTE >> 4 => Ok(rest),
        Some((first, _)) => Err(WireError::Version(first >> 4)),
        None => Err(WireError::Malformed("empty")),
    }
}

fn read_authenticated(bytes: &[u8]) -> Result<(&[u8], &[u8]), WireError> {
    let [mac, message] = collect(bytes, [1, 2])?;
    let mac = mac.bytes("MAC")?;
    match mac.len() == MAC {
        true => Ok((message.bytes("message")?, mac)),
        false => Err(WireError::Malformed("length of the MAC")),
    }
}

fn read_legacy(body: &[u8]) -> Result<(Header, &[u8]), WireError> {
    let [ratchet, n, previous, ciphertext] = collect(body, [1, 2, 3, 4])?;
    let header = Header {
        ratchet: PublicKey::parse_prefixed(ratchet.bytes("ratchet key")?)?,
        n: n.number("counter")?,
        // Some leave out what is zero.
        previous: previous.number("previous counter").unwrap_or(0),
    };
    Ok((header, ciphertext.bytes("ciphertext")?))
}

fn read_omemo2(body: &[u8]) -> Result<(Header, &[u8]), WireError> {
    let [n, previous, ratchet, ciphertext] = collect(body, [1, 2, 3, 4])?;
    let header = Header {
        ratchet: PublicKey::parse(ratchet.bytes("ratchet key")?)?,
        n: n.number("n")?,
        previous: previous.number("pn")?,
    };
    Ok((header, ciphertext.bytes("ciphertext")?))
}

/// The last of each of these fields, in the order asked for.
fn collect<const N: usize>(bytes: &[u8], wanted: [u32; N]) -> Result<[Field<'_>; N], WireError> {
    let mut found = [Field::Missing; N];
    for field in Fields::new(bytes) {
        let (number, field) = field?;
        if let Some((_, slot)) = wanted
            .iter()
            .zip(&mut found)
            .find(|(want, _)| **want == number)
        {
            *slot = field;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
