//! A web server on loopback that takes files and gives them back (RFC 9110), over HTTPS only: what
//! stands behind an upload service. It can break off, refuse and keep silent where a test wants that.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::certificate::{Authority, Certificate, DOMAIN, Kind};
use crate::deadline::within;
use crate::port::loopback;

/// What goes wrong with the next file that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The connection breaks after so many bytes of it.
    Cut(usize),
    /// It is refused with this status, after it was read.
    Status(u16),
    /// Nothing is said until the test lets go ([`Depot::release`]).
    Hold,
}

/// A running web server; the last handle of it breaks every connection.
#[derive(Clone, Debug)]
pub struct Depot {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    gate: Gate,
    _tasks: Arc<JoinSet<()>>,
}

/// Where files are held until the test lets go.
#[derive(Clone, Debug)]
struct Gate {
    /// How many came to it.
    held: Arc<watch::Sender<usize>>,
    open: Arc<watch::Sender<bool>>,
}

impl Gate {
    async fn pass(&self) {
        self.held.send_modify(|held| *held += 1);
        let _ = self.open.subscribe().wait_for(|open| *open).await;
    }
}

#[derive(Debug, Default)]
struct Seen {
    files: HashMap<String, Vec<u8>>,
    /// How long the file of a place has to be, and by which words one may put it there.
    places: HashMap<String, (u64, String)>,
    troubles: VecDeque<Trouble>,
    /// What was asked for, its first line and headers.
    visits: Vec<String>,
    /// So many bytes have come in, also of what broke off.
    taken: u64,
}

impl Depot {
    /// Starts one without a file.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(loopback(0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let acceptor = TlsAcceptor::from(Certificate::new(Kind::Good).server_config());
        let seen = Arc::<Mutex<Seen>>::default();
        let gate = Gate {
            held: Arc::new(watch::Sender::new(0)),
            open: Arc::new(watch::Sender::new(false)),
        };
        let (shared, before) = (Arc::clone(&seen), gate.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut guests = JoinSet::new();
            while let Ok((guest, _)) = listener.accept().await {
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&shared));
                let gate = before.clone();
                guests.spawn(async move {
                    let _ = serve(guest, &acceptor, &seen, &gate).await;
                });
            }
        });
        Self {
            port,
            seen,
            gate,
            _tasks: Arc::new(tasks),
        }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A place for a file, and the words by which it may be put there.
    pub fn place(&self, name: &str, size: u64) -> (String, String) {
        let mut seen = self.seen();
        let number = seen.places.len();
        let path = format!("/upload/{number}/{}", encoded(name));
        let words = format!("Bearer {number}");
        seen.places.insert(path.clone(), (size, words.clone()));
        (format!("https://{DOMAIN}:{}{path}", self.port), words)
    }

    /// Puts a file there.
    pub fn put(&self, name: &str, bytes: &[u8]) -> String {
        let (url, _) = self.place(name, bytes.len() as u64);
        let path = path_of(&url);
        self.seen().files.insert(path, bytes.to_vec());
        url
    }

    /// What goes wrong with the next files, one each.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.seen().troubles.extend(troubles);
    }

    /// Goes on with what is held.
    pub fn release(&self) {
        self.gate.open.send_replace(true);
    }

    /// Waits until a file is held.
    pub async fn wait_held(&self) {
        let mut held = self.gate.held.subscribe();
        let one = within("a file is held", held.wait_for(|held| *held > 0));
        one.await.expect("a web server");
    }

    /// What was asked for, oldest first: the first line and the headers.
    pub fn visits(&self) -> Vec<String> {
        self.seen().visits.clone()
    }

    /// How many files are there.
    pub fn count(&self) -> usize {
        self.seen().files.len()
    }

    /// How many bytes have come in, also of what broke off.
    pub fn taken(&self) -> u64 {
        self.seen().taken
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no test has panicked in here")
    }
}

/// Gets a file from any web server of the kit, whole.
///
/// # Panics
/// Where there is none.
pub async fn get(url: &str) -> Vec<u8> {
    within("a file comes", fetch(url)).await.expect("a file")
}

async fn fetch(url: &str) -> io::Result<Vec<u8>> {
    let rest = url.strip_prefix("https://").expect("an encrypted address");
    let (host, path) = rest.split_once('/').expect("a path");
    let port = host.split_once(':').expect("a port").1;
    let socket = TcpStream::connect(loopback(port.parse().expect("a port"))).await?;
    let connector = TlsConnector::from(Authority::trusted().client_config());
    let name = DOMAIN.try_into().expect("a name");
    let mut socket = connector.connect(name, socket).await?;
    let question = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    socket.write_all(question.as_bytes()).await?;
    let mut answer = Vec::new();
    // Some servers break off instead of closing TLS.
    let _ = socket.read_to_end(&mut answer).await;
    let end = find(&answer, b"\r\n\r\n").expect("a head") + 4;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let length = header(&head, "content-length").map(|length| length.parse::<usize>());
    let body = answer.split_off(end);
    assert_eq!(length.expect("a length").expect("a number"), body.len());
    Ok(body)
}

async fn serve(
    guest: TcpStream,
    acceptor: &TlsAcceptor,
    seen: &Mutex<Seen>,
    gate: &Gate,
) -> io::Result<()> {
    let mut guest = acceptor.accept(guest).await?;
    let mut read = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    let end = loop {
        if let Some(end) = find(&read, b"\r\n\r\n") {
            break end + 4;
        }
        match guest.read(&mut buffer).await? {
            0 => return Ok(()),
            length => read.extend_from_slice(&buffer[..length]),
        }
    };
    let body = read.split_off(end);
    let head = String::from_utf8_lossy(&read).into_owned();
    lock(seen).visits.push(head.clone());
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let answer = match method {
        "PUT" => match take((&mut guest, seen, gate), path, &head, body).await? {
            Some(status) => answer(status, &[], ""),
            None => return Ok(()),
        },
        "GET" => give(seen, path, header(&head, "range")),
        "HEAD" => {
            let mut answer = give(seen, path, None);
            let end = find(&answer, b"\r\n\r\n").map_or(0, |end| end + 4);
            answer.truncate(end);
            answer
        }
        _ => answer(405, &[], ""),
    };
    guest.write_all(&answer).await?;
    guest.shutdown().await
}

/// Takes a file in; nothing where the connection is to break.
async fn take(
    (guest, seen, gate): (&mut TlsStream<TcpStream>, &Mutex<Seen>, &Gate),
    path: &str,
    head: &str,
    mut body: Vec<u8>,
) -> io::Result<Option<u16>> {
    let announced = header(head, "content-length").and_then(|length| length.parse().ok());
    let place = lock(seen).places.get(path).cloned();
    let (Some((size, words)), Some(length)) = (place, announced) else {
        return Ok(Some(404));
    };
    if header(head, "authorization") != Some(words.as_str()) {
        return Ok(Some(401));
    }
    if length != size {
        return Ok(Some(413));
    }
    let trouble = lock(seen).troubles.pop_front();
    lock(seen).taken += body.len() as u64;
    let mut buffer = vec![0; 64 * 1024];
    while (body.len() as u64) < length {
        if let Some(Trouble::Cut(after)) = trouble
            && body.len() >= after
        {
            return Ok(None);
        }
        match guest.read(&mut buffer).await? {
            0 => return Ok(None),
            more => body.extend_from_slice(&buffer[..more]),
        }
        lock(seen).taken += buffer.len() as u64;
    }
    match trouble {
        Some(Trouble::Cut(_)) => return Ok(None),
        Some(Trouble::Status(status)) => return Ok(Some(status)),
        Some(Trouble::Hold) => gate.pass().await,
        None => {}
    }
    lock(seen).files.insert(path.to_owned(), body);
    Ok(Some(201))
}

/// What is at a place stays as it is.
const VERSION: &str = "ETag: \"only\"\r\n";

fn give(seen: &Mutex<Seen>, path: &str, range: Option<&str>) -> Vec<u8> {
    let Some(file) = lock(seen).files.get(path).cloned() else {
        return answer(404, &[], "");
    };
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-'));
    match from.and_then(|from| from.parse::<usize>().ok()) {
        Some(from) if from < file.len() => {
            let last = file.len() - 1;
            let range = format!(
                "{VERSION}Content-Range: bytes {from}-{last}/{}\r\n",
                file.len()
            );
            answer(206, &file[from..], &range)
        }
        Some(_) => answer(416, &[], ""),
        None => answer(200, &file, VERSION),
    }
}

fn answer(status: u16, body: &[u8], more: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\n{more}Connection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn path_of(url: &str) -> String {
    let rest = url.strip_prefix("https://").expect("an encrypted address");
    format!("/{}", rest.split_once('/').expect("a path").1)
}

fn encoded(name: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    name.bytes().map(byte).collect()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|part| part == what)
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("no test has panicked in here")
}
