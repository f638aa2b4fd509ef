//! Encrypted connections to web servers: for pages about a domain, and for files.
//!
//! What is fetched is named by others, and others could name the insides of a network that the
//! person is in. So only hosts of the account's own domain may be there; whoever runs a server for
//! themselves often has it in their own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hyper::Uri;
use tokio_rustls::client::TlsStream;

use super::prompt::Prompt;
use super::resolver::{self, Resolver};
use super::way::Way;
use super::{Isolation, Place, TimeLimits, tls, trust, within};
use crate::Failure;
use crate::account::stream::StreamConfig;
use crate::model::{Proxy, Step, Transport};

/// An encrypted connection to a web server.
pub(super) type Https = TlsStream<Prompt>;

/// The customary port of HTTPS.
const HTTPS_PORT: u16 = 443;

/// Why a web server was not reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Barred {
    /// It is inside of a private network.
    Inside,
    /// It can't be reached, or is not who it should be.
    Failed(Failure),
}

/// The web as an account reaches it: through its proxy, with its extra certificates.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    /// The account's own domain, as the DNS has it.
    home: String,
    ca_file: String,
    proxy: Option<Proxy>,
    nameserver: Option<SocketAddr>,
    isolation: Isolation,
    limits: TimeLimits,
}

impl Web {
    /// As an account reaches it.
    pub(crate) fn of(config: &StreamConfig) -> Self {
        Self {
            home: resolver::ascii(config.jid.domain().as_str()),
            ca_file: config.settings.ca_file.clone(),
            proxy: config.settings.proxy.clone(),
            nameserver: config.nameserver,
            isolation: config.isolation.clone(),
            limits: TimeLimits::default(),
        }
    }

    /// A connection to the host of an `https` address.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) async fn open(&self, url: &Uri) -> Result<Https, Barred> {
        let way = self.way().await?;
        let host = url.host().unwrap_or_default();
        way.https(url, is_home(&self.home, host)).await
    }

    /// The account's own domain.
    pub(super) fn home(&self) -> &str {
        &self.home
    }

    /// Made for each connection, since the network may be another one by then.
    ///
    /// # Errors
    /// [`Failure::CaFile`].
    pub(super) async fn way(&self) -> Result<Way, Failure> {
        let resolver = Resolver::new(self.nameserver)
            .inspect_err(|error| tracing::warn!(%error, "no DNS configuration"))
            .ok();
        Ok(Way {
            limits: self.limits,
            resolver,
            proxy: self.proxy.clone(),
            isolation: self.isolation.clone(),
            trust: trust::trust(&self.ca_file).await?,
        })
    }
}

impl Way {
    /// An encrypted connection to a web server; its certificate is for its own name.
    pub(super) async fn https(&self, url: &Uri, at_home: bool) -> Result<Https, Barred> {
        let host = url.host().unwrap_or_default();
        let port = url.port_u16().unwrap_or(HTTPS_PORT);
        let place = Place::new(host, Some(port), Transport::DirectTls);
        // What names the insides of a network goes nowhere; behind a proxy that is all we know.
        if !at_home && is_inside(&place.host) {
            return Err(Barred::Inside);
        }
        let socket = self.reach(&place).await?;
        if self.proxy.is_none() && !at_home {
            let peer = socket.peer_addr().map(|peer| peer.ip());
            if peer.is_ok_and(is_private) {
                return Err(Barred::Inside);
            }
        }
        let encrypt = tls::encrypt(
            Prompt::new(socket),
            &place.host,
            Transport::WebSocket,
            &self.trust,
            None,
        );
        Ok(within(self.limits.encrypt, Step::Encrypt, encrypt).await?)
    }
}

impl From<Failure> for Barred {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Barred> for Failure {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::Failed(failure) => failure,
            Barred::Inside => Self::Protocol {
                detail: "web server: inside of a private network".to_owned(),
            },
        }
    }
}

/// Where a redirection leads: to another page of the same host, or to another encrypted one.
pub(crate) fn redirected(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.trim();
    let next: Uri = match location.starts_with('/') && !location.starts_with("//") {
        true => format!("https://{}{location}", from.authority()?)
            .parse()
            .ok()?,
        false => location.parse().ok()?,
    };
    (next.scheme_str() == Some("https") && next.host().is_some()).then_some(next)
}

/// Whether a host is of the account's own domain.
fn is_home(home: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let within = host.strip_suffix(home);
    !home.is_empty() && within.is_some_and(|front| front.is_empty() || front.ends_with('.'))
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

/// A host as addresses have it.
pub(super) fn bracketed(host: &str) -> String {
    match host.parse::<Ipv6Addr>() {
        Ok(address) => format!("[{address}]"),
        Err(_) => host.to_owned(),
    }
}

#[cfg(test)]
impl Web {
    /// As an account of `home` reaches it who trusts those of a file as well.
    pub(crate) fn from_home(home: &str, ca_file: &str, proxy: Option<Proxy>) -> Self {
        Self {
            home: home.to_owned(),
            ca_file: ca_file.to_owned(),
            proxy,
            nameserver: None,
            isolation: Isolation::new(),
            limits: TimeLimits::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_at_home_with_all_its_hosts_and_nobody_else() {
        for host in [
            "a.example",
            "upload.a.example",
            "A.Example.",
            "x.y.a.example",
        ] {
            assert!(is_home("a.example", host), "{host}");
        }
        for host in ["", "xa.example", "a.example.org", "example", "127.0.0.1"] {
            assert!(!is_home("a.example", host), "{host}");
        }
        assert!(!is_home("", ""));
        assert!(!is_home("", "a.example"));
    }

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
