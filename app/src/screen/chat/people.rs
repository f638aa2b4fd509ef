//! Pages about people, beside the list of conversations: a person's profile, the requests, the
//! blocked, our own card.

pub mod blocked;
pub mod keys;
pub mod own;
pub mod picture;
pub mod profile;
pub mod room;

use waxwing_core::model::{Affiliation, Member};
use waxwing_core::{AccountId, BareJid, ConversationId, Error, RequestId};

use super::{ContactDeed, requests};
use crate::screen::{Action, Context};
use crate::widget::Element;

/// The page that is open.
#[derive(Clone, Debug)]
pub enum Page {
    /// Who asks and who writes.
    Requests,
    /// What is known of somebody.
    Profile(profile::State),
    /// What is known of a group.
    Room(Box<room::State>),
    /// The devices of somebody, and their keys.
    Keys(Box<keys::State>),
    /// Whom an account keeps away.
    Blocked(blocked::State),
    /// What an account tells about itself.
    Own(Box<own::State>),
}

/// What leads to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The blocked of an account.
    Blocked(AccountId),
    /// Our own card.
    Own(AccountId),
    /// Our own devices.
    Keys(AccountId),
}

/// What happens on a page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Among the requests.
    Requests(requests::Message),
    /// On the profile.
    Profile(profile::Message),
    /// On the page of a group.
    Room(room::Message),
    /// Among the devices and their keys.
    Keys(keys::Message),
    /// Among the blocked.
    Blocked(blocked::Message),
    /// On our own card.
    Own(own::Message),
}

/// What the holder of a page has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Close the page.
    Close,
    /// Open a conversation instead.
    Open(ConversationId),
    /// Do something with a contact.
    Contact(ConversationId, ContactDeed),
    /// Write to somebody of a group.
    Talk(ConversationId, BareJid),
    /// Write to somebody of a group alone, in it.
    Whisper(ConversationId, String),
    /// Make somebody leave a group; with an address, for good.
    PutOut(ConversationId, String, Option<(BareJid, Affiliation)>),
    /// Show a group in the list.
    Filter(String),
    /// Compare a key, or all of them by a code.
    Verify(Option<String>),
    /// Show the devices of somebody.
    Keys(AccountId, BareJid),
    /// Take a device of ours off an account's list.
    RemoveDevice(AccountId, u32),
    /// Give this device another name than this.
    NameDevice(AccountId, String),
}

impl Page {
    /// Opens a page that belongs to an account.
    pub fn open(link: Link, context: &Context<'_>) -> Option<(Self, Action<Message>)> {
        Some(match link {
            Link::Blocked(account) => {
                let state = blocked::State::new(account);
                (Self::Blocked(state), Action::none())
            }
            Link::Keys(account) => {
                let jid = context.world.account_by(account)?.jid.clone();
                let (state, action) = keys::State::open(account, jid, context);
                (Self::Keys(Box::new(state)), action.map(Message::Keys))
            }
            Link::Own(account) => {
                let account = context.world.account_by(account)?;
                let (state, action) = own::State::open(account, context);
                (Self::Own(Box::new(state)), action.map(Message::Own))
            }
        })
    }

    /// Whose profile it is.
    pub fn profile(&self) -> Option<ConversationId> {
        match self {
            Self::Profile(state) => Some(state.id()),
            Self::Room(state) => Some(state.id()),
            Self::Keys(state) => state.conversation(),
            _ => None,
        }
    }

    /// Takes in what happened.
    pub fn update(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> (Action<Message>, Option<Wish>) {
        match (self, message) {
            (Self::Requests, Message::Requests(message)) => match message {
                requests::Message::Read(id) => (Action::none(), Some(Wish::Open(id))),
                requests::Message::Blocked(id) => {
                    (Action::none(), Some(Wish::Contact(id, ContactDeed::Block)))
                }
                requests::Message::Reported(id) => {
                    (Action::none(), Some(Wish::Contact(id, ContactDeed::Report)))
                }
                requests::Message::Closed => (Action::none(), Some(Wish::Close)),
                answer => (requests::update(answer, context), None),
            },
            (Self::Profile(state), Message::Profile(message)) => {
                let (action, wish) = state.update(message);
                (action.map(Message::Profile), wish)
            }
            (Self::Room(state), Message::Room(message)) => {
                let entry = context.world.conversation(state.id());
                let room = entry.and_then(|entry| entry.room.as_deref());
                let (action, wish) = state.update(message, room);
                (action.map(Message::Room), wish)
            }
            (Self::Keys(state), Message::Keys(message)) => {
                let (action, wish) = state.update(message);
                (action.map(Message::Keys), wish)
            }
            (Self::Blocked(state), Message::Blocked(message)) => {
                let (action, wish) = state.update(message);
                (action.map(Message::Blocked), wish)
            }
            (Self::Own(state), Message::Own(message)) => {
                let (action, wish) = state.update(message);
                (action.map(Message::Own), wish)
            }
            // A message of a page that is closed by now.
            _ => (Action::none(), None),
        }
    }

    /// Takes in that the world has changed; whether the page still has something to show.
    pub fn refresh(&mut self, context: &Context<'_>) -> bool {
        match self {
            Self::Requests => true,
            Self::Profile(state) => context.world.conversation(state.id()).is_some(),
            Self::Room(state) => context.world.conversation(state.id()).is_some(),
            Self::Keys(state) => context.world.account_by(state.account()).is_some(),
            Self::Blocked(state) => context.world.account_by(state.account()).is_some(),
            Self::Own(state) => state.refresh(context),
        }
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> Option<Wish> {
        match self {
            Self::Requests | Self::Profile(_) | Self::Keys(_) => None,
            Self::Room(state) => {
                state.finish(request, result);
                None
            }
            Self::Blocked(state) => {
                state.finish(request, result);
                None
            }
            Self::Own(state) => state.finish(request, result),
        }
    }

    /// Takes in who belongs to a group.
    pub fn told_members(&mut self, request: RequestId, members: &[Member]) {
        if let Self::Room(state) = self {
            state.hear(request, members);
        }
    }

    /// Somebody is something else to a group from now on.
    pub fn told_rank(&mut self, jid: &BareJid, affiliation: Affiliation) {
        if let Self::Room(state) = self {
            state.told_rank(jid, affiliation);
        }
    }

    /// What has to be told when it is left.
    pub fn leave(&self) -> Action<Message> {
        match self {
            Self::Requests | Self::Blocked(_) | Self::Room(_) => Action::none(),
            Self::Profile(state) => state.leave().map(Message::Profile),
            Self::Keys(state) => state.leave().map(Message::Keys),
            Self::Own(state) => state.leave().map(Message::Own),
        }
    }

    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        match self {
            Self::Requests => requests::view(context).map(Message::Requests),
            Self::Profile(state) => state.view(context).map(Message::Profile),
            Self::Room(state) => state.view(context).map(Message::Room),
            Self::Keys(state) => state.view(context).map(Message::Keys),
            Self::Blocked(state) => state.view(context).map(Message::Blocked),
            Self::Own(state) => state.view(context).map(Message::Own),
        }
    }
}
