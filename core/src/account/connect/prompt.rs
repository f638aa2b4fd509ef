//! A TCP connection that acknowledges at once what has arrived.
//!
//! Linux holds an acknowledgement back for 40 ms where it hopes for an answer to send it along with.
//! A server that in turn holds small pieces back until the one before was acknowledged (Nagle's
//! algorithm, RFC 896; Prosody 0.12 and 13, measured) then stands still for so long: in every login,
//! after the tickets of TLS 1.3, and in every page of an archive.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A connection on which nobody waits for an acknowledgement.
#[derive(Debug)]
pub(crate) struct Prompt(TcpStream);

impl Prompt {
    /// From now on.
    pub(super) fn new(socket: TcpStream) -> Self {
        Self(socket)
    }

    /// What has arrived so far is acknowledged now. The system forgets this wish with the next
    /// answer, so it has to be told each time.
    #[cfg(target_os = "linux")]
    fn acknowledge(&self) {
        // Where that can't be, it is only slower.
        let _ = rustix::net::sockopt::set_tcp_quickack(&self.0, true);
    }

    #[cfg(not(target_os = "linux"))]
    fn acknowledge(&self) {}
}

impl AsyncRead for Prompt {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.0).poll_read(context, into);
        if read.is_ready() {
            self.acknowledge();
        }
        read
    }
}

impl AsyncWrite for Prompt {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn acknowledges_at_once_also_in_a_conversation() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let ours = TcpStream::connect(address).await.unwrap();
        let (mut theirs, _) = listener.accept().await.unwrap();
        let mut ours = Prompt::new(ours);
        let mut word = [0; 4];
        for _ in 0..10 {
            ours.write_all(b"ping").await.unwrap();
            theirs.read_exact(&mut word).await.unwrap();
            theirs.write_all(b"pong").await.unwrap();
            ours.read_exact(&mut word).await.unwrap();
            assert!(rustix::net::sockopt::tcp_quickack(&ours.0).unwrap());
        }
        // The side that nobody has told has begun to wait for answers to send along.
        assert!(!rustix::net::sockopt::tcp_quickack(&theirs).unwrap());
    }
}
