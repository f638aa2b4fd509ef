//! What the store holds when it is opened.

use std::path::PathBuf;

use tokio::sync::mpsc;

use super::{AccountRecord, ContactRecord, ConversationRecord, OutboxRecord};
use crate::{Error, Part, Timestamp};

/// Everything small, loaded at the start, and what there is to tell about the opening.
#[derive(Debug)]
pub(crate) struct Contents {
    /// In the order of their ids.
    pub(crate) accounts: Vec<AccountRecord>,
    /// By account, then by address.
    pub(crate) contacts: Vec<ContactRecord>,
    /// By account, then by id.
    pub(crate) conversations: Vec<ConversationRecord>,
    /// By account, oldest first.
    pub(crate) outbox: Vec<OutboxRecord>,
    /// What could not be read and was moved aside.
    pub(crate) notices: Vec<Recovered>,
    /// Why nothing can be stored, where the profile can only be read.
    pub(crate) read_only: Option<Error>,
    /// Failures nobody waits for: of [`super::Store::put`] and of the way into the archive. One
    /// for each time that things turn from good to bad.
    pub(crate) faults: mpsc::UnboundedReceiver<Error>,
}

/// A part of the profile that was broken: moved aside, and begun anew as far as possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recovered {
    /// Which part.
    pub(crate) part: Part,
    /// Where it is now; `None` where it could be kept and only its end is lost.
    pub(crate) moved_to: Option<PathBuf>,
    /// When the copy was made that was taken instead, where there was one.
    pub(crate) backup: Option<Timestamp>,
}
