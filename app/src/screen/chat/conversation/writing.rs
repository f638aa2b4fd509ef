//! What the composer is for: to say something, to answer, to say something else instead.

use waxwing_core::command::conversation as command;
use waxwing_core::model::{ChatState, Direction, Message as Said};
use waxwing_core::{Command, ItemId};

use super::previews::Previews;
use super::{Message, SharedMessage, State};
use crate::screen::{Action, Context};
use crate::ui::message::{can_edit, is_said};
use crate::ui::{composer, timeline};
use crate::widget::virtual_list;
use crate::world::Crowd;

/// What is written, and about what.
#[derive(Clone, Debug, Default)]
pub(super) enum Purpose {
    /// Something new.
    #[default]
    Say,
    /// An answer to a message.
    Answer(SharedMessage),
    /// Something for one alone of those who are in a group.
    Whisper {
        /// The nick they go by.
        nick: String,
        /// What it answers.
        answered: Option<SharedMessage>,
        /// What was being written to everybody before.
        aside: String,
    },
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
#[derive(Clone, Debug, Default)]
pub struct Lifted {
    /// The text.
    pub text: String,
    /// What it answers.
    pub reply_to: Option<ItemId>,
    /// It is to be covered, with this hint.
    pub cover: Option<String>,
    /// Whom of a group alone it is for.
    pub private: Option<String>,
}

impl Writing {
    /// It is for one alone of those who are in a group.
    pub(super) fn is_private(&self) -> bool {
        match &self.purpose {
            Purpose::Whisper { .. } => true,
            Purpose::Answer(message) | Purpose::Correct { message, .. } => {
                message.private.is_some()
            }
            Purpose::Say | Purpose::Rewrite { .. } => false,
        }
    }

    /// What was being written before something else was begun.
    pub(super) fn aside(&self) -> Option<&str> {
        match &self.purpose {
            Purpose::Whisper { aside, .. }
            | Purpose::Correct { aside, .. }
            | Purpose::Rewrite { aside, .. } => Some(aside),
            Purpose::Say | Purpose::Answer(_) => None,
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
        if let Some(nick) = message.private.clone() {
            return self.whisper_about(nick, Some(message));
        }
        self.put_down();
        self.writing.purpose = Purpose::Answer(message);
        Action::run(composer::State::focus())
    }

    /// Somebody in a group may be meant by what is typed: those who spoke last come first.
    pub(super) fn offer_people(&mut self, context: &Context<'_>) {
        let Some(typed) = self.composer.take_called() else {
            return;
        };
        let crowd = context.world.occupants(self.id);
        let items = self.timeline.items().iter().rev();
        let spoke = items.filter(|item| item.direction == Direction::Incoming);
        let spoke = spoke.filter_map(|item| item.author.as_ref());
        let here = |nick: &&str| crowd.is_none_or(|crowd| crowd.has(nick));
        let spoke = spoke.map(|author| author.nick.as_str()).filter(here);
        let others = crowd.into_iter().flat_map(Crowd::iter);
        let others = others.filter(|one| !one.mine).map(|one| one.nick.as_str());
        self.composer.offer_people(&typed, spoke.chain(others));
    }

    /// Begins to write to one alone of those who are in a group. It stays so until the person is done
    /// with it: what was meant for one must not reach all.
    pub fn whisper(&mut self, nick: String) -> Action<Message> {
        self.whisper_about(nick, None)
    }

    /// Answers a message of a group, and who wrote it alone gets that.
    pub fn answer_alone(&mut self, item: ItemId) -> Action<Message> {
        let message = self.message(item).filter(|message| is_said(message));
        let message = message.map(SharedMessage::clone);
        let author = message.as_ref().and_then(|message| message.author.as_ref());
        match author.map(|author| author.nick.clone()) {
            Some(nick) => self.whisper_about(nick, message),
            None => Action::none(),
        }
    }

    fn whisper_about(&mut self, nick: String, answered: Option<SharedMessage>) -> Action<Message> {
        self.put_down();
        let aside = self.composer.text();
        self.composer.set("");
        self.writing.purpose = Purpose::Whisper {
            nick,
            answered,
            aside,
        };
        // The others do not wait for it.
        let told = self.tell(ChatState::Paused);
        told.and(Action::run(composer::State::focus()))
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
            Purpose::Whisper { aside, .. }
            | Purpose::Correct { aside, .. }
            | Purpose::Rewrite { aside, .. } => {
                self.composer.set(&aside);
                true
            }
        }
    }

    /// What is answered, and whom alone it is for.
    pub(super) fn addressed(&self) -> (Option<ItemId>, Option<String>) {
        let now =
            |message: &SharedMessage| self.message(message.id).map_or(message.id, |now| now.id);
        match &self.writing.purpose {
            Purpose::Answer(answered) => (Some(now(answered)), None),
            Purpose::Whisper { nick, answered, .. } => {
                (answered.as_ref().map(now), Some(nick.clone()))
            }
            Purpose::Say | Purpose::Correct { .. } | Purpose::Rewrite { .. } => (None, None),
        }
    }

    /// It was said: what follows is for the same people, and answers nothing.
    pub(super) fn said(&mut self) {
        match &mut self.writing.purpose {
            Purpose::Whisper { answered, .. } => *answered = None,
            Purpose::Answer(_) => self.writing.purpose = Purpose::Say,
            Purpose::Say | Purpose::Correct { .. } | Purpose::Rewrite { .. } => {}
        }
    }

    /// Hands over what is being written, for files that are to be sent with it. What it answers and how it
    /// is covered stays here too, until they are sent.
    pub fn lift(&mut self) -> Lifted {
        if matches!(
            self.writing.purpose,
            Purpose::Correct { .. } | Purpose::Rewrite { .. }
        ) {
            // What is corrected has nothing to do with them.
            return Lifted::default();
        }
        let cover = self.writing.cover.clone();
        let (reply_to, private) = self.addressed();
        let text = self.composer.text();
        self.composer.set("");
        Lifted {
            text,
            reply_to,
            cover,
            private,
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
        if !matches!(
            self.writing.purpose,
            Purpose::Correct { .. } | Purpose::Rewrite { .. }
        ) {
            self.said();
            self.writing.cover = None;
        }
        self.unread_from = None;
        let kept = self.keep();
        kept.and(self.go_to_end())
    }

    /// Sends what was written, for what it is for.
    pub(super) fn submit(&mut self, text: String) -> Action<Message> {
        match std::mem::take(&mut self.writing.purpose) {
            purpose @ (Purpose::Say | Purpose::Answer(_) | Purpose::Whisper { .. }) => {
                self.writing.purpose = purpose;
                self.say(text)
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

    fn say(&mut self, text: String) -> Action<Message> {
        let (reply_to, private) = self.addressed();
        self.said();
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
                private,
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
