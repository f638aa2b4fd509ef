//! A few signs that appear beside a thing while the pointer is over it: short ways for who holds a mouse.
//! What they do has to be in the thing's menu, too; keys and screen readers find it there, so the
//! signs are no stops and report nothing. They are drawn by hand: a thing that nobody points at costs
//! nothing more than without them.
use super::{Element, direction};
use crate::icon::Icon;
use crate::theme::{Tokens, radius, space};
use iced::advanced::widget::Tree;
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, mouse, renderer};
use iced::{Border, Event, Point, Rectangle, Renderer, Size, Theme};

/// What one sign does.
#[derive(Clone, Debug)]
pub enum Does<M> {
    /// It says this.
    Says(M),
    /// It opens the menu of the thing, as a right click does.
    Menu,
}

/// Room for a sign, and its own size.
const ROOM: f32 = 28.0;
const EDGE: f32 = 16.0;
/// Between the thing and its signs.
const GAP: f32 = space::XS;

/// Shows `tools` beside `content` while the pointer is there; `before` it, where a line ends with it.
pub fn tools<'a, M: Clone + 'a>(
    content: impl Into<Element<'a, M>>,
    before: bool,
    tools: Vec<(Icon, Does<M>)>,
) -> Element<'a, M> {
    Element::new(Tools {
        content: content.into(),
        before,
        tools,
    })
}

struct Tools<'a, M> {
    content: Element<'a, M>,
    before: bool,
    tools: Vec<(Icon, Does<M>)>,
}

/// What was drawn last: that the pointer is here, and over which sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    here: bool,
    over: Option<usize>,
}

impl<M> Tools<'_, M> {
    /// Where the signs stand. Where there is no room beside the thing they stand over its end.
    fn place(&self, thing: Rectangle, viewport: &Rectangle) -> Rectangle {
        let width = ROOM * self.tools.len() as f32;
        let left = self.before != direction::is_rtl();
        let x = match left {
            true => thing.x - GAP - width,
            false => thing.x + thing.width + GAP,
        };
        let most = (viewport.x + viewport.width - width).max(viewport.x);
        let y = thing.y + (thing.height.min(2.0 * ROOM) - ROOM) / 2.0;
        let corner = Point::new(x.clamp(viewport.x, most), y);
        Rectangle::new(corner, Size::new(width, ROOM))
    }

    fn state(&self, thing: Rectangle, at: Option<Point>, viewport: &Rectangle) -> State {
        let Some(at) = at.filter(|_| !self.tools.is_empty()) else {
            return State::default();
        };
        let place = self.place(thing, viewport);
        // The height belongs to one thing only: signs of two would stand above each other.
        let beside = thing.y <= at.y && at.y < thing.y + thing.height;
        let inside = beside && place.contains(at);
        // The way from the thing to its signs counts.
        let here = inside || beside && thing.expand(GAP).contains(at);
        let over = inside.then(|| ((at.x - place.x) / ROOM) as usize);
        State {
            here,
            over: over.filter(|over| *over < self.tools.len()),
        }
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for Tools<'_, M> {
    own_identity!(State);

    fn size(&self) -> Size<iced::Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<iced::Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &iced::advanced::layout::Limits,
    ) -> iced::advanced::layout::Node {
        let content = self.content.as_widget_mut();
        content.layout(&mut tree.children[0], renderer, limits)
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
        let content = self.content.as_widget();
        let child = &tree.children[0];
        content.draw(child, renderer, theme, style, layout, cursor, viewport);
        let state = self.state(layout.bounds(), cursor.position(), viewport);
        let place = self.place(layout.bounds(), viewport);
        let (true, Some(shown)) = (state.here, place.intersection(viewport)) else {
            return;
        };
        let colours = Tokens::of(theme);
        // Above the words, where there is no room beside them.
        renderer.with_layer(shown, |renderer| {
            let ground = renderer::Quad {
                bounds: place,
                border: Border {
                    color: colours.border,
                    width: 1.0,
                    radius: radius::CONTROL.into(),
                },
                ..renderer::Quad::default()
            };
            renderer.fill_quad(ground, colours.surface);
            for (index, (icon, _)) in self.tools.iter().enumerate() {
                let corner = Point::new(place.x + ROOM * index as f32, place.y);
                let inner = (ROOM - EDGE) / 2.0;
                let lit = state.over == Some(index);
                if lit {
                    let ground = renderer::Quad {
                        bounds: Rectangle::new(corner, Size::new(ROOM, ROOM)).shrink(2.0),
                        border: iced::border::rounded(radius::CONTROL),
                        ..renderer::Quad::default()
                    };
                    renderer.fill_quad(ground, colours.hover);
                }
                let colour = if lit { colours.text } else { colours.quiet };
                icon.paint(
                    renderer,
                    Point::new(corner.x + inner, corner.y + inner),
                    EDGE,
                    colour,
                );
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
        let thing = layout.bounds();
        let now = self.state(thing, cursor.position(), viewport);
        let drawn = tree.state.downcast_mut::<State>();
        if *drawn != now {
            *drawn = now;
            shell.request_redraw();
        }
        let left = mouse::Event::ButtonPressed(mouse::Button::Left);
        let pressed = now.over.and_then(|over| self.tools.get(over));
        let content = self.content.as_widget_mut();
        let child = &mut tree.children[0];
        if *event == Event::Mouse(left)
            && !shell.is_event_captured()
            && let Some((_, does)) = pressed
        {
            match does {
                Does::Says(message) => shell.publish(message.clone()),
                Does::Menu => {
                    let right = Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right));
                    let at = cursor.position().unwrap_or_default();
                    let inner = thing.shrink(1.0);
                    let at = Point::new(
                        at.x.clamp(inner.x, inner.x + inner.width.max(0.0)),
                        at.y.clamp(inner.y, inner.y + inner.height.max(0.0)),
                    );
                    let at = mouse::Cursor::Available(at);
                    content.update(
                        child, &right, layout, at, renderer, clipboard, shell, viewport,
                    );
                }
            }
            shell.capture_event();
            return;
        }
        content.update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = self.state(layout.bounds(), cursor.position(), viewport);
        let child = &tree.children[0];
        match state.over {
            Some(_) => mouse::Interaction::Pointer,
            None => {
                let content = self.content.as_widget();
                content.mouse_interaction(child, layout, cursor, viewport, renderer)
            }
        }
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn iced::advanced::widget::Operation,
    ) {
        let content = self.content.as_widget_mut();
        content.operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: iced::Vector,
    ) -> Option<iced::advanced::overlay::Element<'b, M, Theme, Renderer>> {
        let content = self.content.as_widget_mut();
        content.overlay(
            &mut tree.children[0],
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::{container, text};

    use super::*;
    use crate::harness::Harness;
    use crate::widget::context_menu::{action, context_menu};

    type Shown = Harness<Vec<&'static str>, &'static str>;

    fn shown(before: bool) -> Shown {
        let said = |log: &mut Vec<&'static str>, word| log.push(word);
        Harness::new(Vec::new(), said, move |_| {
            let thing = context_menu(text("the thing"), || {
                vec![action("From the menu".to_owned(), "menu").into()]
            });
            let signs = vec![
                (Icon::Reply, Does::Says("reply")),
                (Icon::Ellipsis, Does::Menu),
            ];
            container(tools(thing, before, signs))
                .padding([20, 120])
                .into()
        })
    }

    #[test]
    fn signs_appear_beside_what_is_pointed_at() {
        for before in [false, true] {
            let mut h = shown(before);
            let thing = h.find("the thing").expect("the thing");
            let bare = h.pixels(1.0).0;
            h.move_to(thing.center());
            h.frame();
            assert_ne!(h.pixels(1.0).0, bare, "they are drawn");
            let first = match before {
                true => thing.x - GAP - 2.0 * ROOM + 4.0,
                false => thing.x + thing.width + GAP + 4.0,
            };
            let at = Point::new(first, thing.center_y());
            h.click_at(at);
            assert_eq!(h.state().as_slice(), ["reply"], "{before}");
            h.click_at(at + iced::Vector::new(ROOM, 0.0));
            h.click("From the menu");
            assert_eq!(h.state().as_slice(), ["reply", "menu"], "{before}");
            h.move_to(Point::new(1.0, 1.0));
            h.frame();
            assert_eq!(h.pixels(1.0).0, bare, "they are gone");
        }
    }

    /// Between two rows both are near.
    #[test]
    fn one_thing_at_most_shows_its_signs() {
        let said = |log: &mut Vec<&'static str>, word| log.push(word);
        let mut h: Shown = Harness::new(Vec::new(), said, move |_| {
            let signs = |word| vec![(Icon::Reply, Does::Says(word))];
            let rows = iced::widget::column![
                tools(text("the first"), false, signs("first")),
                tools(text("the second"), false, signs("second")),
            ];
            container(rows.spacing(2.0)).padding(20).into()
        });
        let (first, second) = (h.find("the first"), h.find("the second"));
        let (first, second) = (first.expect("a row"), second.expect("a row"));
        let x = second.x + second.width + GAP + 4.0;
        let mut y = first.y;
        while y < second.y + second.height {
            h.move_to(Point::new(second.x + 2.0, y));
            h.frame();
            h.click_at(Point::new(x, y));
            y += 1.0;
        }
        let turned = h.state().windows(2).filter(|two| two[0] != two[1]).count();
        assert_eq!(turned, 1, "one after the other: {:?}", h.state());
    }

    #[test]
    fn signs_without_room_stand_over_the_end() {
        let mut h = shown(false).with_size(200.0, 100.0);
        let thing = h.find("the thing").expect("the thing");
        h.click_at(Point::new(200.0 - 2.0 * ROOM + 4.0, thing.center_y()));
        assert_eq!(h.state().as_slice(), ["reply"]);
    }
}
