//! How a connection comes to its end, and what that says about the next.

use waxwing_proto::stream::{Condition, ReadError};

use crate::Failure;

/// How a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// In order, as it was told to; or the actor is gone.
    Closed,
    /// Otherwise.
    Broken(Break),
}

/// A connection that ended against our will.
#[derive(Debug)]
pub(super) struct Break {
    /// Why.
    pub(super) failure: Failure,
    /// What would happen again if we resumed and the server sent, or got, the same once more.
    pub(super) stumble: Option<Stumble>,
    /// Where the server would have us go instead.
    pub(super) see_other_host: Option<String>,
    /// Whether the server acknowledged anything on this connection.
    pub(super) acked: bool,
}

/// Trouble that resuming may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stumble {
    /// The server stopped acknowledging.
    Silent,
    /// It sent what we can't read.
    Unreadable(ReadError),
    /// It objected to what we sent.
    Refused(Condition),
    /// Its counter can't be true.
    Miscounted,
}

impl End {
    /// The connection broke without a word.
    pub(super) fn lost(detail: String, acked: bool) -> Self {
        Self::Broken(Break {
            failure: Failure::Lost { detail },
            stumble: None,
            see_other_host: None,
            acked,
        })
    }

    /// What the server should hear about why we leave.
    pub(super) fn parting_error(&self) -> Option<Condition> {
        let Self::Broken(broken) = self else {
            return None;
        };
        match &broken.stumble {
            Some(Stumble::Unreadable(error)) => Some(error.condition()),
            Some(Stumble::Miscounted) => Some(Condition::UndefinedCondition),
            Some(Stumble::Silent | Stumble::Refused(_)) | None => None,
        }
    }
}
