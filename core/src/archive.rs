//! The history of every conversation, in SQLite.
//!
//! The archive is only ever written by the journal of the [`crate::store::Store`]; whoever has
//! something to add puts it into a unit. From here one reads.

mod connection;
mod history;
mod reader;
mod rebuild;
mod row;
mod schema;
mod worker;
mod writer;

use std::future::Future;
use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

use crate::model::Message;
use crate::store::{AccountRecord, ConversationRecord, Dedup, Request, ended};
use crate::{AccountId, ConversationId, Error, ItemId};

use connection::Trouble;
pub(crate) use history::{History, Job, Known, Truth};

/// Reads the history. Cheap to clone.
///
/// Every question is asked by the call itself and sees all units handed to the store before it,
/// also where nobody has waited for them yet; the future only waits.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    queue: mpsc::Sender<Request>,
}

/// A piece of a conversation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Oldest first.
    pub(crate) items: Vec<Arc<Message>>,
    /// There is more before it.
    pub(crate) older: bool,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// In which conversation.
    pub(crate) conversation: ConversationId,
    /// Which message.
    pub(crate) item: ItemId,
}

/// The most items of a page, whatever was asked for: a few screens.
pub(crate) const MAX_PAGE: u32 = 500;

/// What can be asked.
#[derive(Debug)]
pub(crate) enum Read {
    Page {
        conversation: ConversationId,
        before: Option<ItemId>,
        limit: u32,
        answer: oneshot::Sender<Result<Page, Error>>,
    },
    Find {
        account: AccountId,
        keys: Vec<Dedup>,
        answer: oneshot::Sender<Result<Option<Found>, Error>>,
    },
    Get {
        conversation: ConversationId,
        item: ItemId,
        answer: oneshot::Sender<Result<Option<Arc<Message>>, Error>>,
    },
}

/// Accounts and conversations that the history knows and the state has lost.
#[derive(Debug, Default)]
pub(crate) struct Survivors {
    /// With the default settings.
    pub(crate) accounts: Vec<AccountRecord>,
    /// With everything read.
    pub(crate) conversations: Vec<ConversationRecord>,
}

impl Survivors {
    /// Whether nothing was lost.
    pub(crate) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.conversations.is_empty()
    }
}

impl Archive {
    /// An archive behind the queue of its store.
    pub(crate) fn new(queue: mpsc::Sender<Request>) -> Self {
        Self { queue }
    }

    /// The newest items of a conversation, or the newest before one; at most `limit` and
    /// [`MAX_PAGE`].
    pub(crate) fn page(
        &self,
        conversation: ConversationId,
        before: Option<ItemId>,
        limit: u32,
    ) -> impl Future<Output = Result<Page, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(
            Read::Page {
                conversation,
                before,
                limit,
                answer,
            },
            answered,
        )
    }

    /// The message that has the first of these keys that is known at all.
    pub(crate) fn find(
        &self,
        account: AccountId,
        keys: Vec<Dedup>,
    ) -> impl Future<Output = Result<Option<Found>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(
            Read::Find {
                account,
                keys,
                answer,
            },
            answered,
        )
    }

    /// One message, as it is now.
    pub(crate) fn get(
        &self,
        conversation: ConversationId,
        item: ItemId,
    ) -> impl Future<Output = Result<Option<Arc<Message>>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(
            Read::Get {
                conversation,
                item,
                answer,
            },
            answered,
        )
    }

    /// SHIM
    pub(crate) fn milestones(
        &self,
        _conversation: ConversationId,
        _item: ItemId,
    ) -> impl Future<Output = Result<Vec<crate::model::Milestone>, Error>> + Send + 'static + use<>
    {
        async move { Ok(Vec::new()) }
    }

    fn ask<T: Send + 'static>(
        &self,
        question: Read,
        answered: oneshot::Receiver<Result<T, Error>>,
    ) -> impl Future<Output = Result<T, Error>> + Send + 'static + use<T> {
        let _ = self.queue.send(Request::Read(question));
        async move { answered.await.unwrap_or_else(|_| Err(ended())) }
    }
}
