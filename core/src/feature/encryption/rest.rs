//! Keys and sessions where they lie: sealed with a key that is kept with the passwords, in the keyring where there is one.
//! Whoever reads the store alone can neither read nor write in our name.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use omemo_rs::store::{Batch, Memory, Row, Store as _, Transaction, is_secret};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::model::Secret;
use crate::{AccountId, Error};

/// How a sealed value begins; what is not sealed begins with the version of its row, which is small.
const SEALED: u8 = 0xA1;

/// The length of the key in bytes (RFC 8439 §2.8).
const KEY: usize = 32;

/// Seals and opens the rows of an account.
#[derive(Debug)]
pub(crate) struct AtRest {
    account: AccountId,
    key: LessSafeKey,
    /// Random, so that no two runs meet; within one they are counted up from there.
    nonces: [u8; NONCE_LEN],
    used: AtomicU64,
}

/// What was stored, as far as it can be opened.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) rows: Memory,
    /// What has to be written anew: it was not sealed, or is not to be opened and goes.
    pub(super) rewrite: Vec<Vec<u8>>,
    /// Our own device is among what can't be opened.
    pub(super) lost: bool,
}

/// A new key, as it is kept with the passwords.
///
/// # Errors
/// [`Error::Store`] where there is no randomness.
pub(crate) fn make_key() -> Result<Secret, Error> {
    let mut key = Zeroizing::new([0; KEY]);
    getrandom::fill(key.as_mut()).map_err(|error| Error::Store(error.to_string()))?;
    let text = Zeroizing::new(BASE64.encode(key.as_ref()));
    Ok(Secret::from(text.as_str()))
}

impl AtRest {
    /// `None`: that is no key.
    pub(crate) fn new(account: AccountId, key: &Secret) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64.decode(key.reveal()).ok()?);
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok()?;
        let mut nonces = [0; NONCE_LEN];
        getrandom::fill(&mut nonces).ok()?;
        Some(Self {
            account,
            key: LessSafeKey::new(key),
            nonces,
            used: AtomicU64::new(0),
        })
    }

    /// A value as it is stored; what is no secret stays as it is.
    pub(crate) fn seal(&self, name: &[u8], value: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
        if !is_secret(name) {
            return value;
        }
        let nonce = self.nonce();
        let mut sealed = Zeroizing::new(value.to_vec());
        let once = Nonce::assume_unique_for_key(nonce);
        let done = self
            .key
            .seal_in_place_append_tag(once, self.bound_to(name), &mut *sealed);
        // Only what is longer than 256 GB can't be sealed (RFC 8439 §2.8).
        debug_assert!(done.is_ok(), "a row is short");
        Zeroizing::new([&[SEALED], nonce.as_slice(), &sealed].concat())
    }

    fn nonce(&self) -> [u8; NONCE_LEN] {
        let mut nonce = self.nonces;
        let used = self.used.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let counted = nonce.iter_mut().rev().zip(used.iter().rev());
        counted.for_each(|(byte, used)| *byte ^= used);
        nonce
    }

    /// `None`: it was not sealed for this row, or not by this key.
    fn open(&self, name: &[u8], stored: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = Zeroizing::new(stored.get(1..)?.to_vec());
        let (nonce, content) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self
            .key
            .open_in_place(nonce, self.bound_to(name), content)
            .ok()?;
        Some(Zeroizing::new(opened.to_vec()))
    }

    /// A row can't be put in another's place.
    fn bound_to(&self, name: &[u8]) -> Aad<Vec<u8>> {
        let account = format!("waxwing omemo 1\n{}\n", self.account.0);
        Aad::from([account.as_bytes(), name].concat())
    }

    /// All that was stored. Without our own device nothing else that is secret is of any use.
    pub(crate) fn open_all(&self, stored: Vec<Row>) -> Opened {
        let mut opened = Opened::default();
        let mut kept = Batch::default();
        let mut gone = Vec::new();
        for (name, value) in stored {
            let sealed = is_secret(&name) && value.first() == Some(&SEALED);
            let value = match sealed {
                true => self.open(&name, &value),
                false => Some(value),
            };
            if value.is_none() {
                gone.push(name.clone());
            } else if !sealed && is_secret(&name) {
                opened.rewrite.push(name.clone());
            }
            if let Some(value) = value {
                kept.writes.insert(name, Some(value));
            }
        }
        if !gone.is_empty() {
            tracing::warn!(
                rows = gone.len(),
                "what is stored of the keys can't be opened"
            );
            opened.lost = !has_own(&kept);
        }
        if opened.lost {
            let secret: Vec<_> = kept
                .writes
                .keys()
                .filter(|name| is_secret(name))
                .cloned()
                .collect();
            for name in secret {
                kept.writes.remove(&name);
                gone.push(name);
            }
        }
        opened.rewrite.extend(gone);
        // In memory nothing can fail.
        let _ = opened.rows.commit(kept);
        opened
    }
}

fn has_own(kept: &Batch) -> bool {
    let mut rows = Memory::new();
    rows.commit(kept.clone()).is_ok() && matches!(Transaction::new(&rows).own(), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use omemo_rs::account::{Account as Machine, Moment};
    use omemo_rs::random::System;

    use super::*;

    const ROMY: AccountId = AccountId(1);

    fn rest() -> AtRest {
        AtRest::new(ROMY, &make_key().unwrap()).unwrap()
    }

    /// A device as it is in memory, with somebody's trusted key beside it.
    fn rows() -> Vec<Row> {
        let mut rows = Memory::new();
        let mut transaction = Transaction::new(&rows);
        let mut moment = Moment {
            store: &mut transaction,
            now: 1,
            random: &mut System,
        };
        Machine::open("romy@example.org", &mut moment).unwrap();
        let batch = transaction.finish();
        rows.commit(batch).unwrap();
        let mut batch = Batch::default();
        let trusted = Zeroizing::new(b"somebody".to_vec());
        batch.writes.insert(b"k".to_vec(), Some(trusted));
        rows.commit(batch).unwrap();
        rows.scan(b"").unwrap()
    }

    fn sealed(rest: &AtRest, rows: &[Row]) -> Vec<Row> {
        let rows = rows.iter().cloned();
        rows.map(|(name, value)| {
            let value = rest.seal(&name, value);
            (name, value)
        })
        .collect()
    }

    fn all(rows: &Memory) -> Vec<Row> {
        rows.scan(b"").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_alone() {
        let (key, rows) = (make_key().unwrap(), rows());
        let stored = sealed(&AtRest::new(ROMY, &key).unwrap(), &rows);
        assert!(rows.len() > 100, "a device has a hundred prekeys");
        for ((name, plain), (_, stored)) in rows.iter().zip(&stored) {
            assert_eq!(is_secret(name), plain != stored);
            let told = |part: &[u8]| stored.windows(part.len()).any(|window| window == part);
            assert!(!is_secret(name) || !told(&plain[1..9]), "{name:?}");
        }
        // In another run.
        let opened = AtRest::new(ROMY, &key).unwrap().open_all(stored.clone());
        assert_eq!(all(&opened.rows), rows);
        assert!(opened.rewrite.is_empty() && !opened.lost);
        let other = AtRest::new(AccountId(2), &key).unwrap();
        for wrong in [rest(), other] {
            let opened = wrong.open_all(stored.clone());
            assert!(opened.lost);
            let left: Vec<_> = all(&opened.rows).into_iter().map(|row| row.0).collect();
            assert_eq!(left, [b"k"], "whose keys are trusted stays known");
            assert_eq!(opened.rewrite.len(), rows.len() - 1);
        }
    }

    #[test]
    fn what_was_not_sealed_is_kept_and_written_anew() {
        let (rest, rows) = (rest(), rows());
        let opened = rest.open_all(rows.clone());
        assert_eq!(all(&opened.rows), rows);
        assert_eq!(opened.rewrite.len(), rows.len() - 1);
        assert!(!opened.lost);
    }

    #[test]
    fn a_broken_row_costs_itself_and_a_row_in_another_place_is_broken() {
        let (rest, rows) = (rest(), rows());
        let mut stored = sealed(&rest, &rows);
        let prekeys = || {
            rows.iter()
                .enumerate()
                .filter(|(_, row)| row.0.starts_with(b"p"))
        };
        let (first, second) = (prekeys().next().unwrap().0, prekeys().nth(1).unwrap().0);
        stored[first].1.pop();
        stored[second].1 = stored[first + 2].1.clone();
        let opened = rest.open_all(stored);
        assert_eq!(
            opened.rewrite,
            [rows[first].0.clone(), rows[second].0.clone()]
        );
        assert!(!opened.lost);
        assert_eq!(opened.rows.len(), rows.len() - 2);
    }

    #[test]
    fn nothing_is_sealed_alike_twice() {
        let rest = rest();
        let value = || Zeroizing::new(vec![7; 40]);
        let all: std::collections::BTreeSet<_> = (0..300)
            .map(|_| rest.seal(b"i", value()).to_vec())
            .collect();
        assert_eq!(all.len(), 300);
        assert!(AtRest::new(ROMY, &Secret::from("no key")).is_none());
    }
}
