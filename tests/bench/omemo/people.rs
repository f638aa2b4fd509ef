//! People with devices that write to each other without a server: machines of `omemo-rs`, with their keys in memory or in
//! a profile of the engine's.

use std::collections::BTreeMap;
use std::error::Error;

use omemo_rs::account::{
    Account as Machine, Action, Incoming, ListAnswer, Moment, Outgoing, ReadError,
};
use omemo_rs::message::{DeviceList, Message};
use omemo_rs::random::System;
use omemo_rs::store::{Memory, Store as _, Transaction};
use omemo_rs::{Address, BundleParts, Profile};
use waxwing_core::measuring::Keys;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Where the keys of a device are.
pub(crate) enum Rows {
    /// In memory only.
    Passing(Memory),
    /// In a profile.
    Kept(Box<Keys>),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Passing(Memory::new())
    }
}

impl Rows {
    fn step<T>(&mut self, work: impl FnOnce(&mut Moment<'_, '_>) -> T) -> T {
        let now = chrono::Utc::now().timestamp().unsigned_abs();
        let work = |store: &mut Transaction<'_>| {
            work(&mut Moment {
                store,
                now,
                random: &mut System,
            })
        };
        match self {
            Self::Kept(keys) => keys.step(work),
            Self::Passing(rows) => {
                let mut transaction = Transaction::new(rows);
                let done = work(&mut transaction);
                let batch = transaction.finish();
                // In memory nothing can fail.
                let _ = rows.commit(batch);
                done
            }
        }
    }
}

struct Device {
    jid: String,
    machine: Machine,
    rows: Rows,
    /// The versions it speaks: it knows no list of another one, and is on none.
    profiles: Vec<Profile>,
}

/// Everybody, and what a server would keep of them.
#[derive(Default)]
pub(crate) struct People {
    devices: Vec<Device>,
    lists: BTreeMap<(Profile, String), DeviceList>,
    bundles: BTreeMap<(Profile, Address), BundleParts>,
}

impl People {
    /// Somebody has a device that speaks these versions; gives its number here.
    ///
    /// # Errors
    /// When there are no random bytes, or its keys can't be read.
    pub(crate) fn join(
        &mut self,
        jid: &str,
        profiles: &[Profile],
        mut rows: Rows,
    ) -> Outcome<usize> {
        let machine = rows.step(|moment| Machine::open(jid, moment))?;
        let at = self.devices.len();
        self.devices.push(Device {
            jid: jid.to_owned(),
            machine,
            rows,
            profiles: profiles.to_vec(),
        });
        // What was published elsewhere before is not published again.
        self.bundles.extend(bundles(&mut self.devices[at])?);
        for profile in Profile::ALL {
            let known = |moment: &mut Moment<'_, '_>| moment.store.devices(profile, jid);
            if let Some(list) = self.devices[at].rows.step(known)? {
                self.lists.insert((profile, jid.to_owned()), list);
            }
        }
        let actions = self.step(at, |machine, moment| machine.connected(moment))?;
        self.act(at, actions)?;
        let actions = self.step(at, |machine, moment| machine.caught_up(moment))?;
        self.act(at, actions)?;
        Ok(at)
    }

    /// Encrypts something, for all devices of somebody and our other ones.
    ///
    /// # Errors
    /// When nobody can read it.
    pub(crate) fn encrypt(&mut self, at: usize, to: &str, plain: &[u8]) -> Outcome<Outgoing> {
        let outgoing = self.step(at, |machine, moment| -> Outcome<Outgoing> {
            let plan = machine.plan(moment, &[to])?;
            Ok(machine.encrypt(moment, &plan, plain)?)
        })?;
        Ok(outgoing)
    }

    /// The version in which something to somebody would be encrypted; what has to be known for that is asked for.
    ///
    /// # Errors
    /// When the keys can't be read.
    pub(crate) fn version(&mut self, at: usize, to: &str) -> Outcome<Profile> {
        // Lists first, and then the bundles of those on them.
        loop {
            let plan = self.step(at, |machine, moment| machine.plan(moment, &[to]))?;
            if plan.actions.is_empty() {
                return Ok(plan.profile);
            }
            self.act(at, plan.actions)?;
        }
    }

    /// Says something, which everybody reads and, where they have to, answers with an empty message.
    ///
    /// # Errors
    /// When somebody can't read it.
    pub(crate) fn say(&mut self, at: usize, to: &str, plain: &[u8]) -> Outcome<()> {
        self.version(at, to)?;
        let outgoing = self.encrypt(at, to, plain)?;
        self.deliver(at, outgoing.profile, &outgoing.message)
    }

    /// Writes down what the machine of a device that is kept in a profile has changed.
    ///
    /// # Errors
    /// When that can't be written.
    pub(crate) async fn finish_turn(&mut self, at: usize) -> Result<(), waxwing_core::Error> {
        match &mut self.devices[at].rows {
            Rows::Kept(keys) => keys.finish_turn().await,
            Rows::Passing(_) => Ok(()),
        }
    }

    /// Gives the profile of a device free; its keys are gone from here.
    pub(crate) async fn close(&mut self, at: usize) {
        if let Rows::Kept(keys) = std::mem::take(&mut self.devices[at].rows) {
            keys.close().await;
        }
    }

    fn step<T>(
        &mut self,
        at: usize,
        work: impl FnOnce(&mut Machine, &mut Moment<'_, '_>) -> T,
    ) -> T {
        let Device { machine, rows, .. } = &mut self.devices[at];
        rows.step(|moment| work(machine, moment))
    }

    fn deliver(&mut self, from: usize, profile: Profile, message: &Message) -> Outcome<()> {
        let jid = self.devices[from].jid.clone();
        for at in 0..self.devices.len() {
            let device = self.devices[at].machine.device();
            let theirs = self.devices[at].jid.clone();
            if at == from || message.keys_for(&theirs, device).next().is_none() {
                continue;
            }
            let incoming = Incoming {
                profile,
                from: &jid,
                message,
            };
            let read = self.step(at, |machine, moment| machine.decrypt(moment, &incoming));
            let actions = match read {
                Ok(read) => read.actions,
                Err(ReadError::Unreadable(why, _)) => {
                    return Err(format!("{theirs} can't read it: {why:?}").into());
                }
                Err(error) => return Err(format!("{error:?}").into()),
            };
            self.act(at, actions)?;
        }
        Ok(())
    }

    fn act(&mut self, at: usize, actions: Vec<Action>) -> Outcome<()> {
        for action in actions {
            let follows = match action {
                Action::FetchList { profile, jid } => {
                    let found = self.lists.get(&(profile, jid.clone())).cloned();
                    let found = found.filter(|_| self.devices[at].profiles.contains(&profile));
                    let answer = found.map_or(ListAnswer::None, ListAnswer::Is);
                    self.step(at, |machine, moment| {
                        machine.list(moment, profile, &jid, answer)
                    })?
                }
                Action::FetchBundle { profile, of } => {
                    let found = self.bundles.get(&(profile, of.clone())).cloned();
                    self.step(at, |machine, moment| {
                        machine.bundle(moment, profile, &of, found.as_ref())
                    })?
                }
                Action::PublishBundle { profile, parts } => {
                    let device = &self.devices[at];
                    let of = Address::new(&device.jid, device.machine.device());
                    self.bundles.insert((profile, of), parts);
                    self.step(at, |machine, moment| {
                        machine.bundle_published(moment, profile, true)
                    })?
                }
                Action::PublishList { profile, list } => {
                    self.publish(at, profile, list)?;
                    Vec::new()
                }
                Action::SendEmpty {
                    profile, message, ..
                } => {
                    self.deliver(at, profile, &message)?;
                    Vec::new()
                }
                Action::Tell(_) => Vec::new(),
            };
            self.act(at, follows)?;
        }
        Ok(())
    }

    /// A list is published, of which all who know this person are told.
    fn publish(&mut self, at: usize, profile: Profile, list: DeviceList) -> Outcome<()> {
        if !self.devices[at].profiles.contains(&profile) {
            return Ok(());
        }
        let jid = self.devices[at].jid.clone();
        self.lists.insert((profile, jid.clone()), list.clone());
        for other in 0..self.devices.len() {
            if !self.devices[other].profiles.contains(&profile) {
                continue;
            }
            let answer = ListAnswer::Is(list.clone());
            let actions = self.step(other, |machine, moment| {
                machine.list(moment, profile, &jid, answer)
            })?;
            self.act(other, actions)?;
        }
        Ok(())
    }
}

/// The bundles of a device, from its keys.
fn bundles(device: &mut Device) -> Outcome<Vec<((Profile, Address), BundleParts)>> {
    let of = Address::new(&device.jid, device.machine.device());
    device.rows.step(|moment| {
        let own = moment.store.own()?.ok_or("no keys")?;
        let (id, _) = own.signed_prekey;
        let signed = moment.store.signed_prekey(id)?.ok_or("no signed key")?;
        let signed = (id, &signed.pair.public());
        let prekeys = moment.store.prekeys()?;
        let prekeys = prekeys.iter().map(|one| (one.id, one.pair.public()));
        let mut bundles = Vec::new();
        for profile in Profile::ALL {
            let parts = BundleParts::sign(
                profile,
                &own.identity,
                signed,
                prekeys.clone(),
                moment.random,
            )?;
            bundles.push(((profile, of.clone()), parts));
        }
        Ok(bundles)
    })
}
