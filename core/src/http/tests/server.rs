//! A web server that a test leads by the hand.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::PATIENCE;
use crate::account::stream::tests::authority::Authority;

/// A server for `localhost`.
pub(super) struct Server {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

/// Somebody who asks it something.
pub(super) struct Guest {
    socket: TlsStream<TcpStream>,
    /// The question, without its body.
    pub(super) head: String,
    /// What has come of the body.
    body: Vec<u8>,
}

impl Server {
    pub(super) async fn new(authority: &Authority) -> Self {
        Self::named(authority, "localhost").await
    }

    /// One with a certificate for another name.
    pub(super) async fn named(authority: &Authority, name: &str) -> Self {
        Self {
            listener: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            acceptor: TlsAcceptor::from(authority.server(name)),
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port())
    }

    pub(super) fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// The next question.
    pub(super) async fn asked(&self) -> Guest {
        let (socket, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .unwrap()
            .unwrap();
        let mut socket = self.acceptor.accept(socket).await.unwrap();
        let mut head = Vec::new();
        let end = loop {
            let end = head.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
            assert!(
                socket.read_buf(&mut head).await.unwrap() > 0,
                "a whole head"
            );
        };
        let body = head.split_off(end);
        Guest {
            socket,
            head: String::from_utf8(head).unwrap(),
            body,
        }
    }

    /// Somebody comes and leaves before they have said all.
    pub(super) async fn given_up(&self) {
        let (socket, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .unwrap()
            .unwrap();
        let mut socket = self.acceptor.accept(socket).await.unwrap();
        let mut buffer = [0; 4096];
        let gone = async { while matches!(socket.read(&mut buffer).await, Ok(1..)) {} };
        timeout(PATIENCE, gone).await.unwrap();
    }

    /// Somebody comes who does not like the certificate.
    pub(super) async fn refused(&self) {
        let (socket, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .unwrap()
            .unwrap();
        assert!(self.acceptor.accept(socket).await.is_err());
    }
}

impl Guest {
    /// Its path.
    pub(super) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// One of its headers; empty where it has none.
    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(is, _)| is.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// So many bytes of its body.
    pub(super) async fn body(&mut self, length: usize) -> Vec<u8> {
        while self.body.len() < length {
            let more = timeout(PATIENCE, self.socket.read_buf(&mut self.body)).await;
            assert!(more.unwrap().unwrap() > 0, "a whole body");
        }
        self.body.drain(..length).collect()
    }

    /// Answers with these bytes; what comes after them is still open.
    pub(super) async fn say(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).await.unwrap();
        self.socket.flush().await.unwrap();
    }

    /// Says it as long as somebody listens.
    pub(super) async fn say_without_end(&mut self, bytes: &[u8]) {
        while self.socket.write_all(bytes).await.is_ok() {}
    }

    /// Answers with a status, headers and a body.
    pub(super) async fn answer(mut self, status: &str, headers: &str, body: &[u8]) {
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n");
        self.say(head.as_bytes()).await;
        self.say(body).await;
    }

    /// Sends it elsewhere.
    pub(super) async fn send_on(self, to: &str) {
        self.answer("302 Found", &format!("Location: {to}\r\n"), b"")
            .await;
    }

    /// Waits until it has left.
    pub(super) async fn left(mut self) {
        let mut buffer = [0; 4096];
        let gone = async { while matches!(self.socket.read(&mut buffer).await, Ok(1..)) {} };
        timeout(PATIENCE, gone).await.unwrap();
    }
}
