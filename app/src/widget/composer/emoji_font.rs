//! Colour emoji and words that are wrong inside the editor: its only way to another font or colour is a
//! highlighter.
use crate::font;
use crate::spelling::words;
use crate::theme::Tokens;
use crate::widget::emoji;
use iced::advanced::text::highlighter::{Format, Highlighter};
use iced::{Font, Theme};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// The words that are wrong.
pub(super) type Wrong = Arc<BTreeSet<String>>;

/// What is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Emoji,
    Wrong,
}

/// Marks emoji and what is wrong.
pub(super) struct Marks {
    line: usize,
    wrong: Wrong,
}

pub(super) fn format(mark: &Mark, theme: &Theme) -> Format<Font> {
    match mark {
        Mark::Emoji => Format {
            color: None,
            font: Some(font::EMOJI),
        },
        Mark::Wrong => Format {
            color: Some(Tokens::of(theme).danger),
            font: None,
        },
    }
}

impl Highlighter for Marks {
    type Settings = Wrong;
    type Highlight = Mark;
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, Mark)>;

    fn new(wrong: &Wrong) -> Self {
        Self {
            line: 0,
            wrong: Arc::clone(wrong),
        }
    }

    fn update(&mut self, wrong: &Wrong) {
        self.wrong = Arc::clone(wrong);
        self.line = 0;
    }

    fn change_line(&mut self, line: usize) {
        self.line = self.line.min(line);
    }

    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        self.line += 1;
        let mut start = 0;
        let mut marks = Vec::new();
        for (run, is_emoji) in emoji::split(line) {
            let end = start + run.len();
            if is_emoji {
                marks.push((start..end, Mark::Emoji));
            }
            start = end;
        }
        if !self.wrong.is_empty() {
            let places = words::places(line).into_iter();
            let wrong = places.filter(|place| {
                let word = line.get(place.clone()).map(words::plain);
                word.is_some_and(|word| self.wrong.contains(&word))
            });
            marks.extend(wrong.map(|place| (place, Mark::Wrong)));
            marks.sort_by_key(|(place, _)| place.start);
        }
        marks.into_iter()
    }

    fn current_line(&self) -> usize {
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_and_wrong_words_are_marked_in_order() {
        let wrong: Wrong = Arc::new(BTreeSet::from(["wrold".to_owned()]));
        let mut marks = Marks::new(&wrong);
        let found: Vec<_> = marks.highlight_line("wrold 🎉 ok wrold").collect();
        assert_eq!(
            found,
            [
                (0..5, Mark::Wrong),
                (6..10, Mark::Emoji),
                (14..19, Mark::Wrong)
            ]
        );
    }
}
