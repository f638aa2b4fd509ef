//! Stanza errors (RFC 6120 §8.3), read leniently: an error nobody understands is still an error,
//! and whoever waits for the answer must learn that it failed.

use std::fmt;

use minidom::Element;

/// What went wrong with a stanza.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{condition}: {text}")]
pub struct StanzaError {
    /// What could be done about it.
    pub kind: Kind,
    /// What it was.
    pub condition: Condition,
    /// What the other side said about it; may be empty.
    pub text: String,
}

/// What could be done about an error (RFC 6120 §8.3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Retry after providing credentials.
    Auth,
    /// Don't retry.
    #[default]
    Cancel,
    /// It was only a warning.
    Continue,
    /// Retry after changing what was sent.
    Modify,
    /// Retry later.
    Wait,
}

/// What an error was (RFC 6120 §8.3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the RFC's own names")]
pub enum Condition {
    BadRequest,
    Conflict,
    FeatureNotImplemented,
    Forbidden,
    Gone,
    InternalServerError,
    ItemNotFound,
    JidMalformed,
    NotAcceptable,
    NotAllowed,
    NotAuthorized,
    PolicyViolation,
    RecipientUnavailable,
    Redirect,
    RegistrationRequired,
    RemoteServerNotFound,
    RemoteServerTimeout,
    ResourceConstraint,
    ServiceUnavailable,
    SubscriptionRequired,
    /// Also where the condition is missing or unknown.
    #[default]
    UndefinedCondition,
    UnexpectedRequest,
}

impl StanzaError {
    /// An error of this condition, of the kind the RFC associates with it, without words.
    #[must_use]
    pub fn new(condition: Condition) -> Self {
        Self {
            kind: condition.kind(),
            condition,
            text: String::new(),
        }
    }

    /// With these words.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Reads an `<error/>`.
    #[must_use]
    pub fn parse(_error: &Element) -> Self {
        unimplemented!()
    }

    /// The error of a stanza of type error; undefined-condition if it has none.
    #[must_use]
    pub fn of(_payloads: &[Element]) -> Self {
        unimplemented!()
    }

    /// As `<error/>`.
    #[must_use]
    pub fn to_element(&self) -> Element {
        unimplemented!()
    }
}

impl Condition {
    /// Its name on the wire, as `service-unavailable`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        unimplemented!()
    }

    fn kind(self) -> Kind {
        unimplemented!()
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
