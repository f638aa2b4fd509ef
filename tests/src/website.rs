//! A website on loopback, over HTTPS only (RFC 9110, RFC 9112): pages that a test writes, also bad ones.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::certificate::{Certificate, DOMAIN, Kind};
use crate::deadline::within;
use crate::port::loopback;

/// A page, as it is answered with.
#[derive(Clone, Debug)]
pub enum Page {
    /// It is there.
    Text(String),
    /// It is elsewhere.
    Moved(String),
    /// It begins and never ends.
    Endless,
    /// The question is taken, and never answered.
    Slow,
}

/// A running website; dropping it breaks every connection.
#[derive(Debug)]
pub struct Website {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    left: watch::Receiver<usize>,
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default)]
struct Seen {
    pages: HashMap<String, Page>,
    visits: Vec<String>,
}

impl Website {
    /// Starts one without a page.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(loopback(0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let acceptor = TlsAcceptor::from(Certificate::new(Kind::Good).server_config());
        let seen = Arc::<Mutex<Seen>>::default();
        let (gone, left) = watch::channel(0);
        let shared = Arc::clone(&seen);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut guests = JoinSet::new();
            while let Ok((guest, _)) = listener.accept().await {
                let (acceptor, seen, gone) = (acceptor.clone(), Arc::clone(&shared), gone.clone());
                guests.spawn(async move {
                    let _ = serve(guest, &acceptor, &seen).await;
                    gone.send_modify(|count| *count += 1);
                });
            }
        });
        Self {
            port,
            seen,
            left,
            _tasks: tasks,
        }
    }

    /// The address of a page.
    pub fn address(&self, path: &str) -> String {
        format!("https://{DOMAIN}:{}{path}", self.port)
    }

    /// Writes a page.
    pub fn write(&self, path: &str, page: Page) {
        self.seen().pages.insert(path.to_owned(), page);
    }

    /// What was asked for, oldest first.
    pub fn visits(&self) -> Vec<String> {
        self.seen().visits.clone()
    }

    /// Waits until nobody is here who has come by now.
    pub async fn wait_left(&self) {
        let mut left = self.left.clone();
        let everybody = left.wait_for(|count| *count >= self.visits().len());
        within("the visitors leave", everybody)
            .await
            .expect("a website");
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no test has panicked in here")
    }
}

async fn serve(guest: TcpStream, acceptor: &TlsAcceptor, seen: &Mutex<Seen>) -> io::Result<()> {
    let mut guest = acceptor.accept(guest).await?;
    let mut asked = String::new();
    let mut buffer = [0; 4096];
    while !asked.contains("\r\n\r\n") {
        let length = guest.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        asked.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
    let page = {
        let mut seen = seen.lock().expect("no test has panicked in here");
        seen.visits.push(path.clone());
        seen.pages.get(&path).cloned()
    };
    let end = "Connection: close\r\n\r\n";
    let answer = match page {
        Some(Page::Text(text)) => format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{end}{text}",
            text.len()
        ),
        Some(Page::Moved(to)) => format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\n{end}"),
        Some(Page::Endless) => {
            guest.write_all(b"HTTP/1.1 200 OK\r\n\r\n{").await?;
            loop {
                guest.write_all(&[b' '; 4096]).await?;
            }
        }
        Some(Page::Slow) => {
            // Until the visitor leaves.
            while guest.read(&mut buffer).await? > 0 {}
            return Ok(());
        }
        None => format!("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n{end}"),
    };
    guest.write_all(answer.as_bytes()).await?;
    guest.shutdown().await
}
