//! Messages that wait to be read: those of the archive, and what came while that was being fetched. They are read
//! oldest first once all of it is here.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jid::BareJid;
use minidom::Element;
use omemo_rs::account::Account as Machine;
use waxwing_proto::message::Message as Wire;

use super::opening::{Between, Opened, Writer, print};
use crate::account::Account;
use crate::account::preview;
use crate::account::turn::Turn;
use crate::feature::hearing::Heard;
use crate::model::{Author, Direction, Message, Sealing, State, Trust, Unreadable};
use crate::store::{MessageRecord, Op};
use crate::{Change, ConversationId};

/// So long what can't be read waits for groups whose archive may say more.
pub(super) const STALLED: Duration = Duration::from_secs(120);

/// So many are read in a turn: one barrier for all of them, and nobody waits for long.
pub(crate) const PORTION: u32 = 200;

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
        if self.encryption.stalled && !self.may_stall() {
            // All of it is here, or as much of it as there is time for.
            self.encryption.stalled = false;
            self.encryption.behind = true;
        }
        if !self.backlog.has_looked() || !self.is_online() {
            return;
        }
        if std::mem::take(&mut self.encryption.hold) {
            // They are in this turn, and can be asked for in the next.
            self.encryption.hurry = true;
            return;
        }
        if self.backlog.has_page() {
            // Its rows are told as they came in a moment; what is told of them last has to be what they say.
            return;
        }
        if self.encryption.stalled {
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
                match goes(turn, row.id.seq) {
                    // As it is after that.
                    true => {
                        self.encryption.behind = true;
                        self.encryption.hurry = true;
                    }
                    false => self.read_row(id, &row, turn).await,
                }
                if self.encryption.stalled {
                    self.encryption.hurry = false;
                    return;
                }
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

    /// A session skips no more than a thousand messages, and many of them may have been said in groups whose archives are
    /// yet to come: what can't be read for such a reason waits for them, for a while.
    pub(super) fn may_stall(&self) -> bool {
        let since = self.encryption.stalls;
        since.is_none_or(|since| since.elapsed() < STALLED) && self.has_groups_to_read()
    }

    pub(super) fn stall(&mut self) {
        self.encryption.stalled = true;
        self.encryption.stalls.get_or_insert_with(Instant::now);
    }

    /// Reads a message that has waited.
    async fn read_row(&mut self, id: ConversationId, row: &Arc<Message>, turn: &mut Turn) {
        let stanza = row
            .sealed
            .as_ref()
            .and_then(|text| text.parse::<Element>().ok());
        let wire = stanza.map(Wire::parse);
        let with = self.talks.get(&id).map(|talk| talk.record.jid.clone());
        let opened = match (&wire, with) {
            (Some(wire), Some(with)) => {
                let (from, to) = self.between(id, row, &with);
                let between = Between {
                    from: Writer::told(from.as_ref(), id),
                    to: &to,
                    room: self.rooms.has(id) && row.private.is_none(),
                };
                self.open_sealed(wire, between, turn)
            }
            _ => Opened::Unreadable(Unreadable::Malformed),
        };
        match opened {
            Opened::Nothing => self.drop_row(id, row, turn).await,
            Opened::Unreadable(Unreadable::Lost) if self.is_again(wire.as_ref(), row).await => {
                self.drop_row(id, row, turn).await;
            }
            Opened::Unreadable(Unreadable::Broken) if self.may_stall() => self.stall(),
            Opened::Unreadable(why) => {
                let message = Message {
                    sealing: Some(Sealing::Unreadable(why)),
                    sealed: None,
                    ..Message::clone(row)
                };
                self.put_read(id, message, turn);
            }
            Opened::Read(wire, sealing, by) => {
                // What another device of ours has said in a room that tells nobody's address.
                let ours = row.author.is_some()
                    && matches!(sealing, Sealing::Read(Trust::Blind | Trust::Verified))
                    && by == self.record.jid
                    && row.direction == Direction::Incoming;
                let author = row.author.clone().map(|author| Author {
                    jid: author.jid.or(Some(by)),
                    ..author
                });
                let heard = match &author {
                    Some(author) => self.heard_in_room(&wire, author.clone(), true),
                    None => self.heard(&wire),
                };
                match heard {
                    Some(heard) => {
                        let mut known = Message {
                            author,
                            ..Message::clone(row)
                        };
                        if ours {
                            if self.is_unread(id, row)
                                && let Some(talk) = self.talks.get_mut(&id)
                            {
                                talk.record.unread = talk.record.unread.saturating_sub(1);
                            }
                            known.direction = Direction::Outgoing;
                            known.state = State::Delivered;
                            known.sender = self.own.to_string();
                        }
                        self.put_heard(id, &known, heard, sealing, turn).await;
                    }
                    None => self.drop_row(id, row, turn).await,
                }
            }
        }
    }

    /// Whether a message that was read before is still here, in another row: then this one was played back by somebody.
    async fn is_again(&self, wire: Option<&Wire>, row: &Message) -> bool {
        let print = wire.map(print).filter(|print| !print.is_empty());
        let Some(print) = print else {
            return false;
        };
        let key = self.key_of_print(&print);
        let found = self.parts.archive.is_again(self.record.id, key, row.id);
        found.await.unwrap_or(false)
    }

    /// Who has written a row, by their real address where a room tells it, and to whom.
    fn between(
        &self,
        id: ConversationId,
        row: &Message,
        with: &BareJid,
    ) -> (Option<BareJid>, BareJid) {
        let author = row.author.as_ref();
        if let Some(nick) = &row.private {
            let with = author.filter(|_| row.direction == Direction::Incoming);
            let with = with.cloned().unwrap_or_else(|| Author {
                nick: nick.clone(),
                ..Author::default()
            });
            return self.between_two(id, &with, row.direction);
        }
        let own = &self.record.jid;
        let ours = row.direction == Direction::Outgoing;
        let from = match (ours, self.rooms.has(id)) {
            (true, _) => Some(own.clone()),
            (false, true) => author.and_then(|author| self.real_address(id, author)),
            (false, false) => Some(with.clone()),
        };
        let to = match ours || self.rooms.has(id) {
            true => with.clone(),
            false => own.clone(),
        };
        (from, to)
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
                self.uncount(id, row, turn).await;
            }
        }
    }

    /// A row that has waited says this.
    fn put_read(&mut self, id: ConversationId, message: Message, turn: &mut Turn) {
        self.answer_alike(id, &message, turn);
        if self.is_unread(id, &message) {
            self.count_mention(id, &message);
            self.miss_late(id, &message, turn);
            self.encryption.missed_due = true;
        }
        if let Some(talk) = self.talks.get_mut(&id) {
            if talk.awaits {
                turn.renewed.insert((id, message.id.seq));
            }
            preview::change(&mut talk.record, &message);
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            let open = talk.open;
            let message = Arc::new(message);
            turn.show(id, open, Arc::clone(&message));
            turn.ops.push(Op::PutMessage(MessageRecord {
                account: self.record.id,
                conversation: id,
                message,
                dedup: Vec::new(),
            }));
            self.dirty.insert(id);
        }
    }

    /// It is theirs, and nobody has seen it.
    fn is_unread(&self, id: ConversationId, message: &Message) -> bool {
        let read = self.talks.get(&id).and_then(|talk| talk.record.read_upto);
        message.direction == Direction::Incoming
            && read.is_none_or(|read| message.id > read)
            && self
                .talks
                .get(&id)
                .is_some_and(|talk| talk.record.unread > 0)
            && !self.is_ignored(id, message)
    }

    /// There is nothing to be shown of a row.
    async fn drop_row(&mut self, id: ConversationId, row: &Message, turn: &mut Turn) {
        turn.ops.push(Op::RemoveItem {
            conversation: id,
            item: row.id,
        });
        turn.changes.push((id, Change::Removed(vec![row.id])));
        self.uncount(id, row, turn).await;
    }

    /// A row that counted as unread, and that the list may show, is none for people.
    async fn uncount(&mut self, id: ConversationId, row: &Message, turn: &mut Turn) {
        let counted = self.is_unread(id, row);
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        if counted {
            talk.record.unread = talk.record.unread.saturating_sub(1);
        }
        let last = talk.record.last.as_ref();
        if last.is_some_and(|last| last.at == row.id.at) {
            self.refresh_preview(id, row.id, turn).await;
        } else if counted {
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(id);
        }
    }
}

/// Whether a turn takes a row away, or changes it otherwise.
fn goes(turn: &Turn, seq: u64) -> bool {
    turn.ops.iter().any(|op| match op {
        Op::RemoveItem { item, .. } | Op::ForgetItem { item, .. } => item.seq == seq,
        Op::SetState(set) => set.item.seq == seq,
        _ => false,
    })
}
