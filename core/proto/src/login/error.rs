//! Why a login failed.

use minidom::Element;

use super::remembered::Protection;
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
    /// The server does not take the certificate for the account.
    #[error("certificate refused: {0}")]
    CertificateRefused(Failure),
    /// The exchange itself was wrong: an impostor, a broken server, or a password that can't be one.
    #[error("authentication failed: {0}")]
    Scram(#[from] ScramError),
    /// It takes the password, and there is none.
    #[error("no password")]
    NoPassword,
    /// Less is offered than this account has had before.
    #[error("weaker than before: {before:?}, now {now:?}")]
    Downgrade {
        /// What protected the strongest login that there was.
        before: Protection,
        /// What is offered.
        now: Protection,
    },
    /// What reached us is not what the server sent, or the other way round.
    #[error("somebody may be in the middle: {0}")]
    Tampered(Tampering),
    /// The server wants something besides, such as a second factor (XEP-0388 §2.6.3).
    #[error("the server wants {tasks:?} besides")]
    Unfinished {
        /// What it wants, a few names at most.
        tasks: Vec<String>,
    },
    /// The server has let us in as somebody else: what a certificate of another account does
    /// (XEP-0178 §2).
    #[error("signed in as {0}")]
    OtherAccount(String),
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

/// What shows that somebody may be in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Tampering {
    /// Bound logins are offered, but nothing that they could be bound to.
    #[error("the kinds of channel binding are missing")]
    Bindings,
    /// Kinds of binding are announced, but no login that could use them; or the server says that it
    /// had offered some.
    #[error("the bound mechanisms are missing")]
    Mechanisms,
    /// The server has signed another offer than the one that came.
    #[error("the offer was changed")]
    Offer,
    /// The server sees another encrypted connection than we do.
    #[error("the server sees another connection")]
    Connection,
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
