//! The end of a turn: store first, then the wire and the window, then the server may forget.

use std::sync::Arc;
use std::time::{Duration, Instant};

use minidom::Element;
use waxwing_proto::management::Token;

use crate::account::stream::ToStream;
use crate::account::talk::Around;
use crate::account::turn::Turn;
use crate::account::{Account, CALM};
use crate::event::{account, conversation};
use crate::store::{Op, Unit};
use crate::supervisor::Report;
use crate::{Error, Event, model};

impl Account {
    /// Stores what a turn has decided, and carries it out.
    pub(crate) async fn finish(&mut self, mut turn: Turn) {
        if !self.stuck.is_empty() {
            let followed = turn.followed && turn.ops.is_empty();
            self.hold(turn);
            if followed {
                self.tell_followed().await;
            }
            return;
        }
        if self.backlog.take_places_due() {
            self.places_caught_up(&mut turn).await;
        }
        self.number(&mut turn).await;
        self.ride(&mut turn);
        turn.close_sessions(self.record.id, self.encryption.kept());
        turn.followed = self.concerns_followed(&turn);
        match self.make_durable(&mut turn.ops).await {
            Ok(()) => self.carry_out_and_tell(turn).await,
            Err(error) => {
                self.take_back(&mut turn);
                self.get_stuck(turn, error);
            }
        }
    }

    /// The store takes nothing: what needs it waits in order, the rest is told.
    fn hold(&mut self, mut turn: Turn) {
        turn.close_sessions(self.record.id, self.encryption.kept());
        if turn.ops.is_empty() {
            // What goes over the wire keeps its order, which is counted.
            let send = std::mem::take(&mut turn.send);
            self.carry_out(turn);
            let room = HELD.saturating_sub(self.held());
            let send: Vec<_> = send.into_iter().take(room).collect();
            // The first has its places already.
            if self.stuck.len() == 1 {
                self.stuck.push_back(Turn::default());
            }
            if let Some(last) = self.stuck.back_mut() {
                last.send.extend(send);
            }
        } else {
            self.stuck.push_back(turn);
        }
    }

    fn held(&self) -> usize {
        self.stuck.iter().map(|turn| turn.send.len()).sum()
    }

    fn get_stuck(&mut self, turn: Turn, error: Error) {
        self.tell(Event::StoreFailed(error));
        self.stuck.push_front(turn);
        self.retry_at = Some(Instant::now() + STORE_RETRY);
    }

    /// Tries the store again with what it could not take.
    pub(crate) async fn unstick(&mut self) {
        self.retry_at = None;
        let mut numbered = true;
        while let Some(mut turn) = self.stuck.pop_front() {
            // The first was given its places before it got stuck.
            if !std::mem::take(&mut numbered) {
                self.number(&mut turn).await;
            }
            turn.close_sessions(self.record.id, self.encryption.kept());
            self.show_late(&mut turn);
            turn.followed = self.concerns_followed(&turn);
            match self.make_durable(&mut turn.ops).await {
                Ok(()) => self.carry_out_and_tell(turn).await,
                Err(error) => {
                    self.get_stuck(turn, error);
                    return;
                }
            }
        }
    }

    /// A conversation that was opened while the turn waited has not seen its rows.
    fn show_late(&self, turn: &mut Turn) {
        let put = turn.ops.iter().filter_map(|op| match op {
            Op::PutMessage(row) => Some((row.conversation, Arc::clone(&row.message))),
            _ => None,
        });
        let changed = turn.touched.iter();
        let changed = changed.map(|((id, _), message)| (*id, Arc::clone(message)));
        for (id, message) in put.chain(changed).collect::<Vec<_>>() {
            let open = self.talks.get(&id).and_then(|talk| talk.open);
            turn.show(id, open, message);
        }
    }

    /// Counts what the turn is going to send and what it stores of what came in; the counts are
    /// stored with it.
    async fn number(&mut self, turn: &mut Turn) {
        // It may ask something, which is counted like all that is sent.
        self.seal_outbox(turn).await;
        if self.standing.is_unsettled() {
            turn.send.clear();
        }
        for _ in &turn.send {
            self.standing.count_sent();
        }
        self.number_outbox(turn).await;
        if let Some(count) = turn.counted {
            self.count_stored(count, turn);
        }
    }

    async fn carry_out_and_tell(&mut self, turn: Turn) {
        let followed = turn.followed;
        let renewed = turn.renewed.iter().copied().collect();
        self.carry_out(turn);
        self.show_renewed(renewed).await;
        if followed {
            self.tell_followed().await;
        }
    }

    /// Does what a turn has decided, now that it is stored.
    fn carry_out(&mut self, turn: Turn) {
        // Roster and presence of a new session first, then what was said meanwhile.
        for stanza in turn.send {
            self.send_loose(stanza);
        }
        for seq in &turn.outbox {
            self.hand_over(*seq);
        }
        if let Some(number) = turn.handled {
            self.line.send(ToStream::Handled(number));
        }
        if turn.account {
            self.announce_account();
        }
        for (id, change) in turn.changes {
            self.tell(Event::Conversation(conversation::Event::Timeline(
                id, change,
            )));
        }
        // A burst of stanzas is told in few snapshots; what is left over goes with a later turn,
        // and there is one as long as more is waiting.
        let named = !turn.notices.is_empty() || !turn.later.is_empty() || !turn.done.is_empty();
        if named || self.line.is_silent() || self.flushed.elapsed() > CALM {
            self.announce_talks();
        }
        for id in turn.gone {
            self.tell(Event::Conversation(conversation::Event::Removed(id)));
        }
        for notice in turn.notices {
            self.tell_notice(notice);
        }
        for told in turn.files {
            self.tell(told);
        }
        if turn.frees {
            let _ = self.parts.reports.send(Report::FilesLeft);
        }
        for told in turn.later {
            self.tell(Event::Later(told));
        }
        if let Some(error) = turn.failed {
            self.tell(Event::StoreFailed(error));
        }
        self.tell_invited(turn.invited);
        if let Some(generation) = turn.generation {
            let report = Report::Generation(self.record.id, generation);
            let _ = self.parts.reports.send(report);
        }
        for (request, outcome) in turn.done {
            self.tell(Event::Done(request, outcome));
        }
        if let Some(number) = turn.settled {
            self.parts.archive.settled(self.record.id, number);
        }
        self.feed_history();
    }

    /// Hands the decisions to the store, part by part, and takes out what it has: while the disk is
    /// full nothing is acknowledged to anybody, and nothing that was decided is forgotten.
    async fn make_durable(&self, ops: &mut Vec<Op>) -> Result<(), Error> {
        while !ops.is_empty() {
            let mut room = UNIT;
            let mut count = 0;
            for op in ops.iter() {
                if count > 0 && weight(op) > room {
                    break;
                }
                room = room.saturating_sub(weight(op));
                count += 1;
            }
            let unit: Unit = ops.iter().take(count).cloned().collect();
            self.parts.store.commit(unit).await?;
            ops.drain(..count);
        }
        Ok(())
    }

    /// Tells the account's snapshot.
    pub(crate) fn announce_account(&self) {
        let account = model::Account {
            id: self.record.id,
            jid: self.record.jid.clone(),
            connection: self.connection.clone(),
            presence: self.record.presence.clone(),
            settings: self.record.settings.clone(),
            enabled: self.record.enabled,
            order: self.record.order,
            colour: self.record.colour,
            password_kept: self.password_kept,
            history: self.backlog.snapshot(),
            avatar: self.avatar_of(&self.record.jid),
            avatar_for_everybody: self.shows_everybody(),
            keys_locked: self.encryption.is_locked() && !self.line.is_locked() && !self.read_only,
        };
        self.tell(Event::Account(account::Event::Changed(Arc::new(account))));
    }

    /// Tells the snapshots of all conversations that have changed.
    pub(crate) fn announce_talks(&mut self) {
        let online = self.is_online();
        for id in std::mem::take(&mut self.dirty) {
            let Some(talk) = self.talks.get(&id) else {
                continue;
            };
            let jid = &talk.record.jid;
            let (room, room_name) = self.room_snapshot(id);
            let snapshot = talk.snapshot(&Around {
                own: &self.record.jid,
                contact: self.contacts.get(jid),
                nick: self.book.nick(jid),
                approved: self.book.is_approved(jid),
                blocked: self.book.is_blocked(jid),
                online,
                avatar: self.avatar_of(jid),
                room,
                room_name,
                encryption: self.encryption_of(id),
            });
            self.tell(Event::Conversation(conversation::Event::Changed(Arc::new(
                snapshot,
            ))));
            self.tell_over(id);
        }
        self.announce_rooms();
        self.announce_book();
        self.announce_agenda();
        self.announce_profiles();
        self.flushed = Instant::now();
    }

    /// Tells the window, or whoever listens.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.parts.events.send(event);
    }

    /// Sends a stanza whose loss does no harm: the next session says it anew.
    fn send_loose(&mut self, stanza: Element) {
        self.loose -= 1;
        let token = Token(self.loose);
        self.mark_goes_out(&stanza, token);
        self.line.send(ToStream::Send {
            epoch: self.standing.epoch,
            token,
            stanza,
        });
    }
}

/// How many entries an operation may become in the store: long texts are kept in pieces of 32 KiB,
/// in the journal and where they wait.
fn weight(op: &Op) -> usize {
    2 + match op {
        Op::PutMessage(row) => (row.message.text.len() + row.message.sender.len()) / 16_384,
        Op::PutOutbox(entry) => entry.stanza.len() / 16_384,
        Op::PutOmemo(_, batch) => {
            let bytes = |value: &zeroize::Zeroizing<Vec<u8>>| value.len() / 16_384;
            let values = batch.writes.values().flatten();
            batch.writes.len() + values.map(bytes).sum::<usize>()
        }
        _ => 0,
    }
}

/// About half of what the store takes in one unit; a stanza of the largest size fits.
const UNIT: usize = 600;

/// How many stanzas of no lasting worth wait for a store that takes nothing; what is lost beyond are
/// chat states.
const HELD: usize = 100;

/// How long to wait before a store that failed is tried again.
const STORE_RETRY: Duration = Duration::from_secs(3);
