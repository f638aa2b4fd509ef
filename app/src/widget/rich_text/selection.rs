//! A selection inside one paragraph, in cosmic-text's cursors.
use super::shape::areas_of;
use iced::Rectangle;
use iced::advanced::graphics::text::cosmic_text::{Buffer, Cursor};
use unicode_segmentation::UnicodeSegmentation;

/// From where it was begun to where it is now; either may come first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Selection {
    anchor: Cursor,
    pub(super) focus: Cursor,
}

impl Selection {
    pub(super) fn caret(at: Cursor) -> Self {
        Self {
            anchor: at,
            focus: at,
        }
    }

    pub(super) fn extended(self, focus: Cursor) -> Self {
        Self { focus, ..self }
    }

    /// The word (or the run of blanks or signs) around `at`.
    pub(super) fn word(buffer: &Buffer, at: Cursor) -> Self {
        let line = buffer.lines.get(at.line).map_or("", |line| line.text());
        let (start, word) = line
            .split_word_bound_indices()
            .take_while(|(start, _)| *start <= at.index)
            .last()
            .unwrap_or((0, ""));
        Self {
            anchor: Cursor::new(at.line, start),
            focus: Cursor::new(at.line, start + word.len()),
        }
    }

    pub(super) fn all(buffer: &Buffer) -> Self {
        let last = buffer.lines.len().saturating_sub(1);
        let end = buffer.lines.last().map_or(0, |line| line.text().len());
        Self {
            anchor: Cursor::new(0, 0),
            focus: Cursor::new(last, end),
        }
    }

    /// First and last place as (line, byte).
    fn ends(self) -> ((usize, usize), (usize, usize)) {
        let a = (self.anchor.line, self.anchor.index);
        let b = (self.focus.line, self.focus.index);
        (a.min(b), a.max(b))
    }

    /// The words inside, lines joined by line breaks.
    pub(super) fn text(self, buffer: &Buffer) -> String {
        let (start, end) = self.ends();
        let mut out = String::new();
        for (number, line) in buffer.lines.iter().enumerate() {
            if number < start.0 || number > end.0 {
                continue;
            }
            let text = line.text();
            let from = if number == start.0 { start.1 } else { 0 };
            let to = if number == end.0 { end.1 } else { text.len() };
            if number > start.0 {
                out.push('\n');
            }
            out.push_str(text.get(from..to).unwrap_or_default());
        }
        out
    }

    /// Where it stands. In mixed directions a selection has several areas in one line.
    pub(super) fn areas(self, buffer: &Buffer) -> Vec<Rectangle> {
        let (start, end) = self.ends();
        if start == end {
            return Vec::new();
        }
        areas_of(buffer, |line, glyph| {
            (line, glyph.start) >= start && (line, glyph.end) <= end
        })
    }
}
