//! What the engine can be told to do: one enum per noun. Sending never blocks and never fails;
//! whoever waits for an outcome puts a [`RequestId`] in and gets an [`crate::Event::Done`].

pub mod account;
pub mod contact;
pub mod conversation;

use serde::{Deserialize, Serialize};

use crate::ConversationId;
#[allow(unused_imports, reason = "named in the docs above")]
use crate::RequestId;

/// Everything the engine can be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// About one of our accounts.
    Account(account::Command),
    /// About a contact of an account.
    Contact(contact::Command),
    /// About a conversation.
    Conversation(ConversationId, conversation::Command),
    /// Whether the person is at the window (XEP-0352): while nobody looks, servers may keep back
    /// what can wait. Somebody looks until told otherwise.
    Attention(bool),
    /// Close every stream in order, write everything down, then end the events.
    Shutdown,
}
