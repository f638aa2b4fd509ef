//! What was found.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::Message;
use crate::{AccountId, ConversationId, RequestId};

/// About finding what was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The answer to [`crate::command::search::Command::Messages`].
    Found {
        /// Which one.
        request: RequestId,
        /// Newest first.
        hits: Vec<Hit>,
        /// There may be older ones: ask again with this as `before`.
        older: Option<u64>,
        /// Some messages can't be found yet: they are still being put into the index.
        #[serde(default)]
        incomplete: bool,
    },
}

/// A message that has what was looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Whose.
    pub account: AccountId,
    /// Where.
    pub conversation: ConversationId,
    /// What was said.
    pub message: Arc<Message>,
    /// The part of its text that shows why it was found, on one line.
    pub excerpt: Vec<Part>,
}

/// A part of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it says.
    pub text: String,
    /// This was looked for.
    #[serde(default)]
    pub found: bool,
}
