//! What is behind links.

use serde::{Deserialize, Serialize};

use crate::AccountId;
use crate::model::{LinkPreview, TransferFailure};

/// About a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The answer to [`crate::command::link::Command::Preview`].
    Preview {
        /// Which account was asked.
        account: AccountId,
        /// The address, as it was given.
        url: String,
        /// What the page says of itself, or why it can't be had; nothing where it says nothing.
        outcome: Result<Option<LinkPreview>, TransferFailure>,
    },
}
