//! The secrets of our accounts, in one small file that only its owner can read.
//!
//! Apart from the store on purpose: a broken store must never cost anybody their passwords.
//! The file is replaced as a whole (written beside, synced, renamed), so a crash leaves the old or
//! the new one.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::model::Secret;
use crate::store::{Part, Recovered, profile};
use crate::{AccountId, Error};

/// The secrets of a profile. Writing blocks for as long as the disk takes.
#[derive(Debug)]
pub(crate) struct Vault {
    path: PathBuf,
    secrets: Secrets,
}

/// What a secret is for; an account has at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Slot {
    /// The password of the account.
    Password,
    /// The password that a change on the server may have made the right one.
    NewPassword,
    /// What spares the password at the next login (XEP-0484), as the login keeps it.
    FastToken,
    /// What opens the file with the client certificate.
    Certificate,
}

type Secrets = BTreeMap<(AccountId, Slot), Secret>;

const FILE: &str = "vault.json";

/// The format that is written; files with a higher one are left alone.
const VERSION: u32 = 2;

#[derive(Deserialize)]
struct Header {
    version: u32,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    secrets: BTreeMap<u32, BTreeMap<Slot, &'a str>>,
}

#[derive(Deserialize)]
struct Stored {
    secrets: BTreeMap<u32, BTreeMap<Slot, Secret>>,
}

/// Version 1 knew passwords only.
#[derive(Deserialize)]
struct StoredV1 {
    passwords: BTreeMap<u32, Secret>,
}

impl Vault {
    /// Reads the secrets of a profile whose store is open. A file that can't be understood is
    /// moved aside, and told.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be read, [`Error::ProfileTooNew`] where a newer
    /// Waxwing wrote it.
    pub(crate) fn open(profile: &Path) -> Result<(Self, Option<Recovered>), Error> {
        let path = profile.join(FILE);
        let mut vault = Self {
            path,
            secrets: BTreeMap::new(),
        };
        let bytes = match std::fs::read(&vault.path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((vault, None)),
            Err(error) => return Err(profile::failed(&vault.path, &error)),
        };
        let Some(secrets) = decode(&bytes)? else {
            let moved_to = Some(profile::move_aside(&vault.path)?);
            let part = Part::Passwords;
            let backup = None;
            return Ok((
                vault,
                Some(Recovered {
                    part,
                    moved_to,
                    backup,
                }),
            ));
        };
        vault.secrets = secrets;
        Ok((vault, None))
    }

    /// A secret of an account.
    pub(crate) fn get(&self, account: AccountId, slot: Slot) -> Option<&Secret> {
        self.secrets.get(&(account, slot))
    }

    /// Keeps a secret of an account; durable when the answer is `Ok`.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then the old secret stays.
    pub(crate) fn set(
        &mut self,
        account: AccountId,
        slot: Slot,
        secret: Secret,
    ) -> Result<(), Error> {
        if self.get(account, slot) == Some(&secret) {
            return Ok(());
        }
        let mut secrets = self.secrets.clone();
        secrets.insert((account, slot), secret);
        self.replace(secrets)
    }

    /// Forgets one secret of an account.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then nothing is forgotten.
    pub(crate) fn forget(&mut self, account: AccountId, slot: Slot) -> Result<(), Error> {
        self.retain_where(|other| *other != (account, slot))
    }

    /// Forgets all secrets of an account.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then nothing is forgotten.
    pub(crate) fn remove(&mut self, account: AccountId) -> Result<(), Error> {
        self.retain(|other| other != account)
    }

    /// Forgets the secrets of all accounts but these; at the start, for what a crash between
    /// vault and store left.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then nothing is forgotten.
    pub(crate) fn retain(&mut self, keep: impl Fn(AccountId) -> bool) -> Result<(), Error> {
        self.retain_where(|(account, _)| keep(*account))
    }

    fn retain_where(&mut self, keep: impl Fn(&(AccountId, Slot)) -> bool) -> Result<(), Error> {
        let mut secrets = self.secrets.clone();
        secrets.retain(|place, _| keep(place));
        if secrets.len() == self.secrets.len() {
            return Ok(());
        }
        self.replace(secrets)
    }

    fn replace(&mut self, secrets: Secrets) -> Result<(), Error> {
        let mut by_account: BTreeMap<u32, BTreeMap<Slot, &str>> = BTreeMap::new();
        for ((account, slot), secret) in &secrets {
            let of_account = by_account.entry(account.0).or_default();
            of_account.insert(*slot, secret.reveal());
        }
        let written = Written {
            version: VERSION,
            secrets: by_account,
        };
        let bytes =
            serde_json::to_vec(&written).map_err(|error| Error::Store(error.to_string()))?;
        profile::replace_file(&self.path, &Zeroizing::new(bytes))?;
        self.secrets = secrets;
        Ok(())
    }
}

/// `None` where it can't be understood.
fn decode(bytes: &[u8]) -> Result<Option<Secrets>, Error> {
    match serde_json::from_slice::<Header>(bytes) {
        Ok(header) if header.version > VERSION => Err(Error::ProfileTooNew),
        Ok(Header { version: 1 }) => Ok(decode_v1(bytes)),
        Ok(Header { version: VERSION }) => Ok(decode_v2(bytes)),
        Ok(_) | Err(_) => Ok(None),
    }
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

fn decode_v2(bytes: &[u8]) -> Option<Secrets> {
    let stored: Stored = serde_json::from_slice(bytes).ok()?;
    let secrets = stored.secrets.into_iter().flat_map(|(id, of_account)| {
        let slots = of_account.into_iter();
        slots.map(move |(slot, secret)| ((AccountId(id), slot), secret))
    });
    Some(secrets.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROMY: AccountId = AccountId(1);
    const JUNE: AccountId = AccountId(2);

    fn reopened(profile: &Path) -> Vault {
        let (vault, recovered) = Vault::open(profile).unwrap();
        assert_eq!(recovered, None);
        vault
    }

    fn password(vault: &Vault, account: AccountId) -> Option<&str> {
        vault.get(account, Slot::Password).map(Secret::reveal)
    }

    #[test]
    fn secrets_are_there_after_a_restart() {
        let profile = tempfile::tempdir().unwrap();
        let mut vault = reopened(profile.path());
        for (account, slot, secret) in [
            (ROMY, Slot::Password, "hunter2"),
            (JUNE, Slot::Password, "\"quoted\" ✓"),
            (ROMY, Slot::FastToken, "token"),
            (ROMY, Slot::Certificate, "sesame"),
            (ROMY, Slot::Password, "hunter3"),
        ] {
            vault.set(account, slot, Secret::from(secret)).unwrap();
        }

        let mut vault = reopened(profile.path());
        assert_eq!(password(&vault, ROMY), Some("hunter3"));
        assert_eq!(password(&vault, JUNE), Some("\"quoted\" ✓"));
        assert_eq!(vault.get(ROMY, Slot::FastToken).unwrap().reveal(), "token");
        assert_eq!(
            vault.get(ROMY, Slot::Certificate).unwrap().reveal(),
            "sesame"
        );
        assert_eq!(vault.get(JUNE, Slot::FastToken), None);

        vault.forget(ROMY, Slot::FastToken).unwrap();
        let mut vault = reopened(profile.path());
        assert_eq!(vault.get(ROMY, Slot::FastToken), None);
        assert_eq!(password(&vault, ROMY), Some("hunter3"));
        vault.remove(ROMY).unwrap();
        let mut vault = reopened(profile.path());
        assert_eq!(vault.secrets.len(), 1, "June's password alone is left");

        vault.retain(|_| false).unwrap();
        assert_eq!(reopened(profile.path()).secrets.len(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let profile = tempfile::tempdir().unwrap();
        let mut vault = reopened(profile.path());
        vault
            .set(ROMY, Slot::Password, Secret::from("hunter2"))
            .unwrap();
        let mode = std::fs::metadata(&vault.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let names = std::fs::read_dir(profile.path()).unwrap().count();
        assert_eq!(names, 1, "nothing may be left beside it");
    }

    #[test]
    fn a_broken_file_is_kept_aside_and_told() {
        for broken in [
            "",
            "{\"version\":1,\"passwords\":{\"1\":\"hun",
            "{\"version\":2,\"passwords\":{\"1\":\"hunter2\"}}",
            "{\"version\":0,\"secrets\":{}}",
            "[]",
            "\0\0\0",
        ] {
            let profile = tempfile::tempdir().unwrap();
            std::fs::write(profile.path().join(FILE), broken).unwrap();
            let (mut vault, recovered) = Vault::open(profile.path()).unwrap();
            let recovered = recovered.unwrap();
            assert_eq!(recovered.part, Part::Passwords);
            assert_eq!(
                std::fs::read_to_string(recovered.moved_to.unwrap()).unwrap(),
                broken
            );
            vault
                .set(ROMY, Slot::Password, Secret::from("hunter2"))
                .unwrap();
            assert!(reopened(profile.path()).get(ROMY, Slot::Password).is_some());
        }
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let profile = tempfile::tempdir().unwrap();
        let path = profile.path().join(FILE);
        std::fs::write(&path, "{\"version\":3,\"sealed\":\"…\"}").unwrap();
        assert_eq!(
            Vault::open(profile.path()).unwrap_err(),
            Error::ProfileTooNew
        );
        assert!(path.exists());
    }

    #[test]
    fn a_failed_write_changes_nothing() {
        let profile = tempfile::tempdir().unwrap();
        let mut vault = reopened(profile.path());
        vault
            .set(ROMY, Slot::Password, Secret::from("hunter2"))
            .unwrap();
        vault.path = profile.path().join("missing").join(FILE);
        let outcome = vault.set(ROMY, Slot::Password, Secret::from("hunter3"));
        assert!(matches!(outcome, Err(Error::Store(_))));
        assert_eq!(password(&vault, ROMY), Some("hunter2"));
    }

    #[test]
    fn the_sample_of_version_1_can_be_read() {
        let sample = include_str!("../../tests/old-store/vault-v1.json");
        let secrets = decode(sample.as_bytes()).unwrap().unwrap();
        assert_eq!(secrets.len(), 1);
        assert_eq!(secrets[&(ROMY, Slot::Password)].reveal(), "hunter2");
    }

    #[test]
    fn the_sample_of_version_2_can_be_read() {
        let sample = include_str!("../../tests/old-store/vault-v2.json");
        let secrets = decode(sample.as_bytes()).unwrap().unwrap();
        assert_eq!(secrets.len(), 4);
        assert_eq!(secrets[&(ROMY, Slot::Password)].reveal(), "hunter2");
        assert_eq!(secrets[&(ROMY, Slot::FastToken)].reveal(), "token");
        assert_eq!(secrets[&(JUNE, Slot::Password)].reveal(), "✓");
        assert_eq!(secrets[&(JUNE, Slot::Certificate)].reveal(), "sesame");
    }
}
