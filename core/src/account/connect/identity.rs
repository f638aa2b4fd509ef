//! The certificate that an account shows to its server (XEP-0178): from a PEM or PKCS#12 file, read
//! again at each try to connect, so that a renewed one counts at once.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use p12_keystore::Pkcs12Archive;
use pkcs8::EncryptedPrivateKeyInfoRef;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::{PemObject as _, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio::task::spawn_blocking;
use waxwing_proto::login;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::model::Secret;
use crate::{ClientCertificateProblem as Problem, Failure, Timestamp};

/// No honest file is larger: a key and a chain have some ten thousand bytes.
const FILE_BYTES: u64 = 1 << 20;

/// `id-on-xmppAddr` (RFC 6120 §13.7.1.4), the name of an account in a certificate.
const XMPP_ADDR: &str = "1.3.6.1.5.5.7.8.5";

/// What an account shows of itself.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// For the handshake.
    pub(super) shown: Arc<SingleCertAndKey>,
    /// For the login.
    pub(super) certificate: login::Certificate,
}

/// The identity in a file; none where `path` is empty.
///
/// # Errors
/// [`Failure::ClientCertificate`].
pub(super) async fn load(
    path: &str,
    passphrase: Option<Secret>,
) -> Result<Option<Identity>, Failure> {
    if path.is_empty() {
        return Ok(None);
    }
    let failure = |problem| Failure::ClientCertificate {
        path: path.to_owned(),
        problem,
    };
    let file = path.to_owned();
    let read = spawn_blocking(move || {
        let bytes = read(Path::new(&file))?;
        let passphrase = passphrase.unwrap_or_default();
        identity(&bytes, passphrase.reveal(), Timestamp::now())
    });
    match read.await {
        Ok(outcome) => outcome.map(Some).map_err(failure),
        Err(stopped) => Err(failure(Problem::Unreadable(stopped.to_string()))),
    }
}

fn read(path: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    file.take(FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(Problem::Invalid("larger than 1 MiB".to_owned()));
    }
    Ok(bytes)
}

/// What a file holds, before it is known to fit together.
struct Parts {
    certificates: Vec<CertificateDer<'static>>,
    keys: Vec<PrivateKeyDer<'static>>,
}

fn identity(bytes: &[u8], passphrase: &str, now: Timestamp) -> Result<Identity, Problem> {
    let Parts { certificates, keys } = match bytes.windows(MARK.len()).any(|part| part == MARK) {
        true => pem(bytes, passphrase)?,
        false => pkcs12(bytes, passphrase)?,
    };
    if certificates.is_empty() {
        return Err(Problem::NoCertificate);
    }
    if keys.is_empty() {
        return Err(Problem::NoKey);
    }
    for key in keys {
        let key = any_supported_type(&key).map_err(|error| Problem::Invalid(error.to_string()))?;
        for first in 0..certificates.len() {
            // The certificate of the key comes first, whatever order the file has.
            let mut chain = certificates.clone();
            chain.rotate_left(first);
            let certified = CertifiedKey::new(chain, key.clone());
            if certified.keys_match().is_ok() {
                return shown(certified, now);
            }
        }
    }
    Err(Problem::OtherKey)
}

const MARK: &[u8] = b"-----BEGIN ";

fn shown(certified: CertifiedKey, now: Timestamp) -> Result<Identity, Problem> {
    let certificate = {
        let first = certified.cert.first().ok_or(Problem::NoCertificate)?;
        let (_, parsed) = X509Certificate::from_der(first)
            .map_err(|error| Problem::Invalid(error.to_string()))?;
        let micros = |seconds: i64| Timestamp(seconds.saturating_mul(1_000_000));
        let validity = parsed.validity();
        let (from, until) = (
            micros(validity.not_before.timestamp()),
            micros(validity.not_after.timestamp()),
        );
        if until < now {
            return Err(Problem::Expired(until));
        }
        if from > now {
            return Err(Problem::NotYetValid(from));
        }
        match accounts(&parsed) {
            0 | 1 => login::Certificate::Unambiguous,
            _ => login::Certificate::Several,
        }
    };
    Ok(Identity {
        shown: Arc::new(SingleCertAndKey::from(certified)),
        certificate,
    })
}

/// How many accounts a certificate names.
fn accounts(certificate: &X509Certificate<'_>) -> usize {
    let Ok(Some(names)) = certificate.subject_alternative_name() else {
        return 0;
    };
    let is_account = |name: &&GeneralName<'_>| matches!(name, GeneralName::OtherName(kind, _) if kind.to_id_string() == XMPP_ADDR);
    names.value.general_names.iter().filter(is_account).count()
}

fn pem(bytes: &[u8], passphrase: &str) -> Result<Parts, Problem> {
    let mut parts = Parts {
        certificates: Vec::new(),
        keys: Vec::new(),
    };
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(bytes) {
        let (kind, der) = section.map_err(|error| Problem::Invalid(format!("{error:?}")))?;
        match kind {
            SectionKind::Certificate => parts.certificates.push(der.into()),
            SectionKind::PrivateKey => parts.keys.push(PrivatePkcs8KeyDer::from(der).into()),
            SectionKind::RsaPrivateKey | SectionKind::EcPrivateKey => {
                let key = PrivateKeyDer::try_from(der);
                let invalid = |error: &str| Problem::Invalid(error.to_owned());
                parts.keys.push(key.map_err(invalid)?);
            }
            _ => {}
        }
    }
    if parts.keys.is_empty() {
        parts.keys.extend(locked(bytes, passphrase)?);
    }
    Ok(parts)
}

/// The key of a PEM file that is locked (RFC 5958 §3), if there is one.
fn locked(bytes: &[u8], passphrase: &str) -> Result<Option<PrivateKeyDer<'static>>, Problem> {
    let text = String::from_utf8_lossy(bytes);
    let Some(from) = text.find(LOCKED_BEGIN) else {
        return Ok(None);
    };
    let section = text.get(from..).unwrap_or_default();
    let until = section
        .find(LOCKED_END)
        .map_or(section.len(), |end| end + LOCKED_END.len());
    let section = section.get(..until).unwrap_or_default();
    let invalid = |error: &dyn std::fmt::Display| Problem::Invalid(error.to_string());
    let (_, document) =
        pkcs8::SecretDocument::from_pem(section).map_err(|error| invalid(&error))?;
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes())
        .map_err(|error| invalid(&error))?;
    let key = info
        .decrypt(passphrase)
        .map_err(|_| Problem::WrongPassphrase)?;
    let key = PrivatePkcs8KeyDer::from(key.as_bytes().to_vec());
    Ok(Some(key.into()))
}

const LOCKED_BEGIN: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
const LOCKED_END: &str = "-----END ENCRYPTED PRIVATE KEY-----";

fn pkcs12(bytes: &[u8], passphrase: &str) -> Result<Parts, Problem> {
    use p12_keystore::error::Error as P12;
    let archive = Pkcs12Archive::from_pkcs12(bytes, passphrase).map_err(|error| match error {
        P12::MacError(_) | P12::UnpadError | P12::Pkcs5Error(_) => Problem::WrongPassphrase,
        other => Problem::Invalid(other.to_string()),
    })?;
    let key = |der: &[u8]| PrivateKeyDer::from(PrivatePkcs8KeyDer::from(der.to_vec()));
    Ok(Parts {
        certificates: archive
            .certs
            .iter()
            .map(|bag| bag.cert.as_der().to_vec().into())
            .collect(),
        keys: archive
            .keys
            .iter()
            .map(|bag| key(bag.key.as_der()))
            .collect(),
    })
}

#[cfg(test)]
mod tests;
