//! Commands about finding what was said.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ConversationId, RequestId, Timestamp};

/// About finding what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Look for messages, the newest first. [`crate::event::search::Event::Found`] answers, or
    /// [`crate::Event::Done`] says why not.
    Messages {
        /// Chosen by the caller.
        request: RequestId,
        /// All of these words must be in a message; the last may be the beginning of one. Words
        /// between two quotes must stand side by side. Capital letters and marks on letters don't
        /// count. May be empty where the filter says something.
        words: String,
        /// In this account only.
        #[serde(default)]
        account: Option<AccountId>,
        /// In this conversation only.
        #[serde(default)]
        conversation: Option<ConversationId>,
        /// So many at most.
        #[serde(default = "a_screen")]
        limit: u32,
        /// What comes after an earlier answer: its `older`.
        #[serde(default)]
        before: Option<u64>,
        /// What else must hold.
        #[serde(default)]
        filter: Filter,
    },
}

/// What can be asked of a message beside its words. [`crate::query::Query`] reads it from what
/// somebody types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Said by one of these; by anybody where there is none.
    pub from: Vec<Sender>,
    /// In one of these conversations; in any where there is none.
    pub among: Vec<ConversationId>,
    /// Then or later.
    pub since: Option<Timestamp>,
    /// Earlier than then.
    pub until: Option<Timestamp>,
    /// With a link: an address that begins with `https:`, `http:`, `ftp:`, `aesgcm:`, `xmpp:`,
    /// `mailto:` or `geo:`.
    pub link: bool,
    /// With a file: a link that begins with `aesgcm:`, or a web link that ends in the name of one.
    /// An upload leaves such a link behind; whether it was one, a text can't tell.
    pub file: bool,
}

/// Who has said something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// We, from any device.
    Me,
    /// Anybody else.
    Them,
    /// Who has this address; with a resource, only that one.
    Address(String),
}

/// What fills a large window once.
fn a_screen() -> u32 {
    50
}
