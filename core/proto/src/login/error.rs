//! Why a login failed.

use minidom::Element;

use crate::sasl::{Failure, ScramError};
use crate::stream::StreamError;

/// Longest description of what came instead.
const GOT_CHARS: usize = 200;

/// Why a login failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The server closed the stream with an error.
    #[error("stream error: {0}")]
    Stream(#[from] StreamError),
    /// The server closed the stream without one.
    #[error("the server closed the stream")]
    Closed,
    /// The server doesn't speak XMPP 1.0.
    #[error("the server does not speak XMPP 1.0")]
    Version,
    /// No mechanism both sides speak and the user allowed.
    #[error("no usable mechanism among {offered:?}")]
    NoMechanism {
        /// What the server offered, 64 at most.
        offered: Vec<String>,
        /// Whether allowing PLAIN would have helped.
        plain_offered: bool,
    },
    /// The server refused the password or the account.
    #[error("authentication refused: {0}")]
    Refused(#[from] Failure),
    /// The exchange itself was wrong: an impostor, a broken server, or a password that can't be one.
    #[error("authentication failed: {0}")]
    Scram(#[from] ScramError),
    /// The server offers no resource binding.
    #[error("the server offers no resource binding")]
    NoBind,
    /// The server refused to bind.
    #[error("binding refused: {0}")]
    Bind(#[from] BindError),
    /// Something came that has no place at this step.
    #[error("unexpected {got} while waiting for {expected}")]
    Unexpected {
        /// What was expected.
        expected: &'static str,
        /// What came.
        got: String,
    },
}

impl LoginError {
    pub(super) fn unexpected(expected: &'static str, got: &str) -> Self {
        let got = got.chars().take(GOT_CHARS).collect();
        Self::Unexpected { expected, got }
    }

    pub(super) fn unexpected_element(expected: &'static str, element: &Element) -> Self {
        Self::unexpected(expected, &format!("{} of {}", element.name(), element.ns()))
    }
}

/// A stanza error in answer to bind or session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{condition}")]
pub struct BindError {
    /// The condition's element name, e.g. `conflict` or `resource-constraint`.
    pub condition: String,
    /// The server's words, if any.
    pub text: Option<String>,
}
