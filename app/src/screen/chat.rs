//! The main page: conversations on the left, the open one on the right, and what lies over them.

pub mod act;
pub mod alarm;
pub mod banner;
mod beside;
pub mod conversation;
mod deed;
mod drop_zone;
mod encrypting;
pub mod fetching;
pub mod files;
mod finding;
pub mod flag;
mod inviting;
mod later;
mod layer;
pub mod lightbox;
mod looking;
mod news;
mod notes;
pub mod page;
pub mod people;
pub mod profile_menu;
pub mod reach;
pub mod reminding;
pub mod requests;
pub mod rooms;
mod said;
pub mod search;
pub mod sidebar;
pub mod sound;
mod unread;
mod view;

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use iced::Task;
use waxwing_core::{AccountId, BareJid, ConversationId, RequestId};

pub use self::deed::ContactDeed;
use self::page::Page;
use super::dialog::invite::Sheet;
use super::dialog::{
    self, Dialog, add_contact, clear, confirm, day, delete_account, link, password,
};
use super::{Action, Context};
use crate::clipboard;
use crate::ui::{composer, timeline};

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
    /// The picture that is looked at closely.
    lightbox: Option<lightbox::State>,
    /// A page about people, beside the list.
    people: Option<people::Page>,
    banner: banner::State,
    /// New devices of our own that somebody has looked at.
    devices_seen: BTreeSet<(AccountId, u32)>,
    /// Of so many times that an account has become another device it was seen.
    renewals_seen: usize,
    /// The keyring is asked for the keys of an account, or has not given them.
    unlocking: Option<(AccountId, dialog::Progress)>,
    /// Where the conversation with ourselves is to be opened once it is there.
    notes: Option<(RequestId, AccountId)>,
    /// When a request was answered last.
    answered: Option<Instant>,
    files: files::Files,
    /// What is heard and spoken.
    sounds: sound::Sounds,
    /// The group that was made or entered by a request.
    entered: Option<(RequestId, ConversationId)>,
    /// The groups of which we hear who is in them.
    followed: BTreeSet<ConversationId>,
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
    /// With what is heard and spoken.
    Sound(sound::Message),
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
    /// In the bar about a new device of ours.
    Alarm(alarm::Message),
    /// In the bar about what one wanted to be reminded of.
    Reminding(reminding::Message),
    /// In the bar about an invitation into a group.
    Rooms(rooms::Message),
    /// On the page that lies over the conversations.
    Page(page::Message),
    /// On the picture that is looked at closely.
    Lightbox(lightbox::Message),
    /// In the dialog.
    Dialog(dialog::Message),
    /// The dialog shall close.
    DialogClosed,
    /// Something is done with a contact.
    Contact(ConversationId, ContactDeed),
    /// Open the dialog for a new contact.
    AddContact,
    /// Show our own address as a code.
    CodeWanted,
    /// Invite somebody.
    InviteWanted,
    /// Make a group.
    GroupWanted,
    /// Go into a channel.
    ChannelWanted,
    /// Put our own address on the clipboard.
    CopyAddress,
    /// Show the settings; the window does it.
    SettingsWanted,
    /// Divide the list by groups, or no longer; the window keeps it.
    GroupsToggled,
    /// With files.
    Files(files::Message),
    /// Tell the person this; the window does it.
    Say(String),
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
            Message::Sound(message) => self.update_sound(message, context),
            Message::ReachEnded => self.end_reach(),
            Message::People(message) => self.update_people(message, context),
            Message::RequestsPressed => self.turn_to(people::Page::Requests),
            Message::Request(requests::Message::Blocked(id)) => {
                self.contact(id, ContactDeed::Block, context)
            }
            Message::Request(requests::Message::Reported(id)) => {
                self.contact(id, ContactDeed::Report, context)
            }
            Message::Request(message) => self.answer(message, context),
            Message::Menu(message) => self.update_menu(message, context),
            Message::MenuToggled => self.toggle_menu(context),
            Message::Fetching(press) => self.press_fetching(press),
            Message::Banner(message) => {
                let action = self.banner.update(message, context);
                action.map(Message::Banner)
            }
            Message::Alarm(message) => self.update_alarm(message, context),
            Message::Reminding(message) => self.update_reminding(message, context),
            Message::Rooms(message) => self.answer_room(message),
            Message::Page(message) => self.update_page(message, context),
            Message::Lightbox(message) => self.update_lightbox(message),
            Message::Dialog(message) => self.update_dialog(message, context),
            Message::DialogClosed => self.close_dialog(),
            Message::Contact(id, deed) => self.contact(id, deed, context),
            Message::AddContact => self.add_contact(String::new(), context),
            Message::CodeWanted => self.invite(Sheet::Own, None, context),
            Message::InviteWanted => self.invite(Sheet::CONTACT, None, context),
            Message::GroupWanted => self.new_group(None, context),
            Message::ChannelWanted => self.join_channel(None, String::new(), context),
            Message::Files(message) => self.update_files(message, context),
            Message::SettingsWanted | Message::GroupsToggled | Message::Say(_) => Action::none(),
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
        self.lightbox = None;
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
        self.fall_silent(open.id());
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
        if self.page.is_some() && self.dialog.is_none() && self.lightbox.is_none() {
            return self.update_page(page::Message::BackPressed, context);
        }
        if self.has_layer() {
            return self.close_layer(context);
        }
        if let Some(people::Page::Keys(_)) = &self.people {
            // It may lead back to the page about them.
            let closed = people::Message::Keys(people::keys::Message::Closed);
            return self.update_people(closed, context);
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

    fn update_page(&mut self, message: page::Message, context: &Context<'_>) -> Action<Message> {
        if let page::Message::History(crate::screen::history::Message::ClearPressed) = &message {
            let account = self.page.as_ref().and_then(Page::account);
            let account = account.and_then(|id| context.world.account_by(id));
            return account.map_or_else(Action::none, |account| {
                self.ask_clear(clear::State::of_account(account, context.now))
            });
        }
        if let page::Message::Gallery(wish) = &message
            && let Some(done) = self.gallery_wish(*wish, context)
        {
            return done;
        }
        match &mut self.page {
            Some(page) => {
                let outcome = page.update(message, context);
                self.turn_page(outcome)
            }
            None => Action::none(),
        }
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
            Some(sidebar::Wish::Fetch(id, at)) => action.and(self.fetch_found(id, at, context)),
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
        let looked = matches!(
            message,
            conversation::Message::Timeline(timeline::Event::Window(_))
        );
        let (action, back) = open.update(message, context);
        let action = action.map(Message::Conversation);
        let action = match looked {
            true => action.and(self.measure()),
            false => action,
        };
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
            profile_menu::Outcome::Code(id) => self.invite(Sheet::Own, Some(id), context),
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

    /// Another account is being added; what was filled in there is not given up for a link.
    pub fn adds_account(&self) -> bool {
        matches!(self.page, Some(Page::AddAccount(_)))
    }

    /// Asks whether what a link wants shall be done.
    pub fn follow_link(&mut self, link: &str, context: &Context<'_>) -> Action<Message> {
        let uncovered = self.uncover(context);
        self.page = None;
        if let Some(room) = link::room(link) {
            // The dialog asks itself.
            return uncovered.and(self.join_channel(None, room, context));
        }
        uncovered.and(self.show(Dialog::Link(link::State::new(link, context))))
    }

    /// Shows the conversation with somebody, and begins a message; a stranger becomes a contact
    /// first. Who is known from a group is written to by the account that is in it.
    fn write_to(
        &mut self,
        by: Option<AccountId>,
        (to, body): (&BareJid, &str),
        context: &Context<'_>,
    ) -> Action<Message> {
        let mut accounts = context.world.accounts();
        let found = match by {
            Some(by) => context.world.with(by, to),
            None => accounts.find_map(|one| context.world.with(one.id, to)),
        };
        let Some(id) = found else {
            return match by {
                Some(_) => self.add_contact_to(by, to.to_string(), context),
                None => self.add_contact(to.to_string(), context),
            };
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
}
