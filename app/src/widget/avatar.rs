//! A face: a round picture or an initial on the person's colour, with a dot for the presence.
//!
//! The dot differs by shape too, because colour alone says nothing to one man in twelve: full disc
//! (available), half (away), bar (busy), ring (offline).
//!
//! A picture that moves stands still until the pointer is over it.
use std::path::Path;
use std::sync::Arc;

use super::Element;
use super::picture::{self, Disc};
use crate::font;
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, image, mouse, renderer};
use iced::alignment::Vertical;
use iced::{
    Background, Border, Color, Event, Length, Pixels, Point, Rectangle, Renderer, Size, Theme,
    Vector, border, window,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::theme::Tokens;

/// How reachable somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    Available,
    Away,
    Busy,
    Offline,
}

/// The initial of `name` on a disc of `color` (see [`crate::theme::contact::disc`]).
pub fn avatar(name: &str, color: Color) -> Avatar {
    Avatar {
        initial: initial(name),
        color,
        picture: None,
        file: None,
        presence: None,
        diameter: 36.0,
        letter: None,
    }
}

/// See [`avatar`].
#[derive(Debug, Clone)]
pub struct Avatar {
    initial: String,
    color: Color,
    picture: Option<image::Handle>,
    /// Where its picture comes from, which may be one that moves.
    file: Option<Arc<Path>>,
    presence: Option<Presence>,
    diameter: f32,
    letter: Option<Color>,
}

impl Avatar {
    pub fn size(self, diameter: f32) -> Self {
        Self { diameter, ..self }
    }

    /// Other words than the initial: a number.
    pub fn words(self, words: String) -> Self {
        Self {
            initial: words,
            ..self
        }
    }

    pub fn presence(self, presence: Presence) -> Self {
        Self {
            presence: Some(presence),
            ..self
        }
    }

    /// Without the dot.
    pub fn without_presence(self) -> Self {
        Self {
            presence: None,
            ..self
        }
    }

    /// A picture whose corners are already transparent: the software renderer cannot round them.
    pub fn picture(self, picture: image::Handle) -> Self {
        Self {
            picture: Some(picture),
            ..self
        }
    }

    /// The file of its picture: it moves under the pointer, where it is one that moves.
    pub fn file(self, path: &Path) -> Self {
        Self {
            file: Some(path.into()),
            ..self
        }
    }

    /// Colour of the initial; the theme's [`crate::theme::contact::letter`] without it.
    pub fn letter(self, color: Color) -> Self {
        Self {
            letter: Some(color),
            ..self
        }
    }

    /// The face as pixels (red, green, blue, opacity), for whoever draws it outside of the window.
    pub fn pixels(&self, letter: Color) -> Option<Vec<u8>> {
        use futures::FutureExt;
        use iced::advanced::renderer::Headless;
        let edge = self.diameter.round().max(1.0);
        let size = Size::new(edge, edge);
        let new = <Renderer as Headless>::new(font::MEDIUM, Pixels(16.0), Some("tiny-skia"));
        // The software renderer is there at once.
        let mut renderer = new.now_or_never()??;
        let bounds = Rectangle::with_size(size);
        let face = self.clone().letter(letter);
        let words = Paragraph::with_text(face.text());
        renderer.reset(bounds);
        face.draw_face(
            &mut renderer,
            Tokens::with(false, false),
            (bounds, bounds),
            &words,
        );
        let pixels = Size::new(edge as u32, edge as u32);
        Some(renderer.screenshot(pixels, 1.0, Color::TRANSPARENT))
    }

    fn draw_face(
        &self,
        renderer: &mut Renderer,
        t: &Tokens,
        (bounds, view): (Rectangle, Rectangle),
        letter: &Paragraph,
    ) {
        if let Some(picture) = &self.picture {
            use image::Renderer as _;
            renderer.draw_image(image::Image::new(picture.clone()), bounds, view);
            return;
        }
        let disc = renderer::Quad {
            bounds,
            border: border::rounded(self.diameter / 2.0),
            ..renderer::Quad::default()
        };
        renderer.fill_quad(disc, self.color);
        let size = letter.min_bounds();
        let corner = bounds.center() - Vector::new(size.width / 2.0, size.height / 2.0);
        let color = self.letter.unwrap_or(crate::theme::contact::letter(t));
        renderer.fill_paragraph(letter, corner, color, view);
    }

    /// A paragraph, because centred `fill_text` misplaces right-to-left letters.
    fn text(&self) -> text::Text<&str> {
        text::Text {
            content: &self.initial,
            bounds: Size::INFINITE,
            size: Pixels((self.diameter * 0.44).round()),
            line_height: text::LineHeight::Relative(1.2),
            font: font::MEDIUM,
            align_x: text::Alignment::Default,
            align_y: Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        }
    }
}

/// The shaped initial.
type Letter = text::paragraph::Plain<Paragraph>;

#[derive(Default)]
struct State {
    letter: Letter,
    /// The pointer is over it.
    over: bool,
    /// What moves under the pointer.
    moving: Option<Disc>,
}

/// The first letter (with its accents) worth showing.
fn initial(name: &str) -> String {
    name.graphemes(true)
        .find(|g| g.chars().any(char::is_alphanumeric))
        .map_or_else(|| "?".to_owned(), str::to_uppercase)
}

/// Draws the dot for `presence` into the square `bounds`, with a rim of `ground`.
fn dot(renderer: &mut Renderer, t: &Tokens, presence: Presence, bounds: Rectangle, ground: Color) {
    let mut disc = |bounds: Rectangle, fill: Color, rim: Color, width: f32| {
        let quad = renderer::Quad {
            bounds,
            border: Border {
                color: rim,
                width,
                radius: (bounds.width / 2.0).into(),
            },
            ..renderer::Quad::default()
        };
        renderer.fill_quad(quad, Background::Color(fill));
    };
    let inner = bounds.shrink(2.0);
    disc(bounds, ground, ground, 0.0);
    match presence {
        Presence::Available => disc(inner, t.success, t.success, 0.0),
        Presence::Away => {
            disc(inner, ground, t.attention, 2.0);
            let half = Rectangle {
                width: inner.width / 2.0,
                ..inner
            };
            let quad = renderer::Quad {
                bounds: half,
                border: Border {
                    radius: border::left(inner.width / 2.0),
                    ..Border::default()
                },
                ..renderer::Quad::default()
            };
            renderer.fill_quad(quad, t.attention);
        }
        Presence::Busy => {
            disc(inner, t.danger, t.danger, 0.0);
            let bar = Rectangle {
                x: inner.x + 2.0,
                y: inner.center_y() - 1.0,
                width: inner.width - 4.0,
                height: 2.0,
            };
            disc(bar, ground, ground, 0.0);
        }
        Presence::Offline => disc(inner, ground, t.quiet, 2.0),
    }
}

impl<M> Widget<M, Theme, Renderer> for Avatar {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.diameter), Length::Fixed(self.diameter))
    }

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn layout(&mut self, tree: &mut Tree, _: &Renderer, limits: &layout::Limits) -> Node {
        let state = tree.state.downcast_mut::<State>();
        let _unchanged = state.letter.update(self.text());
        layout::atomic(limits, self.diameter, self.diameter)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let Some(file) = self.file.as_ref().filter(|_| self.picture.is_some()) else {
            state.moving = None;
            return;
        };
        let bounds = layout.bounds();
        let over = cursor.is_over(bounds) && cursor.is_over(*viewport);
        match event {
            Event::Window(window::Event::RedrawRequested(now)) if over => {
                let disc = Disc::of(file, bounds);
                let until = disc.step(*now);
                // Between two frames nothing is known of the next.
                let moves = until.is_some() || state.moving.is_some();
                state.moving = moves.then_some(disc);
                if let Some(until) = until {
                    shell.request_redraw_at(window::RedrawRequest::At(until));
                }
            }
            Event::Mouse(_) if over != std::mem::replace(&mut state.over, over) => {
                state.moving = state.moving.take().filter(|_| over);
                shell.request_redraw();
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        let t = Tokens::of(theme);
        let state = tree.state.downcast_ref::<State>();
        match state.moving.as_ref().and_then(Disc::current) {
            Some(handle) => picture::draw(renderer, &handle, bounds, *viewport),
            None => self.draw_face(renderer, t, (bounds, *viewport), state.letter.raw()),
        }
        if let Some(presence) = self.presence {
            let side = (self.diameter * 0.36).max(12.0).round();
            let x = match super::direction::is_rtl() {
                true => bounds.x - 2.0,
                false => bounds.x + bounds.width - side + 2.0,
            };
            let corner = Point::new(x, bounds.y + bounds.height - side + 2.0);
            let square = Rectangle::new(corner, Size::new(side, side));
            match self.picture {
                // Pictures of a layer lie over everything else in it.
                Some(_) => renderer.with_layer(*viewport, |renderer| {
                    dot(renderer, t, presence, square, t.sidebar);
                }),
                None => dot(renderer, t, presence, square, t.sidebar),
            }
        }
    }
}

impl<'a, M: 'a> From<Avatar> for Element<'a, M> {
    fn from(avatar: Avatar) -> Self {
        Self::new(avatar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_outside_of_the_window_is_round_and_has_a_letter() {
        crate::font::load();
        let red = Color::from_rgb8(200, 30, 40);
        let pixels = avatar("Romy", red).size(48.0).pixels(Color::WHITE).unwrap();
        assert_eq!(pixels.len(), 48 * 48 * 4);
        let at = |x: usize, y: usize| &pixels[(y * 48 + x) * 4..][..4];
        assert_eq!(at(0, 0)[3], 0, "nothing in the corner");
        assert_eq!(at(6, 24), [200, 30, 40, 255]);
        assert!(pixels.chunks(4).any(|pixel| pixel == [255, 255, 255, 255]));
    }

    #[test]
    fn a_picture_moves_under_the_pointer_only() {
        use crate::harness::Harness;
        use std::time::{Duration, Instant};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let moving = include_bytes!("../../../core/media/tests/pictures/moving.gif");
        std::fs::write(&path, moving).unwrap();
        let still = image::Handle::from_rgba(1, 1, vec![0, 0, 0, 255]);
        let mut h = Harness::new(
            (),
            |(), ()| {},
            move |()| {
                let face = avatar("Romy", Color::BLACK).size(40.0);
                iced::widget::column![face.picture(still.clone()).file(&path)].into()
            },
        );
        let looks = |h: &mut Harness<(), ()>, at: Instant| {
            // It is asked for, then its first frame is, then that is shown.
            for _ in 0..2 {
                h.frame_at(at);
                picture::settle();
            }
            h.frame_at(at);
            h.pixels(1.0).0
        };
        let start = Instant::now();
        let frozen = looks(&mut h, start);
        assert!(looks(&mut h, start + Duration::from_secs(1)) == frozen);
        h.move_to(Point::new(20.0, 20.0));
        let first = looks(&mut h, start + Duration::from_secs(2));
        assert!(first != frozen, "it is shown");
        let frames: Vec<_> = (0..20)
            .map(|step| looks(&mut h, start + Duration::from_millis(2_000 + step * 50)))
            .collect();
        assert!(frames.iter().any(|frame| *frame != first), "it moves");
        h.move_to(Point::new(300.0, 300.0));
        assert!(looks(&mut h, start + Duration::from_secs(4)) == frozen);
    }

    #[test]
    fn the_initial_is_the_first_letter_worth_showing() {
        assert_eq!(initial("romy"), "R");
        assert_eq!(initial("  «élan»"), "É");
        assert_eq!(initial("مريم"), "م");
        assert_eq!(initial("e\u{301}lan"), "E\u{301}");
        assert_eq!(initial("🎈"), "?");
        assert_eq!(initial(""), "?");
    }
}
