//! A server that does what a test tells it to, one connection at a time.

use std::net::SocketAddr;
use std::sync::Arc;

use minidom::Element;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use waxwing_proto::management::Management;
use waxwing_proto::stream::{Frame, Framing, Limits, Reader, STREAMS};

use super::PATIENCE;
use crate::account::connect::websocket::WebSocket;

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='s' from='example.test' version='1.0'>";

const OPEN: &str = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='s' \
    from='example.test' version='1.0'/>";

const STARTTLS: &str = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>\
    <required/></starttls></stream:features>";

const BIND: &str = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";

const MANAGEMENT: &str = "<sm xmlns='urn:xmpp:sm:3'/>";

/// The listening side.
pub(super) struct Server {
    listener: TcpListener,
    tls: Arc<ServerConfig>,
}

/// One connection, seen from the server.
pub(super) struct Peer<S> {
    socket: S,
    reader: Reader,
    framing: Framing,
    /// How many stanzas came, where `<r/>` is answered by itself.
    handled: Option<u32>,
}

impl Server {
    pub(super) async fn new(tls: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener, tls }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }

    pub(super) async fn accept(&self) -> Peer<TcpStream> {
        let accepted = timeout(PATIENCE, self.listener.accept()).await.unwrap();
        Peer::new(accepted.unwrap().0)
    }

    /// A connection with TLS from the first byte.
    pub(super) async fn accept_direct(&self) -> Peer<TlsStream<TcpStream>> {
        let peer = self.accept().await;
        peer.encrypt(&self.tls).await.unwrap()
    }

    /// A connection upgraded to TLS.
    pub(super) async fn accept_starttls(&self) -> Peer<TlsStream<TcpStream>> {
        let mut peer = self.accept().await;
        peer.open(STARTTLS).await;
        assert_eq!(peer.element().await.name(), "starttls");
        peer.send("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
            .await;
        peer.encrypt(&self.tls).await.unwrap()
    }

    /// A connection with TLS from the first byte, logged in with a password and bound, with
    /// stream management under the name `id`.
    pub(super) async fn accept_online(&self, id: &str) -> Peer<TlsStream<TcpStream>> {
        let mut peer = self.accept_direct().await;
        peer.authenticate().await;
        peer.bind().await;
        peer.enable(id).await;
        peer
    }

    /// A connection with a WebSocket inside, as the browser's kind of server has it.
    pub(super) async fn accept_web(&self) -> Peer<WebSocket<TlsStream<TcpStream>>> {
        let socket = self.accept_direct().await.socket;
        #[allow(clippy::result_large_err, reason = "the signature is the library's")]
        let agree = |request: &Request, mut answer: Response| -> Result<Response, ErrorResponse> {
            let wanted = request.headers().get("sec-websocket-protocol");
            let wanted = wanted.expect("a subprotocol").clone();
            assert_eq!(wanted, "xmpp");
            answer
                .headers_mut()
                .insert("sec-websocket-protocol", wanted);
            Ok(answer)
        };
        let socket = tokio_tungstenite::accept_hdr_async(socket, agree).await;
        Peer {
            framing: Framing::WebSocket,
            ..Peer::new(WebSocket::over(socket.unwrap()))
        }
    }

    /// A connection whose handshake is expected to fail.
    pub(super) async fn refuse(&self) {
        let peer = self.accept().await;
        assert!(peer.encrypt(&self.tls).await.is_err());
    }
}

impl Peer<TcpStream> {
    /// The TLS handshake.
    pub(super) async fn encrypt(
        self,
        tls: &Arc<ServerConfig>,
    ) -> std::io::Result<Peer<TlsStream<TcpStream>>> {
        let acceptor = TlsAcceptor::from(tls.clone());
        Ok(Peer::new(acceptor.accept(self.socket).await?))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    pub(super) fn new(socket: S) -> Self {
        Self {
            socket,
            reader: Reader::new(Limits::default()),
            framing: Framing::Document,
            handled: None,
        }
    }

    /// From now on every `<r/>` that is passed over is answered: a client that hears nothing for ten
    /// seconds gives the connection up, and a loaded machine takes its time.
    pub(super) fn keep_count(&mut self) {
        self.handled = Some(0);
    }

    /// The bare connection.
    pub(super) fn into_socket(self) -> S {
        self.socket
    }

    pub(super) async fn frame(&mut self) -> Frame {
        loop {
            if let Some(frame) = self.reader.next().unwrap() {
                return frame;
            }
            let mut chunk = [0; 4096];
            let read = timeout(PATIENCE, self.socket.read(&mut chunk)).await;
            let count = read.unwrap().unwrap_or_default();
            if count == 0 {
                return Frame::Close;
            }
            self.reader.push(&chunk[..count]);
        }
    }

    pub(super) async fn element(&mut self) -> Element {
        match self.frame().await {
            Frame::Element(element) => {
                if let Some(handled) = &mut self.handled {
                    *handled += u32::from(Management::counts(&element));
                }
                element
            }
            other => panic!("not an element: {other:?}"),
        }
    }

    /// The next element that is not `<r/>`, however many of those come before.
    pub(super) async fn stanza(&mut self) -> Element {
        in_time("a stanza", async {
            loop {
                let element = self.element().await;
                if element.name() != "r" {
                    return element;
                }
                if let Some(handled) = self.handled {
                    self.ack(handled).await;
                }
            }
        })
        .await
    }

    /// The next element that is not `<r/>` is the message with this token.
    pub(super) async fn expect_message(&mut self, token: u64) {
        assert_eq!(self.stanza().await.attr("id").unwrap(), format!("m{token}"));
    }

    /// Passes over everything up to `<r/>`.
    pub(super) async fn expect_request(&mut self) {
        in_time("a request", async {
            while self.element().await.name() != "r" {}
        })
        .await;
    }

    pub(super) async fn send(&mut self, xml: &str) {
        let xml = match self.framing {
            Framing::Document => xml.to_owned(),
            Framing::WebSocket => alone(xml),
        };
        self.socket.write_all(xml.as_bytes()).await.unwrap();
        self.socket.flush().await.unwrap();
    }

    /// Sends what may be refused before all of it is out.
    pub(super) async fn try_send(&mut self, xml: &str) -> std::io::Result<()> {
        self.socket.write_all(xml.as_bytes()).await?;
        self.socket.flush().await
    }

    /// Takes the client's stream header and opens a stream with these features.
    pub(super) async fn open(&mut self, features: &str) {
        self.reader = Reader::new(Limits::default());
        let frame = self.frame().await;
        assert!(matches!(frame, Frame::Open(_)), "{frame:?}");
        match self.framing {
            Framing::Document => self.send(&format!("{HEADER}{features}")).await,
            Framing::WebSocket => {
                self.send(OPEN).await;
                self.send(features).await;
            }
        }
    }

    pub(super) async fn offer(&mut self, mechanisms: &[&str]) {
        let mechanisms: String = mechanisms
            .iter()
            .map(|name| format!("<mechanism>{name}</mechanism>"))
            .collect();
        self.open(&format!(
            "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{mechanisms}\
             </mechanisms></stream:features>"
        ))
        .await;
    }

    /// Takes whatever password it is given.
    pub(super) async fn authenticate(&mut self) {
        self.authenticate_with("").await;
    }

    /// The same, with further features after it.
    pub(super) async fn authenticate_with(&mut self, features: &str) {
        self.offer(&["PLAIN"]).await;
        let auth = self.element().await;
        assert_eq!(auth.attr("mechanism"), Some("PLAIN"));
        self.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
            .await;
        self.open(&format!(
            "<stream:features>{BIND}{MANAGEMENT}{features}</stream:features>"
        ))
        .await;
    }

    pub(super) async fn bind(&mut self) {
        let bind = self.element().await;
        let id = bind.attr("id").unwrap();
        self.send(&format!(
            "<iq type='result' id='{id}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
             <jid>alice@example.test/desk</jid></bind></iq>"
        ))
        .await;
    }

    pub(super) async fn enable(&mut self, id: &str) {
        assert_eq!(self.element().await.name(), "enable");
        self.send(&format!(
            "<enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='600'/>"
        ))
        .await;
    }

    /// Takes the wish to resume, which must name `id` and `h`.
    pub(super) async fn expect_resume(&mut self, id: &str, h: &str) {
        let resume = self.element().await;
        assert_eq!(resume.name(), "resume");
        assert_eq!(resume.attr("previd"), Some(id));
        assert_eq!(resume.attr("h"), Some(h));
    }

    pub(super) async fn resumed(&mut self, id: &str, h: u32) {
        self.expect_resume(id, "0").await;
        self.send(&format!(
            "<resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='{h}'/>"
        ))
        .await;
    }

    pub(super) async fn ack(&mut self, h: u32) {
        self.send(&format!("<a xmlns='urn:xmpp:sm:3' h='{h}'/>"))
            .await;
    }

    /// A stream error, and the end.
    pub(super) async fn fail(&mut self, condition: &str) {
        self.send(&format!(
            "<stream:error>{condition}</stream:error></stream:stream>"
        ))
        .await;
    }
}

/// Waits for something, whatever else goes on meanwhile.
pub(super) async fn in_time<T>(what: &str, waiting: impl Future<Output = T>) -> T {
    let came = timeout(PATIENCE, waiting).await;
    came.unwrap_or_else(|_| panic!("not within {PATIENCE:?}: {what}"))
}

/// A message of a WebSocket, with its namespaces declared as RFC 7395 wants.
fn alone(xml: &str) -> String {
    let mut text = xml.to_owned();
    for name in ["iq", "message", "presence"] {
        text = text.replace(
            &format!("<{name} "),
            &format!("<{name} xmlns='jabber:client' "),
        );
    }
    for name in ["features", "error"] {
        let declared = format!("<stream:{name} xmlns:stream='{STREAMS}'>");
        text = text.replace(&format!("<stream:{name}>"), &declared);
    }
    format!("{text}\0")
}
