//! Whom an account trusts: the roots of the system, and the CA file of its settings.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use crate::Failure;

/// No honest file of certificates is larger; the system's own is a quarter of it.
const CA_FILE_BYTES: u64 = 1 << 20;

/// The roots of the system, read once: reading and parsing them costs more than a login.
static SYSTEM: OnceCell<Arc<RootCertStore>> = OnceCell::const_new();

/// Whom an account trusts.
#[derive(Clone, Debug)]
pub(super) struct Trust {
    /// Who may vouch for others.
    pub(super) roots: Arc<RootCertStore>,
    /// What the person has named: also a certificate that vouches for nobody else, and for itself
    /// only.
    pub(super) own: Arc<[CertificateDer<'static>]>,
}

/// The roots of the system, and those of `ca_file` unless that is empty.
///
/// # Errors
/// [`Failure::CaFile`].
pub(super) async fn trust(ca_file: &str) -> Result<Trust, Failure> {
    let system = system_roots().await;
    if ca_file.is_empty() {
        return Ok(Trust {
            roots: system,
            own: Arc::new([]),
        });
    }
    let path = PathBuf::from(ca_file);
    let failure = |detail: String| Failure::CaFile {
        path: ca_file.to_owned(),
        detail,
    };
    let extended = spawn_blocking(move || -> Result<Trust, String> {
        let mut roots = RootCertStore::clone(&system);
        let own = read(&path)?;
        for certificate in &own {
            roots
                .add(certificate.clone())
                .map_err(|error| error.to_string())?;
        }
        Ok(Trust {
            roots: Arc::new(roots),
            own: own.into(),
        })
    });
    match extended.await {
        Ok(Ok(trust)) => Ok(trust),
        Ok(Err(detail)) => Err(failure(detail)),
        Err(stopped) => Err(failure(stopped.to_string())),
    }
}

/// The roots of the system. Cheap after the first time.
async fn system_roots() -> Arc<RootCertStore> {
    let load = || async {
        let loaded = spawn_blocking(load_system).await;
        loaded.unwrap_or_else(|_| Arc::new(RootCertStore::empty()))
    };
    SYSTEM.get_or_init(load).await.clone()
}

fn load_system() -> Arc<RootCertStore> {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "some of the system's certificates can't be read");
    }
    let mut roots = RootCertStore::empty();
    let (used, ignored) = roots.add_parsable_certificates(found.certs);
    tracing::debug!(used, ignored, "the system's certificates are loaded");
    Arc::new(roots)
}

fn read(path: &std::path::Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut pem = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(CA_FILE_BYTES + 1).read_to_end(&mut pem))
        .map_err(|error| error.to_string())?;
    if pem.len() as u64 > CA_FILE_BYTES {
        return Err("larger than 1 MiB".to_owned());
    }
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    if certificates.is_empty() {
        return Err("holds no certificate in PEM form".to_owned());
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> String {
        rcgen::generate_simple_self_signed(vec!["ca.example".to_owned()])
            .unwrap()
            .cert
            .pem()
    }

    #[tokio::test]
    async fn a_file_adds_all_its_certificates() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, format!("{}\n{}", certificate(), certificate())).unwrap();
        let system = system_roots().await.len();
        let trust = trust(path.to_str().unwrap()).await.unwrap();
        assert_eq!(trust.roots.len(), system + 2);
        assert_eq!(trust.own.len(), 2);
    }

    #[tokio::test]
    async fn a_file_that_is_no_use_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let path = path.to_str().unwrap();
        let failed = |detail: &str| Failure::CaFile {
            path: path.to_owned(),
            detail: detail.to_owned(),
        };
        let missing = trust(path).await.unwrap_err();
        assert!(matches!(missing, Failure::CaFile { path: named, .. } if named == path));
        std::fs::write(path, "hello").unwrap();
        assert_eq!(
            trust(path).await.unwrap_err(),
            failed("holds no certificate in PEM form")
        );
        std::fs::write(path, vec![b'x'; CA_FILE_BYTES as usize + 1]).unwrap();
        assert_eq!(trust(path).await.unwrap_err(), failed("larger than 1 MiB"));
    }
}
