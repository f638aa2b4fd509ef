//! How much there is of a conversation, for who is going to read all of it.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Extent, Trouble};
use crate::ConversationId;

/// What there is of a conversation; nothing where it is not here, or is being cleared away.
pub(super) fn extent(
    db: &Connection,
    conversation: ConversationId,
) -> Result<Option<Extent>, Trouble> {
    // The count comes from an index alone: that of a million rows takes some hundredths of a second.
    let sql = "SELECT account.jid, conversation.jid,
            (SELECT count(*) FROM message WHERE conversation = ?1)
        FROM conversation JOIN account ON account.id = conversation.account
        WHERE conversation.id = ?1 AND NOT EXISTS (SELECT 1 FROM purge WHERE conversation = ?1)";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row(params![conversation.0], |row| {
        Ok(Extent {
            own: row.get(0)?,
            with: row.get(1)?,
            rows: row.get::<_, i64>(2)?.unsigned_abs(),
        })
    });
    Ok(found.optional()?)
}
