//! What was said in a room before we came, and while we were away (XEP-0313 in rooms): its archive is asked
//! as the account's is, by the same machine, and its pages go to the history one at a time behind those of
//! the account. A few rooms at a time, so that a hundred of them don't delay each other.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jid::BareJid;
use waxwing_proto::archive::{self, CatchUp, Fin, PageError, Stage};
use waxwing_proto::iq::Request;
use waxwing_proto::message::{Kind, Message as Wire};
use waxwing_proto::result_set::Range;
use waxwing_proto::room::{self, moderation};
use waxwing_proto::{Address, stanza_id};

use super::heard::{moderated_beside, scoped};
use super::{Asked, Room};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{Archived, ArchivedRow, PageOutcome, Span};
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::catch_up::{At, PAGE, everything, place_in, stretch};
use crate::feature::encryption::{self, Between, Writer};
use crate::feature::hearing::Heard;
use crate::feature::roster::{About, Question};
use crate::model::{Author, Direction, Sealing};
use crate::store::Dedup;
use crate::{ConversationId, Error, ItemId, Timestamp};

/// How far the archive of a room is here.
#[derive(Debug, Default)]
pub(super) struct History {
    machine: Option<CatchUp<Archived>>,
    spans: Vec<Span>,
    /// What was stored here since the newest page was asked for has at least this `seq`.
    since: u64,
    /// It was begun in this session.
    begun: bool,
    /// Something that was handed over in a session that is lost may be in it.
    doubted: bool,
    retry: Option<Instant>,
    failures: u32,
    /// The archive is looked at then, for the order here may be another.
    audit_at: Option<Instant>,
    /// The time for that has come, and nobody could ask.
    audit_owed: bool,
}

impl History {
    pub(super) fn forget_session(&mut self) {
        self.begun = false;
        self.retry = None;
        // Whoever comes again looks at it anyway.
        self.audit_at = None;
        self.audit_owed = false;
        if let Some(machine) = &mut self.machine {
            machine.rest();
        }
    }

    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.retry.into_iter().chain(self.audit_at).min()
    }

    /// Nothing is fetched that somebody waits for.
    pub(super) fn is_done(&self) -> bool {
        let stage = self.machine.as_ref().map(CatchUp::stage);
        self.begun && stage == Some(Stage::Done)
    }

    /// It was begun, and more of it is to come.
    pub(super) fn is_under_way(&self) -> bool {
        self.begun && !self.is_done()
    }

    /// What we say has to wait for what the archive knows of what we said before.
    pub(super) fn holds_outbox(&self) -> bool {
        self.doubted && !self.has_looked()
    }

    /// All that was said while we were away is here, or can't be had.
    pub(super) fn has_looked(&self) -> bool {
        let stage = self.machine.as_ref().map(CatchUp::stage);
        self.begun && stage.is_some_and(|stage| !matches!(stage, Stage::Idle | Stage::Looking))
    }

    /// The same, of all that was said since then, whatever of it was here before; or no more of it can be had.
    pub(super) fn has_looked_since(&self, since: i64) -> bool {
        let reached = |machine: &CatchUp<Archived>| {
            let ended = matches!(machine.stage(), Stage::Failed(_) | Stage::Paused);
            ended || machine.has_looked(since)
        };
        self.has_looked() && self.machine.as_ref().is_some_and(reached)
    }
}

impl Account {
    /// We are in a room that has an archive: it is looked at when it is its turn.
    pub(super) fn begin_room_history(&mut self, id: ConversationId) {
        let sent = self.outbox.values();
        let doubted = sent
            .filter(|entry| entry.conversation == id)
            .any(|entry| entry.handed.is_some() && !self.handed.contains(&entry.seq));
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let archived = room.info.as_ref().is_some_and(|info| info.archived);
        if room.is_joined() && archived && !room.history.begun {
            room.history.doubted = doubted;
            self.rooms.reading.insert(id);
            self.dirty.insert(id);
        }
    }

    /// Asks what is to be asked of the archives of rooms.
    pub(super) async fn read_on(&mut self, turn: &mut Turn) {
        // Those in which somebody looks, and then those that were not looked at yet.
        let is_in = |id: &ConversationId| self.rooms.all.get(id).is_some_and(Room::is_joined);
        let mut order: Vec<_> = self.rooms.reading.iter().copied().filter(is_in).collect();
        order.sort_by_key(|id| {
            let open = self.talks.get(id).is_some_and(|talk| talk.open.is_some());
            let looked = self
                .rooms
                .all
                .get(id)
                .is_some_and(|room| room.history.has_looked());
            (!open, looked, *id)
        });
        for id in order.into_iter().take(AT_ONCE) {
            let unread = self.rooms.all.get(&id);
            let unread = unread.is_some_and(|room| room.history.machine.is_none());
            if unread && !self.load_room_history(id, turn).await {
                continue;
            }
            self.drive_room_history(id, turn);
        }
    }

    async fn load_room_history(&mut self, id: ConversationId, turn: &mut Turn) -> bool {
        let Some(jid) = self.room_jid(id) else {
            return false;
        };
        let spans = self.parts.archive.spans(self.record.id, jid).await;
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return false;
        };
        match spans {
            Ok(spans) => {
                let known = spans.iter().map(stretch).collect();
                room.history.machine = Some(CatchUp::new(known, PAGE));
                room.history.spans = spans;
                true
            }
            Err(error) => {
                turn.failed = Some(error);
                self.rooms.reading.remove(&id);
                false
            }
        }
    }

    fn drive_room_history(&mut self, id: ConversationId, turn: &mut Turn) {
        let bounds = self.backlog.bounds();
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        loop {
            let Some(room) = self.rooms.all.get_mut(&id) else {
                return;
            };
            let history = &mut room.history;
            let Some(machine) = &mut history.machine else {
                return;
            };
            if !std::mem::replace(&mut history.begun, true) {
                let prefix = format!("{:08x}-", uuid::Uuid::new_v4().as_fields().0);
                machine.begin(&prefix, false);
            }
            machine.set_bounds(bounds);
            let Some(query) = machine.next_query() else {
                break;
            };
            if !matches!(query.range, Range::Before(_)) {
                history.since = self.parts.store.next_seq();
            }
            let element = archive::query(&query.id, &query.range, query.max, query.until);
            let question = Question::About(About::Room(Asked::Page(id, query.id)));
            let to = Address::from(&jid);
            self.ask_of(Some(&to), Request::Set(element), question, turn);
        }
        self.conclude_room(id, turn);
    }

    /// Takes in what the archive of a room says it holds; `false` where it is of none that was asked.
    pub(crate) fn take_room_result(&mut self, wire: &Wire, turn: &mut Turn) -> bool {
        let Some(from) = wire.from.address().filter(|from| from.is_bare()) else {
            return false;
        };
        let Some(id) = self.room_of(from.bare()) else {
            return false;
        };
        let jid = from.bare().clone();
        let Ok(entry) = archive::entry(wire.clone(), &jid) else {
            return false;
        };
        let expected = self.rooms.all.get(&id);
        let expected = expected.and_then(|room| room.history.machine.as_ref());
        if !expected.is_some_and(|machine| machine.expects(&entry.query)) {
            tracing::debug!("a result of a room that nobody has asked for");
            return true;
        }
        let content = match &entry.message {
            Some(message) => {
                self.learn_of_reading(id, message, &entry);
                self.archived_in_room(message, (id, &jid), &entry.id)
            }
            None => Archived::Nothing,
        };
        let row = archive::Row {
            id: entry.id,
            stamp: entry.stamp,
            content,
        };
        if let Some(room) = self.rooms.all.get_mut(&id)
            && let Some(machine) = &mut room.history.machine
        {
            machine.take(&entry.query, row);
            // What comes next may be asked for with the first result.
            self.rooms.reading.insert(id);
        }
        let _ = turn;
        true
    }

    /// Who had seen something, and what wants to be marked as seen.
    fn learn_of_reading(&mut self, id: ConversationId, wire: &Wire, entry: &archive::Entry) {
        let from = wire.from.address();
        let (Some(room), Some(from)) = (self.rooms.all.get(&id), from) else {
            return;
        };
        if wire.kind != Kind::Groupchat {
            return;
        }
        let author = archived_author(room, wire, from.resource().unwrap_or_default());
        let ours = match author.occupant_id.as_str() {
            "" => author.nick == room.kept.nick,
            id => id == room.own_id,
        };
        if !ours {
            self.remember_seen(id, wire, author, entry.stamp);
            self.owe_in_room(id, wire, &entry.id, entry.stamp.unwrap_or_default());
        }
    }

    /// What a message of a room's archive is for the history.
    fn archived_in_room(
        &self,
        wire: &Wire,
        (id, jid): (ConversationId, &BareJid),
        name: &str,
    ) -> Archived {
        let Some(from) = wire.from.address().filter(|from| from.bare() == jid) else {
            return Archived::Nothing;
        };
        if wire.kind != Kind::Groupchat || room::subject_of(&wire.payloads).is_some() {
            return Archived::Nothing;
        }
        let Some(room) = self.rooms.all.get(&id) else {
            return Archived::Nothing;
        };
        let nick = from.resource().unwrap_or_default();
        let key = Dedup::Stanza {
            by: jid.clone(),
            id: name.to_owned(),
        };
        if nick.is_empty()
            && let Some(moderated) = moderation::moderated(wire)
        {
            return Archived::Message {
                conversation: id,
                seq: self.parts.store.next_seq(),
                direction: Direction::Incoming,
                sender: jid.to_string(),
                text: String::new(),
                origin_id: String::new(),
                dedup: vec![key],
                beside: Box::new(moderated_beside(moderated)),
            };
        }
        let author = archived_author(room, wire, nick);
        let ours = (!room.own_id.is_empty() && author.occupant_id == room.own_id)
            || author.jid.as_ref() == Some(&self.record.jid);
        let perhaps = author.occupant_id.is_empty() && nick == room.kept.nick;
        let heard = match encryption::is_sealed(wire) {
            true => {
                let sealed = encryption::wordless(wire, Sealing::Waiting);
                let mut heard = Heard::of(author);
                heard.beside.sealing = sealed.beside.sealing;
                heard.beside.sealed = sealed.beside.sealed;
                heard.known_by = sealed.known_by;
                encryption::has_content(wire).then_some(heard)
            }
            false => self.heard_in_room(wire, author, true),
        };
        let Some(heard) = heard else {
            return Archived::Nothing;
        };
        let mut dedup = self.room_keys(wire, jid, (&heard, Some(name)));
        if ours || perhaps {
            let own = self.record.jid.clone();
            let origin = stanza_id::origin(wire).map(str::to_owned);
            dedup.extend(origin.map(|id| Dedup::Origin { from: own, id }));
        }
        Archived::Message {
            conversation: id,
            seq: self.parts.store.next_seq(),
            direction: if ours {
                Direction::Outgoing
            } else {
                Direction::Incoming
            },
            sender: match ours {
                true => self.own.to_string(),
                false => from.to_string(),
            },
            text: heard.text,
            origin_id: stanza_id::origin(wire).unwrap_or_default().to_owned(),
            dedup,
            beside: Box::new(heard.beside),
        }
    }

    /// What the account's archive holds of what was said between two in a room.
    pub(crate) fn archived_private(
        &mut self,
        wire: &Wire,
        (id, jid): (ConversationId, &BareJid),
        (direction, name): (Direction, &str),
        turn: &mut Turn,
    ) -> Archived {
        let other = match direction {
            Direction::Incoming => wire.from.address(),
            Direction::Outgoing => wire.to.address(),
        };
        let Some(nick) = other.and_then(|other| other.resource()) else {
            return Archived::Nothing;
        };
        let with = Author {
            nick: nick.to_owned(),
            ..Author::default()
        };
        let author = self.speaker(id, &with, direction);
        let heard = match encryption::is_sealed(wire) {
            true => {
                let (from, to) = self.between_two(id, &with, direction);
                let between = Between {
                    from: Writer::told(from.as_ref(), id),
                    to: &to,
                    room: false,
                };
                let mut heard = self.archived_sealed(wire, between, turn);
                if let Some(heard) = &mut heard {
                    heard.beside.author = Some(author);
                }
                heard
            }
            false => self.heard_in_room(wire, author, true),
        };
        let Some(mut heard) = heard else {
            return Archived::Nothing;
        };
        heard.beside.private = Some(nick.to_owned());
        let own = self.record.jid.clone();
        let mut dedup = vec![Dedup::Stanza {
            by: own.clone(),
            id: name.to_owned(),
        }];
        match direction {
            Direction::Incoming => {
                let key = self.origin_keys(wire, jid, &heard.known_by);
                dedup.extend(key.map(|key| scoped(key, nick)));
            }
            Direction::Outgoing => dedup.extend(self.origin_keys(wire, &own, &heard.known_by)),
        }
        Archived::Message {
            conversation: id,
            seq: self.parts.store.next_seq(),
            direction,
            sender: wire.from.text().unwrap_or_else(|| own.to_string()),
            text: heard.text,
            origin_id: stanza_id::origin(wire).unwrap_or_default().to_owned(),
            dedup,
            beside: Box::new(heard.beside),
        }
    }

    /// A page of a room came to its end, or didn't.
    pub(super) fn hear_room_page(
        &mut self,
        id: ConversationId,
        query: &str,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let outcome = match outcome {
            Ok(answer) => Ok(Fin::parse(answer.as_ref())),
            Err(Unanswered::Refused(error)) => Err(PageError::Refused(error)),
            Err(Unanswered::Silence) => Err(PageError::Silence),
            Err(Unanswered::Offline) => return,
        };
        if let Some(room) = self.rooms.all.get_mut(&id)
            && let Some(machine) = &mut room.history.machine
        {
            machine.answer(query, outcome);
            self.rooms.reading.insert(id);
        }
        self.conclude_room(id, turn);
    }

    /// Hands the next page of a room to the history, if there is one.
    pub(crate) fn feed_room(&mut self) -> bool {
        let reading: Vec<_> = self.rooms.reading.iter().copied().collect();
        for id in reading {
            let Some(room) = self.rooms.all.get_mut(&id) else {
                continue;
            };
            let machine = room.history.machine.as_mut();
            let Some(page) = machine.and_then(CatchUp::next_page) else {
                // A page that was asked for ahead and is of no use ends the work, too.
                let done = room.history.machine.as_ref();
                let done = done.is_some_and(|it| it.stage() == Stage::Done && it.is_at_rest());
                if done && self.rooms.reading.remove(&id) {
                    self.dirty.insert(id);
                    self.announce_talks();
                }
                continue;
            };
            let place = place_in(&room.history.spans, &page.place);
            let (since, began) = (room.history.since, room.kept.began);
            let (Some(place), Some(archive)) = (place, self.room_jid(id)) else {
                tracing::error!("a page of a room has no place");
                continue;
            };
            let more = !page.complete;
            let rows: Vec<ArchivedRow> = page.rows.into_iter().map(ArchivedRow::from).collect();
            let read: HashMap<ConversationId, ItemId> = match began {
                None => everything(&rows),
                Some(began) => self.read_since(id, began, &rows),
            };
            let at = At {
                archive,
                since,
                place,
            };
            self.give_page(at, rows, page.complete, read, move |outcome| {
                crate::feature::catch_up::Done::Room { id, outcome, more }
            });
            return true;
        }
        false
    }

    /// The history has taken a page of a room in, or could not.
    pub(crate) async fn room_page_stored(
        &mut self,
        id: ConversationId,
        outcome: Result<PageOutcome, Error>,
        more: bool,
        turn: &mut Turn,
    ) {
        let mut outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                self.page_not_stored(turn);
                if let Some(room) = self.rooms.all.get_mut(&id) {
                    if let Some(machine) = &mut room.history.machine {
                        machine.not_stored();
                    }
                    room.history.retry = Some(Instant::now() + LONG);
                }
                turn.failed = Some(error);
                return;
            }
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let known = outcome.spans.iter().map(stretch).collect();
        let first = room.kept.began.is_none();
        let news = !room.history.has_looked() && !first;
        room.history.spans.clone_from(&outcome.spans);
        if first {
            self.all_of_it_is_old(id, &mut outcome);
        }
        if news {
            self.count_missed_mentions(id, &outcome);
        }
        let moved = outcome.moved.iter();
        let moved = moved.filter(|(conversation, ..)| *conversation == id);
        let moved: Vec<_> = moved.map(|(_, old, row)| (*old, row.id)).collect();
        self.seen_in_page(id, &outcome.new, &moved, turn).await;
        self.rooms.behind = news;
        self.take_outcome(outcome, false, turn).await;
        self.rooms.behind = false;
        if let Some(room) = self.rooms.all.get_mut(&id)
            && let Some(machine) = &mut room.history.machine
        {
            machine.stored(known, more);
            self.rooms.reading.insert(id);
        }
        self.conclude_room(id, turn);
    }

    /// Up to where a room was read: at least to where we first came.
    fn read_since(
        &self,
        id: ConversationId,
        began: i64,
        rows: &[ArchivedRow],
    ) -> HashMap<ConversationId, ItemId> {
        let mut read = self.read_places(rows);
        let came = ItemId {
            at: Timestamp(began),
            seq: u64::MAX,
        };
        let upto = read.entry(id).or_insert(came);
        *upto = came.max(*upto);
        read
    }

    /// What was said in a room before we first came is no news.
    fn all_of_it_is_old(&self, id: ConversationId, outcome: &mut PageOutcome) {
        let Some(newest) = outcome.spans.first().map(|span| span.newest.at) else {
            return;
        };
        let record = self.talks.get(&id).map(|talk| &talk.record);
        let unread = record.map_or(0, |record| record.unread);
        let since = self.backlog.stirred_in(id);
        for talk in &mut outcome.talks {
            if talk.conversation == id {
                talk.unread = unread.saturating_sub(since);
                talk.read = Some(ItemId {
                    at: newest,
                    seq: u64::MAX,
                });
            }
        }
    }

    fn count_missed_mentions(&mut self, id: ConversationId, outcome: &PageOutcome) {
        let mut talks = outcome.talks.iter();
        let Some(told) = talks.find(|talk| talk.conversation == id) else {
            return;
        };
        if let Some(talk) = self.talks.get_mut(&id) {
            // Counted here first, so that a mention counts among what is unread.
            talk.record.unread = talk.record.unread.max(u32::from(told.unread > 0));
        }
        for (conversation, message) in &outcome.new {
            let unread = told.read.is_none_or(|read| message.id > read);
            if *conversation == id && unread && message.direction == Direction::Incoming {
                self.count_mention(id, message);
            }
        }
    }

    /// Draws the conclusions from how far the archive of a room is here.
    fn conclude_room(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let history = &mut room.history;
        let Some(stage) = history.machine.as_ref().map(CatchUp::stage) else {
            return;
        };
        if let Stage::Failed(_) = &stage
            && history.retry.is_none()
        {
            let pause = if history.failures == 0 { SHORT } else { LONG };
            history.failures += 1;
            history.retry = Some(Instant::now() + pause);
        }
        if stage == Stage::Done {
            history.failures = 0;
        }
        let rests = history.machine.as_ref().is_some_and(CatchUp::is_at_rest);
        let over = match stage {
            Stage::Done | Stage::Paused => rests,
            Stage::Failed(_) => true,
            _ => false,
        };
        if over && self.rooms.reading.remove(&id) {
            self.dirty.insert(id);
        }
        if over {
            self.audit_room(id);
        }
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.history.has_looked() && std::mem::take(&mut room.history.doubted) {
            self.release_outbox(turn);
        }
        let looked = self
            .rooms
            .all
            .get(&id)
            .is_some_and(|room| room.history.has_looked());
        if let Some(room) = self.rooms.all.get_mut(&id).filter(|_| looked)
            && room.kept.began.is_none()
        {
            // Where nothing was said before, all that comes is news, whatever our clock says.
            let newest = room.history.spans.first().map(|span| span.newest.at.0);
            room.kept.began = Some(newest.unwrap_or(i64::MIN));
            self.keep_room(id);
        }
        if looked && self.backlog.has_missed(id) && !self.missed_after_reading() {
            self.tell_missed(turn);
        }
    }

    /// The room got something of ours after what stands behind it here: the order is the archive's.
    pub(super) fn doubt_room_order(&mut self, id: ConversationId) {
        if let Some(room) = self.rooms.all.get_mut(&id) {
            let soon = Instant::now() + DOUBT;
            let audit_at = &mut room.history.audit_at;
            *audit_at = Some(audit_at.map_or(soon, |at| at.min(soon)));
        }
    }

    /// Looks at what the archive made of it where that is owed; what is not possible now comes later.
    pub(super) fn audit_room(&mut self, id: ConversationId) {
        let online = self.is_online();
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let possible = online && room.is_joined() && room.history.has_looked();
        if possible
            && let Some(machine) = &mut room.history.machine
            && std::mem::take(&mut room.history.audit_owed)
        {
            machine.audit();
            self.rooms.reading.insert(id);
        }
    }

    pub(super) fn tick_room_history(&mut self, id: ConversationId, now: Instant) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.history.audit_at.is_some_and(|at| at <= now) {
            room.history.audit_at = None;
            room.history.audit_owed = true;
            self.audit_room(id);
        }
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.history.retry.is_some_and(|retry| retry <= now) {
            room.history.retry = None;
            if let Some(machine) = &mut room.history.machine {
                machine.retry();
            }
            if room.is_joined() {
                self.rooms.reading.insert(id);
            }
        }
    }
}

/// Who has said what stands in an archive. A real address counts only where the room tells people apart:
/// such a room writes it itself, and an older one may pass on what somebody else has written.
fn archived_author(room: &Room, wire: &Wire, nick: &str) -> Author {
    let gives = room.gives_ids();
    let id = room::occupant_id(&wire.payloads).filter(|_| gives);
    let user = room::User::find(&wire.payloads).filter(|_| gives);
    let jid = user.and_then(|user| user.item.jid);
    Author {
        nick: nick.to_owned(),
        occupant_id: id.unwrap_or_default().to_owned(),
        jid: jid.map(Address::into_bare),
    }
}

/// So many archives of rooms are asked side by side.
const AT_ONCE: usize = 2;

/// Where the order is in doubt, the archive is looked at so soon: what else is under way comes along.
const DOUBT: Duration = Duration::from_secs(2);

/// What failed once is tried again so soon.
const SHORT: Duration = Duration::from_secs(5);

/// What goes on failing, so much later.
const LONG: Duration = Duration::from_secs(300);
