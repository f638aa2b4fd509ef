//! The newest rows that were told. An archive may show a row a moment after those that came behind it (seen
//! with ejabberd under load: 0.2 s): whoever goes on from the newest that is here would never see it. So
//! what comes next is asked for from a little before.

use std::collections::VecDeque;

use super::open::{Page, Place};

/// What was told of the newest end of an archive.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// Oldest first.
    ids: VecDeque<String>,
    /// The same, once the page that was handed out is stored.
    coming: Option<VecDeque<String>>,
}

impl Tail {
    /// A page is handed out.
    pub(super) fn follow<R>(&mut self, page: &Page<R>) {
        let mut ids = match &page.place {
            Place::Below(_) => return,
            Place::Top => VecDeque::new(),
            Place::Above(_) => self.ids.clone(),
        };
        for row in &page.rows {
            if !ids.contains(&row.id) {
                ids.push_back(row.id.clone());
            }
            if ids.len() > LENGTH {
                ids.pop_front();
            }
        }
        self.coming = Some(ids);
    }

    /// It is stored.
    pub(super) fn stored(&mut self) {
        if let Some(ids) = self.coming.take() {
            self.ids = ids;
        }
    }

    /// It could not be stored.
    pub(super) fn not_stored(&mut self) {
        self.coming = None;
    }

    /// From where to ask for what comes behind `newest`, so that what was shown late comes along: the page
    /// of so many rows has room for it.
    pub(super) fn before(&self, newest: &str, size: u32) -> Option<&str> {
        let fits = usize::try_from(size).is_ok_and(|size| size >= LENGTH * 2);
        let known = self.ids.iter().any(|id| id == newest);
        let oldest = self.ids.front().filter(|_| fits && known)?;
        Some(oldest.as_str()).filter(|oldest| *oldest != newest)
    }
}

/// More than come in while a server writes one down.
const LENGTH: usize = 24;
