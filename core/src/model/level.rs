//! Of which messages of a conversation the person wants to hear (the words are those of XEP-0492).

use serde::{Deserialize, Serialize};

/// Which messages are worth a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Every one.
    All,
    /// Those that name us.
    Mentions,
    /// None.
    Nothing,
}
