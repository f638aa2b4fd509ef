//! What is said about what was said: answers, corrections, reactions.

use serde::{Deserialize, Serialize};

use super::State;
use crate::{ItemId, Timestamp};

/// What a message answers (XEP-0461).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The id of the answered message on the wire.
    pub of: String,
    /// The address of its author, as the answer says; may be empty.
    pub to: String,
    /// Where the answered message stands in this conversation, if it is here.
    pub item: Option<ItemId>,
    /// How it begins, by now; as the answer says where it is not here. Empty where nobody says so,
    /// and where it was retracted.
    pub quote: String,
    /// The answered message is ours.
    pub mine: bool,
}

/// An emoji, and who feels so (XEP-0444).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// One emoji.
    pub emoji: String,
    /// Who: bare addresses.
    pub by: Vec<String>,
    /// We are among them.
    pub mine: bool,
}

/// What a message said at some time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it said; lines are separated by `\n`.
    pub text: String,
    /// Since when.
    pub at: Timestamp,
}

/// A change of ours to a message that is not known to be with the server, or that came back.
///
/// One that came back changes nothing: the message says what it said before, only a retracted text
/// stays away. [`crate::command::conversation::Command::Resend`] of the message tries it again,
/// [`crate::command::conversation::Command::Discard`] gives it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnChange {
    /// What it is.
    pub kind: ChangeKind,
    /// [`State::Pending`] or [`State::Failed`].
    pub state: State,
    /// What a correction says; empty for others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The `seq` of its own row: only inside the engine.
    #[serde(skip)]
    pub row: u64,
}

/// What a row of the history does to another, inside the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What it changes.
    pub kind: ChangeKind,
    /// The id of the other on the wire.
    pub of: String,
    /// The `seq` of the other, if that is here.
    pub subject: Option<u64>,
    /// The row is not shown.
    pub hidden: bool,
}

/// What is changed of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Its text (XEP-0308).
    Correction,
    /// It is taken back (XEP-0424).
    Retraction,
    /// What its reader feels about it (XEP-0444).
    Reaction,
    /// Where its files can be had (XEP-0447); never ours, for we tell that at once.
    Place,
}
