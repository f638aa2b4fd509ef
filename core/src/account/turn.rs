//! What one turn of an account's loop has decided, carried out in the one order that loses nothing:
//! store and barrier first, then the wire and the window, then the server may forget what it sent.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use minidom::Element;
use omemo_rs::store::{Batch, Memory, Store as _};

use crate::event::{conversation, invitation, later};
use crate::feature::encryption::AtRest;
use crate::feature::unsaid::Said;
use crate::model::Message;
use crate::store::{Dedup, Op};
use crate::{AccountId, Change, ConversationId, Error, Event, ItemId, RequestId};

/// The decisions of one turn.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    /// What must be durable before anything below happens.
    pub(crate) ops: Vec<Op>,
    /// Which of the keys and sessions of encryption have changed: stored, as they are by then, behind what was read by
    /// them, so that a crash between two parts leaves a message that is known and comes again, and none that can't be
    /// read any more; and before what was made by them.
    pub(crate) omemo: BTreeSet<Vec<u8>>,
    /// Stanzas without a place in the outbox: presence, queries, answers, receipts, chat states.
    pub(crate) send: Vec<Element>,
    /// Entries of the outbox that may go out now.
    pub(crate) outbox: BTreeSet<u64>,
    /// Rows of open timelines.
    pub(crate) changes: Vec<(ConversationId, Change)>,
    /// Messages as they are after this turn, where it changes them, by the `seq` of their ids.
    pub(crate) touched: HashMap<(ConversationId, u64), Arc<Message>>,
    /// Messages that are changed by others, by the `seq` of their ids: shown as the history has them
    /// once the turn is stored.
    pub(crate) renewed: BTreeSet<(ConversationId, u64)>,
    /// Messages worth a notice.
    pub(crate) notices: Vec<conversation::Event>,
    /// What has happened as it was planned.
    pub(crate) later: Vec<later::Event>,
    /// What has happened to files.
    pub(crate) files: Vec<Event>,
    /// Messages go, and may have had files.
    pub(crate) frees: bool,
    /// Somebody wants to be told what happened to the message they follow.
    pub(crate) followed: bool,
    /// What the person says with it.
    pub(crate) said: Option<Said>,
    /// What has come of invitations of ours.
    pub(crate) invited: Vec<invitation::Event>,
    /// The keys were opened so often: to be kept elsewhere, too, once this is stored.
    pub(crate) generation: Option<u64>,
    /// Outcomes somebody waits for.
    pub(crate) done: Vec<(RequestId, Result<(), Error>)>,
    /// The newest inbound stanza this turn has taken care of.
    pub(crate) handled: Option<u64>,
    /// The place of that stanza in the session.
    pub(crate) counted: Option<u32>,
    /// The counters know of this page of the archive.
    pub(crate) settled: Option<u64>,
    /// The stanza that was just taken in needs no word to the server yet.
    pub(crate) idle: bool,
    /// The history could not be read or written.
    pub(crate) failed: Option<Error>,
    /// The account's snapshot is out of date.
    pub(crate) account: bool,
    /// Conversations that are no more.
    pub(crate) gone: Vec<ConversationId>,
    /// The account's work is over.
    pub(crate) over: bool,
}

impl Turn {
    /// Puts what has changed of encryption behind the rest.
    pub(crate) fn close_sessions(&mut self, account: AccountId, kept: Option<(&Memory, &AtRest)>) {
        let keys = std::mem::take(&mut self.omemo);
        let Some((rows, rest)) = kept else {
            return;
        };
        let mut part = Batch::default();
        for key in keys {
            // In memory nothing can fail.
            let value = rows.get(&key).ok().flatten();
            let value = value.map(|value| rest.seal(&key, value));
            part.writes.insert(key, value);
            // Each session stands alone; a unit of the store has an end.
            if part.writes.len() >= PART {
                let part = std::mem::take(&mut part);
                self.ops.push(Op::PutOmemo(account, part));
            }
        }
        if !part.is_empty() {
            self.ops.push(Op::PutOmemo(account, part));
        }
    }

    /// A message by one of these names is among the decisions already.
    pub(crate) fn knows(&self, dedup: &[Dedup]) -> bool {
        self.ops.iter().any(|op| match op {
            Op::PutMessage(row) => row.dedup.iter().any(|known| dedup.contains(known)),
            _ => false,
        })
    }

    /// The rows of a conversation that this turn is about to store, as they are after it.
    pub(crate) fn rows(&self, conversation: ConversationId) -> impl Iterator<Item = &Arc<Message>> {
        self.ops.iter().filter_map(move |op| match op {
            Op::PutMessage(row) if row.conversation == conversation => {
                let changed = self.touched.get(&(conversation, row.message.id.seq));
                Some(changed.unwrap_or(&row.message))
            }
            _ => None,
        })
    }

    /// The message of these that has one of these names.
    pub(crate) fn find(&self, dedup: &Dedup) -> Option<(ConversationId, ItemId)> {
        self.ops.iter().find_map(|op| match op {
            Op::PutMessage(row) if row.dedup.contains(dedup) => {
                Some((row.conversation, row.message.id))
            }
            _ => None,
        })
    }

    /// A row as it is after this turn, where this turn stores or changes it.
    pub(crate) fn row(&self, conversation: ConversationId, item: ItemId) -> Option<Arc<Message>> {
        let changed = self.touched.get(&(conversation, item.seq));
        let mut stored = self.rows(conversation).filter(|row| row.id.seq == item.seq);
        changed.or_else(|| stored.next()).map(Arc::clone)
    }

    /// What a hidden row changes is to be shown anew.
    pub(crate) fn renew(&mut self, conversation: ConversationId, row: &Message) {
        let subject = row.about.as_ref().and_then(|about| about.subject);
        if let Some(subject) = subject {
            self.renewed.insert((conversation, subject));
        }
    }

    /// Shows a new or changed row, if anybody looks.
    pub(crate) fn show(
        &mut self,
        conversation: ConversationId,
        oldest: Option<ItemId>,
        message: Arc<Message>,
    ) {
        if message.is_hidden() {
            self.renew(conversation, &message);
        } else if oldest.is_some_and(|oldest| message.id >= oldest) {
            self.changes
                .push((conversation, Change::Upserted(vec![message])));
        }
    }
}

/// So many keys and sessions are stored in one piece.
const PART: usize = 100;
