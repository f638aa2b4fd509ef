//! Authentication (RFC 6120 §6, RFC 4422): which mechanism, and SCRAM itself.
//!
//! Own SCRAM, because what makes it worth having are the checks on the server: its proof, its nonce,
//! its number of rounds.

pub mod failure;
pub mod mechanism;
pub mod scram;

pub use failure::{Failure, FailureCondition};
pub use mechanism::{Mechanism, choose};
pub use scram::{Derivation, Hash, Keys, Scram, ScramError};

/// Namespace of SASL in XMPP.
pub const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
