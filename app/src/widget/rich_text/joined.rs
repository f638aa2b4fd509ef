//! One face for each word that is written from right to left.
//!
//! cosmic-text 0.15 shapes the parts of a word that have different faces one by one and puts them side
//! by side in the order of reading, from left to right whatever the direction: behind bold Arabic the
//! exclamation mark stood on the wrong side, and half a bold word before its other half. So a word has
//! the face of its first letter that is written so. Emoji are words of their own.

use std::ops::Range;

use iced::Font;

use crate::font;

/// A part of a paragraph with a face of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// Its words.
    pub(super) text: String,
    /// Its face.
    pub(super) font: Font,
    /// The span it came from.
    pub(super) owner: usize,
}

/// Gives each word its face; parts are cut where their words begin and end.
pub(super) fn join(parts: Vec<Part>) -> Vec<Part> {
    let several = parts
        .iter()
        .any(|part| Some(part.font) != parts.first().map(|one| one.font));
    if !several
        || !parts
            .iter()
            .any(|part| part.text.chars().any(is_from_right))
    {
        return parts;
    }
    let mut words = words(&parts).into_iter().peekable();
    let mut joined = Vec::with_capacity(parts.len());
    let mut at = 0;
    for part in &parts {
        let mut rest = part.text.as_str();
        while !rest.is_empty() {
            while words.next_if(|word| word.place.end <= at).is_some() {}
            let (length, font) = match words.peek() {
                Some(word) if word.place.start > at => (word.place.start - at, part.font),
                Some(word) => (word.place.end - at, word.font),
                None => (rest.len(), part.font),
            };
            let (text, behind) = rest.split_at(length.min(rest.len()));
            let is_emoji = part.font == font::EMOJI;
            joined.push(Part {
                text: text.to_owned(),
                font: if is_emoji { part.font } else { font },
                owner: part.owner,
            });
            at += text.len();
            rest = behind;
        }
    }
    joined
}

/// A word with letters that are written from right to left.
struct Word {
    place: Range<usize>,
    /// The face of the first of them.
    font: Font,
}

fn words(parts: &[Part]) -> Vec<Word> {
    let mut words = Vec::new();
    let (mut at, mut start, mut font) = (0, 0, None);
    let letters = parts
        .iter()
        .flat_map(|part| part.text.chars().map(move |letter| (letter, part.font)));
    for (letter, face) in letters.chain([(' ', font::INTER)]) {
        if letter.is_whitespace() {
            let place = start..at;
            words.extend(font.take().map(|font| Word { place, font }));
            start = at + letter.len_utf8();
        } else if is_from_right(letter) {
            font.get_or_insert(face);
        }
        at += letter.len_utf8();
    }
    words
}

/// Whether a letter is written from right to left (the blocks of Unicode that have such letters).
fn is_from_right(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use iced::font::Weight;

    use super::*;

    const BOLD: Font = Font {
        weight: Weight::Semibold,
        ..font::INTER
    };

    fn part(text: &str, font: Font, owner: usize) -> Part {
        Part {
            text: text.to_owned(),
            font,
            owner,
        }
    }

    #[test]
    fn a_word_from_the_right_has_one_face() {
        let parts = vec![
            part("قل ", font::INTER, 0),
            part("*مرحبا*", BOLD, 1),
            part("! نعم", font::INTER, 2),
        ];
        let joined = join(parts);
        let faces: Vec<_> = joined
            .iter()
            .map(|one| (one.text.as_str(), one.font == BOLD))
            .collect();
        assert_eq!(
            faces,
            [
                ("قل", false),
                (" ", false),
                ("*مرحبا*", true),
                ("!", true),
                (" ", false),
                ("نعم", false)
            ]
        );
        let owners: Vec<_> = joined.iter().map(|one| one.owner).collect();
        assert_eq!(owners, [0, 0, 1, 2, 2, 2]);
        // What stands in front has it, too; emoji keep theirs.
        let parts = vec![
            part("(", font::INTER, 0),
            part("שלום", BOLD, 1),
            part("👍", font::EMOJI, 2),
        ];
        let joined = join(parts);
        assert_eq!((joined[0].font, joined[2].font), (BOLD, font::EMOJI));
    }

    #[test]
    fn other_words_are_left_alone() {
        let parts = vec![
            part("say ", font::INTER, 0),
            part("*hello*", BOLD, 1),
            part("!", font::INTER, 2),
        ];
        assert_eq!(join(parts.clone()), parts);
        assert_eq!(join(Vec::new()), []);
        let one = vec![part("مرحبا!", font::INTER, 0)];
        assert_eq!(join(one.clone()), one);
    }
}
