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
    for other in relation::related(db, &known.message)? {
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
    let sql = "UPDATE spoken SET reason = NULL, private = NULL WHERE seq = ?1";
    db.prepare_cached(sql)?.execute([seq])?;
    for table in [
        "milestone",
        "detail",
        "attachment",
        "unstyled",
        "preview",
        "sealed",
    ] {
        let sql = format!("DELETE FROM {table} WHERE seq = ?1");
        db.prepare_cached(&sql)?.execute([seq])?;
    }
    let mut message = Message::clone(&known.message);
    message.text.clear();
    row::rewrite(db, known, &message)?;
    db.prepare_cached("UPDATE message SET kind = ?2, seal = 0 WHERE seq = ?1")?
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
