//! Without a password: by a certificate (XEP-0178), or as nobody in particular (RFC 4505).

use std::path::Path;

use waxwing_core::command::account::Command as AccountCommand;
use waxwing_core::model::{ConnectSettings, Connection, Secret};
use waxwing_core::{ClientCertificateProblem, Command, Error, Failure};
use waxwing_tests::certificate::Certificate;
use waxwing_tests::{Backend, Client, Login, Stage};

/// Signs in with these settings and no password.
async fn sign_in(
    client: &mut Client,
    address: &str,
    passphrase: &str,
    settings: ConnectSettings,
) -> Result<(), Error> {
    let request = client.request();
    client.send(Command::Account(AccountCommand::SignIn {
        request,
        address: address.to_owned(),
        password: Secret::default(),
        passphrase: Secret::from(passphrase),
        settings,
    }));
    client.wait_done(request).await
}

fn mechanism(client: &Client) -> String {
    match &client.world.account().expect("an account").connection {
        Connection::Online { security } => security.mechanism.clone(),
        other => panic!("not online: {other:?}"),
    }
}

/// A certificate that names these accounts, in a file.
fn certificate(folder: &Path, accounts: &[&str]) -> String {
    let made = Certificate::of_accounts(accounts);
    let path = folder.join("me.pem");
    std::fs::write(&path, format!("{}{}", made.certificate, made.key)).expect("write a file");
    path.to_string_lossy().into_owned()
}

fn settings(login: &Login, client_certificate: &str) -> ConnectSettings {
    ConnectSettings {
        client_certificate: client_certificate.to_owned(),
        ..login.settings()
    }
}

async fn a_certificate_signs_in(backend: Backend) {
    let stage = Stage::on(backend).await;
    let (romy, june) = (stage.account("romy"), stage.account("june"));
    let files = tempfile::tempdir().expect("a temporary directory");
    let both = [romy.jid.as_str(), june.jid.as_str()];
    for accounts in [&both[..1], &both] {
        for login in [romy.clone(), romy.direct_tls()] {
            let path = certificate(files.path(), accounts);
            let mut client = Client::start().await;
            let settings = settings(&login, &path);
            let outcome = sign_in(&mut client, romy.jid.as_str(), "", settings).await;
            assert_eq!(outcome, Ok(()), "{}", stage.log());
            assert_eq!(mechanism(&client), "EXTERNAL");
            let profile = client.shut_down().await;
            let mut client = Client::open(profile).await;
            client.wait_online().await;
            assert_eq!(mechanism(&client), "EXTERNAL");
        }
    }
}

#[tokio::test]
async fn a_certificate_signs_in_on_ejabberd() {
    a_certificate_signs_in(Backend::Ejabberd).await;
}

#[cfg(feature = "newer")]
#[tokio::test]
async fn newer_a_certificate_signs_in_on_ejabberd() {
    a_certificate_signs_in(Backend::NewerEjabberd).await;
}

/// The certificate of somebody else opens no account.
#[tokio::test]
async fn a_certificate_of_another_account_is_refused() {
    let stage = Stage::on(Backend::Ejabberd).await;
    let (romy, june) = (stage.account("romy"), stage.account("june"));
    let files = tempfile::tempdir().expect("a temporary directory");
    let path = certificate(files.path(), &[june.jid.as_str(), "other@localhost"]);
    let mut client = Client::start().await;
    let outcome = sign_in(&mut client, romy.jid.as_str(), "", settings(&romy, &path)).await;
    assert!(matches!(outcome, Err(Error::Failure(_))), "{outcome:?}");
}

/// A server that takes no certificates takes the password, if there is one.
#[tokio::test]
async fn without_external_the_password_counts() {
    let stage = Stage::on(Backend::Memory).await;
    let romy = stage.account("romy");
    let files = tempfile::tempdir().expect("a temporary directory");
    let path = certificate(files.path(), &[romy.jid.as_str()]);
    let mut client = Client::start().await;
    let outcome = sign_in(&mut client, romy.jid.as_str(), "", settings(&romy, &path)).await;
    assert!(
        matches!(&outcome, Err(Error::Failure(Failure::NoMechanism { .. }))),
        "{outcome:?}"
    );
    let request = client.request();
    client.send(Command::Account(AccountCommand::SignIn {
        request,
        address: romy.jid.to_string(),
        password: Secret::from(romy.password.as_str()),
        passphrase: Secret::default(),
        settings: settings(&romy, &path),
    }));
    assert_eq!(client.wait_done(request).await, Ok(()));
    client.wait_online().await;
    assert_eq!(mechanism(&client), "SCRAM-SHA-256");
}

#[tokio::test]
async fn a_file_that_is_no_use_is_named() {
    let stage = Stage::on(Backend::Memory).await;
    let romy = stage.account("romy");
    let mut client = Client::start().await;
    let missing = settings(&romy, "/nowhere/me.p12");
    let outcome = sign_in(&mut client, romy.jid.as_str(), "", missing).await;
    assert!(
        matches!(
            &outcome,
            Err(Error::Failure(Failure::ClientCertificate {
                path,
                problem: ClientCertificateProblem::Unreadable(_)
            })) if path == "/nowhere/me.p12"
        ),
        "{outcome:?}"
    );
    assert_eq!(stage.server().counters().attempts, 0);
}

async fn nobody_in_particular_signs_in(backend: Backend) {
    let stage = Stage::on(backend).await;
    let guests = ConnectSettings {
        anonymous: true,
        ..stage.account("romy").settings()
    };
    let mut client = Client::start().await;
    let outcome = sign_in(&mut client, "romy@guests.localhost", "", guests.clone()).await;
    assert!(matches!(outcome, Err(Error::InvalidAddress(_))));
    let outcome = sign_in(&mut client, "guests.localhost", "", guests).await;
    assert_eq!(outcome, Ok(()), "{}", stage.log());
    client.wait_online().await;
    assert_eq!(mechanism(&client), "ANONYMOUS");
    let account = client.world.account().expect("an account");
    assert_eq!(account.jid.as_str(), "guests.localhost");

    // It is somebody new each time.
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    assert_eq!(mechanism(&client), "ANONYMOUS");
}

#[tokio::test]
async fn nobody_in_particular_signs_in_on_prosody() {
    nobody_in_particular_signs_in(Backend::Prosody).await;
}

#[cfg(feature = "newer")]
#[tokio::test]
async fn newer_nobody_in_particular_signs_in_on_prosody() {
    nobody_in_particular_signs_in(Backend::NewerProsody).await;
}

#[tokio::test]
async fn where_nobody_is_let_in_that_is_told() {
    let stage = Stage::on(Backend::Memory).await;
    let guests = ConnectSettings {
        anonymous: true,
        ..stage.account("romy").settings()
    };
    let mut client = Client::start().await;
    let outcome = sign_in(&mut client, "localhost", "", guests).await;
    assert!(
        matches!(&outcome, Err(Error::Failure(Failure::NoMechanism { .. }))),
        "{outcome:?}"
    );
}
