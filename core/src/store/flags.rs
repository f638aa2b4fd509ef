//! What the person has laid down for a conversation: its place in the list, and its notices.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::model::Level;

/// What the person has laid down for a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// It stands before all others; the smallest comes first.
    pub(crate) pinned: Option<i64>,
    /// It stands with the archived.
    pub(crate) archived: bool,
    /// It gives no notice until then.
    pub(crate) muted_until: Option<Timestamp>,
    /// Which messages are worth a notice; `None`: as everywhere.
    pub(crate) level: Option<Level>,
    /// The label it stands under; empty for none.
    pub(crate) folder: String,
}

/// As it stands on disk, within version 5 of a conversation.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredFlags {
    pinned: Option<i64>,
    archived: bool,
    muted_until: Option<i64>,
    level: Option<StoredLevel>,
    folder: String,
}

#[derive(Serialize, Deserialize)]
enum StoredLevel {
    All,
    Mentions,
    Nothing,
}

impl From<&Flags> for StoredFlags {
    fn from(flags: &Flags) -> Self {
        Self {
            pinned: flags.pinned,
            archived: flags.archived,
            muted_until: flags.muted_until.map(|until| until.0),
            level: flags.level.map(|level| match level {
                Level::All => StoredLevel::All,
                Level::Mentions => StoredLevel::Mentions,
                Level::Nothing => StoredLevel::Nothing,
            }),
            folder: flags.folder.clone(),
        }
    }
}

impl From<StoredFlags> for Flags {
    fn from(stored: StoredFlags) -> Self {
        Self {
            pinned: stored.pinned,
            archived: stored.archived,
            muted_until: stored.muted_until.map(Timestamp),
            level: stored.level.map(|level| match level {
                StoredLevel::All => Level::All,
                StoredLevel::Mentions => Level::Mentions,
                StoredLevel::Nothing => Level::Nothing,
            }),
            folder: stored.folder,
        }
    }
}
