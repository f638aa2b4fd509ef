//! Every failure has words, and they are words for people.

use super::*;
use waxwing_core::{
    Certificate, CertificateProblem, ClientCertificateProblem as Problem, Protection, ProxyProblem,
    Tampering, Timestamp,
};

fn certificate(problem: CertificateProblem) -> Failure {
    Failure::Certificate(Box::new(Certificate {
        host: "example.org".to_owned(),
        problem,
        subject: "CN=other.example".to_owned(),
        issuer: "CN=Some CA".to_owned(),
        names: vec!["other.example".to_owned(), "www.other.example".to_owned()],
        not_before: Some(Timestamp(1_700_000_000_000_000)),
        not_after: None,
        sha256: "abcdef0123".to_owned(),
    }))
}

/// One of every kind.
fn failures() -> Vec<Failure> {
    let text = String::new;
    let host = || "example.org".to_owned();
    let mut failures = vec![
        Failure::UnknownHost { host: host() },
        Failure::NoService { host: host() },
        Failure::NoDns { host: host() },
        Failure::NoRoute {
            host: host(),
            detail: "refused".to_owned(),
        },
        certificate(CertificateProblem::Expired),
        certificate(CertificateProblem::NotYetValid),
        certificate(CertificateProblem::WrongName),
        certificate(CertificateProblem::SelfSigned),
        certificate(CertificateProblem::UnknownIssuer),
        certificate(CertificateProblem::Revoked),
        certificate(CertificateProblem::Invalid("bad".to_owned())),
        Failure::Tls("alert".to_owned()),
        Failure::TlsNotOffered,
        Failure::CaFile {
            path: "/ca.pem".to_owned(),
            detail: "empty".to_owned(),
        },
        Failure::NoMechanism {
            offered: vec!["X".to_owned()],
        },
        Failure::NoMechanism {
            offered: vec!["PLAIN".to_owned()],
        },
        Failure::WrongPassword,
        Failure::NoPassword,
        Failure::ReadOnly {
            path: "/media/stick".to_owned(),
            detail: "Read-only file system".to_owned(),
        },
        Failure::OtherAccount {
            jid: "june@example.org".to_owned(),
        },
        Failure::Impostor,
        Failure::Downgrade {
            before: Protection {
                mechanism: "SCRAM-SHA-256-PLUS".to_owned(),
                binding: "tls-exporter".to_owned(),
            },
            now: Protection::default(),
        },
        Failure::Tampered(Tampering::Bindings),
        Failure::Tampered(Tampering::Mechanisms),
        Failure::Tampered(Tampering::Offer),
        Failure::Tampered(Tampering::Connection),
        Failure::Conflict,
        Failure::Lost { detail: text() },
        Failure::Protocol {
            detail: "depth".to_owned(),
        },
    ];
    for problem in [
        ProxyProblem::Unreachable("refused".to_owned()),
        ProxyProblem::Lost("reset".to_owned()),
        ProxyProblem::TimedOut,
        ProxyProblem::NotSocks,
        ProxyProblem::LoginRefused,
        ProxyProblem::Forbidden,
        ProxyProblem::HostUnreachable,
        ProxyProblem::NameTooLong,
    ] {
        let host = host();
        failures.push(Failure::Proxy { host, problem });
    }
    for problem in [
        Problem::Unreadable("gone".to_owned()),
        Problem::Invalid("bad".to_owned()),
        Problem::WrongPassphrase,
        Problem::NoCertificate,
        Problem::NoKey,
        Problem::OtherKey,
        Problem::Expired(Timestamp(1_700_000_000_000_000)),
        Problem::NotYetValid(Timestamp(1_700_000_000_000_000)),
    ] {
        let path = "/home/mira/mira.p12".to_owned();
        failures.push(Failure::ClientCertificate { path, problem });
    }
    for step in [
        Step::Resolve,
        Step::Connect,
        Step::Encrypt,
        Step::Authenticate,
        Step::Bind,
    ] {
        failures.push(Failure::TimedOut { step });
    }
    for condition in [
        "account-disabled",
        "credentials-expired",
        "temporary-auth-failure",
        "unsupported-task",
        "not-authorized",
        "x",
    ] {
        let condition = condition.to_owned();
        failures.push(Failure::LoginRefused {
            condition,
            text: text(),
        });
    }
    for condition in [
        "system-shutdown",
        "host-gone",
        "policy-violation",
        "connection-timeout",
        "y",
    ] {
        let condition = condition.to_owned();
        failures.push(Failure::Stream {
            condition,
            text: text(),
        });
    }
    failures
}

#[test]
fn every_failure_says_what_is_wrong_and_what_to_do() {
    let mut said = Vec::new();
    for failure in failures() {
        let words = Words::of(&failure);
        assert!(words.what.ends_with('.'), "{failure:?}: {words:?}");
        assert!(words.advice.ends_with('.'), "{failure:?}: {words:?}");
        let jargon = ["stanza", "stream", "SASL", "roster", "SRV"];
        let sentence = words.sentence();
        assert!(
            jargon.iter().all(|word| !sentence.contains(word)),
            "{sentence}"
        );
        said.push(sentence);
    }
    let all = said.len();
    said.sort();
    said.dedup();
    assert!(
        said.len() >= all - 1,
        "only a lost connection has two causes"
    );
}

#[test]
fn a_certificate_says_whose_it_is_and_by_whom() {
    let words = Words::of(&certificate(CertificateProblem::WrongName));
    assert!(words.what.contains("example.org"), "{words:?}");
    let facts = format!("{:?}", words.facts);
    for fact in [
        "other.example, www.other.example",
        "CN=other.example",
        "CN=Some CA",
        "14 November 2023",
        "unknown",
        "abcd ef01 23",
    ] {
        assert!(facts.contains(fact), "{fact} in {facts}");
    }
}

#[test]
fn what_a_server_said_is_a_fact_and_not_the_headline() {
    let failure = Failure::LoginRefused {
        condition: "account-disabled".to_owned(),
        text: "Pay first".to_owned(),
    };
    let words = Words::of(&failure);
    assert!(!words.sentence().contains("Pay"));
    assert_eq!(words.facts[0].1, "account-disabled: Pay first");
}
