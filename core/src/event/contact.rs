//! What changed about the contacts of an account as a whole, and about one person who is looked at.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Contacts, Profile};

/// About contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Groups, the list of the blocked, our nickname or our privacy: replace what you had.
    Changed(Arc<Contacts>),
    /// A profile that is open is new or has changed: replace what you had.
    Profile(Arc<Profile>),
}
