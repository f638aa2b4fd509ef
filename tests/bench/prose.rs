//! Texts for large histories: about 160 bytes each, one in twelve Chinese, from a vocabulary that is
//! as uneven as a language (Zipf), so that a search index of them is as large as one of real talk.
//! The same ones every time.

use crate::yardstick::Numbers;

/// Words that people use among each other, mostly the first ones of them.
const WORDS: usize = 20_000;
/// Characters of a written Chinese, again mostly the first ones.
const CHARACTERS: usize = 2500;
/// The first of them in Unicode.
const FIRST_CHARACTER: u32 = 0x4e00;
/// Of a hundred messages so many are Chinese.
const CHINESE_PERCENT: usize = 8;
const ONSETS: [&str; 20] = [
    "b", "br", "d", "dr", "f", "g", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr",
    "v", "w",
];
const RHYMES: [&str; 20] = [
    "a", "an", "ar", "e", "el", "en", "er", "es", "i", "in", "is", "o", "on", "or", "ou", "u",
    "um", "ing", "ß", "é",
];
const EMOJI: [&str; 8] = ["😀", "👍", "❤️", "🎉", "🙈", "🚲", "☕", "👩‍💻"];

/// An endless supply.
#[derive(Debug)]
pub(crate) struct Prose {
    numbers: Numbers,
    words: Vec<String>,
}

impl Prose {
    /// From the beginning.
    pub(crate) fn new() -> Self {
        let mut numbers = Numbers(0x5eed_0000_8765_4321);
        let words = (0..WORDS).map(|rank| word(rank, &mut numbers)).collect();
        Self { numbers, words }
    }

    /// The next one.
    pub(crate) fn next_text(&mut self) -> String {
        let words = match self.numbers.below(10) {
            0..=1 => 1 + self.numbers.below(5),
            2..=5 => 6 + self.numbers.below(20),
            6..=8 => 18 + self.numbers.below(26),
            _ => 45 + self.numbers.below(55),
        };
        let mut text = if self.numbers.below(100) < CHINESE_PERCENT {
            (0..words * 2).map(|_| self.character()).collect()
        } else {
            self.sentence(words)
        };
        match self.numbers.below(40) {
            0 => {
                text += " https://example.org/";
                text += &self.sentence(3).replace(' ', "/");
            }
            1..=4 => {
                text.push(' ');
                text += EMOJI[self.numbers.below(EMOJI.len())];
            }
            5 => text += &format!("\n{}", self.sentence(5)),
            _ => {}
        }
        text
    }

    /// Numbers for whatever is decided beside the texts.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.numbers.below(bound)
    }

    fn sentence(&mut self, words: usize) -> String {
        let mut text = String::new();
        for number in 0..words {
            if number > 0 {
                text.push(' ');
            }
            let rank = self.rank(WORDS);
            text += &self.words[rank];
        }
        text
    }

    fn character(&mut self) -> char {
        let rank = self.rank(CHARACTERS) as u32;
        char::from_u32(FIRST_CHARACTER + rank).unwrap_or('一')
    }

    /// A place in a list of so many, the n-th as often as one in n.
    fn rank(&mut self, count: usize) -> usize {
        const STEPS: usize = 1 << 20;
        let part = self.numbers.below(STEPS) as f64 / STEPS as f64;
        ((count as f64).powf(part) as usize - 1).min(count - 1)
    }
}

/// The more often a word is used, the shorter it is.
fn word(rank: usize, numbers: &mut Numbers) -> String {
    let syllables = match rank {
        0..=60 => 1,
        61..=1500 => 2,
        _ => 3 + rank % 2,
    };
    (0..syllables)
        .map(|_| {
            let onset = ONSETS[numbers.below(ONSETS.len())];
            let rhyme = RHYMES[numbers.below(RHYMES.len())];
            format!("{onset}{rhyme}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_every_time_and_of_the_promised_kind() {
        let texts = |count| {
            let mut prose = Prose::new();
            (0..count).map(|_| prose.next_text()).collect::<Vec<_>>()
        };
        let some = texts(5000);
        assert_eq!(some, texts(5000));
        let bytes = some.iter().map(String::len).sum::<usize>() / some.len();
        assert!((150..170).contains(&bytes), "{bytes} bytes on average");
        let is_chinese = |text: &&String| {
            let first = text.chars().next();
            first.is_some_and(|first| u32::from(first) >= FIRST_CHARACTER)
        };
        let chinese = some.iter().filter(is_chinese).count() * 100 / some.len();
        assert!((6..=10).contains(&chinese), "{chinese} percent");
        let words: std::collections::HashSet<&str> =
            some.iter().flat_map(|text| text.split(' ')).collect();
        assert!(words.len() > 5000, "{} different words", words.len());
    }
}
