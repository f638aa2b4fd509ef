//! A square cut out of a picture, of which a disc is shown: dragged, turned with the wheel, or moved by
//! keys.
use super::Element;
use super::accessible::{Report, Role};
use super::focus::{self, Focus};
use crate::theme::{RING, Tokens, radius};
use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::widget::{Id, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, image, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Border, Color, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, border};

/// So much closer, or farther, with one key.
const STEP: f32 = 1.25;

/// A part of the square that one key moves it by.
const STRIDE: f32 = 0.05;

/// A notch of the wheel in the pixels of a touchpad.
const NOTCH: f32 = 60.0;

/// The square is never less than this part of the largest one: it would be nothing but blocks.
const CLOSEST: f32 = 1.0 / 8.0;

/// How much of what is cut off shines through.
const VEIL: f32 = 0.72;

/// A square of a picture, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// The sides of the picture.
    whole: Size,
    corner: Point,
    side: f32,
}

impl Cut {
    /// The largest square in the middle of a picture with these sides.
    pub fn of(width: u32, height: u32) -> Self {
        let whole = Size::new(width.max(1) as f32, height.max(1) as f32);
        let side = whole.width.min(whole.height);
        let corner = Point::new((whole.width - side) / 2.0, (whole.height - side) / 2.0);
        Self {
            whole,
            corner,
            side,
        }
    }

    /// Its left upper corner and its side.
    pub fn square(self) -> (f32, f32, f32) {
        (self.corner.x, self.corner.y, self.side)
    }

    /// How close it is, in per cent.
    pub fn percent(self) -> u32 {
        let largest = self.whole.width.min(self.whole.height);
        (largest / self.side * 100.0).round() as u32
    }

    /// So much closer, or farther where it is less than one; the middle stays.
    pub fn closer(self, by: f32) -> Self {
        self.zoomed(by, Vector::new(0.5, 0.5))
    }

    /// A step closer.
    pub fn step_closer(self) -> Self {
        self.closer(STEP)
    }

    /// A step farther.
    pub fn step_farther(self) -> Self {
        self.closer(1.0 / STEP)
    }

    /// What lies at this place of the square (from 0 to 1) stays there.
    fn zoomed(self, by: f32, at: Vector) -> Self {
        let largest = self.whole.width.min(self.whole.height);
        let side = (self.side / by).clamp(largest * CLOSEST, largest);
        let gained = self.side - side;
        let moved = Self { side, ..self };
        moved.moved(Vector::new(at.x * gained, at.y * gained))
    }

    /// Moved by so many pixels of the picture, as far as it goes.
    fn moved(self, by: Vector) -> Self {
        let clamp = |at: f32, whole: f32| at.clamp(0.0, (whole - self.side).max(0.0));
        let corner = Point::new(
            clamp(self.corner.x + by.x, self.whole.width),
            clamp(self.corner.y + by.y, self.whole.height),
        );
        Self { corner, ..self }
    }
}

/// Shows the square of a picture with this edge; `name` is what a screen reader says.
pub fn crop<M>(picture: &image::Handle, cut: Cut, edge: f32, name: String) -> Crop<'_, M> {
    Crop {
        picture,
        cut,
        edge,
        report: Report::new(Role::Button, name),
        id: None,
        on_change: None,
    }
}

/// See [`crop`].
pub struct Crop<'a, M> {
    picture: &'a image::Handle,
    cut: Cut,
    edge: f32,
    report: Report,
    id: Option<Id>,
    on_change: Option<Box<dyn Fn(Cut) -> M + 'a>>,
}

impl<'a, M> Crop<'a, M> {
    /// Without it the square stays where it is.
    pub fn on_change(mut self, change: impl Fn(Cut) -> M + 'a) -> Self {
        self.on_change = Some(Box::new(change));
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// More about it, for those who can't see it.
    pub fn description(mut self, words: String) -> Self {
        self.report.description = Some(words);
        self
    }

    fn change(&self, cut: Cut, shell: &mut Shell<'_, M>) {
        if let Some(change) = &self.on_change
            && cut != self.cut
        {
            shell.publish(change(cut));
        }
        shell.capture_event();
    }

    fn press(&self, state: &mut State, at: Option<Point>, shell: &mut Shell<'_, M>) {
        match at {
            Some(at) if self.on_change.is_some() => {
                state.held = Some(at);
                state.focus = Focus::Pointer;
                shell.capture_event();
                shell.request_redraw();
            }
            _ if state.focus.is_focused() => {
                state.focus = Focus::Away;
                shell.request_redraw();
            }
            _ => {}
        }
    }

    fn drag(&self, state: &mut State, (to, edge): (Point, f32), shell: &mut Shell<'_, M>) {
        let Some(held) = state.held else {
            return;
        };
        let scale = self.cut.side / edge;
        state.held = Some(to);
        self.change(self.cut.moved((held - to) * scale), shell);
    }

    fn key(&self, state: &mut State, event: &keyboard::Event, shell: &mut Shell<'_, M>) {
        let keyboard::Event::KeyPressed { key, modifiers, .. } = event else {
            return;
        };
        if !state.focus.is_focused() || self.on_change.is_none() || modifiers.command() {
            return;
        }
        let stride = self.cut.side * STRIDE;
        let cut = match key.as_ref() {
            Key::Named(Named::ArrowLeft) => self.cut.moved(Vector::new(-stride, 0.0)),
            Key::Named(Named::ArrowRight) => self.cut.moved(Vector::new(stride, 0.0)),
            Key::Named(Named::ArrowUp) => self.cut.moved(Vector::new(0.0, -stride)),
            Key::Named(Named::ArrowDown) => self.cut.moved(Vector::new(0.0, stride)),
            Key::Named(Named::Home) => {
                Cut::of(self.cut.whole.width as u32, self.cut.whole.height as u32)
            }
            Key::Character("+" | "=") => self.cut.step_closer(),
            Key::Character("-") => self.cut.step_farther(),
            _ => return,
        };
        state.focus = Focus::Keyboard;
        self.change(cut, shell);
        shell.request_redraw();
    }
}

#[derive(Default)]
struct State {
    focus: Focus,
    /// Where the pointer was last, while it holds the picture.
    held: Option<Point>,
}

impl<M> Widget<M, Theme, Renderer> for Crop<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> Node {
        // Narrow windows have less room.
        let edge = self.edge.min(limits.max().width).max(1.0);
        Node::new(Size::new(edge, edge))
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let bounds = layout.bounds();
        operation.custom(self.id.as_ref(), bounds, &mut self.report);
        if self.on_change.is_some() {
            let state = tree.state.downcast_mut::<State>();
            operation.focusable(self.id.as_ref(), bounds, &mut state.focus);
        }
        operation.container(self.id.as_ref(), bounds);
        // Nothing is inside of it.
        operation.traverse(&mut |_| {});
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
        if shell.is_event_captured() {
            return;
        }
        let bounds = layout.bounds();
        let seen = cursor.is_over(*viewport);
        let over = cursor.position_over(bounds).filter(|_| seen);
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                self.press(state, over, shell);
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => state.held = None,
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                self.drag(state, (*position, bounds.width), shell);
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
                let notches = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => *y,
                    mouse::ScrollDelta::Pixels { y, .. } => *y / NOTCH,
                };
                if let Some(at) = over.filter(|_| self.on_change.is_some()) {
                    let inside = (at - bounds.position()) * (1.0 / bounds.width);
                    let by = STEP.powf(notches.clamp(-3.0, 3.0));
                    self.change(self.cut.zoomed(by, inside), shell);
                }
            }
            Event::Keyboard(event) => self.key(state, event, shell),
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
        let Some(clip) = bounds.intersection(viewport) else {
            return;
        };
        let t = Tokens::of(theme);
        let edge = bounds.width;
        let scale = edge / self.cut.side;
        let corner = bounds.position() - (self.cut.corner - Point::ORIGIN) * scale;
        let whole = Rectangle::new(corner, self.cut.whole * scale);
        let veil = match self.on_change.is_some() {
            true => Color {
                a: VEIL,
                ..t.window
            },
            false => t.window,
        };
        renderer.with_layer(clip, |renderer| {
            use image::Renderer as _;
            renderer.draw_image(image::Image::new(self.picture.clone()), whole, clip);
        });
        renderer.with_layer(clip, |renderer| {
            // As wide as the corners are far from the disc.
            let width = (edge * (std::f32::consts::SQRT_2 - 1.0) / 2.0).ceil() + 1.0;
            let around = renderer::Quad {
                bounds: bounds.expand(width),
                border: Border {
                    color: veil,
                    width,
                    radius: (edge / 2.0 + width).into(),
                },
                ..renderer::Quad::default()
            };
            renderer.fill_quad(around, Color::TRANSPARENT);
            if self.on_change.is_some() {
                let rim = renderer::Quad {
                    bounds,
                    border: border::rounded(edge / 2.0).width(2.0).color(t.window),
                    ..renderer::Quad::default()
                };
                renderer.fill_quad(rim, Color::TRANSPARENT);
            }
        });
        if tree.state.downcast_ref::<State>().focus.is_visible() {
            focus::ring(renderer, t, bounds.expand(RING), radius::CONTROL);
        }
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
        match self.on_change.is_some() {
            true if held => mouse::Interaction::Grabbing,
            true if cursor.is_over(layout.bounds()) => mouse::Interaction::Grab,
            _ => mouse::Interaction::default(),
        }
    }
}

impl<'a, M: 'a> From<Crop<'a, M>> for Element<'a, M> {
    fn from(crop: Crop<'a, M>) -> Self {
        Self::new(crop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_square_in_the_middle_comes_first() {
        assert_eq!(Cut::of(400, 300).square(), (50.0, 0.0, 300.0));
        assert_eq!(Cut::of(1, 1).square(), (0.0, 0.0, 1.0));
        assert_eq!(Cut::of(0, 0).square(), (0.0, 0.0, 1.0));
    }

    #[test]
    fn the_square_never_leaves_the_picture() {
        let cut = Cut::of(400, 300);
        assert_eq!(
            cut.moved(Vector::new(-900.0, 7.0)).square(),
            (0.0, 0.0, 300.0)
        );
        assert_eq!(
            cut.moved(Vector::new(900.0, 7.0)).square(),
            (100.0, 0.0, 300.0)
        );
        assert_eq!(cut.closer(0.1), cut, "no farther than the whole");
        let closest = cut.closer(1_000.0);
        assert_eq!(closest.square().2, 37.5);
        assert_eq!(closest.percent(), 800);
        let corner = closest.moved(Vector::new(9_000.0, 9_000.0));
        assert_eq!(corner.square(), (362.5, 262.5, 37.5));
        assert_eq!(corner.closer(0.01).square(), (100.0, 0.0, 300.0));
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let cut = Cut::of(300, 300).zoomed(2.0, Vector::new(1.0, 0.0));
        assert_eq!(cut.square(), (150.0, 0.0, 150.0));
        let middle = Cut::of(300, 300).closer(2.0);
        assert_eq!(middle.square(), (75.0, 75.0, 150.0));
        assert_eq!(middle.percent(), 200);
    }
}
