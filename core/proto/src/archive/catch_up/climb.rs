//! Stepping over a message that nobody can read: what is found somewhere below it is kept, and what
//! stands between is fetched upwards from there until the next is that message, so that it costs
//! itself and none of its neighbours. Each time it comes along it breaks the connection, so what is
//! kept outlives sessions.

use super::open::{Open, Page, Place, Row};
use super::{CatchUp, PageError};
use crate::stanza_error::Condition;

/// What was found, on its way up.
#[derive(Debug)]
pub(super) struct Climb<R> {
    /// The oldest end of what is here above.
    upper: String,
    /// Oldest first.
    rows: Vec<Row<R>>,
    /// The archive has nothing before it.
    complete: bool,
    over: bool,
}

impl<R> Climb<R> {
    fn new(upper: String, page: Page<R>) -> Self {
        Self {
            upper,
            rows: page.rows,
            complete: page.complete,
            over: false,
        }
    }

    /// Takes in what stands above what is kept.
    fn add(&mut self, page: Page<R>) {
        let before = self.rows.len();
        let end = page.rows.iter().position(|row| row.id == self.upper);
        let most = end.unwrap_or(page.rows.len());
        let known = |row: &Row<R>| self.rows.iter().any(|one| one.id == row.id);
        let new: Vec<_> = page.rows.into_iter().take(most).collect();
        let new: Vec<_> = new.into_iter().filter(|row| !known(row)).collect();
        self.rows.extend(new);
        self.over |= end.is_some() || page.complete || self.rows.len() == before;
        // What is dropped is fetched again on the way down.
        let much = self.rows.len().saturating_sub(MOST);
        if much > 0 {
            self.rows.drain(..much);
            self.complete = false;
        }
    }

    /// Whether what stands above it begins with this one.
    pub(super) fn is_below(&self, upper: &str) -> bool {
        self.upper == upper && !self.over
    }

    /// Whether nothing more can be had of what stands above.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// The newest of what is kept.
    pub(super) fn top(&self) -> Option<&str> {
        self.rows.last().map(|row| row.id.as_str())
    }

    pub(super) fn into_page(self) -> Page<R> {
        Page {
            place: Place::Below(self.upper),
            rows: self.rows,
            complete: self.complete,
        }
    }
}

impl<R> CatchUp<R> {
    /// What came spoiled the session while this page was awaited.
    pub(super) fn doubt(&mut self, awaited: Open<R>) {
        let again = self.suspect.as_ref() == Some(&awaited.place);
        let alone = awaited.max == 1;
        self.suspect = Some(awaited.place);
        let worn = self.size.spoiled(again);
        if awaited.climbs {
            // The next one is what can't be read.
            if (alone && again) || worn {
                self.end_climb();
            }
        } else if worn {
            self.fail(PageError::Poison);
        }
    }

    /// Whether what is asked next belongs to a climb.
    pub(super) fn is_climbing(&self) -> bool {
        let upper = self.spans.first().map(|span| span.oldest.id.as_str());
        let climb = self.climb.as_ref();
        climb.is_some_and(|climb| upper.is_some_and(|upper| climb.is_below(upper)))
    }

    /// Keeps what was found below, or what stands above that.
    pub(super) fn hold(&mut self, page: Page<R>) {
        match (&mut self.climb, &page.place) {
            (Some(climb), Place::Above(_)) => {
                climb.add(page);
                self.suspect = None;
                self.size.well();
            }
            (_, Place::Below(upper)) => {
                self.climb = Some(Climb::new(upper.clone(), page));
                self.size.found();
            }
            _ => {}
        }
    }

    /// What stands above can't be had.
    pub(super) fn slip(&mut self, error: &PageError) {
        let gone = matches!(error, PageError::Refused(error)
            if error.condition == Condition::ItemNotFound);
        if gone || self.size.refused() {
            self.end_climb();
        }
    }

    fn end_climb(&mut self) {
        if let Some(climb) = &mut self.climb {
            climb.over = true;
        }
        self.suspect = None;
        self.size.found();
    }
}

/// As much is kept of what was found.
const MOST: usize = 1_000;
