//! Receipts and markers (XEP-0184, XEP-0333) from an archive, whose message may come later: going
//! backwards, the answer is met before the question.

use rusqlite::{Connection, OptionalExtension, params};

use super::row::{self, Read};
use super::{Trouble, known, writer};
use crate::model::{Message, Milestone, Stage, State};
use crate::store::Dedup;
use crate::{AccountId, BareJid, ConversationId, Timestamp};

/// What is said about a message.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    pub(super) conversation: ConversationId,
    /// The id of the message on the wire.
    pub(super) of: String,
    pub(super) kind: Kind,
    /// The full address of the device.
    pub(super) place: String,
    pub(super) at: Timestamp,
}

/// What happened to it. The numbers are promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A device of theirs has ours.
    Delivered = 0,
    /// They have seen ours.
    Displayed = 1,
    /// We have seen theirs, on some device.
    Read = 2,
}

/// So many are kept, of all accounts; the oldest are forgotten first. Whoever says more about
/// messages that do not exist fills no disk.
const MOST: i64 = 20_000;

/// A marker says that what came before was seen too: so far back that is looked for.
const BEFORE: u32 = 500;

/// How far back a message with a mere id attribute is looked for.
const NEAR: u32 = 200;

/// Some servers stamp by whole seconds (Prosody), and what they keep in the same second stands behind
/// its beginning: a marker may seem to be older than the message it is about by as much.
const CUT: i64 = 1_000_000;

/// The message that a notice is about, if it is here.
pub(super) fn subject(
    db: &Connection,
    account: AccountId,
    own: &BareJid,
    notice: &Notice,
) -> Result<Option<Read>, Trouble> {
    if notice.kind == Kind::Read {
        return theirs(db, notice);
    }
    let key = Dedup::Origin {
        from: own.clone(),
        id: notice.of.clone(),
    };
    let found = known::candidates(db, account, &key)?;
    let is_meant = |one: &Read| {
        one.conversation == notice.conversation && row::is_outgoing(one.message.direction)
    };
    Ok(found.into_iter().find(is_meant))
}

fn theirs(db: &Connection, notice: &Notice) -> Result<Option<Read>, Trouble> {
    let sql = "SELECT seq FROM (SELECT seq, outgoing, origin_id FROM message
            WHERE conversation = ?1 AND at <= ?2 ORDER BY at DESC LIMIT ?3)
        WHERE outgoing = 0 AND origin_id = ?4";
    let mut near = db.prepare_cached(sql)?;
    let of = row::id_column(&notice.of);
    let upto = notice.at.0.saturating_add(CUT);
    let bounds = params![notice.conversation.0, upto, NEAR, of];
    let found = near
        .query_row(bounds, |row| row.get::<_, i64>(0))
        .optional()?;
    match found {
        Some(seq) => row::read(db, notice.conversation, seq.cast_unsigned()),
        None => Ok(None),
    }
}

/// Applies what is said about a message of ours. The messages that got further, as they were.
pub(super) fn apply(
    db: &Connection,
    subject: &Read,
    notice: &Notice,
) -> Result<Vec<Read>, Trouble> {
    let mut touched = Vec::new();
    let (state, stage) = match notice.kind {
        Kind::Delivered => (State::Delivered, Stage::Delivered),
        Kind::Displayed => (State::Displayed, Stage::Displayed),
        Kind::Read => return Ok(touched),
    };
    if writer::advance(db, subject, &state, notice.at)?.is_some() {
        touched.push(subject.clone());
        let milestone = Milestone {
            stage,
            at: notice.at,
            place: notice.place.clone(),
            detail: String::new(),
        };
        writer::put_milestone(db, subject.conversation, subject.message.id.seq, &milestone)?;
    }
    if notice.kind == Kind::Displayed {
        touched.extend(see_before(db, subject, notice.at)?);
    }
    Ok(touched)
}

/// What was said before a message that was seen was seen too (XEP-0333).
fn see_before(db: &Connection, seen: &Read, at: Timestamp) -> Result<Vec<Read>, Trouble> {
    let sql = format!(
        "SELECT {} FROM message WHERE conversation = ?1 AND outgoing = 1 AND at < ?2
        ORDER BY at DESC LIMIT {BEFORE}",
        row::COLUMNS
    );
    let mut before = db.prepare_cached(&sql)?;
    let place = params![seen.conversation.0, seen.message.id.at.0];
    let mut touched = Vec::new();
    for found in before.query_map(place, row::message)? {
        let found = found?;
        match found.message.state {
            State::Displayed => break,
            State::Sent | State::Delivered => {}
            _ => continue,
        }
        if writer::advance(db, &found, &State::Displayed, at)?.is_some() {
            touched.push(found);
        }
    }
    Ok(touched)
}

/// Keeps what is said about a message that is not here.
pub(super) fn keep(db: &Connection, account: AccountId, notice: &Notice) -> Result<(), Trouble> {
    if notice.of.is_empty() || notice.of.len().max(notice.place.len()) > known::MAX_ID {
        return Ok(());
    }
    let sql = "INSERT OR IGNORE INTO foretold (account, conversation, of, kind, place, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    db.prepare_cached(sql)?.execute(params![
        account.0,
        notice.conversation.0,
        notice.of,
        notice.kind as u8,
        notice.place,
        notice.at.0,
    ])?;
    let sql = "DELETE FROM foretold WHERE id <= (SELECT max(id) FROM foretold) - ?1";
    db.prepare_cached(sql)?.execute([MOST])?;
    Ok(())
}

/// What was said about a message before it came; it is forgotten.
pub(super) fn take(
    db: &Connection,
    account: AccountId,
    conversation: ConversationId,
    message: &Message,
) -> Result<Vec<Notice>, Trouble> {
    let sql = "SELECT kind, place, at FROM foretold
        WHERE account = ?1 AND conversation = ?2 AND of = ?3 ORDER BY at";
    let key = params![account.0, conversation.0, message.origin_id];
    let mut all = db.prepare_cached(sql)?;
    let found = all.query_map(key, |row| {
        Ok(Notice {
            conversation,
            of: message.origin_id.clone(),
            kind: match row.get(0)? {
                0 => Kind::Delivered,
                1 => Kind::Displayed,
                _ => Kind::Read,
            },
            place: row.get(1)?,
            at: Timestamp(row.get(2)?),
        })
    })?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    if !found.is_empty() {
        let sql = "DELETE FROM foretold WHERE account = ?1 AND conversation = ?2 AND of = ?3";
        db.prepare_cached(sql)?.execute(key)?;
    }
    let outgoing = row::is_outgoing(message.direction);
    let fits = |notice: &Notice| (notice.kind == Kind::Read) != outgoing;
    Ok(found.into_iter().filter(fits).collect())
}

/// The whole archive is here: what is said about messages that did not come is about nothing.
pub(super) fn forget(db: &Connection, account: AccountId) -> Result<(), Trouble> {
    let sql = "DELETE FROM foretold WHERE account = ?1";
    db.prepare_cached(sql)?.execute([account.0])?;
    Ok(())
}

/// A message of ours was seen: it may be the newest of its conversation.
pub(super) fn reach(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO reached (conversation, seq, displayed_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (conversation) DO UPDATE SET seq = ?2, displayed_at = ?3
        WHERE coalesce((SELECT at FROM message WHERE seq = reached.seq), 0) <= ?4";
    let at = message.displayed_at.unwrap_or(message.id.at);
    db.prepare_cached(sql)?.execute(params![
        conversation.0,
        message.id.seq.cast_signed(),
        at.0,
        message.id.at.0,
    ])?;
    Ok(())
}

/// Up to where our messages were seen, and when.
pub(super) fn reached(
    db: &Connection,
    conversation: ConversationId,
) -> Result<Option<(Timestamp, Timestamp)>, Trouble> {
    let sql = "SELECT message.at, displayed_at_of FROM
        (SELECT seq, displayed_at AS displayed_at_of FROM reached WHERE conversation = ?1)
        JOIN message USING (seq)";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([conversation.0], |row| {
        Ok((Timestamp(row.get(0)?), Timestamp(row.get(1)?)))
    });
    Ok(found.optional()?)
}
