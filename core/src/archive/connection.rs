//! Opening the file of the history, and what to do where it is broken.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{index, rebuild, schema, survey};
use crate::Error;
use crate::store::{Faults, Free, profile};

/// Why the archive can't be used.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A newer Waxwing wrote it.
    TooNew,
    /// The file is broken: how.
    Broken(String),
    /// The system refused something: in its words.
    Failed(Error),
}

/// What came of the opening.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The first ids that nothing in the history has.
    pub(crate) free: Free,
    /// The last number of the journal that it has taken in.
    pub(crate) applied: u64,
    /// The number of the next page of an archive.
    pub(crate) pages: u64,
    /// Where a broken history was moved to.
    pub(crate) moved_to: Option<PathBuf>,
}

const FILE: &str = "archive.db";

/// The file beside it that says: something in there could not be read, look closely next time.
const SUSPECT: &str = ".suspect";

/// What belongs to the database file: its log and the log's index.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// `FULL`: what is committed survives a power cut, for the journal forgets it then. 4 MiB of cache. A new
/// file can give room back piece by piece; that has to be said before anything is in it.
const SETTINGS: &str = "
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -4096;
PRAGMA cache_spill = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = 4194304;
";

/// Of who only reads: a few megabytes of the file are looked at through the system's own cache, as
/// a cache of its own would be thrown away with every page of messages that comes in.
const READING: &str = "
PRAGMA query_only = ON;
PRAGMA cache_size = -1024;
PRAGMA temp_store = MEMORY;
";

/// Prepared statements kept: more than there are.
const STATEMENTS: usize = 96;

/// Opens the history of a profile; a broken one is moved aside and begun anew.
pub(super) fn open(profile: &Path) -> Result<(Connection, Opened), Error> {
    let path = profile.join(FILE);
    match open_file(&path) {
        Ok(open) => Ok(open),
        Err(Trouble::Broken(how)) => {
            tracing::error!(how, "the history is broken");
            let moved_to = move_aside(&path)?;
            let (mut db, mut opened) = open_file(&path)?;
            match rebuild::salvage(&mut db, &moved_to) {
                Ok(messages) => tracing::warn!(messages, "taken over from the broken history"),
                Err(trouble) => tracing::warn!(?trouble, "nothing taken over"),
            }
            opened.free = survey::free(&db)?;
            opened.moved_to = Some(moved_to);
            Ok((db, opened))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// Opens the history of a profile beside the connection that writes it.
pub(super) fn open_to_read(profile: &Path) -> Result<Connection, Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(profile.join(FILE), flags)?;
    db.execute_batch(READING)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(db)
}

/// Tells that the history failed, and remembers it for the next start where the file is to blame.
pub(super) fn report(profile: &Path, faults: &mut Faults, trouble: Trouble) {
    if matches!(trouble, Trouble::Broken(_)) {
        suspect(profile);
    }
    let error = Error::from(trouble);
    tracing::error!(%error, "the history failed");
    faults.tell(error);
}

/// Remembers for the next start that something could not be read.
pub(super) fn suspect(profile: &Path) {
    let marker = profile::with_suffix(&profile.join(FILE), SUSPECT);
    let _ = profile::private_file(&marker, false);
}

fn open_file(path: &Path) -> Result<(Connection, Opened), Trouble> {
    if !path.exists() {
        make(path).map_err(|error| Trouble::Failed(profile::failed(path, &error)))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.execute_batch(SETTINGS)?;
    // Else each statement with a bound `LIMIT` is made anew whenever that is bound.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    schema::prepare(&mut db)?;
    index::prepare(&mut db)?;
    let marker = profile::with_suffix(path, SUSPECT);
    if marker.exists() {
        let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if found != "ok" {
            return Err(Trouble::Broken(found));
        }
        if !rebuild::is_sound(&db)? {
            return Err(Trouble::Broken("a message with a wrong sum".to_owned()));
        }
        let _ = fs::remove_file(&marker);
    }
    survey::look_over(&db)?;
    let opened = Opened {
        free: survey::free(&db)?,
        applied: survey::applied(&db)?,
        pages: survey::next_page(&db)?,
        moved_to: None,
    };
    Ok((db, opened))
}

/// How large the history is.
pub(super) fn size(profile: &Path) -> u64 {
    fs::metadata(profile.join(FILE)).map_or(0, |file| file.len())
}

/// Makes an empty file, closed to others: the companions take its mode over.
fn make(path: &Path) -> std::io::Result<()> {
    profile::private_file(path, true)?.sync_all()?;
    path.parent().map_or(Ok(()), profile::sync_directory)
}

fn move_aside(path: &Path) -> Result<PathBuf, Error> {
    let moved_to = profile::move_aside(path)?;
    for companion in COMPANIONS {
        let from = profile::with_suffix(path, companion);
        if from.exists() {
            let to = profile::with_suffix(&moved_to, companion);
            fs::rename(&from, to).map_err(|error| profile::failed(&from, &error))?;
        }
    }
    let _ = fs::remove_file(profile::with_suffix(path, SUSPECT));
    Ok(moved_to)
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // A statement that makes no sense to it: a table is missing or another one.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown) => {
                Self::Broken(error.to_string())
            }
            Some(_) => Self::Failed(Error::Store(error.to_string())),
            // Not SQLite's own: a column or a table is not what it was made to be.
            None => Self::Broken(error.to_string()),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::TooNew => Self::ProfileTooNew,
            Trouble::Broken(how) => Self::Damaged(how),
            Trouble::Failed(error) => error,
        }
    }
}
