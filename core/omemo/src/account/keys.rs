//! Which key is whose, and whether it is trusted.

use crate::Profile;
use crate::identity::IdentityKey;
use crate::profile::Address;
use crate::store::{DeviceRow, KeyRow, StoreError};
use crate::trust::Trust;

use super::{Account, Action, Moment, Notice};

/// A key of somebody, for a page that lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The key.
    pub identity: IdentityKey,
    /// What is known of it.
    pub row: KeyRow,
}

impl Account {
    /// All keys that were ever seen of somebody.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn keys_of(&self, moment: &Moment<'_, '_>, jid: &str) -> Result<Vec<KnownKey>, StoreError> {
        let rows = moment.store.key_rows(jid)?.into_iter();
        Ok(rows
            .map(|(identity, row)| KnownKey { identity, row })
            .collect())
    }

    /// The person has decided about a key. Also one that was never seen, from a link or a QR code.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn set_trust(
        &mut self,
        moment: &mut Moment<'_, '_>,
        jid: &str,
        identity: &IdentityKey,
        trust: Trust,
    ) -> Result<(), StoreError> {
        let row = match moment.store.key_row(jid, identity)? {
            Some(row) => KeyRow { trust, ..row },
            None => KeyRow {
                trust,
                first_seen: moment.now,
                last_read: 0,
                edwards: None,
            },
        };
        moment.store.put_key_row(jid, identity, &row);
        Ok(())
    }

    /// A device showed a key: in its bundle, or in a message that was read. Says whether it is trusted.
    pub(super) fn observe(
        &mut self,
        moment: &mut Moment<'_, '_>,
        of: &Address,
        seen: Seen,
        actions: &mut Vec<Action>,
    ) -> Result<Trust, StoreError> {
        let identity = seen.identity;
        let before = moment.store.device_row(of)?;
        let changed = before.filter(|row| row.identity != identity);
        let mut row = match moment.store.key_row(&of.jid, &identity)? {
            Some(row) => row,
            None => {
                let others = moment.store.key_rows(&of.jid)?;
                let trust = match changed {
                    // Never by itself: this is what an attack looks like.
                    Some(_) => Trust::Undecided,
                    None => Trust::of_new(others.iter().map(|(_, row)| row.trust)),
                };
                let of = of.clone();
                if changed.is_none() {
                    actions.push(Action::Tell(Notice::NewDevice {
                        of,
                        identity,
                        trust,
                    }));
                }
                KeyRow {
                    trust,
                    first_seen: moment.now,
                    last_read: 0,
                    edwards: None,
                }
            }
        };
        row.edwards = seen.edwards.or(row.edwards);
        if seen.in_message {
            row.last_read = row.last_read.max(moment.now);
        }
        moment.store.put_key_row(&of.jid, &identity, &row);
        if let Some(DeviceRow {
            identity: before, ..
        }) = changed
        {
            let of = of.clone();
            actions.push(Action::Tell(Notice::IdentityChanged {
                of,
                before,
                now: identity,
            }));
        }
        if before.is_none_or(|row| row.identity != identity) {
            let repaired = before.map_or(0, |row| row.repaired);
            moment
                .store
                .put_device_row(of, &DeviceRow { identity, repaired });
        }
        Ok(row.trust)
    }
}

/// How a key was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) identity: IdentityKey,
    pub(super) edwards: Option<[u8; 32]>,
    pub(super) in_message: bool,
}

impl Seen {
    /// In a bundle.
    pub(super) fn in_bundle(bundle: &crate::Bundle) -> Self {
        let edwards = (bundle.profile() == Profile::Omemo2).then(|| *bundle.identity.bytes());
        Self {
            identity: bundle.identity(),
            edwards,
            in_message: false,
        }
    }

    /// In a session whose message was read.
    pub(super) fn in_message(identity: IdentityKey) -> Self {
        Self {
            identity,
            edwards: None,
            in_message: true,
        }
    }
}
