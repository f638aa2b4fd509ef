//! Whether somebody looks at the window: our server learns of it after a while (XEP-0352), and who may
//! know since when nobody has (XEP-0319), later. Who may says [`super::discretion`]; strangers never.

use std::time::{Duration, Instant};

use crate::Timestamp;
use crate::account::Account;
use crate::account::stream::ToStream;
use crate::account::turn::Turn;

/// Whether somebody looks at the window, and what was told about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Attendance {
    /// Somebody does.
    #[default]
    Here,
    /// Nobody does; whoever looks something up in another window comes back.
    Left {
        since: Timestamp,
        told_at: [Instant; 2],
    },
    /// Our server knows that nobody does.
    Quiet { since: Timestamp, told_at: Instant },
    /// The contacts know since when nobody has, too.
    Told { since: Timestamp },
}

impl Attendance {
    /// Nobody has looked for so long already.
    fn left(since: Timestamp, gone: Duration, now: Instant) -> Self {
        let told_at = [QUIET_AFTER, IDLE_AFTER].map(|after| now + after.saturating_sub(gone));
        Self::Left { since, told_at }
    }

    /// Since when nobody looks, where contacts are to know.
    pub(crate) fn idle(self) -> Option<Timestamp> {
        match self {
            Self::Told { since } => Some(since),
            Self::Here | Self::Left { .. } | Self::Quiet { .. } => None,
        }
    }

    /// When there is something to tell.
    pub(crate) fn next_wake(self) -> Option<Instant> {
        match self {
            Self::Left {
                told_at: [due, _], ..
            }
            | Self::Quiet { told_at: due, .. } => Some(due),
            Self::Here | Self::Told { .. } => None,
        }
    }

    /// What there is to tell by `now`, if anything; one thing after the other.
    fn tick(self, now: Instant) -> Option<Self> {
        self.next_wake().filter(|due| *due <= now)?;
        match self {
            Self::Left {
                since,
                told_at: [_, told_at],
            } => Some(Self::Quiet { since, told_at }),
            Self::Quiet { since, .. } => Some(Self::Told { since }),
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
                Attendance::left(since, gone, Instant::now())
            }
            // It has not ended since.
            (Some(_), same) => same,
        };
        if since.is_none() {
            self.line.send(ToStream::Attention(true));
        }
        if before.idle().is_some() && since.is_none() {
            self.tell_presence(turn);
        }
    }

    /// Time has passed.
    pub(crate) fn tick_attendance(&mut self, now: Instant, turn: &mut Turn) {
        while let Some(next) = self.book.attendance.tick(now) {
            self.book.attendance = next;
            match next {
                Attendance::Quiet { .. } => self.line.send(ToStream::Attention(false)),
                Attendance::Told { .. } if self.tells_idle() => self.tell_presence(turn),
                _ => {}
            }
        }
    }

    /// Shows ourselves as we are now; later, where there is no connection.
    pub(crate) fn tell_presence(&mut self, turn: &mut Turn) {
        if self.is_online() {
            turn.send.push(self.own_presence());
            self.show_in_rooms(turn);
            self.tell_idle(turn);
        } else {
            self.presence_due = true;
        }
    }
}

/// Who looks something up in another window comes back within it.
const QUIET_AFTER: Duration = Duration::from_secs(30);

/// Long enough that reading something else is no absence.
const IDLE_AFTER: Duration = Duration::from_secs(5 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_learns_of_it_first_and_the_contacts_later() {
        let (since, now) = (Timestamp(1), Instant::now());
        let left = Attendance::left(since, Duration::ZERO, now);
        assert_eq!(left.tick(now + QUIET_AFTER / 2), None);
        let quiet = left.tick(now + QUIET_AFTER).unwrap();
        assert!(matches!(quiet, Attendance::Quiet { .. }));
        assert_eq!(quiet.tick(now + QUIET_AFTER), None);
        let told = quiet.tick(now + IDLE_AFTER).unwrap();
        assert_eq!(told, Attendance::Told { since });
        assert_eq!(told.next_wake(), None);
        // Whoever was gone for long already is both at once.
        let long = Attendance::left(since, 2 * IDLE_AFTER, now);
        assert_eq!(long.tick(now).and_then(|quiet| quiet.tick(now)), Some(told));
    }
}
