//! What is not shown now and will be again: its widgets keep their state (scroll position, cursor), and
//! are neither laid out nor drawn nor found meanwhile.
use super::Element;
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::Tree;
use iced::advanced::{Widget, mouse, renderer};
use iced::{Length, Rectangle, Renderer, Size, Theme};

/// Hides `content` unless it is `shown`; it keeps its place in the tree either way.
pub fn hidden_unless<'a, M: 'a>(shown: bool, content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    match shown {
        true => content.into(),
        false => Element::new(Hidden {
            content: content.into(),
        }),
    }
}

struct Hidden<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Hidden<'_, M> {
    pass_on_identity!();

    fn size(&self) -> Size<Length> {
        // Not fixed: rows and columns leave out what has no extent, and with it its place.
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, _limits: &Limits) -> Node {
        Node::new(Size::ZERO)
    }

    fn draw(
        &self,
        _tree: &Tree,
        _renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        _layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
    }
}

/// Shows `content`, which hears of nothing: neither pointer nor keys nor the focus reach it, and what
/// stands around it speaks for it.
pub fn untouchable<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Untouchable {
        content: content.into(),
    })
}

struct Untouchable<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Untouchable<'_, M> {
    pass_on_identity!();
    pass_on_draw!(tree => tree);

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let content = self.content.as_widget_mut();
        content.layout(tree, renderer, limits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::{Role, text_field};
    use iced::widget::row;

    #[test]
    fn what_comes_back_is_as_it_was() {
        let show = |shown: &mut bool, ()| *shown = !*shown;
        let mut harness = Harness::new(true, show, |shown| {
            let field = text_field("Name", "").on_input(|_| ());
            row![hidden_unless(*shown, field)].into()
        });
        harness.click_role(Role::TextField, "Name");
        let field = harness.role(Role::TextField, "Name").expect("a field");
        assert!(field.focused);
        harness.message(());
        assert_eq!(harness.role(Role::TextField, "Name"), None);
        harness.message(());
        let field = harness.role(Role::TextField, "Name").expect("it is back");
        assert!(field.focused);
    }
}
