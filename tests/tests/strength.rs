//! What an account has had, it is not talked out of: stripped offers, lost bindings, tokens that
//! nobody knows (RFC 5802 §9, XEP-0440, XEP-0474, XEP-0484; jabber.ru, 2023).

use waxwing_core::command::account::Command as AccountCommand;
use waxwing_core::model::{ChannelBinding, Connection, Secret, Security};
use waxwing_core::{Command, Error, Failure, Protection, Tampering};
use waxwing_tests::certificate::Kind;
use waxwing_tests::server::{Impostor, Mechanism, Policy, Server};
use waxwing_tests::{Client, Proxy, Stage};

async fn stage(policy: Policy) -> Stage {
    Stage::in_memory(Server::start_with(policy, Kind::Good).await)
}

fn security(client: &Client) -> Security {
    match &client.world.account().expect("an account").connection {
        Connection::Online { security } => security.clone(),
        other => panic!("not online: {other:?}"),
    }
}

/// Cuts the connection and lets the client try again.
async fn again(client: &mut Client, proxy: &Proxy) {
    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    proxy.refuse(false);
    connect(client);
}

fn connect(client: &Client) {
    let account = client.account();
    client.send(Command::Account(AccountCommand::Connect { account }));
}

async fn stopped(client: &mut Client) -> Failure {
    let connection = client
        .wait_connection("stopped", |connection| {
            matches!(connection, Connection::Stopped { .. })
        })
        .await;
    match connection {
        Connection::Stopped { failure, .. } => failure,
        other => panic!("{other:?}"),
    }
}

fn protection(mechanism: &str, binding: &str) -> Protection {
    Protection {
        mechanism: mechanism.to_owned(),
        binding: binding.to_owned(),
    }
}

#[tokio::test]
async fn a_weaker_offer_stops_the_account_until_it_is_accepted() {
    let stage = stage(Policy::default()).await;
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    stage.server().bend(|policy| {
        policy.mechanisms = vec![Mechanism::Plain, Mechanism::ScramSha1];
        policy.refuse_resume = true;
    });
    let weaker = Failure::Downgrade {
        before: protection("SCRAM-SHA-256", ""),
        now: protection("SCRAM-SHA-1", ""),
    };
    again(&mut client, &proxy).await;
    assert_eq!(stopped(&mut client).await, weaker);
    let proofs = stage.log().matches("< <response").count();
    assert_eq!(proofs, 1, "nothing is proven after the first login");

    // It is remembered over a restart.
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    assert_eq!(stopped(&mut client).await, weaker);

    let account = client.account();
    client.send(Command::Account(AccountCommand::AcceptWeaker { account }));
    client.wait_online().await;
    assert_eq!(security(&client).mechanism, "SCRAM-SHA-1");

    // What is accepted is the new measure.
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    assert_eq!(stage.server().counters().plain, 0);
}

#[tokio::test]
async fn a_binding_that_is_gone_stops_the_account() {
    let stage = stage(Policy {
        plus: true,
        announced: vec!["tls-exporter"],
        ..Policy::default()
    })
    .await;
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    assert_eq!(security(&client).mechanism, "SCRAM-SHA-256-PLUS");
    assert_eq!(security(&client).binding, ChannelBinding::TlsExporter);
    stage.server().bend(|policy| {
        policy.plus = false;
        policy.announced = Vec::new();
        policy.mechanisms.push(Mechanism::ScramSha512);
    });
    again(&mut client, &proxy).await;
    let weaker = Failure::Downgrade {
        before: protection("SCRAM-SHA-256-PLUS", "tls-exporter"),
        now: protection("SCRAM-SHA-512", ""),
    };
    assert_eq!(stopped(&mut client).await, weaker);
    assert_eq!(stage.server().counters().bound, 1);
}

/// On the very first login only the two ends together can find out.
#[tokio::test]
async fn a_server_finds_out_that_its_offer_was_stripped() {
    let stage = stage(Policy {
        hides_plus: true,
        ..Policy::modern()
    })
    .await;
    stage.server().bend(|policy| policy.second = false);
    let outcome = Client::start().await.sign_in(&stage.account("romy")).await;
    let stripped = Failure::Tampered(Tampering::Mechanisms);
    assert_eq!(outcome, Err(Error::Failure(stripped)));
    assert_eq!(stage.server().counters().bound, 0);
}

#[tokio::test]
async fn half_an_offer_is_refused_in_the_second_profile() {
    for (policy, sign) in [
        (
            Policy {
                announced: Vec::new(),
                ..Policy::modern()
            },
            Tampering::Bindings,
        ),
        (
            Policy {
                plus: false,
                ..Policy::modern()
            },
            Tampering::Mechanisms,
        ),
    ] {
        let stage = stage(policy).await;
        let outcome = Client::start().await.sign_in(&stage.account("romy")).await;
        assert_eq!(outcome, Err(Error::Failure(Failure::Tampered(sign))));
        assert_eq!(stage.server().counters().attempts, 0);
    }
}

#[tokio::test]
async fn a_token_spares_the_password() {
    let stage = stage(Policy::modern()).await;
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    assert_eq!(security(&client).mechanism, "SCRAM-SHA-256-PLUS");
    for by_token in 1..=3 {
        again(&mut client, &proxy).await;
        client.wait_online().await;
        assert_eq!(security(&client).mechanism, "HT-SHA-256-EXPR");
        let counters = stage.server().counters();
        assert_eq!(counters.by_token, by_token);
        assert_eq!(counters.resumed, by_token, "and the session goes on");
    }
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    assert_eq!(stage.server().counters().by_token, 4);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_at_once() {
    let stage = stage(Policy::modern()).await;
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    stage.server().bend(|policy| policy.refuse_tokens = true);
    again(&mut client, &proxy).await;
    client.wait_online().await;
    assert_eq!(security(&client).mechanism, "SCRAM-SHA-256-PLUS");
    stage.server().bend(|policy| policy.refuse_tokens = false);
    again(&mut client, &proxy).await;
    client.wait_online().await;
    assert_eq!(security(&client).mechanism, "HT-SHA-256-EXPR");
}

#[tokio::test]
async fn another_password_forgets_the_token() {
    let stage = stage(Policy::modern()).await;
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    client.send(Command::Account(AccountCommand::SetPassword {
        account,
        password: Secret::from(romy.password.as_str()),
    }));
    again(&mut client, &proxy).await;
    client.wait_online().await;
    assert_eq!(security(&client).mechanism, "SCRAM-SHA-256-PLUS");
    assert_eq!(stage.server().counters().by_token, 0);
}

#[tokio::test]
async fn who_does_not_know_the_token_is_left() {
    for impostor in [Impostor::NoSignature, Impostor::WrongSignature] {
        let stage = stage(Policy::modern()).await;
        let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
        let mut client = Client::signed_in(&romy).await;
        stage
            .server()
            .bend(|policy| policy.impostor = Some(impostor));
        again(&mut client, &proxy).await;
        assert_eq!(stopped(&mut client).await, Failure::Impostor);
    }
}

#[tokio::test]
async fn who_does_not_know_the_password_is_left_in_the_second_profile_too() {
    for impostor in [
        Impostor::NoSignature,
        Impostor::WrongSignature,
        Impostor::EarlySuccess,
    ] {
        let stage = stage(Policy {
            impostor: Some(impostor),
            ..Policy::modern()
        })
        .await;
        let outcome = Client::start().await.sign_in(&stage.account("romy")).await;
        assert_eq!(outcome, Err(Error::Failure(Failure::Impostor)));
    }
}
