//! The dialogs over the conversations. One is open at a time; each waits for its own request.

pub mod add_contact;
pub mod clear;
pub mod configure_room;
pub mod confirm;
pub mod day;
pub mod delete_account;
pub mod delivery;
pub mod encryption;
pub mod export;
pub mod folder;
pub mod forward;
pub mod groups;
pub mod invite;
pub mod join_room;
pub mod link;
pub mod new_group;
pub mod notices;
pub mod password;
pub mod plans;
pub mod react;
pub mod rename;
pub mod report;
pub mod retract;
pub mod sealed;
pub mod send_files;
pub mod shortcuts;
pub mod time;
pub mod verify;
pub mod versions;

use iced::widget::{column, row, text};
use iced::{Fill, Right, Task};
use waxwing_core::model::Affiliation;
use waxwing_core::{AccountId, BareJid, ConversationId, Error, RequestId};

use super::{Action, Context};
use crate::font;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::tr;
use crate::ui::failure::Words;
use crate::widget::{Element, Role, accessible, text_button};

/// The dialog that is open.
#[derive(Debug)]
pub enum Dialog {
    /// Add a contact.
    AddContact(add_contact::State),
    /// Give a contact another name, or this device.
    Rename(rename::State),
    /// Put a contact into groups.
    Groups(groups::State),
    /// Ask before something that can't be taken back.
    Confirm(confirm::State),
    /// Our address as a code, and invitations.
    Invite(invite::State),
    /// Ask what a link may do.
    Link(link::State),
    /// Have another password.
    Password(password::State),
    /// Delete an account on its server.
    DeleteAccount(delete_account::State),
    /// What happened to a message on its way.
    Delivery(delivery::State),
    /// Who can read what is written.
    Encryption(encryption::State),
    /// Why a message can't be read, or is marked.
    Sealed(sealed::State),
    /// Whether a key is whose it seems to be.
    Verify(Box<verify::State>),
    /// Choose a day.
    Day(day::State),
    /// What a message said before.
    Versions(versions::State),
    /// Ask before messages are deleted.
    Retract(retract::State),
    /// Where messages shall be said again.
    Forward(forward::State),
    /// What to feel about a message.
    React(react::State),
    /// When a conversation gives notices.
    Notices(notices::State),
    /// The folder of a conversation.
    Folder(folder::State),
    /// Delete a history from this machine.
    Clear(clear::State),
    /// When something shall happen.
    Time(time::State),
    /// What is to happen later.
    Plans(plans::State),
    /// A conversation as a file.
    Export(export::State),
    /// Make a group, or invite people into one.
    NewGroup(new_group::State),
    /// Go into a channel.
    JoinRoom(join_room::State),
    /// Settle what a group is like.
    ConfigureRoom(configure_room::State),
    /// Block somebody, and say why.
    Report(report::State),
    /// Send files.
    Files(Box<send_files::State>),
}

/// What happens in a dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// In the dialog for a new contact.
    AddContact(add_contact::Message),
    /// In the dialog for a new name.
    Rename(rename::Message),
    /// In the dialog for groups.
    Groups(groups::Message),
    /// In a question.
    Confirm(confirm::Message),
    /// In the dialog that invites.
    Invite(invite::Message),
    /// In a question about a link.
    Link(link::Message),
    /// In the dialog for another password.
    Password(password::Message),
    /// In the dialog that deletes an account.
    DeleteAccount(delete_account::Message),
    /// In the dialog about a message on its way.
    Delivery(delivery::Message),
    /// In the dialog about who can read what is written.
    Encryption(encryption::Message),
    /// In the dialog about how a message came through encryption.
    Sealed(sealed::Message),
    /// In the dialog about a key.
    Verify(verify::Message),
    /// In the calendar.
    Day(day::Message),
    /// In the dialog about what a message said before.
    Versions(versions::Message),
    /// In the question before messages are deleted.
    Retract(retract::Message),
    /// In the dialog that forwards.
    Forward(forward::Message),
    /// In the dialog about what to feel.
    React(react::Message),
    /// In the dialog about notices.
    Notices(notices::Message),
    /// In the dialog about a folder.
    Folder(folder::Message),
    /// In the dialog that deletes a history.
    Clear(clear::Message),
    /// In the dialog for a time.
    Time(time::Message),
    /// In a list of what is to happen later.
    Plans(plans::Message),
    /// In the dialog that writes a file.
    Export(export::Message),
    /// In the dialog for a group.
    NewGroup(new_group::Message),
    /// In the dialog for a channel.
    JoinRoom(join_room::Message),
    /// In the dialog that settles what a group is like.
    ConfigureRoom(configure_room::Message),
    /// In the dialog that blocks and reports.
    Report(report::Message),
    /// In the dialog that sends files.
    Files(send_files::Message),
}

/// What the holder of a dialog has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Carry the action out; the dialog stays.
    Stay(Action<Message>),
    /// Carry the action out and close the dialog.
    Done(Action<Message>),
    /// Close the dialog.
    Close,
}

/// How far the request of a dialog has come.
#[derive(Clone, Debug, Default)]
pub enum Progress {
    /// Nothing was asked for yet.
    #[default]
    Idle,
    /// The engine works on it.
    Waiting(RequestId),
    /// It could not be done.
    Wrong(Words),
}

impl Dialog {
    /// Its name, which is also its heading.
    pub fn title(&self) -> String {
        match self {
            Self::AddContact(_) => tr!("add-contact-title"),
            Self::Rename(_) => tr!("rename-title"),
            Self::Groups(state) => state.title(),
            Self::Confirm(state) => state.title(),
            Self::Invite(_) => tr!("invite-title"),
            Self::Link(state) => state.title(),
            Self::Password(_) => tr!("password-title"),
            Self::DeleteAccount(_) => tr!("delete-account-title"),
            Self::Delivery(_) => tr!("delivery-title"),
            Self::Encryption(state) => state.title(),
            Self::Sealed(state) => state.title(),
            Self::Verify(state) => state.title(),
            Self::Day(state) => state.title(),
            Self::Versions(_) => tr!("versions-title"),
            Self::Retract(state) => state.title(),
            Self::Forward(state) => state.title(),
            Self::React(_) => tr!("react-title"),
            Self::Notices(state) => state.title(),
            Self::Folder(_) => tr!("folder-title"),
            Self::Clear(state) => state.title(),
            Self::Time(state) => state.title(),
            Self::Plans(state) => state.title(),
            Self::Export(state) => state.title(),
            Self::NewGroup(state) => state.title(),
            Self::JoinRoom(_) => tr!("channel-join"),
            Self::ConfigureRoom(state) => state.title(),
            Self::Report(state) => state.title(),
            Self::Files(state) => state.title(),
        }
    }

    /// Where the focus goes first.
    pub fn focus<M: Send + 'static>(&self) -> Task<M> {
        match self {
            Self::AddContact(_) => crate::widget::focus::to(add_contact::ADDRESS),
            Self::Rename(_) => crate::widget::focus::to(rename::NAME),
            Self::Groups(_) => crate::widget::focus::to(groups::NEW),
            Self::Password(_) => crate::widget::focus::to(password::NEW),
            Self::Day(_) => crate::widget::focus::to(day::FIELD),
            Self::Forward(_) => crate::widget::focus::to(forward::FILTER),
            Self::React(_) => crate::widget::focus::to(react::FIRST),
            Self::Folder(_) => crate::widget::focus::to(folder::NAME),
            Self::Time(_) => crate::widget::focus::to(time::FIRST),
            Self::Export(_) => crate::widget::focus::to(export::PATH),
            Self::Invite(state) => crate::widget::focus::to(state.first()),
            Self::NewGroup(_) => crate::widget::focus::to(new_group::NAME),
            Self::JoinRoom(_) => crate::widget::focus::to(join_room::ADDRESS),
            Self::Files(_) => send_files::State::focus(),
            Self::Confirm(state) => crate::widget::focus::to(state.first()),
            Self::ConfigureRoom(_)
            | Self::Link(_)
            | Self::DeleteAccount(_)
            | Self::Delivery(_)
            | Self::Encryption(_)
            | Self::Sealed(_)
            | Self::Verify(_)
            | Self::Versions(_)
            | Self::Retract(_)
            | Self::Report(_)
            | Self::Notices(_)
            | Self::Clear(_)
            | Self::Plans(_) => crate::widget::focus::to(CANCEL),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match (self, message) {
            (Self::AddContact(state), Message::AddContact(message)) => state.update(message),
            (Self::Rename(state), Message::Rename(message)) => state.update(message),
            (Self::Groups(state), Message::Groups(message)) => state.update(message),
            (Self::Confirm(state), Message::Confirm(message)) => state.update(message),
            (Self::Invite(state), Message::Invite(message)) => state.update(message),
            (Self::Link(state), Message::Link(message)) => state.update(message),
            (Self::Password(state), Message::Password(message)) => state.update(message),
            (Self::DeleteAccount(state), Message::DeleteAccount(message)) => state.update(message),
            (Self::Delivery(state), Message::Delivery(message)) => state.update(message),
            (Self::Encryption(state), Message::Encryption(message)) => state.update(message),
            (Self::Sealed(state), Message::Sealed(message)) => state.update(message),
            (Self::Verify(state), Message::Verify(message)) => state.update(message),
            (Self::Day(state), Message::Day(message)) => state.update(message),
            (Self::Versions(state), Message::Versions(message)) => state.update(message),
            (Self::Retract(state), Message::Retract(message)) => state.update(message),
            (Self::Forward(state), Message::Forward(message)) => state.update(message),
            (Self::React(state), Message::React(message)) => state.update(message),
            (Self::Notices(state), Message::Notices(message)) => state.update(message),
            (Self::Folder(state), Message::Folder(message)) => state.update(message),
            (Self::Clear(state), Message::Clear(message)) => state.update(message),
            (Self::Time(state), Message::Time(message)) => state.update(message),
            (Self::Plans(state), Message::Plans(message)) => state.update(message),
            (Self::Export(state), Message::Export(message)) => state.update(message),
            (Self::NewGroup(state), Message::NewGroup(message)) => state.update(message),
            (Self::JoinRoom(state), Message::JoinRoom(message)) => state.update(message),
            (Self::ConfigureRoom(state), Message::ConfigureRoom(message)) => state.update(message),
            (Self::Report(state), Message::Report(message)) => state.update(message),
            (Self::Files(state), Message::Files(message)) => state.update(message),
            // A message of a dialog that is closed by now.
            _ => Outcome::Stay(Action::none()),
        }
    }

    /// Takes in the end of a request; `None` where it is not ours.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> Option<Outcome> {
        if let Self::Groups(state) = self
            && state.finish_change(request, result)
        {
            return Some(Outcome::Stay(Action::none()));
        }
        if let Self::Export(state) = self
            && state.finish(request, result)
        {
            return Some(Outcome::Stay(Action::run(crate::widget::focus::to(CANCEL))));
        }
        if let Self::ConfigureRoom(state) = self
            && state.finish_asking(request, result)
        {
            return Some(Outcome::Stay(Action::none()));
        }
        if let Self::JoinRoom(state) = self
            && state.finish_locked(request, result)
        {
            let focus = crate::widget::focus::to(join_room::PASSWORD);
            return Some(Outcome::Stay(Action::run(focus)));
        }
        if let Self::JoinRoom(state) = self
            && state.finish_list(request, result)
        {
            return Some(Outcome::Stay(Action::none()));
        }
        if let Self::Verify(state) = self
            && state.finish(request, result)
        {
            return Some(Outcome::Stay(Action::none()));
        }
        if let Self::Invite(state) = self {
            let ours = state.finish(request, result);
            return ours.then(|| Outcome::Stay(Action::none()));
        }
        let progress = match self {
            Self::AddContact(state) => &mut state.progress,
            Self::Rename(state) => &mut state.progress,
            Self::Groups(state) => &mut state.progress,
            Self::Confirm(state) => &mut state.progress,
            Self::Link(state) => &mut state.progress,
            Self::Password(state) => &mut state.progress,
            Self::DeleteAccount(state) => &mut state.progress,
            Self::Clear(state) => &mut state.progress,
            Self::Report(state) => &mut state.progress,
            Self::Verify(state) => &mut state.progress,
            Self::NewGroup(state) => &mut state.progress,
            Self::Retract(state) => &mut state.progress,
            Self::JoinRoom(state) => &mut state.progress,
            Self::ConfigureRoom(state) => &mut state.progress,
            Self::Delivery(_)
            | Self::Encryption(_)
            | Self::Sealed(_)
            | Self::Day(_)
            | Self::Versions(_)
            | Self::Forward(_)
            | Self::React(_)
            | Self::Notices(_)
            | Self::Invite(_)
            | Self::Folder(_)
            | Self::Time(_)
            | Self::Plans(_)
            | Self::Export(_)
            | Self::Files(_) => return None,
        };
        match progress {
            Progress::Waiting(ours) if *ours == request => {}
            _ => return None,
        }
        match result {
            Ok(()) => match self {
                Self::NewGroup(state) => Some(state.go_on()),
                Self::Retract(state) => Some(state.go_on()),
                _ => Some(Outcome::Close),
            },
            Err(error) => {
                *progress = Progress::Wrong(Words::of_error(error));
                Some(Outcome::Stay(Action::none()))
            }
        }
    }

    /// What the page has to do when this happens.
    pub fn wish(&self, message: &Message) -> Option<link::Wish> {
        match (self, message) {
            (Self::Link(state), Message::Link(link::Message::Confirmed)) => state.wish(),
            (Self::AddContact(_), Message::AddContact(add_contact::Message::InvitePressed)) => {
                Some(link::Wish::Invite)
            }
            (Self::AddContact(_), Message::AddContact(add_contact::Message::GroupPressed)) => {
                Some(link::Wish::Group)
            }
            (Self::AddContact(_), Message::AddContact(add_contact::Message::ChannelPressed)) => {
                Some(link::Wish::Channel)
            }
            _ => None,
        }
    }

    /// The group that the dialog has made.
    pub fn made(&self) -> Option<ConversationId> {
        match self {
            Self::NewGroup(state) => state.made(),
            _ => None,
        }
    }

    /// Whom the dialog makes something else to a group.
    pub fn ranked(&self) -> Option<&(BareJid, Affiliation)> {
        match self {
            Self::Confirm(state) => state.ranked(),
            _ => None,
        }
    }

    /// Whom the dialog adds, and to which account.
    pub fn added(&self) -> Option<(AccountId, BareJid)> {
        match self {
            Self::AddContact(state) => state.added(),
            Self::Link(state) => state.added(),
            Self::Rename(_)
            | Self::Groups(_)
            | Self::Invite(_)
            | Self::Confirm(_)
            | Self::Password(_)
            | Self::DeleteAccount(_)
            | Self::Delivery(_)
            | Self::Encryption(_)
            | Self::Sealed(_)
            | Self::Verify(_)
            | Self::Day(_)
            | Self::Versions(_)
            | Self::Retract(_)
            | Self::Forward(_)
            | Self::React(_)
            | Self::Notices(_)
            | Self::Folder(_)
            | Self::Clear(_)
            | Self::Report(_)
            | Self::NewGroup(_)
            | Self::JoinRoom(_)
            | Self::ConfigureRoom(_)
            | Self::Time(_)
            | Self::Plans(_)
            | Self::Export(_)
            | Self::Files(_) => None,
        }
    }

    /// The day that is chosen when this happens, and what for.
    pub fn day(&self, message: &Message) -> Option<(day::Purpose, chrono::NaiveDate)> {
        match (self, message) {
            (Self::Day(state), Message::Day(message)) => state.chosen(message),
            _ => None,
        }
    }

    /// The time that is chosen when this happens, and what for.
    pub fn time(&self, message: &Message) -> Option<(time::Purpose, waxwing_core::Timestamp)> {
        match (self, message) {
            (Self::Time(state), Message::Time(message)) => state.chosen(message),
            _ => None,
        }
    }

    /// What the page has to do with what is to happen later.
    pub fn plan(&self, message: &Message) -> Option<plans::Wish> {
        match (self, message) {
            (Self::Plans(state), Message::Plans(message)) => state.wish(message),
            _ => None,
        }
    }

    /// What the page has to do about encryption when this happens.
    pub fn about_keys(&self, message: &Message) -> Option<sealed::Wish> {
        match (self, message) {
            (Self::Encryption(state), Message::Encryption(message)) => state.wish(message),
            (Self::Sealed(state), Message::Sealed(message)) => state.wish(message),
            _ => None,
        }
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        match self {
            Self::AddContact(state) => state.view().map(Message::AddContact),
            Self::Rename(state) => state.view().map(Message::Rename),
            Self::Groups(state) => state.view().map(Message::Groups),
            Self::Confirm(state) => state.view().map(Message::Confirm),
            Self::Invite(state) => state.view().map(Message::Invite),
            Self::Link(state) => state.view().map(Message::Link),
            Self::Password(state) => state.view().map(Message::Password),
            Self::DeleteAccount(state) => state.view().map(Message::DeleteAccount),
            Self::Delivery(state) => state.view(context).map(Message::Delivery),
            Self::Encryption(state) => state.view(context).map(Message::Encryption),
            Self::Sealed(state) => state.view().map(Message::Sealed),
            Self::Verify(state) => state.view(context).map(Message::Verify),
            Self::Day(state) => state.view(context).map(Message::Day),
            Self::Versions(state) => state.view(context).map(Message::Versions),
            Self::Retract(state) => state.view().map(Message::Retract),
            Self::Forward(state) => state.view(context).map(Message::Forward),
            Self::React(state) => state.view(context).map(Message::React),
            Self::Notices(state) => state.view().map(Message::Notices),
            Self::Folder(state) => state.view().map(Message::Folder),
            Self::Clear(state) => state.view().map(Message::Clear),
            Self::Time(state) => state.view(context).map(Message::Time),
            Self::Plans(state) => state.view(context).map(Message::Plans),
            Self::Export(state) => state.view().map(Message::Export),
            Self::NewGroup(state) => state.view(context).map(Message::NewGroup),
            Self::JoinRoom(state) => state.view(context).map(Message::JoinRoom),
            Self::ConfigureRoom(state) => state.view().map(Message::ConfigureRoom),
            Self::Report(state) => state.view().map(Message::Report),
            Self::Files(state) => state.view(context).map(Message::Files),
        }
    }
}

impl Progress {
    /// Whether the engine works on it.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    /// What is wrong.
    pub fn wrong(&self) -> Option<&Words> {
        match self {
            Self::Wrong(words) => Some(words),
            _ => None,
        }
    }
}

/// The name of the cancel button among the widgets.
const CANCEL: &str = "dialog-cancel";

/// The heading of a dialog.
fn heading<'a, M: 'a>(title: String) -> Element<'a, M> {
    let shown = text(title.clone()).size(size::TITLE).font(font::SEMIBOLD);
    accessible(Role::Heading, title, shown).into()
}

/// What went wrong, with its facts.
fn complaint<'a, M: 'a>(said: &Words) -> Element<'a, M> {
    let shown = text(said.sentence()).size(size::LIST).style(words::danger);
    let mut parts = column![accessible(Role::Alert, said.sentence(), shown)].spacing(space::XS);
    for (_, fact) in &said.facts {
        parts = parts.push(text(fact.clone()).size(size::CAPTION).style(words::quiet));
    }
    parts.into()
}

/// The buttons below: the way out, and the thing to do.
fn buttons<'a, M: Clone + 'a>(
    cancel: M,
    (kind, label): (Kind, String),
    press: Option<M>,
) -> Element<'a, M> {
    let line = row![
        text_button(tr!("cancel")).id(CANCEL).on_press(cancel),
        text_button(label).kind(kind).on_press_maybe(press)
    ]
    .spacing(space::S);
    iced::widget::container(line)
        .width(Fill)
        .align_x(Right)
        .into()
}
