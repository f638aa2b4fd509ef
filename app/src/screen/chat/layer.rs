//! What lies over the page: dialogs, and how they come and go.

use std::sync::Arc;

use waxwing_core::ItemId;

use super::{Message, State, page};
use crate::screen::dialog::invite::Sheet;
use crate::screen::dialog::{self, Dialog, clear, delivery, link, send_files};
use crate::screen::{Action, Context};

impl State {
    pub(super) fn update_dialog(
        &mut self,
        message: dialog::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        if let Some((purpose, day)) = dialog.day(&message) {
            let closed = self.close_dialog();
            return closed.and(self.day_chosen(purpose, day, context));
        }
        if let Some((purpose, at)) = dialog.time(&message) {
            let closed = self.close_dialog();
            return closed.and(self.time_chosen(purpose, at));
        }
        if let Some(wish) = dialog.plan(&message) {
            let closed = self.close_dialog();
            return closed.and(self.fulfil_plan(wish, context));
        }
        if let Some(wish) = dialog.about_keys(&message) {
            let closed = self.close_dialog();
            return closed.and(self.fulfil_sealed(wish, context));
        }
        if matches!(
            &message,
            dialog::Message::Files(send_files::Message::MorePressed)
        ) {
            return self.choose_files(context);
        }
        if let Dialog::Files(shown) = dialog {
            shown.learn(context);
        }
        let wish = dialog.wish(&message);
        let outcome = dialog.update(message);
        let done = self.follow(outcome);
        match wish {
            Some(link::Wish::Write(to, body)) => {
                done.and(self.write_to(None, (&to, &body), context))
            }
            Some(link::Wish::Register(link)) => done.and(self.register(&link)),
            Some(link::Wish::Invite) => done.and(self.invite(Sheet::CONTACT, None, context)),
            Some(link::Wish::Group) => done.and(self.new_group(None, context)),
            Some(link::Wish::Channel) => done.and(self.join_channel(None, String::new(), context)),
            None => done,
        }
    }

    pub(super) fn follow(&mut self, outcome: dialog::Outcome) -> Action<Message> {
        match outcome {
            dialog::Outcome::Stay(action) => action.map(Message::Dialog),
            dialog::Outcome::Done(action) => action.map(Message::Dialog).and(self.close_dialog()),
            dialog::Outcome::Close => self.close_dialog(),
        }
    }

    pub(super) fn close_dialog(&mut self) -> Action<Message> {
        let left = match self.dialog.take() {
            Some(Dialog::Delivery(shown)) => Action::send(shown.leave()),
            Some(Dialog::Versions(shown)) => Action::send(shown.leave()),
            Some(Dialog::Files(shown)) => self.files_closed(&shown),
            Some(Dialog::Verify(_)) => self.verified(),
            Some(Dialog::Export(shown)) => shown.leave().map_or_else(Action::none, Action::send),
            _ => Action::none(),
        };
        left.and(self.focus())
    }

    pub(super) fn show(&mut self, dialog: Dialog) -> Action<Message> {
        let focus = dialog.focus();
        self.dialog = Some(dialog);
        Action::run(focus)
    }

    /// Asks how much of a history shall be deleted.
    pub(super) fn ask_clear(&mut self, question: clear::State) -> Action<Message> {
        let count = Action::send(question.ask());
        count.and(self.show(Dialog::Clear(question)))
    }

    /// Shows what happened to a message on its way.
    pub(super) fn show_delivery(&mut self, item: ItemId) -> Action<Message> {
        let Some(open) = &self.open else {
            return Action::none();
        };
        let Some(message) = open.message(item) else {
            return Action::none();
        };
        let shown = delivery::State::new(open.id(), Arc::clone(message));
        let follow = Action::send(shown.follow());
        follow.and(self.show(Dialog::Delivery(shown)))
    }

    /// Closes the dialog, or else the menu.
    pub fn close_layer(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.dialog.is_some() {
            return self.close_dialog();
        }
        if self.lightbox.is_some() {
            return self.close_lightbox();
        }
        if self.menu.take().is_none() && self.page.is_some() {
            return self.update_page(page::Message::BackPressed, context);
        }
        self.focus()
    }

    /// Whether a dialog, a menu or another page lies over the conversations.
    pub fn has_layer(&self) -> bool {
        self.dialog.is_some()
            || self.lightbox.is_some()
            || self.menu.is_some()
            || self.page.is_some()
    }

    /// Whether something has to be answered first.
    pub fn has_dialog(&self) -> bool {
        self.dialog.is_some()
    }

    /// Closes what lies over the conversations, but for a dialog.
    pub fn uncover(&mut self, context: &Context<'_>) -> Action<Message> {
        self.menu = None;
        self.lightbox = None;
        match self.page {
            Some(_) => self.update_page(page::Message::BackPressed, context),
            None => Action::none(),
        }
    }
}
