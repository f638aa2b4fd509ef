//! What a profile keeps, looked at from outside.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// The history of a profile, to be read only.
///
/// # Errors
/// When it is not there.
pub(crate) fn open(profile: &Path) -> rusqlite::Result<Connection> {
    let file = profile.join("archive.db");
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// The texts of all messages in it, sorted.
///
/// # Errors
/// When it can't be read.
pub(crate) fn texts(profile: &Path) -> rusqlite::Result<Vec<String>> {
    let db = open(profile)?;
    let mut statement = db.prepare("SELECT text FROM message")?;
    let texts = statement.query_map([], |row| row.get(0))?;
    let mut texts: Vec<String> = texts.collect::<rusqlite::Result<_>>()?;
    texts.sort_unstable();
    Ok(texts)
}
