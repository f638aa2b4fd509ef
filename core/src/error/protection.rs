//! What can be wrong with the proofs of a login, on either side.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What protects a login, in the names of the standards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// The mechanism, as `SCRAM-SHA-256-PLUS`; empty for none that is known here.
    pub mechanism: String,
    /// What ties the login to the connection, as `tls-exporter`; empty for nothing.
    pub binding: String,
}

impl std::fmt::Display for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = [&self.mechanism, &self.binding];
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        f.write_str(names.join(" ").trim())
    }
}

/// What shows that somebody may be in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tampering {
    /// The server offers logins that are tied to the connection, and nothing to tie them to.
    Bindings,
    /// The server could tie logins to the connection, and what came offers none of these.
    Mechanisms,
    /// The server has signed another offer than the one that came (XEP-0474).
    Offer,
    /// The server sees another encrypted connection than the one that was made here.
    Connection,
}

/// What is wrong with the certificate to sign in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientCertificateProblem {
    /// The file can't be read: what the system said.
    Unreadable(String),
    /// It is neither PEM nor PKCS#12, or broken: what the library said.
    Invalid(String),
    /// It is locked, and the passphrase is wrong or missing.
    WrongPassphrase,
    /// It holds no certificate.
    NoCertificate,
    /// It holds no private key.
    NoKey,
    /// The key is not that of the certificate.
    OtherKey,
    /// Its time is over: since when.
    Expired(Timestamp),
    /// Its time has not come: from when on it counts.
    NotYetValid(Timestamp),
}
