//! Messages that wait to be read: those of the archive, and what came while that was being fetched. They are read
//! oldest first once all of it is here.

use std::sync::Arc;

use jid::BareJid;
use minidom::Element;
use omemo_rs::account::Account as Machine;
use waxwing_proto::message::Message as Wire;

use super::opening::{Between, Opened};
use crate::account::Account;
use crate::account::preview;
use crate::account::turn::Turn;
use crate::feature::hearing::Heard;
use crate::model::{Author, Direction, Message, Sealing};
use crate::store::Op;
use crate::{Change, ConversationId};

/// So many are read in a turn: one barrier for all of them, and nobody waits for long.
const PORTION: u32 = 100;

impl Account {
    /// A message was stored that waits to be read.
    pub(crate) fn wait_to_read(&mut self) {
        self.encryption.behind = true;
        self.encryption.hold = true;
    }

    /// Rows of a page may wait to be read.
    pub(crate) fn page_may_wait(&mut self) {
        self.encryption.behind = true;
    }

    /// The archive was looked at: who missed something hears of it now, or when it can be read.
    pub(crate) fn missed_after_reading(&mut self) -> bool {
        let waits = self.encryption.is_possible() && self.encryption.behind;
        self.encryption.missed_due |= waits;
        waits
    }

    /// Reads what waits, as far as its time has come.
    pub(super) async fn read_waiting(&mut self, turn: &mut Turn) {
        self.encryption.hurry = false;
        if !self.backlog.has_looked() || !self.is_online() {
            return;
        }
        if std::mem::take(&mut self.encryption.hold) {
            // They are in this turn, and can be asked for in the next.
            self.encryption.hurry = true;
            return;
        }
        if self.encryption.behind {
            let except = self.rooms_behind();
            let all = except.is_empty();
            let found = self.parts.archive.sealed(self.record.id, except, PORTION);
            let rows = match found.await {
                Ok(rows) => rows,
                Err(error) => {
                    turn.failed = Some(error);
                    return;
                }
            };
            self.encryption.hurry = rows.len() as u64 >= u64::from(PORTION);
            self.encryption.behind = self.encryption.hurry || !all;
            for (id, row) in rows {
                self.read_row(id, &row, turn).await;
            }
        }
        if !self.encryption.hurry {
            if std::mem::take(&mut self.encryption.missed_due) {
                self.tell_missed(turn);
            }
            if !self.encryption.behind && !std::mem::replace(&mut self.encryption.caught_up, true) {
                let actions = self.encryption.drive(turn, Machine::caught_up);
                self.act(actions, turn);
            }
        }
    }

    /// Reads a message that has waited.
    async fn read_row(&mut self, id: ConversationId, row: &Arc<Message>, turn: &mut Turn) {
        let stanza = row
            .sealed
            .as_ref()
            .and_then(|text| text.parse::<Element>().ok());
        let wire = stanza.map(Wire::parse);
        let opened = match (
            &wire,
            self.talks.get(&id).map(|talk| talk.record.jid.clone()),
        ) {
            (Some(wire), Some(with)) => {
                let room = self.rooms.has(id);
                let (from, to) = self.between(id, row, &with);
                let between = Between {
                    from: &from,
                    to: &to,
                    room,
                };
                self.open_sealed(wire, between, turn)
            }
            _ => Opened::Unreadable(crate::model::Unreadable::Malformed),
        };
        match opened {
            Opened::Nothing => self.drop_row(id, row, turn),
            Opened::Unreadable(why) => {
                let message = Message {
                    sealing: Some(Sealing::Unreadable(why)),
                    sealed: None,
                    ..Message::clone(row)
                };
                self.put_read(id, message, turn);
            }
            Opened::Read(wire, sealing) => {
                let heard = match &row.author {
                    Some(author) => self.heard_in_room(&wire, Author::clone(author), true),
                    None => self.heard(&wire),
                };
                match heard {
                    Some(heard) => self.put_heard(id, row, heard, sealing, turn).await,
                    None => self.drop_row(id, row, turn),
                }
            }
        }
    }

    /// Who has written a row, by their real address, and to whom.
    fn between(&self, id: ConversationId, row: &Message, with: &BareJid) -> (BareJid, BareJid) {
        let own = &self.record.jid;
        if self.rooms.has(id) {
            let author = row.author.as_ref();
            let theirs = author.and_then(|author| self.real_address(id, author));
            let ours = (row.direction == Direction::Outgoing).then(|| own.clone());
            let from = ours.or(theirs).unwrap_or_else(|| with.clone());
            return (from, with.clone());
        }
        match row.direction {
            Direction::Outgoing => (own.clone(), with.clone()),
            Direction::Incoming => (with.clone(), own.clone()),
        }
    }

    /// What a message says that has waited.
    async fn put_heard(
        &mut self,
        id: ConversationId,
        row: &Message,
        mut heard: Heard,
        sealing: Sealing,
        turn: &mut Turn,
    ) {
        heard.beside.sealing = Some(sealing);
        let private = row.private.clone();
        let author = row.author.clone();
        let message = heard.beside.clone().put_to(Message {
            text: heard.text.clone(),
            ..row.clone()
        });
        let message = Message {
            private,
            author,
            ..message
        };
        match self.take_act(id, message, (&heard, &[]), turn).await {
            Some(mut message) => {
                let with = self.talks.get(&id).map(|talk| talk.record.jid.clone());
                if let Some(with) = with {
                    self.want_files(id, &mut message, &with, turn);
                }
                self.put_read(id, message, turn);
            }
            // It changes another message, and is seen no more.
            None => {
                turn.changes.push((id, Change::Removed(vec![row.id])));
                self.uncount(id, row);
            }
        }
    }

    /// A row that has waited says this.
    fn put_read(&mut self, id: ConversationId, message: Message, turn: &mut Turn) {
        self.backlog.reveal(id, &message);
        if let Some(talk) = self.talks.get_mut(&id) {
            if talk.awaits {
                turn.renewed.insert((id, message.id.seq));
            }
            if preview::change(&mut talk.record, &message) {
                turn.ops.push(Op::PutConversation(talk.record.clone()));
            }
            let open = talk.open;
            let message = Arc::new(message);
            turn.show(id, open, Arc::clone(&message));
            turn.ops.push(Op::PutMessage(crate::store::MessageRecord {
                account: self.record.id,
                conversation: id,
                message,
                dedup: Vec::new(),
            }));
            self.dirty.insert(id);
        }
    }

    /// There is nothing to be shown of a row.
    fn drop_row(&mut self, id: ConversationId, row: &Message, turn: &mut Turn) {
        turn.ops.push(Op::RemoveItem {
            conversation: id,
            item: row.id,
        });
        turn.changes.push((id, Change::Removed(vec![row.id])));
        self.uncount(id, row);
    }

    /// A row that counted as unread is none that is shown.
    fn uncount(&mut self, id: ConversationId, row: &Message) {
        self.backlog.unmiss(id);
        if let Some(talk) = self.talks.get_mut(&id)
            && row.direction == Direction::Incoming
            && talk.record.read_upto.is_none_or(|read| row.id > read)
        {
            talk.record.unread = talk.record.unread.saturating_sub(1);
            self.dirty.insert(id);
        }
    }
}
