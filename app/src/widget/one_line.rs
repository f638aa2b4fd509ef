//! A single line that ends in "…" where its room ends: names and last messages of a list.
//!
//! iced cuts such text through a letter. Words from strangers pass [`super::hazard`], emoji get their
//! font, and a right-to-left line stands at the right, as every line does in a language written so.
use super::{Element, coverage, direction, emoji, hazard};
use crate::font;
use crate::theme::{LINE_HEIGHT, size};
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{self, Layout, Limits, Node};
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Widget, mouse, renderer};
use iced::alignment::Vertical;
use iced::widget::text::Style;
use iced::{Font, Length, Pixels, Rectangle, Renderer, Size, Theme, Vector};
use std::borrow::Cow;
use std::cell::RefCell;
use unicode_segmentation::UnicodeSegmentation;

/// No window shows more of one line.
const MOST_BYTES: usize = 512;

/// So many sizes and fonts of a window have their "…" measured.
const LOOKS: usize = 31;

/// The first line of `words`, as much of it as there is room for.
pub fn one_line<'a>(words: impl Into<Cow<'a, str>>) -> OneLine<'a> {
    OneLine {
        words: words.into(),
        size: size::LIST,
        font: font::INTER,
        width: Length::Fill,
        style: None,
    }
}

/// See [`one_line`].
pub struct OneLine<'a> {
    words: Cow<'a, str>,
    size: f32,
    font: Font,
    width: Length,
    style: Option<fn(&Theme) -> Style>,
}

impl OneLine<'_> {
    pub fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub fn font(self, font: Font) -> Self {
        Self { font, ..self }
    }

    pub fn width(self, width: impl Into<Length>) -> Self {
        Self {
            width: width.into(),
            ..self
        }
    }

    /// Its colour, such as [`crate::theme::text::quiet`]; that of its surroundings without it.
    pub fn style(self, style: fn(&Theme) -> Style) -> Self {
        Self {
            style: Some(style),
            ..self
        }
    }

    fn shape(&self, words: &str) -> Paragraph {
        let pieces: Vec<text::Span<'_, (), Font>> = emoji::split(words)
            .into_iter()
            .map(|(run, is_emoji)| {
                let font = if is_emoji { font::EMOJI } else { self.font };
                text::Span::new(run).font(font)
            })
            .collect();
        Paragraph::with_spans(text::Text {
            content: pieces.as_slice(),
            bounds: Size::INFINITE,
            size: Pixels(self.size),
            line_height: text::LineHeight::Relative(LINE_HEIGHT),
            font: self.font,
            align_x: text::Alignment::Default,
            align_y: Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        })
    }

    /// How wide its "…" is. The few answers there are were found long before most lines are cut.
    fn dots(&self) -> f32 {
        thread_local! {
            static WIDTHS: RefCell<Vec<((f32, Font), f32)>> = const { RefCell::new(Vec::new()) };
        }
        let look = (self.size, self.font);
        WIDTHS.with_borrow_mut(|widths| {
            if let Some((_, width)) = widths.iter().find(|(known, _)| *known == look) {
                return *width;
            }
            let width = self.shape("…").min_bounds().width;
            // Zooming makes other sizes.
            widths.truncate(LOOKS);
            widths.insert(0, (look, width));
            width
        })
    }

    /// The longest beginning that fits into `width` together with its "…". Where it ends is read off the
    /// whole line: making lines up is the dearest part of showing a list.
    fn cut(&self, words: &str, whole: &Paragraph, width: f32) -> Paragraph {
        let room = width - self.dots();
        let runs = whole.buffer().layout_runs();
        let glyphs = runs.flat_map(|run| run.glyphs.iter().map(|glyph| (glyph.start, glyph.w)));
        let mut glyphs: Vec<(usize, f32)> = glyphs.collect();
        glyphs.sort_by_key(|(start, _)| *start);
        let mut glyphs = glyphs.into_iter().peekable();
        let (mut fits, mut wide) = (0, 0.0);
        for (at, grapheme) in words.grapheme_indices(true) {
            let end = at + grapheme.len();
            while let Some((_, width)) = glyphs.next_if(|(start, _)| *start < end) {
                wide += width;
            }
            if wide > room {
                break;
            }
            fits = end;
        }
        loop {
            let beginning = words[..fits].trim_end();
            let shown = self.shape(&format!("{beginning}…"));
            // Letters that join may be wider at the end of a word than within it.
            match beginning.grapheme_indices(true).next_back() {
                Some((last, _)) if shown.min_bounds().width > width => fits = last,
                _ => return shown,
            }
        }
    }
}

#[derive(Default)]
struct State {
    words: String,
    look: Option<(f32, Font)>,
    /// The whole line, and the part for the room asked for last if that is less.
    whole: Paragraph,
    part: Option<Paragraph>,
    room: f32,
}

impl State {
    fn shown(&self) -> &Paragraph {
        self.part.as_ref().unwrap_or(&self.whole)
    }

    fn prepare(&mut self, line: &OneLine<'_>, room: f32) {
        let (first, _) = hazard::excerpt_within(&line.words, MOST_BYTES, 1);
        let look = Some((line.size, line.font));
        let stale = self.words != first || self.look != look;
        if stale {
            self.words = first.to_owned();
            self.look = look;
            self.whole = line.shape(&coverage::shown(hazard::visible(first)));
            self.part = None;
        }
        if (stale || self.room != room) && self.whole.min_bounds().width > room {
            let words = coverage::shown(hazard::visible(first));
            self.part = (!words.is_empty()).then(|| line.cut(&words, &self.whole, room));
        } else if self.whole.min_bounds().width <= room {
            self.part = None;
        }
        self.room = room;
    }
}

impl<M> Widget<M, Theme, Renderer> for OneLine<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        let state = tree.state.downcast_mut::<State>();
        layout::sized(limits, self.width, Length::Shrink, |limits| {
            state.prepare(self, limits.max().width);
            state.shown().min_bounds()
        })
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_ref::<State>();
        operation.text(None, layout.bounds(), &state.words);
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
        if !bounds.intersects(viewport) {
            return;
        }
        let shown = tree.state.downcast_ref::<State>().shown();
        let rtl = shown.buffer().layout_runs().next().is_some_and(|r| r.rtl);
        let free = if rtl || direction::is_rtl() {
            bounds.width - shown.min_bounds().width
        } else {
            0.0
        };
        let own = self.style.and_then(|style| style(theme).color);
        let corner = bounds.position() + Vector::new(free.max(0.0).floor(), 0.0);
        let color = own.unwrap_or(style.text_color);
        renderer.fill_paragraph(shown, corner, color, *viewport);
    }
}

impl<'a, M: 'a> From<OneLine<'a>> for Element<'a, M> {
    fn from(line: OneLine<'a>) -> Self {
        Self::new(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &str, room: f32) -> (String, f32) {
        let mut state = State::default();
        state.prepare(&one_line(words.to_owned()), room);
        let lines = &state.shown().buffer().lines;
        (
            lines.iter().map(|line| line.text()).collect(),
            state.shown().min_bounds().width,
        )
    }

    #[test]
    fn what_fits_is_whole() {
        crate::font::load();
        assert_eq!(shown("see you there 🎉", 400.0).0, "see you there 🎉");
        assert_eq!(shown("", 400.0).0, "");
    }

    #[test]
    fn what_does_not_fit_ends_in_dots_inside_its_room() {
        crate::font::load();
        for words in [
            "Notes for Thursday and more",
            "נתראה מחר בבוקר ליד התחנה",
            "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
        ] {
            let (text, width) = shown(words, 100.0);
            assert!(text.ends_with('…') && width <= 100.0, "{text} {width}");
            assert!(text.len() > 6, "{text}");
        }
        assert_eq!(shown("word", 1.0).0, "…");
    }

    #[test]
    fn as_much_as_there_is_room_for_is_shown() {
        crate::font::load();
        for words in [
            "You to friend193@example.org and others",
            "AVATAR Tomato WAVES: ffi fl",
            "نلتقي غدا صباحا عند المحطة",
            "mixed שלום and 🎉 more",
        ] {
            let line = one_line(words);
            let ends = words.grapheme_indices(true).map(|(at, _)| at);
            let all: Vec<Paragraph> = ends
                .map(|end| line.shape(&format!("{}…", words[..end].trim_end())))
                .collect();
            for room in [20.0, 55.5, 90.0, 130.0] {
                let (text, width) = shown(words, room);
                assert!(width <= room, "{text} {width} {room}");
                let fitting = |one: &&Paragraph| one.min_bounds().width <= room;
                let widest = all.iter().filter(fitting).map(|one| one.min_bounds().width);
                let widest = widest.fold(0.0, f32::max);
                // A letter at the most is given away.
                assert!(width > widest - 16.0, "{text} {width} {widest}");
            }
        }
    }

    #[test]
    fn only_the_first_line_is_shown_and_a_huge_one_is_bounded() {
        crate::font::load();
        assert_eq!(shown("first\nsecond", 400.0).0, "first");
        assert!(shown(&"x".repeat(1_000_000), f32::INFINITY).0.len() <= MOST_BYTES);
    }
}
