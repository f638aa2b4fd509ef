//! The tables of schemas 1 and 2, as they were, taken over into the present ones.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::rebuild::Table;
use super::{Trouble, known, row, writer};
use crate::model::Message;
use crate::store::Dedup;
use crate::{AccountId, BareJid, ConversationId, Timestamp};

/// What the old tables are called while they are read.
const ASIDE: &str = "old_";

/// Indexes whose names are needed again.
const INDEXES: [&str; 2] = ["conversation_account", "message_place"];

/// Everything of then, in the order in which it is taken over.
pub(super) const TABLES: [Table; 5] = [
    Table {
        name: "account",
        columns: &["id", "jid"],
        key: &["id"],
        insert: None,
    },
    Table {
        name: "conversation",
        columns: &["id", "account", "jid"],
        key: &["id"],
        insert: None,
    },
    Table {
        name: "purge",
        columns: &["conversation"],
        key: &["conversation"],
        insert: None,
    },
    Table {
        name: "message",
        columns: &[
            "seq",
            "conversation",
            "at",
            "outgoing",
            "sender",
            "text",
            "state",
            "failure",
            "failure_text",
            "origin_id",
            "sent_at",
            "delivered_at",
            "delayed",
        ],
        key: &["seq"],
        insert: Some(insert_message),
    },
    Table {
        name: "dedup",
        columns: &["account", "kind", "scope", "id", "seq"],
        key: &["account", "kind", "scope", "id"],
        insert: Some(insert_key),
    },
];

/// Makes room for the present tables.
pub(super) fn put_aside(db: &Connection) -> Result<(), Trouble> {
    for index in INDEXES {
        db.execute_batch(&format!("DROP INDEX {index}"))?;
    }
    for table in TABLES {
        let name = table.name;
        db.execute_batch(&format!("ALTER TABLE {name} RENAME TO {ASIDE}{name}"))?;
    }
    Ok(())
}

/// Takes everything over and clears the old tables away. The archive's ids stood with the keys:
/// each is looked up with its message.
pub(super) fn take_over(db: &Connection) -> Result<(), Trouble> {
    for table in TABLES {
        table.copy(db, &format!("{ASIDE}{}", table.name), db)?;
    }
    for table in TABLES {
        db.execute_batch(&format!("DROP TABLE {ASIDE}{}", table.name))?;
    }
    Ok(())
}

fn insert_message(db: &Connection, values: &[Value]) -> Result<(), Trouble> {
    let [
        seq,
        conversation,
        at,
        outgoing,
        sender,
        text,
        state,
        failure,
        words,
        origin,
        sent,
        delivered,
        delayed,
    ] = values
    else {
        return Ok(());
    };
    let conversation = ConversationId(u32::try_from(number(conversation)).unwrap_or_default());
    let state = u8::try_from(number(state)).unwrap_or_default();
    let message = Message {
        id: row::item(number(at), number(seq)),
        direction: row::direction(number(outgoing) != 0),
        sender: words_of(sender),
        text: words_of(text),
        state: row::state(state, Some(words_of(failure)), Some(words_of(words))),
        origin_id: words_of(origin),
        stanza_id: String::new(),
        sent_at: time(sent),
        delivered_at: time(delivered),
        displayed_at: None,
        delayed: number(delayed) != 0,
        ..Message::default()
    };
    writer::insert(db, conversation, &message, false)
}

fn insert_key(db: &Connection, values: &[Value]) -> Result<(), Trouble> {
    let [account, kind, scope, id, seq] = values else {
        return Ok(());
    };
    let account = AccountId(u32::try_from(number(account)).unwrap_or_default());
    let (seq, id) = (number(seq).cast_unsigned(), words_of(id));
    let Ok(scope) = BareJid::new(&words_of(scope)) else {
        return Ok(());
    };
    let key = match number(kind) {
        0 => Dedup::Stanza { by: scope, id },
        _ => Dedup::Origin { from: scope, id },
    };
    if let Dedup::Stanza { id, .. } = &key {
        give_stanza_id(db, seq, id)?;
    }
    known::remember(db, account, &key, seq)
}

fn give_stanza_id(db: &Connection, seq: u64, id: &str) -> Result<(), Trouble> {
    let sql = "SELECT conversation FROM message WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let mut found = one.query([seq.cast_signed()])?;
    let Some(found) = found.next()? else {
        return Ok(());
    };
    let conversation = ConversationId(found.get(0)?);
    if let Some(before) = row::read(db, conversation, seq)? {
        let mut message = Message::clone(&before.message);
        id.clone_into(&mut message.stanza_id);
        row::update(db, &before, &message, false)?;
    }
    Ok(())
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        _ => 0,
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Integer(at) => Some(Timestamp(*at)),
        _ => None,
    }
}

fn words_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    }
}
