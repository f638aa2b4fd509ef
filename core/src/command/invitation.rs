//! Commands about inviting others (XEP-0379, XEP-0401).

use serde::{Deserialize, Serialize};

use crate::model::InvitationPurpose;
use crate::{AccountId, RequestId};

/// About the invitations of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Tell what can be invited to and which invitations still hold; ask the server what it makes.
    List {
        /// Which account.
        account: AccountId,
    },
    /// Make an invitation: by the server where it makes some, by ourselves otherwise.
    /// [`crate::event::invitation::Event::Made`] comes before `Done`.
    Make {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// What for.
        purpose: InvitationPurpose,
        /// The name of the new account; empty where whoever is invited chooses it, or for a contact.
        #[serde(default)]
        user: String,
    },
    /// Let an invitation hold no longer. One that the server knows is only forgotten here.
    Withdraw {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Its token.
        token: String,
    },
}

impl Command {
    /// Which account it is about, and who waits for its outcome.
    pub(crate) fn route(&self) -> (AccountId, Option<RequestId>) {
        match self {
            Self::List { account } => (*account, None),
            Self::Make {
                account, request, ..
            }
            | Self::Withdraw {
                account, request, ..
            } => (*account, Some(*request)),
        }
    }
}
