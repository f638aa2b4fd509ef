//! The schema: which trees there are and what their keys mean. (Values have versions of their own.)

use super::database::{Database, Trouble};
use super::record::{self, Flaw, Value, Write};
use super::tree::Tree;

/// Each brings the database from the schema with the number of its place, counted from one, to the
/// next. They may be interrupted anywhere and begin again, and work in pieces.
const MIGRATIONS: [Migration; 0] = [];

type Migration = fn(&Database) -> Result<(), Trouble>;

/// The schema that this program reads and writes.
pub(super) const SCHEMA: u32 = 1 + MIGRATIONS.len() as u32;

/// Its key.
pub(super) const KEY: &[u8] = b"schema";
const VERSION: u8 = 1;

/// Whether [`run`] will change what there is.
pub(super) fn is_due(database: &Database) -> Result<bool, Trouble> {
    let found = database.get(Tree::Meta, KEY)?;
    Ok(found
        .map(|value| read(&value))
        .transpose()?
        .is_some_and(|found| found < SCHEMA))
}

/// Brings the database up to the present schema; one from the future is refused untouched. Says
/// whether it is new: then it has none until [`begin`].
pub(super) fn run(database: &Database) -> Result<bool, Trouble> {
    let Some(value) = database.get(Tree::Meta, KEY)? else {
        return Ok(true);
    };
    let found = read(&value)?;
    if found > SCHEMA {
        return Err(Flaw::TooNew.into());
    }
    for (schema, migrate) in (1..).zip(MIGRATIONS) {
        if schema >= found {
            migrate(database)?;
            set(database, schema + 1)?;
        }
    }
    Ok(false)
}

/// Gives a new database the present schema, durably, with everything applied before.
pub(super) fn begin(database: &Database) -> Result<(), Trouble> {
    set(database, SCHEMA)
}

/// Gives a database the schema of what was put into it, durably.
pub(super) fn set(database: &Database, schema: u32) -> Result<(), Trouble> {
    let write = Write::Put {
        tree: Tree::Meta,
        key: KEY.to_vec(),
        value: Value {
            version: VERSION,
            bytes: record::to_bytes(&schema)?,
        },
    };
    database.apply(&[write])?;
    database.barrier()
}

fn read(value: &Value) -> Result<u32, Flaw> {
    match value.version {
        VERSION => record::from_bytes(&value.bytes),
        _ => Err(Flaw::TooNew),
    }
}
