//! Fetching what was said around a time at once (XEP-0313 §4.1.2): a page from the midst of the archive,
//! and the one behind it. It stands apart until everything between it and what is here is fetched, which
//! begins when it is here.

use waxwing_proto::archive::{self, Entry, Fin, Place};
use waxwing_proto::iq::Request;
use waxwing_proto::result_set::Range;

use super::{Done, PAGE, stretch};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{Archived, ArchivedRow, PageOutcome, PagePlace, Span};
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::{Error, RequestId, Timestamp};

/// What is wanted, and how far it is.
#[derive(Debug)]
pub(super) struct Aside {
    request: RequestId,
    at: Timestamp,
    /// The name of the question that is open.
    query: String,
    /// What comes after this row; the last rows before the time, where there is none.
    above: Option<String>,
    rows: Vec<ArchivedRow>,
    /// The page came to its end; whether there is nothing beyond it.
    ended: Option<bool>,
    /// The newest row that was given to the history.
    newest: Option<String>,
}

impl Account {
    /// Fetches what was said around a time, if it is not here.
    pub(super) fn fetch_around(&mut self, request: RequestId, at: Timestamp, turn: &mut Turn) {
        self.end_aside(Ok(()), turn);
        if self.is_here(at) {
            turn.done.push((request, Ok(())));
        } else if self.is_online() {
            self.backlog.aside = Some(Aside {
                request,
                at,
                query: String::new(),
                above: None,
                rows: Vec::new(),
                ended: None,
                newest: None,
            });
            self.ask_aside(turn);
        } else {
            turn.done.push((request, Err(Error::Offline)));
        }
    }

    /// Whether nothing of the archive is missing there; nor where nothing was looked at yet.
    fn is_here(&self, at: Timestamp) -> bool {
        let spans = &self.backlog.spans;
        let news = spans.first().is_none_or(|span| span.newest.at <= at);
        let before = spans
            .last()
            .is_some_and(|span| span.whole && at <= span.oldest.at);
        let within = |span: &Span| span.oldest.at <= just_before(at) && at <= span.newest.at;
        news || before || spans.iter().any(within)
    }

    fn ask_aside(&mut self, turn: &mut Turn) {
        let Some(aside) = &mut self.backlog.aside else {
            return;
        };
        let query = format!("around-{}", uuid::Uuid::new_v4().simple());
        let element = match &aside.above {
            Some(above) => archive::query(&query, &Range::After(above.clone()), PAGE, None),
            None => {
                let until = aside.at.0.saturating_add(SECOND);
                archive::query(&query, &Range::Last, PAGE, Some(until))
            }
        };
        aside.query.clone_from(&query);
        aside.ended = None;
        let question = Question::About(About::Page { query });
        self.ask_of(None, Request::Set(element), question, turn);
    }

    /// Whether a result or an answer belongs to it.
    pub(super) fn expects_aside(&self, query: &str) -> bool {
        let aside = self.backlog.aside.as_ref();
        aside.is_some_and(|aside| aside.query == query && aside.ended.is_none())
    }

    /// Takes in a row.
    pub(super) fn take_aside(&mut self, entry: Entry, turn: &mut Turn) {
        let content = match &entry.message {
            Some(message) => self.archived(message, &entry.id, turn),
            None => Archived::Nothing,
        };
        if let Some(aside) = &mut self.backlog.aside
            && aside.rows.len() < MAX_ROWS
        {
            aside.rows.push(ArchivedRow {
                id: entry.id,
                stamp: Timestamp(entry.stamp.unwrap_or_default()),
                content,
            });
        }
    }

    /// The page came to its end, or didn't.
    pub(super) fn hear_aside(&mut self, outcome: Outcome, turn: &mut Turn) {
        let Some(aside) = &mut self.backlog.aside else {
            return;
        };
        let ended = match outcome {
            Ok(answer) => aside.end(Fin::parse(answer.as_ref())),
            Err(Unanswered::Offline) => Err(Error::Offline),
            Err(unanswered) => Err(unanswered.into()),
        };
        match ended {
            Ok(()) if aside.rows.is_empty() => self.conclude_aside(turn),
            Ok(()) => {}
            // What was asked for is here, and what follows it will be.
            Err(_) if aside.above.is_some() => self.conclude_aside(turn),
            Err(error) => {
                self.end_aside(Err(error), turn);
            }
        }
    }

    /// Hands the page over, if there is one. What came while nobody was here is news, and comes first.
    pub(super) fn feed_aside(&mut self) -> bool {
        if !self.backlog.looked {
            return false;
        }
        let Some(aside) = &mut self.backlog.aside else {
            return false;
        };
        let Some(complete) = aside.ended.filter(|_| !aside.rows.is_empty()) else {
            return false;
        };
        let rows = std::mem::take(&mut aside.rows);
        aside.newest = rows.last().map(|row| row.id.clone());
        let above = aside.above.clone().map(Place::Above);
        let place = above.and_then(|place| self.backlog.place(&place));
        let said = |row: &&ArchivedRow| matches!(row.content, Archived::Message { .. });
        self.backlog.fetched += rows.iter().filter(said).count() as u64;
        let read = self.read_places(&rows);
        let place = place.unwrap_or(PagePlace::Aside);
        let at = self.backlog_at(place);
        self.give_page(at, rows, complete, read, Done::Aside);
        true
    }

    /// The page is stored, or can't be.
    pub(super) async fn aside_stored(
        &mut self,
        outcome: Result<PageOutcome, Error>,
        turn: &mut Turn,
    ) {
        match outcome {
            Ok(outcome) => {
                let known = outcome.spans.iter().map(stretch).collect();
                self.backlog.spans.clone_from(&outcome.spans);
                self.take_outcome(outcome, false, turn).await;
                if let Some(machine) = &mut self.backlog.machine {
                    machine.learn(known);
                }
                self.look_above(turn);
                self.drive(turn);
            }
            Err(error) => {
                self.page_not_stored(turn);
                turn.failed = Some(error.clone());
                self.end_aside(Err(error), turn);
            }
        }
    }

    /// What follows the page is of interest, too, unless that is here.
    fn look_above(&mut self, turn: &mut Turn) {
        if self.backlog.aside.is_none() {
            return;
        }
        let apart = self.backlog.spans.iter().skip(1);
        let newest: Vec<&str> = apart.map(|span| span.newest.id.as_str()).collect();
        let aside = self.backlog.aside.as_mut();
        let ends = |aside: &&mut Aside| {
            let last = aside.newest.as_deref();
            aside.above.is_none() && last.is_some_and(|last| newest.contains(&last))
        };
        match aside.filter(ends) {
            Some(aside) => {
                aside.above = aside.newest.take();
                self.ask_aside(turn);
            }
            _ => self.conclude_aside(turn),
        }
    }

    /// It is here, and what is missing between it and now follows. Where nobody could say where it belongs,
    /// it comes with that.
    fn conclude_aside(&mut self, turn: &mut Turn) {
        let Some(aside) = &self.backlog.aside else {
            return;
        };
        let (request, at) = (aside.request, aside.at);
        if aside.above.is_some() || self.is_here(at) {
            self.end_aside(Ok(()), turn);
            self.close_gap(just_before(at), turn);
        } else {
            self.backlog.aside = None;
            self.reach_back(request, just_before(at), turn);
        }
    }

    /// Tells who waits; whether anybody did.
    pub(super) fn end_aside(&mut self, how: Result<(), Error>, turn: &mut Turn) -> bool {
        let aside = self.backlog.aside.take();
        let waited = aside.is_some();
        turn.done.extend(aside.map(|aside| (aside.request, how)));
        waited
    }
}

impl Aside {
    /// Takes in the end of the page; what has holes is none.
    fn end(&mut self, fin: Option<Fin>) -> Result<(), Error> {
        let ids = |id: &String| self.rows.iter().any(|row| row.id == *id);
        let whole = |fin: &Fin| {
            let ends = [&fin.set.first, &fin.set.last];
            ends.into_iter().flatten().all(ids) && self.rows.len() < MAX_ROWS
        };
        let fin = fin.filter(whole).ok_or_else(nonsense)?;
        self.ended = Some(fin.complete);
        Ok(())
    }
}

/// The server's answer makes no sense.
pub(super) fn nonsense() -> Error {
    Error::Refused {
        condition: "undefined-condition".to_owned(),
        text: String::new(),
    }
}

/// What has this time may stand before others of the same second.
fn just_before(at: Timestamp) -> Timestamp {
    Timestamp(at.0.saturating_sub(SECOND))
}

/// Archives tell whole seconds.
const SECOND: i64 = 1_000_000;

/// Four times what we ask for: more than any server sends that knows what a page is.
const MAX_ROWS: usize = 1_000;
