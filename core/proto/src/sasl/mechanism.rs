//! Which mechanism to use (RFC 6120 §6.3.3): the strongest both sides speak.

use zeroize::Zeroizing;

/// The mechanisms we speak, strongest first. DIGEST-MD5 is not among them (RFC 6331), nor is anything
/// that sends the password readable to whoever runs the server, except PLAIN on request.
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
    /// Every mechanism, strongest first.
    pub const ALL: [Self; 4] = [
        Self::ScramSha512,
        Self::ScramSha256,
        Self::ScramSha1,
        Self::Plain,
    ];

    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ScramSha512 => "SCRAM-SHA-512",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::Plain => "PLAIN",
        }
    }
}

/// The strongest mechanism both sides speak; PLAIN only if the user allowed it.
pub fn choose(offered: &[String], allow_plain: bool) -> Option<Mechanism> {
    Mechanism::ALL
        .into_iter()
        .filter(|mechanism| allow_plain || *mechanism != Mechanism::Plain)
        .find(|mechanism| offered.iter().any(|name| name == mechanism.name()))
}

/// The one message of PLAIN (RFC 4616 §2). `None` if user name or password hold a NUL, which would
/// shift the password into another field.
pub fn plain(user: &str, password: &str) -> Option<Zeroizing<Vec<u8>>> {
    if user.contains('\0') || password.contains('\0') {
        return None;
    }
    // Room for all of it, so that no copy is left behind by growing.
    let mut message = Zeroizing::new(Vec::with_capacity(user.len() + password.len() + 2));
    message.push(0);
    message.extend_from_slice(user.as_bytes());
    message.push(0);
    message.extend_from_slice(password.as_bytes());
    Some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(offered: &str, allow_plain: bool) -> Option<&'static str> {
        let offered: Vec<String> = offered.split(' ').map(str::to_owned).collect();
        choose(&offered, allow_plain).map(Mechanism::name)
    }

    #[test]
    fn the_strongest_is_chosen_whatever_the_order() {
        let all = "PLAIN SCRAM-SHA-1 DIGEST-MD5 SCRAM-SHA-512 SCRAM-SHA-256 X-OAUTH2";
        assert_eq!(chosen(all, true), Some("SCRAM-SHA-512"));
        assert_eq!(
            chosen("SCRAM-SHA-1 SCRAM-SHA-256 PLAIN", true),
            Some("SCRAM-SHA-256")
        );
        assert_eq!(chosen("PLAIN SCRAM-SHA-1", true), Some("SCRAM-SHA-1"));
    }

    #[test]
    fn plain_only_if_allowed_and_nothing_else() {
        assert_eq!(chosen("DIGEST-MD5 PLAIN", true), Some("PLAIN"));
        assert_eq!(chosen("DIGEST-MD5 PLAIN", false), None);
    }

    #[test]
    fn weak_and_unknown_mechanisms_are_never_chosen() {
        assert_eq!(
            chosen("DIGEST-MD5 CRAM-MD5 LOGIN ANONYMOUS scram-sha-1", true),
            None
        );
        assert_eq!(
            chosen("SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS EXTERNAL", true),
            None
        );
        assert_eq!(choose(&[], true), None);
    }

    #[test]
    fn plain_has_three_fields() {
        let message = plain("alice", "pässword").unwrap();
        assert_eq!(*message, "\0alice\0pässword".as_bytes());
        assert_eq!(plain("ali\0ce", "secret"), None);
        assert_eq!(plain("alice", "sec\0ret"), None);
    }
}
