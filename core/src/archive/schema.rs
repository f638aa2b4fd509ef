//! The tables of the history.
//!
//! `message.seq` is the `seq` of its [`crate::ItemId`], unique in the profile; a search index can
//! use it as its row id. `dedup` says by what a message is known again. `purge` lists conversations
//! whose messages are still to be cleared away. `message.sum` tells whether a message is still what was written.

use rusqlite::Connection;

use super::Trouble;

/// Each brings the archive from the schema with the number of its place to the next; the first
/// makes it. A step and its number are one transaction.
const STEPS: [&str; 2] = [
    "
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    jid TEXT NOT NULL
) STRICT;
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    jid TEXT NOT NULL
) STRICT;
CREATE INDEX conversation_account ON conversation (account);
CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outgoing INTEGER NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    state INTEGER NOT NULL,
    failure TEXT,
    failure_text TEXT,
    origin_id TEXT NOT NULL,
    sent_at INTEGER,
    delivered_at INTEGER,
    delayed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_place ON message (conversation, at, seq);
CREATE TABLE dedup (
    account INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (account, kind, scope, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dedup_seq ON dedup (seq);
CREATE TABLE purge (
    conversation INTEGER PRIMARY KEY
) STRICT;
",
    // What a row was when it was written; see `row::sum`.
    "
ALTER TABLE message ADD COLUMN sum INTEGER;
",
];

/// Brings the archive up to the present schema; one from the future is refused untouched.
pub(super) fn prepare(db: &mut Connection) -> Result<(), Trouble> {
    let found: usize = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > STEPS.len() {
        return Err(Trouble::TooNew);
    }
    for (number, step) in (1..).zip(STEPS).skip(found) {
        let transaction = db.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}
