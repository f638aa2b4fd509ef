//! A certificate authority of our own, and every kind of certificate it should or should not have
//! made out (RFC 6125, RFC 7590): one authority per test process, so that every throw-away server
//! is trusted through the same file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, OtherNameValue, SanType, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::backend::{BADGES, GUESTS};

/// The domain every throw-away server serves.
pub const DOMAIN: &str = "localhost";

/// `id-on-xmppAddr`.
const XMPP_ADDR: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 8, 5];

/// What kind of certificate a server shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Made out for [`DOMAIN`] and its subdomains by the authority of this process.
    Good,
    /// Good until 2021.
    Expired,
    /// Good from 2044 on.
    NotYetValid,
    /// For another name altogether.
    WrongName,
    /// For names that look like [`DOMAIN`], which stands in the subject where it does not count.
    LookAlike,
    /// Signed by its own key.
    SelfSigned,
    /// For the right name, by an authority that nobody trusts.
    UnknownAuthority,
}

/// A certificate with its key, as PEM texts.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate.
    pub certificate: String,
    /// Its private key (PKCS#8).
    pub key: String,
}

/// Signs certificates.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Authority {
    /// The one that the clients of this process trust.
    pub fn trusted() -> &'static Self {
        static TRUSTED: OnceLock<Authority> = OnceLock::new();
        TRUSTED.get_or_init(|| Self::new("Waxwing test authority"))
    }

    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2048, 1, 1);
        let key = KeyPair::generate().expect("a key for the authority");
        let certificate = params
            .self_signed(&key)
            .expect("the authority's certificate");
        Self {
            certificate: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// Its own certificate, as PEM.
    pub fn pem(&self) -> &str {
        &self.certificate
    }

    /// How a client trusts it alone.
    pub fn client_config(&self) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(self.certificate.as_bytes()) {
            let certificate = certificate.expect("our own PEM");
            roots.add(certificate).expect("our own certificate");
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Arc::new(config)
    }

    /// Writes its certificate into a directory and says where.
    pub fn write_to(&self, directory: &Path) -> PathBuf {
        let path = directory.join("ca.pem");
        std::fs::write(&path, &self.certificate).expect("write the authority's certificate");
        path
    }
}

impl Certificate {
    /// Makes one.
    pub fn new(kind: Kind) -> Self {
        let key = KeyPair::generate().expect("a key");
        let params = params(kind);
        let certificate = match kind {
            Kind::SelfSigned => params.self_signed(&key),
            Kind::UnknownAuthority => {
                params.signed_by(&key, &Authority::new("Somebody else's authority").issuer)
            }
            _ => params.signed_by(&key, &Authority::trusted().issuer),
        };
        Self {
            certificate: certificate.expect("a certificate").pem(),
            key: key.serialize_pem(),
        }
    }

    /// One that names accounts (RFC 6120 §13.7.1.4), for a client to show.
    pub fn of_accounts(accounts: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "someone");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) =
            (date_time_ymd(2024, 1, 1), date_time_ymd(2045, 1, 1));
        params.subject_alt_names = accounts
            .iter()
            .map(|&account| {
                let value = OtherNameValue::Utf8String(account.to_owned());
                SanType::OtherName((XMPP_ADDR.to_vec(), value))
            })
            .collect();
        let certificate = params.signed_by(&key, &Authority::trusted().issuer);
        Self {
            certificate: certificate.expect("a certificate").pem(),
            key: key.serialize_pem(),
        }
    }

    /// How a server of ours shows it.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        let chain = CertificateDer::pem_slice_iter(self.certificate.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .expect("our own PEM");
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("our own PEM");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("our own certificate");
        Arc::new(config)
    }
}

fn params(kind: Kind) -> CertificateParams {
    let names: &[&str] = match kind {
        Kind::WrongName => &["xmpp.example.org"],
        Kind::LookAlike => &["localhost.example.org", "xlocalhost", "localh0st"],
        _ => &[DOMAIN, GUESTS, BADGES, "*.localhost"],
    };
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("plain ASCII names");
    let subject = match kind {
        Kind::WrongName => "xmpp.example.org",
        _ => DOMAIN,
    };
    params.distinguished_name.push(DnType::CommonName, subject);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    (params.not_before, params.not_after) = match kind {
        Kind::Expired => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
        Kind::NotYetValid => (date_time_ymd(2044, 1, 1), date_time_ymd(2045, 1, 1)),
        _ => (date_time_ymd(2024, 1, 1), date_time_ymd(2045, 1, 1)),
    };
    params
}
