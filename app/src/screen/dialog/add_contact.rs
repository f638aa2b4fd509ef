//! Adding a contact by address, by an invitation, or by the code on a picture.

pub(super) mod picture;

use iced::widget::{Column, column, row, text};
use iced::{Center, Fill, Task};
use waxwing_core::{AccountId, BareJid, Command, Error, Link, LinkAction, command};

use super::{Action, Outcome, Progress, buttons, heading};
use crate::icon::Icon;
use crate::screen::login::is_address;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::account;
use crate::ui::failure::Words;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, focus, focus_button, text_button, text_field};
use crate::world::World;
use crate::{engine, file, font, tr};

/// The field of the address among the widgets.
pub const ADDRESS: &str = "add-contact-address";
/// The field of the name among the widgets.
const NAME: &str = "add-contact-name";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    /// The accounts that may have the contact, and which of them shall.
    accounts: Vec<Choice>,
    chosen: usize,
    address: String,
    name: String,
    /// How far it has come.
    pub progress: Progress,
}

/// An account to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The account.
    pub id: AccountId,
    /// What it is called.
    pub address: String,
    /// The place of its colour in the palette.
    pub colour: u8,
}

/// The accounts a contact can be added to.
pub fn choices(world: &World) -> Vec<Choice> {
    world
        .accounts()
        .filter(|account| account.enabled)
        .map(|account| Choice {
            id: account.id,
            address: account.jid.to_string(),
            colour: world.colour(account.id),
        })
        .collect()
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another account was chosen.
    AccountChosen(usize),
    /// The address was changed.
    AddressTyped(String),
    /// The name was changed.
    NameTyped(String),
    /// Choose a picture with a code.
    PicturePressed,
    /// A picture was chosen.
    Chosen(file::Choice),
    /// This stands in its code, if it has one.
    CodeRead(Option<String>),
    /// Rather invite somebody; the page does it.
    InvitePressed,
    /// Rather make a group; the page does it.
    GroupPressed,
    /// Rather go into a channel; the page does it.
    ChannelPressed,
    /// Add the contact.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// An empty dialog, or one for an address that is known.
    pub fn new(accounts: Vec<Choice>, chosen: usize, address: String) -> Self {
        Self {
            accounts,
            chosen,
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
            Message::AccountChosen(place) => self.chosen = place,
            Message::Submitted => return Outcome::Stay(self.submit()),
            Message::PicturePressed => return Outcome::Stay(Action::run(choose())),
            Message::Chosen(choice) => return Outcome::Stay(self.look(choice)),
            Message::CodeRead(text) => return Outcome::Stay(self.take(text)),
            Message::InvitePressed
            | Message::GroupPressed
            | Message::ChannelPressed
            | Message::Cancelled => return Outcome::Close,
        }
        Outcome::Stay(Action::none())
    }

    /// Whom it is about and whose contact that becomes, once it can be read.
    pub fn added(&self) -> Option<(AccountId, BareJid)> {
        let account = self.accounts.get(self.chosen)?.id;
        match link(&self.address) {
            Some(link) => Some((account, link.address.bare().clone())),
            None => Some((account, bare(&self.address).parse().ok()?)),
        }
    }

    fn look(&mut self, choice: file::Choice) -> Action<super::Message> {
        match choice {
            file::Choice::Nothing => Action::none(),
            file::Choice::NoDialog => {
                self.progress = Progress::Wrong(Words::new(tr!("code-no-dialog")));
                Action::none()
            }
            file::Choice::File(path) => Action::run(Task::perform(picture::read(path), |text| {
                super::Message::AddContact(Message::CodeRead(text))
            })),
        }
    }

    /// Takes over what a code says, if it is about a person. Nobody is added by that.
    fn take(&mut self, text: Option<String>) -> Action<super::Message> {
        if self.progress.is_waiting() {
            return Action::none();
        }
        match text.filter(|text| link(text).is_some() || is_address(bare(text))) {
            Some(text) => {
                self.address = text.trim().to_owned();
                self.progress = Progress::Idle;
            }
            None => self.progress = Progress::Wrong(Words::new(tr!("code-none"))),
        }
        Action::run(focus::to(ADDRESS))
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
        let address = match link(&self.address) {
            Some(link) => link.to_string(),
            None => self.address.trim().to_owned(),
        };
        if link(&address).is_none() && !is_address(bare(&address)) {
            let error = Error::InvalidAddress(String::new());
            self.progress = Progress::Wrong(Words::of_error(&error));
            return Action::run(focus::to(ADDRESS));
        }
        let Some(account) = self.accounts.get(self.chosen) else {
            return Action::none();
        };
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        Action::send(Command::Contact(command::contact::Command::Add {
            request,
            account: account.id,
            address,
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
        let mut parts = column![
            heading(tr!("add-contact-title")),
            text(tr!("add-contact-explanation"))
                .size(size::LIST)
                .style(words::quiet),
            address,
            name,
        ]
        .spacing(space::L);
        if self.accounts.len() > 1 {
            parts = parts.push(self.whose());
        }
        let read = (!waiting).then_some(Message::PicturePressed);
        let others = row![
            text_button(tr!("code-read")).on_press_maybe(read),
            text_button(tr!("add-contact-invite")).on_press(Message::InvitePressed),
            text_button(tr!("group-new")).on_press(Message::GroupPressed),
            text_button(tr!("channel-join")).on_press(Message::ChannelPressed)
        ]
        .spacing(space::S)
        .wrap();
        parts = parts.push(others.vertical_spacing(space::S));
        parts
            .push(buttons(
                Message::Cancelled,
                (Kind::Primary, label),
                ready.then_some(Message::Submitted),
            ))
            .into()
    }

    /// Which of our accounts gets the contact.
    fn whose(&self) -> Element<'_, Message> {
        let idle = !self.progress.is_waiting();
        let choice = |(place, one): (usize, &Choice)| {
            let mut line = row![
                account::disc(one.colour, 10.0),
                one_line(one.address.clone()).size(size::LIST).width(Fill)
            ]
            .spacing(space::S)
            .align_y(Center);
            if place == self.chosen {
                line = line.push(Icon::Check.view().size(16.0));
            }
            focus_button(line, one.address.clone())
                .kind(Kind::Row)
                .role(Role::MenuItem)
                .checked(place == self.chosen)
                .on_press_maybe(idle.then_some(Message::AccountChosen(place)))
                .into()
        };
        let all = Column::with_children(self.accounts.iter().enumerate().map(choice));
        let label = tr!("add-contact-account");
        let shown = text(label.clone()).size(size::LIST).font(font::MEDIUM);
        column![
            shown,
            accessible(Role::Group, label, focus::roving(all.spacing(2.0)))
        ]
        .spacing(space::XS)
        .into()
    }
}

/// Lets a picture be chosen.
fn choose() -> Task<super::Message> {
    let chosen = file::choose(tr!("code-choose"), tr!("choose-kind-pictures"), PICTURES);
    Task::perform(chosen, |choice| {
        super::Message::AddContact(Message::Chosen(choice))
    })
}

/// How the files of pictures that can be read end.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif"];

/// An invitation or another link that is about a person, as others hand it on.
fn link(typed: &str) -> Option<Link> {
    let link = Link::parse_invitation(typed).ok()?;
    let wanted = matches!(link.action, LinkAction::Show | LinkAction::Add { .. });
    (wanted && link.address.local().is_some() && link.address.resource().is_none()).then_some(link)
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
        let choice = Choice {
            id: sample::ACCOUNT,
            address: "mira@example.org".to_owned(),
            colour: 0,
        };
        let mut state = State::new(vec![choice], 0, String::new());
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
    fn a_code_fills_in_whom_it_is_about_and_adds_nobody() {
        let (mut state, _) = submit("");
        let read = |state: &mut State, text: Option<&str>| {
            let read = Message::CodeRead(text.map(str::to_owned));
            match state.update(read) {
                Outcome::Stay(action) => assert!(action.commands.is_empty()),
                outcome => panic!("it stays open: {outcome:?}"),
            }
        };
        for odd in [
            None,
            Some(""),
            Some("https://evil.example/"),
            Some("xmpp:a@b?remove"),
        ] {
            read(&mut state, odd);
            assert!(
                state.progress.wrong().is_some() && state.address.is_empty(),
                "{odd:?}"
            );
        }
        read(&mut state, Some("xmpp:romy@example.org?roster;preauth=T"));
        assert!(state.progress.wrong().is_none());
        assert_eq!(state.address, "xmpp:romy@example.org?roster;preauth=T");
    }

    #[test]
    fn an_invitation_is_added_with_its_token() {
        for typed in [
            "xmpp:romy@example.org?roster;preauth=T",
            "https://example.org/i/#romy@example.org?roster;preauth=T",
        ] {
            let (state, sent) = submit(typed);
            let [Command::Contact(command::contact::Command::Add { address, .. })] =
                sent.as_slice()
            else {
                panic!("{typed}: {sent:?}")
            };
            assert_eq!(address, "xmpp:romy@example.org?roster;preauth=T");
            let added = state.added().map(|(_, jid)| jid.to_string());
            assert_eq!(added.as_deref(), Some("romy@example.org"));
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
