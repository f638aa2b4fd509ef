//! Errors in the words of people: what is wrong, what to do, and the facts for whoever wants them.

mod certificate;
mod proof;
mod proxy;

#[cfg(test)]
mod tests;

use waxwing_core::model::Step;
use waxwing_core::{
    Error, Failure, NO_READER, NOT_THERE, OUTBOX_LOST, TOO_LONG, TOO_MANY, without_reader,
};

use crate::tr;

/// An error in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What is wrong.
    pub what: String,
    /// What to do about it; may be empty.
    pub advice: String,
    /// Facts with their names, in the order they are shown.
    pub facts: Vec<(String, String)>,
}

impl Words {
    /// Only what is wrong.
    pub fn new(what: String) -> Self {
        Self {
            what,
            ..Self::default()
        }
    }

    /// Words for why a command was not carried out.
    pub fn of_error(error: &Error) -> Self {
        match error {
            Error::InvalidAddress(_) => Self::new(tr!("address-invalid")),
            Error::AccountExists => Self::new(tr!("error-account-exists")),
            Error::NotFound => Self::new(tr!("error-not-found")),
            Error::NotOffered => Self::new(tr!("error-not-offered")),
            Error::Invitation(said) => {
                Self::new(tr!("register-invitation-invalid")).with_detail(said)
            }
            Error::InvalidXml(detail) => {
                Self::advised(tr!("error-invalid-xml"), tr!("error-invalid-xml-advice"))
                    .with_detail(detail)
            }
            Error::NotAStanza => {
                Self::advised(tr!("error-not-a-stanza"), tr!("error-not-a-stanza-advice"))
            }
            Error::InvalidPicture => Self::new(tr!("error-invalid-picture")),
            Error::InvalidText => Self::new(tr!("error-invalid-text")),
            Error::Failure(failure) => Self::of(failure),
            Error::Offline => Self::advised(tr!("error-offline"), tr!("error-offline-advice")),
            Error::Refused { condition, text } => refused(condition, text),
            Error::TimedOut => Self::advised(tr!("error-timed-out"), tr!("advice-try-again")),
            Error::Store(detail) => {
                Self::advised(tr!("error-store"), tr!("error-store-advice")).with_detail(detail)
            }
            Error::Damaged(detail) => {
                Self::advised(tr!("error-damaged"), tr!("error-damaged-advice")).with_detail(detail)
            }
            Error::File { path, detail } => Self::advised(
                tr!("error-file", path = path.as_str()),
                tr!("error-file-advice"),
            )
            .with_detail(detail),
            Error::FileExists { path } => Self::advised(
                tr!("error-file-exists", path = path.as_str()),
                tr!("error-file-exists-advice"),
            ),
            Error::Mismatch => Self::advised(tr!("error-mismatch"), tr!("error-mismatch-advice")),
            Error::KeyringLocked => Self::advised(
                tr!("error-keyring-locked"),
                tr!("error-keyring-locked-advice"),
            ),
            Error::ReadOnly { path, detail } => read_only(path, detail),
            Error::ProfileInUse => Self::advised(
                tr!("error-profile-in-use"),
                tr!("error-profile-in-use-advice"),
            ),
            Error::ProfileTooNew => Self::advised(
                tr!("error-profile-too-new"),
                tr!("error-profile-too-new-advice"),
            ),
        }
    }

    /// Words for why an account is not connected.
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::UnknownHost { .. }
            | Failure::NoService { .. }
            | Failure::NoDns { .. }
            | Failure::NoRoute { .. }
            | Failure::Lost { .. }
            | Failure::TimedOut { .. } => of_the_way(failure),
            Failure::Proxy { host, problem } => proxy::of_proxy(host, problem),
            Failure::Downgrade { before, now } => proof::of_downgrade(before, now),
            Failure::Tampered(sign) => proof::of_tampering(*sign),
            Failure::ClientCertificate { path, problem } => {
                proof::of_client_certificate(path, problem)
            }
            Failure::Certificate(refused) => certificate::of_certificate(refused),
            Failure::Tls(_) | Failure::TlsNotOffered | Failure::CaFile { .. } => {
                of_encryption(failure)
            }
            _ => of_the_server(failure),
        }
    }

    /// What is wrong and what to do, as one text.
    pub fn sentence(&self) -> String {
        if self.advice.is_empty() {
            return self.what.clone();
        }
        format!("{} {}", self.what, self.advice)
    }

    fn advised(what: String, advice: String) -> Self {
        Self {
            what,
            advice,
            facts: Vec::new(),
        }
    }

    /// What a system or a library said; never translated, so it goes among the facts.
    fn with_detail(mut self, detail: &str) -> Self {
        if !detail.is_empty() {
            self.facts.push((tr!("fact-detail"), detail.to_owned()));
        }
        self
    }
}

/// A step of connecting, as something that goes on.
pub fn step(step: Step) -> String {
    match step {
        Step::Resolve => tr!("step-resolve"),
        Step::Connect => tr!("step-connect"),
        Step::Encrypt => tr!("step-encrypt"),
        Step::Authenticate => tr!("step-authenticate"),
        Step::Bind => tr!("step-bind"),
    }
}

fn of_the_way(failure: &Failure) -> Words {
    match failure {
        Failure::UnknownHost { host } => Words::advised(
            tr!("failure-unknown-host", host = host.as_str()),
            tr!("failure-unknown-host-advice"),
        ),
        Failure::NoService { host } => Words::advised(
            tr!("failure-no-service", host = host.as_str()),
            tr!("failure-no-service-advice"),
        ),
        Failure::NoDns { .. } => Words::advised(tr!("failure-no-dns"), tr!("advice-check-network")),
        Failure::NoRoute { host, detail } => Words::advised(
            tr!("failure-no-route", host = host.as_str()),
            tr!("failure-no-route-advice"),
        )
        .with_detail(detail),
        Failure::Lost { detail } => {
            Words::advised(tr!("failure-lost"), tr!("advice-check-network")).with_detail(detail)
        }
        Failure::TimedOut { step } => Words::advised(timed_out(*step), tr!("advice-try-again")),
        other => unnamed(other),
    }
}

fn timed_out(step: Step) -> String {
    match step {
        Step::Resolve => tr!("failure-timed-out-resolve"),
        Step::Connect => tr!("failure-timed-out-connect"),
        Step::Encrypt => tr!("failure-timed-out-encrypt"),
        Step::Authenticate => tr!("failure-timed-out-authenticate"),
        Step::Bind => tr!("failure-timed-out-bind"),
    }
}

fn of_encryption(failure: &Failure) -> Words {
    match failure {
        Failure::Tls(detail) => {
            Words::advised(tr!("failure-tls"), tr!("failure-tls-advice")).with_detail(detail)
        }
        Failure::TlsNotOffered => Words::advised(
            tr!("failure-tls-not-offered"),
            tr!("failure-tls-not-offered-advice"),
        ),
        Failure::CaFile { path, detail } => Words::advised(
            tr!("failure-ca-file", path = path.as_str()),
            tr!("failure-ca-file-advice"),
        )
        .with_detail(detail),
        other => unnamed(other),
    }
}

fn of_the_server(failure: &Failure) -> Words {
    match failure {
        Failure::NoMechanism { offered } => {
            let plain = crate::screen::login::offers_plain(offered);
            let advice = match plain {
                true => tr!("failure-no-mechanism-plain"),
                false => tr!("failure-no-mechanism-advice"),
            };
            Words::advised(tr!("failure-no-mechanism"), advice).with_detail(&offered.join(", "))
        }
        Failure::WrongPassword => Words::advised(
            tr!("failure-wrong-password"),
            tr!("failure-wrong-password-advice"),
        ),
        Failure::ReadOnly { path, detail } => read_only(path, detail),
        Failure::NoPassword => Words::advised(
            tr!("failure-no-password"),
            tr!("failure-no-password-advice"),
        ),
        Failure::LoginRefused { condition, text } => of_login(condition, text),
        Failure::OtherAccount { jid } => Words::advised(
            tr!("failure-other-account", account = jid.as_str()),
            tr!("failure-other-account-advice"),
        ),
        Failure::Impostor => {
            Words::advised(tr!("failure-impostor"), tr!("failure-impostor-advice"))
        }
        Failure::Conflict => {
            Words::advised(tr!("failure-conflict"), tr!("failure-conflict-advice"))
        }
        Failure::Stream { condition, text } => of_stream(condition, text),
        Failure::Protocol { detail } => {
            Words::advised(tr!("failure-protocol"), tr!("failure-protocol-advice"))
                .with_detail(detail)
        }
        other => unnamed(other),
    }
}

/// The families above cover every failure; this keeps a future one readable.
fn unnamed(failure: &Failure) -> Words {
    Words::advised(tr!("failure-lost"), tr!("advice-try-again")).with_detail(&failure.to_string())
}

/// Conditions of RFC 6120 §6.5.
fn of_login(condition: &str, text: &str) -> Words {
    let words = match condition {
        "account-disabled" => {
            Words::advised(tr!("failure-account-disabled"), tr!("failure-ask-operator"))
        }
        "credentials-expired" => Words::advised(
            tr!("failure-credentials-expired"),
            tr!("failure-credentials-expired-advice"),
        ),
        // Of a wrong password there is a failure of its own.
        "not-authorized" => Words::advised(
            tr!("failure-certificate-refused"),
            tr!("failure-certificate-refused-advice"),
        ),
        "unsupported-task" => Words::advised(
            tr!("failure-second-proof"),
            tr!("failure-second-proof-advice"),
        ),
        "temporary-auth-failure" => {
            Words::advised(tr!("failure-login-temporary"), tr!("advice-try-later"))
        }
        _ => Words::advised(tr!("failure-login-refused"), tr!("failure-ask-operator")),
    };
    words.with_detail(&said(condition, text))
}

/// Conditions of RFC 6120 §4.9.3.
fn of_stream(condition: &str, text: &str) -> Words {
    let words = match condition {
        "system-shutdown" | "reset" => {
            Words::advised(tr!("failure-shutdown"), tr!("advice-comes-back"))
        }
        "host-unknown" | "host-gone" => {
            Words::advised(tr!("failure-host-gone"), tr!("failure-host-gone-advice"))
        }
        "policy-violation" | "resource-constraint" => {
            Words::advised(tr!("failure-policy"), tr!("advice-try-later"))
        }
        "connection-timeout" => Words::advised(tr!("failure-lost"), tr!("advice-comes-back")),
        _ => Words::advised(tr!("failure-stream"), tr!("advice-try-later")),
    };
    words.with_detail(&said(condition, text))
}

/// Conditions of RFC 6120 §8.3.3 that people meet.
fn refused(condition: &str, text: &str) -> Words {
    let words = match condition {
        "item-not-found" | "remote-server-not-found" => {
            Words::advised(tr!("refused-not-found"), tr!("failure-unknown-host-advice"))
        }
        "remote-server-timeout" => {
            Words::advised(tr!("refused-remote-timeout"), tr!("advice-try-later"))
        }
        "not-allowed" | "forbidden" | "not-authorized" => Words::new(tr!("refused-forbidden")),
        "service-unavailable" | "recipient-unavailable" => Words::new(tr!("refused-unavailable")),
        "policy-violation" | "resource-constraint" => {
            Words::advised(tr!("refused-policy"), tr!("advice-try-later"))
        }
        _ => Words::new(tr!("refused-other")),
    };
    words.with_detail(&said(condition, text))
}

/// Words for a message that failed, for its tooltip.
pub fn undelivered(condition: &str, text: &str) -> Words {
    if condition == OUTBOX_LOST {
        return Words::advised(tr!("undelivered-lost"), tr!("undelivered-lost-advice"));
    }
    if condition == NOT_THERE {
        let advice = tr!("undelivered-not-there-advice");
        return Words::advised(tr!("undelivered-not-there"), advice);
    }
    if condition == TOO_LONG {
        let advice = tr!("undelivered-too-long-advice");
        return Words::advised(tr!("undelivered-too-long"), advice);
    }
    if condition == TOO_MANY {
        let advice = tr!("undelivered-too-many-advice");
        return Words::advised(tr!("undelivered-too-many"), advice);
    }
    if condition == NO_READER {
        let advice = tr!("undelivered-no-reader-advice");
        let what = match without_reader(condition, text).as_slice() {
            [] => tr!("undelivered-no-reader"),
            [one] => tr!("undelivered-no-reader-one", name = one.as_str()),
            [first, others @ ..] => {
                let count = u32::try_from(others.len()).unwrap_or(u32::MAX);
                tr!(
                    "undelivered-no-reader-more",
                    name = first.as_str(),
                    count = count
                )
            }
        };
        return Words::advised(what, advice);
    }
    refused(condition, text)
}

fn read_only(path: &str, detail: &str) -> Words {
    let advice = tr!("error-read-only-advice", path = path);
    Words::advised(tr!("error-read-only"), advice).with_detail(detail)
}

fn said(condition: &str, text: &str) -> String {
    match text.trim() {
        "" => condition.to_owned(),
        text => format!("{condition}: {text}"),
    }
}
