//! The login matrix: on every server the strongest way in that it has, and what the next logins make
//! of it (RFC 5802, XEP-0440, XEP-0388, XEP-0386, XEP-0484).

use waxwing_core::Command;
use waxwing_core::command::account;
use waxwing_core::model::{ChannelBinding, Connection, Security};
use waxwing_tests::{Backend, Client, Stage};

scenarios!(
    the_strongest_way_in_is_taken,
    a_lost_connection_comes_back_the_short_way,
    a_restart_comes_back_the_short_way
);

/// What a server of this kind can do: the mechanism, what it is bound to, and what spares the
/// password later.
fn expected(backend: Backend) -> (&'static str, ChannelBinding, Option<&'static str>) {
    match backend {
        Backend::Memory => ("SCRAM-SHA-256", ChannelBinding::None, None),
        // Bound logins are there for TLS 1.2 only.
        Backend::Prosody => ("SCRAM-SHA-256", ChannelBinding::None, None),
        // It offers bound logins, does not say by what, and knows only what TLS 1.3 has not.
        Backend::Ejabberd => ("SCRAM-SHA-512", ChannelBinding::Refused, None),
        Backend::NewerProsody => (
            "SCRAM-SHA-256-PLUS",
            ChannelBinding::TlsExporter,
            Some("HT-SHA-256-EXPR"),
        ),
        Backend::NewerEjabberd => (
            "SCRAM-SHA-512-PLUS",
            ChannelBinding::TlsExporter,
            Some("HT-SHA-256-EXPR"),
        ),
    }
}

fn security(client: &Client) -> Security {
    let account = client.world.account().expect("an account");
    match &account.connection {
        Connection::Online { security } => security.clone(),
        other => panic!("not online: {other:?}"),
    }
}

fn assert_first(client: &Client, stage: &Stage) {
    let security = security(client);
    let (mechanism, binding, _) = expected(stage.backend());
    assert_eq!(security.mechanism, mechanism);
    assert_eq!(security.binding, binding);
}

fn assert_later(client: &Client, stage: &Stage) {
    let security = security(client);
    let (first, binding, short) = expected(stage.backend());
    assert_eq!(security.mechanism, short.unwrap_or(first));
    assert_eq!(security.binding, binding);
}

async fn the_strongest_way_in_is_taken(stage: &Stage) {
    let romy = stage.account("romy");
    for login in [romy.clone(), romy.direct_tls()] {
        let client = Client::signed_in(&login).await;
        assert_first(&client, stage);
    }
}

async fn a_lost_connection_comes_back_the_short_way(stage: &Stage) {
    let (proxy, romy) = stage.through_proxy(&stage.account("romy")).await;
    let mut client = Client::signed_in(&romy).await;
    let before = client.world.account().expect("an account").clone();
    for _ in 0..2 {
        proxy.refuse(true);
        proxy.cut();
        client
            .wait_connection("not online", |connection| {
                !matches!(connection, Connection::Online { .. })
            })
            .await;
        proxy.refuse(false);
        let account = client.account();
        client.send(Command::Account(account::Command::Connect { account }));
        client.wait_online().await;
        assert_later(&client, stage);
    }
    assert_eq!(client.world.account().expect("an account").jid, before.jid);
}

async fn a_restart_comes_back_the_short_way(stage: &Stage) {
    let client = Client::signed_in(&stage.account("romy")).await;
    assert_first(&client, stage);
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    assert_later(&client, stage);
}
