//! Stanza errors (RFC 6120 §8.3), read leniently: an error nobody understands is still an error,
//! and whoever waits for the answer must learn that it failed.

use std::fmt;

use minidom::Element;

use crate::stanza::CLIENT;
use crate::upload;
use crate::xml::{self, Tree};

/// The namespace of conditions.
const NS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

/// Enough for a sentence, too little to fill a window.
const MAX_TEXT: usize = 1024;

/// What went wrong with a stanza.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{condition}{}{text}", if text.is_empty() { "" } else { ": " })]
pub struct StanzaError {
    /// What could be done about it.
    pub kind: Kind,
    /// What it was.
    pub condition: Condition,
    /// What the other side said about it; may be empty.
    pub text: String,
    /// Where a file was refused, what it adds.
    pub limit: Option<upload::Limit>,
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
            limit: None,
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
    pub fn parse(error: &Element) -> Self {
        let condition = error
            .children()
            .filter(|child| child.has_ns(NS))
            .find_map(|child| Condition::parse(child.name()))
            .unwrap_or_default();
        let kind = match error.attr("type").map(str::trim) {
            Some("auth") => Kind::Auth,
            Some("cancel") => Kind::Cancel,
            Some("continue") => Kind::Continue,
            Some("modify") => Kind::Modify,
            Some("wait") => Kind::Wait,
            _ => condition.kind(),
        };
        let text = error.get_child("text", NS).map(Element::text);
        Self {
            kind,
            condition,
            text: xml::cut(text.unwrap_or_default().trim(), MAX_TEXT),
            limit: upload::Limit::of(error),
        }
    }

    /// The error of a stanza of type error; undefined-condition if it has none.
    #[must_use]
    pub fn of(payloads: &[Element]) -> Self {
        match xml::find(payloads, "error", CLIENT) {
            Some(error) => Self::parse(error),
            None => Self::new(Condition::UndefinedCondition),
        }
    }

    /// As `<error/>`.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let error = Element::bare("error", CLIENT)
            .with_attr("type", self.kind.as_str())
            .with(Element::bare(self.condition.as_str(), NS));
        if self.text.is_empty() {
            return error;
        }
        error.with(Element::bare("text", NS).with_text(&self.text))
    }
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Cancel => "cancel",
            Self::Continue => "continue",
            Self::Modify => "modify",
            Self::Wait => "wait",
        }
    }
}

impl Condition {
    const ALL: [Self; 22] = [
        Self::BadRequest,
        Self::Conflict,
        Self::FeatureNotImplemented,
        Self::Forbidden,
        Self::Gone,
        Self::InternalServerError,
        Self::ItemNotFound,
        Self::JidMalformed,
        Self::NotAcceptable,
        Self::NotAllowed,
        Self::NotAuthorized,
        Self::PolicyViolation,
        Self::RecipientUnavailable,
        Self::Redirect,
        Self::RegistrationRequired,
        Self::RemoteServerNotFound,
        Self::RemoteServerTimeout,
        Self::ResourceConstraint,
        Self::ServiceUnavailable,
        Self::SubscriptionRequired,
        Self::UndefinedCondition,
        Self::UnexpectedRequest,
    ];

    /// Its name on the wire, as `service-unavailable`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::Conflict => "conflict",
            Self::FeatureNotImplemented => "feature-not-implemented",
            Self::Forbidden => "forbidden",
            Self::Gone => "gone",
            Self::InternalServerError => "internal-server-error",
            Self::ItemNotFound => "item-not-found",
            Self::JidMalformed => "jid-malformed",
            Self::NotAcceptable => "not-acceptable",
            Self::NotAllowed => "not-allowed",
            Self::NotAuthorized => "not-authorized",
            Self::PolicyViolation => "policy-violation",
            Self::RecipientUnavailable => "recipient-unavailable",
            Self::Redirect => "redirect",
            Self::RegistrationRequired => "registration-required",
            Self::RemoteServerNotFound => "remote-server-not-found",
            Self::RemoteServerTimeout => "remote-server-timeout",
            Self::ResourceConstraint => "resource-constraint",
            Self::ServiceUnavailable => "service-unavailable",
            Self::SubscriptionRequired => "subscription-required",
            Self::UndefinedCondition => "undefined-condition",
            Self::UnexpectedRequest => "unexpected-request",
        }
    }

    /// The condition of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// The kind the RFC associates with it.
    fn kind(self) -> Kind {
        match self {
            Self::Forbidden
            | Self::NotAuthorized
            | Self::RegistrationRequired
            | Self::SubscriptionRequired => Kind::Auth,
            Self::BadRequest
            | Self::JidMalformed
            | Self::NotAcceptable
            | Self::PolicyViolation
            | Self::Redirect => Kind::Modify,
            Self::RecipientUnavailable
            | Self::RemoteServerTimeout
            | Self::ResourceConstraint
            | Self::UnexpectedRequest => Kind::Wait,
            Self::Conflict
            | Self::FeatureNotImplemented
            | Self::Gone
            | Self::InternalServerError
            | Self::ItemNotFound
            | Self::NotAllowed
            | Self::RemoteServerNotFound
            | Self::ServiceUnavailable
            | Self::UndefinedCondition => Kind::Cancel,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(xml: &str) -> StanzaError {
        StanzaError::parse(&xml.parse().unwrap())
    }

    #[test]
    fn every_condition_comes_back() {
        for condition in Condition::ALL {
            let error = StanzaError::new(condition).with_text("sorry");
            assert_eq!(StanzaError::parse(&error.to_element()), error);
        }
    }

    #[test]
    fn an_error_says_what_it_says() {
        let error = parse(
            "<error xmlns='jabber:client' type='wait'><text \
             xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'> Too busy. </text><x xmlns='y'/>\
             <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        );
        assert_eq!(error.kind, Kind::Wait);
        assert_eq!(error.condition, Condition::ServiceUnavailable);
        assert_eq!(error.to_string(), "service-unavailable: Too busy.");
    }

    #[test]
    fn an_error_without_a_known_condition_or_type_is_an_error() {
        let undefined = StanzaError::new(Condition::UndefinedCondition);
        assert_eq!(parse("<error xmlns='jabber:client'/>"), undefined);
        let invented = "<error xmlns='jabber:client' type='weird'>\
             <out-of-coffee xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
        assert_eq!(parse(invented), undefined);
        assert_eq!(StanzaError::of(&[]), undefined);
        assert_eq!(undefined.to_string(), "undefined-condition");
    }

    #[test]
    fn a_missing_type_follows_from_the_condition() {
        let error = parse(
            "<error xmlns='jabber:client'>\
             <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        );
        assert_eq!(error.kind, Kind::Auth);
    }

    #[test]
    fn its_words_are_bounded() {
        let error = StanzaError::new(Condition::Gone).with_text(&"é".repeat(100_000));
        assert_eq!(
            StanzaError::parse(&error.to_element()).text.chars().count(),
            MAX_TEXT
        );
    }
}
