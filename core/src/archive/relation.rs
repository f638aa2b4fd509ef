//! What messages do to each other: corrections (XEP-0308), retractions (XEP-0424), reactions
//! (XEP-0444) and replies (XEP-0461).
//!
//! What changes another message is a row like any other: it is known again by its ids, has its place
//! in the archive's order, and gets as far as it gets. While its *subject* is here, it is hidden, and
//! the subject is what [`fold`] makes of it and of all that was done to it, in their order. So it does
//! not matter in which order things come in: going backwards through an archive, what changes a
//! message is met before the message.
//!
//! While its subject is not here, a correction is a message of its own, for nothing that was said
//! may be lost; and so is one that comes after the retraction. Whose relation counts is decided where
//! a subject is looked for: only its author corrects and retracts.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use waxwing_proto::sharing::MAX_SOURCES;

use super::fold::{self, Kind, Related};
use super::known::MAX_ID;
use super::row::{self, Read};
use super::{Doer, Trouble, attachment, detail, index, known, preview, spoken};
use crate::model::{Direction, Message};
use crate::store::{Dedup, sealing_of};
use crate::{AccountId, BareJid, ConversationId, Timestamp};

/// Corrections of a message that are kept, the newest; nobody reads more.
pub(super) const VERSIONS: usize = 100;

/// What one side felt about a message that is kept, the newest: the last of ours may come back, and
/// what is sent again after a lost session must be known.
const FEELINGS: usize = 8;

/// What all together felt about it, in the largest of rooms: the newest.
const MOST_FEELINGS: usize = 2_000;

/// Relations without words whose subject is not here, in a conversation: who speaks of what does not
/// exist fills no disk.
const ASTRAY: u32 = 1_000;

/// Answers that show anew what they answer, when that changes; those above are seen when they are
/// read again.
const ANSWERS: u32 = 50;

/// How far back a message with a mere id attribute is looked for.
const NEAR: u32 = 200;

/// Messages that were changed, as they were.
pub(super) type Touched = Vec<Read>;

/// What a message is called: a name of its author's, or one of the archive's.
#[derive(Clone, Copy)]
struct Sides<'a> {
    account: AccountId,
    own: &'a BareJid,
    with: &'a BareJid,
}

/// A message was written that may do something to another, or to which something was done before it
/// came.
pub(super) fn enter(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
    keys: &[Dedup],
    touched: &mut Touched,
) -> Result<(), Trouble> {
    let seq = message.id.seq;
    let rich = message.about.is_some()
        || message.reply.is_some()
        || message.spoiler.is_some()
        || message.retracted_at.is_some()
        || message.unstyled
        || message.author.is_some()
        || message.private.is_some()
        || message.moderated.is_some()
        || !message.attachments.is_empty()
        || !message.previews.is_empty();
    if rich {
        detail::put(db, message)?;
        spoken::put(db, conversation, message)?;
        attachment::put(db, conversation, message)?;
        preview::put(db, message)?;
    }
    let named = match (&message.about, &message.reply) {
        (Some(about), _) => Some((Kind::from(about.kind), about.of.as_str())),
        (None, Some(reply)) => Some((Kind::Reply, reply.of.as_str())),
        (None, None) => None,
    };
    let (mut root, mut astray) = (seq, false);
    if let Some((kind, of)) = named.filter(|(_, of)| of.len() <= MAX_ID) {
        let doer = Doer::from(message);
        let subject = subject(db, conversation, (kind, &doer), of, message.id.at)?;
        let subject = subject.filter(|subject| *subject != seq);
        let sql = "INSERT OR REPLACE INTO relation (seq, conversation, kind, outgoing, of, subject)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        db.prepare_cached(sql)?.execute(params![
            seq.cast_signed(),
            conversation.0,
            kind as u8,
            row::is_outgoing(message.direction),
            row::id_column(of),
            subject.map(u64::cast_signed),
        ])?;
        if let Some(subject) = subject.filter(|_| kind.stands_for_it()) {
            root = subject;
        }
        astray = subject.is_none();
    }
    if rich {
        mark(db, conversation, seq)?;
    }
    if astray {
        forget_astray(db, conversation)?;
    }
    let awaited = attach(db, conversation, message, (root, keys), touched)?;
    let changes = message.about.is_some();
    match of(db, seq)?.filter(|_| changes) {
        Some(subject) if subject != root => {
            settle(db, conversation, subject, touched)?;
        }
        Some(_) => return settle(db, conversation, root, touched),
        None => {}
    }
    match awaited {
        true => settle(db, conversation, root, touched),
        false => Ok(()),
    }
}

/// A message that is there was written once more.
pub(super) fn renew(
    db: &Connection,
    conversation: ConversationId,
    seq: u64,
    text: &str,
) -> Result<(), Trouble> {
    if detail::original(db, seq)?.is_some() {
        detail::keep_original(db, seq, text)?;
    }
    match has_relations(db, seq)? {
        true => settle(db, conversation, seq, &mut Vec::new()),
        false => Ok(()),
    }
}

/// A message that does something to another has another place or state: that is done anew.
pub(super) fn follow(db: &Connection, row: &Read, touched: &mut Touched) -> Result<(), Trouble> {
    if row.kind == row::PLAIN {
        return Ok(());
    }
    match of(db, row.message.id.seq)? {
        Some(subject) => settle(db, row.conversation, subject, touched),
        None => Ok(()),
    }
}

/// A message is about to go: nothing is left of what it did and of what was done to it.
pub(super) fn remove(db: &Connection, row: &Read) -> Result<Vec<u64>, Trouble> {
    let seq = row.message.id.seq.cast_signed();
    let sql = "SELECT seq FROM relation WHERE subject = ?1 AND kind <> ?2";
    let mut of = db.prepare_cached(sql)?;
    let of = of.query_map(params![seq, Kind::Reply as u8], |row| row.get::<_, i64>(0))?;
    let hidden: Vec<u64> = of
        .map(|seq| Ok(seq?.cast_unsigned()))
        .collect::<Result<_, Trouble>>()?;
    db.prepare_cached("DELETE FROM relation WHERE seq = ?1")?
        .execute([seq])?;
    db.prepare_cached("UPDATE relation SET subject = NULL WHERE subject = ?1")?
        .execute([seq])?;
    db.prepare_cached("DELETE FROM detail WHERE seq = ?1")?
        .execute([seq])?;
    attachment::forget(db, row.message.id.seq)?;
    preview::forget(db, row.message.id.seq)?;
    Ok(hidden)
}

/// The message that something is done to.
pub(super) fn of(db: &Connection, seq: u64) -> Result<Option<u64>, Trouble> {
    let sql = "SELECT subject FROM relation WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([seq.cast_signed()], |row| row.get::<_, Option<i64>>(0));
    Ok(found.optional()?.flatten().map(i64::cast_unsigned))
}

/// The message of a conversation that somebody names, if they may do that to it.
pub(super) fn subject(
    db: &Connection,
    conversation: ConversationId,
    (kind, by): (Kind, &Doer),
    of: &str,
    at: Timestamp,
) -> Result<Option<u64>, Trouble> {
    let Some((account, Some(own))) = known::owner(db, conversation)? else {
        return Ok(None);
    };
    let Some(with) = other_side(db, conversation)? else {
        return Ok(None);
    };
    let sides = Sides {
        account,
        own: &own,
        with: &with,
    };
    let authors: &[Direction] = match kind {
        Kind::Retraction if by.moderates => &[Direction::Incoming, Direction::Outgoing],
        Kind::Correction | Kind::Retraction | Kind::Place => std::slice::from_ref(&by.direction),
        Kind::Reaction | Kind::Reply => &[Direction::Incoming, Direction::Outgoing],
    };
    for author in authors {
        let names = names(sides, *author, of);
        // A room names what it takes back by the name that it has given.
        let most = if by.moderates { 1 } else { names.len() };
        for key in names.into_iter().take(most) {
            let mut found = known::candidates(db, sides.account, &key)?;
            found
                .retain(|one| one.conversation == conversation && one.message.direction == *author);
            // Some programs use an id again and again: the last before is meant.
            found.sort_by_key(|one| (one.message.id.at > at, std::cmp::Reverse(one.message.id)));
            for one in found {
                if may(db, (kind, by), &one)?
                    && let Some(subject) = root(db, &one)?
                {
                    return Ok(Some(subject));
                }
            }
        }
        if !by.moderates
            && let Some(found) = near(db, conversation, *author, of)?
            && may(db, (kind, by), &found)?
            && let Some(subject) = root(db, &found)?
        {
            return Ok(Some(subject));
        }
    }
    Ok(None)
}

/// Whether somebody may do this to a message.
fn may(db: &Connection, (kind, by): (Kind, &Doer), to: &Read) -> Result<bool, Trouble> {
    let author = spoken::author(db, to.message.id.seq)?;
    Ok(spoken::may(kind, by, &to.message, author.as_ref()))
}

/// What has a mere id attribute was not kept by it before schema 4: it is looked for among the
/// newest.
fn near(
    db: &Connection,
    conversation: ConversationId,
    author: Direction,
    of: &str,
) -> Result<Option<Read>, Trouble> {
    let sql = "SELECT seq FROM (SELECT seq, outgoing, origin_id, kind FROM message
            WHERE conversation = ?1 ORDER BY at DESC LIMIT ?2)
        WHERE outgoing = ?3 AND origin_id = ?4 AND kind < 2";
    let mut near = db.prepare_cached(sql)?;
    let outgoing = row::is_outgoing(author);
    let key = params![conversation.0, NEAR, outgoing, row::id_column(of)];
    let found = near.query_row(key, |row| row.get::<_, i64>(0)).optional()?;
    match found {
        Some(seq) => row::read(db, conversation, seq.cast_unsigned()),
        None => Ok(None),
    }
}

/// What is meant by who names this row: the row itself, or what it stands for.
fn root(db: &Connection, row: &Read) -> Result<Option<u64>, Trouble> {
    let seq = row.message.id.seq;
    if row.kind != row::HIDDEN {
        return Ok(Some(seq));
    }
    let sql = "SELECT subject FROM relation WHERE seq = ?1 AND kind IN (?2, ?3)";
    let mut one = db.prepare_cached(sql)?;
    let key = params![seq.cast_signed(), Kind::Correction as u8, Kind::Place as u8];
    let found = one.query_row(key, |row| row.get::<_, Option<i64>>(0));
    Ok(found.optional()?.flatten().map(i64::cast_unsigned))
}

fn names(sides: Sides<'_>, author: Direction, of: &str) -> [Dedup; 4] {
    let from = match author {
        Direction::Outgoing => sides.own,
        Direction::Incoming => sides.with,
    };
    let id = of.to_owned();
    [
        // Rooms have archives of their own, and name what is said in them.
        Dedup::Stanza {
            by: sides.with.clone(),
            id: id.clone(),
        },
        Dedup::Origin {
            from: from.clone(),
            id: id.clone(),
        },
        Dedup::Named {
            from: from.clone(),
            id: id.clone(),
        },
        Dedup::Stanza {
            by: sides.own.clone(),
            id,
        },
    ]
}

fn other_side(db: &Connection, conversation: ConversationId) -> Result<Option<BareJid>, Trouble> {
    let sql = "SELECT jid FROM conversation WHERE id = ?1";
    let mut one = db.prepare_cached(sql)?;
    let found = one.query_row([conversation.0], |row| row.get::<_, String>(0));
    Ok(found.optional()?.and_then(|jid| BareJid::new(&jid).ok()))
}

/// What waits for a message by one of its names is done to `root`; whether there was any.
fn attach(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
    (root, keys): (u64, &[Dedup]),
    touched: &mut Touched,
) -> Result<bool, Trouble> {
    let seq = message.id.seq;
    let mut awaited = false;
    let sql = "SELECT 1 FROM relation WHERE conversation = ?1 AND subject IS NULL";
    if !db.prepare_cached(sql)?.exists([conversation.0])? {
        return Ok(false);
    }
    let mut waiting = db.prepare_cached(
        "SELECT seq, kind, outgoing, coalesce((SELECT seal FROM message WHERE message.seq = relation.seq), 0)
        FROM relation WHERE conversation = ?1 AND of = ?2 AND subject IS NULL AND seq <> ?3",
    )?;
    let own = (!message.origin_id.is_empty()).then_some(message.origin_id.as_str());
    let named = keys.iter().map(|key| match key {
        Dedup::Stanza { id, .. } | Dedup::Origin { id, .. } | Dedup::Named { id, .. } => {
            id.as_str()
        }
    });
    for name in own.into_iter().chain(named) {
        let key = params![conversation.0, row::id_column(name), seq.cast_signed()];
        let found = waiting.query_map(key, |row| {
            let sealing = sealing_of(row.get(3)?);
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, sealing))
        })?;
        for one in found.collect::<Result<Vec<_>, _>>()? {
            let (relation, kind, outgoing, sealing): (i64, u8, bool, _) = one;
            let mut waits = Message {
                direction: row::direction(outgoing),
                sealing,
                ..Message::default()
            };
            waits.id.seq = relation.cast_unsigned();
            spoken::fill(db, &mut waits)?;
            let doer = Doer::from(&waits);
            let author = message.author.as_ref();
            let may = Kind::of(kind).is_some_and(|kind| spoken::may(kind, &doer, message, author));
            if may && relation.cast_unsigned() != root {
                db.prepare_cached("UPDATE relation SET subject = ?2 WHERE seq = ?1")?
                    .execute(params![relation, root.cast_signed()])?;
                awaited = true;
                if Kind::of(kind) == Some(Kind::Reply) {
                    touched.extend(row::read(db, conversation, relation.cast_unsigned())?);
                }
            }
        }
    }
    Ok(awaited)
}

fn has_relations(db: &Connection, seq: u64) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM relation WHERE subject = ?1";
    Ok(db.prepare_cached(sql)?.exists([seq.cast_signed()])?)
}

/// Makes a message what it is after all that was done to it.
pub(super) fn settle(
    db: &Connection,
    conversation: ConversationId,
    subject: u64,
    touched: &mut Touched,
) -> Result<(), Trouble> {
    let Some(before) = row::read(db, conversation, subject)? else {
        return Ok(());
    };
    adopt(db, conversation, subject, touched)?;
    prune(db, subject)?;
    let mut known = Message::clone(&before.message);
    spoken::fill(db, &mut known)?;
    let related = related(db, &known)?;
    if before.kind == row::GONE {
        // Nothing is said of it any more.
        return related.iter().try_for_each(|one| silence(db, one));
    }
    let original = detail::original(db, subject)?;
    let text = original.as_deref().unwrap_or(&before.message.text);
    let folded = fold::fold(text, &related);
    let text = folded.text.clone();
    match (&original, folded.retracted_at) {
        // What was taken back is gone, with all it ever said.
        (_, Some(_)) => detail::forget_words(db, subject)?,
        (None, None) if text != before.message.text => {
            detail::keep_original(db, subject, &before.message.text)?;
        }
        _ => {}
    }
    rewrite(db, &before, &text)?;
    for one in &related {
        let gone =
            folded.retracted_at.is_some() && !folded.refused.contains(&one.row.message.id.seq);
        if one.kind.stands_for_it() && gone {
            silence(db, one)?;
        }
        let refused = folded.refused.contains(&one.row.message.id.seq);
        let hidden = match one.kind {
            Kind::Reply => continue,
            Kind::Place if !refused && folded.retracted_at.is_none() => {
                attachment::place(db, conversation, before.message.id, &one.row)?
            }
            _ => !refused,
        };
        show(db, &one.row, hidden, touched)?;
    }
    mark(db, conversation, subject)?;
    if before.message.text != text {
        answers(db, conversation, subject, touched)?;
    }
    touched.push(before);
    Ok(())
}

/// Nothing is left of what somebody has said or told of a message that is gone.
fn silence(db: &Connection, one: &Related) -> Result<(), Trouble> {
    attachment::forget(db, one.row.message.id.seq)?;
    rewrite(db, &one.row, "")
}

/// What was done to a correction while it stood alone was done to what it corrects.
fn adopt(
    db: &Connection,
    conversation: ConversationId,
    subject: u64,
    touched: &mut Touched,
) -> Result<(), Trouble> {
    let sql = "SELECT DISTINCT one.seq FROM relation AS one JOIN relation AS other
        ON other.subject = one.seq WHERE one.subject = ?1 AND one.kind IN (?2, ?3)";
    let mut corrections = db.prepare_cached(sql)?;
    let key = params![
        subject.cast_signed(),
        Kind::Correction as u8,
        Kind::Place as u8
    ];
    let corrections = corrections.query_map(key, |row| row.get::<_, i64>(0))?;
    for correction in corrections.collect::<Result<Vec<_>, _>>()? {
        // Answers to it, too: whoever answers means what is seen.
        db.prepare_cached("UPDATE relation SET subject = ?2 WHERE subject = ?1 AND seq <> ?2")?
            .execute([correction, subject.cast_signed()])?;
        let correction = correction.cast_unsigned();
        if let (Some(now), Some(words)) = (
            row::read(db, conversation, correction)?,
            detail::original(db, correction)?,
        ) {
            rewrite(db, &now, &words)?;
            detail::drop_original(db, correction)?;
            touched.push(now);
        }
    }
    Ok(())
}

/// All that was done to a message, of which it is known who said it, in order.
pub(super) fn related(db: &Connection, subject: &Message) -> Result<Vec<Related>, Trouble> {
    let sql = format!(
        "SELECT {}, (SELECT kind FROM relation WHERE relation.seq = message.seq) FROM message
        WHERE seq IN (SELECT seq FROM relation WHERE subject = ?1 AND kind <> ?2)
        ORDER BY at, seq",
        row::COLUMNS
    );
    let mut all = db.prepare_cached(&sql)?;
    let key = params![subject.id.seq.cast_signed(), Kind::Reply as u8];
    let mut rows = all.query(key)?;
    let mut related = Vec::new();
    while let Some(found) = rows.next()? {
        if let Some(kind) = Kind::of(found.get(row::WIDTH)?) {
            let mut row = row::message(found)?;
            if kind == Kind::Correction {
                let spoiler = detail::spoiler(db, row.message.id.seq)?;
                Arc::make_mut(&mut row.message).spoiler = spoiler;
            }
            spoken::fill(db, Arc::make_mut(&mut row.message))?;
            let doer = Doer::from(row.message.as_ref());
            let author = row.message.author.as_ref();
            related.push(Related {
                kind,
                allowed: spoken::may(kind, &doer, subject, subject.author.as_ref()),
                who: author.map(spoken::identity).unwrap_or_default(),
                row,
            });
        }
    }
    Ok(related)
}

/// Forgets what is older than anybody looks for.
fn prune(db: &Connection, subject: u64) -> Result<(), Trouble> {
    let sql = "SELECT relation.seq, relation.kind, relation.outgoing,
            coalesce(nullif(occupant, ''), nullif(jid, ''), nick, '')
        FROM relation JOIN message USING (seq) LEFT JOIN spoken USING (seq)
            LEFT JOIN author ON author.id = spoken.author
        WHERE subject = ?1 AND relation.kind IN (?2, ?3, ?4) ORDER BY at DESC, relation.seq DESC";
    let mut all = db.prepare_cached(sql)?;
    let key = params![
        subject.cast_signed(),
        Kind::Correction as u8,
        Kind::Reaction as u8,
        Kind::Place as u8
    ];
    let all = all.query_map(key, |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, u8>(1)?,
            (row.get::<_, bool>(2)?, row.get::<_, String>(3)?),
        ))
    })?;
    let (mut versions, mut places, mut felt) = (0, 0, 0);
    let mut feelings: HashMap<(bool, String), usize> = HashMap::new();
    for one in all.collect::<Result<Vec<_>, _>>()? {
        let (seq, kind, who) = one;
        let too_many = match Kind::of(kind) {
            Some(Kind::Correction) => {
                versions += 1;
                versions > VERSIONS
            }
            Some(Kind::Place) => {
                places += 1;
                places > MAX_SOURCES
            }
            _ => {
                let count = feelings.entry(who).or_default();
                *count += 1;
                felt += 1;
                *count > FEELINGS || felt > MOST_FEELINGS
            }
        };
        if too_many {
            forget_row(db, seq)?;
        }
    }
    Ok(())
}

/// Relations that wait for a message that never comes.
fn forget_astray(db: &Connection, conversation: ConversationId) -> Result<(), Trouble> {
    let sql = "SELECT relation.seq FROM relation JOIN message USING (seq)
        WHERE relation.conversation = ?1 AND subject IS NULL AND message.kind = ?2
        ORDER BY relation.seq DESC LIMIT -1 OFFSET ?3";
    let mut all = db.prepare_cached(sql)?;
    let key = params![conversation.0, row::HIDDEN, ASTRAY];
    let all = all.query_map(key, |row| row.get::<_, i64>(0))?;
    for seq in all.collect::<Result<Vec<_>, _>>()? {
        forget_row(db, seq)?;
    }
    Ok(())
}

/// A hidden row goes; by its ids nothing is found any more.
fn forget_row(db: &Connection, seq: i64) -> Result<(), Trouble> {
    for table in [
        "relation",
        "detail",
        "attachment",
        "unstyled",
        "spoken",
        "preview",
        "milestone",
        "message",
    ] {
        let sql = format!("DELETE FROM {table} WHERE seq = ?1");
        db.prepare_cached(&sql)?.execute([seq])?;
    }
    Ok(())
}

/// Answers quote what they answer.
pub(super) fn answers(
    db: &Connection,
    conversation: ConversationId,
    subject: u64,
    touched: &mut Touched,
) -> Result<(), Trouble> {
    let sql =
        "SELECT seq FROM relation WHERE subject = ?1 AND kind = ?2 ORDER BY seq DESC LIMIT ?3";
    let mut all = db.prepare_cached(sql)?;
    let key = params![subject.cast_signed(), Kind::Reply as u8, ANSWERS];
    let all = all.query_map(key, |row| row.get::<_, i64>(0))?;
    for seq in all.collect::<Result<Vec<_>, _>>()? {
        touched.extend(row::read(db, conversation, seq.cast_unsigned())?);
    }
    Ok(())
}

/// Gives a message other words, where it has others.
fn rewrite(db: &Connection, before: &Read, text: &str) -> Result<(), Trouble> {
    // Words that were changed since this was read are not doubled.
    let now = row::read(db, before.conversation, before.message.id.seq)?;
    let Some(now) = now.filter(|now| now.message.text != text) else {
        return Ok(());
    };
    let mut message = Message::clone(&now.message);
    text.clone_into(&mut message.text);
    row::rewrite(db, &now, &message)?;
    index::forget(db, message.id.seq)?;
    index::enqueue(db, message.id.seq)
}

/// Lets a row be seen, or not.
fn show(db: &Connection, row: &Read, hidden: bool, touched: &mut Touched) -> Result<(), Trouble> {
    let kind = if hidden { row::HIDDEN } else { row::RICH };
    if row.kind == kind {
        return Ok(());
    }
    set_kind(db, row.message.id.seq, kind)?;
    index::forget(db, row.message.id.seq)?;
    index::enqueue(db, row.message.id.seq)?;
    touched.push(row.clone());
    Ok(())
}

/// Writes down whether there is more to a message than its words, and whether it is seen.
pub(super) fn mark(db: &Connection, conversation: ConversationId, seq: u64) -> Result<(), Trouble> {
    let sql = "SELECT relation.kind, subject, message.text = '' FROM relation
        JOIN message USING (seq) WHERE seq = ?1 AND message.conversation = ?2";
    let mut one = db.prepare_cached(sql)?;
    let key = params![seq.cast_signed(), conversation.0];
    let found = one.query_row(key, |row| {
        let subject: Option<i64> = row.get(1)?;
        Ok((
            row.get::<_, u8>(0)?,
            subject.is_some(),
            row.get::<_, bool>(2)?,
        ))
    });
    let kind = match found.optional()? {
        Some((kind, subject, empty)) => match Kind::of(kind) {
            Some(Kind::Reaction) => row::HIDDEN,
            Some(Kind::Correction | Kind::Place) if subject => row::HIDDEN,
            Some(Kind::Retraction) if subject || empty => row::HIDDEN,
            _ => row::RICH,
        },
        None if has_relations(db, seq)?
            || detail::is_there(db, seq)?
            || attachment::is_there(db, seq)?
            || spoken::is_there(db, seq)?
            || preview::is_there(db, seq)? =>
        {
            row::RICH
        }
        None => return Ok(()),
    };
    set_kind(db, seq, kind)
}

fn set_kind(db: &Connection, seq: u64, kind: u8) -> Result<(), Trouble> {
    db.prepare_cached("UPDATE message SET kind = ?2 WHERE seq = ?1 AND kind NOT IN (?2, ?3)")?
        .execute(params![seq.cast_signed(), kind, row::GONE])?;
    Ok(())
}

/// Does everything anew that stands in the tables of a file that was saved.
pub(super) fn mend(db: &Connection) -> Result<(), Trouble> {
    let sql = "SELECT seq, conversation FROM message WHERE seq IN (SELECT seq FROM relation)
        OR seq IN (SELECT seq FROM detail) OR seq IN (SELECT seq FROM spoken)
        OR seq IN (SELECT seq FROM preview)";
    let mut all = db.prepare(sql)?;
    let all = all.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, ConversationId(row.get(1)?)))
    })?;
    for one in all.collect::<Result<Vec<_>, _>>()? {
        mark(db, one.1, one.0.cast_unsigned())?;
    }
    let sql = "SELECT DISTINCT subject, conversation FROM relation WHERE subject IS NOT NULL";
    let mut all = db.prepare(sql)?;
    let all = all.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, ConversationId(row.get(1)?)))
    })?;
    for (subject, conversation) in all.collect::<Result<Vec<_>, _>>()? {
        settle(db, conversation, subject.cast_unsigned(), &mut Vec::new())?;
    }
    Ok(())
}
