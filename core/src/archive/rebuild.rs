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

use super::Trouble;
use super::row;

/// A table, its columns, and the order in which it is read.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    key: &'static [&'static str],
}

/// The columns of a message without its sum.
const MESSAGE: &[&str] = &[
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
];

const TABLES: [Table; 5] = [
    Table {
        name: "account",
        columns: &["id", "jid"],
        key: &["id"],
    },
    Table {
        name: "conversation",
        columns: &["id", "account", "jid"],
        key: &["id"],
    },
    Table {
        name: "message",
        columns: MESSAGE,
        key: &["seq"],
    },
    Table {
        name: "dedup",
        columns: &["account", "kind", "scope", "id", "seq"],
        key: &["account", "kind", "scope", "id"],
    },
    Table {
        name: "purge",
        columns: &["conversation"],
        key: &["conversation"],
    },
];

/// Takes over what the broken file still gives. How many messages that are.
pub(super) fn salvage(db: &mut Connection, broken: &Path) -> Result<u64, Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let from = Connection::open_with_flags(broken, flags)?;
    // It stays as it was found.
    from.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    from.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let transaction = db.transaction()?;
    for table in &TABLES {
        let whole = table.read(&from, &transaction, "ASC");
        if let Err(trouble) = whole {
            tracing::warn!(?trouble, table = table.name, "read up to here");
            let _ = table.read(&from, &transaction, "DESC");
        }
    }
    let sql = "SELECT count(*) FROM message";
    let kept: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
    transaction.commit()?;
    Ok(kept.unsigned_abs())
}

impl Table {
    /// Reads rows until one can't be read.
    fn read(&self, from: &Connection, into: &Connection, way: &str) -> Result<(), Trouble> {
        let order: Vec<String> = self.key.iter().map(|key| format!("{key} {way}")).collect();
        let columns = self.columns.join(", ");
        let sql = format!(
            "SELECT {columns} FROM {} ORDER BY {}",
            self.name,
            order.join(", ")
        );
        let places = vec!["?"; self.columns.len()].join(", ");
        let (name, sum) = (self.name, self.name == "message");
        let insert = match sum {
            true => format!("INSERT OR IGNORE INTO {name} ({columns}, sum) VALUES ({places}, ?)"),
            false => format!("INSERT OR IGNORE INTO {name} ({columns}) VALUES ({places})"),
        };
        let mut insert = into.prepare(&insert)?;
        let mut statement = from.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut values = self.values(row)?;
            if sum {
                values.push(Value::Null);
            }
            if let Err(error) = insert.execute(params_from_iter(values)) {
                tracing::debug!(%error, "a row that fits nowhere");
            }
        }
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
