//! A picture that is looked at closely: how it comes and goes, and what is done with it.

use iced::widget::stack;

use super::lightbox::{self, Outcome, Seen, Which};
use super::{Message, State};
use crate::screen::{Action, Context};
use crate::widget::Element;
use crate::widget::hidden::hidden_unless;

impl State {
    /// Looks at one of these pictures closely.
    pub(super) fn look_at(&mut self, pictures: Vec<Seen>, which: Which) -> Action<Message> {
        self.lightbox = lightbox::State::new(pictures, which);
        match self.lightbox {
            Some(_) => Action::run(lightbox::State::focus()),
            None => Action::none(),
        }
    }

    pub(super) fn update_lightbox(&mut self, message: lightbox::Message) -> Action<Message> {
        let Some(lightbox) = &mut self.lightbox else {
            return Action::none();
        };
        match lightbox.update(message) {
            Outcome::Stay => Action::none(),
            Outcome::Close => self.close_lightbox(),
            Outcome::Save(_) | Outcome::Copy(_) => Action::none(),
        }
    }

    pub(super) fn close_lightbox(&mut self) -> Action<Message> {
        self.lightbox = None;
        self.focus()
    }

    /// The page, or the picture in its place; the page keeps its state below.
    pub(super) fn with_lightbox<'a>(
        &'a self,
        page: Element<'a, Message>,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let Some(lightbox) = &self.lightbox else {
            return stack![page].into();
        };
        let shown = lightbox.view(context).map(Message::Lightbox);
        stack![hidden_unless(false, page), shown].into()
    }
}
