//! The files of messages: what is known of each, and where it is.
//!
//! A row is found by its message, by the conversation (newest first, for who looks through its files),
//! and by its hash, for one file can belong to many messages.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::{self, Read};
use super::{Trouble, index, relation};
use crate::ConversationId;
use crate::model::{Attachment, AttachmentKind, Filed, Message, Place};
use crate::store::{AttachmentRecord, HERE, MOVING, StoredPlace, kind_code, kind_of};
use crate::{ItemId, Timestamp};

/// A file of a message, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileName {
    /// The conversation its message stands in.
    pub(crate) conversation: ConversationId,
    /// Its message.
    pub(crate) item: ItemId,
    /// Which file of it.
    pub(crate) index: u32,
}

/// What is asked for by who looks through the files of a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    /// Which conversation.
    pub(crate) conversation: ConversationId,
    /// Only those of messages before this one.
    pub(crate) before: Option<ItemId>,
    /// So many at least, if there are; the files of one message are not parted.
    pub(crate) limit: u32,
    /// Only of these kinds; none stands for all.
    pub(crate) kinds: Vec<AttachmentKind>,
}

/// The columns that [`read`] takes, in its order.
const COLUMNS: &str = "name, media_type, attachment.kind, size, sha256, width, height, duration,
    waveform, thumbhash, description, sources, place, words, number";

/// What is looked for in a message: its words, and what is said of its files.
pub(super) const WORDS: &str = "CASE kind WHEN 0 THEN text ELSE text || coalesce((SELECT
    group_concat(' ' || name || ' ' || description, ' ') FROM attachment
    WHERE attachment.seq = message.seq), '') END";

/// What stands between addresses: no address has any.
const LINE: char = '\n';

/// Writes the files of a message down that was not there, and whether it is to be styled.
pub(super) fn put(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
) -> Result<(), Trouble> {
    if message.unstyled {
        db.prepare_cached("INSERT OR IGNORE INTO unstyled (seq) VALUES (?1)")?
            .execute([message.id.seq.cast_signed()])?;
    }
    for (index, file) in (0..).zip(&message.attachments) {
        write(db, conversation, (message.id, index), file)?;
    }
    Ok(())
}

/// More is known of a file.
pub(super) fn renew(db: &Connection, record: &AttachmentRecord) -> Result<(), Trouble> {
    let sql = "SELECT at, name FROM attachment WHERE seq = ?1 AND ix = ?2 AND conversation = ?3";
    let seq = record.item.seq.cast_signed();
    let mut one = db.prepare_cached(sql)?;
    let mut found = one.query(params![seq, record.index, record.conversation.0])?;
    // A message that was taken back has no files any more.
    if let Some(known) = found.next()? {
        let at = Timestamp(known.get(0)?);
        if known.get::<_, String>(1)? != record.attachment.name {
            index::forget(db, record.item.seq)?;
            index::enqueue(db, record.item.seq)?;
        }
        let item = ItemId { at, ..record.item };
        write(
            db,
            record.conversation,
            (item, record.index),
            &record.attachment,
        )?;
    }
    Ok(())
}

/// The files of a message can also be had where those of `told` can; whether it has any.
pub(super) fn place(
    db: &Connection,
    conversation: ConversationId,
    item: ItemId,
    told: &Read,
) -> Result<bool, Trouble> {
    let mut files = of(db, item.seq)?;
    for told in of(db, told.message.id.seq)? {
        let Some((index, sources)) = Attachment::placed(&files, &told) else {
            continue;
        };
        if let (Some(file), Ok(ix)) = (files.get_mut(index), u32::try_from(index)) {
            file.sources = sources;
            write(db, conversation, (item, ix), file)?;
        }
    }
    Ok(!files.is_empty())
}

fn write(
    db: &Connection,
    conversation: ConversationId,
    (item, index): (ItemId, u32),
    file: &Attachment,
) -> Result<(), Trouble> {
    let place = StoredPlace::from(&file.place);
    let sql = "INSERT OR REPLACE INTO attachment (seq, ix, conversation, at, kind, place, words,
            number, name, media_type, size, sha256, width, height, duration, waveform, thumbhash,
            description, sources)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19)";
    db.prepare_cached(sql)?.execute(params![
        item.seq.cast_signed(),
        index,
        conversation.0,
        item.at.0,
        kind_code(file.kind),
        place.code,
        place.words,
        place.number,
        file.name,
        file.media_type,
        file.size.map(u64::cast_signed),
        file.sha256,
        file.dimensions.map(|(width, _)| width),
        file.dimensions.map(|(_, height)| height),
        file.duration_ms.map(u64::cast_signed),
        file.waveform,
        file.thumbhash,
        file.description,
        file.sources.join("\n"),
    ])?;
    Ok(())
}

/// Whether there is more to a message than its words, of what stands here.
pub(super) fn is_there(db: &Connection, seq: u64) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM attachment WHERE seq = ?1
        UNION ALL SELECT 1 FROM unstyled WHERE seq = ?1";
    Ok(db.prepare_cached(sql)?.exists([seq.cast_signed()])?)
}

/// What the first file of a message is called; empty where it has none.
pub(super) fn name(db: &Connection, seq: u64) -> Result<String, Trouble> {
    let sql = "SELECT name FROM attachment WHERE seq = ?1 AND ix = 0";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([seq.cast_signed()], |row| row.get(0));
    Ok(found.optional()?.unwrap_or_default())
}

/// Forgets the files of a message; the files themselves stay where they are.
pub(super) fn forget(db: &Connection, seq: u64) -> Result<(), Trouble> {
    let gone = db
        .prepare_cached("DELETE FROM attachment WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    if gone > 0 {
        // Nothing is found by their names any more.
        index::forget(db, seq)?;
    }
    db.prepare_cached("DELETE FROM unstyled WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    Ok(())
}

/// A message with its files.
pub(super) fn fill(db: &Connection, message: &mut Message) -> Result<(), Trouble> {
    let seq = message.id.seq.cast_signed();
    message.unstyled = db
        .prepare_cached("SELECT 1 FROM unstyled WHERE seq = ?1")?
        .exists([seq])?;
    message.attachments = of(db, message.id.seq)?;
    Ok(())
}

fn of(db: &Connection, seq: u64) -> Result<Vec<Attachment>, Trouble> {
    let sql = format!("SELECT {COLUMNS} FROM attachment WHERE seq = ?1 ORDER BY ix");
    let mut all = db.prepare_cached(&sql)?;
    let profile = profile(db);
    let all = all.query_map([seq.cast_signed()], |row| read(row, &profile))?;
    Ok(all.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>, profile: &Path) -> rusqlite::Result<Attachment> {
    let number = |column| row.get::<_, Option<i64>>(column);
    let side = |column| row.get::<_, Option<u32>>(column);
    let sources: String = row.get(11)?;
    let place = StoredPlace {
        code: row.get(12)?,
        words: row.get(13)?,
        number: row.get(14)?,
    };
    Ok(Attachment {
        name: row.get(0)?,
        media_type: row.get(1)?,
        kind: kind_of(row.get(2)?),
        size: number(3)?.map(i64::cast_unsigned),
        sha256: row.get(4)?,
        dimensions: side(5)?.zip(side(6)?),
        duration_ms: number(7)?.map(i64::cast_unsigned),
        waveform: row.get(8)?,
        thumbhash: row.get(9)?,
        description: row.get(10)?,
        sources: sources
            .split(LINE)
            .filter(|source| !source.is_empty())
            .map(str::to_owned)
            .collect(),
        place: match Place::from(place) {
            Place::Here(path) => Place::Here(profile.join(path)),
            place => place,
        },
    })
}

/// Where the profile is: paths of files are written down from there on.
fn profile(db: &Connection) -> PathBuf {
    let file = db.path().map(Path::new);
    file.and_then(Path::parent)
        .map_or_else(PathBuf::new, Path::to_owned)
}

/// The files of a conversation, newest first, and whether there are older ones.
pub(super) fn gallery(db: &Connection, filter: &Filter) -> Result<(Vec<Filed>, bool), Trouble> {
    let end = ItemId {
        at: Timestamp(i64::MAX),
        seq: i64::MAX.unsigned_abs(),
    };
    let before = filter.before.unwrap_or(end);
    let limit = filter.limit.clamp(1, super::MAX_PAGE) as usize;
    let codes: Vec<String> = filter
        .kinds
        .iter()
        .map(|kind| kind_code(*kind).to_string())
        .collect();
    let kinds = match codes.is_empty() {
        true => String::new(),
        false => format!("AND attachment.kind IN ({})", codes.join(", ")),
    };
    let sql = format!(
        "SELECT {COLUMNS}, attachment.seq, ix, attachment.at, {} FROM attachment
            CROSS JOIN message ON message.seq = attachment.seq
        WHERE attachment.conversation = ?1 AND (attachment.at, attachment.seq) < (?2, ?3)
            AND message.kind < 2 {kinds}
            AND NOT EXISTS (SELECT 1 FROM purge WHERE conversation = ?1)
        ORDER BY attachment.at DESC, attachment.seq DESC, ix",
        row::SENDER
    );
    let mut all = db.prepare_cached(&sql)?;
    let profile = profile(db);
    let seq = i64::try_from(before.seq).unwrap_or(i64::MAX);
    let mut rows = all.query(params![filter.conversation.0, before.at.0, seq])?;
    let mut files: Vec<Filed> = Vec::new();
    while let Some(found) = rows.next()? {
        let item = row::item(found.get(17)?, found.get(15)?);
        let whole = files.last().is_none_or(|last| last.item != item);
        if whole && files.len() >= limit {
            return Ok((files, true));
        }
        let (outgoing, sender, base) = (found.get(18)?, found.get(19)?, found.get(20)?);
        files.push(Filed {
            item,
            index: found.get(16)?,
            direction: row::direction(outgoing),
            sender: row::whole_sender(sender, Option::<String>::as_deref(&base)),
            attachment: read(found, &profile)?,
        });
    }
    Ok((files, false))
}

/// Where a file of this hash is said to be here.
pub(super) fn by_hash(db: &Connection, sha256: &str) -> Result<Vec<FileName>, Trouble> {
    let sql = "SELECT conversation, at, seq, ix FROM attachment
        WHERE sha256 = ?1 AND place = ?2
            AND NOT EXISTS (SELECT 1 FROM purge WHERE conversation = attachment.conversation)
        ORDER BY at, seq, ix";
    let mut all = db.prepare_cached(sql)?;
    let all = all.query_map(params![sha256, HERE], file_name)?;
    Ok(all.collect::<Result<_, _>>()?)
}

/// Files that are said to be on their way: after a start none is, unless somebody takes it up.
pub(super) fn moving(db: &Connection) -> Result<Vec<FileName>, Trouble> {
    let sql = format!("SELECT conversation, at, seq, ix FROM attachment WHERE place = {MOVING}");
    let mut all = db.prepare_cached(&sql)?;
    let all = all.query_map([], file_name)?;
    Ok(all.collect::<Result<_, _>>()?)
}

fn file_name(row: &Row<'_>) -> rusqlite::Result<FileName> {
    Ok(FileName {
        conversation: ConversationId(row.get(0)?),
        item: row::item(row.get(1)?, row.get(2)?),
        index: row.get(3)?,
    })
}

/// Whether a row is what an archive has as a file: before there were files, its address was its words.
pub(super) fn is_address(row: &Read, files: &[Attachment]) -> bool {
    let mut sources = files.iter().flat_map(|file| &file.sources);
    sources.any(|source| *source == row.message.text)
}

/// Marks the messages of a file that was saved.
pub(super) fn mend(db: &Connection) -> Result<(), Trouble> {
    let sql = "SELECT seq, conversation FROM message WHERE seq IN (SELECT seq FROM attachment)
        OR seq IN (SELECT seq FROM unstyled)";
    let mut all = db.prepare(sql)?;
    let all = all.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, ConversationId(row.get(1)?)))
    })?;
    for (seq, conversation) in all.collect::<Result<Vec<_>, _>>()? {
        relation::mark(db, conversation, seq.cast_unsigned())?;
    }
    Ok(())
}
