//! What a single contact is told otherwise than all the others.

use serde::{Deserialize, Serialize};

use crate::model::Privacy;

/// What one contact is told otherwise than all contacts; `None` as the account has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exceptions {
    /// That a message has arrived here (XEP-0184).
    pub receipts: Option<bool>,
    /// That a message was seen (XEP-0333).
    pub markers: Option<bool>,
    /// That something is being typed (XEP-0085).
    pub typing: Option<bool>,
    /// Since when nobody has looked at the window (XEP-0319).
    pub last_seen: Option<bool>,
    /// Which program runs here (XEP-0092).
    pub version: Option<bool>,
}

impl Exceptions {
    /// What this contact is told, where all others are told `privacy`.
    #[must_use]
    pub fn from(self, privacy: Privacy) -> Privacy {
        Privacy {
            receipts: self.receipts.unwrap_or(privacy.receipts),
            markers: self.markers.unwrap_or(privacy.markers),
            typing: self.typing.unwrap_or(privacy.typing),
            last_seen: self.last_seen.unwrap_or(privacy.last_seen),
            version: self.version.unwrap_or(privacy.version),
        }
    }

    /// There is nothing special about this contact.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}
