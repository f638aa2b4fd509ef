//! The few words before encryption (RFC 6120 §5): nothing but the request for TLS.

use tokio::io::{AsyncRead, AsyncWrite};
use waxwing_proto::stream::starttls::{self, Answer, Offer};
use waxwing_proto::stream::{Frame, StreamError};

use crate::Failure;
use crate::account::tap::Tap;
use crate::account::wire::Wire;

/// Asks for TLS on a fresh connection and gives it back, ready for the handshake.
///
/// The header carries no `from`: who we are is nobody's business before encryption.
///
/// # Errors
/// [`Failure::TlsNotOffered`], [`Failure::Protocol`] if anything was said after `<proceed/>` (it
/// could have been injected, and would otherwise be read as if it had come encrypted),
/// [`Failure::Stream`], [`Failure::Lost`].
pub(super) async fn request<S>(socket: S, domain: &str, lang: &str, tap: Tap) -> Result<S, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut wire = Wire::cautious(socket, tap);
    wire.open(domain, None, lang).await?;
    if !matches!(wire.frame().await?, Frame::Open(header) if header.has_features()) {
        return Err(Failure::TlsNotOffered);
    }
    if starttls::offer(&element(wire.frame().await?)?) == Offer::Missing {
        return Err(Failure::TlsNotOffered);
    }
    wire.send(&starttls::request()).await?;
    match starttls::answer(&element(wire.frame().await?)?) {
        Some(Answer::Proceed) => {}
        Some(Answer::Failure) => return Err(Failure::TlsNotOffered),
        None => return Err(protocol("no answer to the request for TLS")),
    }
    wire.into_socket()
        .ok_or_else(|| protocol("unencrypted bytes after the agreement on TLS"))
}

fn element(frame: Frame) -> Result<minidom::Element, Failure> {
    let Frame::Element(element) = frame else {
        return Err(Failure::Lost {
            detail: "the server closed the stream before TLS".to_owned(),
        });
    };
    match StreamError::parse(&element) {
        // A redirection before TLS could be anybody's: it is told as any other error, and not
        // followed (RFC 6120 §4.9.3.19).
        Some(error) => Err(crate::account::failure::unencrypted(&error)),
        None => Ok(element),
    }
}

fn protocol(detail: &str) -> Failure {
    Failure::Protocol {
        detail: detail.to_owned(),
    }
}
