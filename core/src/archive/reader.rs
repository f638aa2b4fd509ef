//! Answers questions about the history.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::row::{self, Place};
use super::{Found, Known, MAX_PAGE, Page, Read, Survivors, Trouble, Truth};
use crate::model::{Message, Preview, State};
use crate::store::{AccountRecord, ConversationRecord, Dedup, Free};
use crate::{AccountId, BareJid, ConversationId, Error, ItemId, Timestamp};

/// The first characters of a message that are shown in a list.
const PREVIEW: usize = 200;

/// Answers a question. Gives back what is wrong with the file, if something is.
pub(super) fn answer(db: &Connection, read: Read) -> Option<String> {
    match read {
        Read::Page {
            conversation,
            before,
            limit,
            answer,
        } => reply(turn_to(db, conversation, before, limit), answer),
        Read::Find {
            account,
            keys,
            answer,
        } => reply(find(db, account, &keys).map(|found| (found, true)), answer),
        Read::Get {
            conversation,
            item,
            answer,
        } => reply(get(db, conversation, item), answer),
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

fn page(
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
    let before = before.map(|item| Place::new(conversation, item));
    let (_, at, seq) = before.map_or((0, i64::MAX, i64::MAX), |place| place.params());
    let limit = limit.min(MAX_PAGE);
    let sql = format!(
        "SELECT {} FROM message WHERE conversation = ?1 AND (at, seq) < (?2, ?3)
            AND NOT EXISTS (SELECT 1 FROM purge WHERE conversation = ?1)
        ORDER BY at DESC, seq DESC LIMIT ?4",
        row::COLUMNS
    );
    let mut newest_first = db.prepare_cached(&sql)?;
    let rows = newest_first.query_map(params![conversation.0, at, seq, limit + 1], row::message)?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let sound = rows.iter().all(|row| row.sound);
    let mut items: Vec<_> = rows.into_iter().map(|row| row.message).collect();
    let older = items.len() > limit as usize;
    items.truncate(limit as usize);
    items.reverse();
    Ok((Page { items, older }, sound))
}

fn find(db: &Connection, account: AccountId, keys: &[Dedup]) -> Result<Option<Found>, Trouble> {
    let sql = "SELECT message.conversation, message.at, message.seq
        FROM dedup JOIN message USING (seq)
        WHERE account = ?1 AND kind = ?2 AND scope = ?3 AND id = ?4
            AND message.conversation NOT IN (SELECT conversation FROM purge)";
    let mut known = db.prepare_cached(sql)?;
    for key in keys {
        let (kind, scope, id) = row::dedup_columns(key);
        let found = known.query_row(params![account.0, kind, scope, id], |row| {
            Ok(Found {
                conversation: ConversationId(row.get(0)?),
                item: row::item(row.get(1)?, row.get(2)?),
            })
        });
        if let Some(found) = found.optional()? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn get(
    db: &Connection,
    conversation: ConversationId,
    item: ItemId,
) -> Result<(Option<Arc<Message>>, bool), Trouble> {
    let sql = format!(
        "SELECT {} FROM message WHERE conversation = ?1 AND at = ?2 AND seq = ?3",
        row::COLUMNS
    );
    let place = Place::new(conversation, item).params();
    let mut one = db.prepare_cached(&sql)?;
    let found = one.query_row(place, row::message).optional()?;
    let sound = found.as_ref().is_none_or(|row| row.sound);
    Ok((found.map(|row| row.message), sound))
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
        truth.pending.insert(place?);
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
