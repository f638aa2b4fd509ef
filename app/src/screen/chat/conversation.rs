//! The open conversation: its messages, what was seen of them, and the draft.

pub mod view;

use std::collections::HashSet;

use iced::Task;
use waxwing_core::command::conversation as command;
use waxwing_core::model::{ChatState, Conversation, State as Stand};
use waxwing_core::{Change, Command, ConversationId, ItemId, Timeline, Timestamp};

use crate::clipboard;
use crate::screen::{Action, Context};
use crate::ui::message::{Doing, can_retry};
use crate::ui::timeline::Row;
use crate::ui::{composer, timeline};
use crate::widget::virtual_list;

/// An older page is asked for when so few rows are left above the screen.
const ROWS_AHEAD: usize = 20;

/// A message, as the timeline has it.
type SharedMessage = std::sync::Arc<waxwing_core::model::Message>;

/// What the conversation holds.
pub struct State {
    id: ConversationId,
    timeline: Timeline,
    loaded: bool,
    /// The older page that was asked for comes before this item.
    awaited: Option<ItemId>,
    /// The newer page that was asked for comes after this item.
    awaited_newer: Option<ItemId>,
    /// The message that somebody was brought to.
    found: Option<Row>,
    /// Where to go when the page that was asked for is here.
    bound_for: Option<Bound>,
    at_bottom: bool,
    /// The list has told what of it is on screen; until then nothing counts as seen.
    shown: bool,
    /// The last row that was on screen.
    last_row: usize,
    /// The newest message when the end was last on screen.
    seen: Option<ItemId>,
    unread: u32,
    unread_from: Option<Row>,
    unfolded: HashSet<Row>,
    /// It shall look unread although the end is on screen.
    held: bool,
    composer: composer::State,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// To a message.
    Item(ItemId),
    /// To the first message from this time on.
    Time(Timestamp),
    /// To the newest message.
    Newest,
}

/// What happens in the conversation.
#[derive(Clone, Debug)]
pub enum Message {
    /// In the list of messages.
    Timeline(timeline::Event),
    /// In the composer.
    Composer(composer::Message),
    /// A link of ours was clicked; the page does what is to be done.
    LinkFollowed(String),
    /// Show what happened to a message on its way; the page does it.
    DeliveryWanted(ItemId),
    /// Try all failed messages again that are here.
    AllRetried,
    /// Go to the newest message.
    JumpPressed,
    /// Back to the list, where there is room for one column only.
    BackPressed,
}

/// How far to go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// One layer.
    Layer,
    /// To the list of conversations.
    List,
}

impl State {
    /// Opens a conversation with what was typed in it before.
    pub fn open(entry: &Conversation, draft: &str) -> (Self, Action<Message>) {
        let state = Self {
            id: entry.id,
            timeline: Timeline::default(),
            loaded: false,
            awaited: None,
            awaited_newer: None,
            found: None,
            bound_for: None,
            at_bottom: true,
            shown: false,
            last_row: 0,
            seen: None,
            unread: entry.unread,
            unread_from: None,
            unfolded: HashSet::new(),
            held: false,
            composer: composer::State::new(draft),
        };
        let open = state.command(command::Command::Open);
        (state, open)
    }

    /// Opens a conversation at a place of its history.
    pub fn open_at(entry: &Conversation, draft: &str, bound: Bound) -> (Self, Action<Message>) {
        let (mut state, _) = Self::open(entry, draft);
        state.at_bottom = false;
        let gone = state.go(bound);
        (state, gone)
    }

    /// Goes to a place of the history, also where it is not loaded yet.
    pub fn go(&mut self, bound: Bound) -> Action<Message> {
        self.bound_for = Some(bound);
        let here = match bound {
            Bound::Item(item) => self.timeline.index_of(item).is_some(),
            Bound::Time(_) => false,
            Bound::Newest => self.loaded && !self.timeline.has_newer(),
        };
        if here {
            return self.arrive();
        }
        match bound {
            Bound::Item(item) => self.command(command::Command::OpenAt { at: item.at }),
            Bound::Time(at) => self.command(command::Command::OpenAt { at }),
            Bound::Newest => self.command(command::Command::Open),
        }
    }

    /// The page is here: goes to the place.
    fn arrive(&mut self) -> Action<Message> {
        let Some(bound) = self.bound_for.take() else {
            return Action::none();
        };
        let items = self.timeline.items();
        let row = match bound {
            Bound::Item(item) => self.timeline.index_of(item).map(|_| item.seq),
            Bound::Time(at) => {
                let place = items.partition_point(|item| item.id.at < at);
                let item = items.get(place).or(items.last());
                item.map(|item| item.id.seq)
            }
            Bound::Newest => {
                self.found = None;
                return Action::run(virtual_list::jump_to_end::<Row, _>(timeline::ID));
            }
        };
        self.found = row;
        let place = match bound {
            Bound::Time(_) => virtual_list::Place::Top,
            _ => virtual_list::Place::Centre,
        };
        row.map_or_else(Action::none, |row| {
            Action::run(virtual_list::jump_to(timeline::ID, row, place))
        })
    }

    /// Nobody was brought to any message.
    pub fn forget_found(&mut self) {
        self.found = None;
    }

    /// Which conversation it is.
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// What was typed and not sent.
    pub fn draft(&self) -> String {
        self.composer.text()
    }

    /// A text could not be said: it stands in the composer again.
    pub fn unsay(&mut self, text: &str) {
        self.composer.restore(text);
    }

    /// What to tell when it is left.
    pub fn leave(&mut self) -> Action<Message> {
        let paused = self.composer.leave().map(|state| self.tell(state));
        paused
            .unwrap_or_else(Action::none)
            .and(self.command(command::Command::Close))
    }

    /// Takes in changes of the messages.
    pub fn apply(&mut self, change: Change) -> Action<Message> {
        let first = matches!(change, Change::Reset { .. } | Change::Around { .. });
        if first || matches!(change, Change::Older { .. }) {
            self.awaited = None;
        }
        if first || matches!(change, Change::Newer { .. }) {
            self.awaited_newer = None;
        }
        let before = self.newest();
        self.timeline.apply(change);
        if self.loaded && self.newest() > before {
            self.held = false;
        }
        if first && !self.loaded {
            self.loaded = true;
            if !self.timeline.has_newer() {
                self.unread_from = timeline::first_unread(&self.timeline, self.unread);
                self.seen = self.before_unread();
            }
        }
        if self.at_bottom && self.shown && !self.timeline.has_newer() {
            self.seen = self.newest();
        }
        let more = self.load_newer(self.last_row);
        match first {
            true => more.and(self.arrive()),
            false => more,
        }
    }

    /// Lets it look unread, with the line above their newest message.
    pub fn hold(&mut self) {
        self.held = true;
        self.unread_from = timeline::first_unread(&self.timeline, 1);
    }

    /// It counts as seen again.
    pub fn release(&mut self) {
        self.held = false;
        self.unread_from = None;
    }

    /// Takes in that the world has changed, or that the person came back.
    pub fn refresh(&self, context: &Context<'_>) -> Action<Message> {
        let unread = context
            .world
            .conversation(self.id)
            .is_some_and(|entry| view::is_unread(entry));
        match unread && !self.held && self.loaded && self.shown && self.at_bottom && context.focused
        {
            true => self.command(command::Command::MarkRead),
            false => Action::none(),
        }
    }

    /// Takes in what happened; whether it means to go back.
    pub fn update(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> (Action<Message>, Option<Back>) {
        match message {
            Message::Timeline(timeline::Event::Doing(doing)) => (self.do_it(doing), None),
            Message::Timeline(timeline::Event::Window(window)) => {
                (self.look(window, context), None)
            }
            Message::Composer(message) => self.compose(message),
            Message::LinkFollowed(_) | Message::DeliveryWanted(_) => (Action::none(), None),
            Message::AllRetried => (self.retry_all(), None),
            Message::JumpPressed => (self.go(Bound::Newest), None),
            Message::BackPressed => (Action::none(), Some(Back::List)),
        }
    }

    /// How many messages came while the end was not on screen.
    pub fn below(&self) -> usize {
        match (self.at_bottom, self.seen) {
            (false, Some(seen)) if !self.timeline.has_newer() => {
                let items = self.timeline.items();
                // It stands where it was settled, or is gone.
                let seen = self.timeline.index_of(seen).map_or_else(
                    || items.partition_point(|item| item.id <= seen),
                    |index| index + 1,
                );
                items.len() - seen
            }
            _ => 0,
        }
    }

    fn look(&mut self, window: virtual_list::Window, context: &Context<'_>) -> Action<Message> {
        self.at_bottom = window.at_bottom && !self.timeline.has_newer();
        self.shown = true;
        if self.at_bottom {
            self.seen = self.newest();
        }
        self.last_row = window.last;
        self.load_older(window.first)
            .and(self.load_newer(window.last))
            .and(self.refresh(context))
    }

    fn load_newer(&mut self, last: usize) -> Action<Message> {
        let items = self.timeline.items();
        match items.last().map(|item| item.id) {
            Some(after)
                if last + ROWS_AHEAD >= items.len()
                    && self.timeline.has_newer()
                    && self.awaited_newer != Some(after) =>
            {
                self.awaited_newer = Some(after);
                self.command(command::Command::LoadNewer { after })
            }
            _ => Action::none(),
        }
    }

    fn load_older(&mut self, first: usize) -> Action<Message> {
        let oldest = self.timeline.items().first().map(|item| item.id);
        match oldest {
            Some(before)
                if first < ROWS_AHEAD
                    && self.timeline.has_older()
                    && self.awaited != Some(before) =>
            {
                self.awaited = Some(before);
                self.command(command::Command::LoadOlder { before })
            }
            _ => Action::none(),
        }
    }

    fn do_it(&mut self, doing: Doing) -> Action<Message> {
        match doing {
            Doing::Copy(text) => Action::run(clipboard::copy(text)),
            // What it would do is asked first, and done here.
            Doing::Follow(link) if link.to_lowercase().starts_with("xmpp:") => {
                Action::run(Task::done(Message::LinkFollowed(link)))
            }
            Doing::Follow(link) => Action::run(
                Task::future(async move {
                    clipboard::open(&link);
                })
                .discard(),
            ),
            Doing::Resend(item) => self.command(command::Command::Resend { item }),
            Doing::Discard(item) => self.command(command::Command::Discard { item }),
            Doing::Unfold(item) => {
                self.unfolded.insert(item.seq);
                Action::none()
            }
            Doing::Delivery(item) => Action::run(Task::done(Message::DeliveryWanted(item))),
        }
    }

    fn compose(&mut self, message: composer::Message) -> (Action<Message>, Option<Back>) {
        let action = match self.composer.update(message) {
            composer::Action::None => Action::none(),
            composer::Action::Tell(state, task) => self
                .tell(state)
                .and(Action::run(task.map(Message::Composer))),
            composer::Action::Run(task) => Action::run(task.map(Message::Composer)),
            composer::Action::Send(text) => self.send(text),
            composer::Action::Back => return (Action::none(), Some(Back::Layer)),
        };
        (action, None)
    }

    fn send(&mut self, text: String) -> Action<Message> {
        self.unread_from = None;
        self.command(command::Command::say(text))
            .and(self.go(Bound::Newest))
            .and(Action::run(composer::State::focus()))
    }

    /// How many messages here have failed, where there is one button for several of them.
    pub fn failed(&self) -> Option<usize> {
        let failed = |item: &&SharedMessage| matches!(item.state, Stand::Failed { .. });
        let failed = self.timeline.items().iter().filter(failed).count();
        (self.can_retry().count() > 1).then_some(failed)
    }

    fn can_retry(&self) -> impl Iterator<Item = &SharedMessage> {
        let items = self.timeline.items().iter();
        items.filter(|item| can_retry(&item.state))
    }

    /// A loaded message, wherever it stands by now.
    pub fn message(&self, item: ItemId) -> Option<&SharedMessage> {
        let index = self.timeline.index_of(item)?;
        self.timeline.items().get(index)
    }

    /// The newest message that is here.
    pub fn newest_message(&self) -> Option<&SharedMessage> {
        self.timeline.items().last()
    }

    /// In the order in which they were said.
    fn retry_all(&self) -> Action<Message> {
        self.can_retry()
            .map(|item| self.command(command::Command::Resend { item: item.id }))
            .fold(Action::none(), Action::and)
    }

    fn tell(&self, state: ChatState) -> Action<Message> {
        self.command(command::Command::Compose(state))
    }

    fn command(&self, command: command::Command) -> Action<Message> {
        Action::send(Command::Conversation(self.id, command))
    }

    /// The last message that was seen before the conversation was opened.
    fn before_unread(&self) -> Option<ItemId> {
        let first = self.timeline.index_of_row(self.unread_from?)?;
        let before = self.timeline.items().get(first.checked_sub(1)?)?;
        Some(before.id)
    }

    fn newest(&self) -> Option<ItemId> {
        self.timeline.items().last().map(|item| item.id)
    }
}
