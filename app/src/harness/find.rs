//! Operations that look for something on screen.
use iced::Rectangle;
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{self, Operation, Outcome};

/// Where a text stands.
pub(super) struct FindText {
    text: String,
    found: Option<Rectangle>,
}

impl FindText {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            found: None,
        }
    }
}

impl Operation<Rectangle> for FindText {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Rectangle>)) {
        if self.found.is_none() {
            operate(self);
        }
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        if self.found.is_none() && text == self.text {
            self.found = Some(bounds);
        }
    }

    fn finish(&self) -> Outcome<Rectangle> {
        self.found.map_or(Outcome::None, Outcome::Some)
    }
}

/// Where a container or focusable stands.
pub(super) struct FindId {
    id: Id,
    found: Option<Rectangle>,
}

impl FindId {
    pub(super) fn new(id: Id) -> Self {
        Self { id, found: None }
    }
}

impl Operation<Rectangle> for FindId {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Rectangle>)) {
        if self.found.is_none() {
            operate(self);
        }
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        if id == Some(&self.id) {
            self.found.get_or_insert(bounds);
        }
    }

    fn focusable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        _state: &mut dyn operation::Focusable,
    ) {
        if id == Some(&self.id) {
            self.found.get_or_insert(bounds);
        }
    }

    fn finish(&self) -> Outcome<Rectangle> {
        self.found.map_or(Outcome::None, Outcome::Some)
    }
}
