//! Commands about finding what was said.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ConversationId, RequestId};

/// About finding what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Look for messages, the newest first. [`crate::event::search::Event::Found`] answers, or
    /// [`crate::Event::Done`] says why not.
    Messages {
        /// Chosen by the caller.
        request: RequestId,
        /// All of these words must be in a message; the last may be the beginning of one. Capital
        /// letters and marks on letters don't count.
        words: String,
        /// In this account only.
        #[serde(default)]
        account: Option<AccountId>,
        /// In this conversation only.
        #[serde(default)]
        conversation: Option<ConversationId>,
        /// So many at most.
        #[serde(default = "a_screen")]
        limit: u32,
        /// What comes after an earlier answer: its `older`.
        #[serde(default)]
        before: Option<u64>,
    },
}

/// What fills a large window once.
fn a_screen() -> u32 {
    50
}
