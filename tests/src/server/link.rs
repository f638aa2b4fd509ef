//! One connection of the in-memory server: frames in, bytes out, TLS in the middle of it.

use std::fmt;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use waxwing_proto::stream::{Frame, Limits, Reader};

/// What TLS and TCP have in common.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// One connection.
pub(super) struct Link {
    wire: Box<dyn Wire>,
    reader: Reader,
    encrypted: bool,
    /// What a login can be tied to (RFC 9266).
    exporter: Option<Vec<u8>>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn plain(socket: TcpStream) -> Self {
        Self {
            wire: Box::new(socket),
            reader: Reader::new(Limits::default()),
            encrypted: false,
            exporter: None,
        }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    pub(super) fn exporter(&self) -> Option<&[u8]> {
        self.exporter.as_deref()
    }

    /// Begins TLS; `None` when the client leaves instead, as it should before a bad certificate.
    pub(super) async fn encrypt(self, acceptor: &TlsAcceptor) -> Option<Self> {
        let stream = acceptor.accept(self.wire).await.ok()?;
        let exporter = stream.get_ref().1.export_keying_material(
            vec![0; 32],
            b"EXPORTER-Channel-Binding",
            Some(b""),
        );
        Some(Self {
            wire: Box::new(stream),
            reader: Reader::new(Limits::default()),
            encrypted: true,
            exporter: exporter.ok(),
        })
    }

    /// A new stream begins on the same connection.
    pub(super) fn restart(&mut self) {
        self.reader = Reader::new(Limits::default());
    }

    /// The next frame; `None` when the connection is gone or what came is not XMPP. Nothing is
    /// lost when the future is dropped.
    pub(super) async fn next(&mut self) -> Option<Frame> {
        let mut buffer = [0; 8192];
        loop {
            match self.reader.next() {
                Ok(Some(frame)) => return Some(frame),
                Ok(None) => {}
                Err(_) => return None,
            }
            let length = self.wire.read(&mut buffer).await.ok()?;
            if length == 0 {
                return None;
            }
            self.reader.push(&buffer[..length]);
        }
    }

    /// Writes; a failure shows itself at the next read.
    pub(super) async fn write(&mut self, bytes: &[u8]) {
        if self.wire.write_all(bytes).await.is_ok() {
            let _ = self.wire.flush().await;
        }
    }

    /// Says goodbye to the transport below.
    pub(super) async fn shut(&mut self) {
        let _ = self.wire.shutdown().await;
    }
}
