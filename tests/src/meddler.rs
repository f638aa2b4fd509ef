//! Somebody in the middle, as at jabber.ru in 2023: with a certificate that every client trusts, who
//! reads all that is said and takes out of the server's offer what would stop him.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use minidom::Element;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use waxwing_proto::stream::{Frame, Limits, Reader};

use crate::backend::Login;
use crate::certificate::{Certificate, DOMAIN, Kind};
use crate::offer::{BINDINGS, FAST, SASL, SASL2, encrypt};
use crate::port::loopback;

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
     xmlns:stream='http://etherx.jabber.org/streams' id='m' from='localhost' version='1.0'>";
const STARTTLS: &str = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>\
     <required/></starttls></stream:features>";
const PROCEED: &str = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

/// What is taken out of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The bound mechanisms, of both profiles.
    Plus,
    /// All mechanisms but those of this name.
    AllBut(&'static str),
    /// This mechanism, with and without `-PLUS`.
    Hash(&'static str),
    /// The list of what a login can be bound to.
    Bindings,
    /// One of that list.
    Binding(&'static str),
    /// The second profile.
    Second,
    /// Tokens.
    Tokens,
}

/// Someone in the middle; dropping it breaks every connection.
#[derive(Debug)]
pub struct Meddler {
    address: SocketAddr,
    plan: watch::Sender<Option<Vec<Edit>>>,
    heard: Arc<Mutex<Vec<Element>>>,
    _tasks: JoinSet<()>,
}

impl Meddler {
    /// Stands before the server of a login, which has to be one with TLS from the first byte where
    /// it really is; passes everything on untouched until it is told otherwise.
    pub async fn before(login: &Login, kind: Kind) -> Self {
        let listener = TcpListener::bind(loopback(0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let (plan, plans) = watch::channel(None);
        let heard = Arc::<Mutex<Vec<Element>>>::default();
        let post = Arc::new(Post {
            untouched: login.address(),
            server: login.direct_tls().address(),
            direct: login.is_direct(),
            acceptor: TlsAcceptor::from(Certificate::new(kind).server_config()),
            heard: Arc::clone(&heard),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, post, plans));
        Self {
            address,
            plan,
            heard,
            _tasks: tasks,
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Breaks all connections, and meddles with the next ones.
    pub fn meddle(&self, edits: &[Edit]) {
        self.heard().clear();
        self.plan.send_replace(Some(edits.to_vec()));
    }

    /// What clients have said since, inside of TLS.
    pub fn heard(&self) -> MutexGuard<'_, Vec<Element>> {
        self.heard.lock().expect("no test has panicked in here")
    }

    /// Whether anything was said that proves the password, or shows it.
    pub fn has_proof(&self) -> bool {
        self.heard().iter().any(|said| {
            let plain = said.attr("mechanism") == Some("PLAIN");
            plain || said.name() == "response"
        })
    }
}

/// What it knows of both sides.
struct Post {
    untouched: SocketAddr,
    server: SocketAddr,
    direct: bool,
    acceptor: TlsAcceptor,
    heard: Arc<Mutex<Vec<Element>>>,
}

async fn accept(
    listener: TcpListener,
    post: Arc<Post>,
    mut plans: watch::Receiver<Option<Vec<Edit>>>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { return };
                let (post, plan) = (Arc::clone(&post), plans.borrow().clone());
                connections.spawn(async move {
                    let _ = match plan {
                        Some(edits) => meddle(client, &post, &edits).await,
                        None => pass(client, &post).await,
                    };
                });
            }
            changed = plans.changed() => {
                if changed.is_err() {
                    return;
                }
                connections.abort_all();
            }
        }
    }
}

async fn pass(mut client: TcpStream, post: &Post) -> io::Result<()> {
    let mut server = TcpStream::connect(post.untouched).await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

async fn meddle(mut client: TcpStream, post: &Post, edits: &[Edit]) -> io::Result<()> {
    if !post.direct {
        until(&mut client, ">").await?;
        client.write_all(HEADER.as_bytes()).await?;
        client.write_all(STARTTLS.as_bytes()).await?;
        until(&mut client, "<starttls").await?;
        client.write_all(PROCEED.as_bytes()).await?;
    }
    let client = post.acceptor.accept(client).await?;
    let server = encrypt(TcpStream::connect(post.server).await?, DOMAIN).await?;
    let (from_client, to_client) = tokio::io::split(client);
    let (from_server, to_server) = tokio::io::split(server);
    tokio::select! {
        end = listen(from_client, to_server, &post.heard) => end,
        end = edit(from_server, to_client, edits) => end,
    }
}

/// Reads until these words; nothing may come after what they are part of.
async fn until(socket: &mut TcpStream, words: &str) -> io::Result<()> {
    let mut said = String::new();
    let mut buffer = [0; 4096];
    while !said.contains(words) || !said.ends_with('>') {
        let length = socket.read(&mut buffer).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        said.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    Ok(())
}

/// Passes on what the client says, and keeps it.
async fn listen(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    heard: &Mutex<Vec<Element>>,
) -> io::Result<()> {
    let mut reader = Reader::new(Limits::default());
    let mut buffer = [0; 4096];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let said = &buffer[..length];
        reader.push(said);
        while let Ok(Some(frame)) = reader.next() {
            if let Frame::Element(element) = frame {
                let mut heard = heard.lock().expect("no test has panicked in here");
                heard.push(element);
            }
        }
        to.write_all(said).await?;
        to.flush().await?;
    }
}

/// Passes on what the server says, except for what is to be taken out of its first offer.
async fn edit(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    edits: &[Edit],
) -> io::Result<()> {
    let mut said = String::new();
    let mut buffer = [0; 4096];
    while !said.contains("</stream:features>") {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        said.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    let (header, offer) = said.split_once("<stream:features").expect("an offer");
    let (offer, rest) = offer.split_once("</stream:features>").expect("an offer");
    let offer = format!(
        "<stream:features xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams'{offer}</stream:features>"
    );
    let mut offer: Element = offer.parse().expect("an offer");
    for edit in edits {
        edit.apply(&mut offer);
    }
    to.write_all(header.as_bytes()).await?;
    to.write_all(String::from(&offer).as_bytes()).await?;
    to.write_all(rest.as_bytes()).await?;
    to.flush().await?;
    tokio::io::copy(&mut from, &mut to).await?;
    to.shutdown().await
}

impl Edit {
    fn apply(self, offer: &mut Element) {
        match self {
            Self::Plus => keep_mechanisms(offer, |name| !name.ends_with("-PLUS")),
            Self::AllBut(kept) => keep_mechanisms(offer, |name| name == kept),
            Self::Hash(hash) => {
                keep_mechanisms(offer, |name| {
                    name.strip_suffix("-PLUS").unwrap_or(name) != hash
                });
            }
            Self::Bindings => {
                offer.remove_child("sasl-channel-binding", BINDINGS);
            }
            Self::Binding(name) => {
                if let Some(list) = offer.get_child_mut("sasl-channel-binding", BINDINGS) {
                    keep(list, |one| one.attr("type") != Some(name));
                }
            }
            Self::Second => {
                offer.remove_child("authentication", SASL2);
            }
            Self::Tokens => {
                if let Some(second) = offer.get_child_mut("authentication", SASL2)
                    && let Some(inline) = second.get_child_mut("inline", SASL2)
                {
                    inline.remove_child("fast", FAST);
                }
            }
        }
    }
}

fn keep_mechanisms(offer: &mut Element, fits: impl Fn(&str) -> bool) {
    for (name, namespace) in [("mechanisms", SASL), ("authentication", SASL2)] {
        if let Some(list) = offer.get_child_mut(name, namespace) {
            keep(list, |one| one.name() != "mechanism" || fits(&one.text()));
        }
    }
}

fn keep(list: &mut Element, fits: impl Fn(&Element) -> bool) {
    let kept: Vec<Element> = list.children().filter(|one| fits(one)).cloned().collect();
    let all = list.take_nodes();
    drop(all);
    for one in kept {
        list.append_child(one);
    }
}
