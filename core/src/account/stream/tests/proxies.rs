//! SOCKS5: everything goes through the proxy and nobody else is asked; and proxies that mean harm.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::authority::Authority;
use super::dns::Zone;
use super::script::Server;
use super::{Alice, PATIENCE, StreamConfig, config};
use crate::account::connect::TimeLimits;
use crate::model::{Proxy, Transport};
use crate::{Failure, ProxyProblem};

/// A proxy that a test leads by the hand.
struct Socks {
    listener: TcpListener,
}

/// A connection to it, after the greeting.
struct Guest {
    socket: TcpStream,
    user: String,
}

impl Socks {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    fn settings(&self) -> Option<Proxy> {
        let address = self.listener.local_addr().unwrap();
        Some(Proxy {
            host: address.ip().to_string(),
            port: address.port(),
        })
    }

    async fn accept(&self) -> TcpStream {
        let accepted = timeout(PATIENCE, self.listener.accept()).await.unwrap();
        accepted.unwrap().0
    }

    /// Takes a guest in, by name and password.
    async fn greet(&self) -> Guest {
        let mut socket = self.accept().await;
        assert_eq!(bytes(&mut socket, 4).await, [5, 2, 0, 2]);
        socket.write_all(&[5, 2]).await.unwrap();
        assert_eq!(bytes(&mut socket, 1).await, [1]);
        let user = text(&mut socket).await;
        assert_eq!(text(&mut socket).await, user);
        socket.write_all(&[1, 0]).await.unwrap();
        Guest { socket, user }
    }
}

impl Guest {
    /// The host and port that it wants to go to.
    async fn wish(&mut self) -> String {
        assert_eq!(bytes(&mut self.socket, 4).await, [5, 1, 0, 3], "a name");
        let host = text(&mut self.socket).await;
        let port = self.socket.read_u16().await.unwrap();
        format!("{host}:{port}")
    }

    async fn refuse(mut self, code: u8) {
        self.answer(code).await;
    }

    async fn answer(&mut self, code: u8) {
        // An address by name, which has a length of its own.
        let answer = [&[5, code, 0, 3, 4][..], b"name", &[0, 1]].concat();
        self.socket.write_all(&answer).await.unwrap();
    }

    /// Carries the connection to `server` until its end.
    async fn carry(mut self, server: &Server) {
        self.answer(0).await;
        let mut server = TcpStream::connect(server.address()).await.unwrap();
        tokio::spawn(async move { copy_bidirectional(&mut self.socket, &mut server).await });
    }
}

async fn bytes(socket: &mut TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    let read = timeout(PATIENCE, socket.read_exact(&mut bytes)).await;
    read.unwrap().unwrap();
    bytes
}

async fn text(socket: &mut TcpStream) -> String {
    let length = bytes(socket, 1).await[0];
    String::from_utf8(bytes(socket, usize::from(length)).await).unwrap()
}

fn through(socks: &Socks, ca: &Authority) -> StreamConfig {
    let mut config = config(ca);
    config.settings.proxy = socks.settings();
    config
}

async fn problem(alice: &mut Alice, socks: &Socks) -> ProxyProblem {
    let address = socks.listener.local_addr().unwrap().to_string();
    match alice.waiting().await {
        Failure::Proxy { host, problem } if host == address => problem,
        other => panic!("not about the proxy: {other:?}"),
    }
}

#[tokio::test]
async fn nobody_but_the_proxy_learns_where_we_go() {
    let ca = Authority::new();
    let server = Server::new(ca.server("example.test")).await;
    let socks = Socks::new().await;
    // It would know, if it were asked.
    let dns = Zone::default()
        .srv("_xmpps-client._tcp.example.test.", 1, 1, "a.example.test.")
        .serve()
        .await;
    let mut config = through(&socks, &ca);
    config.nameserver = Some(dns.address);
    let mut alice = Alice::connect(config);

    let mut guest = socks.greet().await;
    assert_eq!(guest.wish().await, "example.test:5222");
    guest.refuse(5).await;
    let mut guest = socks.greet().await;
    assert_eq!(guest.wish().await, "example.test:5223");
    guest.carry(&server).await;
    let _peer = server.accept_online("s1").await;
    assert_eq!(alice.online().await.2.transport, Transport::DirectTls);
    assert_eq!(dns.asked(), 0, "the DNS was asked");
}

#[tokio::test]
async fn the_last_place_is_the_port_that_is_open_everywhere() {
    let ca = Authority::new();
    let socks = Socks::new().await;
    let mut alice = Alice::connect(through(&socks, &ca));
    let mut wishes = Vec::new();
    // At the end the web server is asked for a way around, in both forms.
    for code in [3, 4, 6, 5, 5] {
        let mut guest = socks.greet().await;
        wishes.push(guest.wish().await);
        guest.refuse(code).await;
    }
    assert_eq!(wishes[2..], ["example.test:443"; 3]);
    assert_eq!(
        problem(&mut alice, &socks).await,
        ProxyProblem::HostUnreachable
    );
}

#[tokio::test]
async fn each_account_has_a_name_of_its_own_at_the_proxy() {
    let ca = Authority::new();
    let socks = Socks::new().await;
    let one = Alice::connect(through(&socks, &ca));
    let first = socks.greet().await.user;
    let again = socks.greet().await.user;
    drop(one);
    let _other = Alice::connect(through(&socks, &ca));
    let mut second = socks.greet().await.user;
    // A connection of the first may have been on its way.
    if second == first {
        second = socks.greet().await.user;
    }
    assert_eq!(first, again, "the same for each try");
    assert_ne!(first, second);
    assert!(!first.contains("alice"), "{first}");
}

#[tokio::test]
async fn a_host_that_was_chosen_is_asked_for_by_name() {
    let ca = Authority::new();
    let socks = Socks::new().await;
    let mut config = through(&socks, &ca);
    config.settings.host = "hidden.onion".to_owned();
    config.settings.port = Some(9);
    let mut alice = Alice::connect(config);
    let mut guest = socks.greet().await;
    assert_eq!(guest.wish().await, "hidden.onion:9");
    guest.refuse(2).await;
    assert_eq!(problem(&mut alice, &socks).await, ProxyProblem::Forbidden);
}

#[tokio::test]
async fn a_name_that_fits_no_proxy() {
    let ca = Authority::new();
    let socks = Socks::new().await;
    let mut config = through(&socks, &ca);
    config.settings.host = "x".repeat(300);
    let mut alice = Alice::connect(config);
    socks.accept().await;
    assert_eq!(problem(&mut alice, &socks).await, ProxyProblem::NameTooLong);
}

#[tokio::test]
async fn what_is_no_proxy_is_told_in_words() {
    let cases: [(&[u8], ProxyProblem); 5] = [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ProxyProblem::NotSocks),
        (&[4, 0], ProxyProblem::NotSocks),
        (&[5, 0xff], ProxyProblem::LoginRefused),
        (&[5, 2, 1, 1], ProxyProblem::LoginRefused),
        (&[5, 0, 5, 0, 0, 77, 1, 1], ProxyProblem::NotSocks),
    ];
    for (said, expected) in cases {
        let ca = Authority::new();
        let socks = Socks::new().await;
        let mut config = through(&socks, &ca);
        config.settings.host = "a.example".to_owned();
        let mut alice = Alice::connect(config);
        let mut socket = socks.accept().await;
        socket.write_all(said).await.unwrap();
        assert_eq!(problem(&mut alice, &socks).await, expected, "{said:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_hangs_up_or_hangs() {
    let ca = Authority::new();
    let socks = Socks::new().await;
    let mut config = through(&socks, &ca);
    config.settings.host = "a.example".to_owned();
    let brief = TimeLimits {
        connect: Duration::from_millis(50),
        ..TimeLimits::default()
    };
    let mut alice = Alice::connect_within(config.clone(), brief);
    let _silent = socks.accept().await;
    assert_eq!(problem(&mut alice, &socks).await, ProxyProblem::TimedOut);
    drop(alice);

    let socks = Socks::new().await;
    config.settings.proxy = socks.settings();
    let mut alice = Alice::connect(config);
    let mut socket = socks.accept().await;
    bytes(&mut socket, 4).await;
    drop(socket);
    let lost = problem(&mut alice, &socks).await;
    assert!(matches!(lost, ProxyProblem::Lost(_)), "{lost:?}");
}

#[tokio::test]
async fn a_proxy_that_is_not_there() {
    let ca = Authority::new();
    let socks = Socks::new().await;
    let config = through(&socks, &ca);
    let address = socks.listener.local_addr().unwrap().to_string();
    drop(socks);
    let mut alice = Alice::connect(config);
    let failure = alice.waiting().await;
    let Failure::Proxy { host, problem } = failure else {
        panic!("not about the proxy: {failure:?}");
    };
    assert_eq!(host, address);
    assert!(matches!(problem, ProxyProblem::Unreachable(_)));
}
