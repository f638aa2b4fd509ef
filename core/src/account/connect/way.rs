//! The way from here to any host: straight, or through the account's proxy.
//!
//! The road to an XMPP server and the way to a web server are the same up to here; so a proxy, names
//! and trust count for both alike.

use std::net::IpAddr;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::proxy::{self, Isolation};
use super::resolver::Resolver;
use super::trust::Trust;
use super::{Place, TimeLimits, race, within};
use crate::model::{Proxy, Step};
use crate::{Failure, ProxyProblem};

/// How hosts are reached, and whom they have to be vouched for by.
pub(super) struct Way {
    pub(super) limits: TimeLimits,
    pub(super) resolver: Option<Resolver>,
    pub(super) proxy: Option<Proxy>,
    pub(super) isolation: Isolation,
    pub(super) trust: Trust,
}

impl Way {
    /// A connection to a place, by whatever address.
    ///
    /// # Errors
    /// [`Failure::UnknownHost`], [`Failure::NoDns`], [`Failure::NoRoute`], [`Failure::TimedOut`],
    /// [`Failure::Proxy`].
    pub(super) async fn reach(&self, place: &Place) -> Result<TcpStream, Failure> {
        match &self.proxy {
            Some(proxy) => self.reach_through(proxy, place).await,
            None => self.reach_directly(place).await,
        }
    }

    async fn reach_directly(&self, place: &Place) -> Result<TcpStream, Failure> {
        let addresses = within(
            self.limits.resolve,
            Step::Resolve,
            self.addresses(&place.host),
        );
        let addresses = addresses.await?;
        let connect = async {
            let no_route = |error: std::io::Error| Failure::NoRoute {
                host: place.to_string(),
                detail: error.to_string(),
            };
            race::race(addresses, place.port).await.map_err(no_route)
        };
        within(self.limits.connect, Step::Connect, connect).await
    }

    /// Only the proxy's own host is looked up; the rest is its business.
    async fn reach_through(&self, proxy: &Proxy, place: &Place) -> Result<TcpStream, Failure> {
        let failure = |problem| proxy::failure(proxy, problem);
        let addresses = self.addresses(proxy.host.trim());
        let addresses = timeout(self.limits.resolve, addresses)
            .await
            .unwrap_or(Err(Failure::TimedOut {
                step: Step::Resolve,
            }))
            .map_err(|error| failure(ProxyProblem::Unreachable(error.to_string())))?;
        let connect = async {
            let mut socket = race::race(addresses, proxy.port)
                .await
                .map_err(|error| failure(ProxyProblem::Unreachable(error.to_string())))?;
            proxy::ask(&mut socket, proxy, place, &self.isolation).await?;
            Ok(socket)
        };
        timeout(self.limits.connect, connect)
            .await
            .unwrap_or_else(|_| Err(failure(ProxyProblem::TimedOut)))
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Failure> {
        match &self.resolver {
            Some(resolver) => resolver.addresses(host).await,
            None => host
                .parse()
                .map(|address| vec![address])
                .map_err(|_| Failure::NoDns {
                    host: host.to_owned(),
                }),
        }
    }
}
