//! Stream errors (RFC 6120 §4.9): what closes a stream, from either side.

use minidom::Element;

/// The defined conditions of RFC 6120 §4.9.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the RFC's name for the condition")]
pub enum Condition {
    BadFormat,
    BadNamespacePrefix,
    Conflict,
    ConnectionTimeout,
    HostGone,
    HostUnknown,
    ImproperAddressing,
    InternalServerError,
    InvalidFrom,
    InvalidNamespace,
    InvalidXml,
    NotAuthorized,
    NotWellFormed,
    PolicyViolation,
    RemoteConnectionFailed,
    Reset,
    ResourceConstraint,
    RestrictedXml,
    SeeOtherHost,
    SystemShutdown,
    UndefinedCondition,
    UnsupportedEncoding,
    UnsupportedFeature,
    UnsupportedStanzaType,
    UnsupportedVersion,
}

/// A `<stream:error/>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct StreamError {
    /// The defined condition; an unknown one reads as [`Condition::UndefinedCondition`].
    pub condition: Condition,
    /// The human-readable text, if any.
    pub text: Option<String>,
    /// Where a `<see-other-host/>` points to.
    pub see_other_host: Option<String>,
}

impl StreamError {
    /// An error with this condition and nothing else.
    pub fn new(condition: Condition) -> Self {
        todo!()
    }
    /// Reads a `<stream:error/>`; `None` if the element is something else.
    pub fn parse(element: &Element) -> Option<Self> {
        todo!()
    }
    /// The `<stream:error/>` to send.
    pub fn build(&self) -> Element {
        todo!()
    }
}
impl std::fmt::Display for StreamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
