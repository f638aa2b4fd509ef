//! What was heard about the history that servers keep. How far it is fetched stands in
//! [`crate::model::Account::history`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::search::Part;
use crate::model::{Archiving, Direction};
use crate::{AccountId, ConversationId, RequestId, Timestamp};

/// About the history that servers keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// What the server of an account keeps, after somebody asked: replace what you had.
    Archiving(Arc<Archiving>),
    /// So many messages would be deleted.
    Counted {
        /// Who wanted to know.
        request: RequestId,
        /// How many.
        messages: u64,
    },
    /// The answer to [`crate::command::history::Command::Find`].
    Found {
        /// Which one.
        request: RequestId,
        /// Whose archive it is.
        account: AccountId,
        /// Newest first. Some may be here, too.
        hits: Vec<Kept>,
        /// There may be older ones: ask again with this as `before`.
        older: Option<String>,
    },
}

/// A message that the server has found. Nothing of it is kept here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it was said.
    pub conversation: ConversationId,
    /// What the archive calls it: the `stanza_id` of the message, where that is here.
    pub id: String,
    /// When the archive got it; [`crate::command::history::Command::FetchAround`] fetches what was said
    /// around it.
    pub at: Timestamp,
    /// The address it came from.
    pub sender: String,
    /// Whose it is.
    pub direction: Direction,
    /// The part of its text that shows why it was found, where that can be told.
    pub excerpt: Vec<Part>,
}
