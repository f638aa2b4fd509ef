//! WebSockets: chosen by the person, or found through the domain's web server where a firewall lets
//! nothing else through; and web servers that mean harm.

use std::net::Ipv4Addr;
use std::time::Duration;

use futures::SinkExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_tungstenite::tungstenite::Message;
use waxwing_proto::stream::Limits;

use super::authority::Authority;
use super::dns::{Dns, Zone};
use super::script::{Peer, Server};
use super::{Alice, StreamConfig, config, message};
use crate::Failure;
use crate::account::connect::TimeLimits;
use crate::account::stream::ToStream;
use crate::model::Transport;

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

fn chosen(ca: &Authority, server: &Server) -> StreamConfig {
    let mut config = config(ca);
    config.settings.host = format!("wss://localhost:{}/ws", server.address().port());
    config
}

#[tokio::test]
async fn an_address_that_was_chosen() {
    let ca = Authority::new();
    // The address is the person's choice, so the certificate is for its host.
    let server = Server::new(ca.server("localhost")).await;
    let mut alice = Alice::connect(chosen(&ca, &server));
    let mut peer = server.accept_web().await;
    peer.authenticate().await;
    peer.bind().await;
    peer.enable("s1").await;
    let (jid, _, security) = alice.online().await;
    assert_eq!(jid, "alice@example.test/desk");
    assert_eq!(security.transport, Transport::WebSocket);

    alice.say(1);
    peer.expect_message(1).await;
    peer.expect_request().await;
    peer.ack(1).await;
    assert_eq!(alice.acked().await, [1]);
    peer.send("<message from='bob@example.test'><body>hello</body></message>")
        .await;
    assert_eq!(alice.stanza().await.1.name(), "message");

    // A cut, and on with the same session in another WebSocket.
    drop(peer);
    let mut peer = server.accept_web().await;
    peer.authenticate().await;
    peer.resumed("s1", 1).await;
    assert!(alice.online().await.1);
    alice.worker.send(ToStream::Close);
    while peer.frame().await != waxwing_proto::stream::Frame::Close {}
}

#[tokio::test]
async fn a_web_socket_needs_the_certificate_of_its_host() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let mut alice = Alice::connect(chosen(&ca, &server));
    server.refuse().await;
    assert!(matches!(alice.waiting().await, Failure::Certificate(_)));
}

#[tokio::test]
async fn a_web_server_without_xmpp() {
    let ca = Authority::new();
    let answers: [&[u8]; 4] = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
          Sec-WebSocket-Accept: bm9uc2Vuc2U=\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ];
    for answer in answers {
        let server = Server::new(ca.server("localhost")).await;
        let mut alice = Alice::connect(chosen(&ca, &server));
        let mut socket = server.accept_direct().await.into_socket();
        request(&mut socket).await;
        socket.write_all(answer).await.unwrap();
        let failure = alice.waiting().await;
        assert!(matches!(failure, Failure::Protocol { .. }), "{failure:?}");
    }
}

/// Reads one request and gives its first line.
async fn request(socket: &mut TlsStream<TcpStream>) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        text.push(socket.read_u8().await.unwrap());
    }
    let text = String::from_utf8(text).unwrap();
    text.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_too_long_or_no_text_is_refused() {
    let ca = Authority::new();
    let long = format!(
        "<message xmlns=\"jabber:client\"><body>{}</body></message>",
        "x".repeat(Limits::STANZA_BYTES)
    );
    let cases = [
        Message::text(long),
        Message::binary(vec![1, 2, 3]),
        Message::text("no element"),
        Message::text("<message xmlns=\"jabber:client\"><body>"),
    ];
    for bad in cases {
        let server = Server::new(ca.server("localhost")).await;
        let mut alice = Alice::connect(chosen(&ca, &server));
        let mut peer = server.accept_web().await;
        peer.authenticate().await;
        peer.bind().await;
        peer.enable("s1").await;
        alice.online().await;
        let mut inner = peer.into_socket().into_inner();
        // It may be refused before all of it is out.
        let _ = inner.send(bad).await;
        // Half a stanza is only found out when the next one does not fit.
        let _ = inner.send(Message::text(String::from(&message(1)))).await;
        let _ = inner.send(Message::text("</a>")).await;
        let mut again = server.accept_web().await;
        again.authenticate().await;
        again.expect_resume("s1", "0").await;
    }
}

/// A domain behind a firewall: all that its DNS names is closed, its web server is open.
struct Walled {
    ca: Authority,
    dns: Dns,
    https: Server,
    web: Server,
}

impl Walled {
    async fn new() -> Self {
        let ca = Authority::new();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = closed.local_addr().unwrap().port();
        drop(closed);
        let dns = Zone::default()
            .srv(
                "_xmpp-client._tcp.example.test.",
                1,
                port,
                "a.example.test.",
            )
            .a("a.example.test.", HERE)
            .a("example.test.", HERE)
            .a("ws.example.test.", HERE)
            .serve()
            .await;
        Self {
            dns,
            https: Server::new(ca.server("example.test")).await,
            web: Server::new(ca.server("ws.example.test")).await,
            ca,
        }
    }

    fn connect(&self) -> Alice {
        let mut config = config(&self.ca);
        config.nameserver = Some(self.dns.address);
        config.tuning.https_port = self.https.address().port();
        config.tuning.first_wait = Duration::from_millis(1);
        config.tuning.longest_wait = Duration::from_millis(1);
        let limits = TimeLimits {
            discover: Duration::from_secs(2),
            ..TimeLimits::default()
        };
        Alice::connect_within(config, limits)
    }

    /// Answers one request of the web server; gives its first line.
    async fn answer(&self, answer: &str) -> String {
        let mut socket = self.https.accept_direct().await.into_socket();
        let asked = request(&mut socket).await;
        let _ = socket.write_all(answer.as_bytes()).await;
        let _ = socket.shutdown().await;
        asked
    }

    fn document(&self) -> String {
        let port = self.web.address().port();
        let document = format!(
            "<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>\
             <Link rel='urn:xmpp:alt-connections:websocket' href='wss://ws.example.test:{port}/ws'/>\
             </XRD>"
        );
        let length = document.len();
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{document}")
    }
}

async fn log_in<S>(mut peer: Peer<S>) -> Peer<S>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    peer.authenticate().await;
    peer.bind().await;
    peer.enable("s1").await;
    peer
}

#[tokio::test]
async fn where_a_firewall_is_in_the_way_the_web_server_knows_another() {
    let walled = Walled::new().await;
    let mut alice = walled.connect();
    let asked = walled.answer(&walled.document()).await;
    assert_eq!(asked, "GET /.well-known/host-meta HTTP/1.1");
    let peer = log_in(walled.web.accept_web().await).await;
    assert_eq!(alice.online().await.2.transport, Transport::WebSocket);

    // The next time it is the first place, and nobody is asked.
    drop(peer);
    let mut peer = walled.web.accept_web().await;
    peer.authenticate().await;
    peer.resumed("s1", 0).await;
    assert!(alice.online().await.1);
}

#[tokio::test]
async fn the_other_form_of_the_document_and_a_redirection() {
    let walled = Walled::new().await;
    let mut alice = walled.connect();
    let away = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n";
    walled
        .answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        .await;
    let asked = walled.answer(away).await;
    assert_eq!(asked, "GET /.well-known/host-meta.json HTTP/1.1");
    let port = walled.web.address().port();
    let document = format!(
        "{{\"links\":[{{\"rel\":\"urn:xmpp:alt-connections:websocket\",\
         \"href\":\"wss://ws.example.test:{port}/ws\"}}]}}"
    );
    let length = document.len();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{document}");
    assert_eq!(walled.answer(&answer).await, "GET /elsewhere HTTP/1.1");
    let _peer = log_in(walled.web.accept_web().await).await;
    assert_eq!(alice.online().await.2.transport, Transport::WebSocket);
}

#[tokio::test]
async fn a_web_server_can_not_send_us_anywhere() {
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(200_000));
    let to = |location: &str| {
        format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
    };
    let port = Server::new(Authority::new().server("x")).await;
    let port = port.address().port();
    let cases = [
        "nonsense\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<xml>".to_owned(),
        endless,
        to("http://example.test/x"),
        to("file:///etc/passwd"),
        // Another name for where we are: the address decides.
        to(&format!("https://ws.example.test:{port}/x")),
        to("https://127.0.0.1:1/x"),
    ];
    for answer in cases {
        let walled = Walled::new().await;
        let mut alice = walled.connect();
        for _ in 0..2 {
            walled.answer(&answer).await;
        }
        // What the direct way said stays what is told.
        let failure = alice.waiting().await;
        assert!(matches!(failure, Failure::NoRoute { .. }), "{failure:?}");
    }
}

#[tokio::test]
async fn a_web_server_that_says_nothing_holds_nobody_up() {
    let walled = Walled::new().await;
    let mut alice = walled.connect();
    let _first = walled.https.accept_direct().await;
    let _second = walled.https.accept_direct().await;
    assert!(matches!(alice.waiting().await, Failure::NoRoute { .. }));
}

#[tokio::test]
async fn a_bad_certificate_is_no_firewall() {
    let (ca, other) = (Authority::new(), Authority::new());
    let server = Server::new(other.server("example.test")).await;
    let https = Server::new(ca.server("example.test")).await;
    let dns = Zone::default()
        .srv(
            "_xmpps-client._tcp.example.test.",
            1,
            server.address().port(),
            "a.example.test.",
        )
        .a("a.example.test.", HERE)
        .a("example.test.", HERE)
        .serve()
        .await;
    let mut config = config(&ca);
    config.nameserver = Some(dns.address);
    config.tuning.https_port = https.address().port();
    let mut alice = Alice::connect(config);
    server.refuse().await;
    assert!(matches!(alice.waiting().await, Failure::Certificate(_)));
    let nobody = tokio::time::timeout(Duration::ZERO, https.accept()).await;
    assert!(nobody.is_err(), "the web server was asked");
}
