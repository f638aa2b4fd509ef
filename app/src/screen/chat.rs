//! The main page: conversations on the left, the open one on the right, and what lies over them.

pub mod act;
pub mod banner;
mod beside;
pub mod conversation;
pub mod fetching;
mod finding;
pub mod flag;
mod notes;
pub mod page;
pub mod people;
pub mod profile_menu;
pub mod reach;
pub mod requests;
mod said;
pub mod search;
pub mod sidebar;
mod unread;
mod view;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use iced::Task;
use waxwing_core::model::{Milestone, Server};
use waxwing_core::{
    AccountId, BareJid, Change, Command, ConversationId, Error, ItemId, RequestId, command,
};

use self::page::Page;
use super::dialog::{
    self, Dialog, add_contact, confirm, day, delete_account, delivery, folder, groups, link,
    notices, password, rename,
};
use super::{Action, Context};
use crate::ui::composer;
use crate::{clipboard, engine};

/// What the page holds.
#[derive(Default)]
pub struct State {
    sidebar: sidebar::State,
    open: Option<conversation::State>,
    /// The search in the open conversation, and whether its hits are folded.
    here: Option<(search::State, bool)>,
    /// What is fetched because somebody wants to go there.
    reaching: Option<reach::Reaching>,
    /// What was typed in conversations that are not open.
    drafts: HashMap<ConversationId, String>,
    dialog: Option<Dialog>,
    menu: Option<profile_menu::State>,
    /// What lies over all of it.
    page: Option<Page>,
    /// A page about people, beside the list.
    people: Option<people::Page>,
    banner: banner::State,
    /// Where the conversation with ourselves is to be opened once it is there.
    notes: Option<(RequestId, AccountId)>,
    /// When a request was answered last.
    answered: Option<Instant>,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// In the list of conversations.
    Sidebar(sidebar::Message),
    /// In the open conversation.
    Conversation(conversation::Message),
    /// In the search of the open conversation.
    Here(search::Message),
    /// What is fetched to go to a day is not wanted any more, or its failure was read.
    ReachEnded,
    /// On a page about people.
    People(people::Message),
    /// Open the requests.
    RequestsPressed,
    /// An answer to somebody unknown whose conversation is open.
    Request(requests::Message),
    /// In the menu of our own account.
    Menu(profile_menu::Message),
    /// The menu of our own account is opened or closed.
    MenuToggled,
    /// On the line that tells how far the history is.
    Fetching(fetching::Press),
    /// In the bars that say there is no connection.
    Banner(banner::Message),
    /// On the page that lies over the conversations.
    Page(page::Message),
    /// In the dialog.
    Dialog(dialog::Message),
    /// The dialog shall close.
    DialogClosed,
    /// Something is done with a contact.
    Contact(ConversationId, ContactDeed),
    /// Open the dialog for a new contact.
    AddContact,
    /// Put our own address on the clipboard.
    CopyAddress,
    /// Show the settings; the window does it.
    SettingsWanted,
    /// Divide the list by groups, or no longer; the window keeps it.
    GroupsToggled,
}

/// What can be done with a contact from its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactDeed {
    /// Put a stranger on the roster.
    Add,
    /// Open the page about them.
    Open,
    /// Show another name.
    Rename,
    /// Put them into groups.
    Groups,
    /// Let nothing of theirs through any more.
    Block,
    /// Let them through again.
    Unblock,
    /// Take off the roster.
    Remove,
    /// Put the address on the clipboard.
    CopyAddress,
    /// Count everything as seen.
    MarkRead,
    /// Let it look unread.
    MarkUnread,
    /// Search in it.
    Search,
    /// Go to a day of its history.
    GoToDate,
    /// Lay something down for it.
    Flag(flag::Flag),
    /// Choose when it gives notices.
    Notices,
    /// Choose its folder.
    Folder,
}

impl State {
    /// The page before anything was told.
    pub fn new() -> Self {
        Self::default()
    }

    /// The open conversation.
    pub fn open_id(&self) -> Option<ConversationId> {
        self.open.as_ref().map(conversation::State::id)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Sidebar(message) => self.update_sidebar(message, context),
            Message::Conversation(message) => self.update_conversation(message, context),
            Message::Here(message) => self.update_here(message, context),
            Message::ReachEnded => self.end_reach(),
            Message::People(message) => self.update_people(message, context),
            Message::RequestsPressed => self.turn_to(people::Page::Requests),
            Message::Request(message) => self.answer(message, context),
            Message::Menu(message) => self.update_menu(message, context),
            Message::MenuToggled => self.toggle_menu(context),
            Message::Fetching(press) => self.press_fetching(press),
            Message::Banner(message) => {
                let action = self.banner.update(message, context);
                action.map(Message::Banner)
            }
            Message::Page(message) => self.update_page(message, context),
            Message::Dialog(message) => self.update_dialog(message, context),
            Message::DialogClosed => self.close_dialog(),
            Message::Contact(id, deed) => self.contact(id, deed, context),
            Message::AddContact => self.add_contact(String::new(), context),
            Message::SettingsWanted | Message::GroupsToggled => Action::none(),
            Message::CopyAddress => {
                let address = context
                    .world
                    .account()
                    .map(|account| account.jid.to_string());
                Action::run(address.map_or_else(Task::none, clipboard::copy))
            }
        }
    }

    /// Opens a conversation; the one that was open is left.
    pub fn open(&mut self, id: ConversationId, context: &Context<'_>) -> Action<Message> {
        let Some(entry) = context.world.conversation(id) else {
            return Action::none();
        };
        let page = self.follow_page(entry, context);
        if self.open_id() == Some(id) {
            return page.and(self.focus());
        }
        let left = page.and(self.close());
        let kept = || entry.draft.clone();
        let draft = self.drafts.remove(&id).unwrap_or_else(kept);
        let (state, opened) = conversation::State::open(entry, &draft);
        self.open = Some(state);
        let shown = self.sidebar.highlight(id, context);
        left.and(opened.map(Message::Conversation))
            .and(shown.map(Message::Sidebar))
            .and(self.focus())
    }

    /// Opens a conversation from outside of the page: whatever lies over it goes.
    pub fn open_over(&mut self, id: ConversationId, context: &Context<'_>) -> Action<Message> {
        self.page = None;
        self.menu = None;
        let closed = match self.dialog {
            Some(_) => self.close_dialog(),
            None => Action::none(),
        };
        let left = match self.people {
            Some(_) if !context.wide => self.leave_page(),
            _ => Action::none(),
        };
        closed.and(left).and(self.open(id, context))
    }

    /// Leaves the open conversation; its draft is kept.
    pub fn close(&mut self) -> Action<Message> {
        self.here = None;
        let Some(mut open) = self.open.take() else {
            return Action::none();
        };
        self.drafts.insert(open.id(), open.draft());
        open.leave().map(Message::Conversation)
    }

    /// Has the engine keep what is being written.
    pub fn keep(&mut self) -> Action<Message> {
        match &mut self.open {
            Some(open) => open.keep().map(Message::Conversation),
            None => Action::none(),
        }
    }

    /// Opens the conversation so many places below the open one, or above.
    pub fn walk(&mut self, steps: isize, context: &Context<'_>) -> Action<Message> {
        let target = self.sidebar.neighbour(self.open_id(), steps, context);
        target.map_or_else(Action::none, |id| self.open(id, context))
    }

    /// Opens the conversation at a place of the list.
    pub fn open_nth(&mut self, place: usize, context: &Context<'_>) -> Action<Message> {
        let rows = self.sidebar.rows(context);
        rows.get(place)
            .map_or_else(Action::none, |id| self.open(*id, context))
    }

    /// Moves the mark in the list, for arrow keys that nobody else took.
    pub fn mark(&mut self, steps: isize, context: &Context<'_>) -> Action<Message> {
        self.sidebar
            .update(sidebar::Message::Marked(steps), context)
            .0
            .map(Message::Sidebar)
    }

    /// What is typed while nothing has the focus is meant for the open conversation.
    pub fn type_text(&mut self, text: &str, context: &Context<'_>) -> Action<Message> {
        if self.has_layer() || self.is_covered(context) {
            return Action::none();
        }
        let message = conversation::Message::Composer(composer::Message::Inserted(text.to_owned()));
        self.update_conversation(message, context).and(self.focus())
    }

    /// Opens the dialog for a new contact.
    pub fn add_contact(&mut self, address: String, context: &Context<'_>) -> Action<Message> {
        let opened = self.open_id().and_then(|id| context.world.conversation(id));
        let account = opened.map(|entry| entry.account);
        self.add_contact_to(account, address, context)
    }

    /// Opens the dialog for a new contact of an account; where several are there, it can be another.
    fn add_contact_to(
        &mut self,
        account: Option<AccountId>,
        address: String,
        context: &Context<'_>,
    ) -> Action<Message> {
        let choices = add_contact::choices(context.world);
        let wanted = choices.iter().position(|one| Some(one.id) == account);
        match choices.is_empty() {
            true => Action::none(),
            false => self.show(Dialog::AddContact(add_contact::State::new(
                choices,
                wanted.unwrap_or_default(),
                address,
            ))),
        }
    }

    /// One layer back: dialog, menu, filter, conversation.
    pub fn back(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.page.is_some() && self.dialog.is_none() {
            return self.update_page(page::Message::BackPressed, context);
        }
        if self.has_layer() {
            return self.close_layer(context);
        }
        if self.people.is_some() {
            return self.leave_page().and(self.focus());
        }
        if self.here.is_some() {
            return self.close_here();
        }
        if self.sidebar.clear() {
            return self.focus();
        }
        let open = self.open.as_mut();
        if open.is_some_and(conversation::State::close_layer) {
            return self.focus();
        }
        if self
            .open
            .as_mut()
            .is_some_and(conversation::State::step_back)
        {
            return self.focus();
        }
        match context.narrow {
            true => self.close(),
            false => self.focus(),
        }
    }

    /// Whether a dialog, a menu or another page lies over the conversations.
    pub fn has_layer(&self) -> bool {
        self.dialog.is_some() || self.menu.is_some() || self.page.is_some()
    }

    /// Whether something has to be answered first.
    pub fn has_dialog(&self) -> bool {
        self.dialog.is_some()
    }

    /// Closes what lies over the conversations, but for a dialog.
    pub fn uncover(&mut self, context: &Context<'_>) -> Action<Message> {
        self.menu = None;
        match self.page {
            Some(_) => self.update_page(page::Message::BackPressed, context),
            None => Action::none(),
        }
    }

    /// Closes the dialog, or else the menu.
    pub fn close_layer(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.dialog.is_some() {
            return self.close_dialog();
        }
        if self.menu.take().is_none() && self.page.is_some() {
            return self.update_page(page::Message::BackPressed, context);
        }
        self.focus()
    }

    fn update_page(&mut self, message: page::Message, context: &Context<'_>) -> Action<Message> {
        match &mut self.page {
            Some(page) => {
                let outcome = page.update(message, context);
                self.turn_page(outcome)
            }
            None => Action::none(),
        }
    }

    /// Takes in what is known of the server of an account.
    pub fn show_server(&mut self, server: std::sync::Arc<Server>) -> Action<Message> {
        if let Some(Page::Connection(page)) = &mut self.page {
            page.show(server);
        }
        Action::none()
    }

    /// Takes in what the server of an account keeps.
    pub fn show_archiving(
        &mut self,
        event: &waxwing_core::event::history::Event,
    ) -> Action<Message> {
        let waxwing_core::event::history::Event::Archiving(archiving) = event;
        if let Some(Page::History(page)) = &mut self.page {
            page.show(archiving);
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

    fn turn_page(&mut self, outcome: page::Outcome) -> Action<Message> {
        match outcome {
            page::Outcome::Stay(action) => action.map(Message::Page),
            page::Outcome::Close(action) => {
                self.page = None;
                action.map(Message::Page).and(self.focus())
            }
        }
    }

    /// Takes in changes of the open timeline.
    pub fn apply(&mut self, id: ConversationId, change: Change) -> Action<Message> {
        let open = self.open.as_mut().filter(|open| open.id() == id);
        let applied = open.map_or_else(Action::none, |open| open.apply(change));
        let applied = applied.map(Message::Conversation);
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
    fn is_gone(&self, (id, item): (ConversationId, ItemId)) -> bool {
        let open = self.open.as_ref().filter(|open| open.id() == id);
        open.is_none_or(|open| open.message(item).is_none())
    }

    /// Takes in that the world has changed, or that the person came back.
    pub fn refresh(&mut self, context: &Context<'_>) -> Action<Message> {
        let menu = match &mut self.menu {
            Some(menu) => menu.refresh(context).map(Message::Menu),
            None => Action::none(),
        };
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
        let notes = self.notes_are_there(request, result, context);
        let mut over = notes
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
        over.and(match dialog.finish(request, result) {
            Some(dialog::Outcome::Close) => {
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

    /// Answers a request. The next one takes its place under the pointer at once: for a moment
    /// nothing is taken, so that a double click lets nobody in by accident.
    fn answer(&mut self, message: requests::Message, context: &Context<'_>) -> Action<Message> {
        if self
            .answered
            .is_some_and(|at| at.elapsed() < requests::CALM)
        {
            return Action::none();
        }
        self.answered = Some(Instant::now());
        requests::update(message, context)
    }

    /// Whether seconds have to be counted.
    pub fn counts_down(&self, context: &Context<'_>) -> bool {
        banner::counts_down(context)
    }

    /// Gives the composer the focus where there is one.
    pub fn focus(&self) -> Action<Message> {
        match self.open {
            Some(_) => Action::run(crate::ui::composer::State::focus()),
            None => Action::none(),
        }
    }

    fn update_sidebar(
        &mut self,
        message: sidebar::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        let (action, wish) = self.sidebar.update(message, context);
        let action = action.map(Message::Sidebar);
        match wish {
            Some(sidebar::Wish::Open(id)) => action.and(self.open(id, context)),
            Some(sidebar::Wish::Contact(id, deed)) => action.and(self.contact(id, deed, context)),
            Some(sidebar::Wish::Show(id, item)) => action.and(self.show_found(id, item, context)),
            Some(sidebar::Wish::Day(key)) => {
                action.and(self.choose_day(day::Purpose::Everywhere(key), context))
            }
            None => action,
        }
    }

    fn update_conversation(
        &mut self,
        message: conversation::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        match &message {
            conversation::Message::LinkFollowed(link) => return self.follow_link(link, context),
            conversation::Message::DeliveryWanted(item) => return self.show_delivery(*item),
            conversation::Message::Wished(wish) => return self.fulfil_wish(wish.clone(), context),
            _ => {}
        }
        let Some(open) = &mut self.open else {
            return Action::none();
        };
        let (action, back) = open.update(message, context);
        let action = action.map(Message::Conversation);
        match back {
            Some(conversation::Back::Layer) => action.and(self.back(context)),
            Some(conversation::Back::List) => action.and(self.close()),
            None => action,
        }
    }

    fn update_menu(
        &mut self,
        message: profile_menu::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        let Some(menu) = &mut self.menu else {
            return Action::none();
        };
        let outcome = menu.update(message, context);
        if let profile_menu::Outcome::Stay(action) = outcome {
            return action.map(Message::Menu);
        }
        self.menu = None;
        match outcome {
            profile_menu::Outcome::Stay(_) => Action::none(),
            profile_menu::Outcome::Close(commands) => commands
                .into_iter()
                .map(Action::send)
                .fold(self.focus(), Action::and),
            profile_menu::Outcome::Settings => Action::run(Task::done(Message::SettingsWanted)),
            profile_menu::Outcome::Open(link) => self.open_page(link),
            profile_menu::Outcome::People(link) => match people::Page::open(link, context) {
                Some((page, action)) => self.turn_to(page).and(action.map(Message::People)),
                None => Action::none(),
            },
            profile_menu::Outcome::Password(id) => match context.world.account_by(id) {
                Some(account) => self.show(Dialog::Password(password::State::new(account))),
                None => Action::none(),
            },
            profile_menu::Outcome::Delete(id) => match context.world.account_by(id) {
                Some(account) => {
                    self.show(Dialog::DeleteAccount(delete_account::State::new(account)))
                }
                None => Action::none(),
            },
            profile_menu::Outcome::Remove(id) => match context.world.account_by(id) {
                Some(account) => {
                    self.show(Dialog::Confirm(confirm::State::remove_account(account)))
                }
                None => Action::none(),
            },
        }
    }

    fn press_fetching(&mut self, press: fetching::Press) -> Action<Message> {
        use waxwing_core::command::history::Command as C;
        let command = match press {
            fetching::Press::Shown(account) => {
                return self.open_page(profile_menu::Link::History(account));
            }
            fetching::Press::Paused(account) => C::Pause { account },
            fetching::Press::Resumed(account) => C::Resume { account },
        };
        Action::send(waxwing_core::Command::History(command))
    }

    /// Opens a page over the conversations.
    pub fn open_page(&mut self, link: profile_menu::Link) -> Action<Message> {
        let (page, action) = Page::open(link);
        self.page = Some(page);
        action.map(Message::Page)
    }

    fn toggle_menu(&mut self, context: &Context<'_>) -> Action<Message> {
        self.menu = match &self.menu {
            None => Some(profile_menu::State::new(context)),
            Some(_) => None,
        };
        match self.menu {
            Some(_) => Action::none(),
            None => self.focus(),
        }
    }

    fn update_dialog(
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
        let wish = dialog.wish(&message);
        let outcome = dialog.update(message);
        let done = self.follow(outcome);
        match wish {
            Some(link::Wish::Write(to, body)) => done.and(self.write_to(&to, &body, context)),
            Some(link::Wish::Register(link)) => done.and(self.register(&link)),
            None => done,
        }
    }

    /// Asks whether what a link wants shall be done.
    pub fn follow_link(&mut self, link: &str, context: &Context<'_>) -> Action<Message> {
        self.menu = None;
        self.show(Dialog::Link(link::State::new(link, context)))
    }

    /// Shows the conversation with somebody, and begins a message; a stranger becomes a contact first.
    fn write_to(&mut self, to: &BareJid, body: &str, context: &Context<'_>) -> Action<Message> {
        let mut accounts = context.world.accounts();
        let found = accounts.find_map(|one| context.world.with(one.id, to));
        let Some(id) = found else {
            return self.add_contact(to.to_string(), context);
        };
        let opened = self.open(id, context);
        let insert = composer::Message::Inserted(body.to_owned());
        let message = conversation::Message::Composer(insert);
        opened.and(self.update_conversation(message, context))
    }

    /// Opens the page for another account, with an invitation.
    fn register(&mut self, link: &str) -> Action<Message> {
        let opened = self.open_page(profile_menu::Link::AddAccount);
        match &mut self.page {
            Some(Page::AddAccount(login)) => {
                let invited = login.invite(link).map(page::Message::Login);
                opened.and(invited.map(Message::Page))
            }
            _ => opened,
        }
    }

    fn follow(&mut self, outcome: dialog::Outcome) -> Action<Message> {
        match outcome {
            dialog::Outcome::Stay(action) => action.map(Message::Dialog),
            dialog::Outcome::Done(action) => action.map(Message::Dialog).and(self.close_dialog()),
            dialog::Outcome::Close => self.close_dialog(),
        }
    }

    fn close_dialog(&mut self) -> Action<Message> {
        let left = match self.dialog.take() {
            Some(Dialog::Delivery(shown)) => Action::send(shown.leave()),
            Some(Dialog::Versions(shown)) => Action::send(shown.leave()),
            _ => Action::none(),
        };
        left.and(self.focus())
    }

    fn show(&mut self, dialog: Dialog) -> Action<Message> {
        let focus = dialog.focus();
        self.dialog = Some(dialog);
        Action::run(focus)
    }

    /// Shows what happened to a message on its way.
    fn show_delivery(&mut self, item: ItemId) -> Action<Message> {
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

    fn contact(
        &mut self,
        id: ConversationId,
        deed: ContactDeed,
        context: &Context<'_>,
    ) -> Action<Message> {
        let Some(entry) = context.world.conversation(id) else {
            return Action::none();
        };
        match deed {
            ContactDeed::Add => {
                self.add_contact_to(Some(entry.account), entry.jid.to_string(), context)
            }
            ContactDeed::Open => {
                let entry = std::sync::Arc::clone(entry);
                let opened = match context.wide && self.open_id() != Some(id) {
                    true => self.open(id, context),
                    false => Action::none(),
                };
                opened.and(self.show_profile(&entry))
            }
            ContactDeed::Groups => {
                let all = context.world.contacts(entry.account);
                let all = all.map_or(&[][..], |contacts| &contacts.groups);
                self.show(Dialog::Groups(groups::State::new(entry, all)))
            }
            ContactDeed::Block => self.show(Dialog::Confirm(confirm::State::block(entry))),
            ContactDeed::Unblock => {
                Action::send(Command::Contact(command::contact::Command::Unblock {
                    request: engine::request(),
                    account: entry.account,
                    address: entry.jid.to_string(),
                }))
            }
            ContactDeed::Rename => self.show(Dialog::Rename(rename::State::new(entry))),
            ContactDeed::Remove => {
                self.show(Dialog::Confirm(confirm::State::remove_contact(entry)))
            }
            ContactDeed::CopyAddress => Action::run(clipboard::copy(entry.jid.to_string())),
            ContactDeed::MarkRead => self.mark_read(id),
            ContactDeed::MarkUnread => self.mark_unread(id),
            ContactDeed::Search => self.open(id, context).and(self.find_here(context)),
            ContactDeed::GoToDate => self.choose_day(day::Purpose::Go(id), context),
            ContactDeed::Flag(flag) => flag::lay_down(flag, entry, context),
            ContactDeed::Notices => {
                self.show(Dialog::Notices(notices::State::new(entry, context.now)))
            }
            ContactDeed::Folder => {
                let all = context.world.folders();
                self.show(Dialog::Folder(folder::State::new(entry, all)))
            }
        }
    }
}
