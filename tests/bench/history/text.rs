//! Texts as people write them: mostly short, some long, with emoji, links and other scripts, and
//! the same ones every time.

use crate::yardstick::Numbers;

const WORDS: [&str; 40] = [
    "and", "the", "train", "was", "late", "again", "so", "we", "walked", "along", "river", "until",
    "it", "got", "dark", "tomorrow", "maybe", "coffee", "at", "nine", "did", "you", "see", "what",
    "she", "wrote", "about", "garden", "yes", "no", "really", "thanks", "bring", "keys", "please",
    "über", "naïve", "déjà", "meeting", "release",
];
const EMOJI: [&str; 8] = ["😀", "👍", "❤️", "🎉", "🙈", "🚲", "☕", "👩‍💻"];
const CHINESE: [&str; 6] = ["明天", "我们", "去", "看", "电影", "好吗"];
const LINKS: [&str; 3] = [
    "https://example.org/notes/2026/11",
    "https://xmpp.org/extensions/xep-0198.html",
    "http://example.com/a-rather-long-path/that-does-not-end/soon?with=a&query=too",
];

/// An endless supply.
#[derive(Debug)]
pub(crate) struct Texts(Numbers);

impl Texts {
    /// From the beginning.
    pub(crate) fn new() -> Self {
        Self(Numbers(0x5eed_0000_1234_5678))
    }

    /// The next one.
    pub(crate) fn next_text(&mut self) -> String {
        let length = match self.0.below(20) {
            0 => 60 + self.0.below(60),
            1..=4 => 15 + self.0.below(25),
            _ => 1 + self.0.below(12),
        };
        let words = if self.0.below(25) == 0 {
            self.words(&CHINESE, length)
        } else {
            self.words(&WORDS, length)
        };
        match self.0.below(30) {
            0 => format!("{words} {}", self.pick(&LINKS)),
            1..=4 => format!("{words} {}", self.pick(&EMOJI)),
            5 => format!("{words}\n{}", self.words(&WORDS, 6)),
            _ => words,
        }
    }

    fn words(&mut self, from: &[&str], count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.pick(from)).collect();
        words.join(" ")
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.0.below(from.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_every_time_and_of_every_kind() {
        let texts = |count| {
            let mut texts = Texts::new();
            (0..count).map(|_| texts.next_text()).collect::<Vec<_>>()
        };
        let some = texts(2000);
        assert_eq!(some, texts(2000));
        assert!(some.iter().all(|text| !text.is_empty()));
        let has = |part: &str| some.iter().any(|text| text.contains(part));
        assert!(has("https://") && has("👍") && has("电影") && has("\n"));
        let length: usize = some.iter().map(|text| text.chars().count()).sum();
        assert!(
            (20..120).contains(&(length / some.len())),
            "{}",
            length / some.len()
        );
    }
}
