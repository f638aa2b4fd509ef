//! The mechanisms by name, and the short ones whole (RFC 6120 §6.3.3).

use zeroize::Zeroizing;

use super::Hash;

/// The mechanisms we speak. DIGEST-MD5 is not among them (RFC 6331), nor is anything that sends the
/// password readable to whoever runs the server, except PLAIN on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// `EXTERNAL`: the certificate shown to TLS is the proof (XEP-0178).
    External,
    /// `SCRAM-SHA-…-PLUS`: SCRAM tied to the connection.
    ScramPlus(Hash),
    /// `SCRAM-SHA-…`
    Scram(Hash),
    /// `PLAIN` (RFC 4616)
    Plain,
    /// `ANONYMOUS` (RFC 4505)
    Anonymous,
}

impl Mechanism {
    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::External => "EXTERNAL",
            Self::ScramPlus(Hash::Sha512) => "SCRAM-SHA-512-PLUS",
            Self::ScramPlus(Hash::Sha256) => "SCRAM-SHA-256-PLUS",
            Self::ScramPlus(Hash::Sha1) => "SCRAM-SHA-1-PLUS",
            Self::Scram(Hash::Sha512) => "SCRAM-SHA-512",
            Self::Scram(Hash::Sha256) => "SCRAM-SHA-256",
            Self::Scram(Hash::Sha1) => "SCRAM-SHA-1",
            Self::Plain => "PLAIN",
            Self::Anonymous => "ANONYMOUS",
        }
    }

    /// Whether it is among those offered.
    pub fn is_in(self, offered: &[String]) -> bool {
        offered.iter().any(|name| name == self.name())
    }
}

/// The strongest of these hashes (which come strongest first) for which SCRAM is offered, with or
/// without `-PLUS`.
pub fn strongest_scram(hashes: &[Hash], offered: &[String], plus: bool) -> Option<Hash> {
    let mechanism = |hash| match plus {
        true => Mechanism::ScramPlus(hash),
        false => Mechanism::Scram(hash),
    };
    hashes
        .iter()
        .copied()
        .find(|hash| mechanism(*hash).is_in(offered))
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

    fn strongest(offered: &str, plus: bool) -> Option<Hash> {
        let offered: Vec<String> = offered.split(' ').map(str::to_owned).collect();
        strongest_scram(&Hash::ALL, &offered, plus)
    }

    #[test]
    fn the_strongest_is_chosen_whatever_the_order() {
        let all = "PLAIN SCRAM-SHA-1 DIGEST-MD5 SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1-PLUS";
        assert_eq!(strongest(all, false), Some(Hash::Sha512));
        assert_eq!(strongest(all, true), Some(Hash::Sha1));
        assert_eq!(strongest("PLAIN SCRAM-SHA-1", false), Some(Hash::Sha1));
    }

    #[test]
    fn weak_and_unknown_mechanisms_are_never_chosen() {
        let weak = "DIGEST-MD5 CRAM-MD5 LOGIN PLAIN ANONYMOUS scram-sha-1 SCRAM-SHA-224";
        assert_eq!(strongest(weak, false), None);
        assert_eq!(strongest("SCRAM-SHA-1 SCRAM-SHA-256-plus", true), None);
        assert_eq!(strongest_scram(&Hash::ALL, &[], false), None);
        let offered = ["SCRAM-SHA-512".to_owned()];
        assert_eq!(strongest_scram(&[Hash::Sha1], &offered, false), None);
    }

    #[test]
    fn plain_has_three_fields() {
        let message = plain("alice", "pässword").unwrap();
        assert_eq!(*message, "\0alice\0pässword".as_bytes());
        assert_eq!(plain("ali\0ce", "secret"), None);
        assert_eq!(plain("alice", "sec\0ret"), None);
    }
}
