//! To be let speak in a room where not everybody may (XEP-0045 §7.13, §8.6): we ask, and whoever asks us is
//! kept until they may, go, or are turned down here.

use waxwing_proto::Address;
use waxwing_proto::message::Message as Wire;
use waxwing_proto::room::voice;

use super::Room;
use crate::ConversationId;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::Role;

/// More ask at once only to be a nuisance.
const MOST: usize = 50;

/// Who wants to speak.
#[derive(Debug, Default)]
pub(super) struct Voice {
    /// Those who have asked us, by nick, the first first.
    asking: Vec<String>,
    /// What we have asked with.
    asked: Option<String>,
}

impl Voice {
    /// Somebody goes by another nick.
    pub(super) fn rename(&mut self, before: &str, now: &str) {
        for nick in self.asking.iter_mut().filter(|nick| *nick == before) {
            now.clone_into(nick);
        }
    }

    /// Whether anything about it can have changed with somebody's presence.
    pub(super) fn is_busy(&self) -> bool {
        !self.asking.is_empty()
    }
}

impl Room {
    /// Those who wait for us to let them speak.
    pub(super) fn asking(&self) -> Vec<String> {
        if self.role < Role::Moderator {
            return Vec::new();
        }
        let silent = |nick: &&String| {
            let one = self.occupants.get(nick);
            one.is_some_and(|one| one.role < Role::Participant)
        };
        self.voice.asking.iter().filter(silent).cloned().collect()
    }

    /// Whether we wait to be let speak.
    pub(super) fn asks(&self) -> bool {
        self.voice.asked.is_some() && self.role < Role::Participant
    }
}

impl Account {
    pub(super) fn ask_voice(&mut self, id: ConversationId, turn: &mut Turn) {
        let name = uuid::Uuid::new_v4().to_string();
        let (Some(jid), Some(room)) = (self.room_jid(id), self.rooms.all.get_mut(&id)) else {
            return;
        };
        turn.send.push(voice::ask(&Address::from(&jid), &name));
        room.voice.asked = Some(name);
        self.dirty.insert(id);
    }

    /// The room does not take that we ask: one can ask again.
    pub(super) fn voice_bounced(&mut self, id: ConversationId, name: &str) {
        if let Some(room) = self.rooms.all.get_mut(&id)
            && room.voice.asked.take_if(|asked| asked == name).is_some()
        {
            self.dirty.insert(id);
        }
    }

    /// The room itself says something to us alone: somebody may want to speak.
    pub(crate) fn hear_voice_request(&mut self, id: ConversationId, wire: &Wire) {
        let Some(nick) = voice::asked(&wire.payloads) else {
            return;
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let silent = room.occupants.get(&nick);
        let silent = silent.is_some_and(|one| one.role < Role::Participant);
        let asking = &mut room.voice.asking;
        if silent && asking.len() < MOST && !asking.contains(&nick) {
            asking.push(nick);
            self.dirty.insert(id);
        }
    }

    /// Somebody is not let speak. They are not told so: others may decide otherwise.
    pub(super) fn refuse_voice(&mut self, id: ConversationId, nick: &str) {
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.voice.asking.retain(|one| one != nick);
            self.dirty.insert(id);
        }
    }
}
