//! Adding a contact by address.

use iced::widget::{column, text};
use waxwing_core::{AccountId, BareJid, Command, Error, command};

use super::{Action, Outcome, Progress, buttons, heading};
use crate::screen::login::is_address;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::failure::Words;
use crate::widget::{Element, focus, text_field};
use crate::{engine, tr};

/// The field of the address among the widgets.
pub const ADDRESS: &str = "add-contact-address";
/// The field of the name among the widgets.
const NAME: &str = "add-contact-name";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    address: String,
    name: String,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The address was changed.
    AddressTyped(String),
    /// The name was changed.
    NameTyped(String),
    /// Add the contact.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// An empty dialog, or one for an address that is known.
    pub fn new(account: AccountId, address: String) -> Self {
        Self {
            account,
            address,
            name: String::new(),
            progress: Progress::Idle,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::AddressTyped(text) => {
                self.address = text;
                self.forget();
            }
            Message::NameTyped(text) => self.name = text,
            Message::Submitted => return Outcome::Stay(self.submit()),
            Message::Cancelled => return Outcome::Close,
        }
        Outcome::Stay(Action::none())
    }

    /// Whom it is about, once that can be read.
    pub fn jid(&self) -> Option<BareJid> {
        bare(&self.address).parse().ok()
    }

    fn forget(&mut self) {
        if self.progress.wrong().is_some() {
            self.progress = Progress::Idle;
        }
    }

    fn submit(&mut self) -> Action<super::Message> {
        if self.progress.is_waiting() {
            return Action::none();
        }
        let address = self.address.trim();
        if !is_address(bare(address)) {
            let error = Error::InvalidAddress(String::new());
            self.progress = Progress::Wrong(Words::of_error(&error));
            return Action::run(focus::to(ADDRESS));
        }
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        Action::send(Command::Contact(command::contact::Command::Add {
            request,
            account: self.account,
            address: address.to_owned(),
            name: self.name.trim().to_owned(),
        }))
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let waiting = self.progress.is_waiting();
        let wrong = self.progress.wrong().map(|words| {
            let mut lines = vec![words.sentence()];
            lines.extend(words.facts.iter().map(|(_, fact)| fact.clone()));
            lines.join("\n")
        });
        let mut address = text_field(tr!("add-contact-address"), &self.address)
            .id(ADDRESS)
            .placeholder(tr!("address-example"))
            .error(wrong);
        let mut name = text_field(tr!("add-contact-name"), &self.name)
            .id(NAME)
            .hint(tr!("add-contact-name-hint"));
        if !waiting {
            address = address
                .on_input(Message::AddressTyped)
                .on_submit(Message::Submitted);
            name = name
                .on_input(Message::NameTyped)
                .on_submit(Message::Submitted);
        }
        let label = match waiting {
            true => tr!("add-contact-waiting"),
            false => tr!("add-contact-submit"),
        };
        let ready = !waiting && !self.address.trim().is_empty();
        column![
            heading(tr!("add-contact-title")),
            text(tr!("add-contact-explanation"))
                .size(size::LIST)
                .style(words::quiet),
            address,
            name,
            buttons(
                Message::Cancelled,
                (Kind::Primary, label),
                ready.then_some(Message::Submitted)
            ),
        ]
        .spacing(space::L)
        .into()
    }
}

fn bare(typed: &str) -> &str {
    let address = typed.trim();
    address.strip_prefix("xmpp:").unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn submit(address: &str) -> (State, Vec<Command>) {
        let mut state = State::new(sample::ACCOUNT, String::new());
        let _ = state.update(Message::AddressTyped(address.to_owned()));
        let Outcome::Stay(action) = state.update(Message::Submitted) else {
            panic!("it stays open")
        };
        (state, action.commands)
    }

    #[test]
    fn a_bad_address_is_told_before_anything_is_sent() {
        for address in ["", "romy", "romy@", "example.org", "romy@example.org/desk"] {
            let (state, sent) = submit(address);
            assert!(sent.is_empty(), "{address}");
            assert!(state.progress.wrong().is_some(), "{address}");
        }
    }

    #[test]
    fn a_good_address_is_sent_once() {
        let (mut state, sent) = submit(" xmpp:romy@example.org ");
        assert!(matches!(
            sent.as_slice(),
            [Command::Contact(command::contact::Command::Add { address, .. })]
                if address == "xmpp:romy@example.org"
        ));
        let Outcome::Stay(action) = state.update(Message::Submitted) else {
            panic!("it stays open")
        };
        assert!(action.commands.is_empty());
    }
}
