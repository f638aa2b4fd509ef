//! Deleting an account on its server. It can't be taken back, so it is asked twice: the second time
//! the address has to be typed.

use iced::widget::{column, text};
use waxwing_core::model::Account;
use waxwing_core::{AccountId, BareJid, Command, command};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space};
use crate::widget::{Element, focus, text_field};
use crate::{engine, tr};

/// The field of the address among the widgets.
const ADDRESS: &str = "delete-account-address";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    /// The first question was answered.
    sure: bool,
    typed: String,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The address was changed.
    Typed(String),
    /// Yes, the first time or the second.
    Confirmed,
    /// No.
    Cancelled,
}

impl State {
    /// The first question.
    pub fn new(account: &Account) -> Self {
        Self {
            account: account.id,
            jid: account.jid.clone(),
            sure: false,
            typed: String::new(),
            progress: Progress::Idle,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Cancelled => return Outcome::Close,
            Message::Typed(text) => self.typed = text,
            Message::Confirmed if !self.sure => {
                self.sure = true;
                return Outcome::Stay(Action::run(focus::to(ADDRESS)));
            }
            Message::Confirmed if self.is_typed() && !self.progress.is_waiting() => {
                let request = engine::request();
                self.progress = Progress::Waiting(request);
                let account = self.account;
                let delete = command::account::Command::DeleteOnServer { request, account };
                return Outcome::Stay(Action::send(Command::Account(delete)));
            }
            Message::Confirmed => {}
        }
        Outcome::Stay(Action::none())
    }

    fn is_typed(&self) -> bool {
        self.typed.trim().eq_ignore_ascii_case(self.jid.as_str())
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let body = tr!("delete-account-body", address = self.jid.as_str());
        let mut parts = column![
            heading(tr!("delete-account-title")),
            text(body).size(size::LIST)
        ];
        let waiting = self.progress.is_waiting();
        let (label, press) = match self.sure {
            false => (tr!("delete-account-continue"), true),
            true => (tr!("delete-account-submit"), self.is_typed() && !waiting),
        };
        if self.sure {
            let mut field = text_field(tr!("delete-account-type"), &self.typed)
                .id(ADDRESS)
                .placeholder(self.jid.as_str());
            if !waiting {
                field = field.on_input(Message::Typed).on_submit(Message::Confirmed);
            }
            parts = parts.push(field);
        }
        if let Some(said) = self.progress.wrong() {
            parts = parts.push(complaint(said));
        }
        let press = press.then_some(Message::Confirmed);
        parts
            .push(buttons(Message::Cancelled, (Kind::Danger, label), press))
            .spacing(space::L)
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn sent(outcome: Outcome) -> Vec<Command> {
        let Outcome::Stay(action) = outcome else {
            panic!("it stays open")
        };
        action.commands
    }

    #[test]
    fn it_is_asked_twice_and_the_address_typed() {
        let mut state = State::new(&sample::account(sample::online()));
        assert!(sent(state.update(Message::Confirmed)).is_empty());
        assert!(sent(state.update(Message::Confirmed)).is_empty());
        let _ = state.update(Message::Typed("mira@example.com".to_owned()));
        assert!(sent(state.update(Message::Confirmed)).is_empty());
        let _ = state.update(Message::Typed(" Mira@example.org".to_owned()));
        assert_eq!(sent(state.update(Message::Confirmed)).len(), 1);
        assert!(sent(state.update(Message::Confirmed)).is_empty());
    }
}
