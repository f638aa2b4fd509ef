//! Rooms (XEP-0045), as seen from outside: what a conversation with many is like, who is in it, and how we
//! stand to it.

use std::sync::Arc;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::{Avatar, Show};
use crate::{AccountId, ItemId, Timestamp};

/// What a conversation that is a room has beside others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Room {
    /// Whether we are in it, or why not.
    pub standing: Standing,
    /// The nick that we go by, or would.
    pub nick: String,
    /// What we may do in it.
    pub role: Role,
    /// What we are to it.
    pub affiliation: Affiliation,
    /// What is talked about; may be empty.
    pub subject: String,
    /// What it is about; may be empty.
    pub description: String,
    /// What it is like; `None` until it has said so.
    pub nature: Option<Nature>,
    /// How many are in it.
    pub occupants: u32,
    /// It is entered by itself after each start, on all devices.
    pub autojoin: bool,
    /// Every device knows of it (XEP-0402).
    pub bookmarked: bool,
    /// Messages that name us and were not seen yet.
    pub mentions: u32,
    /// What was said in it is being fetched.
    pub fetching: bool,
    /// Who asks us to be let speak, by nick, the first first (XEP-0045 §8.6).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asking: Vec<String>,
    /// We have asked to be let speak, and may not yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
    /// Something that we said waits for its time, because the room is slow ([`Nature::slow_mode`]).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub slowed: bool,
    /// Whom the person does not want to hear: what they say counts for nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<Author>,
    /// Who belongs to a private group, whether they are in it or not, by address; nobody where that is not
    /// known, and where they are too many to know each other.
    #[serde(skip_serializing_if = "no_members")]
    pub members: Arc<Vec<Member>>,
    /// Those who are writing something, by nick.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub typing: Vec<String>,
    /// How far others have read, of a small group whose members know each other (XEP-0333); in no order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Seen>,
}

/// How far somebody has read what is said in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub by: Author,
    /// The message up to which they have seen all.
    pub upto: ItemId,
    /// When we heard of it.
    pub at: Timestamp,
}

impl Room {
    /// Whether the person does not want to hear somebody.
    #[must_use]
    pub fn ignores(&self, author: &Author) -> bool {
        self.ignored.iter().any(|one| one.is(author))
    }
}

/// Whether we are in a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No, and nobody wants to.
    #[default]
    Out,
    /// On the way in.
    Joining,
    /// Yes.
    Joined,
    /// It did not let us in.
    Refused {
        /// Why.
        why: Refusal,
        /// What it said; may be empty.
        text: String,
    },
    /// We were in it, and are no longer.
    Removed {
        /// Why.
        why: Removal,
        /// Who did it: a nick; may be empty.
        by: String,
        /// The reason that was given; may be empty.
        reason: String,
        /// Of a room that is no more: where to go instead.
        alternative: Option<BareJid>,
    },
}

/// Why a room does not let us in (XEP-0045 §7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// We are banned.
    Banned,
    /// It is for members.
    MembersOnly,
    /// It needs a password, or another one.
    Password,
    /// Somebody else goes by the nick, and by those that were tried after it.
    NickTaken,
    /// The nick that was reserved for us has to be used.
    NickLocked,
    /// It is full.
    Full,
    /// There is no such room, or it is not open yet.
    NotFound,
    /// There is no such room, and we may not make one.
    NotAllowed,
    /// Its service is not there.
    Unreachable,
    /// It is of a kind that Waxwing can't enter (XEP-0369).
    Unsupported,
    /// Something else.
    Other,
}

/// Why we are no longer in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// We were banned.
    Banned,
    /// We were thrown out.
    Kicked,
    /// We are no longer a member.
    NoMember,
    /// It is for members from now on.
    MembersOnly,
    /// There is no such room any more.
    Destroyed,
}

/// What a room is like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Nature {
    /// Only members may enter.
    pub members_only: bool,
    /// It stands in no list.
    pub hidden: bool,
    /// Real addresses are seen by moderators only.
    pub anonymous: bool,
    /// Whoever enters has to be let speak.
    pub moderated: bool,
    /// It stays when the last one leaves.
    pub persistent: bool,
    /// One needs a password.
    pub password: bool,
    /// What is said is kept, and can be fetched later.
    pub archived: bool,
    /// Occupants are known again whatever their nick is (XEP-0421): who speaks can correct and take back
    /// what they said.
    pub occupant_ids: bool,
    /// Moderators can take back what others have said (XEP-0425).
    pub moderation: bool,
    /// Everybody may change the subject.
    pub open_subject: bool,
    /// The language that is spoken; may be empty.
    pub language: String,
    /// Seconds that have to pass between two messages of one occupant; 0 for none (XEP-0500).
    pub slow_mode: u32,
}

/// What an occupant may do (XEP-0045 §5.1), the most powerful last.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing.
    #[default]
    None,
    /// Listen.
    Visitor,
    /// Speak.
    Participant,
    /// Make others be silent, or leave.
    Moderator,
}

/// What a person is to a room (XEP-0045 §5.2), the closest last.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Affiliation {
    /// Banned.
    Outcast,
    /// Nobody in particular.
    #[default]
    None,
    /// May enter a room of members.
    Member,
    /// May ban, and make members.
    Admin,
    /// May do everything.
    Owner,
}

/// Somebody who is in a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Occupant {
    /// The name they go by there: theirs alone for as long as they are in it.
    pub nick: String,
    /// By which they are known again under any nick; empty where the room gives none.
    pub occupant_id: String,
    /// Who they are, where we may know.
    pub jid: Option<BareJid>,
    /// What they may do.
    pub role: Role,
    /// What they are to the room.
    pub affiliation: Affiliation,
    /// Their availability.
    pub show: Show,
    /// Their status message; may be empty.
    pub status: String,
    /// What else they are, in words (XEP-0317).
    pub hats: Vec<String>,
    /// The picture they show.
    pub avatar: Option<Avatar>,
    /// It is us.
    pub mine: bool,
}

/// What changed about who is in a room that somebody looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OccupantsChange {
    /// These are all.
    Reset(Vec<Occupant>),
    /// These came or are others now, and these left.
    Changed {
        /// Whole: replace what you had of the same nick.
        upserted: Vec<Occupant>,
        /// By nick.
        removed: Vec<String>,
    },
}

/// Who has said something in a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Author {
    /// The nick they went by then.
    pub nick: String,
    /// By which they are known again under any nick; empty where the room gives none.
    pub occupant_id: String,
    /// Who they are, where we may know.
    pub jid: Option<BareJid>,
}

impl Author {
    /// Whether this is the same occupant: by the room's id for them, else by their address, else by their
    /// nick, which says least.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        if !self.occupant_id.is_empty() && !other.occupant_id.is_empty() {
            return self.occupant_id == other.occupant_id;
        }
        match (&self.jid, &other.jid) {
            (Some(one), Some(other)) => one == other,
            _ => self.nick == other.nick,
        }
    }
}

impl From<&Occupant> for Author {
    fn from(one: &Occupant) -> Self {
        Self {
            nick: one.nick.clone(),
            occupant_id: one.occupant_id.clone(),
            jid: one.jid.clone(),
        }
    }
}

fn no_members(all: &Arc<Vec<Member>>) -> bool {
    all.is_empty()
}

/// Somebody who is something to a room, whether they are in it or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub jid: BareJid,
    /// What they are to the room.
    pub affiliation: Affiliation,
    /// The nick that is reserved for them; may be empty.
    pub nick: String,
    /// Why they are what they are; may be empty.
    pub reason: String,
}

/// A room that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundRoom {
    /// Its address.
    pub jid: String,
    /// Its name; may be empty.
    pub name: String,
    /// What it is about; may be empty, and is where a list says only names.
    pub description: String,
    /// How many are in it, where that is known.
    pub occupants: Option<u32>,
    /// What it is like, where that was asked.
    pub nature: Option<Nature>,
}

/// Somebody wants us to come into a room, and we have not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomInvitation {
    /// Which account is meant.
    pub account: AccountId,
    /// Into which room.
    pub room: BareJid,
    /// Who; empty where the room does not say.
    pub from: String,
    /// Why; may be empty.
    pub reason: String,
    /// When it came.
    pub at: Timestamp,
}

/// Invitations of an account into rooms, those that were not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomInvitations {
    /// Which account.
    pub account: AccountId,
    /// The oldest first.
    pub all: Vec<RoomInvitation>,
}
