//! What travels: a message with a key for each device, and the lists of devices. As data; the stanzas are
//! [`crate::stanza`]'s.

use crate::profile::DeviceId;

/// So many devices of one list are looked at. People have five; a list of thousands is there to cost us something.
pub const MAX_DEVICES: usize = 256;

/// So many keys of one message are looked at: a room of a thousand with two devices each.
pub const MAX_KEYS: usize = 4096;

/// So many one-time keys of one bundle are looked at; 100 are usual.
pub const MAX_PREKEYS: usize = 512;

/// An encrypted message, of either profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The device that wrote it.
    pub sid: DeviceId,
    /// The key of the content for each device.
    pub keys: Vec<Key>,
    /// The IV of the content; empty in omemo:2.
    pub iv: Vec<u8>,
    /// The encrypted content; a message without is for the sessions only.
    pub payload: Option<Vec<u8>>,
}

/// The key of a message, for one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Whose device it is for; the older profile doesn't say.
    pub jid: Option<String>,
    /// The device it is for.
    pub rid: DeviceId,
    /// It has what makes a session in front of it.
    pub key_exchange: bool,
    /// What the ratchet made.
    pub bytes: Vec<u8>,
}

impl Message {
    /// The keys that may be for this device. In the older profile two people's devices can have the same number, so
    /// there may be more than one.
    pub fn keys_for<'a>(&'a self, jid: &'a str, device: DeviceId) -> impl Iterator<Item = &'a Key> {
        self.keys.iter().filter(move |key| {
            key.rid == device && key.jid.as_deref().is_none_or(|owner| owner == jid)
        })
    }
}

/// The devices of an account, as it publishes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// In the order of the list; each number once.
    pub devices: Vec<ListedDevice>,
}

impl DeviceList {
    /// A list of plain numbers.
    #[must_use]
    pub fn of(ids: impl IntoIterator<Item = u32>) -> Self {
        let mut list = Self::default();
        for id in ids {
            list.add(ListedDevice::new(DeviceId::new(id)));
        }
        list
    }

    /// Adds a device; one that is there already stays as it is, and beyond [`MAX_DEVICES`] none is added.
    pub fn add(&mut self, device: ListedDevice) {
        if self.devices.len() < MAX_DEVICES && !self.contains(device.id) {
            self.devices.push(device);
        }
    }

    /// Takes a device off.
    pub fn remove(&mut self, id: DeviceId) {
        self.devices.retain(|device| device.id != id);
    }

    /// Whether a device is on it.
    #[must_use]
    pub fn contains(&self, id: DeviceId) -> bool {
        self.devices.iter().any(|device| device.id == id)
    }

    /// The numbers on it.
    pub fn ids(&self) -> impl Iterator<Item = DeviceId> + '_ {
        self.devices.iter().map(|device| device.id)
    }
}

/// A device on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDevice {
    /// Its number.
    pub id: DeviceId,
    /// How its owner wrote the number, where that is not the usual way. Who publishes the list again must not
    /// change the entries of others.
    pub written: Option<String>,
    /// What its owner calls it. Only to be shown where the signature is the identity key's.
    pub label: Option<Label>,
}

impl ListedDevice {
    /// A device without a name.
    #[must_use]
    pub fn new(id: DeviceId) -> Self {
        Self {
            id,
            written: None,
            label: None,
        }
    }
}

/// What the owner of a device calls it (XEP-0384 §5.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The name.
    pub text: String,
    /// Its signature by the identity key of the device.
    pub signature: Vec<u8>,
}

impl Label {
    /// The name, if the signature is right.
    #[must_use]
    pub fn verified(&self, key: &crate::identity::EdwardsKey) -> Option<&str> {
        let signature = self.signature.as_slice().try_into().ok()?;
        key.verifies(self.text.as_bytes(), signature)
            .then_some(self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{EdwardsKey, IdentityKeyPair};
    use crate::random::seeded::Seeded;

    #[test]
    fn a_list_has_each_device_once_and_an_end() {
        let mut list = DeviceList::of([1, 2, 1]);
        assert_eq!(list.ids().map(DeviceId::get).collect::<Vec<_>>(), [1, 2]);
        list.remove(DeviceId::new(1));
        assert!(!list.contains(DeviceId::new(1)));
        assert_eq!(DeviceList::of(0..1000).devices.len(), MAX_DEVICES);
    }

    #[test]
    fn only_a_signed_name_counts() {
        let pair = IdentityKeyPair::generate(&mut Seeded::new(1)).expect("a pair");
        let key = EdwardsKey::parse(pair.edwards()).expect("a key");
        let signature = pair
            .sign(b"laptop", &mut Seeded::new(2))
            .expect("a signature");
        let label = |text: &str, signature: &[u8]| Label {
            text: text.to_owned(),
            signature: signature.to_vec(),
        };
        assert_eq!(label("laptop", &signature).verified(&key), Some("laptop"));
        assert_eq!(label("lapdog", &signature).verified(&key), None);
        assert_eq!(label("laptop", &signature[1..]).verified(&key), None);
    }
}
