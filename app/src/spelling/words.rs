//! The words of a text that a dictionary can be asked about.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A longer one is no word.
const LONGEST: usize = 48;

/// The places of the words of a text, in bytes: no links, no addresses, no numbers, nothing in code.
pub fn places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut code = false;
    let mut from = 0;
    for token in text.split_inclusive(char::is_whitespace) {
        let start = from;
        from += token.len();
        let quoted = token.matches('`').count();
        let inside = code || quoted > 0;
        code ^= quoted % 2 == 1;
        if inside || is_no_prose(token.trim_end()) {
            continue;
        }
        for (at, word) in token.unicode_word_indices() {
            let letters = word
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'));
            if letters && (2..=LONGEST).contains(&word.chars().count()) {
                places.push(start + at..start + at + word.len());
            }
        }
    }
    places
}

fn is_no_prose(token: &str) -> bool {
    token.contains("://")
        || token.contains('@')
        || token.contains('_')
        || token.starts_with("www.")
        || token.starts_with('/')
        || token.starts_with(':')
        || token.chars().any(char::is_numeric)
}

/// A word as dictionaries have it: with the apostrophe of typewriters.
pub fn plain(word: &str) -> String {
    word.replace('’', "'")
}

/// Whether a word is in the script that is written in a language ("pl_PL"): a dictionary knows no other.
pub fn is_in_script_of(word: &str, language: &str) -> bool {
    let own = script_of(language);
    word.chars().filter(|c| c.is_alphabetic()).all(own)
}

fn script_of(language: &str) -> fn(char) -> bool {
    let code = language.split(['_', '-']).next().unwrap_or_default();
    match code {
        "ar" | "fa" | "ur" | "ug" | "ckb" => |c| matches!(c, '\u{600}'..='\u{8ff}'),
        "he" | "yi" => |c| matches!(c, '\u{590}'..='\u{5ff}'),
        "el" => |c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'),
        "ru" | "uk" | "be" | "bg" | "mk" | "kk" | "mn" => |c| matches!(c, '\u{400}'..='\u{52f}'),
        "sr" | "bs" => |c| matches!(c, '\u{400}'..='\u{52f}') || is_latin(c),
        "hy" => |c| matches!(c, '\u{530}'..='\u{58f}'),
        "ka" => |c| matches!(c, '\u{10a0}'..='\u{10ff}'),
        "hi" | "mr" | "ne" => |c| matches!(c, '\u{900}'..='\u{97f}'),
        "bn" => |c| matches!(c, '\u{980}'..='\u{9ff}'),
        "gu" => |c| matches!(c, '\u{a80}'..='\u{aff}'),
        "te" => |c| matches!(c, '\u{c00}'..='\u{c7f}'),
        "th" => |c| matches!(c, '\u{e00}'..='\u{e7f}'),
        "ko" => |c| matches!(c, '\u{ac00}'..='\u{d7a3}'),
        _ => is_latin,
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        places(text).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn prose_is_cut_into_words_and_the_rest_is_left_alone() {
        assert_eq!(
            words("Hello, wrold! It’s me."),
            ["Hello", "wrold", "It’s", "me"]
        );
        assert_eq!(
            words(
                "see https://exmaple.org or ask romy@exmaple.org at 10h, :tada: /me `cods here` zażółć"
            ),
            ["see", "or", "ask", "at", "zażółć"]
        );
        assert_eq!(words("مرحبا بك"), ["مرحبا", "بك"]);
        assert!(words("").is_empty() && words("a 1 ß").is_empty());
        assert!(words(&"x".repeat(100_000)).is_empty());
    }

    #[test]
    fn a_dictionary_is_not_asked_about_other_scripts() {
        assert!(is_in_script_of("zażółć", "pl_PL"));
        assert!(!is_in_script_of("مرحبا", "en_US"));
        assert!(is_in_script_of("مرحبا", "ar"));
        assert!(!is_in_script_of("hello", "ru_RU"));
        assert!(!is_in_script_of("日本", "en_GB"));
        assert_eq!(plain("It’s"), "It's");
    }
}
