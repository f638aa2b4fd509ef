//! What an archive holds, as the history takes it.

use std::collections::HashMap;

use jid::BareJid;
use waxwing_proto::message::{Kind, Message as Wire};
use waxwing_proto::stanza::Party;
use waxwing_proto::{archive, carbons, markers, pep, receipts, stanza_id};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{Archived, ArchivedRow};
use crate::feature::encryption::{self, Between, Writer};
use crate::model::Direction;
use crate::store::{ConversationRecord, Dedup};
use crate::{ConversationId, ItemId, Timestamp};

/// Whose conversation a row belongs to.
pub(super) fn whose(row: &ArchivedRow) -> Option<ConversationId> {
    match &row.content {
        Archived::Nothing => None,
        Archived::Message { conversation, .. }
        | Archived::Receipt { conversation, .. }
        | Archived::Displayed { conversation, .. } => Some(*conversation),
    }
}

/// All of it was read: what was said before this machine came is not news.
pub(crate) fn everything(rows: &[ArchivedRow]) -> HashMap<ConversationId, ItemId> {
    let end = ItemId {
        at: Timestamp(i64::MAX),
        seq: u64::MAX,
    };
    rows.iter().filter_map(whose).map(|id| (id, end)).collect()
}

impl From<archive::Row<Archived>> for ArchivedRow {
    fn from(row: archive::Row<Archived>) -> Self {
        Self {
            id: row.id,
            // What the archive doesn't say counts as little as what nobody can believe.
            stamp: Timestamp(row.stamp.unwrap_or_default()),
            content: row.content,
        }
    }
}

impl Account {
    /// What a message of the archive is for the history; its conversation is made where there is
    /// none. `id` is what the archive calls it.
    pub(super) fn archived(&mut self, wire: &Wire, id: &str, turn: &mut Turn) -> Archived {
        let Some((direction, with)) = self.sides(wire) else {
            return Archived::Nothing;
        };
        if matches!(wire.kind, Kind::Groupchat | Kind::Error) || pep::is_event(wire) {
            return Archived::Nothing;
        }
        if carbons::is_copy(wire) {
            // Archives hold messages, not copies of them.
            self.refuse_copy(carbons::Refused::Nested);
            return Archived::Nothing;
        }
        if let Some(room) = self.room_of(&with) {
            return self.archived_private(wire, (room, &with), (direction, id), turn);
        }
        let hidden = wire.payload("x", waxwing_proto::room::USER).is_some();
        if hidden || waxwing_proto::room::invitation::find(wire).is_some() {
            // Of rooms that we know nothing of, and invitations that were answered long ago.
            return Archived::Nothing;
        }
        let heard = match encryption::is_sealed(wire) {
            true => {
                let own = self.record.jid.clone();
                let (from, to) = match direction {
                    Direction::Outgoing => (&own, &with),
                    Direction::Incoming => (&with, &own),
                };
                let between = Between {
                    from: Writer::Known(from),
                    to,
                    room: false,
                };
                self.archived_sealed(wire, between, turn)
            }
            false => self.heard(wire),
        };
        let Some(heard) = heard else {
            return self.told_of(wire, direction, &with);
        };
        if !self.by_jid.contains_key(&with) && !self.has_room(&with) {
            self.leave_out(turn);
            return Archived::Nothing;
        }
        let conversation = self.ensure_talk(&with, true, turn);
        if direction == Direction::Outgoing {
            self.know(conversation, turn);
        }
        let own = self.record.jid.clone();
        let author = if direction == Direction::Outgoing {
            &own
        } else {
            &with
        };
        let mut dedup = vec![Dedup::Stanza {
            by: own.clone(),
            id: id.to_owned(),
        }];
        dedup.extend(self.origin_keys(wire, author, &heard.known_by));
        dedup.extend(Self::named(wire, author));
        dedup.extend(self.sealed_key(&heard));
        Archived::Message {
            conversation,
            seq: self.parts.store.next_seq(),
            direction,
            sender: wire.from.text().unwrap_or_else(|| author.to_string()),
            text: heard.text,
            origin_id: stanza_id::origin(wire).unwrap_or_default().to_owned(),
            dedup,
            beside: Box::new(heard.beside),
        }
    }

    /// What it tells about another message, where it has no words of its own.
    fn told_of(&self, wire: &Wire, direction: Direction, with: &BareJid) -> Archived {
        let Some(&conversation) = self.by_jid.get(with) else {
            return Archived::Nothing;
        };
        let from = wire.from.text().unwrap_or_default();
        let named = |id: &str| (id.len() <= MAX_ID).then(|| id.to_owned());
        if direction == Direction::Incoming
            && let Some(of) = receipts::received(wire).and_then(named)
        {
            return Archived::Receipt {
                conversation,
                of,
                from,
            };
        }
        match markers::displayed(wire).and_then(named) {
            Some(of) => Archived::Displayed {
                conversation,
                of,
                from,
                direction,
            },
            None => Archived::Nothing,
        }
    }

    /// Whose message it is, and with whom. `None` where it is none of ours: an archive of ours holds
    /// what we sent and what was sent to us.
    fn sides(&self, wire: &Wire) -> Option<(Direction, BareJid)> {
        let own = &self.record.jid;
        let from = wire.from.bare()?;
        let to = match &wire.to {
            Party::Absent => own,
            to => to.bare()?,
        };
        if from == own {
            Some((Direction::Outgoing, to.clone()))
        } else {
            (to == own).then(|| (Direction::Incoming, from.clone()))
        }
    }

    /// Up to where the conversations of a page were read.
    pub(crate) fn read_places(&self, rows: &[ArchivedRow]) -> HashMap<ConversationId, ItemId> {
        let touched = rows.iter().filter_map(whose);
        let read = touched.filter_map(|id| Some((id, self.read_place(id)?)));
        read.collect()
    }

    pub(super) fn read_place(&self, id: ConversationId) -> Option<ItemId> {
        let record = &self.talks.get(&id)?.record;
        read_up_to(record, self.backlog.choice.began)
    }
}

/// Up to where a conversation was read by what its record says.
fn read_up_to(record: &ConversationRecord, began: Option<Timestamp>) -> Option<ItemId> {
    let upto = |at| ItemId { at, seq: u64::MAX };
    // What was read before places were written down, and what was said before this machine. A place
    // that is known is a row, which may move: where it stands now is no substitute.
    let all = record.last.as_ref().filter(|_| record.unread == 0);
    let all = all.map(|last| upto(last.at));
    record.read_upto.or(all).max(began.map(upto))
}

/// Ids are as short as those we give; a longer one names nothing of ours.
const MAX_ID: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Preview, State};

    fn record(read_upto: Option<ItemId>) -> ConversationRecord {
        ConversationRecord {
            id: ConversationId(1),
            account: crate::AccountId(1),
            jid: BareJid::new("theo@example.org").unwrap(),
            unread: 0,
            last: Some(Preview {
                text: String::new(),
                at: Timestamp(50),
                direction: Direction::Outgoing,
                state: State::Pending,
                ..Preview::default()
            }),
            read_upto,
            known: true,
            reading: crate::store::Reading::default(),
            flags: crate::store::Flags::default(),
            sealing: crate::store::Sealed::default(),
            left_out: std::collections::BTreeSet::new(),
            opted_out: None,
        }
    }

    #[test]
    fn a_row_that_was_read_stays_that_row_wherever_it_moves() {
        let row = ItemId {
            at: Timestamp(50),
            seq: 7,
        };
        assert_eq!(
            read_up_to(&record(Some(row)), Some(Timestamp(9))),
            Some(row)
        );
    }

    #[test]
    fn without_a_place_all_that_is_not_unread_was_read() {
        let place = read_up_to(&record(None), Some(Timestamp(9))).unwrap();
        assert_eq!(place.at, Timestamp(50));
        let unread = ConversationRecord {
            unread: 2,
            ..record(None)
        };
        let place = read_up_to(&unread, Some(Timestamp(9))).unwrap();
        assert_eq!(place.at, Timestamp(9), "before this machine came");
    }
}
