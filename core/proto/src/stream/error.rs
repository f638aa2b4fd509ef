//! Stream errors (RFC 6120 §4.9): what closes a stream, from either side.

use std::fmt;

use minidom::Element;

use super::STREAMS;

/// Namespace of the conditions inside `<stream:error/>`.
const ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-streams";

/// Longest text kept of an error. Longer ones are cut: it is shown to a person.
const TEXT_CHARS: usize = 1000;

/// The defined conditions of RFC 6120 §4.9.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "each variant is the RFC's name for the condition"
)]
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

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 25] = [
        Self::BadFormat,
        Self::BadNamespacePrefix,
        Self::Conflict,
        Self::ConnectionTimeout,
        Self::HostGone,
        Self::HostUnknown,
        Self::ImproperAddressing,
        Self::InternalServerError,
        Self::InvalidFrom,
        Self::InvalidNamespace,
        Self::InvalidXml,
        Self::NotAuthorized,
        Self::NotWellFormed,
        Self::PolicyViolation,
        Self::RemoteConnectionFailed,
        Self::Reset,
        Self::ResourceConstraint,
        Self::RestrictedXml,
        Self::SeeOtherHost,
        Self::SystemShutdown,
        Self::UndefinedCondition,
        Self::UnsupportedEncoding,
        Self::UnsupportedFeature,
        Self::UnsupportedStanzaType,
        Self::UnsupportedVersion,
    ];

    /// The element's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadFormat => "bad-format",
            Self::BadNamespacePrefix => "bad-namespace-prefix",
            Self::Conflict => "conflict",
            Self::ConnectionTimeout => "connection-timeout",
            Self::HostGone => "host-gone",
            Self::HostUnknown => "host-unknown",
            Self::ImproperAddressing => "improper-addressing",
            Self::InternalServerError => "internal-server-error",
            Self::InvalidFrom => "invalid-from",
            Self::InvalidNamespace => "invalid-namespace",
            Self::InvalidXml => "invalid-xml",
            Self::NotAuthorized => "not-authorized",
            Self::NotWellFormed => "not-well-formed",
            Self::PolicyViolation => "policy-violation",
            Self::RemoteConnectionFailed => "remote-connection-failed",
            Self::Reset => "reset",
            Self::ResourceConstraint => "resource-constraint",
            Self::RestrictedXml => "restricted-xml",
            Self::SeeOtherHost => "see-other-host",
            Self::SystemShutdown => "system-shutdown",
            Self::UndefinedCondition => "undefined-condition",
            Self::UnsupportedEncoding => "unsupported-encoding",
            Self::UnsupportedFeature => "unsupported-feature",
            Self::UnsupportedStanzaType => "unsupported-stanza-type",
            Self::UnsupportedVersion => "unsupported-version",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// A `<stream:error/>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct StreamError {
    /// The defined condition; an unknown one reads as [`Condition::UndefinedCondition`].
    pub condition: Condition,
    /// The human-readable text, if any.
    pub text: Option<String>,
    /// Where a `<see-other-host/>` points to (§4.9.3.19): to be followed only inside TLS, and the
    /// certificate stays checked for the account's domain.
    pub see_other_host: Option<String>,
}

impl StreamError {
    /// An error with this condition and nothing else.
    pub fn new(condition: Condition) -> Self {
        Self {
            condition,
            text: None,
            see_other_host: None,
        }
    }

    /// Reads a `<stream:error/>`; `None` if the element is something else. Whatever is wrong inside,
    /// it is an error: what can't be understood reads as [`Condition::UndefinedCondition`].
    pub fn parse(element: &Element) -> Option<Self> {
        if !element.is("error", STREAMS) {
            return None;
        }
        let mut error = Self::new(Condition::UndefinedCondition);
        for child in element.children().filter(|child| child.has_ns(ERRORS)) {
            if child.name() == "text" {
                error.text = shortened(&child.text());
            } else if let Some(condition) = Condition::parse(child.name()) {
                error.condition = condition;
                if condition == Condition::SeeOtherHost {
                    error.see_other_host = shortened(&child.text());
                }
            }
        }
        Some(error)
    }

    /// The `<stream:error/>` to send.
    pub fn build(&self) -> Element {
        let mut condition = Element::bare(self.condition.name(), ERRORS);
        if let Some(host) = &self.see_other_host {
            condition.append_text(host);
        }
        let mut error = Element::bare("error", STREAMS);
        error.append_child(condition);
        if let Some(text) = &self.text {
            let mut element = Element::bare("text", ERRORS);
            element.append_text(text);
            error.append_child(element);
        }
        error
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.condition.name())?;
        self.text.iter().try_for_each(|text| write!(f, ": {text}"))
    }
}

/// A text for people, cut; none if there is nothing in it.
pub(crate) fn shortened(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(TEXT_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(inside: &str) -> Option<StreamError> {
        let xml = format!("<error xmlns='{STREAMS}'>{inside}</error>");
        StreamError::parse(&xml.parse().unwrap())
    }

    #[test]
    fn every_condition_is_read_as_it_was_built() {
        for condition in Condition::ALL {
            let error = StreamError {
                text: Some("why".to_owned()),
                ..StreamError::new(condition)
            };
            assert_eq!(StreamError::parse(&error.build()), Some(error));
        }
    }

    #[test]
    fn see_other_host_keeps_the_host() {
        let error = parse("<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'> [2001:db8::1]:9222 </see-other-host>").unwrap();
        assert_eq!(error.condition, Condition::SeeOtherHost);
        assert_eq!(error.see_other_host.as_deref(), Some("[2001:db8::1]:9222"));
        assert_eq!(StreamError::parse(&error.build()), Some(error));
    }

    #[test]
    fn nonsense_is_an_undefined_condition() {
        let undefined = Some(StreamError::new(Condition::UndefinedCondition));
        assert_eq!(parse(""), undefined);
        assert_eq!(parse("<conflict xmlns='urn:other'/>"), undefined);
        assert_eq!(
            parse("<new-one xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"),
            undefined
        );
        assert_eq!(parse("just text"), undefined);
    }

    #[test]
    fn a_long_text_is_cut() {
        let text = "ä".repeat(100_000);
        let error = parse(&format!(
            "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{text}</text>"
        ));
        assert_eq!(error.unwrap().text.unwrap().chars().count(), TEXT_CHARS);
    }

    #[test]
    fn other_elements_are_no_stream_errors() {
        assert_eq!(
            StreamError::parse(&Element::bare("error", "jabber:client")),
            None
        );
        assert_eq!(
            StreamError::parse(&Element::bare("features", STREAMS)),
            None
        );
    }
}
