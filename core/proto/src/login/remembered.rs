//! What an account remembers of its logins, so that nobody can talk it into weaker ones.
//!
//! The man in the middle of jabber.ru in 2023 had valid certificates. He could not have passed on
//! logins that are bound to the connection, so he would have had to hide that the server offers them;
//! who has seen the offer before notices. A server that signs its offer (XEP-0474) may take a
//! strength back: then it is certain that it was the server.

use crate::sasl::{BindingType, Hash, Mechanism};

/// What an account remembers of its logins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The strongest SCRAM that ever succeeded.
    pub scram: Option<Strength>,
    /// The certificate was accepted.
    pub external: bool,
    /// The server offers bound logins without saying by what, and refused what we know.
    pub refused: bool,
}

/// A way to use SCRAM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    /// What it was bound to.
    pub binding: Option<BindingType>,
    /// Its hash.
    pub hash: Hash,
}

/// What protects a login, in the names of the standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// The mechanism; `None` for none that we know.
    pub mechanism: Option<Mechanism>,
    /// What it is bound to.
    pub binding: Option<BindingType>,
}

impl Remembered {
    /// What was there before and is more than `now`.
    pub(super) fn more_than(&self, now: Option<Strength>) -> Option<Strength> {
        let before = self.scram?;
        let less = now.is_none_or(|now| now.rank() < before.rank());
        less.then_some(before)
    }

    /// Whether a bound login has ever succeeded.
    pub(super) fn is_bound(&self) -> bool {
        self.scram.is_some_and(|before| before.binding.is_some())
    }

    /// A login by SCRAM succeeded; `signed` if the server has signed its offer.
    pub(super) fn learn(&mut self, strength: Strength, signed: bool) {
        if signed || self.more_than(Some(strength)).is_none() {
            self.scram = Some(strength);
        }
        if strength.binding.is_some() {
            self.refused = false;
        }
    }
}

impl Strength {
    /// A binding is worth more than any hash: no hash of ours is broken.
    fn rank(self) -> (u8, Hash) {
        (self.binding.map_or(0, BindingType::strength), self.hash)
    }
}

impl From<Strength> for Protection {
    fn from(strength: Strength) -> Self {
        let mechanism = match strength.binding {
            Some(_) => Mechanism::ScramPlus(strength.hash),
            None => Mechanism::Scram(strength.hash),
        };
        Self {
            mechanism: Some(mechanism),
            binding: strength.binding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN_SCRAM: Strength = Strength {
        binding: None,
        hash: Hash::Sha512,
    };
    const END_POINT: Strength = Strength {
        binding: Some(BindingType::TlsServerEndPoint),
        hash: Hash::Sha1,
    };
    const EXPORTER: Strength = Strength {
        binding: Some(BindingType::TlsExporter),
        hash: Hash::Sha1,
    };

    #[test]
    fn only_more_is_remembered() {
        let mut remembered = Remembered::default();
        assert_eq!(remembered.more_than(None), None);
        for (strength, then) in [
            (PLAIN_SCRAM, PLAIN_SCRAM),
            (END_POINT, END_POINT),
            (PLAIN_SCRAM, END_POINT),
            (EXPORTER, EXPORTER),
            (END_POINT, EXPORTER),
        ] {
            remembered.learn(strength, false);
            assert_eq!(remembered.scram, Some(then));
        }
        assert_eq!(remembered.more_than(Some(END_POINT)), Some(EXPORTER));
        assert_eq!(remembered.more_than(Some(PLAIN_SCRAM)), Some(EXPORTER));
        assert_eq!(remembered.more_than(None), Some(EXPORTER));
        assert_eq!(remembered.more_than(Some(EXPORTER)), None);
    }

    #[test]
    fn a_server_that_signs_its_offer_may_take_a_strength_back() {
        let mut remembered = Remembered::default();
        remembered.learn(EXPORTER, false);
        remembered.learn(PLAIN_SCRAM, true);
        assert_eq!(remembered.scram, Some(PLAIN_SCRAM));
    }
}
