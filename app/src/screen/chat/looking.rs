//! A picture that is looked at closely: how it comes and goes, and what is done with it.

use iced::Fill;
use iced::widget::stack;
use waxwing_core::model::Conversation;
use waxwing_core::{ConversationId, event};

use super::lightbox::{self, Outcome, Seen};
use super::page::{self, Page};
use super::{Message, State};
use crate::screen::{Action, Context, gallery};
use crate::ui::message::attachment::Which;
use crate::widget::Element;
use crate::widget::hidden::hidden_unless;

impl State {
    /// Looks at one of these pictures closely.
    pub(super) fn look_at(
        &mut self,
        conversation: ConversationId,
        pictures: Vec<Seen>,
        which: Which,
    ) -> Action<Message> {
        self.lightbox = lightbox::State::new(conversation, pictures, which);
        match &mut self.lightbox {
            Some(lightbox) => Action::run(lightbox::State::focus()).and(reach(lightbox)),
            None => Action::none(),
        }
    }

    pub(super) fn update_lightbox(&mut self, message: lightbox::Message) -> Action<Message> {
        let Some(lightbox) = &mut self.lightbox else {
            return Action::none();
        };
        match lightbox.update(message) {
            Outcome::Stay => reach(lightbox),
            Outcome::Close => self.close_lightbox(),
            Outcome::Do(deed) => {
                let id = lightbox.conversation();
                let current = lightbox.current();
                current.map_or_else(Action::none, |it| {
                    Self::do_with(id, it.which, &it.file, deed)
                })
            }
        }
    }

    pub(super) fn close_lightbox(&mut self) -> Action<Message> {
        self.lightbox = None;
        match self.page {
            Some(_) => Action::none(),
            None => self.focus(),
        }
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
        // What is hidden has no size, and the first layer gives the others theirs.
        stack![hidden_unless(false, page), shown]
            .width(Fill)
            .height(Fill)
            .into()
    }

    /// Shows the pictures and files of a conversation.
    pub(super) fn show_gallery(&mut self, entry: &Conversation) -> Action<Message> {
        let (gallery, asked) = gallery::State::open(entry);
        self.page = Some(Page::Gallery(Box::new(gallery)));
        asked.map(page::Message::Gallery).map(Message::Page)
    }

    /// What only the page above can do for the gallery.
    pub(super) fn gallery_wish(
        &mut self,
        message: gallery::Message,
        context: &Context<'_>,
    ) -> Option<Action<Message>> {
        let Some(Page::Gallery(gallery)) = &self.page else {
            return None;
        };
        let id = gallery.conversation();
        match message {
            gallery::Message::Looked(which) => {
                let pictures = gallery.seen();
                Some(self.look_at(id, pictures, which))
            }
            gallery::Message::Shown(item) => {
                self.page = None;
                Some(self.show_found(id, item, context))
            }
            gallery::Message::TabChosen(_)
            | gallery::Message::Scrolled(..)
            | gallery::Message::LinkPressed(_) => None,
        }
    }

    /// Takes in the links that a gallery has asked for.
    pub(super) fn show_links(&mut self, event: &event::search::Event) -> Action<Message> {
        match &mut self.page {
            Some(Page::Gallery(gallery)) => {
                let more = gallery.found(event);
                more.map(page::Message::Gallery).map(Message::Page)
            }
            _ => Action::none(),
        }
    }

    /// Takes in the files that a gallery or the lightbox has asked for.
    pub fn show_files(&mut self, event: &event::file::Event) -> Action<Message> {
        if let Some(Page::Gallery(gallery)) = &mut self.page {
            gallery.hear(event);
        }
        if let Some(lightbox) = &mut self.lightbox {
            lightbox.hear(event);
        }
        Action::none()
    }
}

fn reach(lightbox: &mut lightbox::State) -> Action<Message> {
    lightbox.reach().map_or_else(Action::none, Action::send)
}
