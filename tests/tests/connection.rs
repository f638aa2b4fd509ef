//! What is told about a connection and a server, on demand.

mod status;

use waxwing_core::Command;
use waxwing_core::command::account;
use waxwing_core::model::{Connection, Purpose, Server, Status};
use waxwing_tests::{Backend, Client, Stage};

scenarios!(
    the_way_to_the_server_is_told,
    whom_to_write_to_is_told,
    after_an_interruption_the_session_is_told_to_go_on,
    without_a_connection_there_is_no_way
);

async fn the_way_to_the_server_is_told(stage: &Stage) {
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    assert!(client.world.servers.is_empty(), "nobody has asked");
    let server = inspect(&mut client, |server| !server.loading).await;
    assert_eq!(server.domain, romy.jid.domain().as_str());
    let reached = server.reached.expect("a connection");
    assert_eq!(reached.place, format!("127.0.0.1:{}", romy.port()));
    assert!(reached.cipher.starts_with("TLS"), "{}", reached.cipher);
    assert_eq!(reached.resumed, 0);
    assert!(reached.resumable);
    assert_eq!(reached.since, reached.session_since);
    let own = reached.chain.first().expect("the server's certificate");
    assert!(own.names.iter().any(|name| name == &server.domain));
    assert_eq!(own.sha256.len(), 64);
    assert!(own.not_before < own.not_after);
    assert_eq!(server.status, Status::Unasked);
    assert!(server.status_addresses.is_empty());
}

/// XEP-0157, as the real servers are set up to tell it.
async fn whom_to_write_to_is_told(stage: &Stage) {
    let mut client = Client::signed_in(&stage.account("romy")).await;
    let server = inspect(&mut client, |server| !server.loading).await;
    let told: Vec<_> = server
        .contacts
        .iter()
        .filter(|one| one.purpose == Purpose::Abuse)
        .flat_map(|one| &one.addresses)
        .collect();
    match stage.backend() {
        Backend::Memory => assert!(server.contacts.is_empty()),
        _ => assert_eq!(told, ["mailto:abuse@localhost"]),
    }
}

async fn after_an_interruption_the_session_is_told_to_go_on(stage: &Stage) {
    let romy = stage.account("romy");
    let (proxy, login) = stage.through_proxy(&romy).await;
    let mut client = Client::signed_in(&login).await;
    let before = inspect(&mut client, |server| !server.loading).await;
    let before = before.reached.expect("a connection");
    // It would be back before anybody has seen that it was away.
    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("away", |one| !matches!(one, Connection::Online { .. }))
        .await;
    proxy.refuse(false);
    let account = client.account();
    client.send(Command::Account(account::Command::Connect { account }));
    client.wait_online().await;
    let fits = |server: &Server| {
        let reached = server.reached.as_ref();
        reached.is_some_and(|reached| reached.resumed == 1)
    };
    let after = inspect(&mut client, fits).await;
    let after = after.reached.expect("a connection");
    assert_eq!(after.session_since, before.session_since);
    assert!(after.since > before.since);
    assert_eq!(after.chain, before.chain);
}

async fn without_a_connection_there_is_no_way(stage: &Stage) {
    let mut client = Client::signed_in(&stage.account("romy")).await;
    let account = client.account();
    client.send(Command::Account(account::Command::SetEnabled {
        account,
        enabled: false,
    }));
    client
        .wait_connection("off", |one| *one == Connection::Offline)
        .await;
    let server = inspect(&mut client, |_| true).await;
    assert_eq!(server.reached, None);
    assert!(!server.loading);
    // Nothing is known that could be asked, and nothing happens.
    client.send(Command::Account(account::Command::CheckStatus { account }));
    let server = inspect(&mut client, |_| true).await;
    assert_eq!(server.status, Status::Unasked);
}

async fn inspect(client: &mut Client, fits: impl Fn(&Server) -> bool) -> Server {
    let account = client.account();
    client.world.servers.clear();
    client.send(Command::Account(account::Command::Inspect { account }));
    client
        .wait("what is known of the server", |world| {
            let server = world.servers.get(&account)?;
            fits(server).then(|| Server::clone(server))
        })
        .await
}
