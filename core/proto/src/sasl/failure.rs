//! SASL failures (RFC 6120 §6.5).

use minidom::Element;

/// The defined conditions of RFC 6120 §6.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the RFC's name for the condition")]
pub enum FailureCondition {
    Aborted,
    AccountDisabled,
    CredentialsExpired,
    EncryptionRequired,
    IncorrectEncoding,
    InvalidAuthzid,
    InvalidMechanism,
    MalformedRequest,
    MechanismTooWeak,
    NotAuthorized,
    TemporaryAuthFailure,
    /// None of the RFC's conditions.
    Other,
}

/// A SASL `<failure/>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{condition:?}")]
pub struct Failure {
    /// The condition.
    pub condition: FailureCondition,
    /// The server's words, if any.
    pub text: Option<String>,
}

impl Failure {
    /// Reads a `<failure/>`; `None` if the element is something else.
    pub fn parse(element: &Element) -> Option<Self> {
        todo!()
    }
}
