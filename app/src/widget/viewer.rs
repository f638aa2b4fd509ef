//! One picture, to be looked at closely: the wheel and keys make it larger, the pointer and the arrows move
//! it. How it is looked at belongs to whoever shows it, for there are buttons besides.
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::picture::{self, Sides, album_show};
use super::{Element, direction};
use iced::advanced::image::Handle;
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, window};

/// A step of the keys and the buttons, and of a notch of the wheel.
pub const STEP: f32 = 1.5;
const NOTCH: f32 = 1.2;
/// Pixels of a touchpad that make a notch.
const NOTCH_PIXELS: f32 = 60.0;
/// The largest that a picture is looked at: so many times as it fits, or so many pixels for each of its own.
const MOST_ZOOM: f32 = 8.0;
const MOST_MAGNIFIED: f32 = 4.0;
/// An arrow moves it so far.
const NUDGE: f32 = 80.0;
/// Two clicks within this are one.
const DOUBLE: Duration = Duration::from_millis(400);
/// Pixels that are read at most, however large the picture is: 48 MB, and as many for the renderer.
const MOST_READ: u64 = 12_000_000;

/// How a picture is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// How many times larger than it fits.
    pub zoom: f32,
    /// How far its middle is from the middle of the frame.
    pub moved: Vector,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            moved: Vector::ZERO,
        }
    }
}

impl Look {
    /// So many times larger, around a place (seen from the middle of the frame).
    #[must_use]
    pub fn larger(self, times: f32, around: Vector) -> Self {
        let zoom = (self.zoom * times).max(1.0);
        let grown = zoom / self.zoom;
        Self {
            zoom,
            moved: around - (around - self.moved) * grown,
        }
    }

    /// Whether it is larger than it fits.
    #[must_use]
    pub fn is_close(self) -> bool {
        self.zoom > 1.001
    }

    /// Within what makes sense for a picture of this size in this frame.
    fn bounded(self, base: Size, frame: Size, most: f32) -> Self {
        let zoom = self.zoom.clamp(1.0, most.max(1.0));
        // An edge never comes further in than the frame's.
        let free = |side: f32, frame: f32| ((side * zoom - frame) / 2.0).max(0.0);
        let (x, y) = (
            free(base.width, frame.width),
            free(base.height, frame.height),
        );
        Self {
            zoom,
            moved: Vector::new(self.moved.x.clamp(-x, x), self.moved.y.clamp(-y, y)),
        }
    }
}

/// Shows the picture in a file.
pub fn viewer<'a, M>(
    path: &Path,
    look: Look,
    on_look: impl Fn(Look) -> M + 'a,
    on_step: impl Fn(isize) -> M + 'a,
) -> Viewer<'a, M> {
    Viewer {
        path: path.into(),
        sides: None,
        look,
        on_look: Box::new(on_look),
        on_step: Box::new(on_step),
    }
}

/// See [`viewer`].
pub struct Viewer<'a, M> {
    path: Arc<Path>,
    sides: Option<Sides>,
    look: Look,
    on_look: Box<dyn Fn(Look) -> M + 'a>,
    on_step: Box<dyn Fn(isize) -> M + 'a>,
}

#[derive(Default)]
struct State {
    path: Option<Arc<Path>>,
    shown: Option<Handle>,
    /// Where the pointer has taken hold, and how it was looked at then.
    held: Option<(Point, Look)>,
    clicked: Option<Instant>,
}

impl<M> Viewer<'_, M> {
    /// How large it is said to be, until its file was read.
    pub fn sides(self, sides: Option<(u32, u32)>) -> Self {
        let sides = sides.map(|(width, height)| Sides { width, height });
        Self { sides, ..self }
    }

    fn original(&self) -> Option<Sides> {
        let known = picture::known(&self.path).and_then(Result::ok);
        known.or(self.sides).filter(|sides| sides.count() > 0)
    }

    /// How large it is where it fits; small ones are as large as they are.
    fn base(&self, frame: Size) -> Size {
        let Some(sides) = self.original() else {
            return frame;
        };
        let fine = picture::fineness();
        let (width, height) = (sides.width as f32 / fine, sides.height as f32 / fine);
        let scale = (frame.width / width).min(frame.height / height).min(1.0);
        Size::new(width * scale, height * scale)
    }

    fn most(&self, base: Size) -> f32 {
        let own = self.original().map_or(1.0, |sides| sides.width as f32);
        let magnified = own * MOST_MAGNIFIED / base.width.max(1.0);
        magnified.clamp(MOST_MAGNIFIED, MOST_ZOOM.max(magnified.min(64.0)))
    }

    fn bounded(&self, look: Look, frame: Size) -> Look {
        let base = self.base(frame);
        look.bounded(base, frame, self.most(base))
    }

    fn place(&self, frame: Rectangle) -> Rectangle {
        let look = self.bounded(self.look, frame.size());
        let base = self.base(frame.size());
        let size = Size::new(base.width * look.zoom, base.height * look.zoom);
        let middle = frame.center() + look.moved;
        let corner = middle - Vector::new(size.width / 2.0, size.height / 2.0);
        Rectangle::new(corner, size)
    }

    /// The pixels to read it with: as many as are seen, in steps of two, so that not each turn of the wheel
    /// reads it anew.
    fn wanted(&self, frame: Size) -> Sides {
        let look = self.bounded(self.look, frame);
        let base = self.base(frame);
        let level = look.zoom.log2().ceil().exp2() * picture::fineness();
        let side = |side: f32| (side * level).round().max(1.0) as u32;
        let mut wanted = Sides {
            width: side(base.width),
            height: side(base.height),
        };
        while wanted.count() > MOST_READ {
            wanted.width = (wanted.width / 2).max(1);
            wanted.height = (wanted.height / 2).max(1);
        }
        wanted
    }

    fn key(&self, key: &Key, frame: Size) -> Option<M> {
        let toward = |x: f32, y: f32| {
            let moved = self.look.moved + Vector::new(x * NUDGE, y * NUDGE);
            let look = Look { moved, ..self.look };
            Some((self.on_look)(self.bounded(look, frame)))
        };
        let zoom = |times: f32| {
            let look = self.look.larger(times, Vector::ZERO);
            Some((self.on_look)(self.bounded(look, frame)))
        };
        let forward = if direction::is_rtl() { -1 } else { 1 };
        let close = self.look.is_close();
        match key {
            Key::Named(Named::ArrowLeft) if close => toward(1.0, 0.0),
            Key::Named(Named::ArrowRight) if close => toward(-1.0, 0.0),
            Key::Named(Named::ArrowUp) if close => toward(0.0, 1.0),
            Key::Named(Named::ArrowDown) if close => toward(0.0, -1.0),
            Key::Named(Named::ArrowLeft) => Some((self.on_step)(-forward)),
            Key::Named(Named::ArrowRight) => Some((self.on_step)(forward)),
            Key::Named(Named::PageUp | Named::ArrowUp) => Some((self.on_step)(-1)),
            Key::Named(Named::PageDown | Named::ArrowDown) => Some((self.on_step)(1)),
            Key::Character(sign) => match sign.as_str() {
                "+" | "=" => zoom(STEP),
                "-" => zoom(1.0 / STEP),
                "0" => Some((self.on_look)(Look::default())),
                _ => None,
            },
            Key::Named(_) | Key::Unidentified => None,
        }
    }

    fn wheel(&self, delta: mouse::ScrollDelta, at: Point, frame: Rectangle) -> M {
        let notches = match delta {
            mouse::ScrollDelta::Lines { y, .. } => y,
            mouse::ScrollDelta::Pixels { y, .. } => y / NOTCH_PIXELS,
        };
        let around = at - frame.center();
        let look = self.look.larger(NOTCH.powf(notches), around);
        (self.on_look)(self.bounded(look, frame.size()))
    }

    fn mouse(
        &self,
        state: &mut State,
        event: mouse::Event,
        cursor: mouse::Cursor,
        frame: Rectangle,
    ) -> Option<M> {
        match event {
            mouse::Event::WheelScrolled { delta } => {
                let at = cursor.position_over(frame)?;
                Some(self.wheel(delta, at, frame))
            }
            mouse::Event::ButtonPressed(mouse::Button::Left) => {
                let at = cursor.position_over(frame)?;
                let now = Instant::now();
                let again = state.clicked.replace(now);
                if again.is_some_and(|before| now.duration_since(before) < DOUBLE) {
                    state.clicked = None;
                    let look = match self.look.is_close() {
                        true => Look::default(),
                        false => self.look.larger(STEP * STEP, at - frame.center()),
                    };
                    return Some((self.on_look)(self.bounded(look, frame.size())));
                }
                state.held = Some((at, self.look));
                None
            }
            mouse::Event::CursorMoved { .. } => {
                let (from, look) = state.held?;
                let at = cursor.land().position()?;
                let look = Look {
                    moved: look.moved + (at - from),
                    ..look
                };
                Some((self.on_look)(self.bounded(look, frame.size())))
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) => {
                state.held = None;
                None
            }
            _ => None,
        }
    }
}

impl<M> Widget<M, Theme, Renderer> for Viewer<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        Node::new(limits.max())
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
        _viewport: &Rectangle,
    ) {
        let frame = layout.bounds();
        let state = tree.state.downcast_mut::<State>();
        let said = match event {
            Event::Window(window::Event::RedrawRequested(now)) => {
                if state.path.as_ref() != Some(&self.path) {
                    *state = State {
                        path: Some(Arc::clone(&self.path)),
                        ..State::default()
                    };
                }
                let wanted = self.wanted(frame.size());
                if let (Some(handle), until) = album_show(&self.path, wanted, *now) {
                    state.shown = Some(handle);
                    if let Some(until) = until {
                        shell.request_redraw_at(window::RedrawRequest::At(until));
                    }
                }
                None
            }
            _ if shell.is_event_captured() => None,
            Event::Mouse(event) => self.mouse(state, *event, cursor, frame),
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if !modifiers.command() && !modifiers.alt() =>
            {
                self.key(key, frame.size())
            }
            _ => None,
        };
        if let Some(said) = said {
            shell.publish(said);
            shell.capture_event();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let frame = layout.bounds();
        let state = tree.state.downcast_ref::<State>();
        let Some(handle) = &state.shown else {
            return;
        };
        let Some(view) = frame.intersection(viewport) else {
            return;
        };
        let place = self.place(frame);
        renderer.with_layer(view, |renderer| {
            picture::draw(renderer, handle, place, view);
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let held = tree.state.downcast_ref::<State>().held.is_some();
        match cursor.is_over(layout.bounds()) && self.look.is_close() {
            true if held => mouse::Interaction::Grabbing,
            true => mouse::Interaction::Grab,
            false => mouse::Interaction::default(),
        }
    }
}

impl<'a, M: 'a> From<Viewer<'a, M>> for Element<'a, M> {
    fn from(viewer: Viewer<'a, M>) -> Self {
        Self::new(viewer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use iced::keyboard::Modifiers;

    #[derive(Clone, Debug)]
    enum Said {
        Look(Look),
        Step(isize),
    }

    #[derive(Default)]
    struct Seen {
        look: Look,
        steps: Vec<isize>,
    }

    fn harness() -> Harness<Seen, Said> {
        let update = |seen: &mut Seen, said| match said {
            Said::Look(look) => seen.look = look,
            Said::Step(by) => seen.steps.push(by),
        };
        Harness::new(Seen::default(), update, |seen| {
            let path = Path::new("/nowhere");
            let viewer = viewer(path, seen.look, Said::Look, Said::Step);
            viewer.sides(Some((4000, 2000))).into()
        })
    }

    #[test]
    fn keys_zoom_move_and_step() {
        let mut harness = harness();
        harness.key(Named::ArrowRight);
        harness.key(Named::PageUp);
        assert_eq!(harness.state().steps, [1, -1]);
        let press = |harness: &mut Harness<Seen, Said>, sign: &str| {
            harness.key_with(Key::Character(sign.into()), Modifiers::empty());
        };
        press(&mut harness, "+");
        press(&mut harness, "+");
        assert!((harness.state().look.zoom - STEP * STEP).abs() < 0.01);
        harness.key(Named::ArrowRight);
        assert!(
            harness.state().look.moved.x < 0.0,
            "what is right of it is seen"
        );
        assert_eq!(harness.state().steps.len(), 2);
        for _ in 0..40 {
            harness.key(Named::ArrowRight);
        }
        let edge = harness.state().look.moved.x;
        harness.key(Named::ArrowRight);
        assert_eq!(harness.state().look.moved.x, edge, "the edge is the end");
        press(&mut harness, "0");
        assert_eq!(harness.state().look, Look::default());
        for _ in 0..60 {
            press(&mut harness, "+");
        }
        assert!(harness.state().look.zoom <= 64.0);
    }

    #[test]
    fn the_wheel_zooms_where_the_pointer_is() {
        let mut harness = harness();
        harness.move_to(Point::new(900.0, 350.0));
        harness.wheel(3.0);
        let look = harness.state().look;
        assert!(look.zoom > 1.5 && look.moved.x < 0.0, "{look:?}");
        harness.wheel(-20.0);
        assert_eq!(harness.state().look, Look::default());
        harness.wheel(5.0);
        let before = harness.state().look.moved;
        harness.press_at(Point::new(500.0, 350.0));
        harness.move_to(Point::new(540.0, 350.0));
        harness.release();
        assert!(harness.state().look.moved.x > before.x, "it follows");
    }

    #[test]
    fn looking_stays_within_what_makes_sense() {
        let odd = Look {
            zoom: 1000.0,
            moved: Vector::new(f32::MAX, -5000.0),
        };
        let look = odd.bounded(Size::new(100.0, 50.0), Size::new(200.0, 200.0), 4.0);
        assert_eq!(look.zoom, 4.0);
        assert_eq!(look.moved, Vector::new(100.0, 0.0));
    }
}
