//! What is known of one person: who sees whom in words, when they were here, what they are online
//! with, what they tell about themselves, and what can be done.

mod told;
mod view;

use waxwing_core::command::contact;
use waxwing_core::model::{Conversation, Exceptions};
use waxwing_core::{AccountId, BareJid, Command, ConversationId};

use super::Wish;
use crate::clipboard;
use crate::screen::Action;
use crate::screen::chat::ContactDeed;

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    id: ConversationId,
    account: AccountId,
    jid: BareJid,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Leave the page.
    Closed,
    /// Something is done with the contact.
    Deed(ContactDeed),
    /// Let them see us, or no longer.
    ShownSet(bool),
    /// Ask to see them, or see them no longer.
    WatchedSet(bool),
    /// Show a group in the list.
    GroupPressed(String),
    /// Tell them something else than all the others, or the same.
    Excepted(Exceptions),
    /// Put something on the clipboard.
    Copied(String),
    /// Open a page of theirs.
    Followed(String),
}

impl State {
    /// Opens the page of a conversation's other side.
    pub fn open(entry: &Conversation) -> (Self, Action<Message>) {
        let state = Self {
            id: entry.id,
            account: entry.account,
            jid: entry.jid.clone(),
        };
        let open = state.send(contact::Command::OpenProfile {
            account: state.account,
            jid: state.jid.clone(),
        });
        (state, open)
    }

    /// Whose conversation it belongs to.
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// What has to be told when it is left.
    pub fn leave(&self) -> Action<Message> {
        self.send(contact::Command::CloseProfile {
            account: self.account,
            jid: self.jid.clone(),
        })
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> (Action<Message>, Option<Wish>) {
        let (account, jid) = (self.account, self.jid.clone());
        let action = match message {
            Message::Closed => return (Action::none(), Some(Wish::Close)),
            Message::Deed(deed) => {
                return (Action::none(), Some(Wish::Contact(self.id, deed)));
            }
            Message::GroupPressed(group) => return (Action::none(), Some(Wish::Filter(group))),
            Message::ShownSet(shown) => self.send(contact::Command::Show {
                account,
                jid,
                shown,
            }),
            Message::WatchedSet(watched) => self.send(contact::Command::Watch {
                account,
                jid,
                watched,
            }),
            Message::Excepted(exceptions) => self.send(contact::Command::SetExceptions {
                account,
                jid,
                exceptions,
            }),
            Message::Copied(text) => Action::run(clipboard::copy(text)),
            Message::Followed(link) => Action::open(link),
        };
        (action, None)
    }

    fn send(&self, command: contact::Command) -> Action<Message> {
        Action::send(Command::Contact(command))
    }
}
