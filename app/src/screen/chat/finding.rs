//! Searching from the main page: where it begins, what a hit leads to, going to a day.

use chrono::NaiveDate;
use waxwing_core::query::Key;
use waxwing_core::{ConversationId, Error, ItemId, RequestId, Timestamp, event};

use super::conversation::place::Sought;
use super::{Message, State, conversation, search, sidebar};
use crate::format;
use crate::screen::dialog::{Dialog, day};
use crate::screen::{Action, Context};
use crate::widget::focus;
use crate::widget::virtual_list::{self, Place};

impl State {
    /// Searches in the open conversation; everywhere, where none is open.
    pub fn find_here(&mut self, context: &Context<'_>) -> Action<Message> {
        let covered = self.is_covered(context);
        match self.open_id().filter(|_| !covered) {
            None => self.find_everywhere(context),
            Some(id) => {
                if self.here.is_none() {
                    self.here = Some((search::State::within(id), false));
                }
                Action::run(focus::to(search::here::FIELD))
            }
        }
    }

    /// Searches in everything.
    pub fn find_everywhere(&mut self, context: &Context<'_>) -> Action<Message> {
        // Where there is one column, the field stands in the other one.
        let shown = match context.narrow {
            true => self.leave_page().and(self.close()),
            false => Action::none(),
        };
        shown.and(Action::run(self.sidebar.begin()))
    }

    /// Ends the search in the open conversation.
    pub(super) fn close_here(&mut self) -> Action<Message> {
        self.here = None;
        self.focus()
    }

    /// Whether a search has found something.
    pub fn has_hits(&self) -> bool {
        let here = self.here.as_ref();
        let search = here.map_or(self.sidebar.search(), |(search, _)| search);
        !search.hits().is_empty()
    }

    /// Goes to the next hit of the search that is open, or to the one before.
    pub fn step(&mut self, steps: isize, context: &Context<'_>) -> Action<Message> {
        if self.here.is_some() {
            return self.update_here(search::Message::Stepped(steps), context);
        }
        match self.sidebar.step(steps) {
            Some((id, item)) => {
                let followed = self.sidebar.show_mark(context).map(Message::Sidebar);
                followed.and(self.show_found(id, item, context))
            }
            None => Action::none(),
        }
    }

    pub(super) fn update_here(
        &mut self,
        message: search::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        use search::Message as M;
        let Some((search, folded)) = &mut self.here else {
            return Action::none();
        };
        match message {
            M::Typed(text) => {
                *folded = false;
                search.set_text(text, context)
            }
            M::Put(key, value, on) => {
                *folded = false;
                let put = search.put(key, &value, on, context);
                put.and(Action::run(focus::to(search::here::FIELD)))
            }
            M::Retried => search.retry(context),
            M::Folded => {
                *folded = !*folded;
                Action::none()
            }
            M::Window(window) => search.look(window.last, context),
            M::DayWanted(key) => self.choose_day(day::Purpose::Here(key), context),
            M::ServersAsked => search.ask_servers(context),
            M::KeptPressed(id, at) => {
                *folded = true;
                self.fetch_found(id, at, context)
            }
            M::Closed => self.close_here(),
            M::Pressed(id, item) => {
                search.set_current(item);
                *folded = true;
                self.show_found(id, item, context)
            }
            M::Stepped(steps) => {
                let place = search.current();
                let Some(hit) = search.step(steps) else {
                    return Action::none();
                };
                let (id, item) = (hit.conversation, hit.message.id);
                let last = search.current().unwrap_or_default();
                let more = search.look(last, context);
                *folded |= place.is_some();
                let row = virtual_list::jump_to(search::here::LIST, item.seq, Place::Centre);
                more.and(Action::run(row))
                    .and(self.show_found(id, item, context))
            }
        }
    }

    /// Shows a message that was found, with what was said around it.
    pub(super) fn show_found(
        &mut self,
        id: ConversationId,
        item: ItemId,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.go(id, Sought::Item(item), context)
    }

    /// Opens a conversation from outside of the page, and leads to a message of it.
    pub fn open_told(
        &mut self,
        id: ConversationId,
        item: ItemId,
        context: &Context<'_>,
    ) -> Action<Message> {
        let opened = self.open_over(id, context);
        match self.open.as_mut().filter(|open| open.id() == id) {
            Some(open) => {
                let led = open.seek(Sought::Told(item));
                opened.and(led.map(Message::Conversation))
            }
            None => opened,
        }
    }

    /// Shows what was said around a time, as soon as it is here.
    pub(super) fn fetch_found(
        &mut self,
        id: ConversationId,
        at: Timestamp,
        context: &Context<'_>,
    ) -> Action<Message> {
        let gone = self.go(id, Sought::Time(at), context);
        gone.and(self.reach(id, at, context))
    }

    /// Takes in what a server has found.
    pub(super) fn found_on_server(&mut self, event: &event::history::Event) {
        if let Some((search, _)) = &mut self.here {
            search.take_kept(event);
        }
        self.sidebar.search_mut().take_kept(event);
    }

    /// Opens a conversation at a place of its history.
    fn go(&mut self, id: ConversationId, sought: Sought, context: &Context<'_>) -> Action<Message> {
        let Some(entry) = context.world.conversation(id) else {
            return Action::none();
        };
        let page = self.follow_page(entry, context);
        if let Some(open) = self.open.as_mut().filter(|open| open.id() == id) {
            return page.and(open.seek(sought).map(Message::Conversation));
        }
        let left = page.and(self.close());
        let draft = self.drafts.remove(&id).unwrap_or_default();
        let (state, opened) = conversation::State::open_at(entry, &draft, sought);
        self.open = Some(state);
        left.and(opened.map(Message::Conversation))
    }

    /// Takes in what a search has found.
    pub fn found(
        &mut self,
        event: &event::search::Event,
        context: &Context<'_>,
    ) -> Action<Message> {
        let here = match &mut self.here {
            Some((search, _)) => search.take(event, context),
            None => Action::none(),
        };
        let links = self.show_links(event);
        here.and(self.sidebar.search_mut().take(event, context))
            .and(links)
    }

    pub(super) fn finish_search(
        &mut self,
        request: RequestId,
        result: &Result<(), Error>,
        context: &Context<'_>,
    ) -> Action<Message> {
        let here = match &mut self.here {
            Some((search, _)) => search.finish(request, result, context),
            None => Action::none(),
        };
        let everywhere = self.sidebar.search_mut();
        here.and(everywhere.finish(request, result, context))
    }

    /// Opens the calendar.
    pub(super) fn choose_day(
        &mut self,
        purpose: day::Purpose,
        context: &Context<'_>,
    ) -> Action<Message> {
        let today = format::day(context.now);
        self.show(Dialog::Day(day::State::new(purpose, today)))
    }

    /// A day was chosen in the calendar.
    pub(super) fn day_chosen(
        &mut self,
        purpose: day::Purpose,
        day: NaiveDate,
        context: &Context<'_>,
    ) -> Action<Message> {
        let put = |key: Key| search::Message::Put(key, day.to_string(), true);
        match purpose {
            day::Purpose::Go(id) => {
                let at = format::start_of(day);
                self.fetch_found(id, at, context)
            }
            day::Purpose::Here(key) => self.update_here(put(key), context),
            day::Purpose::Everywhere(key) => {
                self.update_sidebar(sidebar::Message::Search(put(key)), context)
            }
        }
    }
}
