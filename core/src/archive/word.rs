//! From texts to words, and from what somebody looks for to a question for the index. Pure.
//!
//! Capital letters and marks on letters don't count. Scripts that are written without spaces are
//! taken two characters at a time: whoever looks for a part of a line finds it.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::{AccountId, ConversationId};

/// What somebody looks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// In the language of the index.
    pub(super) terms: String,
    /// Stretches that must be in the text as they are: the index only knows of their parts.
    stretches: Vec<String>,
    /// The beginning of a word, too short for the index: it would collect every word with it first.
    beginning: Option<String>,
}

impl Question {
    /// Whether a text has what the index can't tell.
    pub(super) fn fits(&self, text: &str) -> bool {
        if self.stretches.is_empty() && self.beginning.is_none() {
            return true;
        }
        let text = fold(text);
        let begins = |beginning: &str| {
            pieces(&text).any(|piece| match piece {
                Piece::Word(word) => word.starts_with(beginning),
                Piece::Stretch(_) => false,
            })
        };
        self.stretches.iter().all(|stretch| text.contains(stretch))
            && self.beginning.as_deref().is_none_or(begins)
    }
}

/// So many words of a question count: more than anybody types.
const MOST: usize = 16;

/// So many terms a question has at most.
const TERMS: usize = 48;

/// The index finds the words with a beginning of so many characters in no time.
const BEGINNING: usize = 4;

/// So many characters of a word count.
const LONGEST: usize = 48;

/// Private characters (no text of anybody gets them into the index) before the number of a
/// conversation and of an account, which are words of every document.
const CONVERSATION: char = '\u{e000}';
const ACCOUNT: char = '\u{e001}';

/// A text as the index takes it: words with spaces in between.
pub(super) fn document(
    text: &str,
    conversation: ConversationId,
    account: Option<AccountId>,
) -> String {
    let mut document = String::with_capacity(text.len() + 16);
    let _ = write!(document, "{CONVERSATION}{}", conversation.0);
    if let Some(account) = account {
        let _ = write!(document, " {ACCOUNT}{}", account.0);
    }
    for piece in pieces(&fold(text)) {
        match piece {
            Piece::Word(word) => {
                document.push(' ');
                document.push_str(word);
            }
            Piece::Stretch(stretch) => {
                for pair in pairs(stretch) {
                    document.push(' ');
                    document.push_str(pair);
                }
            }
        }
    }
    document
}

/// A question for the index; `None` where there is no word in it.
pub(super) fn question(
    words: &str,
    conversation: Option<ConversationId>,
    account: Option<AccountId>,
) -> Option<Question> {
    let folded = fold(words);
    let pieces: Vec<_> = pieces(&folded).take(MOST).collect();
    let mut terms = Vec::new();
    let mut stretches = Vec::new();
    let mut beginning = None;
    for (index, piece) in pieces.iter().enumerate() {
        let is_last = index + 1 == pieces.len();
        match piece {
            // The last one may still be being typed; a single letter is the beginning of too many.
            Piece::Word(word) if is_last && word.chars().nth(1).is_some() => {
                if index > 0 && word.chars().nth(BEGINNING - 1).is_none() {
                    beginning = Some((*word).to_owned());
                } else {
                    terms.push(format!("\"{word}\"*"));
                }
            }
            Piece::Word(word) => terms.push(format!("\"{word}\"")),
            Piece::Stretch(stretch) => {
                let all = pairs(stretch);
                let single = all.len() == 1;
                let whole = all
                    .into_iter()
                    .filter(|pair| single || pair.chars().nth(1).is_some());
                let star = if single { "*" } else { "" };
                terms.extend(whole.map(|pair| format!("\"{pair}\"{star}")));
                if stretch.chars().nth(2).is_some() {
                    stretches.push((*stretch).to_owned());
                }
            }
        }
    }
    if terms.is_empty() {
        return None;
    }
    terms.truncate(TERMS);
    terms.extend(conversation.map(|id| format!("\"{CONVERSATION}{}\"", id.0)));
    terms.extend(account.map(|id| format!("\"{ACCOUNT}{}\"", id.0)));
    Some(Question {
        terms: terms.join(" AND "),
        stretches,
        beginning,
    })
}

/// Small letters without marks.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare = text.nfkd().filter(|char| !is_mark(*char));
    bare.flat_map(char::to_lowercase).nfc().collect()
}

/// Marks on letters without which the word is the same to whoever looks for it. (Those of Indic
/// scripts and of Japanese are letters.)
fn is_mark(char: char) -> bool {
    matches!(char,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// A word.
    Word(&'a str),
    /// Characters of a script without spaces.
    Stretch(&'a str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Between,
    Letter,
    /// Without spaces.
    Dense,
    /// A word by itself.
    Picture,
}

fn class(char: char) -> Class {
    match char {
        _ if char.is_ascii_alphanumeric() => Class::Letter,
        _ if char.is_ascii() => Class::Between,
        // Hiragana, katakana, Chinese; Thai, Lao, Burmese and Khmer.
        '\u{3041}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '々'
        | '〆'
        | '\u{e01}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}' => Class::Dense,
        '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' => Class::Picture,
        _ if char.is_alphanumeric() || is_combining_mark(char) => Class::Letter,
        _ => Class::Between,
    }
}

/// The words and stretches of a folded text, in order.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let first = class(rest.chars().next()?);
            let same = |(_, char): &(usize, char)| class(*char) != first;
            let end = match first {
                Class::Picture => rest.chars().next().map(char::len_utf8),
                _ => rest.char_indices().find(same).map(|(at, _)| at),
            };
            let (piece, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
            rest = after;
            match first {
                Class::Between => {}
                Class::Dense => return Some(Piece::Stretch(piece)),
                Class::Letter | Class::Picture => return Some(Piece::Word(shorten(piece))),
            }
        }
    })
}

fn shorten(word: &str) -> &str {
    let end = word.char_indices().nth(LONGEST).map(|(at, _)| at);
    end.and_then(|end| word.get(..end)).unwrap_or(word)
}

/// Each character of a stretch with the next one; the last alone.
fn pairs(stretch: &str) -> Vec<&str> {
    let starts: Vec<usize> = stretch.char_indices().map(|(at, _)| at).collect();
    let end_of = |index: usize| starts.get(index + 2).copied().unwrap_or(stretch.len());
    let all = starts.iter().enumerate();
    all.filter_map(|(index, start)| stretch.get(*start..end_of(index)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUNE: ConversationId = ConversationId(7);

    fn words(text: &str) -> Vec<String> {
        let document = document(text, JUNE, None);
        document.split(' ').skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn words_are_small_and_bare() {
        assert_eq!(
            words("Déjà-vu, ÜBER naïve!"),
            ["deja", "vu", "uber", "naive"]
        );
        assert_eq!(
            words("ＡＢＣ straße Ελλάδα й"),
            ["abc", "straße", "ελλαδα", "и"]
        );
        assert_eq!(
            words("see https://xmpp.org/x_y 👍👍🏽"),
            ["see", "https", "xmpp", "org", "x", "y", "👍", "👍", "🏽"]
        );
        assert_eq!(words("नमस्ते दुनिया"), ["नमस्ते", "दुनिया"]);
        assert_eq!(words(&"x".repeat(1_000))[0].len(), LONGEST);
        assert_eq!(words("\u{e000}7 … — “”"), ["7"]);
    }

    #[test]
    fn scripts_without_spaces_come_in_pairs() {
        assert_eq!(
            words("明天去看电影ok"),
            ["明天", "天去", "去看", "看电", "电影", "影", "ok"]
        );
        assert_eq!(words("がき"), ["がき", "き"]);
        assert_eq!(words("한국어 검색"), ["한국어", "검색"]);
    }

    #[test]
    fn a_question_is_never_more_than_words() {
        let terms = |words: &str| question(words, None, None).map(|question| question.terms);
        assert_eq!(terms("  \"' * ^ NEAR("), Some("\"near\"*".to_owned()));
        assert_eq!(
            terms("late trai"),
            Some("\"late\" AND \"trai\"*".to_owned())
        );
        let short = question("late tra", None, None).unwrap();
        assert_eq!(short.terms, "\"late\"");
        assert!(short.fits("The TRAIN is late"));
        assert!(!short.fits("The strain is late"));
        assert_eq!(terms("a"), Some("\"a\"".to_owned()));
        assert_eq!(terms("电"), Some("\"电\"*".to_owned()));
        assert_eq!(terms("电影票"), Some("\"电影\" AND \"影票\"".to_owned()));
        assert_eq!(terms("--"), None);
        let both = question("x", Some(JUNE), Some(AccountId(2))).unwrap();
        assert_eq!(both.terms, "\"x\" AND \"\u{e000}7\" AND \"\u{e001}2\"");
        assert_eq!(
            question("电影票 x", None, None).unwrap().stretches,
            ["电影票"]
        );
    }
}
