//! Files over the web: fetched with GET, sent with PUT (RFC 9110, RFC 9112), always over HTTPS.
//!
//! Where files lie is named by others. So a server learns no more than it must (no cookies, no
//! referrer, no name of a program), may send us on only a few times and only to encrypted places
//! outside of private networks, and nothing that it does can hold us for ever: a connection is given
//! up when it has been silent for a while, however large the file is. Dropping a future or an answer
//! closes its connection at once.

mod get;
mod patience;
mod put;
mod steps;

use std::error::Error as StdError;
use std::time::Duration;

use hyper::body::Body;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;

use crate::Failure;
use crate::account::connect::{Barred, Web};
use crate::account::stream::StreamConfig;
use crate::model::TransferFailure;

pub(crate) use get::{Answer, Resume};
use steps::Steps;

/// The longest address that is asked for; longer ones are somebody's joke.
const ADDRESS_BYTES: usize = 8 * 1024;

/// Fetches and sends files on an account's own way into the world: its proxy, its extra certificates.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    web: Web,
    /// How long a server may keep us waiting.
    silence: Duration,
}

/// The task that moves the bytes of a connection; dropped, it ends at once.
type Moving = JoinSet<()>;

impl Client {
    /// For an account.
    pub(crate) fn new(config: &StreamConfig) -> Self {
        Self {
            web: Web::of(config),
            silence: config.tuning.silence,
        }
    }

    /// A connection to the host of an address.
    async fn dial<B>(&self, url: &Uri) -> Result<(SendRequest<B>, Moving), TransferFailure>
    where
        B: Body<Data: Send, Error: Into<Box<dyn StdError + Send + Sync>>> + Send + 'static,
    {
        let socket = self.web.open(url).await.map_err(barred)?;
        let (sender, connection) = http1::handshake(TokioIo::new(Steps::new(socket)))
            .await
            .map_err(|error| lost(&error))?;
        let mut moving = Moving::new();
        moving.spawn(async move {
            // What goes wrong is told to whoever waits for the answer.
            let _ = connection.await;
        });
        Ok((sender, moving))
    }
}

/// Reads an address: encrypted ones only.
fn address(url: &str) -> Result<Uri, TransferFailure> {
    if url.len() > ADDRESS_BYTES {
        return Err(TransferFailure::Insecure);
    }
    let url: Uri = url.parse().map_err(|_| TransferFailure::Insecure)?;
    let encrypted = url.scheme_str() == Some("https");
    let named = url.host().is_some_and(|host| !host.is_empty());
    match encrypted && named {
        true => Ok(url),
        false => Err(TransferFailure::Insecure),
    }
}

/// What a request says of where it goes; a name and a password in the address are nobody's business.
fn host(url: &Uri) -> String {
    let host = url.host().unwrap_or_default();
    match url.port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn path(url: &Uri) -> &str {
    url.path_and_query().map_or("/", |path| path.as_str())
}

/// What a status that is no success means.
fn refusal(status: StatusCode) -> TransferFailure {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => TransferFailure::Gone,
        other => TransferFailure::Status(other.as_u16()),
    }
}

fn barred(barred: Barred) -> TransferFailure {
    match barred {
        Barred::Inside => TransferFailure::Insecure,
        Barred::Failed(failure @ Failure::Certificate(_)) => {
            tracing::info!(%failure, "a web server is not who it should be");
            TransferFailure::Insecure
        }
        Barred::Failed(failure) => TransferFailure::Connection(failure.to_string()),
    }
}

fn lost(error: &hyper::Error) -> TransferFailure {
    let source = error.source().map(ToString::to_string);
    let detail = source.map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    TransferFailure::Connection(detail)
}

fn silent() -> TransferFailure {
    TransferFailure::Connection("the web server keeps silent".to_owned())
}

#[cfg(test)]
mod tests;
