//! What the engine can be told to do: one enum per noun. Sending never blocks and never fails;
//! whoever waits for an outcome puts a [`RequestId`] in and gets an [`crate::Event::Done`].

pub mod account;
pub mod avatar;
pub mod console;
pub mod contact;
pub mod conversation;
pub mod encryption;
pub mod export;
pub mod file;
pub mod history;
pub mod invitation;
pub mod later;
pub mod link;
pub mod registration;
pub mod room;
pub mod search;

use serde::{Deserialize, Serialize};

#[allow(unused_imports, reason = "named in the docs above")]
use crate::RequestId;
use crate::{ConversationId, Timestamp};

/// Everything the engine can be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// About one of our accounts.
    Account(account::Command),
    /// About an account that is yet to be.
    Registration(registration::Command),
    /// About a contact of an account.
    Contact(contact::Command),
    /// About the picture that an account shows of itself.
    Avatar(avatar::Command),
    /// About a conversation.
    Conversation(ConversationId, conversation::Command),
    /// About rooms.
    Room(room::Command),
    /// About the history that the server of an account keeps.
    History(history::Command),
    /// About what is to happen later.
    Later(later::Command),
    /// About the devices and keys of people, for end-to-end encryption.
    Encryption(encryption::Command),
    /// About the invitations of an account.
    Invitation(invitation::Command),
    /// Since when nobody has looked at the window; `None` when somebody does again, as until told
    /// otherwise. After half a minute servers may keep back what can wait (XEP-0352); after five
    /// contacts learn of it, where [`crate::model::Privacy::last_seen`] says so.
    Unattended(Option<Timestamp>),
    /// About the XML console of an account.
    Console(console::Command),
    /// About finding what was said.
    Search(search::Command),
    /// About conversations as files.
    Export(export::Command),
    /// About the files in messages.
    File(file::Command),
    /// About links.
    Link(link::Command),
    /// Close every stream in order, write everything down, then end the events.
    Shutdown,
}
