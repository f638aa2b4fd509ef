//! What is said of the links of messages (XEP-0511).
//!
//! What a correction says of its links stands beside the correction, and counts in the place of what
//! the message said before.

use rusqlite::{Connection, OptionalExtension, params};
use waxwing_proto::link_metadata::{MAX_LINKS, stands_in};

use super::fold::Kind;
use super::{Trouble, relation};
use crate::model::{LinkPreview, Message};
use crate::store::PreviewsRecord;

/// Writes down what is said of the links of a message.
pub(super) fn put(db: &Connection, message: &Message) -> Result<(), Trouble> {
    write(db, message.id.seq, &message.previews)
}

/// The same, of a message that is there.
pub(super) fn add(db: &Connection, record: &PreviewsRecord) -> Result<(), Trouble> {
    let seq = record.item.seq;
    let sql = "SELECT 1 FROM message WHERE seq = ?1 AND conversation = ?2 AND kind < 3";
    let there = db
        .prepare_cached(sql)?
        .exists(params![seq.cast_signed(), record.conversation.0])?;
    if !there {
        return Ok(());
    }
    write(db, seq, &record.previews)?;
    relation::mark(db, record.conversation, seq)
}

fn write(db: &Connection, seq: u64, previews: &[LinkPreview]) -> Result<(), Trouble> {
    let sql = "INSERT OR REPLACE INTO preview (seq, ix, url, title, description, site)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut one = db.prepare_cached(sql)?;
    for (index, preview) in previews.iter().take(MAX_LINKS).enumerate() {
        one.execute(params![
            seq.cast_signed(),
            index,
            preview.url,
            preview.title,
            preview.description,
            preview.site,
        ])?;
    }
    Ok(())
}

pub(super) fn is_there(db: &Connection, seq: u64) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM preview WHERE seq = ?1";
    Ok(db.prepare_cached(sql)?.exists([seq.cast_signed()])?)
}

/// Nothing is said of the links of a message any more.
pub(super) fn forget(db: &Connection, seq: u64) -> Result<(), Trouble> {
    db.prepare_cached("DELETE FROM preview WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    Ok(())
}

/// A message, whose words are those of its last correction, with what is said of its links.
pub(super) fn fill(db: &Connection, message: &mut Message) -> Result<(), Trouble> {
    let seq = said_by(db, message)?;
    let sql = "SELECT url, title, description, site FROM preview WHERE seq = ?1 ORDER BY ix";
    let mut all = db.prepare_cached(sql)?;
    let all = all.query_map([seq], |row| {
        Ok(LinkPreview {
            url: row.get(0)?,
            title: row.get(1)?,
            description: row.get(2)?,
            site: row.get(3)?,
        })
    })?;
    let mut previews: Vec<LinkPreview> = Vec::new();
    for one in all {
        let one = one?;
        if stands_in(&one.url, &message.text) {
            previews.push(one);
        }
    }
    message.previews = previews;
    Ok(())
}

/// The row whose words a message has: its own, or that of a correction.
fn said_by(db: &Connection, message: &Message) -> Result<i64, Trouble> {
    let seq = message.id.seq.cast_signed();
    if message.edited_at.is_none() {
        return Ok(seq);
    }
    let sql = "SELECT seq FROM relation JOIN message USING (seq)
        WHERE subject = ?1 AND relation.kind = ?2 AND text = ?3 ORDER BY at DESC, seq DESC LIMIT 1";
    let mut one = db.prepare_cached(sql)?;
    let key = params![seq, Kind::Correction as u8, message.text];
    let found = one.query_row(key, |row| row.get(0));
    Ok(found.optional()?.unwrap_or(seq))
}
