//! The archive's thread, as the store's thread sees it.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use super::connection::Opened;
use super::worker::Worker;
use super::{ArchivePage, PageOutcome, Read, Searcher, Survivors};
use crate::model::Preview;
use crate::store::{AccountRecord, ConversationRecord, Entry, Faults, ended, profile};
use crate::{AccountId, ConversationId, Error, ItemId};

/// What the archive's thread can be asked for, in the order in which it is asked.
#[derive(Debug)]
pub(crate) enum Job {
    /// Take these in: each with its number in the journal.
    Take(Vec<(Option<u64>, Entry)>),
    /// Answer this.
    Read(Read),
    /// Take a page of an archive in.
    Page(Box<ArchivePage>, Answer<PageOutcome>),
    /// Clear a portion of a conversation away.
    Clear {
        conversation: ConversationId,
        upto: crate::Timestamp,
        portion: u32,
        answer: Answer<super::Cleared>,
    },
    /// Give some room back to the disk; answered with whether there is more to give.
    Shrink(Answer<bool>),
    /// The counters know of the pages of this account up to this number.
    Settled(AccountId, u64),
    /// What is in the history and not among these.
    Survivors(Known, mpsc::Sender<Result<Survivors, Error>>),
    /// What became of everything.
    Truth(mpsc::Sender<Result<Truth, Error>>),
}

/// Who waits for an answer.
pub(crate) type Answer<T> = tokio::sync::oneshot::Sender<Result<T, Error>>;

/// What the history knows better than a state that has lost something.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// The accounts that were not removed.
    pub(crate) accounts: HashSet<AccountId>,
    /// Messages of ours that no server has taken yet, by their `seq`, and where they stand.
    pub(crate) pending: HashMap<(ConversationId, u64), ItemId>,
    /// The newest message of each conversation.
    pub(crate) newest: HashMap<ConversationId, Preview>,
}

/// The accounts and conversations that need no finding again.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Those that are there, or go.
    pub(crate) accounts: HashSet<AccountId>,
    /// Those that are there, or go.
    pub(crate) conversations: HashSet<ConversationId>,
    /// Accounts that go, with all of their conversations.
    pub(crate) removed: HashSet<AccountId>,
}

/// The archive's thread, on its way.
#[derive(Debug)]
pub(crate) struct Opening {
    history: History,
    opened: mpsc::Receiver<Result<(Opened, Searcher), Error>>,
}

/// The running thread. It ends when this is gone.
#[derive(Debug)]
pub(crate) struct History {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// The first number of the journal that is not durable in the archive.
    pub(crate) moved: Arc<AtomicU64>,
}

impl History {
    /// Begins to open the history of a profile; nothing is written to it while less than `floor`
    /// bytes are free.
    pub(crate) fn open(
        profile: &Path,
        floor: Arc<AtomicU64>,
        faults: Faults,
    ) -> Result<Opening, Error> {
        let (jobs, todo) = mpsc::channel();
        let (tell, opened) = mpsc::channel();
        let moved = Arc::new(AtomicU64::new(0));
        let path = profile.to_owned();
        let shared = Arc::clone(&moved);
        let work = move || match Worker::open(path, floor, shared, faults) {
            Ok((worker, opened)) => {
                let _ = tell.send(Ok((opened, worker.searcher())));
                worker.run(&todo);
            }
            Err(error) => {
                let _ = tell.send(Err(error));
            }
        };
        let thread = thread::Builder::new()
            .name("archive".to_owned())
            .spawn(work);
        let thread = thread.map_err(|error| profile::failed(profile, &error))?;
        let history = Self {
            jobs: Some(jobs),
            thread: Some(thread),
            moved,
        };
        Ok(Opening { history, opened })
    }

    /// Hands entries of the journal over.
    pub(crate) fn take(&self, entries: Vec<(u64, Entry)>) {
        if !entries.is_empty() {
            let numbered = entries
                .into_iter()
                .map(|(number, entry)| (Some(number), entry));
            self.ask(Job::Take(numbered.collect()));
        }
    }

    /// Makes the archive know what exists, where it is new or was lost.
    pub(crate) fn register(
        &self,
        accounts: &[AccountRecord],
        conversations: &[ConversationRecord],
    ) {
        let accounts = accounts.iter().map(|account| Entry::Account {
            id: account.id,
            jid: account.jid.clone(),
        });
        let conversations = conversations
            .iter()
            .map(|conversation| Entry::Conversation {
                id: conversation.id,
                account: conversation.account,
                jid: conversation.jid.clone(),
            });
        let entries = accounts.chain(conversations).map(|entry| (None, entry));
        self.ask(Job::Take(entries.collect()));
    }

    /// What is in the history and not among these. Blocks.
    pub(crate) fn survivors(&self, known: Known) -> Result<Survivors, Error> {
        let (answer, answered) = mpsc::channel();
        self.ask(Job::Survivors(known, answer));
        answered.recv().unwrap_or_else(|_| Err(ended()))
    }

    /// What became of everything. Blocks.
    pub(crate) fn truth(&self) -> Result<Truth, Error> {
        let (answer, answered) = mpsc::channel();
        self.ask(Job::Truth(answer));
        answered.recv().unwrap_or_else(|_| Err(ended()))
    }

    /// Hands over what stands in no journal.
    pub(crate) fn tell(&self, entries: Vec<Entry>) {
        let entries = entries.into_iter().map(|entry| (None, entry));
        self.ask(Job::Take(entries.collect()));
    }

    /// Hands something over.
    pub(crate) fn ask(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    /// Lets it finish what it has, and waits for that.
    pub(crate) fn end(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Opening {
    /// Waits until the history is open.
    pub(crate) fn wait(self) -> Result<(History, Opened, Searcher), Error> {
        let (opened, searcher) = self.opened.recv().unwrap_or_else(|_| Err(ended()))?;
        Ok((self.history, opened, searcher))
    }
}

impl Drop for History {
    fn drop(&mut self) {
        self.end();
    }
}
