//! SCRAM.

/// Why SCRAM failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScramError {
    /// The server did not prove that it knows the password.
    #[error("the server did not prove that it knows the password")]
    Impostor,
}

/// The expensive part: PBKDF2. Run it where blocking is fine.
#[derive(Clone)]
pub struct Derivation {}

impl Derivation {
    /// Derives the keys; takes up to about a second.
    pub fn run(self) -> Keys {
        todo!()
    }
}

impl std::fmt::Debug for Derivation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Derivation")
    }
}

/// The client's and the server's key.
#[derive(Clone)]
pub struct Keys {}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}
