//! Sending a file (XEP-0363 §4: one PUT with exactly as many bytes as were announced).

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Request;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, HOST};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::patience::Patience;
use super::{Client, address, host, lost, path, refusal, silent};
use crate::model::TransferFailure;

/// So much is read at once.
const PIECE: usize = 64 * 1024;

/// So many pieces wait for the network: enough that it never waits for the disk.
const AHEAD: usize = 4;

/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// That nothing moves is told too, after so many of them.
const STILL: u32 = 10;

/// A file on its way out, as it is being read.
struct Outgoing {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
    sent: Arc<AtomicU64>,
    flaw: Arc<OnceLock<String>>,
}

impl Client {
    /// Sends the next `length` bytes of what is read, with these headers. `progress` hears how many were
    /// given to the connection, ten times a second at most and once at least.
    ///
    /// # Errors
    /// Why it did not get there; [`TransferFailure::Status`] for what is no success.
    pub(crate) async fn put(
        &self,
        url: &str,
        headers: &[(String, String)],
        file: impl Read + Send + 'static,
        length: u64,
        mut progress: impl FnMut(u64),
    ) -> Result<(), TransferFailure> {
        let url = address(url)?;
        let body = Outgoing::new(file, length);
        let (sent, flaw) = (Arc::clone(&body.sent), Arc::clone(&body.flaw));
        let mut request = Request::put(path(&url))
            .header(HOST, host(&url))
            .header(CONTENT_LENGTH, length);
        for (name, value) in headers {
            request = request.header(name.as_str(), value.as_str());
        }
        let request = request
            .body(body)
            .map_err(|error| TransferFailure::Connection(error.to_string()))?;
        let (mut sender, _moving) = self.dial(&url).await?;
        let mut answer = std::pin::pin!(sender.send_request(request));
        let mut patience = Patience::new(self.silence);
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut told, mut still) = (0, 0);
        loop {
            tokio::select! {
                answer = &mut answer => {
                    let status = match (answer, flaw.get()) {
                        (Ok(answer), _) => answer.status(),
                        (Err(_), Some(flaw)) => {
                            return Err(TransferFailure::Unreadable(flaw.clone()));
                        }
                        (Err(error), None) => return Err(lost(&error)),
                    };
                    return match status.is_success() {
                        true => Ok(()),
                        false => Err(refusal(status)),
                    };
                }
                _ = ticks.tick() => {
                    let now = sent.load(Ordering::Relaxed);
                    if !patience.wait(TICK, now) {
                        return Err(silent());
                    }
                    still += 1;
                    if now != std::mem::replace(&mut told, now) || still >= STILL {
                        still = 0;
                        progress(now);
                    }
                }
            }
        }
    }
}

impl Outgoing {
    /// Begins to read. Ends when it is dropped.
    fn new(file: impl Read + Send + 'static, length: u64) -> Self {
        let (queue, pieces) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut file = file.take(length);
            let mut left = length;
            while left > 0 {
                let piece = piece(&mut file);
                left = left.saturating_sub(piece.as_ref().map_or(left, |piece| piece.len() as u64));
                if queue.blocking_send(piece).is_err() {
                    return;
                }
            }
        });
        Self {
            pieces,
            left: length,
            sent: Arc::default(),
            flaw: Arc::default(),
        }
    }
}

/// The next piece; that there is none is an error, since more was announced.
fn piece(file: &mut io::Take<impl Read>) -> io::Result<Bytes> {
    let mut piece = Vec::with_capacity(PIECE);
    let most = file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
    match most {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(piece.into()),
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(context).map(|piece| {
            let piece = piece.unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()));
            let piece = piece.inspect_err(|error| {
                let _ = self.flaw.set(error.to_string());
            });
            Some(piece.map(|piece| {
                let length = piece.len() as u64;
                self.left = self.left.saturating_sub(length);
                self.sent.fetch_add(length, Ordering::Relaxed);
                Frame::data(piece)
            }))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
