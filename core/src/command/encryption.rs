//! Commands about end-to-end encryption (OMEMO).

use serde::{Deserialize, Serialize};

use crate::model::Trust;
use crate::{AccountId, BareJid, RequestId};

/// About the devices and keys of people, and our own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Tell the devices of somebody, now and whenever they change, by
    /// [`crate::event::encryption::Event::Keys`]; of one at a time. `None`: of nobody any more.
    Watch {
        /// The account.
        account: AccountId,
        /// Whose devices; our own address for ours.
        jid: Option<BareJid>,
    },
    /// The person has decided about a key. [`Trust::Verified`] where they have compared it; others of ours
    /// are told (XEP-0450).
    Decide {
        /// The account.
        account: AccountId,
        /// Whose key.
        jid: BareJid,
        /// Which one.
        fingerprint: String,
        /// What it is from now on.
        trust: Trust,
    },
    /// Verify what a link says that somebody shows, from a QR code for example: both kinds of XEP-0384's
    /// and XEP-0434's. Answered by [`crate::Event::Done`]; [`crate::Error::Mismatch`] where a key
    /// in it is none that we know of theirs.
    Verify {
        /// Who waits.
        request: RequestId,
        /// The account.
        account: AccountId,
        /// The link.
        uri: String,
    },
    /// Begin new sessions with all devices of somebody, because of messages that can't be read.
    Repair {
        /// The account.
        account: AccountId,
        /// With whom.
        jid: BareJid,
    },
    /// What this device is called from now on; nothing takes its name away. It stands on the newer list of
    /// devices for everybody who may ask for that. Others name themselves: a name is signed by its device's key.
    Name {
        /// Who waits.
        request: RequestId,
        /// The account.
        account: AccountId,
        /// The name.
        label: String,
    },
    /// Ask the keyring once more for what opens the account's keys. Answered by [`crate::Event::Done`];
    /// [`crate::Error::KeyringLocked`] where it still does not give it.
    Unlock {
        /// Who waits.
        request: RequestId,
        /// The account.
        account: AccountId,
    },
    /// Do without the keys that the keyring does not give, for good: the account becomes a new device with new keys, and
    /// what was encrypted for the old ones can't be read any more.
    MakeNewKeys {
        /// Who waits.
        request: RequestId,
        /// The account.
        account: AccountId,
    },
    /// Take another device of ours off the account's list: nothing is encrypted for it any more.
    Remove {
        /// Who waits.
        request: RequestId,
        /// The account.
        account: AccountId,
        /// Its number.
        device: u32,
    },
}

impl Command {
    /// Which account it is about, and who waits for an outcome.
    pub(crate) fn route(&self) -> (AccountId, Option<RequestId>) {
        match self {
            Self::Watch { account, .. }
            | Self::Decide { account, .. }
            | Self::Repair { account, .. } => (*account, None),
            Self::Verify {
                account, request, ..
            }
            | Self::Name {
                account, request, ..
            }
            | Self::Unlock { account, request }
            | Self::MakeNewKeys { account, request }
            | Self::Remove {
                account, request, ..
            } => (*account, Some(*request)),
        }
    }
}
