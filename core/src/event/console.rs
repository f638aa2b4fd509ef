//! What an account says to its server and hears from it, while a console is open.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use waxwing_proto::fragment;
use waxwing_proto::redact::redact;
use waxwing_proto::stream::writer;

use crate::{AccountId, Timestamp};

/// About the console of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// More has gone over the wire.
    Entries(Arc<Batch>),
}

/// What has gone over the wire of one account since the last time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The account.
    pub account: AccountId,
    /// In the order of the wire.
    pub entries: Vec<Entry>,
    /// So many entries were left out before these: there was more than anybody could read.
    pub dropped: u64,
}

/// One thing on the wire, without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// To us or from us.
    pub direction: Direction,
    /// When.
    pub at: Timestamp,
    /// What it is.
    pub kind: Kind,
    /// The XML, as in our stream: `jabber:client` is not declared. Passwords, SASL and tokens are
    /// replaced.
    pub xml: String,
    /// So many bytes of it were left out at the end.
    pub cut: u64,
}

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the server.
    In,
    /// To the server.
    Out,
}

/// What went over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A message.
    Message,
    /// A presence.
    Presence,
    /// A question or an answer.
    Iq,
    /// Another element: acknowledgements, the login.
    Nonza,
    /// The stream itself: its beginning and its end.
    Stream,
    /// What came in just before was dropped: why, as a comment.
    Dropped,
}

/// An entry's XML, once more without its secrets: for what leaves the program, as a file does.
///
/// What can't be read (an entry that was cut) is left as it is: its secrets were taken out before it
/// was cut.
#[must_use]
pub fn redacted(xml: &str) -> String {
    match fragment::parse(xml) {
        Ok(element) => {
            let mut bytes = Vec::new();
            writer::element(&redact(&element), &mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Err(_) => xml.to_owned(),
    }
}
