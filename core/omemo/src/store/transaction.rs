//! One step: reads through to the store, and keeps what changes until all of it is done.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::Profile;
use crate::account::Telling;
use crate::codec::CodecError;
use crate::identity::IdentityKey;
use crate::message::DeviceList;
use crate::profile::{Address, DeviceId};
use crate::record::Record;

use super::rows::{self, DeviceRow, Kept, KeyRow, Own, Prekey, SignedPrekey, key};
use super::{Batch, Row, Store, StoreError};

/// Changes on top of a store that nobody else sees yet. Dropped, it changes nothing.
///
/// Records that were read are kept decoded until the end: a thousand messages of one device in one transaction cost
/// one reading and one writing.
pub struct Transaction<'s> {
    store: &'s dyn Store,
    writes: BTreeMap<Vec<u8>, Option<Zeroizing<Vec<u8>>>>,
    records: BTreeMap<(Profile, Address), (Record, bool)>,
}

impl<'s> Transaction<'s> {
    /// Begins one.
    #[must_use]
    pub fn new(store: &'s dyn Store) -> Self {
        Self {
            store,
            writes: BTreeMap::new(),
            records: BTreeMap::new(),
        }
    }

    /// What has changed, to be committed.
    #[must_use]
    pub fn finish(mut self) -> Batch {
        for ((profile, of), (record, changed)) in std::mem::take(&mut self.records) {
            if changed {
                let value = (!record.is_empty()).then(|| record.encode());
                self.writes.insert(key::record(profile, &of), value);
            }
        }
        Batch {
            writes: self.writes,
        }
    }

    /// Our own device.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn own(&self) -> Result<Option<Own>, StoreError> {
        self.read(key::OWN, Own::decode)
    }

    /// See [`Self::own`].
    pub fn put_own(&mut self, own: &Own) {
        self.put(key::OWN.to_vec(), own.encode());
    }

    /// A one-time key of ours, also one that is published no more.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn prekey(&self, id: u32) -> Result<Option<Prekey>, StoreError> {
        self.read(&key::numbered(key::PREKEYS, id), |bytes| {
            Prekey::decode(id, bytes)
        })
    }

    /// All of them, by number.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn prekeys(&self) -> Result<Vec<Prekey>, StoreError> {
        self.numbered(key::PREKEYS, |id, bytes| Ok(Prekey::decode(id, bytes)?))
    }

    /// See [`Self::prekey`].
    pub fn put_prekey(&mut self, prekey: &Prekey) {
        self.put(key::numbered(key::PREKEYS, prekey.id), prekey.encode());
    }

    /// Nobody can use it any more.
    pub fn remove_prekey(&mut self, id: u32) {
        self.remove(key::numbered(key::PREKEYS, id));
    }

    /// A signed key of ours, the published one or an older one.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn signed_prekey(&self, id: u32) -> Result<Option<SignedPrekey>, StoreError> {
        let decode = |bytes: &[u8]| SignedPrekey::decode(id, bytes);
        self.read(&key::numbered(key::SIGNED_PREKEYS, id), decode)
    }

    /// All of them, by number.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn signed_prekeys(&self) -> Result<Vec<SignedPrekey>, StoreError> {
        self.numbered(key::SIGNED_PREKEYS, |id, bytes| {
            Ok(SignedPrekey::decode(id, bytes)?)
        })
    }

    /// See [`Self::signed_prekey`].
    pub fn put_signed_prekey(&mut self, prekey: &SignedPrekey) {
        self.put(
            key::numbered(key::SIGNED_PREKEYS, prekey.id),
            prekey.encode(),
        );
    }

    /// Nobody can use it any more.
    pub fn remove_signed_prekey(&mut self, id: u32) {
        self.remove(key::numbered(key::SIGNED_PREKEYS, id));
    }

    /// The sessions with a device, to look at.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn record(&mut self, profile: Profile, of: &Address) -> Result<&Record, StoreError> {
        self.load_record(profile, of).map(|(record, _)| &*record)
    }

    /// The sessions with a device, to change; they are written at the end.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn record_mut(
        &mut self,
        profile: Profile,
        of: &Address,
    ) -> Result<&mut Record, StoreError> {
        let (record, changed) = self.load_record(profile, of)?;
        *changed = true;
        Ok(record)
    }

    /// Puts sessions in the place of others.
    pub fn put_record(&mut self, profile: Profile, of: &Address, record: Record) {
        self.records.insert((profile, of.clone()), (record, true));
    }

    /// Takes all sessions with everybody away.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn remove_records(&mut self) -> Result<(), StoreError> {
        self.records.clear();
        for (key, _) in self.scan(key::RECORDS)? {
            self.remove(key);
        }
        Ok(())
    }

    /// The devices of somebody with whom there are sessions.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn session_devices(
        &self,
        profile: Profile,
        jid: &str,
    ) -> Result<Vec<DeviceId>, StoreError> {
        let prefix = key::records(profile, jid);
        let mut found: Vec<_> = self
            .scan(&prefix)?
            .iter()
            .filter(|(key, _)| key.len() == prefix.len() + 4)
            .filter_map(|(key, _)| key::number(key).map(DeviceId::new))
            .collect();
        let fresh = self.records.iter().filter(|((of, whose), (record, _))| {
            *of == profile && whose.jid == jid && !record.is_empty()
        });
        found.extend(fresh.map(|((_, whose), _)| whose.device));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The last list of devices that is known of somebody; `None` before there was any.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn devices(&self, profile: Profile, jid: &str) -> Result<Option<DeviceList>, StoreError> {
        self.read(&key::devices(profile, jid), rows::decode_devices)
    }

    /// See [`Self::devices`].
    pub fn put_devices(&mut self, profile: Profile, jid: &str, list: &DeviceList) {
        self.put(key::devices(profile, jid), rows::encode_devices(list));
    }

    /// What is known of an identity key of somebody.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn key_row(&self, jid: &str, identity: &IdentityKey) -> Result<Option<KeyRow>, StoreError> {
        self.read(&key::identity(jid, identity), KeyRow::decode)
    }

    /// See [`Self::key_row`].
    pub fn put_key_row(&mut self, jid: &str, identity: &IdentityKey, row: &KeyRow) {
        self.put(key::identity(jid, identity), row.encode());
    }

    /// All identity keys of somebody that were ever seen.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn key_rows(&self, jid: &str) -> Result<Vec<(IdentityKey, KeyRow)>, StoreError> {
        use crate::curve::PublicKey;

        self.scan(&key::keys(jid))?
            .iter()
            .filter_map(|(key, value)| {
                let point = PublicKey::new(*key.last_chunk::<32>()?);
                Some((IdentityKey::new(point), value))
            })
            .map(|(identity, value)| Ok((identity, KeyRow::decode(value)?)))
            .collect()
    }

    /// What is known of a device of somebody.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn device_row(&self, of: &Address) -> Result<Option<DeviceRow>, StoreError> {
        self.read(&key::device(of), DeviceRow::decode)
    }

    /// See [`Self::device_row`].
    pub fn put_device_row(&mut self, of: &Address, row: &DeviceRow) {
        self.put(key::device(of), row.encode());
    }

    /// Everybody of whom a key was ever seen.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn key_owners(&self) -> Result<Vec<String>, StoreError> {
        let mut owners: Vec<_> = self
            .scan(key::KEYS)?
            .iter()
            .filter_map(|(key, _)| {
                let jid = key.get(1..)?.split(|byte| *byte == 0).next()?;
                String::from_utf8(jid.to_vec()).ok()
            })
            .collect();
        owners.dedup();
        Ok(owners)
    }

    /// What an unverified key of somebody said of others.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn kept(&self, jid: &str, sender: &IdentityKey) -> Result<Vec<Kept>, StoreError> {
        let rows = self.scan(&key::kept(jid, sender))?;
        rows.iter()
            .map(|(_, value)| Ok(Kept::decode(value)?))
            .collect()
    }

    /// See [`Self::kept`]. The last that is said of a key counts.
    pub fn keep(&mut self, jid: &str, sender: &IdentityKey, kept: &Kept) {
        let key = [
            key::kept(jid, sender).as_slice(),
            &kept.key,
            kept.owner.as_bytes(),
        ]
        .concat();
        self.put(key, kept.encode());
    }

    /// See [`Self::kept`].
    pub fn forget_kept(&mut self, jid: &str, sender: &IdentityKey, kept: &Kept) {
        let key = [
            key::kept(jid, sender).as_slice(),
            &kept.key,
            kept.owner.as_bytes(),
        ]
        .concat();
        self.remove(key);
    }

    /// What is yet to be told to other devices.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn tellings(&self) -> Result<Vec<Telling>, StoreError> {
        let rows = self.scan(key::TELLINGS)?;
        rows.iter()
            .map(|(_, value)| Ok(Telling::decode(value)?))
            .collect()
    }

    /// See [`Self::tellings`]; the same twice is one.
    pub fn put_telling(&mut self, telling: &Telling) {
        let encoded = telling.encode();
        self.put(key::telling(&encoded), encoded);
    }

    /// See [`Self::tellings`]. It was told, or can't be.
    pub fn remove_telling(&mut self, telling: &Telling) {
        self.remove(key::telling(&telling.encode()));
    }

    fn load_record(
        &mut self,
        profile: Profile,
        of: &Address,
    ) -> Result<&mut (Record, bool), StoreError> {
        use std::collections::btree_map::Entry;

        match self.records.entry((profile, of.clone())) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let record = show(self.store, &key::record(profile, of), Record::decode)?;
                Ok(entry.insert((record.unwrap_or_default(), false)))
            }
        }
    }

    fn put(&mut self, key: Vec<u8>, value: Zeroizing<Vec<u8>>) {
        self.writes.insert(key, Some(value));
    }

    fn remove(&mut self, key: Vec<u8>) {
        self.writes.insert(key, None);
    }

    fn read<T>(
        &self,
        key: &[u8],
        decode: impl FnOnce(&[u8]) -> Result<T, CodecError>,
    ) -> Result<Option<T>, StoreError> {
        match self.writes.get(key) {
            Some(value) => Ok(value.as_ref().map(|bytes| decode(bytes)).transpose()?),
            None => show(self.store, key, decode),
        }
    }

    fn numbered<T>(
        &self,
        shelf: &[u8],
        decode: impl Fn(u32, &[u8]) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.scan(shelf)?
            .iter()
            .filter_map(|(key, value)| Some((key::number(key)?, value)))
            .map(|(id, value)| decode(id, value))
            .collect()
    }

    /// The store's rows with our changes on top.
    fn scan(&self, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        let mut rows: BTreeMap<_, _> = self.store.scan(prefix)?.into_iter().collect();
        let ours = self
            .writes
            .range(prefix.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix));
        for (key, value) in ours {
            match value {
                Some(value) => rows.insert(key.clone(), value.clone()),
                None => rows.remove(key),
            };
        }
        Ok(rows.into_iter().collect())
    }
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Transaction({} changes)",
            self.writes.len() + self.records.len()
        )
    }
}

/// What a store has under a key, decoded where it is.
fn show<T>(
    store: &dyn Store,
    key: &[u8],
    decode: impl FnOnce(&[u8]) -> Result<T, CodecError>,
) -> Result<Option<T>, StoreError> {
    let (mut decode, mut shown) = (Some(decode), None);
    store.show(key, &mut |bytes| {
        shown = decode.take().map(|decode| decode(bytes));
    })?;
    Ok(shown.transpose()?)
}

#[cfg(test)]
mod tests;
