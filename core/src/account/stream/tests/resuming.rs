//! Stream management (XEP-0198) across cuts: nothing lost, nothing twice, no loop.

use super::authority::Authority;
use super::script::Server;
use super::{Alice, config_for};
use crate::Failure;
use crate::account::stream::{Earlier, FromStream, ToStream};
use crate::model::Transport;

/// The file of the authority is read anew each time Alice connects.
async fn setting() -> (Authority, Server, Alice) {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let config = config_for(&ca, server.address(), Transport::DirectTls);
    (ca, server, Alice::connect(config))
}

#[tokio::test]
async fn acknowledged_stanzas_are_told() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    alice.say(2);
    peer.expect_message(1).await;
    peer.expect_message(2).await;
    peer.ack(2).await;
    let mut acked = Vec::new();
    while acked.len() < 2 {
        acked.extend(alice.acked().await);
    }
    assert_eq!(acked, [1, 2]);
}

#[tokio::test]
async fn a_cut_loses_nothing() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    for token in 1..=3 {
        alice.say(token);
        peer.expect_message(token).await;
    }
    drop(peer);
    // The server had got two of the three; one more was handed over meanwhile.
    while !matches!(
        alice.events.recv().await,
        Some(FromStream::Connecting { .. })
    ) {}
    alice.say(4);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.resumed("s1", 2).await;
    assert_eq!(alice.acked().await, [1, 2]);
    assert!(alice.online().await.1);
    peer.expect_message(3).await;
    peer.expect_message(4).await;
    peer.ack(4).await;
    assert_eq!(alice.acked().await, [3, 4]);
}

#[tokio::test]
async fn a_session_outlives_failed_tries() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    peer.expect_message(1).await;
    drop(peer);
    for _ in 0..2 {
        drop(server.accept().await);
        // No need to wait for the back-off.
        while !matches!(alice.event().await, FromStream::Waiting { .. }) {}
        alice.worker.send(ToStream::ConnectNow);
    }
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.resumed("s1", 0).await;
    assert!(alice.online().await.1);
    peer.expect_message(1).await;
}

#[tokio::test]
async fn a_refused_resumption_tells_what_is_left() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    for token in 1..=3 {
        alice.say(token);
        peer.expect_message(token).await;
    }
    drop(peer);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.expect_resume("s1", "0").await;
    peer.send(
        "<failed xmlns='urn:xmpp:sm:3' h='1'>\
         <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    )
    .await;
    peer.bind().await;
    peer.enable("s2").await;
    assert_eq!(alice.acked().await, [1]);
    assert_eq!(alice.dropped().await, [2, 3]);
    assert!(!alice.online().await.1);
    alice.say(4);
    peer.expect_message(4).await;
}

#[tokio::test]
async fn only_what_is_stored_is_acknowledged() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    peer.send("<message id='a'/><message id='b'/><r xmlns='urn:xmpp:sm:3'/>")
        .await;
    let (first, _) = alice.stanza().await;
    alice.worker.send(ToStream::Handled(first));
    // Not all of it is stored, so the answer waits a moment, and then tells what is.
    let answer = peer.stanza().await;
    assert_eq!((answer.name(), answer.attr("h")), ("a", Some("1")));
    let (second, stanza) = alice.stanza().await;
    assert_eq!(stanza.attr("id"), Some("b"));
    alice.worker.send(ToStream::Handled(second));
    // The rest is told without being asked again.
    let answer = peer.stanza().await;
    assert_eq!((answer.name(), answer.attr("h")), ("a", Some("2")));
}

#[tokio::test]
async fn what_was_not_stored_comes_again_after_a_cut() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    peer.send("<message id='a'/><message id='b'/>").await;
    let (first, _) = alice.stanza().await;
    let (lost, _) = alice.stanza().await;
    alice.worker.send(ToStream::Handled(first));
    peer.send("<r xmlns='urn:xmpp:sm:3'/>").await;
    assert_eq!(peer.stanza().await.attr("h"), Some("1"));
    drop(peer);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.expect_resume("s1", "1").await;
    peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='s1' h='0'/><message id='b'/>")
        .await;
    assert!(alice.online().await.1);
    let (again, stanza) = alice.stanza().await;
    assert_eq!(stanza.attr("id"), Some("b"));
    assert!(again > lost);
    // What was said about the stanza before the cut counts no more.
    alice.worker.send(ToStream::Handled(lost));
    peer.send("<r xmlns='urn:xmpp:sm:3'/>").await;
    assert_eq!(peer.stanza().await.attr("h"), Some("1"));
}

#[tokio::test]
async fn an_impossible_count_ends_the_session() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    peer.expect_message(1).await;
    peer.ack(99).await;
    while peer.element().await.name() != "error" {}
    assert_eq!(alice.dropped().await, [1]);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.bind().await;
}

#[tokio::test]
async fn an_unreadable_stanza_can_not_make_us_resume_for_ever() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    peer.expect_message(1).await;
    peer.send("<message><b></a></message>").await;
    let failure = alice.waiting().await;
    assert!(matches!(failure, Failure::Protocol { .. }), "{failure:?}");
    alice.worker.send(ToStream::ConnectNow);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.resumed("s1", 0).await;
    peer.send("<message><b></a></message>").await;
    assert!(alice.online().await.1);
    assert_eq!(alice.dropped().await, [1]);
    alice.waiting().await;
    alice.worker.send(ToStream::ConnectNow);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    // No word of resuming.
    peer.bind().await;
}

/// What was handed over while its session was being lost goes out in the next one together with what
/// was handed over before it, in the order in which it was said.
#[tokio::test]
async fn nothing_overtakes_what_has_to_be_sent_again() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    peer.expect_message(1).await;
    drop(peer);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.expect_resume("s1", "0").await;
    peer.send("<failed xmlns='urn:xmpp:sm:3'/>").await;
    peer.bind().await;
    peer.enable("s2").await;
    // She has not heard of it when she says the next thing.
    alice.say(2);
    // It may have been heard of in the old session still.
    assert_eq!(alice.dropped().await[0], 1);
    assert!(!alice.online().await.1);
    alice.say(1);
    alice.say(2);
    alice.say(3);
    for token in 1..=3 {
        peer.expect_message(token).await;
    }
}

fn earlier() -> Earlier {
    Earlier {
        id: "s0".to_owned(),
        location: None,
        jid: "alice@example.test/desk".to_owned(),
        h: 7,
    }
}

async fn settled(alice: &mut Alice) -> u32 {
    match alice.event().await {
        FromStream::Settled { h } => h,
        other => panic!("not settled: {other:?}"),
    }
}

#[tokio::test]
async fn a_session_of_an_earlier_process_is_taken_up_again() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut config = config_for(&ca, server.address(), Transport::DirectTls);
    config.earlier = Some(earlier());
    let mut alice = Alice::connect(config);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.expect_resume("s0", "7").await;
    peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='s0' h='40'/>")
        .await;
    assert_eq!(settled(&mut alice).await, 40);
    assert!(alice.online().await.1);
    alice.say(1);
    peer.expect_message(1).await;
    peer.ack(41).await;
    assert_eq!(alice.acked().await, [1]);
    peer.send("<message/><r xmlns='urn:xmpp:sm:3'/>").await;
    let (number, _) = alice.stanza().await;
    alice.worker.send(ToStream::Handled(number));
    assert_eq!(peer.stanza().await.attr("h"), Some("8"));
}

#[tokio::test]
async fn a_forgotten_session_of_an_earlier_process_still_settles_what_it_tells() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut config = config_for(&ca, server.address(), Transport::DirectTls);
    config.earlier = Some(earlier());
    let mut alice = Alice::connect(config);
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.expect_resume("s0", "7").await;
    peer.send(
        "<failed xmlns='urn:xmpp:sm:3' h='12'><item-not-found \
        xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    )
    .await;
    peer.bind().await;
    peer.enable("s1").await;
    assert_eq!(settled(&mut alice).await, 12);
    assert!(!alice.online().await.1);
    alice.say(1);
    peer.expect_message(1).await;
}

/// The same silence twice: the second session is a new one, not the old one again.
#[tokio::test]
async fn a_server_that_twice_acknowledges_nothing_gets_a_new_session() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    alice.say(1);
    peer.expect_message(1).await;
    // Nothing is said to it for ten seconds; then the session is taken up, and again nothing.
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.resumed("s1", 0).await;
    assert!(alice.online().await.1);
    peer.expect_message(1).await;
    assert_eq!(alice.dropped().await, [1]);
    let _peer = server.accept_online("s2").await;
    loop {
        if let FromStream::Online { resumed, .. } = alice.event().await {
            assert!(!resumed);
            break;
        }
    }
}

/// The same poison after resuming twice: the third time the session is new, and there is no loop.
#[tokio::test]
async fn poison_is_not_asked_for_again() {
    let (_ca, server, mut alice) = setting().await;
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    let poison = format!("<message a='{}'/>", "x".repeat(2 << 20));
    let _ = peer.try_send(&poison).await;
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.resumed("s1", 0).await;
    let _ = peer.try_send(&poison).await;
    let _peer = server.accept_online("s2").await;
    let mut sessions = Vec::new();
    while sessions.len() < 2 {
        if let FromStream::Online { resumed, .. } = alice.event().await {
            sessions.push(resumed);
        }
    }
    assert_eq!(sessions, [true, false]);
}
