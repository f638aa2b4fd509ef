//! What changed about files.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{FileOffer, FilePolicy, FileUsage, Filed, Transfer};
use crate::{AccountId, ConversationId, ItemId, RequestId};

/// About files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// How far a file on its way is: at most ten times a second.
    Transfer(Arc<Transfer>),
    /// A file is no longer on its way; what became of it stands in its message.
    Ended {
        /// Where its message stands.
        conversation: ConversationId,
        /// Its message.
        item: ItemId,
        /// Which file of it.
        index: u32,
    },
    /// How much room the files take.
    Usage(FileUsage),
    /// What is done with files from now on; told at the start, too.
    Policy(FilePolicy),
    /// The files of a conversation that were asked for, newest first.
    Gallery {
        /// Who has asked.
        request: RequestId,
        /// Which conversation.
        conversation: ConversationId,
        /// The files.
        files: Vec<Filed>,
        /// There are older ones.
        older: bool,
    },
    /// What files the server of an account takes.
    Offer {
        /// Which account.
        account: AccountId,
        /// What it takes.
        offer: FileOffer,
    },
}
