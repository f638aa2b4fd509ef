//! Who is in the rooms that somebody looks at, and into which we were invited, as last told.

use std::collections::BTreeMap;
use std::sync::Arc;

use waxwing_core::model::{
    Affiliation, Occupant, OccupantsChange, RoomInvitation, RoomInvitations,
};
use waxwing_core::{AccountId, ConversationId};

use super::World;

/// What is known of rooms beside their conversations.
#[derive(Clone, Debug, Default)]
pub(super) struct Rooms {
    /// By nick.
    occupants: BTreeMap<ConversationId, BTreeMap<String, Occupant>>,
    invitations: BTreeMap<AccountId, Arc<RoomInvitations>>,
}

impl Rooms {
    /// An account is gone, and its conversations are.
    pub(super) fn forget<T>(&mut self, account: AccountId, left: &BTreeMap<ConversationId, T>) {
        self.invitations.remove(&account);
        self.occupants.retain(|id, _| left.contains_key(id));
    }
}

impl World {
    /// Takes in who is in a room.
    pub fn put_occupants(&mut self, room: ConversationId, change: OccupantsChange) {
        let all = self.rooms.occupants.entry(room).or_default();
        let upserted = match change {
            OccupantsChange::Reset(occupants) => {
                all.clear();
                occupants
            }
            OccupantsChange::Changed { upserted, removed } => {
                for nick in &removed {
                    all.remove(nick);
                }
                upserted
            }
        };
        all.extend(upserted.into_iter().map(|one| (one.nick.clone(), one)));
    }

    /// Who is in a room that is looked at: those who run it first, each group by its nicks.
    pub fn occupants(&self, room: ConversationId) -> Vec<&Occupant> {
        let all = self.rooms.occupants.get(&room);
        let mut all: Vec<&Occupant> = all.map(|all| all.values().collect()).unwrap_or_default();
        all.sort_by_cached_key(|one| {
            let rank = match one.affiliation {
                Affiliation::Owner => 0,
                Affiliation::Admin => 1,
                _ => 2,
            };
            (rank, one.nick.to_lowercase(), one.nick.clone())
        });
        all
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
