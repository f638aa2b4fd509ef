//! What is to happen later: messages that wait for their time, and reminders.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{AccountId, ConversationId, ItemId, Timestamp};

/// Everything of an account that is to happen later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// Which account.
    pub account: AccountId,
    /// What is to be said, the next first.
    pub waiting: Vec<Arc<Waiting>>,
    /// Of what the person wants to be reminded, the next first.
    pub reminders: Vec<Arc<Reminder>>,
}

/// A message that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its name, unique in the profile.
    pub id: u64,
    /// Where it is to be said.
    pub conversation: ConversationId,
    /// What; lines are separated by `\n`.
    pub text: String,
    /// The message of the conversation that it answers.
    pub reply_to: Option<ItemId>,
    /// The hint behind which it is hidden (XEP-0382).
    pub spoiler: Option<String>,
    /// When. Without a connection then, it is said as soon as there is one.
    pub at: Timestamp,
}

/// A message that the person wants to be reminded of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Its name, unique in the profile.
    pub id: u64,
    /// Where the message stands.
    pub conversation: ConversationId,
    /// Which message.
    pub item: ItemId,
    /// How the message begins by now, on one line; empty where it is gone or was taken back.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// The time has come, and the person was told.
    pub told: bool,
}
