//! Right to left: iced knows one direction only, so the whole layout is turned over, once, at the root.
//!
//! Views are written as for English. Where the language runs from right to left, [`mirrored`] takes what its
//! child has laid out and moves every node to the other side of its parent: rows run the other way, paddings
//! and alignments change sides, and since drawing, hits, operations and screen readers all go by the layout,
//! they follow. Turned over twice is as before, which is how [`fixed`] keeps a part as it was written.
use super::Element;
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::Tree;
use iced::advanced::{Widget, mouse, text};
use iced::alignment::Horizontal;
use iced::{Length, Point, Rectangle, Renderer, Size, Theme};
use std::cell::Cell;

/// Which way lines run, and where they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// As in English.
    #[default]
    LeftToRight,
    /// As in Arabic.
    RightToLeft,
}

thread_local! {
    /// One for each thread: widgets live on one, and tests on one each.
    static CURRENT: Cell<Direction> = const { Cell::new(Direction::LeftToRight) };
}

/// The direction in which the widgets of this thread are laid out.
pub fn current() -> Direction {
    CURRENT.get()
}

/// Lays the widgets of this thread out in another direction, from the next layout on.
pub fn set(direction: Direction) {
    CURRENT.set(direction);
}

/// Whether lines begin at the right.
pub fn is_rtl() -> bool {
    current() == Direction::RightToLeft
}

/// The side where lines begin, for what is drawn without a layout of its own.
pub fn start() -> text::Alignment {
    match current() {
        Direction::LeftToRight => text::Alignment::Left,
        Direction::RightToLeft => text::Alignment::Right,
    }
}

/// The side on which `words` begin, by their first letter that has a direction; that of the language
/// where none has. For fields, whose content may be in any language.
pub fn side_of(words: &str) -> Horizontal {
    match of(words).unwrap_or(current()) {
        Direction::LeftToRight => Horizontal::Left,
        Direction::RightToLeft => Horizontal::Right,
    }
}

/// The direction of the first letter that has one (rules P2 and P3 of the Unicode bidirectional algorithm,
/// by the blocks of the scripts that run from right to left).
pub fn of(words: &str) -> Option<Direction> {
    words.chars().find_map(|letter| match letter {
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}'
        | '\u{200f}'
            if letter.is_alphabetic() || letter == '\u{200f}' =>
        {
            Some(Direction::RightToLeft)
        }
        letter if letter.is_alphabetic() || letter == '\u{200e}' => Some(Direction::LeftToRight),
        _ => None,
    })
}

/// Turns `node` over, if the language asks for it: each child goes to the other side of its parent, on all
/// levels. For overlays, which are not below [`mirrored`]; `node` itself stays where it is.
pub fn flip(node: Node) -> Node {
    match current() {
        Direction::LeftToRight => node,
        Direction::RightToLeft => turned(&node).move_to(node.bounds().position()),
    }
}

fn turned(node: &Node) -> Node {
    let width = node.size().width;
    let place = |child: &Node| {
        let bounds = child.bounds();
        turned(child).move_to(Point::new(width - bounds.x - bounds.width, bounds.y))
    };
    Node::with_children(node.size(), node.children().iter().map(place).collect())
}

/// Lays `content` out in the direction of the language. Once, at the root of a window.
pub fn mirrored<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Mirrored {
        content: content.into(),
    })
}

/// Keeps `content` as it was written below a [`mirrored`] root: what scrolls sideways, a row of digits.
pub fn fixed<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    mirrored(content)
}

struct Mirrored<'a, M> {
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Mirrored<'_, M> {
    pass_on_identity!();
    pass_on_draw!(tree => tree);
    pass_on_overlay!(tree => tree);
    pass_on_operate!(tree => tree);
    pass_on_update!(tree => tree);

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        flip(self.content.as_widget_mut().layout(tree, renderer, limits))
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
    use crate::widget::text_button;
    use iced::widget::{column, container, row, space};
    use iced::{Fill, padding};

    fn view(_: &()) -> Element<'_, &'static str> {
        let button = |name: &'static str| text_button(name).on_press(name);
        mirrored(column![
            container(row![button("first"), space().width(Fill), button("last")])
                .padding(padding::left(40.0)),
            fixed(row![button("one"), button("two")]),
            container(button("end")).width(Fill).align_x(iced::Right),
        ])
    }

    fn places(direction: Direction) -> Vec<(f32, f32)> {
        set(direction);
        let mut harness = Harness::new((), |(), _| {}, view).with_size(400.0, 200.0);
        ["first", "last", "one", "two", "end"]
            .iter()
            .map(|name| {
                let bounds = harness.find(name).expect(name);
                (bounds.x, bounds.x + bounds.width)
            })
            .collect()
    }

    #[test]
    fn rows_paddings_and_alignments_change_sides() {
        let left = places(Direction::LeftToRight);
        let right = places(Direction::RightToLeft);
        assert!(left[0].0 >= 40.0 && left[0].0 < left[1].0);
        for place in [0, 1, 4] {
            let (expected, found) = (400.0 - left[place].1, right[place].0);
            assert!((expected - found).abs() < 0.1, "{expected} {found}");
            let (expected, found) = (400.0 - left[place].0, right[place].1);
            assert!((expected - found).abs() < 0.1, "{expected} {found}");
        }
        assert!(right[2].0 < right[3].0, "what is fixed stays: {right:?}");
    }

    #[test]
    fn a_click_finds_what_stands_there_now() {
        set(Direction::RightToLeft);
        let log = |log: &mut Vec<&'static str>, name| log.push(name);
        let mut harness = Harness::new(Vec::new(), log, |_| view(&())).with_size(400.0, 200.0);
        harness.click_at(Point::new(345.0, 10.0));
        harness.click("last");
        assert_eq!(harness.state(), &["first", "last"]);
    }

    #[test]
    fn the_first_letter_with_a_direction_decides() {
        use Direction::{LeftToRight, RightToLeft};
        for (words, expected) in [
            ("", None),
            ("12:30 …", None),
            ("٣٤، 5", None),
            ("hello مرحبا", Some(LeftToRight)),
            ("- 3 مرحبا hello", Some(RightToLeft)),
            ("«שלום»", Some(RightToLeft)),
            ("\u{200f}abc", Some(RightToLeft)),
        ] {
            assert_eq!(of(words), expected, "{words:?}");
        }
        set(RightToLeft);
        assert_eq!(side_of("123"), Horizontal::Right);
        assert_eq!(side_of("abc"), Horizontal::Left);
    }
}
