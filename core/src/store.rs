//! The engine's state on disk: accounts, contacts, conversations, the outbox, and the journal of
//! messages on their way to the [`Archive`].
//!
//! Everything that must happen together goes into one [`Unit`] and is one transaction. One thread
//! owns the database; it takes what waits in its queue, applies it, makes it durable with a single
//! barrier, and only then answers. History lives in the archive (SQLite, on a thread of its own);
//! a message gets there by one road:
//!
//! 1. the unit that carries it puts it into the journal, together with whatever else belongs to it,
//! 2. after the barrier it is handed to the archive thread, *before* the commit is answered,
//! 3. the archive writes it, and only then does the journal forget it.
//!
//! A crash anywhere on that road leaves the message in the journal, in the archive, or in both, and
//! the next start sends the journal down the road again: every step may be repeated. Reads of the
//! archive go through this queue too, so they see whatever was handed over before them.

mod account;
mod backup;
mod contact;
mod contents;
mod conversation;
mod counter;
mod database;
mod flags;
mod journal;
mod key;
mod mark;
mod migrate;
mod note;
mod opening;
mod outbox;
mod plan;
pub(crate) mod profile;
mod reading;
mod record;
pub(crate) mod rescue;
mod tree;
mod unit;
mod worker;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::path::Path;
use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

use crate::archive::Archive;
use crate::{AccountId, ConversationId, Error};

pub(crate) use crate::Part;
pub(crate) use account::AccountRecord;
pub(crate) use contact::{ContactRecord, Subscription};
pub(crate) use contents::{Contents, Recovered};
pub(crate) use conversation::{ConversationRecord, Owed, Reading, Sealed};
pub(crate) use flags::Flags;
pub(crate) use journal::{
    AttachmentRecord, Dedup, Entry, HERE, MOVING, MessageRecord, MilestoneRecord, NameRecord,
    PreviewsRecord, SetState, StoredPlace, StoredPreview, kind_code, kind_of, sealing_code,
    sealing_of,
};
pub(crate) use note::{EVERYBODY, NoteRecord, Shelf};
pub(crate) use outbox::{Handed, OutboxRecord, Seal};
pub(crate) use unit::{Op, Unit};

use record::Record;

use counter::Counters;
pub(crate) use counter::Free;
pub(crate) use worker::Faults;

/// The open store of a profile. Cheap to clone; when the last clone and the last [`Archive`] are
/// gone, everything is written down and the profile is free for others.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    queue: mpsc::Sender<Request>,
    counters: Arc<Counters>,
}

/// What the store's thread can be asked for, in the order in which it is asked.
#[derive(Debug)]
pub(crate) enum Request {
    Commit(Unit, oneshot::Sender<Result<(), Error>>),
    Put(Unit),
    Read(crate::archive::Read),
    Page(
        Box<crate::archive::ArchivePage>,
        crate::archive::Answer<crate::archive::PageOutcome>,
    ),
    Settled(AccountId, u64),
    Clear {
        conversation: ConversationId,
        upto: crate::Timestamp,
        portion: u32,
        answer: crate::archive::Answer<crate::archive::Cleared>,
    },
    Shrink(crate::archive::Answer<bool>),
    Notes(
        AccountId,
        Shelf,
        oneshot::Sender<Result<Vec<NoteRecord>, Error>>,
    ),
    Omemo(
        AccountId,
        oneshot::Sender<Result<Vec<omemo_rs::store::Row>, Error>>,
    ),
    Close(oneshot::Sender<()>),
}

impl Store {
    /// Opens the profile, makes what is missing, and loads everything small. Blocks.
    ///
    /// What is broken beyond use is moved aside, never deleted, and told in [`Contents::notices`].
    ///
    /// # Errors
    /// [`Error::ProfileInUse`] while another Waxwing has it open, [`Error::ProfileTooNew`] where a
    /// newer one wrote it, [`Error::Store`] with the system's words where it can't be used.
    pub(crate) fn open(profile: &Path) -> Result<(Self, Archive, Contents), Error> {
        opening::open(profile, opening::Limits::default())
    }

    /// The same, with a disk that counts as full while less than `floor` is free.
    #[cfg(test)]
    pub(crate) fn open_above(
        profile: &Path,
        floor: Arc<std::sync::atomic::AtomicU64>,
    ) -> Result<(Self, Archive, Contents), Error> {
        let limits = opening::Limits {
            floor,
            ..opening::Limits::default()
        };
        opening::open(profile, limits)
    }

    /// Carries the unit out: all of it or nothing, durable when the answer is `Ok`.
    ///
    /// The unit is handed over by the call itself; the future only waits. Units are carried out in
    /// the order of the calls, so several may be on their way at once, and they share a barrier.
    pub(crate) fn commit(
        &self,
        unit: Unit,
    ) -> impl Future<Output = Result<(), Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let _ = self.queue.send(Request::Commit(unit, answer));
        async move { answered.await.unwrap_or_else(|_| Err(ended())) }
    }

    /// Carries the unit out without waiting; durable half a second later at the latest. For what
    /// may be lost in a power cut. Failures come out of [`Contents::faults`].
    pub(crate) fn put(&self, unit: Unit) {
        let _ = self.queue.send(Request::Put(unit));
    }

    /// Everything an account keeps on a shelf, by name; what was committed or put before is seen.
    ///
    /// # Errors
    /// [`Error::Store`] where it can't be read.
    pub(crate) fn notes(
        &self,
        account: AccountId,
        shelf: Shelf,
    ) -> impl Future<Output = Result<Vec<NoteRecord>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let _ = self.queue.send(Request::Notes(account, shelf, answer));
        async move { answered.await.unwrap_or_else(|_| Err(ended())) }
    }

    /// The keys and sessions of an account, for end-to-end encryption.
    ///
    /// # Errors
    /// [`Error::Store`] where they can't be read.
    pub(crate) fn omemo(
        &self,
        account: AccountId,
    ) -> impl Future<Output = Result<Vec<omemo_rs::store::Row>, Error>> + Send + 'static + use<>
    {
        let (answer, answered) = oneshot::channel();
        let _ = self.queue.send(Request::Omemo(account, answer));
        async move { answered.await.unwrap_or_else(|_| Err(ended())) }
    }

    /// A number for an [`crate::ItemId`] or an outbox entry, unlike any that this profile has
    /// stored. Never waits.
    pub(crate) fn next_seq(&self) -> u64 {
        self.counters.next_seq()
    }

    /// An id for a new account, unlike any that this profile has stored.
    pub(crate) fn next_account(&self) -> AccountId {
        self.counters.next_account()
    }

    /// An id for a new conversation, unlike any that this profile has stored.
    pub(crate) fn next_conversation(&self) -> ConversationId {
        self.counters.next_conversation()
    }

    /// Writes everything down and gives the profile free, even while clones exist; what they ask
    /// for afterwards fails.
    pub(crate) async fn close(self) {
        let (answer, answered) = oneshot::channel();
        let _ = self.queue.send(Request::Close(answer));
        let _ = answered.await;
    }
}

/// The answer where the store's thread has ended.
pub(crate) fn ended() -> Error {
    Error::Store("the store is closed".to_owned())
}
