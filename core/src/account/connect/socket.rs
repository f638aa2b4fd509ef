//! An encrypted connection, whichever way it was made.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client::TlsStream;
use waxwing_proto::stream::Framing;

use super::prompt::Prompt;
use super::websocket::WebSocket;

/// Bytes of XMPP, encrypted.
#[derive(Debug)]
pub(in crate::account) enum Socket {
    /// Inside TLS.
    Tls(Box<TlsStream<Prompt>>),
    /// Inside a WebSocket inside TLS.
    Web(Box<WebSocket<TlsStream<Prompt>>>),
}

impl Socket {
    /// How elements become bytes on it.
    pub(in crate::account) fn framing(&self) -> Framing {
        match self {
            Self::Tls(_) => Framing::Document,
            Self::Web(_) => Framing::WebSocket,
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tls(socket) => Pin::new(socket).poll_read(context, into),
            Self::Web(socket) => Pin::new(socket).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tls(socket) => Pin::new(socket).poll_write(context, bytes),
            Self::Web(socket) => Pin::new(socket).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tls(socket) => Pin::new(socket).poll_flush(context),
            Self::Web(socket) => Pin::new(socket).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tls(socket) => Pin::new(socket).poll_shutdown(context),
            Self::Web(socket) => Pin::new(socket).poll_shutdown(context),
        }
    }
}
