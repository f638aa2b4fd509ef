//! From spans to a shaped paragraph, only when the spans changed.
use super::Span;
use super::joined::{self, Part};
use crate::font;
use crate::theme::LINE_HEIGHT;
use crate::widget::{coverage, emoji, hazard};
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::graphics::text::cosmic_text::{Cursor, LayoutGlyph};
use iced::advanced::text::{self, Paragraph as _};
use iced::alignment::Vertical;
use iced::font::{Style, Weight};
use iced::{Color, Font, Pixels, Point, Rectangle, Size};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The paragraph, and which of its pieces came from which span.
#[derive(Default)]
pub(super) struct Shaped {
    pub(super) paragraph: Paragraph,
    /// What is shown, as one string.
    pub(super) text: String,
    /// Indices of the spans that are links, in order.
    pub(super) links: Vec<usize>,
    /// Whether anything is drawn besides glyphs.
    pub(super) decorated: bool,
    /// Whether Shift is held; kept here because it, too, lives between views.
    pub(super) shift: bool,
    /// Index of the span of each piece; a span is cut where emoji begin and end.
    owners: Vec<usize>,
    fingerprint: Option<u64>,
    /// The width asked for last; the paragraph's own may be less.
    asked: f32,
    /// No line was broken: any width at least as large gives the same layout.
    unbroken: bool,
}

impl Shaped {
    /// Shapes `spans` for `bounds`; true when they are others than before.
    pub(super) fn prepare(
        &mut self,
        spans: &[Span<'_>],
        size: f32,
        link_color: Option<Color>,
        bounds: Size,
    ) -> bool {
        let fingerprint = fingerprint(spans, size, link_color);
        let bounds = Size::new(bounds.width, f32::INFINITY);
        let changed = self.fingerprint != Some(fingerprint);
        let current = self.paragraph.bounds();
        let difference = self.paragraph.compare(settings(size, current));
        if changed || difference == text::Difference::Shape {
            self.shape(spans, link_color, settings(size, bounds));
            self.fingerprint = Some(fingerprint);
        } else if self.asked == bounds.width
            || (self.unbroken && self.paragraph.min_bounds().width <= bounds.width)
        {
            return false;
        } else {
            self.paragraph.resize(bounds);
        }
        self.asked = bounds.width;
        self.narrow(bounds);
        let buffer = self.paragraph.buffer();
        self.unbroken = buffer.layout_runs().count() == buffer.lines.len();
        changed
    }

    /// cosmic-text 0.15 leaves some lines of mixed direction unbroken although they are too wide. A little
    /// less room makes it break them.
    fn narrow(&mut self, bounds: Size) {
        const TRIES: i32 = 8;
        const STEP: f32 = 0.94;
        /// Rounding is not overflow.
        const HAIR: f32 = 0.5;
        for attempt in 1..=TRIES {
            let outside =
                |glyph: &LayoutGlyph| glyph.x < -HAIR || glyph.x + glyph.w > bounds.width + HAIR;
            let mut runs = self.paragraph.buffer().layout_runs();
            if !runs.any(|run| run.glyphs.iter().any(outside)) {
                break;
            }
            let width = bounds.width * STEP.powi(attempt);
            self.paragraph.resize(Size::new(width, bounds.height));
        }
    }

    fn shape(&mut self, spans: &[Span<'_>], link_color: Option<Color>, settings: text::Text<()>) {
        self.text.clear();
        self.owners.clear();
        self.links.clear();
        self.decorated = false;
        let mut parts: Vec<Part> = Vec::new();
        let mut room = hazard::MOST_BYTES;
        let mut lines = hazard::MOST_LINES;
        for (index, span) in spans.iter().enumerate() {
            let (part, _) = hazard::excerpt_within(&span.text, room, lines);
            if part.is_empty() {
                continue;
            }
            room -= part.len();
            lines = lines.saturating_sub(part.matches('\n').count());
            let link = span.link.is_some();
            if link {
                self.links.push(index);
            }
            self.decorated |= link || span.mono || span.underline || span.strike || span.marked;
            let shown = coverage::shown(hazard::visible(part));
            self.text.push_str(&shown);
            for (run, is_emoji) in emoji::split(&shown) {
                let font = if is_emoji { font::EMOJI } else { face(span) };
                parts.push(Part {
                    text: run.to_owned(),
                    font,
                    owner: index,
                });
            }
        }
        let pieces: Vec<text::Span<'_, (), Font>> = joined::join(parts)
            .into_iter()
            .map(|part| {
                self.owners.push(part.owner);
                let span = spans.get(part.owner);
                let link = link_color.filter(|_| span.is_some_and(|span| span.link.is_some()));
                let color = span.and_then(|span| span.color).or(link);
                text::Span::new(part.text)
                    .font(part.font)
                    .color_maybe(color)
            })
            .collect();
        self.paragraph = Paragraph::with_spans(text::Text {
            content: pieces.as_slice(),
            bounds: settings.bounds,
            size: settings.size,
            line_height: settings.line_height,
            font: settings.font,
            align_x: settings.align_x,
            align_y: settings.align_y,
            shaping: settings.shaping,
            wrapping: settings.wrapping,
        });
    }

    /// The place in the text nearest to a point of the widget.
    pub(super) fn hit(&self, at: Point) -> Option<Cursor> {
        self.paragraph.buffer().hit(at.x, at.y)
    }

    /// The link exactly under a point of the widget.
    pub(super) fn link_at(&self, at: Point) -> Option<usize> {
        let over = |index: &&usize| self.areas(**index).iter().any(|area| area.contains(at));
        self.links.iter().find(over).copied()
    }

    /// Where the span `index` stands, line by line.
    pub(super) fn areas(&self, index: usize) -> Vec<Rectangle> {
        areas(&self.paragraph, |_, glyph| {
            self.owners.get(glyph.metadata) == Some(&index)
        })
    }
}

/// Rectangles around the glyphs for which `wanted` (line, glyph) holds, neighbours joined.
pub(super) fn areas(
    paragraph: &Paragraph,
    wanted: impl Fn(usize, &LayoutGlyph) -> bool,
) -> Vec<Rectangle> {
    areas_of(paragraph.buffer(), wanted)
}

/// The same for a bare buffer.
pub(super) fn areas_of(
    buffer: &iced::advanced::graphics::text::cosmic_text::Buffer,
    wanted: impl Fn(usize, &LayoutGlyph) -> bool,
) -> Vec<Rectangle> {
    /// Glyphs nearer than this belong to the same stretch; kerning leaves smaller gaps.
    const GAP: f32 = 1.0;
    let mut areas: Vec<Rectangle> = Vec::new();
    for run in buffer.layout_runs() {
        let start = areas.len();
        for glyph in run.glyphs.iter().filter(|g| wanted(run.line_i, g)) {
            match areas[start..].last_mut() {
                Some(last) if (last.x + last.width - glyph.x).abs() < GAP => {
                    last.width = glyph.x + glyph.w - last.x;
                }
                Some(last) if (glyph.x + glyph.w - last.x).abs() < GAP => {
                    last.width += last.x - glyph.x;
                    last.x = glyph.x;
                }
                _ => areas.push(Rectangle {
                    x: glyph.x,
                    y: run.line_top,
                    width: glyph.w,
                    height: run.line_height,
                }),
            }
        }
    }
    areas
}

fn settings(size: f32, bounds: Size) -> text::Text<()> {
    text::Text {
        content: (),
        bounds,
        size: Pixels(size),
        line_height: text::LineHeight::Relative(LINE_HEIGHT),
        font: font::INTER,
        // The script decides: Arabic and Hebrew paragraphs stand right.
        align_x: text::Alignment::Default,
        align_y: Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::WordOrGlyph,
    }
}

fn face(span: &Span<'_>) -> Font {
    let base = if span.mono { font::MONO } else { font::INTER };
    Font {
        weight: if span.bold {
            Weight::Semibold
        } else {
            Weight::Normal
        },
        style: if span.italic {
            Style::Italic
        } else {
            Style::Normal
        },
        ..base
    }
}

fn fingerprint(spans: &[Span<'_>], size: f32, link_color: Option<Color>) -> u64 {
    let mut hasher = DefaultHasher::new();
    size.to_bits().hash(&mut hasher);
    link_color.map(Color::into_rgba8).hash(&mut hasher);
    for span in spans {
        // What lies behind the bound is never shown.
        let seen = span.text.len().min(hazard::MOST_BYTES + 1);
        (span.text.len(), &span.text.as_bytes()[..seen]).hash(&mut hasher);
        (span.bold, span.italic, span.mono).hash(&mut hasher);
        (span.strike, span.underline, span.marked).hash(&mut hasher);
        span.link.is_some().hash(&mut hasher);
        span.color.map(Color::into_rgba8).hash(&mut hasher);
    }
    hasher.finish()
}
