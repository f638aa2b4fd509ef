//! From a domain to an encrypted connection: DNS, races, STARTTLS, and what stands in the way.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::authority::Authority;
use super::dns::{Zone, silent};
use super::script::Server;
use super::{Alice, config, config_for};
use crate::Failure;
use crate::account::connect::TimeLimits;
use crate::model::{Step, Transport};

const DIRECT: &str = "_xmpps-client._tcp.example.test.";
const STARTTLS: &str = "_xmpp-client._tcp.example.test.";
const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A port where nobody listens.
fn closed() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

#[tokio::test]
async fn starttls() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::StartTls));
    let mut peer = server.accept_starttls().await;
    peer.authenticate().await;
    peer.bind().await;
    peer.enable("s1").await;
    let (jid, resumed, security) = alice.online().await;
    assert_eq!(jid, "alice@example.test/desk");
    assert!(!resumed);
    assert_eq!(security.transport, Transport::StartTls);
    assert_eq!(security.tls, "TLSv1.3");
    assert_eq!(security.mechanism, "PLAIN");
}

#[tokio::test]
async fn direct_tls() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let _peer = server.accept_online("s1").await;
    let (_, _, security) = alice.online().await;
    assert_eq!(security.transport, Transport::DirectTls);
}

#[tokio::test]
async fn without_tls_there_is_no_login() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::StartTls));
    let mut peer = server.accept().await;
    peer.offer(&["PLAIN", "SCRAM-SHA-1"]).await;
    assert_eq!(alice.stopped().await, Failure::TlsNotOffered);
}

#[tokio::test]
async fn words_injected_before_encryption() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::StartTls));
    let mut peer = server.accept().await;
    let offer = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    peer.open(&format!("<stream:features>{offer}</stream:features>"))
        .await;
    peer.element().await;
    peer.send("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message/>")
        .await;
    let failure = alice.waiting().await;
    assert!(matches!(failure, Failure::Protocol { .. }), "{failure:?}");
}

#[tokio::test]
async fn redirection_before_encryption_is_not_followed() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let trap = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::StartTls));
    let mut peer = server.accept().await;
    peer.open("").await;
    let ns = "urn:ietf:params:xml:ns:xmpp-streams";
    let to = trap.address();
    peer.fail(&format!(
        "<see-other-host xmlns='{ns}'>{to}</see-other-host>"
    ))
    .await;
    // Told as a failure like any other, with a wait before the same place is tried again.
    let Failure::Stream { condition, .. } = alice.waiting().await else {
        panic!("a stream error stays one");
    };
    assert_eq!(condition, "see-other-host");
}

#[tokio::test]
async fn closed_port() {
    let ca = Authority::new();
    let address = closed();
    let mut alice = Alice::connect(config_for(&ca, address, Transport::DirectTls));
    let failure = alice.waiting().await;
    let Failure::NoRoute { host, .. } = failure else {
        panic!("{failure:?}");
    };
    assert_eq!(host, address.to_string());
}

#[tokio::test]
async fn silent_server() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let brief = TimeLimits {
        encrypt: Duration::from_millis(50),
        ..TimeLimits::default()
    };
    let config = config_for(&ca, server.address(), Transport::DirectTls);
    let mut alice = Alice::connect_within(config, brief);
    let _peer = server.accept().await;
    let step = Step::Encrypt;
    assert_eq!(alice.waiting().await, Failure::TimedOut { step });
}

#[tokio::test]
async fn server_that_falls_silent_during_the_login() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let brief = TimeLimits {
        login: Duration::from_millis(50),
        ..TimeLimits::default()
    };
    let config = config_for(&ca, server.address(), Transport::DirectTls);
    let mut alice = Alice::connect_within(config, brief);
    let mut peer = server.accept_direct().await;
    peer.frame().await;
    let step = Step::Authenticate;
    assert_eq!(alice.waiting().await, Failure::TimedOut { step });
}

#[tokio::test]
async fn the_dns_names_the_place() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let dns = Zone::default()
        .srv(STARTTLS, 5, closed().port(), "dead.example.test.")
        .srv(DIRECT, 10, server.address().port(), "live.example.test.")
        .a("dead.example.test.", HERE)
        .a("live.example.test.", HERE)
        .serve()
        .await;
    let mut config = config(&ca);
    config.nameserver = Some(dns.address);
    let mut alice = Alice::connect(config);
    let _peer = server.accept_online("s1").await;
    assert_eq!(alice.online().await.2.transport, Transport::DirectTls);
}

#[tokio::test]
async fn the_next_place_is_tried_when_one_breaks_the_login() {
    let ca = Authority::new();
    let (broken, good) = (
        Server::new(ca.server("example.test")).await,
        Server::new(ca.server("example.test")).await,
    );
    let dns = Zone::default()
        .srv(DIRECT, 1, broken.address().port(), "a.example.test.")
        .srv(DIRECT, 2, good.address().port(), "a.example.test.")
        .a("a.example.test.", HERE)
        .serve()
        .await;
    let mut config = config(&ca);
    config.nameserver = Some(dns.address);
    let mut alice = Alice::connect(config);
    let mut peer = broken.accept_direct().await;
    peer.open("").await;
    drop(peer);
    let _peer = good.accept_online("s1").await;
    alice.online().await;
}

#[tokio::test]
async fn a_bad_certificate_is_told_before_a_closed_port() {
    let (ca, other) = (Authority::new(), Authority::new());
    let server = Server::new(other.server("example.test")).await;
    let dns = Zone::default()
        .srv(DIRECT, 1, server.address().port(), "a.example.test.")
        .srv(DIRECT, 2, closed().port(), "a.example.test.")
        .a("a.example.test.", HERE)
        .serve()
        .await;
    let mut config = config(&ca);
    config.nameserver = Some(dns.address);
    let mut alice = Alice::connect(config);
    server.refuse().await;
    assert!(matches!(alice.waiting().await, Failure::Certificate(_)));
}

#[tokio::test]
async fn unknown_host() {
    let ca = Authority::new();
    let dns = Zone::default().serve().await;
    let mut config = config(&ca);
    config.nameserver = Some(dns.address);
    let host = "example.test".to_owned();
    let mut alice = Alice::connect(config);
    assert_eq!(alice.waiting().await, Failure::UnknownHost { host });
}

#[tokio::test]
async fn a_domain_without_the_service() {
    let ca = Authority::new();
    let dns = Zone::default().srv(STARTTLS, 0, 0, ".").serve().await;
    let mut config = config(&ca);
    config.nameserver = Some(dns.address);
    let host = "example.test".to_owned();
    let mut alice = Alice::connect(config);
    assert_eq!(alice.stopped().await, Failure::NoService { host });
}

#[tokio::test]
async fn no_answer_from_the_dns() {
    let ca = Authority::new();
    let (_holds_the_port, nameserver) = silent().await;
    let brief = TimeLimits {
        resolve: Duration::from_millis(50),
        ..TimeLimits::default()
    };
    let mut config = config(&ca);
    config.nameserver = Some(nameserver);
    let host = "example.test".to_owned();
    let mut alice = Alice::connect_within(config, brief);
    assert_eq!(alice.waiting().await, Failure::NoDns { host });
}

#[tokio::test]
async fn localhost_needs_no_dns() {
    let ca = Authority::new();
    let (_holds_the_port, nameserver) = silent().await;
    let server = Server::new(ca.server("example.test")).await;
    let mut config = config_for(&ca, server.address(), Transport::DirectTls);
    config.nameserver = Some(nameserver);
    config.settings.host = "localhost".to_owned();
    let mut alice = Alice::connect(config);
    let _peer = server.accept_online("s1").await;
    alice.online().await;
}
