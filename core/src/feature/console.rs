//! The XML console of an account: collects what the tap hears into batches, and sends what was typed.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use waxwing_proto::fragment;
use waxwing_proto::management::Management;

use crate::account::Account;
use crate::account::tap::Listener;
use crate::account::turn::Turn;
use crate::command::console::Command;
use crate::event::console::{Batch, Direction, Entry, Event as Told, Kind};
use crate::{Error, Event, RequestId, Timestamp};

/// What waits to be told.
#[derive(Debug)]
pub(crate) struct Console {
    listener: Listener,
    waiting: VecDeque<Entry>,
    bytes: usize,
    dropped: u64,
    /// When it is told, at the latest.
    due: Option<Instant>,
    /// Batches that somebody may still be holding, because they were not read yet.
    told: Vec<Weak<Batch>>,
}

impl Console {
    /// A closed console.
    pub(crate) fn new(listener: Listener) -> Self {
        Self {
            listener,
            waiting: VecDeque::new(),
            bytes: 0,
            dropped: 0,
            due: None,
            told: Vec::new(),
        }
    }

    /// The next thing that went over the wire.
    pub(crate) async fn recv(&mut self) -> Entry {
        self.listener.recv().await
    }

    /// When there is something to tell.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        self.due
    }

    /// Takes in what went over the wire.
    pub(crate) fn take(&mut self, first: Entry) {
        let mut next = Some(first);
        while let Some(entry) = next {
            self.keep(entry);
            next = self.listener.try_recv();
        }
        self.dropped += self.listener.lost();
        self.due.get_or_insert_with(|| Instant::now() + CALM);
    }

    /// Says something about what has just come over the wire.
    pub(crate) fn note(&mut self, kind: Kind, words: &str) {
        if !self.listener.is_open() {
            return;
        }
        while let Some(entry) = self.listener.try_recv() {
            self.keep(entry);
        }
        self.take(Entry {
            direction: Direction::In,
            at: Timestamp::now(),
            kind,
            xml: format!("<!-- {words} -->"),
            cut: 0,
        });
    }

    fn keep(&mut self, entry: Entry) {
        if !self.listener.is_open() {
            return;
        }
        self.bytes += entry.xml.len();
        self.waiting.push_back(entry);
        while self.waiting.len() > MOST || self.bytes > MOST_BYTES {
            if let Some(oldest) = self.waiting.pop_front() {
                self.bytes -= oldest.xml.len();
                self.dropped += 1;
            }
        }
    }

    fn set_open(&mut self, open: bool) {
        self.listener.set_open(open);
        self.waiting.clear();
        (self.bytes, self.dropped, self.due) = (0, 0, None);
    }

    /// What is to be told now, unless nobody reads what was told.
    fn batch(&mut self, now: Instant) -> Option<(Vec<Entry>, u64)> {
        if self.due.is_none_or(|due| now < due) {
            return None;
        }
        self.told.retain(|batch| batch.strong_count() > 0);
        if self.told.len() >= UNREAD {
            self.due = Some(now + CALM);
            return None;
        }
        self.due = None;
        self.bytes = 0;
        let entries = Vec::from(std::mem::take(&mut self.waiting));
        Some((entries, std::mem::take(&mut self.dropped)))
    }
}

impl Account {
    pub(crate) fn handle_console(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Open { .. } => self.console.set_open(true),
            Command::Close { .. } => self.console.set_open(false),
            Command::Send { request, xml, .. } => self.send_typed(request, &xml, turn),
        }
    }

    /// Tells what went over the wire, when it is time.
    pub(crate) fn tell_console(&mut self, now: Instant) {
        let account = self.record.id;
        if let Some((entries, dropped)) = self.console.batch(now) {
            let batch = Arc::new(Batch {
                account,
                entries,
                dropped,
            });
            self.console.told.push(Arc::downgrade(&batch));
            self.tell(Event::Console(Told::Entries(batch)));
        }
    }

    /// Sends what was typed: one stanza, which counts as any other (XEP-0198 §4). Other elements would
    /// be taken for words of the stream itself.
    fn send_typed(&self, request: RequestId, xml: &str, turn: &mut Turn) {
        let outcome = match fragment::parse(xml) {
            Err(error) => Err(Error::InvalidXml(error.to_string())),
            Ok(element) if !Management::counts(&element) => Err(Error::NotAStanza),
            Ok(_) if !self.is_online() => Err(Error::Offline),
            Ok(stanza) => {
                turn.send.push(stanza);
                Ok(())
            }
        };
        turn.done.push((request, outcome));
    }
}

/// Fast enough to look like at once, slow enough that a flood comes in few pieces.
const CALM: Duration = Duration::from_millis(60);

/// As many entries are kept for the next batch.
const MOST: usize = 2_000;

/// As much XML is kept for the next batch.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// While so many batches lie unread, no other is made: a window that hangs does not fill the memory.
const UNREAD: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::tap;

    fn entry(text: String) -> Entry {
        Entry {
            direction: Direction::In,
            at: Timestamp(0),
            kind: Kind::Message,
            xml: text,
            cut: 0,
        }
    }

    #[test]
    fn a_flood_keeps_the_newest_and_counts_the_rest() {
        let mut console = Console::new(tap::pair().1);
        console.set_open(true);
        for number in 0..MOST + 5 {
            console.take(entry(number.to_string()));
        }
        let now = Instant::now();
        assert!(console.batch(now).is_none(), "not yet");
        let (entries, dropped) = console.batch(now + CALM * 2).expect("a batch");
        assert_eq!((entries.len(), dropped), (MOST, 5));
        assert_eq!(entries[0].xml, "5");
        console.take(entry("x".repeat(MOST_BYTES + 1)));
        let (entries, dropped) = console.batch(now + CALM * 4).expect("a batch");
        assert_eq!((entries.len(), dropped), (0, 1));
    }

    #[test]
    fn unread_batches_hold_the_next_one_back() {
        let mut console = Console::new(tap::pair().1);
        console.set_open(true);
        let unread: Vec<_> = (0..UNREAD)
            .map(|_| {
                Arc::new(Batch {
                    account: crate::AccountId(1),
                    entries: Vec::new(),
                    dropped: 0,
                })
            })
            .collect();
        console.told = unread.iter().map(Arc::downgrade).collect();
        console.take(entry("one".to_owned()));
        let later = Instant::now() + CALM * 2;
        assert!(console.batch(later).is_none());
        drop(unread);
        assert!(console.batch(later + CALM * 2).is_some());
    }
}
