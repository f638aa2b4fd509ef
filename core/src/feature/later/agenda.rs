//! The list of what is to happen later, and how it stands on disk.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::{Later, LinkPreview, Reminder, Waiting};
use crate::store::{NoteRecord, Shelf, StoredPreview};
use crate::{AccountId, ConversationId, Error, ItemId, Timestamp};

/// What is to happen later for one account.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    entries: BTreeMap<u64, Entry>,
    /// It is not what was told.
    news: bool,
}

/// Something that is to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) conversation: ConversationId,
    pub(super) at: Timestamp,
    pub(super) what: What,
}

/// What is to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A message is to be said.
    Say {
        text: String,
        reply_to: Option<ItemId>,
        spoiler: Option<String>,
        /// What is told of its links.
        previews: Vec<LinkPreview>,
        /// The id that it will carry on the wire.
        origin: String,
    },
    /// The person is to be reminded of a message.
    Remind {
        item: ItemId,
        /// How it begins; never stored, for the message may be taken back.
        text: String,
        told: bool,
    },
}

const VERSION: u8 = 2;

/// What is told of links came with the second.
#[derive(Serialize, Deserialize)]
struct V2 {
    first: V1,
    previews: Vec<StoredPreview>,
}

/// As it is stored, under its id.
#[derive(Serialize, Deserialize)]
struct V1 {
    conversation: u32,
    at: i64,
    what: WhatV1,
}

#[derive(Serialize, Deserialize)]
enum WhatV1 {
    Say {
        text: String,
        reply_to: Option<(i64, u64)>,
        spoiler: Option<String>,
        origin: String,
    },
    Remind {
        item: (i64, u64),
        told: bool,
    },
}

impl Agenda {
    /// What the notes say; what is odd among them is left out.
    pub(super) fn read(notes: &[NoteRecord]) -> Self {
        let entries = notes.iter().filter_map(Entry::read);
        let entries: BTreeMap<u64, Entry> = entries.map(|entry| (entry.id, entry)).collect();
        Self {
            news: !entries.is_empty(),
            entries,
        }
    }

    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.values_mut()
    }

    /// Only of these conversations; of others nothing is known any more.
    pub(crate) fn keep_of(&mut self, is_known: impl Fn(ConversationId) -> bool) {
        self.entries.retain(|_, entry| is_known(entry.conversation));
    }

    /// Whether one more may be kept.
    pub(super) fn has_room(&self) -> bool {
        self.entries.len() < MOST
    }

    pub(super) fn insert(&mut self, entry: Entry) {
        self.news = true;
        self.entries.insert(entry.id, entry);
    }

    pub(super) fn get_mut(&mut self, conversation: ConversationId, id: u64) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(&id);
        let entry = entry.filter(|entry| entry.conversation == conversation)?;
        self.news = true;
        Some(entry)
    }

    pub(super) fn remove(&mut self, conversation: ConversationId, id: u64) -> Option<Entry> {
        self.get_mut(conversation, id)?;
        self.entries.remove(&id)
    }

    /// It is a message that waits, and none of the reminders.
    pub(super) fn is_message(&self, conversation: ConversationId, id: u64) -> Option<()> {
        let entry = self.entries.get(&id)?;
        let fits = entry.conversation == conversation && matches!(entry.what, What::Say { .. });
        fits.then_some(())
    }

    /// The message that a reminder is about.
    pub(super) fn item(&self, conversation: ConversationId, id: u64) -> Option<ItemId> {
        match &self.entries.get(&id)?.what {
            What::Remind { item, .. } if self.entries.get(&id)?.conversation == conversation => {
                Some(*item)
            }
            _ => None,
        }
    }

    /// Everything of a conversation.
    pub(super) fn of(&self, conversation: ConversationId) -> Vec<u64> {
        let its = |entry: &&Entry| entry.conversation == conversation;
        self.entries.values().filter(its).map(|it| it.id).collect()
    }

    /// How long nothing has to be done.
    pub(super) fn wait(&self, online: bool, now: Timestamp) -> Option<Duration> {
        let next = self.entries.values().filter(|it| it.can_happen(online));
        let next = next.map(|entry| entry.at.0).min()?;
        let wait = u64::try_from(next.saturating_sub(now.0)).unwrap_or_default();
        Some(Duration::from_micros(wait))
    }

    /// What is to be done now, the first of it.
    pub(super) fn due(&self, online: bool, now: Timestamp) -> Option<(ConversationId, u64)> {
        let due = self.entries.values();
        let due = due.filter(|it| it.can_happen(online) && it.at <= now);
        let first = due.min_by_key(|entry| (entry.at, entry.id))?;
        Some((first.conversation, first.id))
    }

    /// A message stands elsewhere or says something else.
    pub(super) fn renew(&mut self, conversation: ConversationId, now: ItemId, words: &str) {
        for entry in self.entries.values_mut() {
            if let What::Remind { item, text, .. } = &mut entry.what
                && entry.conversation == conversation
                && item.seq == now.seq
                && (*item != now || text != words)
            {
                *item = now;
                words.clone_into(text);
                self.news = true;
            }
        }
    }

    /// All of it, if that is not what was told last.
    pub(super) fn news(&mut self, account: AccountId) -> Option<Arc<Later>> {
        if !std::mem::take(&mut self.news) {
            return None;
        }
        let mut ordered: Vec<&Entry> = self.entries.values().collect();
        ordered.sort_by_key(|entry| (entry.at, entry.id));
        Some(Arc::new(Later {
            account,
            waiting: ordered.iter().filter_map(|it| it.waiting()).collect(),
            reminders: ordered.iter().filter_map(|it| it.reminder()).collect(),
        }))
    }
}

impl Entry {
    /// Under what it is stored.
    pub(super) fn name(id: u64) -> String {
        id.to_string()
    }

    fn read(note: &NoteRecord) -> Option<Self> {
        let id = note.name.parse().ok()?;
        let (stored, previews): (V1, _) = match note.version {
            1 => (note.read().ok()?, Vec::new()),
            VERSION => {
                let second: V2 = note.read().ok()?;
                (second.first, second.previews)
            }
            _ => return None,
        };
        let item = |(at, seq)| ItemId {
            at: Timestamp(at),
            seq,
        };
        Some(Self {
            id,
            conversation: ConversationId(stored.conversation),
            at: Timestamp(stored.at),
            what: match stored.what {
                WhatV1::Say {
                    text,
                    reply_to,
                    spoiler,
                    origin,
                } => What::Say {
                    text,
                    reply_to: reply_to.map(item),
                    spoiler,
                    previews: previews.into_iter().map(LinkPreview::from).collect(),
                    origin,
                },
                WhatV1::Remind { item: place, told } => What::Remind {
                    item: item(place),
                    text: String::new(),
                    told,
                },
            },
        })
    }

    pub(super) fn note(&self, account: AccountId) -> Result<NoteRecord, Error> {
        let place = |item: &ItemId| (item.at.0, item.seq);
        let first = V1 {
            conversation: self.conversation.0,
            at: self.at.0,
            what: match &self.what {
                What::Say {
                    text,
                    reply_to,
                    spoiler,
                    origin,
                    ..
                } => WhatV1::Say {
                    text: text.clone(),
                    reply_to: reply_to.as_ref().map(place),
                    spoiler: spoiler.clone(),
                    origin: origin.clone(),
                },
                What::Remind { item, told, .. } => WhatV1::Remind {
                    item: place(item),
                    told: *told,
                },
            },
        };
        let previews = match &self.what {
            What::Say { previews, .. } => previews.iter().map(StoredPreview::from).collect(),
            What::Remind { .. } => Vec::new(),
        };
        let stored = V2 { first, previews };
        let name = Self::name(self.id);
        NoteRecord::new(account, Shelf::Later, &name, VERSION, &stored)
    }

    /// Nothing is said without a connection, and nobody is reminded twice.
    fn can_happen(&self, online: bool) -> bool {
        match &self.what {
            What::Say { .. } => online,
            What::Remind { told, .. } => !told,
        }
    }

    fn waiting(&self) -> Option<Arc<Waiting>> {
        let What::Say {
            text,
            reply_to,
            spoiler,
            ..
        } = &self.what
        else {
            return None;
        };
        Some(Arc::new(Waiting {
            id: self.id,
            conversation: self.conversation,
            text: text.clone(),
            reply_to: *reply_to,
            spoiler: spoiler.clone(),
            at: self.at,
        }))
    }

    pub(super) fn reminder(&self) -> Option<Arc<Reminder>> {
        let What::Remind { item, text, told } = &self.what else {
            return None;
        };
        Some(Arc::new(Reminder {
            id: self.id,
            conversation: self.conversation,
            item: *item,
            text: text.clone(),
            at: self.at,
            told: *told,
        }))
    }
}

/// More than anybody plans; all of it is told at once.
const MOST: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    fn say(id: u64, at: i64) -> Entry {
        Entry {
            id,
            conversation: ConversationId(7),
            at: Timestamp(at),
            what: What::Say {
                text: "Happy birthday! 🎂".to_owned(),
                reply_to: Some(ItemId {
                    at: Timestamp(5),
                    seq: 3,
                }),
                spoiler: Some("a hint".to_owned()),
                previews: Vec::new(),
                origin: "4f6e8a1c-1111-4222-8333-123456789abc".to_owned(),
            },
        }
    }

    fn remind(id: u64, at: i64, told: bool) -> Entry {
        let item = ItemId {
            at: Timestamp(5),
            seq: 3,
        };
        let text = String::new();
        Entry {
            what: What::Remind { item, text, told },
            ..say(id, at)
        }
    }

    fn agenda(entries: impl IntoIterator<Item = Entry>) -> Agenda {
        let mut agenda = Agenda::default();
        entries.into_iter().for_each(|entry| agenda.insert(entry));
        agenda
    }

    /// What stands in a file of samples, a note a line.
    fn notes(samples: &'static str, version: u8) -> impl Iterator<Item = NoteRecord> {
        let stored = samples.lines().zip(["12", "13"]);
        stored.map(move |(line, name)| {
            let byte = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).unwrap();
            let bytes: Vec<u8> = (0..line.len()).step_by(2).map(byte).collect();
            NoteRecord::of_bytes(AccountId(1), Shelf::Later, name, version, bytes)
        })
    }

    fn with_preview() -> Entry {
        let mut entry = say(12, 1_000);
        if let What::Say { previews, .. } = &mut entry.what {
            previews.push(LinkPreview {
                url: "https://example.org/cake".to_owned(),
                title: "Cakes".to_owned(),
                description: "How they are made".to_owned(),
                site: "Example".to_owned(),
            });
        }
        entry
    }

    #[test]
    fn the_samples_of_every_version_are_read_and_what_is_odd_is_not() {
        let reminder = remind(13, 2_000, true);
        let first = include_str!("../../../../tests/old-store/later-v1.hex");
        let read: Vec<_> = notes(first, 1).map(|note| Entry::read(&note)).collect();
        assert_eq!(read, [Some(say(12, 1_000)), Some(reminder.clone())]);
        let second = include_str!("../../../../tests/old-store/later-v2.hex");
        let all = [with_preview(), reminder];
        let written = all.iter().map(|entry| entry.note(AccountId(1)).unwrap());
        assert!(written.eq(notes(second, 2)));
        let read: Vec<_> = notes(second, 2).map(|note| Entry::read(&note)).collect();
        assert_eq!(read, all.map(Some));
        let newer = NoteRecord::new(AccountId(1), Shelf::Later, "7", 9, &1_u8).unwrap();
        let broken = NoteRecord::new(AccountId(1), Shelf::Later, "7", 1, &u64::MAX).unwrap();
        let odd = NoteRecord::new(AccountId(1), Shelf::Later, "x", 1, &"text").unwrap();
        assert!(Agenda::read(&[newer, broken, odd]).entries.is_empty());
    }

    #[test]
    fn what_is_due_comes_in_the_order_of_its_times() {
        let now = Timestamp(1_000);
        let mut list = agenda([say(1, 900), say(2, 800), say(3, 800), say(4, 1_001)]);
        let mut order = Vec::new();
        while let Some((conversation, id)) = list.due(true, now) {
            order.push(id);
            list.remove(conversation, id);
        }
        assert_eq!(order, [2, 3, 1]);
        assert_eq!(list.wait(true, now), Some(Duration::from_micros(1)));
    }

    #[test]
    fn nothing_is_said_without_a_connection_but_one_is_reminded_once() {
        let now = Timestamp(1_000);
        let list = agenda([say(1, 900)]);
        assert_eq!((list.due(false, now), list.wait(false, now)), (None, None));
        assert_eq!(list.wait(true, now), Some(Duration::ZERO));
        let list = agenda([remind(2, 900, false)]);
        assert_eq!(list.due(false, now), Some((ConversationId(7), 2)));
        let list = agenda([remind(2, 900, true)]);
        assert_eq!((list.due(true, now), list.wait(true, now)), (None, None));
        assert_eq!(list.wait(true, Timestamp(i64::MIN)), None);
    }

    #[test]
    fn only_what_is_new_is_told() {
        let mut list = agenda([say(1, 900), remind(2, 500, false)]);
        let told = list.news(AccountId(1)).unwrap();
        assert_eq!((told.waiting.len(), told.reminders.len()), (1, 1));
        assert_eq!(list.news(AccountId(1)), None);
        let elsewhere = ItemId {
            at: Timestamp(6),
            seq: 3,
        };
        list.renew(ConversationId(8), elsewhere, "words");
        assert_eq!(list.news(AccountId(1)), None, "another conversation");
        list.renew(ConversationId(7), elsewhere, "words");
        let told = list.news(AccountId(1)).unwrap();
        assert_eq!(told.reminders[0].item, elsewhere);
        assert_eq!(told.reminders[0].text, "words");
    }
}
