//! The end of a turn: store first, then the wire and the window, then the server may forget.

use std::sync::Arc;
use std::time::{Duration, Instant};

use minidom::Element;
use tokio::time::sleep;
use waxwing_proto::management::Token;

use crate::account::stream::ToStream;
use crate::account::talk::Around;
use crate::account::turn::Turn;
use crate::account::{Account, CALM};
use crate::event::{account, conversation};
use crate::store::{Op, Unit};
use crate::{Event, model};

impl Account {
    /// Carries out what a turn has decided.
    pub(crate) async fn finish(&mut self, mut turn: Turn) {
        self.make_durable(std::mem::take(&mut turn.ops)).await;
        // Roster and presence of a new session first, then what was said meanwhile.
        for stanza in turn.send {
            self.send_loose(stanza);
        }
        for seq in &turn.outbox {
            self.hand_over(*seq);
        }
        if let Some(number) = turn.handled {
            self.line.send(ToStream::Handled(number));
        }
        if turn.account {
            self.announce_account();
        }
        for (id, change) in turn.changes {
            self.tell(Event::Conversation(conversation::Event::Timeline(
                id, change,
            )));
        }
        // A burst of stanzas is told in few snapshots; what is left over goes with a later turn,
        // and there is one as long as more is waiting.
        let named = !turn.notices.is_empty() || !turn.done.is_empty();
        if named || self.line.is_silent() || self.flushed.elapsed() > CALM {
            self.announce_talks();
        }
        for id in turn.gone {
            self.tell(Event::Conversation(conversation::Event::Removed(id)));
        }
        for notice in turn.notices {
            self.tell(Event::Conversation(notice));
        }
        if let Some(error) = turn.failed {
            self.tell(Event::StoreFailed(error));
        }
        for (request, outcome) in turn.done {
            self.tell(Event::Done(request, outcome));
        }
    }

    /// Waits until the store has it: while the disk is full nothing is acknowledged to anybody, and
    /// nothing that was decided is forgotten.
    async fn make_durable(&self, ops: Vec<Op>) {
        let mut ops = ops.into_iter().peekable();
        while ops.peek().is_some() {
            let mut room = UNIT;
            let mut part = Vec::new();
            while let Some(op) = ops.next_if(|op| part.is_empty() || weight(op) <= room) {
                room = room.saturating_sub(weight(&op));
                part.push(op);
            }
            let unit: Unit = part.into_iter().collect();
            while let Err(error) = self.parts.store.commit(unit.clone()).await {
                self.tell(Event::StoreFailed(error));
                sleep(STORE_RETRY).await;
            }
        }
    }

    /// Tells the account's snapshot.
    pub(crate) fn announce_account(&self) {
        let account = model::Account {
            id: self.record.id,
            jid: self.record.jid.clone(),
            connection: self.connection.clone(),
            presence: self.record.presence.clone(),
            settings: self.record.settings.clone(),
            enabled: self.record.enabled,
            order: self.record.order,
            colour: self.record.colour,
            password_kept: self.password_kept,
        };
        self.tell(Event::Account(account::Event::Changed(Arc::new(account))));
    }

    /// Tells the snapshots of all conversations that have changed.
    pub(crate) fn announce_talks(&mut self) {
        let online = self.is_online();
        for id in std::mem::take(&mut self.dirty) {
            let Some(talk) = self.talks.get(&id) else {
                continue;
            };
            let jid = &talk.record.jid;
            let snapshot = talk.snapshot(&Around {
                contact: self.contacts.get(jid),
                nick: self.book.nick(jid),
                blocked: self.book.is_blocked(jid),
                online,
            });
            self.tell(Event::Conversation(conversation::Event::Changed(Arc::new(
                snapshot,
            ))));
        }
        self.announce_book();
        self.announce_profiles();
        self.flushed = Instant::now();
    }

    /// Tells the window, or whoever listens.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.parts.events.send(event);
    }

    /// Sends a stanza whose loss does no harm: the next session says it anew.
    fn send_loose(&mut self, stanza: Element) {
        self.loose -= 1;
        self.line.send(ToStream::Send {
            token: Token(self.loose),
            stanza,
        });
    }
}

/// How many entries an operation may become in the store: long texts are kept in pieces of 32 KiB,
/// in the journal and where they wait.
fn weight(op: &Op) -> usize {
    2 + match op {
        Op::PutMessage(row) => (row.message.text.len() + row.message.sender.len()) / 16_384,
        Op::PutOutbox(entry) => entry.stanza.len() / 16_384,
        _ => 0,
    }
}

/// About half of what the store takes in one unit; a stanza of the largest size fits.
const UNIT: usize = 600;

/// How long to wait before a store that failed is tried again.
const STORE_RETRY: Duration = Duration::from_secs(3);
