//! A text on one line that ends in "…" where there is no room for all of it. iced can only clip.

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::text::{self, Paragraph as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Widget, mouse, renderer};
use iced::alignment::Vertical;
use iced::widget::text::Style;
use iced::{Font, Length, Pixels, Rectangle, Renderer, Size, Theme};
use unicode_segmentation::UnicodeSegmentation;

use crate::font;
use crate::theme::LINE_HEIGHT;

/// Nobody sees more letters than these on one line; a longer text is cut before it is measured.
const LONGEST: usize = 256;

/// A text of this size on one line; it takes the width there is.
pub fn one_line(words: impl Into<String>, size: f32) -> OneLine {
    let words: String = words.into();
    let shown = words
        .graphemes(true)
        .take(LONGEST)
        .map(|letter| if letter.contains('\n') { " " } else { letter })
        .collect();
    OneLine {
        words,
        shown,
        size,
        font: font::INTER,
        style: |_| Style::default(),
    }
}

/// See [`one_line`].
pub struct OneLine {
    words: String,
    shown: String,
    size: f32,
    font: Font,
    style: fn(&Theme) -> Style,
}

impl OneLine {
    /// The font.
    pub fn font(self, font: Font) -> Self {
        Self { font, ..self }
    }

    /// The colour.
    pub fn style(self, style: fn(&Theme) -> Style) -> Self {
        Self { style, ..self }
    }

    fn paragraph(&self, words: &str) -> Paragraph {
        Paragraph::with_text(text::Text {
            content: words,
            bounds: Size::INFINITE,
            size: Pixels(self.size),
            line_height: text::LineHeight::Relative(LINE_HEIGHT),
            font: self.font,
            align_x: text::Alignment::Left,
            align_y: Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        })
    }

    /// As many letters as fit, with the sign for what is missing.
    fn fitting(&self, width: f32) -> Paragraph {
        let whole = self.paragraph(&self.shown);
        if whole.min_width() <= width {
            return whole;
        }
        let ends: Vec<usize> = self
            .shown
            .grapheme_indices(true)
            .map(|(start, _)| start)
            .collect();
        let cut = |letters: usize| {
            let end = ends.get(letters).copied().unwrap_or(self.shown.len());
            self.paragraph(&format!("{}…", self.shown[..end].trim_end()))
        };
        let (mut fits, mut over) = (0, ends.len());
        while fits + 1 < over {
            let middle = usize::midpoint(fits, over);
            match cut(middle).min_width() <= width {
                true => fits = middle,
                false => over = middle,
            }
        }
        cut(fits)
    }
}

/// What was laid out last, so that an unchanged row costs nothing.
#[derive(Default)]
struct State {
    words: String,
    width: f32,
    look: Option<(f32, Font)>,
    paragraph: Paragraph,
}

impl<M> Widget<M, Theme, Renderer> for OneLine {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _: &Renderer, limits: &layout::Limits) -> Node {
        let state = tree.state.downcast_mut::<State>();
        let width = limits.max().width;
        let look = Some((self.size, self.font));
        // Widths come out of float sums; exact equality only saves work here.
        if state.words != self.shown || state.width != width || state.look != look {
            *state = State {
                words: self.shown.clone(),
                width,
                look,
                paragraph: self.fitting(width),
            };
        }
        layout::sized(limits, Length::Fill, Length::Shrink, |_| {
            state.paragraph.min_bounds()
        })
    }

    fn operate(
        &mut self,
        _tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.text(None, layout.bounds(), &self.words);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(seen) = bounds.intersection(viewport) else {
            return;
        };
        let state = tree.state.downcast_ref::<State>();
        let color = (self.style)(theme).color.unwrap_or(style.text_color);
        text::Renderer::fill_paragraph(renderer, &state.paragraph, bounds.position(), color, seen);
    }
}

impl<'a, M: 'a> From<OneLine> for crate::widget::Element<'a, M> {
    fn from(line: OneLine) -> Self {
        Self::new(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_between_letters() {
        crate::font::load();
        let line = one_line("Grüße aus der Straßenbahn 👩‍👩‍👧 bis gleich", 14.0);
        let whole = line.paragraph(&line.shown).min_width();
        for width in [0.0, 20.0, 90.0, whole - 1.0] {
            let cut = line.fitting(width);
            assert!(cut.min_width() <= width.max(20.0), "{width}");
        }
        assert_eq!(line.fitting(whole).min_width(), whole);
    }

    #[test]
    fn a_text_without_end_is_cut_before_it_is_measured() {
        let line = one_line("x\n".repeat(100_000), 14.0);
        assert!(line.shown.len() <= LONGEST);
        assert!(!line.shown.contains('\n'));
    }
}
