//! Commands about the history that servers keep.

use serde::{Deserialize, Serialize};

use super::search::Filter;
use crate::model::{Keeps, Limit};
use crate::{AccountId, ConversationId, RequestId, Timestamp};

/// About the history that the server of an account keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Fetch nothing older until told to go on; what is new is fetched all the same.
    Pause {
        /// Which account.
        account: AccountId,
    },
    /// Go on, also after a failure.
    Resume {
        /// Which account.
        account: AccountId,
    },
    /// How far back it shall be fetched. What is here stays.
    SetLimit {
        /// Which account.
        account: AccountId,
        /// How far.
        limit: Limit,
    },
    /// Fetch everything from now back to a time, whatever the limit is and also while it is paused;
    /// after that the limit and the pause hold again. [`Self::Pause`] ends it early.
    ReachBack {
        /// Answered with `Done` when all of it is here or it is given up, or with why it can't be.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The time.
        until: Timestamp,
    },
    /// Count the messages that [`Self::Clear`] would delete; the answer is
    /// [`crate::event::history::Event::Counted`].
    Count {
        /// Named by the answer.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// In this conversation; `None`: in all of them.
        #[serde(default)]
        conversation: Option<ConversationId>,
        /// Older than then.
        before: Timestamp,
    },
    /// Delete what is older than a time on this machine: nobody else hears of it, and it does not come
    /// back from the server. What waits to be sent stays.
    Clear {
        /// Answered with `Done` when all of it is gone.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// In this conversation; `None`: in all of them.
        #[serde(default)]
        conversation: Option<ConversationId>,
        /// Older than then; the end of time for everything.
        before: Timestamp,
    },
    /// Fetch what was said around a time at once, whatever is missing between it and what is here; after
    /// that everything back to it is fetched, as by [`Self::ReachBack`], and [`Self::Pause`] ends that.
    FetchAround {
        /// Answered with `Done` when what was said around the time is here, or with why it can't be.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The time.
        at: Timestamp,
    },
    /// Have the server look for words in everything that it keeps (XEP-0431). What they mean is up to the
    /// server. [`crate::event::history::Event::Found`] answers, or [`crate::Event::Done`] says why not.
    Find {
        /// Chosen by the caller.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The words.
        words: String,
        /// In this conversation only.
        #[serde(default)]
        conversation: Option<ConversationId>,
        /// What comes after an earlier answer: its `older`.
        #[serde(default)]
        before: Option<String>,
        /// What else must hold. Dates and a single person go to the server, the rest is looked at here.
        #[serde(default)]
        filter: Filter,
    },
    /// Ask the server what it keeps; the answer is [`crate::event::history::Event::Archiving`].
    AskArchiving {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
    },
    /// Have the server keep something else from now on; exceptions stay.
    SetArchiving {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// What.
        keeps: Keeps,
    },
}

impl Command {
    /// Which account it is about, and who waits for its outcome.
    pub(crate) fn route(&self) -> (AccountId, Option<RequestId>) {
        match *self {
            Self::Pause { account } | Self::Resume { account } | Self::SetLimit { account, .. } => {
                (account, None)
            }
            Self::AskArchiving { request, account }
            | Self::Count {
                request, account, ..
            }
            | Self::Clear {
                request, account, ..
            }
            | Self::ReachBack {
                request, account, ..
            }
            | Self::FetchAround {
                request, account, ..
            }
            | Self::Find {
                request, account, ..
            }
            | Self::SetArchiving {
                request, account, ..
            } => (account, Some(request)),
        }
    }
}
