//! Takes entries of the journal in. Each may come again, and nothing changes by it.

use rusqlite::{Connection, OptionalExtension, params};

use super::Trouble;
use super::row::{self, Place};
use crate::model::State;
use crate::store::{Entry, MessageRecord, SetState};
use crate::{AccountId, ConversationId, Timestamp};

/// The longest id by which a message is known again, in bytes. Real ones are below a hundred; a
/// longer one is not remembered.
const MAX_ID: usize = 1_024;

/// Takes one entry in.
pub(super) fn apply(db: &Connection, entry: &Entry) -> Result<(), Trouble> {
    match entry {
        Entry::Account { id, jid } => {
            let sql = "INSERT OR IGNORE INTO account (id, jid) VALUES (?1, ?2)";
            db.prepare_cached(sql)?
                .execute(params![id.0, jid.as_str()])?;
            Ok(())
        }
        Entry::Conversation { id, account, jid } => {
            let sql = "INSERT OR IGNORE INTO conversation (id, account, jid) VALUES (?1, ?2, ?3)";
            db.prepare_cached(sql)?
                .execute(params![id.0, account.0, jid.as_str()])?;
            Ok(())
        }
        Entry::Message(record) => put(db, record),
        Entry::State(set) => set_state(db, set),
        // Schema 3 has a table for it.
        Entry::Milestone(_) => Ok(()),
        Entry::RemoveItem { conversation, item } => {
            remove_one(db, &Place::new(*conversation, *item))
        }
        Entry::RemoveConversation(id) => remove_conversation(db, *id),
        Entry::RemoveAccount(id) => remove_account(db, *id),
    }
}

/// Clears away some messages of removed conversations; whether there may be more.
pub(super) fn purge(db: &Connection) -> Result<bool, Trouble> {
    /// So many at a time, for a page may be waiting.
    const PORTION: u32 = 500;
    let sql = "SELECT conversation FROM purge LIMIT 1";
    let next = db
        .prepare_cached(sql)?
        .query_row([], |row| row.get::<_, u32>(0))
        .optional()?;
    let Some(conversation) = next else {
        return Ok(false);
    };
    let sql = "DELETE FROM dedup WHERE seq IN
        (SELECT seq FROM message WHERE conversation = ?1 ORDER BY at, seq LIMIT ?2)";
    db.prepare_cached(sql)?
        .execute(params![conversation, PORTION])?;
    let sql = "DELETE FROM message WHERE seq IN
        (SELECT seq FROM message WHERE conversation = ?1 ORDER BY at, seq LIMIT ?2)";
    let gone = db
        .prepare_cached(sql)?
        .execute(params![conversation, PORTION])?;
    if gone == 0 {
        let sql = "DELETE FROM purge WHERE conversation = ?1";
        db.prepare_cached(sql)?.execute([conversation])?;
    }
    Ok(true)
}

fn put(db: &Connection, record: &MessageRecord) -> Result<(), Trouble> {
    let message = &record.message;
    let place = Place::new(record.conversation, message.id);
    let (state, failure, failure_text) = row::state_columns(&message.state);
    let sql =
        "INSERT OR REPLACE INTO message (seq, conversation, at, outgoing, sender, text, state,
            failure, failure_text, origin_id, sent_at, delivered_at, delayed, sum)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    db.prepare_cached(sql)?.execute(params![
        place.seq,
        place.conversation,
        place.at,
        row::is_outgoing(message.direction),
        message.sender,
        message.text,
        state,
        failure,
        failure_text,
        message.origin_id,
        message.sent_at.map(|at| at.0),
        message.delivered_at.map(|at| at.0),
        message.delayed,
        row::sum(&place, message),
    ])?;
    let sql = "INSERT OR IGNORE INTO dedup (account, kind, scope, id, seq)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut remember = db.prepare_cached(sql)?;
    for key in &record.dedup {
        let (kind, scope, id) = row::dedup_columns(key);
        if id.len() <= MAX_ID {
            remember.execute(params![record.account.0, kind, scope, id, place.seq])?;
        }
    }
    Ok(())
}

fn set_state(db: &Connection, set: &SetState) -> Result<(), Trouble> {
    let place = Place::new(set.conversation, set.item);
    let sql = "SELECT state, failure, failure_text, sent_at, delivered_at FROM message
        WHERE conversation = ?1 AND at = ?2 AND seq = ?3";
    let now = db.prepare_cached(sql)?.query_row(place.params(), |row| {
        let state = row::state(row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((state, row.get(3)?, row.get(4)?))
    });
    let Some((state, sent_at, delivered_at)) = now.optional()? else {
        return Ok(());
    };
    let before = Progress {
        state,
        sent_at,
        delivered_at,
    };
    let Some(after) = before.step(&set.state, set.at) else {
        return Ok(());
    };
    let (state, failure, failure_text) = row::state_columns(&after.state);
    let sql = "UPDATE message SET state = ?2, failure = ?3, failure_text = ?4, sent_at = ?5,
            delivered_at = ?6
        WHERE seq = ?1";
    db.prepare_cached(sql)?.execute(params![
        place.seq,
        state,
        failure,
        failure_text,
        after.sent_at,
        after.delivered_at,
    ])?;
    Ok(())
}

/// How far a message got, and when.
struct Progress {
    state: State,
    sent_at: Option<i64>,
    delivered_at: Option<i64>,
}

impl Progress {
    /// Where it stands after this, unless it does not fit.
    fn step(self, to: &State, at: Timestamp) -> Option<Self> {
        let sent_at = self.sent_at.or(Some(at.0));
        let delivered_at = self.delivered_at.or(Some(at.0));
        Some(match (&self.state, to) {
            // Sent again: what was before does not count.
            (State::Failed { .. }, State::Pending) => Self {
                state: State::Pending,
                sent_at: None,
                delivered_at: None,
            },
            (State::Pending, State::Sent) => Self {
                state: State::Sent,
                sent_at,
                ..self
            },
            // The server's answer came after the receipt.
            (State::Delivered, State::Sent) => Self { sent_at, ..self },
            (State::Pending | State::Sent | State::Failed { .. }, State::Delivered) => Self {
                state: State::Delivered,
                delivered_at,
                ..self
            },
            (State::Pending | State::Sent, State::Failed { .. }) => Self {
                state: to.clone(),
                ..self
            },
            _ => return None,
        })
    }
}

fn remove_one(db: &Connection, place: &Place) -> Result<(), Trouble> {
    let sql = "DELETE FROM message WHERE conversation = ?1 AND at = ?2 AND seq = ?3";
    if db.prepare_cached(sql)?.execute(place.params())? > 0 {
        let sql = "DELETE FROM dedup WHERE seq = ?1";
        db.prepare_cached(sql)?.execute([place.seq])?;
    }
    Ok(())
}

fn remove_conversation(db: &Connection, id: ConversationId) -> Result<(), Trouble> {
    let sql = "DELETE FROM conversation WHERE id = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    let sql = "INSERT OR IGNORE INTO purge (conversation) VALUES (?1)";
    db.prepare_cached(sql)?.execute([id.0])?;
    Ok(())
}

fn remove_account(db: &Connection, id: AccountId) -> Result<(), Trouble> {
    let sql = "INSERT OR IGNORE INTO purge (conversation)
        SELECT id FROM conversation WHERE account = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    let sql = "DELETE FROM conversation WHERE account = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    let sql = "DELETE FROM account WHERE id = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    Ok(())
}
