//! Another name for a contact.

use iced::widget::column;
use waxwing_core::model::Conversation;
use waxwing_core::{AccountId, BareJid, Command, command};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::space;
use crate::widget::{Element, text_field};
use crate::{engine, tr};

/// The field among the widgets.
pub const NAME: &str = "rename-name";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    name: String,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The name was changed.
    Typed(String),
    /// Use the name.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// A dialog that starts with the present name.
    pub fn new(conversation: &Conversation) -> Self {
        Self {
            account: conversation.account,
            jid: conversation.jid.clone(),
            name: conversation.name.clone(),
            progress: Progress::Idle,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Typed(text) => self.name = text,
            Message::Cancelled => return Outcome::Close,
            Message::Submitted if !self.progress.is_waiting() => {
                let request = engine::request();
                self.progress = Progress::Waiting(request);
                return Outcome::Stay(Action::send(Command::Contact(
                    command::contact::Command::Rename {
                        request,
                        account: self.account,
                        jid: self.jid.clone(),
                        name: self.name.trim().to_owned(),
                    },
                )));
            }
            Message::Submitted => {}
        }
        Outcome::Stay(Action::none())
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let waiting = self.progress.is_waiting();
        let mut name = text_field(tr!("rename-name", address = self.jid.as_str()), &self.name)
            .id(NAME)
            .hint(tr!("rename-hint"));
        if !waiting {
            name = name.on_input(Message::Typed).on_submit(Message::Submitted);
        }
        let mut parts = column![heading(tr!("rename-title")), name].spacing(space::L);
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        parts
            .push(buttons(
                Message::Cancelled,
                (Kind::Primary, tr!("rename-submit")),
                (!waiting).then_some(Message::Submitted),
            ))
            .into()
    }
}
