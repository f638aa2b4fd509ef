//! Servers that are not what they say, before and during the login (RFC 5802 §9, RFC 7590).

use std::time::Duration;

use waxwing_core::command::account;
use waxwing_core::model::Connection;
use waxwing_core::{CertificateProblem, Command, Error, Failure};
use waxwing_tests::certificate::Kind;
use waxwing_tests::deadline::within;
use waxwing_tests::nameserver::{A, AAAA, Nameserver, SRV};
use waxwing_tests::server::{Impostor, Policy, Server};
use waxwing_tests::{Client, Flow, Profile, Proxy, Stage, Way};

/// Signs in where somebody without the password pretends.
async fn deceived_by(impostor: Impostor) -> (Failure, Stage) {
    let policy = Policy {
        impostor: Some(impostor),
        ..Policy::default()
    };
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    let login = stage.account("romy");
    match Client::start().await.sign_in(&login).await {
        Err(Error::Failure(failure)) => (failure, stage),
        other => panic!("deceived by {impostor:?}: {other:?}"),
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_the_password_is_left() {
    for impostor in [Impostor::NoSignature, Impostor::WrongSignature] {
        let (failure, stage) = deceived_by(impostor).await;
        assert_eq!(failure, Failure::Impostor, "{impostor:?}");
        assert_eq!(stage.server().counters().bound, 0);
    }
}

#[tokio::test]
async fn a_server_that_fishes_for_the_password_gets_no_proof() {
    for impostor in [
        Impostor::EarlySuccess,
        Impostor::ForeignNonce,
        Impostor::OneIteration,
        Impostor::EndlessIterations,
    ] {
        let (failure, stage) = deceived_by(impostor).await;
        assert!(
            matches!(failure, Failure::Impostor | Failure::Protocol { .. }),
            "{impostor:?}: {failure:?}"
        );
        let log = stage.log();
        assert!(!log.contains("<response"), "{impostor:?}: {log}");
        assert_eq!(stage.server().counters().bound, 0);
    }
}

/// CVE-2011-0411 and its family: what came before TLS was said by anybody.
#[tokio::test]
async fn what_is_said_before_tls_is_not_heard_behind_it() {
    let policy = Policy {
        behind_proceed: "<message xmlns='jabber:client' type='chat' from='theo@localhost/x'>\
                         <body>injected</body></message>",
        ..Policy::default()
    };
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    let login = stage.account("romy");
    let mut client = Client::start().await;
    // Whether the login stands or falls over it is the client's choice.
    let outcome = client.sign_in(&login).await;
    assert_eq!(client.world.conversations.len(), 0, "{outcome:?}");
}

#[tokio::test]
async fn compression_is_never_used() {
    let policy = Policy {
        compression: true,
        ..Policy::default()
    };
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    Client::signed_in(&stage.account("romy")).await;
    assert!(!stage.log().contains("<compress"));
}

/// RFC 6120 §4.9.3.19: inside TLS a server may send us on, but wherever to, the certificate must
/// be the account's. A good one for another domain is worth nothing.
#[tokio::test]
async fn a_redirection_leads_only_to_who_we_look_for() {
    for direct in [false, true] {
        for (kind, welcome) in [
            (Kind::Good, true),
            (Kind::WrongName, false),
            (Kind::LookAlike, false),
        ] {
            let target = Server::start_with(Policy::default(), kind).await;
            let port = match direct {
                true => target.direct_tls_port(),
                false => target.starttls_port(),
            };
            let policy = Policy {
                see_other_host: Some(format!("127.0.0.1:{port}")),
                ..Policy::default()
            };
            let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
            let mut login = stage.account("romy");
            if direct {
                login = login.direct_tls();
            }
            target.register(login.jid.as_str(), &login.password);
            let outcome = Client::start().await.sign_in(&login).await;
            match (welcome, outcome) {
                (true, Ok(())) => {}
                (false, Err(Error::Failure(Failure::Certificate(certificate)))) => {
                    assert_eq!(certificate.problem, CertificateProblem::WrongName);
                    assert_eq!(certificate.host, login.jid.domain().as_str());
                }
                (_, other) => panic!("{kind:?}: {other:?}"),
            }
            assert_eq!(target.counters().bound, usize::from(welcome));
            assert_eq!(target.counters().attempts, usize::from(welcome));
            assert_eq!(stage.server().counters().attempts, 0);
        }
    }
}

/// CVE-2022-26491: whoever can answer for the DNS could have named a WebSocket of his own in a TXT
/// record of `_xmppconnect` (XEP-0156 before 2022). It is never asked for, however blocked the rest is.
#[tokio::test]
async fn the_dns_is_never_asked_for_a_web_socket() {
    let nameserver = Nameserver::start().await;
    let mut client = Client::open_with(Profile::new(), |config| {
        config.nameserver = Some(nameserver.address());
        config.tuning.https_port = waxwing_tests::port::free::<1>()[0];
    })
    .await;
    let stage = Stage::in_memory(Server::start().await);
    let login = stage.account("romy").at("blocked.example");
    let request = client.begin_sign_in_with(&login, login.settings_of_the_domain());
    let outcome = client.wait_done(request).await;
    assert!(matches!(outcome, Err(Error::Failure(_))), "{outcome:?}");
    let asked = nameserver.asked();
    let services = ["_xmpp-client._tcp", "_xmpps-client._tcp"];
    for service in services {
        let question = (format!("{service}.blocked.example"), SRV);
        assert!(asked.contains(&question), "{asked:?}");
    }
    let address = |kind| kind == A || kind == AAAA;
    for (name, kind) in &asked {
        let service = services.iter().any(|service| name.starts_with(service));
        assert!(!name.contains("_xmppconnect"), "{asked:?}");
        assert!((service && *kind == SRV) || address(*kind), "{asked:?}");
    }
}

/// As often as a client may be sent on before it has seen through it.
const HOPS: usize = 10;

#[tokio::test]
async fn an_endless_redirection_ends() {
    let stage = Stage::in_memory(Server::start().await);
    let (proxy, login) = stage.through_proxy(&stage.account("romy")).await;
    let itself = format!("127.0.0.1:{}", proxy.port());
    let server = stage.server();
    server.bend(|policy| policy.see_other_host = Some(itself));
    let outcome = Client::start().await.sign_in(&login).await;
    assert!(matches!(outcome, Err(Error::Failure(_))), "{outcome:?}");
    assert!(proxy.connections() <= HOPS, "{}", proxy.connections());
}

/// As many places to be cut off at, spread over the whole login.
const PLACES: u64 = 40;

#[tokio::test]
async fn a_login_cut_anywhere_comes_to_its_end_later() {
    let stage = Stage::in_memory(Server::start().await);
    let (proxy, login) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&login).await;
    let whole = proxy.bytes_down();
    for place in 0..PLACES {
        proxy.cut_after(Some(1 + place * whole / PLACES));
        proxy.cut();
        try_now(&client, &proxy).await;
        client.catch_up();
        // A login that resumes is shorter than the first one, and may get through.
        tokio::select! {
            () = proxy.wait_closed() => {}
            () = client.wait_online() => {}
        }
    }
    proxy.cut_after(None);
    // It would be back before anybody has seen that it was away.
    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    proxy.refuse(false);
    try_now(&client, &proxy).await;
    client.wait_online().await;
}

#[tokio::test]
async fn a_login_in_single_bytes_succeeds() {
    let stage = Stage::in_memory(Server::start().await);
    let (proxy, login) = stage.through_proxy(&stage.account("romy")).await;
    proxy.set(Way::Down, Flow::Trickle(1));
    proxy.set(Way::Up, Flow::Trickle(1));
    Client::signed_in(&login).await;
}

/// Lets the client connect at once, however often it has to be told: a command that comes while it
/// still believes in the old connection changes nothing.
async fn try_now(client: &Client, proxy: &Proxy) {
    let before = proxy.connections();
    let account = client.account();
    let connected = async {
        let patience = Duration::from_millis(200);
        let next = || tokio::time::timeout(patience, proxy.wait_connections(before + 1));
        client.send(Command::Account(account::Command::Connect { account }));
        while next().await.is_err() {
            client.send(Command::Account(account::Command::Connect { account }));
        }
    };
    within("the client connects", connected).await;
}
