//! Words and the buttons that belong to them: on one line, the buttons at its end; where that would leave
//! the words too little room, the buttons below.
use super::Element;
use crate::theme::space;
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

/// Words narrower than this are a column of single words.
const LEAST: f32 = 160.0;

/// `words` and then `buttons`, side by side where there is room.
pub fn apart<'a, M: 'a>(
    words: impl Into<Element<'a, M>>,
    buttons: impl Into<Element<'a, M>>,
) -> Element<'a, M> {
    Element::new(Apart {
        parts: [words.into(), buttons.into()],
    })
}

struct Apart<'a, M> {
    parts: [Element<'a, M>; 2],
}

impl<M> Widget<M, Theme, Renderer> for Apart<'_, M> {
    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let most = limits.max();
        let [words, buttons] = &mut self.parts;
        let [first, second] = tree.children.as_mut_slice() else {
            return Node::new(Size::ZERO);
        };
        let loose = Limits::new(Size::ZERO, most);
        let buttons = buttons.as_widget_mut().layout(second, renderer, &loose);
        let taken = match buttons.size().width {
            0.0 => 0.0,
            width => width + space::S,
        };
        let beside = taken == 0.0 || most.width - taken >= LEAST;
        let room = if beside {
            most.width - taken
        } else {
            most.width
        };
        let loose = loose.max_width(room);
        let words = words.as_widget_mut().layout(first, renderer, &loose);
        let (high, wide) = (words.size().height, buttons.size());
        let end = most.width - wide.width;
        let (height, at, top) = match beside {
            true => {
                let height = high.max(wide.height);
                let middle = (height - wide.height) / 2.0;
                (height, Point::new(end, middle), (height - high) / 2.0)
            }
            false => (high + wide.height, Point::new(end, high), 0.0),
        };
        let children = vec![words.move_to(Point::new(0.0, top)), buttons.move_to(at)];
        Node::with_children(Size::new(most.width, height), children)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.traverse(&mut |operation| {
            let parts = self.parts.iter_mut().zip(&mut tree.children);
            for ((part, tree), layout) in parts.zip(layout.children()) {
                part.as_widget_mut()
                    .operate(tree, layout, renderer, operation);
            }
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
        let parts = self.parts.iter_mut().zip(&mut tree.children);
        for ((part, tree), layout) in parts.zip(layout.children()) {
            part.as_widget_mut().update(
                tree, event, layout, cursor, renderer, clipboard, shell, viewport,
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
        let parts = self.parts.iter().zip(&tree.children);
        parts
            .zip(layout.children())
            .map(|((part, tree), layout)| {
                part.as_widget()
                    .mouse_interaction(tree, layout, cursor, viewport, renderer)
            })
            .max()
            .unwrap_or_default()
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
        let parts = self.parts.iter().zip(&tree.children);
        for ((part, tree), layout) in parts.zip(layout.children()) {
            part.as_widget()
                .draw(tree, renderer, theme, style, layout, cursor, viewport);
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        overlay::from_children(
            &mut self.parts,
            tree,
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::text_button;
    use iced::widget::text;

    fn places(width: f32) -> (Rectangle, Rectangle) {
        let mut harness = Harness::new(
            (),
            |(), ()| {},
            |()| apart(text("some words"), text_button("press").on_press(())),
        )
        .with_size(width, 200.0);
        let words = harness.find("some words").expect("words");
        (words, harness.find("press").expect("a button"))
    }

    #[test]
    fn buttons_stand_beside_the_words_or_below_them() {
        let (words, button) = places(600.0);
        assert!(button.x > words.x + words.width && button.y < words.y + words.height);
        assert!((button.x + button.width - 600.0).abs() < 20.0);
        let (words, button) = places(180.0);
        assert!(button.y >= words.y + words.height);
    }
}
