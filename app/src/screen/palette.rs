//! The palette (Ctrl+K): people, conversations, everything that can be done and every setting, found by typing
//! a few letters of it, used with the keyboard or the pointer.

mod search;
mod view;

use iced::Task;
use waxwing_core::{AccountId, ConversationId};

use super::Context;
use super::settings::Entry;
use crate::action::Action;
use crate::widget::focus;
use crate::widget::virtual_list::{self, Place};

/// The field among the widgets.
pub const FIELD: &str = "palette-field";
/// The list among the widgets.
const LIST: &str = "palette-list";

/// So many hits are shown: nobody reads further, and a long roster costs nothing.
pub const MOST: usize = 50;

/// A page is so many rows.
const PAGE: isize = 8;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// Somebody, or a conversation.
    Conversation(ConversationId),
    /// Something to do, with an account where it is about one of several.
    Action(Action, Option<AccountId>),
    /// A setting.
    Setting(Entry),
    /// An address that nobody here has.
    Address(String),
}

/// What the palette holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    words: String,
    hits: Vec<Hit>,
    marked: usize,
    /// First and last row on screen.
    window: Option<(usize, usize)>,
}

/// What happens in the palette.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was typed.
    Typed(String),
    /// The mark moves so many rows.
    Moved(isize),
    /// The marked one is taken.
    Submitted,
    /// A row was pressed.
    Pressed(usize),
    /// Other rows are on screen.
    Window(virtual_list::Window),
    /// Close the palette.
    Closed,
}

/// What the window has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Run the task; the palette stays.
    Stay(Task<Message>),
    /// Close the palette and go there.
    Take(Hit),
    /// Close the palette.
    Close,
}

/// What is there to be found, besides conversations.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// What can be done now, with each account that it can be done with.
    pub actions: Vec<(Action, Option<AccountId>)>,
    /// What was done from here last, newest first.
    pub recent: Vec<Action>,
    /// The conversation that is open: nobody goes where they are.
    pub open: Option<ConversationId>,
}

impl State {
    /// The palette before anything was typed.
    pub fn new(offers: &Offers, context: &Context<'_>) -> Self {
        let mut state = Self::default();
        state.hits = search::hits(&state.words, offers, context);
        state
    }

    /// Gives the field the focus.
    pub fn focus() -> Task<Message> {
        focus::to(FIELD)
    }

    /// What was found, best first.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Takes in what happened.
    pub fn update(
        &mut self,
        message: Message,
        offers: impl FnOnce() -> Offers,
        context: &Context<'_>,
    ) -> Outcome {
        match message {
            Message::Typed(words) => {
                self.words = words;
                self.hits = search::hits(&self.words, &offers(), context);
                self.marked = 0;
                Outcome::Stay(virtual_list::jump_to(LIST, 0_usize, Place::Top))
            }
            Message::Moved(steps) => Outcome::Stay(self.step(steps)),
            Message::Submitted => self.take(self.marked),
            Message::Pressed(place) => self.take(place),
            Message::Window(window) => {
                self.window = Some((window.first, window.last));
                Outcome::Stay(Task::none())
            }
            Message::Closed => Outcome::Close,
        }
    }

    fn take(&self, place: usize) -> Outcome {
        match self.hits.get(place) {
            Some(hit) => Outcome::Take(hit.clone()),
            None => Outcome::Stay(Task::none()),
        }
    }

    /// One step goes around the ends, a page stops there.
    fn step(&mut self, steps: isize) -> Task<Message> {
        let Some(last) = self.hits.len().checked_sub(1) else {
            return Task::none();
        };
        self.marked = match steps {
            1 if self.marked == last => 0,
            -1 if self.marked == 0 => last,
            steps => self.marked.saturating_add_signed(steps).min(last),
        };
        match self.window {
            Some((first, _)) if self.marked <= first => {
                virtual_list::jump_to(LIST, self.marked, Place::Top)
            }
            Some((_, end)) if self.marked >= end => {
                virtual_list::jump_to(LIST, self.marked, Place::Bottom)
            }
            _ => Task::none(),
        }
    }
}
