//! Something that is read and not pressed: the focus stops there, so that it can be walked to, its menu can
//! be opened by key, and a screen reader reads it.
use super::{Focus, ring};
use crate::theme::{Tokens, radius};
use crate::widget::Element;
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse, renderer};
use iced::{Event, Rectangle, Renderer, Theme, touch};

/// Lets the focus stop at `content`, which says itself what it is.
pub fn stop<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Stop {
        content: content.into(),
    })
}

struct Stop<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Stop<'_, M> {
    own_identity!(Focus);
    pass_on!(tree => &mut tree.children[0], &tree.children[0]);
    pass_on_overlay!(tree => &mut tree.children[0]);

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.focusable(None, layout.bounds(), tree.state.downcast_mut::<Focus>());
        let child = &mut tree.children[0];
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, operation);
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
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let focus = tree.state.downcast_mut::<Focus>();
        let pressed = matches!(
            event,
            Event::Mouse(mouse::Event::ButtonPressed(_))
                | Event::Touch(touch::Event::FingerPressed { .. })
        );
        if pressed && focus.is_focused() {
            *focus = Focus::Away;
            shell.request_redraw();
        }
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
        let child = &tree.children[0];
        self.content
            .as_widget()
            .draw(child, renderer, theme, style, layout, cursor, viewport);
        if tree.state.downcast_ref::<Focus>().is_visible() {
            ring(renderer, Tokens::of(theme), layout.bounds(), radius::BUBBLE);
        }
    }
}
