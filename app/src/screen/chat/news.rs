//! What the engine tells, passed on to what shows it: the open conversation, the page, the dialogs.

use std::sync::Arc;

use waxwing_core::model::{Milestone, Server};
use waxwing_core::{Change, ConversationId, Error, ItemId, RequestId};

use super::page::{self, Page};
use super::{Message, State};
use crate::screen::dialog::{self, Dialog};
use crate::screen::{Action, Context};
use crate::ui::composer;

impl State {
    /// Takes in what is known of the server of an account.
    pub fn show_server(&mut self, server: std::sync::Arc<Server>) -> Action<Message> {
        if let Some(Page::Connection(page)) = &mut self.page {
            page.show(server);
        }
        Action::none()
    }

    /// Takes in what the server of an account keeps or has found in it, or how much there is to delete.
    pub fn show_archiving(
        &mut self,
        event: &waxwing_core::event::history::Event,
    ) -> Action<Message> {
        use waxwing_core::event::history::Event as Told;
        match (event, &mut self.page, &mut self.dialog) {
            (Told::Archiving(archiving), Some(Page::History(page)), _) => page.show(archiving),
            (Told::Counted { request, messages }, _, Some(Dialog::Clear(question))) => {
                question.counted(*request, *messages);
            }
            (Told::Found { .. }, ..) => self.found_on_server(event),
            _ => {}
        }
        Action::none()
    }

    /// Takes in how far a conversation is on its way into a file.
    pub fn exporting(&mut self, event: &waxwing_core::event::export::Event) -> Action<Message> {
        if let Some(Dialog::Export(dialog)) = &mut self.dialog {
            dialog.hear(event);
        }
        Action::none()
    }

    /// Takes in what a page says of itself.
    pub fn hear_link(&mut self, event: &waxwing_core::event::link::Event) -> Action<Message> {
        if let Some(open) = &mut self.open {
            open.hear_link(event);
        }
        Action::none()
    }

    /// Takes in what went over the wire of an account.
    pub fn record(&mut self, event: &waxwing_core::event::console::Event) -> Action<Message> {
        if let Some(page) = &mut self.page {
            page.record(event);
        }
        Action::none()
    }

    /// Takes in changes of the open timeline.
    pub fn apply(&mut self, id: ConversationId, change: Change) -> Action<Message> {
        let open = self.open.as_mut().filter(|open| open.id() == id);
        let applied = open.map_or_else(Action::none, |open| open.apply(change));
        let applied = applied.map(Message::Conversation).and(self.measure());
        match &self.dialog {
            Some(Dialog::Delivery(shown)) if self.is_gone(shown.item()) => {
                applied.and(self.close_dialog())
            }
            _ => applied,
        }
    }

    /// Takes a text back that could not be said.
    pub fn unsay(
        &mut self,
        id: ConversationId,
        text: String,
        context: &Context<'_>,
    ) -> Action<Message> {
        match &mut self.open {
            Some(open) if open.id() == id => open.unsay(&text),
            _ => {
                let kept = context
                    .world
                    .conversation(id)
                    .map(|entry| entry.draft.clone());
                let draft = self.drafts.entry(id).or_insert(kept.unwrap_or_default());
                *draft = composer::joined(&text, draft);
            }
        }
        Action::none()
    }

    /// A waiting message can't be thrown away any more.
    pub fn is_too_late(&mut self, id: ConversationId, item: ItemId) -> Action<Message> {
        if let Some(open) = self.open.as_mut().filter(|open| open.id() == id) {
            open.is_too_late(item);
        }
        Action::none()
    }

    /// Takes in what happened to the message that is followed.
    pub fn deliver(
        &mut self,
        id: ConversationId,
        message: Arc<waxwing_core::model::Message>,
        milestones: Vec<Milestone>,
    ) -> Action<Message> {
        if let Some(Dialog::Delivery(shown)) = &mut self.dialog {
            shown.told(id, message, milestones);
        }
        Action::none()
    }

    /// Whether a message was thrown away.
    pub(super) fn is_gone(&self, (id, item): (ConversationId, ItemId)) -> bool {
        let open = self.open.as_ref().filter(|open| open.id() == id);
        open.is_none_or(|open| open.message(item).is_none())
    }

    /// Takes in that the world has changed, or that the person came back.
    pub fn refresh(&mut self, context: &Context<'_>) -> Action<Message> {
        if let Some(Dialog::Verify(shown)) = &mut self.dialog {
            shown.learn(context);
        }
        let menu = match &mut self.menu {
            Some(menu) => menu.refresh(context).map(Message::Menu),
            None => Action::none(),
        };
        let menu = menu.and(self.close_empty_list(context));
        let about = self.page.as_ref().and_then(Page::account);
        if about.is_some_and(|id| context.world.account_by(id).is_none()) {
            self.page = None;
        }
        let stays = match &mut self.people {
            Some(page) => page.refresh(context),
            None => true,
        };
        if !stays {
            self.people = None;
        }
        let covered = self.is_covered(context);
        let Some(open) = &mut self.open else {
            return menu;
        };
        if context.world.conversation(open.id()).is_none() {
            self.open = None;
            return menu;
        }
        if covered {
            return menu;
        }
        menu.and(open.refresh(context).map(Message::Conversation))
    }

    /// Takes in the end of a request. Whoever was added is the next one to be written to.
    pub fn finish(
        &mut self,
        request: RequestId,
        result: &Result<(), Error>,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.finish_unlock(request, result);
        let notes = self.notes_are_there(request, result, context);
        let mut over = notes
            .and(self.finish_saving(request, result))
            .and(self.finish_search(request, result, context))
            .and(self.finish_reach(request, result));
        if let Some(page) = &mut self.page {
            let outcome = page.finish(request, result);
            over = over.and(self.turn_page(outcome));
        }
        let wish = self.people.as_mut();
        if let Some(wish) = wish.and_then(|page| page.finish(request, result)) {
            over = over.and(self.fulfil(wish, context));
        }
        let Some(dialog) = &mut self.dialog else {
            return over;
        };
        let added = dialog
            .added()
            .and_then(|(account, jid)| context.world.with(account, &jid));
        let entered = self.entered.take_if(|(of, _)| *of == request);
        let added = added.or(entered.map(|(_, id)| id)).or(dialog.made());
        let ranked = dialog.ranked().cloned();
        over.and(match dialog.finish(request, result) {
            Some(dialog::Outcome::Close) => {
                if let (Some((jid, affiliation)), Some(page)) = (ranked, &mut self.people) {
                    page.told_rank(&jid, affiliation);
                }
                let closed = self.follow(dialog::Outcome::Close);
                match added {
                    Some(id) => closed.and(self.open(id, context)),
                    None => closed,
                }
            }
            Some(outcome) => self.follow(outcome),
            None => Action::none(),
        })
    }

    /// Takes in how the dialog for a new account goes on.
    pub fn registering(
        &mut self,
        request: RequestId,
        told: waxwing_core::event::registration::Event,
    ) -> Action<Message> {
        match &mut self.page {
            Some(Page::AddAccount(login)) => {
                let action = login.hear(request, told);
                action.map(page::Message::Login).map(Message::Page)
            }
            _ => Action::none(),
        }
    }
}
