//! Who would be able to read a message, before it is written.

use std::collections::BTreeSet;

use crate::Profile;
use crate::identity::IdentityKey;
use crate::profile::Address;

use super::Action;

/// How a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It will be able to read the message, with this key.
    Ready(IdentityKey),
    /// Its bundle was asked for.
    Waiting,
    /// Nobody has decided about its key.
    Undecided(IdentityKey),
    /// Its key was refused.
    Distrusted(IdentityKey),
    /// It has published nothing that could be used.
    Unreachable,
    /// It speaks the other wire version only, and somebody else speaks this one only.
    OtherVersion,
}

/// Who would be able to read a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In which wire version: omemo:2 where every device has it.
    pub profile: Profile,
    /// Every device of the people, and our other ones.
    pub devices: Vec<(Address, Reach)>,
    /// The people of whom no device is known, though their lists are.
    pub without: Vec<String>,
    /// Whom the caller sends it without if need be, bare addresses: nobody as planned. With our own address in it, it
    /// is fine if no other device of ours can read what is for nobody else.
    pub left_out: BTreeSet<String>,
    /// Lists or bundles are still to come; plan again when they are there.
    pub waiting: bool,
    /// When to plan again though nothing has come: what was asked is then waited for no longer, or what could not be had
    /// is asked for once more. Where somebody can't be reached, a message may well wait for that.
    pub retry: Option<u64>,
    /// Questions to be asked first.
    pub actions: Vec<Action>,
}

impl Plan {
    /// The keys that somebody has to decide about before they can read this.
    pub fn undecided(&self) -> impl Iterator<Item = (&Address, IdentityKey)> {
        self.devices.iter().filter_map(|(of, reach)| match reach {
            Reach::Undecided(identity) => Some((of, *identity)),
            _ => None,
        })
    }

    /// The same plan for the devices with these keys only: for what nobody else may hear, as [`super::Telling`] says.
    #[must_use]
    pub fn only(mut self, keys: &[IdentityKey]) -> Self {
        self.devices
            .retain(|(_, reach)| matches!(reach, Reach::Ready(key) if keys.contains(key)));
        self.without.clear();
        self
    }

    /// The devices that would be able to read it.
    pub fn ready(&self) -> impl Iterator<Item = &Address> {
        self.devices
            .iter()
            .filter(|(_, reach)| matches!(reach, Reach::Ready(_)))
            .map(|(of, _)| of)
    }
}
