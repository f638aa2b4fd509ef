//! Words that appear beside a thing after the pointer rests on it.
use super::Element;
use crate::theme::{size, space, surface};
use iced::advanced::layout::Node;
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Overlay, Shell, Widget, mouse, overlay, renderer};
use iced::widget::{container, text};
use iced::{Event, Rectangle, Renderer, Size, Theme, Vector};
use std::time::Duration;

/// Long enough not to flicker along with a moving pointer.
const DELAY: Duration = Duration::from_millis(500);
/// Wider tooltips wrap.
const WIDEST: f32 = 320.0;

/// Shows `words` above `content`, or below where there is no room above.
pub fn tooltip<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    words: impl Into<String>,
) -> Element<'a, M> {
    let label = container(text(words.into()).size(size::CAPTION))
        .max_width(WIDEST)
        .padding([space::XS, space::S])
        .style(surface::tooltip);
    let tooltip = iced::widget::tooltip(content, label, iced::widget::tooltip::Position::Top)
        .delay(DELAY)
        .gap(space::XS);
    Element::new(Beside {
        content: tooltip.into(),
    })
}

/// iced pushes a tooltip without room above down over the very thing that it is about.
struct Beside<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Beside<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_draw!(tree => tree);
    pass_on_operate!(tree => tree);
    pass_on_update!(tree => tree);

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        let about = layout.bounds() + translation;
        let content = self.content.as_widget_mut();
        let words = content.overlay(tree, layout, renderer, viewport, translation)?;
        Some(overlay::Element::new(Box::new(Words { words, about })))
    }
}

/// The words, or an overlay of what they are about.
struct Words<'a, M> {
    words: overlay::Element<'a, M, Theme, Renderer>,
    about: Rectangle,
}

impl<M> Overlay<M, Theme, Renderer> for Words<'_, M> {
    fn layout(&mut self, renderer: &Renderer, bounds: Size) -> Node {
        let node = self.words.as_overlay_mut().layout(renderer, bounds);
        // A group of overlays has all of the window; the words come last in it.
        let place = node.children().last().map_or(node.bounds(), Node::bounds);
        let below = self.about.y + self.about.height + space::XS;
        match place.intersects(&self.about) && place.y <= 0.0 {
            true => node.translate(Vector::new(0.0, below - place.y)),
            false => node,
        }
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let words = self.words.as_overlay();
        words.draw(renderer, theme, style, layout, cursor);
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let words = self.words.as_overlay_mut();
        words.operate(layout, renderer, operation);
    }

    fn update(
        &mut self,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
    ) {
        let words = self.words.as_overlay_mut();
        words.update(event, layout, cursor, renderer, clipboard, shell);
    }

    fn mouse_interaction(
        &self,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let words = self.words.as_overlay();
        words.mouse_interaction(layout, cursor, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        layout: Layout<'b>,
        renderer: &Renderer,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        self.words.as_overlay_mut().overlay(layout, renderer)
    }

    fn index(&self) -> f32 {
        self.words.as_overlay().index()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::Point;
    use iced::widget::space;

    /// Where iced put the words, and what they are about.
    fn placed(put: Rectangle, about: Rectangle) -> Rectangle {
        struct At(Rectangle);
        impl Overlay<(), Theme, Renderer> for At {
            fn layout(&mut self, _: &Renderer, _: Size) -> Node {
                Node::new(self.0.size()).move_to(self.0.position())
            }
            fn draw(
                &self,
                _: &mut Renderer,
                _: &Theme,
                _: &renderer::Style,
                _: Layout<'_>,
                _: mouse::Cursor,
            ) {
            }
        }
        let words = overlay::Element::new(Box::new(At(put)));
        let renderer = crate::harness::software_renderer();
        let mut words: Words<'_, ()> = Words { words, about };
        words.layout(&renderer, Size::new(400.0, 300.0)).bounds()
    }

    fn at(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
        Rectangle::new(Point::new(x, y), Size::new(width, height))
    }

    #[test]
    fn words_without_room_above_stand_below() {
        let about = at(300.0, 12.0, 32.0, 32.0);
        let put = at(260.0, 0.0, 120.0, 24.0);
        assert_eq!(placed(put, about), at(260.0, 48.0, 120.0, 24.0));
    }

    #[test]
    fn words_with_room_stay() {
        let about = at(300.0, 200.0, 32.0, 32.0);
        let put = at(260.0, 172.0, 120.0, 24.0);
        assert_eq!(placed(put, about), put);
        let _: Element<'_, ()> = tooltip(space(), "words");
    }

    /// Wherever it stands.
    #[test]
    fn words_stand_above_what_they_are_about() {
        type Shown = crate::harness::Harness<(), ()>;
        type View = Box<dyn Fn() -> Element<'static, ()>>;
        let thing = || tooltip(text("the thing"), "words");
        let in_list = move || -> Element<'static, ()> {
            let row = move |_| container(thing()).padding(100).into();
            crate::widget::virtual_list::virtual_list(0, 1, |at: usize| at, Some, row).into()
        };
        let with_tools = move || {
            let menu = crate::widget::context_menu::context_menu(thing(), Vec::new);
            crate::widget::tools::tools(menu, false, Vec::new())
        };
        let in_layers = move || -> Element<'static, ()> {
            iced::widget::stack![container(thing()).padding(90), space()].into()
        };
        let views: [(&str, View); 4] = [
            ("alone", Box::new(thing)),
            ("in a list", Box::new(in_list)),
            ("with a menu and signs", Box::new(with_tools)),
            ("in layers", Box::new(in_layers)),
        ];
        for (name, view) in views {
            let mut h = Shown::new(
                (),
                |_, _| {},
                move |_| container(view()).padding(100).into(),
            );
            let thing = h.find("the thing").expect("the thing");
            let (bare, size) = h.pixels(1.0);
            h.move_to(thing.center());
            std::thread::sleep(DELAY + Duration::from_millis(50));
            h.frame();
            h.frame();
            let (shown, _) = h.pixels(1.0);
            let line = size.width as usize * 4;
            let lines = bare.chunks(line).zip(shown.chunks(line)).enumerate();
            let other = lines.filter(|(_, (bare, shown))| bare != shown);
            let other: Vec<f32> = other.map(|(y, _)| y as f32).collect();
            assert!(!other.is_empty(), "{name}: nothing is said");
            let near = |y: &f32| thing.y - 50.0 < *y && *y < thing.y;
            assert!(other.iter().all(near), "{name}: {thing:?}, {other:?}");
        }
    }
}
