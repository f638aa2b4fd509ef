//! Who is in the rooms that somebody looks at, and into which we were invited, as last told.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use waxwing_core::model::{
    Affiliation, Occupant, OccupantsChange, RoomInvitation, RoomInvitations,
};
use waxwing_core::{AccountId, ConversationId};

use super::World;
use super::likeness::Looks;

/// What is known of rooms beside their conversations.
#[derive(Clone, Debug, Default)]
pub(super) struct Rooms {
    crowds: BTreeMap<ConversationId, Crowd>,
    invitations: BTreeMap<AccountId, Arc<RoomInvitations>>,
}

impl Rooms {
    /// An account is gone, and its conversations are.
    pub(super) fn forget<T>(&mut self, account: AccountId, left: &BTreeMap<ConversationId, T>) {
        self.invitations.remove(&account);
        self.crowds.retain(|id, _| left.contains_key(id));
    }
}

/// Who is in a room, in the order in which they are shown: that is kept up as they come and go, for there
/// may be thousands, and a page is drawn oftener than they do.
#[derive(Clone, Debug, Default)]
pub struct Crowd {
    shown: BTreeMap<Rank, Occupant>,
    ranks: HashMap<String, Rank>,
    looks: Looks<String>,
}

/// Those who run a room first, each group by its nicks.
type Rank = (u8, String, String);

impl Crowd {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Whether somebody goes by this nick.
    pub fn has(&self, nick: &str) -> bool {
        self.ranks.contains_key(nick)
    }

    /// Who goes by this nick.
    pub fn get(&self, nick: &str) -> Option<&Occupant> {
        self.shown.get(self.ranks.get(nick)?)
    }

    /// What the nick of somebody who is there looks like.
    pub(super) fn look_of(&self, nick: &str) -> Option<&str> {
        self.looks.look_of(nick)
    }

    /// Those whose nicks look so.
    pub(super) fn looking(&self, look: &str) -> impl Iterator<Item = &str> {
        self.looks.of(look).map(String::as_str)
    }

    /// All of them, as they are shown.
    pub fn iter(&self) -> impl Iterator<Item = &Occupant> {
        self.shown.values()
    }

    fn put(&mut self, one: Occupant) {
        if let Some(rank) = self.ranks.remove(&one.nick) {
            self.shown.remove(&rank);
        }
        self.looks.put(&one.nick, &one.nick);
        let group = match one.affiliation {
            Affiliation::Owner => 0,
            Affiliation::Admin => 1,
            _ => 2,
        };
        let rank = (group, one.nick.to_lowercase(), one.nick.clone());
        self.ranks.insert(one.nick.clone(), rank.clone());
        self.shown.insert(rank, one);
    }

    fn remove(&mut self, nick: &str) {
        self.looks.remove(&nick.to_owned());
        if let Some(rank) = self.ranks.remove(nick) {
            self.shown.remove(&rank);
        }
    }
}

impl World {
    /// Takes in who is in a room.
    pub fn put_occupants(&mut self, room: ConversationId, change: OccupantsChange) {
        self.know_looks();
        let crowd = self.rooms.crowds.entry(room).or_default();
        let upserted = match change {
            OccupantsChange::Reset(occupants) => {
                *crowd = Crowd::default();
                occupants
            }
            OccupantsChange::Changed { upserted, removed } => {
                for nick in &removed {
                    crowd.remove(nick);
                }
                upserted
            }
        };
        for one in upserted {
            crowd.put(one);
        }
    }

    /// Who is in a room that is looked at.
    pub fn occupants(&self, room: ConversationId) -> Option<&Crowd> {
        self.rooms.crowds.get(&room)
    }

    /// Takes in the invitations of an account that were not answered.
    pub fn put_room_invitations(&mut self, told: Arc<RoomInvitations>) {
        self.rooms.invitations.insert(told.account, told);
    }

    /// The invitations that were not answered.
    pub fn room_invitations(&self) -> impl Iterator<Item = &RoomInvitation> {
        self.rooms.invitations.values().flat_map(|one| &one.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(nick: &str, affiliation: Affiliation) -> Occupant {
        Occupant {
            nick: nick.to_owned(),
            affiliation,
            ..Occupant::default()
        }
    }

    #[test]
    fn a_crowd_stays_in_order_as_people_come_rise_and_go() {
        let mut crowd = Crowd::default();
        for nick in ["zoë", "Ana", "jonas", "ana"] {
            crowd.put(one(nick, Affiliation::Member));
        }
        let names = |crowd: &Crowd| {
            let all = crowd.iter().map(|one| one.nick.clone());
            all.collect::<Vec<_>>()
        };
        assert_eq!(names(&crowd), ["Ana", "ana", "jonas", "zoë"]);
        crowd.put(one("zoë", Affiliation::Owner));
        crowd.put(one("jonas", Affiliation::Admin));
        assert_eq!(names(&crowd), ["zoë", "jonas", "Ana", "ana"]);
        crowd.remove("Ana");
        crowd.remove("nobody");
        assert_eq!((names(&crowd).len(), crowd.len()), (3, 3));
    }
}
