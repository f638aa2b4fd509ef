//! What changed about what is to happen later.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Later, Reminder};
use crate::{ConversationId, ItemId, Timestamp};

/// About what is to happen later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Everything of an account that waits: replace what you had. Nothing is told of an account
    /// for which nothing ever waited.
    Changed(Arc<Later>),
    /// The time of a reminder has come. It stays in the list until it is dropped.
    Due(Arc<Reminder>),
    /// Something was said more than a minute after its time, for there was no connection, or no
    /// engine.
    SaidLate {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
        /// When it was to be said.
        meant: Timestamp,
    },
}
