//! Keyboard focus: who has it, how Tab and the arrows move it.
//!
//! In iced only text fields can be focused. [`Focus`] is the piece of state our widgets share; [`scope`]
//! makes Tab walk everything inside it in the order of the tree and around its ends; [`roving`] makes a
//! group one stop of that walk, with the arrows moving inside (WAI-ARIA "roving tabindex").
mod keyed;
mod reveal;
mod ring;
mod stop;
mod walk;

use super::Element;
use super::direction::{self, Direction};
use iced::advanced::widget::operation::{Focusable, Operation, Outcome};
use iced::advanced::widget::{Id, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Rectangle, Renderer, Task, Theme};
pub use keyed::keyed;
use reveal::reveal;
pub use ring::ring;
pub use stop::stop;
use walk::{Group, Walk, walk};

/// Whether a widget has the focus and whether to show it: a ring only for who uses the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    #[default]
    Away,
    /// Got by a click: no ring.
    Pointer,
    /// Got by a key: ring.
    Keyboard,
}

impl Focus {
    pub fn is_visible(self) -> bool {
        self == Self::Keyboard
    }
}

impl Focusable for Focus {
    fn is_focused(&self) -> bool {
        *self != Self::Away
    }

    fn focus(&mut self) {
        *self = Self::Keyboard;
    }

    fn unfocus(&mut self) {
        *self = Self::Away;
    }
}

/// Where the focus goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Next,
    Previous,
    First,
    Last,
}

impl Move {
    /// What Tab means; `None` for every other key.
    pub fn from_tab(event: &Event) -> Option<Self> {
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: Key::Named(Named::Tab),
                modifiers,
                ..
            }) if !modifiers.command() && !modifiers.alt() => Some(if modifiers.shift() {
                Self::Previous
            } else {
                Self::Next
            }),
            _ => None,
        }
    }

    fn from_arrow(event: &Event) -> Option<Self> {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event else {
            return None;
        };
        if !modifiers.is_empty() {
            return None;
        }
        let (forward, backward) = match direction::current() {
            Direction::LeftToRight => (Named::ArrowRight, Named::ArrowLeft),
            Direction::RightToLeft => (Named::ArrowLeft, Named::ArrowRight),
        };
        match key {
            Key::Named(named) if *named == forward => Some(Self::Next),
            Key::Named(named) if *named == backward => Some(Self::Previous),
            Key::Named(Named::ArrowDown) => Some(Self::Next),
            Key::Named(Named::ArrowUp) => Some(Self::Previous),
            Key::Named(Named::Home) => Some(Self::First),
            Key::Named(Named::End) => Some(Self::Last),
            _ => None,
        }
    }

    /// The stop after `current` of `total`, around the ends.
    fn target(self, current: Option<usize>, total: usize) -> Option<usize> {
        let last = total.checked_sub(1)?;
        Some(match (self, current) {
            (Self::First, _) | (Self::Next, None) => 0,
            (Self::Last, _) | (Self::Previous, None | Some(0)) => last,
            (Self::Next, Some(at)) if at >= last => 0,
            (Self::Next, Some(at)) => at + 1,
            (Self::Previous, Some(at)) => at - 1,
        })
    }
}

/// Moves the focus of the whole window, for callers without a key event at hand. Inside a [`scope`] Tab
/// needs no help; this walk knows no groups and stops at every focusable thing.
pub fn go<T: Send + 'static>(to: Move) -> Task<T> {
    use iced::advanced::widget::operation;
    match to {
        Move::Next => iced::advanced::widget::operate(operation::focusable::focus_next()),
        _ => iced::advanced::widget::operate(operation::focusable::focus_previous()),
    }
}

/// Gives the focus to the widget `id`, with its ring, and scrolls to it.
pub fn to<T: Send + 'static>(id: impl Into<Id>) -> Task<T> {
    use iced::advanced::widget::{operate, operation::focusable};
    operate(focusable::focus(id.into())).chain(operate(reveal()))
}

/// Scrolls to what has the focus.
pub fn scroll_to_it<T: Send + 'static>() -> Task<T> {
    iced::advanced::widget::operate(reveal())
}

/// Whether something inside `content` has the focus.
pub(super) fn holds_focus<M>(
    content: &mut Element<'_, M>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
) -> bool {
    let mut count = Walk::new(true, None);
    content
        .as_widget_mut()
        .operate(tree, layout, renderer, &mut count);
    count.focused.is_some()
}

/// Tab and Shift+Tab stay inside `content`; wrap the root of a window and each dialog in one.
pub fn scope<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Scope<'a, M> {
    Scope {
        content: content.into(),
    }
}

/// See [`scope`].
pub struct Scope<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Scope<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_draw!(tree => tree);
    pass_on_overlay!(tree => tree);
    pass_on_operate!(tree => tree);

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
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        if shell.is_event_captured() {
            // The arrows of a group have moved the focus: it may be out of sight now.
            if Move::from_arrow(event).is_some() {
                let content = self.content.as_widget_mut();
                follow(|operation| content.operate(tree, layout, renderer, operation));
            }
            return;
        }
        if let Some(to) = Move::from_tab(event) {
            let content = self.content.as_widget_mut();
            walk(to, false, |operation| {
                content.operate(tree, layout, renderer, operation);
            });
            follow(|operation| content.operate(tree, layout, renderer, operation));
            shell.capture_event();
            shell.invalidate_layout();
            shell.request_redraw();
        }
    }
}

impl<'a, M: 'a> From<Scope<'a, M>> for Element<'a, M> {
    fn from(scope: Scope<'a, M>) -> Self {
        Self::new(scope)
    }
}

/// Scrolls to what has the focus.
fn follow(mut operate: impl FnMut(&mut dyn Operation)) {
    let mut next: Option<Box<dyn Operation>> = Some(Box::new(reveal()));
    while let Some(mut operation) = next.take() {
        operate(operation.as_mut());
        if let Outcome::Chain(after) = operation.finish() {
            next = Some(after);
        }
    }
}

/// Makes the focusable things inside `content` one stop of Tab; arrows, Home and End move inside.
pub fn roving<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Roving<'a, M> {
    Roving {
        content: content.into(),
        newest: false,
    }
}

/// See [`roving`].
pub struct Roving<'a, M> {
    content: Element<'a, M>,
    newest: bool,
}

impl<M> Roving<'_, M> {
    /// Tab comes to the last item first, and the arrows end at the ends.
    pub fn newest_first(self) -> Self {
        Self {
            newest: true,
            ..self
        }
    }
}

/// The item Tab comes back to.
#[derive(Default)]
struct RovingState {
    active: usize,
    visited: bool,
}

impl<M> Widget<M, Theme, Renderer> for Roving<'_, M> {
    own_identity!(RovingState);
    pass_on!(tree => &mut tree.children[0], &tree.children[0]);
    pass_on_draw!(tree => &tree.children[0]);
    pass_on_overlay!(tree => &mut tree.children[0]);

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let child = &mut tree.children[0];
        let mut count = Walk::new(true, None);
        let content = self.content.as_widget_mut();
        content.operate(child, layout, renderer, &mut count);
        let state = tree.state.downcast_mut::<RovingState>();
        if let Some(focused) = count.focused {
            state.active = focused;
            state.visited = true;
        } else if self.newest && !state.visited {
            state.active = count.stops;
        }
        state.active = state.active.min(count.stops.saturating_sub(1));
        let mut group = Group {
            active: state.active,
        };
        operation.custom(None, layout.bounds(), &mut group);
        operation.traverse(&mut |operation| {
            content.operate(child, layout, renderer, operation);
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
        let child = &mut tree.children[0];
        let content = self.content.as_widget_mut();
        content.update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        if shell.is_event_captured() {
            return;
        }
        let Some(to) = Move::from_arrow(event) else {
            return;
        };
        let mut count = Walk::new(true, None);
        content.operate(child, layout, renderer, &mut count);
        let Some(focused) = count.focused else {
            return;
        };
        let at_end = match to {
            Move::Next => focused + 1 >= count.stops,
            Move::Previous => focused == 0,
            Move::First | Move::Last => false,
        };
        if self.newest && at_end {
            shell.capture_event();
            return;
        }
        let target = walk(to, true, |operation| {
            content.operate(child, layout, renderer, operation);
        });
        if let Some(target) = target {
            tree.state.downcast_mut::<RovingState>().active = target;
        }
        shell.capture_event();
        shell.invalidate_layout();
        shell.request_redraw();
    }
}

impl<'a, M: 'a> From<Roving<'a, M>> for Element<'a, M> {
    fn from(roving: Roving<'a, M>) -> Self {
        Self::new(roving)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::text_button;
    use iced::widget::column;

    fn view(_: &()) -> Element<'_, ()> {
        let button = |name: &'static str| text_button(name).on_press(());
        scope(column![
            button("one"),
            roving(column![button("a"), button("b"), button("c")]),
            button("two"),
        ])
        .into()
    }

    fn walk_by(keys: &[Named]) -> String {
        let mut harness = Harness::new((), |(), ()| {}, view);
        for key in keys {
            harness.key(*key);
        }
        harness
            .focused()
            .expect("something has the focus")
            .report
            .name
    }

    #[test]
    fn tab_takes_a_group_as_one_stop_and_goes_around() {
        use Named::Tab;
        assert_eq!(walk_by(&[Tab]), "one");
        assert_eq!(walk_by(&[Tab, Tab]), "a");
        assert_eq!(walk_by(&[Tab, Tab, Tab]), "two");
        assert_eq!(walk_by(&[Tab, Tab, Tab, Tab]), "one");
    }

    #[test]
    fn arrows_move_inside_a_group_and_tab_comes_back_to_where_they_left() {
        use Named::{ArrowDown, End, Tab};
        assert_eq!(walk_by(&[Tab, Tab, ArrowDown]), "b");
        assert_eq!(walk_by(&[Tab, Tab, End]), "c");
        assert_eq!(walk_by(&[Tab, Tab, ArrowDown, Tab]), "two");
        assert_eq!(walk_by(&[Tab, Tab, ArrowDown, Tab, Tab, Tab]), "b");
    }

    #[test]
    fn arrows_outside_a_group_do_nothing() {
        use Named::{ArrowDown, Tab};
        assert_eq!(walk_by(&[Tab, ArrowDown]), "one");
    }
}
