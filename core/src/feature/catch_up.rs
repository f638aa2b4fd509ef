//! Fetching what the server keeps (XEP-0313): drives the machine of `waxwing_proto::archive`, hands
//! its pages to the history one at a time, and lets nothing else wait for it.
//!
//! What is here already follows from what the history says, never from what the actor remembers, so
//! a cut or a crash at any point costs a page at most.

mod aside;
mod backlog;
mod choice;
mod outcome;
mod preferences;
mod progress;
mod reach;
mod row;
mod seek;
mod whole;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jid::BareJid;
use waxwing_proto::archive::{self, CatchUp, Fin, PageError, Stage};
use waxwing_proto::iq::Request;
use waxwing_proto::message::Message as Wire;
use waxwing_proto::result_set::Range;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{
    ArchivePage, Archived, ArchivedRow, Mark, PageOutcome, PagePlace, Span, TalkOutcome,
};
use crate::command::history::Command;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::{ConversationId, Error, ItemId, Timestamp};

pub(crate) use backlog::{Backlog, place_in};
use backlog::{LONGEST_PAUSE, Waiting};
pub(crate) use choice::{Choice, recall};
pub(crate) use preferences::Asked;
pub(crate) use row::everything;

/// What the history has done.
#[derive(Debug)]
pub(crate) enum Done {
    /// What is here of the archive, and the conversations whose counters a crash has kept from
    /// hearing of it.
    Spans(Result<(Vec<Span>, Vec<TalkOutcome>), Error>),
    /// A page is stored.
    Page {
        outcome: Result<PageOutcome, Error>,
        /// It was not the last in its direction.
        more: bool,
    },
    /// A page of a room is stored.
    Room {
        id: ConversationId,
        outcome: Result<PageOutcome, Error>,
        /// It was not the last in its direction.
        more: bool,
    },
    /// A page that was asked for by its date is stored.
    Aside(Result<PageOutcome, Error>),
}

/// Which page of which archive.
#[derive(Clone, Debug)]
pub(crate) struct At {
    /// Whose archive.
    pub(crate) archive: BareJid,
    /// What was stored here since it was asked for has at least this `seq`.
    pub(crate) since: u64,
    /// Which query it answers.
    pub(crate) place: PagePlace,
}

impl Account {
    /// A session without a past, or the first of this process: what the archive took in meanwhile
    /// is looked at.
    pub(crate) fn begin_catch_up(&mut self, turn: &mut Turn) {
        self.backlog.looked = false;
        self.backlog.words_field = None;
        self.backlog.audit_owed = false;
        self.backlog.missed.clear();
        self.mark_beginning(turn);
        let spoiled = std::mem::take(&mut self.backlog.spoiled);
        let prefix = format!("{:08x}-", uuid::Uuid::new_v4().as_fields().0);
        match &mut self.backlog.machine {
            Some(machine) => {
                machine.begin(&prefix, spoiled);
                self.drive(turn);
            }
            None if self.backlog.jobs.is_empty() => {
                let archive = self.record.jid.clone();
                let spans = self.parts.archive.spans(self.record.id, archive);
                let read = self.talks.keys();
                let read = read.filter_map(|id| Some((*id, self.read_place(*id)?)));
                let read = read.collect();
                let unsettled = self.parts.archive.unsettled(self.record.id, read);
                self.backlog.stirred.clear();
                let read = self.talks.iter();
                let read = read.map(|(id, talk)| (*id, talk.record.read_upto));
                self.backlog.read = read.collect();
                self.backlog.jobs.spawn(async move {
                    let (spans, unsettled) = (spans.await, unsettled.await);
                    Done::Spans(spans.and_then(|spans| Ok((spans, unsettled?))))
                });
            }
            None => {}
        }
    }

    /// The session goes on where another process left it, or where it was cut.
    pub(crate) fn resume_catch_up(&mut self, turn: &mut Turn) {
        if self.backlog.stage() == Stage::Idle {
            self.begin_catch_up(turn);
        } else if std::mem::take(&mut self.backlog.audit_owed) {
            self.backlog.doubt();
        }
    }

    /// What was handed over in a session that is lost waits: the archive knows what arrived.
    pub(crate) fn hold_outbox(&mut self) {
        let handed = self.outbox.values().filter(|entry| entry.handed.is_some());
        let oldest = handed.map(|entry| entry.item.at.0).min();
        self.backlog.waiting = oldest.map(|oldest| Waiting {
            since: oldest.saturating_sub(SKEW),
            until: Instant::now() + PATIENCE_OF_OUTBOX,
            last: Instant::now() + LONGEST_WAIT,
        });
    }

    /// Takes in what an archive says it holds.
    pub(crate) fn take_result(&mut self, wire: Wire, turn: &mut Turn) {
        self.backlog.unhandled += 1;
        if self.backlog.unhandled >= UNHANDLED {
            self.backlog.unhandled = 0;
        } else {
            // The page is what counts: until it is stored, nothing of it is.
            turn.idle = true;
        }
        let entry = match archive::entry(wire, &self.record.jid) {
            Ok(entry) => entry,
            Err(forged) => {
                tracing::warn!(%forged, "dropped");
                return;
            }
        };
        let machine = self.backlog.machine.as_ref();
        if !machine.is_some_and(|machine| machine.expects(&entry.query)) {
            if self.expects_aside(&entry.query) {
                return self.take_aside(entry, turn);
            }
            if self.expects_found(&entry.query) {
                return self.take_found(entry, turn);
            }
            tracing::debug!("a result that nobody has asked for");
            return;
        }
        let (query, id, stamp) = (entry.query, entry.id, entry.stamp);
        let content = match entry.message {
            Some(message) => {
                let content = self.archived(&message, &id, turn);
                self.owe_archived(&content, &message, stamp);
                content
            }
            None => Archived::Nothing,
        };
        if let Some(machine) = &mut self.backlog.machine {
            machine.take(&query, archive::Row { id, stamp, content });
        }
        self.drive(turn);
    }

    /// A page came to its end, or didn't.
    pub(crate) fn hear_archive(&mut self, query: &str, outcome: Outcome, turn: &mut Turn) {
        if self.expects_aside(query) {
            return self.hear_aside(outcome, turn);
        }
        if self.expects_found(query) {
            return self.hear_found(outcome, turn);
        }
        let answered = outcome.is_ok();
        if answered && let Some(waiting) = &mut self.backlog.waiting {
            // A slow archive is asked to its end: what is sent before may be there already.
            waiting.until = (Instant::now() + PATIENCE_OF_OUTBOX).min(waiting.last);
        }
        let outcome = match outcome {
            Ok(answer) => Ok(Fin::parse(answer.as_ref())),
            Err(Unanswered::Refused(error)) => Err(PageError::Refused(error)),
            Err(Unanswered::Silence) => Err(PageError::Silence),
            // The next session begins anew.
            Err(Unanswered::Offline) => return,
        };
        if let Some(machine) = &mut self.backlog.machine {
            machine.answer(query, outcome);
        }
        self.drive(turn);
        // With the next page to come, there is time to let the server know.
        let machine = self.backlog.machine.as_ref();
        turn.idle = answered && machine.is_some_and(CatchUp::is_asking);
    }

    /// Asks for what is to be asked for, and tells what has changed.
    fn drive(&mut self, turn: &mut Turn) {
        let bounds = self.backlog.bounds();
        while let Some(machine) = &mut self.backlog.machine {
            machine.set_bounds(bounds);
            let Some(query) = machine.next_query().filter(|_| self.is_online()) else {
                break;
            };
            let element = archive::query(&query.id, &query.range, query.max, query.until);
            let question = Question::About(About::Page {
                query: query.id.clone(),
            });
            let deadline = Instant::now() + PATIENCE;
            let request = Request::Set(element);
            let asked = self.questions.request(None, request, question, deadline);
            match asked {
                Ok(stanza) => {
                    if !matches!(query.range, Range::Before(_)) {
                        self.backlog.since = self.parts.store.next_seq();
                    }
                    turn.send.push(stanza);
                }
                Err(_) => {
                    if let Some(machine) = &mut self.backlog.machine {
                        machine.answer(&query.id, Err(PageError::Silence));
                    }
                }
            }
        }
        self.conclude(turn);
        self.note_progress(turn);
    }

    /// Hands the next page over, if there is one; what the turn decided is with the store by now.
    pub(crate) fn feed_history(&mut self) {
        if self.backlog.has_page() || self.feed_aside() {
            return;
        }
        let machine = self.backlog.machine.as_mut();
        let Some(page) = machine.and_then(CatchUp::next_page) else {
            if self.feed_room() {
                return;
            }
            // A page that was asked for ahead and is of no use ends the work, too.
            self.tell_stage();
            return;
        };
        let Some(place) = self.backlog.place(&page.place) else {
            tracing::error!("a page of the archive has no place");
            return;
        };
        let more = !page.complete;
        let rows: Vec<ArchivedRow> = page.rows.into_iter().map(ArchivedRow::from).collect();
        let said = |row: &&ArchivedRow| matches!(row.content, Archived::Message { .. });
        self.backlog.fetched += rows.iter().filter(said).count() as u64;
        let read = match self.is_first(place) {
            true => row::everything(&rows),
            false => self.read_places(&rows),
        };
        let at = self.backlog_at(place);
        self.give_page(at, rows, page.complete, read, move |outcome| Done::Page {
            outcome,
            more,
        });
    }

    /// The place of a page of the account's archive.
    fn backlog_at(&self, place: PagePlace) -> At {
        At {
            archive: self.record.jid.clone(),
            since: self.backlog.since,
            place,
        }
    }

    /// Gives the history a page.
    pub(crate) fn give_page(
        &mut self,
        at: At,
        rows: Vec<ArchivedRow>,
        complete: bool,
        read: HashMap<ConversationId, ItemId>,
        done: impl FnOnce(Result<PageOutcome, Error>) -> Done + Send + 'static,
    ) {
        let named = rows.iter().filter_map(row::whose);
        let cleared = named.filter_map(|id| Some((id, self.floors.of(id)?)));
        let page = ArchivePage {
            cleared: cleared.collect(),
            account: self.record.id,
            archive: at.archive,
            place: at.place,
            read,
            rows,
            complete,
            since: at.since,
            waiting: self.outbox.values().map(|entry| entry.item.seq).collect(),
        };
        self.backlog.stirred.clear();
        self.backlog.altered.clear();
        self.backlog.retold.clear();
        let touched = page.rows.iter().filter_map(row::whose);
        let read = touched.filter_map(|id| Some((id, self.talks.get(&id)?.record.read_upto)));
        self.backlog.read = read.collect();
        let stored = self.parts.archive.take_page(page);
        self.backlog.jobs.spawn(async move { done(stored.await) });
    }

    /// Nothing has been here of the archive before this page.
    fn is_first(&self, place: PagePlace) -> bool {
        place == PagePlace::Top && self.backlog.newcomer && self.backlog.spans.is_empty()
    }

    /// The history has done something.
    pub(crate) async fn hear_history(&mut self, done: Done, turn: &mut Turn) {
        match done {
            Done::Spans(Ok((spans, unsettled))) => {
                for talk in unsettled {
                    self.take_talk(talk, turn).await;
                }
                let known = spans.iter().map(stretch).collect();
                self.backlog.machine = Some(CatchUp::new(known, PAGE));
                self.backlog.spans = spans;
                if self.is_online() {
                    self.begin_catch_up(turn);
                }
            }
            Done::Page {
                outcome: Ok(outcome),
                more,
            } => {
                let known = outcome.spans.iter().map(stretch).collect();
                let before = std::mem::replace(&mut self.backlog.spans, outcome.spans.clone());
                let first = self.backlog.newcomer && before.is_empty();
                self.take_outcome(outcome, first, turn).await;
                if let Some(machine) = &mut self.backlog.machine {
                    machine.stored(known, more);
                }
                self.drive(turn);
            }
            Done::Room { id, outcome, more } => {
                self.room_page_stored(id, outcome, more, turn).await;
            }
            Done::Aside(outcome) => self.aside_stored(outcome, turn).await,
            Done::Spans(Err(error))
            | Done::Page {
                outcome: Err(error),
                ..
            } => {
                self.page_not_stored(turn);
                if let Some(machine) = &mut self.backlog.machine {
                    machine.not_stored();
                }
                self.backlog.fault = Some(error.clone());
                turn.failed = Some(error);
                self.retry_after(LONGEST_PAUSE);
                self.note_progress(turn);
            }
        }
    }

    /// Time has passed.
    pub(crate) fn tick_catch_up(&mut self, now: Instant, turn: &mut Turn) {
        if self
            .backlog
            .waiting
            .is_some_and(|waiting| waiting.until <= now)
        {
            self.let_outbox_go(turn);
        }
        if self.backlog.retry_at.is_some_and(|(at, _)| at <= now) {
            self.try_again(turn);
        }
        if self.backlog.audit_at.is_some_and(|at| at <= now) {
            self.backlog.audit_at = None;
            self.backlog.audit_owed = !self.is_online();
            self.audit_now(turn);
        }
    }

    pub(crate) async fn handle_history(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Count {
                request,
                conversation,
                before,
                ..
            } => return self.count_history(request, conversation, before).await,
            Command::Clear {
                request,
                conversation,
                before,
                ..
            } => return self.clear_history(request, conversation, before, turn),
            Command::ReachBack { request, until, .. } => {
                return self.reach_back(request, until, turn);
            }
            Command::FetchAround { request, at, .. } => {
                return self.fetch_around(request, at, turn);
            }
            Command::Find {
                request,
                words,
                conversation,
                before,
                filter,
                ..
            } => {
                let wanted = seek::Wanted {
                    words,
                    conversation,
                    filter,
                };
                return self.seek(request, wanted, before, turn);
            }
            Command::Pause { .. } => {
                // What is reached for is the first thing to be given up.
                let ended = self.end_aside(Ok(()), turn);
                if !(self.end_reach(Ok(()), turn) || ended) {
                    self.backlog.choice.paused = true;
                }
            }
            Command::Resume { .. } => {
                self.backlog.choice.paused = false;
                self.try_again(turn);
            }
            Command::SetLimit { limit, .. } => self.backlog.choice.limit = limit,
            Command::AskArchiving { request, .. } => return self.ask_archiving(request, turn),
            Command::SetArchiving { request, keeps, .. } => {
                return self.set_archiving(request, keeps, turn);
            }
        }
        self.keep_choice(turn);
        self.drive(turn);
        turn.account = true;
    }

    /// Much has been said: what the archive made of it is looked at.
    pub(crate) fn audit_history(&mut self, turn: &mut Turn) {
        if self.backlog.spoken >= AUDIT {
            self.audit_now(turn);
        }
    }

    fn audit_now(&mut self, turn: &mut Turn) {
        if !self.is_online() {
            return;
        }
        self.backlog.spoken = 0;
        if let Some(machine) = &mut self.backlog.machine {
            machine.audit();
        }
        self.drive(turn);
    }

    fn try_again(&mut self, turn: &mut Turn) {
        self.backlog.retry_at = None;
        self.backlog.fault = None;
        if !self.is_online() {
            return;
        }
        match &mut self.backlog.machine {
            Some(machine) if matches!(machine.stage(), Stage::Failed(_)) => machine.retry(),
            Some(machine) if machine.stage() != Stage::Idle => {}
            _ => self.begin_catch_up(turn),
        }
        self.drive(turn);
    }

    fn retry_after(&mut self, wait: Duration) {
        let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
        let told = Timestamp(Timestamp::now().0.saturating_add(micros));
        self.backlog.retry_at = Some((Instant::now() + wait, told));
    }

    /// Draws the conclusions from how far the work is.
    fn conclude(&mut self, turn: &mut Turn) {
        let stage = self.backlog.stage();
        let over = matches!(stage, Stage::Failed(_));
        let soon = matches!(&stage, Stage::Failed(error) if progress::is_momentary(error));
        if let Stage::Failed(error) = &stage
            && self.backlog.retry_at.is_none()
            && progress::is_worth_another_try(error)
        {
            let wait = if soon {
                self.backlog.next_pause()
            } else {
                LONGEST_PAUSE
            };
            self.retry_after(wait);
        }
        if stage == Stage::Done {
            self.backlog.failures = 0;
        }
        self.conclude_reach(&stage, turn);
        if let Some(waiting) = self.backlog.waiting {
            let machine = self.backlog.machine.as_ref();
            // An archive that fails for a moment may know in the next what has arrived.
            let in_vain = over && !soon;
            if in_vain || machine.is_some_and(|machine| machine.has_looked(waiting.since)) {
                self.let_outbox_go(turn);
            }
        }
        let looked = !matches!(stage, Stage::Idle | Stage::Looking);
        if looked && !std::mem::replace(&mut self.backlog.looked, true) {
            if !self.missed_after_reading() {
                self.tell_missed(turn);
            }
            let newcomer = std::mem::take(&mut self.backlog.newcomer);
            if newcomer && !over && self.backlog.spans.is_empty() {
                // Nothing was said before: whatever comes is news, whatever our clock says.
                self.set_beginning(Timestamp(i64::MIN), turn);
            }
            self.backlog.places_due = true;
        }
    }

    /// What waited for the archive goes out, in its order, as far as the archive has not seen it.
    fn let_outbox_go(&mut self, turn: &mut Turn) {
        self.backlog.waiting = None;
        self.release_outbox(turn);
    }
}

pub(crate) fn stretch(span: &Span) -> archive::Stretch {
    let mark = |mark: &Mark| archive::Mark {
        id: mark.id.clone(),
        at: mark.at.0,
    };
    archive::Stretch {
        oldest: mark(&span.oldest),
        newest: mark(&span.newest),
        whole: span.whole,
    }
}

/// What the most generous of servers gives at once (ejabberd); others give what they like.
pub(crate) const PAGE: u32 = 250;

/// A page of long messages over a slow line takes a while.
const PATIENCE: Duration = Duration::from_secs(120);

/// What was said waits no longer than this for an archive that does not answer.
const PATIENCE_OF_OUTBOX: Duration = Duration::from_secs(30);

/// Nor longer than this for one that answers without end.
const LONGEST_WAIT: Duration = Duration::from_secs(180);

/// Ten minutes: as far as a clock of ours may be ahead of the server's.
const SKEW: i64 = 10 * 60 * 1_000_000;

/// So many messages into a session, what the archive made of them is looked at.
const AUDIT: u32 = 200;

/// The server hears of so many results at once that it may forget them, and at the end of the last
/// page.
const UNHANDLED: u32 = 200;
