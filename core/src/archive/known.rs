//! By what a message is known again.
//!
//! Only 64 bits of each key are kept: the id itself stands in the message and is compared, so that
//! two keys with the same hash are no more than a second look.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::row::Read;
use super::{Found, Trouble, row};
use crate::model::Sealing;
use crate::store::Dedup;
use crate::{AccountId, BareJid, ConversationId, ItemId};

/// The longest id by which a message is known again, in bytes. Real ones are below a hundred; a
/// longer one is not remembered.
pub(super) const MAX_ID: usize = 1_024;

/// So many messages are looked at for one key: who gives many the same id is not known again.
const CANDIDATES: u32 = 8;

/// The message that has a key.
pub(super) fn find(
    db: &Connection,
    account: AccountId,
    key: &Dedup,
) -> Result<Option<Read>, Trouble> {
    Ok(candidates(db, account, key)?.into_iter().next())
}

/// The messages that have a key, the first of them first.
pub(super) fn candidates(
    db: &Connection,
    account: AccountId,
    key: &Dedup,
) -> Result<Vec<Read>, Trouble> {
    let sql = format!(
        "SELECT {} FROM dedup JOIN message USING (seq) WHERE hash = ?1
            AND NOT EXISTS (SELECT 1 FROM purge WHERE purge.conversation = message.conversation)
        ORDER BY dedup.seq LIMIT {CANDIDATES}",
        row::COLUMNS
    );
    let mut rows = db.prepare_cached(&sql)?;
    let found = rows.query_map([hash(account, key)], row::message)?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().filter(|one| one.has(key)).collect())
}

/// Where a message with the first known of some keys stands.
pub(super) fn place(
    db: &Connection,
    account: AccountId,
    keys: &[Dedup],
) -> Result<Option<Found>, Trouble> {
    for key in keys {
        if let Some(found) = find(db, account, key)? {
            return Ok(Some(Found {
                conversation: found.conversation,
                item: found.message.id,
            }));
        }
    }
    Ok(None)
}

/// Whether an encrypted message with a key is here that can be read, or may yet be, beside this one.
pub(super) fn is_again(
    db: &Connection,
    account: AccountId,
    key: &Dedup,
    item: ItemId,
) -> Result<bool, Trouble> {
    let all = candidates(db, account, key)?;
    Ok(all.iter().any(|one| {
        let says = matches!(
            one.message.sealing,
            Some(Sealing::Read(_) | Sealing::Waiting)
        );
        one.message.id.seq != item.seq && says
    }))
}

/// Gives a message another key.
pub(super) fn remember(
    db: &Connection,
    account: AccountId,
    key: &Dedup,
    seq: u64,
) -> Result<(), Trouble> {
    let (_, _, id) = columns(key);
    if id.len() <= MAX_ID {
        let sql = "INSERT OR IGNORE INTO dedup (hash, seq) VALUES (?1, ?2)";
        db.prepare_cached(sql)?
            .execute(params![hash(account, key), seq.cast_signed()])?;
    }
    Ok(())
}

/// Takes the keys of a message away that can be told from it. Others lead nowhere, for its number
/// is never given again.
pub(super) fn forget(
    db: &Connection,
    account: AccountId,
    archive: Option<&BareJid>,
    message: &Read,
) -> Result<(), Trouble> {
    let mut keys = Vec::new();
    let said = &message.message;
    if let Some(by) = archive {
        keys.push(Dedup::Stanza {
            by: by.clone(),
            id: said.stanza_id.clone(),
        });
    }
    if let Ok(from) = jid::Jid::new(&said.sender) {
        let from = from.into_bare();
        let id = said.origin_id.clone();
        keys.push(Dedup::Origin {
            from: from.clone(),
            id: Dedup::weak_id(&id, &said.text),
        });
        keys.push(Dedup::Named {
            from: from.clone(),
            id: id.clone(),
        });
        keys.push(Dedup::Origin { from, id });
    }
    let sql = "DELETE FROM dedup WHERE hash = ?1 AND seq = ?2";
    let mut gone = db.prepare_cached(sql)?;
    for key in keys {
        gone.execute(params![hash(account, &key), said.id.seq.cast_signed()])?;
    }
    Ok(())
}

/// The account of a conversation, and its address.
pub(super) fn owner(
    db: &Connection,
    conversation: ConversationId,
) -> Result<Option<(AccountId, Option<BareJid>)>, Trouble> {
    let sql = "SELECT account.id, account.jid FROM conversation JOIN account
        ON account.id = conversation.account WHERE conversation.id = ?1
        UNION ALL SELECT account, own FROM purge WHERE conversation = ?1 AND account IS NOT NULL";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([conversation.0], |row| {
        Ok((AccountId(row.get(0)?), row.get::<_, Option<String>>(1)?))
    });
    let found = found.optional()?;
    Ok(found.map(|(id, jid)| (id, jid.and_then(|jid| BareJid::new(&jid).ok()))))
}

/// A promise.
pub(super) fn hash(account: AccountId, key: &Dedup) -> i64 {
    let (kind, scope, id) = columns(key);
    let mut hash = Sha256::new();
    hash.update(account.0.to_be_bytes());
    hash.update([kind]);
    hash.update((scope.len() as u64).to_be_bytes());
    hash.update(scope);
    hash.update(id);
    let bytes = hash.finalize();
    let first = bytes.iter().take(8);
    first.fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte))
}

/// The kind, the scope and the id.
fn columns(key: &Dedup) -> (u8, &str, &str) {
    match key {
        Dedup::Stanza { by, id } => (0, by.as_str(), id),
        Dedup::Origin { from, id } => (1, from.as_str(), id),
        Dedup::Named { from, id } => (2, from.as_str(), id),
    }
}

impl Read {
    /// Whether it is meant by a key whose hash it has.
    fn has(&self, key: &Dedup) -> bool {
        match key {
            Dedup::Stanza { id, .. } => {
                self.message.stanza_id.is_empty() || self.message.stanza_id == *id
            }
            Dedup::Origin { id, .. } => id
                .strip_prefix(&self.message.origin_id)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('\n')),
            // The id attribute is kept only where there is no other.
            Dedup::Named { .. } => true,
        }
    }
}

impl Dedup {
    /// What stands for a mere id attribute, which need not be unique: some programs always write the
    /// same, or count anew in each session. What comes again has the same words too.
    pub(crate) fn weak_id(id: &str, text: &str) -> String {
        let words: String = text.chars().take(WORDS).collect();
        format!("{id}\n{}\n{words}", text.len())
    }
}

/// How much of a text tells it from others with the same id and length; a promise.
const WORDS: usize = 200;
