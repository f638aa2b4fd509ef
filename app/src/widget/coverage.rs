//! Characters that no font has.
//!
//! For a word with one of them, cosmic-text asks every font of the system in turn: 2 ms a word with 400
//! faces, four seconds for a hostile message. So each unusual character is tried once by itself, and what
//! is missing is shown as one sign that is not.
use crate::font;
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _};
use iced::alignment::Vertical;
use iced::{Pixels, Size};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Stands for what cannot be shown; Inter has it.
const SIGN: char = '\u{fffd}';
/// Missing characters found anew in one text. Each costs 2 ms; whatever unknown comes after them is shown
/// as missing this time.
const MOST_MISSES: usize = 8;
/// Characters tried anew in one text, at some 30 µs each.
const MOST_TRIES: usize = 512;
/// Characters remembered; more are used by no living language together with its neighbours.
const MOST_KNOWN: usize = 16 * 1024;

/// `text` with [`SIGN`] for what no font of this system has. Borrows when nothing had to change.
pub(super) fn shown(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().all(is_usual) {
        return text;
    }
    let mut budget = Budget::default();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let missing = |c: char, known: &mut HashMap<char, bool>, budget: &mut Budget| {
        !is_usual(c) && !budget.has(c, known)
    };
    let first = text
        .char_indices()
        .find(|(_, c)| missing(*c, &mut known, &mut budget));
    let Some((start, _)) = first else {
        return text;
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..start]);
    for c in text[start..].chars() {
        let gone = missing(c, &mut known, &mut budget);
        out.push(if gone { SIGN } else { c });
    }
    Cow::Owned(out)
}

static KNOWN: LazyLock<Mutex<HashMap<char, bool>>> = LazyLock::new(Mutex::default);

/// What may still be spent on one text.
struct Budget {
    misses: usize,
    tries: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            misses: MOST_MISSES,
            tries: MOST_TRIES,
        }
    }
}

impl Budget {
    fn has(&mut self, c: char, known: &mut HashMap<char, bool>) -> bool {
        let c = representative(c);
        if let Some(has) = known.get(&c) {
            return *has;
        }
        if is_private(c) || self.misses == 0 || self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        let has = try_out(c);
        if !has {
            self.misses -= 1;
        }
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(c, has);
        has
    }
}

/// Latin, and characters that join, select or direct and have no shape of their own.
fn is_usual(c: char) -> bool {
    matches!(c,
        '\0'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fffd}' | '\u{1f1e6}'..='\u{1f1ff}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Ideographs and Hangul come all together or not at all.
fn representative(c: char) -> char {
    match c {
        '\u{4e00}'..='\u{9fff}' => '\u{4e00}',
        '\u{ac00}'..='\u{d7a3}' => '\u{ac00}',
        c => c,
    }
}

/// Nobody can know what these mean; our own signs live there.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

fn try_out(c: char) -> bool {
    let mut bytes = [0; 4];
    let paragraph = Paragraph::with_text(text::Text {
        content: &*c.encode_utf8(&mut bytes),
        bounds: Size::INFINITE,
        size: Pixels(crate::theme::size::MESSAGE),
        line_height: text::LineHeight::default(),
        font: font::INTER,
        align_x: text::Alignment::Default,
        align_y: Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::None,
    });
    let mut runs = paragraph.buffer().layout_runs();
    runs.all(|run| run.glyphs.iter().all(|glyph| glyph.glyph_id != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_costs_nothing() {
        for text in ["plain", "żółć – “quoted”…", "é\u{301}"] {
            assert!(matches!(shown(text.into()), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn private_and_unassigned_characters_become_signs() {
        crate::font::load();
        assert_eq!(shown("a\u{e000}b\u{10fff0}".into()), "a\u{fffd}b\u{fffd}");
        assert_eq!(shown("a\u{378}b".into()), "a\u{fffd}b");
    }

    #[test]
    fn what_some_font_has_stays() {
        crate::font::load();
        // Inter itself has these; others depend on the machine.
        for text in ["Ελληνικά", "Русский", "→ ∞ ≠"] {
            assert_eq!(shown(text.into()), text);
        }
    }

    #[test]
    fn a_text_of_missing_words_is_tried_only_so_often() {
        crate::font::load();
        let words: String = ('\u{1e030}'..'\u{1efff}').flat_map(|c| [c, ' ']).collect();
        let mut known = HashMap::new();
        let mut budget = Budget::default();
        let missing = words
            .chars()
            .filter(|c| !is_usual(*c) && !budget.has(*c, &mut known))
            .count();
        let tried = known.values().filter(|has| !**has).count();
        assert!(tried <= MOST_MISSES && missing > MOST_MISSES, "{tried}");
    }
}
