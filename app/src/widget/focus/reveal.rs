//! Scrolling to what has the focus: a control out of sight can't be used, and an error at it isn't read.
use iced::advanced::widget::operation::{Focusable, Operation, Outcome, Scrollable};
use iced::advanced::widget::{Id, operation::scrollable::AbsoluteOffset};
use iced::{Rectangle, Vector};

/// Air between what is revealed and the edge.
const MARGIN: f32 = crate::theme::space::XL;

/// Scrolls the area around what has the focus as far as needed to show it.
pub(super) fn reveal() -> Reveal {
    Reveal::default()
}

/// Looks first, then moves the innermost area around the focus.
#[derive(Default)]
pub(super) struct Reveal {
    /// The areas seen so far.
    seen: usize,
    /// The areas that are being walked.
    around: Vec<Area>,
    /// The area that is walked next.
    entering: Option<Area>,
    /// Which area has to be moved, and how far.
    moves: Option<(usize, f32)>,
    moving: bool,
}

#[derive(Clone, Copy)]
struct Area {
    index: usize,
    bounds: Rectangle,
    translation: Vector,
}

impl<T> Operation<T> for Reveal {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        let entered = self.entering.take();
        self.around.extend(entered);
        operate(self);
        if entered.is_some() {
            self.around.pop();
        }
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content_bounds: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        let index = self.seen;
        self.seen += 1;
        match self.moves {
            Some((target, y)) if self.moving && target == index => {
                state.scroll_by(AbsoluteOffset { x: 0.0, y }, bounds, content_bounds);
            }
            _ => {}
        }
        self.entering = Some(Area {
            index,
            bounds,
            translation,
        });
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        let Some(area) = self
            .around
            .last()
            .filter(|_| state.is_focused() && !self.moving)
        else {
            return;
        };
        let top = bounds.y - area.translation.y - MARGIN - area.bounds.y;
        let below = top + bounds.height + 2.0 * MARGIN - area.bounds.height;
        if top < 0.0 {
            self.moves = Some((area.index, top));
        } else if below > 0.0 {
            self.moves = Some((area.index, below.min(top)));
        }
    }

    fn finish(&self) -> Outcome<T> {
        match (self.moves, self.moving) {
            (Some(_), false) => Outcome::Chain(Box::new(Self {
                moves: self.moves,
                moving: true,
                ..Self::default()
            })),
            _ => Outcome::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::Harness;
    use crate::widget::{Element, focus, text_button};
    use iced::keyboard::key::Named;
    use iced::widget::{column, scrollable, space};

    fn view(_: &()) -> Element<'_, ()> {
        let button = |name: &'static str| text_button(name).on_press(());
        let page = column![button("first"), space().height(2000), button("last")];
        focus::scope(scrollable(page).width(iced::Fill)).into()
    }

    /// Whether anything is drawn in the upper and in the lower half, the scrollbar aside.
    fn halves(h: &mut Harness<(), ()>) -> (bool, bool) {
        let (pixels, size) = h.pixels(1.0);
        let line = size.width as usize * 4;
        let drawn: Vec<bool> = pixels
            .chunks(line)
            .map(|row| {
                let (left, right) = row.split_at(line / 2);
                left.chunks(4).any(|pixel| pixel != &right[..4])
            })
            .collect();
        let (upper, lower) = drawn.split_at(drawn.len() / 2);
        (upper.contains(&true), lower.contains(&true))
    }

    #[test]
    fn tab_shows_where_it_went() {
        let mut h = Harness::new((), |(), ()| {}, view).with_size(300.0, 200.0);
        assert_eq!(halves(&mut h), (true, false));
        h.key(Named::Tab);
        h.key(Named::Tab);
        assert_eq!(h.focused().expect("a focus").report.name, "last");
        assert_eq!(halves(&mut h), (false, true));
        h.key(Named::Tab);
        assert_eq!(halves(&mut h), (true, false));
    }

    #[test]
    fn arrows_of_a_group_show_where_they_went() {
        fn grouped(_: &()) -> Element<'_, ()> {
            let button = |name: &'static str| text_button(name).on_press(());
            let page = column![button("first"), space().height(2000), button("last")];
            focus::scope(scrollable(focus::roving(page)).width(iced::Fill)).into()
        }
        let mut h = Harness::new((), |(), ()| {}, grouped).with_size(300.0, 200.0);
        h.key(Named::Tab);
        h.key(Named::ArrowDown);
        assert_eq!(h.focused().expect("a focus").report.name, "last");
        assert_eq!(halves(&mut h), (false, true));
    }
}
