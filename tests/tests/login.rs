//! Signing in: both ways of TLS, and everything that must stop it (RFC 6120 §5 to §7, XEP-0368).

use waxwing_core::command::account::Command as AccountCommand;
use waxwing_core::model::{Connection, Secret, Transport};
use waxwing_core::{CertificateProblem, Command, Error, Failure};
use waxwing_tests::backend::ELSEWHERE;
use waxwing_tests::certificate::{Authority, Kind};
use waxwing_tests::server::{Mechanism, Policy, Server};
use waxwing_tests::{Client, Flow, Login, Stage, Way};

scenarios!(
    signs_in_with_starttls,
    signs_in_with_direct_tls,
    a_wrong_password_is_tried_once,
    a_changed_password_stops_the_account_until_it_is_told,
    an_unknown_authority_is_refused,
    a_certificate_for_another_name_is_refused
);

async fn signs_in_with_starttls(stage: &Stage) {
    let client = Client::signed_in(&stage.account("romy")).await;
    assert_security(&client, Transport::StartTls);
}

async fn signs_in_with_direct_tls(stage: &Stage) {
    let client = Client::signed_in(&stage.account("romy").direct_tls()).await;
    assert_security(&client, Transport::DirectTls);
}

fn assert_security(client: &Client, transport: Transport) {
    let account = client.world.account().expect("an account");
    let Connection::Online { security } = &account.connection else {
        panic!("not online: {account:?}");
    };
    assert_eq!(security.transport, transport);
    assert!(security.tls.starts_with("TLSv1."), "{security:?}");
    assert!(security.mechanism.starts_with("SCRAM-SHA-"), "{security:?}");
}

async fn a_wrong_password_is_tried_once(stage: &Stage) {
    let romy = stage.account("romy").with_password("not the one");
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut client = Client::start().await;
    let outcome = client.sign_in(&romy).await;
    assert_eq!(outcome, Err(Error::Failure(Failure::WrongPassword)));
    assert_eq!(proxy.connections(), 1);
    let profile = client.shut_down().await;
    let client = Client::open(profile).await;
    assert_eq!(client.world.account(), None, "a failed account is not kept");
}

async fn a_changed_password_stops_the_account_until_it_is_told(stage: &Stage) {
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    let set = |password: &str| {
        Command::Account(AccountCommand::SetPassword {
            account,
            password: Secret::from(password),
        })
    };
    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    client.send(set("not the one"));
    proxy.refuse(false);
    client
        .wait_connection("stopped by a wrong password", |connection| {
            matches!(
                connection,
                Connection::Stopped {
                    failure: Failure::WrongPassword,
                    ..
                }
            )
        })
        .await;
    client.send(set(&romy.password));
    client.wait_online().await;
}

async fn an_unknown_authority_is_refused(stage: &Stage) {
    let mut romy = stage.account("romy");
    romy.ca_file = "".into();
    assert_eq!(
        problem(&romy).await,
        CertificateProblem::UnknownIssuer,
        "by STARTTLS"
    );
    assert_eq!(
        problem(&romy.direct_tls()).await,
        CertificateProblem::UnknownIssuer,
        "by direct TLS"
    );
}

async fn a_certificate_for_another_name_is_refused(stage: &Stage) {
    let romy = stage.account("romy").at(ELSEWHERE);
    assert_eq!(problem(&romy).await, CertificateProblem::WrongName);
}

/// What is wrong with the certificate that stops this login.
async fn problem(login: &Login) -> CertificateProblem {
    let mut client = Client::start().await;
    match client.sign_in(login).await {
        Err(Error::Failure(Failure::Certificate(certificate))) => {
            assert_eq!(certificate.host, login.jid.domain().as_str());
            assert_eq!(certificate.sha256.len(), 64);
            certificate.problem
        }
        other => panic!("not stopped by a certificate: {other:?}"),
    }
}

async fn problem_of(kind: Kind) -> CertificateProblem {
    let server = Server::start_with(Policy::default(), kind).await;
    problem(&Stage::in_memory(server).account("romy")).await
}

#[tokio::test]
async fn bad_certificates_are_refused_each_for_its_reason() {
    assert_eq!(problem_of(Kind::Expired).await, CertificateProblem::Expired);
    assert_eq!(
        problem_of(Kind::NotYetValid).await,
        CertificateProblem::NotYetValid
    );
    assert_eq!(
        problem_of(Kind::SelfSigned).await,
        CertificateProblem::SelfSigned
    );
    assert_eq!(
        problem_of(Kind::LookAlike).await,
        CertificateProblem::WrongName
    );
    assert_eq!(
        problem_of(Kind::UnknownAuthority).await,
        CertificateProblem::UnknownIssuer
    );
}

/// Signs in on a server with these manners and gives back why not.
async fn failure_on(policy: Policy) -> (Failure, Stage) {
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    let mut client = Client::start().await;
    match client.sign_in(&stage.account("romy")).await {
        Err(Error::Failure(failure)) => (failure, stage),
        other => panic!("signed in where it should not: {other:?}"),
    }
}

#[tokio::test]
async fn a_server_without_tls_gets_no_password() {
    let (failure, stage) = failure_on(Policy {
        starttls: false,
        ..Policy::default()
    })
    .await;
    assert_eq!(failure, Failure::TlsNotOffered);
    assert_eq!(stage.server().counters().attempts, 0);
}

#[tokio::test]
async fn plain_is_never_sent_unasked() {
    let (failure, stage) = failure_on(Policy {
        mechanisms: vec![Mechanism::Plain],
        ..Policy::default()
    })
    .await;
    let offered = vec!["PLAIN".to_owned()];
    assert_eq!(failure, Failure::NoMechanism { offered });
    assert_eq!(stage.server().counters().plain, 0);
}

#[tokio::test]
async fn a_disabled_account_is_told_in_the_servers_word() {
    let (failure, stage) = failure_on(Policy {
        refuse_login: Some("account-disabled"),
        ..Policy::default()
    })
    .await;
    assert!(
        matches!(&failure, Failure::LoginRefused { condition, .. } if condition == "account-disabled"),
        "{failure:?}"
    );
    assert_eq!(stage.server().counters().attempts, 1);
}

#[tokio::test]
async fn every_strength_of_scram_is_spoken() {
    for mechanism in [
        Mechanism::ScramSha1,
        Mechanism::ScramSha256,
        Mechanism::ScramSha512,
    ] {
        let policy = Policy {
            mechanisms: vec![Mechanism::Plain, mechanism],
            ..Policy::default()
        };
        let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
        let client = Client::signed_in(&stage.account("romy")).await;
        let account = client.world.account().expect("an account");
        let Connection::Online { security } = &account.connection else {
            panic!("not online: {account:?}");
        };
        assert_eq!(security.mechanism, mechanism.name());
        assert_eq!(stage.server().counters().plain, 0);
    }
}

#[tokio::test]
async fn a_ca_file_that_is_none_is_named() {
    let stage = Stage::in_memory(Server::start().await);
    let files = tempfile::tempdir().expect("a temporary directory");
    let empty = files.path().join("empty.pem");
    std::fs::write(&empty, "no certificate here\n").expect("write a file");
    let half = files.path().join("half.pem");
    let pem = Authority::trusted().pem();
    std::fs::write(&half, &pem[..pem.len() / 2]).expect("write a file");
    for path in [files.path().join("missing.pem"), empty, half] {
        let mut romy = stage.account("romy");
        romy.ca_file = path.clone();
        let outcome = Client::start().await.sign_in(&romy).await;
        let Err(Error::Failure(Failure::CaFile { path: named, .. })) = outcome else {
            panic!("{}: {outcome:?}", path.display());
        };
        assert_eq!(named, path.to_string_lossy());
    }
}

#[tokio::test]
async fn nobody_listening_is_no_route() {
    let stage = Stage::in_memory(Server::start().await);
    let romy = stage.account("romy");
    drop(stage);
    let outcome = Client::start().await.sign_in(&romy).await;
    assert!(
        matches!(
            outcome,
            // The authority's file went away with the stage.
            Err(Error::Failure(
                Failure::NoRoute { .. } | Failure::CaFile { .. }
            ))
        ),
        "{outcome:?}"
    );
}

/// A login that hangs can be given up, and nothing of it stays.
#[tokio::test]
async fn a_hanging_login_is_given_up() {
    let stage = Stage::in_memory(Server::start().await);
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    proxy.set(Way::Down, Flow::Swallow);
    let mut client = Client::start().await;
    let request = client.begin_sign_in(&romy);
    proxy.wait_connections(1).await;
    client.send(Command::Account(AccountCommand::CancelSignIn { request }));
    assert_eq!(client.wait_done(request).await, Err(Error::NotFound));
    proxy.wait_closed().await;
    proxy.set(Way::Down, Flow::Pass);
    assert_eq!(client.sign_in(&romy).await, Ok(()));
    assert_eq!(client.sign_in(&romy).await, Err(Error::AccountExists));
    assert_eq!(client.world.accounts.len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_at_once() {
    let mut client = Client::start().await;
    for address in ["", "@", "a@", "@b", "a b@c", "localhost", "a@b@c"] {
        let request = client.request();
        client.send(Command::Account(AccountCommand::SignIn {
            request,
            address: address.to_owned(),
            password: Secret::from("secret"),
            passphrase: Secret::default(),
            settings: Default::default(),
        }));
        let outcome = client.wait_done(request).await;
        assert!(
            matches!(outcome, Err(Error::InvalidAddress(_))),
            "{address:?}: {outcome:?}"
        );
    }
}
