//! Reading: every message that can't be read says why, and what is done about it.

use std::collections::BTreeSet;
use std::fmt;

use zeroize::Zeroizing;

use crate::Profile;
use crate::content::{self, ContentError};
use crate::identity::IdentityKey;
use crate::message::{Key, MAX_DEVICES, Message};
use crate::profile::Address;
use crate::ratchet::{Opened, RatchetError};
use crate::store::{DeviceRow, StoreError};
use crate::trust::Trust;
use crate::wire::{KeyExchange, Signed, WireError};
use crate::x3dh::Accepting;

use super::keys::Seen;
use super::unreadable::{ReadError, Unreadable};
use super::{Account, Action, Moment};

/// So many keys of one message are tried. In the older profile another person's device can have our number.
const MAX_TRIED: usize = 4;

/// An error begins a session anew at most once in so many seconds.
const REPAIR: u64 = 24 * 3600;

/// A message that came, live, as a carbon copy or from an archive.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// Its wire version.
    pub profile: Profile,
    /// The bare address of the one who wrote it: in a room the real one, of a carbon copy the inner one.
    pub from: &'a str,
    /// What was in the stanza.
    pub message: &'a Message,
}

/// A message that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Read {
    /// The body, or the envelope; `None` for a message without content, of which nothing is shown.
    pub plaintext: Option<Zeroizing<Vec<u8>>>,
    /// The device that wrote it.
    pub of: Address,
    /// Its identity key.
    pub identity: IdentityKey,
    /// Whether that is trusted. What undecided ones wrote is shown, and marked.
    pub trust: Trust,
    /// What has to be done now.
    pub actions: Vec<Action>,
}

impl fmt::Debug for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was said is nobody's business.
        f.debug_struct("Read")
            .field("of", &self.of)
            .field("trust", &self.trust)
            .field("actions", &self.actions)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// Reads a message.
    ///
    /// # Errors
    ///
    /// [`ReadError`]. The transaction is to be committed where it says [`ReadError::Unreadable`], too.
    pub fn decrypt(
        &mut self,
        moment: &mut Moment<'_, '_>,
        incoming: &Incoming<'_>,
    ) -> Result<Read, ReadError> {
        match self.try_decrypt(moment, incoming) {
            Err(ReadError::Unreadable(why, mut actions)) => {
                let of = Address::new(incoming.from, incoming.message.sid);
                self.react(moment, incoming.profile, &of, why, &mut actions)?;
                Err(ReadError::Unreadable(why, actions))
            }
            other => other,
        }
    }

    /// The same where it is only a guess who has written it: nothing is done about what can't be read.
    ///
    /// # Errors
    ///
    /// [`ReadError`]; drop the transaction then.
    pub fn try_decrypt(
        &mut self,
        moment: &mut Moment<'_, '_>,
        incoming: &Incoming<'_>,
    ) -> Result<Read, ReadError> {
        let of = Address::new(incoming.from, incoming.message.sid);
        let mut actions = Vec::new();
        match self.read(moment, incoming, &of, &mut actions) {
            Ok(read) => Ok(Read { actions, ..read }),
            Err(Failure::Store(error)) => Err(ReadError::Store(error)),
            Err(Failure::Why(why)) => Err(ReadError::Unreadable(why, actions)),
        }
    }

    /// The person wants a new session with a device, because of messages that can't be read.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn repair(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
    ) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        if *of != self.address() {
            moment.store.record_mut(profile, of)?.archive();
            self.owed.insert((profile, of.clone()));
            self.ask_for_bundle(profile, of, moment.now, &mut actions);
            self.pay(moment, &mut actions)?;
        }
        Ok(actions)
    }

    /// Sends the empty messages that are owed, where that may be done: not while catching up, and only to devices that are on
    /// a list.
    pub(super) fn pay(
        &mut self,
        moment: &mut Moment<'_, '_>,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        if self.catching_up || !self.online {
            return Ok(());
        }
        let owed: Vec<_> = self.owed.iter().cloned().collect();
        for (profile, of) in owed {
            let list = moment.store.devices(profile, &of.jid)?.unwrap_or_default();
            if !list.contains(of.device) {
                self.ask_for_list(profile, &of.jid, moment.now, actions);
                continue;
            }
            match self.empty_for(moment, profile, &of)? {
                Some(action) => {
                    self.owed.remove(&(profile, of));
                    actions.push(action);
                }
                None => self.ask_for_bundle(profile, &of, moment.now, actions),
            }
        }
        Ok(())
    }

    fn read(
        &mut self,
        moment: &mut Moment<'_, '_>,
        incoming: &Incoming<'_>,
        of: &Address,
        actions: &mut Vec<Action>,
    ) -> Result<Read, Failure> {
        if *of == self.address() {
            return Err(Failure::Why(Unreadable::Own));
        }
        let profile = incoming.profile;
        let (jid, device) = (self.jid.clone(), self.own.device);
        let mut why = Unreadable::NotForUs;
        for key in incoming.message.keys_for(&jid, device).take(MAX_TRIED) {
            let got = match self.read_key(moment, profile, of, key) {
                Ok(got) => got,
                Err(Failure::Why(error)) => {
                    why = worse(why, error);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let seen = Seen::in_message(got.identity);
            let trust = self.observe(moment, of, seen, actions)?;
            self.after(moment, profile, of, &got, actions)?;
            return Ok(Read {
                plaintext: open_content(profile, incoming.message, &got.opened)?,
                of: of.clone(),
                identity: got.identity,
                trust,
                actions: Vec::new(),
            });
        }
        Err(Failure::Why(why))
    }

    fn read_key(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        key: &Key,
    ) -> Result<Got, Failure> {
        if key.key_exchange {
            return self.read_exchange(moment, profile, of, &key.bytes);
        }
        let message = Signed::parse(profile, &key.bytes)?;
        if moment.store.record(profile, of)?.is_empty() {
            return Err(Failure::Why(Unreadable::NoSession));
        }
        let random = &mut *moment.random;
        let (opened, identity) = moment
            .store
            .record_mut(profile, of)?
            .decrypt_from(&message, random)?
            .ok_or(Failure::Why(Unreadable::NoSession))?;
        Ok(Got {
            opened,
            identity,
            fresh: false,
        })
    }

    fn read_exchange(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        bytes: &[u8],
    ) -> Result<Got, Failure> {
        let exchange = KeyExchange::parse(profile, bytes)?;
        let prekey = moment.store.prekey(exchange.prekey)?;
        let signed = moment.store.signed_prekey(exchange.signed_prekey)?;
        let identity = &self.own.identity;
        let is_first = moment.store.record(profile, of)?.is_empty();
        if is_first && moment.store.session_devices(profile, &of.jid)?.len() >= MAX_DEVICES {
            return Err(Failure::Why(Unreadable::TooManyDevices));
        }
        let random = &mut *moment.random;
        let record = moment.store.record_mut(profile, of)?;
        let accepted = record.accept(profile, &exchange, random, || match (&prekey, &signed) {
            (Some(prekey), Some(signed)) => Ok(Accepting {
                identity,
                signed_prekey: &signed.pair,
                prekey: &prekey.pair,
            }),
            _ => Err(Failure::Why(Unreadable::KeyGone)),
        })?;
        if accepted.fresh {
            forget_untrusted(moment, profile, of)?;
        }
        if let Some(mut prekey) = prekey.filter(|prekey| accepted.fresh && prekey.used.is_none()) {
            prekey.used = Some(moment.now);
            moment.store.put_prekey(&prekey);
            self.bundle_changed(moment);
        }
        Ok(Got {
            opened: accepted.opened,
            identity: exchange.identity(),
            fresh: accepted.fresh,
        })
    }

    /// What follows from a message that was read.
    fn after(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        got: &Got,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        let list = moment.store.devices(profile, &of.jid)?;
        if !list.is_some_and(|list| list.contains(of.device)) {
            self.doubt_list(profile, &of.jid, moment.now, actions);
        }
        if got.fresh || got.opened.heartbeat {
            self.owed.insert((profile, of.clone()));
            self.pay(moment, actions)?;
        }
        if self.own.bundle_stale && !self.catching_up {
            self.refill(moment)?;
            self.publish_bundles(moment, actions)?;
        }
        Ok(())
    }

    /// What is done about a message that can't be read.
    fn react(
        &mut self,
        moment: &mut Moment<'_, '_>,
        profile: Profile,
        of: &Address,
        why: Unreadable,
        actions: &mut Vec<Action>,
    ) -> Result<(), StoreError> {
        let may_repair = match why {
            // The text asks for this one (XEP-0384 §7).
            Unreadable::NoSession | Unreadable::KeyGone => true,
            Unreadable::Broken => !self.catching_up,
            _ => false,
        };
        if !may_repair {
            return Ok(());
        }
        let list = moment.store.devices(profile, &of.jid)?;
        if !list.is_some_and(|list| list.contains(of.device)) {
            self.doubt_list(profile, &of.jid, moment.now, actions);
            return Ok(());
        }
        let row = moment.store.device_row(of)?;
        let recently = row.is_some_and(|row| {
            row.repaired != 0 && moment.now < row.repaired.saturating_add(REPAIR)
        });
        let Some(row) = row.filter(|_| why == Unreadable::Broken) else {
            // Without a session there is nothing to be put aside, and asking twice does nothing.
            if !recently {
                self.owed.insert((profile, of.clone()));
                self.pay(moment, actions)?;
            }
            return Ok(());
        };
        let trusted = moment
            .store
            .key_row(&of.jid, &row.identity)?
            .is_some_and(|row| row.trust.may_read());
        if trusted && !recently {
            moment.store.put_device_row(
                of,
                &DeviceRow {
                    repaired: moment.now,
                    ..row
                },
            );
            actions.extend(self.repair(moment, profile, of)?);
        }
        Ok(())
    }
}

/// A session was begun: of older ones with untrusted keys only a few stay.
fn forget_untrusted(
    moment: &mut Moment<'_, '_>,
    profile: Profile,
    of: &Address,
) -> Result<(), StoreError> {
    let identities: BTreeSet<_> = moment.store.record(profile, of)?.identities().collect();
    if identities.len() < 2 {
        return Ok(());
    }
    let mut trusted = BTreeSet::new();
    for identity in identities {
        let row = moment.store.key_row(&of.jid, &identity)?;
        if row.is_some_and(|row| row.trust.may_read()) {
            trusted.insert(identity);
        }
    }
    let record = moment.store.record_mut(profile, of)?;
    record.forget_untrusted(|identity| trusted.contains(identity));
    Ok(())
}

/// What the ratchet carried, whose it was, and whether a session was made by it.
struct Got {
    opened: Opened,
    identity: IdentityKey,
    fresh: bool,
}

/// Why reading failed, on the way.
enum Failure {
    Why(Unreadable),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Self::Why(match error {
            WireError::Version(version) => Unreadable::Version(version),
            WireError::TooLong | WireError::Malformed(_) | WireError::Key(_) => {
                Unreadable::Malformed
            }
        })
    }
}

impl From<RatchetError> for Failure {
    fn from(error: RatchetError) -> Self {
        match error {
            RatchetError::Duplicate => Self::Why(Unreadable::Duplicate),
            RatchetError::Random(error) => Self::Store(super::own::no_random(error)),
            RatchetError::Key(_) => Self::Why(Unreadable::Malformed),
            RatchetError::TooFarAhead(_) | RatchetError::Mac | RatchetError::Exhausted => {
                Self::Why(Unreadable::Broken)
            }
        }
    }
}

/// Of two reasons the one that says more: one that it was read before stands.
fn worse(before: Unreadable, now: Unreadable) -> Unreadable {
    match before {
        Unreadable::Duplicate => before,
        _ => now,
    }
}

fn open_content(
    profile: Profile,
    message: &Message,
    opened: &Opened,
) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let Some(payload) = &message.payload else {
        return Ok(None);
    };
    match content::open(profile, &opened.plaintext, &message.iv, payload) {
        Ok(plaintext) => Ok(Some(plaintext)),
        Err(
            ContentError::Shape
            | ContentError::Changed
            | ContentError::TooLong
            | ContentError::Random(_),
        ) => Err(Failure::Why(Unreadable::Changed)),
    }
}
