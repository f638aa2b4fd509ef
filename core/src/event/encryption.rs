//! What changed about end-to-end encryption (OMEMO).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::DeviceKeys;
use crate::{AccountId, BareJid};

/// About the devices and keys of people, and our own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The devices of somebody who is watched: replace what you had.
    Keys(Arc<DeviceKeys>),
    /// Somebody whose keys were verified has one that nobody has decided about, or a device has another
    /// key than before. Nothing is encrypted for it until the person decides.
    Undecided {
        /// The account.
        account: AccountId,
        /// Whose.
        jid: BareJid,
        /// A known device has another key than before: this is what an attack looks like.
        changed: bool,
    },
    /// What is stored of an account was a copy of what somebody has gone on with: it is a new device from now on.
    Renewed {
        /// The account.
        account: AccountId,
    },
    /// What is stored of an account's keys can't be opened any more: it is a new device with new keys from now on.
    Lost {
        /// The account.
        account: AccountId,
    },
    /// Our own account has one more device.
    OwnDevice {
        /// The account.
        account: AccountId,
        /// Its number.
        device: u32,
    },
}
