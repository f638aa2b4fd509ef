//! A button the keyboard can reach. Everything that can be clicked is one, list rows included.
#[cfg(test)]
mod tests;

use super::accessible::{Report, Role};
use super::focus::{self, Focus};
use super::{Element, tooltip};
use crate::font;
use crate::icon::Icon;
pub use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, RING, Tokens, size, space};
use iced::advanced::layout::{self, Node};
use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::widget::{Id, Tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, mouse, renderer};
use iced::alignment::Horizontal;
use iced::keyboard::{self, Key, key::Named};
use iced::widget::button::Status;
use iced::{
    Alignment, Background, Color, Event, Length, Padding, Rectangle, Renderer, Size, Theme, touch,
    window,
};

/// A button around `content`; `name` is what a screen reader says.
pub fn focus_button<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    name: impl Into<String>,
) -> FocusButton<'a, M> {
    FocusButton {
        content: content.into(),
        report: Report::new(Role::Button, name),
        id: None,
        on_press: None,
        kind: Kind::default(),
        width: Length::Shrink,
        height: Length::Shrink,
        padding: Padding::from([space::XS, space::M]),
        align: Horizontal::Center,
        tooltip: None,
    }
}

/// A button that shows its name.
pub fn text_button<'a, M: 'a>(name: impl Into<String>) -> FocusButton<'a, M> {
    let name = name.into();
    let label = iced::widget::text(name.clone())
        .size(size::LIST)
        .font(font::MEDIUM);
    focus_button(label, name)
}

/// A quiet square button that shows a sign; its name is its tooltip.
pub fn icon_button<'a, M: 'a>(icon: Icon, name: impl Into<String>) -> FocusButton<'a, M> {
    let name = name.into();
    focus_button(icon.view(), name.clone())
        .kind(Kind::Quiet)
        .padding((HIT_TARGET - size::TITLE) / 2.0)
        .tooltip(name)
}

/// See [`focus_button`].
pub struct FocusButton<'a, M> {
    content: Element<'a, M>,
    report: Report,
    id: Option<Id>,
    on_press: Option<M>,
    kind: Kind,
    width: Length,
    height: Length,
    padding: Padding,
    align: Horizontal,
    tooltip: Option<String>,
}

impl<'a, M> FocusButton<'a, M> {
    /// Without it the button is disabled.
    pub fn on_press(self, message: M) -> Self {
        self.on_press_maybe(Some(message))
    }

    pub fn on_press_maybe(mut self, message: Option<M>) -> Self {
        self.on_press = message;
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Its looks; a row also spans the width and aligns to the left.
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        match kind {
            Kind::Row => {
                self.report.role = Role::ListItem;
                self.width = Length::Fill;
                self.align = Horizontal::Left;
                self.padding = Padding::from([space::S, space::M]);
            }
            Kind::Bare | Kind::Link => {
                self.padding = Padding::ZERO;
                self.align = Horizontal::Left;
            }
            _ => {}
        }
        if kind == Kind::Link {
            self.report.role = Role::Link;
        }
        self
    }

    pub fn role(mut self, role: Role) -> Self {
        self.report.role = role;
        self
    }

    /// Chosen among its neighbours.
    pub fn selected(mut self, selected: bool) -> Self {
        self.report.selected = selected;
        self
    }

    /// On or off, for buttons that switch something.
    pub fn checked(mut self, checked: bool) -> Self {
        self.report.checked = Some(checked);
        self
    }

    /// Open or folded, for buttons that unfold something.
    pub fn expanded(mut self, expanded: bool) -> Self {
        self.report.expanded = Some(expanded);
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.height = height.into();
        self
    }

    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.padding = padding.into();
        self
    }

    pub fn align_x(mut self, align: Horizontal) -> Self {
        self.align = align;
        self
    }

    /// More about it, for those who can't see what is around it.
    pub fn description(mut self, words: impl Into<String>) -> Self {
        self.report.description = Some(words.into());
        self
    }

    /// Words shown beside it after a moment under the pointer.
    pub fn tooltip(mut self, words: impl Into<String>) -> Self {
        self.tooltip = Some(words.into());
        self
    }

    fn status(&self, state: &State, over: bool) -> Status {
        if self.on_press.is_none() {
            Status::Disabled
        } else if over && state.pressed {
            Status::Pressed
        } else if over {
            Status::Hovered
        } else {
            Status::Active
        }
    }

    fn smallest(&self) -> f32 {
        match self.kind {
            Kind::Bare | Kind::Link => 0.0,
            _ => HIT_TARGET,
        }
    }
}

#[derive(Default)]
struct State {
    focus: Focus,
    pressed: bool,
    /// Somebody who can't click has asked for a press; the next frame tells it.
    asked: bool,
    /// As last drawn; a change asks for one redraw.
    shown: Option<Status>,
}

impl<M: Clone> FocusButton<'_, M> {
    fn press(&self, state: &mut State, over: bool, shell: &mut Shell<'_, M>) {
        if over && self.on_press.is_some() {
            state.pressed = true;
            state.focus = Focus::Pointer;
            shell.capture_event();
            shell.request_redraw();
        } else if state.focus.is_focused() {
            state.focus = Focus::Away;
            shell.request_redraw();
        }
    }

    fn release(&self, state: &mut State, over: bool, shell: &mut Shell<'_, M>) {
        if std::mem::take(&mut state.pressed) {
            if over && let Some(message) = &self.on_press {
                shell.publish(message.clone());
            }
            shell.capture_event();
            shell.request_redraw();
        }
    }

    fn key(&self, state: &mut State, event: &keyboard::Event, shell: &mut Shell<'_, M>) {
        let keyboard::Event::KeyPressed {
            key: Key::Named(Named::Enter | Named::Space),
            modifiers,
            repeat: false,
            ..
        } = event
        else {
            return;
        };
        if state.focus.is_focused()
            && modifiers.is_empty()
            && let Some(message) = &self.on_press
        {
            state.focus = Focus::Keyboard;
            shell.publish(message.clone());
            shell.capture_event();
        }
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for FocusButton<'_, M> {
    own_identity!(State);
    pass_on_overlay_of_child!();

    fn size(&self) -> Size<Length> {
        Size::new(self.width, self.height)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let limits = limits
            .min_width(self.smallest())
            .min_height(self.smallest());
        let align = Alignment::from(self.align);
        layout::positioned(
            &limits,
            self.width,
            self.height,
            self.padding,
            |limits| {
                self.content.as_widget_mut().layout(
                    &mut tree.children[0],
                    renderer,
                    &limits.loose(),
                )
            },
            |content, size| content.align(align, Alignment::Center, size),
        )
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let bounds = layout.bounds();
        self.report.disabled = self.on_press.is_none();
        self.report.pressable = true;
        operation.custom(self.id.as_ref(), bounds, &mut self.report);
        if self.on_press.is_some() {
            let state = tree.state.downcast_mut::<State>();
            state.asked |= self.report.take_press();
            operation.focusable(self.id.as_ref(), bounds, &mut state.focus);
        }
        operation.container(self.id.as_ref(), bounds);
        let (content, child) = (&mut self.content, &mut tree.children[0]);
        if let Some(layout) = layout.children().next() {
            operation.traverse(&mut |operation| {
                content
                    .as_widget_mut()
                    .operate(child, layout, renderer, operation);
            });
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        if let Some(layout) = layout.children().next() {
            self.content.as_widget_mut().update(
                &mut tree.children[0],
                event,
                layout,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
        let captured = shell.is_event_captured();
        let over = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                self.press(state, over && !captured, shell);
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. }) => self.release(state, over, shell),
            Event::Touch(touch::Event::FingerLost { .. }) => state.pressed = false,
            Event::Keyboard(event) if !captured => self.key(state, event, shell),
            _ => {}
        }
        let status = self.status(state, over);
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            state.shown = Some(status);
            if std::mem::take(&mut state.asked)
                && let Some(message) = &self.on_press
            {
                shell.publish(message.clone());
            }
        } else if state.shown.is_some_and(|shown| shown != status) {
            shell.request_redraw();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let state = tree.state.downcast_ref::<State>();
        let over = cursor.is_over(bounds) && cursor.is_over(*viewport);
        let status = self.status(state, over);
        let style = self.kind.style(theme, status, self.report.selected);
        let border = style.border;
        let ground = style.background;
        if border.width > 0.0 || ground.is_some_and(|b| b != Background::Color(Color::TRANSPARENT))
        {
            let quad = renderer::Quad {
                bounds,
                border,
                ..renderer::Quad::default()
            };
            renderer.fill_quad(
                quad,
                ground.unwrap_or(Background::Color(Color::TRANSPARENT)),
            );
        }
        if let Some(layout) = layout.children().next() {
            self.content.as_widget().draw(
                &tree.children[0],
                renderer,
                theme,
                &renderer::Style {
                    text_color: style.text_color,
                },
                layout,
                cursor,
                viewport,
            );
        }
        if state.focus.is_visible() {
            let bounds = ringed(bounds, self.kind);
            focus::ring(renderer, Tokens::of(theme), bounds, border.radius);
        }
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        if self.on_press.is_some() && cursor.is_over(layout.bounds()) {
            mouse::Interaction::Pointer
        } else {
            mouse::Interaction::default()
        }
    }
}

/// Where the focus ring is: around filled buttons, inside all others, where no neighbour can cover it.
fn ringed(bounds: Rectangle, kind: Kind) -> Rectangle {
    match kind {
        Kind::Primary | Kind::Round | Kind::Danger => bounds.expand(RING + 1.0),
        Kind::Link | Kind::Bare => bounds.expand(RING),
        _ => bounds,
    }
}

impl<'a, M: Clone + 'a> From<FocusButton<'a, M>> for Element<'a, M> {
    fn from(mut button: FocusButton<'a, M>) -> Self {
        match button.tooltip.take() {
            Some(words) => tooltip(Self::new(button), words),
            None => Self::new(button),
        }
    }
}
