//! Takes a page of an archive in: every row gets its place in the archive's order, what was here
//! already is settled and not doubled, what was said about messages is applied, and the spans grow
//! and join. One transaction: a crash leaves the page out whole, and it is asked for again.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, params};

use super::foretold::{self, Kind, Notice};
use super::page::{
    ArchivePage, Archived, ArchivedRow, Beside, PageOutcome, PagePlace, TalkOutcome,
};
use super::row::Read;
use super::{
    Trouble, attachment, detail, index, known, place, reader, relation, room, row, span, writer,
};
use crate::model::{Direction, Message, Milestone, Stage, State};
use crate::store::Dedup;
use crate::{ConversationId, ItemId, Timestamp};

/// What was stored in a conversation since a page was asked for. The `+` keeps the index of places out
/// of it: few rows are that new, and a conversation may have a hundred thousand.
pub(super) const PROVISIONAL: &str =
    "SELECT seq FROM message WHERE seq >= ?1 AND +conversation = ?2 AND settled = 0";

/// Takes a page in, within a transaction of the caller.
pub(super) fn take(
    db: &Connection,
    mut page: ArchivePage,
    number: u64,
    now: Timestamp,
) -> Result<PageOutcome, Trouble> {
    let mut ids = HashSet::new();
    page.rows.retain(|row| ids.insert(row.id.clone()));
    let mut taking = Taking {
        db,
        page: &page,
        before: HashMap::new(),
        new: HashSet::new(),
        talks: BTreeMap::new(),
    };
    let plan = taking.place(now)?;
    for (row, place) in page.rows.iter().zip(&plan.places) {
        taking.take(row, *place)?;
    }
    taking.see_older()?;
    taking.lift()?;
    if let Some(merged) = &plan.span {
        span::store(db, page.account, &page.archive, merged)?;
    }
    taking.outcome(number)
}

/// A page on its way in.
struct Taking<'a> {
    db: &'a Connection,
    page: &'a ArchivePage,
    /// Messages that were changed, as they were; new ones as they were put.
    before: HashMap<u64, Read>,
    new: HashSet<u64>,
    /// The conversations that were touched, and up to where the page says they were read.
    talks: BTreeMap<ConversationId, Option<u64>>,
}

impl Taking<'_> {
    /// Finds the places of the rows, and makes room where there is none.
    fn place(&self, now: Timestamp) -> Result<place::Plan, Trouble> {
        /// Each time there is more room; a second time is for rows that came closer by the first.
        const TRIES: u32 = 8;
        for _ in 0..TRIES {
            let spans = span::load(self.db, self.page.account, &self.page.archive)?;
            let rows = self.page.rows.iter().map(|row| {
                let settled = self.settled(row)?;
                let is_message = matches!(row.content, Archived::Message { .. });
                Ok(place::Row {
                    id: &row.id,
                    stamp: row.stamp,
                    settled,
                    new: is_message && settled.is_none(),
                })
            });
            let rows = rows.collect::<Result<Vec<_>, Trouble>>()?;
            let (place, complete) = (self.page.place, self.page.complete);
            match place::plan(&spans, place, &rows, complete, now) {
                Ok(plan) => return Ok(plan),
                Err(crowded) => room::make(self.db, self.page, &crowded)?,
            }
        }
        let words = "no room for a page of an archive".to_owned();
        Err(Trouble::Failed(crate::Error::Store(words)))
    }

    /// Where a row stands, if its place in the archive is known.
    fn settled(&self, row: &ArchivedRow) -> Result<Option<Timestamp>, Trouble> {
        if !matches!(row.content, Archived::Message { .. }) {
            return Ok(None);
        }
        let found = known::find(self.db, self.page.account, &self.key(row))?;
        let found = found.filter(|found| found.settled && found.message.stanza_id == row.id);
        Ok(found.map(|found| found.message.id.at))
    }

    fn key(&self, row: &ArchivedRow) -> Dedup {
        Dedup::Stanza {
            by: self.page.archive.clone(),
            id: row.id.clone(),
        }
    }

    /// Takes one row in. Without a place it stands within a span: then it is here, or was removed.
    fn take(&mut self, row: &ArchivedRow, place: Option<Timestamp>) -> Result<(), Trouble> {
        match &row.content {
            Archived::Nothing => Ok(()),
            Archived::Message { .. } => self.take_message(row, place),
            Archived::Receipt {
                conversation,
                of,
                from,
            } => self.hear(Notice {
                conversation: *conversation,
                of: of.clone(),
                kind: Kind::Delivered,
                place: from.clone(),
                at: row.stamp,
            }),
            Archived::Displayed {
                conversation,
                of,
                from,
                direction,
            } => self.hear(Notice {
                conversation: *conversation,
                of: of.clone(),
                kind: match direction {
                    Direction::Incoming => Kind::Displayed,
                    Direction::Outgoing => Kind::Read,
                },
                place: from.clone(),
                at: row.stamp,
            }),
        }
    }

    fn take_message(&mut self, row: &ArchivedRow, place: Option<Timestamp>) -> Result<(), Trouble> {
        match self.find(row)? {
            Some(known) if !known.settled => self.settle(row, &known, place),
            Some(known) if known.message.stanza_id == row.id => match place {
                Some(_) => self.settle(row, &known, place),
                None => Ok(()),
            },
            // Sent twice after a lost session, and archived twice.
            Some(_) => Ok(()),
            None => match place {
                Some(at) if !self.is_cleared(row) => self.insert(row, at),
                _ => Ok(()),
            },
        }
    }

    /// The person has deleted everything of that time.
    fn is_cleared(&self, row: &ArchivedRow) -> bool {
        let Archived::Message { conversation, .. } = &row.content else {
            return false;
        };
        let upto = self.page.cleared.get(conversation);
        upto.is_some_and(|upto| row.stamp <= *upto)
    }

    /// The message of a row, if it is here: by the archive's id, else by what its sender gave it.
    fn find(&self, row: &ArchivedRow) -> Result<Option<Read>, Trouble> {
        let Archived::Message {
            conversation,
            direction,
            text,
            dedup,
            beside,
            ..
        } = &row.content
        else {
            return Ok(None);
        };
        let account = self.page.account;
        if let Some(found) = known::find(self.db, account, &self.key(row))?
            && found.conversation == *conversation
        {
            return Ok(Some(found));
        }
        for key in dedup
            .iter()
            .filter(|key| matches!(key, Dedup::Origin { .. }))
        {
            for one in known::candidates(self.db, account, key)? {
                if one.conversation == *conversation
                    && (one.message.direction == *direction || self.is_ours(row, &one))
                    && (detail::said(self.db, &one, text)?
                        // What it says is not known yet, or to be read once only.
                        || (beside.sealing.is_some() && one.message.sealing.is_some())
                        || (beside.sealing.is_some() && self.is_own(*direction, &one))
                        || attachment::is_address(&one, &beside.attachments))
                {
                    return Ok(Some(one));
                }
            }
        }
        Ok(None)
    }

    /// Both are of ours; nobody else knows the names that we give.
    fn is_own(&self, direction: Direction, known: &Read) -> bool {
        direction == Direction::Outgoing && known.message.direction == Direction::Outgoing
    }

    /// A room need not say that a message is ours; its name and its words do.
    fn is_ours(&self, row: &ArchivedRow, known: &Read) -> bool {
        let Archived::Message { beside, .. } = &row.content else {
            return false;
        };
        beside.author.is_some() && known.message.direction == Direction::Outgoing
    }

    /// A name that only holds if the message is ours, which it was not. What was said to us alone is named by who said it.
    fn is_doubtful(&self, row: &ArchivedRow, key: &Dedup) -> bool {
        let Archived::Message {
            beside, direction, ..
        } = &row.content
        else {
            return false;
        };
        let of_all = beside.author.is_some() && beside.private.is_none();
        let theirs = of_all && *direction == Direction::Incoming;
        let foreign = matches!(key, Dedup::Origin { from, .. } if *from != self.page.archive);
        theirs && foreign
    }

    /// It is the account's own archive, and not that of a room.
    fn is_of_account(&self) -> Result<bool, Trouble> {
        let sql = "SELECT 1 FROM account WHERE id = ?1 AND jid = ?2";
        let key = params![self.page.account.0, self.page.archive.as_str()];
        Ok(self.db.prepare_cached(sql)?.exists(key)?)
    }

    fn settle(
        &mut self,
        row: &ArchivedRow,
        known: &Read,
        place: Option<Timestamp>,
    ) -> Result<(), Trouble> {
        let mut message = Message::clone(&known.message);
        message.id.at = place.unwrap_or(message.id.at);
        message.stanza_id.clone_from(&row.id);
        let ours = message.direction == Direction::Outgoing;
        if ours && message.sent_at.is_none() {
            message.sent_at = Some(row.stamp);
        }
        if message.state == State::Pending {
            message.state = State::Sent;
        }
        row::update(self.db, known, &message, true)?;
        index::follow(self.db, message.id.seq, message.id.at)?;
        known::remember(self.db, self.page.account, &self.key(row), message.id.seq)?;
        if ours && !known.settled {
            let milestone = Milestone {
                stage: Stage::Archived,
                at: row.stamp,
                place: self.page.archive.to_string(),
                detail: String::new(),
            };
            writer::put_milestone(self.db, known.conversation, message.id.seq, &milestone)?;
        }
        self.touch(known.clone());
        self.follow(known)?;
        if ours && !known.settled && message.about.is_none() {
            // It may stand behind what came after it was written. Our other devices take all of that
            // as read, since they see no more than the order; so does this one.
            self.read(known.conversation, message.id.seq)?;
        }
        self.heard(known.conversation, &message)
    }

    fn insert(&mut self, row: &ArchivedRow, at: Timestamp) -> Result<(), Trouble> {
        let Archived::Message {
            conversation,
            seq,
            direction,
            sender,
            text,
            origin_id,
            dedup,
            beside,
        } = &row.content
        else {
            return Ok(());
        };
        let ours = *direction == Direction::Outgoing;
        let message = Message {
            id: ItemId { at, seq: *seq },
            direction: *direction,
            sender: sender.clone(),
            text: text.clone(),
            state: if ours { State::Sent } else { State::Received },
            origin_id: origin_id.clone(),
            stanza_id: row.id.clone(),
            sent_at: ours.then_some(row.stamp),
            delivered_at: None,
            displayed_at: None,
            delayed: false,
            ..Message::default()
        };
        let message = Beside::clone(beside).put_to(message);
        writer::insert(self.db, *conversation, &message, true)?;
        let archive = self.key(row);
        let others = dedup.iter().filter(|key| **key != archive);
        let others = others.filter(|key| !self.is_doubtful(row, key));
        for key in std::iter::once(&archive).chain(others) {
            known::remember(self.db, self.page.account, key, *seq)?;
        }
        self.new.insert(*seq);
        self.talks.entry(*conversation).or_default();
        if ours && message.about.is_none() {
            // Whoever answers has read.
            self.read(*conversation, *seq)?;
        }
        let mut touched = Vec::new();
        relation::enter(self.db, *conversation, &message, dedup, &mut touched)?;
        touched.into_iter().for_each(|one| self.touch(one));
        self.heard(*conversation, &message)
    }

    /// What a row does to another may come out otherwise where it stands now.
    fn follow(&mut self, row: &Read) -> Result<(), Trouble> {
        let mut touched = Vec::new();
        relation::follow(self.db, row, &mut touched)?;
        touched.into_iter().for_each(|one| self.touch(one));
        Ok(())
    }

    /// What came in or was said after the page was asked for stands behind it, whatever our clock and
    /// the server's say; its own place will be known with a later page.
    fn lift(&mut self) -> Result<(), Trouble> {
        if matches!(self.page.place, PagePlace::Below(_) | PagePlace::Aside) {
            return Ok(());
        }
        let talks: Vec<_> = self.talks.keys().copied().collect();
        for talk in talks {
            let mut late = self.provisional(talk)?;
            late.sort_by_key(|row| row.message.id);
            let Some(first) = late.first().map(|row| row.message.id.at) else {
                continue;
            };
            let sql = "SELECT max(at) FROM message
                WHERE conversation = ?1 AND at >= ?2 AND settled = 1";
            let newest: Option<i64> = self
                .db
                .prepare_cached(sql)?
                .query_row(params![talk.0, first.0], |row| row.get(0))?;
            let Some(mut last) = newest else {
                continue;
            };
            for row in late {
                if row.message.id.at.0 <= last {
                    let mut message = Message::clone(&row.message);
                    message.id.at = Timestamp(last.saturating_add(1));
                    row::update(self.db, &row, &message, false)?;
                    index::follow(self.db, message.id.seq, message.id.at)?;
                    last = message.id.at.0;
                    self.follow(&row)?;
                    self.touch(row);
                } else {
                    last = row.message.id.at.0;
                }
            }
        }
        Ok(())
    }

    /// The rows of a conversation that the archive can't have had before this page.
    fn provisional(&self, talk: ConversationId) -> Result<Vec<Read>, Trouble> {
        let sql = PROVISIONAL;
        let mut since = self.db.prepare_cached(sql)?;
        let since = since.query_map(
            params![self.page.since.min(i64::MAX as u64).cast_signed(), talk.0],
            |row| row.get::<_, i64>(0),
        )?;
        let mut all = since
            .map(|seq| Ok(seq?.cast_unsigned()))
            .collect::<Result<Vec<u64>, Trouble>>()?;
        all.extend(&self.page.waiting);
        all.sort_unstable();
        all.dedup();
        let rows = all.into_iter().map(|seq| row::read(self.db, talk, seq));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(rows
            .into_iter()
            .flatten()
            .filter(|row| !row.settled)
            .collect())
    }

    /// Applies what was said about a message before it came.
    fn heard(&mut self, conversation: ConversationId, message: &Message) -> Result<(), Trouble> {
        let notices = foretold::take(self.db, self.page.account, conversation, message)?;
        notices.into_iter().try_for_each(|notice| self.hear(notice))
    }

    /// Something is said about a message.
    fn hear(&mut self, notice: Notice) -> Result<(), Trouble> {
        let (db, account) = (self.db, self.page.account);
        let Some(subject) = foretold::subject(db, account, &self.page.archive, &notice)? else {
            return foretold::keep(db, account, &notice);
        };
        if notice.kind == Kind::Read {
            return self.read(notice.conversation, subject.message.id.seq);
        }
        let touched = foretold::apply(db, &subject, &notice)?;
        touched.into_iter().for_each(|one| self.touch(one));
        Ok(())
    }

    /// A conversation was read up to a message.
    fn read(&mut self, conversation: ConversationId, seq: u64) -> Result<(), Trouble> {
        let known = self.talks.entry(conversation).or_default();
        let stands = |seq| row::read(self.db, conversation, seq);
        let further = match *known {
            None => true,
            Some(known) => {
                let (now, new) = (stands(known)?, stands(seq)?);
                now.map(|now| now.message.id) < new.map(|new| new.message.id)
            }
        };
        if further {
            *known = Some(seq);
        }
        Ok(())
    }

    fn touch(&mut self, before: Read) {
        self.talks.entry(before.conversation).or_default();
        let seq = before.message.id.seq;
        if !self.new.contains(&seq) {
            self.before.entry(seq).or_insert(before);
        }
    }

    /// New messages of ours before one that was seen were seen too.
    fn see_older(&mut self) -> Result<(), Trouble> {
        let talks: Vec<_> = self.talks.keys().copied().collect();
        let mut reached = HashMap::new();
        for talk in talks {
            if let Some(found) = foretold::reached(self.db, talk)? {
                reached.insert(talk, found);
            }
        }
        let new = self.page.rows.iter().filter_map(|row| match &row.content {
            Archived::Message {
                conversation,
                seq,
                direction: Direction::Outgoing,
                ..
            } if self.new.contains(seq) => Some((*conversation, *seq)),
            _ => None,
        });
        for (conversation, seq) in new {
            if let Some((upto, at)) = reached.get(&conversation)
                && let Some(said) = row::read(self.db, conversation, seq)?
                && said.message.id.at < *upto
                && matches!(said.message.state, State::Sent | State::Delivered)
            {
                writer::advance(self.db, &said, &State::Displayed, *at)?;
            }
        }
        Ok(())
    }

    fn outcome(self, number: u64) -> Result<PageOutcome, Trouble> {
        let mut outcome = PageOutcome {
            number,
            spans: span::load(self.db, self.page.account, &self.page.archive)?,
            ..PageOutcome::default()
        };
        outcome.spans.reverse();
        if let [all] = outcome.spans.as_slice()
            && all.whole
            && self.is_of_account()?
        {
            foretold::forget(self.db, self.page.account)?;
        }
        for row in &self.page.rows {
            if let Archived::Message {
                conversation, seq, ..
            } = &row.content
                && self.new.contains(seq)
                && let Some(now) = row::read(self.db, *conversation, *seq)?
                && !now.is_hidden()
            {
                let now = detail::whole(self.db, now)?;
                outcome.new.push((*conversation, now.message));
            }
        }
        for (seq, before) in &self.before {
            if let Some(now) = row::read(self.db, before.conversation, *seq)? {
                let now = detail::whole(self.db, now)?;
                let moved = (before.conversation, before.message.id, now.message);
                outcome.moved.push(moved);
            }
        }
        outcome.moved.sort_by_key(|(_, _, message)| message.id);
        for (conversation, read) in &self.talks {
            self.unsettle(*conversation, *read, number)?;
            let known = self.page.read.get(conversation).copied();
            outcome
                .talks
                .push(talk(self.db, *conversation, known, *read)?);
        }
        Ok(outcome)
    }

    /// The counters of a conversation don't know of this page yet.
    fn unsettle(
        &self,
        conversation: ConversationId,
        read: Option<u64>,
        number: u64,
    ) -> Result<(), Trouble> {
        let sql = "INSERT INTO unsettled (conversation, account, page, read)
            VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (conversation) DO UPDATE SET page = ?3, read = coalesce(?4, read)";
        self.db.prepare_cached(sql)?.execute(params![
            conversation.0,
            self.page.account.0,
            number.cast_signed(),
            read.map(u64::cast_signed),
        ])?;
        Ok(())
    }
}

/// What the list should show of a conversation that was read up to one message by what it knew, and
/// up to another by what the archive says.
pub(super) fn talk(
    db: &Connection,
    conversation: ConversationId,
    known: Option<ItemId>,
    told: Option<u64>,
) -> Result<TalkOutcome, Trouble> {
    let known = match known {
        Some(item) => Some(reader::stands(db, conversation, item)?),
        None => None,
    };
    let told = match told {
        Some(seq) => row::read(db, conversation, seq)?.map(|read| read.message.id),
        None => None,
    };
    let read = known.max(told);
    Ok(TalkOutcome {
        conversation,
        newest: reader::page(db, conversation, None, 1)?.items.pop(),
        read,
        unread: reader::unread(db, conversation, read)?,
    })
}
