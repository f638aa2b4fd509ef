//! Saying more than words: answering, hiding, correcting, taking back, reacting, saying again.
//!
//! A change of ours is a message in the outbox like any other, stored before it is sent, with a state
//! of its own: what becomes of it never touches the state of the message it changes. What has not
//! been handed to the server yet is changed itself, so that nobody ever sees what was wrong with it.

use std::sync::Arc;

use minidom::Element;
use uuid::Uuid;
use waxwing_proto::{
    Address, chat_state, correction, message, reactions, receipts, reply, retraction, spoiler,
    stanza_id,
};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::conversation::Event as Told;
use crate::feature::file::shared_of;
use crate::feature::link;
use crate::model::{
    About, ChangeKind, Direction, Message, Milestone, OwnChange, Reply, Stage, State,
};
use crate::store::{Dedup, MessageRecord, Op, OutboxRecord};
use crate::supervisor::Report;
use crate::{ConversationId, Event, ItemId, Timestamp, command};

impl Account {
    /// What is answered, as it is.
    pub(crate) async fn replied_to(
        &self,
        id: ConversationId,
        item: Option<ItemId>,
        turn: &Turn,
    ) -> Option<Arc<Message>> {
        self.now(id, item?, turn).await
    }

    /// The same, for a message that answers it.
    pub(crate) fn answering(
        &self,
        id: ConversationId,
        answered: Option<&Message>,
    ) -> Option<Reply> {
        let answered = answered?;
        let of = self.name_for(id, answered, None);
        if of.is_empty() {
            return None;
        }
        let mine = answered.direction == Direction::Outgoing;
        Some(Reply {
            of,
            to: match mine {
                true => self.own_name(id),
                false => answered.sender.clone(),
            },
            item: Some(answered.id),
            quote: reply::quoted(answered.spoiler.as_deref().unwrap_or(answered.words())),
            mine,
        })
    }

    /// Says something else instead of what was said.
    pub(crate) async fn correct(
        &mut self,
        id: ConversationId,
        item: ItemId,
        text: &str,
        turn: &mut Turn,
    ) {
        let text = tidy(text);
        let Some(said) = self.own_message(id, item, turn).await else {
            return;
        };
        // A file says nothing that could be put better.
        if text.is_empty() || text == said.text || !said.attachments.is_empty() {
            return;
        }
        if self.is_stuck() {
            return self.refuse_to_say(id, &text);
        }
        if !self.reaches_the_same(id, &said, turn).await {
            return self.refuse_to_say(id, &text);
        }
        let failed = matches!(said.state, State::Failed { .. });
        let waits = said.state == State::Pending && self.unhanded(id, said.id).is_some();
        if failed || waits {
            self.say_instead(id, &said, text, turn);
            if failed {
                self.resend(id, said.id, turn).await;
            }
            return;
        }
        self.give_up_change(id, &said, ChangeKind::Correction, turn);
        let corrected = Message {
            text,
            ..(*said).clone()
        };
        self.change(id, &corrected, ChangeKind::Correction, turn);
    }

    /// Takes a message of ours back.
    pub(crate) async fn retract(&mut self, id: ConversationId, item: ItemId, turn: &mut Turn) {
        let Some(said) = self.own_message(id, item, turn).await else {
            return;
        };
        if self.is_stuck() {
            return;
        }
        let failed = matches!(said.state, State::Failed { .. }) || self.sending.has(said.id.seq);
        if failed || (said.state == State::Pending && self.unhanded(id, said.id).is_some()) {
            // Nobody has it: it is as if it had never been said.
            return self.discard(id, said.id, turn).await;
        }
        self.give_up_change(id, &said, ChangeKind::Correction, turn);
        let nothing = Message {
            text: String::new(),
            ..(*said).clone()
        };
        self.change(id, &nothing, ChangeKind::Retraction, turn);
    }

    /// Feels this about a message from now on.
    pub(crate) async fn react(
        &mut self,
        id: ConversationId,
        item: ItemId,
        emojis: Vec<String>,
        turn: &mut Turn,
    ) {
        let Some(felt) = self.now(id, item, turn).await else {
            return;
        };
        let emojis = reactions::choose(emojis);
        let before: Vec<&str> = felt
            .reactions
            .iter()
            .filter(|one| one.mine)
            .map(|one| one.emoji.as_str())
            .collect();
        let named = !self
            .name_for(id, &felt, Some(ChangeKind::Reaction))
            .is_empty();
        let usable = felt.retracted_at.is_none() && named;
        let same =
            before.len() == emojis.len() && emojis.iter().all(|one| before.contains(&one.as_str()));
        // What was felt for one must not reach whoever goes by their nick now.
        let there = self.confidant(id, None, Some(&felt)).is_ok();
        if !usable || same || !there || self.is_stuck() {
            return;
        }
        self.give_up_change(id, &felt, ChangeKind::Reaction, turn);
        self.know(id, turn);
        let feelings = Message {
            text: emojis.join("\n"),
            ..(*felt).clone()
        };
        self.change(id, &feelings, ChangeKind::Reaction, turn);
    }

    /// Has messages said again elsewhere, in their order.
    pub(crate) async fn forward(
        &mut self,
        id: ConversationId,
        items: Vec<ItemId>,
        to: &[ConversationId],
        turn: &Turn,
    ) {
        let mut said = Vec::new();
        for item in items.into_iter().take(MAX_FORWARDED) {
            said.extend(self.now(id, item, turn).await);
        }
        said.sort_by_key(|message| message.id);
        said.dedup_by_key(|message| message.id.seq);
        for other in to.iter().take(MAX_FORWARDED) {
            for file in said.iter().flat_map(|message| &message.attachments) {
                if !file.sources.is_empty() {
                    let _ = self.parts.reports.send(Report::Share(*other, file.clone()));
                }
            }
            for message in said.iter().filter(|message| !message.text.is_empty()) {
                let say = command::conversation::Command::Send {
                    text: message.text.clone(),
                    reply_to: None,
                    spoiler: message.spoiler.clone(),
                    previews: message.previews.clone(),
                    private: None,
                };
                let _ = self.parts.reports.send(Report::Say(*other, say));
            }
        }
    }

    /// Tells what a message has said, now and whenever that changes; or of none any more.
    pub(crate) async fn follow_versions(&mut self, id: ConversationId, item: Option<ItemId>) {
        self.way.versions = item.map(|item| (id, item));
        if let Some(item) = item {
            self.tell_versions_of(id, item).await;
        }
    }

    /// Tells what a message has said, if somebody wants to know of it.
    pub(crate) async fn tell_versions_of(&self, id: ConversationId, item: ItemId) {
        let wanted = self.way.versions;
        if !wanted.is_some_and(|(its, other)| its == id && other.seq == item.seq) {
            return;
        }
        if let Ok(versions) = self.parts.archive.versions(id, item).await {
            self.tell(Event::Conversation(Told::Versions {
                conversation: id,
                item,
                versions,
            }));
        }
    }

    /// Tries a change again that failed.
    pub(crate) async fn resend_change(
        &mut self,
        id: ConversationId,
        message: &Message,
        turn: &mut Turn,
    ) {
        let Some(change) = failed_change(message) else {
            return;
        };
        let Some(row) = self.now(id, change, turn).await else {
            return;
        };
        let Some(about) = row.about.clone() else {
            return;
        };
        let row_does = self.reaches_the_same(id, &row, turn).await;
        if !row_does || !self.reaches_the_same(id, message, turn).await {
            return self.fail_again((id, row.id), turn).await;
        }
        let Some(stanza) = self.change_stanza(id, (&row, message), about.kind) else {
            return;
        };
        self.put_outbox(id, &row, &stanza, turn);
        let retried = Milestone::now(Stage::Retried, String::new());
        self.pass((id, row.id), retried, turn).await;
    }

    /// Gives a change up that failed, or that nobody has yet.
    pub(crate) fn discard_change(
        &mut self,
        id: ConversationId,
        message: &Message,
        turn: &mut Turn,
    ) {
        let Some(change) = &message.change else {
            return;
        };
        // What was taken back stays away.
        if change.kind != ChangeKind::Retraction {
            self.give_up_change(id, message, change.kind, turn);
            turn.renewed.insert((id, message.id.seq));
        }
    }

    /// A stanza that says what a row says.
    pub(crate) fn stanza_of(&self, id: ConversationId, said: &Message) -> Option<Element> {
        let to = Address::from(&self.talks.get(&id)?.record.jid);
        let file = said.attachments.first();
        let named = said.reply.as_ref().map(|reply| reply::Reply {
            of: reply.of.clone(),
            to: reply.to.clone(),
        });
        let quote = said.reply.as_ref().map(|reply| reply.quote.as_str());
        let (mut extra, front) = match &named {
            // The body of a file is its address, or others don't know it as one.
            Some(named) => {
                let told = file.is_none();
                reply::payloads(named, quote.filter(|_| told).unwrap_or(""))
            }
            None => (Vec::new(), String::new()),
        };
        let mut text = format!("{front}{}", said.text);
        if let Some(file) = file {
            let shared = shared_of(file);
            text = shared.sources.first()?.clone();
            extra.extend(shared.payloads());
        }
        let mut stanza = message::chat(&to, &said.origin_id, &text);
        stanza.append_child(stanza_id::origin_id(&said.origin_id));
        stanza.append_child(receipts::request());
        for payload in extra {
            stanza.append_child(payload);
        }
        if let Some(hint) = &said.spoiler {
            stanza.append_child(spoiler::element(hint));
        }
        for one in link::told(&said.previews, &said.text) {
            stanza.append_child(one.to_element());
        }
        Some(self.as_in_room(id, said, stanza))
    }

    /// A message as it is after this turn.
    pub(crate) async fn now(
        &self,
        id: ConversationId,
        item: ItemId,
        turn: &Turn,
    ) -> Option<Arc<Message>> {
        if let Some(message) = turn.row(id, item) {
            return Some(message);
        }
        self.parts.archive.get(id, item).await.ok().flatten()
    }

    /// One of ours that was not taken back.
    async fn own_message(
        &self,
        id: ConversationId,
        item: ItemId,
        turn: &Turn,
    ) -> Option<Arc<Message>> {
        let said = self.now(id, item, turn).await?;
        let ours = said.direction == Direction::Outgoing && !said.is_hidden();
        (ours && said.retracted_at.is_none() && !said.origin_id.is_empty()).then_some(said)
    }

    /// The entry of the outbox with a message that was never given to a server.
    fn unhanded(&self, id: ConversationId, item: ItemId) -> Option<OutboxRecord> {
        let mut entries = self.outbox.values();
        let entry = entries.find(|one| one.conversation == id && one.item.seq == item.seq)?;
        let handed = self.handed.contains(&entry.seq) || entry.handed.is_some();
        (!handed).then(|| entry.clone())
    }

    /// A message that nobody has yet says something else.
    fn say_instead(&mut self, id: ConversationId, said: &Message, text: String, turn: &mut Turn) {
        let message = Message {
            text,
            ..said.clone()
        };
        if let Some(entry) = self.unhanded(id, said.id)
            && let Some(stanza) = self.stanza_of(id, &message)
        {
            let entry = OutboxRecord {
                stanza: String::from(&stanza),
                // What was encrypted already said something else.
                seal: self.seal_for(id),
                ..entry
            };
            self.outbox.insert(entry.seq, entry.clone());
            turn.ops.push(Op::PutOutbox(entry));
        }
        turn.renewed.insert((id, said.id.seq));
        turn.touched
            .insert((id, said.id.seq), Arc::new(message.clone()));
        turn.ops.push(Op::PutMessage(MessageRecord {
            account: self.record.id,
            conversation: id,
            message: Arc::new(message),
            dedup: Vec::new(),
        }));
    }

    /// Takes the last change of a kind away that failed or that nobody has yet.
    fn give_up_change(
        &mut self,
        id: ConversationId,
        message: &Message,
        kind: ChangeKind,
        turn: &mut Turn,
    ) {
        let Some(change) = message.change.as_ref().filter(|one| one.kind == kind) else {
            return;
        };
        let item = ItemId {
            at: Timestamp::default(),
            seq: change.row,
        };
        let waits = self.unhanded(id, item);
        let failed = matches!(change.state, State::Failed { .. });
        if !failed && waits.is_none() {
            // It may be there already; what is said now comes after it.
            return;
        }
        if let Some(entry) = waits {
            self.remove_entry(entry.seq, turn);
        }
        turn.ops.push(Op::RemoveItem {
            conversation: id,
            item,
        });
    }

    /// Says what becomes of a message: `changed` is the message with the words of the change.
    fn change(&mut self, id: ConversationId, changed: &Message, kind: ChangeKind, turn: &mut Turn) {
        let row = Message {
            id: self.next_item(id, Timestamp::now()),
            direction: Direction::Outgoing,
            sender: self.own.to_string(),
            text: changed.text.clone(),
            state: State::Pending,
            origin_id: Uuid::new_v4().to_string(),
            spoiler: changed
                .spoiler
                .clone()
                .filter(|_| kind == ChangeKind::Correction),
            previews: match kind {
                ChangeKind::Correction => link::kept(&changed.previews, &changed.text),
                ChangeKind::Retraction | ChangeKind::Reaction | ChangeKind::Place => Vec::new(),
            },
            about: Some(About {
                kind,
                of: self.name_for(id, changed, Some(kind)),
                subject: Some(changed.id.seq),
                hidden: true,
            }),
            author: self.own_author(id),
            sealing: self.own_sealing(id, changed.private.as_ref()),
            private: changed.private.clone(),
            ..Message::default()
        };
        let Some(mut stanza) = self.change_stanza(id, (&row, changed), kind) else {
            return;
        };
        if kind == ChangeKind::Correction {
            // Who was told that we write is told that we are done (XEP-0085 §5.1).
            self.allow_states_as_it_is(id);
            let told = self.talks.get_mut(&id).filter(|_| row.private.is_none());
            let state = told.and_then(|talk| talk.composer.sent());
            self.ticking.touch(id);
            stanza = with_state(stanza, state);
            if let Some(jid) = self.talks.get(&id).map(|talk| &talk.record.jid) {
                self.ask_for_marker(jid, &row, &mut stanza);
            }
        }
        if String::from(&stanza).len() > self.longest_stanza() {
            return self.refuse_to_say(id, &row.text);
        }
        self.put_outbox(id, &row, &stanza, turn);
        let dedup = vec![Dedup::Origin {
            from: self.record.jid.clone(),
            id: row.origin_id.clone(),
        }];
        let item = row.id;
        let queued = self.queued(id, &row);
        self.put_act(id, row, dedup, turn);
        Self::note(id, item, queued, turn);
    }

    /// The stanza of a change: for a correction the whole message once more (XEP-0308 §5).
    fn change_stanza(
        &self,
        id: ConversationId,
        (row, subject): (&Message, &Message),
        kind: ChangeKind,
    ) -> Option<Element> {
        if kind == ChangeKind::Correction {
            let message = Message {
                reply: subject.reply.clone(),
                spoiler: subject.spoiler.clone(),
                previews: subject.previews.clone(),
                ..row.clone()
            };
            let mut stanza = self.stanza_of(id, &message)?;
            stanza.append_child(correction::replace(&subject.origin_id));
            return Some(stanza);
        }
        let of = self.name_for(id, subject, Some(kind));
        let to = Address::from(&self.talks.get(&id)?.record.jid);
        let mut stanza = message::bodiless(&to, &row.origin_id);
        stanza.append_child(stanza_id::origin_id(&row.origin_id));
        if kind == ChangeKind::Retraction {
            for payload in retraction::payloads(&of) {
                stanza.append_child(payload);
            }
        } else {
            let emojis: Vec<String> = row.text.lines().map(str::to_owned).collect();
            for payload in reactions::payloads(&of, &emojis) {
                stanza.append_child(payload);
            }
        }
        Some(self.as_in_room(id, row, stanza))
    }
}

/// With lines that end as lines do here, and without those around it that say nothing.
pub(crate) fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    match text.trim().is_empty() {
        true => String::new(),
        false => text.trim_matches('\n').to_owned(),
    }
}

/// The row of the change of a message that failed.
pub(crate) fn failed_change(message: &Message) -> Option<ItemId> {
    let failed = |one: &&OwnChange| matches!(one.state, State::Failed { .. });
    let change = message.change.as_ref().filter(failed)?;
    Some(ItemId {
        at: Timestamp::default(),
        seq: change.row,
    })
}

/// With a composing state where it is told.
pub(crate) fn with_state(mut stanza: Element, state: Option<chat_state::ChatState>) -> Element {
    if let Some(state) = state {
        stanza.append_child(chat_state::element(state));
    }
    stanza
}

/// More messages, and more people, than anybody picks by hand.
const MAX_FORWARDED: usize = 100;
