//! How emoji are called, in the language that is spoken where Unicode's CLDR says so, and how they are found.
//!
//! English names and the short names between colons come from the crate `emojis` (CLDR and gemoji), those of the
//! other languages from `assets/emoji`. Everything is compiled in and read when first needed.

use std::cell::OnceCell;
use std::collections::HashMap;

use emojis::{Emoji, EmojiVersion};

use super::{TONES, recent};
use crate::i18n::{self, Language};

/// A name, and other words for it.
type Called = (&'static str, &'static str);

thread_local! {
    static ARABIC: OnceCell<HashMap<&'static str, Called>> = const { OnceCell::new() };
    static POLISH: OnceCell<HashMap<&'static str, Called>> = const { OnceCell::new() };
}

const ARABIC_NAMES: &str = include_str!("../../../../assets/emoji/ar.tsv");
const POLISH_NAMES: &str = include_str!("../../../../assets/emoji/pl.tsv");

/// Nobody types more than this.
const LONGEST: usize = 60;

fn parsed(source: &'static str) -> HashMap<&'static str, Called> {
    let lines = source.lines().filter_map(|line| {
        let (emoji, rest) = line.split_once('\t')?;
        Some((emoji, rest.split_once('\t')?))
    });
    lines.collect()
}

/// What an emoji is called in the language that is spoken, and other words for it.
fn called(emoji: &'static Emoji) -> Called {
    let plain = emoji
        .with_skin_tone(emojis::SkinTone::Default)
        .unwrap_or(emoji);
    let found = match i18n::language() {
        Language::English => None,
        Language::Arabic => ARABIC.with(|all| {
            let all = all.get_or_init(|| parsed(ARABIC_NAMES));
            all.get(plain.as_str()).copied()
        }),
        Language::Polish => POLISH.with(|all| {
            let all = all.get_or_init(|| parsed(POLISH_NAMES));
            all.get(plain.as_str()).copied()
        }),
    };
    found.unwrap_or((emoji.name(), ""))
}

/// The name of an emoji; the emoji itself where nobody has named it.
pub fn name(emoji: &str) -> String {
    match emojis::get(emoji) {
        Some(known) => called(known).0.to_owned(),
        None => emoji.to_owned(),
    }
}

/// An emoji in the tone of skin that was chosen, where it has tones.
pub fn toned(emoji: &'static Emoji) -> &'static str {
    let tone = TONES.get(recent::tone()).copied().unwrap_or(TONES[0]);
    let toned = emoji.with_skin_tone(tone);
    toned.unwrap_or(emoji).as_str()
}

/// Whether the fonts that systems have can draw it: those of Debian 12 know Unicode's emoji up to here.
pub fn is_drawn(emoji: &Emoji) -> bool {
    emoji.emoji_version() <= EmojiVersion::new(15, 0)
}

/// How well words fit an emoji; the smaller, the better.
fn rank(emoji: &'static Emoji, words: &[&str]) -> Option<u8> {
    let (name, others) = called(emoji);
    let name = name.to_lowercase();
    let others = others.to_lowercase();
    let english = emoji.name();
    let fit = |word: &&str| -> Option<u8> {
        let short = || emoji.shortcodes();
        let starts = |text: &str| {
            text.split([' ', '_', '-', ':'])
                .any(|one| one.starts_with(word))
        };
        match () {
            () if name == **word || short().any(|one| one == *word) => Some(0),
            () if name.starts_with(word) || short().any(|one| one.starts_with(word)) => Some(1),
            () if starts(&name) || short().any(starts) => Some(2),
            () if starts(&others) || starts(english) => Some(3),
            () if name.contains(word) => Some(4),
            () => None,
        }
    };
    let all: Option<Vec<u8>> = words.iter().map(fit).collect();
    all?.into_iter().max()
}

/// How long the short name is that begins so, or else the name: the shorter, the closer.
fn length(emoji: &'static Emoji, words: &[&str]) -> usize {
    let first = words.first().copied().unwrap_or_default();
    let short = emoji.shortcodes().filter(|one| one.starts_with(first));
    let shortest = short.map(str::len).min();
    shortest.unwrap_or(emoji.name().len())
}

/// The emoji that words fit, best first, those of the same worth in Unicode's order.
pub fn found(words: &str) -> Vec<&'static Emoji> {
    let words: String = words.to_lowercase().chars().take(LONGEST).collect();
    let words: Vec<&str> = words
        .split([' ', ':'])
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return Vec::new();
    }
    // Pasted ones are found, too.
    if let ([one], Some(emoji)) = (
        words.as_slice(),
        words.first().and_then(|one| emojis::get(one)),
    ) {
        debug_assert_eq!(emoji.as_str(), *one);
        return vec![emoji];
    }
    let ranked = emojis::iter().filter(|emoji| is_drawn(emoji));
    let ranked = ranked.filter_map(|emoji| Some((rank(emoji, &words)?, emoji)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, emoji)| (*rank, length(emoji, &words)));
    ranked.into_iter().map(|(_, emoji)| emoji).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(words: &str) -> Option<&'static str> {
        found(words).first().map(|emoji| emoji.as_str())
    }

    #[test]
    fn english_names_and_short_names_are_found() {
        assert_eq!(first("tada"), Some("🎉"));
        assert_eq!(first(":tada:"), Some("🎉"));
        assert_eq!(first("+1"), Some("👍"));
        assert_eq!(first("grinning face"), Some("😀"));
        assert_eq!(first("red hea"), Some("❤️"));
        assert_eq!(first("flag ger"), Some("🇩🇪"));
        assert_eq!(first("🦊"), Some("🦊"));
    }

    #[test]
    fn words_of_the_language_are_found_and_english_ones_still() {
        i18n::speak(Language::Polish);
        assert_eq!(name("😀"), "szeroko uśmiechnięta twarz");
        assert!(found("śmiech").iter().any(|emoji| emoji.as_str() == "😀"));
        assert!(found("niemcy").iter().any(|emoji| emoji.as_str() == "🇩🇪"));
        assert_eq!(first("tada"), Some("🎉"));
        i18n::speak(Language::Arabic);
        assert!(found("قلب").iter().any(|emoji| emoji.as_str() == "❤️"));
        assert_eq!(name("👋🏽"), name("👋"), "whatever its tone");
    }

    #[test]
    fn nearly_all_have_a_name_in_every_language() {
        for (language, most) in [(Language::Arabic, 9), (Language::Polish, 59)] {
            i18n::speak(language);
            let unnamed = emojis::iter().filter(|emoji| called(emoji).0 == emoji.name());
            // Some are called the same: pizza, taxi, robot. As many as there were in CLDR 48.
            let unnamed = unnamed.count();
            assert!(unnamed <= most, "{language:?}: {unnamed}");
        }
    }

    #[test]
    fn odd_words_find_nothing_and_cost_nothing() {
        for odd in ["", "  : ", "\u{0}", "zzzzqq", &"x".repeat(1_000_000)] {
            assert_eq!(first(odd), None);
        }
        assert_eq!(name("no emoji"), "no emoji");
    }
}
