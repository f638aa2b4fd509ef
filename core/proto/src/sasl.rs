//! Authentication (RFC 6120 §6, RFC 4422): which mechanism, and SCRAM itself.
//!
//! Own SCRAM, because what makes it worth having are the checks on the server: its proof, its nonce,
//! its number of rounds.

pub mod binding;
pub mod downgrade;
pub mod failure;
pub mod mechanism;
pub mod scram;
pub mod token;

pub use binding::{BindingType, Bindings};
pub use failure::{Failure, FailureCondition};
pub use mechanism::Mechanism;
pub use scram::{Derivation, Hash, Keys, Scram, ScramError};
pub use token::{Token, TokenMechanism};

/// Namespace of the second SASL profile (XEP-0388).
pub const SASL2: &str = "urn:xmpp:sasl:2";

/// Namespace of SASL in XMPP.
pub const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
