//! Commands about links.

use serde::{Deserialize, Serialize};

use crate::AccountId;

/// About a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Fetch the page behind a link, on the account's way into the world, and tell what it says of
    /// itself: for who wants to send that along with the link. Nothing is fetched without this.
    /// [`crate::event::link::Event::Preview`] answers.
    Preview {
        /// Whose way.
        account: AccountId,
        /// An `https` address.
        url: String,
    },
}

impl Command {
    /// Which account it is for.
    pub(crate) fn account(&self) -> AccountId {
        match self {
            Self::Preview { account, .. } => *account,
        }
    }
}
