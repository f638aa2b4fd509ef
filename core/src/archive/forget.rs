//! Messages that the person has deleted on this machine.
//!
//! What an archive might show again leaves a row without words, by which it is known again: it is
//! neither shown nor found. Older rows go altogether: pages are told up to where each conversation
//! was cleared ([`super::ArchivePage::cleared`]).

use std::sync::Arc;

use rusqlite::{Connection, params};

use super::row::{self, Read};
use super::{Trouble, index, relation, writer};
use crate::model::{About, ChangeKind, Message, State};
use crate::{ConversationId, Timestamp};

/// What came of a portion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cleared {
    /// So many rows were looked at and are gone.
    pub(crate) gone: u32,
    /// There are more.
    pub(crate) more: bool,
}

/// A day: clocks of servers are not further away from ours, and what is sent again comes sooner.
const NEAR: i64 = 24 * 3_600 * 1_000_000;

/// Takes the words of one message away, and of all that was done to it.
pub(super) fn one(db: &Connection, conversation: ConversationId, seq: u64) -> Result<(), Trouble> {
    let Some(known) = row::read(db, conversation, seq)? else {
        return Ok(());
    };
    for other in relation::related(db, seq)? {
        empty(db, &other.row)?;
    }
    let subject = relation::of(db, seq)?;
    empty(db, &known)?;
    match subject.filter(|_| known.is_hidden()) {
        Some(subject) => relation::settle(db, conversation, subject, &mut Vec::new()),
        None => Ok(()),
    }
}

fn empty(db: &Connection, known: &Read) -> Result<(), Trouble> {
    let seq = known.message.id.seq.cast_signed();
    index::forget(db, known.message.id.seq)?;
    // Its quotes in answers go with it.
    let sql = "UPDATE detail SET quote = '' WHERE seq IN
        (SELECT seq FROM relation WHERE subject = ?1)";
    db.prepare_cached(sql)?.execute([seq])?;
    for table in ["milestone", "detail", "attachment", "unstyled"] {
        let sql = format!("DELETE FROM {table} WHERE seq = ?1");
        db.prepare_cached(&sql)?.execute([seq])?;
    }
    let mut message = Message::clone(&known.message);
    message.text.clear();
    row::rewrite(db, known, &message)?;
    db.prepare_cached("UPDATE message SET kind = ?2 WHERE seq = ?1")?
        .execute(params![seq, row::GONE])?;
    Ok(())
}

/// Clears a portion of a conversation away, up to a time. What waits to be sent stays.
pub(super) fn some(
    db: &Connection,
    conversation: ConversationId,
    upto: Timestamp,
    portion: u32,
) -> Result<Cleared, Trouble> {
    let far = upto.0.saturating_sub(NEAR);
    let sql = "SELECT seq, settled = 1 AND at < ?3 FROM message
        WHERE conversation = ?1 AND at <= ?2 AND state <> ?4
            AND (kind < ?5 OR (settled = 1 AND at < ?3))
        ORDER BY at LIMIT ?6";
    let mut rows = db.prepare_cached(sql)?;
    let (waits, ..) = row::state_columns(&State::Pending);
    let rows = rows.query_map(
        params![conversation.0, upto.0, far, waits, row::GONE, portion],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?)),
    )?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() >= portion as usize;
    for (seq, far) in &rows {
        match far {
            true => writer::remove_one(db, conversation, seq.cast_unsigned())?,
            false => one(db, conversation, seq.cast_unsigned())?,
        }
    }
    let gone = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    Ok(Cleared { gone, more })
}

/// How many messages of a conversation are shown up to a time.
pub(super) fn count(
    db: &Connection,
    conversation: ConversationId,
    upto: Timestamp,
) -> Result<u64, Trouble> {
    let sql = "SELECT count(*) FROM message WHERE conversation = ?1 AND at <= ?2 AND kind < 2
        AND state <> ?3";
    let (waits, ..) = row::state_columns(&State::Pending);
    let mut one = db.prepare_cached(sql)?;
    let count: i64 = one.query_row(params![conversation.0, upto.0, waits], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Gives the room of what was deleted back to the disk, where that is worth the work.
pub(super) fn shrink(db: &Connection) -> Result<(), Trouble> {
    /// A quarter of the file …
    const PART: i64 = 4;
    /// … and at least a megabyte.
    const LEAST: i64 = 256;
    db.execute_batch("INSERT INTO words (words) VALUES ('optimize')")?;
    let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (free, all) = (number("freelist_count")?, number("page_count")?);
    if free >= LEAST && free >= all / PART {
        db.execute_batch("VACUUM")?;
    }
    // The log holds what was deleted, too.
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Nobody sees it, whoever asks for it.
pub(super) fn hide(mut read: Read) -> Read {
    let mut message = Message::clone(&read.message);
    message.about = Some(About {
        kind: ChangeKind::Retraction,
        of: String::new(),
        subject: None,
        hidden: true,
    });
    read.message = Arc::new(message);
    read
}
