//! Invitations into rooms: those that come wait until the person answers them, and never let anybody in by
//! themselves (XEP-0249 §4); those that we send go both ways, through the room and directly.

use std::sync::Arc;

use jid::BareJid;
use waxwing_proto::Address;
use waxwing_proto::message::Message as Wire;
use waxwing_proto::room::invitation;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::room::Event as Told;
use crate::model::{RoomInvitation, RoomInvitations, Standing};
use crate::{ConversationId, Event, Timestamp};

/// More than anybody answers; a flood of them pushes out none that is here.
const MOST: usize = 50;

impl Account {
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
        if let Some(password) = invited.password {
            self.rooms.tickets.insert(invited.room.clone(), password);
        }
        self.rooms.invitations.push(RoomInvitation {
            account: self.record.id,
            room: invited.room,
            // Of one through a room it is only the room that says who it was.
            from: by.map(|jid| jid.to_string()).unwrap_or_default(),
            reason: invited.reason,
            at: Timestamp::now(),
        });
        self.rooms.invitations_changed = true;
        let _ = turn;
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
    pub(super) fn forget_room_invitation(&mut self, room: &BareJid) {
        let before = self.rooms.invitations.len();
        self.rooms.invitations.retain(|one| one.room != *room);
        self.rooms.invitations_changed |= self.rooms.invitations.len() != before;
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
        self.forget_room_invitation(room);
    }

    /// Invites somebody into a room: where they have to be members, the room makes them so.
    pub(super) fn invite_to_room(
        &mut self,
        id: ConversationId,
        whom: &BareJid,
        reason: &str,
        turn: &mut Turn,
    ) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let room = Address::from(&jid);
        let name = || uuid::Uuid::new_v4().to_string();
        turn.send
            .push(invitation::through_room(&room, &name(), whom, reason));
        let whom = Address::from(whom);
        turn.send
            .push(invitation::directly(&whom, &name(), &jid, reason));
    }
}
