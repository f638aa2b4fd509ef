//! The road from a domain to an encrypted connection that is known to be its server's.
//!
//! All places of a domain are tried in order, with all their addresses; what went wrong at one of
//! them is remembered, and the most telling of it is reported when the road ends.

mod certificate;
mod discovery;
mod end_point;
mod facts;
mod https;
mod identity;
mod place;
mod prompt;
mod proxy;
mod race;
mod resolver;
mod socket;
mod starttls;
mod tls;
mod trust;
mod way;
pub(super) mod websocket;

use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;
use waxwing_proto::login;
use waxwing_proto::sasl::Bindings;

use super::stream::{FromStream, StreamConfig};
use super::tap::Tap;
use crate::model::{Step, Transport};
use crate::{Failure, ProxyProblem};
use identity::Identity;
use prompt::Prompt;
use resolver::Resolver;
use way::Way;

pub(crate) use facts::Facts;
pub(crate) use https::{Barred, Web, redirected};
pub(super) use place::Place;
pub(super) use proxy::Isolation;
pub(super) use socket::Socket;

/// How many places of one domain are tried at most.
const PLACES: usize = 16;

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimits {
    /// Looking up names.
    pub(super) resolve: Duration,
    /// Reaching one host, by any of its addresses.
    pub(super) connect: Duration,
    /// Agreeing on TLS.
    pub(super) encrypt: Duration,
    /// Asking a domain's web server for a WebSocket, once for each form of its answer.
    pub(super) discover: Duration,
    /// Logging in and binding, with the derivation of keys on a slow machine.
    pub(super) login: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(6),
            connect: Duration::from_secs(15),
            encrypt: Duration::from_secs(15),
            discover: Duration::from_secs(15),
            login: Duration::from_secs(30),
        }
    }
}

/// A connection on which the login can begin.
#[derive(Debug)]
pub(super) struct Encrypted {
    /// The connection.
    pub(super) socket: Socket,
    /// Where it leads.
    pub(super) place: Place,
    /// How TLS began.
    pub(super) transport: Transport,
    /// The TLS version, as `TLSv1.3`.
    pub(super) tls: String,
    /// What a login can be tied to.
    pub(super) bindings: Bindings,
    /// What can be told about it.
    pub(super) facts: Facts,
    /// What the certificate says that was shown to the server, if there was one.
    pub(super) certificate: Option<login::Certificate>,
}

/// One walk along the places of an account's domain.
pub(super) struct Road {
    domain: String,
    /// The domain as the DNS and certificates have it.
    ascii: String,
    lang: String,
    tap: Tap,
    way: Way,
    identity: Option<Identity>,
    places: VecDeque<Place>,
    steps: mpsc::Sender<FromStream>,
    worst: Option<Failure>,
    https_port: u16,
    /// Nothing was chosen by the person, and nobody has answered so far: a firewall may be in the
    /// way, and the web server may know another one.
    blocked: bool,
}

impl Road {
    /// Looks up where to go: `first`, and then whatever settings or the DNS say.
    ///
    /// # Errors
    /// [`Failure::CaFile`], [`Failure::ClientCertificate`], [`Failure::NoDns`], [`Failure::NoService`].
    pub(super) async fn plan(
        config: &StreamConfig,
        limits: TimeLimits,
        first: Option<Place>,
        steps: mpsc::Sender<FromStream>,
    ) -> Result<Self, Failure> {
        tell(&steps, Step::Resolve).await;
        let domain = config.jid.domain().to_string();
        let ascii = resolver::ascii(&domain);
        let resolver = Resolver::new(config.nameserver)
            .inspect_err(|error| tracing::warn!(%error, "no DNS configuration"))
            .ok();
        let (places, trust, identity) = tokio::join!(
            places(config, &ascii, limits, resolver.as_ref()),
            trust::trust(&config.settings.ca_file),
            identity::load(
                &config.settings.client_certificate,
                config.access.passphrase.clone(),
            ),
        );
        let (trust, identity) = (trust?, identity?);
        let chosen = !config.settings.host.is_empty();
        let (places, worst) = match (places, &first) {
            (Ok(places), _) => (places, None),
            (Err(_), Some(_)) => (Vec::new(), None),
            // Some networks know addresses and nothing else.
            (Err(failure @ Failure::NoDns { .. }), None) => (Vec::new(), Some(failure)),
            (Err(failure), None) => return Err(failure),
        };
        Ok(Self {
            domain,
            ascii,
            lang: config.lang.clone(),
            tap: config.tap.clone(),
            way: Way {
                limits,
                resolver,
                proxy: config.settings.proxy.clone(),
                isolation: config.isolation.clone(),
                trust,
            },
            identity,
            places: first.into_iter().chain(places).take(PLACES).collect(),
            steps,
            worst,
            https_port: config.tuning.https_port,
            blocked: !chosen,
        })
    }

    /// The next connection that can be encrypted.
    ///
    /// # Errors
    /// The most telling failure of the whole road, when it is at its end.
    pub(super) async fn next(&mut self) -> Result<Encrypted, Failure> {
        loop {
            let Some(place) = self.places.pop_front() else {
                if !std::mem::take(&mut self.blocked) {
                    break;
                }
                self.places = self.discover().await.into();
                continue;
            };
            match self.reach(&place).await {
                Ok(reached) => return Ok(reached),
                Err(failure) => {
                    tracing::info!(%place, %failure, "this place is no good");
                    self.failed(failure);
                }
            }
        }
        Err(self.end())
    }

    /// The most telling failure so far.
    pub(super) fn end(&mut self) -> Failure {
        self.worst.take().unwrap_or_else(|| Failure::NoRoute {
            host: self.domain.clone(),
            detail: "no place to connect to".to_owned(),
        })
    }

    /// Whether somebody on the road had the certificate of somebody else, or a bad one.
    pub(super) fn has_bad_certificate(&self) -> bool {
        matches!(self.worst, Some(Failure::Certificate(_)))
    }

    /// Remembers a failure at the place that was given last.
    pub(super) fn failed(&mut self, failure: Failure) {
        self.blocked &= is_blocked(&failure);
        if !matches!(&self.worst, Some(worst) if weight(worst) >= weight(&failure)) {
            self.worst = Some(failure);
        }
    }

    async fn reach(&self, place: &Place) -> Result<Encrypted, Failure> {
        tell(&self.steps, Step::Connect).await;
        let socket = Prompt::new(self.way.reach(place).await?);
        tell(&self.steps, Step::Encrypt).await;
        let encrypt = async {
            let socket = match place.transport {
                Transport::StartTls => {
                    starttls::request(socket, &self.domain, &self.lang, self.tap.clone()).await?
                }
                Transport::DirectTls | Transport::WebSocket => socket,
            };
            // A WebSocket is named by the person or, encrypted, by the domain itself; its host
            // answers for itself (RFC 7395 §4).
            let name = match place.transport {
                Transport::WebSocket => &place.host,
                Transport::StartTls | Transport::DirectTls => &self.ascii,
            };
            let identity = self.identity.as_ref();
            tls::encrypt(socket, name, place.transport, &self.way.trust, identity).await
        };
        let socket = within(self.way.limits.encrypt, Step::Encrypt, encrypt).await?;
        let facts = Facts::of(&socket, place.to_string());
        let tls = tls::version(&socket);
        let bindings = match place.transport {
            // TLS ends where the web server is, which need not be the XMPP server.
            Transport::WebSocket => Bindings::default(),
            Transport::StartTls | Transport::DirectTls => tls::bindings(&socket),
        };
        let socket = match place.transport {
            Transport::WebSocket => {
                let open = websocket::open(socket, place);
                let open = within(self.way.limits.encrypt, Step::Connect, open).await?;
                Socket::Web(Box::new(open))
            }
            Transport::StartTls | Transport::DirectTls => Socket::Tls(Box::new(socket)),
        };
        Ok(Encrypted {
            tls,
            bindings,
            facts,
            certificate: self.identity.as_ref().map(|shown| shown.certificate),
            socket,
            place: place.clone(),
            transport: place.transport,
        })
    }
}

/// Gets a page over HTTPS, on the account's own way into the world: its proxy, its extra certificates.
/// Only the account's own domain may be inside of a private network.
///
/// # Errors
/// Why it can't be had.
pub(crate) async fn fetch(config: &StreamConfig, url: &str) -> Result<String, Failure> {
    let refused = |detail: &str| Failure::Protocol {
        detail: detail.to_owned(),
    };
    let url: hyper::Uri = url.parse().map_err(|_| refused("not an address"))?;
    let host = url.host().unwrap_or_default();
    if url.scheme_str() != Some("https") || host.is_empty() {
        return Err(refused("not an encrypted page"));
    }
    let web = Web::of(config);
    let page = async { web.way().await?.page(url, web.home()).await };
    within(config.tuning.page_limit, Step::Connect, page).await
}

/// Runs a step against its time limit.
pub(super) async fn within<T, E: From<Failure>>(
    limit: Duration,
    step: Step,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(Failure::TimedOut { step }.into()))
}

/// A random number, uniform over all of `u64`; zero where the system has none to give, which only
/// costs a fair choice among equals.
pub(super) fn random() -> u64 {
    getrandom::u64().unwrap_or_default()
}

async fn tell(steps: &mpsc::Sender<FromStream>, step: Step) {
    let _ = steps.send(FromStream::Connecting { step }).await;
}

/// Where to go according to settings and DNS.
async fn places(
    config: &StreamConfig,
    domain: &str,
    limits: TimeLimits,
    resolver: Option<&Resolver>,
) -> Result<Vec<Place>, Failure> {
    let settings = &config.settings;
    if let Some(place) = Place::web_socket(&settings.host) {
        return Ok(vec![place]);
    }
    if !settings.host.is_empty() {
        let host = resolver::ascii(&settings.host);
        return Ok(vec![Place::new(&host, settings.port, settings.transport)]);
    }
    if settings.proxy.is_some() {
        // SRV records would have to be asked for past the proxy.
        return Ok(Place::customary(domain));
    }
    if settings.port.is_some() || is_local(domain) {
        return Ok(vec![Place::new(domain, settings.port, settings.transport)]);
    }
    let no_dns = || Failure::NoDns {
        host: domain.to_owned(),
    };
    let lookup = resolver.ok_or_else(no_dns)?.places(domain);
    timeout(limits.resolve, lookup)
        .await
        .unwrap_or_else(|_| Err(no_dns()))
}

/// Whether the DNS has nothing to say about a domain: addresses, and `localhost` (RFC 6761 §6.3).
fn is_local(domain: &str) -> bool {
    let address = domain.trim_start_matches('[').trim_end_matches(']');
    domain == "localhost" || domain.ends_with(".localhost") || address.parse::<IpAddr>().is_ok()
}

/// Whether a proxy did its part, and the trouble is behind it.
fn is_of_the_way(problem: &ProxyProblem) -> bool {
    matches!(
        problem,
        ProxyProblem::HostUnreachable | ProxyProblem::ConnectionRefused | ProxyProblem::Refused(_)
    )
}

/// Whether a failure is what a firewall looks like.
fn is_blocked(failure: &Failure) -> bool {
    match failure {
        Failure::NoDns { .. } | Failure::UnknownHost { .. } | Failure::NoRoute { .. } => true,
        Failure::TimedOut { step } => {
            matches!(step, Step::Resolve | Step::Connect | Step::Encrypt)
        }
        Failure::Proxy { problem, .. } => is_of_the_way(problem),
        _ => false,
    }
}

/// How much a failure tells: the further we got, and the more a person must know of it, the more.
fn weight(failure: &Failure) -> u8 {
    match failure {
        Failure::Certificate(_) => 6,
        Failure::TlsNotOffered => 5,
        Failure::Stream { .. } => 4,
        Failure::Tls(_) | Failure::Protocol { .. } | Failure::Lost { .. } => 3,
        Failure::Proxy { problem, .. } if !is_of_the_way(problem) => 3,
        Failure::TimedOut { .. } => 2,
        _ => 1,
    }
}
