//! The passwords of our accounts, in one small file that only its owner can read.
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

/// The passwords of a profile. Writing blocks for as long as the disk takes.
#[derive(Debug)]
pub(crate) struct Vault {
    path: PathBuf,
    secrets: BTreeMap<AccountId, Secret>,
}

const FILE: &str = "vault.json";

/// The format that is written; files with a higher one are left alone.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Header {
    version: u32,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    passwords: BTreeMap<u32, &'a str>,
}

#[derive(Deserialize)]
struct Stored {
    passwords: BTreeMap<u32, Secret>,
}

impl Vault {
    /// Reads the passwords of a profile whose store is open. A file that can't be understood is
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

    /// The password of an account.
    pub(crate) fn get(&self, account: AccountId) -> Option<&Secret> {
        self.secrets.get(&account)
    }

    /// Keeps the password of an account; durable when the answer is `Ok`.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then the old password stays.
    pub(crate) fn set(&mut self, account: AccountId, password: Secret) -> Result<(), Error> {
        if self.get(account) == Some(&password) {
            return Ok(());
        }
        let mut secrets = self.secrets.clone();
        secrets.insert(account, password);
        self.replace(secrets)
    }

    /// Forgets the password of an account.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then nothing is forgotten.
    pub(crate) fn remove(&mut self, account: AccountId) -> Result<(), Error> {
        self.retain(|other| other != account)
    }

    /// Forgets the passwords of all accounts but these; at the start, for what a crash between
    /// vault and store left.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be written; then nothing is forgotten.
    pub(crate) fn retain(&mut self, keep: impl Fn(AccountId) -> bool) -> Result<(), Error> {
        let mut secrets = self.secrets.clone();
        secrets.retain(|account, _| keep(*account));
        if secrets.len() == self.secrets.len() {
            return Ok(());
        }
        self.replace(secrets)
    }

    fn replace(&mut self, secrets: BTreeMap<AccountId, Secret>) -> Result<(), Error> {
        let passwords = secrets.iter();
        let written = Written {
            version: VERSION,
            passwords: passwords
                .map(|(id, secret)| (id.0, secret.reveal()))
                .collect(),
        };
        let bytes =
            serde_json::to_vec(&written).map_err(|error| Error::Store(error.to_string()))?;
        profile::replace_file(&self.path, &Zeroizing::new(bytes))?;
        self.secrets = secrets;
        Ok(())
    }
}

/// `None` where it can't be understood.
fn decode(bytes: &[u8]) -> Result<Option<BTreeMap<AccountId, Secret>>, Error> {
    match serde_json::from_slice::<Header>(bytes) {
        Ok(header) if header.version > VERSION => return Err(Error::ProfileTooNew),
        Ok(_) => {}
        Err(_) => return Ok(None),
    }
    let stored: Option<Stored> = serde_json::from_slice(bytes).ok();
    let passwords = stored.map(|stored| stored.passwords.into_iter());
    Ok(passwords.map(|all| all.map(|(id, secret)| (AccountId(id), secret)).collect()))
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

    #[test]
    fn passwords_are_there_after_a_restart() {
        let profile = tempfile::tempdir().unwrap();
        let mut vault = reopened(profile.path());
        vault.set(ROMY, Secret::from("hunter2")).unwrap();
        vault.set(JUNE, Secret::from("\"quoted\" ✓")).unwrap();
        vault.set(ROMY, Secret::from("hunter3")).unwrap();

        let mut vault = reopened(profile.path());
        assert_eq!(vault.get(ROMY).unwrap().reveal(), "hunter3");
        assert_eq!(vault.get(JUNE).unwrap().reveal(), "\"quoted\" ✓");
        vault.remove(ROMY).unwrap();
        assert_eq!(reopened(profile.path()).get(ROMY), None);

        vault.retain(|_| false).unwrap();
        assert_eq!(reopened(profile.path()).get(JUNE), None);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let profile = tempfile::tempdir().unwrap();
        let mut vault = reopened(profile.path());
        vault.set(ROMY, Secret::from("hunter2")).unwrap();
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
            vault.set(ROMY, Secret::from("hunter2")).unwrap();
            assert!(reopened(profile.path()).get(ROMY).is_some());
        }
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let profile = tempfile::tempdir().unwrap();
        let path = profile.path().join(FILE);
        std::fs::write(&path, "{\"version\":2,\"sealed\":\"…\"}").unwrap();
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
        vault.set(ROMY, Secret::from("hunter2")).unwrap();
        vault.path = profile.path().join("missing").join(FILE);
        let outcome = vault.set(ROMY, Secret::from("hunter3"));
        assert!(matches!(outcome, Err(Error::Store(_))));
        assert_eq!(vault.get(ROMY).unwrap().reveal(), "hunter2");
    }

    #[test]
    fn the_sample_of_version_1_can_be_read() {
        let sample = include_str!("../../tests/old-store/vault-v1.json");
        let secrets = decode(sample.as_bytes()).unwrap().unwrap();
        assert_eq!(secrets[&ROMY].reveal(), "hunter2");
    }
}
