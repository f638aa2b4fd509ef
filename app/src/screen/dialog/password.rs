//! Another password for an account, on its server too.

use iced::widget::{column, text};
use waxwing_core::model::{Account, Secret};
use waxwing_core::{AccountId, BareJid, Command, command};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::failure::Words;
use crate::ui::strength;
use crate::widget::{Element, focus, text_field};
use crate::{engine, tr};

/// The field of the new password among the widgets.
pub const NEW: &str = "password-new";
/// The field in which it stands again.
const AGAIN: &str = "password-again";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    new: Secret,
    again: Secret,
    revealed: bool,
    /// What is wrong with what was typed, and where.
    wrong: Option<(&'static str, String)>,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The new password was changed.
    NewTyped(Secret),
    /// Its repetition was changed.
    AgainTyped(Secret),
    /// The passwords are shown, or no longer.
    RevealToggled,
    /// Change it.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// An empty dialog.
    pub fn new(account: &Account) -> Self {
        Self {
            account: account.id,
            jid: account.jid.clone(),
            new: Secret::default(),
            again: Secret::default(),
            revealed: false,
            wrong: None,
            progress: Progress::Idle,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::NewTyped(new) => {
                self.new = new;
                self.forget();
            }
            Message::AgainTyped(again) => {
                self.again = again;
                self.forget();
            }
            Message::RevealToggled => self.revealed = !self.revealed,
            Message::Submitted => return Outcome::Stay(self.submit()),
            Message::Cancelled => return Outcome::Close,
        }
        Outcome::Stay(Action::none())
    }

    fn forget(&mut self) {
        self.wrong = None;
        if self.progress.wrong().is_some() {
            self.progress = Progress::Idle;
        }
    }

    fn submit(&mut self) -> Action<super::Message> {
        if self.progress.is_waiting() {
            return Action::none();
        }
        let wrong = if self.new.reveal().is_empty() {
            Some((NEW, tr!("password-missing")))
        } else if self.new != self.again {
            Some((AGAIN, tr!("password-differs")))
        } else {
            None
        };
        if let Some((field, said)) = wrong {
            self.wrong = Some((field, said));
            return Action::run(focus::to(field));
        }
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        let account = self.account;
        let new = self.new.clone();
        Action::send(Command::Account(
            command::account::Command::ChangePassword {
                request,
                account,
                new,
            },
        ))
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let waiting = self.progress.is_waiting();
        let wrong = |field| {
            let (at, said) = self.wrong.as_ref()?;
            (*at == field).then(|| said.clone())
        };
        let mut new = text_field(tr!("password-new"), self.new.reveal())
            .id(NEW)
            .hint(strength::words(self.new.reveal()))
            .error(wrong(NEW))
            .secret(self.revealed, tr!("login-reveal"), Message::RevealToggled);
        let mut again = text_field(tr!("password-again"), self.again.reveal())
            .id(AGAIN)
            .error(wrong(AGAIN))
            .secret(self.revealed, tr!("login-reveal"), Message::RevealToggled);
        if !waiting {
            new = new
                .on_input(|text| Message::NewTyped(text.into()))
                .on_submit(Message::Submitted);
            again = again
                .on_input(|text| Message::AgainTyped(text.into()))
                .on_submit(Message::Submitted);
        }
        let explanation = text(tr!("password-explanation", address = self.jid.as_str()))
            .size(size::LIST)
            .style(words::quiet);
        let mut parts = column![heading(tr!("password-title")), explanation, new, again];
        if let Some(said) = self.progress.wrong() {
            parts = parts.push(complaint(&told(said)));
        }
        let label = match waiting {
            true => tr!("password-waiting"),
            false => tr!("password-submit"),
        };
        let press = (!waiting).then_some(Message::Submitted);
        parts
            .push(buttons(Message::Cancelled, (Kind::Primary, label), press))
            .spacing(space::L)
            .into()
    }
}

/// What went wrong; the password is then the one it was.
fn told(said: &Words) -> Words {
    let mut said = said.clone();
    said.advice = match said.advice.is_empty() {
        true => tr!("password-unchanged"),
        false => format!("{} {}", said.advice, tr!("password-unchanged")),
    };
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn submit(new: &str, again: &str) -> (State, Vec<Command>) {
        let mut state = State::new(&sample::account(sample::online()));
        let _ = state.update(Message::NewTyped(new.into()));
        let _ = state.update(Message::AgainTyped(again.into()));
        let Outcome::Stay(action) = state.update(Message::Submitted) else {
            panic!("it stays open")
        };
        (state, action.commands)
    }

    #[test]
    fn a_password_is_sent_once_and_only_if_typed_twice() {
        assert!(submit("", "").1.is_empty());
        assert!(submit("one", "other").1.is_empty());
        let (mut state, sent) = submit("a good one", "a good one");
        assert!(matches!(
            sent.as_slice(),
            [Command::Account(command::account::Command::ChangePassword { new, .. })]
                if new.reveal() == "a good one"
        ));
        let Outcome::Stay(action) = state.update(Message::Submitted) else {
            panic!("it stays open")
        };
        assert!(action.commands.is_empty());
        assert!(!format!("{state:?}").contains("a good one"));
    }
}
