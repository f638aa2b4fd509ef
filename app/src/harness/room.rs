//! Whether everything on screen has room: no control beyond the edge of what can be seen or scrolled to,
//! no words over other words.
use crate::widget::accessible::{Report, Role};
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{Focusable, Operation, Outcome, Scrollable};
use iced::{Rectangle, Size, Vector};
use std::any::Any;

/// Rounding may cost so much.
const HAIR: f32 = 1.0;
/// Less than this of a scroll area is too little to read anything in it.
const LEAST: f32 = 32.0;

/// Something on screen.
#[derive(Clone, Debug)]
struct Place {
    what: String,
    bounds: Rectangle,
    words: bool,
    /// The scroll area around it, among the areas.
    area: Option<usize>,
    /// How many menus and dialogs it is in: what lies over something else hides it on purpose.
    layer: usize,
}

/// Looks at everything; the outcome is what has no room, in words.
pub(super) struct Room {
    window: Rectangle,
    areas: Vec<Area>,
    places: Vec<Place>,
    around: Vec<usize>,
    scrolled: Vector,
    layer: usize,
    name: String,
    entering: Option<Entering>,
}

/// Something that scrolls.
struct Area {
    bounds: Rectangle,
    /// It lies in another one, in which it can be scrolled to.
    inner: bool,
}

enum Entering {
    Area(Rectangle, Vector),
    Layer,
}

impl Room {
    pub(super) fn new(window: Size) -> Self {
        Self {
            window: Rectangle::with_size(window),
            areas: Vec::new(),
            places: Vec::new(),
            around: Vec::new(),
            scrolled: Vector::ZERO,
            layer: 0,
            name: String::new(),
            entering: None,
        }
    }

    fn put(&mut self, what: &str, bounds: Rectangle, words: bool) {
        self.places.push(Place {
            what: what.to_owned(),
            bounds: bounds - self.scrolled,
            words,
            area: self.around.last().copied(),
            layer: self.layer,
        });
    }

    fn complaints(&self) -> Vec<String> {
        let mut said = Vec::new();
        for area in self.areas.iter().filter(|area| !area.inner) {
            let area = &area.bounds;
            let seen = area.intersection(&self.window).unwrap_or_default();
            if seen.height < LEAST.min(area.height) || seen.width < LEAST {
                said.push(format!("a scroll area is out of sight: {area:?}"));
            }
        }
        for place in &self.places {
            let bounds = place.bounds;
            let frame = match place.area {
                None => self.window,
                // Up and down it can be scrolled to.
                Some(area) => {
                    let tall = |area: Rectangle| Rectangle {
                        y: f32::MIN / 2.0,
                        height: f32::MAX,
                        ..area
                    };
                    let bounds = tall(self.areas[area].bounds);
                    bounds.intersection(&tall(self.window)).unwrap_or_default()
                }
            };
            let inside = bounds.x >= frame.x - HAIR
                && bounds.x + bounds.width <= frame.x + frame.width + HAIR
                && (place.area.is_some()
                    || bounds.y >= frame.y - HAIR
                        && bounds.y + bounds.height <= frame.y + frame.height + HAIR);
            if !inside {
                said.push(format!("{:?} is beyond the edge: {bounds:?}", place.what));
            }
            if bounds.width < HAIR || bounds.height < HAIR {
                said.push(format!("{:?} has no room at all: {bounds:?}", place.what));
            }
        }
        said.extend(self.overlaps());
        said
    }

    fn overlaps(&self) -> Vec<String> {
        let words: Vec<&Place> = self.places.iter().filter(|place| place.words).collect();
        let mut said = Vec::new();
        for (index, one) in words.iter().enumerate() {
            for other in &words[index + 1..] {
                let near = one.area == other.area && one.layer == other.layer;
                let shared = one.bounds.intersection(&other.bounds);
                if near && shared.is_some_and(|s| s.width > HAIR && s.height > HAIR) {
                    said.push(format!("{:?} lies over {:?}", one.what, other.what));
                }
            }
        }
        said
    }
}

impl Operation<Vec<String>> for Room {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Vec<String>>)) {
        match self.entering.take() {
            Some(Entering::Area(bounds, by)) => {
                self.areas.push(Area {
                    bounds: bounds - self.scrolled,
                    inner: !self.around.is_empty(),
                });
                self.around.push(self.areas.len() - 1);
                self.scrolled += by;
                operate(self);
                self.scrolled -= by;
                self.around.pop();
            }
            Some(Entering::Layer) => {
                self.layer += 1;
                operate(self);
                self.layer -= 1;
            }
            None => operate(self),
        }
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        let Some(report) = state.downcast_ref::<Report>() else {
            return;
        };
        self.name.clone_from(&report.name);
        self.entering = match report.role {
            // Lists of ours scroll by themselves.
            Role::List => Some(Entering::Area(bounds, Vector::ZERO)),
            Role::Menu | Role::Dialog => Some(Entering::Layer),
            _ => None,
        };
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        _content_bounds: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        self.entering = Some(Entering::Area(bounds, translation));
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, _state: &mut dyn Focusable) {
        let name = self.name.clone();
        self.put(&name, bounds, false);
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        if !text.trim().is_empty() {
            self.put(text, bounds, true);
        }
    }

    fn finish(&self) -> Outcome<Vec<String>> {
        Outcome::Some(self.complaints())
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::Harness;
    use crate::widget::{Element, text_button};
    use iced::widget::{column, container, row, scrollable, stack, text};

    fn complaints(view: fn(&()) -> Element<'_, ()>) -> Vec<String> {
        let mut harness = Harness::new((), |(), ()| {}, view).with_size(200.0, 100.0);
        harness.without_room()
    }

    #[test]
    fn what_fits_or_scrolls_is_no_trouble() {
        let quiet = complaints(|()| {
            let rows = (0..20).map(|n| text_button(n.to_string()).on_press(()).into());
            scrollable(iced::widget::Column::with_children(rows)).into()
        });
        assert!(quiet.is_empty(), "{quiet:?}");
    }

    #[test]
    fn what_is_cut_or_lies_over_something_is_told() {
        let said = complaints(|()| {
            let wide = container(text_button("far away").on_press(())).padding([0, 180]);
            let below = container(text_button("far below").on_press(())).padding([180, 0]);
            column![wide, below].into()
        });
        assert!(
            said.iter().any(|line| line.contains("far away")),
            "{said:?}"
        );
        assert!(
            said.iter().any(|line| line.contains("far below")),
            "{said:?}"
        );
        let said = complaints(|()| stack![text("one"), row![text("two")]].into());
        assert_eq!(said.len(), 1, "{said:?}");
    }
}
