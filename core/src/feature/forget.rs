//! Deleting on this machine: messages, a conversation's history, whatever is older than a time. Nobody
//! else hears of it, and what the server keeps does not come back: what was deleted is known again,
//! and up to where a conversation was cleared is a note of the account.
//!
//! A large history is cleared away portion by portion; the note says whether that came to its end, and
//! the next start goes on with what a crash has left.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{Archive, Stretch};
use crate::event::history::Event as Told;
use crate::model::{Direction, State};
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::{AccountId, Change, ConversationId, Error, Event, ItemId, RequestId, Timestamp};

/// Up to where the conversations of an account were cleared.
#[derive(Debug, Default)]
pub(crate) struct Floors {
    /// All of them.
    all: Option<Timestamp>,
    talks: HashMap<ConversationId, Timestamp>,
    /// What a crash has left to be cleared away.
    left: Vec<(ConversationId, Timestamp)>,
    /// What is being cleared away.
    jobs: JoinSet<Cleared>,
}

/// What was cleared away.
#[derive(Debug)]
pub(crate) struct Cleared {
    request: Option<RequestId>,
    talks: Vec<(ConversationId, Timestamp)>,
    outcome: Result<(), Error>,
}

const VERSION: u8 = 1;

/// As it is stored, under the id of the conversation; under no name for all of them.
#[derive(Serialize, Deserialize)]
struct V1 {
    upto: i64,
    done: bool,
}

/// So many messages are cleared away at a time: whoever reads must not wait.
const PORTION: u32 = 300;

/// More than anybody marks by hand.
const MOST: usize = 500;

/// Up to where the conversations of an account were cleared.
pub(crate) async fn recall(store: &Store, account: AccountId) -> Floors {
    let notes = store.notes(account, Shelf::Cleared).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "what was deleted can't be read"))
        .unwrap_or_default();
    let mut floors = Floors::default();
    for note in &notes {
        let stored: Option<V1> = (note.version == VERSION)
            .then(|| note.read().ok())
            .flatten();
        match (stored, note.name.parse()) {
            (Some(stored), Ok(id)) => {
                let (id, upto) = (ConversationId(id), Timestamp(stored.upto));
                floors.talks.insert(id, upto);
                if !stored.done {
                    floors.left.push((id, upto));
                }
            }
            (Some(stored), Err(_)) if note.name.is_empty() => {
                floors.all = Some(Timestamp(stored.upto));
            }
            _ => {}
        }
    }
    floors
}

impl Floors {
    /// Up to where a conversation was cleared.
    pub(crate) fn of(&self, id: ConversationId) -> Option<Timestamp> {
        self.talks.get(&id).copied().max(self.all)
    }

    /// The next thing that came to its end.
    pub(crate) async fn next(&mut self) -> Option<Cleared> {
        self.jobs.join_next().await?.ok()
    }

    fn begin(
        &mut self,
        archive: &Archive,
        request: Option<RequestId>,
        talks: Vec<(ConversationId, Timestamp)>,
    ) {
        let archive = archive.clone();
        self.jobs.spawn(async move {
            let outcome = clear(&archive, &talks).await;
            Cleared {
                request,
                talks,
                outcome,
            }
        });
    }
}

async fn clear(archive: &Archive, talks: &[(ConversationId, Timestamp)]) -> Result<(), Error> {
    for (id, upto) in talks {
        while archive.clear(*id, *upto, PORTION).await?.more {}
    }
    while archive.shrink().await? {}
    Ok(())
}

fn note(account: AccountId, name: &str, upto: Timestamp, done: bool) -> Result<Op, Error> {
    let stored = V1 { upto: upto.0, done };
    NoteRecord::new(account, Shelf::Cleared, name, VERSION, &stored).map(Op::PutNote)
}

impl Account {
    /// Deletes messages on this machine.
    pub(crate) async fn forget_items(
        &mut self,
        id: ConversationId,
        items: Vec<ItemId>,
        turn: &mut Turn,
    ) {
        if self.is_stuck() {
            return;
        }
        let read = self.read_now(id).await;
        let (mut gone, mut unread) = (Vec::new(), 0_u32);
        for item in items.into_iter().take(MOST) {
            let Some(message) = self.now(id, item, turn).await else {
                continue;
            };
            if message.is_hidden() {
                continue;
            }
            let waits = self
                .outbox
                .values()
                .find(|entry| entry.conversation == id && entry.item.seq == item.seq);
            if let Some(seq) = waits.map(|entry| entry.seq) {
                // What the stream worker has may be on the wire already; it can't be taken back.
                if self.handed.contains(&seq) && message.state == State::Pending {
                    self.too_late(id, message.id);
                    continue;
                }
                self.remove_entry(seq, turn);
            }
            self.drop_file(message.id.seq, turn).await;
            let theirs = message.direction == Direction::Incoming;
            unread += u32::from(theirs && read.is_none_or(|read| message.id > read));
            gone.push(message.id);
            turn.ops.push(Op::ForgetItem {
                conversation: id,
                item: message.id,
            });
        }
        if gone.is_empty() {
            return;
        }
        self.stop_all_fetching(id, |item| gone.iter().any(|one| one.seq == item.seq), turn);
        turn.frees = true;
        self.drop_reminders(id, |item| gone.iter().any(|one| one.seq == item.seq), turn);
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.record.unread = talk.record.unread.saturating_sub(unread);
        }
        self.show_what_stays(id, &gone, turn).await;
        turn.changes.push((id, Change::Removed(gone)));
    }

    /// The list shows the newest of those that stay.
    async fn show_what_stays(&mut self, id: ConversationId, gone: &[ItemId], turn: &mut Turn) {
        let most = u32::try_from(gone.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let page = self.parts.archive.page(id, None, most).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let stays = |message: &&std::sync::Arc<crate::model::Message>| {
            gone.iter().all(|item| item.seq != message.id.seq)
        };
        if let Ok(page) = page {
            // What comes next stands below what is gone.
            let newest = talk
                .record
                .last
                .as_ref()
                .map_or(talk.latest, |last| last.at);
            talk.latest = talk.latest.max(newest);
            talk.record.last = None;
            if let Some(message) = page.items.iter().rev().find(stays) {
                crate::account::preview::see(&mut talk.record, message);
            }
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(id);
        }
    }

    /// Counts what clearing would delete.
    pub(crate) async fn count_history(
        &mut self,
        request: RequestId,
        conversation: Option<ConversationId>,
        before: Timestamp,
    ) {
        let mut messages = 0_u64;
        for (id, upto) in self.to_clear(conversation, before) {
            let stretch = Stretch {
                upto,
                waiting: false,
                ..Stretch::ALL
            };
            match self.parts.archive.count(id, stretch).await {
                Ok(count) => messages = messages.saturating_add(count),
                Err(error) => return self.tell(Event::Done(request, Err(error))),
            }
        }
        self.tell(Event::History(Told::Counted { request, messages }));
    }

    /// Deletes the history of a conversation, or of all, as far as it is older than a time.
    pub(crate) fn clear_history(
        &mut self,
        request: RequestId,
        conversation: Option<ConversationId>,
        before: Timestamp,
        turn: &mut Turn,
    ) {
        let talks = self.to_clear(conversation, before);
        let account = self.record.id;
        let mut notes = Vec::new();
        if conversation.is_none() && before <= Timestamp::now() {
            let upto = Timestamp(before.0.saturating_sub(1));
            self.floors.all = self.floors.all.max(Some(upto));
            notes.push(note(account, "", self.floors.all.unwrap_or(upto), true));
        }
        for (id, upto) in &talks {
            let floor = self.floors.talks.entry(*id).or_insert(*upto);
            *floor = (*floor).max(*upto);
            notes.push(note(account, &id.0.to_string(), *floor, false));
        }
        for op in notes {
            match op {
                Ok(op) => turn.ops.push(op),
                Err(error) => turn.failed = Some(error),
            }
        }
        self.floors.begin(&self.parts.archive, Some(request), talks);
    }

    /// Goes on with what a crash has left.
    pub(crate) fn clear_what_is_left(&mut self) {
        let left = std::mem::take(&mut self.floors.left);
        if !left.is_empty() && !self.read_only {
            self.floors.begin(&self.parts.archive, None, left);
        }
    }

    /// The conversations to be cleared, and up to where: what comes in meanwhile stays.
    fn to_clear(
        &self,
        conversation: Option<ConversationId>,
        before: Timestamp,
    ) -> Vec<(ConversationId, Timestamp)> {
        let wanted = |id: &ConversationId| conversation.is_none_or(|only| only == *id);
        let talks = self.talks.iter().filter(|(id, _)| wanted(id));
        let bounds = talks.filter_map(|(id, talk)| {
            let last = talk.record.last.as_ref().map(|last| last.at);
            let newest = last.max(talk.record.read_upto.map(|read| read.at))?;
            let upto = newest.max(talk.latest).0.min(before.0.saturating_sub(1));
            Some((*id, Timestamp(upto)))
        });
        bounds.collect()
    }

    /// Conversations were cleared away.
    pub(crate) async fn hear_cleared(&mut self, cleared: Cleared, turn: &mut Turn) {
        for (id, upto) in &cleared.talks {
            if cleared.outcome.is_ok() {
                match note(self.record.id, &id.0.to_string(), *upto, true) {
                    Ok(op) => turn.ops.push(op),
                    Err(error) => turn.failed = Some(error),
                }
            }
            self.show_cleared(*id, *upto, turn).await;
        }
        self.drop_cleared_files(turn).await;
        match (cleared.request, cleared.outcome) {
            (Some(request), outcome) => turn.done.push((request, outcome)),
            (None, Err(error)) => turn.failed = Some(error),
            (None, Ok(())) => {}
        }
    }

    async fn show_cleared(&mut self, id: ConversationId, upto: Timestamp, turn: &mut Turn) {
        let read = self.talks.get(&id).and_then(|talk| talk.record.read_upto);
        let except = self.ignored(id).to_vec();
        let unread = self.parts.archive.unread(id, read, except).await;
        let newest = self.parts.archive.page(id, None, 1).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.latest = talk.latest.max(upto);
        if let (Ok(page), Ok(unread)) = (newest, unread) {
            talk.record.last = None;
            if let Some(message) = page.items.last() {
                crate::account::preview::see(&mut talk.record, message);
            }
            talk.record.unread = unread.min(talk.record.unread);
            talk.record.reading.marked &= talk.record.last.is_some();
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(id);
        }
        let is_open = self.talks.get(&id).is_some_and(|talk| talk.open.is_some());
        if is_open {
            self.open(id, turn).await;
        }
        self.stop_all_fetching(id, |item| item.at <= upto, turn);
        turn.frees = true;
        self.drop_reminders(id, |item| item.at <= upto, turn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read() {
        let stored = V1 {
            upto: 1_794_908_460_000_000,
            done: false,
        };
        let written = postcard::to_stdvec(&stored).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../tests/old-store/cleared-v1.hex").trim();
        assert_eq!(written, sample);
    }

    #[test]
    fn the_later_of_both_bounds_holds() {
        let mut floors = Floors::default();
        let id = ConversationId(7);
        assert_eq!(floors.of(id), None);
        floors.all = Some(Timestamp(5));
        assert_eq!(floors.of(id), Some(Timestamp(5)));
        floors.talks.insert(id, Timestamp(9));
        assert_eq!(floors.of(id), Some(Timestamp(9)));
        assert_eq!(floors.of(ConversationId(8)), Some(Timestamp(5)));
    }
}
