//! Another name for a contact, or for this device.

use iced::widget::column;
use waxwing_core::model::Conversation;
use waxwing_core::{AccountId, BareJid, Command, RequestId, command};

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
    what: What,
    name: String,
    /// How far it has come.
    pub progress: Progress,
}

/// What gets another name.
#[derive(Clone, Debug)]
enum What {
    /// A contact; for us alone.
    Contact(BareJid),
    /// This device, on the list of ours that others may read.
    Device,
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
            what: What::Contact(conversation.jid.clone()),
            name: conversation.name.clone(),
            progress: Progress::Idle,
        }
    }

    /// About this device, as an account of ours names it.
    pub fn device(account: AccountId, name: &str) -> Self {
        Self {
            account,
            what: What::Device,
            name: name.to_owned(),
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
                return Outcome::Stay(Action::send(self.command(request)));
            }
            Message::Submitted => {}
        }
        Outcome::Stay(Action::none())
    }

    fn command(&self, request: RequestId) -> Command {
        let account = self.account;
        let name = self.name.trim().to_owned();
        match &self.what {
            What::Contact(jid) => Command::Contact(command::contact::Command::Rename {
                request,
                account,
                jid: jid.clone(),
                name,
            }),
            What::Device => Command::Encryption(command::encryption::Command::Name {
                request,
                account,
                label: name,
            }),
        }
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let waiting = self.progress.is_waiting();
        let (label, hint) = match &self.what {
            What::Contact(jid) => (
                tr!("rename-name", address = jid.as_str()),
                tr!("rename-hint"),
            ),
            What::Device => (tr!("rename-device-name"), tr!("rename-device-hint")),
        };
        let mut name = text_field(label, &self.name).id(NAME).hint(hint);
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
