//! The tables of the history.
//!
//! - `message.seq` is the `seq` of its [`crate::ItemId`], unique in the profile and its name for
//!   ever; `at` is its place, which changes when its place in the archive gets known (`settled`).
//!   `sum` tells whether a row is still what was written. `doc` is its number in the search index.
//! - `dedup` says by what a message is known again: 64 bits of a hash, for the ids themselves stand
//!   in the message.
//! - `span` has the stretches of each archive that are here without a gap, `foretold` receipts and
//!   markers whose message has not come yet, `reached` the newest message of ours in a conversation
//!   that was seen, `milestone` what happened to a message of ours on its way.
//! - `message_place` runs backwards, as histories are fetched: what is added at the end of a stretch of
//!   an index leaves fuller pages behind than what is added at its beginning (files of earlier programs
//!   have it the other way round, which works as well).
//! - `message.kind` says whether there is more to a message than its words, and whether it is seen at
//!   all: `relation` has what does something to another message (or answers one) and to which,
//!   `detail` what few messages have, what they said before they were corrected for example.
//! - `attachment` has the files of messages ([`super::attachment`]), `unstyled` messages whose signs are
//!   no styling, `preview` what is said of the links of messages ([`super::preview`]).
//! - `author` has who speaks in rooms, `spoken` who of them has said what, between whom it was said, and
//!   which moderator took it back ([`super::spoken`]).
//! - `message.seal` says how it came through encryption ([`crate::store::sealing_code`]), `sealed` has the stanzas of
//!   those that wait to be read ([`super::sealed`]).
//! - `unsettled` lists conversations whose counters may not know of a page yet, `purge` those whose
//!   messages are still to be cleared away, `unindexed` messages that the search can't find yet.
//! - `journal` has one row: the last number of the journal that was taken in.

use rusqlite::Connection;

use super::{Trouble, old};

/// The schema of this program.
pub(super) const SCHEMA: i64 = 7;

/// What schema 7 added, beside `message.seal`: it stands where its message stands.
const SEALED: &str = "
CREATE TABLE sealed (
    seq INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    at INTEGER NOT NULL,
    stanza TEXT NOT NULL
) STRICT;
CREATE INDEX sealed_stands ON sealed (at);
CREATE TRIGGER sealed_follows AFTER UPDATE OF at ON message WHEN new.seal = 1 AND new.at <> old.at BEGIN
    UPDATE sealed SET at = new.at WHERE seq = new.seq;
END;
";

/// Schemas 3 to 6 had all of the others.
const FROM_6: &str = "ALTER TABLE message ADD COLUMN seal INTEGER NOT NULL DEFAULT 0;";

/// What schema 6 added.
const SPOKEN: &str = "
CREATE TABLE author (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    nick TEXT NOT NULL,
    occupant TEXT NOT NULL,
    jid TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX author_is ON author (conversation, nick, occupant, jid);
CREATE TABLE spoken (
    seq INTEGER PRIMARY KEY,
    author INTEGER,
    private TEXT,
    moderator TEXT,
    reason TEXT
) STRICT;
";

/// What schema 5 added. An attachment stands where its message stands.
const ATTACHMENTS: &str = "
CREATE TABLE attachment (
    seq INTEGER NOT NULL,
    ix INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    place INTEGER NOT NULL,
    words TEXT NOT NULL,
    number INTEGER,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER,
    sha256 TEXT,
    width INTEGER,
    height INTEGER,
    duration INTEGER,
    waveform BLOB NOT NULL,
    thumbhash BLOB NOT NULL,
    description TEXT NOT NULL,
    sources TEXT NOT NULL,
    PRIMARY KEY (seq, ix)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_stands ON attachment (conversation, at);
CREATE INDEX attachment_sha256 ON attachment (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX attachment_moving ON attachment (place) WHERE place = 4;
CREATE TRIGGER attachment_follows AFTER UPDATE OF at ON message WHEN new.at <> old.at BEGIN
    UPDATE attachment SET at = new.at WHERE seq = new.seq;
END;
CREATE TABLE unstyled (
    seq INTEGER PRIMARY KEY
) STRICT;
";

/// What schema 6 added: what is said of the links of messages.
const PREVIEWS: &str = "
CREATE TABLE preview (
    seq INTEGER NOT NULL,
    ix INTEGER NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    site TEXT NOT NULL,
    PRIMARY KEY (seq, ix)
) STRICT, WITHOUT ROWID;
";

/// What schema 4 added, beside `message.kind`.
const RELATIONS: &str = "
CREATE TABLE relation (
    seq INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    outgoing INTEGER NOT NULL,
    of ANY NOT NULL,
    subject INTEGER
) STRICT;
CREATE INDEX relation_of ON relation (conversation, of) WHERE subject IS NULL;
CREATE INDEX relation_subject ON relation (subject) WHERE subject IS NOT NULL;
CREATE TABLE detail (
    seq INTEGER PRIMARY KEY,
    original TEXT,
    spoiler TEXT,
    reply_to TEXT,
    quote TEXT,
    mine INTEGER,
    retracted_at INTEGER
) STRICT;
";

/// Schema 3 had all of the others.
const FROM_3: &str = "ALTER TABLE message ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;";

/// Everything, as it is made anew.
const TABLES: &str = "
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
    doc INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    outgoing INTEGER NOT NULL,
    state INTEGER NOT NULL,
    delayed INTEGER NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    origin_id ANY NOT NULL,
    stanza_id ANY NOT NULL,
    sent_at INTEGER,
    delivered_at INTEGER,
    displayed_at INTEGER,
    failure TEXT,
    failure_text TEXT,
    sum INTEGER,
    kind INTEGER NOT NULL DEFAULT 0,
    seal INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX message_place ON message (conversation, at DESC);
CREATE UNIQUE INDEX message_doc ON message (doc);
CREATE TABLE dedup (
    hash INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (hash, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE span (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    archive TEXT NOT NULL,
    oldest TEXT NOT NULL,
    oldest_at INTEGER NOT NULL,
    newest TEXT NOT NULL,
    newest_at INTEGER NOT NULL,
    whole INTEGER NOT NULL
) STRICT;
CREATE INDEX span_archive ON span (account, archive, oldest_at);
CREATE TABLE foretold (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    of TEXT NOT NULL,
    kind INTEGER NOT NULL,
    place TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX foretold_of ON foretold (account, conversation, of, kind, place);
CREATE TABLE reached (
    conversation INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    displayed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE milestone (
    seq INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    at INTEGER NOT NULL,
    place TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (seq, at, stage, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE unsettled (
    conversation INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    page INTEGER NOT NULL,
    read INTEGER
) STRICT;
CREATE TABLE purge (
    conversation INTEGER PRIMARY KEY,
    account INTEGER,
    own TEXT,
    jid TEXT
) STRICT;
CREATE TABLE unindexed (
    seq INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE journal (
    applied INTEGER NOT NULL
) STRICT;
INSERT INTO journal (applied) VALUES (0);
CREATE VIRTUAL TABLE words USING fts5(
    text,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = \"ascii\"
);
";

/// Brings the archive up to the present schema, in one transaction; one from the future is refused
/// untouched.
pub(super) fn prepare(db: &mut Connection) -> Result<(), Trouble> {
    let found = version(db)?;
    if found > SCHEMA {
        return Err(Trouble::TooNew);
    }
    if found == SCHEMA {
        return Ok(());
    }
    let transaction = db.transaction()?;
    if found == 3 {
        transaction.execute_batch(FROM_3)?;
        transaction.execute_batch(RELATIONS)?;
    } else if found < 3 {
        if found > 0 {
            old::put_aside(&transaction)?;
        }
        transaction.execute_batch(TABLES)?;
        transaction.execute_batch(RELATIONS)?;
        if found > 0 {
            old::take_over(&transaction)?;
        }
    }
    if found < 5 {
        transaction.execute_batch(ATTACHMENTS)?;
    }
    if found < 6 {
        transaction.execute_batch(SPOKEN)?;
        transaction.execute_batch(PREVIEWS)?;
    }
    if found >= 3 {
        transaction.execute_batch(FROM_6)?;
    }
    transaction.execute_batch(SEALED)?;
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    Ok(())
}

/// The schema that a file has; 0 for an empty one.
pub(super) fn version(db: &Connection) -> Result<i64, Trouble> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
