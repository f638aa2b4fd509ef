//! What the composer is for: to say something, to answer, to say something else instead.

use waxwing_core::command::conversation as command;
use waxwing_core::model::{Direction, Message as Said};
use waxwing_core::{Command, ItemId};

use super::previews::Previews;
use super::{Message, SharedMessage, State};
use crate::screen::Action;
use crate::ui::message::{can_edit, is_said};
use crate::ui::{composer, timeline};
use crate::widget::virtual_list;

/// What is written, and about what.
#[derive(Clone, Debug, Default)]
pub(super) enum Purpose {
    /// Something new.
    #[default]
    Say,
    /// An answer to a message.
    Answer(SharedMessage),
    /// What one of our messages shall say instead.
    Correct {
        /// The message.
        message: SharedMessage,
        /// What was being written before.
        aside: String,
    },
    /// What a message that waits shall say instead.
    Rewrite {
        /// What waits.
        waiting: std::sync::Arc<waxwing_core::model::Waiting>,
        /// What was being written before.
        aside: String,
    },
}

/// What else is to be known of what is being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Writing {
    /// What it is for.
    pub purpose: Purpose,
    /// It shall be covered, with this hint.
    pub cover: Option<String>,
    /// What is told of links in it.
    pub previews: Previews,
}

/// What was being written when files came.
#[derive(Clone, Debug)]
pub struct Lifted {
    /// The text.
    pub text: String,
    /// What it answers.
    pub reply_to: Option<ItemId>,
    /// It is to be covered, with this hint.
    pub cover: Option<String>,
}

impl Writing {
    /// What was being written before a correction was begun.
    pub(super) fn aside(&self) -> Option<&str> {
        match &self.purpose {
            Purpose::Correct { aside, .. } | Purpose::Rewrite { aside, .. } => Some(aside),
            _ => None,
        }
    }
}

impl State {
    /// Begins an answer.
    pub fn answer(&mut self, item: ItemId) -> Action<Message> {
        let Some(message) = self.message(item).filter(|message| is_said(message)) else {
            return Action::none();
        };
        let message = SharedMessage::clone(message);
        self.put_down();
        self.writing.purpose = Purpose::Answer(message);
        Action::run(composer::State::focus())
    }

    /// Begins to say something else instead of a message of ours.
    pub fn correct(&mut self, item: ItemId) -> Action<Message> {
        let Some(message) = self.message(item).filter(|message| can_edit(message)) else {
            return Action::none();
        };
        let message = SharedMessage::clone(message);
        self.put_down();
        let aside = self.composer.text();
        self.composer.set(newest_text(&message));
        self.writing.purpose = Purpose::Correct { message, aside };
        Action::run(composer::State::focus())
    }

    /// Begins to correct the last thing that we have said here.
    pub fn correct_last(&mut self) -> Action<Message> {
        let mut items = self.timeline.items().iter().rev();
        let last = items.find(|item| item.direction == Direction::Outgoing && can_edit(item));
        match last.map(|item| item.id) {
            Some(item) => self.correct(item).and(self.show(item)),
            None => Action::none(),
        }
    }

    /// Gives up what the composer is for; what was being written before stands in it again. Whether
    /// there was anything to give up.
    pub fn put_down(&mut self) -> bool {
        match std::mem::take(&mut self.writing.purpose) {
            Purpose::Say => false,
            Purpose::Answer(_) => true,
            Purpose::Correct { aside, .. } | Purpose::Rewrite { aside, .. } => {
                self.composer.set(&aside);
                true
            }
        }
    }

    /// Hands over what is being written, for files that are to be sent with it. What it answers and how it
    /// is covered stays here too, until they are sent.
    pub fn lift(&mut self) -> Lifted {
        let cover = self.writing.cover.clone();
        let reply_to = match &self.writing.purpose {
            Purpose::Say => None,
            Purpose::Answer(answered) => {
                Some(self.message(answered.id).map_or(answered.id, |now| now.id))
            }
            // What is corrected has nothing to do with them.
            Purpose::Correct { .. } | Purpose::Rewrite { .. } => {
                return Lifted {
                    text: String::new(),
                    reply_to: None,
                    cover: None,
                };
            }
        };
        let text = self.composer.text();
        self.composer.set("");
        Lifted {
            text,
            reply_to,
            cover,
        }
    }

    /// The files were not sent: what was written for them stands here again.
    pub fn put_back(&mut self, text: &str) {
        if !text.is_empty() {
            let typed = self.composer.text();
            self.composer.set(&composer::joined(text, &typed));
        }
    }

    /// Files were sent, with what was handed over.
    pub fn files_sent(&mut self) -> Action<Message> {
        if matches!(self.writing.purpose, Purpose::Say | Purpose::Answer(_)) {
            self.writing.purpose = Purpose::Say;
            self.writing.cover = None;
        }
        self.unread_from = None;
        let kept = self.keep();
        kept.and(self.go_to_end())
    }

    /// Sends what was written, for what it is for.
    pub(super) fn submit(&mut self, text: String) -> Action<Message> {
        match std::mem::take(&mut self.writing.purpose) {
            Purpose::Say => self.say(text, None),
            Purpose::Answer(answered) => {
                let item = self.message(answered.id).map_or(answered.id, |now| now.id);
                self.say(text, Some(item))
            }
            Purpose::Rewrite { waiting, aside } => {
                self.composer.set(&aside);
                self.rewritten(&waiting, text)
            }
            Purpose::Correct { message, aside } => {
                self.composer.set(&aside);
                let now = self.message(message.id).unwrap_or(&message);
                let (item, same) = (now.id, newest_text(now) == text);
                let focus = Action::run(composer::State::focus());
                match same {
                    true => focus,
                    false => self
                        .command(command::Command::Correct { item, text })
                        .and(focus),
                }
            }
        }
    }

    fn say(&mut self, text: String, reply_to: Option<ItemId>) -> Action<Message> {
        self.unread_from = None;
        let spoiler = self.writing.cover.take();
        let previews = self.take_previews();
        let said = Action::send(Command::Conversation(
            self.id,
            command::Command::Send {
                text,
                reply_to,
                spoiler,
                previews,
            },
        ));
        let end = self.go_to_end();
        said.and(end).and(Action::run(composer::State::focus()))
    }

    /// Scrolls to a loaded message if it is out of sight.
    fn show(&self, item: ItemId) -> Action<Message> {
        let shown = |(first, last): (usize, usize)| {
            let place = self.timeline.index_of(item);
            place.is_some_and(|place| (first..=last).contains(&place))
        };
        match self.window.is_some_and(shown) {
            true => Action::none(),
            false => Action::run(virtual_list::jump_to(
                timeline::ID,
                item.seq,
                virtual_list::Place::Centre,
            )),
        }
    }
}

/// What a message of ours says, or shall say as soon as a correction gets through.
fn newest_text(message: &Said) -> &str {
    let change = message.change.as_ref();
    let corrected = change.map(|change| change.text.as_str());
    corrected
        .filter(|text| !text.is_empty())
        .unwrap_or(&message.text)
}
