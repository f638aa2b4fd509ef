//! The menu of our own accounts: what the others see of us, each account with what can be done to it, and
//! the way out.

mod view;

use waxwing_core::model::{Account, OwnPresence, Show};
use waxwing_core::{AccountId, Command, command};

use crate::screen::chat::people;
use crate::screen::{Action, Context};
use crate::widget::focus;

/// What the menu holds.
#[derive(Clone, Debug)]
pub struct State {
    status: String,
    /// The account whose deeds are shown; presence and status are then those of this one.
    unfolded: Option<AccountId>,
    /// The account that is on its way to another place.
    moved: Option<(AccountId, Way)>,
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
    /// What can be done to an account is shown, or no longer.
    Unfolded(AccountId),
    /// An account is switched on or off.
    EnabledToggled(AccountId),
    /// Connect an account anew.
    ReconnectPressed(AccountId),
    /// Move an account up or down.
    Moved(AccountId, Way),
    /// Give an account a colour.
    ColourChosen(AccountId, u8),
    /// Show the settings.
    SettingsPressed,
    /// Open a page about an account.
    Opened(Link),
    /// Open a page about the people of an account.
    PeoplePressed(people::Link),
    /// Show the address of an account as a code.
    CodePressed(AccountId),
    /// Have another password.
    PasswordPressed(AccountId),
    /// Delete an account on its server.
    DeletePressed(AccountId),
    /// Remove an account from this machine.
    RemovePressed(AccountId),
}

/// A direction in the list of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

/// A page that the menu leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Sign in with another account.
    AddAccount,
    /// What an account says to its server and hears from it.
    Console(AccountId),
    /// How an account is connected.
    Connection(AccountId),
    /// How much of its history is here.
    History(AccountId),
}

/// What the page has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Carry it out; the menu stays.
    Stay(Action<Message>),
    /// Carry these out and close the menu.
    Close(Vec<Command>),
    /// Close the menu and show the settings.
    Settings,
    /// Close the menu and open a page.
    Open(Link),
    /// Close the menu and open a page about people.
    People(people::Link),
    /// Close the menu and show the address of an account as a code.
    Code(AccountId),
    /// Ask for another password.
    Password(AccountId),
    /// Ask whether the account shall be deleted on its server.
    Delete(AccountId),
    /// Ask whether the account shall be removed.
    Remove(AccountId),
}

impl State {
    /// A menu that starts with what the others see now.
    pub fn new(context: &Context<'_>) -> Self {
        let first = context.world.account();
        Self {
            status: first.map_or_else(String::new, |first| first.presence.status.clone()),
            unfolded: None,
            moved: None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Outcome {
        match message {
            Message::StatusTyped(text) => self.status = text,
            Message::Chosen(show) => return Outcome::Close(self.presence(Some(show), context)),
            Message::StatusSubmitted => return Outcome::Close(self.presence(None, context)),
            Message::Unfolded(id) => self.unfold(id, context),
            Message::EnabledToggled(account) => {
                let on = context.world.account_by(account).map(|one| one.enabled);
                let enabled = !on.unwrap_or(true);
                let command = command::account::Command::SetEnabled { account, enabled };
                return stay(command);
            }
            Message::ReconnectPressed(account) => {
                return stay(command::account::Command::Reconnect { account });
            }
            Message::Moved(account, way) => {
                self.moved = Some((account, way));
                return stay(command::account::Command::SetOrder(order(
                    account, way, context,
                )));
            }
            Message::ColourChosen(account, colour) => {
                let colour = Some(colour);
                return stay(command::account::Command::SetColour { account, colour });
            }
            Message::SettingsPressed => return Outcome::Settings,
            Message::Opened(link) => return Outcome::Open(link),
            Message::PeoplePressed(link) => return Outcome::People(link),
            Message::CodePressed(id) => return Outcome::Code(id),
            Message::PasswordPressed(account) => return Outcome::Password(account),
            Message::DeletePressed(account) => return Outcome::Delete(account),
            Message::RemovePressed(account) => return Outcome::Remove(account),
        }
        Outcome::Stay(Action::none())
    }

    /// Takes in that the world has changed: an account that was moved takes the focus along.
    pub fn refresh(&mut self, context: &Context<'_>) -> Action<Message> {
        let Some((id, way)) = self.moved.take() else {
            return Action::none();
        };
        let ids: Vec<_> = context.world.accounts().map(|account| account.id).collect();
        let way = match way {
            Way::Up if ids.first() == Some(&id) => Way::Down,
            Way::Down if ids.last() == Some(&id) => Way::Up,
            way => way,
        };
        Action::run(focus::to(view::mover(id, way)))
    }

    fn unfold(&mut self, id: AccountId, context: &Context<'_>) {
        self.unfolded = (self.unfolded != Some(id)).then_some(id);
        if let Some(account) = self.subject(context) {
            self.status.clone_from(&account.presence.status);
        }
    }

    /// The account that presence and status are shown of; those of all are set where none is unfolded.
    fn subject<'a>(&self, context: &Context<'a>) -> Option<&'a Account> {
        let unfolded = self.unfolded.and_then(|id| context.world.account_by(id));
        unfolded.or(context.world.account()).map(AsRef::as_ref)
    }

    /// Whether presence and status are set for all accounts at once.
    fn is_for_all(&self, context: &Context<'_>) -> bool {
        self.unfolded.is_none() && context.world.has_several()
    }

    fn presence(&self, show: Option<Show>, context: &Context<'_>) -> Vec<Command> {
        let subject = self.subject(context).map(|account| account.id);
        let all = self.is_for_all(context);
        let accounts = context.world.accounts();
        accounts
            .filter(|account| all || Some(account.id) == subject)
            .map(|account| {
                Command::Account(command::account::Command::SetPresence {
                    account: account.id,
                    presence: OwnPresence {
                        show: show.unwrap_or(account.presence.show),
                        status: self.status.trim().to_owned(),
                    },
                })
            })
            .collect()
    }
}

fn stay(command: command::account::Command) -> Outcome {
    Outcome::Stay(Action::send(Command::Account(command)))
}

/// The accounts, one of them moved by one place.
fn order(id: AccountId, way: Way, context: &Context<'_>) -> Vec<AccountId> {
    let mut ids: Vec<_> = context.world.accounts().map(|account| account.id).collect();
    if let Some(from) = ids.iter().position(|one| *one == id) {
        let to = match way {
            Way::Up => from.saturating_sub(1),
            Way::Down => (from + 1).min(ids.len() - 1),
        };
        ids.swap(from, to);
    }
    ids
}
