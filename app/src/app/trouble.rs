//! What the window says about a profile that is in trouble: in words, with what to do next.

use std::time::{Duration, Instant};

use waxwing_core::{Error, Part, Recovered};

use super::App;
use crate::ui::failure::Words;
use crate::{format, tr};

/// What was told already.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// When the profile could not be written the last time.
    failed: Option<Instant>,
    /// It can only be read.
    read_only: bool,
}

/// A failure after this time is another one, to be told again.
const CALM: Duration = Duration::from_secs(60);

impl App {
    /// The profile can't be written, or not be read. Told once as long as it goes on.
    pub(super) fn store_failed(&mut self, error: &Error) {
        tracing::error!(%error, "the profile is in trouble");
        let said = match error {
            Error::ReadOnly { .. } => {
                // The bar of each account says so from the start.
                if !std::mem::replace(&mut self.trouble.read_only, true) {
                    return;
                }
                tr!("note-read-only")
            }
            Error::Damaged(_) => Words::of_error(error).sentence(),
            _ => {
                let before = self.trouble.failed.replace(Instant::now());
                if before.is_some_and(|before| before.elapsed() < CALM) {
                    return;
                }
                tr!("note-store-failed")
            }
        };
        if !self.notes.contains(&said) {
            self.notes.push(said);
        }
    }

    /// A part of the profile was broken.
    pub(super) fn recovered(&mut self, recovered: &Recovered) {
        tracing::error!(?recovered, "a part of the profile was broken");
        let day = recovered.backup.map(format::full_date);
        let note = match (recovered.part, day, &recovered.moved_to) {
            (Part::State, Some(day), _) => tr!("note-restored-state", day = day),
            (Part::State, None, None) => tr!("note-recovered-end"),
            (Part::State, None, Some(_)) => tr!("note-recovered-state"),
            (Part::History, Some(day), _) => tr!("note-restored-history", day = day),
            (Part::History, None, _) => tr!("note-recovered-history"),
            (Part::Passwords, ..) => tr!("note-recovered-passwords"),
        };
        self.notes.push(note);
        if let Some(path) = &recovered.moved_to {
            self.notes
                .push(tr!("note-recovered-kept", path = path.as_str()));
        }
    }
}
