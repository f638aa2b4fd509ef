//! The thread that owns the history: takes the journal in, answers, and clears away when idle.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rusqlite::Connection;

use super::connection::Opened;
use super::searcher::{Desk, Searcher};
use super::{
    ArchivePage, Cleared, Job, PageOutcome, Read, Trouble, connection, forget, index, reader,
    settle, shrink, survey, writer,
};
use crate::store::{Entry, Faults, profile};
use crate::{AccountId, ConversationId, Error, Timestamp};

/// The archive's thread, between its opening and its end.
pub(super) struct Worker {
    profile: PathBuf,
    floor: Arc<AtomicU64>,
    /// Before the connection that writes: who closes the file last clears its log away.
    desk: Desk,
    db: Connection,
    /// Handed over, and not in the file yet.
    waiting: Vec<(Option<u64>, Entry)>,
    /// Writing failed; what waits is tried again later.
    ailing: bool,
    /// Something is to be put into the search index or cleared away.
    untidy: bool,
    /// Rows of pages that came in since that was last done.
    fresh: usize,
    /// Something was said, and not only fetched, since the search index last got anything.
    spoken: bool,
    moved: Arc<AtomicU64>,
    /// The number of the next page.
    pages: u64,
    /// Pages that the counters know of, to be forgotten with the next tidying.
    counted: Vec<(AccountId, u64)>,
    /// Room is being given back to the disk: how far that is.
    shrinking: Option<shrink::Stage>,
    faults: Faults,
}

/// So many entries make a transaction at most.
const PORTION: usize = 1_000;

/// So many messages are put into the search index at a time: a page or a search may be waiting, and
/// this takes a few milliseconds.
const INDEXED: u32 = 200;

/// So many messages are put into it before a search while pages come in.
const NEWEST: u32 = 32;

/// While pages of an archive come in, so many rows of them are let lie before the search index gets
/// any: many small portions make an index that is put in order again and again.
const FRESH: usize = 1_000;

/// No page for so long: there won't be another soon.
const CALM: Duration = Duration::from_millis(300);

/// After writing has failed it is tried again after this time.
const RETRY: Duration = Duration::from_secs(2);

impl Worker {
    pub(super) fn open(
        profile: PathBuf,
        floor: Arc<AtomicU64>,
        moved: Arc<AtomicU64>,
        faults: Faults,
    ) -> Result<(Self, Opened), Error> {
        let (db, opened) = connection::open(&profile)?;
        let desk = Desk::begin(&profile, &faults)?;
        let worker = Self {
            profile,
            floor,
            db,
            waiting: Vec::new(),
            ailing: false,
            untidy: true,
            fresh: 0,
            spoken: false,
            moved,
            pages: opened.pages,
            counted: Vec::new(),
            shrinking: None,
            faults,
            desk,
        };
        Ok((worker, opened))
    }

    /// Works until nobody can ask any more.
    pub(super) fn run(mut self, jobs: &mpsc::Receiver<Job>) {
        loop {
            let job = if self.ailing {
                jobs.recv_timeout(RETRY)
            } else if self.untidy {
                jobs.recv_timeout(self.leisure())
            } else {
                jobs.recv().map_err(mpsc::RecvTimeoutError::from)
            };
            match job {
                Ok(job) => self.handle(job, jobs),
                Err(mpsc::RecvTimeoutError::Timeout) if self.ailing => self.flush(),
                Err(mpsc::RecvTimeoutError::Timeout) => self.tidy(),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        self.flush();
    }

    /// Who asks for words goes to the other thread while pages come in, as long as nothing was said.
    fn point(&self) {
        self.desk.set_open(self.fresh > 0 && !self.spoken);
    }

    /// For whoever asks for words.
    pub(super) fn searcher(&self) -> Searcher {
        self.desk.searcher()
    }

    /// How long to wait for something to do before tidying.
    fn leisure(&self) -> Duration {
        match self.fresh {
            1..FRESH => CALM,
            _ => Duration::ZERO,
        }
    }

    /// Does a job and the ones behind it; what is handed over together is written together.
    fn handle(&mut self, first: Job, jobs: &mpsc::Receiver<Job>) {
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match job {
                Job::Take(entries) => self.waiting.extend(entries),
                Job::Read(read) => self.answer(read),
                Job::Page(page, answer) => {
                    let taken = self.take_page(*page);
                    let _ = answer.send(taken);
                }
                Job::Clear {
                    conversation,
                    upto,
                    portion,
                    answer,
                } => {
                    let cleared = self.clear(conversation, upto, portion);
                    let _ = answer.send(cleared);
                }
                Job::Shrink(answer) => {
                    let _ = answer.send(self.shrink());
                }
                Job::Settled(account, number) => {
                    self.counted.push((account, number));
                    self.untidy = true;
                }
                Job::Survivors(known, answer) => {
                    let survivors = survey::survivors(&self.db, &known);
                    let _ = answer.send(survivors.map_err(Error::from));
                }
                Job::Truth(answer) => {
                    self.flush();
                    let _ = answer.send(survey::truth(&self.db).map_err(Error::from));
                }
            }
            if self.waiting.len() < PORTION {
                next = jobs.try_recv().ok();
            }
        }
        self.flush();
    }

    /// Answers with everything taken into account that was handed over, also what can't be written.
    fn answer(&mut self, read: Read) {
        self.flush();
        if !self.waiting.is_empty() {
            self.preview();
        }
        match read {
            // While pages come in, whoever types waits for no more than what was just said to be
            // indexed: each time would be a transaction of its own.
            Read::Search { .. } if self.fresh > 0 => self.index_spoken(),
            Read::Search { .. } | Read::Unsettled { .. } | Read::Waiting { .. } => self.catch_up(),
            _ => {}
        }
        let broken = reader::answer(&self.db, read);
        if !self.db.is_autocommit() {
            let _ = self.db.execute_batch("ROLLBACK");
        }
        if let Some(how) = broken {
            self.fail(Trouble::Broken(how));
        }
    }

    /// What was said a moment ago is found too; after a long absence, as much as takes no time.
    fn catch_up(&mut self) {
        /// A few hundredths of a second.
        const MOST: u32 = 5;
        for _ in 0..MOST {
            if !self.untidy || !self.db.is_autocommit() || self.ailing {
                return;
            }
            self.tidy();
        }
    }

    /// What was said last is found, whatever else waits.
    fn index_spoken(&mut self) {
        let can = self.db.is_autocommit() && !self.ailing;
        if !can || !std::mem::take(&mut self.spoken) {
            return;
        }
        let indexed = self.unsynced(|db| index::catch_up_newest(db, NEWEST));
        self.point();
        if let Err(trouble) = indexed {
            self.fail(trouble);
        }
    }

    /// Takes a page of an archive in, behind everything that waits.
    fn take_page(&mut self, page: ArchivePage) -> Result<PageOutcome, Error> {
        self.flush();
        if !self.waiting.is_empty() {
            return Err(Error::Store("the history can't be written".to_owned()));
        }
        let written = catch_unwind(AssertUnwindSafe(|| self.write_page(page)));
        let panicked = || Err(Trouble::Broken("the history panicked".to_owned()));
        written.unwrap_or_else(|_| panicked()).map_err(|trouble| {
            if let Trouble::Broken(_) = trouble {
                connection::suspect(&self.profile);
            }
            Error::from(trouble)
        })
    }

    fn write_page(&mut self, page: ArchivePage) -> Result<PageOutcome, Trouble> {
        let floor = self.floor.load(Ordering::Relaxed);
        profile::check_room(&self.profile, floor).map_err(Trouble::Failed)?;
        let rows = page.rows.len();
        let transaction = self.db.transaction()?;
        let outcome = settle::take(&transaction, page, self.pages, Timestamp::now())?;
        transaction.commit()?;
        self.pages = self.pages.saturating_add(1);
        self.untidy = true;
        self.fresh += rows;
        self.point();
        Ok(outcome)
    }

    /// Clears a portion of a conversation away. Not worth a barrier: it is done once more.
    fn clear(
        &mut self,
        conversation: ConversationId,
        upto: Timestamp,
        portion: u32,
    ) -> Result<Cleared, Error> {
        self.flush();
        if !self.waiting.is_empty() {
            return Err(Error::Store("the history can't be written".to_owned()));
        }
        let cleared = self.unsynced(|db| forget::some(db, conversation, upto, portion));
        self.untidy = true;
        cleared.map_err(Error::from)
    }

    /// Gives some room back to the disk; whether there is more to give. What is not given back is used for
    /// what comes next.
    fn shrink(&mut self) -> Result<bool, Error> {
        self.flush();
        let stage = self.shrinking.take().unwrap_or_default();
        let floor = self.floor.load(Ordering::Relaxed);
        let needed = match stage {
            // All of it is written once more.
            shrink::Stage::Anew => floor.saturating_add(connection::size(&self.profile)),
            _ => floor,
        };
        if profile::check_room(&self.profile, needed).is_err() {
            return Ok(false);
        }
        let done = match stage.is_alone() {
            true => shrink::step(&self.db, stage),
            false => self.unsynced(|db| shrink::step(db, stage)),
        };
        match done {
            Ok(next) => self.shrinking = next,
            Err(trouble) => self.fail(trouble),
        }
        Ok(self.shrinking.is_some())
    }

    /// Begins a transaction with what waits, never to be committed: only to be read from.
    fn preview(&self) {
        let begun = self.db.execute_batch("BEGIN").map_err(Trouble::from);
        let applied = begun.and_then(|()| {
            let mut waiting = self.waiting.iter();
            waiting.try_for_each(|(number, entry)| writer::apply_once(&self.db, *number, entry))
        });
        if let Err(trouble) = applied {
            tracing::warn!(?trouble, "answering without what waits to be written");
        }
    }

    /// Writes what waits, as far as possible.
    fn flush(&mut self) {
        while !self.waiting.is_empty() {
            let portion = self.waiting.len().min(PORTION);
            let written = catch_unwind(AssertUnwindSafe(|| self.write(portion)));
            let panicked = || Err(Trouble::Broken("the history panicked".to_owned()));
            if let Err(trouble) = written.unwrap_or_else(|_| panicked()) {
                self.ailing = true;
                self.fail(trouble);
                return;
            }
            let written = self.waiting.drain(..portion);
            if let Some(last) = written.filter_map(|(number, _)| number).max() {
                self.moved
                    .fetch_max(last.saturating_add(1), Ordering::Release);
            }
        }
        if std::mem::take(&mut self.ailing) {
            self.faults.well();
        }
    }

    /// Writes the first entries that wait, durably.
    fn write(&mut self, portion: usize) -> Result<(), Trouble> {
        let floor = self.floor.load(Ordering::Relaxed);
        profile::check_room(&self.profile, floor).map_err(Trouble::Failed)?;
        let transaction = self.db.transaction()?;
        for (number, entry) in self.waiting.iter().take(portion) {
            writer::apply_once(&transaction, *number, entry)?;
        }
        transaction.commit()?;
        self.untidy = true;
        self.spoken = true;
        self.point();
        Ok(())
    }

    /// Puts a little into the search index, and clears a little away.
    fn tidy(&mut self) {
        let cleared = self.tidy_some();
        match cleared {
            Ok(more) => {
                self.untidy = more;
                self.fresh = if more { FRESH } else { 0 };
                self.spoken &= more;
                self.point();
            }
            Err(trouble) => {
                // The list of what is to be cleared away stays; the next start comes back to it.
                self.untidy = false;
                self.fail(trouble);
            }
        }
    }

    /// Whether there may be more. Not worth a barrier: after a power cut it is done once more.
    fn tidy_some(&mut self) -> Result<bool, Trouble> {
        let floor = self.floor.load(Ordering::Relaxed);
        profile::check_room(&self.profile, floor).map_err(Trouble::Failed)?;
        let counted = std::mem::take(&mut self.counted);
        self.unsynced(|db| {
            writer::forget_pages(db, &counted)?;
            Ok(index::catch_up(db, INDEXED)? | writer::purge(db)?)
        })
    }

    /// Does something in a transaction without a barrier.
    fn unsynced<T>(
        &mut self,
        act: impl FnOnce(&Connection) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        self.db.pragma_update(None, "synchronous", "NORMAL")?;
        let begun = self.db.transaction().map_err(Trouble::from);
        let done = begun.and_then(|transaction| {
            let done = act(&transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        self.db.pragma_update(None, "synchronous", "FULL")?;
        done
    }

    fn fail(&mut self, trouble: Trouble) {
        connection::report(&self.profile, &mut self.faults, trouble);
    }
}
