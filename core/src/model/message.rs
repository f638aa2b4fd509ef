//! What was said.

use serde::{Deserialize, Serialize};

use crate::{ItemId, Timestamp};

/// What was said, by us or by them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Where it stands in its conversation.
    pub id: ItemId,
    /// Whose it is.
    pub direction: Direction,
    /// The address it came from, with its resource; ours for outgoing ones.
    pub sender: String,
    /// The text; lines are separated by `\n`.
    pub text: String,
    /// How far it got.
    pub state: State,
    /// The id it carries on the wire (XEP-0359 origin-id, else the id attribute).
    pub origin_id: String,
    /// When the server had it.
    pub sent_at: Option<Timestamp>,
    /// When a device of the other side had it.
    pub delivered_at: Option<Timestamp>,
    /// It was held back by a server before it reached us (XEP-0203).
    pub delayed: bool,
}

/// Whose a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the other side.
    Incoming,
    /// From us.
    Outgoing,
}

/// How far a message got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Theirs; it is here.
    Received,
    /// Ours; stored here, not yet known to be with the server.
    Pending,
    /// Ours; the server has it.
    Sent,
    /// Ours; a device of the other side has it.
    Delivered,
    /// Ours; it won't arrive: the condition of RFC 6120 §8.3.3 and what was said about it.
    Failed {
        /// The condition, as `service-unavailable`.
        condition: String,
        /// The words of the other side; may be empty.
        text: String,
    },
}
