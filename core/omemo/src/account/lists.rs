//! Lists of devices: those of others, kept as they last were, and our own, on which we have to be.

use crate::Profile;
use crate::identity::EdwardsKey;
use crate::message::{DeviceList, Label, ListedDevice, MAX_DEVICES};
use crate::random;
use crate::store::StoreError;

use super::{ANSWER, Account, Action, ListState, Moment, Notice, next_wait, own};

/// So often we put ourselves on our list again ...
const MAX_ANNOUNCEMENTS: usize = 3;

/// ... within so many seconds. More is a fight with another client, which nobody wins.
const FIGHT: u64 = 600;

/// Our list is not published when what it was is known for longer than so many seconds: it is asked for once more before.
const FRESH: u64 = 5;

/// Who was taken off comes back within so many seconds; less than [`FRESH`], so that nothing has to be asked again.
const RETURN: u32 = 4;

/// A list that was there is gone when the server has said so as often as that: one that is out of order says all sorts of
/// things.
const BELIEVED: u8 = 3;

/// A list is asked for again because of a device that is not on it at most once in so many seconds, whatever comes from
/// that device.
const DOUBT: u64 = 300;

/// Longest name that we publish, in characters (XEP-0384 §5.3.1).
const MAX_NAME: usize = 53;

/// What a server says to the question for a list, or tells by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListAnswer {
    /// This is it. Also what an event says.
    Is(DeviceList),
    /// There is none: `item-not-found`, and nothing else.
    None,
    /// It could not be had: any other error, or no answer. It may be there all the same.
    Failed,
}

impl Account {
    /// The list of somebody, or our own.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn list(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        jid: &str,
        answer: ListAnswer,
    ) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        let place = (profile, jid.to_owned());
        let list = match answer {
            ListAnswer::Is(list) => Some(list),
            ListAnswer::None => self.lost(&place, moment)?,
            ListAnswer::Failed => {
                self.missed.remove(&place);
                None
            }
        };
        let Some(list) = list else {
            let wait = match self.lists.get(&place) {
                Some(ListState::Failed { wait, .. }) => next_wait(*wait),
                _ => next_wait(0),
            };
            let until = moment.now.saturating_add(wait);
            self.lists.insert(place, ListState::Failed { until, wait });
            return Ok(actions);
        };
        self.missed.remove(&place);
        self.lists.insert(place, ListState::Known);
        if jid == self.jid && self.own.announced && list.contains(self.own.device) {
            self.returns.remove(&profile);
            self.listed.insert(profile);
        }
        if jid == self.jid {
            self.heard.insert(profile, moment.now);
        }
        moment.store.put_devices(profile, jid, &list);
        if jid == self.jid {
            self.check_own(&list, moment)?;
            self.announce(profile, moment, &mut actions)?;
        }
        self.pay(moment, &mut actions)?;
        Ok(actions)
    }

    /// The server says that there is no list. Where there was one before, that is believed when it has said so a few times
    /// in a row: until then it stays as it was. Of ours our other devices are put on the new one: nobody has taken them
    /// off.
    fn lost(
        &mut self,
        place: &(Profile, String),
        moment: &Moment<'_, '_>,
    ) -> Result<Option<DeviceList>, StoreError> {
        let (profile, jid) = place;
        let before = moment.store.devices(*profile, jid)?;
        let mut before = before.unwrap_or_default();
        if !before.devices.is_empty() {
            let times = self.missed.entry(place.clone()).or_default();
            *times += 1;
            if *times < BELIEVED {
                return Ok(None);
            }
        }
        if *jid != self.jid {
            return Ok(Some(DeviceList::default()));
        }
        // It is published because we are missing on it.
        before.remove(self.own.device);
        Ok(Some(before))
    }

    /// How publishing our list ended.
    pub fn list_published(&mut self, now: u64, profile: Profile, succeeded: bool) {
        if !succeeded {
            // What did not get there was undone by nobody.
            self.announcements.pop();
            // What the list is now, only the server knows.
            let wait = next_wait(0);
            let until = now.saturating_add(wait);
            let state = ListState::Failed { until, wait };
            self.lists.insert((profile, self.jid.clone()), state);
        }
    }

    /// Takes one of our other devices off both lists; the result has to be published.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn remove_own(
        &mut self,
        moment: &mut Moment<'_, '_>,
        device: crate::DeviceId,
    ) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        for profile in Profile::ALL {
            let place = (profile, self.jid.clone());
            if self.lists.get(&place) != Some(&ListState::Known) || device == self.own.device {
                continue;
            }
            let mut list = moment
                .store
                .devices(profile, &self.jid)?
                .unwrap_or_default();
            if list.contains(device) {
                list.remove(device);
                moment.store.put_devices(profile, &self.jid, &list);
                actions.push(Action::PublishList { profile, list });
            }
        }
        Ok(actions)
    }

    /// What this device is called from now on; nothing takes its name away. It stands on the newer list, signed, for
    /// whoever may read that: at once where the list is known, else as soon as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn name_own(
        &mut self,
        moment: &mut Moment<'_, '_>,
        label: &str,
    ) -> Result<Vec<Action>, StoreError> {
        let label = label.chars().filter(|char| !char.is_control());
        let label: String = label.take(MAX_NAME).collect();
        label.trim().clone_into(&mut self.own.label);
        moment.store.put_own(&self.own);
        let (profile, mut actions) = (Profile::Omemo2, Vec::new());
        let known = self.lists.get(&(profile, self.jid.clone())) == Some(&ListState::Known);
        let list = moment.store.devices(profile, &self.jid)?;
        if known && list.is_some_and(|list| list.contains(self.own.device)) {
            self.announce(profile, moment, &mut actions)?;
        }
        Ok(actions)
    }

    /// Whether a list calls this device what its owner does.
    fn is_named(&self, profile: Profile, list: &DeviceList) -> bool {
        let mut devices = list.devices.iter();
        let entry = devices.find(|device| device.id == self.own.device);
        let label = entry.and_then(|entry| entry.label.as_ref());
        match (profile, label) {
            (Profile::Legacy, _) => true,
            (Profile::Omemo2, None) => self.own.label.is_empty(),
            (Profile::Omemo2, Some(label)) => {
                let key = EdwardsKey::parse(self.own.identity.edwards()).ok();
                let said = key.as_ref().and_then(|key| label.verified(key));
                said == Some(self.own.label.as_str())
            }
        }
    }

    /// Publishes a list with us on it, by our name.
    fn put_on(
        &self,
        profile: Profile,
        mut list: DeviceList,
        moment: &mut Moment<'_, '_>,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        let named = profile == Profile::Omemo2 && !self.own.label.is_empty();
        let label = match named {
            true => {
                let identity = &self.own.identity;
                let signature = identity.sign(self.own.label.as_bytes(), moment.random);
                Some(Label {
                    text: self.own.label.clone(),
                    signature: signature.map_err(own::no_random)?.to_vec(),
                })
            }
            false => None,
        };
        list.add(ListedDevice::new(self.own.device));
        let mut devices = list.devices.iter_mut();
        if let Some(entry) = devices.find(|device| device.id == self.own.device) {
            entry.label = label;
        }
        moment.store.put_devices(profile, &self.jid, &list);
        actions.push(Action::PublishList { profile, list });
        Ok(())
    }

    /// Before our number was ever on a list, one that is there already is somebody else's: take another one.
    fn check_own(
        &mut self,
        list: &DeviceList,
        moment: &mut Moment<'_, '_>,
    ) -> Result<(), StoreError> {
        if !self.own.announced && list.contains(self.own.device) {
            self.own.device = own::new_number(moment.random)?;
            self.published.clear();
            self.bundle_changed(moment);
        }
        Ok(())
    }

    /// Puts us on our list where we are missing, or without our name: only on one that is known, and only with a bundle
    /// to be found.
    pub(super) fn announce(
        &mut self,
        profile: Profile,
        moment: &mut Moment<'_, '_>,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        let known = self.lists.get(&(profile, self.jid.clone())) == Some(&ListState::Known);
        let list = moment
            .store
            .devices(profile, &self.jid)?
            .unwrap_or_default();
        // Of one that is full some were perhaps not read, and would be lost.
        let full = list.devices.len() >= MAX_DEVICES;
        let there = list.contains(self.own.device);
        if !self.online || !known || full || there && self.is_named(profile, &list) {
            return Ok(());
        }
        if !there && !self.published.contains(&profile) {
            if self.own.bundle_stale {
                self.publish_bundles(moment, actions)?;
            }
            return Ok(());
        }
        // Others may have come onto it since, and be lost: also where a server that was out of order said that there is
        // none.
        let heard = self.heard.get(&profile);
        if heard.is_none_or(|at| moment.now.abs_diff(*at) > FRESH) {
            self.lists.remove(&(profile, self.jid.clone()));
            let jid = self.jid.clone();
            self.ask_for_list(profile, &jid, moment.now, actions);
            return Ok(());
        }
        let since = moment.now.saturating_sub(FIGHT);
        self.announcements.retain(|at| *at > since);
        if self.announcements.len() >= MAX_ANNOUNCEMENTS * Profile::ALL.len() {
            if !there {
                actions.push(Action::Tell(Notice::ListFight { profile }));
            }
            return Ok(());
        }
        if !there && self.listed.contains(&profile) && self.waits_to_return(profile, moment)? {
            return Ok(());
        }
        self.announcements.push(moment.now);
        // From now on this number on the list is ours, whether we hear of it or not.
        self.own.announced = true;
        moment.store.put_own(&self.own);
        self.put_on(profile, list, moment, actions)
    }

    /// We were taken off our list. So were others perhaps, and who comes back at the same moment takes the next one off.
    fn waits_to_return(
        &mut self,
        profile: Profile,
        moment: &mut Moment<'_, '_>,
    ) -> Result<bool, StoreError> {
        let at = match self.returns.get(&profile) {
            Some(at) => *at,
            None => {
                let pause = random::below(moment.random, RETURN).map_err(own::no_random)?;
                let at = moment.now.saturating_add(pause.into());
                self.returns.insert(profile, at);
                at
            }
        };
        // A clock that was set back does not make us stay away.
        let waits = at > moment.now && at - moment.now < u64::from(RETURN);
        if !waits {
            self.returns.remove(&profile);
        }
        Ok(waits)
    }

    /// Comes back onto our lists where it is time for that.
    pub(super) fn come_back(
        &mut self,
        moment: &mut Moment<'_, '_>,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        let due: Vec<Profile> = self.returns.keys().copied().collect();
        for profile in due {
            self.announce(profile, moment, actions)?;
        }
        Ok(())
    }

    /// Asks for a list, unless it is known or was asked for, or could not be had a short while ago.
    pub(super) fn ask_for_list(
        &mut self,
        profile: Profile,
        jid: &str,
        now: u64,
        actions: &mut Vec<Action>,
    ) -> bool {
        let place = (profile, jid.to_owned());
        let wait = match self.lists.get(&place) {
            Some(ListState::Known | ListState::Asked) => return false,
            Some(ListState::Failed { until, .. }) if *until > now => return false,
            Some(ListState::Failed { wait, .. }) => *wait,
            None => 0,
        };
        if !self.online {
            return false;
        }
        // What it waited before is not forgotten by asking.
        let state = match wait {
            0 => ListState::Asked,
            wait => ListState::Failed {
                until: now.saturating_add(wait.max(ANSWER)),
                wait,
            },
        };
        self.lists.insert(place, state);
        let jid = jid.to_owned();
        actions.push(Action::FetchList { profile, jid });
        true
    }

    /// What was to be asked was not asked: a list, or the bundle of a device. It is wanted again when it is needed.
    pub fn unasked(&mut self, profile: Profile, jid: &str, device: Option<crate::DeviceId>) {
        match device {
            Some(device) => {
                let of = crate::Address::new(jid.to_owned(), device);
                self.bundles.remove(&(profile, of));
            }
            None => {
                self.lists.remove(&(profile, jid.to_owned()));
            }
        }
    }

    /// Somebody's lists may be others by now, and nobody tells: they are asked for when they are needed next, also where
    /// they could not be had a short while ago. How often that may be is for the caller to see to.
    pub fn forget_lists(&mut self, jid: &str) {
        for profile in Profile::ALL {
            let place = (profile, jid.to_owned());
            if self.lists.get(&place) != Some(&ListState::Asked) {
                self.lists.remove(&place);
            }
        }
    }

    /// Forgets that a list is known: a message came from a device that is not on it.
    pub(super) fn doubt_list(
        &mut self,
        profile: Profile,
        jid: &str,
        now: u64,
        actions: &mut Vec<Action>,
    ) {
        let place = (profile, jid.to_owned());
        if self.lists.get(&place) == Some(&ListState::Known) {
            // Of the past only: a clock that was set back doubts once more.
            let is_recent = |at: u64| now.checked_sub(at).is_some_and(|age| age < DOUBT);
            self.doubts.retain(|_, at| is_recent(*at));
            if self.doubts.contains_key(&place) {
                return;
            }
            self.doubts.insert(place.clone(), now);
            self.lists.remove(&place);
        }
        self.ask_for_list(profile, jid, now, actions);
    }
}
