//! Certificates: the standard verification, and what was wrong with one that did not pass, told so
//! that a person can judge it (RFC 6125, RFC 7590).
//!
//! The verifier of rustls decides; this one remembers which certificate it refused and why, since
//! rustls itself drops the certificate with the error. One thing is added: a certificate that the
//! person has put into the account's own CA file is believed by itself.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use sha2::{Digest as _, Sha256};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::trust::Trust;
use crate::model::Shown;
use crate::{Certificate, CertificateProblem, Timestamp};

/// How many names of a refused certificate are kept; enough to see whose it is.
const NAMES: usize = 50;

/// How long a name taken from a refused certificate may be; longer ones are cut.
const NAME_CHARS: usize = 250;

/// Verifies the certificate of one connection, for one name.
#[derive(Debug)]
pub(super) struct Verifier {
    standard: Arc<WebPkiServerVerifier>,
    /// These certificates are believed by themselves.
    own: Arc<[CertificateDer<'static>]>,
    host: String,
    refused: Arc<OnceLock<Certificate>>,
}

impl Verifier {
    /// A verifier for `host`, and the place where it leaves a certificate that it refuses.
    ///
    /// # Errors
    /// Where there are no roots at all.
    pub(super) fn new(
        host: &str,
        trust: &Trust,
        provider: Arc<CryptoProvider>,
    ) -> Result<(Self, Arc<OnceLock<Certificate>>), String> {
        let standard = WebPkiServerVerifier::builder_with_provider(trust.roots.clone(), provider)
            .build()
            .map_err(|error| error.to_string())?;
        let refused = Arc::new(OnceLock::new());
        let verifier = Self {
            standard,
            own: trust.own.clone(),
            host: host.to_owned(),
            refused: refused.clone(),
        };
        Ok((verifier, refused))
    }

    fn remember(&self, certificate: &[u8], problem: CertificateProblem) {
        let _ = self.refused.set(describe(certificate, &self.host, problem));
    }

    /// A handshake whose signature is not of the certificate's key.
    fn remember_signature(&self, certificate: &[u8], error: &rustls::Error) {
        self.remember(certificate, CertificateProblem::Invalid(error.to_string()));
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.standard
            .verify_server_cert(certificate, intermediates, name, ocsp, now)
            .or_else(|error| match self.own.contains(certificate) {
                true => itself(certificate, name, now),
                false => Err(error),
            })
            .inspect_err(|error| self.remember(certificate, problem(error)))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.standard
            .verify_tls12_signature(message, certificate, signature)
            .inspect_err(|error| self.remember_signature(certificate, error))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.standard
            .verify_tls13_signature(message, certificate, signature)
            .inspect_err(|error| self.remember_signature(certificate, error))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.standard.supported_verify_schemes()
    }
}

/// A certificate that the person has named in so many bytes: nobody has to vouch for it, whatever it
/// says of itself (`openssl req -x509` has each call itself an authority). Name and time still count.
fn itself(
    certificate: &CertificateDer<'_>,
    name: &ServerName<'_>,
    now: UnixTime,
) -> Result<ServerCertVerified, rustls::Error> {
    let parsed = ParsedCertificate::try_from(certificate)?;
    verify_server_name(&parsed, name)?;
    let (_, parsed) =
        X509Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now > parsed.validity().not_after.timestamp() {
        return Err(CertificateError::Expired.into());
    }
    if now < parsed.validity().not_before.timestamp() {
        return Err(CertificateError::NotValidYet.into());
    }
    Ok(ServerCertVerified::assertion())
}

/// The reason in our words.
fn problem(error: &rustls::Error) -> CertificateProblem {
    let rustls::Error::InvalidCertificate(error) = error else {
        return CertificateProblem::Invalid(error.to_string());
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CertificateProblem::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateProblem::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateProblem::WrongName
        }
        // A bad signature is somebody unknown who took the name of somebody trusted.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            CertificateProblem::UnknownIssuer
        }
        CertificateError::Revoked => CertificateProblem::Revoked,
        other => CertificateProblem::Invalid(other.to_string()),
    }
}

/// What a person needs to know about a refused certificate.
fn describe(der: &[u8], host: &str, problem: CertificateProblem) -> Certificate {
    let mut told = Certificate {
        host: host.to_owned(),
        problem,
        subject: String::new(),
        issuer: String::new(),
        names: Vec::new(),
        not_before: None,
        not_after: None,
        sha256: hex(&Sha256::digest(der)),
    };
    let Ok((_, parsed)) = X509Certificate::from_der(der) else {
        return told;
    };
    told.subject = cut(&parsed.subject().to_string());
    told.issuer = cut(&parsed.issuer().to_string());
    told.names = names(&parsed);
    told.not_before = timestamp(parsed.validity().not_before.timestamp());
    told.not_after = timestamp(parsed.validity().not_after.timestamp());
    // A certificate that nobody else vouches for reaches us as "unknown issuer"; where it calls
    // itself a CA (as `openssl req -x509` makes them), as a CA used as a server; where the system
    // trusts another key of the same name, as a signature that does not fit that key.
    let nobody_vouches = matches!(
        &told.problem,
        CertificateProblem::UnknownIssuer | CertificateProblem::Invalid(_)
    );
    if nobody_vouches && parsed.subject().as_raw() == parsed.issuer().as_raw() {
        told.problem = CertificateProblem::SelfSigned;
    }
    told
}

/// A certificate, for whoever wants to look at it.
pub(super) fn shown(der: &[u8]) -> Shown {
    let told = describe(der, "", CertificateProblem::Invalid(String::new()));
    Shown {
        subject: told.subject,
        issuer: told.issuer,
        names: told.names,
        not_before: told.not_before,
        not_after: told.not_after,
        sha256: told.sha256,
    }
}

/// The names in the certificate that count (RFC 6125 §6.4): DNS names and addresses.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    alternatives
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(cut(name)),
            GeneralName::IPAddress(bytes) => address(bytes),
            _ => None,
        })
        .take(NAMES)
        .collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let v6 = <[u8; 16]>::try_from(bytes).map(IpAddr::from);
    v4.or(v6).ok().map(|address| address.to_string())
}

fn timestamp(seconds: i64) -> Option<Timestamp> {
    seconds.checked_mul(1_000_000).map(Timestamp)
}

fn cut(text: &str) -> String {
    text.chars().take(NAME_CHARS).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_is_told_by_its_hash_alone() {
        let told = describe(
            b"not a certificate",
            "example.org",
            CertificateProblem::Invalid("bad encoding".into()),
        );
        assert_eq!(told.host, "example.org");
        assert_eq!(told.subject, "");
        assert_eq!(told.not_after, None);
        assert_eq!(told.sha256.len(), 64);
    }

    #[test]
    fn names_and_dates_are_read() {
        let names = vec!["example.org".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names.clone()).unwrap();
        let told = describe(
            made.cert.der(),
            "other.example",
            CertificateProblem::WrongName,
        );
        assert_eq!(told.names, names);
        assert_eq!(told.problem, CertificateProblem::WrongName);
        assert!(told.not_before.unwrap() < told.not_after.unwrap());
        assert_eq!(told.subject, told.issuer);
    }
}
