//! Answers questions about the history.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::page::TalkOutcome;
use super::row::{self, Read as Said};
use super::{Known, MAX_PAGE, Page, Read, Survivors, Trouble, Truth, known, search, settle, span};
use crate::model::{Message, Milestone, Preview, State};
use crate::store::{AccountRecord, ConversationRecord, Free};
use crate::{AccountId, BareJid, ConversationId, Error, ItemId, Timestamp};

/// The first characters of a message that are shown in a list.
const PREVIEW: usize = 200;

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
        Read::Find {
            account,
            keys,
            answer,
        } => reply(
            known::place(db, account, &keys).map(|found| (found, true)),
            answer,
        ),
        Read::Get {
            conversation,
            item,
            answer,
        } => reply(get(db, conversation, item), answer),
        Read::Spans {
            account,
            archive,
            answer,
        } => {
            let spans = span::load(db, account, &archive).map(|mut spans| {
                spans.reverse();
                (spans, true)
            });
            reply(spans, answer)
        }
        Read::Unread {
            conversation,
            read,
            answer,
        } => reply(
            unread(db, conversation, read).map(|count| (count, true)),
            answer,
        ),
        Read::Unsettled {
            account,
            read,
            answer,
        } => reply(
            unsettled(db, account, &read).map(|talks| (talks, true)),
            answer,
        ),
        Read::Milestones {
            conversation,
            item,
            answer,
        } => {
            let all = milestones(db, conversation, item).map(|all| (all, true));
            reply(all, answer)
        }
        Read::Waiting { answer } => reply(waiting(db).map(|count| (count, true)), answer),
        Read::Search { search, answer } => reply(search::search(db, &search), answer),
    }
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
        "SELECT {} FROM message WHERE conversation = ?1 AND {which}
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
    Ok(rows.collect::<Result<_, _>>()?)
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
    Ok((found.map(|row| row.message), sound))
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

/// How many messages of theirs stand behind a row.
pub(super) fn unread(
    db: &Connection,
    conversation: ConversationId,
    read: Option<ItemId>,
) -> Result<u32, Trouble> {
    let read = match read {
        Some(item) => stands(db, conversation, item)?,
        None => ItemId {
            at: Timestamp(i64::MIN),
            seq: 0,
        },
    };
    let seq = i64::try_from(read.seq).unwrap_or(i64::MAX);
    let sql = "SELECT count(*) FROM (SELECT 1 FROM message
        WHERE conversation = ?1 AND (at, seq) > (?2, ?3) AND outgoing = 0 LIMIT ?4)";
    let mut count = db.prepare_cached(sql)?;
    let bounds = params![conversation.0, read.at.0, seq, MAX_UNREAD];
    Ok(count.query_row(bounds, |row| row.get(0))?)
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

/// The last number of the journal that was taken in.
pub(super) fn applied(db: &Connection) -> Result<u64, Trouble> {
    let sql = "SELECT coalesce(max(applied), 0) FROM journal";
    Ok(db
        .query_row(sql, [], |row| row.get::<_, i64>(0))?
        .cast_unsigned())
}

/// The number for the next page.
pub(super) fn next_page(db: &Connection) -> Result<u64, Trouble> {
    let sql = "SELECT coalesce(max(page), 0) + 1 FROM unsettled";
    Ok(db
        .query_row(sql, [], |row| row.get::<_, i64>(0))?
        .cast_unsigned())
}

/// The first ids that nothing in the history has.
pub(super) fn free(db: &Connection) -> Result<Free, Trouble> {
    let sql = "SELECT
        (SELECT coalesce(max(seq), 0) FROM message),
        (SELECT coalesce(max(id), 0) FROM account),
        (SELECT max(coalesce((SELECT max(id) FROM conversation), 0),
                    coalesce((SELECT max(conversation) FROM purge), 0)))";
    let free = db.query_row(sql, [], |row| {
        Ok(Free {
            seq: row.get::<_, i64>(0)?.cast_unsigned().saturating_add(1),
            account: row.get::<_, u32>(1)?.saturating_add(1),
            conversation: row.get::<_, u32>(2)?.saturating_add(1),
        })
    });
    Ok(free?)
}

/// The accounts and conversations that are not among the known ones.
pub(super) fn survivors(db: &Connection, known: &Known) -> Result<Survivors, Trouble> {
    let mut survivors = Survivors::default();
    let mut accounts = db.prepare("SELECT id, jid FROM account ORDER BY id")?;
    let accounts = accounts.query_map([], |row| Ok((AccountId(row.get(0)?), row.get(1)?)))?;
    for (order, found) in (0..).zip(accounts) {
        let (id, jid): (AccountId, String) = found?;
        if !known.accounts.contains(&id) {
            survivors.accounts.push(account(id, address(&jid)?, order));
        }
    }
    let sql = "SELECT conversation.id, conversation.account, conversation.jid
        FROM conversation JOIN account ON account.id = conversation.account
        ORDER BY conversation.account, conversation.id";
    let mut conversations = db.prepare(sql)?;
    let conversations = conversations.query_map([], |row| {
        let (id, owner) = (ConversationId(row.get(0)?), AccountId(row.get(1)?));
        Ok((id, owner, row.get::<_, String>(2)?))
    })?;
    for found in conversations {
        let (id, owner, jid) = found?;
        if !known.conversations.contains(&id) && !known.removed.contains(&owner) {
            survivors
                .conversations
                .push(conversation(db, id, owner, address(&jid)?)?);
        }
    }
    Ok(survivors)
}

/// What became of everything.
pub(super) fn truth(db: &Connection) -> Result<Truth, Trouble> {
    let mut truth = Truth::default();
    let mut accounts = db.prepare("SELECT id FROM account")?;
    for id in accounts.query_map([], |row| row.get(0))? {
        truth.accounts.insert(AccountId(id?));
    }
    let waits = row::state_columns(&State::Pending).0;
    let mut pending = db.prepare("SELECT conversation, at, seq FROM message WHERE state = ?1")?;
    let places = pending.query_map([waits], |row| {
        Ok((
            ConversationId(row.get(0)?),
            row::item(row.get(1)?, row.get(2)?),
        ))
    })?;
    for place in places {
        let (conversation, item): (_, ItemId) = place?;
        truth.pending.insert((conversation, item.seq), item);
    }
    let mut conversations = db.prepare("SELECT id FROM conversation")?;
    for id in conversations.query_map([], |row| row.get(0))? {
        let id = ConversationId(id?);
        if let Some(newest) = page(db, id, None, 1)?.items.pop() {
            truth.newest.insert(id, preview(&newest));
        }
    }
    Ok(truth)
}

fn conversation(
    db: &Connection,
    id: ConversationId,
    account: AccountId,
    jid: BareJid,
) -> Result<ConversationRecord, Trouble> {
    let last = page(db, id, None, 1)?.items.pop();
    Ok(ConversationRecord {
        id,
        account,
        jid,
        unread: 0,
        read_upto: last.as_ref().map(|last| last.id),
        last: last.map(|last| preview(&last)),
        known: true,
        reading: crate::store::Reading::default(),
    })
}

fn account(id: AccountId, jid: BareJid, order: u32) -> AccountRecord {
    AccountRecord {
        id,
        jid,
        settings: crate::model::ConnectSettings::default(),
        presence: crate::model::OwnPresence::default(),
        enabled: true,
        order,
        roster_version: String::new(),
        colour: None,
    }
}

fn preview(message: &Message) -> Preview {
    let line = message.text.lines().next().unwrap_or_default();
    Preview {
        text: line.chars().take(PREVIEW).collect(),
        at: message.sent_at.unwrap_or(Timestamp(message.id.at.0)),
        direction: message.direction,
        state: message.state.clone(),
    }
}

fn address(jid: &str) -> Result<BareJid, Trouble> {
    BareJid::new(jid).map_err(|error| Trouble::Broken(format!("{jid}: {error}")))
}
