//! Messages that wait to be read: they are encrypted, and what was said before them is to be read first, for the
//! sessions of OMEMO go on with each message. Their stanzas stand beside them until then.

use std::sync::Arc;

use rusqlite::{Connection, params};

use super::row::{self, Read};
use super::{Trouble, detail};
use crate::model::Message;
use crate::{AccountId, ConversationId};

/// Writes the stanza of a message down that waits.
pub(super) fn put(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
) -> Result<(), Trouble> {
    let Some(stanza) = &message.sealed else {
        return Ok(());
    };
    let sql =
        "INSERT OR REPLACE INTO sealed (seq, conversation, at, stanza) VALUES (?1, ?2, ?3, ?4)";
    db.prepare_cached(sql)?.execute(params![
        message.id.seq.cast_signed(),
        conversation.0,
        message.id.at.0,
        stanza,
    ])?;
    Ok(())
}

/// It waits no more.
pub(super) fn forget(db: &Connection, seq: u64) -> Result<(), Trouble> {
    db.prepare_cached("DELETE FROM sealed WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    Ok(())
}

/// Those that wait, oldest first.
pub(super) fn waiting(
    db: &Connection,
    account: AccountId,
    except: &[ConversationId],
    limit: u32,
) -> Result<Vec<(ConversationId, Arc<Message>)>, Trouble> {
    let sql = "SELECT sealed.seq, sealed.conversation, stanza FROM sealed
        JOIN conversation ON conversation.id = sealed.conversation
        WHERE account = ?1 ORDER BY sealed.at";
    let mut all = db.prepare_cached(sql)?;
    let mut all = all.query([account.0])?;
    let mut found = Vec::new();
    while let Some(next) = all.next()? {
        let conversation = ConversationId(next.get(1)?);
        if except.contains(&conversation) {
            continue;
        }
        let seq = next.get::<_, i64>(0)?.cast_unsigned();
        let Some(read) = row::read(db, conversation, seq)? else {
            continue;
        };
        let Read { message, .. } = detail::whole(db, read)?;
        let mut message = Message::clone(&message);
        message.sealed = Some(next.get(2)?);
        found.push((conversation, Arc::new(message)));
        if found.len() >= limit as usize {
            break;
        }
    }
    Ok(found)
}
