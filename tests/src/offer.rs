//! What a server really offers for the login, read by itself and not by the engine that is tested:
//! RFC 6120 §6.4.1, XEP-0388, XEP-0440, XEP-0484.

use minidom::Element;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use waxwing_proto::stream::{Frame, Limits, Reader};

use crate::backend::Login;
use crate::certificate::Authority;
use crate::deadline::within;

const STREAMS: &str = "http://etherx.jabber.org/streams";
pub(crate) const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
pub(crate) const SASL2: &str = "urn:xmpp:sasl:2";
pub(crate) const BINDINGS: &str = "urn:xmpp:sasl-cb:0";
pub(crate) const FAST: &str = "urn:xmpp:fast:0";

/// What a server offers, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The mechanisms of the first profile.
    pub first: Vec<String>,
    /// Those of the second.
    pub second: Vec<String>,
    /// By what a login can be bound.
    pub bindings: Vec<String>,
    /// The mechanisms for tokens.
    pub tokens: Vec<String>,
}

impl Offer {
    /// Asks the server of a login, over TLS.
    pub async fn of(login: &Login) -> Self {
        let asked = async {
            let mut socket = TcpStream::connect(login.address())
                .await
                .expect("the server listens");
            if !login.is_direct() {
                request_tls(&mut socket, login).await;
            }
            let mut socket = encrypt(socket, login.jid.domain().as_str())
                .await
                .expect("a certificate that is trusted");
            Self::read(&features(&mut socket, login).await)
        };
        within("the server's offer", asked).await
    }

    fn read(features: &Element) -> Self {
        let second = features.get_child("authentication", SASL2);
        let fast = second
            .and_then(|second| second.get_child("inline", SASL2))
            .and_then(|inline| inline.get_child("fast", FAST));
        Self {
            first: mechanisms(features.get_child("mechanisms", SASL)),
            second: mechanisms(second),
            bindings: sorted(
                features
                    .get_child("sasl-channel-binding", BINDINGS)
                    .into_iter()
                    .flat_map(Element::children)
                    .filter_map(|one| one.attr("type").map(str::to_owned)),
            ),
            tokens: mechanisms(fast),
        }
    }
}

fn mechanisms(list: Option<&Element>) -> Vec<String> {
    let children = list.into_iter().flat_map(Element::children);
    sorted(
        children
            .filter(|child| child.name() == "mechanism")
            .map(Element::text),
    )
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

async fn request_tls(socket: &mut TcpStream, login: &Login) {
    features(socket, login).await;
    let words = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    socket.write_all(words.as_bytes()).await.expect("a server");
    let mut answer = [0; 4096];
    let length = socket.read(&mut answer).await.expect("a server");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.contains("<proceed"), "{answer}");
}

/// TLS with a server, as the clients of this process trust it.
pub(crate) async fn encrypt(
    socket: TcpStream,
    domain: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = rustls::pki_types::ServerName::try_from(domain.to_owned()).expect("a domain");
    let connector = tokio_rustls::TlsConnector::from(Authority::trusted().client_config());
    connector.connect(name, socket).await
}

/// Opens a stream and reads what the server offers. Some offer the second profile only to who says
/// who they are.
async fn features(socket: &mut (impl AsyncRead + AsyncWrite + Unpin), login: &Login) -> Element {
    let header = format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
         xmlns:stream='{STREAMS}' version='1.0' from='{}' to='{}'>",
        login.jid,
        login.jid.domain(),
    );
    socket.write_all(header.as_bytes()).await.expect("a server");
    let mut reader = Reader::new(Limits::default());
    let mut buffer = [0; 4096];
    loop {
        while let Some(frame) = reader.next().expect("a stream") {
            if let Frame::Element(element) = frame {
                assert!(element.is("features", STREAMS), "{element:?}");
                return element;
            }
        }
        let length = socket.read(&mut buffer).await.expect("a server");
        assert!(length > 0, "the server has closed the stream");
        reader.push(&buffer[..length]);
    }
}
