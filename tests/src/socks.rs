//! A SOCKS5 proxy (RFC 1928) on loopback that keeps a list of where its guests wanted to go. Every
//! name leads to this machine; ports can be closed, as a firewall does.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::port::loopback;

/// A running proxy; dropping it breaks every connection through it.
#[derive(Debug)]
pub struct Socks {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default)]
struct Seen {
    wishes: Vec<String>,
    users: BTreeSet<String>,
    closed: BTreeSet<u16>,
}

impl Socks {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(loopback(0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let seen = Arc::<Mutex<Seen>>::default();
        let mut tasks = JoinSet::new();
        let shared = Arc::clone(&seen);
        tasks.spawn(async move {
            let mut guests = JoinSet::new();
            while let Ok((guest, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                guests.spawn(async move {
                    let _ = serve(guest, &shared).await;
                });
            }
        });
        Self {
            port,
            seen,
            _tasks: tasks,
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Refuses connections to these ports from now on.
    pub fn close(&self, ports: impl IntoIterator<Item = u16>) {
        self.seen().closed.extend(ports);
    }

    /// Where its guests wanted to go, as `host:port`, oldest first.
    pub fn wishes(&self) -> Vec<String> {
        self.seen().wishes.clone()
    }

    /// The names under which they came.
    pub fn users(&self) -> BTreeSet<String> {
        self.seen().users.clone()
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().expect("no test has panicked in here")
    }
}

async fn serve(mut guest: TcpStream, seen: &Mutex<Seen>) -> io::Result<()> {
    let count = bytes::<2>(&mut guest).await?[1];
    let mut methods = vec![0; usize::from(count)];
    guest.read_exact(&mut methods).await?;
    guest.write_all(&[5, 2]).await?;
    bytes::<1>(&mut guest).await?;
    let user = text(&mut guest).await?;
    text(&mut guest).await?;
    guest.write_all(&[1, 0]).await?;
    let [_, _, _, kind] = bytes::<4>(&mut guest).await?;
    let host = match kind {
        1 => std::net::Ipv4Addr::from(bytes::<4>(&mut guest).await?).to_string(),
        _ => text(&mut guest).await?,
    };
    let port = guest.read_u16().await?;
    let closed = {
        let mut seen = seen.lock().expect("no test has panicked in here");
        seen.users.insert(user);
        seen.wishes.push(format!("{host}:{port}"));
        seen.closed.contains(&port)
    };
    let server = match closed {
        true => Err(io::ErrorKind::ConnectionRefused.into()),
        false => TcpStream::connect(loopback(port)).await,
    };
    let code = if server.is_ok() { 0 } else { 5 };
    guest.write_all(&[5, code, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    copy_bidirectional(&mut guest, &mut server?).await?;
    Ok(())
}

async fn bytes<const N: usize>(socket: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    socket.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn text(socket: &mut TcpStream) -> io::Result<String> {
    let [length] = bytes::<1>(socket).await?;
    let mut text = vec![0; usize::from(length)];
    socket.read_exact(&mut text).await?;
    String::from_utf8(text).map_err(io::Error::other)
}
