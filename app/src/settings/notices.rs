//! What is remembered about notices and the tray.

mod quiet;

pub use quiet::{DAY, Quiet, STEP};

use chrono::NaiveDateTime;
use serde_json::Value;
use waxwing_core::Timestamp;

use super::Fields;
use super::choice::{Told, Wanted};

/// What is remembered about notices and the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notices {
    /// How much a notice tells.
    pub told: Told,
    /// Which messages are worth one, where a conversation has no rule of its own.
    pub wanted: Wanted,
    /// They come with a sound.
    pub sound: bool,
    /// When there are none.
    pub quiet: Quiet,
    /// There are none until then.
    pub calm_until: Option<Timestamp>,
    /// There is a sign in the tray.
    pub tray: bool,
    /// Closing the window leaves the program in the tray.
    pub close_to_tray: bool,
    /// The program starts without its window, in the tray.
    pub start_hidden: bool,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            told: Told::default(),
            wanted: Wanted::default(),
            sound: true,
            quiet: Quiet::default(),
            calm_until: None,
            tray: true,
            close_to_tray: false,
            start_hidden: false,
        }
    }
}

impl Notices {
    /// Whether the person wants no notices at the moment; `local` is the same moment by their clock.
    pub fn is_calm(&self, now: Timestamp, local: NaiveDateTime) -> bool {
        self.calm_until.is_some_and(|until| until > now) || self.quiet.holds(local)
    }

    pub(super) fn read(fields: &mut Fields) -> Self {
        let usual = Self::default();
        Self {
            told: fields.word("notices", Told::by_word),
            wanted: fields.word("notices_for", Wanted::by_word),
            sound: fields.flag("notices_sound", usual.sound),
            quiet: Quiet {
                on: fields.flag("quiet_hours", usual.quiet.on),
                from: fields.minute("quiet_from", usual.quiet.from),
                to: fields.minute("quiet_to", usual.quiet.to),
                days: fields
                    .take("quiet_days", |value| quiet::read_days(value).map(Some))
                    .unwrap_or(usual.quiet.days),
            },
            calm_until: fields.take("calm_until", |value| match value {
                Value::Null => Some(None),
                value => Some(Some(Timestamp(value.as_i64()?))),
            }),
            tray: fields.flag("tray", usual.tray),
            close_to_tray: fields.flag("close_to_tray", usual.close_to_tray),
            start_hidden: fields.flag("start_hidden", usual.start_hidden),
        }
    }

    pub(super) fn fields(&self) -> [(&'static str, Value); 11] {
        let days = self.quiet.days.iter().zip(1..);
        let days: Vec<u64> = days.filter(|(on, _)| **on).map(|(_, day)| day).collect();
        [
            ("notices", self.told.word().into()),
            ("notices_for", self.wanted.word().into()),
            ("notices_sound", self.sound.into()),
            ("quiet_hours", self.quiet.on.into()),
            ("quiet_from", self.quiet.from.into()),
            ("quiet_to", self.quiet.to.into()),
            ("quiet_days", days.into()),
            ("calm_until", self.calm_until.map(|until| until.0).into()),
            ("tray", self.tray.into()),
            ("close_to_tray", self.close_to_tray.into()),
            ("start_hidden", self.start_hidden.into()),
        ]
    }
}

impl Fields {
    fn flag(&mut self, name: &'static str, usual: bool) -> bool {
        let read = self.take(name, |value| Some(Some(value.as_bool()?)));
        read.unwrap_or(usual)
    }

    /// A minute of the day.
    fn minute(&mut self, name: &'static str, usual: u16) -> u16 {
        let read = self.take(name, |value| {
            let minute = u16::try_from(value.as_u64()?).ok()?;
            (minute < DAY).then_some(Some(minute))
        });
        read.unwrap_or(usual)
    }
}
