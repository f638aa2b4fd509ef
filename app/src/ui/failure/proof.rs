//! Words for proofs that fail: ours, and those of the server.

use waxwing_core::{ClientCertificateProblem, Protection, Tampering};

use super::Words;
use crate::{format, tr};

/// Less protects the sign-in than before.
pub(super) fn of_downgrade(before: &Protection, now: &Protection) -> Words {
    let mut words = Words::advised(tr!("failure-downgrade"), tr!("failure-downgrade-advice"));
    words.facts = vec![
        (tr!("fact-before"), protection(before)),
        (tr!("fact-now"), protection(now)),
    ];
    words
}

fn protection(told: &Protection) -> String {
    match (told.mechanism.as_str(), told.binding.as_str()) {
        ("", _) => tr!("fact-nothing-known"),
        (mechanism, "") => mechanism.to_owned(),
        (mechanism, binding) => format!("{mechanism} ({binding})"),
    }
}

/// What came is not what was sent.
pub(super) fn of_tampering(sign: Tampering) -> Words {
    let what = match sign {
        Tampering::Bindings => tr!("failure-tampered-bindings"),
        Tampering::Mechanisms => tr!("failure-tampered-mechanisms"),
        Tampering::Offer => tr!("failure-tampered-offer"),
        Tampering::Connection => tr!("failure-tampered-connection"),
    };
    Words::advised(what, tr!("failure-tampered-advice"))
}

/// The certificate to sign in with is of no use.
pub(super) fn of_client_certificate(path: &str, problem: &ClientCertificateProblem) -> Words {
    use ClientCertificateProblem as Problem;
    let choose = || tr!("failure-client-certificate-advice");
    match problem {
        Problem::Unreadable(detail) => {
            Words::advised(tr!("failure-client-certificate", path = path), choose())
                .with_detail(detail)
        }
        Problem::Invalid(detail) => Words::advised(
            tr!("failure-client-certificate-invalid", path = path),
            choose(),
        )
        .with_detail(detail),
        Problem::WrongPassphrase => Words::advised(
            tr!("failure-client-certificate-passphrase", path = path),
            tr!("failure-client-certificate-passphrase-advice"),
        ),
        Problem::NoCertificate => Words::advised(
            tr!("failure-client-certificate-none", path = path),
            choose(),
        ),
        Problem::NoKey => Words::advised(
            tr!("failure-client-certificate-no-key", path = path),
            tr!("failure-client-certificate-key-advice"),
        ),
        Problem::OtherKey => Words::advised(
            tr!("failure-client-certificate-other-key", path = path),
            tr!("failure-client-certificate-key-advice"),
        ),
        Problem::Expired(until) => Words::advised(
            tr!(
                "failure-client-certificate-expired",
                path = path,
                date = format::full_date(*until)
            ),
            tr!("failure-client-certificate-renew-advice"),
        ),
        Problem::NotYetValid(from) => Words::advised(
            tr!(
                "failure-client-certificate-not-yet",
                path = path,
                date = format::full_date(*from)
            ),
            tr!("certificate-clock-advice"),
        ),
    }
}
