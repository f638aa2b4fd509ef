//! Proving who we are, and seeing through those who can't prove it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncRead, AsyncWrite};

use super::authority::Authority;
use super::script::{Peer, Server};
use super::{Alice, config_for};
use crate::Failure;
use crate::account::stream::ToStream;
use crate::model::{Secret, Transport};

const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const STREAMS: &str = "urn:ietf:params:xml:ns:xmpp-streams";

async fn setting() -> (Authority, Server) {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    (ca, server)
}

/// The SCRAM exchange up to the client's proof, by somebody who doesn't know the password.
async fn challenge<S: AsyncRead + AsyncWrite + Unpin>(peer: &mut Peer<S>, nonce: &str) {
    peer.offer(&["SCRAM-SHA-256"]).await;
    let first = BASE64_STANDARD.decode(peer.element().await.text()).unwrap();
    let first = String::from_utf8(first).unwrap();
    let (_, theirs) = first.split_once("r=").unwrap();
    let nonce = nonce.replace("{theirs}", theirs);
    let challenge = BASE64_STANDARD.encode(format!("r={nonce},s=c2FsdHNhbHRzYWx0,i=4096"));
    peer.send(&format!(
        "<challenge xmlns='{SASL}'>{challenge}</challenge>"
    ))
    .await;
}

#[tokio::test]
async fn wrong_password_is_tried_once() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    peer.offer(&["PLAIN"]).await;
    peer.element().await;
    peer.send(&format!(
        "<failure xmlns='{SASL}'><not-authorized/></failure>"
    ))
    .await;
    assert_eq!(alice.stopped().await, Failure::WrongPassword);
    // Only a new password brings a new try.
    alice
        .worker
        .send(ToStream::SetPassword(Secret::from("better")));
    let mut peer = server.accept_direct().await;
    peer.offer(&["PLAIN"]).await;
    let plain = BASE64_STANDARD.encode("\0alice\0better");
    assert_eq!(peer.element().await.text(), plain);
}

#[tokio::test]
async fn without_a_password_nothing_is_tried() {
    let (ca, server) = setting().await;
    let mut config = config_for(&ca, server.address(), Transport::DirectTls);
    config.password = None;
    let mut alice = Alice::connect(config);
    assert_eq!(alice.stopped().await, Failure::NoPassword);
    alice
        .worker
        .send(ToStream::SetPassword(Secret::from("secret")));
    let _peer = server.accept_online("s1").await;
    alice.online().await;
}

#[tokio::test]
async fn the_password_itself_goes_only_where_that_is_allowed() {
    let (ca, server) = setting().await;
    let mut config = config_for(&ca, server.address(), Transport::DirectTls);
    config.settings.allow_plain = false;
    let mut alice = Alice::connect(config);
    let mut peer = server.accept_direct().await;
    peer.offer(&["PLAIN", "X-OAUTH2"]).await;
    let offered = vec!["PLAIN".to_owned(), "X-OAUTH2".to_owned()];
    assert_eq!(alice.stopped().await, Failure::NoMechanism { offered });
}

#[tokio::test]
async fn disabled_account() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    peer.offer(&["PLAIN"]).await;
    peer.element().await;
    peer.send(&format!(
        "<failure xmlns='{SASL}'><account-disabled/><text>Call 42.</text></failure>"
    ))
    .await;
    let refused = Failure::LoginRefused {
        condition: "account-disabled".to_owned(),
        text: "Call 42.".to_owned(),
    };
    assert_eq!(alice.stopped().await, refused);
}

#[tokio::test]
async fn success_without_a_signature() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    challenge(&mut peer, "{theirs}ours").await;
    peer.element().await;
    peer.send(&format!("<success xmlns='{SASL}'/>")).await;
    assert_eq!(alice.stopped().await, Failure::Impostor);
}

#[tokio::test]
async fn success_with_a_wrong_signature() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    challenge(&mut peer, "{theirs}ours").await;
    peer.element().await;
    let signature = BASE64_STANDARD.encode([7; 32]);
    let last = BASE64_STANDARD.encode(format!("v={signature}"));
    peer.send(&format!("<success xmlns='{SASL}'>{last}</success>"))
        .await;
    assert_eq!(alice.stopped().await, Failure::Impostor);
}

#[tokio::test]
async fn challenge_for_somebody_else() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    challenge(&mut peer, "EVIL").await;
    assert_eq!(alice.stopped().await, Failure::Impostor);
}

#[tokio::test]
async fn another_program_takes_the_resource() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    peer.expect_message(1).await;
    peer.fail(&format!("<conflict xmlns='{STREAMS}'/>")).await;
    assert_eq!(alice.dropped().await, [1]);
    assert_eq!(alice.stopped().await, Failure::Conflict);
    // The person decides who stays; until then nothing is tried.
    alice.worker.send(ToStream::ConnectNow);
    let _peer = server.accept_online("s2").await;
    assert!(!alice.online().await.1);
}

#[tokio::test]
async fn sent_on_to_another_host() {
    let (ca, server) = setting().await;
    let next = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    peer.open("").await;
    let to = next.address();
    peer.fail(&format!(
        "<see-other-host xmlns='{STREAMS}'>{to}</see-other-host>"
    ))
    .await;
    let _peer = next.accept_online("s1").await;
    alice.online().await;
}

#[tokio::test]
async fn sent_on_in_a_circle() {
    let (ca, server) = setting().await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let to = server.address();
    // The first visit, and the hops that are allowed.
    for _ in 0..=3 {
        let mut peer = server.accept_direct().await;
        peer.open("").await;
        peer.fail(&format!(
            "<see-other-host xmlns='{STREAMS}'>{to}</see-other-host>"
        ))
        .await;
    }
    let failure = alice.waiting().await;
    assert!(matches!(failure, Failure::Stream { .. }), "{failure:?}");
}
