//! The page about people that stands beside the list: how it opens, what it leads to, how it closes.

use std::time::Instant;

use waxwing_core::model::Conversation;

use super::{Message, State, people, requests};
use crate::screen::dialog::{Dialog, confirm, rename};
use crate::screen::{Action, Context};

impl State {
    /// Whether a page stands where the conversation would.
    pub(super) fn is_covered(&self, context: &Context<'_>) -> bool {
        match &self.people {
            None => false,
            Some(page) => !(context.wide && page.profile().is_some() && self.open.is_some()),
        }
    }

    pub(super) fn update_people(
        &mut self,
        message: people::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        if let people::Message::Requests(
            requests::Message::Accepted(_) | requests::Message::Declined(_),
        ) = message
        {
            if self
                .answered
                .is_some_and(|at| at.elapsed() < requests::CALM)
            {
                return Action::none();
            }
            self.answered = Some(Instant::now());
        }
        let Some(page) = &mut self.people else {
            return Action::none();
        };
        let (action, wish) = page.update(message, context);
        let action = action.map(Message::People);
        match wish {
            Some(wish) => action.and(self.fulfil(wish, context)),
            None => action,
        }
    }

    pub(super) fn fulfil(&mut self, wish: people::Wish, context: &Context<'_>) -> Action<Message> {
        match wish {
            people::Wish::Close => self.leave_page().and(self.focus()),
            people::Wish::Open(id) => self.open(id, context),
            people::Wish::Contact(id, deed) => self.contact(id, deed, context),
            people::Wish::PutOut(id, nick, ban) => match context.world.conversation(id) {
                Some(entry) => {
                    let question = confirm::State::put_out(entry, nick, ban);
                    self.show(Dialog::Confirm(question))
                }
                None => Action::none(),
            },
            people::Wish::Talk(room, jid) => {
                let by = context.world.conversation(room).map(|room| room.account);
                self.write_to(by, (&jid, ""), context)
            }
            people::Wish::Whisper(room, nick) => {
                let opened = self.open(room, context);
                match &mut self.open {
                    Some(open) if open.id() == room => {
                        let whisper = open.whisper(nick).map(Message::Conversation);
                        opened.and(whisper)
                    }
                    _ => opened,
                }
            }
            people::Wish::Verify(key) => self.verify(key, context),
            people::Wish::Keys(account, jid) => self.show_keys(account, jid, context),
            people::Wish::RemoveDevice(account, device) => {
                let question = confirm::State::remove_device(account, device);
                self.show(Dialog::Confirm(question))
            }
            people::Wish::NameDevice(account, name) => {
                self.show(Dialog::Rename(rename::State::device(account, &name)))
            }
            people::Wish::Filter(group) => {
                let filtered = self.sidebar.set_filter(group, context);
                let filtered = filtered.map(Message::Sidebar);
                match context.narrow {
                    true => filtered.and(self.leave_page()).and(self.close()),
                    false => filtered,
                }
            }
        }
    }

    pub(super) fn turn_to(&mut self, page: people::Page) -> Action<Message> {
        let left = self.leave_page();
        self.people = Some(page);
        left
    }

    pub(super) fn leave_page(&mut self) -> Action<Message> {
        match self.people.take() {
            Some(page) => page.leave().map(Message::People),
            None => Action::none(),
        }
    }

    pub(super) fn show_profile(&mut self, entry: &Conversation) -> Action<Message> {
        if entry.room.is_some() {
            let state = people::room::State::open(entry);
            return self.turn_to(people::Page::Room(Box::new(state)));
        }
        let (state, opened) = people::profile::State::open(entry);
        let turned = self.turn_to(people::Page::Profile(state));
        turned.and(opened.map(|message| Message::People(people::Message::Profile(message))))
    }

    /// Another conversation opens: a profile beside it becomes that of its other side, any other page
    /// goes away.
    pub(super) fn follow_page(
        &mut self,
        entry: &Conversation,
        context: &Context<'_>,
    ) -> Action<Message> {
        match self.people.as_ref().map(people::Page::profile) {
            Some(Some(id)) if id == entry.id && context.wide => Action::none(),
            Some(Some(_)) if context.wide && self.open.is_some() => self.show_profile(entry),
            Some(_) => self.leave_page(),
            None => Action::none(),
        }
    }
}
