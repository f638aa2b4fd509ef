//! From what somebody looks for to a question for the index. Pure.
//!
//! Whatever is typed becomes words in quotes: nothing of the index's own language gets through.

use std::ops::Range;

use super::word::{LETTERS, Piece, begun, fold, pairs, pieces, placed};

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// In the language of the index; all must hold.
    pub(super) terms: Vec<String>,
    words: Vec<String>,
    /// The last word, that may still be being typed.
    last: Option<String>,
    /// The last word is too short for the index: it would collect every word with it first.
    check_last: bool,
    /// Parts of lines in scripts without spaces. The index only knows of pairs of characters.
    stretches: Vec<String>,
    /// Words that must stand side by side, with a space around each.
    phrases: Vec<String>,
}

/// So many words of a question count: more than anybody types.
const MOST: usize = 16;

/// So many terms a question has at most.
const TERMS: usize = 48;

/// So many characters of a question count.
const LONGEST: usize = 1_000;

/// The index finds the words with a beginning of so many bytes in no time, and those of [`LETTERS`]
/// letters.
const BEGINNING: usize = 4;

impl Question {
    /// A question for the words; what stands between two quotes must stand side by side. `None` where
    /// something is there and no word in it.
    pub(super) fn new(words: &str) -> Option<Self> {
        let end = words.char_indices().nth(LONGEST).map(|(at, _)| at);
        let words = end.and_then(|end| words.get(..end)).unwrap_or(words);
        let mut question = Self::default();
        let parts: Vec<&str> = words.split('"').collect();
        let unclosed = parts.len().is_multiple_of(2);
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            if index % 2 == 1 && !(last && unclosed) {
                question.add_phrase(part);
            } else {
                question.add_words(part, last);
            }
        }
        question.terms.truncate(TERMS);
        let empty = question.terms.is_empty() && question.last.is_none();
        let asked = words
            .chars()
            .any(|char| !char.is_whitespace() && char != '"');
        (!(empty && asked)).then_some(question)
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.last.is_none()
    }

    /// Whether there is something that the index can't tell.
    pub(super) fn needs_text(&self) -> bool {
        self.check_last
            || !self.phrases.is_empty()
            || self.stretches.iter().any(|stretch| is_long(stretch))
    }

    /// Whether a text has what the index can't tell.
    pub(super) fn fits(&self, text: &str) -> bool {
        if !self.needs_text() {
            return true;
        }
        let beginning = self.last.as_deref().filter(|_| self.check_last);
        if !beginning.is_none_or(|beginning| begins(text, beginning)) {
            return false;
        }
        let mut stretches = self.stretches.iter().filter(|stretch| is_long(stretch));
        if stretches.clone().next().is_none() && self.phrases.is_empty() {
            return true;
        }
        let text = fold(text);
        if !stretches.all(|stretch| text.contains(stretch)) {
            return false;
        }
        if self.phrases.is_empty() {
            return true;
        }
        let line = line(&text);
        self.phrases.iter().all(|phrase| line.contains(phrase))
    }

    /// Where a folded text has what is looked for, in order.
    pub(super) fn marks(&self, folded: &str) -> Vec<Range<usize>> {
        let mut marks = Vec::new();
        for (at, piece) in placed(folded) {
            match piece {
                Piece::Word(word) => {
                    let last = self.last.as_deref();
                    let beginning = last.filter(|beginning| word.starts_with(beginning));
                    if self.words.iter().any(|wanted| wanted == word) {
                        marks.push(at..at + word.len());
                    } else if let Some(beginning) = beginning {
                        marks.push(at..at + beginning.len());
                    }
                }
                Piece::Stretch(stretch) => {
                    let all = self.stretches.iter();
                    let found = all.flat_map(|wanted| stretch.match_indices(wanted.as_str()));
                    marks.extend(found.map(|(from, found)| at + from..at + from + found.len()));
                }
            }
        }
        marks.sort_by_key(|mark| mark.start);
        marks
    }

    fn add_words(&mut self, words: &str, last: bool) {
        let folded = fold(words);
        let room = MOST.saturating_sub(self.count());
        let all: Vec<_> = pieces(&folded).take(room).collect();
        for (index, piece) in all.iter().enumerate() {
            let is_last = last && index + 1 == all.len();
            match piece {
                // A single letter is the beginning of too many; one of Hangul is a syllable.
                Piece::Word(word) if is_last && word.len() > 1 => {
                    let letters = word.chars().count();
                    let short = word.len() < BEGINNING && letters != LETTERS;
                    self.check_last = short && !self.terms.is_empty();
                    if letters == LETTERS {
                        self.terms.push(begun(word));
                    } else if !self.check_last {
                        self.terms.push(format!("\"{word}\"*"));
                    }
                    self.last = Some((*word).to_owned());
                }
                Piece::Word(word) => self.add_word(word),
                Piece::Stretch(stretch) => self.add_stretch(stretch),
            }
        }
    }

    fn add_phrase(&mut self, words: &str) {
        let folded = fold(words);
        let room = MOST.saturating_sub(self.count());
        let mut phrase = String::new();
        let mut count = 0;
        for piece in pieces(&folded).take(room) {
            count += 1;
            match piece {
                Piece::Word(word) => {
                    if !phrase.ends_with(' ') {
                        phrase.push(' ');
                    }
                    phrase.push_str(word);
                    phrase.push(' ');
                    self.add_word(word);
                }
                Piece::Stretch(stretch) => {
                    if count > 1 && !phrase.ends_with(' ') {
                        phrase.push(' ');
                    }
                    phrase.push_str(stretch);
                    self.add_stretch(stretch);
                }
            }
        }
        if count > 1 {
            self.phrases.push(phrase);
        }
    }

    fn count(&self) -> usize {
        self.words.len() + self.stretches.len()
    }

    fn add_word(&mut self, word: &str) {
        self.terms.push(format!("\"{word}\""));
        self.words.push(word.to_owned());
    }

    fn add_stretch(&mut self, stretch: &str) {
        let all = pairs(stretch);
        let single = all.len() == 1;
        let whole = all
            .into_iter()
            .filter(|pair| single || pair.chars().nth(1).is_some());
        let star = if single { "*" } else { "" };
        let terms = whole.map(|pair| format!("\"{pair}\"{star}"));
        self.terms.extend(terms);
        self.stretches.push(stretch.to_owned());
    }
}

/// The index knows of pairs.
fn is_long(stretch: &str) -> bool {
    stretch.chars().nth(2).is_some()
}

/// Whether a word of a text begins so. Thousands of texts are asked this while somebody types, so only
/// the words that are more than ASCII are folded.
fn begins(text: &str, beginning: &str) -> bool {
    let between = |char: char| char.is_ascii() && !char.is_ascii_alphanumeric();
    text.split(between).any(|part| {
        if part.is_ascii() {
            let head = part.as_bytes().get(..beginning.len());
            return head.is_some_and(|head| head.eq_ignore_ascii_case(beginning.as_bytes()));
        }
        pieces(&fold(part)).any(|piece| match piece {
            Piece::Word(word) => word.starts_with(beginning),
            Piece::Stretch(_) => false,
        })
    })
}

/// The words of a folded text with one space around each.
fn line(folded: &str) -> String {
    let mut line = String::with_capacity(folded.len() + 2);
    line.push(' ');
    for piece in pieces(folded) {
        let (Piece::Word(piece) | Piece::Stretch(piece)) = piece;
        line.push_str(piece);
        line.push(' ');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &str) -> Option<String> {
        Question::new(words).map(|question| question.terms.join(" AND "))
    }

    #[test]
    fn a_question_is_never_more_than_words() {
        assert_eq!(terms("  \"' * ^ NEAR("), Some("\"near\"*".to_owned()));
        assert_eq!(
            terms("late trai"),
            Some("\"late\" AND \"trai\"*".to_owned())
        );
        let beginning = "\"late\" AND (\"tra\" OR \"\u{e003}tra\")";
        assert_eq!(terms("late Trá"), Some(beginning.to_owned()));
        let short = Question::new("late tr").unwrap();
        assert_eq!(short.terms, ["\"late\""]);
        assert!(short.fits("The TRAIN is late"));
        assert!(!short.fits("The strain is late"));
        assert_eq!(terms("a"), Some("\"a\"".to_owned()));
        assert_eq!(terms("电"), Some("\"电\"*".to_owned()));
        assert_eq!(terms("电影票"), Some("\"电影\" AND \"影票\"".to_owned()));
        assert_eq!(terms("--"), None);
        assert!(Question::new(" \"\" ").unwrap().is_empty());
    }

    #[test]
    fn a_beginning_is_found_as_in_the_folded_text() {
        let whole = |text: &str, beginning: &str| {
            let folded = fold(text);
            pieces(&folded)
                .any(|piece| matches!(piece, Piece::Word(word) if word.starts_with(beginning)))
        };
        let texts = [
            "The TRAIN is late",
            "a strain",
            "Tráin, été-TRA",
            "x—tram",
            "电影tra",
            "\u{a8}tra ½tr ﬁt",
            "tr\u{301}a",
            "ΤΡΑ tr",
            "👍tra",
            "t-ra tr_a",
            "",
        ];
        for text in texts {
            for beginning in ["tr", "tra", "et", "fit", "τρα", "ra", "2"] {
                assert_eq!(
                    begins(text, beginning),
                    whole(text, beginning),
                    "{beginning} in {text}"
                );
            }
        }
    }

    #[test]
    fn words_in_quotes_stand_side_by_side() {
        let question = Question::new("\"Train is\" la").unwrap();
        assert_eq!(question.terms, ["\"train\"", "\"is\""]);
        assert!(question.fits("The train, IS late"));
        assert!(!question.fits("The train that is late"));
        assert!(!question.fits("The train is early"));
        let dense = Question::new("\"看电影 ok\"").unwrap();
        assert!(dense.fits("明天去看电影ok!"));
        assert!(!dense.fits("ok 看电影"));
        let one = Question::new("\"late\"").unwrap();
        assert!(one.phrases.is_empty() && one.last.is_none());
    }

    #[test]
    fn hostile_questions_stay_small() {
        let quotes = "\"".repeat(10_000);
        assert!(Question::new(&quotes).unwrap().is_empty());
        let long = "x ".repeat(500_000);
        assert!(Question::new(&long).unwrap().terms.len() <= MOST);
        let dense = "电影".repeat(10_000);
        assert!(Question::new(&dense).unwrap().terms.len() <= TERMS);
        for hostile in [
            "\0",
            "a\0b",
            "AND OR NOT",
            "text:x",
            "x*",
            "{a b}",
            "\u{e002}o",
        ] {
            let terms = terms(hostile).unwrap_or_default();
            let terms = terms.replace(&begun("not"), "\"not\"");
            let bare = terms.replace(" AND ", " ");
            let quoted =
                |term: &str| term.starts_with('"') && term.trim_end_matches('*').ends_with('"');
            assert!(bare.is_empty() || bare.split(' ').all(quoted), "{terms}");
            assert!(!terms.contains(['\0', '\u{e002}', '\u{e003}']), "{terms}");
        }
    }
}
