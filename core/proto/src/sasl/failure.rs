//! The server's refusal to authenticate us (RFC 6120 §6.5, XEP-0388 §2.6.2).

use std::fmt;

use minidom::Element;

use super::{SASL, SASL2};
use crate::stream::error::shortened;

/// The defined conditions of RFC 6120 §6.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "each variant is the RFC's name for the condition"
)]
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

impl FailureCondition {
    /// Every condition of the RFC.
    pub const ALL: [Self; 11] = [
        Self::Aborted,
        Self::AccountDisabled,
        Self::CredentialsExpired,
        Self::EncryptionRequired,
        Self::IncorrectEncoding,
        Self::InvalidAuthzid,
        Self::InvalidMechanism,
        Self::MalformedRequest,
        Self::MechanismTooWeak,
        Self::NotAuthorized,
        Self::TemporaryAuthFailure,
    ];

    /// The element's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aborted => "aborted",
            Self::AccountDisabled => "account-disabled",
            Self::CredentialsExpired => "credentials-expired",
            Self::EncryptionRequired => "encryption-required",
            Self::IncorrectEncoding => "incorrect-encoding",
            Self::InvalidAuthzid => "invalid-authzid",
            Self::InvalidMechanism => "invalid-mechanism",
            Self::MalformedRequest => "malformed-request",
            Self::MechanismTooWeak => "mechanism-too-weak",
            Self::NotAuthorized => "not-authorized",
            Self::TemporaryAuthFailure => "temporary-auth-failure",
            Self::Other => "undefined-condition",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// A SASL `<failure/>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Failure {
    /// The condition.
    pub condition: FailureCondition,
    /// The server's words, if any.
    pub text: Option<String>,
}

impl Failure {
    /// Reads a `<failure/>`; `None` if the element is something else.
    pub fn parse(element: &Element) -> Option<Self> {
        if !element.is("failure", SASL) && !element.is("failure", SASL2) {
            return None;
        }
        let condition = element
            .children()
            .filter(|child| child.has_ns(SASL))
            .find_map(|child| FailureCondition::parse(child.name()));
        let text = element.get_child("text", SASL);
        let text = text.or_else(|| element.get_child("text", SASL2));
        Some(Self {
            condition: condition.unwrap_or(FailureCondition::Other),
            text: text.and_then(|text| shortened(&text.text())),
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.condition.name())?;
        self.text.iter().try_for_each(|text| write!(f, ": {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(inside: &str) -> Option<Failure> {
        let xml = format!("<failure xmlns='{SASL}'>{inside}</failure>");
        Failure::parse(&xml.parse().unwrap())
    }

    #[test]
    fn every_condition_is_read() {
        for condition in FailureCondition::ALL {
            let failure = parse(&format!("<{}/><text>why</text>", condition.name())).unwrap();
            assert_eq!(failure.condition, condition);
            assert_eq!(failure.text.as_deref(), Some("why"));
        }
    }

    #[test]
    fn an_unknown_condition_is_a_failure_all_the_same() {
        for inside in [
            "",
            "<bad-protocol/>",
            "<not-authorized xmlns='urn:other'/>",
            "no",
        ] {
            let failure = parse(inside).unwrap();
            assert_eq!(failure.condition, FailureCondition::Other);
            assert_eq!(failure.text, None);
        }
    }

    #[test]
    fn other_elements_are_no_failures() {
        assert_eq!(Failure::parse(&Element::bare("failure", "urn:other")), None);
        assert_eq!(Failure::parse(&Element::bare("success", SASL)), None);
    }
}
