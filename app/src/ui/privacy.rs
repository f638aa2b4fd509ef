//! What can be told to contacts, one thing after the other: for the settings and for a contact's page.

use waxwing_core::model::{Exceptions, Privacy};

use crate::tr;

/// One thing that contacts may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// That a message has arrived.
    Receipts,
    /// That a message was read.
    Markers,
    /// That something is being typed.
    Typing,
    /// Since when nobody has looked at the window.
    LastSeen,
    /// Which program runs here.
    Version,
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Receipts,
        Self::Markers,
        Self::Typing,
        Self::LastSeen,
        Self::Version,
    ];

    /// Its name.
    pub fn title(self) -> String {
        match self {
            Self::Receipts => tr!("privacy-receipts"),
            Self::Markers => tr!("privacy-markers"),
            Self::Typing => tr!("privacy-typing"),
            Self::LastSeen => tr!("privacy-last-seen"),
            Self::Version => tr!("privacy-version"),
        }
    }

    /// What it means.
    pub fn hint(self) -> String {
        match self {
            Self::Receipts => tr!("privacy-receipts-hint"),
            Self::Markers => tr!("privacy-markers-hint"),
            Self::Typing => tr!("privacy-typing-hint"),
            Self::LastSeen => tr!("privacy-last-seen-hint"),
            Self::Version => tr!("privacy-version-hint"),
        }
    }

    /// Whether contacts are told.
    pub fn of(self, privacy: &Privacy) -> bool {
        match self {
            Self::Receipts => privacy.receipts,
            Self::Markers => privacy.markers,
            Self::Typing => privacy.typing,
            Self::LastSeen => privacy.last_seen,
            Self::Version => privacy.version,
        }
    }

    /// The same with this one told, or not.
    pub fn told(self, mut privacy: Privacy, told: bool) -> Privacy {
        *match self {
            Self::Receipts => &mut privacy.receipts,
            Self::Markers => &mut privacy.markers,
            Self::Typing => &mut privacy.typing,
            Self::LastSeen => &mut privacy.last_seen,
            Self::Version => &mut privacy.version,
        } = told;
        privacy
    }

    /// What holds for one contact only.
    pub fn exception(self, exceptions: &Exceptions) -> Option<bool> {
        match self {
            Self::Receipts => exceptions.receipts,
            Self::Markers => exceptions.markers,
            Self::Typing => exceptions.typing,
            Self::LastSeen => exceptions.last_seen,
            Self::Version => exceptions.version,
        }
    }

    /// The same with another exception.
    pub fn except(self, mut exceptions: Exceptions, told: Option<bool>) -> Exceptions {
        *match self {
            Self::Receipts => &mut exceptions.receipts,
            Self::Markers => &mut exceptions.markers,
            Self::Typing => &mut exceptions.typing,
            Self::LastSeen => &mut exceptions.last_seen,
            Self::Version => &mut exceptions.version,
        } = told;
        exceptions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_topic_is_its_own() {
        for topic in Topic::ALL {
            let usual = Privacy::default();
            let other = topic.told(usual, !topic.of(&usual));
            let changed = Topic::ALL
                .iter()
                .filter(|one| one.of(&other) != one.of(&usual));
            assert_eq!(changed.collect::<Vec<_>>(), [&topic]);
            let none = Exceptions::default();
            let some = topic.except(none, Some(false));
            let changed = Topic::ALL
                .iter()
                .filter(|one| one.exception(&some).is_some());
            assert_eq!(changed.collect::<Vec<_>>(), [&topic]);
            assert_eq!(topic.except(some, None), none);
        }
    }
}
