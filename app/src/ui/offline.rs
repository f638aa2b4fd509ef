//! The quiet bar that says that there is no connection, why, and what can be done about it.

use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill, Shrink};
use waxwing_core::model::{Account, Connection, Secret};
use waxwing_core::{AccountId, ClientCertificateProblem, Command, Failure, Timestamp, command};

use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, size, space, surface, text as words};
use crate::ui::failure::{self, Words};
use crate::widget::apart::apart;
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
    /// Signing in with less protection was asked for once.
    doubting: bool,
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
    /// Sign in although less protects it: ask once more.
    WeakerPressed,
    /// Rather not.
    WeakerDeclined,
    /// Sign in although less protects it.
    WeakerConfirmed,
}

/// Whether the bar counts seconds.
pub fn counts_down(account: &Account) -> bool {
    matches!(account.connection, Connection::Waiting { .. })
}

impl State {
    /// Takes in what happened.
    pub fn update(&mut self, message: Message, account: &Account) -> Action<Message> {
        let locked = is_locked(account);
        let account = account.id;
        match message {
            Message::WeakerPressed => self.doubting = true,
            Message::WeakerDeclined => self.doubting = false,
            Message::WeakerConfirmed => {
                self.doubting = false;
                let accept = command::account::Command::AcceptWeaker { account };
                return Action::send(Command::Account(accept));
            }
            Message::PasswordTyped(secret) => self.password = secret,
            Message::RevealToggled => self.revealed = !self.revealed,
            Message::DetailsToggled => self.unfolded = !self.unfolded,
            Message::ConnectPressed => return Action::send(connect(account)),
            Message::PasswordSubmitted if !self.password.reveal().is_empty() => {
                let password = std::mem::take(&mut self.password);
                self.revealed = false;
                self.unfolded = false;
                return Action::send(Command::Account(match locked {
                    true => command::account::Command::SetPassphrase {
                        account,
                        passphrase: password,
                    },
                    false => command::account::Command::SetPassword { account, password },
                }));
            }
            Message::PasswordSubmitted => {}
        }
        Action::none()
    }
}

/// Whether the account waits for the passphrase of its certificate.
fn is_locked(account: &Account) -> bool {
    let Connection::Stopped { failure, .. } = &account.connection else {
        return false;
    };
    asks_passphrase(failure)
}

fn asks_passphrase(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::ClientCertificate {
            problem: ClientCertificateProblem::WrongPassphrase,
            ..
        }
    )
}

/// Tells an account to connect now.
pub fn connect(account: AccountId) -> Command {
    Command::Account(command::account::Command::Connect { account })
}

/// Whether it takes so long already that it should be told.
pub fn is_worth_telling(since: Timestamp, context: &Context<'_>) -> bool {
    context.now.0.saturating_sub(since.0) >= WORTH_TELLING
}

/// One bar for several accounts that come back by themselves.
pub fn together<'a, M: Clone + 'a>(
    accounts: &[&Account],
    context: &Context<'_>,
    press: M,
) -> Element<'a, M> {
    let names: Vec<&str> = accounts
        .iter()
        .map(|account| account.jid.as_str())
        .collect();
    let retry = accounts
        .iter()
        .filter_map(|account| match account.connection {
            Connection::Waiting { retry_at, .. } => Some(retry_at),
            _ => None,
        })
        .min();
    let names = names.join(", ");
    let label = match retry {
        Some(at) => tr!(
            "offline-together",
            accounts = names,
            seconds = format::seconds_until(at, context.now)
        ),
        None => tr!("offline-together-connecting", accounts = names),
    };
    framed(column![line(label, Some((tr!("offline-try-now"), press)))])
}

/// The bar of one account.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    /// The account.
    pub account: &'a Account,
    /// There are others, so it is called by its name.
    pub named: bool,
    /// What the person did in the bar, if anything.
    pub state: Option<&'a State>,
}

impl<'a> Bar<'a> {
    /// The bar; `None` while all is well.
    pub fn view(self, context: &Context<'_>) -> Option<Element<'a, Message>> {
        let content: Column<'a, Message> = match &self.account.connection {
            Connection::Online { .. } => return None,
            // Whoever switched it off knows, and its row says so.
            Connection::Offline if !self.account.enabled => return None,
            Connection::Connecting { step, since } => {
                if !is_worth_telling(*since, context) {
                    return None;
                }
                column![line(self.of(failure::step(*step)), None)]
            }
            Connection::Waiting {
                failure,
                since,
                retry_at,
            } => self.waiting(failure, *since, *retry_at, context),
            Connection::Stopped { failure, .. } => self.stopped(failure),
            Connection::Offline => {
                let press = (tr!("offline-connect"), Message::ConnectPressed);
                column![line(self.of(tr!("offline-idle")), Some(press))]
            }
        };
        Some(framed(content.spacing(space::S)))
    }

    /// The words, with the account they are about where there are several.
    fn of(self, words: String) -> String {
        match self.named {
            true => tr!(
                "offline-named",
                address = self.account.jid.as_str(),
                words = words
            ),
            false => words,
        }
    }

    fn is_unfolded(self) -> bool {
        self.state.is_some_and(|state| state.unfolded)
    }

    fn waiting(
        self,
        failure: &Failure,
        since: Timestamp,
        retry_at: Timestamp,
        context: &Context<'_>,
    ) -> Column<'a, Message> {
        let label = self.of(tr!(
            "offline-waiting",
            since = format::moment(since, context.now),
            seconds = format::seconds_until(retry_at, context.now)
        ));
        let unfolded = self.is_unfolded();
        let (sign, name) = match unfolded {
            true => (Icon::ChevronUp, tr!("offline-hide-details")),
            false => (Icon::ChevronDown, tr!("offline-show-details")),
        };
        let details = icon_button(sign, name).on_press(Message::DetailsToggled);
        let press = (tr!("offline-try-now"), Message::ConnectPressed);
        let line = row![line(label, Some(press)), details.expanded(unfolded)]
            .spacing(space::S)
            .align_y(Center);
        let mut content = column![line];
        if unfolded {
            content = content.push(explanation(&Words::of(failure)));
        }
        content
    }

    fn stopped(self, failure: &Failure) -> Column<'a, Message> {
        let mut said = Words::of(failure);
        let what = self.of(std::mem::take(&mut said.what));
        let press = |label| Some((label, Message::ConnectPressed));
        match failure {
            // Several accounts may be in this state: each is one line until it is its turn.
            Failure::WrongPassword | Failure::NoPassword if self.named && !self.is_unfolded() => {
                let again = (tr!("offline-sign-in-again"), Message::DetailsToggled);
                column![line(what, Some(again))]
            }
            Failure::WrongPassword | Failure::NoPassword => {
                let label = tr!("offline-new-password");
                column![
                    explanation(&Words { what, ..said }),
                    self.password_line(label)
                ]
            }
            // Trying again mends nothing before the next start.
            Failure::ReadOnly { .. } => column![explanation(&Words { what, ..said })],
            failure if asks_passphrase(failure) => {
                let label = tr!("login-passphrase");
                column![
                    explanation(&Words { what, ..said }),
                    self.password_line(label)
                ]
            }
            Failure::Downgrade { .. } => column![
                line(what, press(tr!("offline-try-now"))),
                explanation(&said),
                self.weaker()
            ],
            Failure::Conflict => column![
                line(what, press(tr!("offline-connect-here"))),
                caption(said.advice)
            ],
            _ => column![
                line(what, press(tr!("offline-try-now"))),
                explanation(&said)
            ],
        }
    }

    /// The way in with less protection: never the first thing at hand, and asked for twice.
    fn weaker(self) -> Element<'a, Message> {
        let ways = match self.state.is_some_and(|state| state.doubting) {
            false => row![
                text_button(tr!("offline-weaker"))
                    .kind(Kind::Quiet)
                    .on_press(Message::WeakerPressed)
            ],
            true => {
                let question = tr!("offline-weaker-question");
                let shown = container(text(question.clone()).size(size::LIST)).width(Fill);
                row![
                    accessible(Role::Alert, question, shown),
                    text_button(tr!("cancel")).on_press(Message::WeakerDeclined),
                    text_button(tr!("offline-weaker-confirm"))
                        .kind(Kind::Danger)
                        .on_press(Message::WeakerConfirmed)
                ]
            }
        };
        ways.spacing(space::S)
            .align_y(Center)
            .padding(iced::padding::bottom(space::S))
            .into()
    }

    fn password_line(self, label: String) -> Element<'a, Message> {
        let typed = self.state.map_or("", |state| state.password.reveal());
        let revealed = self.state.is_some_and(|state| state.revealed);
        let field = text_field(label, typed)
            .id(format!("{PASSWORD}-{}", self.account.id.0))
            .on_input(|text| Message::PasswordTyped(text.into()))
            .on_submit(Message::PasswordSubmitted)
            .secret(revealed, tr!("login-reveal"), Message::RevealToggled);
        let ready = !typed.is_empty();
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

/// A bar across the window.
fn framed<'a, M: 'a>(content: Column<'a, M>) -> Element<'a, M> {
    let bar = container(content.width(Fill))
        .padding([space::XS, space::L])
        .width(Fill)
        .style(surface::bar);
    let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    column![bar, edge].into()
}

/// What is the matter, with the one thing to do about it.
fn line<'a, M: Clone + 'a>(label: String, press: Option<(String, M)>) -> Element<'a, M> {
    let sign = Icon::Offline.view().size(size::TITLE);
    let shown = container(text(label.clone()).size(size::LIST)).width(Fill);
    let line = row![sign, accessible(Role::Status, label, shown).once()]
        .spacing(space::S)
        .align_y(Center)
        .height(Shrink)
        .width(Fill);
    let button: Element<'a, M> = match press {
        Some((name, message)) => text_button(name).kind(Kind::Quiet).on_press(message).into(),
        // As high as one.
        None => iced::widget::space().height(HIT_TARGET).into(),
    };
    container(apart(line, button)).padding([2.0, 0.0]).into()
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
    fn less_protection_is_asked_for_twice() {
        let account = sample::account(sample::downgraded());
        let mut state = State::default();
        let asked = state.update(Message::WeakerPressed, &account);
        assert!(asked.commands.is_empty() && state.doubting);
        let _ = state.update(Message::WeakerDeclined, &account);
        assert!(!state.doubting);
        let _ = state.update(Message::WeakerPressed, &account);
        let sent = state.update(Message::WeakerConfirmed, &account).commands;
        let accept = command::account::Command::AcceptWeaker {
            account: account.id,
        };
        assert_eq!(sent, [Command::Account(accept)]);
    }

    #[test]
    fn a_passphrase_goes_to_the_certificate() {
        let failure = Failure::ClientCertificate {
            path: "/home/mira/mira.p12".to_owned(),
            problem: ClientCertificateProblem::WrongPassphrase,
        };
        let account = sample::account(Connection::Stopped {
            failure,
            since: sample::NOW,
        });
        let mut state = State::default();
        let _ = state.update(Message::PasswordTyped("sesame".into()), &account);
        let sent = state.update(Message::PasswordSubmitted, &account).commands;
        assert!(matches!(
            sent.as_slice(),
            [Command::Account(command::account::Command::SetPassphrase { passphrase, .. })]
                if passphrase.reveal() == "sesame"
        ));
    }

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
