//! What a connection turned out to be, for whoever wants to look at it: cipher and certificates.

use tokio_rustls::client::TlsStream;

use super::certificate;
use crate::model::Shown;

/// Longer chains are nobody's; the rest is not shown.
const CHAIN: usize = 10;

/// Facts about an encrypted connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The host that was reached, with its port.
    pub(crate) place: String,
    /// The cipher suite.
    pub(crate) cipher: String,
    /// The certificates, the server's own first.
    pub(crate) chain: Vec<Shown>,
}

impl Facts {
    /// The facts about a connection to `place`.
    pub(super) fn of<S>(socket: &TlsStream<S>, place: String) -> Self {
        let (_, session) = socket.get_ref();
        let cipher = session.negotiated_cipher_suite();
        let chain = session.peer_certificates().unwrap_or_default();
        Self {
            place,
            cipher: cipher.map_or_else(String::new, |cipher| format!("{:?}", cipher.suite())),
            chain: chain
                .iter()
                .take(CHAIN)
                .map(|certificate| certificate::shown(certificate))
                .collect(),
        }
    }
}
