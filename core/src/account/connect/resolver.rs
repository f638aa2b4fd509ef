//! From a domain to places, and from a host to addresses (RFC 6120 §3.2, XEP-0368).
//!
//! Only SRV, A and AAAA records are asked for. TXT `_xmppconnect` is not: an answer without DNSSEC
//! could send us anywhere (CVE-2022-26491).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData};
use waxwing_proto::srv;

use super::Place;
use crate::Failure;
use crate::model::Transport;

/// How long one DNS server may take; with one more try it stays below the limit of the whole step.
const ANSWER: Duration = Duration::from_secs(2);

/// Tries after the first, each with the patience of [`ANSWER`].
const RETRIES: usize = 1;

/// How many records of an answer are looked at; a domain with more places has other problems.
const RECORDS: usize = 32;

/// Asks the DNS. Made for each try to connect, since the network may be another one by then.
pub(super) struct Resolver {
    dns: TokioResolver,
}

/// What the DNS said about one name.
enum Answer<T> {
    /// There are records.
    Found(T),
    /// There are none.
    Nothing,
    /// A server answered that it can't say.
    Failed,
    /// Nobody answered.
    Silence,
}

impl Resolver {
    /// A resolver with the configuration of the system, or one that asks `nameserver` alone. Where
    /// the system names no DNS server, addresses, `localhost` and the hosts file still work.
    ///
    /// # Errors
    /// Where the system can't give what a resolver needs.
    pub(super) fn new(nameserver: Option<SocketAddr>) -> Result<Self, NetError> {
        let with = |servers: Vec<NameServerConfig>| {
            let config = ResolverConfig::from_name_servers(servers);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        let mut builder = match nameserver {
            Some(address) => with(vec![only(address)]),
            None => TokioResolver::builder_tokio().unwrap_or_else(|error| {
                tracing::warn!(%error, "the system names no DNS server");
                with(Vec::new())
            }),
        };
        configure(builder.options_mut());
        let dns = builder.build()?;
        Ok(Self { dns })
    }

    /// Every place that may answer for `domain`, in the order to try.
    ///
    /// # Errors
    /// [`Failure::NoService`] and [`Failure::NoDns`]; that the name itself is unknown shows later,
    /// in [`Self::addresses`].
    pub(super) async fn places(&self, domain: &str) -> Result<Vec<Place>, Failure> {
        let host = || domain.to_owned();
        let (direct, starttls) = tokio::join!(
            self.services(format!("_xmpps-client._tcp.{domain}.")),
            self.services(format!("_xmpp-client._tcp.{domain}.")),
        );
        let (direct, starttls) = match (direct, starttls) {
            (Answer::Silence, Answer::Silence) => return Err(Failure::NoDns { host: host() }),
            (direct, starttls) => (direct.or_empty(), starttls.or_empty()),
        };
        let targets = srv::targets(domain, &direct, &starttls, &mut super::random)
            .map_err(|srv::SrvError::NoService| Failure::NoService { host: host() })?;
        let place = |target: srv::Target| Place {
            host: target.host,
            port: target.port,
            transport: match target.direct_tls {
                true => Transport::DirectTls,
                false => Transport::StartTls,
            },
            path: String::new(),
        };
        Ok(targets.into_iter().map(place).collect())
    }

    async fn services(&self, name: String) -> Answer<Vec<srv::Record>> {
        let lookup = match self.dns.srv_lookup(name).await {
            Ok(lookup) => lookup,
            Err(error) => return Answer::from_error(&error),
        };
        let records = lookup
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::SRV(srv) => Some(srv::Record {
                    priority: srv.priority,
                    weight: srv.weight,
                    host: host_name(&srv.target),
                    port: srv.port,
                }),
                _ => None,
            });
        Answer::Found(records.take(RECORDS).collect())
    }

    /// The addresses of `host`: from itself if it is one, from the hosts file, from the DNS.
    ///
    /// # Errors
    /// [`Failure::UnknownHost`] and [`Failure::NoDns`].
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Failure> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let named = host.to_owned();
        // A name with a dot is complete; only a single label is searched in the local domain.
        let query = match host.contains('.') && !host.ends_with('.') {
            true => format!("{host}."),
            false => named.clone(),
        };
        match self.dns.lookup_ip(query).await {
            Ok(found) => Ok(found.iter().collect()),
            Err(error) => match Answer::<()>::from_error(&error) {
                Answer::Nothing | Answer::Found(()) => Err(Failure::UnknownHost { host: named }),
                Answer::Failed | Answer::Silence => Err(Failure::NoDns { host: named }),
            },
        }
    }
}

impl<T: Default> Answer<T> {
    /// A server that can't say counts as "no records": some home routers refuse to look up SRV,
    /// and the certificate is checked anyway.
    fn or_empty(self) -> T {
        match self {
            Self::Found(records) => records,
            Self::Nothing | Self::Failed | Self::Silence => T::default(),
        }
    }
}

impl<T> Answer<T> {
    fn from_error(error: &NetError) -> Self {
        match error {
            NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
                ResponseCode::NXDomain | ResponseCode::NoError => Self::Nothing,
                _ => Self::Failed,
            },
            NetError::Dns(DnsError::ResponseCode(ResponseCode::NXDomain)) => Self::Nothing,
            NetError::Dns(_) => Self::Failed,
            _ => Self::Silence,
        }
    }
}

/// The domain as certificates, SNI and the DNS have it: international names in their ASCII form.
pub(super) fn ascii(domain: &str) -> String {
    match Name::from_utf8(domain) {
        Ok(name) => host_name(&name),
        Err(_) => domain.to_owned(),
    }
}

/// A name without the dot at its end; "." itself stays, since SRV gives it a meaning.
fn host_name(name: &Name) -> String {
    let text = name.to_ascii();
    match text.strip_suffix('.') {
        Some(bare) if !bare.is_empty() => bare.to_owned(),
        _ => text,
    }
}

fn only(nameserver: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()]
        .into_iter()
        .map(|mut connection| {
            connection.port = nameserver.port();
            connection
        });
    NameServerConfig::new(nameserver.ip(), true, connections.collect())
}

fn configure(options: &mut ResolverOpts) {
    options.timeout = ANSWER;
    options.attempts = RETRIES;
    options.use_hosts_file = ResolveHosts::Always;
    // An answer is asked for once per try to connect; nothing would be found in a cache.
    options.cache_size = 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_servers() -> Resolver {
        let config = ResolverConfig::from_name_servers(Vec::new());
        let provider = TokioRuntimeProvider::default();
        let mut builder = TokioResolver::builder_with_config(config, provider);
        configure(builder.options_mut());
        Resolver {
            dns: builder.build().unwrap(),
        }
    }

    #[tokio::test]
    async fn some_names_need_no_server() {
        let resolver = without_servers();
        for host in ["127.0.0.1", "::1", "localhost"] {
            let addresses = resolver.addresses(host).await.unwrap();
            assert!(addresses.iter().all(IpAddr::is_loopback), "{host}");
        }
        let host = "example.test".to_owned();
        let failure = resolver.addresses(&host).await.unwrap_err();
        assert_eq!(failure, Failure::NoDns { host: host.clone() });
        assert_eq!(
            resolver.places(&host).await.unwrap_err(),
            Failure::NoDns { host }
        );
    }

    #[test]
    fn international_names_have_an_ascii_form() {
        assert_eq!(ascii("b\u{fc}cher.example"), "xn--bcher-kva.example");
        assert_eq!(ascii("example.org."), "example.org");
        assert_eq!(host_name(&Name::root()), ".");
    }
}
