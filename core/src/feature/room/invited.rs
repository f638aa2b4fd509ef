//! Invitations into rooms: those that come wait until the person answers them, and never let anybody in by
//! themselves (XEP-0249 §4).
//!
//! One that waits is written down before the server may forget it, with the password that came with it:
//! nobody else would ever tell of it again.

use std::sync::Arc;

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::Address;
use waxwing_proto::message::Message as Wire;
use waxwing_proto::room::invitation;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::room::Event as Told;
use crate::model::{RoomInvitation, RoomInvitations, Standing};
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::{AccountId, Error, Event, Timestamp};

/// More than anybody answers; a flood of them pushes out none that is here.
const MOST: usize = 50;

/// The version of [`InvitedV1`].
const VERSION: u8 = 1;

/// An invitation that waits, and the password that came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    invitation: RoomInvitation,
    password: Option<String>,
}

/// As it is stored, under the address of the room.
#[derive(Serialize, Deserialize)]
struct InvitedV1 {
    from: String,
    reason: String,
    at: i64,
    password: Option<String>,
}

/// What waited when this was closed, the oldest first.
pub(crate) async fn recall(store: &Store, account: AccountId) -> Vec<Waiting> {
    let notes = store.notes(account, Shelf::RoomInvitation).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "invitations into rooms can't be read"))
        .unwrap_or_default();
    let mut waiting: Vec<Waiting> = notes.iter().filter_map(Waiting::read).collect();
    waiting.sort_by_key(|one| one.invitation.at);
    waiting
}

impl Waiting {
    fn note(&self) -> Result<NoteRecord, Error> {
        let one = &self.invitation;
        let stored = InvitedV1 {
            from: one.from.clone(),
            reason: one.reason.clone(),
            at: one.at.0,
            password: self.password.clone(),
        };
        let name = one.room.as_str();
        NoteRecord::new(one.account, Shelf::RoomInvitation, name, VERSION, &stored)
    }

    fn read(note: &NoteRecord) -> Option<Self> {
        let stored: InvitedV1 = (note.version == VERSION).then(|| note.read().ok())??;
        Some(Self {
            invitation: RoomInvitation {
                account: note.account,
                room: BareJid::new(&note.name).ok()?,
                from: stored.from,
                reason: stored.reason,
                at: Timestamp(stored.at),
            },
            password: stored.password,
        })
    }
}

impl Account {
    /// Those that waited wait again.
    pub(crate) fn recall_room_invitations(&mut self, waiting: Vec<Waiting>) {
        self.rooms.invitations_changed |= !waiting.is_empty();
        for one in waiting {
            if let Some(password) = one.password {
                let room = one.invitation.room.clone();
                self.rooms.tickets.insert(room, password);
            }
            self.rooms.invitations.push(one.invitation);
        }
    }

    /// Takes in an invitation; `false` where the message is none.
    pub(crate) fn hear_room_invitation(&mut self, wire: &Wire, turn: &mut Turn) -> bool {
        let Some(invited) = invitation::find(wire) else {
            return false;
        };
        let by = invited.from.as_ref().map(|from| from.bare().clone());
        let blocked = |jid: &BareJid| self.book.is_blocked(jid);
        if blocked(&invited.room) || by.as_ref().is_some_and(blocked) {
            return true;
        }
        let joined = self
            .room_of(&invited.room)
            .and_then(|id| self.rooms.all.get(&id));
        if joined.is_some_and(|room| room.is_joined() || room.standing == Standing::Joining) {
            return true;
        }
        let known = |one: &RoomInvitation| one.room == invited.room;
        if self.rooms.invitations.iter().any(known) || self.rooms.invitations.len() >= MOST {
            return true;
        }
        let waiting = Waiting {
            invitation: RoomInvitation {
                account: self.record.id,
                room: invited.room,
                // Of one through a room it is only the room that says who it was.
                from: by.map(|jid| jid.to_string()).unwrap_or_default(),
                reason: invited.reason,
                at: Timestamp::now(),
            },
            password: invited.password,
        };
        match waiting.note() {
            Ok(note) => turn.ops.push(Op::PutNote(note)),
            Err(error) => tracing::warn!(%error, "an invitation can't be kept"),
        }
        self.recall_room_invitations(vec![waiting]);
        true
    }

    pub(super) fn announce_room_invitations(&mut self) {
        if std::mem::take(&mut self.rooms.invitations_changed) {
            let told = RoomInvitations {
                account: self.record.id,
                all: self.rooms.invitations.clone(),
            };
            self.tell(Event::Room(Told::Invitations(Arc::new(told))));
        }
    }

    /// An invitation was answered.
    pub(super) fn forget_room_invitation(&mut self, room: &BareJid, turn: &mut Turn) {
        let before = self.rooms.invitations.len();
        self.rooms.invitations.retain(|one| one.room != *room);
        if self.rooms.invitations.len() == before {
            return;
        }
        self.rooms.invitations_changed = true;
        turn.ops.push(Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::RoomInvitation,
            name: room.to_string(),
        });
    }

    /// An invitation is not wanted.
    pub(super) fn decline_room(&mut self, room: &BareJid, tell: bool, turn: &mut Turn) {
        let invited = self.rooms.invitations.iter().find(|one| one.room == *room);
        let from = invited.and_then(|one| one.from.parse::<Address>().ok());
        if let Some(from) = from.filter(|_| tell && self.is_online()) {
            let id = uuid::Uuid::new_v4().to_string();
            turn.send.push(invitation::decline(room, &id, &from, ""));
        }
        self.rooms.tickets.remove(room);
        self.forget_room_invitation(room, turn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read_and_what_is_odd_is_not() {
        let waiting = Waiting {
            invitation: RoomInvitation {
                account: AccountId(1),
                room: "plans@rooms.example".parse().unwrap(),
                from: "romy@a.example".to_owned(),
                reason: "we meet there".to_owned(),
                at: Timestamp(1_794_908_460_000_000),
            },
            password: Some("cauldronburn".to_owned()),
        };
        let note = waiting.note().unwrap();
        assert_eq!(Waiting::read(&note), Some(waiting));
        let stored: InvitedV1 = note.read().unwrap();
        let written = postcard::to_stdvec(&stored).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../../tests/old-store/room-invitation-v1.hex").trim();
        assert_eq!(written, sample);
        let (account, shelf) = (AccountId(1), Shelf::RoomInvitation);
        let newer = NoteRecord::new(account, shelf, "a@b.c", 9, &stored).unwrap();
        let odd = NoteRecord::new(account, shelf, "@@", VERSION, &stored).unwrap();
        let broken = NoteRecord::new(account, shelf, "a@b.c", VERSION, &u64::MAX).unwrap();
        for note in [newer, odd, broken] {
            assert_eq!(Waiting::read(&note), None);
        }
    }
}
