//! Commands of the XML console.

use serde::{Deserialize, Serialize};

use crate::{AccountId, RequestId};

/// About the console of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Tell all that goes over the wire from now on; until then nothing is recorded.
    Open {
        /// Which account.
        account: AccountId,
    },
    /// Tell no more.
    Close {
        /// Which account.
        account: AccountId,
    },
    /// Send a stanza as it was typed.
    Send {
        /// Answered with `Done`, once it is on its way.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Exactly one `message`, `presence` or `iq`.
        xml: String,
    },
}

impl Command {
    /// Which account it is about, and who waits for its outcome.
    pub(crate) fn route(&self) -> (AccountId, Option<RequestId>) {
        match self {
            Self::Open { account } | Self::Close { account } => (*account, None),
            Self::Send {
                account, request, ..
            } => (*account, Some(*request)),
        }
    }
}
