//! The road through a SOCKS5 proxy (RFC 1928), for whoever wants or has to go through one (Tor).
//!
//! The proxy is told names, never addresses that we looked up: asking the DNS would tell it where
//! the person goes. Only the proxy's own host is looked up, by whoever calls this.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use waxwing_proto::socks::{self, Method, SocksError};

use super::Place;
use crate::model::Proxy;
use crate::{Failure, ProxyProblem};

/// By which a proxy can tell accounts apart: Tor gives each name a path of its own through its
/// network, so that two accounts of one person can't be linked by the address they come from.
/// Random, and the same for as long as the program runs.
#[derive(Clone, Debug)]
pub(crate) struct Isolation(String);

impl Isolation {
    /// One that nobody else has.
    pub(in crate::account) fn new() -> Self {
        Self(format!("waxwing-{:016x}", super::random()))
    }
}

/// Asks the proxy behind `socket` for a connection to `place`.
///
/// # Errors
/// [`Failure::Proxy`].
pub(super) async fn ask<S>(
    socket: &mut S,
    proxy: &Proxy,
    place: &Place,
    isolation: &Isolation,
) -> Result<(), Failure>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    dialog(socket, place, &isolation.0)
        .await
        .map_err(|problem| failure(proxy, problem))
}

/// A failure at this proxy.
pub(super) fn failure(proxy: &Proxy, problem: ProxyProblem) -> Failure {
    Failure::Proxy {
        host: Place::new(&proxy.host, Some(proxy.port), Default::default()).to_string(),
        problem,
    }
}

async fn dialog<S>(socket: &mut S, place: &Place, user: &str) -> Result<(), ProxyProblem>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let wish = socks::connect(&place.host, place.port)?;
    socket.write_all(&socks::greeting()).await?;
    if socks::method(answer(socket).await?)? == Method::Password {
        socket.write_all(&socks::login(user, user)).await?;
        socks::logged_in(answer(socket).await?)?;
    }
    socket.write_all(&wish).await?;
    // Exactly what belongs to the answer: the next byte is the server's.
    let rest = socks::connected(answer(socket).await?)?;
    let mut address = vec![0; rest];
    socket.read_exact(&mut address).await?;
    Ok(())
}

async fn answer<S, const N: usize>(socket: &mut S) -> std::io::Result<[u8; N]>
where
    S: AsyncRead + Unpin,
{
    let mut bytes = [0; N];
    socket.read_exact(&mut bytes).await?;
    Ok(bytes)
}

impl From<SocksError> for ProxyProblem {
    fn from(error: SocksError) -> Self {
        match error {
            SocksError::NotSocks => Self::NotSocks,
            SocksError::NoMethod | SocksError::LoginRefused => Self::LoginRefused,
            SocksError::NameTooLong => Self::NameTooLong,
            // RFC 1928 §6, as far as a person can do something about it.
            SocksError::Refused(2) => Self::Forbidden,
            SocksError::Refused(3 | 4 | 6) => Self::HostUnreachable,
            SocksError::Refused(5) => Self::ConnectionRefused,
            SocksError::Refused(code) => Self::Refused(code),
        }
    }
}

impl From<std::io::Error> for ProxyProblem {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Lost("the proxy hung up".to_owned()),
            _ => Self::Lost(error.to_string()),
        }
    }
}
