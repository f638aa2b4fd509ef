//! Between the model and the columns. The numbers are promises.

use std::sync::Arc;

use rusqlite::Row;

use crate::model::{Direction, Message, State};
use crate::store::Dedup;
use crate::{ConversationId, ItemId, Timestamp};

/// Where a message stands, as columns.
pub(super) struct Place {
    pub(super) conversation: u32,
    pub(super) at: i64,
    pub(super) seq: i64,
}

/// The columns that [`message`] reads, in its order.
pub(super) const COLUMNS: &str = "seq, at, outgoing, sender, text, state, failure, failure_text,
    origin_id, sent_at, delivered_at, delayed, conversation, sum";

/// A message as it was read.
pub(super) struct Read {
    pub(super) message: Arc<Message>,
    /// It is what was written, as far as its sum can tell.
    pub(super) sound: bool,
}

impl Place {
    pub(super) fn new(conversation: ConversationId, item: ItemId) -> Self {
        Self {
            conversation: conversation.0,
            at: item.at.0,
            seq: item.seq.cast_signed(),
        }
    }

    /// For `conversation = ?1`, `at … ?2`, `seq … ?3`.
    pub(super) fn params(&self) -> (u32, i64, i64) {
        (self.conversation, self.at, self.seq)
    }
}

pub(super) fn item(at: i64, seq: i64) -> ItemId {
    ItemId {
        at: Timestamp(at),
        seq: seq.cast_unsigned(),
    }
}

pub(super) fn message(row: &Row<'_>) -> rusqlite::Result<Read> {
    let message = Message {
        id: item(row.get(1)?, row.get(0)?),
        direction: direction(row.get(2)?),
        sender: row.get(3)?,
        text: row.get(4)?,
        state: state(row.get(5)?, row.get(6)?, row.get(7)?),
        origin_id: row.get(8)?,
        sent_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
        delivered_at: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        displayed_at: None,
        stanza_id: String::new(),
        delayed: row.get(11)?,
    };
    let place = Place::new(ConversationId(row.get(12)?), message.id);
    // Rows of the first days have none.
    let written: Option<i64> = row.get(13)?;
    let sound = written.is_none_or(|written| written == sum(&place, &message));
    Ok(Read {
        message: Arc::new(message),
        sound,
    })
}

/// What tells whether somebody else's bytes stand in a row; a promise. How far a message got is not
/// in it, for that changes.
pub(super) fn sum(place: &Place, message: &Message) -> i64 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&place.conversation.to_be_bytes());
    sum.update(&place.at.to_be_bytes());
    sum.update(&place.seq.to_be_bytes());
    sum.update(&[u8::from(is_outgoing(message.direction))]);
    for text in [&message.sender, &message.text, &message.origin_id] {
        sum.update(&(text.len() as u64).to_be_bytes());
        sum.update(text.as_bytes());
    }
    i64::from(sum.finalize())
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

/// The kind, the scope and the id.
pub(super) fn dedup_columns(key: &Dedup) -> (u8, &str, &str) {
    match key {
        Dedup::Stanza { by, id } => (0, by.as_str(), id),
        Dedup::Origin { from, id } => (1, from.as_str(), id),
    }
}
