//! How far a conversation was read: here, on another device of ours, or by the other side (XEP-0333).
//!
//! The read cursor is a row. It only moves forward: by looking here, by writing, by a marker that
//! another device of ours sent, and by the place our account keeps ([`super::read_place`]). Who may see
//! our presence is told once that we have looked; nobody else ever is.

use std::sync::Arc;

use jid::BareJid;
use minidom::Element;
use waxwing_proto::management::Token;
use waxwing_proto::message::Message as Wire;
use waxwing_proto::{Address, markers};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::Archived;
use crate::model::{Direction, Message, Milestone, Stage, State};
use crate::store::{Dedup, Op, Owed, Unit};
use crate::{ConversationId, ItemId, Timestamp};

/// A marker on its way. What it tells is owed until the server has it: a session that is lost may take
/// the marker with it.
#[derive(Debug)]
pub(crate) struct Telling {
    talk: ConversationId,
    /// The message that was seen, as its sender calls it.
    of: String,
    /// Our name for the marker.
    marker: String,
    /// The stream worker's name for it, once it has it.
    token: Option<Token>,
}

impl Account {
    /// The person has looked at everything that is there.
    pub(crate) async fn mark_read(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(record) = self.talks.get(&id).map(|talk| &talk.record) else {
            return;
        };
        if record.unread == 0 && !record.reading.marked && !record.reading.is_owed() {
            return;
        }
        let newest = match self.parts.archive.page(id, None, 1).await {
            Ok(page) => page.items.last().map(|message| message.id),
            Err(error) => {
                turn.failed = Some(error);
                None
            }
        };
        let now = self.read_now(id).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let record = &mut talk.record;
        let read = now.map_or(i64::MIN, |read| read.at.0);
        // What it asks for was told by whoever has read it.
        record
            .reading
            .owed
            .take_if(|owed| !owed.seen && owed.at <= read);
        if newest.is_some_and(|newest| is_further(now, newest)) {
            record.read_upto = newest;
            record.reading.due = true;
        }
        record.unread = 0;
        record.reading.marked = false;
        if let Some(owed) = &mut record.reading.owed {
            owed.seen = true;
        }
        self.dirty.insert(id);
        self.backlog.seen(id);
        self.tell_seen(id, turn);
        self.keep_talk(id);
        self.publish_place(id, turn).await;
    }

    /// The person wants a conversation to look unread again; no other device learns of it, because
    /// what was read stays read (XEP-0490 §4.1).
    pub(crate) fn mark_unread(&mut self, id: ConversationId) {
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        if talk.record.unread == 0 && !talk.record.reading.marked && talk.record.last.is_some() {
            talk.record.reading.marked = true;
            self.dirty.insert(id);
            self.keep_talk(id);
        }
    }

    /// Not worth a barrier: after a power cut it would be read once more.
    pub(crate) fn keep_talk(&self, id: ConversationId) {
        if let Some(talk) = self.talks.get(&id)
            && talk.stored
        {
            let op = Op::PutConversation(talk.record.clone());
            self.parts.store.put(Unit::from(op));
        }
    }

    /// A message of theirs may want to be told when it was seen.
    pub(crate) fn owe(&mut self, id: ConversationId, wire: &Wire, item: ItemId) {
        let Some(mark) = markers::to_be_marked(wire) else {
            return;
        };
        if let Some(talk) = self.talks.get_mut(&id) {
            let owed = &mut talk.record.reading.owed;
            if owed.as_ref().is_none_or(|owed| owed.at <= item.at.0) {
                *owed = Some(Owed {
                    id: mark.to_owned(),
                    at: item.at.0,
                    seen: false,
                });
            }
        }
    }

    /// The same for one from the archive; what was read already is sorted out when somebody looks.
    pub(crate) fn owe_archived(&mut self, content: &Archived, wire: &Wire, stamp: Option<i64>) {
        if let Archived::Message {
            conversation,
            direction: Direction::Incoming,
            ..
        } = content
        {
            let at = Timestamp(stamp.unwrap_or_default());
            self.owe(*conversation, wire, ItemId { at, seq: 0 });
        }
    }

    /// Tells the other side that we have looked, where there is something to tell, and they may know.
    pub(crate) fn tell_seen(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(talk) = self.talks.get(&id) else {
            return;
        };
        let with = talk.record.jid.clone();
        let Some(owed) = talk.record.reading.owed.clone().filter(|owed| owed.seen) else {
            return;
        };
        let room = self.rooms.has(id);
        let may_know = match (room, self.tells_in_room(id)) {
            (false, _) => self.may_know(&with).markers && !self.book.is_blocked(&with),
            (true, Some(tells)) => tells,
            // As soon as we are in it.
            (true, None) => return,
        };
        if !may_know {
            if let Some(talk) = self.talks.get_mut(&id) {
                talk.record.reading.owed = None;
            }
            return;
        }
        let mut under_way = self.telling.iter();
        // Everybody in a room gets each: the next one goes when this one is there.
        let told = |one: &Telling| one.talk == id && (room || one.of == owed.id);
        if !self.is_online() || under_way.any(told) {
            return;
        }
        let marker = uuid::Uuid::new_v4().to_string();
        let to = Address::from(&with);
        turn.send.push(match room {
            true => markers::mark_in_room(&to, &marker, &owed.id),
            false => markers::mark(&to, &marker, &owed.id),
        });
        self.telling.push(Telling {
            talk: id,
            of: owed.id,
            marker,
            token: None,
        });
    }

    /// A stanza of no place in the outbox goes out; it may be a marker.
    pub(crate) fn mark_goes_out(&mut self, stanza: &Element, token: Token) {
        if self.telling.is_empty() {
            return;
        }
        let mut under_way = self.telling.iter_mut();
        if let Some(one) = under_way.find(|one| stanza.attr("id") == Some(one.marker.as_str())) {
            one.token = Some(token);
        }
    }

    /// The server has a stanza of ours; where it was a marker, nothing is owed any more.
    pub(crate) fn mark_arrived(&mut self, token: Token, turn: &mut Turn) {
        let mut under_way = self.telling.iter();
        let Some(index) = under_way.position(|one| one.token == Some(token)) else {
            return;
        };
        let told = self.telling.swap_remove(index);
        if let Some(talk) = self.talks.get_mut(&told.talk) {
            let owed = &mut talk.record.reading.owed;
            owed.take_if(|owed| owed.seen && owed.id == told.of);
            self.tell_seen(told.talk, turn);
            self.keep_talk(told.talk);
        }
    }

    /// There is a connection again: what was seen meanwhile is told.
    pub(crate) fn tell_all_seen(&mut self, turn: &mut Turn) {
        let seen = |owed: &Owed| owed.seen;
        let talks = self.talks.iter();
        let talks = talks.filter(|(_, talk)| talk.record.reading.owed.as_ref().is_some_and(seen));
        let talks: Vec<_> = talks.map(|(id, _)| *id).collect();
        for id in talks {
            self.tell_seen(id, turn);
            self.keep_talk(id);
        }
    }

    /// Whoever writes has read what stands above.
    pub(crate) fn read_by_writing(&mut self, id: ConversationId, item: ItemId) {
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.record.read_upto = Some(item);
            talk.record.unread = 0;
            talk.record.reading.marked = false;
        }
    }

    /// Everything up to this row was read on another device of ours.
    pub(crate) async fn read_elsewhere(
        &mut self,
        id: ConversationId,
        item: ItemId,
        turn: &mut Turn,
    ) {
        let unread = self.unread_behind(id, item, turn).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.record.read_upto = Some(item);
        talk.record.unread = unread;
        talk.record.reading.marked = false;
        let owed = &mut talk.record.reading.owed;
        if owed.as_ref().is_some_and(|owed| owed.at <= item.at.0) {
            *owed = None;
        }
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        self.dirty.insert(id);
    }

    /// Up to where a conversation was read, at the place where that row stands now: a page that the
    /// history has taken in, and that we have not heard of yet, may have moved it.
    pub(super) async fn read_now(&self, id: ConversationId) -> Option<ItemId> {
        let read = self.talks.get(&id)?.record.read_upto?;
        let row = self.parts.archive.get(id, read).await;
        row.ok().flatten().map_or(Some(read), |row| Some(row.id))
    }

    /// How many messages of theirs stand behind a row.
    pub(crate) async fn unread_behind(&self, id: ConversationId, item: ItemId, turn: &Turn) -> u32 {
        let decided = turn
            .rows(id)
            .filter(|message| message.direction == Direction::Incoming && message.id > item)
            .filter(|message| !message.is_hidden() && !self.is_ignored(id, message));
        let decided = u32::try_from(decided.count()).unwrap_or(u32::MAX);
        let except = self.ignored(id).to_vec();
        let stored = self.parts.archive.unread(id, Some(item), except).await;
        stored.unwrap_or_default().saturating_add(decided)
    }

    /// Another device of ours has shown everything up to the message `of`.
    pub(crate) async fn seen_elsewhere(&mut self, of: &str, with: &BareJid, turn: &mut Turn) {
        let Some(&id) = self.by_jid.get(with) else {
            return;
        };
        let found = self.find_theirs(id, of, with, turn).await;
        let read = self.read_now(id).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let reading = &mut talk.record.reading;
        if reading.owed.take_if(|owed| owed.id == of).is_some() {
            self.dirty.insert(id);
        }
        if let Some(item) = found
            && is_further(read, item)
        {
            self.read_elsewhere(id, item, turn).await;
        }
    }

    /// A message of theirs, by the id that it carries.
    async fn find_theirs(
        &self,
        id: ConversationId,
        of: &str,
        with: &BareJid,
        turn: &Turn,
    ) -> Option<ItemId> {
        let named = |message: &&Arc<Message>| {
            message.direction == Direction::Incoming && message.origin_id == of
        };
        if let Some(row) = turn.rows(id).find(|row| named(row)) {
            return Some(row.id);
        }
        let key = Dedup::Origin {
            from: with.clone(),
            id: of.to_owned(),
        };
        let found = self.parts.archive.find(self.record.id, vec![key]).await;
        if let Ok(Some(found)) = found {
            return (found.conversation == id).then_some(found.item);
        }
        // What has a mere id attribute is kept by more than that.
        let page = self.parts.archive.page(id, None, PAGE).await.ok()?;
        let row = page.items.iter().rev().find(named)?;
        Some(row.id)
    }

    /// The other side has seen everything up to a message of ours.
    pub(crate) async fn handle_displayed(
        &mut self,
        of: &str,
        wire: &Wire,
        from: &BareJid,
        turn: &mut Turn,
    ) {
        let Some((id, item)) = self.find_own(of.to_owned(), from, turn).await else {
            return;
        };
        let device = wire.from.text().unwrap_or_default();
        for item in self.unseen_up_to(id, item, turn).await {
            let displayed = Milestone::now(Stage::Displayed, device.as_str());
            self.pass((id, item), displayed, turn).await;
        }
    }

    /// Our rows up to this one that are with the other side and not known to be seen. Whatever
    /// stands above one that is known to be seen was settled with it.
    async fn unseen_up_to(&self, id: ConversationId, item: ItemId, turn: &Turn) -> Vec<ItemId> {
        let mut found = vec![item];
        let known = match turn.row(id, item) {
            Some(row) => Some(row),
            None => self.parts.archive.get(id, item).await.ok().flatten(),
        };
        if known.is_none_or(|row| row.state == State::Displayed) {
            return found;
        }
        let unseen = |message: &Message| {
            message.direction == Direction::Outgoing
                && matches!(message.state, State::Sent | State::Delivered)
        };
        let rows = turn.rows(id).filter(|row| row.id < item && unseen(row));
        found.extend(rows.map(|row| row.id));
        let mut before = item;
        'all: for _ in 0..MOST_PAGES {
            let Ok(page) = self.parts.archive.page(id, Some(before), PAGE).await else {
                break;
            };
            for message in page.items.iter().rev() {
                if message.state == State::Displayed {
                    break 'all;
                }
                if unseen(message) {
                    found.push(message.id);
                }
            }
            match page.items.first() {
                Some(first) if page.older => before = first.id,
                _ => break,
            }
        }
        found.reverse();
        found
    }
}

/// Whether a row stands behind what was read.
pub(crate) fn is_further(read_upto: Option<ItemId>, item: ItemId) -> bool {
    read_upto.is_none_or(|read| item > read)
}

/// What the archive gives at once.
const PAGE: u32 = 500;

/// What nobody has read or shown for ten thousand messages is not looked for further up.
const MOST_PAGES: usize = 20;
