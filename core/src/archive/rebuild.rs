//! A broken history, read as far as it can be read, into a new one.
//!
//! Each table is read from its beginning until something is broken, and then from its end towards
//! it: one bad page costs the rows on it and none beside. A message whose sum says that it is not
//! what was written is taken as it is, for most of it will be right, and is not complained about
//! again.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};

use super::{Trouble, attachment, index, old, relation, row, schema};
use crate::Timestamp;

/// A table, its columns, and the order in which it is read.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) key: &'static [&'static str],
    /// How a row gets in, where it is not as it was.
    pub(super) insert: Option<Insert>,
}

type Insert = fn(&Connection, &[Value]) -> Result<(), Trouble>;

/// The columns of a message without its sum, and without its number in the search index, which is
/// made anew. No span is taken over: the archive is asked for everything again, and what is here
/// already is known by its ids.
const MESSAGE: &[&str] = &[
    "seq",
    "conversation",
    "at",
    "settled",
    "outgoing",
    "state",
    "delayed",
    "sender",
    "text",
    "origin_id",
    "stanza_id",
    "sent_at",
    "delivered_at",
    "displayed_at",
    "failure",
    "failure_text",
    "seal",
];

const TABLES: [Table; 16] = [
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
        name: "message",
        columns: MESSAGE,
        key: &["seq"],
        insert: Some(insert_message),
    },
    Table {
        name: "dedup",
        columns: &["hash", "seq"],
        key: &["hash", "seq"],
        insert: None,
    },
    Table {
        name: "foretold",
        columns: &["id", "account", "conversation", "of", "kind", "place", "at"],
        key: &["id"],
        insert: None,
    },
    Table {
        name: "reached",
        columns: &["conversation", "seq", "displayed_at"],
        key: &["conversation"],
        insert: None,
    },
    Table {
        name: "milestone",
        columns: &["seq", "stage", "at", "place", "detail"],
        key: &["seq", "at", "stage", "place"],
        insert: None,
    },
    Table {
        name: "purge",
        columns: &["conversation", "account", "own", "jid"],
        key: &["conversation"],
        insert: None,
    },
    Table {
        name: "relation",
        columns: &["seq", "conversation", "kind", "outgoing", "of", "subject"],
        key: &["seq"],
        insert: None,
    },
    Table {
        name: "detail",
        columns: &[
            "seq",
            "original",
            "spoiler",
            "reply_to",
            "quote",
            "mine",
            "retracted_at",
        ],
        key: &["seq"],
        insert: None,
    },
    Table {
        name: "attachment",
        columns: ATTACHMENT,
        key: &["seq", "ix"],
        insert: None,
    },
    Table {
        name: "preview",
        columns: &["seq", "ix", "url", "title", "description", "site"],
        key: &["seq", "ix"],
        insert: None,
    },
    Table {
        name: "unstyled",
        columns: &["seq"],
        key: &["seq"],
        insert: None,
    },
    Table {
        name: "sealed",
        columns: &["seq", "conversation", "at", "stanza"],
        key: &["seq"],
        insert: None,
    },
    Table {
        name: "author",
        columns: &["id", "conversation", "nick", "occupant", "jid"],
        key: &["id"],
        insert: None,
    },
    Table {
        name: "spoken",
        columns: &["seq", "author", "private", "moderator", "reason"],
        key: &["seq"],
        insert: None,
    },
];

/// The columns of the files of messages.
const ATTACHMENT: &[&str] = &[
    "seq",
    "ix",
    "conversation",
    "at",
    "kind",
    "place",
    "words",
    "number",
    "name",
    "media_type",
    "size",
    "sha256",
    "width",
    "height",
    "duration",
    "waveform",
    "thumbhash",
    "description",
    "sources",
];

fn insert_message(into: &Connection, values: &[Value]) -> Result<(), Trouble> {
    let (Some(Value::Integer(seq)), Some(Value::Integer(at))) = (values.first(), values.get(2))
    else {
        return Ok(());
    };
    let columns = MESSAGE.join(", ");
    let places = vec!["?"; MESSAGE.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO message ({columns}, doc) VALUES ({places}, ?)");
    let doc = Value::Integer(index::free_doc(into, Timestamp(*at))?);
    let all = values.iter().chain(std::iter::once(&doc));
    into.prepare_cached(&sql)?.execute(params_from_iter(all))?;
    index::enqueue(into, seq.cast_unsigned())
}

/// Takes over what the broken file still gives. How many messages that are.
pub(super) fn salvage(db: &mut Connection, broken: &Path) -> Result<u64, Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let from = Connection::open_with_flags(broken, flags)?;
    // It stays as it was found.
    from.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    from.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let transaction = db.transaction()?;
    let before = schema::version(&from).is_ok_and(|version| version < 3);
    let tables: &[Table] = if before { &old::TABLES } else { &TABLES };
    for table in tables {
        table.save(&from, &transaction);
    }
    relation::mend(&transaction)?;
    attachment::mend(&transaction)?;
    let sql = "SELECT count(*) FROM message";
    let kept: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
    transaction.commit()?;
    Ok(kept.unsigned_abs())
}

impl Table {
    /// Reads everything, in order.
    pub(super) fn copy(
        &self,
        from: &Connection,
        name: &str,
        into: &Connection,
    ) -> Result<(), Trouble> {
        self.read(from, name, "ASC", |values| self.put(into, values))
    }

    /// Reads what can be read, from both ends; what fits nowhere is left out.
    fn save(&self, from: &Connection, into: &Connection) {
        let put = |values: &[Value]| {
            if let Err(trouble) = self.put(into, values) {
                tracing::debug!(?trouble, "a row that fits nowhere");
            }
            Ok(())
        };
        if let Err(trouble) = self.read(from, self.name, "ASC", put) {
            tracing::warn!(?trouble, table = self.name, "read up to here");
            let _ = self.read(from, self.name, "DESC", put);
        }
    }

    /// Reads rows until one can't be read.
    fn read(
        &self,
        from: &Connection,
        name: &str,
        way: &str,
        put: impl Fn(&[Value]) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let order: Vec<String> = self.key.iter().map(|key| format!("{key} {way}")).collect();
        let columns = self.columns.join(", ");
        let sql = format!("SELECT {columns} FROM {name} ORDER BY {}", order.join(", "));
        let mut statement = from.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            put(&self.values(row)?)?;
        }
        Ok(())
    }

    fn put(&self, into: &Connection, values: &[Value]) -> Result<(), Trouble> {
        if let Some(insert) = self.insert {
            return insert(into, values);
        }
        let places = vec!["?"; self.columns.len()].join(", ");
        let (name, columns) = (self.name, self.columns.join(", "));
        let sql = format!("INSERT OR IGNORE INTO {name} ({columns}) VALUES ({places})");
        into.prepare_cached(&sql)?
            .execute(params_from_iter(values))?;
        Ok(())
    }

    /// The values of a row; a text with broken letters keeps the others.
    fn values(&self, row: &Row<'_>) -> Result<Vec<Value>, Trouble> {
        let columns = 0..self.columns.len();
        let values = columns.map(|index| {
            Ok(match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
            })
        });
        values.collect()
    }
}

/// Whether every message is what was written; for a file that something was wrong with.
pub(super) fn is_sound(db: &Connection) -> Result<bool, Trouble> {
    let sql = format!("SELECT {} FROM message", row::COLUMNS);
    let mut all = db.prepare(&sql)?;
    for found in all.query_map([], row::message)? {
        if !found?.sound {
            return Ok(false);
        }
    }
    Ok(true)
}
