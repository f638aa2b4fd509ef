//! What the console has heard, bounded, and which of it passes the filter.

use std::collections::VecDeque;

use waxwing_core::event::console::{Batch, Entry, Kind};

use crate::ui::xml;

/// Older entries go: nobody reads further back, and what is to be kept is saved.
pub const MOST: usize = 10_000;
/// The same in bytes of XML.
const MOST_BYTES: usize = 24 * 1024 * 1024;

/// What was heard.
#[derive(Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// The number of the first entry that is still there.
    first: u64,
    /// How many are gone, here or in the engine.
    lost: u64,
    filter: Filter,
    /// The numbers of those that pass the filter, in order.
    passing: VecDeque<u64>,
    /// Entries from this number on are not shown for now.
    paused: Option<u64>,
}

/// Which entries are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the XML.
    pub words: String,
    /// A part of the address of the sender or the receiver.
    pub address: String,
    /// The kinds that are hidden.
    pub hidden: Vec<Family>,
}

/// Kinds of entries that are shown or hidden together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Messages.
    Message,
    /// Presence.
    Presence,
    /// Questions and answers.
    Iq,
    /// Everything else.
    Other,
}

impl Family {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 4] = [Self::Message, Self::Presence, Self::Iq, Self::Other];

    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Message | Kind::Dropped => Self::Message,
            Kind::Presence => Self::Presence,
            Kind::Iq => Self::Iq,
            Kind::Nonza | Kind::Stream => Self::Other,
        }
    }
}

impl Filter {
    fn passes(&self, entry: &Entry) -> bool {
        !self.hidden.contains(&Family::of(entry.kind))
            && contains(&entry.xml, &self.words)
            && self.concerns(entry)
    }

    /// The address is looked for where the other side stands, and ourselves in the opposite direction.
    fn concerns(&self, entry: &Entry) -> bool {
        let at = |name| xml::attribute(&entry.xml, name).unwrap_or_default();
        self.address.trim().is_empty()
            || contains(at("from"), &self.address)
            || contains(at("to"), &self.address)
    }
}

/// Whether the words stand in a text, whatever their case.
fn contains(text: &str, words: &str) -> bool {
    let words = words.trim();
    words.is_empty() || text.to_lowercase().contains(&words.to_lowercase())
}

impl Log {
    /// Takes in what was heard.
    pub fn record(&mut self, batch: &Batch) {
        self.lost += batch.dropped;
        for entry in &batch.entries {
            self.push(entry.clone());
        }
    }

    fn push(&mut self, entry: Entry) {
        let number = self.next();
        if self.paused.is_none() && self.filter.passes(&entry) {
            self.passing.push_back(number);
        }
        self.bytes += entry.xml.len();
        self.entries.push_back(entry);
        while self.entries.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.entries.pop_front() else {
                break;
            };
            self.bytes -= oldest.xml.len();
            self.first += 1;
            self.lost += 1;
        }
        while self
            .passing
            .front()
            .is_some_and(|number| *number < self.first)
        {
            self.passing.pop_front();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.first = self.next();
        self.entries.clear();
        self.passing.clear();
        (self.bytes, self.lost) = (0, 0);
        self.paused = self.paused.map(|_| self.first);
    }

    /// Shows nothing new for now, or all of it again.
    pub fn set_paused(&mut self, paused: bool) {
        self.paused = paused.then(|| self.next());
        if !paused {
            self.sift();
        }
    }

    /// Whether nothing new is shown.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// How many entries wait because of a pause.
    pub fn held(&self) -> u64 {
        let from = self.paused.map(|from| from.max(self.first));
        from.map_or(0, |from| self.next() - from)
    }

    /// How many entries are not there any more.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// What is filtered for.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Filters for something else.
    pub fn set_filter(&mut self, filter: Filter) {
        self.filter = filter;
        self.sift();
    }

    /// How many entries are shown.
    pub fn len(&self) -> usize {
        self.passing.len()
    }

    /// Nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.passing.is_empty()
    }

    /// Whether anything was heard, shown or not.
    pub fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    /// The number of a shown entry.
    pub fn number(&self, place: usize) -> u64 {
        self.passing.get(place).copied().unwrap_or_default()
    }

    /// The place of a number among the shown entries.
    pub fn place(&self, number: u64) -> Option<usize> {
        self.passing.binary_search(&number).ok()
    }

    /// An entry by its number.
    pub fn entry(&self, number: u64) -> Option<&Entry> {
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.entries.get(index)
    }

    /// What is shown, oldest first.
    pub fn shown(&self) -> impl Iterator<Item = &Entry> {
        self.passing.iter().filter_map(|number| self.entry(*number))
    }

    fn next(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    fn sift(&mut self) {
        let until = self.paused.unwrap_or(u64::MAX);
        let numbers = (self.first..).zip(&self.entries);
        self.passing = numbers
            .take_while(|(number, _)| *number < until)
            .filter(|(_, entry)| self.filter.passes(entry))
            .map(|(number, _)| number)
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use waxwing_core::event::console::Direction;

    fn batch(entries: Vec<Entry>, dropped: u64) -> Batch {
        Batch {
            account: sample::ACCOUNT,
            entries,
            dropped,
        }
    }

    fn entry(kind: Kind, xml: &str) -> Entry {
        Entry {
            direction: Direction::In,
            at: sample::NOW,
            kind,
            xml: xml.to_owned(),
            cut: 0,
        }
    }

    fn mixed() -> Log {
        let mut log = Log::default();
        log.record(&batch(
            vec![
                entry(
                    Kind::Message,
                    "<message from='romy@example.org/desk'><body>Hello</body></message>",
                ),
                entry(Kind::Iq, "<iq to='romy@example.org'/>"),
                entry(Kind::Nonza, "<r xmlns='urn:xmpp:sm:3'/>"),
                entry(
                    Kind::Message,
                    "<message from='theo@example.org'><body>romy@</body></message>",
                ),
            ],
            0,
        ));
        log
    }

    #[test]
    fn filters_hide_and_show_again() {
        let mut log = mixed();
        assert_eq!(log.len(), 4);
        let filtered = |log: &mut Log, words: &str, address: &str, hidden: &[Family]| {
            log.set_filter(Filter {
                words: words.to_owned(),
                address: address.to_owned(),
                hidden: hidden.to_vec(),
            });
            log.shown().count()
        };
        assert_eq!(filtered(&mut log, "hello", "", &[]), 1);
        assert_eq!(filtered(&mut log, "", "ROMY@", &[]), 2);
        assert_eq!(
            filtered(&mut log, "", "", &[Family::Message, Family::Iq]),
            1
        );
        assert_eq!(log.place(2), Some(0));
        assert_eq!(filtered(&mut log, "", "", &[]), 4);
    }

    #[test]
    fn a_pause_holds_back_and_lets_go() {
        let mut log = mixed();
        log.set_paused(true);
        log.record(&batch(vec![entry(Kind::Iq, "<iq/>")], 0));
        assert_eq!((log.len(), log.held()), (4, 1));
        log.set_paused(false);
        assert_eq!((log.len(), log.held()), (5, 0));
        log.set_paused(true);
        log.clear();
        assert_eq!((log.len(), log.held(), log.has_entries()), (0, 0, false));
        log.record(&batch(vec![entry(Kind::Iq, "<iq/>")], 0));
        assert_eq!((log.len(), log.held()), (0, 1));
    }

    #[test]
    fn the_oldest_go_and_are_counted() {
        let mut log = Log::default();
        let many = (0..MOST + 3).map(|i| entry(Kind::Message, &i.to_string()));
        log.record(&batch(many.collect(), 2));
        assert_eq!((log.len(), log.lost()), (MOST, 5));
        assert_eq!(log.number(0), 3);
        assert_eq!(log.entry(3).map(|entry| entry.xml.as_str()), Some("3"));
        assert!(log.entry(2).is_none() && log.place(2).is_none());
    }
}
