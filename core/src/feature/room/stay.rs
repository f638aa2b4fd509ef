//! Whether we still are in a room (XEP-0410): links between servers break and services restart without a
//! word to those who sit in a room. A room that is silent is asked, and entered again without a word.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use waxwing_proto::iq::Request;
use waxwing_proto::ping;
use waxwing_proto::stanza_error::Condition;

use super::Asked;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::{ConversationId, ItemId};

/// When we heard of a room.
#[derive(Debug, Default)]
pub(super) struct Stay {
    heard: Option<Instant>,
    /// It was asked and has not answered.
    asked: bool,
    /// It is entered again then.
    back: Option<Instant>,
}

/// Rows that came back, because the room did not know us any more or because they came too soon, and were said again:
/// what comes back once more has another reason.
#[derive(Debug, Default)]
pub(super) struct Bounced(BTreeSet<u64>);

impl Stay {
    /// The room has said something.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = Some(now);
    }

    /// Nobody wants to be in it any more, or somebody is on the way.
    pub(super) fn stay_out(&mut self) {
        self.back = None;
    }

    pub(super) fn next_wake(&self, joined: bool, silence: Duration) -> Option<Instant> {
        let silent = self.heard.filter(|_| joined && !self.asked);
        let silent = silent.map(|heard| heard + silence);
        silent.into_iter().chain(self.back).min()
    }
}

impl Bounced {
    /// Something came back; whether it may be said again.
    pub(super) fn take(&mut self, item: ItemId) -> bool {
        let first = self.0.insert(item.seq);
        while self.0.len() > BOUNCED {
            self.0.pop_first();
        }
        first
    }
}

impl Account {
    pub(super) fn ask_whether_still(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        // While another nick is on its way, nobody knows by which we go.
        if room.stay.asked || room.renaming.is_some() {
            return;
        }
        room.stay.asked = true;
        let nick = room.kept.nick.clone();
        if let Some(to) = self.occupant(id, &nick) {
            let question = Question::About(About::Room(Asked::Still(id)));
            self.ask_of(Some(&to), Request::Get(ping::query()), question, turn);
        }
    }

    /// The room has answered, or somebody in it (XEP-0410 §3.2).
    pub(super) fn learn_whether_still(
        &mut self,
        id: ConversationId,
        outcome: Outcome,
        _turn: &mut Turn,
    ) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        room.stay.asked = false;
        room.stay.heard(Instant::now());
        if !room.is_joined() {
            return;
        }
        match outcome {
            Err(Unanswered::Refused(error)) => match error.condition {
                Condition::ServiceUnavailable
                | Condition::FeatureNotImplemented
                | Condition::ItemNotFound
                | Condition::RemoteServerNotFound
                | Condition::RemoteServerTimeout => {}
                _ => self.line_up(id),
            },
            Ok(_) | Err(Unanswered::Silence | Unanswered::Offline) => {}
        }
    }

    /// We were lost by a service that may be closing: it is given a moment.
    pub(super) fn come_back(&mut self, id: ConversationId) {
        if let Some(room) = self.rooms.all.get_mut(&id) {
            let since = room.entering.since.take();
            if since.is_some_and(|since| since.elapsed() > SETTLED) {
                room.losses = 0;
            }
            let pause = MOMENT * 2_u32.saturating_pow(room.losses.min(MOST_LOSSES));
            room.losses = room.losses.saturating_add(1);
            room.stay.back = Some(Instant::now() + pause);
        }
    }

    /// The room does not know us any more.
    pub(crate) fn lost_by_room(&mut self, id: ConversationId) {
        if self.rooms.all.get(&id).is_some_and(super::Room::is_joined) {
            self.line_up(id);
        }
    }

    /// A message came back from a room that does not know us any more: it is entered again without a
    /// word, once for each message, which waits in the outbox for that: whatever becomes of this process, it is said.
    pub(crate) async fn bounced_by_room(
        &mut self,
        id: ConversationId,
        item: ItemId,
        turn: &mut Turn,
    ) {
        let room = self.rooms.all.get_mut(&id);
        if room.is_some_and(|room| room.bounced.take(item)) {
            self.lost_by_room(id);
            self.say_again(id, item, turn).await;
        }
    }

    /// Says again what came back, and only then what was said after it.
    pub(super) async fn say_again(&mut self, id: ConversationId, item: ItemId, turn: &mut Turn) {
        let waits = self.waiting_behind(id, item);
        self.resend(id, item, turn).await;
        for seq in waits {
            self.line_up_behind(seq, turn);
        }
    }

    /// What waits to be said in a room and was meant to be heard after this.
    fn waiting_behind(&self, id: ConversationId, first: ItemId) -> Vec<u64> {
        let theirs = self.outbox.values().filter(|one| one.conversation == id);
        let waits = theirs.filter(|one| !self.handed.contains(&one.seq) && one.item > first);
        waits.map(|one| one.seq).collect()
    }

    pub(super) fn tick_stay(&mut self, id: ConversationId, now: Instant, turn: &mut Turn) {
        let silence = self.parts.tuning.room_silence;
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.stay.back.is_some_and(|back| back <= now) {
            room.stay.back = None;
            // Without a connection, it waits for one.
            if !room.is_joined() {
                self.line_up(id);
            }
            return;
        }
        let silent = room.stay.heard.is_some_and(|heard| heard + silence <= now);
        if room.is_joined() && silent {
            // Whether it is asked or not: not before the same time again.
            room.stay.heard(now);
            if self.is_online() {
                self.ask_whether_still(id, turn);
            }
        }
    }
}

/// So many rows are known to have come back; nobody bounces more than that between two.
const BOUNCED: usize = 400;

/// A room that loses us each time we come is tried every eight minutes at the end.
const MOST_LOSSES: u32 = 8;

/// Who was in a room for so long was not thrown out at the door.
const SETTLED: Duration = Duration::from_secs(60);

/// A service that is restarted is back soon.
const MOMENT: Duration = Duration::from_secs(2);
