//! What changed about our accounts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::AccountId;
use crate::model::Account;

/// About one of our accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It is new or has changed: replace what you had.
    Changed(Arc<Account>),
    /// It is gone from this machine.
    Removed(AccountId),
}
