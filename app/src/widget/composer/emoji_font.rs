//! Colour emoji inside the editor: its only way to another font is a highlighter.
use crate::font;
use crate::widget::emoji;
use iced::Font;
use iced::advanced::text::highlighter::{Format, Highlighter};
use std::ops::Range;

/// Marks emoji.
pub(super) struct EmojiFont {
    line: usize,
}

pub(super) fn format() -> Format<Font> {
    Format {
        color: None,
        font: Some(font::EMOJI),
    }
}

impl Highlighter for EmojiFont {
    type Settings = ();
    type Highlight = ();
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, ())>;

    fn new((): &()) -> Self {
        Self { line: 0 }
    }

    fn update(&mut self, (): &()) {
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
                marks.push((start..end, ()));
            }
            start = end;
        }
        marks.into_iter()
    }

    fn current_line(&self) -> usize {
        self.line
    }
}
