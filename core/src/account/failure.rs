//! What the protocol calls a failure, in the words of the engine.

use waxwing_proto::login::{self as proto, LoginError};
use waxwing_proto::sasl::{BindingType, FailureCondition, Mechanism, ScramError};
use waxwing_proto::stream::{Condition, StreamError};

use crate::{Failure, Protection, Tampering};

/// How much of a server's own words goes into a failure.
const TEXT_CHARS: usize = 500;

/// A stream error on an encrypted connection.
pub(super) fn stream(error: &StreamError) -> Failure {
    match error.condition {
        Condition::Conflict => Failure::Conflict,
        _ => unencrypted(error),
    }
}

/// A stream error before encryption. Anybody can have said it, so it must not claim that another
/// program has signed in, after which we would not try again.
pub(super) fn unencrypted(error: &StreamError) -> Failure {
    Failure::Stream {
        condition: name(error.condition),
        text: words(error.text.as_deref()),
    }
}

/// A failed login.
pub(super) fn login(error: LoginError) -> Failure {
    match error {
        LoginError::Stream(error) => stream(&error),
        LoginError::Closed => Failure::Lost {
            detail: "the server closed the stream".to_owned(),
        },
        LoginError::NoMechanism { offered, .. } => Failure::NoMechanism { offered },
        LoginError::Refused(refusal) => match refusal.condition {
            FailureCondition::NotAuthorized => Failure::WrongPassword,
            condition => Failure::LoginRefused {
                condition: name(condition),
                text: words(refusal.text.as_deref()),
            },
        },
        LoginError::CertificateRefused(refusal) => Failure::LoginRefused {
            condition: name(refusal.condition),
            text: words(refusal.text.as_deref()),
        },
        LoginError::Scram(error) => scram(error),
        LoginError::NoPassword => Failure::NoPassword,
        LoginError::Downgrade { before, now } => Failure::Downgrade {
            before: before.into(),
            now: now.into(),
        },
        LoginError::Tampered(sign) => Failure::Tampered(sign.into()),
        LoginError::OtherAccount(jid) => Failure::OtherAccount { jid },
        LoginError::Unfinished { tasks } => Failure::LoginRefused {
            condition: "unsupported-task".to_owned(),
            text: words(Some(&tasks.join(", "))),
        },
        LoginError::Bind(refusal) if refusal.condition == "conflict" => Failure::Conflict,
        LoginError::Bind(refusal) => Failure::Stream {
            condition: words(Some(&refusal.condition)),
            text: words(refusal.text.as_deref()),
        },
        // Success before the proof of the server: it does not know the password (RFC 5802 §9).
        LoginError::Unexpected { got, .. } if got.starts_with("success") => Failure::Impostor,
        broken @ (LoginError::Version | LoginError::NoBind | LoginError::Unexpected { .. }) => {
            Failure::Protocol {
                detail: words(Some(&broken.to_string())),
            }
        }
    }
}

/// An exchange that broke off. Only what shows that the server does not know the password, or
/// answers somebody else, makes it an impostor; the rest may be its clumsiness.
fn scram(error: ScramError) -> Failure {
    match error {
        ScramError::Impostor | ScramError::NonceMismatch => Failure::Impostor,
        // No server can have accepted such a password.
        ScramError::Credentials => Failure::WrongPassword,
        ScramError::Server(word) => match word.as_str() {
            "invalid-proof" | "unknown-user" => Failure::WrongPassword,
            "channel-bindings-dont-match" => Failure::Tampered(Tampering::Connection),
            "server-does-support-channel-binding" => Failure::Tampered(Tampering::Mechanisms),
            _ => Failure::LoginRefused {
                condition: words(Some(&word)),
                text: String::new(),
            },
        },
        other => Failure::Protocol {
            detail: words(Some(&format!("SCRAM: {other}"))),
        },
    }
}

impl From<proto::Protection> for Protection {
    fn from(told: proto::Protection) -> Self {
        Self {
            mechanism: told.mechanism.map_or("", Mechanism::name).to_owned(),
            binding: told.binding.map_or("", BindingType::name).to_owned(),
        }
    }
}

impl From<proto::Tampering> for Tampering {
    fn from(sign: proto::Tampering) -> Self {
        match sign {
            proto::Tampering::Bindings => Self::Bindings,
            proto::Tampering::Mechanisms => Self::Mechanisms,
            proto::Tampering::Offer => Self::Offer,
            proto::Tampering::Connection => Self::Connection,
        }
    }
}

/// The RFC's name of a condition, as `not-authorized`: the variants are named after it.
fn name(condition: impl std::fmt::Debug) -> String {
    let mut name = String::new();
    for letter in format!("{condition:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn words(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().take(TEXT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_have_the_names_of_the_rfc() {
        assert_eq!(name(Condition::SeeOtherHost), "see-other-host");
        assert_eq!(name(Condition::RestrictedXml), "restricted-xml");
        assert_eq!(
            name(FailureCondition::TemporaryAuthFailure),
            "temporary-auth-failure"
        );
    }

    #[test]
    fn only_proof_makes_an_impostor() {
        assert_eq!(scram(ScramError::Impostor), Failure::Impostor);
        assert_eq!(scram(ScramError::NonceMismatch), Failure::Impostor);
        let refused = scram(ScramError::Server("invalid-proof".to_owned()));
        assert_eq!(refused, Failure::WrongPassword);
        let weak = scram(ScramError::TooFewRounds(1));
        assert!(matches!(weak, Failure::Protocol { .. }));
    }

    #[test]
    fn a_conflict_counts_only_where_it_can_be_believed() {
        let error = StreamError {
            condition: Condition::Conflict,
            text: Some("x".repeat(9000)),
            see_other_host: None,
        };
        assert_eq!(stream(&error), Failure::Conflict);
        let Failure::Stream { condition, text } = unencrypted(&error) else {
            panic!("a stream error stays one");
        };
        assert_eq!((condition.as_str(), text.len()), ("conflict", TEXT_CHARS));
    }
}
