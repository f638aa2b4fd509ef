//! From texts to the words of the index. Pure.
//!
//! Capital letters and marks on letters don't count. Scripts that are written without spaces are
//! taken two characters at a time: whoever looks for a part of a line finds it.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::link::links;
use crate::{AccountId, ConversationId};

/// So many characters of a word count.
const LONGEST: usize = 48;

/// Private characters (no text of anybody gets them into the index) before the number of a
/// conversation and of an account, which are words of every document.
const CONVERSATION: char = '\u{e000}';
const ACCOUNT: char = '\u{e001}';

/// The same for what else can be asked of a message. Promises, as the two before.
const OURS: &str = "\u{e002}o";
const THEIRS: &str = "\u{e002}i";
const LINK: &str = "\u{e002}l";
const FILE: &str = "\u{e002}f";

/// The same before the beginning of a word that is longer.
const BEGINNING: char = '\u{e003}';

/// The index knows beginnings of so many letters. Words that begin with fewer are too many to be looked
/// for, and with more they are few enough to be looked at one by one.
pub(super) const LETTERS: usize = 3;

/// A message as the index gets to know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) conversation: ConversationId,
    pub(super) account: Option<AccountId>,
    pub(super) ours: bool,
    /// There are files in it.
    pub(super) file: bool,
}

/// What a message is beside its words, as a term for the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trait {
    In(ConversationId),
    Of(AccountId),
    Ours,
    Theirs,
    Link,
    File,
}

impl Trait {
    /// In the language of the index.
    pub(super) fn term(self) -> String {
        match self {
            Self::In(id) => format!("\"{CONVERSATION}{}\"", id.0),
            Self::Of(id) => format!("\"{ACCOUNT}{}\"", id.0),
            Self::Ours => format!("\"{OURS}\""),
            Self::Theirs => format!("\"{THEIRS}\""),
            Self::Link => format!("\"{LINK}\""),
            Self::File => format!("\"{FILE}\""),
        }
    }
}

/// A text as the index takes it: words with spaces in between.
pub(super) fn document(said: Said<'_>) -> String {
    let text = said.text;
    let mut document = String::with_capacity(text.len() + 16);
    let _ = write!(document, "{CONVERSATION}{}", said.conversation.0);
    if let Some(account) = said.account {
        let _ = write!(document, " {ACCOUNT}{}", account.0);
    }
    let _ = write!(document, " {}", if said.ours { OURS } else { THEIRS });
    let found = links(text);
    if found.any {
        let _ = write!(document, " {LINK}");
    }
    if found.file || said.file {
        let _ = write!(document, " {FILE}");
    }
    for piece in pieces(&fold(text)) {
        match piece {
            Piece::Word(word) => {
                document.push(' ');
                document.push_str(word);
                if let Some(beginning) = beginning(word) {
                    document.push(' ');
                    document.push(BEGINNING);
                    document.push_str(beginning);
                }
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

/// In the language of the index: a word, or the beginning of one, of [`LETTERS`] letters.
pub(super) fn begun(word: &str) -> String {
    format!("(\"{word}\" OR \"{BEGINNING}{word}\")")
}

/// The first letters of a word that has more.
fn beginning(word: &str) -> Option<&str> {
    let (end, _) = word.char_indices().nth(LETTERS)?;
    word.get(..end)
}

/// Small letters without marks.
pub(super) fn fold(text: &str) -> String {
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
pub(super) enum Piece<'a> {
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
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    placed(text).map(|(_, piece)| piece)
}

/// The same, each with the byte it begins at.
pub(super) fn placed(text: &str) -> impl Iterator<Item = (usize, Piece<'_>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = text.len() - rest.len();
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
                Class::Dense => return Some((at, Piece::Stretch(piece))),
                Class::Letter | Class::Picture => return Some((at, Piece::Word(shorten(piece)))),
            }
        }
    })
}

fn shorten(word: &str) -> &str {
    let end = word.char_indices().nth(LONGEST).map(|(at, _)| at);
    end.and_then(|end| word.get(..end)).unwrap_or(word)
}

/// Each character of a stretch with the next one; the last alone.
pub(super) fn pairs(stretch: &str) -> Vec<&str> {
    let starts: Vec<usize> = stretch.char_indices().map(|(at, _)| at).collect();
    let end_of = |index: usize| starts.get(index + 2).copied().unwrap_or(stretch.len());
    let all = starts.iter().enumerate();
    all.filter_map(|(index, start)| stretch.get(*start..end_of(index)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let said = Said {
            text,
            conversation: ConversationId(7),
            account: None,
            file: false,
            ours: false,
        };
        let document = document(said);
        let words = document.split(' ').skip(2);
        let whole = words.filter(|word| !word.starts_with(BEGINNING));
        whole.map(str::to_owned).collect()
    }

    #[test]
    fn longer_words_have_a_beginning() {
        let said = Said {
            text: "the trams été Éteint 명사형 電影院線",
            conversation: ConversationId(7),
            account: None,
            file: false,
            ours: true,
        };
        let document = document(said);
        let beginnings = document
            .split(' ')
            .filter_map(|word| word.strip_prefix(BEGINNING));
        assert_eq!(beginnings.collect::<Vec<_>>(), ["tra", "ete"]);
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
            [
                "\u{e002}l",
                "see",
                "https",
                "xmpp",
                "org",
                "x",
                "y",
                "👍",
                "👍",
                "🏽"
            ]
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
}
