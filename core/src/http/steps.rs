//! What goes out, in steps of a size that web servers of XMPP take at once.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Prosody reads so many bytes at once, whatever has come (`network_default_read_size`). Where a TLS
/// record reaches beyond them, it takes the rest only after a timer of a millisecond, time after time:
/// four megabytes a second, on any line. So no record crosses a multiple of this, counted from the first
/// byte of the connection. Elsewhere it costs half a percent.
const STEP: usize = 4096;

/// A connection that writes up to the next multiple of [`STEP`] and no further. Below it, each write is
/// a TLS record of its own.
#[derive(Debug)]
pub(super) struct Steps<S> {
    inner: S,
    /// So many bytes fit before the next multiple.
    room: usize,
}

impl<S> Steps<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner, room: STEP }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Steps<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let step = bytes.get(..self.room).unwrap_or(bytes);
        let outcome = Pin::new(&mut self.inner).poll_write(context, step);
        if let Poll::Ready(Ok(count)) = &outcome {
            self.room = match self.room.saturating_sub(*count) {
                0 => STEP,
                left => left,
            };
        }
        outcome
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let room = self.room;
        let first = parts.iter().find(|part| !part.is_empty());
        let first: &[u8] = first.map_or(&[], |part| part);
        if first.len() >= room {
            return self.poll_write(context, first);
        }
        // What goes before a file is sent in one record with its beginning: read alone, it would shift
        // all that follows.
        let all = parts.iter().flat_map(|part| part.iter().copied());
        let step: Vec<u8> = all.take(room).collect();
        self.poll_write(context, &step)
    }

    fn is_write_vectored(&self) -> bool {
        // A large piece is not copied behind the others only to be cut again.
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Steps<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// Keeps what each write brought.
    #[derive(Default)]
    struct Wire(Vec<Vec<u8>>);

    impl AsyncWrite for Wire {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            // Now and then less is taken than was offered.
            let taken = match self.0.len() % 3 {
                2 => bytes.len().div_ceil(2),
                _ => bytes.len(),
            };
            self.0.push(bytes[..taken].to_vec());
            Poll::Ready(Ok(taken))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn no_write_crosses_a_step_and_nothing_is_lost() {
        let text: Vec<u8> = (0..50_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        let mut steps = Steps::new(Wire::default());
        let (head, body) = text.split_at(377);
        steps.write_all(head).await.expect("written");
        for piece in body.chunks(9000) {
            let parts = [IoSlice::new(&[]), IoSlice::new(piece)];
            let count = steps.write_vectored(&parts).await.expect("written");
            assert!(count > 0);
            steps.write_all(&piece[count..]).await.expect("written");
        }
        let mut at = 0;
        for write in &steps.inner.0 {
            let end = at + write.len();
            assert!(
                write.is_empty() || at / 4096 == (end - 1) / 4096,
                "{at} to {end}"
            );
            at = end;
        }
        assert_eq!(steps.inner.0.concat(), text);
    }

    #[tokio::test]
    async fn a_head_goes_with_the_beginning_of_its_body() {
        let mut steps = Steps::new(Wire::default());
        let (head, body) = (vec![1; 300], vec![2; 9000]);
        let parts = [IoSlice::new(&head), IoSlice::new(&body)];
        assert_eq!(steps.write_vectored(&parts).await.expect("written"), 4096);
        let written = &steps.inner.0[0];
        assert_eq!(written[..300], head);
        assert_eq!(written[300..], body[..3796]);
    }

    #[tokio::test]
    async fn what_comes_in_is_left_alone() {
        let mut steps = Steps::new(tokio::io::join(&b"an answer"[..], tokio::io::sink()));
        let mut answer = String::new();
        steps.read_to_string(&mut answer).await.expect("read");
        assert_eq!(answer, "an answer");
    }
}
