//! TLS, always verified against the domain of the account, whatever host was reached (RFC 7590,
//! RFC 6120 §13.7.2).

use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ProtocolVersion};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use waxwing_proto::sasl::Bindings;

use super::certificate::Verifier;
use super::end_point::end_point;
use super::identity::Identity;
use super::trust::Trust;
use crate::Failure;
use crate::model::Transport;

/// The exporter that logins are tied to, and its length (RFC 9266 §2).
const EXPORTER_LABEL: &[u8] = b"EXPORTER-Channel-Binding";
const EXPORTER_BYTES: usize = 32;

/// The protocol name of XMPP inside TLS (XEP-0368 §4).
const ALPN: &[u8] = b"xmpp-client";

/// The protocol name of HTTP inside TLS (RFC 7301 §6).
const HTTP_ALPN: &[u8] = b"http/1.1";

/// Agrees on TLS over `socket`.
///
/// # Errors
/// [`Failure::Certificate`] with the certificate and the reason, else [`Failure::Tls`].
pub(super) async fn encrypt<S>(
    socket: S,
    domain: &str,
    transport: Transport,
    trust: &Trust,
    identity: Option<&Identity>,
) -> Result<TlsStream<S>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let (verifier, refused) =
        Verifier::new(domain, trust, provider.clone()).map_err(Failure::Tls)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Tls(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match identity {
        Some(identity) => config.with_client_cert_resolver(identity.shown.clone()),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = match transport {
        Transport::StartTls => Vec::new(),
        Transport::DirectTls => vec![ALPN.to_vec()],
        // Newer versions of HTTP carry no WebSocket of this kind.
        Transport::WebSocket => vec![HTTP_ALPN.to_vec()],
    };
    let name = ServerName::try_from(domain.to_owned())
        .map_err(|error| Failure::Tls(format!("{domain}: {error}")))?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, socket);
    handshake.await.map_err(|error| match refused.get() {
        Some(certificate) => Failure::Certificate(Box::new(certificate.clone())),
        None => Failure::Tls(detail(&error)),
    })
}

/// The version as people know it, as `TLSv1.3`.
pub(super) fn version<S>(stream: &TlsStream<S>) -> String {
    match stream.get_ref().1.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3".to_owned(),
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2".to_owned(),
        other => format!("{other:?}"),
    }
}

/// What a login on this connection can be tied to.
pub(super) fn bindings<S>(stream: &TlsStream<S>) -> Bindings {
    let connection = stream.get_ref().1;
    // In TLS 1.2 it says nothing without an extension that we can't see (RFC 9266 §4.2).
    let has_exporter = connection.protocol_version() == Some(ProtocolVersion::TLSv1_3);
    let exporter = || {
        let bytes = vec![0; EXPORTER_BYTES];
        connection
            .export_keying_material(bytes, EXPORTER_LABEL, Some(b""))
            .ok()
    };
    let certificates = connection.peer_certificates();
    Bindings {
        exporter: has_exporter.then(exporter).flatten(),
        end_point: certificates
            .and_then(<[_]>::first)
            .and_then(|certificate| end_point(certificate)),
    }
}

fn detail(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the server hung up".to_owned(),
        _ => error.to_string(),
    }
}
