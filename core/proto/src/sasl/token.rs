//! Tokens instead of the password: the mechanisms of the HT family (draft-schmaus-kitten-sasl-ht) that
//! FAST uses (XEP-0484).
//!
//! One message each way. Like SCRAM's, the server's answer counts: without it, whoever answered does
//! not know the token.

use zeroize::Zeroizing;

use super::binding::{BindingType, Bindings};
use super::scram::{Hash, ScramError, equal};

/// Longest token that is kept. Real ones have 40 to 100 bytes.
const TOKEN_BYTES: usize = 4096;

/// The mechanisms we speak, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenMechanism {
    /// `HT-SHA-256-EXPR`, bound by `tls-exporter`.
    Exporter,
    /// `HT-SHA-256-ENDP`, bound by `tls-server-end-point`.
    EndPoint,
    /// `HT-SHA-256-NONE`, not bound.
    Unbound,
}

impl TokenMechanism {
    /// Every mechanism, strongest first. The one with `tls-unique` is missing: TLS 1.3 has none.
    pub const ALL: [Self; 3] = [Self::Exporter, Self::EndPoint, Self::Unbound];

    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exporter => "HT-SHA-256-EXPR",
            Self::EndPoint => "HT-SHA-256-ENDP",
            Self::Unbound => "HT-SHA-256-NONE",
        }
    }

    /// The mechanism of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|mechanism| mechanism.name() == name)
    }

    /// What it is bound by.
    pub fn binding(self) -> Option<BindingType> {
        match self {
            Self::Exporter => Some(BindingType::TlsExporter),
            Self::EndPoint => Some(BindingType::TlsServerEndPoint),
            Self::Unbound => None,
        }
    }
}

/// A token, good for one mechanism only.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The mechanism it was made for.
    pub mechanism: TokenMechanism,
    /// What proves who we are.
    pub secret: Zeroizing<String>,
    /// When it ends, in microseconds since 1970.
    pub expiry: Option<i64>,
}

impl Token {
    /// A token, if it is one that can be used.
    pub fn new(
        mechanism: TokenMechanism,
        secret: Zeroizing<String>,
        expiry: Option<i64>,
    ) -> Option<Self> {
        let good = !secret.is_empty() && secret.len() <= TOKEN_BYTES;
        good.then_some(Self {
            mechanism,
            secret,
            expiry,
        })
    }

    /// Our message; `None` where the connection lacks what the mechanism binds to, or the name can't
    /// be said.
    pub fn first(&self, user: &str, bindings: &Bindings) -> Option<Zeroizing<Vec<u8>>> {
        let hash = self.hash("Initiator", bindings)?;
        if user.is_empty() || user.contains('\0') {
            return None;
        }
        let mut message = Zeroizing::new(Vec::with_capacity(user.len() + hash.len() + 1));
        message.extend_from_slice(user.as_bytes());
        message.push(0);
        message.extend_from_slice(&hash);
        Some(message)
    }

    /// The server's message.
    pub fn check(&self, message: &[u8], bindings: &Bindings) -> Result<(), ScramError> {
        match self.hash("Responder", bindings) {
            Some(hash) if equal(message, &hash) => Ok(()),
            _ => Err(ScramError::Impostor),
        }
    }

    fn hash(&self, role: &str, bindings: &Bindings) -> Option<Zeroizing<Vec<u8>>> {
        let bound = match self.mechanism.binding() {
            Some(kind) => bindings.bytes(kind)?,
            None => &[],
        };
        let message = [role.as_bytes(), bound].concat();
        Some(Hash::Sha256.hmac(self.secret.as_bytes(), &message))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token")
            .field("mechanism", &self.mechanism)
            .field("expiry", &self.expiry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(mechanism: TokenMechanism) -> Token {
        Token::new(mechanism, Zeroizing::new("secret".to_owned()), None).unwrap()
    }

    fn bindings() -> Bindings {
        Bindings {
            exporter: Some(vec![7; 32]),
            end_point: None,
        }
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Computed with the `hmac` of Python.
    #[test]
    fn both_messages_are_of_the_token_and_the_connection() {
        let unbound = token(TokenMechanism::Unbound);
        let first = unbound.first("romy", &Bindings::default()).unwrap();
        assert_eq!(first[..5], *b"romy\0");
        assert_eq!(hex(&first[5..]), INITIATOR);
        let bound = token(TokenMechanism::Exporter);
        let first = bound.first("romy", &bindings()).unwrap();
        assert_eq!(hex(&first[5..]), INITIATOR_BOUND);
        let answer = unbound.hash("Responder", &bindings()).unwrap();
        assert_eq!(hex(&answer), RESPONDER);
        assert_eq!(unbound.check(&answer, &bindings()), Ok(()));
        for wrong in [&b""[..], &answer[1..], &first[5..]] {
            let outcome = unbound.check(wrong, &bindings());
            assert_eq!(outcome, Err(ScramError::Impostor));
        }
    }

    #[test]
    fn without_the_binding_of_its_mechanism_a_token_is_of_no_use() {
        let token = token(TokenMechanism::EndPoint);
        assert_eq!(token.first("romy", &bindings()), None);
        assert_eq!(
            token.check(&[0; 32], &bindings()),
            Err(ScramError::Impostor)
        );
    }

    #[test]
    fn what_can_be_no_token_is_none() {
        for secret in [String::new(), "x".repeat(TOKEN_BYTES + 1)] {
            let token = Token::new(TokenMechanism::Unbound, secret.into(), None);
            assert_eq!(token, None);
        }
        assert!(!format!("{:?}", token(TokenMechanism::Unbound)).contains("secret"));
    }

    const INITIATOR: &str = "080d9fa917c6da67702df4ff5090d8693b5f8c838c832d6f3662b6822cc7a6b9";
    const INITIATOR_BOUND: &str =
        "11462c1e5c382ef8992348f41df4564e5a4c9cbb20ece77ba2c8bd3d015b96dd";
    const RESPONDER: &str = "89c7af02627bcde98741a1090dffb254610f1e335bbf086e3b02e708ada5a682";
}
