//! Names of things. All are `Copy`, given by the store and never reused.

use serde::{Deserialize, Serialize};

/// One login of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccountId(pub u32);

/// Whatever opens in the sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConversationId(pub u32);

/// Chosen by whoever sends a command and waits for its [`crate::Event::Done`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RequestId(pub u64);

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

/// Where a row of a timeline stands: by time, then by the order in which it was stored.
///
/// Unique within its conversation; the order of ids is the order on screen.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct ItemId {
    /// When it was said, as far as that can be believed.
    pub at: Timestamp,
    /// The order of storing, unique in the profile.
    pub seq: u64,
}

impl Timestamp {
    /// The present, by the clock of this machine.
    #[must_use]
    pub fn now() -> Self {
        Self(chrono::Utc::now().timestamp_micros())
    }
}
