//! What is known of the devices that encrypt: of whom somebody looks at, and what has to be decided.

use std::collections::BTreeSet;
use std::sync::Arc;

use waxwing_core::event::encryption::Event;
use waxwing_core::model::{Conversation, DeviceKey, DeviceKeys, Trust};
use waxwing_core::{AccountId, BareJid};

use super::World;

/// So many people's keys are kept, for a page that waits behind a dialog about others.
const MOST: usize = 4;

/// Keys as last told, and what is to be told of.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    told: Vec<Arc<DeviceKeys>>,
    /// Who has a device with another key than before, until it was decided about.
    changed: BTreeSet<(AccountId, BareJid)>,
    /// Who has a device that nobody has decided about, as far as that was told while the program ran.
    fresh: BTreeSet<(AccountId, BareJid)>,
    /// Devices that our own accounts have got.
    own: BTreeSet<(AccountId, u32)>,
    /// Accounts that are another device since the program was started, and why: one more each time.
    renewed: Vec<(AccountId, Renewal)>,
}

/// Why an account is another device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// What was stored was a copy.
    Copied,
    /// What was stored can't be opened any more.
    Lost,
}

impl Keys {
    fn put(&mut self, keys: Arc<DeviceKeys>) {
        let same = |one: &Arc<DeviceKeys>| one.account == keys.account && one.jid == keys.jid;
        self.told.retain(|one| !same(one));
        let undecided = |key: &DeviceKey| key.trust == Trust::Undecided;
        if !keys.keys.iter().any(undecided) {
            self.fresh.remove(&(keys.account, keys.jid.clone()));
        }
        if self.told.len() >= MOST {
            self.told.remove(0);
        }
        self.told.push(keys);
    }

    pub(super) fn forget(&mut self, account: AccountId) {
        self.told.retain(|keys| keys.account != account);
        self.changed.retain(|(of, _)| *of != account);
        self.fresh.retain(|(of, _)| *of != account);
        self.own.retain(|(of, _)| *of != account);
    }

    /// A conversation in which everything is decided has nothing to warn of any more.
    pub(super) fn settle(&mut self, entry: &Conversation) {
        if entry.encryption.undecided == 0 && !self.changed.is_empty() {
            let whose = (entry.account, entry.jid.clone());
            self.changed.remove(&whose);
        }
    }
}

impl World {
    /// Takes in what changed about devices and their keys.
    pub fn apply_encryption(&mut self, event: Event) {
        match event {
            Event::Keys(keys) => self.keys.put(keys),
            Event::Undecided {
                account,
                jid,
                changed,
            } => {
                if changed {
                    self.keys.changed.insert((account, jid.clone()));
                }
                self.keys.fresh.insert((account, jid));
            }
            Event::OwnDevice { account, device } => {
                self.keys.own.insert((account, device));
            }
            Event::Renewed { account } => {
                self.keys.renewed.push((account, Renewal::Copied));
            }
            Event::Lost { account } => {
                self.keys.renewed.push((account, Renewal::Lost));
            }
        }
    }

    /// The devices of somebody, as last told.
    pub fn keys(&self, account: AccountId, jid: &BareJid) -> Option<&DeviceKeys> {
        let mut told = self.keys.told.iter();
        told.find(|keys| keys.account == account && keys.jid == *jid)
            .map(AsRef::as_ref)
    }

    /// Whether a device of somebody has another key than before.
    pub fn has_changed_key(&self, account: AccountId, jid: &BareJid) -> bool {
        // Cheap where nothing has: it is asked for whenever a conversation is drawn.
        let mut changed = self.keys.changed.iter();
        changed.any(|(of, whose)| *of == account && whose == jid)
    }

    /// Whether somebody has a device that nobody has decided about.
    pub fn has_new_device(&self, account: AccountId, jid: &BareJid) -> bool {
        let mut fresh = self.keys.fresh.iter();
        fresh.any(|(of, whose)| *of == account && whose == jid)
    }

    /// What somebody is called whom a conversation may be with.
    pub fn name_of<'a>(&'a self, account: AccountId, jid: &'a BareJid) -> &'a str {
        let known = self.with(account, jid);
        let known = known.and_then(|id| self.conversation(id));
        known.map_or(jid.as_str(), |known| known.name.as_str())
    }

    /// The accounts that are another device since the program was started, in the order in which that was told; some may
    /// be gone by now.
    pub fn renewed_accounts(&self) -> &[(AccountId, Renewal)] {
        &self.keys.renewed
    }

    /// The devices that our accounts have got while the program ran.
    pub fn new_own_devices(&self) -> impl Iterator<Item = (AccountId, u32)> {
        self.keys.own.iter().copied()
    }
}
