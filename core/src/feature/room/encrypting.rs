//! Whom a private group is encrypted for, and by whom something in it was written.

use jid::BareJid;

use super::Room;
use crate::ConversationId;
use crate::account::Account;
use crate::model::Author;

impl Account {
    /// Those for whom something said in a private group is encrypted, beside us: all who belong to it, whether they
    /// are there or not. `None`: it is none, or that is not known.
    pub(crate) fn members_to_encrypt_for(&self, id: ConversationId) -> Option<Vec<String>> {
        let room = self.rooms.all.get(&id).filter(|room| room.is_private())?;
        let own = &self.record.jid;
        let members = room.members.all_known()?;
        let others = members.filter(|jid| *jid != own);
        Some(others.map(ToString::to_string).collect())
    }

    /// The real address of whoever has said something in a room, as far as the room tells it.
    pub(crate) fn real_address(&self, id: ConversationId, author: &Author) -> Option<BareJid> {
        if author.jid.is_some() {
            return author.jid.clone();
        }
        let room = self.rooms.all.get(&id)?;
        let there = super::occupants::author(&room.occupants, &author.nick, None);
        let same = author.occupant_id.is_empty() || there.occupant_id == author.occupant_id;
        there.jid.filter(|_| same)
    }

    /// Rooms whose archive is being fetched: what was said in them waits.
    pub(crate) fn rooms_behind(&self) -> Vec<ConversationId> {
        let reading = self.rooms.reading.iter().copied();
        let is_behind = |id: &ConversationId| {
            let room = self.rooms.all.get(id);
            room.is_some_and(|room| Room::is_joined(room) && !room.history.has_looked())
        };
        reading.filter(is_behind).collect()
    }
}
