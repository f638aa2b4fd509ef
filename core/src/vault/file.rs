//! The file of the vault: which secrets there are, and those that are sealed here. Version 3;
//! versions 1 and 2 had the secrets as they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::sealed::Seal;
use super::{Homes, Place, Secrets, Slot};
use crate::model::{Secret, SecretPlace};
use crate::{AccountId, Error};

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// How the profile is called in the keyring.
    pub(super) id: Option<String>,
    /// The secrets that stand here.
    pub(super) known: Secrets,
    /// All of them.
    pub(super) homes: Homes,
    /// Some could not be opened.
    pub(super) damaged: bool,
    /// They stand there as they are.
    pub(super) plain: bool,
}

/// The format that is written; files with a higher one are left alone.
const VERSION: u32 = 3;

#[derive(Deserialize)]
struct Header {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    profile: String,
    secrets: BTreeMap<u32, BTreeMap<Slot, Kept>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    Keyring,
    Sealed(String),
}

#[derive(Deserialize)]
struct StoredV2 {
    secrets: BTreeMap<u32, BTreeMap<Slot, Secret>>,
}

/// Version 1 knew passwords only.
#[derive(Deserialize)]
struct StoredV1 {
    passwords: BTreeMap<u32, Secret>,
}

/// The bytes of a file. What the keyring has is only named.
pub(super) fn encode(
    id: &str,
    known: &Secrets,
    homes: &Homes,
    seal: &Seal,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut secrets: BTreeMap<u32, BTreeMap<Slot, Kept>> = BTreeMap::new();
    for (place, home) in homes {
        let kept = match (home, known.get(place)) {
            (SecretPlace::Keyring, _) => Kept::Keyring,
            (SecretPlace::SealedFile, Some(secret)) => Kept::Sealed(seal.seal(*place, secret)?),
            (SecretPlace::SealedFile, None) => continue,
        };
        secrets.entry(place.0.0).or_default().insert(place.1, kept);
    }
    let stored = Stored {
        version: VERSION,
        profile: id.to_owned(),
        secrets,
    };
    let bytes = serde_json::to_vec(&stored).map_err(|error| Error::Store(error.to_string()))?;
    Ok(Zeroizing::new(bytes))
}

/// What stands in a file; `None` where it can't be understood.
pub(super) fn decode(bytes: &[u8], seal: Option<&Seal>) -> Result<Option<Content>, Error> {
    match serde_json::from_slice::<Header>(bytes) {
        Ok(header) if header.version > VERSION => Err(Error::ProfileTooNew),
        Ok(Header { version: 1 }) => Ok(decode_v1(bytes).map(plain)),
        Ok(Header { version: 2 }) => Ok(decode_v2(bytes).map(plain)),
        Ok(Header { version: VERSION }) => Ok(decode_v3(bytes, seal)),
        Ok(_) | Err(_) => Ok(None),
    }
}

fn decode_v3(bytes: &[u8], seal: Option<&Seal>) -> Option<Content> {
    let stored: Stored = serde_json::from_slice(bytes).ok()?;
    let mut content = Content {
        id: Some(stored.profile),
        ..Content::default()
    };
    for (id, of_account) in stored.secrets {
        for (slot, kept) in of_account {
            let place: Place = (AccountId(id), slot);
            let Kept::Sealed(sealed) = kept else {
                content.homes.insert(place, SecretPlace::Keyring);
                continue;
            };
            match seal.and_then(|seal| seal.unseal(place, &sealed)) {
                Some(secret) => {
                    content.known.insert(place, secret);
                    content.homes.insert(place, SecretPlace::SealedFile);
                }
                None => content.damaged = true,
            }
        }
    }
    Some(content)
}

fn decode_v2(bytes: &[u8]) -> Option<Secrets> {
    let stored: StoredV2 = serde_json::from_slice(bytes).ok()?;
    let secrets = stored.secrets.into_iter().flat_map(|(id, of_account)| {
        let slots = of_account.into_iter();
        slots.map(move |(slot, secret)| ((AccountId(id), slot), secret))
    });
    Some(secrets.collect())
}

fn decode_v1(bytes: &[u8]) -> Option<Secrets> {
    let stored: StoredV1 = serde_json::from_slice(bytes).ok()?;
    let passwords = stored.passwords.into_iter();
    Some(
        passwords
            .map(|(id, secret)| ((AccountId(id), Slot::Password), secret))
            .collect(),
    )
}

fn plain(known: Secrets) -> Content {
    let homes = known.keys().map(|place| (*place, SecretPlace::SealedFile));
    Content {
        homes: homes.collect(),
        known,
        plain: true,
        ..Content::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROMY: AccountId = AccountId(1);
    const JUNE: AccountId = AccountId(2);

    fn read(sample: &str) -> Content {
        decode(sample.as_bytes(), None).unwrap().unwrap()
    }

    #[test]
    fn the_sample_of_version_1_can_be_read() {
        let content = read(include_str!("../../../tests/old-store/vault-v1.json"));
        assert!(content.plain && content.known.len() == 1);
        assert_eq!(content.known[&(ROMY, Slot::Password)].reveal(), "hunter2");
    }

    #[test]
    fn the_sample_of_version_2_can_be_read() {
        let content = read(include_str!("../../../tests/old-store/vault-v2.json"));
        assert!(content.plain && content.known.len() == 4);
        assert_eq!(content.known[&(ROMY, Slot::Password)].reveal(), "hunter2");
        assert_eq!(content.known[&(ROMY, Slot::FastToken)].reveal(), "token");
        assert_eq!(content.known[&(JUNE, Slot::Password)].reveal(), "✓");
        assert_eq!(content.known[&(JUNE, Slot::Certificate)].reveal(), "sesame");
    }

    /// Its key is in the test of the seal.
    #[test]
    fn the_sample_of_version_3_says_where_everything_is() {
        let content = read(include_str!("../../../tests/old-store/vault-v3.json"));
        assert!(content.damaged && !content.plain, "there is no key here");
        assert_eq!(
            content.id.as_deref(),
            Some("3f0e9c54-6a0e-4c43-9d6d-0c3a3f9f6d11")
        );
        assert_eq!(content.homes[&(JUNE, Slot::Password)], SecretPlace::Keyring);
    }
}
