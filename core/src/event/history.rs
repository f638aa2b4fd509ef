//! What was heard about the history that servers keep. How far it is fetched stands in
//! [`crate::model::Account::history`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::RequestId;
use crate::model::Archiving;

/// About the history that servers keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// What the server of an account keeps, after somebody asked: replace what you had.
    Archiving(Arc<Archiving>),
    /// So many messages would be deleted.
    Counted {
        /// Who wanted to know.
        request: RequestId,
        /// How many.
        messages: u64,
    },
}
