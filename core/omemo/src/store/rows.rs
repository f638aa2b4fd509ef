//! The rows of the store, each with its version and its reader. The first byte of a key says what it is.

use zeroize::Zeroizing;

use crate::Profile;
use crate::account::Telling;
use crate::codec::{CodecError, Reader, Writer};
use crate::curve::{KeyPair, PublicKey, SecretKey};
use crate::identity::{IdentityKey, IdentityKeyPair};
use crate::message::{DeviceList, Label, ListedDevice};
use crate::profile::{Address, DeviceId};
use crate::trust::{KeyOwner, Trust, TrustMessage};

/// The version of every row but the records and our own device.
const VERSION: u8 = 1;

/// The version of the row of our own device: since the second it has a name.
const OWN_VERSION: u8 = 2;

/// Longest name of a device that is stored, in bytes.
const MAX_LABEL: usize = 1024;

/// Keys of rows.
pub(super) mod key {
    use sha2::{Digest, Sha256};

    use super::{Address, IdentityKey, Profile};

    pub(in crate::store) const OWN: &[u8] = b"i";
    pub(in crate::store) const PREKEYS: &[u8] = b"p";
    pub(in crate::store) const SIGNED_PREKEYS: &[u8] = b"s";
    pub(in crate::store) const RECORDS: &[u8] = b"r";

    pub(in crate::store) fn numbered(shelf: &[u8], id: u32) -> Vec<u8> {
        [shelf, &id.to_be_bytes()].concat()
    }

    /// The number behind a shelf.
    pub(in crate::store) fn number(key: &[u8]) -> Option<u32> {
        key.last_chunk::<4>()
            .map(|bytes| u32::from_be_bytes(*bytes))
    }

    pub(in crate::store) fn records(profile: Profile, jid: &str) -> Vec<u8> {
        [RECORDS, &[profile.code()], jid.as_bytes(), &[0]].concat()
    }

    pub(in crate::store) fn record(profile: Profile, of: &Address) -> Vec<u8> {
        numbered(&records(profile, &of.jid), of.device.get())
    }

    pub(in crate::store) fn devices(profile: Profile, jid: &str) -> Vec<u8> {
        [b"d".as_slice(), &[profile.code()], jid.as_bytes()].concat()
    }

    pub(in crate::store) fn keys(jid: &str) -> Vec<u8> {
        [KEYS, jid.as_bytes(), &[0]].concat()
    }

    pub(in crate::store) fn identity(jid: &str, identity: &IdentityKey) -> Vec<u8> {
        [keys(jid).as_slice(), identity.point().bytes()].concat()
    }

    pub(in crate::store) const KEYS: &[u8] = b"k";

    /// What an unverified key of somebody said.
    pub(in crate::store) fn kept(jid: &str, sender: &IdentityKey) -> Vec<u8> {
        [
            b"t".as_slice(),
            jid.as_bytes(),
            &[0],
            sender.point().bytes(),
        ]
        .concat()
    }

    /// What is yet to be told to other devices, by the hash of what that is.
    pub(in crate::store) const TELLINGS: &[u8] = b"u";

    pub(in crate::store) fn telling(encoded: &[u8]) -> Vec<u8> {
        let hash = Sha256::digest(encoded);
        [TELLINGS, hash.as_slice()].concat()
    }

    pub(in crate::store) fn device(of: &Address) -> Vec<u8> {
        [
            b"n".as_slice(),
            of.jid.as_bytes(),
            &[0],
            &of.device.get().to_be_bytes(),
        ]
        .concat()
    }
}

/// Our own device.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its number.
    pub device: DeviceId,
    /// Its long-term pair.
    pub identity: IdentityKeyPair,
    /// Goes up with every start. Kept outside of the store as well, it shows that a store is a copy from before.
    pub generation: u64,
    /// The number of the next one-time key.
    pub next_prekey: u32,
    /// The signed key that is published, and when it was made, in seconds.
    pub signed_prekey: (u32, u64),
    /// Its number has been on a list of ours: before that another one can be taken.
    pub announced: bool,
    /// What is published is not what should be: the bundle has to be published again.
    pub bundle_stale: bool,
    /// What its owner calls it; may be empty.
    pub label: String,
}

impl Own {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(OWN_VERSION);
        writer.u32(self.device.get());
        writer.array(self.identity.secret().bytes());
        writer.u64(self.generation);
        writer.u32(self.next_prekey);
        writer.u32(self.signed_prekey.0);
        writer.u64(self.signed_prekey.1);
        writer.flag(self.announced);
        writer.flag(self.bundle_stale);
        writer.text(&self.label);
        writer.finish()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (version, mut reader) = Reader::new(bytes, OWN_VERSION)?;
        let own = Self {
            device: DeviceId::new(reader.u32()?),
            identity: IdentityKeyPair::new(SecretKey::new(&*reader.secret()?)),
            generation: reader.u64()?,
            next_prekey: reader.u32()?,
            signed_prekey: (reader.u32()?, reader.u64()?),
            announced: reader.flag()?,
            bundle_stale: reader.flag()?,
            label: match version {
                1 => String::new(),
                _ => reader.text()?,
            },
        };
        reader.end().map(|()| own)
    }
}

/// A one-time key of ours.
#[derive(Debug, Clone)]
pub struct Prekey {
    /// Its number.
    pub id: u32,
    /// Both parts.
    pub pair: KeyPair,
    /// When somebody used it, in seconds since 1970: it is published no more, and kept a while for others who took it, too.
    pub used: Option<u64>,
}

impl Prekey {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        write_pair(&self.pair, &mut writer);
        writer.flag(self.used.is_some());
        writer.u64(self.used.unwrap_or(0));
        writer.finish()
    }

    pub(super) fn decode(id: u32, bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let pair = read_pair(&mut reader)?;
        let (is_used, at) = (reader.flag()?, reader.u64()?);
        let used = is_used.then_some(at);
        reader.end().map(|()| Self { id, pair, used })
    }
}

/// A signed key of ours.
#[derive(Debug, Clone)]
pub struct SignedPrekey {
    /// Its number.
    pub id: u32,
    /// Both parts.
    pub pair: KeyPair,
    /// When it was made, in seconds since 1970.
    pub made: u64,
}

impl SignedPrekey {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        write_pair(&self.pair, &mut writer);
        writer.u64(self.made);
        writer.finish()
    }

    pub(super) fn decode(id: u32, bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let (pair, made) = (read_pair(&mut reader)?, reader.u64()?);
        reader.end().map(|()| Self { id, pair, made })
    }
}

/// What is known of an identity key of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRow {
    /// Whether it is trusted.
    pub trust: Trust,
    /// When it was first seen, in seconds since 1970.
    pub first_seen: u64,
    /// When a message of it was last read, in seconds since 1970; 0 for never.
    pub last_read: u64,
    /// The bytes of its Ed25519 form, where it was seen in omemo:2.
    pub edwards: Option<[u8; 32]>,
}

impl KeyRow {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        writer.u8(self.trust.code());
        writer.u64(self.first_seen);
        writer.u64(self.last_read);
        writer.flag(self.edwards.is_some());
        if let Some(edwards) = &self.edwards {
            writer.array(edwards);
        }
        writer.finish()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let trust = Trust::from_code(reader.u8()?).ok_or(CodecError::Damaged)?;
        let (first_seen, last_read) = (reader.u64()?, reader.u64()?);
        let edwards = reader.flag()?.then(|| reader.array()).transpose()?;
        let row = Self {
            trust,
            first_seen,
            last_read,
            edwards,
        };
        reader.end().map(|()| row)
    }
}

/// What a key said of another one before it was verified itself (XEP-0450).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whose key it is about.
    pub owner: String,
    /// The key.
    pub key: [u8; 32],
    /// Whether it is to be trusted.
    pub trusted: bool,
}

impl Kept {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        writer.text(&self.owner);
        writer.array(&self.key);
        writer.flag(self.trusted);
        writer.finish()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let owner = reader.text()?;
        let (key, trusted) = (reader.array()?, reader.flag()?);
        reader.end().map(|()| Self {
            owner,
            key,
            trusted,
        })
    }
}

impl Telling {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        writer.u64(self.since);
        writer.text(&self.to);
        writer.count(self.keys.len());
        for key in &self.keys {
            writer.array(key.point().bytes());
        }
        writer.count(self.message.owners.len());
        for owner in &self.message.owners {
            writer.text(&owner.jid);
            for keys in [&owner.trusted, &owner.distrusted] {
                writer.count(keys.len());
                keys.iter().for_each(|key| writer.array(key));
            }
        }
        writer.finish()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let keys = |reader: &mut Reader<'_>| -> Result<Vec<[u8; 32]>, CodecError> {
            (0..reader.count()?).map(|_| reader.array()).collect()
        };
        let since = reader.u64()?;
        let to = reader.text()?;
        let told = keys(&mut reader)?;
        let mut owners = Vec::new();
        for _ in 0..reader.count()? {
            owners.push(KeyOwner {
                jid: reader.text()?,
                trusted: keys(&mut reader)?,
                distrusted: keys(&mut reader)?,
            });
        }
        let told = told
            .into_iter()
            .map(|key| IdentityKey::new(PublicKey::new(key)));
        let telling = Self {
            to,
            keys: told.collect(),
            message: TrustMessage { owners },
            since,
        };
        reader.end().map(|()| telling)
    }
}

pub(super) fn encode_devices(list: &DeviceList) -> Zeroizing<Vec<u8>> {
    let mut writer = Writer::new(VERSION);
    writer.count(list.devices.len());
    for device in &list.devices {
        writer.u32(device.id.get());
        writer.text(device.written.as_deref().unwrap_or_default());
        let label = device
            .label
            .as_ref()
            .filter(|label| label.text.len() <= MAX_LABEL);
        writer.text(label.map_or("", |label| label.text.as_str()));
        writer.bytes(label.map_or(&[], |label| label.signature.as_slice()));
    }
    writer.finish()
}

pub(super) fn decode_devices(bytes: &[u8]) -> Result<DeviceList, CodecError> {
    let (_, mut reader) = Reader::new(bytes, VERSION)?;
    let mut list = DeviceList::default();
    for _ in 0..reader.count()? {
        let id = DeviceId::new(reader.u32()?);
        let (written, text) = (reader.text()?, reader.text()?);
        let signature = reader.bytes()?.to_vec();
        list.add(ListedDevice {
            id,
            written: (!written.is_empty()).then_some(written),
            label: (!signature.is_empty()).then_some(Label { text, signature }),
        });
    }
    reader.end().map(|()| list)
}

/// What is known of a device of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceRow {
    /// The identity key it was last seen with.
    pub identity: IdentityKey,
    /// When a session with it was last begun anew because of an error, in seconds since 1970; 0 for never.
    pub repaired: u64,
}

impl DeviceRow {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        writer.array(self.identity.point().bytes());
        writer.u64(self.repaired);
        writer.finish()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let identity = IdentityKey::new(PublicKey::new(reader.array()?));
        let repaired = reader.u64()?;
        reader.end().map(|()| Self { identity, repaired })
    }
}

fn write_pair(pair: &KeyPair, writer: &mut Writer) {
    writer.array(pair.secret().bytes());
    writer.array(pair.public().bytes());
}

fn read_pair(reader: &mut Reader<'_>) -> Result<KeyPair, CodecError> {
    let secret = reader.secret()?;
    Ok(KeyPair::restore(&secret, reader.array()?))
}

#[cfg(test)]
mod tests;
