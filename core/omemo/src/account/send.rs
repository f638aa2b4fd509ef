//! Sending: which devices there are, which of them can be reached, and a key of the message for each that may read it.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::Profile;
use crate::content;
use crate::identity::IdentityKey;
use crate::message::{DeviceList, Key, Message};
use crate::profile::{Address, DeviceId};
use crate::ratchet::{Encrypted, RatchetError, Session};
use crate::store::StoreError;
use crate::trust::Trust;
use crate::x3dh::{Bundle, BundleParts};

use super::keys::Seen;
use super::own::no_random;
use super::plan::{Plan, Reach};
use super::{Account, Action, BundleState, ListState, Moment, PATIENT, SILENCE, next_wait};

/// Why a message is not encrypted. It must not be sent in another way by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncryptError {
    /// No device of these people would be able to read it, and they are not left out.
    #[error("no device of {} can read it", .0.join(", "))]
    Nobody(Vec<String>),
    /// It is too long.
    #[error(transparent)]
    Content(#[from] content::ContentError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An encrypted message, and who can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The wire version.
    pub profile: Profile,
    /// What goes into the stanza.
    pub message: Message,
    /// The devices that can read it.
    pub reached: Vec<Address>,
    /// Those that can't, and how they stand.
    pub missed: Vec<(Address, Reach)>,
    /// What has to be done besides.
    pub actions: Vec<Action>,
}

impl Account {
    /// Looks at who would be able to read a message to these people (bare addresses, without our own), and what has to be
    /// asked before. Do its actions; where it is not waiting any more, [`Self::encrypt`].
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn plan(
        &mut self,
        moment: &mut Moment<'_, '_>,
        people: &[&str],
    ) -> Result<Plan, StoreError> {
        self.look(moment, people, (true, None))
    }

    /// The same in this wire version, whether or not everybody has it: for what only some of them are told, as
    /// [`super::Telling`] says.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn plan_in(
        &mut self,
        moment: &mut Moment<'_, '_>,
        people: &[&str],
        profile: Profile,
    ) -> Result<Plan, StoreError> {
        self.look(moment, people, (true, Some(profile)))
    }

    /// The same for whoever only looks: lists are asked for, bundles are not. A device whose bundle is not known waits.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn survey(
        &mut self,
        moment: &mut Moment<'_, '_>,
        people: &[&str],
    ) -> Result<Plan, StoreError> {
        self.look(moment, people, (false, None))
    }

    fn look(
        &mut self,
        moment: &mut Moment<'_, '_>,
        people: &[&str],
        (bundles, profile): (bool, Option<Profile>),
    ) -> Result<Plan, StoreError> {
        let mut actions = Vec::new();
        let people: BTreeSet<&str> = people
            .iter()
            .copied()
            .filter(|jid| *jid != self.jid)
            .collect();
        let ours = self.jid.clone();
        let everybody: Vec<&str> = people.iter().copied().chain([ours.as_str()]).collect();
        let mut waiting = false;
        for profile in Profile::ALL {
            for jid in &everybody {
                self.ask_for_list(profile, jid, moment.now, &mut actions);
                waiting |= self.is_list_awaited(profile, jid, moment)?;
            }
        }
        let profile = match profile {
            Some(profile) => profile,
            None => self.choose(moment, &everybody)?,
        };
        let mut plan = Plan {
            profile,
            devices: Vec::new(),
            without: Vec::new(),
            left_out: BTreeSet::new(),
            waiting,
            retry: None,
            actions,
        };
        for jid in everybody {
            let list = moment.store.devices(profile, jid)?.unwrap_or_default();
            let ids: Vec<_> = list
                .ids()
                .filter(|id| jid != ours || *id != self.own.device)
                .collect();
            if ids.is_empty() && jid != ours {
                plan.without.push(jid.to_owned());
            }
            for id in self.only_in_other(moment, profile, jid, &list)? {
                plan.devices
                    .push((Address::new(jid, id), Reach::OtherVersion));
            }
            for id in ids {
                let of = Address::new(jid, id);
                let asked = bundles.then_some(&mut plan.actions);
                let reach = self.reach(moment, profile, &of, asked)?;
                plan.waiting |= reach == Reach::Waiting;
                plan.devices.push((of, reach));
            }
        }
        plan.retry = self.retry(&plan, moment.now);
        Ok(plan)
    }

    /// See [`Plan::retry`].
    fn retry(&self, plan: &Plan, now: u64) -> Option<u64> {
        let is_reached = |jid: &str| {
            plan.devices.iter().any(|(of, reach)| {
                of.jid == jid && matches!(reach, Reach::Ready(_) | Reach::Waiting)
            })
        };
        let bundles = plan.devices.iter().filter_map(|(of, reach)| {
            let missed = of.jid != self.jid && !is_reached(&of.jid);
            match self.bundles.get(&(plan.profile, of.clone()))? {
                BundleState::Asked { since, .. } if *reach == Reach::Waiting => {
                    Some(self.awaited_until(*since))
                }
                BundleState::Asked { .. } => missed.then(|| now.saturating_add(SILENCE)),
                BundleState::Failed { until, wait, bad } => {
                    (missed && !bad && *wait <= PATIENT).then_some(*until)
                }
                BundleState::Ready(_) => None,
            }
        });
        let places = plan
            .without
            .iter()
            .flat_map(|jid| Profile::ALL.map(|profile| (profile, jid.clone())));
        let lists = places.filter_map(|place| match self.lists.get(&place)? {
            ListState::Failed { until, wait } if *wait <= PATIENT => Some(*until),
            _ => None,
        });
        bundles.chain(lists).min()
    }

    /// Encrypts for everybody in the plan who can read it: the body in the older profile, the envelope in omemo:2.
    ///
    /// # Errors
    ///
    /// [`EncryptError`]: then nothing may be sent, and the transaction is to be dropped.
    pub fn encrypt(
        &mut self,
        moment: &mut Moment<'_, '_>,
        plan: &Plan,
        plaintext: &[u8],
    ) -> Result<Outgoing, EncryptError> {
        let sealed = content::seal(plan.profile, plaintext, moment.random)?;
        let mut outgoing = Outgoing {
            profile: plan.profile,
            message: Message {
                sid: self.own.device,
                keys: Vec::new(),
                iv: sealed.iv.map(Vec::from).unwrap_or_default(),
                payload: Some(sealed.payload),
            },
            reached: Vec::new(),
            missed: Vec::new(),
            actions: Vec::new(),
        };
        for (of, before) in &plan.devices {
            // Trust may have changed since.
            let reach = match before {
                Reach::OtherVersion => Reach::OtherVersion,
                _ => self.reach(moment, plan.profile, of, Some(&mut outgoing.actions))?,
            };
            let key = match reach {
                Reach::Ready(_) => self.key_for(moment, plan.profile, of, &sealed.key)?,
                _ => None,
            };
            match key {
                Some(key) => {
                    outgoing.message.keys.push(key);
                    outgoing.reached.push(of.clone());
                }
                None => outgoing.missed.push((of.clone(), reach)),
            }
        }
        let people = plan
            .devices
            .iter()
            .map(|(of, _)| &of.jid)
            .chain(&plan.without);
        let people: BTreeSet<&String> = people.filter(|jid| **jid != self.jid).collect();
        let is_reached = |jid: &&String| outgoing.reached.iter().any(|of| of.jid == **jid);
        let missed = people.iter().filter(|jid| !is_reached(jid)).copied();
        // What nobody else could read is not said to the others.
        let for_others = people.is_empty() || people.iter().any(is_reached);
        let missed: Vec<String> = missed
            .filter(|jid| !for_others || !plan.left_out.contains(*jid))
            .cloned()
            .collect();
        if !missed.is_empty() {
            return Err(EncryptError::Nobody(missed));
        }
        // Also where it is for ourselves, and there is no other device of ours.
        if outgoing.reached.is_empty() && !plan.left_out.contains(&self.jid) {
            return Err(EncryptError::Nobody(vec![self.jid.clone()]));
        }
        Ok(outgoing)
    }

    /// What the question for a bundle brought: what is published, `None` for whatever was not to be had.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn bundle(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        answer: Option<&BundleParts>,
    ) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        let place = (profile, of.clone());
        self.answered = moment.now;
        let bundle = answer.and_then(|parts| Bundle::check(profile, parts).ok());
        let state = match bundle {
            Some(bundle) => {
                self.observe(moment, of, Seen::in_bundle(&bundle), &mut actions)?;
                BundleState::Ready(Box::new(bundle))
            }
            None => {
                let wait = match self.bundles.get(&place) {
                    Some(BundleState::Failed { wait, .. } | BundleState::Asked { wait, .. }) => {
                        next_wait(*wait)
                    }
                    _ => next_wait(0),
                };
                BundleState::Failed {
                    until: moment.now.saturating_add(wait),
                    wait,
                    bad: answer.is_some(),
                }
            }
        };
        self.bundles.insert(place, state);
        self.pay(moment, &mut actions)?;
        Ok(actions)
    }

    /// Whether this list may still change what a message is encrypted for.
    fn is_list_awaited(
        &self,
        profile: Profile,
        jid: &str,
        moment: &Moment<'_, '_>,
    ) -> Result<bool, StoreError> {
        let asked = self.lists.get(&(profile, jid.to_owned()));
        match asked {
            Some(ListState::Asked) => Ok(true),
            // Without a connection one that was never seen is awaited.
            None => Ok(moment.store.devices(profile, jid)?.is_none()),
            Some(ListState::Known | ListState::Failed { .. }) => Ok(false),
        }
    }

    /// omemo:2 where everybody has devices there and nobody has one that is on the older list only; else the older profile,
    /// unless somebody could not be reached in it at all.
    fn choose(&self, moment: &Moment<'_, '_>, everybody: &[&str]) -> Result<Profile, StoreError> {
        let (mut is_complete, mut has_newer, mut has_older) = (true, true, true);
        for jid in everybody {
            let newer = moment
                .store
                .devices(Profile::Omemo2, jid)?
                .unwrap_or_default();
            let older = self.only_in_other(moment, Profile::Omemo2, jid, &newer)?;
            is_complete &= older.is_empty();
            if *jid != self.jid {
                has_newer &= !newer.devices.is_empty();
                let older = moment
                    .store
                    .devices(Profile::Legacy, jid)?
                    .unwrap_or_default();
                has_older &= !older.devices.is_empty();
            }
        }
        Ok(match has_newer && (is_complete || !has_older) {
            true => Profile::Omemo2,
            false => Profile::Legacy,
        })
    }

    /// The devices of somebody that are on the list of the other profile only.
    fn only_in_other(
        &self,
        moment: &Moment<'_, '_>,
        profile: Profile,
        jid: &str,
        list: &DeviceList,
    ) -> Result<Vec<DeviceId>, StoreError> {
        let other = match profile {
            Profile::Legacy => Profile::Omemo2,
            Profile::Omemo2 => Profile::Legacy,
        };
        let other = moment.store.devices(other, jid)?.unwrap_or_default();
        let is_us = |id: &DeviceId| jid == self.jid && *id == self.own.device;
        Ok(other
            .ids()
            .filter(|id| !list.contains(*id) && !is_us(id))
            .collect())
    }

    /// How a device stands; asks for its bundle where that is what is missing, and wanted.
    fn reach(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        actions: Option<&mut Vec<Action>>,
    ) -> Result<Reach, StoreError> {
        let identity = match moment.store.record(profile, of)?.identity() {
            Some(identity) => identity,
            None => match self.bundle_identity(profile, of, moment.now, actions) {
                Ok(identity) => identity,
                Err(reach) => return Ok(reach),
            },
        };
        let row = moment.store.key_row(&of.jid, &identity)?;
        Ok(match row.map_or(Trust::Undecided, |row| row.trust) {
            Trust::Blind | Trust::Verified => Reach::Ready(identity),
            Trust::Undecided => Reach::Undecided(identity),
            Trust::Distrusted => Reach::Distrusted(identity),
        })
    }

    fn bundle_identity(
        &mut self,
        profile: Profile,
        of: &Address,
        now: u64,
        actions: Option<&mut Vec<Action>>,
    ) -> Result<IdentityKey, Reach> {
        let reach = match self.bundles.get(&(profile, of.clone())) {
            Some(BundleState::Ready(bundle)) => return Ok(bundle.identity()),
            // Who keeps silent holds up nobody, nor does what could not be had before.
            Some(BundleState::Asked { since, wait }) => {
                return Err(match *wait == 0 && self.awaited_until(*since) > now {
                    true => Reach::Waiting,
                    false => Reach::Unreachable,
                });
            }
            Some(BundleState::Failed { until, .. }) if *until > now => {
                return Err(Reach::Unreachable);
            }
            Some(BundleState::Failed { .. }) => Reach::Unreachable,
            None => Reach::Waiting,
        };
        if let Some(actions) = actions.filter(|_| self.online) {
            self.ask_for_bundle(profile, of, now, actions);
        }
        Err(reach)
    }

    pub(super) fn ask_for_bundle(
        &mut self,
        profile: Profile,
        of: &Address,
        now: u64,
        actions: &mut Vec<Action>,
    ) {
        let place = (profile, of.clone());
        let (blocked, wait) = match self.bundles.get(&place) {
            Some(BundleState::Asked { wait, .. }) => (true, *wait),
            Some(BundleState::Failed { until, wait, .. }) => (*until > now, *wait),
            Some(BundleState::Ready(_)) | None => (false, 0),
        };
        if self.online && !blocked {
            // What it waited before is not forgotten by asking.
            let asked = BundleState::Asked { since: now, wait };
            self.bundles.insert(place, asked);
            let of = of.clone();
            actions.push(Action::FetchBundle { profile, of });
        }
    }

    /// The key of a message for one device, with the session there is or a new one.
    fn key_for(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        key: &Zeroizing<Vec<u8>>,
    ) -> Result<Option<Key>, StoreError> {
        let encrypted = self.encrypt_key(moment, profile, of, key)?;
        Ok(encrypted.map(|encrypted| Key {
            jid: (profile == Profile::Omemo2).then(|| of.jid.clone()),
            rid: of.device,
            key_exchange: encrypted.key_exchange,
            bytes: encrypted.bytes,
        }))
    }

    fn encrypt_key(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        key: &[u8],
    ) -> Result<Option<Encrypted>, StoreError> {
        if !moment.store.record(profile, of)?.has_session() {
            let place = (profile, of.clone());
            if !matches!(self.bundles.get(&place), Some(BundleState::Ready(_))) {
                return Ok(None);
            }
            // A bundle is used once: its one-time key is gone with that.
            let Some(BundleState::Ready(bundle)) = self.bundles.remove(&place) else {
                return Ok(None);
            };
            let registration = self.own.device.get();
            match Session::begin(&self.own.identity, &bundle, registration, moment.random) {
                Ok(session) => moment.store.record_mut(profile, of)?.begin(session),
                Err(RatchetError::Random(error)) => return Err(no_random(error)),
                Err(_) => {
                    // Asked for again with every message, it would be no better.
                    let wait = next_wait(0);
                    let failed = BundleState::Failed {
                        until: moment.now.saturating_add(wait),
                        wait,
                        bad: true,
                    };
                    self.bundles.insert(place, failed);
                    return Ok(None);
                }
            }
        }
        // At the end of a chain only an answer helps.
        Ok(moment
            .store
            .record_mut(profile, of)?
            .encrypt(key)
            .ok()
            .flatten())
    }

    /// A message without content for one device.
    pub(super) fn empty_for(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
    ) -> Result<Option<Action>, StoreError> {
        let nothing = Zeroizing::new(content::EMPTY.to_vec());
        let Some(key) = self.key_for(moment, profile, of, &nothing)? else {
            return Ok(None);
        };
        let mut iv = Vec::new();
        if profile == Profile::Legacy {
            iv = vec![0; 12];
            moment.random.fill(&mut iv).map_err(no_random)?;
        }
        Ok(Some(Action::SendEmpty {
            profile,
            to: of.jid.clone(),
            message: Message {
                sid: self.own.device,
                keys: vec![key],
                iv,
                payload: None,
            },
        }))
    }
}
