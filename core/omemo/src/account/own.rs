//! Our own keys: made once, published, filled up, changed and thrown away in time.

use crate::Profile;
use crate::curve::KeyPair;
use crate::identity::IdentityKeyPair;
use crate::profile::DeviceId;
use crate::random::{self, NoRandom, Random};
use crate::store::{Own, Prekey, SignedPrekey, StoreError};
use crate::x3dh::BundleParts;

use super::{Account, Action, Moment};

/// So many one-time keys are published (XEP-0384 §4.2).
pub(super) const PREKEYS: usize = 100;

/// Filled up when fewer are left. Not after each: every refill is a publication of ten kilobytes.
const REFILL_BELOW: usize = 80;

/// A one-time key that was used is kept for so many seconds, and until the archive has been read: somebody else may have
/// taken the same one from the same bundle, and their message may be on its way.
const KEPT_USED: u64 = 24 * 3600;

/// Numbers of one-time keys go up to 2²⁴ - 1, as others expect, and then begin again.
const MAX_PREKEY_ID: u32 = (1 << 24) - 1;

/// A signed key is published for so long: between a week and a month (XEP-0384 §4.2).
const ROTATION: u64 = 14 * 24 * 3600;

/// And kept for so long after that, for messages that come late.
const KEPT: u64 = ROTATION;

impl Account {
    /// Opens the device of this bare address, and makes one where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn open(jid: &str, moment: &mut Moment<'_, '_>) -> Result<Self, StoreError> {
        let own = match moment.store.own()? {
            Some(mut own) => {
                own.generation += 1;
                own
            }
            None => make(moment)?,
        };
        moment.store.put_own(&own);
        Ok(Self {
            jid: jid.to_owned(),
            own,
            run: super::mark::new_run(moment)?,
            online: false,
            catching_up: true,
            lists: std::collections::BTreeMap::new(),
            bundles: std::collections::BTreeMap::new(),
            answered: 0,
            doubts: std::collections::BTreeMap::new(),
            heard: std::collections::BTreeMap::new(),
            missed: std::collections::BTreeMap::new(),
            owed: std::collections::BTreeSet::new(),
            published: std::collections::BTreeSet::new(),
            unconfirmed: std::collections::BTreeSet::new(),
            changed: false,
            last_publication: None,
            failures: std::collections::BTreeMap::new(),
            listed: std::collections::BTreeSet::new(),
            returns: std::collections::BTreeMap::new(),
            announcements: Vec::new(),
        })
    }

    /// The store is a copy from before: others have gone on with its sessions. Becomes a new device with a new number and
    /// a new identity; whom we trust stays. `known` is the generation that was kept outside of the store.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn renew(&mut self, moment: &mut Moment<'_, '_>, known: u64) -> Result<(), StoreError> {
        for prekey in moment.store.prekeys()? {
            moment.store.remove_prekey(prekey.id);
        }
        for prekey in moment.store.signed_prekeys()? {
            moment.store.remove_signed_prekey(prekey.id);
        }
        moment.store.remove_records()?;
        let generation = self.own.generation;
        // It is the same machine, and has the name that its owner knows it by.
        let label = std::mem::take(&mut self.own.label);
        self.own = make(moment)?;
        self.own.label = label;
        self.own.generation = generation.max(known) + 1;
        moment.store.put_own(&self.own);
        self.bundles.clear();
        self.owed.clear();
        self.published.clear();
        self.unconfirmed.clear();
        self.listed.clear();
        self.returns.clear();
        self.changed = true;
        Ok(())
    }

    /// What we publish.
    pub(super) fn parts(
        &self,
        profile: Profile,
        moment: &mut Moment<'_, '_>,
    ) -> Result<BundleParts, StoreError> {
        let (id, _) = self.own.signed_prekey;
        let signed = moment
            .store
            .signed_prekey(id)?
            .ok_or_else(|| StoreError::Failed("the signed key is missing".to_owned()))?;
        let prekeys: Vec<_> = moment
            .store
            .prekeys()?
            .into_iter()
            .filter(|prekey| prekey.used.is_none())
            .map(|prekey| (prekey.id, prekey.pair.public()))
            .collect();
        let signed = (id, &signed.pair.public());
        BundleParts::sign(profile, &self.own.identity, signed, prekeys, moment.random)
            .map_err(no_random)
    }

    /// Publishes what is stale, unless that was done a moment ago: then the next tick does it.
    pub(super) fn publish_bundles(
        &mut self,
        moment: &mut Moment<'_, '_>,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        // A clock that was set back waits no longer than one that was not.
        let recently = self
            .last_publication
            .and_then(|at| moment.now.checked_sub(at))
            .is_some_and(|age| age < self.pause());
        if !self.online || recently {
            return Ok(());
        }
        self.last_publication = Some(moment.now);
        self.unconfirmed = Profile::ALL.into();
        self.changed = false;
        for profile in Profile::ALL {
            let parts = self.parts(profile, moment)?;
            actions.push(Action::PublishBundle { profile, parts });
        }
        Ok(())
    }

    /// How publishing our bundle ended, after whatever the server needed to take it.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn bundle_published(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        succeeded: bool,
    ) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        if !succeeded {
            let failures = self.failures.entry(profile).or_default();
            *failures = failures.saturating_add(1);
            self.bundle_changed(moment);
            return Ok(actions);
        }
        self.failures.remove(&profile);
        self.unconfirmed.remove(&profile);
        if self.unconfirmed.is_empty() && !self.changed {
            self.own.bundle_stale = false;
            moment.store.put_own(&self.own);
        }
        self.published.insert(profile);
        self.announce(profile, moment, &mut actions)?;
        Ok(actions)
    }

    /// This device is on none of our lists yet, and nothing speaks against its getting there. Who gets a message of it now
    /// could not answer it: one does well to wait for what is being published.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn is_hidden(&self, moment: &Moment<'_, '_>) -> Result<bool, StoreError> {
        for profile in Profile::ALL {
            let list = moment.store.devices(profile, &self.jid)?;
            if list.is_some_and(|list| list.contains(self.own.device)) {
                return Ok(false);
            }
        }
        Ok(!self.has_failed_to_publish())
    }

    /// A bundle of ours could not be published when it was tried last.
    #[must_use]
    pub fn has_failed_to_publish(&self) -> bool {
        !self.failures.is_empty()
    }

    /// What the server has of our bundle is not what it should have.
    pub(super) fn bundle_changed(&mut self, moment: &mut Moment<'_, '_>) {
        self.own.bundle_stale = true;
        self.changed = true;
        moment.store.put_own(&self.own);
    }

    /// Throws away the one-time keys that were used a while ago: nothing that is on its way can need them. Only after the
    /// archive has been read.
    pub(super) fn throw_away_used(
        &mut self,
        moment: &mut Moment<'_, '_>,
    ) -> Result<(), StoreError> {
        for prekey in moment.store.prekeys()? {
            if prekey
                .used
                .is_some_and(|at| moment.now.saturating_sub(at) >= KEPT_USED)
            {
                moment.store.remove_prekey(prekey.id);
            }
        }
        Ok(())
    }

    /// Makes new one-time keys where few are left.
    pub(super) fn refill(&mut self, moment: &mut Moment<'_, '_>) -> Result<(), StoreError> {
        let left = moment
            .store
            .prekeys()?
            .iter()
            .filter(|prekey| prekey.used.is_none())
            .count();
        if left < REFILL_BELOW {
            make_prekeys(PREKEYS - left, &mut self.own, moment)?;
            self.bundle_changed(moment);
        }
        Ok(())
    }

    /// Changes the signed key when it is old, and throws away those that are older.
    pub(super) fn rotate(&mut self, moment: &mut Moment<'_, '_>) -> Result<(), StoreError> {
        let (id, made) = self.own.signed_prekey;
        // A clock that was set back makes it old as well, at most once.
        let age = moment.now.checked_sub(made).unwrap_or(ROTATION);
        if age < ROTATION {
            return Ok(());
        }
        let next = id.wrapping_add(1).max(1);
        make_signed(next, &mut self.own, moment)?;
        self.bundle_changed(moment);
        for old in moment.store.signed_prekeys()? {
            let expired = moment.now.saturating_sub(old.made) >= ROTATION + KEPT;
            if old.id != next && old.id != id && expired {
                moment.store.remove_signed_prekey(old.id);
            }
        }
        Ok(())
    }
}

fn make(moment: &mut Moment<'_, '_>) -> Result<Own, StoreError> {
    let identity = IdentityKeyPair::generate(moment.random).map_err(no_random)?;
    let mut own = Own {
        device: new_number(moment.random)?,
        identity,
        generation: 1,
        next_prekey: 1,
        signed_prekey: (1, moment.now),
        announced: false,
        bundle_stale: true,
        label: String::new(),
    };
    make_signed(1, &mut own, moment)?;
    make_prekeys(PREKEYS, &mut own, moment)?;
    Ok(own)
}

/// A number that no device has yet, as far as one can know.
pub(super) fn new_number(random: &mut dyn Random) -> Result<DeviceId, StoreError> {
    let id = random::below(random, DeviceId::MAX_NEW).map_err(no_random)?;
    Ok(DeviceId::new(id + 1))
}

fn make_signed(id: u32, own: &mut Own, moment: &mut Moment<'_, '_>) -> Result<(), StoreError> {
    let pair = KeyPair::generate(moment.random).map_err(no_random)?;
    let made = moment.now;
    moment
        .store
        .put_signed_prekey(&SignedPrekey { id, pair, made });
    own.signed_prekey = (id, made);
    Ok(())
}

fn make_prekeys(
    count: usize,
    own: &mut Own,
    moment: &mut Moment<'_, '_>,
) -> Result<(), StoreError> {
    for _ in 0..count {
        let pair = KeyPair::generate(moment.random).map_err(no_random)?;
        let id = own.next_prekey;
        own.next_prekey = match id >= MAX_PREKEY_ID {
            true => 1,
            false => id + 1,
        };
        moment.store.put_prekey(&Prekey {
            id,
            pair,
            used: None,
        });
    }
    Ok(())
}

/// Without random bytes nothing can be stored that would be worth anything.
pub(super) fn no_random(error: NoRandom) -> StoreError {
    StoreError::Failed(error.to_string())
}
