//! A million texts as long as people write them, of a vocabulary as large as theirs: a few words
//! are everywhere and most are rare (Zipf), one text in twelve is Chinese. The same every time.

use crate::yardstick::Numbers;

/// How many words there are.
const WORDS: usize = 40_000;
/// How many Chinese characters are in use.
const CHARACTERS: u32 = 2_500;
/// Of so many texts one is Chinese.
const CHINESE: usize = 12;
const SYLLABLES: [&str; 32] = [
    "ka", "lo", "mi", "ren", "ta", "so", "vi", "del", "an", "po", "gre", "shi", "on", "ter", "ul",
    "ma", "ne", "fal", "ci", "bro", "est", "wi", "dun", "ra", "él", "hö", "qui", "jo", "zem",
    "pla", "ing", "er",
];

/// An endless supply.
#[derive(Debug)]
pub(crate) struct Texts {
    numbers: Numbers,
}

impl Texts {
    /// From the beginning.
    pub(crate) fn new() -> Self {
        Self {
            numbers: Numbers(0x0a1f_5eed_0bad_cafe),
        }
    }

    /// The next one: a hundred and sixty bytes in the middle.
    pub(crate) fn next_text(&mut self) -> String {
        let mut text = String::new();
        if self.numbers.below(CHINESE) == 0 {
            let length = 20 + self.numbers.below(68);
            for index in 0..length {
                if index % 16 == 15 {
                    text.push('，');
                }
                text.extend(self.character());
            }
            return text;
        }
        let length = 60 + self.numbers.below(200);
        while text.len() < length {
            let word = self.word();
            if !text.is_empty() {
                text.push_str(if self.numbers.below(12) == 0 {
                    ", "
                } else {
                    " "
                });
            }
            text.push_str(&word);
        }
        text
    }

    /// A word that is in a good many texts, and in how many roughly: one of the first `most`.
    pub(crate) fn frequent(&mut self, most: usize) -> String {
        spell(self.numbers.below(most))
    }

    fn word(&mut self) -> String {
        spell(self.rank(WORDS))
    }

    fn character(&mut self) -> Option<char> {
        let rank = self.rank(CHARACTERS as usize) as u32;
        char::from_u32(0x4e00 + rank * 7)
    }

    /// A place in a list where the n-th is met about 1/n as often as the first.
    fn rank(&mut self, of: usize) -> usize {
        let chance = self.numbers.below(1_000_000) as f64 / 1e6;
        let rank = (of as f64 + 1.0).powf(chance) - 1.0;
        (rank as usize).min(of - 1)
    }
}

/// The word of a rank: short ones first.
fn spell(rank: usize) -> String {
    let mut word = String::new();
    let mut rest = rank + 1;
    while rest > 0 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_long_as_it_should_be() {
        let mut texts = Texts::new();
        let all: Vec<String> = (0..20_000).map(|_| texts.next_text()).collect();
        let bytes: usize = all.iter().map(String::len).sum();
        let mean = bytes / all.len();
        assert!((150..170).contains(&mean), "{mean} bytes");
        let dense = |text: &&String| text.chars().all(|char| !char.is_ascii());
        let chinese = all.iter().filter(dense).count();
        assert!((1_400..1_900).contains(&chinese), "{chinese}");
        let mut again = Texts::new();
        assert_eq!(all[0], again.next_text());
    }
}
