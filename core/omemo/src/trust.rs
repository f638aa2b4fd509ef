//! Whom to encrypt to.
//!
//! Trust is given to identity keys, not to numbers of devices. Until one of somebody's keys has been verified by hand, every
//! key of theirs is trusted blindly; from then on a new one waits to be looked at ("blind trust before verification",
//! gultsch.de/trust.html). A device that comes with another key than before is never trusted by itself.

mod message;
mod uri;

pub use message::{ATM, KeyOwner, NS, TrustMessage};
pub use uri::{KeysUri, UriError};

/// Whether an identity key is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// Nobody has decided. Not encrypted to; what it sends is read, and marked.
    Undecided,
    /// Trusted because it was there before anything of this person was verified.
    Blind,
    /// Verified: by a person here, or by a device that is verified itself (XEP-0450).
    Verified,
    /// Refused.
    Distrusted,
}

impl Trust {
    /// What a key gets that is seen for the first time, when these are the person's others.
    #[must_use]
    pub fn of_new(others: impl IntoIterator<Item = Self>) -> Self {
        match others.into_iter().any(|trust| trust == Self::Verified) {
            true => Self::Undecided,
            false => Self::Blind,
        }
    }

    /// Whether to encrypt to it.
    #[must_use]
    pub fn may_read(self) -> bool {
        matches!(self, Self::Blind | Self::Verified)
    }

    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Undecided => 0,
            Self::Blind => 1,
            Self::Verified => 2,
            Self::Distrusted => 3,
        }
    }

    pub(crate) const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Undecided),
            1 => Some(Self::Blind),
            2 => Some(Self::Verified),
            3 => Some(Self::Distrusted),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_is_blind_until_something_is_verified() {
        assert_eq!(Trust::of_new([]), Trust::Blind);
        assert_eq!(
            Trust::of_new([Trust::Blind, Trust::Distrusted]),
            Trust::Blind
        );
        assert_eq!(
            Trust::of_new([Trust::Blind, Trust::Verified]),
            Trust::Undecided
        );
    }

    #[test]
    fn only_trusted_keys_may_read() {
        let may: Vec<_> = (0..4)
            .filter_map(Trust::from_code)
            .map(Trust::may_read)
            .collect();
        assert_eq!(may, [false, true, true, false]);
        assert_eq!(Trust::from_code(4), None);
        assert!((0..4).all(|code| Trust::from_code(code).is_some_and(|it| it.code() == code)));
    }
}
