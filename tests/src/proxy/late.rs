//! Connections whose two ends don't hear of each other in time: dead ones that nobody closes, and old
//! ones that reach the server after their successor. Both happen where a phone changes networks.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{BUFFER, Overtake, Way, reset};

/// Takes what both sides say, or one of them, and passes nothing on; then both are told.
pub(super) async fn strand(
    mut client: TcpStream,
    mut server: TcpStream,
    way: Option<Way>,
    hold: Duration,
) {
    let _ = timeout(hold, async {
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let up = async {
            match way {
                Some(Way::Down) => pass(&mut from_client, &mut to_server).await,
                _ => drain(&mut from_client, None).await,
            }
        };
        let down = async {
            match way {
                Some(Way::Up) => pass(&mut from_server, &mut to_client).await,
                _ => drain(&mut from_server, None).await,
            }
        };
        tokio::join!(up, down)
    })
    .await;
    reset(&client);
    reset(&server);
}

/// Ends the client's side, and gives the server the client's last words and the end later.
pub(super) async fn overtake(mut client: TcpStream, mut server: TcpStream, late: Overtake) {
    let mut last_words = Vec::new();
    let _ = timeout(late.gather, async {
        tokio::join!(
            drain(&mut client, Some(&mut last_words)),
            drain(&mut server, None)
        )
    })
    .await;
    reset(&client);
    drop(client);
    let _ = timeout(late.hold, drain(&mut server, None)).await;
    if server.write_all(&last_words).await.is_ok() {
        let _ = server.shutdown().await;
    }
}

/// Passes on for ever, also after the end.
async fn pass(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin)) {
    let _ = tokio::io::copy(from, to).await;
    std::future::pending::<()>().await;
}

/// Reads for ever, also after the end.
async fn drain(from: &mut (impl AsyncRead + Unpin), mut keep: Option<&mut Vec<u8>>) {
    let mut buffer = vec![0; BUFFER];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if let Some(kept) = keep.as_deref_mut() {
            kept.extend_from_slice(&buffer[..length]);
        }
    }
    std::future::pending::<()>().await;
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::net::TcpListener;

    use super::*;
    use crate::port::loopback;
    use crate::proxy::Proxy;

    /// Longer than any of this takes, and far shorter than a test may.
    const HOLD: Duration = Duration::from_millis(200);

    async fn connected() -> (Proxy, TcpListener, TcpStream, TcpStream) {
        let listener = TcpListener::bind(loopback(0)).await.unwrap();
        let proxy = Proxy::start(listener.local_addr().unwrap()).await;
        let mut client = TcpStream::connect(loopback(proxy.port())).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        let mut said = [0; 5];
        client.write_all(b"hello").await.unwrap();
        server.read_exact(&mut said).await.unwrap();
        (proxy, listener, client, server)
    }

    #[tokio::test]
    async fn a_stranded_connection_says_nothing_until_its_time_has_passed() {
        let (proxy, listener, mut client, mut server) = connected().await;
        let begun = Instant::now();
        proxy.strand(HOLD);
        // Whatever was still passed on before the order came is passed on.
        while begun.elapsed() < HOLD / 4 {
            client.write_all(b"lost?").await.unwrap();
            tokio::task::yield_now().await;
        }
        client.write_all(b"surely lost").await.unwrap();
        let mut heard = Vec::new();
        assert!(server.read_to_end(&mut heard).await.is_err());
        assert!(begun.elapsed() >= HOLD);
        assert!(!heard.ends_with(b"surely lost"));
        let mut fresh = TcpStream::connect(loopback(proxy.port())).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        fresh.write_all(b"again").await.unwrap();
        server.read_exact(&mut [0; 5]).await.unwrap();
    }

    #[tokio::test]
    async fn a_connection_may_be_deaf_on_one_side() {
        let (proxy, _listener, mut client, mut server) = connected().await;
        proxy.strand_one(Way::Up, HOLD);
        let begun = Instant::now();
        while begun.elapsed() < HOLD / 4 {
            client.write_all(b"lost?").await.unwrap();
            tokio::task::yield_now().await;
        }
        client.write_all(b"surely lost").await.unwrap();
        server.write_all(b"heard").await.unwrap();
        client.read_exact(&mut [0; 5]).await.unwrap();
        let mut heard = Vec::new();
        assert!(server.read_to_end(&mut heard).await.is_err());
        assert!(!heard.ends_with(b"surely lost"));
    }

    #[tokio::test]
    async fn an_overtaken_connection_reaches_the_server_after_its_successor() {
        let (proxy, listener, mut client, mut old) = connected().await;
        proxy.overtake(Overtake {
            gather: HOLD,
            hold: HOLD,
        });
        client.write_all(b"last words").await.unwrap();
        assert!(client.read(&mut [0; 8]).await.is_err(), "the client's end");
        let mut fresh = TcpStream::connect(loopback(proxy.port())).await.unwrap();
        let (mut new, _) = listener.accept().await.unwrap();
        fresh.write_all(b"first words").await.unwrap();
        new.read_exact(&mut [0; 11]).await.unwrap();
        let mut heard = Vec::new();
        old.read_to_end(&mut heard).await.unwrap();
        assert_eq!(heard, b"last words");
    }
}
