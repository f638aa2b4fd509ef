//! The devices and keys that people see: who is watched, what they decide, and what other devices are told of it
//! (XEP-0450).

use std::collections::BTreeMap;
use std::sync::Arc;

use jid::BareJid;
use omemo_rs::account::{Account as Machine, Moment, Read, Telling};
use omemo_rs::curve::PublicKey;
use omemo_rs::identity::{EdwardsKey, IdentityKey};
use omemo_rs::random::System;
use omemo_rs::sce::Envelope;
use omemo_rs::store::StoreError;
use omemo_rs::trust::{KeysUri, Trust as Deep, TrustMessage};
use omemo_rs::{Address as Device, DeviceId, Profile, stanza};
use waxwing_proto::xml::Tree;
use waxwing_proto::{hints, message};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::encryption::Command;
use crate::event::encryption::Event as Told;
use crate::model::{DeviceKey, DeviceKeys, Trust};
use crate::{Error, Event, RequestId, Timestamp};

impl Account {
    pub(crate) fn handle_encryption(&mut self, command: Command, turn: &mut Turn) {
        let own = self.record.jid.clone();
        self.encryption.open(&own, false, turn);
        match command {
            Command::Watch { jid, .. } => self.watch_keys(jid, turn),
            Command::Decide {
                jid,
                fingerprint,
                trust,
                ..
            } => {
                if let Some(identity) = parse(&fingerprint) {
                    self.decide(&jid, &identity, trust, turn);
                    self.devices_moved(jid.as_str());
                }
            }
            Command::Verify { request, uri, .. } => self.verify_uri(request, &uri, turn),
            Command::Repair { jid, .. } => self.repair(&jid, turn),
            Command::Name { request, label, .. } => self.name_device(request, &label, turn),
            Command::Remove {
                request, device, ..
            } => self.remove_device(request, device, turn),
            // The supervisor has the vault, and what comes of it is told to us.
            Command::Unlock { .. } | Command::MakeNewKeys { .. } => {}
        }
    }

    fn watch_keys(&mut self, jid: Option<BareJid>, turn: &mut Turn) {
        self.encryption.watched = jid.map(|jid| (jid, None));
        self.fetch_watched(turn);
        self.tell_keys();
    }

    /// Whoever looks at keys wants to see all of them.
    pub(super) fn fetch_watched(&mut self, turn: &mut Turn) {
        if let Some((jid, _)) = &self.encryption.watched {
            let people = [jid.to_string()];
            let done = self.encryption.step(turn, |machine, moment| {
                let people: Vec<&str> = people.iter().map(String::as_str).collect();
                let plan = machine.plan(moment, &people);
                let keeps = plan.is_ok();
                (plan, keeps)
            });
            if let Some(Ok(plan)) = done {
                self.act(plan.actions, turn);
            }
        }
    }

    /// Tells the devices of whoever is watched, where they have changed.
    pub(super) fn tell_keys(&mut self) {
        let Some((watched, told)) = self.encryption.watched.clone() else {
            return;
        };
        let Some(keys) = self.keys_of(&watched) else {
            return;
        };
        let keys = Arc::new(keys);
        if told.as_ref() != Some(&keys) {
            self.encryption.watched = Some((watched, Some(Arc::clone(&keys))));
            self.tell(Event::Encryption(Told::Keys(keys)));
        }
    }

    fn keys_of(&mut self, jid: &BareJid) -> Option<DeviceKeys> {
        let own = *jid == self.record.jid;
        let account = self.record.id;
        // Nothing is changed by looking.
        let mut nothing = Turn::default();
        let found = self.encryption.step(&mut nothing, |machine, moment| {
            (gather(machine, moment, jid, own), false)
        })?;
        let (keys, unknown, (uri, trust_uri)) = found
            .inspect_err(|error| tracing::error!(%error, "the keys can't be read"))
            .ok()?;
        Some(DeviceKeys {
            account,
            jid: jid.clone(),
            keys,
            unknown,
            uri,
            trust_uri,
        })
    }

    fn decide(&mut self, jid: &BareJid, identity: &IdentityKey, trust: Trust, turn: &mut Turn) {
        self.encryption.step(turn, |machine, moment| {
            let jid = jid.as_str();
            let done = match trust {
                Trust::Verified => machine.verify(moment, jid, identity),
                Trust::Distrusted => machine.distrust(moment, jid, identity),
                Trust::Blind => machine.set_trust(moment, jid, identity, Deep::Blind),
                Trust::Undecided => machine.set_trust(moment, jid, identity, Deep::Undecided),
            };
            let keeps = done.is_ok();
            (done, keeps)
        });
        self.tell_what_is_due(turn);
    }

    /// Tells other devices whom we trust, as far as it is known which they are.
    pub(super) fn tell_what_is_due(&mut self, turn: &mut Turn) {
        if !self.is_online() || self.encryption.marks.is_awaited() {
            return;
        }
        let tellings = self.encryption.step(turn, |_, moment| {
            let tellings = moment.store.tellings();
            (tellings.unwrap_or_default(), false)
        });
        for telling in tellings.unwrap_or_default() {
            self.tell_trust(&telling, turn);
        }
    }

    /// Only where the newer version reaches them, and once everything is known for that.
    fn tell_trust(&mut self, telling: &Telling, turn: &mut Turn) {
        let own = self.record.jid.to_string();
        let envelope = Envelope {
            content: vec![telling.message.write()],
            from: Some(own),
            to: Some(telling.to.clone()),
            time: None,
        };
        let (Ok(sealed), Ok(to)) = (envelope.seal(&mut System), telling.to.parse()) else {
            return;
        };
        let done = self.encryption.step(turn, |machine, moment| {
            let people = [telling.to.as_str()];
            if telling.is_over(moment.now) {
                moment.store.remove_telling(telling);
                return (None, true);
            }
            // Devices of the older version only are not told, and keep it from nobody.
            let Ok(mut plan) = machine.plan_in(moment, &people, Profile::Omemo2) else {
                return (None, false);
            };
            let actions = std::mem::take(&mut plan.actions);
            if plan.waiting {
                return (Some((actions, None)), true);
            }
            // Another device may show what it has in the newer version later than the rest.
            let left = telling.without(&plan);
            let outgoing = machine.encrypt(moment, &plan.only(&telling.keys), &sealed);
            if outgoing.is_ok() {
                moment.store.remove_telling(telling);
                left.iter().for_each(|left| moment.store.put_telling(left));
            }
            let keeps = outgoing.is_ok();
            (Some((actions, Some(outgoing))), keeps)
        });
        let Some((actions, outgoing)) = done.flatten() else {
            return;
        };
        self.act(actions, turn);
        if let Some(Ok(outgoing)) = outgoing {
            let stanza = message::bodiless(&to, &uuid::Uuid::new_v4().to_string())
                .with(stanza::write_message(outgoing.profile, &outgoing.message))
                .with(stanza::encryption_hint(outgoing.profile))
                .with(hints::store());
            turn.send.push(stanza);
            self.act(outgoing.actions, turn);
        }
    }

    /// A device says whom it trusts.
    pub(super) fn hear_trust(&mut self, envelope: &Envelope, read: &Read, turn: &mut Turn) {
        let Some(said) = envelope.content.iter().find_map(TrustMessage::read) else {
            return;
        };
        let owners: Vec<String> = said.owners.iter().map(|owner| owner.jid.clone()).collect();
        // All that follows, follows once a turn.
        let (from, identity) = (read.of.jid.clone(), read.identity);
        self.encryption.step(turn, |machine, moment| {
            let done = machine.told(moment, &from, &identity, said);
            let keeps = done.is_ok();
            (done, keeps)
        });
        for owner in owners {
            self.devices_moved(&owner);
        }
    }

    fn verify_uri(&mut self, request: RequestId, uri: &str, turn: &mut Turn) {
        let outcome = self.verified_by(uri, turn);
        turn.done.push((request, outcome));
    }

    fn verified_by(&mut self, uri: &str, turn: &mut Turn) -> Result<(), Error> {
        let said = KeysUri::parse(uri).map_err(|_| Error::Mismatch)?;
        let jid = BareJid::new(&said.jid).map_err(|_| Error::Mismatch)?;
        let trusted: Vec<IdentityKey> = said
            .trusted
            .iter()
            .map(|(_, key)| IdentityKey::new(PublicKey::new(*key)))
            .collect();
        if trusted.is_empty() {
            return Err(Error::Mismatch);
        }
        let known = self.keys_of(&jid).ok_or(Error::NotFound)?;
        let is_known = |identity: &IdentityKey| {
            let fingerprint = identity.fingerprint();
            known.keys.iter().any(|key| key.fingerprint == fingerprint)
        };
        // A key that somebody shows and that none of their devices has is what an attack looks like.
        if !known.keys.is_empty() && !trusted.iter().any(is_known) {
            return Err(Error::Mismatch);
        }
        for identity in &trusted {
            self.decide(&jid, identity, Trust::Verified, turn);
        }
        for key in &said.distrusted {
            let identity = IdentityKey::new(PublicKey::new(*key));
            self.decide(&jid, &identity, Trust::Distrusted, turn);
        }
        self.devices_moved(jid.as_str());
        Ok(())
    }

    fn repair(&mut self, jid: &BareJid, turn: &mut Turn) {
        for profile in Profile::ALL {
            let devices = self.encryption.step(turn, |_, moment| {
                let devices = moment.store.session_devices(profile, jid.as_str());
                (devices.unwrap_or_default(), false)
            });
            for device in devices.unwrap_or_default() {
                let of = Device::new(jid.to_string(), device);
                let actions = self
                    .encryption
                    .drive(turn, |machine, moment| machine.repair(moment, profile, &of));
                self.act(actions, turn);
            }
        }
    }

    fn name_device(&mut self, request: RequestId, label: &str, turn: &mut Turn) {
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        let actions = self
            .encryption
            .drive(turn, |machine, moment| machine.name_own(moment, label));
        self.act(actions, turn);
        turn.done.push((request, Ok(())));
        let own = self.record.jid.to_string();
        self.devices_moved(&own);
    }

    fn remove_device(&mut self, request: RequestId, device: u32, turn: &mut Turn) {
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        let device = DeviceId::new(device);
        let actions = self
            .encryption
            .drive(turn, |machine, moment| machine.remove_own(moment, device));
        let outcome = match actions.is_empty() {
            true => Err(Error::NotFound),
            false => Ok(()),
        };
        self.act(actions, turn);
        turn.done.push((request, outcome));
        let own = self.record.jid.to_string();
        self.devices_moved(&own);
    }
}

/// The keys, the devices whose keys are not known, and both ways of writing ours as a link.
type Gathered = (Vec<DeviceKey>, Vec<u32>, (String, String));

/// All keys of somebody, with their devices.
fn gather(
    machine: &Machine,
    moment: &Moment<'_, '_>,
    jid: &BareJid,
    own: bool,
) -> Result<Gathered, StoreError> {
    let mut listed: BTreeMap<DeviceId, Option<omemo_rs::message::Label>> = BTreeMap::new();
    for profile in Profile::ALL {
        let list = moment.store.devices(profile, jid.as_str())?;
        for device in list.unwrap_or_default().devices {
            let label = listed.entry(device.id).or_default();
            *label = device.label.or(label.take());
        }
    }
    let mut by_key: BTreeMap<String, Vec<DeviceId>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for device in listed.keys() {
        if own && *device == machine.device() {
            continue;
        }
        let row = moment
            .store
            .device_row(&Device::new(jid.as_str(), *device))?;
        match row {
            Some(row) => by_key
                .entry(row.identity.fingerprint())
                .or_default()
                .push(*device),
            None => unknown.push(device.get()),
        }
    }
    let mut keys = Vec::new();
    for known in machine.keys_of(moment, jid.as_str())? {
        let fingerprint = known.identity.fingerprint();
        let devices = by_key.get(&fingerprint).cloned().unwrap_or_default();
        let edwards = known
            .row
            .edwards
            .as_ref()
            .and_then(|key| EdwardsKey::parse(key).ok());
        let label = devices.iter().find_map(|device| {
            let label = listed.get(device)?.as_ref()?;
            Some(label.verified(edwards.as_ref()?)?.to_owned())
        });
        keys.push(DeviceKey {
            trust: super::shown(known.row.trust),
            devices: devices.iter().map(|device| device.get()).collect(),
            label: label.unwrap_or_default(),
            this: false,
            first_seen: seconds(known.row.first_seen),
            last_read: (known.row.last_read > 0).then(|| seconds(known.row.last_read)),
            fingerprint,
        });
    }
    keys.sort_by_key(|key| (key.devices.is_empty(), std::cmp::Reverse(key.first_seen)));
    let mut uris = (String::new(), String::new());
    if own {
        let ours = KeysUri {
            jid: jid.to_string(),
            trusted: vec![(Some(machine.device()), *machine.identity().point().bytes())],
            distrusted: Vec::new(),
        };
        uris = (
            ours.write_sids(),
            ours.write_trust_message(Profile::Omemo2.namespace()),
        );
        keys.insert(
            0,
            DeviceKey {
                fingerprint: machine.identity().fingerprint(),
                trust: Trust::Verified,
                devices: vec![machine.device().get()],
                label: machine.label().to_owned(),
                this: true,
                first_seen: Timestamp::default(),
                last_read: None,
            },
        );
    }
    Ok((keys, unknown, uris))
}

fn seconds(seconds: u64) -> Timestamp {
    Timestamp(
        i64::try_from(seconds)
            .unwrap_or_default()
            .saturating_mul(1_000_000),
    )
}

/// A fingerprint as people write it: blanks don't matter.
fn parse(fingerprint: &str) -> Option<IdentityKey> {
    let digits: Vec<u32> = fingerprint
        .chars()
        .filter(|char| !char.is_whitespace())
        .map(|char| char.to_digit(16))
        .collect::<Option<_>>()?;
    let mut key = [0; 32];
    if digits.len() != 2 * key.len() {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else {
            return None;
        };
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(IdentityKey::new(PublicKey::new(key)))
}
