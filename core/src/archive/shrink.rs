//! Giving the room of what was deleted back to the disk: step by step, so that whoever reads meanwhile waits
//! no longer than for a page.
//!
//! First the search index is written together: what it had of deleted messages goes. Then pages from the
//! end of the file move into its holes (`auto_vacuum = INCREMENTAL`), and the log, which has what was deleted
//! too, is emptied. Files that earlier programs made can't do that; they are written anew once, which
//! takes as long as it takes, and can from then on.

use rusqlite::Connection;

use super::Trouble;

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing was done yet.
    #[default]
    Begin,
    /// The search index is being written together.
    Words,
    /// Is the rest worth the work?
    Weigh,
    /// Pages move to the front.
    Pages,
    /// The whole file is to be written anew.
    Anew,
    /// The log is to be emptied.
    Log,
}

impl Stage {
    /// It can't be done inside a transaction.
    pub(super) fn is_alone(self) -> bool {
        matches!(self, Self::Anew | Self::Log)
    }
}

/// So many pages of the search index are written together at a time.
const WRITTEN: i64 = 128;

/// So many pages move at a time: a megabyte.
const MOVED: i64 = 256;

/// It is worth the work where a quarter of the file is empty …
const PART: i64 = 4;

/// … and at least a megabyte.
const LEAST: i64 = 256;

/// Does the next step; what comes after it, if anything.
pub(super) fn step(db: &Connection, stage: Stage) -> Result<Option<Stage>, Trouble> {
    Ok(match stage {
        Stage::Begin => Some(match write_together(db, -WRITTEN)? {
            true => Stage::Words,
            false => Stage::Weigh,
        }),
        Stage::Words => Some(match write_together(db, WRITTEN)? {
            true => Stage::Words,
            false => Stage::Weigh,
        }),
        Stage::Weigh => Some(weigh(db)?),
        Stage::Pages => {
            let sql = format!("PRAGMA incremental_vacuum({MOVED})");
            // It does its work row by row.
            let mut moved = db.prepare(&sql)?;
            let mut rows = moved.query([])?;
            while rows.next()?.is_some() {}
            Some(match number(db, "freelist_count")? {
                0 => Stage::Log,
                _ => Stage::Pages,
            })
        }
        Stage::Anew => {
            db.execute_batch("VACUUM")?;
            Some(Stage::Log)
        }
        Stage::Log => {
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            None
        }
    })
}

fn weigh(db: &Connection) -> Result<Stage, Trouble> {
    /// What the pragma says of a file that can give room back.
    const PIECEWISE: i64 = 2;
    let (free, all) = (number(db, "freelist_count")?, number(db, "page_count")?);
    Ok(match free >= LEAST && free >= all / PART {
        false => Stage::Log,
        true if number(db, "auto_vacuum")? == PIECEWISE => Stage::Pages,
        true => Stage::Anew,
    })
}

/// Writes some of the search index together; whether there was something to do. A negative number begins
/// it (FTS5, "The 'merge' Command").
fn write_together(db: &Connection, pages: i64) -> Result<bool, Trouble> {
    let changes = |db: &Connection| {
        let mut total = db.prepare_cached("SELECT total_changes()")?;
        total.query_row([], |row| row.get::<_, i64>(0))
    };
    let before = changes(db)?;
    db.prepare_cached("INSERT INTO words (words, rank) VALUES ('merge', ?1)")?
        .execute([pages])?;
    // The command counts as one change itself.
    Ok(changes(db)? - before >= 2)
}

fn number(db: &Connection, name: &str) -> Result<i64, Trouble> {
    Ok(db.pragma_query_value(None, name, |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: i64 = 3_000;

    /// A file with so much in it, most of which is deleted.
    fn emptied(db: &Connection) {
        db.execute_batch(
            "CREATE TABLE message (text TEXT);
             CREATE VIRTUAL TABLE words USING fts5(
                 text, content = '', contentless_delete = 1, detail = none);",
        )
        .unwrap();
        for number in 0..ROWS {
            let text = format!("word{number} {}", "and more ".repeat(300));
            db.execute("INSERT INTO message VALUES (?1)", [&text])
                .unwrap();
            let sql = "INSERT INTO words (rowid, text) VALUES (?1, ?2)";
            db.execute(sql, (number, &text)).unwrap();
        }
        for table in ["message", "words"] {
            let sql = format!("DELETE FROM {table} WHERE rowid % 10 <> 0");
            db.execute_batch(&sql).unwrap();
        }
    }

    #[test]
    fn room_goes_back_piece_by_piece() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")
            .unwrap();
        emptied(&db);
        let before = number(&db, "page_count").unwrap();
        let (mut stage, mut steps, mut seen) = (Stage::default(), 0, Vec::new());
        loop {
            let pages = number(&db, "page_count").unwrap();
            let next = step(&db, stage).unwrap();
            let left = number(&db, "page_count").unwrap();
            assert!(pages - left <= MOVED + 2, "{} at once", pages - left);
            seen.push(stage);
            steps += 1;
            assert!(steps < 1_000, "it comes to an end");
            match next {
                Some(next) => stage = next,
                None => break,
            }
        }
        seen.dedup();
        // Deleting much has the index written together already.
        seen.retain(|stage| *stage != Stage::Words);
        let whole = [Stage::Begin, Stage::Weigh, Stage::Pages, Stage::Log];
        assert_eq!(seen, whole);
        assert!(steps > 6, "{steps}");
        let left = number(&db, "page_count").unwrap();
        assert!(left < before / 4, "{left} of {before}");
        let found = |word: &str| {
            let sql = "SELECT count(*) FROM words WHERE words MATCH ?1";
            db.query_row(sql, [word], |row| row.get::<_, i64>(0))
                .unwrap()
        };
        assert_eq!((found("word10"), found("word11")), (1, 0));
        let sound: String = db
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sound, "ok");
        // Nothing is left to do.
        assert_eq!(step(&db, Stage::Weigh).unwrap(), Some(Stage::Log));
    }

    #[test]
    fn the_search_index_is_written_together_until_that_is_done() {
        let db = Connection::open_in_memory().unwrap();
        emptied(&db);
        for number in ROWS..ROWS + 3 {
            let sql = "INSERT INTO words (rowid, text) VALUES (?1, 'fresh')";
            db.execute(sql, [number]).unwrap();
        }
        assert_eq!(step(&db, Stage::Begin).unwrap(), Some(Stage::Words));
        let mut steps = 0;
        while step(&db, Stage::Words).unwrap() == Some(Stage::Words) {
            steps += 1;
            assert!(steps < 100, "it comes to an end");
        }
        assert_eq!(step(&db, Stage::Begin).unwrap(), Some(Stage::Weigh));
    }

    #[test]
    fn an_older_file_is_written_anew_and_can_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        emptied(&Connection::open(&path).unwrap());
        let db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")
            .unwrap();
        assert_eq!(step(&db, Stage::Weigh).unwrap(), Some(Stage::Anew));
        assert_eq!(step(&db, Stage::Anew).unwrap(), Some(Stage::Log));
        assert_eq!(number(&db, "auto_vacuum").unwrap(), 2);
    }
}
