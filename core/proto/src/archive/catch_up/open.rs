//! A question that is under way, and the page that comes of it.

use std::collections::HashSet;

use super::PageError;
use crate::archive::Fin;
use crate::result_set::Range;

/// Which page of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The newest.
    Top,
    /// The one below the stretch whose oldest end has this name.
    Below(String),
    /// The one above the stretch whose newest end has this name.
    Above(String),
}

/// What to ask an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// By which its results are known.
    pub id: String,
    /// Which page.
    pub range: Range,
    /// Nothing later than this, in microseconds since 1970.
    pub until: Option<i64>,
    /// The most results.
    pub max: u32,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<R> {
    /// What the archive calls it.
    pub id: String,
    /// When the archive took it in.
    pub stamp: Option<i64>,
    /// What the driver made of it.
    pub content: R,
}

/// A page, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<R> {
    /// Where it belongs.
    pub place: Place,
    /// Oldest first.
    pub rows: Vec<Row<R>>,
    /// There is nothing beyond it, in its direction.
    pub complete: bool,
}

#[derive(Debug)]
pub(super) struct Open<R> {
    pub(super) id: String,
    pub(super) place: Place,
    pub(super) until: Option<i64>,
    /// What is asked for begins behind this one, before the place.
    pub(super) from: Option<String>,
    /// The question for the page before it went out.
    pub(super) chained: bool,
    /// It steps over a message that nobody can read.
    pub(super) skips: bool,
    /// It asks for what stands between such a message and what was found below it.
    pub(super) climbs: bool,
    /// The newest of what is here below.
    floor: Option<i64>,
    pub(super) max: u32,
    rows: Vec<Row<R>>,
    ids: HashSet<String>,
    flooded: bool,
    complete: Option<bool>,
}

impl<R> Open<R> {
    pub(super) fn new(
        id: String,
        place: Place,
        floor: Option<i64>,
        until: Option<i64>,
        max: u32,
    ) -> Self {
        Self {
            id,
            place,
            until,
            from: None,
            chained: false,
            skips: false,
            climbs: false,
            floor,
            max,
            rows: Vec::new(),
            ids: HashSet::new(),
            flooded: false,
            complete: None,
        }
    }

    pub(super) fn query(&self) -> Query {
        let range = match (&self.place, self.until) {
            (Place::Top, _) | (_, Some(_)) => Range::Last,
            (Place::Below(id), None) => Range::Before(id.clone()),
            (Place::Above(id), None) => Range::After(self.from.as_ref().unwrap_or(id).clone()),
        };
        Query {
            id: self.id.clone(),
            range,
            until: self.until,
            max: self.max,
        }
    }

    pub(super) fn is_unanswered(&self) -> bool {
        self.complete.is_none()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What comes twice counts once; what comes beyond all measure spoils the page.
    pub(super) fn take(&mut self, row: Row<R>) {
        if self.rows.len() >= MAX_ROWS {
            self.flooded = true;
        } else if self.ids.insert(row.id.clone()) {
            self.rows.push(row);
        }
    }

    pub(super) fn close(&mut self, fin: &Fin) -> Result<(), PageError> {
        if self.flooded {
            return Err(PageError::TooMany);
        }
        let ends = [&fin.set.first, &fin.set.last];
        let missing = |end: &&String| !self.ids.contains(*end);
        if ends.into_iter().flatten().any(|end| missing(&end)) {
            return Err(PageError::Holes);
        }
        // A page with nothing in it has no end to go on from.
        self.complete = Some(fin.complete || self.rows.is_empty());
        Ok(())
    }

    /// It says that nothing is before it.
    pub(super) fn is_first(&self) -> bool {
        !matches!(self.place, Place::Above(_)) && self.complete == Some(true)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The end below which the next page is, and what is known to be below that.
    pub(super) fn next_below(&self) -> Option<(&Row<R>, Option<i64>)> {
        let downward = !matches!(self.place, Place::Above(_));
        if !downward || self.chained || self.complete == Some(true) {
            return None;
        }
        Some((self.rows.first()?, self.floor))
    }

    pub(super) fn into_page(self) -> Page<R> {
        Page {
            place: self.place,
            rows: self.rows,
            complete: self.complete.unwrap_or_default(),
        }
    }
}

/// Four times what we ask for: more than any server sends that knows what a page is.
const MAX_ROWS: usize = 1_000;
