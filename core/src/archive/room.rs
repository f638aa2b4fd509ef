//! Room between two rows of an archive, where more came in between than fit.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::page::ArchivePage;
use super::place::Crowded;
use super::{Trouble, row, span};
use crate::model::Message;
use crate::{ConversationId, Timestamp};

/// Moves what stands at [`Crowded::from`] and behind it as far up as is needed for nothing to stand
/// before [`Crowded::to`], in its order.
pub(super) fn make(db: &Connection, page: &ArchivePage, crowded: &Crowded) -> Result<(), Trouble> {
    let (from, to) = (crowded.from.0, crowded.to.0);
    let account = page.account;
    let sql = "SELECT message.seq, message.conversation, message.at FROM conversation
        JOIN message ON message.conversation = conversation.id
        WHERE conversation.account = ?1 AND message.at >= ?2 AND settled = 1
        ORDER BY message.at";
    let mut rows = db.prepare_cached(sql)?;
    let mut rows = rows.query(params![account.0, from])?;
    let mut marks: Vec<i64> = Vec::new();
    for span in span::load(db, account, &page.archive)? {
        marks.extend([span.oldest.at.0, span.newest.at.0]);
    }
    marks.retain(|at| *at >= from);
    let mut crowd: BTreeMap<i64, Vec<(u64, ConversationId)>> = BTreeMap::new();
    crowd.extend(marks.into_iter().map(|at| (at, Vec::new())));
    while let Some(row) = rows.next()? {
        let (seq, at): (i64, i64) = (row.get(0)?, row.get(2)?);
        if at > to.saturating_add(crowd.len().cast_signed() as i64) {
            break;
        }
        let one = (seq.cast_unsigned(), ConversationId(row.get(1)?));
        crowd.entry(at).or_default().push(one);
    }
    drop(rows);
    let mut next = to;
    let mut moves = Vec::new();
    for (at, who) in crowd {
        if at >= next {
            break;
        }
        moves.push((at, next, who));
        next = next.saturating_add(1);
    }
    // From above, so that nothing stands where it is going to.
    for (at, to, who) in moves.into_iter().rev() {
        span::shift(db, account, at, to)?;
        for (seq, conversation) in who {
            if let Some(before) = row::read(db, conversation, seq)? {
                let mut message = Message::clone(&before.message);
                message.id.at = Timestamp(to);
                row::update(db, &before, &message, before.settled)?;
            }
        }
    }
    Ok(())
}
