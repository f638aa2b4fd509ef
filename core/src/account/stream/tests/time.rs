//! What only time brings about, with a clock that jumps: a connection in memory, no TLS.

use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio::time::Instant;
use waxwing_proto::login::ManagementOffer;
use waxwing_proto::management::Token;
use waxwing_proto::stream::Frame;

use super::script::Peer;
use super::{authority, config, message};
use crate::Failure;
use crate::account::stream::connection::{Connection, Surroundings};
use crate::account::stream::end::{Break, End, Stumble};
use crate::account::stream::manners::Manners;
use crate::account::stream::session::Session;
use crate::account::stream::{FromStream, ToStream};
use crate::account::wire::Wire;

/// A session on a connection, and the other sides of everything.
struct Scene {
    peer: Peer<DuplexStream>,
    commands: mpsc::UnboundedSender<ToStream>,
    events: mpsc::Receiver<FromStream>,
    connection: tokio::task::JoinHandle<End>,
}

async fn scene(managed: bool) -> Scene {
    scene_with(managed, Manners::default()).await
}

async fn scene_with(managed: bool, manners: Manners) -> Scene {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (commands, mut inbox) = mpsc::unbounded_channel();
    let (to_actor, events) = mpsc::channel(16);
    let mut peer = Peer::new(theirs);
    let mut wire = Wire::new(ours, crate::account::tap::Tap::closed());
    wire.open("example.test", None, "en").await.unwrap();
    peer.open("").await;
    wire.frame().await.unwrap();
    let connection = tokio::spawn(async move {
        let offer = managed.then(ManagementOffer::default);
        let mut session = Session::new(0, "alice@example.test/desk".to_owned(), offer);
        let mut next_login = config(&authority::Authority::new());
        let around = Surroundings {
            session: &mut session,
            number: &mut 0,
            config: &mut next_login,
            attention: &mut true,
            commands: &mut inbox,
            events: &to_actor,
        };
        Connection::new(wire, &[], manners, around).run().await
    });
    Scene {
        peer,
        commands,
        events,
        connection,
    }
}

fn say(scene: &Scene, token: u64) {
    let message = ToStream::Send {
        epoch: 0,
        token: Token(token),
        stanza: message(token),
    };
    scene.commands.send(message).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_acknowledge_is_given_up() {
    let mut scene = scene(true).await;
    let began = Instant::now();
    say(&scene, 1);
    scene.peer.expect_message(1).await;
    scene.peer.expect_request().await;
    let End::Broken(Break {
        failure,
        stumble,
        acked,
        ..
    }) = scene.connection.await.unwrap()
    else {
        panic!("nobody asked for the end");
    };
    assert!(matches!(failure, Failure::Lost { .. }));
    assert_eq!(stumble, Some(Stumble::Silent));
    assert!(!acked);
    let waited = began.elapsed().as_secs();
    assert!((9..=11).contains(&waited), "{waited} s");
}

#[tokio::test(start_paused = true)]
async fn a_dead_connection_shows_when_it_is_quiet() {
    let mut scene = scene(true).await;
    let began = Instant::now();
    scene.peer.expect_request().await;
    assert_eq!(began.elapsed().as_secs(), 60);
    let end = scene.connection.await.unwrap();
    assert!(matches!(end, End::Broken(_)));
    let waited = began.elapsed().as_secs();
    assert!((69..=71).contains(&waited), "{waited} s");
}

#[tokio::test(start_paused = true)]
async fn without_stream_management_a_ping_finds_it_out() {
    let mut scene = scene(false).await;
    let ping = scene.peer.element().await;
    assert!(ping.has_child("ping", "urn:xmpp:ping"));
    let id = ping.attr("id").unwrap();
    scene
        .peer
        .send(&format!("<iq type='result' id='{id}'/><message id='m'/>"))
        .await;
    // The answer is ours alone; the actor sees what comes after it.
    let Some(FromStream::Stanza { number, stanza, .. }) = scene.events.recv().await else {
        panic!("a stanza was sent");
    };
    assert_eq!((number, stanza.name()), (1, "message"));
    // The next one stays unanswered.
    scene.peer.element().await;
    let End::Broken(broken) = scene.connection.await.unwrap() else {
        panic!("nobody asked for the end");
    };
    assert_eq!(broken.stumble, Some(Stumble::Silent));
}

#[tokio::test(start_paused = true)]
async fn an_end_in_order_takes_two_seconds_at_most() {
    let mut scene = scene(true).await;
    say(&scene, 1);
    scene.peer.expect_message(1).await;
    let began = Instant::now();
    scene.commands.send(ToStream::Close).unwrap();
    // Neither an acknowledgement nor the end of their stream comes.
    while scene.peer.frame().await != Frame::Close {}
    assert!(matches!(scene.connection.await.unwrap(), End::Closed));
    assert!(began.elapsed().as_millis() <= 2500);
}

#[tokio::test(start_paused = true)]
async fn a_doubted_connection_has_five_seconds() {
    let mut scene = scene(true).await;
    let began = Instant::now();
    scene.commands.send(ToStream::NetworkChanged).unwrap();
    scene.peer.expect_request().await;
    assert!(began.elapsed().as_millis() < 100);
    let End::Broken(broken) = scene.connection.await.unwrap() else {
        panic!("nobody asked for the end");
    };
    assert!(matches!(broken.failure, Failure::Lost { .. }));
    assert_eq!(broken.stumble, None, "no fault of the server");
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_doubted_connection_that_answers_goes_on() {
    let mut scene = scene(true).await;
    scene.commands.send(ToStream::ConnectNow).unwrap();
    scene.peer.expect_request().await;
    scene.peer.ack(0).await;
    let began = Instant::now();
    // The next thing that happens is the usual question after a minute.
    scene.peer.expect_request().await;
    assert_eq!(began.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn an_impatient_server_hears_of_us_in_time() {
    let manners = Manners {
        idle: Some(std::time::Duration::from_secs(30)),
        ..Manners::default()
    };
    let mut scene = scene_with(true, manners).await;
    let began = Instant::now();
    scene.peer.expect_request().await;
    assert_eq!(began.elapsed().as_secs(), 15);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_wants_to_know_is_told_whether_somebody_looks() {
    let manners = Manners {
        csi: true,
        ..Manners::default()
    };
    let mut scene = scene_with(true, manners).await;
    for (looks, name) in [
        (false, "inactive"),
        (false, ""),
        (true, "active"),
        (true, ""),
    ] {
        scene.commands.send(ToStream::Attention(looks)).unwrap();
        if !name.is_empty() {
            assert_eq!(scene.peer.element().await.name(), name);
        }
    }
    say(&scene, 1);
    scene.peer.expect_message(1).await;
}
