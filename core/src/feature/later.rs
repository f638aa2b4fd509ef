//! What is to happen later: messages that wait for their time, and reminders. Both are notes of the
//! account, so they outlive restarts and crashes.
//!
//! A message leaves its note in the same transaction that puts it into the outbox, one message a
//! turn, so no crash says it twice. It has its id from the beginning: where a state that went back
//! (a copy of it was taken) still has the note, the history knows that it was said. Without a
//! connection nothing is said; what is overdue goes out with the next one, in the order of its times.

mod agenda;

use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::Archive;
use crate::command::later::Command;
use crate::event::later::Event as Told;
use crate::feature::chat::Words;
use crate::feature::saying::tidy;
use crate::model::Message;
use crate::store::{Dedup, Op, Shelf, Store};
use crate::{AccountId, ConversationId, Event, ItemId, Timestamp};

pub(crate) use agenda::Agenda;
use agenda::{Entry, What};

/// What is to happen later for an account, with the words of the messages it is about.
pub(crate) async fn recall(store: &Store, archive: &Archive, account: AccountId) -> Agenda {
    let notes = store.notes(account, Shelf::Later).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "what is to happen later can't be read"))
        .unwrap_or_default();
    let mut agenda = Agenda::read(&notes);
    for entry in agenda.entries_mut() {
        if let What::Remind { item, text, .. } = &mut entry.what {
            let message = archive.get(entry.conversation, *item).await;
            if let Some(message) = message.ok().flatten() {
                *item = message.id;
                *text = excerpt(&message);
            }
        }
    }
    agenda
}

impl Account {
    pub(crate) async fn handle_later(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Say {
                conversation,
                text,
                reply_to,
                spoiler,
                previews,
                at,
            } => {
                let what = What::Say {
                    text: tidy(&text),
                    reply_to,
                    spoiler,
                    previews,
                    origin: Uuid::new_v4().to_string(),
                };
                self.say_later(conversation, what, at, turn);
            }
            Command::Change {
                conversation,
                id,
                text,
                at,
            } => self.change_later((conversation, id), text, at, turn),
            Command::SayNow { conversation, id } => {
                if let Some(entry) = self.take_planned((conversation, id), turn) {
                    self.say_planned(entry, None, turn).await;
                }
            }
            Command::Remind {
                conversation,
                item,
                at,
            } => self.remind(conversation, item, at, turn).await,
            Command::Drop { conversation, id } => {
                self.take_entry((conversation, id), turn);
            }
        }
    }

    fn say_later(
        &mut self,
        conversation: ConversationId,
        what: What,
        at: Timestamp,
        turn: &mut Turn,
    ) {
        let What::Say { text, .. } = &what else {
            return;
        };
        if text.is_empty() || !self.talks.contains_key(&conversation) {
            return;
        }
        let too_long = text.len() > self.longest_stanza();
        if self.is_stuck() || too_long || !self.agenda.has_room() {
            return self.refuse_to_say(conversation, text);
        }
        self.plan(conversation, at, what, turn);
    }

    fn change_later(
        &mut self,
        (conversation, id): (ConversationId, u64),
        words: Option<String>,
        time: Option<Timestamp>,
        turn: &mut Turn,
    ) {
        let longest = self.longest_stanza();
        let Some(entry) = self.agenda.get_mut(conversation, id) else {
            return;
        };
        match &mut entry.what {
            What::Say { text, .. } => {
                let words = words.map(|words| tidy(&words));
                let usable = |words: &String| !words.is_empty() && words.len() <= longest;
                if let Some(words) = words.filter(usable) {
                    *text = words;
                }
            }
            What::Remind { told, .. } => *told &= time.is_none(),
        }
        entry.at = time.unwrap_or(entry.at);
        let note = entry.note(self.record.id);
        put(note, turn);
    }

    async fn remind(
        &mut self,
        conversation: ConversationId,
        item: ItemId,
        at: Timestamp,
        turn: &mut Turn,
    ) {
        let Some(message) = self.now(conversation, item, turn).await else {
            return;
        };
        if message.retracted_at.is_some() || !self.agenda.has_room() {
            return;
        }
        let what = What::Remind {
            item: message.id,
            text: excerpt(&message),
            told: false,
        };
        self.plan(conversation, at, what, turn);
    }

    fn plan(&mut self, conversation: ConversationId, at: Timestamp, what: What, turn: &mut Turn) {
        // Its id is another one's after a restart, unless it has a row.
        if let Some(jid) = self
            .talks
            .get(&conversation)
            .map(|it| it.record.jid.clone())
        {
            self.ensure_talk(&jid, true, turn);
        }
        let entry = Entry {
            id: self.parts.store.next_seq(),
            conversation,
            at,
            what,
        };
        put(entry.note(self.record.id), turn);
        self.agenda.insert(entry);
    }

    /// Takes something out of the list, here and in the store.
    fn take_entry(&mut self, place: (ConversationId, u64), turn: &mut Turn) -> Option<Entry> {
        let entry = self.agenda.remove(place.0, place.1)?;
        turn.ops.push(Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::Later,
            name: Entry::name(entry.id),
        });
        Some(entry)
    }

    /// Takes a message out of the list that waits for its time.
    fn take_planned(&mut self, place: (ConversationId, u64), turn: &mut Turn) -> Option<Entry> {
        self.agenda.is_message(place.0, place.1)?;
        self.take_entry(place, turn)
    }

    /// Messages are no more: nobody is reminded of them.
    pub(crate) fn drop_reminders(
        &mut self,
        id: ConversationId,
        is_gone: impl Fn(ItemId) -> bool,
        turn: &mut Turn,
    ) {
        for entry in self.agenda.of(id) {
            if self.agenda.item(id, entry).is_some_and(&is_gone) {
                self.take_entry((id, entry), turn);
            }
        }
    }

    /// The conversation is no more.
    pub(crate) fn drop_plans(&mut self, id: ConversationId, turn: &mut Turn) {
        for entry in self.agenda.of(id) {
            self.take_entry((id, entry), turn);
        }
    }

    /// When something is due, as far as it can be done now.
    pub(crate) fn agenda_wake(&self) -> Option<Instant> {
        if self.is_stuck() || self.is_ending() || self.read_only {
            return None;
        }
        let wait = self.agenda.wait(self.is_online(), Timestamp::now())?;
        // Clocks are set, and machines sleep.
        Instant::now().checked_add(wait.min(LOOK))
    }

    /// Does the first thing that is due; the next one has a turn of its own.
    pub(crate) async fn tick_agenda(&mut self, turn: &mut Turn) {
        if self.is_stuck() || self.is_ending() || self.read_only {
            return;
        }
        let now = Timestamp::now();
        let Some(place) = self.agenda.due(self.is_online(), now) else {
            return;
        };
        if self.agenda.is_message(place.0, place.1).is_none() {
            return self.tell_due(place, turn).await;
        }
        if let Some(entry) = self.take_entry(place, turn) {
            let meant = entry.at;
            self.say_planned(entry, Some(meant), turn).await;
        }
    }

    /// Says what has waited; `planned`: nobody sits at the composer, its time has come.
    async fn say_planned(&mut self, entry: Entry, planned: Option<Timestamp>, turn: &mut Turn) {
        let What::Say {
            text,
            reply_to,
            spoiler,
            previews,
            origin,
        } = entry.what
        else {
            return;
        };
        let said = vec![Dedup::Origin {
            from: self.record.jid.clone(),
            id: origin.clone(),
        }];
        if self.is_known(&said, turn).await {
            return;
        }
        let words = Words {
            text: &text,
            reply_to,
            spoiler,
            previews,
            origin: Some(origin),
            planned,
            ..Words::default()
        };
        self.say(entry.conversation, words, turn).await;
        let Some(meant) = planned else {
            return;
        };
        // A store that fails keeps all of it for later; there is no composer to give it back to.
        let said = turn.said.take();
        let late = Timestamp::now().0.saturating_sub(meant.0) > LATE;
        if let Some(said) = said.filter(|_| late) {
            turn.later.push(Told::SaidLate {
                conversation: entry.conversation,
                item: said.item,
                meant,
            });
        }
    }

    /// The time of a reminder has come.
    async fn tell_due(&mut self, (conversation, id): (ConversationId, u64), turn: &mut Turn) {
        let Some(item) = self.agenda.item(conversation, id) else {
            return;
        };
        let message = self.now(conversation, item, turn).await;
        let Some(entry) = self.agenda.get_mut(conversation, id) else {
            return;
        };
        if let What::Remind { item, text, told } = &mut entry.what {
            *told = true;
            *text = message.as_ref().map_or_else(String::new, |it| excerpt(it));
            *item = message.map_or(*item, |message| message.id);
        }
        if let Some(reminder) = entry.reminder() {
            turn.later.push(Told::Due(reminder));
        }
        let note = entry.note(self.record.id);
        put(note, turn);
    }

    /// A message was changed: a reminder of it shows what it says by now.
    pub(crate) fn renew_reminder(&mut self, conversation: ConversationId, message: &Message) {
        self.agenda
            .renew(conversation, message.id, &excerpt(message));
    }

    /// Tells what waits, if that has changed.
    pub(crate) fn announce_agenda(&mut self) {
        if let Some(later) = self.agenda.news(self.record.id) {
            self.tell(Event::Later(Told::Changed(later)));
        }
    }
}

fn put(note: Result<crate::store::NoteRecord, crate::Error>, turn: &mut Turn) {
    match note {
        Ok(note) => turn.ops.push(Op::PutNote(note)),
        Err(error) => turn.failed = Some(error),
    }
}

/// How a message begins, on one line.
fn excerpt(message: &Message) -> String {
    let line = message.aloud().chars().take(EXCERPT);
    let line: String = line
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect();
    line.trim().to_owned()
}

/// More than a row of the list shows.
const EXCERPT: usize = 160;

/// A minute, in microseconds: what is said later than that is said late.
const LATE: i64 = 60 * 1_000_000;

/// While something waits, the clock is looked at this often: it may be set, and machines sleep.
const LOOK: Duration = Duration::from_secs(5 * 60);
