//! A dialog over the window: the rest is dimmed and out of reach; Escape and a click beside it close it.
use super::accessible::{Role, accessible};
use super::{Element, focus};
use crate::theme::{space, surface};
use iced::advanced::layout::{self, Limits, Node};
use iced::advanced::widget::{Operation, Tree, operation};
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::widget::{center, container, mouse_area, opaque, scrollable, stack};
use iced::{Event, Fill, Length, Rectangle, Renderer, Size, Theme};

/// Shows `dialog`, called `name`, over `base`. `on_close` makes Escape and clicks beside it work.
pub fn modal<'a, M: Clone + 'a>(
    base: impl Into<Element<'a, M>>,
    name: impl Into<String>,
    dialog: impl Into<Element<'a, M>>,
    on_close: Option<M>,
) -> Element<'a, M> {
    let content = scrollable(snug(dialog)).style(crate::theme::list::scrollable);
    let card = container(content).max_width(WIDEST).style(surface::raised);
    over(base, name.into(), card.into(), on_close)
}

/// The same for a page of its own, which is larger, fills what there is, and scrolls by itself.
pub fn wide<'a, M: Clone + 'a>(
    base: impl Into<Element<'a, M>>,
    name: impl Into<String>,
    page: impl Into<Element<'a, M>>,
    on_close: M,
) -> Element<'a, M> {
    let card = container(snug(page))
        .width(Fill)
        .height(Fill)
        .max_width(PAGE.width)
        .max_height(PAGE.height)
        .style(surface::raised);
    over(base, name.into(), card.into(), Some(on_close))
}

/// The same for a list that is searched: narrower, and no higher than it has to be.
pub fn panel<'a, M: Clone + 'a>(
    base: impl Into<Element<'a, M>>,
    name: impl Into<String>,
    page: impl Into<Element<'a, M>>,
    on_close: M,
) -> Element<'a, M> {
    let card = container(container(page).padding(space::M))
        .width(Fill)
        .height(Fill)
        .max_width(PANEL.width)
        .max_height(PANEL.height)
        .style(surface::raised);
    over(base, name.into(), card.into(), Some(on_close))
}

fn over<'a, M: Clone + 'a>(
    base: impl Into<Element<'a, M>>,
    name: String,
    card: Element<'a, M>,
    on_close: Option<M>,
) -> Element<'a, M> {
    let card = accessible(Role::Dialog, name, focus::scope(opaque(card)));
    let mut shade = mouse_area(center(card).padding(space::S).style(surface::scrim));
    if let Some(message) = &on_close {
        shade = shade.on_press(message.clone());
    }
    let top = Closing {
        content: opaque(shade),
        on_close,
    };
    stack![
        Sealed {
            content: base.into()
        },
        Element::new(top)
    ]
    .width(Fill)
    .height(Fill)
    .into()
}

/// Dialogs do not grow beyond a comfortable line length.
const WIDEST: f32 = 480.0;
/// A page is as wide as a label with its choices beside it, and no higher than it can be overlooked.
const PAGE: Size = Size::new(680.0, 720.0);
/// A list has room for a name and its shortcut.
const PANEL: Size = Size::new(560.0, 520.0);
/// Below this width the padding of a card costs more than it gives.
const TIGHT: f32 = 400.0;

/// Air around the content of a card, less of it where there is little room.
fn snug<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Snug {
        content: content.into(),
    })
}

struct Snug<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Snug<'_, M> {
    own_identity!(());
    pass_on_overlay_of_child!();

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let air = match limits.max().width < TIGHT {
            true => space::M,
            false => space::XL,
        };
        let content = self.content.as_widget_mut();
        let size = content.size();
        layout::padded(limits, size.width, size.height, air, |limits| {
            content.layout(&mut tree.children[0], renderer, limits)
        })
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        if let Some(inner) = layout.children().next() {
            self.content
                .as_widget_mut()
                .operate(&mut tree.children[0], inner, renderer, operation);
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
        if let Some(inner) = layout.children().next() {
            self.content.as_widget_mut().update(
                &mut tree.children[0],
                event,
                inner,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let inner = layout.children().next();
        inner.map_or_else(mouse::Interaction::default, |inner| {
            self.content.as_widget().mouse_interaction(
                &tree.children[0],
                inner,
                cursor,
                viewport,
                renderer,
            )
        })
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        if let Some(inner) = layout.children().next() {
            self.content.as_widget().draw(
                &tree.children[0],
                renderer,
                theme,
                style,
                inner,
                cursor,
                viewport,
            );
        }
    }
}

/// Turns Escape into a message, and keeps every other key from what lies below.
struct Closing<'a, M> {
    content: Element<'a, M>,
    on_close: Option<M>,
}

impl<M: Clone> Widget<M, Theme, Renderer> for Closing<'_, M> {
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
        let Event::Keyboard(keyboard::Event::KeyPressed { key, .. }) = event else {
            return;
        };
        if shell.is_event_captured() {
            return;
        }
        if *key == Key::Named(Named::Escape)
            && let Some(message) = &self.on_close
        {
            shell.publish(message.clone());
        }
        shell.capture_event();
    }
}

/// What lies under a dialog: drawn, but neither told nor reached by operations, so that Tab and screen
/// readers stay inside the dialog. It loses the focus, with its ring and its caret: there is one at a time.
struct Sealed<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Sealed<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_draw!(tree => tree);

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
        // What is let go of was pressed before the dialog came: who never hears of it takes Ctrl for held,
        // and the first letters after the dialog for commands.
        let lets_go = matches!(
            event,
            Event::Keyboard(
                keyboard::Event::ModifiersChanged(_) | keyboard::Event::KeyReleased { .. }
            )
        );
        if matches!(event, Event::Keyboard(_) | Event::InputMethod(_)) && !lets_go {
            return;
        }
        if focus::holds_focus(&mut self.content, tree, layout, renderer) {
            let mut away = operation::focusable::unfocus::<()>();
            self.content.as_widget_mut().operate(
                tree,
                layout,
                renderer,
                &mut operation::black_box(&mut away),
            );
            shell.request_redraw();
        }
        self.content.as_widget_mut().update(
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

impl<'a, M: 'a> From<Sealed<'a, M>> for Element<'a, M> {
    fn from(sealed: Sealed<'a, M>) -> Self {
        Self::new(sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::text_button;

    fn opened() -> Harness<Vec<&'static str>, &'static str> {
        Harness::new(
            Vec::new(),
            |log, m| log.push(m),
            |_| {
                modal(
                    text_button("below").on_press("below"),
                    "Leave?",
                    text_button("Leave").on_press("leave"),
                    Some("close"),
                )
            },
        )
    }

    #[test]
    fn escape_and_a_click_beside_it_close_it() {
        let mut h = opened();
        h.key(Named::Escape);
        h.click_at(iced::Point::new(4.0, 4.0));
        assert_eq!(h.state(), &["close", "close"]);
    }

    #[test]
    fn a_click_inside_does_not_close_it() {
        let mut h = opened();
        h.click("Leave");
        assert_eq!(h.state(), &["leave"]);
    }

    /// A dialog that a key with Ctrl opens is there when Ctrl is let go of.
    #[test]
    fn a_field_below_hears_that_ctrl_was_let_go_of() {
        let mut h = Harness::new(
            (String::new(), false),
            |state, typed: Option<String>| match typed {
                Some(typed) => state.0 = typed,
                None => state.1 = !state.1,
            },
            |(words, open)| {
                let field = iced::widget::text_input("", words)
                    .on_input(Some)
                    .id("field");
                match open {
                    true => modal(
                        field,
                        "Settings",
                        text_button("Close").on_press(None),
                        Some(None),
                    ),
                    false => iced::widget::stack![field].into(),
                }
            },
        );
        let focus = |h: &mut Harness<(String, bool), Option<String>>| {
            h.operate(operation::focusable::focus::<()>("field".into()));
        };
        focus(&mut h);
        h.hold(keyboard::Modifiers::CTRL);
        h.message(None);
        h.hold(keyboard::Modifiers::empty());
        h.key(Named::Escape);
        focus(&mut h);
        h.type_text("abcxv");
        assert_eq!(h.state().0, "abcxv");
    }

    #[test]
    fn tab_stays_inside() {
        let mut h = opened();
        for _ in 0..3 {
            h.key(Named::Tab);
            assert_eq!(h.focused().expect("focus").report.name, "Leave");
        }
    }
}
