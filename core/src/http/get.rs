//! Fetching a file, or what is missing of it (RFC 9110 §14).

use std::time::Instant;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST,
    HeaderName, IF_RANGE, LAST_MODIFIED, LOCATION, RANGE,
};
use hyper::{Request, Response, StatusCode, Uri};
use tokio::time::timeout;

use super::patience::Patience;
use super::{Client, Moving, address, host, lost, path, refusal, silent};
use crate::account::connect::redirected;
use crate::model::TransferFailure;

/// How often we let ourselves be sent on.
const REDIRECTIONS: usize = 3;

/// The longest name of a version that is kept; real ones have some dozens of bytes.
const VALIDATOR_BYTES: usize = 512;

/// Where an earlier try has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resume {
    /// So many bytes are here.
    pub(crate) from: u64,
    /// Of this version of the file: [`Answer::validator`].
    pub(crate) validator: String,
}

/// A file that comes.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its first byte is this one of the whole; 0 where an earlier try counts for nothing.
    pub(crate) from: u64,
    /// The whole has so many bytes, as the server says.
    pub(crate) total: Option<u64>,
    /// What the server calls its type, in small letters without parameters; may be empty.
    pub(crate) media_type: String,
    /// By which this version of the file is known again, where it is.
    pub(crate) validator: Option<String>,
    body: Incoming,
    patience: Patience,
    /// Since when the next piece is waited for.
    since: Option<Instant>,
    /// So many bytes have come.
    come: u64,
    _moving: Moving,
}

/// What a server says to a question.
enum Said {
    /// The file comes.
    File(Box<Answer>),
    /// It is elsewhere.
    Elsewhere(Uri),
    /// What is here of it is of no use.
    Anew,
}

impl Client {
    /// Asks for a file, or for what is missing of it.
    ///
    /// # Errors
    /// Why it can't be had.
    pub(crate) async fn get(
        &self,
        url: &str,
        resume: Option<&Resume>,
    ) -> Result<Answer, TransferFailure> {
        let mut resume = resume;
        let mut url = address(url)?;
        let mut sent_on = 0;
        loop {
            match self.ask(&url, resume).await? {
                Said::File(answer) => return Ok(*answer),
                Said::Elsewhere(_) if sent_on == REDIRECTIONS => {
                    return Err(TransferFailure::Insecure);
                }
                Said::Elsewhere(next) => {
                    sent_on += 1;
                    url = next;
                }
                Said::Anew if resume.is_some() => resume = None,
                Said::Anew => return Err(refusal(StatusCode::RANGE_NOT_SATISFIABLE)),
            }
        }
    }

    async fn ask(&self, url: &Uri, resume: Option<&Resume>) -> Result<Said, TransferFailure> {
        let (mut sender, moving) = self.dial(url).await?;
        let mut request = Request::get(path(url))
            .header(HOST, host(url))
            .header(ACCEPT_ENCODING, "identity");
        if let Some(resume) = resume {
            request = request
                .header(RANGE, format!("bytes={}-", resume.from))
                .header(IF_RANGE, resume.validator.as_str());
        }
        let request = request
            .body(Empty::<Bytes>::new())
            .map_err(|error| TransferFailure::Connection(error.to_string()))?;
        let answer = timeout(self.silence, sender.send_request(request))
            .await
            .map_err(|_| silent())?
            .map_err(|error| lost(&error))?;
        let patience = Patience::new(self.silence);
        read(url, resume, answer, (patience, moving))
    }
}

fn read(
    url: &Uri,
    resume: Option<&Resume>,
    answer: Response<Incoming>,
    (patience, moving): (Patience, Moving),
) -> Result<Said, TransferFailure> {
    let status = answer.status();
    if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        let next = redirected(url, header(&answer, LOCATION));
        return next.map(Said::Elsewhere).ok_or(TransferFailure::Insecure);
    }
    let (from, total) = match (status, resume) {
        (StatusCode::OK, _) => (0, header(&answer, CONTENT_LENGTH).parse().ok()),
        (StatusCode::PARTIAL_CONTENT, Some(resume)) => {
            match content_range(header(&answer, CONTENT_RANGE)) {
                Some((from, total)) if from == resume.from => (from, Some(total)),
                _ => return Ok(Said::Anew),
            }
        }
        (StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PRECONDITION_FAILED, _) => {
            return Ok(Said::Anew);
        }
        (other, _) => return Err(refusal(other)),
    };
    if !matches!(header(&answer, CONTENT_ENCODING), "" | "identity") {
        // Nobody asked for it, and what is here would not be the file.
        return Err(TransferFailure::Altered);
    }
    let media_type = header(&answer, CONTENT_TYPE).split(';').next();
    Ok(Said::File(Box::new(Answer {
        from,
        total,
        media_type: media_type.unwrap_or_default().trim().to_ascii_lowercase(),
        validator: validator(&answer),
        body: answer.into_body(),
        patience,
        since: None,
        come: 0,
        _moving: moving,
    })))
}

impl Answer {
    /// The next piece; `None` at its end. Nothing is lost where this is given up and asked for again.
    ///
    /// # Errors
    /// The connection was lost before that, or is silent.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, TransferFailure> {
        loop {
            let since = *self.since.get_or_insert_with(Instant::now);
            let left = self.patience.left().saturating_sub(since.elapsed());
            let frame = timeout(left, self.body.frame()).await;
            let Some(frame) = frame.map_err(|_| silent())? else {
                return Ok(None);
            };
            self.since = None;
            let frame = frame.map_err(|error| lost(&error))?;
            // What is not bytes of the file are words after its end.
            let Ok(bytes) = frame.into_data() else {
                continue;
            };
            self.come += bytes.len() as u64;
            if !self.patience.wait(since.elapsed(), self.come) {
                return Err(silent());
            }
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }
}

fn header(answer: &Response<Incoming>, name: HeaderName) -> &str {
    let value = answer.headers().get(name);
    let value = value.and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim()
}

/// By which a version is known again. Weak names say nothing of single bytes (RFC 9110 §13.1.5).
fn validator(answer: &Response<Incoming>) -> Option<String> {
    let tag = header(answer, ETAG);
    let tag = Some(tag).filter(|tag| tag.starts_with('"'));
    let date = header(answer, LAST_MODIFIED);
    let name = tag.unwrap_or(date);
    let usable = !name.is_empty() && name.len() <= VALIDATOR_BYTES;
    usable.then(|| name.to_owned())
}

/// The first byte that comes, and how many the whole has: `bytes 5-9/10`.
fn content_range(text: &str) -> Option<(u64, u64)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (from, to) = range.split_once('-')?;
    let (from, to, total): (u64, u64, u64) =
        (from.parse().ok()?, to.parse().ok()?, total.parse().ok()?);
    // Prosody's http_file_share (0.12, 13) counts the last byte from one.
    let to_the_end = to == total || to.checked_add(1)? == total;
    (from <= to && to_the_end).then_some((from, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_goes_to_the_end_or_is_none() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, 10)));
        assert_eq!(content_range("bytes 5-10/10"), Some((5, 10)));
        for bad in [
            "",
            "bytes 5-8/10",
            "bytes 5-9/*",
            "bytes */10",
            "bytes 9-5/6",
            "bytes 5-18446744073709551615/9",
            "lines 5-9/10",
            "bytes -9/10",
        ] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }
}
