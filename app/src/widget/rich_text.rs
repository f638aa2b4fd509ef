//! Text that can be selected: runs of different looks, links, several lines, both directions.
//!
//! iced's own text cannot be selected. This widget keeps the shaped paragraph and speaks cosmic-text's
//! cursors (line, byte), because iced's `hit_test` forgets the line. What is laid out is bounded and made
//! visible by [`super::hazard`], emoji go to their own font by [`super::emoji`].
mod joined;
mod selection;
mod shape;
mod span;
#[cfg(test)]
mod tests;

use super::Element;
use super::accessible::{Report, Role};
use super::focus::{self, Focus};
use crate::theme::{Tokens, radius, size};
use iced::advanced::clipboard::Kind;
use iced::advanced::layout::{self, Limits, Node};
use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::widget::{Id, Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Color, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, border, window};
pub use span::{Span, span};

use selection::Selection;
use shape::Shaped;

/// Text made of `spans`; selectable, links can be followed by pointer and keyboard.
/// At most [`super::hazard::MOST_BYTES`] are shown: `hazard::excerpt` tells whether that is all.
pub fn rich_text<'a, M>(spans: Vec<Span<'a>>) -> RichText<'a, M> {
    RichText {
        spans,
        size: size::MESSAGE,
        width: Length::Shrink,
        id: None,
        link_color: None,
        code_ground: true,
        on_link: None,
    }
}

/// See [`rich_text`].
pub struct RichText<'a, M> {
    spans: Vec<Span<'a>>,
    size: f32,
    width: Length,
    id: Option<Id>,
    link_color: Option<Color>,
    code_ground: bool,
    on_link: Option<Box<dyn Fn(String) -> M + 'a>>,
}

impl<'a, M> RichText<'a, M> {
    pub fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub fn width(self, width: impl Into<Length>) -> Self {
        Self {
            width: width.into(),
            ..self
        }
    }

    pub fn id(self, id: impl Into<Id>) -> Self {
        Self {
            id: Some(id.into()),
            ..self
        }
    }

    /// Colour of links; they are underlined in any case.
    pub fn link_color(self, color: Color) -> Self {
        Self {
            link_color: Some(color),
            ..self
        }
    }

    /// Nothing is painted behind code: for text that is code all over.
    pub fn all_code(self) -> Self {
        Self {
            code_ground: false,
            ..self
        }
    }

    /// Told the target of a link that was clicked or entered.
    pub fn on_link(mut self, f: impl Fn(String) -> M + 'a) -> Self {
        self.on_link = Some(Box::new(f));
        self
    }
}

/// What survives between views.
#[derive(Default)]
struct State {
    shaped: Shaped,
    selection: Option<Selection>,
    dragging: bool,
    /// The link under the pointer, and the one it was pressed on.
    hovered: Option<usize>,
    pressed: Option<usize>,
    last_click: Option<mouse::Click>,
    /// Focus of each link.
    focus: Vec<Focus>,
    /// The link that somebody who can't click has asked for; the next frame follows it.
    asked: Option<usize>,
}

impl State {
    fn press(&mut self, at: Point, extend: bool) {
        let click = mouse::Click::new(at, mouse::Button::Left, self.last_click);
        self.last_click = Some(click);
        let Some(cursor) = self.shaped.hit(at) else {
            return;
        };
        self.dragging = true;
        self.pressed = self.hovered;
        let buffer = self.shaped.paragraph.buffer();
        self.selection = Some(match (click.kind(), self.selection) {
            (mouse::click::Kind::Single, Some(old)) if extend => old.extended(cursor),
            (mouse::click::Kind::Single, _) => Selection::caret(cursor),
            (mouse::click::Kind::Double, _) => Selection::word(buffer, cursor),
            (mouse::click::Kind::Triple, _) => Selection::all(buffer),
        });
    }

    fn selected(&self) -> Option<String> {
        let text = self.selection?.text(self.shaped.paragraph.buffer());
        (!text.is_empty()).then_some(text)
    }

    fn entered(&self) -> Option<usize> {
        self.focus.iter().position(Focus::is_focused)
    }
}

impl<M> RichText<'_, M> {
    fn follow(&self, link: usize, shell: &mut Shell<'_, M>) {
        let target = self.spans.get(link).and_then(|span| span.link.as_ref());
        if let (Some(f), Some(target)) = (&self.on_link, target) {
            shell.publish(f(target.to_string()));
        }
    }

    fn pointer(
        &self,
        state: &mut State,
        event: mouse::Event,
        bounds: Rectangle,
        over: Option<Point>,
        (clipboard, shell): (&mut dyn Clipboard, &mut Shell<'_, M>),
    ) {
        match event {
            mouse::Event::ButtonPressed(mouse::Button::Left) => {
                state.focus.fill(Focus::Away);
                if let Some(at) = over.filter(|_| !shell.is_event_captured()) {
                    state.press(at, state.shaped.shift);
                    shell.capture_event();
                    shell.request_redraw();
                } else if state.selection.take().is_some() {
                    shell.request_redraw();
                }
            }
            mouse::Event::CursorMoved { position } => {
                let at = position - Vector::new(bounds.x, bounds.y);
                if state.dragging
                    && let (Some(cursor), Some(old)) = (state.shaped.hit(at), state.selection)
                    && old.focus != cursor
                {
                    state.selection = Some(old.extended(cursor));
                    shell.request_redraw();
                }
                let hovered = over.and_then(|at| state.shaped.link_at(at));
                if hovered != state.hovered {
                    state.hovered = hovered;
                    shell.request_redraw();
                }
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) if state.dragging => {
                state.dragging = false;
                let pressed = state.pressed.take();
                if let Some(words) = state.selected() {
                    clipboard.write(Kind::Primary, words);
                } else if let Some(link) = pressed.filter(|_| pressed == state.hovered) {
                    self.follow(link, shell);
                }
            }
            _ => {}
        }
    }

    fn key(
        &self,
        state: &mut State,
        event: &keyboard::Event,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
    ) {
        let (key, modifiers, latin) = match event {
            keyboard::Event::ModifiersChanged(modifiers) => {
                state.shaped.shift = modifiers.shift();
                return;
            }
            keyboard::Event::KeyPressed {
                key,
                physical_key,
                modifiers,
                ..
            } => (key, modifiers, key.to_latin(*physical_key)),
            keyboard::Event::KeyReleased { .. } => return,
        };
        let command = modifiers.command() && !modifiers.alt();
        match (key, latin) {
            (Key::Named(Named::Enter), _) if modifiers.is_empty() => {
                if let Some(link) = state.entered().and_then(|n| state.shaped.links.get(n)) {
                    self.follow(*link, shell);
                    shell.capture_event();
                }
            }
            (_, Some('c')) if command => {
                if let Some(words) = state.selected() {
                    clipboard.write(Kind::Standard, words);
                    shell.capture_event();
                }
            }
            (_, Some('a')) if command && state.selection.is_some() => {
                state.selection = Some(Selection::all(state.shaped.paragraph.buffer()));
                shell.capture_event();
                shell.request_redraw();
            }
            _ => {}
        }
    }

    fn draw_behind(
        &self,
        state: &State,
        renderer: &mut Renderer,
        tokens: &Tokens,
        text_color: Color,
        offset: Vector,
    ) {
        let mut fill = |bounds: Rectangle, color: Color, radius: f32| {
            let quad = renderer::Quad {
                bounds: bounds + offset,
                border: border::rounded(radius),
                ..renderer::Quad::default()
            };
            renderer.fill_quad(quad, color);
        };
        if let Some(selection) = state.selection {
            for area in selection.areas(state.shaped.paragraph.buffer()) {
                fill(area, tokens.selection, 0.0);
            }
        }
        if !state.shaped.decorated {
            return;
        }
        for (index, span) in self.spans.iter().enumerate() {
            let link = span.link.is_some();
            if !(span.mono || span.underline || span.strike || span.marked || link) {
                continue;
            }
            let color = span.color.or(self.link_color.filter(|_| link));
            let color = color.unwrap_or(text_color);
            for area in state.shaped.areas(index) {
                if span.mono && self.code_ground {
                    fill(area.expand([0.0, 2.0]), tokens.code, 3.0);
                }
                if span.marked {
                    fill(area.expand([0.0, 1.0]), tokens.mention, 3.0);
                }
                let line = |y: f32, height| Rectangle { y, height, ..area };
                if span.underline || link {
                    let thick = if state.hovered == Some(index) {
                        2.0
                    } else {
                        1.0
                    };
                    fill(line(area.y + area.height * 0.86, thick), color, 0.0);
                }
                if span.strike {
                    fill(line(area.y + area.height * 0.54, 1.0), color, 0.0);
                }
            }
        }
    }

    fn draw_ring(&self, state: &State, renderer: &mut Renderer, tokens: &Tokens, offset: Vector) {
        let visible = state.focus.iter().position(|focus| focus.is_visible());
        let Some(link) = visible.and_then(|n| state.shaped.links.get(n)) else {
            return;
        };
        for area in state.shaped.areas(*link) {
            let bounds = area.expand(1.0) + offset;
            focus::ring(renderer, tokens, bounds, radius::CONTROL / 2.0);
        }
    }
}

impl<M> Widget<M, Theme, Renderer> for RichText<'_, M> {
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
            let changed =
                state
                    .shaped
                    .prepare(&self.spans, self.size, self.link_color, limits.max());
            if changed {
                state.selection = None;
                state.hovered = None;
                state.focus.resize(state.shaped.links.len(), Focus::Away);
            }
            state.shaped.paragraph.min_bounds()
        })
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let bounds = layout.bounds();
        let offset = Vector::new(bounds.x, bounds.y);
        let state = tree.state.downcast_mut::<State>();
        operation.custom(self.id.as_ref(), bounds, &mut state.shaped);
        operation.text(self.id.as_ref(), bounds, &state.shaped.text);
        for (focus, index) in state.focus.iter_mut().zip(&state.shaped.links) {
            let Some(span) = self.spans.get(*index) else {
                continue;
            };
            let area = state.shaped.areas(*index).into_iter().next();
            let bounds = area.map_or(bounds, |area| area + offset);
            let mut report = Report::new(Role::Link, span.text.clone());
            report.pressable = self.on_link.is_some();
            operation.custom(None, bounds, &mut report);
            if report.take_press() {
                state.asked = Some(*index);
            }
            operation.focusable(None, bounds, focus);
            operation.traverse(&mut |_| {});
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        match event {
            Event::Mouse(event) => {
                let over = cursor
                    .position_in(bounds)
                    .filter(|_| cursor.is_over(*viewport));
                self.pointer(state, *event, bounds, over, (clipboard, shell));
            }
            Event::Keyboard(event) if !shell.is_event_captured() => {
                self.key(state, event, clipboard, shell);
            }
            Event::Window(window::Event::RedrawRequested(_)) => {
                if let Some(link) = state.asked.take() {
                    self.follow(link, shell);
                }
            }
            _ => {}
        }
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
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        let (tokens, offset) = (Tokens::of(theme), Vector::new(bounds.x, bounds.y));
        self.draw_behind(state, renderer, tokens, style.text_color, offset);
        let (paragraph, color) = (&state.shaped.paragraph, style.text_color);
        renderer.fill_paragraph(paragraph, bounds.position(), color, *viewport);
        self.draw_ring(state, renderer, tokens, offset);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let over = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
        match state.hovered {
            _ if state.dragging && state.pressed.is_none() => mouse::Interaction::Text,
            Some(_) if over => mouse::Interaction::Pointer,
            None if over => mouse::Interaction::Text,
            _ => mouse::Interaction::None,
        }
    }
}

impl<'a, M: 'a> From<RichText<'a, M>> for Element<'a, M> {
    fn from(rich: RichText<'a, M>) -> Self {
        Self::new(rich)
    }
}
