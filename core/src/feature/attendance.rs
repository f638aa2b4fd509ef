//! Whether somebody looks at the window, and since when nobody has (XEP-0319). Who is told of it says
//! [`super::discretion`]; strangers never are.

use std::time::{Duration, Instant};

use crate::Timestamp;
use crate::account::Account;
use crate::account::turn::Turn;

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
            if self.tells_idle() {
                self.tell_presence(turn);
            }
        }
    }

    /// Shows ourselves as we are now; later, where there is no connection.
    pub(crate) fn tell_presence(&mut self, turn: &mut Turn) {
        if self.is_online() {
            turn.send.push(self.own_presence());
            self.tell_idle(turn);
        } else {
            self.presence_due = true;
        }
    }
}

/// Long enough that reading something else is no absence.
const IDLE_AFTER: Duration = Duration::from_secs(5 * 60);
