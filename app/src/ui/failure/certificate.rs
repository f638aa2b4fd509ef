//! Words for a certificate that was refused: whose it is, who made it out, from when to when, and why.

use waxwing_core::{Certificate, CertificateProblem};

use super::Words;
use crate::{format, tr};

pub(super) fn of_certificate(certificate: &Certificate) -> Words {
    let host = certificate.host.as_str();
    let (what, advice) = match &certificate.problem {
        CertificateProblem::Expired => (
            tr!("certificate-expired", host = host),
            tr!("certificate-owner-advice"),
        ),
        CertificateProblem::NotYetValid => (
            tr!("certificate-not-yet", host = host),
            tr!("certificate-clock-advice"),
        ),
        CertificateProblem::WrongName => (
            tr!("certificate-wrong-name", host = host),
            tr!("certificate-name-advice"),
        ),
        CertificateProblem::SelfSigned => (
            tr!("certificate-self-signed", host = host),
            tr!("certificate-ca-advice"),
        ),
        CertificateProblem::UnknownIssuer => (
            tr!("certificate-unknown-issuer", host = host),
            tr!("certificate-ca-advice"),
        ),
        CertificateProblem::Revoked => (
            tr!("certificate-revoked", host = host),
            tr!("certificate-owner-advice"),
        ),
        CertificateProblem::Invalid(_) => (
            tr!("certificate-invalid", host = host),
            tr!("certificate-owner-advice"),
        ),
    };
    Words {
        what,
        advice,
        facts: facts(certificate),
    }
}

fn facts(certificate: &Certificate) -> Vec<(String, String)> {
    let unknown = || tr!("fact-unknown");
    let or_unknown = |text: &str| match text {
        "" => unknown(),
        text => text.to_owned(),
    };
    let mut facts = vec![
        (tr!("fact-host"), or_unknown(&certificate.host)),
        (tr!("fact-names"), or_unknown(&certificate.names.join(", "))),
        (tr!("fact-subject"), or_unknown(&certificate.subject)),
        (tr!("fact-issuer"), or_unknown(&certificate.issuer)),
        (
            tr!("fact-validity"),
            tr!(
                "fact-from-to",
                from = certificate
                    .not_before
                    .map_or_else(unknown, format::full_date),
                to = certificate
                    .not_after
                    .map_or_else(unknown, format::full_date)
            ),
        ),
        (tr!("fact-fingerprint"), fingerprint(&certificate.sha256)),
    ];
    if let CertificateProblem::Invalid(detail) = &certificate.problem {
        facts.push((tr!("fact-detail"), detail.clone()));
    }
    facts
}

/// Hex in groups of four, which people can compare and lines can break.
fn fingerprint(hex: &str) -> String {
    let letters: Vec<char> = hex.chars().collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}
