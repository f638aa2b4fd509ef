//! Why a message was not read: every one that can't be has a reason that can be put in words.

use crate::message::Message;
use crate::store::StoreError;

use super::Action;

/// Why a message was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The message: why, and what has to be done now.
    #[error("{0}")]
    Unreadable(Unreadable, Vec<Action>),
    /// The store failed; nothing was read or changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It was read before: nothing to show.
    #[error("read before")]
    Duplicate,
    /// This device wrote it: what it says is known.
    #[error("written by this device")]
    Own,
    /// It was not encrypted for this device: sent before it existed, or to others only.
    #[error("not for this device")]
    NotForUs,
    /// There is no session with the device that wrote it.
    #[error("no session")]
    NoSession,
    /// It used a key of ours that is gone.
    #[error("for a key that is gone")]
    KeyGone,
    /// It fits none of the sessions.
    #[error("fits no session")]
    Broken,
    /// It would begin a session with one device too many of this person.
    #[error("too many devices")]
    TooManyDevices,
    /// Nobody speaks this version.
    #[error("version {0}")]
    Version(u8),
    /// It is no message at all.
    #[error("malformed")]
    Malformed,
    /// Its key was read, but its content was changed on the way.
    #[error("changed on its way")]
    Changed,
}

impl Unreadable {
    /// Whether a person should be told: something was said to them here that they can't read. Messages without content
    /// carry nothing, and what was read or written here already is known.
    #[must_use]
    pub fn hides_something(self, message: &Message) -> bool {
        message.payload.is_some() && !matches!(self, Self::Duplicate | Self::Own)
    }
}
