//! The devices of somebody, or our own, and their keys: how far each is trusted, and what can be done.

mod view;

use waxwing_core::command::encryption::Command as C;
use waxwing_core::model::Trust;
use waxwing_core::{AccountId, BareJid, Command, ConversationId};

use super::Wish;
use crate::screen::chat::ContactDeed;
use crate::screen::{Action, Context};

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    /// They are our own.
    own: bool,
    /// What their owner is called.
    name: String,
    conversation: Option<ConversationId>,
    /// The page about them was open before, and is again after.
    returns: bool,
    /// The person has had the encryption renewed.
    repaired: bool,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Leave the page.
    Closed,
    /// Compare a key, or all of them by a code.
    VerifyPressed(Option<String>),
    /// The person has decided about a key.
    Decided(String, Trust),
    /// Renew the encryption with all of them.
    RepairPressed,
    /// Take a device of ours off the list.
    RemovePressed(u32),
    /// Give this device, which is called so, another name.
    NamePressed(String),
}

impl State {
    /// Opens the page, which is told of every change from now on.
    pub fn open(
        account: AccountId,
        jid: BareJid,
        context: &Context<'_>,
    ) -> (Self, Action<Message>) {
        let us = context.world.account_by(account);
        let conversation = context.world.with(account, &jid);
        let entry = conversation.and_then(|id| context.world.conversation(id));
        let name = entry.map_or_else(|| jid.to_string(), |entry| entry.name.clone());
        let state = Self {
            account,
            own: us.is_some_and(|us| us.jid == jid),
            jid,
            name,
            conversation,
            returns: false,
            repaired: false,
        };
        let watch = watch(account, Some(state.jid.clone()));
        (state, watch)
    }

    /// The same, leading back to the page about them.
    pub fn returning(mut self, returns: bool) -> Self {
        self.returns = returns && self.conversation.is_some();
        self
    }

    /// Whose account it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Whose devices they are.
    pub fn jid(&self) -> &BareJid {
        &self.jid
    }

    /// What their owner is called; nothing where they are ours.
    pub fn name(&self) -> Option<&str> {
        (!self.own).then_some(self.name.as_str())
    }

    /// The conversation that the page stands beside.
    pub fn conversation(&self) -> Option<ConversationId> {
        self.conversation.filter(|_| !self.own)
    }

    /// Makes the engine tell of them again, after it has told of others.
    pub fn resume(&self) -> Action<Message> {
        watch(self.account, Some(self.jid.clone()))
    }

    /// What has to be told when it is left.
    pub fn leave(&self) -> Action<Message> {
        watch(self.account, None)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> (Action<Message>, Option<Wish>) {
        let (account, jid) = (self.account, self.jid.clone());
        match message {
            Message::Closed => {
                let back = self.conversation.filter(|_| self.returns);
                let wish = match back {
                    Some(id) => Wish::Contact(id, ContactDeed::Open),
                    None => Wish::Close,
                };
                (Action::none(), Some(wish))
            }
            Message::VerifyPressed(key) => (Action::none(), Some(Wish::Verify(key))),
            Message::RemovePressed(device) => {
                (Action::none(), Some(Wish::RemoveDevice(account, device)))
            }
            Message::NamePressed(name) => (Action::none(), Some(Wish::NameDevice(account, name))),
            Message::Decided(fingerprint, trust) => {
                let decide = C::Decide {
                    account,
                    jid,
                    fingerprint,
                    trust,
                };
                (send(decide), None)
            }
            Message::RepairPressed => {
                self.repaired = true;
                (send(C::Repair { account, jid }), None)
            }
        }
    }
}

fn watch(account: AccountId, jid: Option<BareJid>) -> Action<Message> {
    send(C::Watch { account, jid })
}

fn send(command: C) -> Action<Message> {
    Action::send(Command::Encryption(command))
}
