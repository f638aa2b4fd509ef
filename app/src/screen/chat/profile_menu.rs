//! The menu of our own account: what the others see of us, and the way out.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::{Account, OwnPresence, Show};
use waxwing_core::{Command, command};

use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{Tokens, contact, size, space, surface};
use crate::ui::presence;
use crate::widget::avatar::avatar;
use crate::widget::{Element, Role, accessible, focus, focus_button, text_field};
use crate::{font, tr};

/// The width of the menu.
const WIDTH: f32 = 280.0;

/// What the menu holds.
#[derive(Clone, Debug)]
pub struct State {
    status: String,
}

/// What happens in the menu.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another availability was chosen.
    Chosen(Show),
    /// The status message was changed.
    StatusTyped(String),
    /// Use the status message.
    StatusSubmitted,
    /// Show the settings.
    SettingsPressed,
    /// Leave this account.
    SignOutPressed,
}

/// What the page has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing; the menu stays.
    Stay,
    /// Carry it out and close the menu.
    Close(Command),
    /// Show the settings.
    Settings,
    /// Ask whether the account shall be removed.
    SignOut,
}

impl State {
    /// A menu that starts with what the others see now.
    pub fn new(account: &Account) -> Self {
        Self {
            status: account.presence.status.clone(),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, account: &Account) -> Outcome {
        match message {
            Message::StatusTyped(text) => {
                self.status = text;
                Outcome::Stay
            }
            Message::Chosen(show) => Outcome::Close(self.presence(show, account)),
            Message::StatusSubmitted => {
                Outcome::Close(self.presence(account.presence.show, account))
            }
            Message::SettingsPressed => Outcome::Settings,
            Message::SignOutPressed => Outcome::SignOut,
        }
    }

    fn presence(&self, show: Show, account: &Account) -> Command {
        Command::Account(command::account::Command::SetPresence {
            account: account.id,
            presence: OwnPresence {
                show,
                status: self.status.trim().to_owned(),
            },
        })
    }

    /// The menu.
    pub fn view<'a>(
        &'a self,
        account: &'a Account,
        tokens: &'static Tokens,
    ) -> Element<'a, Message> {
        let name = text(account.jid.as_str())
            .size(size::LIST)
            .font(font::MEDIUM);
        let disc = contact::disc(account.jid.as_str(), tokens);
        let head = row![
            avatar(account.jid.as_str(), disc).size(40.0),
            container(name).width(Fill)
        ]
        .spacing(space::M)
        .align_y(Center);
        let mut choices = column![].spacing(2.0);
        for show in presence::CHOICES {
            choices = choices.push(choice(show, account.presence.show == show));
        }
        let status = text_field(tr!("profile-status"), &self.status)
            .placeholder(tr!("profile-status-placeholder"))
            .on_input(Message::StatusTyped)
            .on_submit(Message::StatusSubmitted)
            .hint(tr!("profile-status-hint"));
        let settings = way(
            Icon::Settings,
            tr!("profile-settings"),
            Message::SettingsPressed,
        );
        let leave = way(
            Icon::LogOut,
            tr!("profile-sign-out"),
            Message::SignOutPressed,
        );
        let line = || container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        let content = column![
            container(head).padding(space::S),
            focus::roving(choices),
            line(),
            container(status).padding(space::S),
            line(),
            settings,
            leave,
        ]
        .spacing(space::XS);
        let card = container(content)
            .width(WIDTH)
            .padding(space::S)
            .style(surface::raised);
        accessible(Role::Menu, tr!("profile-menu"), focus::scope(card)).into()
    }
}

/// A line that leads out of the menu.
fn way<'a>(icon: Icon, name: String, message: Message) -> Element<'a, Message> {
    let line = row![icon.view().size(16.0), text(name.clone()).size(size::LIST)]
        .spacing(space::S)
        .align_y(Center);
    focus_button(line, name)
        .kind(Kind::Row)
        .role(Role::Button)
        .on_press(message)
        .into()
}

fn choice<'a>(show: Show, chosen: bool) -> Element<'a, Message> {
    let label = presence::choice(show);
    let mut line = row![
        presence::bare_dot(show),
        container(text(label.clone()).size(size::LIST)).width(Fill)
    ]
    .spacing(space::M)
    .align_y(Center);
    if chosen {
        line = line.push(Icon::Check.view().size(16.0));
    }
    focus_button(line, label)
        .kind(Kind::Row)
        .role(Role::MenuItem)
        .checked(chosen)
        .on_press(Message::Chosen(show))
        .into()
}
