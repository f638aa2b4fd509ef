//! Whom a private group is encrypted for, and by whom something in it was written.

use std::collections::BTreeSet;

use jid::BareJid;

use super::Room;
use super::members::NotKnown;
use crate::ConversationId;
use crate::account::Account;
use crate::feature::encryption::Readers;
use crate::model::{Author, Direction, Standing};

impl Room {
    /// All that was said since we first came is here, or can't be had. What was said before can't be read anyway, so it is
    /// not waited for.
    fn is_caught_up(&self) -> bool {
        let began = self.kept.began.unwrap_or(i64::MAX);
        self.history.has_looked_since(began)
    }
}

impl Account {
    /// Those for whom something said in a private group is encrypted, beside us: all who belong to it, whether they
    /// are there or not. Where a group does not say that, those who are there.
    pub(crate) fn members_to_encrypt_for(&self, id: ConversationId) -> Readers {
        let Some(room) = self.rooms.all.get(&id) else {
            return Readers::Anybody;
        };
        if room.info.is_none() && room.kept.nature().is_none() {
            return Readers::Unknown;
        }
        if !room.is_private() {
            return Readers::Anybody;
        }
        let own = &self.record.jid;
        let there = || room.occupants.addresses().collect::<BTreeSet<_>>();
        let people: BTreeSet<&BareJid> = match room.members.all_known() {
            Ok(all) => all.collect(),
            Err(NotKnown::Yet) => return Readers::Unknown,
            Err(NotKnown::Ever) => there(),
            Err(NotKnown::TooMany) => return Readers::TooMany,
        };
        let others = people.into_iter().filter(|jid| *jid != own);
        Readers::These(others.map(ToString::to_string).collect())
    }

    /// The real address of who goes by a nick in a private group now.
    pub(crate) fn address_of_nick(&self, id: ConversationId, nick: &str) -> Option<BareJid> {
        let room = self.rooms.all.get(&id).filter(|room| room.is_private())?;
        super::occupants::author(&room.occupants, nick, None).jid
    }

    /// Between whom something was said that is for one of a group alone: `with` us, or `with` them, as far as the group
    /// tells who that is.
    pub(crate) fn between_two(
        &self,
        id: ConversationId,
        with: &Author,
        direction: Direction,
    ) -> (Option<BareJid>, BareJid) {
        let (other, own) = (self.real_address(id, with), self.record.jid.clone());
        match direction {
            Direction::Incoming => (other, own),
            Direction::Outgoing => {
                let room = || self.room_jid(id).unwrap_or_else(|| own.clone());
                let to = other.unwrap_or_else(room);
                (Some(own), to)
            }
        }
    }

    /// Who may have said something in a private group: those who belong to it, and those who are there.
    pub(crate) fn people_of_group(&self, id: ConversationId) -> BTreeSet<BareJid> {
        let room = self.rooms.all.get(&id).filter(|room| room.is_private());
        let members = room.into_iter().flat_map(|room| room.members.all_known());
        let there = room.into_iter().flat_map(|room| room.occupants.addresses());
        members.flatten().chain(there).cloned().collect()
    }

    /// Whether somebody belongs to a private group of ours, or is in one.
    pub(crate) fn is_of_our_groups(&self, jid: &BareJid) -> bool {
        let mut groups = self.rooms.all.values().filter(|room| room.is_private());
        groups.any(|room| room.members.has(jid) || room.occupants.addresses().any(|one| one == jid))
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

    /// There are private groups whose archive is yet to be looked at in this session.
    pub(crate) fn has_groups_to_read(&self) -> bool {
        let groups = self.rooms.all.iter().filter(|(_, room)| room.is_private());
        let mut groups = groups.map(|(id, room)| match &room.standing {
            Standing::Joining => true,
            Standing::Joined => self.rooms.reading.contains(id) && !room.is_caught_up(),
            Standing::Out | Standing::Refused { .. } | Standing::Removed { .. } => false,
        });
        groups.any(|waits| waits)
    }

    /// Rooms whose archive is being fetched: what was said in them waits.
    pub(crate) fn rooms_behind(&self) -> Vec<ConversationId> {
        let reading = self.rooms.reading.iter().copied();
        let is_behind = |id: &ConversationId| {
            let room = self.rooms.all.get(id);
            room.is_some_and(|room| Room::is_joined(room) && !room.is_caught_up())
        };
        reading.filter(is_behind).collect()
    }
}
