//! What happened to a message of ours on its way: when, where, what is still awaited, and why it
//! failed. It follows the message while it is open.

mod steps;
mod view;

use std::sync::Arc;

use waxwing_core::command::conversation as command;
use waxwing_core::model::{Message as Said, Milestone};
use waxwing_core::{Command, ConversationId, ItemId};

use super::{Action, Outcome};
use crate::clipboard;

/// The message that is followed.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
    message: Arc<Said>,
    /// What the engine has told; nothing at first.
    milestones: Vec<Milestone>,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Try it again.
    RetryPressed,
    /// Put its text on the clipboard.
    CopyPressed,
    /// Throw it away.
    DeletePressed,
    /// Close.
    Closed,
}

impl State {
    /// About this message, as the conversation shows it.
    pub fn new(conversation: ConversationId, message: Arc<Said>) -> Self {
        Self {
            conversation,
            message,
            milestones: Vec::new(),
        }
    }

    /// What makes the engine tell, and go on telling.
    pub fn follow(&self) -> Command {
        self.command(command::Command::Follow {
            item: Some(self.message.id),
        })
    }

    /// What makes it stop.
    pub fn leave(&self) -> Command {
        self.command(command::Command::Follow { item: None })
    }

    /// Which message; its place in the conversation may have changed since.
    pub fn item(&self) -> (ConversationId, ItemId) {
        (self.conversation, self.message.id)
    }

    /// Takes in what the engine has told about the message.
    pub fn told(
        &mut self,
        conversation: ConversationId,
        message: Arc<Said>,
        milestones: Vec<Milestone>,
    ) {
        if conversation == self.conversation && message.id.seq == self.message.id.seq {
            self.message = message;
            self.milestones = milestones;
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        let item = self.message.id;
        match message {
            Message::RetryPressed => Outcome::Stay(Action::send(
                self.command(command::Command::Resend { item }),
            )),
            Message::CopyPressed => {
                Outcome::Stay(Action::run(clipboard::copy(self.message.text.clone())))
            }
            // The row goes, and the dialog with it.
            Message::DeletePressed => Outcome::Stay(Action::send(
                self.command(command::Command::Discard { item }),
            )),
            Message::Closed => Outcome::Close,
        }
    }

    fn command(&self, command: command::Command) -> Command {
        Command::Conversation(self.conversation, command)
    }
}
