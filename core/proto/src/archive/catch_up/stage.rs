//! How far the work is, and why it can't go on.

use crate::stanza_error::StanzaError;

/// Why there is no next page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The archive has not answered in time.
    #[error("the archive does not answer")]
    Silence,
    /// The archive has said no.
    #[error("{0}")]
    Refused(StanzaError),
    /// The end of the page names messages that have not come.
    #[error("a page of the archive came with holes")]
    Holes,
    /// The answer is no end of a page.
    #[error("the archive answers something else")]
    NoEnd,
    /// More came than was asked for.
    #[error("the archive sends more than a page")]
    TooMany,
    /// The archive gives the same again and again.
    #[error("the archive repeats itself")]
    Stuck,
    /// Whenever this page was asked for, the connection broke.
    #[error("the connection breaks whenever this part of the archive is asked for")]
    Poison,
}

/// How far the work is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No session has begun.
    Idle,
    /// What came in since the last time is being fetched.
    Looking,
    /// What is older is being fetched.
    Filling,
    /// What is older could be fetched, and is not to be for now.
    Paused,
    /// Everything within the bounds is here.
    Done,
    /// It can't go on.
    Failed(PageError),
}
