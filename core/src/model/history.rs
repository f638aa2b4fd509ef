//! How much of what a server keeps is here, as seen from outside.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Timestamp};

/// How far the history of an account is fetched from its server's archive (XEP-0313).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// What is being done.
    pub progress: Progress,
    /// How many messages were fetched since the engine has started.
    pub fetched: u64,
    /// From when on everything is here.
    pub reached: Option<Timestamp>,
    /// How far back the person wants it.
    pub limit: Limit,
    /// The person wants nothing older to be fetched for now.
    pub paused: bool,
    /// More strangers have written than there is room for: what others of them say is not here.
    #[serde(default)]
    pub left_out: bool,
}

/// What is being done about the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Nothing: there has been no connection yet.
    #[default]
    Idle,
    /// The server keeps none.
    NotOffered,
    /// What came in while nobody was here is being fetched.
    News,
    /// What is older is being fetched.
    Older,
    /// There is more, and the person wants it later.
    Paused,
    /// Everything that the person wants is here.
    Complete,
    /// It can't go on.
    Failed {
        /// Why.
        fault: Fault,
        /// The words of the server, or of the system; may be empty.
        detail: String,
        /// When it is tried again by itself; `None`: only when the person says so.
        retry_at: Option<Timestamp>,
    },
}

/// Why the history can't be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The server does not answer.
    Silence,
    /// The server says no.
    Refused,
    /// What the server sends makes no sense.
    Nonsense,
    /// Something in it can't be read, and breaks the connection.
    Unreadable,
    /// It can't be stored here.
    Store,
}

/// How far back the history shall be here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// To its beginning.
    #[default]
    Everything,
    /// A year.
    Year,
    /// Three months.
    ThreeMonths,
    /// A month.
    Month,
}

/// What the server of an account keeps (XEP-0441).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archiving {
    /// Whose.
    pub account: AccountId,
    /// Of the messages with somebody for whom there is no exception.
    pub keeps: Keeps,
    /// With these everything is kept.
    pub always: Vec<String>,
    /// With these nothing is kept.
    pub never: Vec<String>,
}

/// What a server keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    /// Everything.
    Always,
    /// What is said with contacts.
    Contacts,
    /// Nothing.
    Never,
}
