//! The question before messages are deleted. It says what that can do and what it can't.

use iced::widget::{column, text};
use waxwing_core::command::conversation as command;
use waxwing_core::model::{Conversation, Message as Said};
use waxwing_core::{Command, ConversationId, ItemId};

use super::{Action, Outcome, buttons, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::tr;
use crate::ui::message::{can_retract, is_here_only};
use crate::widget::Element;

/// What is asked about.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
    /// The name of the other side.
    name: String,
    /// Those that can be taken back.
    retracted: Vec<ItemId>,
    /// Those that never left.
    discarded: Vec<ItemId>,
    /// How many others were marked: they stay.
    kept: usize,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Delete them.
    Confirmed,
    /// Don't.
    Cancelled,
}

impl State {
    /// About these messages of a conversation; `None` where nothing of it can be deleted.
    pub fn new(entry: &Conversation, messages: &[&Said]) -> Option<Self> {
        let ids = |wanted: fn(&Said) -> bool| {
            let found = messages.iter().filter(|message| wanted(message));
            found.map(|message| message.id).collect::<Vec<_>>()
        };
        let retracted = ids(can_retract);
        let discarded = ids(is_here_only);
        let deleted = retracted.len() + discarded.len();
        (deleted > 0).then(|| Self {
            conversation: entry.id,
            name: entry.name.clone(),
            kept: messages.len() - deleted,
            retracted,
            discarded,
        })
    }

    /// The heading.
    pub fn title(&self) -> String {
        tr!("retract-title", count = self.count())
    }

    fn count(&self) -> u32 {
        let count = self.retracted.len() + self.discarded.len();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Cancelled => Outcome::Close,
            Message::Confirmed => {
                let retract = |item: &ItemId| command::Command::Retract { item: *item };
                let discard = |item: &ItemId| command::Command::Discard { item: *item };
                let retracted = self.retracted.iter().map(retract);
                let all = retracted.chain(self.discarded.iter().map(discard));
                Outcome::Done(
                    all.map(|command| {
                        Action::send(Command::Conversation(self.conversation, command))
                    })
                    .fold(Action::none(), Action::and),
                )
            }
        }
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        if !self.retracted.is_empty() {
            let can = tr!("retract-can", name = self.name.as_str());
            let cannot = tr!("retract-cannot");
            parts = parts.push(text(can).size(size::LIST));
            parts = parts.push(text(cannot).size(size::LIST).style(words::quiet));
        } else {
            parts = parts.push(text(tr!("retract-unsent")).size(size::LIST));
        }
        if self.kept > 0 {
            let kept = u32::try_from(self.kept).unwrap_or(u32::MAX);
            let kept = tr!("retract-kept", name = self.name.as_str(), count = kept);
            parts = parts.push(text(kept).size(size::LIST));
        }
        let submit = (Kind::Danger, tr!("retract-submit"));
        parts
            .push(buttons(
                Message::Cancelled,
                submit,
                Some(Message::Confirmed),
            ))
            .into()
    }
}
