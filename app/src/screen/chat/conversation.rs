//! The open conversation: its messages, what was seen of them, and the draft.

mod banner;
mod bars;
pub mod doing;
mod held;
mod later;
mod marking;
pub mod place;
mod previews;
mod sounds;
mod undecided;
pub mod view;
mod writing;

pub use writing::Lifted;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use waxwing_core::command::conversation as command;
use waxwing_core::model::{ChatState, Conversation, Room, State as Stand};
use waxwing_core::{Change, Command, ConversationId, ItemId, Timeline};

use crate::screen::{Action, Context};
use crate::ui::message::can_retry;
use crate::ui::timeline::Row;
use crate::ui::{composer, timeline};
use crate::widget::virtual_list;
pub use doing::Wish;

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
    at_bottom: bool,
    /// The list has told what of it is on screen; until then nothing counts as seen.
    shown: bool,
    /// The newest message when the end was last on screen.
    seen: Option<ItemId>,
    unread: u32,
    /// The group as it was then, where it is one.
    room: Option<Arc<Room>>,
    unread_from: Option<Row>,
    unfolded: HashSet<Row>,
    /// It shall look unread although the end is on screen.
    held: bool,
    /// It was to be thrown away, and may be on its way already.
    too_late: Option<ItemId>,
    composer: composer::State,
    /// The draft that the engine keeps.
    kept: String,
    writing: writing::Writing,
    /// Covered messages that are shown.
    uncovered: HashSet<Row>,
    /// The marked messages; nothing while none is being marked.
    marks: Option<BTreeSet<Row>>,
    /// Where the list shall go as soon as that is loaded.
    sought: Option<place::Sought>,
    /// The message that somebody was led to a moment ago.
    pointed_at: Option<Row>,
    /// The newer page that was asked for comes after this item.
    awaited_after: Option<ItemId>,
    /// The first and the last message on screen.
    window: Option<(usize, usize)>,
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
    /// Try all failed messages again.
    AllRetried,
    /// This shall be done in the conversation.
    Told(command::Command),
    /// The page shall do something with messages.
    Wished(Wish),
    /// A message that somebody was led to need not stand out any more.
    PointedEnough(Row),
    /// Give up what the composer is for.
    PutDown,
    /// What is written shall be covered, or no longer.
    CoverToggled,
    /// The next link that is written shall get a preview.
    PreviewWanted,
    /// Nothing shall be told of this link.
    PreviewDropped(String),
    /// What is written shall be said later.
    PlanWanted,
    /// Files shall be sent.
    AttachWanted,
    /// The hint at what is covered was changed.
    CoverHinted(String),
    /// Say something else instead of what we said last.
    LastEdited,
    /// Put the marked messages on the clipboard.
    MarkedCopied,
    /// Say them again somewhere else.
    MarkedForwarded,
    /// Delete them.
    MarkedDeleted,
    /// Mark nothing any more.
    Unmarked,
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
            at_bottom: true,
            shown: false,
            seen: None,
            unread: entry.unread,
            room: entry.room.clone(),
            kept: entry.draft.clone(),
            unread_from: None,
            unfolded: HashSet::new(),
            held: false,
            too_late: None,
            composer: composer::State::new(draft).spelt_for(entry.id.0),
            writing: writing::Writing::default(),
            uncovered: HashSet::new(),
            marks: None,
            sought: None,
            pointed_at: None,
            awaited_after: None,
            window: None,
        };
        let open = state.command(command::Command::Open);
        (state, open)
    }

    /// Which conversation it is.
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// What was typed and not sent.
    pub fn draft(&self) -> String {
        let aside = self.writing.aside().map(str::to_owned);
        aside.unwrap_or_else(|| self.composer.text())
    }

    /// A text could not be said: it stands in the composer again.
    pub fn unsay(&mut self, text: &str) {
        self.composer.restore(text);
    }

    /// Has the engine keep the draft, if it keeps another one.
    pub fn keep(&mut self) -> Action<Message> {
        let draft = self.draft();
        let text = match draft.trim().is_empty() {
            true => String::new(),
            false => draft,
        };
        if text == self.kept {
            return Action::none();
        }
        self.kept.clone_from(&text);
        self.command(command::Command::Draft { text })
    }

    /// Closes what lies over the messages; whether there was something.
    pub fn close_layer(&mut self) -> bool {
        self.composer.close_layer()
    }

    /// A waiting message can't be thrown away any more.
    pub fn is_too_late(&mut self, item: ItemId) {
        self.too_late = Some(item);
    }

    /// Whether there is one of those that still waits.
    fn waits_too_late(&self) -> bool {
        let message = self.too_late.and_then(|item| self.message(item));
        message.is_some_and(|message| message.state == Stand::Pending)
    }

    /// What to tell when it is left.
    pub fn leave(&mut self) -> Action<Message> {
        let kept = self.keep();
        let paused = self.composer.leave().map(|state| self.tell(state));
        paused
            .unwrap_or_else(Action::none)
            .and(kept)
            .and(self.command(command::Command::Close))
    }

    /// Takes in changes of the messages.
    pub fn apply(&mut self, change: Change) -> Action<Message> {
        let first = Self::is_page(&change);
        if first || matches!(change, Change::Older { .. }) {
            self.awaited = None;
        }
        if first || matches!(change, Change::Newer { .. }) {
            self.awaited_after = None;
        }
        let before = self.newest();
        let surprise = matches!(&change, Change::Older { items, older: true } if items.is_empty());
        self.timeline.apply(change);
        if self.loaded && self.newest() > before {
            self.held = false;
        }
        if first && !self.loaded {
            self.loaded = true;
            if !self.timeline.has_newer() {
                self.unread_from =
                    timeline::first_unread(&self.timeline, self.unread, self.room.as_deref());
                self.seen = self.before_unread();
            }
        }
        if self.at_bottom && self.shown {
            self.seen = self.newest();
        }
        self.settle_marks();
        let more = match (first, self.window) {
            (true, _) => self.turn_page(),
            // Nobody scrolls where everything is on screen.
            (false, Some((first, _))) if surprise => self.load_older(first),
            (false, _) => Action::none(),
        };
        more.and(self.arrive())
    }

    /// Lets it look unread, with the line above their newest message.
    pub fn hold(&mut self) {
        self.held = true;
        self.unread_from = timeline::first_unread(&self.timeline, 1, self.room.as_deref());
    }

    /// It counts as seen again.
    pub fn release(&mut self) {
        self.held = false;
        self.unread_from = None;
    }

    /// Takes in that the world has changed, or that the person came back.
    pub fn refresh(&self, context: &Context<'_>) -> Action<Message> {
        let unseen = context
            .world
            .conversation(self.id)
            .is_some_and(|entry| view::is_unread(entry) || entry.wants_displayed);
        match unseen && !self.held && self.loaded && self.shown && self.at_bottom && context.focused
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
            Message::Composer(message) => {
                let done = self.compose(message);
                self.offer_people(context);
                done
            }
            Message::BackPressed => (Action::none(), Some(Back::List)),
            message => (self.press(message, context), None),
        }
    }

    fn press(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::AllRetried => self.command(command::Command::ResendAll),
            Message::Told(command) => self.command(command),
            Message::JumpPressed => self.go_to_end(),
            Message::PointedEnough(row) => {
                self.point_no_more(row);
                Action::none()
            }
            Message::PutDown => {
                self.put_down();
                Action::run(composer::State::focus())
            }
            Message::CoverToggled => self.toggle_cover(),
            Message::CoverHinted(hint) => {
                self.writing.cover = Some(hint);
                Action::none()
            }
            Message::LastEdited => self.correct_last(),
            Message::PreviewWanted => self.preview(context),
            Message::PreviewDropped(url) => self.drop_preview(&url),
            Message::PlanWanted => marking::wish(Wish::Plan),
            Message::AttachWanted => marking::wish(Wish::Attach),
            Message::MarkedCopied => self.copy_marked(context),
            Message::MarkedForwarded => self.forward_marked(),
            Message::MarkedDeleted => self.delete_marked(),
            Message::Unmarked => self.unmark(),
            // The page or what is above has taken them.
            Message::Timeline(_)
            | Message::Composer(_)
            | Message::Wished(_)
            | Message::LinkFollowed(_)
            | Message::DeliveryWanted(_)
            | Message::BackPressed => Action::none(),
        }
    }

    /// One step back from what is being done here; whether there was any.
    pub fn step_back(&mut self) -> bool {
        if self.marks.take().is_some() {
            return true;
        }
        self.put_down() || self.writing.cover.take().is_some()
    }

    fn toggle_cover(&mut self) -> Action<Message> {
        self.writing.cover = match self.writing.cover {
            None => Some(String::new()),
            Some(_) => None,
        };
        Action::run(composer::State::focus())
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
        self.window = Some((window.first, window.last));
        self.shown = true;
        if self.at_bottom {
            self.seen = self.newest();
        }
        self.load_older(window.first)
            .and(self.load_newer(window.last))
            .and(self.refresh(context))
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

    fn compose(&mut self, message: composer::Message) -> (Action<Message>, Option<Back>) {
        let action = match self.composer.update(message) {
            composer::Action::None => Action::none(),
            composer::Action::Tell(state, task) => self
                .tell(state)
                .and(Action::run(task.map(Message::Composer))),
            composer::Action::Run(task) => Action::run(task.map(Message::Composer)),
            composer::Action::Keep(task) => {
                let kept = self.keep();
                kept.and(Action::run(task.map(Message::Composer)))
            }
            composer::Action::Send(text) => {
                let said = self.submit(text);
                let kept = self.keep();
                said.and(kept)
            }
            composer::Action::Paste(found) => marking::wish(Wish::Paste(found)),
            composer::Action::Plan(Some(at)) => self.plan(at),
            composer::Action::Plan(None) => marking::wish(Wish::Plan),
            composer::Action::Record => marking::wish(Wish::Record { held: false }),
            composer::Action::RecordHeld => marking::wish(Wish::Record { held: true }),
            composer::Action::Lock => marking::wish(Wish::Encryption),
            composer::Action::Previous => self.correct_last(),
            composer::Action::Mark => self.mark_newest(),
            composer::Action::Back if self.step_back() => Action::none(),
            composer::Action::Back => return (Action::none(), Some(Back::Layer)),
        };
        (action, None)
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

    /// The messages that are loaded, from the oldest to the newest.
    pub fn loaded(&self) -> &[SharedMessage] {
        self.timeline.items()
    }

    /// The newest message that is here.
    pub fn newest_message(&self) -> Option<&SharedMessage> {
        self.timeline.items().last()
    }

    fn tell(&self, state: ChatState) -> Action<Message> {
        // What is for one alone, the others do not hear of.
        if self.writing.is_private() && state == ChatState::Composing {
            return Action::none();
        }
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
