//! Certificates that must not pass, each with its reason.

use std::sync::Arc;

use rustls::ServerConfig;

use super::authority::{Authority, early, expired, named, self_signed, self_signed_with_pem};
use super::script::Server;
use super::{Alice, config_for};
use crate::model::Transport;
use crate::{Certificate, CertificateProblem, Failure};

async fn refused(trusted: &Authority, tls: Arc<ServerConfig>) -> Certificate {
    let server = Server::new(tls).await;
    let config = config_for(trusted, server.address(), Transport::DirectTls);
    let mut alice = Alice::connect(config);
    server.refuse().await;
    match alice.waiting().await {
        Failure::Certificate(certificate) => *certificate,
        other => panic!("not for its certificate: {other:?}"),
    }
}

#[tokio::test]
async fn expired_certificate() {
    let ca = Authority::new();
    let told = refused(&ca, ca.server_with(expired("example.test"))).await;
    assert_eq!(told.problem, CertificateProblem::Expired);
    assert_eq!(told.names, ["example.test"]);
    assert_eq!(told.issuer, "CN=Test CA");
    assert_eq!(told.subject, "CN=example.test");
    assert!(told.not_after.unwrap().0 < crate::Timestamp::now().0);
}

#[tokio::test]
async fn certificate_whose_time_has_not_come() {
    let ca = Authority::new();
    let told = refused(&ca, ca.server_with(early("example.test"))).await;
    assert_eq!(told.problem, CertificateProblem::NotYetValid);
}

#[tokio::test]
async fn certificate_for_the_host_and_not_for_the_domain() {
    // The name of the host we connect to counts for nothing: only the account's domain does.
    let ca = Authority::new();
    let told = refused(&ca, ca.server_with(named("127.0.0.1"))).await;
    assert_eq!(told.problem, CertificateProblem::WrongName);
    assert_eq!(told.names, ["127.0.0.1"]);
    assert_eq!(told.host, "example.test");
}

#[tokio::test]
async fn self_signed_certificates() {
    for as_ca in [false, true] {
        let told = refused(&Authority::new(), self_signed("example.test", as_ca)).await;
        assert_eq!(told.problem, CertificateProblem::SelfSigned, "{as_ca}");
        assert_eq!(told.names, ["example.test"]);
        assert_eq!(told.sha256.len(), 64);
    }
}

/// What a person has put into the CA file by themselves needs nobody else's word, but must fit.
#[tokio::test]
async fn self_signed_certificates_that_the_account_names() {
    for as_ca in [false, true] {
        for (name, problem) in [
            ("example.test", None),
            ("other.test", Some(CertificateProblem::WrongName)),
        ] {
            let (tls, pem) = self_signed_with_pem(name, as_ca);
            let files = tempfile::tempdir().unwrap();
            let path = files.path().join("own.pem");
            std::fs::write(&path, pem).unwrap();
            let server = Server::new(tls).await;
            let ca = Authority::new();
            let mut config = config_for(&ca, server.address(), Transport::DirectTls);
            config.settings.ca_file = path.to_str().unwrap().to_owned();
            let mut alice = Alice::connect(config);
            match problem {
                None => {
                    let _session = server.accept_online("sm").await;
                    alice.online().await;
                }
                Some(problem) => {
                    server.refuse().await;
                    let Failure::Certificate(told) = alice.waiting().await else {
                        panic!("{name} is not ours");
                    };
                    assert_eq!(told.problem, problem, "{as_ca}");
                }
            }
        }
    }
}

#[tokio::test]
async fn certificate_of_an_unknown_authority() {
    let unknown = Authority::named("Nobody");
    let told = refused(&Authority::new(), unknown.server("example.test")).await;
    assert_eq!(told.problem, CertificateProblem::UnknownIssuer);
    assert_eq!(told.issuer, "CN=Nobody");
}

#[tokio::test]
async fn certificate_of_an_authority_that_takes_a_trusted_name() {
    let told = refused(&Authority::new(), Authority::new().server("example.test")).await;
    assert_eq!(told.problem, CertificateProblem::UnknownIssuer);
}

#[tokio::test]
async fn missing_ca_file() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut config = config_for(&ca, server.address(), Transport::DirectTls);
    config.settings.ca_file.push_str(".missing");
    let path = config.settings.ca_file.clone();
    let mut alice = Alice::connect(config);
    let failure = alice.stopped().await;
    assert!(matches!(failure, Failure::CaFile { path: named, .. } if named == path));
}
