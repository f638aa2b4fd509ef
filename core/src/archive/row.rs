//! Between the model and the columns. The numbers are promises.

use std::sync::Arc;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::Trouble;
use crate::model::{Direction, Message, Stage, State};
use crate::store::sealing_of;
use crate::{ConversationId, ItemId, Timestamp};

/// Whose a message is, in the order of [`direction`] and [`whole_sender`].
pub(super) const SENDER: &str = "message.outgoing, message.sender, CASE outgoing
        WHEN 0 THEN (SELECT jid FROM conversation WHERE id = message.conversation)
        ELSE (SELECT account.jid FROM conversation JOIN account ON account.id = account
            WHERE conversation.id = message.conversation)
    END";

/// The columns that [`message`] reads, in its order.
pub(super) const COLUMNS: &str = "seq, at, outgoing, sender, text, state, failure, failure_text,
    origin_id, stanza_id, sent_at, delivered_at, displayed_at, delayed, conversation, settled, sum,
    CASE outgoing
        WHEN 0 THEN coalesce((SELECT jid FROM conversation WHERE id = message.conversation),
            (SELECT jid FROM purge WHERE conversation = message.conversation))
        ELSE coalesce((SELECT account.jid FROM conversation JOIN account ON account.id = account
                WHERE conversation.id = message.conversation),
            (SELECT own FROM purge WHERE conversation = message.conversation))
    END, kind, seal";

/// So many they are.
pub(super) const WIDTH: usize = 20;

/// What there is to a row: its words and nothing else.
pub(super) const PLAIN: u8 = 0;
/// More than its words: see [`super::detail`].
pub(super) const RICH: u8 = 1;
/// Nobody sees it: what it says stands in another row; see [`super::relation`].
pub(super) const HIDDEN: u8 = 2;
/// The person has deleted it: it has no words, and stands there to be known again.
pub(super) const GONE: u8 = 3;

/// A message as it was read.
#[derive(Clone)]
pub(super) struct Read {
    pub(super) message: Arc<Message>,
    pub(super) conversation: ConversationId,
    /// Its place in the archive is known.
    pub(super) settled: bool,
    /// It is what was written, as far as its sum can tell.
    pub(super) sound: bool,
    /// What there is to it: [`PLAIN`], [`RICH`], [`HIDDEN`] or [`GONE`].
    pub(super) kind: u8,
}

pub(super) fn item(at: i64, seq: i64) -> ItemId {
    ItemId {
        at: Timestamp(at),
        seq: seq.cast_unsigned(),
    }
}

pub(super) fn message(row: &Row<'_>) -> rusqlite::Result<Read> {
    let base: Option<String> = row.get(17)?;
    let mut message = Message {
        id: item(row.get(1)?, row.get(0)?),
        direction: direction(row.get(2)?),
        sender: whole_sender(row.get(3)?, base.as_deref()),
        text: row.get(4)?,
        state: state(row.get(5)?, row.get(6)?, row.get(7)?),
        origin_id: id(row.get_ref(8)?),
        stanza_id: id(row.get_ref(9)?),
        sent_at: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        delivered_at: row.get::<_, Option<i64>>(11)?.map(Timestamp),
        displayed_at: row.get::<_, Option<i64>>(12)?.map(Timestamp),
        delayed: row.get(13)?,
        sealing: sealing_of(row.get(19)?),
        ..Message::default()
    };
    let conversation = ConversationId(row.get(14)?);
    let settled: bool = row.get(15)?;
    if settled && is_outgoing(message.direction) {
        message.sent_at = message.sent_at.or(Some(message.id.at));
    }
    // What was saved from a broken file has none.
    let written: Option<i64> = row.get(16)?;
    let sound = written.is_none_or(|written| written == sum(conversation, &message, settled));
    Ok(Read {
        message: Arc::new(message),
        conversation,
        settled,
        sound,
        kind: row.get(18)?,
    })
}

/// One message of a conversation, wherever it stands now.
pub(super) fn read(
    db: &Connection,
    conversation: ConversationId,
    seq: u64,
) -> Result<Option<Read>, Trouble> {
    let sql = format!("SELECT {COLUMNS} FROM message WHERE seq = ?1 AND conversation = ?2");
    let mut one = db.prepare_cached(&sql)?;
    let found = one.query_row(params![seq.cast_signed(), conversation.0], message);
    Ok(found.optional()?)
}

/// Writes what can change of a message that is there: everything but whose it is and what it says.
pub(super) fn update(
    db: &Connection,
    before: &Read,
    message: &Message,
    settled: bool,
) -> Result<(), Trouble> {
    let (state, failure, failure_text) = state_columns(&message.state);
    let sql = "UPDATE message SET at = ?2, settled = ?3, state = ?4, failure = ?5,
            failure_text = ?6, stanza_id = ?7, sent_at = ?8, delivered_at = ?9, displayed_at = ?10,
            sum = ?11
        WHERE seq = ?1";
    // One that is not what was written stays so.
    let sum = sum(before.conversation, message, settled) ^ i64::from(!before.sound);
    db.prepare_cached(sql)?.execute(params![
        message.id.seq.cast_signed(),
        message.id.at.0,
        settled,
        state,
        failure,
        failure_text,
        id_column(&message.stanza_id),
        sent_column(message, settled),
        message.delivered_at.map(|at| at.0),
        message.displayed_at.map(|at| at.0),
        sum,
    ])?;
    Ok(())
}

/// Writes other words.
pub(super) fn rewrite(db: &Connection, before: &Read, message: &Message) -> Result<(), Trouble> {
    let sum = sum(before.conversation, message, before.settled) ^ i64::from(!before.sound);
    db.prepare_cached("UPDATE message SET text = ?2, sum = ?3 WHERE seq = ?1")?
        .execute(params![message.id.seq.cast_signed(), message.text, sum])?;
    Ok(())
}

/// What the archive has, the server had then: mostly its very place.
pub(super) fn sent_column(message: &Message, settled: bool) -> Option<i64> {
    let implied = settled && message.sent_at == Some(message.id.at);
    message.sent_at.filter(|_| !implied).map(|at| at.0)
}

/// What tells whether somebody else's bytes stand in a row; a promise.
pub(super) fn sum(conversation: ConversationId, message: &Message, settled: bool) -> i64 {
    let mut sum = crc32fast::Hasher::new();
    let (state, failure, failure_text) = state_columns(&message.state);
    sum.update(&conversation.0.to_be_bytes());
    sum.update(&message.id.at.0.to_be_bytes());
    sum.update(&message.id.seq.to_be_bytes());
    let flags = [is_outgoing(message.direction), settled, message.delayed];
    sum.update(&flags.map(u8::from));
    sum.update(&[state]);
    let implied = settled && is_outgoing(message.direction);
    let sent_at = message.sent_at.or(implied.then_some(message.id.at));
    for at in [sent_at, message.delivered_at, message.displayed_at] {
        sum.update(&at.map_or(0, |at| at.0).to_be_bytes());
    }
    let texts = [
        message.sender.as_str(),
        &message.text,
        &message.origin_id,
        &message.stanza_id,
        failure.unwrap_or_default(),
        failure_text.unwrap_or_default(),
    ];
    for text in texts {
        sum.update(&(text.len() as u64).to_be_bytes());
        sum.update(text.as_bytes());
    }
    i64::from(sum.finalize().cast_signed())
}

/// A sender without what its conversation says already.
pub(super) fn short_sender(sender: &str, base: Option<&str>) -> String {
    let rest = base.and_then(|base| sender.strip_prefix(base));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest.to_owned(),
        // What would be taken for a short one.
        _ if sender.is_empty() || sender.starts_with(['/', WHOLE]) => format!("{WHOLE}{sender}"),
        _ => sender.to_owned(),
    }
}

pub(super) fn whole_sender(stored: String, base: Option<&str>) -> String {
    match stored.strip_prefix(WHOLE) {
        Some(whole) => whole.to_owned(),
        None if stored.is_empty() || stored.starts_with('/') => {
            format!("{}{stored}", base.unwrap_or_default())
        }
        None => stored,
    }
}

/// Says that a sender stands there as it is.
const WHOLE: char = '\u{1}';

/// An id as small as it gets: sixteen bytes for a UUID, a number for digits, else as it is.
pub(super) fn id_column(id: &str) -> Value {
    if let Ok(uuid) = Uuid::try_parse(id)
        && uuid.hyphenated().to_string() == id
    {
        return Value::Blob(uuid.as_bytes().to_vec());
    }
    match id.parse::<i64>() {
        Ok(number) if number.to_string() == id => Value::Integer(number),
        _ => Value::Text(id.to_owned()),
    }
}

pub(super) fn id(column: ValueRef<'_>) -> String {
    match column {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => Uuid::from_slice(bytes)
            .map(|uuid| uuid.hyphenated().to_string())
            .unwrap_or_default(),
        ValueRef::Null | ValueRef::Real(_) => String::new(),
    }
}

pub(super) fn is_outgoing(direction: Direction) -> bool {
    direction == Direction::Outgoing
}

pub(super) fn direction(outgoing: bool) -> Direction {
    if outgoing {
        Direction::Outgoing
    } else {
        Direction::Incoming
    }
}

pub(super) fn state_columns(state: &State) -> (u8, Option<&str>, Option<&str>) {
    match state {
        State::Received => (0, None, None),
        State::Pending => (1, None, None),
        State::Sent => (2, None, None),
        State::Delivered => (3, None, None),
        State::Failed { condition, text } => (4, Some(condition), Some(text)),
        State::Displayed => (5, None, None),
    }
}

pub(super) fn state(number: u8, condition: Option<String>, text: Option<String>) -> State {
    match number {
        1 => State::Pending,
        2 => State::Sent,
        3 => State::Delivered,
        5 => State::Displayed,
        4 => State::Failed {
            condition: condition.unwrap_or_default(),
            text: text.unwrap_or_default(),
        },
        // The schema says which numbers there are; a damaged one must not hide the text.
        _ => State::Received,
    }
}

pub(super) fn stage_column(stage: Stage) -> u8 {
    match stage {
        Stage::Queued => 0,
        Stage::Written => 1,
        Stage::Acked => 2,
        Stage::Archived => 3,
        Stage::Delivered => 4,
        Stage::Displayed => 5,
        Stage::Failed => 6,
        Stage::Retried => 7,
        Stage::Planned => 8,
        Stage::Encrypted => 9,
        Stage::NotEncrypted => 10,
    }
}

pub(super) fn stage(number: u8) -> Option<Stage> {
    Some(match number {
        0 => Stage::Queued,
        1 => Stage::Written,
        2 => Stage::Acked,
        3 => Stage::Archived,
        4 => Stage::Delivered,
        5 => Stage::Displayed,
        6 => Stage::Failed,
        7 => Stage::Retried,
        8 => Stage::Planned,
        9 => Stage::Encrypted,
        10 => Stage::NotEncrypted,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sender_and_id_comes_back() {
        let base = Some("june@example.com");
        for sender in [
            "",
            "/",
            "june@example.com",
            "june@example.com/phone",
            "june@example.common",
            "\u{1}",
        ] {
            for base in [base, None] {
                let stored = short_sender(sender, base);
                assert_eq!(whole_sender(stored, base), sender);
            }
        }
        assert_eq!(short_sender("june@example.com/phone", base), "/phone");
        let ids = [
            "",
            "7",
            "007",
            "-0",
            "1763719646123456",
            "99999999999999999999",
            "urn:x",
            "4f6e8a1c-1111-4222-8333-123456789abc",
            "4F6E8A1C-1111-4222-8333-123456789ABC",
        ];
        for text in ids {
            let column = id_column(text);
            assert_eq!(id(ValueRef::from(&column)), text);
        }
        assert!(matches!(id_column(ids[7]), Value::Blob(bytes) if bytes.len() == 16));
        assert!(matches!(id_column(ids[4]), Value::Integer(_)));
    }
}
