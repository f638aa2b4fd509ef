//! Automatic trust management (XEP-0450): what is verified by hand on one device is told to the others, so that each pair of
//! people has to compare once.
//!
//! Keys are named by their Curve25519 form, that of the fingerprint; those of others are also known by the Ed25519 form of
//! their bundles. What a device says that is not verified itself is kept, and counts as soon as it is.

use crate::curve::PublicKey;
use crate::identity::IdentityKey;
use crate::store::{Kept, KeyRow, StoreError};
use crate::trust::{KeyOwner, Trust, TrustMessage};

use super::{Account, Moment};

/// So much that one unverified key says is kept.
const MAX_KEPT: usize = 256;

/// So long other devices may take to show what they have in the newer version, in seconds.
const TRIED: u64 = 24 * 3600;

/// So much waits to be told to other devices.
const MAX_TELLINGS: usize = 64;

/// What has to be told to the verified devices of somebody, in an envelope (XEP-0434 §5.2), encrypted for them alone. It is
/// stored until that was done: see [`crate::store::Transaction::tellings`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// To whom: a contact's bare address, or our own.
    pub to: String,
    /// To which of their keys only; to all that are verified where it is empty.
    pub keys: Vec<IdentityKey>,
    /// What.
    pub message: TrustMessage,
    /// Since when, in seconds since 1970. Whom it can't reach within a day, with [`Account::plan_in`], it never may.
    pub since: u64,
}

impl Telling {
    /// What is left to be told of it when it goes out as planned; nothing where that reaches all.
    #[must_use]
    pub fn without(&self, plan: &super::Plan) -> Option<Self> {
        let ready = |key: &IdentityKey| {
            let mut devices = plan.devices.iter();
            devices.any(|(_, reach)| matches!(reach, super::Reach::Ready(one) if one == key))
        };
        let keys: Vec<IdentityKey> = self
            .keys
            .iter()
            .filter(|key| !ready(key))
            .copied()
            .collect();
        (!keys.is_empty()).then(|| Self {
            keys,
            ..self.clone()
        })
    }

    /// It was tried for long enough.
    #[must_use]
    pub const fn is_over(&self, now: u64) -> bool {
        now.abs_diff(self.since) > TRIED
    }
}

impl Account {
    /// The person has verified a key by comparing or scanning. What that tells others waits in the store (XEP-0450 §5.1,
    /// §5.2).
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn verify(
        &mut self,
        moment: &mut Moment<'_, '_>,
        jid: &str,
        identity: &IdentityKey,
    ) -> Result<(), StoreError> {
        let ours = self.verified(moment, &self.jid)?;
        self.set_trust(moment, jid, identity, Trust::Verified)?;
        self.take_kept(moment, jid, identity)?;
        let about = |jid: &str, keys: &[IdentityKey]| KeyOwner {
            jid: jid.to_owned(),
            trusted: keys.iter().map(|key| *key.point().bytes()).collect(),
            distrusted: Vec::new(),
        };
        let mut tellings = self.tell_others(moment, jid, about(jid, &[*identity]), identity)?;
        // The one that was verified hears which other keys of ours are.
        let mut message = TrustMessage {
            owners: vec![about(&self.jid, &ours)],
        };
        if jid == self.jid {
            for (contact, keys) in self.verified_contacts(moment)? {
                message.owners.push(about(&contact, &keys));
            }
        }
        message.owners.retain(|owner| !owner.trusted.is_empty());
        if !message.owners.is_empty() {
            tellings.push(Telling {
                to: jid.to_owned(),
                keys: vec![*identity],
                message,
                since: moment.now,
            });
        }
        Self::store_tellings(moment, &tellings)
    }

    fn store_tellings(moment: &mut Moment<'_, '_>, tellings: &[Telling]) -> Result<(), StoreError> {
        let mut before = moment.store.tellings()?;
        before.retain(|telling| {
            let over = telling.is_over(moment.now);
            if over {
                moment.store.remove_telling(telling);
            }
            !over
        });
        let left = MAX_TELLINGS.saturating_sub(before.len());
        for telling in tellings.iter().take(left) {
            moment.store.put_telling(telling);
        }
        Ok(())
    }

    /// The person has refused a key. What that tells others waits in the store (XEP-0450 §5.3, §5.4).
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn distrust(
        &mut self,
        moment: &mut Moment<'_, '_>,
        jid: &str,
        identity: &IdentityKey,
    ) -> Result<(), StoreError> {
        self.set_trust(moment, jid, identity, Trust::Distrusted)?;
        let about = KeyOwner {
            jid: jid.to_owned(),
            trusted: Vec::new(),
            distrusted: vec![*identity.point().bytes()],
        };
        let tellings = self.tell_others(moment, jid, about, identity)?;
        Self::store_tellings(moment, &tellings)
    }

    /// A device said whom it trusts, in an encrypted message that was read. Of a copy that comes again nothing changes.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn told(
        &mut self,
        moment: &mut Moment<'_, '_>,
        from: &str,
        sender: &IdentityKey,
        message: TrustMessage,
    ) -> Result<(), StoreError> {
        let message = message.allowed(from, &self.jid);
        let row = moment.store.key_row(from, sender)?;
        if row.is_some_and(|row| row.trust == Trust::Verified) {
            return self.believe(moment, &message);
        }
        let mut left = MAX_KEPT.saturating_sub(moment.store.kept(from, sender)?.len());
        for owner in &message.owners {
            let said = owner.trusted.iter().map(|key| (key, true));
            for (key, trusted) in said
                .chain(owner.distrusted.iter().map(|key| (key, false)))
                .take(left)
            {
                let said = Kept {
                    owner: owner.jid.clone(),
                    key: *key,
                    trusted,
                };
                moment.store.keep(from, sender, &said);
                left -= 1;
            }
        }
        Ok(())
    }

    /// All verified keys of somebody.
    fn verified(&self, moment: &Moment<'_, '_>, jid: &str) -> Result<Vec<IdentityKey>, StoreError> {
        let rows = moment.store.key_rows(jid)?.into_iter();
        Ok(rows
            .filter(|(_, row)| row.trust == Trust::Verified)
            .map(|(key, _)| key)
            .collect())
    }

    fn verified_contacts(
        &self,
        moment: &Moment<'_, '_>,
    ) -> Result<Vec<(String, Vec<IdentityKey>)>, StoreError> {
        let mut contacts = Vec::new();
        for jid in moment.store.key_owners()? {
            let keys = self.verified(moment, &jid)?;
            if jid != self.jid && !keys.is_empty() {
                contacts.push((jid, keys));
            }
        }
        Ok(contacts)
    }

    /// About a contact's key our own devices hear; about one of ours everybody does.
    fn tell_others(
        &self,
        moment: &Moment<'_, '_>,
        jid: &str,
        about: KeyOwner,
        except: &IdentityKey,
    ) -> Result<Vec<Telling>, StoreError> {
        let mut people = vec![self.jid.clone()];
        if jid == self.jid {
            people.extend(
                self.verified_contacts(moment)?
                    .into_iter()
                    .map(|(jid, _)| jid),
            );
        }
        let mut tellings = Vec::new();
        for to in people {
            let mut keys = self.verified(moment, &to)?;
            keys.retain(|key| key != except);
            if !keys.is_empty() {
                let owners = vec![about.clone()];
                tellings.push(Telling {
                    to,
                    keys,
                    message: TrustMessage { owners },
                    since: moment.now,
                });
            }
        }
        Ok(tellings)
    }

    /// Takes what a verified device says.
    fn believe(
        &mut self,
        moment: &mut Moment<'_, '_>,
        message: &TrustMessage,
    ) -> Result<(), StoreError> {
        for owner in &message.owners {
            for key in &owner.distrusted {
                self.apply(moment, &owner.jid, key, Trust::Distrusted)?;
            }
            for key in &owner.trusted {
                self.apply(moment, &owner.jid, key, Trust::Verified)?;
            }
        }
        Ok(())
    }

    fn apply(
        &mut self,
        moment: &mut Moment<'_, '_>,
        jid: &str,
        key: &[u8; 32],
        trust: Trust,
    ) -> Result<(), StoreError> {
        let rows = moment.store.key_rows(jid)?;
        let is = |(identity, row): &&(IdentityKey, KeyRow)| {
            identity.point().bytes() == key || row.edwards.as_ref() == Some(key)
        };
        let known = rows.iter().find(is);
        let identity = known.map_or_else(
            || IdentityKey::new(PublicKey::new(*key)),
            |(identity, _)| *identity,
        );
        let before = known.map(|(_, row)| row.trust);
        // What a person here has refused stays refused.
        let refused = before == Some(Trust::Distrusted) && trust == Trust::Verified;
        if identity == self.identity() || refused || before == Some(trust) {
            return Ok(());
        }
        self.set_trust(moment, jid, &identity, trust)?;
        match trust {
            Trust::Verified => self.take_kept(moment, jid, &identity),
            _ => Ok(()),
        }
    }

    /// What a key said before it was verified counts now.
    fn take_kept(
        &mut self,
        moment: &mut Moment<'_, '_>,
        jid: &str,
        identity: &IdentityKey,
    ) -> Result<(), StoreError> {
        for said in moment.store.kept(jid, identity)? {
            moment.store.forget_kept(jid, identity, &said);
            let trust = match said.trusted {
                true => Trust::Verified,
                false => Trust::Distrusted,
            };
            self.apply(moment, &said.owner, &said.key, trust)?;
        }
        Ok(())
    }
}
