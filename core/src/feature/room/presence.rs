//! What a room tells by presence: who comes, who goes and why, and whether we are in it (XEP-0045 §7).

use jid::BareJid;
use waxwing_proto::Address;
use waxwing_proto::presence::{Kind, Presence};
use waxwing_proto::room::{self, Status, User};

use super::occupants::occupant;
use crate::ConversationId;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::{Removal, Standing};

impl Account {
    /// Takes in a presence of a room; `false` where it is of somebody else.
    pub(crate) fn hear_room_presence(
        &mut self,
        from: &BareJid,
        presence: &Presence,
        turn: &mut Turn,
    ) -> bool {
        let Some(id) = self.room_of(from) else {
            return false;
        };
        let nick = presence.from.address().and_then(|from| from.resource());
        let nick = nick.map(str::to_owned);
        match (presence.kind, nick) {
            (Kind::Error, nick) => self.room_error(id, nick.as_deref(), presence, turn),
            (Kind::Available, Some(nick)) => self.came(id, &nick, presence, turn),
            // The room's own (XEP-0486); one that we are not in learns nothing of us.
            (Kind::Available, None) if self.is_in_room(id) => {
                self.hear_photo(from, presence, turn);
            }
            (Kind::Unavailable, Some(nick)) => self.went(id, &nick, presence, turn),
            _ => {}
        }
        true
    }

    /// Whether we are in a room, or on the way in.
    fn is_in_room(&self, id: ConversationId) -> bool {
        let room = self.rooms.all.get(&id);
        room.is_some_and(|room| matches!(room.standing, Standing::Joined | Standing::Joining))
    }

    fn room_error(
        &mut self,
        id: ConversationId,
        nick: Option<&str>,
        presence: &Presence,
        turn: &mut Turn,
    ) {
        let Some(error) = presence.error() else {
            return;
        };
        let Some(room) = self.room_mut(id) else {
            return;
        };
        if room.is_joined() {
            // Another nick was not given to us.
            if let Some(request) = room.renaming.take() {
                let told = crate::Error::Refused {
                    condition: error.condition.to_string(),
                    text: error.text,
                };
                turn.done.push((request, Err(told)));
            }
        } else if room.standing == Standing::Joining
            && nick.is_none_or(|nick| nick == room.kept.nick)
        {
            self.refused_by_room(id, &error, turn);
        }
    }

    fn came(&mut self, id: ConversationId, nick: &str, presence: &Presence, turn: &mut Turn) {
        let user = User::find(&presence.payloads).unwrap_or_default();
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if !matches!(room.standing, Standing::Joined | Standing::Joining) {
            return;
        }
        let mut one = occupant(nick, presence, &user, room.info.as_ref());
        self.member_shows(id, &user, &presence.payloads, turn);
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        // Only the room can say that it is about us; where it does not, our nick does.
        let joining = room.standing == Standing::Joining;
        let ours = user.says(Status::Ourselves) || (nick == room.kept.nick && !joining);
        if !ours {
            let before = room.occupants.len();
            room.occupants.put(one);
            if room.occupants.len() != before || room.voice.is_busy() {
                self.dirty.insert(id);
            }
            return self.hear_face(id, nick, presence);
        }
        one.mine = true;
        room.entering.deadline = None;
        if room.kept.nick != nick {
            // The room has given us another one (XEP-0045 §7.2.3).
            let before = std::mem::replace(&mut room.kept.nick, nick.to_owned());
            if room.occupants.get(&before).is_some_and(|one| one.mine) {
                room.occupants.remove(&before);
            }
        }
        // Whatever the room has said of itself so far: what it says to us about us, nobody else writes.
        let own_id = room::occupant_id(&presence.payloads).unwrap_or_default();
        own_id.clone_into(&mut room.own_id);
        (room.role, room.affiliation) = (one.role, one.affiliation);
        room.occupants.put(one);
        if let Some(request) = room.renaming.take() {
            turn.done.push((request, Ok(())));
            room.entering.wanted = None;
            self.keep_room(id);
            self.publish_bookmark(id, turn);
        }
        self.dirty.insert(id);
        if joining {
            self.confirm_members(id, &presence.payloads);
            self.entered(id, &user, turn);
        }
    }

    fn went(&mut self, id: ConversationId, nick: &str, presence: &Presence, turn: &mut Turn) {
        let user = User::find(&presence.payloads).unwrap_or_default();
        let Some(room_jid) = self.room_jid(id) else {
            return;
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let known = room.occupants.get(nick).is_some_and(|one| one.mine);
        let ours = user.says(Status::Ourselves) || known;
        let gone = room.occupants.remove(nick);
        room.typing.gone(nick);
        let lost = [Status::AffiliationLost, Status::Banned];
        if lost.iter().any(|status| user.says(*status)) {
            // Who it was, the room need not say again.
            let who = gone.as_ref().and_then(|gone| gone.jid.as_ref());
            let mut told = user.clone();
            told.item.jid = told.item.jid.or_else(|| who.map(Address::from));
            self.member_shows(id, &told, &presence.payloads, turn);
        }
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        self.dirty.insert(id);
        if user.says(Status::Renamed) {
            let new = &user.item.nick;
            let taken = !ours && *new == room.kept.nick;
            if taken || new.trim().is_empty() || Address::new(room_jid, Some(new)).is_err() {
                // Whoever it is comes again under what they go by now.
                return;
            }
            // The presence under the new nick follows.
            if ours && room.is_joined() {
                room.kept.nick.clone_from(new);
                room.entering.wanted = None;
            }
            if let Some(gone) = gone {
                let renamed = crate::model::Occupant {
                    nick: user.item.nick.clone(),
                    ..gone
                };
                room.voice.rename(nick, &renamed.nick);
                room.occupants.put(renamed);
            }
            return;
        }
        if ours && matches!(room.standing, Standing::Joined | Standing::Joining) {
            self.removed_from_room(id, &user, turn);
        }
    }

    /// We are no longer in a room, by whatever it was.
    fn removed_from_room(&mut self, id: ConversationId, user: &User, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        room.forget_session();
        let why = if user.destroyed.is_some() {
            Some(Removal::Destroyed)
        } else if user.says(Status::Banned) {
            Some(Removal::Banned)
        } else if user.says(Status::AffiliationLost) {
            Some(Removal::NoMember)
        } else if user.says(Status::MembersOnly) {
            Some(Removal::MembersOnly)
        } else if user.says(Status::Kicked) && !user.says(Status::Error) {
            Some(Removal::Kicked)
        } else {
            None
        };
        let Some(why) = why else {
            // The service closes, or has lost our connection: we are back as soon as we can.
            let wants = room.kept.autojoin || user.says(Status::Error);
            room.standing = Standing::Out;
            if wants {
                self.come_back(id);
            }
            return;
        };
        let destroyed = user.destroyed.clone().unwrap_or_default();
        let reason = match why {
            Removal::Destroyed => destroyed.reason,
            _ => user.item.reason.clone(),
        };
        room.standing = Standing::Removed {
            why,
            by: user.item.actor.clone(),
            reason,
            alternative: destroyed.alternative.map(|room| room.into_bare()),
        };
        if why != Removal::Kicked {
            room.kept.autojoin = false;
        }
        self.rooms.reading.remove(&id);
        self.keep_room(id);
        if why == Removal::Destroyed {
            self.drop_bookmark(id, turn);
        }
    }
}
