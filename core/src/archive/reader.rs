//! Answers questions about the history.

use std::collections::HashSet;
use std::sync::Arc;

use jid::BareJid;
use rusqlite::{Connection, OptionalExtension, params};

use super::fold::Kind;
use super::page::TalkOutcome;
use super::row::{self, Read as Said};
use super::{
    Doer, MAX_PAGE, Page, Read, Trouble, attachment, detail, extent, known, relation, sealed,
    search, settle, span,
};
use crate::model::{Author, ChangeKind, Message, Milestone, State};
use crate::{AccountId, ConversationId, Error, ItemId, Timestamp};

/// Nobody counts further than this, and it need not be counted again with every page.
const MAX_UNREAD: u32 = 10_000;

/// Answers a question. Gives back what is wrong with the file, if something is.
pub(super) fn answer(db: &Connection, read: Read) -> Option<String> {
    match read {
        Read::Page {
            conversation,
            before,
            limit,
            answer,
        } => reply(turn_to(db, conversation, before, limit), answer),
        Read::After {
            conversation,
            after,
            limit,
            answer,
        } => reply(turn_on(db, conversation, after, limit), answer),
        Read::Around {
            conversation,
            at,
            limit,
            answer,
        } => reply(around(db, conversation, at, limit), answer),
        Read::Get {
            conversation,
            item,
            answer,
        } => reply(get(db, conversation, item), answer),
        Read::Search { search, answer } => reply(search::search(db, &search), answer),
        other => answer_other(db, other),
    }
}

/// Questions about what has no sum of its own.
fn answer_other(db: &Connection, read: Read) -> Option<String> {
    match read {
        Read::Find {
            account,
            keys,
            answer,
        } => reply(sound(known::place(db, account, &keys)), answer),
        Read::Again {
            account,
            key,
            item,
            answer,
        } => reply(sound(known::is_again(db, account, &key, item)), answer),
        Read::Spans {
            account,
            archive,
            answer,
        } => {
            let newest_first = |spans: Vec<_>| spans.into_iter().rev().collect();
            let spans = span::load(db, account, &archive).map(newest_first);
            reply(sound(spans), answer)
        }
        Read::Unread {
            conversation,
            read,
            except,
            answer,
        } => {
            let left = unread_but(db, (conversation, read), &except);
            reply(sound(left), answer)
        }
        Read::Failed {
            conversation,
            answer,
        } => reply(sound(failed(db, conversation)), answer),
        Read::Extent {
            conversation,
            answer,
        } => reply(sound(extent::extent(db, conversation)), answer),
        Read::Unsettled {
            account,
            read,
            answer,
        } => reply(sound(unsettled(db, account, &read)), answer),
        Read::Milestones {
            conversation,
            item,
            answer,
        } => reply(sound(milestones(db, conversation, item)), answer),
        Read::Count {
            conversation,
            stretch,
            answer,
        } => reply(sound(extent::count(db, conversation, &stretch)), answer),
        Read::Waiting { answer } => reply(sound(waiting(db)), answer),
        Read::Sealed {
            account,
            except,
            limit,
            answer,
        } => reply(sound(sealed::waiting(db, account, &except, limit)), answer),
        Read::Subject {
            conversation,
            by,
            kind,
            of,
            answer,
        } => reply(subject(db, conversation, &by, (kind, &of)), answer),
        Read::Versions {
            conversation,
            item,
            answer,
        } => reply(sound(detail::versions(db, conversation, item.seq)), answer),
        Read::Answers {
            conversation,
            item,
            answer,
        } => reply(sound(answers(db, conversation, item.seq)), answer),
        Read::Gallery { filter, answer } => reply(sound(attachment::gallery(db, &filter)), answer),
        Read::ByHash { sha256, answer } => reply(sound(attachment::by_hash(db, &sha256)), answer),
        Read::Moving { answer } => reply(sound(attachment::moving(db)), answer),
        _ => None,
    }
}

fn sound<T>(found: Result<T, Trouble>) -> Result<(T, bool), Trouble> {
    found.map(|found| (found, true))
}

type Asker<T> = tokio::sync::oneshot::Sender<Result<T, Error>>;

/// Answers with what was found, also where a part of it is not what was written.
fn reply<T>(outcome: Result<(T, bool), Trouble>, asker: Asker<T>) -> Option<String> {
    let (answer, broken) = match outcome {
        Ok((found, true)) => (Ok(found), None),
        Ok((found, false)) => (Ok(found), Some("a message with a wrong sum".to_owned())),
        Err(Trouble::Broken(how)) => {
            let error = Error::from(Trouble::Broken(how.clone()));
            (Err(error), Some(how))
        }
        Err(trouble) => (Err(Error::from(trouble)), None),
    };
    let _ = asker.send(answer);
    broken
}

/// The newest items of a conversation, or those before one.
pub(super) fn page(
    db: &Connection,
    conversation: ConversationId,
    before: Option<ItemId>,
    limit: u32,
) -> Result<Page, Trouble> {
    Ok(turn_to(db, conversation, before, limit)?.0)
}

/// A page, and whether all of it is what was written.
fn turn_to(
    db: &Connection,
    conversation: ConversationId,
    before: Option<ItemId>,
    limit: u32,
) -> Result<(Page, bool), Trouble> {
    let behind = ItemId {
        at: Timestamp(i64::MAX),
        seq: i64::MAX.unsigned_abs(),
    };
    let before = before.unwrap_or(behind);
    let limit = limit.min(MAX_PAGE);
    let rows = rows(
        db,
        conversation,
        "(at, seq) < (?2, ?3)",
        "DESC",
        (before, limit),
    )?;
    let (items, older, sound) = cut(rows, limit);
    let page = Page {
        items: items.into_iter().rev().collect(),
        older,
        newer: before != behind,
    };
    Ok((page, sound))
}

/// The items after one, and whether all of it is what was written.
fn turn_on(
    db: &Connection,
    conversation: ConversationId,
    after: ItemId,
    limit: u32,
) -> Result<(Page, bool), Trouble> {
    let limit = limit.min(MAX_PAGE);
    let rows = rows(
        db,
        conversation,
        "(at, seq) > (?2, ?3)",
        "ASC",
        (after, limit),
    )?;
    let (items, newer, sound) = cut(rows, limit);
    let page = Page {
        items,
        older: true,
        newer,
    };
    Ok((page, sound))
}

/// The items around a time: half of them before it.
fn around(
    db: &Connection,
    conversation: ConversationId,
    at: Timestamp,
    limit: u32,
) -> Result<(Page, bool), Trouble> {
    let limit = limit.min(MAX_PAGE);
    let there = ItemId { at, seq: 0 };
    let after = rows(
        db,
        conversation,
        "(at, seq) >= (?2, ?3)",
        "ASC",
        (there, limit - limit / 2),
    )?;
    let (after, newer, sound) = cut(after, limit - limit / 2);
    let room = limit.saturating_sub(after.len() as u32);
    let (before, all) = turn_to(db, conversation, Some(there), room)?;
    let page = Page {
        items: before.items.into_iter().chain(after).collect(),
        older: before.older,
        newer,
    };
    Ok((page, sound && all))
}

/// One more than asked for, where there is one.
fn rows(
    db: &Connection,
    conversation: ConversationId,
    which: &str,
    order: &str,
    (from, limit): (ItemId, u32),
) -> Result<Vec<Said>, Trouble> {
    let sql = format!(
        "SELECT {} FROM message WHERE conversation = ?1 AND {which} AND kind < 2
            AND NOT EXISTS (SELECT 1 FROM purge WHERE conversation = ?1)
        ORDER BY at {order}, seq {order} LIMIT ?4",
        row::COLUMNS
    );
    let mut rows = db.prepare_cached(&sql)?;
    let seq = from.seq.cast_signed();
    let rows = rows.query_map(
        params![conversation.0, from.at.0, seq, limit + 1],
        row::message,
    )?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(|row| detail::whole(db, row)).collect()
}

/// The items, whether there are more than so many, and whether all are what was written.
fn cut(rows: Vec<Said>, limit: u32) -> (Vec<Arc<Message>>, bool, bool) {
    let sound = rows.iter().all(|row| row.sound);
    let more = rows.len() > limit as usize;
    let items = rows.into_iter().take(limit as usize);
    (items.map(|row| row.message).collect(), more, sound)
}

fn get(
    db: &Connection,
    conversation: ConversationId,
    item: ItemId,
) -> Result<(Option<Arc<Message>>, bool), Trouble> {
    let found = row::read(db, conversation, item.seq)?;
    let sound = found.as_ref().is_none_or(|row| row.sound);
    let whole = found.map(|row| detail::whole(db, row)).transpose()?;
    Ok((whole.map(|row| row.message), sound))
}

/// The newest messages that answer one.
fn answers(
    db: &Connection,
    conversation: ConversationId,
    seq: u64,
) -> Result<Vec<Arc<Message>>, Trouble> {
    let mut found = Vec::new();
    relation::answers(db, conversation, seq, &mut found)?;
    let whole = found
        .into_iter()
        .map(|row| Ok(detail::whole(db, row)?.message));
    whole.collect()
}

/// The message that somebody names, if they may do that to it.
fn subject(
    db: &Connection,
    conversation: ConversationId,
    by: &Doer,
    (kind, of): (Option<ChangeKind>, &str),
) -> Result<(Option<Arc<Message>>, bool), Trouble> {
    let kind = kind.map_or(Kind::Reply, Kind::from);
    let behind = Timestamp(i64::MAX);
    match relation::subject(db, conversation, (kind, by), of, behind)? {
        Some(seq) => {
            let at = Timestamp::default();
            get(db, conversation, ItemId { at, seq })
        }
        None => Ok((None, true)),
    }
}

/// What failed in a conversation.
fn failed(db: &Connection, conversation: ConversationId) -> Result<Vec<ItemId>, Trouble> {
    let sql = "SELECT at, seq FROM message WHERE conversation = ?1 AND state = ?2 AND kind < 2
        ORDER BY at, seq";
    let state = State::Failed {
        condition: String::new(),
        text: String::new(),
    };
    let (state, _, _) = row::state_columns(&state);
    let mut all = db.prepare_cached(sql)?;
    let all = all.query_map(params![conversation.0, state], |row| {
        Ok(ItemId {
            at: Timestamp(row.get(0)?),
            seq: row.get::<_, i64>(1)?.cast_unsigned(),
        })
    })?;
    Ok(all.collect::<Result<_, _>>()?)
}

/// Where a row stands now; where it stood, if it is gone.
pub(super) fn stands(
    db: &Connection,
    conversation: ConversationId,
    item: ItemId,
) -> Result<ItemId, Trouble> {
    let sql = "SELECT at FROM message WHERE seq = ?1 AND conversation = ?2";
    let mut one = db.prepare_cached(sql)?;
    let at = one.query_row(params![item.seq.cast_signed(), conversation.0], |row| {
        row.get(0)
    });
    Ok(at.optional()?.map_or(item, |at| ItemId {
        at: Timestamp(at),
        ..item
    }))
}

/// Where a row stands by now, as its columns; before all of them where there is none.
fn behind(
    db: &Connection,
    conversation: ConversationId,
    read: Option<ItemId>,
) -> Result<(i64, i64), Trouble> {
    let Some(item) = read else {
        return Ok((i64::MIN, 0));
    };
    let item = stands(db, conversation, item)?;
    Ok((item.at.0, i64::try_from(item.seq).unwrap_or(i64::MAX)))
}

/// How many messages of theirs stand behind a row.
pub(super) fn unread(
    db: &Connection,
    conversation: ConversationId,
    read: Option<ItemId>,
) -> Result<u32, Trouble> {
    let (at, seq) = behind(db, conversation, read)?;
    let sql = "SELECT count(*) FROM (SELECT 1 FROM message
        WHERE conversation = ?1 AND (at, seq) > (?2, ?3) AND outgoing = 0 AND kind < 2 LIMIT ?4)";
    let mut count = db.prepare_cached(sql)?;
    let bounds = params![conversation.0, at, seq, MAX_UNREAD];
    Ok(count.query_row(bounds, |row| row.get(0))?)
}

/// The same without what some have said.
fn unread_but(
    db: &Connection,
    (conversation, read): (ConversationId, Option<ItemId>),
    except: &[Author],
) -> Result<u32, Trouble> {
    if except.is_empty() {
        return unread(db, conversation, read);
    }
    let sql = "SELECT id, nick, occupant, jid FROM author WHERE conversation = ?1";
    let mut authors = db.prepare_cached(sql)?;
    let authors = authors.query_map([conversation.0], |row| {
        let jid: String = row.get(3)?;
        let author = Author {
            nick: row.get(1)?,
            occupant_id: row.get(2)?,
            jid: BareJid::new(&jid).ok(),
        };
        Ok((row.get::<_, i64>(0)?, author))
    })?;
    let mut ignored = HashSet::new();
    for one in authors {
        let (id, author) = one?;
        if except.iter().any(|other| other.is(&author)) {
            ignored.insert(id);
        }
    }
    let (at, seq) = behind(db, conversation, read)?;
    let sql = "SELECT author FROM message LEFT JOIN spoken USING (seq)
        WHERE conversation = ?1 AND (at, message.seq) > (?2, ?3) AND outgoing = 0 AND kind < 2";
    let mut said = db.prepare_cached(sql)?;
    let bounds = params![conversation.0, at, seq];
    let said = said.query_map(bounds, |row| row.get::<_, Option<i64>>(0))?;
    let mut count = 0;
    for author in said {
        let heard = author?.is_none_or(|author| !ignored.contains(&author));
        count += u32::from(heard);
        if count >= MAX_UNREAD {
            break;
        }
    }
    Ok(count)
}

/// What the list should show of the conversations whose counters don't know of the last pages.
fn unsettled(
    db: &Connection,
    account: AccountId,
    read: &std::collections::HashMap<ConversationId, ItemId>,
) -> Result<Vec<TalkOutcome>, Trouble> {
    let sql = "SELECT conversation, read FROM unsettled WHERE account = ?1";
    let mut all = db.prepare_cached(sql)?;
    let all = all.query_map([account.0], |row| {
        let told: Option<i64> = row.get(1)?;
        Ok((ConversationId(row.get(0)?), told.map(i64::cast_unsigned)))
    })?;
    let all = all.collect::<Result<Vec<_>, _>>()?;
    let talks = all.into_iter().map(|(conversation, told)| {
        settle::talk(db, conversation, read.get(&conversation).copied(), told)
    });
    talks.collect()
}

/// How many messages can't be found yet.
fn waiting(db: &Connection) -> Result<u32, Trouble> {
    let sql = "SELECT count(*) FROM unindexed";
    Ok(db.query_row(sql, [], |row| row.get(0))?)
}

fn milestones(
    db: &Connection,
    conversation: ConversationId,
    item: ItemId,
) -> Result<Vec<Milestone>, Trouble> {
    let sql = "SELECT stage, at, place, detail FROM milestone
        WHERE seq = (SELECT seq FROM message WHERE seq = ?1 AND conversation = ?2)
        ORDER BY at, stage, place";
    let mut all = db.prepare_cached(sql)?;
    let key = params![item.seq.cast_signed(), conversation.0];
    let mut found = all.query(key)?;
    let mut milestones = Vec::new();
    while let Some(row) = found.next()? {
        if let Some(stage) = row::stage(row.get(0)?) {
            milestones.push(Milestone {
                stage,
                at: Timestamp(row.get(1)?),
                place: row.get(2)?,
                detail: row.get(3)?,
            });
        }
    }
    Ok(milestones)
}
