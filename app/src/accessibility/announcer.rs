//! What is read out although nobody went there: messages that come in. One saying at a time, with a pause
//! after each, and a flood in one sentence: who listens can't skim.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::beginning;
use crate::tr;

/// Between two sayings.
pub(super) const PAUSE: Duration = Duration::from_millis(1500);
/// Messages that are read out one by one; more at once are only counted.
const MOST: usize = 3;
/// Messages that wait. More are counted as so many.
const LONGEST: usize = 999;
/// Of a message so many bytes are read out; the rest is in the conversation.
const LONGEST_TEXT: usize = 500;

/// Something to tell of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A message came in where somebody reads.
    Message {
        /// Who sent it, as they are called.
        name: String,
        /// What it says.
        text: String,
    },
    /// A message came in elsewhere.
    Elsewhere {
        /// Who sent it, as they are called.
        name: String,
        /// Unread messages of theirs.
        unread: u32,
    },
    /// A message of ours did not arrive.
    Failed {
        /// What it says.
        text: String,
    },
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Announcer {
    waiting: VecDeque<Notice>,
    more: usize,
    /// How many sayings there were, and the last one.
    number: u64,
    last: Option<(String, Instant)>,
}

impl Announcer {
    /// Takes in a message that came.
    pub(super) fn put(&mut self, notice: Notice) {
        if self.waiting.len() < LONGEST {
            self.waiting.push_back(notice);
        } else {
            self.more += 1;
        }
    }

    /// How long until the next saying; `None` where nothing waits.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let pause = |at: Instant| PAUSE.saturating_sub(now.saturating_duration_since(at));
        let wait = self
            .last
            .as_ref()
            .map_or(Duration::ZERO, |(_, at)| pause(*at));
        (!self.waiting.is_empty()).then_some(wait)
    }

    /// What is to be said now: the last saying, or the next one where its time has come.
    pub(super) fn saying(&mut self, now: Instant) -> Option<(u64, &str)> {
        if self.wait(now) == Some(Duration::ZERO) {
            let words = self.next();
            self.number += 1;
            self.last = Some((words, now));
        }
        let (words, _) = self.last.as_ref()?;
        Some((self.number, words))
    }

    /// Nobody listens any more.
    pub(super) fn clear(&mut self) {
        let number = self.number;
        *self = Self {
            number,
            ..Self::default()
        };
    }

    fn next(&mut self) -> String {
        let waiting = std::mem::take(&mut self.waiting);
        let more = std::mem::take(&mut self.more);
        if more > 0 || waiting.len() > MOST {
            return tr!("spoken-many", count = waiting.len() + more);
        }
        let words: Vec<String> = waiting.iter().map(words).collect();
        words.join("\n")
    }
}

fn words(notice: &Notice) -> String {
    match notice {
        Notice::Message { name, text } => {
            let part = beginning(text, LONGEST_TEXT);
            match part.len() == text.len() {
                true => tr!("spoken-message", name = name.as_str(), text = part),
                false => tr!("spoken-message-part", name = name.as_str(), text = part),
            }
        }
        Notice::Elsewhere { name, unread } => tr!(
            "spoken-elsewhere",
            name = name.as_str(),
            count = (*unread).max(1)
        ),
        Notice::Failed { text } => tr!("preview-failed", text = beginning(text, LONGEST_TEXT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(text: Option<&str>) -> Notice {
        let name = "Romy".to_owned();
        match text.map(str::to_owned) {
            Some(text) => Notice::Message { name, text },
            None => Notice::Elsewhere { name, unread: 2 },
        }
    }

    fn said(announcer: &mut Announcer, now: Instant) -> Option<(u64, String)> {
        let saying = announcer.saying(now);
        saying.map(|(number, words)| (number, words.to_owned()))
    }

    #[test]
    fn a_message_is_said_once_and_then_there_is_a_pause() {
        let (mut announcer, start) = (Announcer::default(), Instant::now());
        assert_eq!(said(&mut announcer, start), None);
        announcer.put(notice(Some("hello")));
        assert_eq!(
            said(&mut announcer, start),
            Some((1, "Romy: hello".to_owned()))
        );
        announcer.put(notice(None));
        assert_eq!(announcer.wait(start), Some(PAUSE));
        assert_eq!(said(&mut announcer, start).unwrap().0, 1);
        let (number, words) = said(&mut announcer, start + PAUSE).unwrap();
        assert_eq!(number, 2);
        assert!(words.contains("Romy") && words.contains('2'), "{words}");
        assert_eq!(announcer.wait(start), None);
    }

    #[test]
    fn a_flood_is_one_sentence() {
        let (mut announcer, start) = (Announcer::default(), Instant::now());
        for _ in 0..5000 {
            announcer.put(notice(Some("spam")));
        }
        assert_eq!(announcer.waiting.len(), LONGEST);
        let (_, words) = said(&mut announcer, start).unwrap();
        assert!(words.contains("5000") && !words.contains("spam"), "{words}");
        assert_eq!(announcer.wait(start), None);
    }

    #[test]
    fn a_long_message_is_read_in_part() {
        let mut announcer = Announcer::default();
        announcer.put(notice(Some(&"ü".repeat(10_000))));
        let (_, words) = said(&mut announcer, Instant::now()).unwrap();
        assert!(words.len() < 2 * LONGEST_TEXT, "{}", words.len());
    }
}
