//! The stretches of each archive that are here without a gap.

use rusqlite::{Connection, Row, params};

use super::Trouble;
use super::page::{Mark, Span, SpanId};
use super::place::Merged;
use crate::{AccountId, BareJid, Timestamp};

/// All of an archive, oldest first.
pub(super) fn load(
    db: &Connection,
    account: AccountId,
    archive: &BareJid,
) -> Result<Vec<Span>, Trouble> {
    let sql = "SELECT id, oldest, oldest_at, newest, newest_at, whole FROM span
        WHERE account = ?1 AND archive = ?2 ORDER BY oldest_at";
    let mut all = db.prepare_cached(sql)?;
    let spans = all.query_map(params![account.0, archive.as_str()], span)?;
    Ok(spans.collect::<Result<_, _>>()?)
}

fn span(row: &Row<'_>) -> rusqlite::Result<Span> {
    Ok(Span {
        id: SpanId(row.get(0)?),
        oldest: Mark {
            id: row.get(1)?,
            at: Timestamp(row.get(2)?),
        },
        newest: Mark {
            id: row.get(3)?,
            at: Timestamp(row.get(4)?),
        },
        whole: row.get(5)?,
    })
}

/// Keeps what a page has made of the spans.
pub(super) fn store(
    db: &Connection,
    account: AccountId,
    archive: &BareJid,
    merged: &Merged,
) -> Result<(), Trouble> {
    for joined in &merged.joined {
        db.prepare_cached("DELETE FROM span WHERE id = ?1")?
            .execute([joined.0])?;
    }
    let sql = "INSERT INTO span (id, account, archive, oldest, oldest_at, newest, newest_at, whole)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (id) DO UPDATE SET oldest = ?4, oldest_at = ?5, newest = ?6, newest_at = ?7,
            whole = ?8";
    db.prepare_cached(sql)?.execute(params![
        merged.id.map(|id| id.0),
        account.0,
        archive.as_str(),
        merged.oldest.id,
        merged.oldest.at.0,
        merged.newest.id,
        merged.newest.at.0,
        merged.whole,
    ])?;
    Ok(())
}

/// A bound of a span has got another place.
pub(super) fn shift(
    db: &Connection,
    account: AccountId,
    from: i64,
    to: i64,
) -> Result<(), Trouble> {
    let sql = "UPDATE span SET oldest_at = ?3 WHERE account = ?1 AND oldest_at = ?2";
    db.prepare_cached(sql)?
        .execute(params![account.0, from, to])?;
    let sql = "UPDATE span SET newest_at = ?3 WHERE account = ?1 AND newest_at = ?2";
    db.prepare_cached(sql)?
        .execute(params![account.0, from, to])?;
    Ok(())
}
