//! XML over a socket: frames in, elements out.

use minidom::Element;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::io::{ReadHalf, WriteHalf};
use waxwing_proto::stream::{Frame, Framing, Limits, ReadError, Reader};

use super::tap::Tap;
use crate::Failure;

/// How much is read at once: the most that one TLS record holds.
const CHUNK: usize = 16 * 1024;

/// Why there is no next frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum WireError {
    /// The connection ended.
    #[error("{0}")]
    Lost(String),
    /// What came is not a stream that we read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<std::io::Error> for WireError {
    fn from(error: std::io::Error) -> Self {
        // A WebSocket reads before we do.
        match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(unreadable) => Self::Read(ReadError::clone(unreadable)),
            None => Self::Lost(error.to_string()),
        }
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Lost(detail) => Self::Lost { detail },
            WireError::Read(error) => Self::Protocol {
                detail: error.to_string(),
            },
        }
    }
}

/// The reading end.
#[derive(Debug)]
pub(super) struct Source<R> {
    socket: R,
    reader: Reader,
    limits: Limits,
    chunk: Vec<u8>,
    /// What the reader has not been given yet of what was read.
    unread: std::ops::Range<usize>,
    /// How many bytes the reader is given at once.
    portion: usize,
    /// Where the console listens.
    tap: Tap,
}

impl<R: AsyncRead + Unpin> Source<R> {
    /// Where the console listens.
    pub(super) fn tap(&self) -> &Tap {
        &self.tap
    }

    /// The next frame. Nothing is lost if the future is dropped before it is ready.
    pub(super) async fn frame(&mut self) -> Result<Frame, WireError> {
        loop {
            let next = self.reader.next();
            self.tap.received(&next);
            if let Some(frame) = next? {
                return Ok(frame);
            }
            if self.unread.is_empty() {
                let count = self.socket.read(&mut self.chunk).await?;
                if count == 0 {
                    return Err(WireError::Lost("the server hung up".to_owned()));
                }
                self.unread = 0..count;
            }
            let end = self.unread.end.min(self.unread.start + self.portion);
            let portion = self.chunk.get(self.unread.start..end).unwrap_or_default();
            self.reader.push(portion);
            self.unread.start = end;
        }
    }
}

/// Both ends, for a dialog in turns.
#[derive(Debug)]
pub(super) struct Wire<S> {
    source: Source<S>,
    framing: Framing,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// XML over `socket`.
    pub(super) fn new(socket: S, tap: Tap) -> Self {
        Self::with_portion(socket, CHUNK, tap)
    }

    /// XML over `socket`, in this framing.
    pub(super) fn framed(socket: S, framing: Framing, tap: Tap) -> Self {
        Self {
            framing,
            ..Self::new(socket, tap)
        }
    }

    /// The same, with so many bytes of a stanza at most.
    pub(super) fn within(mut self, stanza_bytes: usize) -> Self {
        self.source.limits.stanza_bytes = stanza_bytes;
        self
    }

    /// How elements become bytes here.
    pub(super) fn framing(&self) -> Framing {
        self.framing
    }

    /// XML over `socket`, read so that [`Self::into_socket`] can tell whether something followed
    /// the last frame.
    pub(super) fn cautious(socket: S, tap: Tap) -> Self {
        Self::with_portion(socket, 1, tap)
    }

    fn with_portion(socket: S, portion: usize, tap: Tap) -> Self {
        Self {
            framing: Framing::Document,
            source: Source {
                socket,
                reader: Reader::new(Limits::default()),
                limits: Limits::default(),
                chunk: vec![0; CHUNK],
                unread: 0..0,
                portion,
                tap,
            },
        }
    }

    /// Opens a stream to `to`, and expects one to be opened (RFC 6120 §4.2, §4.3.3).
    pub(super) async fn open(
        &mut self,
        to: &str,
        from: Option<&str>,
        lang: &str,
    ) -> Result<(), WireError> {
        self.source.reader = Reader::new(self.source.limits);
        let lang = Some(lang).filter(|lang| !lang.is_empty());
        let header = self.framing.open(to, from, lang);
        self.source.tap.sent_stream(&header);
        self.write(&header).await
    }

    /// Sends one element.
    pub(super) async fn send(&mut self, element: &Element) -> Result<(), WireError> {
        let mut bytes = Vec::new();
        self.framing.element(element, &mut bytes);
        self.source.tap.sent(element);
        self.write(&bytes).await
    }

    /// Closes our direction, as far as the other side still listens.
    pub(super) async fn close(&mut self, error: Option<&Element>) {
        if let Some(error) = error {
            let _ = self.send(error).await;
        }
        self.source.tap.sent_stream(self.framing.close());
        let _ = self.write(self.framing.close()).await;
        let _ = self.source.socket.shutdown().await;
    }

    /// The next frame.
    pub(super) async fn frame(&mut self) -> Result<Frame, WireError> {
        self.source.frame().await
    }

    /// The socket again, unless something was read after the last frame.
    pub(super) fn into_socket(self) -> Option<S> {
        self.source.unread.is_empty().then_some(self.source.socket)
    }

    /// Both ends apart, for a session that reads and writes at the same time.
    ///
    /// The halves share a lock inside. It is never contended: one task polls both, one after the
    /// other, and no guard lives longer than one poll.
    pub(super) fn split(self) -> (Source<ReadHalf<S>>, WriteHalf<S>) {
        let (read, write) = tokio::io::split(self.source.socket);
        let source = Source {
            socket: read,
            reader: self.source.reader,
            limits: self.source.limits,
            chunk: self.source.chunk,
            unread: self.source.unread,
            portion: CHUNK,
            tap: self.source.tap,
        };
        (source, write)
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        self.source.socket.write_all(bytes).await?;
        self.source.socket.flush().await?;
        Ok(())
    }
}
