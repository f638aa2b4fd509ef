//! Saying something: the message is in the store before it is on the wire, and stays in the outbox
//! until the server has it. And the chat states that go with it (XEP-0085).

use std::sync::Arc;
use std::time::Instant;

use jid::BareJid;
use minidom::Element;
use uuid::Uuid;
use waxwing_proto::chat_state::{self, ChatState as Told};
use waxwing_proto::xml::Tree;
use waxwing_proto::{Address, hints, markers, message};

use crate::account::turn::Turn;
use crate::account::{Account, preview};
use crate::feature::unsaid::Said;
use crate::feature::{link, saying};
use crate::model::{ChatState, Direction, LinkPreview, Message, Milestone, Stage, State};
use crate::store::{Dedup, MessageRecord, Op, OutboxRecord};
use crate::{ConversationId, ItemId, Timestamp};

/// What is to be said.
#[derive(Debug, Default)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    /// What it answers.
    pub(crate) reply_to: Option<ItemId>,
    /// The hint behind which it is hidden.
    pub(crate) spoiler: Option<String>,
    /// What is told of its links.
    pub(crate) previews: Vec<LinkPreview>,
    /// The id that it has already, where it has waited.
    pub(crate) origin: Option<String>,
    /// To whom alone of a room.
    pub(crate) private: Option<String>,
    /// When it was to be said, where its time has come: nobody sits at the composer.
    pub(crate) planned: Option<Timestamp>,
}

impl Account {
    /// Puts a text into the store and the outbox; it goes out as soon as it can.
    pub(crate) async fn say(&mut self, id: ConversationId, words: Words<'_>, turn: &mut Turn) {
        let text = saying::tidy(words.text);
        if text.is_empty() {
            return;
        }
        if self.is_stuck() {
            return self.refuse_to_say(id, &text);
        }
        let answered = self.replied_to(id, words.reply_to, turn).await;
        let Ok(private) = self.confidant(id, words.private, answered.as_deref()) else {
            // It must not reach anybody else.
            return self.refuse_to_say(id, &text);
        };
        let reply = self.answering(id, answered.as_deref());
        self.allow_states_as_it_is(id);
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let jid = talk.record.jid.clone();
        let before = talk.record.last.clone();
        let by_hand = words.planned.is_none();
        let tells = by_hand && private.is_none();
        let state = tells.then(|| talk.composer.sent()).flatten();
        self.ticking.touch(id);
        self.ensure_talk(&jid, true, turn);
        self.know(id, turn);
        let mut message = Message {
            id: self.next_item(id, Timestamp::now()),
            direction: Direction::Outgoing,
            sender: self.own.to_string(),
            text: text.clone(),
            previews: link::kept(&words.previews, &text),
            state: State::Pending,
            origin_id: words.origin.unwrap_or_else(|| Uuid::new_v4().to_string()),
            reply,
            spoiler: words
                .spoiler
                .map(|hint| waxwing_proto::spoiler::line(&hint)),
            author: self.own_author(id),
            sealing: self.own_sealing(id, private.as_ref()),
            private,
            ..Message::default()
        };
        let Some(stanza) = self.stanza_of(id, &message) else {
            return;
        };
        let mut stanza = saying::with_state(stanza, state);
        self.ask_for_marker(&jid, &message, &mut stanza);
        let planned = words.planned.map(|at| Milestone {
            at,
            ..Milestone::now(Stage::Planned, String::new())
        });
        let mut milestones: Vec<_> = planned.into_iter().collect();
        milestones.push(self.queued(id, &message));
        if String::from(&stanza).len() > self.longest_stanza() {
            let failed = self.too_long();
            message.state = failed.state().unwrap_or(message.state);
            milestones.push(failed);
        } else {
            self.put_outbox(id, &message, &stanza, turn);
        }
        let from = self.record.jid.clone();
        let dedup = vec![Dedup::Origin {
            from,
            id: message.origin_id.clone(),
        }];
        let item = message.id;
        if by_hand {
            self.read_by_writing(id, item);
        }
        self.put_message(id, message, dedup, turn);
        turn.said = Some(Said {
            conversation: id,
            item,
            text,
            before,
        });
        for milestone in milestones {
            Self::note(id, item, milestone, turn);
        }
    }

    /// The server would not take it.
    pub(crate) fn too_long(&self) -> Milestone {
        Milestone::failed(self.own.domain(), TOO_LONG, "")
    }

    /// Who may see us is asked to tell when they have seen it (XEP-0333); a stranger's answer would
    /// tell more of them than they may have wanted.
    pub(crate) fn ask_for_marker(&self, to: &BareJid, said: &Message, stanza: &mut Element) {
        // What is said to one of a group alone is marked by nobody.
        if said.private.is_some() {
            return;
        }
        if self.may_see_us(to) || self.asks_room(to) {
            stanza.append_child(markers::markable());
        }
    }

    /// The longest stanza that is worth a try.
    pub(crate) fn longest_stanza(&self) -> usize {
        self.max_bytes
            .map_or(MAX_STANZA, |most| most.min(MAX_STANZA))
    }

    pub(crate) fn put_outbox(
        &mut self,
        id: ConversationId,
        message: &Message,
        stanza: &Element,
        turn: &mut Turn,
    ) {
        let Some(talk) = self.talks.get(&id) else {
            return;
        };
        let alone = message.private.as_ref();
        let alone = alone.and_then(|nick| self.address_of_nick(id, nick));
        let entry = OutboxRecord {
            account: self.record.id,
            seq: self.parts.store.next_seq(),
            conversation: id,
            item: message.id,
            to: alone.as_ref().unwrap_or(&talk.record.jid).to_string(),
            stanza: String::from(stanza),
            handed: None,
            seal: self.seal_for(id),
        };
        turn.ops.push(Op::PutOutbox(entry.clone()));
        turn.outbox.insert(entry.seq);
        self.outbox.insert(entry.seq, entry);
    }

    /// Tries a failed message again, under the id it had: who got it the first time knows it.
    pub(crate) async fn resend(&mut self, id: ConversationId, item: ItemId, turn: &mut Turn) {
        let Some(jid) = self.talks.get(&id).map(|talk| talk.record.jid.clone()) else {
            return;
        };
        let message = match turn.row(id, item) {
            Some(message) => message,
            None => match self.parts.archive.get(id, item).await {
                Ok(Some(message)) => message,
                _ => return,
            },
        };
        if !matches!(message.state, State::Failed { .. }) {
            return self.resend_change(id, &message, turn).await;
        }
        if self.retry_file(id, item, turn).await {
            return;
        }
        let place = (id, message.id);
        if !self.reaches_the_same(id, &message, turn).await {
            return self.fail_again(place, turn).await;
        }
        let Some(mut stanza) = self.stanza_of(id, &message) else {
            return;
        };
        self.ask_for_marker(&jid, &message, &mut stanza);
        if String::from(&stanza).len() > self.longest_stanza() {
            self.pass(place, self.too_long(), turn).await;
            return;
        }
        self.put_outbox(id, &message, &stanza, turn);
        let retried = Milestone::now(Stage::Retried, String::new());
        self.pass(place, retried, turn).await;
    }

    /// It was tried again, and who it is for is not there.
    pub(crate) async fn fail_again(&mut self, place: (ConversationId, ItemId), turn: &mut Turn) {
        let retried = Milestone::now(Stage::Retried, String::new());
        self.pass(place, retried, turn).await;
        self.pass(place, self.not_there(), turn).await;
    }

    /// Who it is for does not go by that nick any more.
    pub(crate) fn not_there(&self) -> Milestone {
        Milestone::failed(self.own.domain(), NOT_THERE, "")
    }

    /// Throws a failed or waiting message away.
    pub(crate) async fn discard(&mut self, id: ConversationId, item: ItemId, turn: &mut Turn) {
        let Ok(Some(message)) = self.parts.archive.get(id, item).await else {
            return;
        };
        if !matches!(message.state, State::Failed { .. } | State::Pending) {
            return self.discard_change(id, &message, turn);
        }
        let entry = self
            .outbox
            .values()
            .find(|one| one.conversation == id && one.item.seq == item.seq)
            .map(|one| one.seq);
        if let Some(seq) = entry {
            // What the stream worker has may be on the wire already; it can't be taken back.
            if self.handed.contains(&seq) {
                return self.too_late(id, message.id);
            }
            self.remove_entry(seq, turn);
        }
        self.drop_file(item.seq, turn).await;
        let item = message.id;
        turn.ops.push(Op::RemoveItem {
            conversation: id,
            item,
        });
        turn.changes.push((id, crate::Change::Removed(vec![item])));
        self.refresh_preview(id, item, turn).await;
    }

    /// Stores a row of a conversation with everything that follows from it.
    pub(crate) fn put_message(
        &mut self,
        id: ConversationId,
        message: Message,
        dedup: Vec<Dedup>,
        turn: &mut Turn,
    ) {
        let counts = message.direction == Direction::Incoming && !self.is_ignored(id, &message);
        let message = Arc::new(message);
        turn.ops.push(Op::PutMessage(MessageRecord {
            account: self.record.id,
            conversation: id,
            message: Arc::clone(&message),
            dedup,
        }));
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        if counts {
            talk.record.unread = talk.record.unread.saturating_add(1);
        }
        if talk.awaits {
            turn.renewed.insert((id, message.id.seq));
        }
        preview::see(&mut talk.record, &message);
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        let room = self.rooms.has(id);
        self.backlog.stir(id, counts, room);
        talk.shows(message.id);
        turn.show(id, talk.open, message);
        self.dirty.insert(id);
        self.audit_history(turn);
    }

    /// The place of a row that was said at `at`: below everything that is here already.
    ///
    /// What arrives over the stream is never put above what a person may have read, whatever the
    /// clocks say: stamps of servers are cut to whole seconds, and clocks are set back.
    pub(crate) fn next_item(&self, id: ConversationId, at: Timestamp) -> ItemId {
        let newest = self
            .talks
            .get(&id)
            .and_then(|talk| talk.record.last.as_ref());
        let at = newest.map_or(at, |newest| {
            at.max(Timestamp(newest.at.0.saturating_add(1)))
        });
        let hidden = self.talks.get(&id).map_or(0, |talk| talk.latest.0);
        let at = at.max(Timestamp(hidden.saturating_add(1)));
        ItemId {
            at,
            seq: self.parts.store.next_seq(),
        }
    }

    /// What the person does in a conversation, told to the other side where that is welcome.
    pub(crate) fn compose(&mut self, id: ConversationId, state: ChatState, turn: &mut Turn) {
        if !self.is_online() {
            return;
        }
        if state == ChatState::Composing {
            // What is written will want to go out at once.
            self.survey_before_writing(id, turn);
        }
        self.allow_states_as_it_is(id);
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        self.ticking.touch(id);
        let told = match state {
            ChatState::Composing => talk.composer.typed(Instant::now()),
            ChatState::Active => {
                let told = talk.composer.cleared();
                told.or_else(|| talk.composer.entered())
            }
            ChatState::Paused => talk.composer.paused(),
            ChatState::Unknown => talk.composer.cleared(),
            ChatState::Inactive | ChatState::Gone => talk.composer.left(),
        };
        if let Some(told) = told {
            let to = Address::from(&talk.record.jid);
            turn.send.push(self.state_alone(id, &to, told));
        }
    }

    fn state_alone(&self, id: ConversationId, to: &Address, state: Told) -> Element {
        let stanza = state_alone(to, state);
        match self.rooms.has(id) {
            true => stanza.with_attr("type", "groupchat"),
            false => stanza,
        }
    }

    /// Only who may see our presence learns what we type (XEP-0085 §8).
    pub(crate) fn allow_states(&mut self, id: ConversationId) {
        let Some(talk) = self.talks.get(&id) else {
            return;
        };
        let known = self.may_know(&talk.record.jid).typing;
        let allowed = self.tells_typing_in_room(id).unwrap_or(known);
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.composer.allow(allowed);
            self.ticking.touch(id);
        }
    }

    /// In a room it depends on how many are in it, and on whether we are.
    pub(crate) fn allow_states_as_it_is(&mut self, id: ConversationId) {
        if self.rooms.has(id) {
            self.allow_states(id);
        }
    }

    pub(crate) fn tick_chat_states(&mut self, now: Instant, turn: &mut Turn) {
        let online = self.is_online();
        for id in self.ticking.ids() {
            self.allow_states_as_it_is(id);
            let Some(talk) = self.talks.get_mut(&id) else {
                continue;
            };
            if talk.incoming.tick(now) {
                self.dirty.insert(id);
            }
            if let Some(told) = talk.composer.tick(now)
                && online
            {
                let to = Address::from(&talk.record.jid);
                turn.send.push(self.state_alone(id, &to, told));
            }
        }
    }
}

/// The condition of a message that no server would take, and that was never sent; a server never
/// gives it (RFC 6120 §8.3.3 has no such).
pub const TOO_LONG: &str = "too-long";

/// The condition of a message for one of a room alone who does not go by that nick any more: it was not sent (again).
pub const NOT_THERE: &str = "not-there";

/// Below the 256 KiB at which Prosody and ejabberd end the stream, as often as it is sent.
const MAX_STANZA: usize = 200_000;

fn state_alone(to: &Address, state: Told) -> Element {
    let mut stanza = message::bodiless(to, &Uuid::new_v4().to_string());
    stanza.append_child(chat_state::element(state));
    // Nobody wants to know later on.
    stanza.append_child(hints::no_store());
    stanza
}
