//! The login matrix: on every server every way in that it has, and where none may be taken; the
//! strongest one by itself, and what the next logins make of it (RFC 5802, XEP-0440, XEP-0388,
//! XEP-0386, XEP-0484).

mod alarms;
mod offers;
mod table;
mod ways;

use waxwing_core::Command;
use waxwing_core::command::account;
use waxwing_core::model::{ChannelBinding, Connection, Security};
use waxwing_tests::{Backend, Client, Offer, Stage};

use table::Table;

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

/// All cells of one server.
async fn matrix(backend: Backend, cells: usize) {
    let stage = Stage::on(backend).await;
    let offer = offers::expected(backend);
    let romy = stage.account("romy");
    for login in ways::both(&romy) {
        assert_eq!(Offer::of(&login).await, offer, "{backend:?} has changed");
    }
    let mut table = Table::of(format!("{backend:?}"));
    ways::mechanisms(&mut table, &stage, &offer).await;
    ways::without_a_password(&mut table, &stage).await;
    ways::coming_back(&mut table, &stage, &offer).await;
    ways::other_roads(&mut table, &stage).await;
    alarms::certificates(&mut table, &stage).await;
    alarms::meddling(&mut table, &stage).await;
    table.finish(cells);
}

#[tokio::test]
async fn every_cell_of_prosody() {
    matrix(Backend::Prosody, 57).await;
}

#[tokio::test]
async fn every_cell_of_ejabberd() {
    matrix(Backend::Ejabberd, 73).await;
}

#[cfg(feature = "newer")]
#[tokio::test]
async fn newer_every_cell_of_prosody() {
    matrix(Backend::NewerProsody, 121).await;
}

#[cfg(feature = "newer")]
#[tokio::test]
async fn newer_every_cell_of_ejabberd() {
    matrix(Backend::NewerEjabberd, 163).await;
}

/// Servers that don't know the password and say that all is well.
#[tokio::test]
async fn every_cell_of_an_impostor() {
    let mut table = Table::of("Impostor");
    alarms::impostors(&mut table).await;
    table.finish(16);
}
