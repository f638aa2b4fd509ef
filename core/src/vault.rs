//! The secrets of our accounts: in the keyring of the desktop where there is one, else sealed in a
//! file that only its owner can read.
//!
//! Apart from the store on purpose: a broken store must never cost anybody their passwords. And
//! nobody waits for a keyring, for some hang: a secret goes into the sealed file first, which takes
//! as long as the disk takes, and from there into the keyring by the way; the file gives it up only
//! when it was read back from there. The file is replaced as a whole (written beside, synced,
//! renamed), so a crash leaves the old or the new one; it also says which secrets the keyring has.

mod file;
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(not(target_os = "linux"))]
#[path = "vault/no_keyring.rs"]
mod keyring;
mod sealed;
#[cfg(target_os = "linux")]
mod secret_service;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::model::{Secret, SecretPlace};
use crate::store::{Part, Recovered, profile};
use crate::{AccountId, Error};
use keyring::Ask;
pub(crate) use keyring::Told;
use sealed::Seal;

/// The secrets of a profile. Writing blocks for as long as the disk takes, never for a keyring.
#[derive(Debug)]
pub(crate) struct Vault {
    profile: PathBuf,
    /// Tells this profile from others in the keyring.
    id: String,
    seal: Option<Seal>,
    known: Secrets,
    homes: Homes,
    /// How the accounts are called, for the lists that keyrings show.
    names: BTreeMap<AccountId, String>,
    ask: mpsc::UnboundedSender<Ask>,
    told: mpsc::UnboundedReceiver<Told>,
    /// The other ends, until somebody works there.
    idle: Option<(mpsc::UnboundedReceiver<Ask>, mpsc::UnboundedSender<Told>)>,
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
    /// How often the keys of encryption were opened: no secret, but it has to stand elsewhere than they do.
    Generation,
    /// What the keys of encryption are sealed with where they lie.
    EncryptionKey,
}

/// Whose secret, and what for.
pub(crate) type Place = (AccountId, Slot);

type Secrets = BTreeMap<Place, Secret>;
type Homes = BTreeMap<Place, SecretPlace>;

/// What an answer of the keyring changes for an account.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The secret is known now.
    Known(Place),
    /// The secret is kept somewhere else, or nowhere.
    Moved(Place),
}

const FILE: &str = "vault.json";

impl Vault {
    /// Reads the secrets of a profile whose store is open. A file that can't be understood is
    /// moved aside, and told; so are secrets that can't be opened.
    ///
    /// # Errors
    /// [`Error::Store`] where the file can't be read, [`Error::ProfileTooNew`] where a newer
    /// Waxwing wrote it.
    pub(crate) fn open(profile: &Path) -> Result<(Self, Option<Recovered>), Error> {
        let mut vault = Self::empty(profile);
        let path = vault.path();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((vault, None)),
            Err(error) => return Err(profile::failed(&path, &error)),
        };
        vault.seal = Seal::open(profile);
        let Some(content) = file::decode(&bytes, vault.seal.as_ref())? else {
            return Ok((vault, Some(recovered(profile::move_aside(&path)?))));
        };
        (vault.known, vault.homes) = (content.known, content.homes);
        vault.id = content.id.unwrap_or(vault.id);
        let lost = match content.damaged {
            true => {
                let kept = profile::move_aside(&path)?;
                Some(recovered(kept))
            }
            false => None,
        };
        if content.plain || lost.is_some() {
            // Where it can't be written the old file stays, and the next change tries again.
            if let Err(error) = vault.write(&vault.known.clone(), &vault.homes.clone()) {
                tracing::warn!(%error, "the secrets are not sealed");
            }
        }
        Ok((vault, lost))
    }

    /// A vault that holds nothing and has written nothing.
    pub(crate) fn empty(profile: &Path) -> Self {
        let (ask, asked) = mpsc::unbounded_channel();
        let (tell, told) = mpsc::unbounded_channel();
        Self {
            profile: profile.to_owned(),
            id: Uuid::new_v4().to_string(),
            seal: None,
            known: Secrets::new(),
            homes: Homes::new(),
            names: BTreeMap::new(),
            ask,
            told,
            idle: Some((asked, tell)),
        }
    }

    /// A secret of an account.
    pub(crate) fn get(&self, account: AccountId, slot: Slot) -> Option<&Secret> {
        self.known.get(&(account, slot))
    }

    /// Where the password of an account is kept.
    pub(crate) fn home(&self, account: AccountId) -> Option<SecretPlace> {
        self.homes.get(&(account, Slot::Password)).copied()
    }

    /// Under which name the secrets of an account are shown in keyrings.
    pub(crate) fn name(&mut self, account: AccountId, name: &str) {
        self.names.insert(account, name.to_owned());
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
        let place = (account, slot);
        if self.get(account, slot) == Some(&secret) && self.homes.contains_key(&place) {
            return Ok(());
        }
        let (mut known, mut homes) = (self.known.clone(), self.homes.clone());
        known.insert(place, secret);
        homes.insert(place, SecretPlace::SealedFile);
        self.replace(known, homes)?;
        self.offer(place);
        Ok(())
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

    /// Lets the keyring take part, and asks it for what only it knows: one [`Told::Loaded`] or
    /// [`Told::NotLoaded`] answers. Must be called inside a tokio runtime.
    pub(crate) fn join_keyring(&mut self) {
        let Some((asked, tell)) = self.idle.take() else {
            return;
        };
        let there: Vec<Place> = self.places(SecretPlace::Keyring);
        let here: Vec<Place> = self.places(SecretPlace::SealedFile);
        tokio::spawn(keyring::run(self.id.clone(), asked, tell));
        if !there.is_empty() {
            let _ = self.ask.send(Ask::Load(there));
        }
        here.into_iter().for_each(|place| self.offer(place));
    }

    /// Whether only the keyring knows a secret of this account.
    pub(crate) fn is_awaited(&self, account: AccountId) -> bool {
        self.awaited().iter().any(|place| place.0 == account)
    }

    /// Whether only the keyring knows this secret.
    pub(crate) fn is_awaited_for(&self, account: AccountId, slot: Slot) -> bool {
        self.awaited().contains(&(account, slot))
    }

    /// Asks the keyring once more for what only it knows, also one that the person did not want to unlock before: the
    /// answer is the same as at the start. `false`: nobody can be asked.
    pub(crate) fn ask_again(&self) -> bool {
        self.idle.is_none() && self.ask.send(Ask::Again(self.awaited())).is_ok()
    }

    fn awaited(&self) -> Vec<Place> {
        let mut places = self.places(SecretPlace::Keyring);
        places.retain(|place| !self.known.contains_key(place));
        places
    }

    /// The next answer of the keyring, to be given to [`Vault::take`].
    pub(crate) async fn told(&mut self) -> Option<Told> {
        self.told.recv().await
    }

    /// Takes an answer of the keyring in. What is different by it.
    pub(crate) fn take(&mut self, told: Told) -> Vec<Change> {
        match told {
            Told::NotLoaded => Vec::new(),
            Told::Kept(place, secret) => self.kept(place, &secret).into_iter().collect(),
            Told::Loaded(found) => {
                let found = found.into_iter();
                found
                    .filter_map(|(place, it)| self.loaded(place, it))
                    .collect()
            }
        }
    }

    fn loaded(&mut self, place: Place, found: Option<Secret>) -> Option<Change> {
        if self.homes.get(&place) != Some(&SecretPlace::Keyring) {
            // Another one was set since.
            return None;
        }
        if let Some(secret) = found {
            self.known.insert(place, secret);
            return Some(Change::Known(place));
        }
        if place.1 == Slot::EncryptionKey {
            // Another program may have answered, or one that is locked and does not say so: a password can be typed again,
            // and this can't. The person decides when to do without.
            tracing::warn!(
                account = place.0.0,
                "the keyring does not know what opens the keys"
            );
            return None;
        }
        tracing::warn!(account = place.0.0, "a secret is gone from the keyring");
        let mut homes = self.homes.clone();
        homes.remove(&place);
        let _ = self.replace(self.known.clone(), homes);
        Some(Change::Moved(place))
    }

    fn kept(&mut self, place: Place, secret: &Secret) -> Option<Change> {
        match self.known.get(&place) {
            Some(known) if known == secret => {
                let mut homes = self.homes.clone();
                homes.insert(place, SecretPlace::Keyring);
                self.replace(self.known.clone(), homes).ok()?;
                Some(Change::Moved(place))
            }
            // The present one is on its way there.
            Some(_) => None,
            None => {
                let _ = self.ask.send(Ask::Forget(place));
                None
            }
        }
    }

    /// Offers a secret to the keyring.
    fn offer(&self, place: Place) {
        if let Some(secret) = self.known.get(&place) {
            let of = self.names.get(&place.0).map_or("", String::as_str);
            let label = format!("Waxwing: {} {of}", place.1.name().replace('_', " "));
            let _ = self.ask.send(Ask::Keep(place, secret.clone(), label));
        }
    }

    fn places(&self, home: SecretPlace) -> Vec<Place> {
        let homes = self.homes.iter().filter(|(_, its)| **its == home);
        homes.map(|(place, _)| *place).collect()
    }

    fn retain_where(&mut self, keep: impl Fn(&Place) -> bool) -> Result<(), Error> {
        let (mut known, mut homes) = (self.known.clone(), self.homes.clone());
        known.retain(|place, _| keep(place));
        homes.retain(|place, _| keep(place));
        if homes.len() == self.homes.len() {
            return Ok(());
        }
        let gone = self.homes.keys().filter(|place| !keep(place));
        let gone: Vec<Place> = gone.copied().collect();
        self.replace(known, homes)?;
        for place in gone {
            let _ = self.ask.send(Ask::Forget(place));
        }
        Ok(())
    }

    fn replace(&mut self, known: Secrets, homes: Homes) -> Result<(), Error> {
        self.write(&known, &homes)?;
        (self.known, self.homes) = (known, homes);
        Ok(())
    }

    fn write(&mut self, known: &Secrets, homes: &Homes) -> Result<(), Error> {
        let seal = match self.seal.take().filter(Seal::is_kept) {
            Some(seal) => seal,
            None => Seal::make(&self.profile)?,
        };
        let bytes = file::encode(&self.id, known, homes, &seal);
        self.seal = Some(seal);
        let bytes = bytes?;
        // What can't be read back must not take the place of what can.
        let again = file::decode(&bytes, Seal::open(&self.profile).as_ref())?;
        let sealed = |place: &Place| homes.get(place) == Some(&SecretPlace::SealedFile);
        let wanted = known.iter().filter(|(place, _)| sealed(place));
        match again {
            Some(again) if !again.damaged && again.known.iter().eq(wanted) => {
                profile::replace_file(&self.path(), &bytes)
            }
            _ => Err(Error::Store(
                "the secrets could not be read back".to_owned(),
            )),
        }
    }

    fn path(&self) -> PathBuf {
        self.profile.join(FILE)
    }
}

impl Slot {
    /// Its name on disk and in keyrings; a promise.
    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::FastToken => "fast_token",
            Self::Certificate => "certificate",
            Self::Generation => "generation",
            Self::EncryptionKey => "encryption_key",
        }
    }
}

fn recovered(moved_to: PathBuf) -> Recovered {
    Recovered {
        part: Part::Passwords,
        moved_to: Some(moved_to),
        backup: None,
    }
}
