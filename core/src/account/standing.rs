//! The session as the actor counts it, and what is written down of it so that the next process can
//! take it up again after a crash (XEP-0198 §5).
//!
//! Two counts matter. Ours of what the server sent goes into the same unit as the stanzas, so it is
//! never ahead of what is stored; and the server hears of it only after that, so it is never behind
//! what the server has forgotten. The server's count of what we sent is settled against the outbox:
//! each entry knows its place in the session, which is stored before the entry is sent.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::account::Account;
use crate::account::stream::{Earlier, FIRST_EPOCH, SessionName};
use crate::account::turn::Turn;
use crate::store::{Handed, NoteRecord, Op, OutboxRecord, Shelf};

/// The version of [`Note`].
const VERSION: u8 = 1;

/// The name of the only note on the shelf.
const NAME: &str = "";

/// Servers keep a session for minutes. One that was heard of longer ago than this is not asked for:
/// the clock may have been wrong, but a round trip is all that it costs.
const AGE_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// The present session.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// The stream worker's number for it.
    pub(crate) epoch: u64,
    /// What the server calls it, where it can be resumed.
    id: Option<String>,
    location: Option<String>,
    jid: String,
    /// The server counts what it takes over.
    counted: bool,
    /// Our own name for it, by which entries of the outbox know it.
    name: u64,
    /// How many stanzas of the server are stored.
    h: u32,
    /// How many stanzas were handed over.
    sent: u32,
    /// Another process began it, and it is not known yet whether it can be resumed.
    earlier: bool,
}

/// What is written down.
#[derive(Serialize, Deserialize)]
struct Note {
    id: String,
    location: Option<String>,
    jid: String,
    name: u64,
    h: u32,
    at: i64,
}

impl Standing {
    /// The session that another process left behind, as it was written down.
    pub(crate) fn of_note(note: Option<&NoteRecord>) -> Self {
        let note = note.filter(|note| note.version == VERSION);
        let Some(note) = note.and_then(|note| note.read::<Note>().ok()) else {
            return Self::default();
        };
        let age = Timestamp::now().0.saturating_sub(note.at);
        if age > AGE_MICROS {
            return Self::default();
        }
        Self {
            epoch: FIRST_EPOCH,
            id: Some(note.id),
            location: note.location,
            jid: note.jid,
            counted: true,
            name: note.name,
            h: note.h,
            sent: 0,
            earlier: true,
        }
    }

    /// What the stream worker has to know to take it up again.
    pub(crate) fn earlier(&self) -> Option<Earlier> {
        let id = self.id.clone().filter(|_| self.earlier)?;
        Some(Earlier {
            id,
            location: self.location.clone(),
            jid: self.jid.clone(),
            h: self.h,
        })
    }

    /// A session that has just begun.
    fn begun(session: SessionName, jid: &str, name: u64) -> Self {
        Self {
            epoch: session.epoch,
            id: session.id,
            location: session.location,
            jid: jid.to_owned(),
            counted: session.counted,
            name,
            ..Self::default()
        }
    }

    /// The stanza that was counted last is not handed over after all.
    pub(crate) fn uncount_sent(&mut self) {
        self.sent = self.sent.wrapping_sub(1);
    }

    /// Whether the server says what it has taken over (XEP-0198).
    pub(crate) fn is_counted(&self) -> bool {
        self.counted
    }

    /// Whether what is handed over would be sent out of order: it is not known yet how much the
    /// server has handled.
    pub(crate) fn is_unsettled(&self) -> bool {
        self.earlier
    }

    /// A stanza is handed over: its place.
    pub(crate) fn count_sent(&mut self) -> Handed {
        self.sent = self.sent.wrapping_add(1);
        Handed {
            session: self.name,
            count: self.sent,
        }
    }

    /// Whether the server has this one, by its count.
    fn has(&self, entry: &OutboxRecord, h: u32) -> bool {
        // Counts wrap at 2^32 (XEP-0198 §4): what is less than half the circle behind was before.
        entry.handed.is_some_and(|handed| {
            handed.session == self.name && h.wrapping_sub(handed.count) < u32::MAX / 2
        })
    }

    /// Whether the server, by its count, never got this one, and never will.
    fn lacks(&self, entry: &OutboxRecord, h: u32) -> bool {
        let here = entry
            .handed
            .is_some_and(|handed| handed.session == self.name);
        here && !self.has(entry, h)
    }
}

impl Account {
    /// The server's count of what an earlier process sent: entries that arrived are done with, and
    /// the others lose their places, which other stanzas of ours are going to take. An entry that
    /// kept an old place would be taken for arrived when the server has counted up to it.
    pub(crate) async fn settle(&mut self, h: u32, turn: &mut Turn) {
        for entry in self.outbox.values_mut() {
            if self.standing.lacks(entry, h) {
                entry.handed = None;
                turn.ops.push(Op::PutOutbox(entry.clone()));
            }
        }
        let entries = self.outbox.values();
        let arrived: Vec<_> = entries
            .filter(|entry| self.standing.has(entry, h))
            .cloned()
            .collect();
        self.standing.sent = h;
        for entry in arrived {
            self.settle_entry(&entry, turn).await;
        }
    }

    /// A session began or goes on: `true` if it is one that another process left behind.
    pub(crate) fn stand(
        &mut self,
        jid: &str,
        resumed: bool,
        session: SessionName,
        turn: &mut Turn,
    ) -> bool {
        let earlier = std::mem::take(&mut self.standing.earlier);
        if resumed {
            return earlier;
        }
        // Nothing of the last session is under way any more, and its counts are of no use.
        self.handed.clear();
        self.telling.clear();
        turn.counted = None;
        let name = uuid::Uuid::new_v4().as_u64_pair().0;
        self.standing = Standing::begun(session, jid, name);
        self.note_session(turn);
        false
    }

    /// The server's stanzas up to this place are stored with the turn.
    pub(crate) fn count_stored(&mut self, count: u32, turn: &mut Turn) {
        if self.standing.h != count {
            self.standing.h = count;
            self.note_session(turn);
        }
    }

    /// Writes down how the session stands, behind all else that the turn has decided.
    pub(crate) fn note_session(&mut self, turn: &mut Turn) {
        if !self.kept {
            return;
        }
        let standing = &self.standing;
        let note = standing.id.as_ref().and_then(|id| {
            let note = Note {
                id: id.clone(),
                location: standing.location.clone(),
                jid: standing.jid.clone(),
                name: standing.name,
                h: standing.h,
                at: Timestamp::now().0,
            };
            NoteRecord::new(self.record.id, Shelf::Session, NAME, VERSION, &note).ok()
        });
        turn.ops.push(match note {
            Some(note) => Op::PutNote(note),
            None => self.forgotten(),
        });
    }

    /// The server has forgotten the session.
    pub(crate) fn forget_session(&mut self, turn: &mut Turn) {
        self.standing = Standing::default();
        if self.kept {
            turn.ops.push(self.forgotten());
        }
    }

    fn forgotten(&self) -> Op {
        Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::Session,
            name: NAME.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, ConversationId, ItemId};

    fn entry(session: u64, count: u32) -> OutboxRecord {
        OutboxRecord {
            seal: crate::store::Seal::None,
            account: AccountId(1),
            seq: 1,
            conversation: ConversationId(1),
            item: ItemId {
                at: Timestamp(1),
                seq: 1,
            },
            to: String::new(),
            stanza: String::new(),
            handed: Some(Handed { session, count }),
        }
    }

    fn note(at: i64) -> NoteRecord {
        let note = Note {
            id: "s1".to_owned(),
            location: None,
            jid: "a@example.org/x".to_owned(),
            name: 7,
            h: 3,
            at,
        };
        NoteRecord::new(AccountId(1), Shelf::Session, NAME, VERSION, &note).unwrap()
    }

    #[test]
    fn the_sample_of_earlier_versions_is_read() {
        let sample = include_str!("../../../tests/old-store/session-v1.hex").trim();
        let note = Note {
            id: "s1".to_owned(),
            location: Some("192.0.2.7:5222".to_owned()),
            jid: "a@example.org/x".to_owned(),
            name: 7,
            h: 3,
            at: 1_795_268_195_547_585,
        };
        let written = postcard::to_stdvec(&note).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sample, written);
    }

    #[test]
    fn what_the_server_has_is_known_by_its_count() {
        let standing = Standing::of_note(Some(&note(Timestamp::now().0)));
        assert!(standing.has(&entry(7, 5), 5));
        assert!(standing.has(&entry(7, 5), 6));
        assert!(!standing.has(&entry(7, 6), 5));
        assert!(!standing.has(&entry(8, 5), 9), "of another session");
        assert!(standing.has(&entry(7, u32::MAX), 2), "counts wrap");
        assert!(!standing.has(&entry(7, 2), u32::MAX));
        let never = OutboxRecord {
            handed: None,
            ..entry(7, 1)
        };
        assert!(!standing.has(&never, 9));
        assert!(standing.lacks(&entry(7, 6), 5));
        assert!(!standing.lacks(&entry(7, 5), 5));
        assert!(!standing.lacks(&entry(8, 9), 5), "not known");
        assert!(!standing.lacks(&never, 5));
    }

    #[test]
    fn an_old_session_is_not_asked_for() {
        let now = Timestamp::now().0;
        let earlier = Standing::of_note(Some(&note(now - 1))).earlier().unwrap();
        assert_eq!((earlier.id.as_str(), earlier.h), ("s1", 3));
        assert!(
            Standing::of_note(Some(&note(now - 2 * AGE_MICROS)))
                .earlier()
                .is_none()
        );
        assert!(Standing::of_note(None).earlier().is_none());
        // A clock that was set back costs nothing.
        assert!(
            Standing::of_note(Some(&note(now + 2 * AGE_MICROS)))
                .earlier()
                .is_some()
        );
    }
}
