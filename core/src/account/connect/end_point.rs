//! `tls-server-end-point` (RFC 5929 §4): the hash of the server's certificate, by the hash of the
//! certificate's own signature.

use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_parser::oid_registry::{
    OID_HASH_SHA1, OID_NIST_HASH_SHA256, OID_NIST_HASH_SHA384, OID_NIST_HASH_SHA512,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::signature_algorithm::{RsaSsaPssParams, SignatureAlgorithm};
use x509_parser::x509::AlgorithmIdentifier;

/// Signatures of which the hash is part of the name: RSA, DSA, ECDSA.
const SHA256: [&str; 3] = [
    "1.2.840.113549.1.1.11",
    "1.2.840.10045.4.3.2",
    "2.16.840.1.101.3.4.3.2",
];
const SHA384: [&str; 2] = ["1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"];
const SHA512: [&str; 2] = ["1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"];

/// These are broken, and SHA-256 takes their place: MD5 and SHA-1 with RSA, SHA-1 with DSA and ECDSA.
const BROKEN: [&str; 4] = [
    "1.2.840.113549.1.1.4",
    "1.2.840.113549.1.1.5",
    "1.2.840.10040.4.3",
    "1.2.840.10045.4.1",
];

/// The bytes; `None` where the signature has no hash of its own, as Ed25519, for which the RFC has
/// no answer.
pub(super) fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    Some(match hash(&parsed.signature_algorithm)? {
        Hash::Sha256 => Sha256::digest(certificate).to_vec(),
        Hash::Sha384 => Sha384::digest(certificate).to_vec(),
        Hash::Sha512 => Sha512::digest(certificate).to_vec(),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

fn hash(algorithm: &AlgorithmIdentifier<'_>) -> Option<Hash> {
    if let Ok(SignatureAlgorithm::RSASSA_PSS(params)) = SignatureAlgorithm::try_from(algorithm) {
        return pss(&params);
    }
    let name = algorithm.algorithm.to_id_string();
    let is_in = |names: &[&str]| names.contains(&name.as_str());
    if is_in(&SHA256) || is_in(&BROKEN) {
        Some(Hash::Sha256)
    } else if is_in(&SHA384) {
        Some(Hash::Sha384)
    } else if is_in(&SHA512) {
        Some(Hash::Sha512)
    } else {
        None
    }
}

fn pss(params: &RsaSsaPssParams<'_>) -> Option<Hash> {
    let hash = params.hash_algorithm_oid();
    if *hash == OID_NIST_HASH_SHA256 || *hash == OID_HASH_SHA1 {
        Some(Hash::Sha256)
    } else if *hash == OID_NIST_HASH_SHA384 {
        Some(Hash::Sha384)
    } else if *hash == OID_NIST_HASH_SHA512 {
        Some(Hash::Sha512)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384};

    use super::*;

    fn certificate(algorithm: &'static rcgen::SignatureAlgorithm) -> Vec<u8> {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let params = CertificateParams::new(vec!["example.org".to_owned()]).unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn the_hash_is_that_of_the_signature() {
        let der = certificate(&PKCS_ECDSA_P256_SHA256);
        assert_eq!(end_point(&der), Some(Sha256::digest(&der).to_vec()));
        let der = certificate(&PKCS_ECDSA_P384_SHA384);
        assert_eq!(end_point(&der), Some(Sha384::digest(&der).to_vec()));
        assert_eq!(end_point(&certificate(&rcgen::PKCS_ED25519)), None);
        assert_eq!(end_point(b"no certificate"), None);
    }
}
