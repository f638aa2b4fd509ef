//! Commands about the picture that an account shows of itself (XEP-0084).

use serde::{Deserialize, Serialize};

use crate::model::Picture;
use crate::{AccountId, RequestId};

/// About our own picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Show another picture: a PNG, JPEG, GIF or WebP of at most 128 KiB that is ready to be shown,
    /// square and without anything inside that nobody should know.
    Publish {
        /// Answered with `Done` when the server has it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The picture; what it is, its bytes say.
        picture: Picture,
        /// Everybody may see it, also who sits in a room with us; else contacts only.
        everybody: bool,
    },
    /// Show none.
    Remove {
        /// Answered with `Done` when the server has taken it back.
        request: RequestId,
        /// Which account.
        account: AccountId,
    },
}

impl Command {
    /// Which account it is about, and who waits for its outcome.
    pub(crate) fn route(&self) -> (AccountId, Option<RequestId>) {
        match self {
            Self::Publish {
                account, request, ..
            }
            | Self::Remove { account, request } => (*account, Some(*request)),
        }
    }
}
