//! How much there is of a conversation, for who is going to read or to delete all of it.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Extent, Trouble, row};
use crate::model::State;
use crate::{ConversationId, Timestamp};

/// A part of a conversation, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// So many messages of it are shown.
    pub(crate) messages: u64,
    /// There is more behind this.
    pub(crate) upto: Option<Timestamp>,
}

/// Of what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Later than that,
    pub(crate) after: Timestamp,
    /// and not later than this.
    pub(crate) upto: Timestamp,
    /// Also what waits to be sent.
    pub(crate) waiting: bool,
}

impl Stretch {
    /// All of a conversation.
    pub(crate) const ALL: Self = Self {
        after: Timestamp(i64::MIN),
        upto: Timestamp(i64::MAX),
        waiting: true,
    };
}

/// So many rows are counted at a time: whoever reads meanwhile waits no longer than for a page.
const PORTION: u32 = 5_000;

/// What there is of a conversation; nothing where it is not here, or is being cleared away.
pub(super) fn extent(
    db: &Connection,
    conversation: ConversationId,
) -> Result<Option<Extent>, Trouble> {
    let sql = "SELECT account.jid, conversation.jid
        FROM conversation JOIN account ON account.id = conversation.account
        WHERE conversation.id = ?1 AND NOT EXISTS (SELECT 1 FROM purge WHERE conversation = ?1)";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row(params![conversation.0], |row| {
        Ok(Extent {
            own: row.get(0)?,
            with: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

/// Counts the first portion of a stretch: what is shown of it, without what was deleted and what only
/// changes others.
pub(super) fn count(
    db: &Connection,
    conversation: ConversationId,
    stretch: &Stretch,
) -> Result<Counted, Trouble> {
    let (after, upto) = (stretch.after.0, stretch.upto.0);
    // From an index alone. What came in at the same time is counted together.
    let sql = "SELECT at FROM message WHERE conversation = ?1 AND at > ?2 AND at <= ?3
        ORDER BY at LIMIT 1 OFFSET ?4";
    let mut end = db.prepare_cached(sql)?;
    let end = end.query_row(params![conversation.0, after, upto, PORTION - 1], |row| {
        row.get::<_, i64>(0)
    });
    let end = end.optional()?;
    let sql = "SELECT count(*) FROM message WHERE conversation = ?1 AND at > ?2 AND at <= ?3
        AND kind < 2 AND (?4 OR state <> ?5)";
    let (waits, ..) = row::state_columns(&State::Pending);
    let mut count = db.prepare_cached(sql)?;
    let until = end.unwrap_or(upto);
    let bounds = params![conversation.0, after, until, stretch.waiting, waits];
    let messages: i64 = count.query_row(bounds, |row| row.get(0))?;
    Ok(Counted {
        messages: messages.unsigned_abs(),
        upto: end.map(Timestamp),
    })
}
