//! Ways to the server other than the straight one: a SOCKS5 proxy (RFC 1928), a WebSocket (RFC 7395),
//! and a firewall that lets only HTTPS through (XEP-0156).

use std::net::UdpSocket;

use waxwing_core::model::{Connection, State, Transport};
use waxwing_tests::ejabberd::Ejabberd;
use waxwing_tests::{Backend, Client, Peer, Profile, Proxy, Socks, Stage};

scenarios!(everything_goes_through_the_proxy);

fn transport(client: &Client) -> Transport {
    match &client.world.account().expect("an account").connection {
        Connection::Online { security } => security.transport,
        other => panic!("not online: {other:?}"),
    }
}

async fn everything_goes_through_the_proxy(stage: &Stage) {
    let socks = Socks::start().await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy.through(socks.port())).await;
    let conversation = client.open_conversation(theo.jid()).await;
    client.say(conversation, "through a proxy");
    theo.wait_message("through a proxy").await;
    let second = Client::signed_in(&stage.account("mira").through(socks.port())).await;
    assert_eq!(socks.wishes().len(), 2, "{:?}", socks.wishes());
    assert_eq!(socks.users().len(), 2, "each account has a name of its own");
    drop(second);
}

/// Talks over a WebSocket, breaks it, and talks on.
async fn talk_over_a_web_socket(backend: Backend) {
    let stage = Stage::on(backend).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let url = stage.web_socket();
    let port = url
        .rsplit(':')
        .next()
        .and_then(|rest| rest.split('/').next());
    let port: u16 = port.and_then(|port| port.parse().ok()).expect("a port");
    let proxy = Proxy::start(waxwing_tests::port::loopback(port)).await;
    let url = url.replace(&format!(":{port}/"), &format!(":{}/", proxy.port()));
    let mut client = Client::signed_in(&romy.over(&url)).await;
    assert_eq!(transport(&client), Transport::WebSocket);
    let conversation = client.open_conversation(theo.jid()).await;
    client.say(conversation, "over a web socket");
    theo.wait_message("over a web socket").await;
    theo.say(romy.jid.as_str(), "m1", "and back <&> \u{1f426}")
        .await;
    client
        .wait_message(conversation, "and back <&> \u{1f426}")
        .await;

    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    client.say(conversation, "said while it was broken");
    theo.say(romy.jid.as_str(), "m2", "heard while it was broken")
        .await;
    theo.settle().await;
    proxy.refuse(false);
    client.wait_online().await;
    theo.wait_message("said while it was broken").await;
    client
        .wait_message(conversation, "heard while it was broken")
        .await;
    client
        .wait_state(conversation, "said while it was broken", &State::Delivered)
        .await;
    assert_eq!(transport(&client), Transport::WebSocket);
    client.shut_down().await;
}

#[tokio::test]
async fn a_web_socket_of_prosody() {
    talk_over_a_web_socket(Backend::Prosody).await;
}

#[tokio::test]
async fn a_web_socket_of_ejabberd() {
    talk_over_a_web_socket(Backend::Ejabberd).await;
}

/// All ports of XMPP are closed, and so is the DNS: nobody may be asked but the proxy.
#[tokio::test]
async fn a_firewall_that_lets_only_https_through() {
    let stage = Stage::on(Backend::Ejabberd).await;
    let ejabberd = Ejabberd::shared();
    let socks = Socks::start().await;
    socks.close([5222, 5223, 443]);
    let dns = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    dns.set_nonblocking(true).expect("a socket");
    let nameserver = dns.local_addr().expect("a bound socket");
    let mut client = Client::open_with(Profile::new(), |config| {
        config.nameserver = Some(nameserver);
        config.tuning.https_port = ejabberd.https_port();
    })
    .await;
    let login = stage.account("romy").through(socks.port());
    let request = client.begin_sign_in_with(&login, login.settings_of_the_domain());
    client
        .wait_done(request)
        .await
        .expect("the web server knows a way");
    client.wait_online().await;
    assert_eq!(transport(&client), Transport::WebSocket);
    let https = format!("localhost:{}", ejabberd.https_port());
    let expected = [
        "localhost:5222",
        "localhost:5223",
        "localhost:443",
        &https,
        &https,
    ];
    assert_eq!(socks.wishes(), expected);
    let asked = dns.recv(&mut [0; 512]);
    assert!(asked.is_err(), "the DNS was asked past the proxy");
}
