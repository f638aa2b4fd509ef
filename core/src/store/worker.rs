//! The thread that owns the database: applies what waits, one barrier, then the answers.

use std::collections::HashSet;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc as async_mpsc, oneshot};

use super::backup::Keeper;
use super::counter::{Counters, Free};
use super::database::{Database, Trouble, guarded};
use super::mark::{Epoch, Mark};
use super::plan::{self, Plan};
use super::profile::{self, Lock};
use super::tree::Tree;
use super::unit::Unit;
use super::{Entry, NoteRecord, Request, Shelf, key};
use crate::archive::{History, Job, Searcher};
use crate::{AccountId, ConversationId, Error, Timestamp};

/// The store's thread, between its opening and its end.
pub(super) struct Worker {
    pub(super) profile: PathBuf,
    pub(super) limits: super::opening::Limits,
    /// Not dropped after it failed: that can hang.
    pub(super) database: ManuallyDrop<Database>,
    pub(super) lock: ManuallyDrop<Lock>,
    pub(super) history: History,
    /// Searches in the history beside its thread.
    pub(super) searcher: Searcher,
    pub(super) counters: Arc<Counters>,
    /// The bound above all ids that is on disk.
    pub(super) bound: Free,
    /// The conversations that the archive has heard of.
    pub(super) known: HashSet<ConversationId>,
    pub(super) journal: Journal,
    /// How many barriers there were, and the file that says so.
    pub(super) epoch: Epoch,
    pub(super) mark: Mark,
    pub(super) keeper: Keeper,
    /// Since when there is something that no barrier has made durable.
    pub(super) dirty: Option<Instant>,
    /// Why nothing can be written any more until the next start.
    pub(super) dead: Option<Error>,
    pub(super) faults: Faults,
}

/// How far the journal got.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// The number of the next entry.
    pub(super) next: u64,
    /// The first number that still stands in the database.
    pub(super) first: u64,
}

/// Tells a failure nobody waits for, once until things are well again. The state and the history have one
/// each; what ails both (a full disk) is told by one of them.
#[derive(Debug)]
pub(crate) struct Faults {
    /// What was told, or would have been.
    told: Option<String>,
    /// What ails any of them.
    ailing: Arc<Mutex<Vec<String>>>,
    listener: async_mpsc::UnboundedSender<Error>,
}

type Answer = oneshot::Sender<Result<(), Error>>;

/// What is not durable yet becomes so after this time, and what the archive has taken is forgotten.
const TICK: Duration = Duration::from_millis(500);

/// So many units share a barrier at most: an answer should not wait for a crowd.
const GROUP: usize = 64;

/// So many rows are cleared away at a time.
const SWEEP: usize = 1_000;

impl Worker {
    /// Works until the last handle is gone or somebody closes the store.
    pub(super) fn run(mut self, requests: &mpsc::Receiver<Request>) {
        let mut closed = None;
        while closed.is_none() {
            let next = match self.patience() {
                Some(patience) => requests.recv_timeout(patience),
                None => requests.recv().map_err(mpsc::RecvTimeoutError::from),
            };
            match next {
                Ok(request) => closed = self.handle(request, requests),
                Err(mpsc::RecvTimeoutError::Timeout) if self.is_restless() => self.tidy(),
                Err(mpsc::RecvTimeoutError::Timeout) => self.back_up(),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        self.end();
        if let Some(answer) = closed {
            let _ = answer.send(());
        }
    }

    /// How long to wait for a request until there is something to do by itself.
    fn patience(&self) -> Option<Duration> {
        if self.is_restless() {
            return Some(TICK);
        }
        let is_well = self.dead.is_none();
        is_well.then(|| self.keeper.next(self.epoch, Timestamp::now()))?
    }

    /// Copies a little of the state.
    fn back_up(&mut self) {
        let floor = self.limits.floor();
        self.keeper.work(&self.database, self.epoch, floor);
    }

    /// Whether there will be something to do although nobody asks.
    fn is_restless(&self) -> bool {
        self.dead.is_none() && (self.dirty.is_some() || self.journal.first < self.journal.next)
    }

    /// Handles a request and the units that wait behind it. Gives back who waits for the end.
    fn handle(
        &mut self,
        first: Request,
        requests: &mpsc::Receiver<Request>,
    ) -> Option<oneshot::Sender<()>> {
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(request) = next.take() {
            match request {
                Request::Commit(unit, answer) => group.push((unit, Some(answer))),
                Request::Put(unit) => group.push((unit, None)),
                Request::Read(read) => {
                    self.carry_out(std::mem::take(&mut group));
                    self.history.ask(Job::Read(read));
                }
                Request::Page(page, answer) => {
                    self.carry_out(std::mem::take(&mut group));
                    match self.prepare_for_page() {
                        Ok(()) => self.history.ask(Job::Page(page, answer)),
                        Err(error) => drop(answer.send(Err(error))),
                    }
                }
                Request::Settled(account, number) => {
                    self.carry_out(std::mem::take(&mut group));
                    self.history.ask(Job::Settled(account, number));
                }
                Request::Clear {
                    conversation,
                    upto,
                    portion,
                    answer,
                } => {
                    self.carry_out(std::mem::take(&mut group));
                    let job = Job::Clear {
                        conversation,
                        upto,
                        portion,
                        answer,
                    };
                    self.history.ask(job);
                }
                Request::Shrink(answer) => {
                    self.carry_out(std::mem::take(&mut group));
                    self.history.ask(Job::Shrink(answer));
                }
                Request::Notes(account, shelf, answer) => {
                    self.carry_out(std::mem::take(&mut group));
                    let _ = answer.send(self.notes(account, shelf));
                }
                Request::Omemo(account, answer) => {
                    self.carry_out(std::mem::take(&mut group));
                    let _ = answer.send(self.omemo(account));
                }
                Request::Close(answer) => {
                    self.carry_out(group);
                    return Some(answer);
                }
            }
            if group.len() < GROUP {
                next = requests.try_recv().ok();
            }
        }
        self.carry_out(group);
        self.trim();
        if self.dirty.is_some_and(|since| since.elapsed() >= TICK) {
            self.tidy();
        }
        None
    }

    /// Applies units, makes them durable, hands on what the archive has to hear, and answers.
    fn carry_out(&mut self, group: Vec<(Unit, Option<Answer>)>) {
        if group.is_empty() {
            return;
        }
        let mut barrier = Ok(());
        let mut outcomes = Vec::with_capacity(group.len());
        let mut entries = Vec::new();
        let mut removed = Vec::new();
        let waits = group.iter().any(|(_, answer)| answer.is_some());
        let last = group.len().saturating_sub(1);
        let mut counted = false;
        for (number, (unit, answer)) in group.into_iter().enumerate() {
            // The count of the barrier goes along with what is written last before it: each transaction is two writes and
            // two waits for the disk.
            let counts = waits && number == last;
            let outcome = self.apply_and_count(&unit, counts).map(|plan| {
                entries.extend(plan.entries);
                removed.extend(plan.removed);
                counted = counts;
            });
            outcomes.push((outcome, answer));
        }
        if outcomes
            .iter()
            .any(|(outcome, answer)| outcome.is_ok() && answer.is_some())
        {
            barrier = self.barrier_after(counted);
        }
        if barrier.is_ok() {
            self.history.take(entries);
        }
        for (outcome, answer) in outcomes {
            self.answer(outcome.and(barrier.clone()), answer);
        }
        removed.into_iter().for_each(|account| self.sweep(account));
    }

    /// A page goes past the journal, and is durable by itself: what it names must be so before.
    fn prepare_for_page(&mut self) -> Result<(), Error> {
        if self.counters.bound_above(self.bound).is_some() {
            self.apply(&Unit::default())?;
        }
        self.check()?;
        match self.dirty {
            Some(_) => self.barrier(),
            None => Ok(()),
        }
    }

    fn notes(&self, account: AccountId, shelf: Shelf) -> Result<Vec<NoteRecord>, Error> {
        // A profile that can only be read can be read.
        let dead = self.dead.as_ref();
        if let Some(error) = dead.filter(|error| !matches!(error, Error::ReadOnly { .. })) {
            return Err(error.clone());
        }
        let found = guarded(|| self.database.scan(shelf.tree(), &key::account(account)))?;
        let notes = found
            .into_iter()
            .map(|(key, value)| NoteRecord::from_entry(shelf, &key, value));
        Ok(notes.collect::<Result<_, _>>().map_err(Trouble::from)?)
    }

    fn omemo(&self, account: AccountId) -> Result<Vec<omemo_rs::store::Row>, Error> {
        let found = guarded(|| self.database.scan(Tree::Omemo, &key::account(account)))?;
        let begin = key::account(account).len();
        let rows = found.into_iter().map(|(key, value)| {
            let name = key.get(begin..).unwrap_or_default().to_vec();
            (name, zeroize::Zeroizing::new(value.bytes))
        });
        Ok(rows.collect())
    }

    fn answer(&mut self, outcome: Result<(), Error>, answer: Option<Answer>) {
        match (outcome, answer) {
            (outcome, Some(answer)) => {
                let _ = answer.send(outcome);
            }
            (Ok(()), None) => self.faults.well(),
            (Err(error), None) => self.faults.tell(error),
        }
    }

    fn apply(&mut self, unit: &Unit) -> Result<Plan, Error> {
        self.apply_and_count(unit, false)
    }

    /// The same, and the count of the barrier that follows.
    fn apply_and_count(&mut self, unit: &Unit, counts: bool) -> Result<Plan, Error> {
        self.check()?;
        let mut plan = Plan::new(unit, self.journal.next, &self.known)?;
        let bound = self.counters.bound_above(self.bound);
        if let Some(bound) = bound {
            plan.writes.push(bound.write().map_err(Trouble::from)?);
        }
        if counts {
            let next = self.epoch.next();
            plan.writes.push(next.write().map_err(Trouble::from)?);
        }
        let done = guarded(|| self.database.apply(&plan.writes));
        done.map_err(|trouble| self.die(trouble))?;
        self.touch();
        self.keeper.disturb();
        self.bound = bound.unwrap_or(self.bound);
        if let Some((last, _)) = plan.entries.last() {
            self.journal.next = last.saturating_add(1);
        }
        for (_, entry) in &plan.entries {
            match entry {
                Entry::Conversation { id, .. } => self.known.insert(*id),
                Entry::RemoveConversation(id) => self.known.remove(id),
                _ => false,
            };
        }
        Ok(plan)
    }

    /// Whether anything can be written at all.
    fn check(&self) -> Result<(), Error> {
        match &self.dead {
            Some(error) => Err(error.clone()),
            None => profile::check_room(&self.profile, self.limits.floor()),
        }
    }

    /// Something was applied.
    fn touch(&mut self) {
        self.dirty.get_or_insert_with(Instant::now);
    }

    fn barrier(&mut self) -> Result<(), Error> {
        self.barrier_after(false)
    }

    /// The same where it was counted with what was applied last.
    fn barrier_after(&mut self, counted: bool) -> Result<(), Error> {
        if let Some(error) = &self.dead {
            return Err(error.clone());
        }
        let next = self.epoch.next();
        let done = guarded(|| {
            if !counted {
                self.database.apply(&[next.write()?])?;
            }
            self.database.barrier()
        });
        done.map_err(|trouble| self.die(trouble))?;
        self.epoch = next;
        self.mark.tell(next);
        self.dirty = None;
        Ok(())
    }

    /// After a failed write the database answers nothing but that failure.
    fn die(&mut self, trouble: Trouble) -> Error {
        let error = Error::from(trouble);
        tracing::error!(%error, "the store failed");
        self.dead = Some(error.clone());
        error
    }

    /// Clears away what belonged to an account. A crash in between leaves it to the next start.
    fn sweep(&mut self, account: AccountId) {
        for tree in Tree::OF_ACCOUNTS {
            let swept = self.sweep_tree(tree, account);
            if let Err(error) = swept {
                self.faults.tell(error);
                return;
            }
        }
    }

    fn sweep_tree(&mut self, tree: Tree, account: AccountId) -> Result<(), Error> {
        loop {
            self.check()?;
            let swept = guarded(|| sweep_some(&self.database, tree, account));
            if swept.map_err(|trouble| self.die(trouble))? == 0 {
                return Ok(());
            }
            self.keeper.disturb();
            self.touch();
        }
    }

    fn tidy(&mut self) {
        self.trim();
        if self.dirty.is_some()
            && let Err(error) = self.barrier()
        {
            self.faults.tell(error);
        }
    }

    /// Forgets what the archive has written durably.
    fn trim(&mut self) {
        let moved = self.history.moved.load(Ordering::Acquire);
        while self.journal.first < moved && self.check().is_ok() {
            let to = moved.min(self.journal.first.saturating_add(SWEEP as u64));
            let writes = plan::trim(self.journal.first, to);
            if let Err(trouble) = guarded(|| self.database.apply(&writes)) {
                let error = self.die(trouble);
                self.faults.tell(error);
                return;
            }
            self.journal.first = to;
            self.touch();
        }
    }

    /// Lets the archive finish, writes everything down and gives the profile free.
    fn end(mut self) {
        self.history.end();
        self.tidy();
        if self.dead.is_some() {
            // sled holds its lock until the process ends, and so does the profile.
            return;
        }
        ManuallyDrop::into_inner(self.database);
        ManuallyDrop::into_inner(self.lock);
    }
}

/// Removes some rows of an account; how many.
pub(super) fn sweep_some(
    database: &Database,
    tree: Tree,
    account: AccountId,
) -> Result<usize, Trouble> {
    let keys = database.keys(tree, &key::account(account), SWEEP)?;
    let count = keys.len();
    let writes = keys.into_iter().map(|key| plan::remove(tree, key));
    database.apply(&writes.collect::<Vec<_>>())?;
    Ok(count)
}

impl Journal {
    /// The journal in which these entries stand, in order. Its numbers go on above everything that
    /// the history has taken in, also in earlier sessions.
    pub(super) fn standing(entries: &[(u64, Entry)], applied: u64) -> Self {
        let last = entries.last().map(|(last, _)| last.saturating_add(1));
        let next = last.unwrap_or_default().max(applied.saturating_add(1));
        Self {
            first: entries.first().map_or(next, |(first, _)| *first),
            next,
        }
    }
}

impl Faults {
    pub(super) fn new(listener: async_mpsc::UnboundedSender<Error>) -> Self {
        Self {
            told: None,
            ailing: Arc::default(),
            listener,
        }
    }

    pub(crate) fn tell(&mut self, error: Error) {
        if self.told.is_some() {
            return;
        }
        let kind = kind(&error);
        let mut ailing = self.ailing();
        let known = ailing.contains(&kind);
        ailing.push(kind.clone());
        drop(ailing);
        self.told = Some(kind);
        if !known {
            let _ = self.listener.send(error);
        }
    }

    pub(crate) fn well(&mut self) {
        if let Some(told) = self.told.take() {
            let mut ailing = self.ailing();
            if let Some(place) = ailing.iter().position(|one| *one == told) {
                ailing.swap_remove(place);
            }
        }
    }

    fn ailing(&self) -> MutexGuard<'_, Vec<String>> {
        self.ailing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Faults {
    /// For somebody else, who is well.
    fn clone(&self) -> Self {
        Self {
            told: None,
            ailing: Arc::clone(&self.ailing),
            listener: self.listener.clone(),
        }
    }
}

/// An error without its numbers: how many bytes are left changes from one to the next.
fn kind(error: &Error) -> String {
    let words = error.to_string();
    words
        .split(|c: char| c.is_ascii_digit())
        .next()
        .unwrap_or_default()
        .to_owned()
}
