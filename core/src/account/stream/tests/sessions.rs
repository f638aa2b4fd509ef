//! A session in its good days: without stream management, under pressure, and at its end.

use tokio::sync::mpsc;
use waxwing_proto::stream::Frame;

use super::authority::Authority;
use super::script::Server;
use super::{Alice, config_for};
use crate::account::connect::TimeLimits;
use crate::account::stream::worker::Worker;
use crate::account::stream::{FromStream, LOOSE, StreamHandle, ToStream};
use crate::model::Transport;

#[tokio::test]
async fn without_stream_management_written_is_all_there_is() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_direct().await;
    peer.authenticate().await;
    peer.bind().await;
    assert_eq!(peer.element().await.name(), "enable");
    peer.send(
        "<failed xmlns='urn:xmpp:sm:3'>\
         <feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    )
    .await;
    alice.online().await;
    alice.say(1);
    assert_eq!(alice.acked().await, [1]);
    assert_eq!(alice.written, [1]);
    peer.expect_message(1).await;
}

#[tokio::test]
async fn what_was_written_is_told_before_it_is_acknowledged() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    let presence = LOOSE + 1;
    for token in [1, 2, presence] {
        alice.say(token);
    }
    for token in [1, 2, presence] {
        peer.expect_message(token).await;
    }
    peer.ack(3).await;
    assert_eq!(alice.acked().await, [1, 2, presence]);
    assert_eq!(alice.written, [1, 2], "nobody follows the others");
}

#[tokio::test]
async fn orderly_end() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    peer.send("<message id='in'/>").await;
    let (number, _) = alice.stanza().await;
    alice.worker.send(ToStream::Handled(number));
    alice.say(1);
    alice.worker.send(ToStream::Close);
    alice.say(2);
    peer.expect_message(1).await;
    peer.expect_request().await;
    peer.ack(1).await;
    // The server must not keep for us what we have.
    assert_eq!(peer.stanza().await.attr("h"), Some("1"));
    assert_eq!(peer.frame().await, Frame::Close);
    peer.send("</stream:stream>").await;
    assert_eq!(alice.acked().await, [1]);
    assert_eq!(alice.dropped().await, [2]);
    assert!(matches!(alice.event().await, FromStream::Closed { .. }));
}

#[tokio::test]
async fn end_before_there_was_a_connection() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let _peer = server.accept().await;
    alice.say(1);
    alice.worker.send(ToStream::Close);
    assert_eq!(alice.dropped().await, [1]);
    assert!(matches!(alice.event().await, FromStream::Closed { .. }));
}

#[tokio::test]
async fn a_slow_actor_slows_the_network_and_is_still_served() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let config = config_for(&ca, server.address(), Transport::DirectTls);
    // Room for one event only.
    let (to_actor, mut events) = mpsc::channel(1);
    let (commands, inbox) = mpsc::unbounded_channel();
    let worker = Worker::new(config, TimeLimits::default(), inbox, to_actor);
    let worker = StreamHandle {
        commands,
        task: tokio::spawn(worker.run()),
    };
    let accept = server.accept_online("s1");
    let online = async { while !matches!(events.recv().await, Some(FromStream::Online { .. })) {} };
    let (mut peer, ()) = tokio::join!(accept, online);
    for id in 0..50 {
        peer.send(&format!("<message id='{id}'/>")).await;
    }
    // Nobody takes the events, and yet what the actor says goes out.
    worker.send(ToStream::Send {
        epoch: 1,
        token: waxwing_proto::management::Token(1),
        stanza: super::message(1),
    });
    peer.expect_message(1).await;
    let mut next = 0;
    while next < 50 {
        match events.recv().await {
            Some(FromStream::Stanza { stanza, .. }) => {
                assert_eq!(stanza.attr("id").unwrap(), next.to_string());
                next += 1;
            }
            Some(FromStream::Written(_)) => {}
            other => panic!("stanza {next} is missing: {other:?}"),
        }
    }
}

#[tokio::test]
async fn dropping_the_handle_ends_the_worker() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(config_for(&ca, server.address(), Transport::DirectTls));
    let mut peer = server.accept_online("s1").await;
    alice.online().await;
    drop(alice.worker);
    assert_eq!(peer.frame().await, Frame::Close);
    assert!(alice.events.recv().await.is_none());
}
