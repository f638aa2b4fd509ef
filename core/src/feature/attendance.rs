//! What contacts may know of us: receipts, typing, our program, and since when nobody has looked at
//! the window (XEP-0319). Strangers learn none of it, whatever the switches say.

use std::time::{Duration, Instant};

use waxwing_proto::disco::Info;
use waxwing_proto::{chat_state, receipts, version};

use crate::Timestamp;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::Privacy;

/// Whether somebody looks at the window, and what was told about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Attendance {
    /// Somebody does.
    #[default]
    Here,
    /// Nobody has for a while; that is told when the moment comes.
    Away { since: Timestamp, due: Instant },
    /// The contacts know since when nobody has.
    Told { since: Timestamp },
}

impl Attendance {
    /// Since when nobody looks, where contacts are to know.
    pub(crate) fn idle(self) -> Option<Timestamp> {
        match self {
            Self::Told { since } => Some(since),
            Self::Here | Self::Away { .. } => None,
        }
    }

    /// When there is something to tell.
    pub(crate) fn next_wake(self) -> Option<Instant> {
        match self {
            Self::Away { due, .. } => Some(due),
            Self::Here | Self::Told { .. } => None,
        }
    }
}

impl Account {
    /// Since when nobody looks at the window; `None`: somebody does.
    pub(crate) fn set_unattended(&mut self, since: Option<Timestamp>, turn: &mut Turn) {
        let before = self.book.attendance;
        self.book.attendance = match (since, before) {
            (None, _) => Attendance::Here,
            (Some(since), Attendance::Here) => {
                let gone = Timestamp::now().0.saturating_sub(since.0).max(0);
                let gone = Duration::from_micros(gone.unsigned_abs());
                Attendance::Away {
                    since,
                    due: Instant::now() + IDLE_AFTER.saturating_sub(gone),
                }
            }
            // It has not ended since.
            (Some(_), same) => same,
        };
        if before.idle().is_some() && since.is_none() {
            self.tell_presence(turn);
        }
    }

    /// Time has passed.
    pub(crate) fn tick_attendance(&mut self, now: Instant, turn: &mut Turn) {
        if let Attendance::Away { since, due } = self.book.attendance
            && due <= now
        {
            self.book.attendance = Attendance::Told { since };
            if self.book.privacy.last_seen {
                self.tell_presence(turn);
            }
        }
    }

    /// Since when we are away, if contacts may know.
    pub(crate) fn told_idle(&self) -> Option<Timestamp> {
        let idle = self.book.attendance.idle();
        idle.filter(|_| self.book.privacy.last_seen)
    }

    pub(crate) fn set_privacy(&mut self, privacy: Privacy, turn: &mut Turn) {
        if self.book.privacy == privacy {
            return;
        }
        self.book.privacy = privacy;
        self.book.changed = true;
        self.keep_privacy(turn);
        self.info = own_info(&self.parts.software.name, privacy);
        let all: Vec<_> = self.talks.keys().copied().collect();
        for id in all {
            self.allow_states(id);
        }
        self.tell_presence(turn);
    }

    /// Shows ourselves as we are now; later, where there is no connection.
    pub(crate) fn tell_presence(&mut self, turn: &mut Turn) {
        if self.is_online() {
            turn.send.push(self.own_presence());
        } else {
            self.presence_due = true;
        }
    }
}

/// What we say that we can do: not what is switched off.
pub(crate) fn own_info(name: &str, privacy: Privacy) -> Info {
    let mut info = Info::own(name);
    info.features.retain(|feature| match feature.as_str() {
        receipts::NS => privacy.receipts,
        chat_state::NS => privacy.typing,
        version::NS => privacy.version,
        _ => true,
    });
    info
}

/// Long enough that reading something else is no absence.
const IDLE_AFTER: Duration = Duration::from_secs(5 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_off_is_not_claimed() {
        let all = own_info("Waxwing", Privacy::default());
        assert!(all.has(receipts::NS) && all.has(chat_state::NS) && all.has(version::NS));
        let none = Privacy {
            receipts: false,
            typing: false,
            last_seen: false,
            version: false,
        };
        let none = own_info("Waxwing", none);
        assert!(!none.has(receipts::NS) && !none.has(chat_state::NS) && !none.has(version::NS));
        assert!(none.has("urn:xmpp:ping"));
    }
}
