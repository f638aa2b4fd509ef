//! A sound as a row of bars, and the place in it where one is. A press or a drag goes to a place, arrow keys
//! go on and back, Space and Enter do what its button does.
#[cfg(test)]
mod tests;

use super::accessible::{Report, Role};
use super::focus::{self, Focus};
use super::{Element, direction};
use crate::theme::{RING, Tokens, radius};
use iced::advanced::layout::{self, Node};
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Color, Event, Length, Point, Rectangle, Renderer, Size, Theme, touch};

/// The width of a bar, and of the gap beside it.
const BAR: f32 = 3.0;
const GAP: f32 = 2.0;
const HEIGHT: f32 = 32.0;
/// An arrow key goes so far where nobody says how far.
const STEP: f32 = 0.05;

type OnSeek<'a, M> = Box<dyn Fn(f32) -> M + 'a>;

/// The bars of a sound, each as loud as its value; `part` of them, from 0 to 1, are behind the listener. `name` is
/// what a screen reader says. Without values there is a line.
pub fn waveform<'a, M>(name: impl Into<String>, values: &'a [u8], part: f32) -> Waveform<'a, M> {
    Waveform {
        report: Report::new(Role::Slider, name),
        values,
        part: part.clamp(0.0, 1.0),
        step: STEP,
        on_seek: None,
        on_press: None,
    }
}

/// See [`waveform`].
pub struct Waveform<'a, M> {
    report: Report,
    values: &'a [u8],
    part: f32,
    step: f32,
    on_seek: Option<OnSeek<'a, M>>,
    on_press: Option<M>,
}

impl<'a, M> Waveform<'a, M> {
    /// What going to a place means. Without it the bars only show something.
    pub fn on_seek(mut self, on_seek: impl Fn(f32) -> M + 'a) -> Self {
        self.on_seek = Some(Box::new(on_seek));
        self
    }

    /// What Space and Enter do.
    pub fn on_press(mut self, message: M) -> Self {
        self.on_press = Some(message);
        self
    }

    /// How far an arrow key goes, as a part of all of it.
    pub fn step(mut self, step: f32) -> Self {
        self.step = step.clamp(0.001, 1.0);
        self
    }

    /// The height of each bar in a widget of this width, from 0 to 1.
    fn bars(&self, width: f32) -> Vec<f32> {
        let room = ((width + GAP) / (BAR + GAP)).floor().max(1.0) as usize;
        let count = self.values.len();
        let value = |bar: usize| {
            let from = bar * count / room;
            let to = ((bar + 1) * count / room).max(from + 1).min(count);
            self.values.get(from..to)?.iter().max().copied()
        };
        (0..room)
            .map(|bar| f32::from(value(bar).unwrap_or(0)) / 255.0)
            .collect()
    }

    fn key(&self, key: &Key) -> Option<f32> {
        let (forward, back) = match direction::is_rtl() {
            false => (Named::ArrowRight, Named::ArrowLeft),
            true => (Named::ArrowLeft, Named::ArrowRight),
        };
        match key {
            Key::Named(named) if *named == forward => Some((self.part + self.step).min(1.0)),
            Key::Named(named) if *named == back => Some((self.part - self.step).max(0.0)),
            Key::Named(Named::Home) => Some(0.0),
            _ => None,
        }
    }
}

/// Which part of the sound lies under a point.
fn part_at(bounds: Rectangle, at: Point) -> f32 {
    let part = ((at.x - bounds.x) / bounds.width.max(1.0)).clamp(0.0, 1.0);
    match direction::is_rtl() {
        true => 1.0 - part,
        false => part,
    }
}

#[derive(Default)]
struct State {
    focus: Focus,
    /// Where the pointer holds it.
    held: Option<f32>,
    /// Somebody who can't click has asked for a press; the next frame tells it.
    asked: bool,
}

impl<M: Clone> Waveform<'_, M> {
    fn pointer(
        &self,
        state: &mut State,
        event: &Event,
        (bounds, cursor): (Rectangle, mouse::Cursor),
        shell: &mut Shell<'_, M>,
    ) {
        let Some(on_seek) = &self.on_seek else {
            return;
        };
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                match cursor.position_over(bounds) {
                    Some(at) if !shell.is_event_captured() => {
                        state.held = Some(part_at(bounds, at));
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
            Event::Mouse(mouse::Event::CursorMoved { .. })
            | Event::Touch(touch::Event::FingerMoved { .. }) => {
                if let (Some(held), Some(at)) = (&mut state.held, cursor.position()) {
                    *held = part_at(bounds, at);
                    shell.capture_event();
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. }) => {
                if let Some(held) = state.held.take() {
                    shell.publish(on_seek(held));
                    shell.capture_event();
                    shell.request_redraw();
                }
            }
            Event::Touch(touch::Event::FingerLost { .. }) => state.held = None,
            _ => {}
        }
    }

    fn keyboard(&self, state: &mut State, event: &Event, shell: &mut Shell<'_, M>) {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event else {
            return;
        };
        if !state.focus.is_focused() || !modifiers.is_empty() || shell.is_event_captured() {
            return;
        }
        let pressed = matches!(key, Key::Named(Named::Space | Named::Enter));
        let message = match (&self.on_press, &self.on_seek, self.key(key)) {
            (Some(message), ..) if pressed => message.clone(),
            (_, Some(on_seek), Some(part)) => on_seek(part),
            _ => return,
        };
        state.focus = Focus::Keyboard;
        shell.publish(message);
        shell.capture_event();
        shell.request_redraw();
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for Waveform<'_, M> {
    fn tag(&self) -> iced::advanced::widget::tree::Tag {
        iced::advanced::widget::tree::Tag::of::<State>()
    }

    fn state(&self) -> iced::advanced::widget::tree::State {
        iced::advanced::widget::tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fixed(HEIGHT))
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> Node {
        layout::atomic(limits, Length::Fill, HEIGHT)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        if self.on_seek.is_none() {
            return;
        }
        let state = tree.state.downcast_mut::<State>();
        self.report.pressable = self.on_press.is_some();
        operation.custom(None, layout.bounds(), &mut self.report);
        state.asked |= self.report.take_press();
        operation.focusable(None, layout.bounds(), &mut state.focus);
        // There is nothing inside of it: what comes next stands beside it.
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
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        let seen = bounds.intersection(viewport).is_some();
        if seen || state.held.is_some() || state.focus.is_focused() {
            self.pointer(state, event, (bounds, cursor), shell);
        }
        self.keyboard(state, event, shell);
        if let Event::Window(iced::window::Event::RedrawRequested(_)) = event
            && std::mem::take(&mut state.asked)
            && let Some(message) = &self.on_press
        {
            shell.publish(message.clone());
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
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let (bounds, tokens) = (layout.bounds(), Tokens::of(theme));
        let part = state.held.unwrap_or(self.part);
        let bars = self.bars(bounds.width);
        let count = bars.len();
        for (place, value) in bars.into_iter().enumerate() {
            let behind = (place as f32 + 0.5) / count as f32 <= part && part > 0.0;
            let shown = if direction::is_rtl() {
                count - 1 - place
            } else {
                place
            };
            let height = (value * bounds.height).max(BAR);
            let bar = Rectangle {
                x: (bounds.x + shown as f32 * (BAR + GAP)).round(),
                y: (bounds.y + (bounds.height - height) / 2.0).round(),
                width: BAR,
                height: height.round(),
            };
            let color = if behind {
                tokens.accent
            } else {
                tokens.control
            };
            fill(renderer, bar, color);
        }
        if state.focus.is_visible() {
            focus::ring(renderer, tokens, bounds.expand(RING), radius::CONTROL);
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
        match self.on_seek.is_some() && (held || cursor.is_over(layout.bounds())) {
            true => mouse::Interaction::Pointer,
            false => mouse::Interaction::default(),
        }
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    let quad = renderer::Quad {
        bounds,
        border: iced::border::rounded(BAR / 2.0),
        ..renderer::Quad::default()
    };
    renderer.fill_quad(quad, color);
}

impl<'a, M: Clone + 'a> From<Waveform<'a, M>> for Element<'a, M> {
    fn from(waveform: Waveform<'a, M>) -> Self {
        Self::new(waveform)
    }
}
