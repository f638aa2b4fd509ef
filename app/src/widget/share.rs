//! A part that comes and goes above the rest of a page and may take no more than its share of the height:
//! what does not fit scrolls, so that the rest can be used on the smallest window too.
use super::Element;
use crate::theme::list;
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::Tree;
use iced::advanced::{Widget, mouse};
use iced::widget::scrollable;
use iced::{Length, Rectangle, Renderer, Size, Theme};

/// Of what is left of the page; the rest keeps the larger part.
const SHARE: f32 = 0.4;

/// `content` in at most its share of the height.
pub fn share<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Share {
        content: scrollable(content).style(list::scrollable).into(),
    })
}

struct Share<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Share<'_, M> {
    pass_on_identity!();
    pass_on_draw!(tree => tree);
    pass_on_overlay!(tree => tree);
    pass_on_operate!(tree => tree);
    pass_on_update!(tree => tree);

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let most = limits.max().height * SHARE;
        let limits = limits.max_height(most);
        self.content.as_widget_mut().layout(tree, renderer, &limits)
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content
            .as_widget()
            .mouse_interaction(tree, layout, cursor, viewport, renderer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use iced::Fill;
    use iced::widget::{Column, column, container, text};

    fn rest(lines: usize) -> f32 {
        let mut harness = Harness::new(
            (),
            |(), ()| {},
            move |()| {
                let lines = (0..lines).map(|_| text("line").into());
                let rest = container(text("rest")).width(Fill).height(Fill).id("rest");
                column![share(Column::with_children(lines)), rest].into()
            },
        );
        harness.find_id("rest").expect("the rest").height
    }

    #[test]
    fn what_is_little_takes_what_it_needs_and_what_is_much_its_share() {
        assert!(rest(2) > 600.0);
        assert!((rest(200) - 420.0).abs() < 1.0);
    }
}
