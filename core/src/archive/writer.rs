//! Takes entries of the journal in. Each may come again, and nothing changes by it.

use rusqlite::{Connection, OptionalExtension, params};

use super::row::{self, Read};
use super::{Trouble, attachment, foretold, forget, index, known, preview, relation, sealed};
use crate::model::{Message, Milestone, State};
use crate::store::{Dedup, Entry, MessageRecord, NameRecord, SetState, sealing_code};
use crate::{AccountId, ConversationId, Timestamp};

/// Takes one entry in.
pub(super) fn apply(db: &Connection, entry: &Entry) -> Result<(), Trouble> {
    match entry {
        Entry::Account { id, jid } => {
            let sql = "INSERT OR IGNORE INTO account (id, jid) VALUES (?1, ?2)";
            db.prepare_cached(sql)?
                .execute(params![id.0, jid.as_str()])?;
            Ok(())
        }
        Entry::Conversation { id, account, jid } => {
            let sql = "INSERT OR IGNORE INTO conversation (id, account, jid) VALUES (?1, ?2, ?3)";
            db.prepare_cached(sql)?
                .execute(params![id.0, account.0, jid.as_str()])?;
            Ok(())
        }
        Entry::Message(record) => put(db, record),
        Entry::State(set) => set_state(db, set),
        Entry::Milestone(record) => {
            put_milestone(db, record.conversation, record.item.seq, &record.milestone)
        }
        Entry::Attachment(record) => attachment::renew(db, record),
        Entry::Named(record) => name(db, record),
        Entry::Previews(record) => preview::add(db, record),
        Entry::ForgetItem { conversation, item } => forget::one(db, *conversation, item.seq),
        Entry::RemoveItem { conversation, item } => remove_one(db, *conversation, item.seq),
        Entry::RemoveConversation(id) => remove_conversation(db, *id),
        Entry::RemoveAccount(id) => remove_account(db, *id),
    }
}

/// Takes one entry of the journal in, unless that was done before: what came after it, from
/// elsewhere, must not be undone.
pub(super) fn apply_once(
    db: &Connection,
    number: Option<u64>,
    entry: &Entry,
) -> Result<(), Trouble> {
    if let Some(number) = number {
        let sql = "UPDATE journal SET applied = ?1 WHERE applied < ?1";
        let new = db.prepare_cached(sql)?.execute([number.cast_signed()])?;
        if new == 0 {
            return Ok(());
        }
    }
    apply(db, entry)
}

/// The counters know of these pages.
pub(super) fn forget_pages(db: &Connection, counted: &[(AccountId, u64)]) -> Result<(), Trouble> {
    let sql = "DELETE FROM unsettled WHERE account = ?1 AND page <= ?2";
    let mut gone = db.prepare_cached(sql)?;
    for (account, number) in counted {
        gone.execute(params![account.0, number.cast_signed()])?;
    }
    Ok(())
}

/// Clears away some messages of removed conversations; whether there may be more.
pub(super) fn purge(db: &Connection) -> Result<bool, Trouble> {
    /// So many at a time, for a page may be waiting.
    const PORTION: u32 = 200;
    let sql = "SELECT conversation FROM purge LIMIT 1";
    let next = db
        .prepare_cached(sql)?
        .query_row([], |row| row.get::<_, u32>(0))
        .optional()?;
    let Some(conversation) = next.map(ConversationId) else {
        return Ok(false);
    };
    let sql = "SELECT seq FROM message WHERE conversation = ?1 LIMIT ?2";
    let mut some = db.prepare_cached(sql)?;
    let some = some.query_map(params![conversation.0, PORTION], |row| row.get::<_, i64>(0))?;
    let some = some.collect::<Result<Vec<_>, _>>()?;
    for seq in &some {
        remove_one(db, conversation, seq.cast_unsigned())?;
    }
    if some.is_empty() {
        for table in ["purge", "reached", "foretold", "unsettled", "author"] {
            let sql = format!("DELETE FROM {table} WHERE conversation = ?1");
            db.prepare_cached(&sql)?.execute([conversation.0])?;
        }
    }
    Ok(true)
}

fn put(db: &Connection, record: &MessageRecord) -> Result<(), Trouble> {
    let mut message = Message::clone(&record.message);
    let mut settled = false;
    let known = row::read(db, record.conversation, message.id.seq)?;
    let renewed = known.is_some();
    if let Some(known) = known {
        settled = known.settled;
        if settled {
            // Where it stands, and how far it got, the archive knows better.
            message = changed(&known.message, message);
        }
        index::forget(db, message.id.seq)?;
        attachment::forget(db, message.id.seq)?;
        preview::forget(db, message.id.seq)?;
        sealed::forget(db, message.id.seq)?;
        db.prepare_cached("DELETE FROM message WHERE seq = ?1")?
            .execute([message.id.seq.cast_signed()])?;
    } else if message.stanza_id.is_empty() {
        let mut keys = record.dedup.iter();
        let stanza = keys.find_map(|key| match key {
            Dedup::Stanza { id, .. } => Some(id.clone()),
            Dedup::Origin { .. } | Dedup::Named { .. } => None,
        });
        message.stanza_id = stanza.unwrap_or_default();
    }
    insert(db, record.conversation, &message, settled)?;
    for key in &record.dedup {
        known::remember(db, record.account, key, message.id.seq)?;
    }
    let touched = &mut Vec::new();
    relation::enter(db, record.conversation, &message, &record.dedup, touched)?;
    match renewed {
        true => relation::renew(db, record.conversation, message.id.seq, &message.text),
        false => Ok(()),
    }
}

/// What is known of a message, with other words.
fn changed(known: &Message, words: Message) -> Message {
    Message {
        id: known.id,
        state: known.state.clone(),
        stanza_id: known.stanza_id.clone(),
        sent_at: known.sent_at,
        delivered_at: known.delivered_at,
        displayed_at: known.displayed_at,
        ..words
    }
}

/// Writes a message that is not there.
pub(super) fn insert(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
    settled: bool,
) -> Result<(), Trouble> {
    let (state, failure, failure_text) = row::state_columns(&message.state);
    let base = base(db, conversation, message)?;
    let sql = "INSERT INTO message (seq, conversation, at, doc, settled, outgoing, state, delayed,
            sender, text, origin_id, stanza_id, sent_at, delivered_at, displayed_at, failure,
            failure_text, sum, seal)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    db.prepare_cached(sql)?.execute(params![
        message.id.seq.cast_signed(),
        conversation.0,
        message.id.at.0,
        index::free_doc(db, message.id.at)?,
        settled,
        row::is_outgoing(message.direction),
        state,
        message.delayed,
        row::short_sender(&message.sender, base.as_deref()),
        message.text,
        row::id_column(&message.origin_id),
        row::id_column(&message.stanza_id),
        row::sent_column(message, settled),
        message.delivered_at.map(|at| at.0),
        message.displayed_at.map(|at| at.0),
        failure,
        failure_text,
        row::sum(conversation, message, settled),
        sealing_code(message.sealing),
    ])?;
    sealed::put(db, conversation, message)?;
    index::enqueue(db, message.id.seq)
}

/// The address that the sender most likely begins with.
fn base(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
) -> Result<Option<String>, Trouble> {
    let sql = match row::is_outgoing(message.direction) {
        false => "SELECT jid FROM conversation WHERE id = ?1",
        true => {
            "SELECT account.jid FROM conversation JOIN account ON account.id = account
            WHERE conversation.id = ?1"
        }
    };
    let mut one = db.prepare_cached(sql)?;
    Ok(one
        .query_row([conversation.0], |row| row.get(0))
        .optional()?)
}

/// The room has given a message of ours a name.
fn name(db: &Connection, record: &NameRecord) -> Result<(), Trouble> {
    let Some(before) = row::read(db, record.conversation, record.item.seq)? else {
        return Ok(());
    };
    if before.message.stanza_id.is_empty() && !before.settled {
        let mut message = Message::clone(&before.message);
        message.stanza_id.clone_from(&record.id);
        row::update(db, &before, &message, false)?;
        let key = Dedup::Stanza {
            by: record.by.clone(),
            id: record.id.clone(),
        };
        known::remember(db, record.account, &key, record.item.seq)?;
    }
    Ok(())
}

fn set_state(db: &Connection, set: &SetState) -> Result<(), Trouble> {
    if let Some(before) = row::read(db, set.conversation, set.item.seq)? {
        advance(db, &before, &set.state, set.at)?;
        relation::follow(db, &before, &mut Vec::new())?;
    }
    Ok(())
}

/// Lets a message get further, if that leads forward: what it is then.
pub(super) fn advance(
    db: &Connection,
    before: &Read,
    to: &State,
    at: Timestamp,
) -> Result<Option<Message>, Trouble> {
    let Some(message) = step(&before.message, to, at) else {
        return Ok(None);
    };
    row::update(db, before, &message, before.settled)?;
    if message.state == State::Displayed {
        foretold::reach(db, before.conversation, &message)?;
    }
    Ok(Some(message))
}

/// A message after a step, unless that does not fit.
pub(super) fn step(message: &Message, to: &State, at: Timestamp) -> Option<Message> {
    let mut after = message.clone();
    match (&message.state, to) {
        // Sent again: what was before does not count.
        (State::Failed { .. }, State::Pending) => {
            (after.sent_at, after.delivered_at) = (None, None);
            after.state = State::Pending;
        }
        (State::Pending, State::Sent) => {
            after.sent_at = after.sent_at.or(Some(at));
            after.state = State::Sent;
        }
        // The server's answer came after the receipt.
        (State::Delivered | State::Displayed, State::Sent) => {
            after.sent_at = after.sent_at.or(Some(at));
        }
        (State::Pending | State::Sent | State::Failed { .. }, State::Delivered) => {
            after.delivered_at = after.delivered_at.or(Some(at));
            after.state = State::Delivered;
        }
        // The receipt came after the marker.
        (State::Displayed, State::Delivered) => {
            after.delivered_at = after.delivered_at.or(Some(at));
        }
        (
            State::Pending | State::Sent | State::Delivered | State::Failed { .. },
            State::Displayed,
        ) => {
            after.displayed_at = after.displayed_at.or(Some(at));
            after.state = State::Displayed;
        }
        (State::Pending | State::Sent, State::Failed { .. }) => after.state = to.clone(),
        _ => return None,
    }
    (after != *message).then_some(after)
}

/// Something happened to a message of ours.
pub(super) fn put_milestone(
    db: &Connection,
    conversation: ConversationId,
    seq: u64,
    what: &Milestone,
) -> Result<(), Trouble> {
    /// More than happens to any message; who sends receipts without end fills no disk.
    const MOST: u32 = 100;
    let sql = "INSERT OR IGNORE INTO milestone (seq, stage, at, place, detail)
        SELECT seq, ?3, ?4, ?5, ?6 FROM message WHERE seq = ?1 AND conversation = ?2
            AND (SELECT count(*) FROM milestone WHERE seq = ?1) < ?7";
    db.prepare_cached(sql)?.execute(params![
        seq.cast_signed(),
        conversation.0,
        row::stage_column(what.stage),
        what.at.0,
        what.place,
        what.detail,
        MOST,
    ])?;
    Ok(())
}

/// Takes a message away with all that belongs to it.
pub(super) fn remove_one(
    db: &Connection,
    conversation: ConversationId,
    seq: u64,
) -> Result<(), Trouble> {
    let Some(known) = row::read(db, conversation, seq)? else {
        return Ok(());
    };
    if let Some((account, archive)) = known::owner(db, conversation)? {
        known::forget(db, account, archive.as_ref(), &known)?;
    }
    index::forget(db, seq)?;
    let subject = relation::of(db, seq)?;
    let hidden = relation::remove(db, &known)?;
    for table in ["milestone", "spoken", "sealed", "message"] {
        let sql = format!("DELETE FROM {table} WHERE seq = ?1");
        db.prepare_cached(&sql)?.execute([seq.cast_signed()])?;
    }
    // What was done to it goes with it.
    for seq in hidden {
        remove_one(db, conversation, seq)?;
    }
    match subject.filter(|_| known.is_hidden()) {
        Some(subject) => relation::settle(db, conversation, subject, &mut Vec::new()),
        None => Ok(()),
    }
}

fn remove_conversation(db: &Connection, id: ConversationId) -> Result<(), Trouble> {
    // The addresses are kept for the keys of its messages.
    let sql = "INSERT OR IGNORE INTO purge (conversation, account, own, jid)
        SELECT ?1, account.id, account.jid, conversation.jid FROM (SELECT 1)
            LEFT JOIN conversation ON conversation.id = ?1
            LEFT JOIN account ON account.id = conversation.account";
    db.prepare_cached(sql)?.execute([id.0])?;
    let sql = "DELETE FROM conversation WHERE id = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    Ok(())
}

fn remove_account(db: &Connection, id: AccountId) -> Result<(), Trouble> {
    let sql = "INSERT OR IGNORE INTO purge (conversation, account, own, jid)
        SELECT conversation.id, account, account.jid, conversation.jid
        FROM conversation LEFT JOIN account ON account.id = account WHERE account = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    for table in ["conversation", "span", "foretold", "unsettled"] {
        let sql = format!("DELETE FROM {table} WHERE account = ?1");
        db.prepare_cached(&sql)?.execute([id.0])?;
    }
    let sql = "DELETE FROM account WHERE id = ?1";
    db.prepare_cached(sql)?.execute([id.0])?;
    Ok(())
}
