//! The WebSockets that a domain's web server names (XEP-0156), for networks that let nothing but
//! HTTPS through.
//!
//! The answer comes over HTTPS with a certificate for the domain, so it may name any host. What a
//! web server could make us do is bounded all the same: few bytes, few redirections, only to other
//! encrypted pages and never to the insides of a network that the person is in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper::header::{HOST, LOCATION};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use waxwing_proto::host_meta;

use super::{Place, Road, tls};
use crate::Failure;
use crate::model::Transport;

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
                Ok(url) => timeout(self.limits.discover, self.document(url)).await,
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
        self.page(url, &home).await
    }

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
        let socket = self.https(url, host == home).await?;
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

    /// An encrypted connection to a web server; its certificate is for its own name.
    async fn https(&self, url: &Uri, at_home: bool) -> Result<TlsStream<TcpStream>, Failure> {
        let host = url.host().unwrap_or_default();
        let port = url.port_u16().unwrap_or(443);
        let place = Place::new(host, Some(port), Transport::DirectTls);
        // What names the insides of a network goes nowhere; behind a proxy that is all we know.
        if !at_home && is_inside(&place.host) {
            return Err(web("a redirection into a private network"));
        }
        let socket = match &self.proxy {
            Some(proxy) => self.reach_through(proxy, &place).await?,
            None => self.reach_directly(&place).await?,
        };
        if self.proxy.is_none() && !at_home {
            let peer = socket.peer_addr().map(|peer| peer.ip());
            if peer.is_ok_and(is_private) {
                return Err(web("a redirection into a private network"));
            }
        }
        tls::encrypt(socket, &place.host, Transport::WebSocket, &self.trust, None).await
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

/// Where a redirection leads: to another page of the same host, or to another encrypted one.
fn redirected(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.trim();
    let next: Uri = match location.starts_with('/') && !location.starts_with("//") {
        true => format!("https://{}{location}", from.authority()?)
            .parse()
            .ok()?,
        false => location.parse().ok()?,
    };
    (next.scheme_str() == Some("https") && next.host().is_some()).then_some(next)
}

fn bracketed(host: &str) -> String {
    match host.parse::<Ipv6Addr>() {
        Ok(address) => format!("[{address}]"),
        Err(_) => host.to_owned(),
    }
}

/// Whether a name is known to lead into a private network without being looked up.
fn is_inside(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    host.parse().is_ok_and(is_private) || name == "localhost" || name.ends_with(".localhost")
}

/// Whether an address means something only where we are (RFC 6890).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => {
            let first = address.segments().first().copied().unwrap_or_default();
            let mapped = address.to_ipv4_mapped().is_some_and(is_private_v4);
            let local = (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80;
            mapped || local || address.is_loopback() || address.is_unspecified()
        }
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    shared
        || a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
}

fn web(detail: &str) -> Failure {
    Failure::Protocol {
        detail: format!("web server: {detail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirections_stay_encrypted() {
        let from: Uri = "https://a.example:444/x".parse().unwrap();
        let to = |location| redirected(&from, location).map(|url| url.to_string());
        assert_eq!(to("/y?z").unwrap(), "https://a.example:444/y?z");
        assert_eq!(to("https://b.example/y").unwrap(), "https://b.example/y");
        for bad in [
            "",
            "http://a.example/x",
            "file:///etc/passwd",
            "//b.example/x",
            "y",
            "https:///x",
            "javascript:1",
        ] {
            assert_eq!(to(bad), None, "{bad}");
        }
    }

    #[test]
    fn private_networks_are_known_by_their_addresses() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "localhost",
            "a.localhost.",
        ] {
            assert!(is_inside(inside), "{inside}");
        }
        for outside in [
            "192.0.2.1",
            "8.8.8.8",
            "2001:db8::1",
            "a.example",
            "100.128.0.1",
        ] {
            assert!(!is_inside(outside), "{outside}");
        }
    }
}
