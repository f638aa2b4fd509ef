//! XMPP over a WebSocket (RFC 7395), as the stream of bytes that the rest of the engine knows.
//!
//! Reading gives the document that the messages stand for. Writing takes messages that each end in
//! [`END`], and sends one when its end has come.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::{Sink, Stream};
use hyper::header::{HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WebError, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use waxwing_proto::stream::framing::{self, END, SUBPROTOCOL};
use waxwing_proto::stream::{Limits, ReadError};

use super::Place;
use crate::Failure;

/// How much of what a web server said instead goes into a failure.
const WORDS: usize = 200;

/// A WebSocket that speaks XMPP.
#[derive(Debug)]
pub(in crate::account) struct WebSocket<S> {
    inner: WebSocketStream<S>,
    /// What has come in, and how much of it was read.
    incoming: Vec<u8>,
    read: usize,
    /// A message whose end has not come.
    outgoing: Vec<u8>,
}

/// Opens a WebSocket on an encrypted connection to its host.
///
/// # Errors
/// [`Failure::Protocol`] where the web server knows nothing of XMPP, [`Failure::Lost`].
pub(super) async fn open<S>(socket: S, place: &Place) -> Result<WebSocket<S>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let protocol = |detail: String| Failure::Protocol { detail };
    let mut request = place
        .url()
        .into_client_request()
        .map_err(|error| protocol(error.to_string()))?;
    let wanted = HeaderValue::from_static(SUBPROTOCOL);
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, wanted);
    // One stanza is one message; what is longer is refused before it is in memory.
    let config = WebSocketConfig::default()
        .max_message_size(Some(Limits::STANZA_BYTES))
        .max_frame_size(Some(Limits::STANZA_BYTES))
        .write_buffer_size(0);
    let (inner, answer) = client_async_with_config(request, socket, Some(config))
        .await
        .map_err(|error| refused(&error))?;
    // RFC 7395 §3.1: without the subprotocol the stream is of some other kind.
    let chosen = answer.headers().get(SEC_WEBSOCKET_PROTOCOL);
    if chosen.is_none_or(|chosen| chosen.as_bytes() != SUBPROTOCOL.as_bytes()) {
        return Err(protocol("a WebSocket without XMPP".to_owned()));
    }
    Ok(WebSocket::over(inner))
}

fn refused(error: &WebError) -> Failure {
    let detail: String = error.to_string().chars().take(WORDS).collect();
    match error {
        WebError::Io(_) | WebError::ConnectionClosed => Failure::Lost { detail },
        _ => Failure::Protocol { detail },
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocket<S> {
    /// XMPP over an open WebSocket, from either side.
    pub(in crate::account) fn over(inner: WebSocketStream<S>) -> Self {
        Self {
            inner,
            incoming: Vec::new(),
            read: 0,
            outgoing: Vec::new(),
        }
    }

    /// The bare WebSocket.
    #[cfg(test)]
    pub(in crate::account) fn into_inner(self) -> WebSocketStream<S> {
        self.inner
    }

    /// Takes a message in; `false` at the end of the connection.
    fn take(&mut self, message: Option<Result<Message, WebError>>) -> io::Result<bool> {
        match message {
            Some(Ok(Message::Text(text))) => {
                self.incoming = framing::received(text.as_str()).map_err(unreadable)?;
                self.read = 0;
                Ok(true)
            }
            // RFC 7395 §3.2: XMPP is text.
            Some(Ok(Message::Binary(_))) => Err(unreadable(ReadError::Encoding)),
            Some(Ok(Message::Close(_))) | None => Ok(false),
            // Pings are answered below us.
            Some(Ok(_)) => Ok(true),
            Some(Err(error)) => Err(broken(error)),
        }
    }
}

fn unreadable(error: ReadError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

fn broken(error: WebError) -> io::Error {
    match error {
        WebError::Io(error) => error,
        WebError::Capacity(_) => unreadable(ReadError::Limit("stanza_bytes")),
        WebError::Utf8(_) => unreadable(ReadError::Encoding),
        other => io::Error::other(other.to_string()),
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for WebSocket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let rest = self.incoming.get(self.read..).unwrap_or_default();
            if !rest.is_empty() {
                let count = rest.len().min(into.remaining());
                into.put_slice(rest.get(..count).unwrap_or_default());
                self.read += count;
                return Poll::Ready(Ok(()));
            }
            self.incoming = Vec::new();
            self.read = 0;
            let message = ready!(Pin::new(&mut self.inner).poll_next(context));
            if !self.take(message)? {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for WebSocket<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(end) = bytes.iter().position(|byte| *byte == END) else {
            self.outgoing.extend_from_slice(bytes);
            return Poll::Ready(Ok(bytes.len()));
        };
        ready!(Pin::new(&mut self.inner).poll_ready(context)).map_err(broken)?;
        let last = bytes.get(..end).unwrap_or_default();
        self.outgoing.extend_from_slice(last);
        let message = String::from_utf8(std::mem::take(&mut self.outgoing))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Pin::new(&mut self.inner)
            .start_send(Message::text(message))
            .map_err(broken)?;
        Poll::Ready(Ok(end + 1))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner)
            .poll_flush(context)
            .map_err(broken)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner)
            .poll_close(context)
            .map_err(broken)
    }
}
