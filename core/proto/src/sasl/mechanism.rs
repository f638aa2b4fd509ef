//! Mechanisms.

/// The mechanisms we speak, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// `SCRAM-SHA-512`
    ScramSha512,
    /// `SCRAM-SHA-256` (RFC 7677)
    ScramSha256,
    /// `SCRAM-SHA-1` (RFC 5802)
    ScramSha1,
    /// `PLAIN` (RFC 4616)
    Plain,
}

impl Mechanism {
    /// The registered name.
    pub fn name(self) -> &'static str {
        todo!()
    }
}

/// The strongest mechanism both sides speak; PLAIN only if the user allowed it.
pub fn choose(offered: &[String], allow_plain: bool) -> Option<Mechanism> {
    todo!()
}
