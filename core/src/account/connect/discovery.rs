//! The WebSockets that a domain's web server names (XEP-0156), for networks that let nothing but
//! HTTPS through.
//!
//! The answer comes over HTTPS with a certificate for the domain, so it may name any host. What a
//! web server could make us do is bounded all the same: few bytes, few redirections, only to other
//! encrypted pages and never to the insides of a network that the person is in.

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper::header::{HOST, LOCATION};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use waxwing_proto::host_meta;

use super::https::{Barred, bracketed, redirected};
use super::way::Way;
use super::{Place, Road};
use crate::Failure;

/// Both forms of the document; most domains have one of them only.
const PATHS: [&str; 2] = ["/.well-known/host-meta", "/.well-known/host-meta.json"];

/// How long a document may be; real ones have 500 bytes.
const DOCUMENT_BYTES: usize = 64 * 1024;

/// How often we let ourselves be sent on.
const REDIRECTIONS: usize = 3;

impl Road {
    /// The WebSockets of the domain; none where its web server can't be asked.
    pub(super) async fn discover(&self) -> Vec<Place> {
        for path in PATHS {
            let url = format!(
                "https://{}:{}{path}",
                bracketed(&self.ascii),
                self.https_port
            );
            let document = match url.parse() {
                Ok(url) => timeout(self.way.limits.discover, self.document(url)).await,
                Err(_) => return Vec::new(),
            };
            match document {
                Ok(Ok(document)) => {
                    let urls = host_meta::web_sockets(&document);
                    let places: Vec<Place> = urls
                        .iter()
                        .filter_map(|url| Place::web_socket(url))
                        .collect();
                    if !places.is_empty() {
                        return places;
                    }
                }
                Ok(Err(failure)) => tracing::info!(path, %failure, "no word of WebSockets"),
                Err(_) => tracing::info!(path, "the web server takes too long"),
            }
        }
        Vec::new()
    }

    /// Gets a document, following few redirections.
    async fn document(&self, url: Uri) -> Result<String, Failure> {
        let home = url.host().unwrap_or_default().to_owned();
        self.way.page(url, &home).await
    }
}

impl Way {
    /// Gets a page that may be on any host; only `home` may be inside of a private network.
    pub(super) async fn page(&self, mut url: Uri, home: &str) -> Result<String, Failure> {
        for _ in 0..=REDIRECTIONS {
            let answer = self.get(&url, home).await?;
            if !answer.status().is_redirection() {
                return body(answer).await;
            }
            let next = answer.headers().get(LOCATION);
            let next = next.and_then(|next| next.to_str().ok()).unwrap_or_default();
            url = redirected(&url, next).ok_or_else(|| web("a redirection to nowhere safe"))?;
        }
        Err(web("too many redirections"))
    }

    async fn get(&self, url: &Uri, home: &str) -> Result<Response<hyper::body::Incoming>, Failure> {
        let host = url.host().unwrap_or_default();
        let socket = self.https(url, host == home).await;
        // The first page is at home.
        let socket = socket.map_err(|barred| match barred {
            Barred::Inside => web("a redirection into a private network"),
            Barred::Failed(failure) => failure,
        })?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(socket))
            .await
            .map_err(|error| web(&error.to_string()))?;
        let request = Request::get(url.path_and_query().map_or("/", |path| path.as_str()))
            .header(
                HOST,
                url.authority().map_or(host, |authority| authority.as_str()),
            )
            .body(Empty::<Bytes>::new())
            .map_err(|error| web(&error.to_string()))?;
        // The connection ends by itself when the answer is read or dropped.
        tokio::spawn(connection);
        let answer = sender.send_request(request).await;
        answer.map_err(|error| web(&error.to_string()))
    }
}

async fn body(answer: Response<hyper::body::Incoming>) -> Result<String, Failure> {
    if !answer.status().is_success() {
        return Err(web(answer.status().as_str()));
    }
    let body = Limited::new(answer.into_body(), DOCUMENT_BYTES);
    let bytes = body
        .collect()
        .await
        .map_err(|error| web(&error.to_string()))?;
    String::from_utf8(bytes.to_bytes().to_vec()).map_err(|_| web("not UTF-8"))
}

fn web(detail: &str) -> Failure {
    Failure::Protocol {
        detail: format!("web server: {detail}"),
    }
}
