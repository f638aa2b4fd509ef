//! A unit turned into changes of trees. Pure.

use std::collections::HashSet;

use zeroize::Zeroizing;

use super::database::Trouble;
use super::journal::{self, Entry, PreviewsRecord};
use super::record::{Flaw, Record, Value, Write};
use super::tree::Tree;
use super::unit::{MAX_ENTRIES, Op, Unit};
use super::{AccountRecord, key};
use crate::{AccountId, ConversationId, Error};

/// What carrying out a unit takes.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// To be written in one transaction.
    pub(super) writes: Vec<Write>,
    /// What of it the archive has to hear, with the numbers in the journal.
    pub(super) entries: Vec<(u64, Entry)>,
    /// Accounts whose rows are to be cleared away afterwards.
    pub(super) removed: Vec<AccountId>,
}

impl Plan {
    /// Plans a unit whose first journal entry gets the number `next`.
    ///
    /// `known` are the conversations that the archive has heard of already.
    pub(super) fn new(
        unit: &Unit,
        next: u64,
        known: &HashSet<ConversationId>,
    ) -> Result<Self, Trouble> {
        let mut plan = Self::default();
        for op in unit.ops() {
            plan.state(op)?;
            if let Some(entry) = heard(op, known) {
                plan.journal(next, entry)?;
            }
            if let Some(previews) = previews(op) {
                plan.journal(next, previews)?;
            }
        }
        let entries: usize = plan.writes.iter().map(Write::entries).sum();
        if entries > MAX_ENTRIES {
            let words = format!("a unit of {entries} entries is too large");
            return Err(Trouble::Failed(Error::Store(words)));
        }
        Ok(plan)
    }

    fn state(&mut self, op: &Op) -> Result<(), Flaw> {
        let write = match op {
            Op::PutAccount(account) => Write::put(account)?,
            Op::PutContact(contact) => Write::put(contact)?,
            Op::PutConversation(conversation) => Write::put(conversation)?,
            Op::PutOutbox(entry) => Write::put(entry)?,
            Op::PutNote(note) => note.write(),
            Op::PutOmemo(account, batch) => {
                let writes = batch.writes.iter();
                self.writes
                    .extend(writes.map(|(key, value)| omemo(*account, key, value.as_ref())));
                return Ok(());
            }
            Op::RemoveNote {
                account,
                shelf,
                name,
            } => remove(shelf.tree(), key::note(*account, name)),
            Op::RemoveAccount(account) => {
                self.removed.push(*account);
                remove(AccountRecord::TREE, key::account(*account))
            }
            Op::RemoveContact { account, jid } => {
                remove(Tree::Contact, key::contact(*account, jid))
            }
            Op::RemoveConversation {
                account,
                conversation,
            } => remove(
                Tree::Conversation,
                key::conversation(*account, *conversation),
            ),
            Op::RemoveOutbox { account, seq } => remove(Tree::Outbox, key::outbox(*account, *seq)),
            Op::PutMessage(_)
            | Op::SetState(_)
            | Op::PutMilestone(_)
            | Op::PutAttachment(_)
            | Op::PutName(_)
            | Op::ForgetItem { .. }
            | Op::RemoveItem { .. } => {
                return Ok(());
            }
        };
        self.writes.push(write);
        Ok(())
    }

    fn journal(&mut self, next: u64, entry: Entry) -> Result<(), Flaw> {
        let number = next.saturating_add(self.entries.len() as u64);
        self.writes.push(Write::Put {
            tree: Tree::Inbox,
            key: key::journal(number),
            value: Value {
                version: journal::VERSION,
                bytes: entry.encode()?,
            },
        });
        self.entries.push((number, entry));
        Ok(())
    }
}

/// Forgets the entries of the journal from one number to before another.
pub(super) fn trim(from: u64, to: u64) -> Vec<Write> {
    let numbers = from..to;
    numbers
        .map(|number| remove(Tree::Inbox, key::journal(number)))
        .collect()
}

pub(super) fn remove(tree: Tree, key: Vec<u8>) -> Write {
    Write::Remove { tree, key }
}

/// The version of the values of encryption; inside they have versions of their own.
const OMEMO: u8 = 1;

fn omemo(account: AccountId, name: &[u8], value: Option<&Zeroizing<Vec<u8>>>) -> Write {
    let key = key::omemo(account, name);
    match value {
        Some(bytes) => Write::Put {
            tree: Tree::Omemo,
            key,
            value: Value {
                version: OMEMO,
                bytes: bytes.to_vec(),
            },
        },
        None => remove(Tree::Omemo, key),
    }
}

/// What is said of the links of a message stands behind it.
fn previews(op: &Op) -> Option<Entry> {
    match op {
        Op::PutMessage(record) if !record.message.previews.is_empty() => {
            Some(Entry::Previews(PreviewsRecord {
                conversation: record.conversation,
                item: record.message.id,
                previews: record.message.previews.clone(),
            }))
        }
        _ => None,
    }
}

/// What the archive has to hear of an operation.
fn heard(op: &Op, known: &HashSet<ConversationId>) -> Option<Entry> {
    match op {
        Op::PutAccount(account) => Some(Entry::Account {
            id: account.id,
            jid: account.jid.clone(),
        }),
        Op::PutConversation(conversation) if !known.contains(&conversation.id) => {
            Some(Entry::Conversation {
                id: conversation.id,
                account: conversation.account,
                jid: conversation.jid.clone(),
            })
        }
        Op::RemoveAccount(account) => Some(Entry::RemoveAccount(*account)),
        Op::RemoveConversation { conversation, .. } => {
            Some(Entry::RemoveConversation(*conversation))
        }
        Op::PutMessage(message) => Some(Entry::Message(message.clone())),
        Op::SetState(set) => Some(Entry::State(set.clone())),
        Op::PutMilestone(record) => Some(Entry::Milestone(record.clone())),
        Op::PutAttachment(record) => Some(Entry::Attachment(record.clone())),
        Op::PutName(record) => Some(Entry::Named(record.clone())),
        Op::ForgetItem { conversation, item } => Some(Entry::ForgetItem {
            conversation: *conversation,
            item: *item,
        }),
        Op::RemoveItem { conversation, item } => Some(Entry::RemoveItem {
            conversation: *conversation,
            item: *item,
        }),
        Op::PutConversation(_)
        | Op::PutContact(_)
        | Op::RemoveContact { .. }
        | Op::PutOutbox(_)
        | Op::RemoveOutbox { .. }
        | Op::PutNote(_)
        | Op::PutOmemo(..)
        | Op::RemoveNote { .. } => None,
    }
}
