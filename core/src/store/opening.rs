//! From a directory to a running store: the lock, the database, the archive, and what to do where
//! one of them is broken.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc as async_mpsc;

use super::backup::{self, Keeper, Rhythm};
use super::counter::{self, Counters, Free};
use super::database::{Database, Trouble, guarded};
use super::key;
use super::mark::{Epoch, Mark};
use super::profile::{self, Lock};
use super::record::{Flaw, Record, Write};
use super::tree::Tree;
use super::worker::{Faults, Journal, Worker, sweep_some};
use super::{
    AccountRecord, ContactRecord, Contents, ConversationRecord, Entry, OutboxRecord, Part,
    Recovered, Store, ended, migrate, reading, rescue,
};
use crate::archive::{Archive, History, Known, Survivors};
use crate::{AccountId, Error};

/// What the store keeps to.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) floor: Arc<AtomicU64>,
    pub(super) rhythm: Rhythm,
}

/// The name of the database in the profile; another format gets another name.
pub(super) const DIRECTORY: &str = "store-v1";

/// Nothing is written while less is free on the disk. sled takes half a megabyte at a time and
/// does not survive it when there is none.
const FLOOR: u64 = 16 * 1024 * 1024;

/// Opening writes little, and reading should be possible while writing is not: this part of
/// [`FLOOR`] is enough.
const OPENING_SHARE: u64 = 4;

/// Once a day, when nobody has said anything for half a minute.
const NIGHTLY: Rhythm = Rhythm {
    every: Duration::from_secs(24 * 60 * 60),
    quiet: Duration::from_secs(30),
};

/// So many records are written at a time when the state is taken over from the history.
pub(super) const PORTION: usize = 1_000;

/// A loaded database.
pub(super) struct Loaded {
    pub(super) database: Database,
    new: bool,
    epoch: Epoch,
    free: Free,
    pub(super) accounts: Vec<AccountRecord>,
    pub(super) contacts: Vec<ContactRecord>,
    pub(super) conversations: Vec<ConversationRecord>,
    pub(super) outbox: Vec<OutboxRecord>,
    pub(super) journal: Vec<(u64, Entry)>,
}

/// Opens a profile and starts its threads.
pub(super) fn open(profile: &Path, limits: Limits) -> Result<(Store, Archive, Contents), Error> {
    let (queue, requests) = mpsc::channel();
    let (opened, outcome) = mpsc::channel();
    let path = profile.to_owned();
    let work = move || match reading::prepare_either(&path, limits) {
        Ok((worker, contents)) => {
            let shared = (Arc::clone(&worker.counters), worker.searcher.clone());
            let _ = opened.send(Ok((shared, contents)));
            worker.run(&requests);
        }
        Err(error) => {
            let _ = opened.send(Err(error));
        }
    };
    let thread = thread::Builder::new().name("store".to_owned()).spawn(work);
    thread.map_err(|error| profile::failed(profile, &error))?;
    let ((counters, searcher), contents) = outcome.recv().unwrap_or_else(|_| Err(ended()))?;
    let archive = Archive::new(queue.clone(), searcher);
    Ok((Store { queue, counters }, archive, contents))
}

pub(super) fn prepare(
    profile: &Path,
    lock: Lock,
    limits: Limits,
) -> Result<(Worker, Contents), Error> {
    let (listener, listening) = async_mpsc::unbounded_channel();
    let faults = Faults::new(listener);
    profile::check_room(profile, limits.floor() / OPENING_SHARE)?;
    let opening = History::open(profile, Arc::clone(&limits.floor), faults.clone())?;
    let directory = profile.join(DIRECTORY);
    let existed = directory.exists();
    let (mark, said) = Mark::open(profile)?;
    let said = said.unwrap_or_default();
    let (mut loaded, mut lost) = open_state(&directory)?;
    let (history, opened, searcher) = opening.wait()?;
    let mut survivors = history.survivors(loaded.known())?;
    let behind = loaded.epoch < said;
    if loaded.new && existed && lost.is_none() && (behind || !survivors.is_empty()) {
        // It opens, but it was cut off before its beginning.
        drop(loaded);
        (loaded, lost) = begin_anew(&directory)?;
    }
    // Nothing gets into the history that was not in the state before.
    let cut = !loaded.new && (!survivors.is_empty() || !loaded.free.covers(opened.free));
    let damaged = cut || behind || lost.is_some();
    let backup = damaged.then(|| backup::newest_above(profile, loaded.epoch));
    let backup = backup.flatten();
    if let Some(backup) = &backup {
        if !loaded.new {
            drop(loaded);
            (loaded, lost) = begin_anew(&directory)?;
        }
        loaded = rescue::restore(loaded, backup)?;
        survivors = history.survivors(loaded.known())?;
    }
    if loaded.new || damaged {
        // What the mark said before counts on: it must never seem to go back.
        loaded.epoch = loaded.epoch.max(said);
        take_over(&mut loaded, survivors, opened.free)?;
    }
    let journal = Journal::standing(&loaded.journal, opened.applied);
    history.take(loaded.journal.clone());
    if damaged {
        rescue::reconcile(&mut loaded, &history, opened.moved_to.is_none())?;
    }
    let state = damaged.then_some(Recovered {
        part: Part::State,
        moved_to: lost,
        backup: backup.map(|backup| backup.at),
    });
    let broken = opened.moved_to.map(history_recovered);
    let notices = state.into_iter().chain(broken).collect();
    history.register(&loaded.accounts, &loaded.conversations);
    let keeper = Keeper::new(profile, limits.rhythm);
    let worker = Worker {
        profile: profile.to_owned(),
        limits,
        database: ManuallyDrop::new(loaded.database),
        lock: ManuallyDrop::new(lock),
        searcher,
        counters: Arc::new(Counters::new(loaded.free.and(opened.free))),
        bound: loaded.free,
        epoch: loaded.epoch,
        mark,
        keeper,
        known: loaded.conversations.iter().map(|each| each.id).collect(),
        journal,
        dirty: None,
        dead: None,
        history,
        faults,
    };
    let contents = Contents {
        accounts: loaded.accounts,
        contacts: loaded.contacts,
        conversations: loaded.conversations,
        outbox: loaded.outbox,
        notices,
        read_only: None,
        faults: listening,
    };
    Ok((worker, contents))
}

fn history_recovered(moved_to: PathBuf) -> Recovered {
    Recovered {
        part: Part::History,
        moved_to: Some(moved_to),
        backup: None,
    }
}

/// Opens the database; one that is broken is moved aside and begun anew.
fn open_state(directory: &Path) -> Result<(Loaded, Option<PathBuf>), Error> {
    match guarded(|| load(directory)) {
        Ok(loaded) => Ok((loaded, None)),
        Err(Trouble::Flaw(Flaw::Broken(how))) => {
            tracing::error!(how, "the store is broken");
            begin_anew(directory)
        }
        Err(trouble) => Err(trouble.into()),
    }
}

fn begin_anew(directory: &Path) -> Result<(Loaded, Option<PathBuf>), Error> {
    let moved_to = profile::move_aside(directory)?;
    Ok((guarded(|| load(directory))?, Some(moved_to)))
}

fn load(directory: &Path) -> Result<Loaded, Trouble> {
    let database = Database::open(directory)?;
    if migrate::is_due(&database)?
        && let Some(profile) = directory.parent()
    {
        let epoch = Epoch::of(&database)?;
        backup::make_now(profile, &database, epoch).map_err(Trouble::Failed)?;
    }
    let new = migrate::run(&database)?;
    read(database, new)
}

/// Loads everything small.
pub(super) fn read(database: Database, new: bool) -> Result<Loaded, Trouble> {
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
        epoch: Epoch::of(&database)?,
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

/// Takes accounts and conversations over from the history into a database that is new, or counts
/// as new until that is done, or has lost its end.
fn take_over(loaded: &mut Loaded, survivors: Survivors, taken: Free) -> Result<(), Error> {
    loaded.free = loaded.free.and(taken);
    let accounts = survivors.accounts.iter().map(Write::put);
    let conversations = survivors.conversations.iter().map(Write::put);
    let writes = [loaded.free.write(), loaded.epoch.write()]
        .into_iter()
        .chain(accounts)
        .chain(conversations);
    let writes = writes
        .collect::<Result<Vec<_>, _>>()
        .map_err(Trouble::from)?;
    for portion in writes.chunks(PORTION) {
        guarded(|| loaded.database.apply(portion))?;
    }
    guarded(|| migrate::begin(&loaded.database))?;
    loaded.accounts.extend(survivors.accounts);
    loaded.accounts.sort_by_key(|each| each.id);
    loaded.conversations.extend(survivors.conversations);
    loaded
        .conversations
        .sort_by_key(|each| (each.account, each.id));
    Ok(())
}

impl Loaded {
    /// What the history need not give back.
    fn known(&self) -> Known {
        let mut known = Known {
            accounts: self.accounts.iter().map(|each| each.id).collect(),
            conversations: self.conversations.iter().map(|each| each.id).collect(),
            ..Known::default()
        };
        for (_, entry) in &self.journal {
            match entry {
                Entry::RemoveAccount(id) => {
                    known.accounts.insert(*id);
                    known.removed.insert(*id);
                }
                Entry::RemoveConversation(id) => {
                    known.conversations.insert(*id);
                }
                _ => {}
            }
        }
        known
    }

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
            rhythm: NIGHTLY,
        }
    }
}
