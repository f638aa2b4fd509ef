//! The menu of a thing, in an overlay of its own: opening it costs the application no message, and moving
//! over it none either.
mod popup;
#[cfg(test)]
mod tests;

use super::Element;
use super::accessible::{Report, Role};
use super::direction;
use super::focus::{Focus, holds_focus};
use crate::icon::Icon;
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse, overlay};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Point, Rectangle, Renderer, Theme, Vector, window};
use popup::Popup;

/// A line of a menu.
#[derive(Debug, Clone)]
pub enum Item<M> {
    Action(Action<M>),
    Separator,
}

/// Something a menu does.
#[derive(Debug, Clone)]
pub struct Action<M> {
    pub label: String,
    pub message: M,
    pub icon: Option<Icon>,
    /// Keys that do the same, in words.
    pub shortcut: Option<String>,
    /// Deletes or leaves something: shown in the colour of danger.
    pub destructive: bool,
    pub enabled: bool,
}

/// An entry called `label` that sends `message`.
pub fn action<M>(label: impl Into<String>, message: M) -> Action<M> {
    Action {
        label: label.into(),
        message,
        icon: None,
        shortcut: None,
        destructive: false,
        enabled: true,
    }
}

impl<M> Action<M> {
    pub fn icon(self, icon: Icon) -> Self {
        Self {
            icon: Some(icon),
            ..self
        }
    }

    pub fn shortcut(self, keys: impl Into<String>) -> Self {
        Self {
            shortcut: Some(keys.into()),
            ..self
        }
    }

    pub fn destructive(self) -> Self {
        Self {
            destructive: true,
            ..self
        }
    }

    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }
}

impl<M> From<Action<M>> for Item<M> {
    fn from(action: Action<M>) -> Self {
        Self::Action(action)
    }
}

/// Gives `content` a menu: right click, or Menu key and Shift+F10 when something inside has the focus.
/// `items` is asked when the menu opens.
pub fn context_menu<'a, M: Clone + 'static>(
    content: impl Into<Element<'a, M>>,
    items: impl Fn() -> Vec<Item<M>> + 'a,
) -> Element<'a, M> {
    Element::new(ContextMenu {
        content: content.into(),
        items: Box::new(items),
        button: None,
    })
}

/// A thing whose left click, Enter and Space open the menu too; `name` is what a screen reader says.
/// `content` is what is shown, such as a sign.
pub fn menu_button<'a, M: Clone + 'static>(
    content: impl Into<Element<'a, M>>,
    name: impl Into<String>,
    items: impl Fn() -> Vec<Item<M>> + 'a,
) -> Element<'a, M> {
    let mut report = Report::new(Role::Button, name);
    report.expanded = Some(false);
    let padded = iced::widget::container(content)
        .center(iced::Shrink)
        .padding((crate::theme::HIT_TARGET - crate::theme::size::TITLE) / 2.0);
    Element::new(ContextMenu {
        content: padded.into(),
        items: Box::new(items),
        button: Some(report),
    })
}

/// See [`context_menu`].
struct ContextMenu<'a, M> {
    content: Element<'a, M>,
    items: Box<dyn Fn() -> Vec<Item<M>> + 'a>,
    button: Option<Report>,
}

/// Whether the menu is open, and what is chosen in it.
struct State<M> {
    open: Option<Open<M>>,
    focus: Focus,
    /// Somebody who can't click has asked for the menu; the next frame opens it.
    asked: bool,
}

impl<M> Default for State<M> {
    fn default() -> Self {
        Self {
            open: None,
            focus: Focus::Away,
            asked: false,
        }
    }
}

pub(super) struct Open<M> {
    /// Where it hangs: the corner nearest to the pointer or below the thing.
    at: Point,
    items: Vec<Item<M>>,
    /// The entry under the pointer or reached by arrows.
    chosen: Option<usize>,
    /// A button went down inside; its release chooses. The release of the click that opened the menu,
    /// which may lie under the pointer at once, does not.
    pressed: bool,
    /// The entry that somebody who can't click has asked for; the next frame chooses it.
    asked: Option<usize>,
}

impl<M: Clone> ContextMenu<'_, M> {
    fn open(&self, state: &mut State<M>, at: Point, by_key: bool, shell: &mut Shell<'_, M>) {
        let items = (self.items)();
        if items.is_empty() {
            return;
        }
        let mut open = Open {
            at,
            items,
            chosen: None,
            pressed: false,
            asked: None,
        };
        if by_key {
            open.step(1);
        }
        state.open = Some(open);
        shell.capture_event();
        shell.invalidate_layout();
        shell.request_redraw();
    }

    fn pointer(
        &self,
        state: &mut State<M>,
        button: mouse::Button,
        (bounds, over): (Rectangle, Option<Point>),
        shell: &mut Shell<'_, M>,
    ) {
        match (button, over) {
            (mouse::Button::Right, Some(at)) if !shell.is_event_captured() => {
                self.open(state, at, false, shell);
            }
            (mouse::Button::Left, Some(_))
                if self.button.is_some() && !shell.is_event_captured() =>
            {
                state.focus = Focus::Pointer;
                self.open(state, below(bounds), false, shell);
            }
            _ if state.focus.is_focused() => {
                state.focus = Focus::Away;
                shell.request_redraw();
            }
            _ => {}
        }
    }
}

fn below(bounds: Rectangle) -> Point {
    let start = match direction::is_rtl() {
        true => bounds.x + bounds.width,
        false => bounds.x,
    };
    Point::new(start, bounds.y + bounds.height)
}

/// Menu key, or Shift+F10 on keyboards that lack it.
fn asks_for_menu(event: &Event) -> bool {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => match key {
            Key::Named(Named::ContextMenu) => true,
            Key::Named(Named::F10) => modifiers.shift(),
            _ => false,
        },
        _ => false,
    }
}

fn presses(event: &Event) -> bool {
    matches!(
        event,
        Event::Keyboard(keyboard::Event::KeyPressed {
            key: Key::Named(Named::Enter | Named::Space | Named::ArrowDown),
            modifiers,
            ..
        }) if modifiers.is_empty()
    )
}

impl<M: Clone + 'static> ContextMenu<'_, M> {
    fn keyboard(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        renderer: &Renderer,
        shell: &mut Shell<'_, M>,
    ) {
        let bounds = layout.bounds();
        let menu = asks_for_menu(event);
        let state = tree.state.downcast_ref::<State<M>>();
        let own = state.focus.is_focused() && (menu || presses(event));
        let inside =
            menu && holds_focus(&mut self.content, &mut tree.children[0], layout, renderer);
        if own || inside {
            let state = tree.state.downcast_mut::<State<M>>();
            if own {
                state.focus = Focus::Keyboard;
            }
            self.open(state, below(bounds), true, shell);
        }
    }
}

impl<M: Clone + 'static> Widget<M, Theme, Renderer> for ContextMenu<'_, M> {
    own_identity!(State<M>);
    pass_on!(tree => &mut tree.children[0], &tree.children[0]);

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_mut::<State<M>>();
        if let Some(report) = &mut self.button {
            report.expanded = Some(state.open.is_some());
            report.pressable = true;
            operation.custom(None, layout.bounds(), report);
            state.asked |= report.take_press();
            operation.focusable(None, layout.bounds(), &mut state.focus);
        }
        let (content, child) = (&mut self.content, &mut tree.children[0]);
        operation.traverse(&mut |operation| {
            content
                .as_widget_mut()
                .operate(child, layout, renderer, operation);
        });
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
        let bounds = layout.bounds();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(button)) => {
                let over = cursor.position_over(bounds);
                let over = over.filter(|at| viewport.contains(*at));
                let state = tree.state.downcast_mut::<State<M>>();
                self.pointer(state, *button, (bounds, over), shell);
            }
            Event::Window(window::Event::RedrawRequested(_)) => {
                let state = tree.state.downcast_mut::<State<M>>();
                if std::mem::take(&mut state.asked) {
                    state.focus = Focus::Keyboard;
                    self.open(state, below(bounds), true, shell);
                }
            }
            Event::Keyboard(_) if !shell.is_event_captured() => {
                self.keyboard(tree, event, layout, renderer, shell);
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &iced::advanced::renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State<M>>();
        if self.button.is_some() {
            let over = cursor.is_over(layout.bounds());
            popup::draw_button(renderer, theme, layout.bounds(), state, over);
        }
        self.content.as_widget().draw(
            &tree.children[0],
            renderer,
            theme,
            style,
            layout,
            cursor,
            viewport,
        );
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        let state = tree.state.downcast_mut::<State<M>>();
        if let Some(open) = &state.open {
            let at = open.at + translation;
            return Some(overlay::Element::new(Box::new(Popup {
                slot: &mut state.open,
                at,
            })));
        }
        self.content.as_widget_mut().overlay(
            &mut tree.children[0],
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}
