//! A server in a bad mood: somebody before it, with a certificate that every client trusts, who lets pass whatever is said
//! except for what a test wants otherwise of published things (XEP-0060): those questions and orders never reach the
//! server, and are answered in its place, or not at all.
//!
//! The server gets another question under the same id instead, whose answer goes to the client with other contents. So
//! both sides count the same stanzas (XEP-0198).

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::backend::Login;
use crate::certificate::{Certificate, DOMAIN, Kind};
use crate::offer::encrypt;
use crate::port::loopback;

/// What questions and orders about published things have in them.
const PUBSUB: &str = "http://jabber.org/protocol/pubsub";

/// What the server hears instead.
const INSTEAD: &str = "<query xmlns='http://jabber.org/protocol/disco#info'/>";

/// What becomes of a question or an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server gets it.
    Pass,
    /// It is refused with this condition.
    Refuse(&'static str),
    /// The answer has this in it.
    Say(String),
    /// There is no answer.
    Silence,
}

type Mood = Box<dyn FnMut(&str) -> Fate + Send>;

/// Somebody before a server; dropping it breaks every connection.
#[derive(Debug)]
pub struct Moody {
    address: SocketAddr,
    post: Arc<Post>,
    _tasks: JoinSet<()>,
}

impl Moody {
    /// Stands before the server of a login, and lets everything pass for now; and the login that leads there, which must
    /// not be bound to its connection.
    pub async fn before(login: &Login) -> (Self, Login) {
        let listener = TcpListener::bind(loopback(0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let post = Arc::new(Post {
            server: login.direct_tls().address(),
            acceptor: TlsAcceptor::from(Certificate::new(Kind::Good).server_config()),
            mood: Mutex::new(Box::new(|_| Fate::Pass)),
            heard: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&post)));
        let moody = Self {
            address,
            post,
            _tasks: tasks,
        };
        let login = login.direct_tls().by_way_of(moody.address.port());
        (moody, login)
    }

    /// From now on this says what becomes of each question and order, whose XML it gets.
    pub fn set(&self, mood: impl FnMut(&str) -> Fate + Send + 'static) {
        *self.post.mood.lock().expect("no mood has panicked") = Box::new(mood);
    }

    /// The questions and orders so far, and what became of them.
    pub fn heard(&self) -> MutexGuard<'_, Vec<(String, Fate)>> {
        self.post
            .heard
            .lock()
            .expect("no test has panicked in here")
    }
}

struct Post {
    server: SocketAddr,
    acceptor: TlsAcceptor,
    mood: Mutex<Mood>,
    heard: Mutex<Vec<(String, Fate)>>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Post before {}", self.server)
    }
}

impl Post {
    fn judge(&self, asked: &str) -> Fate {
        let fate = (self.mood.lock().expect("no mood has panicked"))(asked);
        let mut heard = self.heard.lock().expect("no test has panicked in here");
        heard.push((asked.to_owned(), fate.clone()));
        fate
    }
}

async fn accept(listener: TcpListener, post: Arc<Post>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let post = Arc::clone(&post);
        connections.spawn(async move {
            // However it ends, both sides see the end.
            let _ = carry(client, &post).await;
        });
    }
}

async fn carry(client: TcpStream, post: &Post) -> io::Result<()> {
    let _ = client.set_nodelay(true);
    let client = post.acceptor.accept(client).await?;
    let server = TcpStream::connect(post.server).await?;
    let _ = server.set_nodelay(true);
    let server = encrypt(server, DOMAIN).await?;
    let (from_client, to_client) = tokio::io::split(client);
    let (from_server, to_server) = tokio::io::split(server);
    let open = Mutex::new(HashMap::<String, Fate>::new());
    tokio::select! {
        end = pass(from_client, to_server, |said| ask(said, post, &open)) => end,
        end = pass(from_server, to_client, |said| answer(said, &open)) => end,
    }
}

/// What the client says, as the server gets it.
fn ask(said: String, post: &Post, open: &Mutex<HashMap<String, Fate>>) -> Option<String> {
    let is_asked = said.starts_with("<iq") && said.contains(PUBSUB);
    let Some(id) = value(&said, "id").filter(|_| is_asked) else {
        return Some(said);
    };
    let fate = post.judge(&said);
    if fate == Fate::Pass {
        return Some(said);
    }
    let to = value(&said, "to").map_or(String::new(), |to| format!(" to='{to}'"));
    open.lock()
        .expect("no test has panicked in here")
        .insert(id.to_owned(), fate);
    Some(format!(
        "<iq xmlns='jabber:client' type='get' id='{id}'{to}>{INSTEAD}</iq>"
    ))
}

/// What the server says, as the client gets it.
fn answer(said: String, open: &Mutex<HashMap<String, Fate>>) -> Option<String> {
    let id = value(&said, "id").filter(|_| said.starts_with("<iq"));
    let fate = id.and_then(|id| {
        open.lock()
            .expect("no test has panicked in here")
            .remove(id)
    });
    let (Some(id), Some(fate)) = (id, fate) else {
        return Some(said);
    };
    let sides: String = ["from", "to"]
        .iter()
        .filter_map(|name| Some(format!(" {name}='{}'", value(&said, name)?)))
        .collect();
    let (kind, inside) = match fate {
        Fate::Refuse(condition) => ("error", error(condition)),
        Fate::Say(inside) => ("result", inside),
        Fate::Pass | Fate::Silence => return None,
    };
    Some(format!(
        "<iq xmlns='jabber:client' type='{kind}' id='{id}'{sides}>{inside}</iq>"
    ))
}

/// An error as servers write it.
fn error(condition: &str) -> String {
    let general = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";
    let inside = match condition {
        "precondition-not-met" => {
            format!("<conflict {general}/><precondition-not-met xmlns='{PUBSUB}#errors'/>")
        }
        condition => format!("<{condition} {general}/>"),
    };
    let kind = match condition {
        "resource-constraint" | "service-unavailable" | "internal-server-error" => "wait",
        "forbidden" => "auth",
        _ => "cancel",
    };
    format!("<error type='{kind}'>{inside}</error>")
}

/// An attribute of the outermost element, as it is written.
fn value<'a>(stanza: &'a str, name: &str) -> Option<&'a str> {
    let tag = &stanza[..stanza.find('>')?];
    ['\'', '"'].into_iter().find_map(|quote| {
        let begin = tag.find(&format!(" {name}={quote}"))? + name.len() + 3;
        let length = tag[begin..].find(quote)?;
        Some(&tag[begin..begin + length])
    })
}

/// Passes on what is said, each piece as `change` leaves it.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut change: impl FnMut(String) -> Option<String>,
) -> io::Result<()> {
    let mut pieces = Pieces::default();
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        pieces.bytes.extend(&buffer[..length]);
        while let Some(piece) = pieces.next() {
            if let Some(piece) = change(piece) {
                to.write_all(piece.as_bytes()).await?;
            }
        }
        to.flush().await?;
    }
}

/// Cuts a stream into whole stanzas, and what stands between them: headers, their end, blanks. A stream may begin anew in
/// the middle, as it does after a login.
#[derive(Debug, Default)]
struct Pieces {
    bytes: Vec<u8>,
    /// So much has been looked at.
    seen: usize,
    depth: usize,
}

impl Pieces {
    fn next(&mut self) -> Option<String> {
        loop {
            let open = self.bytes[self.seen..].iter().position(|one| *one == b'<');
            let Some(open) = open.map(|at| self.seen + at) else {
                // Blanks keep a connection alive.
                let is_blank = self.depth == 0 && !self.bytes.is_empty();
                return is_blank.then(|| self.take(self.bytes.len()));
            };
            let close = end_of_tag(&self.bytes[open..])? + open;
            let tag = &self.bytes[open..=close];
            let header = tag.starts_with(b"<?") || tag.starts_with(b"<stream:stream");
            let end = tag.starts_with(b"</");
            let whole = header || tag.ends_with(b"/>");
            self.seen = close + 1;
            match (end, whole) {
                (true, _) => self.depth = self.depth.saturating_sub(1),
                (false, true) => {}
                (false, false) => self.depth += 1,
            }
            if self.depth == 0 {
                return Some(self.take(self.seen));
            }
        }
    }

    fn take(&mut self, length: usize) -> String {
        self.seen = 0;
        let piece: Vec<u8> = self.bytes.drain(..length).collect();
        String::from_utf8_lossy(&piece).into_owned()
    }
}

/// Where a tag ends that is here from its beginning: `>` may stand in an attribute.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    bytes.iter().position(|byte| {
        match (quote, byte) {
            (None, b'\'' | b'"') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, at_once: usize) -> Vec<String> {
        let mut pieces = Pieces::default();
        let mut all = Vec::new();
        for bytes in text.as_bytes().chunks(at_once) {
            pieces.bytes.extend(bytes);
            while let Some(piece) = pieces.next() {
                all.push(piece);
            }
        }
        all
    }

    #[test]
    fn a_stream_is_cut_into_its_stanzas_wherever_its_packets_end() {
        let wanted = [
            "<?xml version='1.0'?>",
            "<stream:stream to='a>b'>",
            "<auth>x</auth>",
            "<?xml version='1.0'?>",
            "<stream:stream to='a'>",
            "<iq id='1'><a b=\"/>\"><c/></a></iq>",
            "<r/>",
            "</stream:stream>",
        ];
        let text = wanted.concat();
        for at_once in [1, 2, 7, text.len()] {
            assert_eq!(pieces(&text, at_once), wanted, "{at_once}");
        }
    }

    #[test]
    fn a_question_is_answered_in_the_servers_place() {
        let asked = format!("<iq type='get' to='a@b' id='7'><pubsub xmlns='{PUBSUB}'/></iq>");
        let post = Post {
            server: loopback(0),
            acceptor: TlsAcceptor::from(Certificate::new(Kind::Good).server_config()),
            mood: Mutex::new(Box::new(|_| Fate::Refuse("forbidden"))),
            heard: Mutex::default(),
        };
        let open = Mutex::default();
        let instead = ask(asked, &post, &open).expect("something");
        assert!(
            !instead.contains(PUBSUB) && instead.contains(" to='a@b'"),
            "{instead}"
        );
        let other = "<iq type='result' id='8'/>".to_owned();
        assert_eq!(answer(other.clone(), &open), Some(other));
        let said = "<iq from='a@b' type='result' id='7' to='c@d/e'><query/></iq>".to_owned();
        let said = answer(said, &open).expect("an answer");
        assert!(
            said.contains("type='error'") && said.contains("<forbidden "),
            "{said}"
        );
        assert!(said.contains(" from='a@b' to='c@d/e'"), "{said}");
    }
}
