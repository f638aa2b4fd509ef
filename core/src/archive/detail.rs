//! What few messages have: a hint in front of it, what it quotes, what it said at first.

use rusqlite::{Connection, OptionalExtension, params};

use super::fold::{self, Kind};
use super::row::{self, Read, SENDER};
use super::{Trouble, attachment, forget, preview, relation, spoken};
use crate::model::{About, Message, Reply, Version};
use crate::{ConversationId, Timestamp};

/// Writes down what a message has beside its words.
pub(super) fn put(db: &Connection, message: &Message) -> Result<(), Trouble> {
    let reply = message.reply.as_ref();
    if reply.is_none() && message.spoiler.is_none() && message.retracted_at.is_none() {
        return Ok(());
    }
    let sql = "INSERT INTO detail (seq, spoiler, reply_to, quote, mine, retracted_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (seq) DO UPDATE
        SET spoiler = ?2, reply_to = ?3, quote = ?4, mine = ?5, retracted_at = ?6";
    db.prepare_cached(sql)?.execute(params![
        message.id.seq.cast_signed(),
        message.spoiler,
        reply.map(|reply| reply.to.as_str()),
        reply.map(|reply| reply.quote.as_str()),
        reply.map(|reply| reply.mine),
        message.retracted_at.map(|at| at.0),
    ])?;
    Ok(())
}

pub(super) fn is_there(db: &Connection, seq: u64) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM detail WHERE seq = ?1";
    Ok(db.prepare_cached(sql)?.exists([seq.cast_signed()])?)
}

/// What a message said before it was corrected.
pub(super) fn original(db: &Connection, seq: u64) -> Result<Option<String>, Trouble> {
    let sql = "SELECT original FROM detail WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([seq.cast_signed()], |row| row.get::<_, Option<String>>(0));
    Ok(found.optional()?.flatten())
}

/// The hint in front of a message.
pub(super) fn spoiler(db: &Connection, seq: u64) -> Result<Option<String>, Trouble> {
    let sql = "SELECT spoiler FROM detail WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([seq.cast_signed()], |row| row.get::<_, Option<String>>(0));
    Ok(found.optional()?.flatten())
}

pub(super) fn keep_original(db: &Connection, seq: u64, text: &str) -> Result<(), Trouble> {
    let sql = "INSERT INTO detail (seq, original) VALUES (?1, ?2)
        ON CONFLICT (seq) DO UPDATE SET original = ?2";
    db.prepare_cached(sql)?
        .execute(params![seq.cast_signed(), text])?;
    Ok(())
}

pub(super) fn drop_original(db: &Connection, seq: u64) -> Result<(), Trouble> {
    db.prepare_cached("UPDATE detail SET original = NULL WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    Ok(())
}

/// A message was taken back: what it said goes, here and where it is quoted, and its files.
pub(super) fn forget_words(db: &Connection, seq: u64) -> Result<(), Trouble> {
    attachment::forget(db, seq)?;
    preview::forget(db, seq)?;
    db.prepare_cached("UPDATE detail SET original = NULL, spoiler = NULL WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    let sql = "UPDATE detail SET quote = '' WHERE seq IN
        (SELECT seq FROM relation WHERE subject = ?1 AND kind = ?2)";
    db.prepare_cached(sql)?
        .execute(params![seq.cast_signed(), Kind::Reply as u8])?;
    Ok(())
}

/// A message with all that belongs to it.
pub(super) fn whole(db: &Connection, mut read: Read) -> Result<Read, Trouble> {
    if read.kind == row::PLAIN {
        return Ok(read);
    }
    if read.kind == row::GONE {
        return Ok(forget::hide(read));
    }
    let mut message = Message::clone(&read.message);
    let quoted = own(db, &mut message)?;
    attachment::fill(db, &mut message)?;
    named(db, &read, &mut message, quoted)?;
    spoken::fill(db, &mut message)?;
    let related = relation::related(db, &message)?;
    if !related.is_empty() {
        let folded = fold::fold(&message.text, &related);
        message.moderated = folded.moderated.or(message.moderated);
        message.edited_at = folded.edited_at;
        message.retracted_at = folded.retracted_at.or(message.retracted_at);
        message.reactions = folded.reactions;
        message.change = folded.change;
        message.spoiler = folded.spoiler.or(message.spoiler);
    }
    if message.retracted_at.is_none() {
        preview::fill(db, &mut message)?;
    }
    read.message = std::sync::Arc::new(message);
    Ok(read)
}

/// What stands beside a message; what it quotes is told by what it answers.
fn own(db: &Connection, message: &mut Message) -> Result<Option<Reply>, Trouble> {
    let sql = "SELECT spoiler, reply_to, quote, mine, retracted_at FROM detail WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let mut found = one.query([message.id.seq.cast_signed()])?;
    let Some(row) = found.next()? else {
        return Ok(None);
    };
    message.spoiler = row.get(0)?;
    message.retracted_at = row.get::<_, Option<i64>>(4)?.map(Timestamp);
    Ok(Some(Reply {
        to: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
        quote: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        mine: row.get::<_, Option<bool>>(3)?.unwrap_or_default(),
        ..Reply::default()
    }))
}

/// What a message does to another, or answers.
fn named(
    db: &Connection,
    read: &Read,
    message: &mut Message,
    quoted: Option<Reply>,
) -> Result<(), Trouble> {
    let sql = "SELECT kind, of, subject FROM relation WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let mut found = one.query([message.id.seq.cast_signed()])?;
    let Some(row) = found.next()? else {
        return Ok(());
    };
    let (kind, of) = (Kind::of(row.get(0)?), row::id(row.get_ref(1)?));
    let subject = row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned);
    match kind.map(|kind| (kind, kind.change())) {
        Some((_, Some(kind))) => {
            message.about = Some(About {
                kind,
                of,
                subject,
                hidden: read.kind == row::HIDDEN,
            });
        }
        Some((_, None)) => {
            let reply = Reply {
                of,
                ..quoted.unwrap_or_default()
            };
            message.reply = Some(answered(db, read.conversation, reply, subject)?);
        }
        None => {}
    }
    Ok(())
}

/// What is answered, as it is by now.
fn answered(
    db: &Connection,
    conversation: ConversationId,
    mut reply: Reply,
    subject: Option<u64>,
) -> Result<Reply, Trouble> {
    let Some(subject) = subject else {
        return Ok(reply);
    };
    let sql = format!(
        "SELECT at, text, (SELECT spoiler FROM detail WHERE seq = ?1), {SENDER}
        FROM message WHERE seq = ?1 AND conversation = ?2"
    );
    let mut one = db.prepare_cached(&sql)?;
    let key = params![subject.cast_signed(), conversation.0];
    let mut found = one.query(key)?;
    if let Some(row) = found.next()? {
        reply.item = Some(row::item(row.get(0)?, subject.cast_signed()));
        let said: String = row.get(1)?;
        let hint: Option<String> = row.get(2)?;
        reply.mine = row.get(3)?;
        if !reply.mine {
            // Whoever answers may name anybody. What we are called stays: in a room that is a nick.
            let base: Option<String> = row.get(5)?;
            reply.to = row::whole_sender(row.get(4)?, base.as_deref());
        }
        let text = match hint {
            Some(hint) => hint,
            None if said.is_empty() => attachment::name(db, subject)?,
            None => said,
        };
        reply.quote = waxwing_proto::reply::quoted(&text);
    }
    Ok(reply)
}

/// What a message has said, the oldest first.
pub(super) fn versions(
    db: &Connection,
    conversation: ConversationId,
    seq: u64,
) -> Result<Vec<Version>, Trouble> {
    let Some(read) = row::read(db, conversation, seq)? else {
        return Ok(Vec::new());
    };
    let message = &read.message;
    let said = |at, text: &str| Version {
        text: text.to_owned(),
        at,
    };
    let first = original(db, seq)?.unwrap_or_else(|| message.text.clone());
    let mut versions = vec![said(message.id.at, &first)];
    let mut before = Vec::new();
    let mut subject = Message::clone(message);
    spoken::fill(db, &mut subject)?;
    for one in relation::related(db, &subject)? {
        before.push(one);
        let folded = fold::fold(&first, &before);
        let now = versions.last().map(|last| last.text.as_str());
        if folded.retracted_at.is_some() {
            return Ok(Vec::new());
        }
        if let Some(at) = folded.edited_at
            && versions.last().is_none_or(|last| last.at != at)
            && now != Some(&folded.text)
        {
            versions.push(said(at, &folded.text));
        }
    }
    Ok(versions)
}

/// Whether a row says these words, or said them first; what was taken back may have said anything.
pub(super) fn said(db: &Connection, row: &Read, text: &str) -> Result<bool, Trouble> {
    if row.message.text == text {
        return Ok(true);
    }
    if row.kind == row::PLAIN {
        return Ok(false);
    }
    if row.message.text.is_empty() {
        return Ok(true);
    }
    let original = original(db, row.message.id.seq)?;
    Ok(original.as_deref() == Some(text))
}

impl Read {
    /// Nobody sees it.
    pub(super) fn is_hidden(&self) -> bool {
        self.kind >= row::HIDDEN
    }
}
