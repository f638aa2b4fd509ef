//! A question before something that can't be taken back: it says what is lost.

use iced::widget::{column, text};
use waxwing_core::model::{Account, Affiliation, Conversation, Role};
use waxwing_core::{AccountId, BareJid, Command, ConversationId, RequestId, command};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space};
use crate::ui::failure::Words;
use crate::ui::room;
use crate::widget::{Element, focus, hazard, text_field};
use crate::{engine, tr};

/// So much of a name that somebody has given themselves stands in a heading, in bytes.
const MOST_NICK: usize = 96;

/// The field for the reason among the widgets.
const REASON: &str = "confirm-reason";
/// The one for where to go instead.
const INSTEAD: &str = "confirm-instead";

/// What is asked.
#[derive(Clone, Debug)]
pub struct State {
    deed: Deed,
    /// Why, as those whom it is done to are told.
    reason: String,
    /// Where everybody is to go instead.
    instead: String,
    /// How far it has come.
    pub progress: Progress,
}

/// What will be done.
#[derive(Clone, Debug)]
enum Deed {
    /// Take a contact off the roster.
    RemoveContact {
        account: AccountId,
        jid: BareJid,
        name: String,
    },
    /// Let nothing of somebody through any more.
    Block {
        account: AccountId,
        jid: BareJid,
        name: String,
    },
    /// Leave a group.
    LeaveRoom {
        id: ConversationId,
        name: String,
        closed: bool,
    },
    /// End a group for everybody.
    DestroyRoom { id: ConversationId, name: String },
    /// Make somebody leave a group; with an address, for good.
    PutOut {
        id: ConversationId,
        name: String,
        nick: String,
        /// What they are to it from then on.
        as_what: Option<(BareJid, Affiliation)>,
        /// Only members may enter.
        closed: bool,
    },
    /// Take a device of ours off the account's list.
    RemoveDevice { account: AccountId, device: u32 },
    /// Do without the keys that the keyring does not give.
    NewKeys { account: AccountId },
    /// Sign out and forget the account on this machine.
    RemoveAccount { account: AccountId, jid: BareJid },
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The reason is typed.
    Reasoned(String),
    /// Where to go instead is typed.
    Led(String),
    /// Do it.
    Confirmed,
    /// Don't.
    Cancelled,
}

impl State {
    fn of(deed: Deed) -> Self {
        Self {
            deed,
            reason: String::new(),
            instead: String::new(),
            progress: Progress::Idle,
        }
    }

    /// Asks whether a contact shall be removed.
    pub fn remove_contact(conversation: &Conversation) -> Self {
        Self::of(Deed::RemoveContact {
            account: conversation.account,
            jid: conversation.jid.clone(),
            name: conversation.name.clone(),
        })
    }

    /// Asks whether somebody shall be kept away.
    pub fn block(conversation: &Conversation) -> Self {
        Self::of(Deed::Block {
            account: conversation.account,
            jid: conversation.jid.clone(),
            name: conversation.name.clone(),
        })
    }

    /// Asks whether a group shall be left.
    pub fn leave_room(conversation: &Conversation) -> Self {
        let nature = conversation
            .room
            .as_ref()
            .and_then(|room| room.nature.as_ref());
        Self::of(Deed::LeaveRoom {
            id: conversation.id,
            name: conversation.name.clone(),
            closed: nature.is_some_and(|nature| nature.members_only),
        })
    }

    /// Asks whether a group shall end.
    pub fn destroy_room(conversation: &Conversation) -> Self {
        Self::of(Deed::DestroyRoom {
            id: conversation.id,
            name: conversation.name.clone(),
        })
    }

    /// Asks whether somebody shall have to leave a group; `ban`: and stay out.
    pub fn put_out(
        conversation: &Conversation,
        nick: String,
        as_what: Option<(BareJid, Affiliation)>,
    ) -> Self {
        Self::of(Deed::PutOut {
            id: conversation.id,
            name: conversation.name.clone(),
            nick,
            as_what,
            closed: conversation.room.as_deref().is_some_and(room::is_closed),
        })
    }

    /// Asks whether an account shall be removed from this machine.
    pub fn remove_account(account: &Account) -> Self {
        Self::of(Deed::RemoveAccount {
            account: account.id,
            jid: account.jid.clone(),
        })
    }

    /// Asks whether a device of ours shall get nothing any more.
    pub fn remove_device(account: AccountId, device: u32) -> Self {
        Self::of(Deed::RemoveDevice { account, device })
    }

    /// Asks whether an account shall do without the keys that the keyring does not give.
    pub fn new_keys(account: AccountId) -> Self {
        Self::of(Deed::NewKeys { account })
    }

    /// Who shall be something else to a group.
    pub fn ranked(&self) -> Option<&(BareJid, Affiliation)> {
        match &self.deed {
            Deed::PutOut { as_what, .. } => as_what.as_ref(),
            _ => None,
        }
    }

    /// The heading.
    pub fn title(&self) -> String {
        match &self.deed {
            Deed::RemoveContact { name, .. } => {
                tr!("remove-contact-title", name = name.as_str())
            }
            Deed::Block { name, .. } => tr!("block-title", name = name.as_str()),
            Deed::LeaveRoom { name, .. } => tr!("room-leave-title", name = name.as_str()),
            Deed::DestroyRoom { name, .. } => tr!("room-destroy-title", name = name.as_str()),
            Deed::PutOut {
                name,
                nick,
                as_what,
                ..
            } => {
                let nick = hazard::visible(hazard::excerpt_within(nick, MOST_NICK, 1).0);
                match as_what {
                    Some((_, Affiliation::Outcast)) => {
                        tr!("room-ban-title", nick = &*nick, name = name.as_str())
                    }
                    _ => tr!("room-kick-title", nick = &*nick, name = name.as_str()),
                }
            }
            Deed::RemoveDevice { .. } => tr!("remove-device-title"),
            Deed::NewKeys { .. } => tr!("new-keys-title"),
            Deed::RemoveAccount { .. } => tr!("remove-account-title"),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Reasoned(_) | Message::Led(_) if self.progress.is_waiting() => {
                Outcome::Stay(Action::none())
            }
            Message::Reasoned(reason) => {
                self.reason = reason;
                Outcome::Stay(Action::none())
            }
            Message::Led(instead) => {
                self.instead = instead;
                Outcome::Stay(Action::none())
            }
            Message::Confirmed if self.instead().is_err() => {
                let wrong = Words::new(tr!("room-destroy-instead-wrong"));
                self.progress = Progress::Wrong(wrong);
                Outcome::Stay(Action::run(focus::to(INSTEAD)))
            }
            Message::Cancelled => Outcome::Close,
            Message::Confirmed if self.progress.is_waiting() => Outcome::Stay(Action::none()),
            Message::Confirmed => {
                // Nobody answers: it is left, whatever the other side says.
                if let Deed::LeaveRoom { id, .. } = self.deed {
                    let leave = command::room::Command::Leave { conversation: id };
                    return Outcome::Done(Action::send(Command::Room(leave)));
                }
                let request = engine::request();
                self.progress = Progress::Waiting(request);
                Outcome::Stay(Action::send(self.command(request)))
            }
        }
    }

    /// Where the focus goes first: what is typed at once is the reason.
    pub fn first(&self) -> &'static str {
        match self.deed {
            Deed::PutOut { .. } | Deed::DestroyRoom { .. } => REASON,
            _ => super::CANCEL,
        }
    }

    /// The address to go to instead; nothing where there is none.
    fn instead(&self) -> Result<Option<BareJid>, ()> {
        match self.instead.trim() {
            "" => Ok(None),
            typed => match BareJid::new(typed) {
                Ok(jid) if jid.node().is_some() => Ok(Some(jid)),
                _ => Err(()),
            },
        }
    }

    /// What is told to those whom it is done to.
    fn fields(&self) -> Option<Element<'_, Message>> {
        let reason = || {
            text_field(tr!("room-reason"), &self.reason)
                .id(REASON)
                .on_input(Message::Reasoned)
        };
        match self.deed {
            Deed::PutOut { .. } => Some(reason().into()),
            Deed::DestroyRoom { .. } => {
                let instead = text_field(tr!("room-destroy-instead"), &self.instead);
                let instead = instead.id(INSTEAD).on_input(Message::Led);
                Some(column![reason(), instead].spacing(space::M).into())
            }
            _ => None,
        }
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let (body, label) = match &self.deed {
            Deed::RemoveContact { name, jid, .. } => (
                tr!("remove-contact-body", who = who(name, jid)),
                tr!("remove-contact-submit"),
            ),
            Deed::Block { name, jid, .. } => {
                (tr!("block-body", who = who(name, jid)), tr!("block-submit"))
            }
            Deed::LeaveRoom { closed, .. } => (
                match closed {
                    true => tr!("room-leave-closed"),
                    false => tr!("room-leave-open"),
                },
                tr!("room-leave-submit"),
            ),
            Deed::DestroyRoom { .. } => (tr!("room-destroy-body"), tr!("room-destroy-submit")),
            Deed::PutOut {
                as_what, closed, ..
            } => match as_what {
                Some((_, Affiliation::Outcast)) => (tr!("room-ban-body"), tr!("room-ban-submit")),
                Some(_) if *closed => (tr!("room-expel-body"), tr!("room-kick-submit")),
                Some(_) => (tr!("room-unlist-body"), tr!("room-kick-submit")),
                None => (tr!("room-kick-body"), tr!("room-kick-submit")),
            },
            Deed::RemoveDevice { device, .. } => (
                tr!("remove-device-body", number = device.to_string()),
                tr!("remove-device-submit"),
            ),
            Deed::NewKeys { .. } => (tr!("new-keys-body"), tr!("new-keys-submit")),
            Deed::RemoveAccount { jid, .. } => (
                tr!("remove-account-body", address = jid.as_str()),
                tr!("remove-account-submit"),
            ),
        };
        let mut parts = column![heading(self.title()), text(body).size(size::LIST)];
        parts = parts.push(self.fields());
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        let press = (!self.progress.is_waiting()).then_some(Message::Confirmed);
        parts
            .push(buttons(Message::Cancelled, (Kind::Danger, label), press))
            .spacing(space::L)
            .into()
    }

    fn command(&self, request: RequestId) -> Command {
        match &self.deed {
            Deed::RemoveContact { account, jid, .. } => {
                Command::Contact(command::contact::Command::Remove {
                    request,
                    account: *account,
                    jid: jid.clone(),
                })
            }
            Deed::Block { account, jid, .. } => {
                Command::Contact(command::contact::Command::Block {
                    request,
                    account: *account,
                    address: jid.to_string(),
                })
            }
            Deed::LeaveRoom { id, .. } => {
                Command::Room(command::room::Command::Leave { conversation: *id })
            }
            Deed::DestroyRoom { id, .. } => Command::Room(command::room::Command::Destroy {
                request,
                conversation: *id,
                alternative: self.instead().ok().flatten(),
                reason: self.reason.trim().to_owned(),
            }),
            Deed::PutOut {
                id, nick, as_what, ..
            } => Command::Room(match as_what {
                Some((jid, affiliation)) => command::room::Command::SetAffiliation {
                    request,
                    conversation: *id,
                    jid: jid.clone(),
                    affiliation: *affiliation,
                    reason: self.reason.trim().to_owned(),
                },
                None => command::room::Command::SetRole {
                    request,
                    conversation: *id,
                    nick: nick.clone(),
                    role: Role::None,
                    reason: self.reason.trim().to_owned(),
                },
            }),
            Deed::RemoveDevice { account, device } => {
                Command::Encryption(command::encryption::Command::Remove {
                    request,
                    account: *account,
                    device: *device,
                })
            }
            Deed::NewKeys { account } => {
                Command::Encryption(command::encryption::Command::MakeNewKeys {
                    request,
                    account: *account,
                })
            }
            Deed::RemoveAccount { account, .. } => {
                Command::Account(command::account::Command::Remove {
                    request,
                    account: *account,
                })
            }
        }
    }
}

/// A name with its address, which is not said twice where there is no other name.
pub(super) fn who(name: &str, jid: &BareJid) -> String {
    match name == jid.as_str() {
        true => name.to_owned(),
        false => tr!("name-with-address", name = name, address = jid.as_str()),
    }
}
