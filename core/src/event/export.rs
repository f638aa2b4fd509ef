//! How far a conversation is on its way into a file.

use serde::{Deserialize, Serialize};

use crate::RequestId;

/// About conversations as files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// One is on its way.
    Progress {
        /// Which one.
        request: RequestId,
        /// So many messages are in the file.
        messages: u64,
        /// So many will be at most: some of them only change others.
        most: u64,
    },
}
