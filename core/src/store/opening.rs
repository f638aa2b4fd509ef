//! From a directory to a running store: the lock, the database, the archive, and what to do where
//! one of them is broken.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::sync::mpsc as async_mpsc;

use super::counter::{self, Counters, Free};
use super::database::{Database, Trouble, guarded};
use super::key;
use super::profile::{self, Lock};
use super::record::{Flaw, Record, Write};
use super::tree::Tree;
use super::worker::{Faults, Journal, Worker, sweep_some};
use super::{
    AccountRecord, ContactRecord, Contents, ConversationRecord, Entry, OutboxRecord, Part,
    Recovered, Request, Store, ended, migrate,
};
use crate::archive::{Archive, History, Survivors};
use crate::{AccountId, Error};

/// What the store keeps to.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    floor: Arc<AtomicU64>,
}

/// The name of the database in the profile; another format gets another name.
const DIRECTORY: &str = "store-v1";

/// Nothing is written while less is free on the disk. sled takes half a megabyte at a time and
/// does not survive it when there is none.
const FLOOR: u64 = 16 * 1024 * 1024;

/// So many records are written at a time when the state is taken over from the history.
const PORTION: usize = 1_000;

/// A loaded database.
struct Loaded {
    database: Database,
    new: bool,
    free: Free,
    accounts: Vec<AccountRecord>,
    contacts: Vec<ContactRecord>,
    conversations: Vec<ConversationRecord>,
    outbox: Vec<OutboxRecord>,
    journal: Vec<(u64, Entry)>,
}

/// Opens a profile and starts its threads.
pub(super) fn open(profile: &Path, limits: Limits) -> Result<(Store, Archive, Contents), Error> {
    let lock = profile::take(profile)?;
    let (queue, requests) = mpsc::channel();
    let (opened, outcome) = mpsc::channel();
    let path = profile.to_owned();
    let work = move || match prepare(&path, lock, limits) {
        Ok((worker, contents)) => {
            let _ = opened.send(Ok((Arc::clone(&worker.counters), contents)));
            worker.run(&requests);
        }
        Err(error) => {
            let _ = opened.send(Err(error));
        }
    };
    let thread = thread::Builder::new().name("store".to_owned()).spawn(work);
    thread.map_err(|error| profile::failed(profile, &error))?;
    let (counters, contents) = outcome.recv().unwrap_or_else(|_| Err(ended()))?;
    let archive = Archive::new(queue.clone());
    Ok((Store { queue, counters }, archive, contents))
}

fn prepare(profile: &Path, lock: Lock, limits: Limits) -> Result<(Worker, Contents), Error> {
    let (listener, listening) = async_mpsc::unbounded_channel();
    let faults = Faults::new(listener);
    let opening = History::open(profile, Arc::clone(&limits.floor), faults.clone())?;
    let (mut loaded, lost) = open_state(&profile.join(DIRECTORY))?;
    let (history, opened) = opening.wait()?;
    if loaded.new {
        take_over(&mut loaded, history.survivors()?, opened.free)?;
    }
    let lost = lost.map(|moved_to| (Part::State, moved_to));
    let broken = opened.moved_to.map(|moved_to| (Part::History, moved_to));
    let notices = lost.into_iter().chain(broken);
    history.register(&loaded.accounts, &loaded.conversations);
    let journal = Journal::standing(&loaded.journal);
    history.take(loaded.journal);
    let worker = Worker {
        profile: profile.to_owned(),
        limits,
        database: ManuallyDrop::new(loaded.database),
        lock: ManuallyDrop::new(lock),
        counters: Arc::new(Counters::new(loaded.free.and(opened.free))),
        bound: loaded.free,
        known: loaded.conversations.iter().map(|each| each.id).collect(),
        journal,
        dirty: false,
        dead: None,
        history,
        faults,
    };
    let contents = Contents {
        accounts: loaded.accounts,
        contacts: loaded.contacts,
        conversations: loaded.conversations,
        outbox: loaded.outbox,
        notices: notices
            .map(|(part, moved_to)| Recovered { part, moved_to })
            .collect(),
        faults: listening,
    };
    Ok((worker, contents))
}

/// Opens the database; one that is broken is moved aside and begun anew.
fn open_state(directory: &Path) -> Result<(Loaded, Option<PathBuf>), Error> {
    match guarded(|| load(directory)) {
        Ok(loaded) => Ok((loaded, None)),
        Err(Trouble::Flaw(Flaw::Broken(how))) => {
            tracing::error!(how, "the store is broken");
            let moved_to = profile::move_aside(directory)?;
            Ok((guarded(|| load(directory))?, Some(moved_to)))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

fn load(directory: &Path) -> Result<Loaded, Trouble> {
    let database = Database::open(directory)?;
    let new = migrate::run(&database)?;
    let free = database.get(Tree::Meta, counter::KEY)?;
    let free = free.map_or(Ok(Free::default()), |value| Free::read(&value))?;
    let journal = database
        .scan(Tree::Inbox, &[])?
        .into_iter()
        .map(|(key, value)| {
            let entry = Entry::decode(value.version, &value.bytes)?;
            Ok((key::read_u64(&key, 0)?, entry))
        });
    let mut loaded = Loaded {
        new,
        free,
        accounts: all(&database)?,
        contacts: all(&database)?,
        conversations: all(&database)?,
        outbox: all(&database)?,
        journal: journal.collect::<Result<_, Flaw>>()?,
        database,
    };
    loaded.sweep_orphans()?;
    Ok(loaded)
}

fn all<R: Record>(database: &Database) -> Result<Vec<R>, Trouble> {
    let found = database.scan(R::TREE, &[])?.into_iter();
    let records = found.map(|(key, value)| R::decode(&key, value.version, &value.bytes));
    Ok(records.collect::<Result<_, _>>()?)
}

/// Takes accounts and conversations over from the history into a new database. It counts as new
/// until that is done.
fn take_over(loaded: &mut Loaded, survivors: Survivors, taken: Free) -> Result<(), Error> {
    loaded.free = loaded.free.and(taken);
    let accounts = survivors.accounts.iter().map(Write::put);
    let conversations = survivors.conversations.iter().map(Write::put);
    let writes = std::iter::once(loaded.free.write())
        .chain(accounts)
        .chain(conversations);
    let writes = writes
        .collect::<Result<Vec<_>, _>>()
        .map_err(Trouble::from)?;
    for portion in writes.chunks(PORTION) {
        guarded(|| loaded.database.apply(portion))?;
    }
    guarded(|| migrate::begin(&loaded.database))?;
    loaded.accounts = survivors.accounts;
    loaded.conversations = survivors.conversations;
    Ok(())
}

impl Loaded {
    /// Clears away what a crash has left of removed accounts.
    fn sweep_orphans(&mut self) -> Result<(), Trouble> {
        let accounts: BTreeSet<AccountId> = self.accounts.iter().map(|each| each.id).collect();
        let contacts = self.contacts.iter().map(|each| each.account);
        let conversations = self.conversations.iter().map(|each| each.account);
        let outbox = self.outbox.iter().map(|each| each.account);
        let owners: BTreeSet<_> = contacts.chain(conversations).chain(outbox).collect();
        for orphaned in owners.difference(&accounts) {
            for tree in Tree::OF_ACCOUNTS {
                while sweep_some(&self.database, tree, *orphaned)? > 0 {}
            }
        }
        self.contacts
            .retain(|each| accounts.contains(&each.account));
        self.conversations
            .retain(|each| accounts.contains(&each.account));
        self.outbox.retain(|each| accounts.contains(&each.account));
        Ok(())
    }
}

impl Limits {
    pub(super) fn floor(&self) -> u64 {
        self.floor.load(Ordering::Relaxed)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            floor: Arc::new(AtomicU64::new(FLOOR)),
        }
    }
}
