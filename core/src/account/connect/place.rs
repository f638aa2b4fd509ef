//! A place that may answer for a domain: host, port, and how TLS begins there.

use std::net::Ipv6Addr;

use hyper::Uri;

use crate::model::Transport;

/// The port of XMPP that begins in the clear (RFC 6120 §14.7).
const STARTTLS_PORT: u16 = 5222;

/// The customary port of XMPP that begins with TLS.
const DIRECT_TLS_PORT: u16 = 5223;

/// The port of HTTPS, where many servers let XMPP in as well (XEP-0368 §6).
const HTTPS_PORT: u16 = 443;

/// How long a host name may be (RFC 1035 §2.3.4), with room for brackets.
const HOST_BYTES: usize = 256;

/// Somewhere to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::account) struct Place {
    /// A host name or an address.
    pub(in crate::account) host: String,
    /// The port.
    pub(in crate::account) port: u16,
    /// How TLS begins.
    pub(in crate::account) transport: Transport,
    /// The path of a WebSocket, with a query; empty for all else.
    pub(in crate::account) path: String,
}

impl Place {
    /// A place on the port given, else on the customary one.
    pub(in crate::account) fn new(host: &str, port: Option<u16>, transport: Transport) -> Self {
        let customary = match transport {
            // Without an address there is no WebSocket.
            Transport::StartTls | Transport::WebSocket => STARTTLS_PORT,
            Transport::DirectTls => DIRECT_TLS_PORT,
        };
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        Self {
            host: bare.to_owned(),
            port: port.unwrap_or(customary),
            transport: match transport {
                Transport::WebSocket => Transport::StartTls,
                other => other,
            },
            path: String::new(),
        }
    }

    /// Where servers usually are, for whoever can't ask the DNS: the ports of both kinds of XMPP, and
    /// the one that is open everywhere.
    pub(in crate::account) fn customary(domain: &str) -> Vec<Self> {
        vec![
            Self::new(domain, None, Transport::StartTls),
            Self::new(domain, None, Transport::DirectTls),
            Self::new(domain, Some(HTTPS_PORT), Transport::DirectTls),
        ]
    }

    /// A WebSocket by its address (RFC 7395 §3.1), encrypted ones only. `None` for anything else.
    pub(in crate::account) fn web_socket(url: &str) -> Option<Self> {
        let url: Uri = url.trim().parse().ok()?;
        let host = url.host().filter(|host| !host.is_empty())?;
        if url.scheme_str() != Some("wss") || host.len() > HOST_BYTES {
            return None;
        }
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let port = url.port_u16().or(Some(HTTPS_PORT));
        Some(Self {
            transport: Transport::WebSocket,
            path: path.to_owned(),
            ..Self::new(host, port, Transport::DirectTls)
        })
    }

    /// Its address, if it is a WebSocket.
    pub(in crate::account) fn url(&self) -> String {
        format!("wss://{self}{}", self.path)
    }

    /// Reads what a server says about another place (RFC 6120 §4.9.3.19, XEP-0198 §3): a host or
    /// an address, IPv6 in brackets, perhaps with a port. `None` for anything else.
    pub(in crate::account) fn parse(text: &str, transport: Transport) -> Option<Self> {
        let text = text.trim();
        if transport == Transport::WebSocket {
            return Self::web_socket(text);
        }
        if text.is_empty() || text.len() > HOST_BYTES || text.contains(char::is_whitespace) {
            return None;
        }
        if text.parse::<Ipv6Addr>().is_ok() {
            return Some(Self::new(text, None, transport));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port.parse().ok()?)),
            _ => (text, None),
        };
        let bracketed = host.starts_with('[') && host.ends_with(']');
        (bracketed || !host.contains(':')).then(|| Self::new(host, port, transport))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_web_sockets_are_places() {
        let read = |url| Place::web_socket(url).map(|place| place.url());
        let same = Some("wss://a.example:443/ws?x=1".to_owned());
        assert_eq!(read("wss://a.example/ws?x=1"), same);
        assert_eq!(read("wss://a.example").unwrap(), "wss://a.example:443/");
        assert_eq!(read("wss://[::1]:5281/ws").unwrap(), "wss://[::1]:5281/ws");
        for bad in [
            "",
            "ws://a.example/ws",
            "https://a.example/ws",
            "wss:///ws",
            "wss://a b/ws",
            "a.example",
            "/ws",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(Place::parse("a.example:5222", Transport::WebSocket), None);
    }

    #[test]
    fn places_are_read_as_servers_write_them() {
        let read = |text| Place::parse(text, Transport::DirectTls).map(|place| place.to_string());
        assert_eq!(read("node2.example").unwrap(), "node2.example:5223");
        assert_eq!(read("node2.example:9").unwrap(), "node2.example:9");
        assert_eq!(read("192.0.2.1:9").unwrap(), "192.0.2.1:9");
        assert_eq!(read("[2001:db8::1]:9").unwrap(), "[2001:db8::1]:9");
        assert_eq!(read("[2001:db8::1]").unwrap(), "[2001:db8::1]:5223");
        assert_eq!(read("2001:db8::1").unwrap(), "[2001:db8::1]:5223");
        for bad in [
            "",
            "a b",
            "host:99999",
            "host:port",
            "a:b:1",
            &"x".repeat(300),
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
