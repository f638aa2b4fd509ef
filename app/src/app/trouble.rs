//! What the window says about a profile that is in trouble: in words, with what to do next.

use waxwing_core::{Error, Part, Recovered};

use super::App;
use crate::ui::failure::Words;
use crate::{format, tr};

impl App {
    /// The profile can't be written: told once.
    pub(super) fn store_failed(&mut self, error: &Error) {
        tracing::error!(%error, "the profile can't be written");
        if !std::mem::replace(&mut self.store_failed, true) {
            self.notes.push(match error {
                Error::ReadOnly { .. } | Error::Damaged(_) => Words::of_error(error).sentence(),
                _ => tr!("note-store-failed"),
            });
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
