//! What changed about our accounts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::AccountId;
use crate::model::{Account, Server};

/// About one of our accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It is new or has changed: replace what you had.
    Changed(Arc<Account>),
    /// What is known of its server, after somebody asked.
    Server(Arc<Server>),
    /// It is gone from this machine.
    Removed(AccountId),
}
