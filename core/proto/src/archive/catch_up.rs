//! What to ask an archive next, so that in the end everything is here (XEP-0313 §4.2, §5).
//!
//! What is here of an archive is a list of stretches, newest first, with a gap below each; whoever
//! drives this machine keeps them together with the rows. The order of work is what is of use to a
//! person: the newest page, then down to what was here before, then the other gaps, then back to the
//! beginning or to the bound. A page comes oldest first, so the question for the page before it can
//! go out with its first result: two are under way at a time, and the server never waits for us.
//!
//! Nothing is remembered here that a lost session or a crash could spoil. A page counts when it is
//! stored, and what comes next follows from the stretches alone.

mod climb;
mod open;
mod size;
mod stage;
mod stretch;
mod tail;

use std::collections::VecDeque;

use crate::stanza_error::Condition;

use super::Fin;
use climb::Climb;
use open::Open;
pub use open::{Page, Place, Query, Row};
use size::Size;
pub use stage::{PageError, Stage};
pub use stretch::{Bounds, Mark, Stretch};
use tail::Tail;

/// The machine. `R` is what its driver makes of a result.
#[derive(Debug)]
pub struct CatchUp<R> {
    bounds: Bounds,
    spans: Vec<Stretch>,
    /// Asked, in the order of asking.
    open: VecDeque<Open<R>>,
    /// A page is handed out and not stored yet.
    storing: Option<Place>,
    size: Size,
    /// By which our questions are known from those of other sessions.
    prefix: String,
    count: u64,
    state: State,
    /// The newest page is to be asked for.
    top_due: bool,
    /// What is behind the newest stretch is to be asked for.
    forward_due: bool,
    /// And with it what may have been shown late before its end.
    overlap_due: bool,
    tail: Tail,
    /// The newest that was here before this session.
    anchor: Option<String>,
    /// Everything down to there is here.
    looked: bool,
    /// The oldest end of the newest stretch is no longer in the archive.
    expired: Option<String>,
    /// The page that was awaited when what came spoiled a session.
    suspect: Option<Place>,
    /// What was found below a message that nobody can read, and is not stored yet.
    climb: Option<Climb<R>>,
    stalls: u32,
    /// So many answers in a row denied what was in the archive before.
    denials: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Running,
    Failed(PageError),
}

impl<R> CatchUp<R> {
    /// A machine that knows what is here, newest first, and asks for nothing yet.
    #[must_use]
    pub fn new(spans: Vec<Stretch>, page: u32) -> Self {
        Self {
            bounds: Bounds::default(),
            spans,
            open: VecDeque::new(),
            storing: None,
            size: Size::new(page),
            prefix: String::new(),
            count: 0,
            state: State::Idle,
            top_due: false,
            forward_due: false,
            overlap_due: false,
            tail: Tail::default(),
            anchor: None,
            looked: false,
            expired: None,
            suspect: None,
            climb: None,
            stalls: 0,
            denials: 0,
        }
    }

    /// A session began: what was asked in another one won't be answered. `prefix` begins the names
    /// of its questions, and is unlike that of any other session. `spoiled`: the one before ended
    /// because of what the server sent.
    pub fn begin(&mut self, prefix: &str, spoiled: bool) {
        let awaited = self.open.drain(..).find(Open::is_unanswered);
        prefix.clone_into(&mut self.prefix);
        if spoiled
            && self.state == State::Running
            && let Some(awaited) = awaited
        {
            self.doubt(awaited);
        }
        // Asking again would break the next session too.
        if self.state == State::Failed(PageError::Poison) {
            return;
        }
        self.state = State::Running;
        self.top_due = true;
        self.forward_due = false;
        self.overlap_due = false;
        self.looked = false;
        self.stalls = 0;
        self.denials = 0;
        self.anchor = self.spans.first().map(|span| span.newest.id.clone());
    }

    /// The session is over, or the archive is of no use: nothing is asked until the next beginning.
    pub fn rest(&mut self) {
        if self.state == State::Running {
            self.state = State::Idle;
        }
    }

    /// After a failure: begins anew in the same session.
    pub fn retry(&mut self) {
        if matches!(self.state, State::Failed(_)) {
            self.state = State::Idle;
            self.size.forget();
            self.suspect = None;
            let prefix = std::mem::take(&mut self.prefix);
            self.open.clear();
            self.begin(&prefix, false);
        }
    }

    /// Much has been said in this session: what the archive made of it is looked at.
    pub fn audit(&mut self) {
        if self.looked && !self.spans.is_empty() {
            self.forward_due = true;
            self.overlap_due = true;
        } else if self.looked {
            self.top_due = true;
        }
    }

    /// How far to go from now on.
    pub fn set_bounds(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    /// How far the work is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match &self.state {
            State::Idle => Stage::Idle,
            State::Failed(error) => Stage::Failed(error.clone()),
            State::Running if !self.looked => Stage::Looking,
            State::Running if self.lower().is_some() => Stage::Filling,
            State::Running if self.is_busy() => Stage::Filling,
            State::Running if self.bounds.paused && self.is_short() => Stage::Paused,
            State::Running => Stage::Done,
        }
    }

    /// What is here, newest first.
    #[must_use]
    pub fn spans(&self) -> &[Stretch] {
        &self.spans
    }

    /// Everything that the archive took in since the session before, and at least since `since`, is
    /// here.
    #[must_use]
    pub fn has_looked(&self, since: i64) -> bool {
        let reached = |span: &Stretch| span.whole || span.oldest.at <= since;
        let far = self.anchor.is_some() || self.spans.first().is_none_or(reached);
        self.looked && (far || self.lower().is_none())
    }

    /// Nothing is to be asked or stored, but for what is older.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let asked = !self.open.is_empty() || self.storing.is_some() || self.climb.is_some();
        !asked && !self.forward_due && !self.top_due
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.open.iter().any(Open::is_unanswered)
    }

    /// The next question, if it is time for one.
    pub fn next_query(&mut self) -> Option<Query> {
        if self.state != State::Running || self.open.len() >= MAX_OPEN {
            return None;
        }
        let unanswered = self.open.iter().filter(|open| open.is_unanswered());
        if unanswered.count() >= MAX_UNANSWERED {
            return None;
        }
        let (place, floor, until) = match self.open.back() {
            Some(last) => {
                let (first, floor) = last.next_below()?;
                if !self.is_wanted(first.stamp?, floor) {
                    return None;
                }
                let place = Place::Below(first.id.clone());
                if let Some(last) = self.open.back_mut() {
                    last.chained = true;
                }
                (place, floor, None)
            }
            None if self.storing.is_some() => return None,
            None => self.fresh()?,
        };
        self.count += 1;
        let id = format!("{}{}", self.prefix, self.count);
        let max = match place {
            Place::Top if self.anchor.is_some() => self.size.now().min(LOOK),
            _ => self.size.now(),
        };
        let mut open = Open::new(id, place, floor, until, max);
        // Either page is kept until what stands above it is here as well.
        open.climbs = matches!(open.place, Place::Above(_)) && self.is_climbing();
        if let Place::Above(newest) = &open.place
            && !open.climbs
            && std::mem::take(&mut self.overlap_due)
        {
            open.from = self.tail.before(newest, max).map(str::to_owned);
        }
        open.skips = until.is_some() && self.size.skip().is_some();
        open.chained = open.climbs || open.skips;
        let query = open.query();
        self.open.push_back(open);
        Some(query)
    }

    /// Whether a question of this name is open.
    #[must_use]
    pub fn expects(&self, query: &str) -> bool {
        let mut open = self.open.iter();
        open.any(|open| open.id == query && open.is_unanswered())
    }

    /// A result came in. `false`: nobody has asked for it.
    pub fn take(&mut self, query: &str, row: Row<R>) -> bool {
        let mut open = self.open.iter_mut();
        match open.find(|open| open.id == query && open.is_unanswered()) {
            Some(open) => {
                open.take(row);
                true
            }
            None => false,
        }
    }

    /// A page came to its end, or to none.
    pub fn answer(&mut self, query: &str, outcome: Result<Option<Fin>, PageError>) {
        let mut open = self.open.iter();
        let asked = open.position(|open| open.id == query && open.is_unanswered());
        let Some(index) = asked else {
            return;
        };
        let Some(open) = self.open.get_mut(index) else {
            return;
        };
        let outcome = match outcome {
            Ok(Some(fin)) => open.close(&fin),
            Ok(None) => Err(PageError::NoEnd),
            Err(error) => Err(error),
        };
        let (climbs, skips) = (open.climbs, open.skips && !open.is_empty());
        let asked = (open.place.clone(), open.until.is_some());
        if outcome.is_ok() && self.is_denied(index) {
            self.denials += 1;
            self.top_due |= asked.0 == Place::Top;
            self.open.truncate(index);
            return;
        }
        if let Err(error) = outcome {
            // What was asked behind it builds on it.
            self.open.truncate(index);
            match climbs {
                true => self.slip(&error),
                false => self.miss(asked.0, asked.1, error),
            }
        } else if (climbs || skips)
            && let Some(open) = self.open.remove(index)
        {
            self.hold(open.into_page());
        }
    }

    /// Whether a page says that there is nothing before it, without what was there: a server that is
    /// short of breath may say so of a moment (seen with ejabberd 23.01). It is asked again; of what has
    /// expired it says so each time.
    fn is_denied(&self, index: usize) -> bool {
        let Some(open) = self.open.get(index).filter(|open| open.is_first()) else {
            return false;
        };
        let lower = match &open.place {
            Place::Top => self.spans.first(),
            Place::Below(id) => {
                let at = self.spans.iter().position(|span| span.oldest.id == *id);
                at.and_then(|at| self.spans.get(at + 1))
            }
            Place::Above(_) => None,
        };
        let known = |span: &Stretch| open.has(&span.newest.id) || open.has(&span.oldest.id);
        self.denials < MAX_DENIALS && lower.is_some_and(|span| !known(span))
    }

    /// The next page to store, if none is being stored: it is stored when [`Self::stored`] says so.
    pub fn next_page(&mut self) -> Option<Page<R>> {
        if self.storing.is_some() || matches!(self.state, State::Failed(_)) {
            return None;
        }
        if let Some(climb) = self.climb.take_if(|climb| climb.is_over()) {
            let page = climb.into_page();
            self.tail.follow(&page);
            self.storing = Some(page.place.clone());
            return Some(page);
        }
        loop {
            if self.open.front()?.is_unanswered() {
                return None;
            }
            let page = self.open.pop_front()?.into_page();
            let wanted = match &page.place {
                Place::Top => true,
                Place::Below(id) => {
                    let at = self.spans.iter().find(|span| span.oldest.id == *id);
                    at.is_some_and(|span| !(span.whole && page.rows.is_empty()))
                }
                Place::Above(id) => self.spans.iter().any(|span| span.newest.id == *id),
            };
            // What was asked for ahead may be here already.
            if wanted {
                self.tail.follow(&page);
                self.storing = Some(page.place.clone());
                return Some(page);
            }
        }
    }

    /// The page that was handed out is stored; what is here now. `more`: it was not complete.
    pub fn stored(&mut self, spans: Vec<Stretch>, more: bool) {
        let place = self.storing.take();
        self.tail.stored();
        let same = spans == self.spans;
        self.spans = spans;
        self.denials = 0;
        if self.suspect.is_none() || self.suspect == place {
            self.suspect = None;
            self.size.well();
        }
        match place {
            Some(Place::Below(_)) if same => self.stall(),
            Some(Place::Above(_)) if more && same => self.stall(),
            Some(Place::Above(_)) if more => self.forward_due = true,
            _ => self.stalls = 0,
        }
        if !self.top_due {
            let apart = self.spans.iter().skip(1);
            let mut apart = apart.map(|span| Some(&span.newest.id));
            let met = !apart.any(|id| id == self.anchor.as_ref());
            self.looked |= met || !self.is_short();
        }
    }

    /// More is here than this machine has asked for.
    pub fn learn(&mut self, spans: Vec<Stretch>) {
        self.spans = spans;
    }

    /// The page that was handed out could not be stored.
    pub fn not_stored(&mut self) {
        self.storing = None;
        self.tail.not_stored();
        self.open.clear();
        self.rest();
    }

    /// The place to go on from when nothing is under way.
    fn fresh(&mut self) -> Option<(Place, Option<i64>, Option<i64>)> {
        let floor = |index: usize| self.spans.get(index).map(|span| span.newest.at);
        if std::mem::take(&mut self.top_due) {
            return Some((Place::Top, floor(0), None));
        }
        if std::mem::take(&mut self.forward_due)
            && let Some(newest) = self.spans.first()
        {
            return Some((Place::Above(newest.newest.id.clone()), None, None));
        }
        let oldest = self.lower()?;
        if let Some(climb) = &self.climb
            && climb.is_below(&oldest.id)
        {
            let place = Place::Above(climb.top()?.to_owned());
            return Some((place, None, None));
        }
        let place = Place::Below(oldest.id.clone());
        let gone = self.expired.as_ref() == Some(&oldest.id);
        let until = match self.size.skip() {
            Some(skip) => Some(oldest.at.saturating_sub(skip)),
            None => gone.then_some(oldest.at),
        };
        Some((place, floor(1), until))
    }

    /// The end to go on from, if there is more below it that is wanted.
    fn lower(&self) -> Option<&Mark> {
        let wanted = !self.is_held() && self.is_short();
        let newest = self.spans.first().filter(|_| wanted)?;
        Some(&newest.oldest)
    }

    /// What is older waits: it is known what is news, or nothing was here that news could follow.
    fn is_held(&self) -> bool {
        self.bounds.paused && (self.looked || self.anchor.is_none())
    }

    /// There is more below the newest stretch, within the horizon.
    fn is_short(&self) -> bool {
        let newest = self.spans.first();
        newest.is_some_and(|newest| !newest.whole && self.is_within(newest.oldest.at))
    }

    /// Something else than a look at the newest is under way.
    fn is_busy(&self) -> bool {
        let open = self.open.iter().map(|open| &open.place);
        let mut all = open.chain(&self.storing);
        all.any(|place| !matches!(place, Place::Above(_)))
    }

    fn is_within(&self, at: i64) -> bool {
        self.bounds.horizon.is_none_or(|horizon| at > horizon)
    }

    /// Whether the page before one that begins here is certain to be wanted.
    fn is_wanted(&self, first: i64, floor: Option<i64>) -> bool {
        !self.is_held() && self.is_within(first) && floor.is_none_or(|floor| first > floor)
    }

    /// A page did not come.
    fn miss(&mut self, place: Place, until: bool, error: PageError) {
        let gone = matches!(&error, PageError::Refused(error)
            if error.condition == Condition::ItemNotFound);
        match place {
            Place::Below(id) if gone && !until => self.expired = Some(id),
            Place::Above(_) if gone => self.top_due = true,
            place => {
                match place {
                    Place::Top => self.top_due = true,
                    Place::Above(_) => self.forward_due = true,
                    Place::Below(_) => {}
                }
                let final_words = matches!(&error, PageError::Refused(error)
                    if is_final(error.condition));
                if final_words || self.size.refused() {
                    self.fail(error);
                }
            }
        }
    }

    fn stall(&mut self) {
        self.stalls += 1;
        if self.stalls >= MAX_STALLS {
            self.fail(PageError::Stuck);
        }
    }

    fn fail(&mut self, error: PageError) {
        self.open.clear();
        self.state = State::Failed(error);
    }
}

/// After so many answers it is believed that what was there is gone.
const MAX_DENIALS: u32 = 2;

/// After a while without a connection there are rarely more.
const LOOK: u32 = 50;

/// Asking again won't help.
fn is_final(condition: Condition) -> bool {
    matches!(
        condition,
        Condition::FeatureNotImplemented
            | Condition::ServiceUnavailable
            | Condition::Forbidden
            | Condition::NotAllowed
    )
}

/// While one page comes in, the server makes up the next.
const MAX_UNANSWERED: usize = 2;

/// Pages that may lie here and not be stored, with those that are awaited: the store sets the pace.
const MAX_OPEN: usize = 4;

/// How often nothing may come of a page.
const MAX_STALLS: u32 = 2;

#[cfg(test)]
mod tests;
