//! What happens together or not at all.

use jid::BareJid;

use super::journal::{AttachmentRecord, MessageRecord, MilestoneRecord, NameRecord, SetState};
use super::note::{NoteRecord, Shelf};
use super::{AccountRecord, ContactRecord, ConversationRecord, OutboxRecord};
use crate::{AccountId, ConversationId, ItemId};

/// Things that happen together or not at all, in order.
///
/// At most [`MAX_ENTRIES`] entries in the database come of it (one for each operation, and more for
/// texts above 32 KiB); a larger unit is refused whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unit {
    ops: Vec<Op>,
}

/// The memory that a transaction takes grows with the square of its size; above this it is noticed.
pub(crate) const MAX_ENTRIES: usize = 1_250;

/// One thing to happen.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// An account is new or has changed.
    PutAccount(AccountRecord),
    /// An account is gone, with everything that belongs to it, here and in the history.
    RemoveAccount(AccountId),
    /// A contact is new or has changed.
    PutContact(ContactRecord),
    /// A contact is gone.
    RemoveContact {
        /// Whose contact.
        account: AccountId,
        /// Their address.
        jid: BareJid,
    },
    /// A conversation is new or has changed.
    PutConversation(ConversationRecord),
    /// A conversation is gone, with its history. Its outbox entries are removed one by one.
    RemoveConversation {
        /// The account it belongs to.
        account: AccountId,
        /// Which one.
        conversation: ConversationId,
    },
    /// A stanza waits to be sent, or has been written.
    PutOutbox(OutboxRecord),
    /// A stanza is with the server, or was given up.
    RemoveOutbox {
        /// Who sent it.
        account: AccountId,
        /// Its place in the order of sending.
        seq: u64,
    },
    /// A small thing is new or has changed.
    PutNote(NoteRecord),
    /// A small thing is gone.
    RemoveNote {
        /// Whose it was.
        account: AccountId,
        /// Where it was kept.
        shelf: Shelf,
        /// Its name there.
        name: String,
    },
    /// The keys and sessions of end-to-end encryption have changed.
    PutOmemo(AccountId, omemo_rs::store::Batch),
    /// A message is new, or (with the same id) has changed as a whole.
    PutMessage(MessageRecord),
    /// A message got further.
    SetState(SetState),
    /// Something happened to a message of ours on its way.
    PutMilestone(MilestoneRecord),
    /// More is known of a file of a message, or it is somewhere else.
    PutAttachment(AttachmentRecord),
    /// A room has given a message of ours a name.
    PutName(NameRecord),
    /// The person has deleted a message: nothing of it stays but by what it is known again.
    ForgetItem {
        /// The conversation it stood in.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
    },
    /// A message is gone.
    RemoveItem {
        /// The conversation it stood in.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
    },
}

impl Unit {
    /// What happens in it.
    pub(super) fn ops(&self) -> &[Op] {
        &self.ops
    }
}

#[cfg(test)]
impl Unit {
    /// A unit in which nothing happens yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds one thing.
    pub(crate) fn push(&mut self, op: Op) {
        self.ops.push(op);
    }

    /// The unit with one more thing in it.
    #[must_use]
    pub(crate) fn with(mut self, op: Op) -> Self {
        self.push(op);
        self
    }
}

impl From<Op> for Unit {
    fn from(op: Op) -> Self {
        Self { ops: vec![op] }
    }
}

impl FromIterator<Op> for Unit {
    fn from_iter<I: IntoIterator<Item = Op>>(ops: I) -> Self {
        Self {
            ops: ops.into_iter().collect(),
        }
    }
}
