//! What the history as a whole has: for a start, and for a state that has lost something.

use rusqlite::Connection;

use super::reader::page;
use super::{Known, Survivors, Trouble, Truth, row};
use crate::model::{Message, Preview, State};
use crate::store::{AccountRecord, ConversationRecord, Free};
use crate::{AccountId, BareJid, ConversationId, ItemId, Timestamp};

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

/// Reads what a start can't do without: it is small.
pub(super) fn look_over(db: &Connection) -> Result<(), Trouble> {
    for sql in [
        "SELECT id, jid FROM account",
        "SELECT id, account, jid FROM conversation",
        "SELECT conversation, account, own, jid FROM purge",
    ] {
        let mut all = db.prepare(sql)?;
        let mut all = all.query([])?;
        while let Some(row) = all.next()? {
            row.get::<_, u32>(0)?;
        }
    }
    Ok(())
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
        flags: crate::store::Flags::default(),
        sealing: crate::store::Sealed::default(),
        left_out: std::collections::BTreeSet::new(),
        opted_out: None,
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
    Preview {
        at: message.sent_at.unwrap_or(Timestamp(message.id.at.0)),
        ..Preview::of(message)
    }
}

fn address(jid: &str) -> Result<BareJid, Trouble> {
    BareJid::new(jid).map_err(|error| Trouble::Broken(format!("{jid}: {error}")))
}
