//! What was to be said while nothing can be stored (a full disk): it goes back to whoever said it, for
//! a message that is only in memory would be lost with the process. And what becomes of what could not
//! be sent: all of it is tried again at once, and what can't be taken back is told.

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::conversation::Event as Told;
use crate::model::Preview;
use crate::store::Op;
use crate::{Change, ConversationId, Event, ItemId};

/// What a turn says.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) conversation: ConversationId,
    pub(crate) item: ItemId,
    pub(crate) text: String,
    /// What the list showed before.
    pub(crate) before: Option<Preview>,
}

impl Account {
    /// Gives a text back that can't be stored.
    pub(crate) fn refuse_to_say(&self, conversation: ConversationId, text: &str) {
        let text = text.to_owned();
        self.tell(Event::Conversation(Told::Unsaid { conversation, text }));
    }

    /// What was to be thrown away is with the stream worker, and may be on the wire already.
    pub(crate) fn too_late(&self, conversation: ConversationId, item: ItemId) {
        self.tell(Event::Conversation(Told::TooLate { conversation, item }));
    }

    /// Tries everything of a conversation again that failed, also what no window has loaded.
    pub(crate) async fn resend_all(&mut self, id: ConversationId, turn: &mut Turn) {
        let failed = self.parts.archive.failed(id).await;
        for item in failed.unwrap_or_default() {
            self.resend(id, item, turn).await;
        }
    }

    /// The store has refused the turn: what it says is taken out of it and given back. It may still
    /// have got into the store, so it is also removed there as soon as that can be.
    pub(crate) fn take_back(&mut self, turn: &mut Turn) {
        let Some(said) = turn.said.take() else {
            return;
        };
        let Said {
            conversation, item, ..
        } = said;
        let is_row = |op: &Op| matches!(op, Op::PutMessage(row) if row.message.id == item);
        if !turn.ops.iter().any(is_row) {
            // It is stored; only what comes after it is not.
            return;
        }
        turn.ops.retain(|op| match op {
            Op::PutMessage(row) => row.message.id != item,
            Op::PutOutbox(entry) => entry.item != item,
            Op::PutMilestone(record) => record.item != item,
            _ => true,
        });
        let entry = self.outbox.values().find(|entry| entry.item == item);
        if let Some(seq) = entry.map(|entry| entry.seq) {
            turn.outbox.remove(&seq);
            if self.handed.contains(&seq) {
                self.standing.uncount_sent();
            }
            self.remove_entry(seq, turn);
        }
        turn.ops.push(Op::RemoveItem { conversation, item });
        turn.changes.retain(|(_, change)| match change {
            Change::Upserted(rows) => rows.iter().all(|row| row.id != item),
            _ => true,
        });
        self.show_before(&said, turn);
        self.refuse_to_say(conversation, &said.text);
    }

    fn show_before(&mut self, said: &Said, turn: &mut Turn) {
        for op in &mut turn.ops {
            if let Op::PutConversation(record) = op
                && record.id == said.conversation
            {
                record.last.clone_from(&said.before);
            }
        }
        if let Some(talk) = self.talks.get_mut(&said.conversation) {
            talk.record.last.clone_from(&said.before);
            self.dirty.insert(said.conversation);
        }
    }
}
