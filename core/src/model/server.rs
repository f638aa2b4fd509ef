//! What is known of the server of an account, and of the way to it.

use serde::{Deserialize, Serialize};

use super::Program;
use crate::{AccountId, Timestamp};

/// What the connection page of an account shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// The account.
    pub account: AccountId,
    /// Its domain.
    pub domain: String,
    /// The connection; `None` while there is none.
    pub reached: Option<Reached>,
    /// What the server runs (XEP-0092), where it says so.
    pub software: Option<Program>,
    /// What the server can do (XEP-0030).
    pub server_features: Vec<String>,
    /// What it can do for this account.
    pub account_features: Vec<String>,
    /// Whom to write to about the server (XEP-0157).
    pub contacts: Vec<ServerContacts>,
    /// Where the server says whether it is down (XEP-0455).
    pub status_addresses: Vec<String>,
    /// What was learnt there.
    pub status: Status,
    /// Answers are awaited.
    pub loading: bool,
}

/// A connection that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The host that was reached, with its port.
    pub place: String,
    /// The cipher suite, as `TLS13_AES_128_GCM_SHA256`.
    pub cipher: String,
    /// The certificates that the server showed, its own first.
    pub chain: Vec<Shown>,
    /// Since when the connection stands.
    pub since: Timestamp,
    /// Since when the session stands; it may have outlived connections.
    pub session_since: Timestamp,
    /// The session can be taken up again after an interruption (XEP-0198).
    pub resumable: bool,
    /// How often that has happened.
    pub resumed: u32,
}

/// A certificate that a server showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Whom it was made out to.
    pub subject: String,
    /// Who made it out.
    pub issuer: String,
    /// The names it is good for.
    pub names: Vec<String>,
    /// From when it is valid.
    pub not_before: Option<Timestamp>,
    /// Until when it is valid.
    pub not_after: Option<Timestamp>,
    /// Its SHA-256 fingerprint, in hex.
    pub sha256: String,
}

/// Addresses for one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerContacts {
    /// What they are for.
    pub purpose: Purpose,
    /// Links, as the server named them.
    pub addresses: Vec<String>,
}

/// What somebody may be written to about (XEP-0157).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Whoever runs the server.
    Admin,
    /// Help.
    Support,
    /// Abusive traffic.
    Abuse,
    /// Holes in the security.
    Security,
    /// Opinions of the service.
    Feedback,
    /// Sales and marketing.
    Sales,
    /// Pages that tell whether the service is well.
    Status,
}

/// What the server's status page said (XEP-0455).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody asked.
    Unasked,
    /// It is being asked.
    Asking,
    /// Nothing is the matter.
    Well,
    /// There is an outage, or there will be one.
    Outage {
        /// It was planned.
        planned: bool,
        /// When it begins or began.
        begin: Timestamp,
        /// When it is expected to be over.
        end: Option<Timestamp>,
        /// What the operators say; may be empty.
        words: String,
    },
    /// It could not be asked: why, for logs and curious people.
    Failed(String),
}
