//! The search index: an FTS5 table that keeps no texts (they stand in the messages), filled a little
//! at a time while nobody asks for anything.
//!
//! A message is a *document* there, and documents are numbered backwards in time, so that the newest
//! hits come first without looking at any other, and so that a history that is fetched backwards
//! only ever adds at the end, which keeps the tables dense. The number is the distance in time from
//! the far future, in steps of 65 ms, or the next free one: small steps make a small index.

use rusqlite::{Connection, OptionalExtension, params};

use super::word::{self, Said};
use super::{Trouble, attachment};
use crate::{AccountId, ConversationId, Timestamp};

/// 2000-01-01, where the numbers end, and so many steps later, in 2142, where they begin.
const END: i64 = 946_684_800_000_000;
const SPAN: i64 = 1 << 36;

/// Microseconds of a step, as a shift.
const GRAIN: u32 = 16;

/// A message whose place moves by less than a minute keeps its number.
const NEAR: i64 = 60_000_000 >> GRAIN;

/// So many numbers are looked at together for a free one.
const STRETCH: i64 = 64;

/// The number for a message that stands there.
pub(super) fn free_doc(db: &Connection, at: Timestamp) -> Result<i64, Trouble> {
    let wanted = doc(at);
    let mut taken = db.prepare_cached("SELECT 1 FROM message WHERE doc = ?1")?;
    if !taken.exists([wanted])? {
        return Ok(wanted);
    }
    let (mut from, mut leap) = (wanted, STRETCH);
    while from < wanted + PUSHED / 2 {
        if let Some(free) = free_near(db, from)? {
            return Ok(free);
        }
        // Thousands at once: further and further away, so that it never takes long.
        from += leap;
        leap *= 2;
    }
    // Tens of thousands: anywhere among those, and only where all are taken behind them.
    for _ in 0..TRIES {
        let anywhere = i64::from(uuid::Uuid::new_v4().as_fields().0) % PUSHED;
        if let Some(free) = free_near(db, wanted + anywhere)? {
            return Ok(free);
        }
    }
    let sql = "SELECT doc + 1 FROM message AS one WHERE doc >= ?1
        AND NOT EXISTS (SELECT 1 FROM message WHERE doc = one.doc + 1) ORDER BY doc LIMIT 1";
    Ok(db.query_row(sql, [wanted], |row| row.get(0))?)
}

/// Places are looked for at random so often.
const TRIES: usize = 16;

/// The first free number of a stretch.
fn free_near(db: &Connection, from: i64) -> Result<Option<i64>, Trouble> {
    let sql = "SELECT doc FROM message WHERE doc >= ?1 ORDER BY doc LIMIT ?2";
    let mut next = db.prepare_cached(sql)?;
    let taken = next.query_map([from, STRETCH], |row| row.get::<_, i64>(0))?;
    let mut wanted = from;
    for doc in taken {
        if doc? > wanted {
            return Ok(Some(wanted));
        }
        wanted = wanted.saturating_add(1);
    }
    Ok((wanted < from.saturating_add(STRETCH)).then_some(wanted))
}

fn doc(at: Timestamp) -> i64 {
    let steps = at.0.saturating_sub(END) >> GRAIN;
    SPAN - steps.clamp(0, SPAN - 1)
}

/// Crowds at one time push documents so far back at most, as a rule: three days.
const PUSHED: i64 = 1 << 22;

/// The numbers between which the messages of a time stand, neither of them included. There are others
/// between them.
pub(super) fn bounds(since: Option<Timestamp>, until: Option<Timestamp>) -> (i64, i64) {
    let newest = until.map_or(0, |until| doc(until) - NEAR - 1);
    let oldest = since.map_or(i64::MAX, |since| doc(since) + NEAR + PUSHED);
    (newest, oldest)
}

/// What [`word::document`] makes of a message; stands in the file as its application id.
const EDITION: i64 = 2;

/// An index that another program has filled is filled anew, a little at a time.
pub(super) fn prepare(db: &mut Connection) -> Result<(), Trouble> {
    let found: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found == EDITION {
        return Ok(());
    }
    let transaction = db.transaction()?;
    transaction.execute_batch(
        "INSERT INTO words (words) VALUES ('delete-all');
        INSERT OR IGNORE INTO unindexed (seq) SELECT seq FROM message;",
    )?;
    transaction.pragma_update(None, "application_id", EDITION)?;
    transaction.commit()?;
    Ok(())
}

/// A message is to be found.
pub(super) fn enqueue(db: &Connection, seq: u64) -> Result<(), Trouble> {
    db.prepare_cached("INSERT OR IGNORE INTO unindexed (seq) VALUES (?1)")?
        .execute([seq.cast_signed()])?;
    Ok(())
}

/// A message is not to be found any more.
pub(super) fn forget(db: &Connection, seq: u64) -> Result<(), Trouble> {
    let waited = db
        .prepare_cached("DELETE FROM unindexed WHERE seq = ?1")?
        .execute([seq.cast_signed()])?;
    if waited == 0 {
        let sql = "DELETE FROM words WHERE rowid = (SELECT doc FROM message WHERE seq = ?1)";
        db.prepare_cached(sql)?.execute([seq.cast_signed()])?;
    }
    Ok(())
}

/// A message has got another place.
pub(super) fn follow(db: &Connection, seq: u64, at: Timestamp) -> Result<(), Trouble> {
    let sql = "SELECT doc FROM message WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let now = one.query_row([seq.cast_signed()], |row| row.get::<_, i64>(0));
    let far = |now: i64| now.abs_diff(doc(at)) > NEAR.unsigned_abs();
    if now.optional()?.is_some_and(far) {
        forget(db, seq)?;
        let sql = "UPDATE message SET doc = ?2 WHERE seq = ?1";
        db.prepare_cached(sql)?
            .execute(params![seq.cast_signed(), free_doc(db, at)?])?;
        enqueue(db, seq)?;
    }
    Ok(())
}

/// Makes some messages be found that wait for it; whether there may be more.
pub(super) fn catch_up(db: &Connection, portion: u32) -> Result<bool, Trouble> {
    let sql = "SELECT seq FROM unindexed LIMIT ?1";
    let mut waiting = db.prepare_cached(sql)?;
    let waiting = waiting.query_map([portion], |row| row.get::<_, i64>(0))?;
    let mut waiting = waiting.collect::<Result<Vec<_>, _>>()?;
    // The newest have the smallest numbers.
    waiting.reverse();
    put_in(db, &waiting)?;
    Ok(waiting.len() >= portion as usize)
}

/// Makes the messages be found that were stored last.
pub(super) fn catch_up_newest(db: &Connection, portion: u32) -> Result<(), Trouble> {
    let sql = "SELECT seq FROM unindexed ORDER BY seq DESC LIMIT ?1";
    let mut waiting = db.prepare_cached(sql)?;
    let waiting = waiting.query_map([portion], |row| row.get::<_, i64>(0))?;
    put_in(db, &waiting.collect::<Result<Vec<_>, _>>()?)
}

fn put_in(db: &Connection, waiting: &[i64]) -> Result<(), Trouble> {
    let words = attachment::WORDS;
    let sql = format!(
        "SELECT doc, {words}, conversation, account, outgoing,
            kind > 0 AND EXISTS (SELECT 1 FROM attachment WHERE attachment.seq = message.seq)
        FROM message LEFT JOIN conversation ON conversation.id = conversation
        WHERE seq = ?1 AND kind < 2"
    );
    let mut said = db.prepare_cached(&sql)?;
    let mut add =
        db.prepare_cached("INSERT OR REPLACE INTO words (rowid, text) VALUES (?1, ?2)")?;
    let mut done = db.prepare_cached("DELETE FROM unindexed WHERE seq = ?1")?;
    for seq in waiting {
        let mut found = said.query([seq])?;
        if let Some(row) = found.next()?
            && !row.get_ref(1)?.as_str().unwrap_or_default().is_empty()
        {
            let document = word::document(Said {
                text: row.get_ref(1)?.as_str().unwrap_or_default(),
                conversation: ConversationId(row.get(2)?),
                account: row.get::<_, Option<u32>>(3)?.map(AccountId),
                ours: row.get(4)?,
                file: row.get(5)?,
            });
            add.execute(params![row.get::<_, i64>(0)?, document])?;
        }
        done.execute([seq])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_of_one_moment_finds_room_and_stays_together() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE message (doc INTEGER NOT NULL UNIQUE) STRICT")
            .unwrap();
        let at = Timestamp(1_700_000_000_000_000);
        for _ in 0..30_000 {
            let free = free_doc(&db, at).unwrap();
            assert!(
                (doc(at)..doc(at) + PUSHED + STRETCH).contains(&free),
                "{free}"
            );
            db.execute("INSERT INTO message VALUES (?1)", [free])
                .unwrap();
        }
    }
}
