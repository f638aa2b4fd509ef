//! The quiet bar that says that there is no connection, why, and what can be done about it.

use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::{Account, Connection, Secret};
use waxwing_core::{Command, Failure, Timestamp, command};

use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, surface, text as words};
use crate::ui::failure::{self, Words};
use crate::widget::{Element, Role, accessible, icon_button, text_button, text_field};
use crate::{format, tr};

/// The password field's name among the widgets.
const PASSWORD: &str = "offline-password";

/// A connection that comes about faster than this is not worth a bar; in microseconds.
const WORTH_TELLING: i64 = 3_000_000;

/// What the bar holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    password: Secret,
    revealed: bool,
    unfolded: bool,
}

/// What happens in the bar.
#[derive(Clone, Debug)]
pub enum Message {
    /// Try at once.
    ConnectPressed,
    /// The new password was changed.
    PasswordTyped(Secret),
    /// The new password is shown, or no longer.
    RevealToggled,
    /// Use the new password.
    PasswordSubmitted,
    /// The reason is shown, or no longer.
    DetailsToggled,
}

/// Whether the bar counts seconds.
pub fn counts_down(account: &Account) -> bool {
    matches!(account.connection, Connection::Waiting { .. })
}

impl State {
    /// Takes in what happened.
    pub fn update(&mut self, message: Message, account: &Account) -> Action<Message> {
        let account = account.id;
        match message {
            Message::PasswordTyped(secret) => self.password = secret,
            Message::RevealToggled => self.revealed = !self.revealed,
            Message::DetailsToggled => self.unfolded = !self.unfolded,
            Message::ConnectPressed => {
                return Action::send(Command::Account(command::account::Command::Connect {
                    account,
                }));
            }
            Message::PasswordSubmitted if !self.password.reveal().is_empty() => {
                let password = std::mem::take(&mut self.password);
                self.revealed = false;
                return Action::send(Command::Account(command::account::Command::SetPassword {
                    account,
                    password,
                }));
            }
            Message::PasswordSubmitted => {}
        }
        Action::none()
    }

    /// The bar; `None` while all is well.
    pub fn view<'a>(
        &'a self,
        account: &'a Account,
        context: &Context<'a>,
    ) -> Option<Element<'a, Message>> {
        let content: Column<'a, Message> = match &account.connection {
            Connection::Online { .. } => return None,
            Connection::Connecting { step, since } => {
                if context.now.0.saturating_sub(since.0) < WORTH_TELLING {
                    return None;
                }
                column![line(failure::step(*step), None)]
            }
            Connection::Waiting {
                failure,
                since,
                retry_at,
            } => self.waiting(failure, *since, *retry_at, context),
            Connection::Stopped { failure, .. } => self.stopped(failure),
            Connection::Offline => {
                column![line(tr!("offline-idle"), Some(tr!("offline-connect")))]
            }
        };
        let bar = container(content.spacing(space::S).width(Fill))
            .padding([space::XS, space::L])
            .width(Fill)
            .style(surface::bar);
        let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        Some(column![bar, edge].into())
    }

    fn waiting(
        &self,
        failure: &Failure,
        since: Timestamp,
        retry_at: Timestamp,
        context: &Context<'_>,
    ) -> Column<'_, Message> {
        let label = tr!(
            "offline-waiting",
            since = format::moment(since, context.now),
            seconds = format::seconds_until(retry_at, context.now)
        );
        let (sign, name) = match self.unfolded {
            true => (Icon::ChevronUp, tr!("offline-hide-details")),
            false => (Icon::ChevronDown, tr!("offline-show-details")),
        };
        let details = icon_button(sign, name).on_press(Message::DetailsToggled);
        let line = row![
            line(label, Some(tr!("offline-try-now"))),
            details.expanded(self.unfolded)
        ]
        .spacing(space::S)
        .align_y(Center);
        let mut content = column![line];
        if self.unfolded {
            content = content.push(explanation(&Words::of(failure)));
        }
        content
    }

    fn stopped(&self, failure: &Failure) -> Column<'_, Message> {
        let said = Words::of(failure);
        match failure {
            Failure::WrongPassword | Failure::NoPassword => {
                column![explanation(&said), self.password_line()]
            }
            Failure::Conflict => column![
                line(said.what.clone(), Some(tr!("offline-connect-here"))),
                caption(said.advice)
            ],
            _ => column![
                line(said.what.clone(), Some(tr!("offline-try-now"))),
                explanation(&Words {
                    what: String::new(),
                    ..said
                })
            ],
        }
    }

    fn password_line(&self) -> Element<'_, Message> {
        let field = text_field(tr!("offline-new-password"), self.password.reveal())
            .id(PASSWORD)
            .on_input(|text| Message::PasswordTyped(text.into()))
            .on_submit(Message::PasswordSubmitted)
            .secret(self.revealed, tr!("login-reveal"), Message::RevealToggled);
        let ready = !self.password.reveal().is_empty();
        let send = text_button(tr!("login-submit"))
            .kind(Kind::Primary)
            .on_press_maybe(ready.then_some(Message::PasswordSubmitted));
        row![container(field).max_width(320), send]
            .spacing(space::S)
            .align_y(iced::Bottom)
            .padding(iced::padding::bottom(space::S))
            .into()
    }
}

/// What is the matter, with the one thing to do about it.
fn line<'a>(label: String, press: Option<String>) -> Element<'a, Message> {
    let sign = Icon::Offline.view().size(size::TITLE);
    let shown = container(text(label.clone()).size(size::LIST)).width(Fill);
    let mut line = row![sign, accessible(Role::Status, label, shown)]
        .spacing(space::S)
        .align_y(Center)
        .width(Fill);
    if let Some(name) = press {
        line = line.push(
            text_button(name)
                .kind(Kind::Quiet)
                .on_press(Message::ConnectPressed),
        );
    }
    container(line.height(crate::theme::HIT_TARGET + space::XS)).into()
}

fn explanation<'a>(said: &Words) -> Element<'a, Message> {
    let mut parts = column![].spacing(space::XS);
    if !said.what.is_empty() {
        parts = parts.push(text(said.what.clone()).size(size::LIST));
    }
    if !said.advice.is_empty() {
        parts = parts.push(caption(said.advice.clone()));
    }
    for (name, fact) in &said.facts {
        parts = parts.push(caption(tr!(
            "fact-line",
            name = name.as_str(),
            fact = fact.as_str()
        )));
    }
    container(parts)
        .padding(iced::padding::bottom(space::S))
        .into()
}

fn caption<'a>(label: String) -> Element<'a, Message> {
    text(label).size(size::CAPTION).style(words::quiet).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_new_password_is_sent_once_and_forgotten() {
        let account = sample::account(Connection::Stopped {
            failure: Failure::WrongPassword,
            since: sample::NOW,
        });
        let mut state = State::default();
        assert!(
            state
                .update(Message::PasswordSubmitted, &account)
                .commands
                .is_empty()
        );
        let _ = state.update(Message::PasswordTyped("new".into()), &account);
        let sent = state.update(Message::PasswordSubmitted, &account).commands;
        assert!(matches!(
            sent.as_slice(),
            [Command::Account(command::account::Command::SetPassword { password, .. })]
                if password.reveal() == "new"
        ));
        assert!(
            state
                .update(Message::PasswordSubmitted, &account)
                .commands
                .is_empty()
        );
    }
}
