//! A web server for files on loopback, over HTTPS only (RFC 9110, RFC 9112): it gives them whole and
//! in parts, and breaks off, stalls and lies where a test says so.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::certificate::{Certificate, DOMAIN, Kind};
use crate::deadline::within;
use crate::port::loopback;

/// What is at an address.
#[derive(Clone, Debug)]
pub enum Goods {
    /// A file.
    File(Vec<u8>),
    /// A file whose connection breaks after so many bytes, each time.
    Breaking(Vec<u8>, usize),
    /// A file of which so many bytes come, and then nothing.
    Stalling(Vec<u8>, usize),
    /// A file that comes byte by byte, with a pause between them.
    Dripping(Vec<u8>, Duration),
    /// This answer, as it stands.
    Raw(String),
    /// This answer, and then bytes without end.
    Endless(String),
}

/// Somebody who has asked for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// For what.
    pub path: String,
    /// From which byte on, where they have named one.
    pub from: Option<usize>,
    /// All that they have said.
    pub head: String,
}

/// A running server; dropping it breaks every connection.
#[derive(Debug)]
pub struct FileServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    news: watch::Receiver<usize>,
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default)]
struct Seen {
    goods: HashMap<String, Goods>,
    visits: Vec<Visit>,
    /// How many bytes of goods went out.
    sent: usize,
}

impl FileServer {
    /// Starts one without goods.
    pub async fn start() -> Self {
        Self::start_with(Kind::Good).await
    }

    /// The same, with another certificate.
    pub async fn start_with(kind: Kind) -> Self {
        let listener = TcpListener::bind(loopback(0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let acceptor = TlsAcceptor::from(Certificate::new(kind).server_config());
        let seen = Arc::<Mutex<Seen>>::default();
        let (tell, news) = watch::channel(0);
        let shared = Arc::clone(&seen);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut guests = JoinSet::new();
            while let Ok((guest, _)) = listener.accept().await {
                let (acceptor, seen, tell) = (acceptor.clone(), Arc::clone(&shared), tell.clone());
                guests.spawn(async move {
                    if let Ok(mut guest) = acceptor.accept(guest).await {
                        let _ = serve(&mut guest, &seen, &tell).await;
                    }
                });
            }
        });
        Self {
            port,
            seen,
            news,
            _tasks: tasks,
        }
    }

    /// The address of something.
    pub fn address(&self, path: &str) -> String {
        format!("https://{DOMAIN}:{}{path}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Puts something there, and says where.
    pub fn put(&self, path: &str, goods: Goods) -> String {
        self.seen().goods.insert(path.to_owned(), goods);
        self.address(path)
    }

    /// Who was here, the first first.
    pub fn visits(&self) -> Vec<Visit> {
        self.seen().visits.clone()
    }

    /// How many bytes of goods went out.
    pub fn sent(&self) -> usize {
        self.seen().sent
    }

    /// Waits until so many were here.
    pub async fn wait_visits(&self, count: usize) -> Vec<Visit> {
        let mut news = self.news.clone();
        let all = news.wait_for(|visits| *visits >= count);
        within("a visit to the file server", all)
            .await
            .expect("a file server");
        self.visits()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no test has panicked in here")
    }
}

async fn serve<S>(guest: &mut S, seen: &Mutex<Seen>, tell: &watch::Sender<usize>) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(head) = head(guest).await? else {
        return Ok(());
    };
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let visit = Visit {
        from: range(&head),
        path: path.clone(),
        head,
    };
    let from = visit.from;
    let goods = {
        let mut seen = seen.lock().expect("no test has panicked in here");
        seen.visits.push(visit);
        tell.send_replace(seen.visits.len());
        seen.goods.get(&path).cloned()
    };
    let count = |bytes: usize| {
        seen.lock().expect("no test has panicked in here").sent += bytes;
    };
    match goods {
        None => answer(guest, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n").await?,
        Some(Goods::Raw(text)) => guest.write_all(text.as_bytes()).await?,
        Some(Goods::Endless(text)) => {
            guest.write_all(text.as_bytes()).await?;
            loop {
                guest.write_all(&[b'x'; 4096]).await?;
                count(4096);
            }
        }
        Some(Goods::File(bytes)) => {
            let part = part(guest, &bytes, from).await?;
            guest.write_all(part).await?;
            count(part.len());
        }
        Some(Goods::Breaking(bytes, most)) => {
            let part = part(guest, &bytes, from).await?;
            let part = &part[..part.len().min(most)];
            guest.write_all(part).await?;
            count(part.len());
        }
        Some(Goods::Stalling(bytes, most)) => {
            let part = part(guest, &bytes, from).await?;
            let part = &part[..part.len().min(most)];
            guest.write_all(part).await?;
            guest.flush().await?;
            count(part.len());
            // Until the guest leaves.
            while guest.read(&mut [0; 64]).await? > 0 {}
        }
        Some(Goods::Dripping(bytes, pause)) => {
            let part = part(guest, &bytes, from).await?;
            let mut drops = tokio::time::interval(pause);
            for byte in part {
                drops.tick().await;
                guest.write_all(&[*byte]).await?;
                guest.flush().await?;
                count(1);
            }
        }
    }
    guest.flush().await?;
    guest.shutdown().await
}

async fn head<S: AsyncRead + Unpin>(guest: &mut S) -> io::Result<Option<String>> {
    let mut asked = String::new();
    let mut buffer = [0; 4096];
    while !asked.contains("\r\n\r\n") {
        let length = guest.read(&mut buffer).await?;
        if length == 0 {
            return Ok(None);
        }
        asked.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    Ok(Some(asked))
}

async fn answer<S: AsyncWrite + Unpin>(guest: &mut S, head: &str) -> io::Result<()> {
    let head = format!("{head}Connection: close\r\n\r\n");
    guest.write_all(head.as_bytes()).await
}

/// Says which part of a file comes; gives it back.
async fn part<'a, S: AsyncWrite + Unpin>(
    guest: &mut S,
    bytes: &'a [u8],
    from: Option<usize>,
) -> io::Result<&'a [u8]> {
    let whole = bytes.len();
    let kind = "Content-Type: application/octet-stream\r\nETag: \"one\"\r\n";
    match from.filter(|from| *from < whole) {
        Some(from) => {
            let part = &bytes[from..];
            let head = format!(
                "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{whole}\r\n{kind}",
                part.len(),
                whole - 1
            );
            answer(guest, &head).await?;
            Ok(part)
        }
        None => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {whole}\r\n{kind}");
            answer(guest, &head).await?;
            Ok(bytes)
        }
    }
}

/// From which byte on a guest wants something, if they mean the version that is there.
fn range(head: &str) -> Option<usize> {
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(is, _)| is.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    };
    let same = header("if-range").is_none_or(|version| version == "\"one\"");
    let range = header("range").filter(|_| same)?;
    range
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()
}
