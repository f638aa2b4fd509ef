//! The outbox: what was said and is not known to be with the server.
//!
//! An entry leaves it in one of three ways: the server acknowledged it (XEP-0198), it came back
//! with an error, or the person threw it away. A lost session only means that it goes out again.

use minidom::Element;
use waxwing_proto::management::Token;

use crate::account::Account;
use crate::account::stream::ToStream;
use crate::account::turn::Turn;
use crate::model::State;
use crate::store::Op;
use crate::{ConversationId, ItemId};

impl Account {
    /// Hands an entry to the stream worker, if there is a session to send it in.
    pub(crate) fn hand_over(&mut self, seq: u64) {
        if !self.is_online() || self.handed.contains(&seq) {
            return;
        }
        let Some(entry) = self.outbox.get(&seq) else { return };
        match entry.stanza.parse::<Element>() {
            Ok(stanza) => {
                self.handed.insert(seq);
                self.stream.send(ToStream::Send { token: Token(seq), stanza });
            }
            Err(error) => tracing::error!(%error, seq, "an entry of the outbox can't be read"),
        }
    }

    /// A session began or goes on: everything that waits goes out, in the order it was said.
    pub(crate) fn release_outbox(&self, turn: &mut Turn) {
        turn.outbox.extend(self.outbox.keys().filter(|seq| !self.handed.contains(seq)));
    }

    /// The server has these.
    pub(crate) async fn handle_acked(&mut self, tokens: &[Token], turn: &mut Turn) {
        for token in tokens {
            let Some(entry) = self.outbox.get(&token.0).cloned() else { continue };
            // The state first: an entry that is still there after a crash is compared with it.
            self.set_state(entry.conversation, entry.item, State::Sent, turn).await;
            self.remove_entry(entry.seq, turn);
        }
    }

    /// These may or may not have arrived; they go out again in the next session, under the same
    /// id, by which the other side knows them.
    pub(crate) fn handle_dropped(&mut self, tokens: &[Token]) {
        for token in tokens {
            self.handed.remove(&token.0);
        }
    }

    fn remove_entry(&mut self, seq: u64, turn: &mut Turn) {
        self.outbox.remove(&seq);
        self.handed.remove(&seq);
        turn.ops.push(Op::RemoveOutbox { account: self.record.id, seq });
    }

    /// After a crash between the two steps of [`Account::handle_acked`]: what the history knows to
    /// be with the server, or no longer knows at all, does not go out again.
    pub(crate) async fn reconcile_outbox(&mut self) {
        let mut turn = Turn::default();
        let entries: Vec<_> =
            self.outbox.values().map(|one| (one.seq, one.conversation, one.item)).collect();
        for (seq, conversation, item) in entries {
            match self.parts.archive.get(conversation, item).await {
                Ok(Some(message)) if message.state == State::Pending => {}
                Ok(_) => self.remove_entry(seq, &mut turn),
                Err(error) => tracing::warn!(?error, "the outbox can't be compared"),
            }
        }
        self.finish(turn).await;
    }

    /// A message of ours got further, or failed.
    pub(crate) async fn set_state(
        &mut self,
        conversation: ConversationId,
        item: ItemId,
        state: State,
        turn: &mut Turn,
    ) {
        let now = crate::Timestamp::now();
        match self.parts.archive.set_state(conversation, item, state, now).await {
            Ok(Some(message)) => {
                let Some(talk) = self.talks.get_mut(&conversation) else { return };
                if talk.record.see_state(&message) {
                    turn.ops.push(Op::PutConversation(talk.record.clone()));
                    self.dirty.insert(conversation);
                }
                turn.show(conversation, talk.open, message);
            }
            Ok(None) => {}
            Err(error) => turn.failed = Some(error),
        }
    }

    /// The newest row is gone: the list shows the one before it.
    pub(crate) async fn refresh_preview(&mut self, id: ConversationId, turn: &mut Turn) {
        let Ok(page) = self.parts.archive.page(id, None, 1).await else { return };
        let Some(talk) = self.talks.get_mut(&id) else { return };
        talk.record.forget_last();
        if let Some(message) = page.items.last() {
            talk.record.see(message);
        }
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        self.dirty.insert(id);
    }
}
