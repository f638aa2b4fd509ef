//! What the engine tells: nouns that changed, whole. One consumer, in order, nothing dropped.

pub mod account;
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

use crate::{Error, Recovered, RequestId};

/// Everything the engine tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Everything that was stored has been told; what follows is news.
    Ready,
    /// About one of our accounts.
    Account(account::Event),
    /// About an account that is yet to be: how the dialog of this request goes on.
    Registration(RequestId, registration::Event),
    /// About contacts.
    Contact(contact::Event),
    /// About a conversation.
    Conversation(conversation::Event),
    /// About rooms.
    Room(room::Event),
    /// About finding what was said.
    Search(search::Event),
    /// About conversations as files.
    Export(export::Event),
    /// About the files in messages.
    File(file::Event),
    /// About links.
    Link(link::Event),
    /// About the history that servers keep.
    History(history::Event),
    /// About what is to happen later.
    Later(later::Event),
    /// About the devices and keys of people, for end-to-end encryption.
    Encryption(encryption::Event),
    /// About invitations that we make.
    Invitation(invitation::Event),
    /// What went over the wire of an account whose console is open.
    Console(console::Event),
    /// A command that somebody waits for came to its end.
    Done(RequestId, Result<(), Error>),
    /// The profile can't be written (full disk?): what the system said. Nothing more is
    /// acknowledged to any server until it can.
    StoreFailed(Error),
    /// A file of the profile could not be read and was kept aside.
    Recovered(Recovered),
}
