//! The race between IPv6 and IPv4 ("Happy Eyeballs", RFC 8305): every address of a host gets a
//! chance, none of them can hold up the others.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How long one address may take before the next is tried beside it (RFC 8305 §5).
const STAGGER: Duration = Duration::from_millis(250);

/// How many addresses of one host are tried; an answer with more is somebody's joke.
const ADDRESSES: usize = 16;

/// The first connection that comes about.
///
/// # Errors
/// What the system said about the address that failed last.
pub(super) async fn race(addresses: Vec<IpAddr>, port: u16) -> io::Result<TcpStream> {
    let mut waiting = interleave(addresses).into_iter().take(ADDRESSES);
    let mut running = JoinSet::new();
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "no address");
    loop {
        if let Some(ip) = waiting.next() {
            running.spawn(TcpStream::connect(SocketAddr::new(ip, port)));
        } else if running.is_empty() {
            return Err(failed);
        }
        tokio::select! {
            Some(ended) = running.join_next() => match ended {
                Ok(Ok(stream)) => {
                    // Stanzas are small and somebody waits for each.
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Ok(Err(error)) => failed = error,
                Err(stopped) => failed = io::Error::other(stopped),
            },
            () = sleep(STAGGER), if waiting.len() > 0 => {}
        }
    }
}

/// Both families in turn, IPv6 first, each in the order of the answer (RFC 8305 §4).
fn interleave(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let (v6, v4): (Vec<_>, Vec<_>) = addresses.into_iter().partition(IpAddr::is_ipv6);
    let count = v6.len() + v4.len();
    let (mut v6, mut v4) = (v6.into_iter(), v4.into_iter());
    let mut mixed = Vec::with_capacity(count);
    while mixed.len() < count {
        mixed.extend(v6.next());
        mixed.extend(v4.next());
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn families_take_turns() {
        let v4 = |n| IpAddr::V4(Ipv4Addr::new(10, 0, 0, n));
        let v6 = IpAddr::V6(Ipv6Addr::LOCALHOST);
        assert_eq!(
            interleave(vec![v4(1), v4(2), v4(3), v6]),
            [v6, v4(1), v4(2), v4(3)]
        );
        assert_eq!(interleave(vec![]), Vec::<IpAddr>::new());
    }

    #[tokio::test]
    async fn a_dead_address_does_not_hold_up_the_next() {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = server.local_addr().unwrap().port();
        // Nobody listens at the first; the loopback refuses at once.
        let dead = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
        let alive = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let stream = race(vec![dead, alive], port).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap().ip(), alive);
        assert!(stream.nodelay().unwrap());
    }

    #[tokio::test]
    async fn nothing_reachable_is_an_error() {
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = closed.local_addr().unwrap().port();
        drop(closed);
        let error = race(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)], port)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
        assert!(race(vec![], port).await.is_err());
    }
}
