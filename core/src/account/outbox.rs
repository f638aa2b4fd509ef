//! The outbox: what was said and is not known to be with the server.
//!
//! An entry leaves it in one of three ways: the server acknowledged it (XEP-0198), it came back
//! with an error, or the person threw it away. A lost session only means that it goes out again.

use std::sync::Arc;

use minidom::Element;
use waxwing_proto::management::Token;

use crate::account::stream::ToStream;
use crate::account::turn::Turn;
use crate::account::{Account, preview};
use crate::feature::encryption::Sealing;
use crate::model::{Message, Milestone, Stage, State};
use crate::store::{Op, OutboxRecord, Seal, SetState};
use crate::{ConversationId, ItemId, Timestamp};

impl Account {
    /// Hands an entry to the stream worker; [`Self::number_outbox`] has given it a place.
    pub(crate) fn hand_over(&mut self, seq: u64) {
        if !self.handed.contains(&seq) {
            return;
        }
        let Some(entry) = self.outbox.get(&seq) else {
            return;
        };
        match entry.stanza.parse::<Element>() {
            Ok(stanza) => {
                self.line.send(ToStream::Send {
                    epoch: self.standing.epoch,
                    token: Token(seq),
                    stanza,
                });
            }
            Err(error) => tracing::error!(%error, seq, "an entry of the outbox can't be read"),
        }
    }

    /// Gives the entries of a turn their places in the session, to be stored before they are sent;
    /// without a session to send them in, they wait for one.
    pub(crate) async fn number_outbox(&mut self, turn: &mut Turn) {
        // What is said now goes out behind what waits.
        if !self.is_online() || self.backlog.holds_outbox() {
            turn.outbox.clear();
            return;
        }
        for seq in std::mem::take(&mut turn.outbox) {
            let Some(entry) = self.outbox.get(&seq).cloned() else {
                continue;
            };
            let held = self.handed.contains(&seq) || self.rooms.holds(entry.conversation);
            if held || entry.seal == Seal::Due {
                continue;
            }
            if self.max_bytes.is_some_and(|most| entry.stanza.len() > most) {
                self.remove_entry(seq, turn);
                let place = (entry.conversation, entry.item);
                self.pass(place, self.too_long(), turn).await;
                continue;
            }
            if self.misses(&entry) {
                self.remove_entry(seq, turn);
                let place = (entry.conversation, entry.item);
                self.pass(place, self.not_there(), turn).await;
                continue;
            }
            if self.slows(entry.conversation, &entry.stanza) {
                continue;
            }
            self.handed.insert(seq);
            let entry = OutboxRecord {
                handed: Some(self.standing.count_sent()),
                ..entry
            };
            self.outbox.insert(seq, entry.clone());
            turn.ops.push(Op::PutOutbox(entry));
            turn.outbox.insert(seq);
        }
    }

    /// Encrypts what is to go out and has to be. What that changes of the sessions is stored before what they have
    /// made: a crash in between costs a key that nobody used, and never uses one twice.
    pub(crate) async fn seal_outbox(&mut self, turn: &mut Turn) {
        let due = |seq: &u64| {
            let entry = self.outbox.get(seq);
            entry.is_some_and(|entry| entry.seal == Seal::Due) && !self.handed.contains(seq)
        };
        let due: Vec<u64> = turn.outbox.iter().copied().filter(due).collect();
        if due.is_empty() || !self.is_online() || self.backlog.holds_outbox() {
            return;
        }
        if self.is_stuck() || self.standing.is_unsettled() {
            // A turn that waits for the store holds older sessions than those in memory.
            return self.seal_later();
        }
        turn.close_sessions(self.record.id, self.encryption.kept());
        let mut sealed = Vec::new();
        for seq in due {
            let Some(entry) = self.outbox.get(&seq).cloned() else {
                continue;
            };
            if self.rooms.holds(entry.conversation) {
                continue;
            }
            if let Some(entry) = self.sealed_entry(entry, turn).await {
                self.outbox.insert(seq, entry.clone());
                sealed.push(Op::PutOutbox(entry));
            }
        }
        turn.close_sessions(self.record.id, self.encryption.kept());
        turn.ops.extend(sealed);
    }

    /// An entry as it goes out. `None`: not now, or not at all.
    async fn sealed_entry(&mut self, entry: OutboxRecord, turn: &mut Turn) -> Option<OutboxRecord> {
        match self.seal_entry(&entry, turn).await {
            Sealing::Sealed(stanza) => Some(OutboxRecord {
                stanza,
                seal: Seal::Done,
                ..entry
            }),
            Sealing::Plain if self.put_in_plain(&entry, turn).await => {
                self.remove_entry(entry.seq, turn);
                None
            }
            Sealing::Plain => Some(OutboxRecord {
                seal: Seal::None,
                ..entry
            }),
            Sealing::Wait => None,
            Sealing::Failed(why) => {
                self.remove_entry(entry.seq, turn);
                self.pass((entry.conversation, entry.item), why, turn).await;
                None
            }
        }
    }

    /// A session began or goes on: everything that waits goes out, in the order it was said.
    pub(crate) fn release_outbox(&self, turn: &mut Turn) {
        turn.outbox
            .extend(self.outbox.keys().filter(|seq| !self.handed.contains(seq)));
    }

    /// The server has these.
    pub(crate) async fn handle_acked(&mut self, tokens: &[Token], turn: &mut Turn) {
        for token in tokens {
            let Some(entry) = self.outbox.get(&token.0).cloned() else {
                self.mark_arrived(*token, turn);
                continue;
            };
            self.settle_entry(&entry, turn).await;
        }
    }

    /// The server has taken an entry over; where it does not count, it was only written.
    pub(super) async fn settle_entry(&mut self, entry: &OutboxRecord, turn: &mut Turn) {
        let place = (entry.conversation, entry.item);
        let newest = self.talks.get(&entry.conversation);
        let newest = newest.and_then(|talk| talk.record.last.as_ref());
        if newest.is_some_and(|newest| newest.at > entry.item.at) {
            self.backlog.doubt();
        }
        match self.standing.is_counted() {
            true => {
                let server = self.own.domain().to_owned();
                let acked = Milestone::now(Stage::Acked, server);
                self.pass(place, acked, turn).await;
            }
            false => self.set_state(place.0, place.1, State::Sent, turn).await,
        }
        self.remove_entry(entry.seq, turn);
    }

    /// These may or may not have arrived; they go out again in the next session, under the same
    /// id, by which the other side knows them.
    pub(crate) fn handle_dropped(&mut self, tokens: &[Token]) {
        for token in tokens {
            self.handed.remove(&token.0);
        }
    }

    /// It needs no more sending, whatever became of it.
    pub(crate) fn give_up(&mut self, conversation: ConversationId, item: ItemId, turn: &mut Turn) {
        let found = self
            .outbox
            .values()
            .find(|one| one.conversation == conversation && one.item.seq == item.seq);
        if let Some(seq) = found.map(|one| one.seq) {
            self.remove_entry(seq, turn);
        }
    }

    /// Something that waits goes out behind all that waits by now.
    pub(crate) fn line_up_behind(&mut self, seq: u64, turn: &mut Turn) {
        let Some(entry) = self.outbox.get(&seq).cloned() else {
            return;
        };
        self.remove_entry(seq, turn);
        turn.outbox.remove(&seq);
        let entry = OutboxRecord {
            seq: self.parts.store.next_seq(),
            ..entry
        };
        turn.ops.push(Op::PutOutbox(entry.clone()));
        turn.outbox.insert(entry.seq);
        self.outbox.insert(entry.seq, entry);
    }

    pub(crate) fn remove_entry(&mut self, seq: u64, turn: &mut Turn) {
        let gone = self.outbox.remove(&seq);
        self.handed.remove(&seq);
        self.way.forget(seq);
        if let Some(id) = gone.map(|gone| gone.conversation)
            && self.is_slowed(id)
        {
            self.slow_settled(id);
        }
        turn.ops.push(Op::RemoveOutbox {
            account: self.record.id,
            seq,
        });
    }

    /// A message of ours got further, or failed.
    pub(crate) async fn set_state(
        &mut self,
        conversation: ConversationId,
        item: ItemId,
        state: State,
        turn: &mut Turn,
    ) {
        let known = match turn.row(conversation, item) {
            Some(message) => Ok(Some(message)),
            None => self.parts.archive.get(conversation, item).await,
        };
        let message = match known {
            Ok(Some(message)) => message,
            Ok(None) => return,
            Err(error) => {
                // It can't be shown now, but the history takes the step if it leads forward.
                turn.ops.push(Op::SetState(SetState {
                    conversation,
                    item,
                    state,
                    at: Timestamp::now(),
                }));
                turn.failed = Some(error);
                return;
            }
        };
        let at = Timestamp::now();
        let Some(message) = advanced(&message, state.clone(), at) else {
            return;
        };
        let message = Arc::new(message);
        turn.touched
            .insert((conversation, item.seq), Arc::clone(&message));
        turn.ops.push(Op::SetState(SetState {
            conversation,
            item: message.id,
            state,
            at,
        }));
        let Some(talk) = self.talks.get_mut(&conversation) else {
            return;
        };
        if preview::see_state(&mut talk.record, &message) {
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(conversation);
        }
        // The page that has moved it will show it where it stands.
        if !self.backlog.alter(conversation, &message) {
            turn.show(conversation, talk.open, message);
        }
    }

    /// A row is about to go: the list shows the newest of those that stay.
    pub(crate) async fn refresh_preview(
        &mut self,
        id: ConversationId,
        gone: ItemId,
        turn: &mut Turn,
    ) {
        let Ok(page) = self.parts.archive.page(id, None, 2).await else {
            return;
        };
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.record.last = None;
        if let Some(message) = page.items.iter().rev().find(|message| message.id != gone) {
            preview::see(&mut talk.record, message);
        }
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        self.dirty.insert(id);
    }
}

/// The message after a step, if the step leads forward: as the history will have it.
fn advanced(message: &Message, state: State, at: Timestamp) -> Option<Message> {
    let forward = matches!(
        (&message.state, &state),
        (State::Pending, State::Sent)
            | (
                State::Pending | State::Sent | State::Failed { .. },
                State::Delivered
            )
            | (
                State::Pending | State::Sent | State::Delivered | State::Failed { .. },
                State::Displayed
            )
            | (State::Pending | State::Sent, State::Failed { .. })
            | (State::Failed { .. }, State::Pending)
    );
    let mut message = forward.then(|| message.clone())?;
    match state {
        State::Sent => message.sent_at = Some(at),
        State::Delivered => message.delivered_at = Some(at),
        State::Displayed => message.displayed_at = Some(at),
        _ => {}
    }
    message.state = state;
    Some(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Direction;

    fn said(state: State) -> Message {
        Message {
            id: ItemId {
                at: Timestamp(1),
                seq: 1,
            },
            direction: Direction::Outgoing,
            sender: "ana@example.org".to_owned(),
            text: "hello".to_owned(),
            state,
            origin_id: "o1".to_owned(),
            sent_at: None,
            delivered_at: None,
            displayed_at: None,
            stanza_id: String::new(),
            delayed: false,
            ..Message::default()
        }
    }

    #[test]
    fn a_late_acknowledgement_takes_nothing_back() {
        let delivered = advanced(&said(State::Sent), State::Delivered, Timestamp(9)).unwrap();
        assert_eq!(delivered.delivered_at, Some(Timestamp(9)));
        assert_eq!(advanced(&delivered, State::Sent, Timestamp(10)), None);
        let failed = State::Failed {
            condition: "gone".to_owned(),
            text: String::new(),
        };
        // The server's own count comes after the error it has sent for the same message.
        assert_eq!(
            advanced(&said(failed.clone()), State::Sent, Timestamp(9)),
            None
        );
        assert_eq!(advanced(&delivered, failed, Timestamp(11)), None);
    }

    #[test]
    fn what_is_theirs_has_no_steps() {
        assert_eq!(
            advanced(&said(State::Received), State::Delivered, Timestamp(9)),
            None
        );
    }
}
