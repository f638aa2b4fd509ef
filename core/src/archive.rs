//! The history of every conversation, in SQLite.
//!
//! The archive is only ever written by the journal of the [`crate::store::Store`]; whoever has
//! something to add puts it into a unit. From here one reads.

mod attachment;
mod connection;
mod detail;
mod excerpt;
mod extent;
mod fold;
mod foretold;
mod forget;
mod history;
mod index;
mod known;
mod link;
mod old;
mod page;
mod place;
mod preview;
mod question;
mod reader;
mod rebuild;
mod relation;
mod room;
mod row;
mod schema;
mod sealed;
mod search;
mod searcher;
mod settle;
mod shrink;
mod span;
mod spoken;
mod survey;
mod word;
mod worker;
mod writer;

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

use crate::model::{Author, ChangeKind, Filed, Message, Milestone, Version};
use crate::store::{AccountRecord, ConversationRecord, Dedup, Request, ended};
use crate::{AccountId, BareJid, ConversationId, Error, ItemId, Timestamp};

pub(crate) use attachment::{FileName, Filter};
use connection::Trouble;
pub(crate) use excerpt::excerpt;
pub(crate) use extent::{Counted, Stretch};
pub(crate) use forget::Cleared;
pub(crate) use history::{Answer, History, Job, Known, Truth};
pub(crate) use page::{
    ArchivePage, Archived, ArchivedRow, Beside, Mark, PageOutcome, PagePlace, Span, TalkOutcome,
};
pub(crate) use search::{Hits, Search, has_links};
pub(crate) use searcher::Searcher;
pub(crate) use spoken::Doer;

/// Reads the history. Cheap to clone.
///
/// Every question is asked by the call itself and sees all units handed to the store before it,
/// also where nobody has waited for them yet; the future only waits. A search is the exception: see
/// [`Searcher`].
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    queue: mpsc::Sender<Request>,
    searcher: Searcher,
}

/// A piece of a conversation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Oldest first.
    pub(crate) items: Vec<Arc<Message>>,
    /// There is more before it.
    pub(crate) older: bool,
    /// There is more after it.
    pub(crate) newer: bool,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// In which conversation.
    pub(crate) conversation: ConversationId,
    /// Which message.
    pub(crate) item: ItemId,
}

/// How much there is of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Our address.
    pub(crate) own: String,
    /// Theirs.
    pub(crate) with: String,
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
    After {
        conversation: ConversationId,
        after: ItemId,
        limit: u32,
        answer: Answer<Page>,
    },
    Around {
        conversation: ConversationId,
        at: Timestamp,
        limit: u32,
        answer: Answer<Page>,
    },
    Find {
        account: AccountId,
        keys: Vec<Dedup>,
        answer: Answer<Option<Found>>,
    },
    Again {
        account: AccountId,
        key: Dedup,
        item: ItemId,
        answer: Answer<bool>,
    },
    Get {
        conversation: ConversationId,
        item: ItemId,
        answer: Answer<Option<Arc<Message>>>,
    },
    Failed {
        conversation: ConversationId,
        answer: Answer<Vec<ItemId>>,
    },
    Extent {
        conversation: ConversationId,
        answer: Answer<Option<Extent>>,
    },
    Spans {
        account: AccountId,
        archive: BareJid,
        answer: Answer<Vec<Span>>,
    },
    Unread {
        conversation: ConversationId,
        read: Option<ItemId>,
        except: Vec<Author>,
        answer: Answer<u32>,
    },
    Unsettled {
        account: AccountId,
        read: HashMap<ConversationId, ItemId>,
        answer: Answer<Vec<TalkOutcome>>,
    },
    Milestones {
        conversation: ConversationId,
        item: ItemId,
        answer: Answer<Vec<Milestone>>,
    },
    Waiting {
        answer: Answer<u32>,
    },
    Sealed {
        account: AccountId,
        except: Vec<ConversationId>,
        limit: u32,
        answer: Answer<Vec<(ConversationId, Arc<Message>)>>,
    },
    Subject {
        conversation: ConversationId,
        by: Doer,
        kind: Option<ChangeKind>,
        of: String,
        answer: Answer<Option<Arc<Message>>>,
    },
    Versions {
        conversation: ConversationId,
        item: ItemId,
        answer: Answer<Vec<Version>>,
    },
    Answers {
        conversation: ConversationId,
        item: ItemId,
        answer: Answer<Vec<Arc<Message>>>,
    },
    Search {
        search: Search,
        answer: Answer<Hits>,
    },
    Count {
        conversation: ConversationId,
        stretch: Stretch,
        answer: Answer<Counted>,
    },
    Gallery {
        filter: Filter,
        answer: Answer<(Vec<Filed>, bool)>,
    },
    ByHash {
        sha256: String,
        answer: Answer<Vec<FileName>>,
    },
    Moving {
        answer: Answer<Vec<FileName>>,
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
    pub(crate) fn new(queue: mpsc::Sender<Request>, searcher: Searcher) -> Self {
        Self { queue, searcher }
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
        let question = Read::Page {
            conversation,
            before,
            limit,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The items after one, oldest first; at most `limit` and [`MAX_PAGE`].
    pub(crate) fn page_after(
        &self,
        conversation: ConversationId,
        after: ItemId,
        limit: u32,
    ) -> impl Future<Output = Result<Page, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::After {
            conversation,
            after,
            limit,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The items around a time, half of them before it; at most `limit` and [`MAX_PAGE`].
    pub(crate) fn around(
        &self,
        conversation: ConversationId,
        at: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Page, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Around {
            conversation,
            at,
            limit,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The message that has the first of these keys that is known at all.
    pub(crate) fn find(
        &self,
        account: AccountId,
        keys: Vec<Dedup>,
    ) -> impl Future<Output = Result<Option<Found>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Find {
            account,
            keys,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// Whether an encrypted message with this key is here that can be read, or may yet be, beside this one.
    pub(crate) fn is_again(
        &self,
        account: AccountId,
        key: Dedup,
        item: ItemId,
    ) -> impl Future<Output = Result<bool, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Again {
            account,
            key,
            item,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// One message, as it is now and where it stands now: it is found by its `seq`.
    pub(crate) fn get(
        &self,
        conversation: ConversationId,
        item: ItemId,
    ) -> impl Future<Output = Result<Option<Arc<Message>>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Get {
            conversation,
            item,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The messages of a conversation that failed, oldest first.
    pub(crate) fn failed(
        &self,
        conversation: ConversationId,
    ) -> impl Future<Output = Result<Vec<ItemId>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Failed {
            conversation,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// How much there is of a conversation; `None` where it is not here.
    pub(crate) fn extent(
        &self,
        conversation: ConversationId,
    ) -> impl Future<Output = Result<Option<Extent>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Extent {
            conversation,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The stretches of an archive that are here without a gap, newest first.
    pub(crate) fn spans(
        &self,
        account: AccountId,
        archive: BareJid,
    ) -> impl Future<Output = Result<Vec<Span>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Spans {
            account,
            archive,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// How many messages of theirs stand behind a row, wherever that stands now; all where there is
    /// none. Counted up to ten thousand, and without what was said by those in `except`.
    pub(crate) fn unread(
        &self,
        conversation: ConversationId,
        read: Option<ItemId>,
        except: Vec<Author>,
    ) -> impl Future<Output = Result<u32, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Unread {
            conversation,
            read,
            except,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The conversations of an account whose counters may not know of the last pages: what was read
    /// of each is told, as in [`ArchivePage::read`]. For a start after a crash.
    pub(crate) fn unsettled(
        &self,
        account: AccountId,
        read: HashMap<ConversationId, ItemId>,
    ) -> impl Future<Output = Result<Vec<TalkOutcome>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Unsettled {
            account,
            read,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// Messages of an account that wait to be read, with their stanzas, oldest first; none of the conversations in
    /// `except`.
    pub(crate) fn sealed(
        &self,
        account: AccountId,
        except: Vec<ConversationId>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<(ConversationId, Arc<Message>)>, Error>> + Send + 'static + use<>
    {
        let (answer, answered) = oneshot::channel();
        let question = Read::Sealed {
            account,
            except,
            limit,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// What happened to a message of ours on its way, in order.
    pub(crate) fn milestones(
        &self,
        conversation: ConversationId,
        item: ItemId,
    ) -> impl Future<Output = Result<Vec<Milestone>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Milestones {
            conversation,
            item,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The message that `by` names `of`, if they may change that of it; `None`: answer it.
    pub(crate) fn subject(
        &self,
        conversation: ConversationId,
        by: Doer,
        kind: Option<ChangeKind>,
        of: &str,
    ) -> impl Future<Output = Result<Option<Arc<Message>>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Subject {
            conversation,
            by,
            kind,
            of: of.to_owned(),
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// What a message has said, the oldest first; nothing where it was taken back.
    pub(crate) fn versions(
        &self,
        conversation: ConversationId,
        item: ItemId,
    ) -> impl Future<Output = Result<Vec<Version>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Versions {
            conversation,
            item,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The newest messages that answer one, as they are now.
    pub(crate) fn answers(
        &self,
        conversation: ConversationId,
        item: ItemId,
    ) -> impl Future<Output = Result<Vec<Arc<Message>>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::Answers {
            conversation,
            item,
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// Looks for something that was said.
    pub(crate) fn search(
        &self,
        search: Search,
    ) -> impl Future<Output = Result<Hits, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        if self.searcher.is_open() {
            self.searcher.search(search, answer);
        } else {
            let question = Request::Read(Read::Search { search, answer });
            let _ = self.queue.send(question);
        }
        wait(answered)
    }

    /// Whether a search asked now goes beside the archive's own thread.
    #[cfg(test)]
    pub(crate) fn searches_beside(&self) -> bool {
        self.searcher.is_open()
    }

    /// How many messages of a stretch of a conversation are shown. Unlike others it asks while it is
    /// waited for: portion by portion, so that nobody has to wait for all of it.
    pub(crate) async fn count(
        &self,
        conversation: ConversationId,
        mut stretch: Stretch,
    ) -> Result<u64, Error> {
        let mut messages = 0_u64;
        loop {
            let (answer, answered) = oneshot::channel();
            let question = Read::Count {
                conversation,
                stretch,
                answer,
            };
            let counted = self.ask(Request::Read(question), answered).await?;
            messages = messages.saturating_add(counted.messages);
            match counted.upto {
                Some(upto) => stretch.after = upto,
                None => return Ok(messages),
            }
        }
    }

    /// The files of a conversation, newest first, and whether there are older ones.
    pub(crate) fn gallery(
        &self,
        filter: Filter,
    ) -> impl Future<Output = Result<(Vec<Filed>, bool), Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Read(Read::Gallery { filter, answer }), answered)
    }

    /// The files of messages that are said to be here under this hash.
    pub(crate) fn files_by_hash(
        &self,
        sha256: &str,
    ) -> impl Future<Output = Result<Vec<FileName>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let question = Read::ByHash {
            sha256: sha256.to_owned(),
            answer,
        };
        self.ask(Request::Read(question), answered)
    }

    /// The files of messages that are said to be on their way.
    pub(crate) fn moving(
        &self,
    ) -> impl Future<Output = Result<Vec<FileName>, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Read(Read::Moving { answer }), answered)
    }

    /// Clears a portion of a conversation away, up to a time: that was deleted by the person.
    pub(crate) fn clear(
        &self,
        conversation: ConversationId,
        upto: Timestamp,
        portion: u32,
    ) -> impl Future<Output = Result<Cleared, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let request = Request::Clear {
            conversation,
            upto,
            portion,
            answer,
        };
        self.ask(request, answered)
    }

    /// Gives the room of what was cleared away back to the disk, where that is worth the work: a portion
    /// of it, and says whether there is more.
    pub(crate) fn shrink(
        &self,
    ) -> impl Future<Output = Result<bool, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Shrink(answer), answered)
    }

    /// Waits until everything so far can be found.
    pub(crate) async fn indexed(&self) -> Result<(), Error> {
        loop {
            let (answer, answered) = oneshot::channel();
            let question = Request::Read(Read::Waiting { answer });
            if self.ask(question, answered).await? == 0 {
                return Ok(());
            }
        }
    }

    /// Takes a page of a server's archive in, whole or not at all; durable when the answer is `Ok`.
    /// Pages are taken in the order of the calls, after every unit handed to the store before. The
    /// conversations that it names were put into the store before.
    ///
    /// # Errors
    /// Where it can't be written; then it has to be handed over once more.
    pub(crate) fn take_page(
        &self,
        page: ArchivePage,
    ) -> impl Future<Output = Result<PageOutcome, Error>> + Send + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Page(Box::new(page), answer), answered)
    }

    /// The counters of all conversations of an account know of its pages up to this number
    /// ([`PageOutcome::number`]), durably.
    pub(crate) fn settled(&self, account: AccountId, number: u64) {
        let _ = self.queue.send(Request::Settled(account, number));
    }

    fn ask<T: Send + 'static>(
        &self,
        request: Request,
        answered: oneshot::Receiver<Result<T, Error>>,
    ) -> impl Future<Output = Result<T, Error>> + Send + 'static + use<T> {
        let _ = self.queue.send(request);
        wait(answered)
    }
}

async fn wait<T>(answered: oneshot::Receiver<Result<T, Error>>) -> Result<T, Error> {
    answered.await.unwrap_or_else(|_| Err(ended()))
}
