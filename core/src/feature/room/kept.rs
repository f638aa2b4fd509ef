//! What is written down of a room: by which a conversation is known for one before anybody has asked it.
//! Passwords are not; they stand in the bookmark, if anywhere.

use std::collections::HashMap;

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::room::info::RoomInfo;

use crate::account::Account;
use crate::model::{Level, Nature};
use crate::store::{NoteRecord, Op, Shelf, Store, Unit};
use crate::{AccountId, ConversationId, Error, Timestamp};

/// What is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The nick that we go by.
    pub(super) nick: String,
    /// It is entered by itself.
    pub(super) autojoin: bool,
    /// The name that the person has given it; may be empty.
    pub(super) label: String,
    /// Its own name; may be empty.
    pub(super) name: String,
    /// May be empty.
    pub(super) subject: String,
    /// May be empty.
    pub(super) description: String,
    /// What it is like, once it has said so.
    pub(super) nature: Option<u16>,
    /// What was said up to then was said before we first came: in microseconds since 1970. `None`: its
    /// archive was not looked at yet.
    pub(super) began: Option<i64>,
    /// When we first came, by our clock: counts for `began` where the first look at the archive did not come
    /// to its end.
    pub(super) came: Option<i64>,
    /// The account's bookmarks have it: where they don't any more, another device has left it.
    pub(super) bookmarked: bool,
    /// What its bookmark said last of what the person lays down: from this it is known which device has
    /// changed it since.
    pub(super) told: Told,
    /// Somebody here has left it, and its bookmark does not say so yet.
    pub(super) left: bool,
}

/// What a bookmark says of what the person lays down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// It stands before all that are not pinned (XEP-0469).
    pub(super) pinned: bool,
    /// Of which messages they want to hear (XEP-0492).
    pub(super) level: Option<Level>,
}

/// As it is stored, under the address of the room.
#[derive(Serialize, Deserialize)]
struct KeptV3 {
    second: KeptV2,
    left: bool,
}

/// The same, before leaving a room could wait for a connection.
#[derive(Serialize, Deserialize)]
struct KeptV2 {
    first: KeptV1,
    told: Told,
}

/// The same, before bookmarks had pins.
#[derive(Serialize, Deserialize)]
struct KeptV1 {
    nick: String,
    autojoin: bool,
    label: String,
    name: String,
    subject: String,
    description: String,
    nature: Option<u16>,
    began: Option<i64>,
    came: Option<i64>,
    bookmarked: bool,
}

const VERSION: u8 = 3;

impl Kept {
    /// We have come in: for the first time, or again before the first look at the archive came to its end.
    /// What was said in between is news then.
    pub(super) fn first_or_again(&mut self, now: Timestamp) {
        match self.came {
            None => self.came = Some(now.0),
            Some(came) => self.began = self.began.or(Some(came)),
        }
    }

    /// What the room was like when it said so last.
    pub(super) fn nature(&self) -> Option<Nature> {
        let bits = self.nature?;
        let mut nature = Nature::default();
        for (number, flag) in flags(&mut nature).into_iter().enumerate() {
            *flag = bits & (1 << number) != 0;
        }
        Some(nature)
    }

    fn note(&self, account: AccountId, room: &BareJid) -> Result<NoteRecord, Error> {
        let stored = KeptV3 {
            second: self.second(),
            left: self.left,
        };
        NoteRecord::new(account, Shelf::Room, room.as_str(), VERSION, &stored)
    }

    /// As it was stored before it could be left without a connection.
    fn second(&self) -> KeptV2 {
        KeptV2 {
            first: self.first(),
            told: self.told,
        }
    }

    /// As it was stored at first.
    fn first(&self) -> KeptV1 {
        KeptV1 {
            nick: self.nick.clone(),
            autojoin: self.autojoin,
            label: self.label.clone(),
            name: self.name.clone(),
            subject: self.subject.clone(),
            description: self.description.clone(),
            nature: self.nature,
            began: self.began,
            came: self.came,
            bookmarked: self.bookmarked,
        }
    }

    fn read(note: &NoteRecord) -> Option<(BareJid, Self)> {
        let (second, left) = match note.version {
            1 => {
                let told = Told::default();
                let first = note.read().ok()?;
                (KeptV2 { first, told }, false)
            }
            2 => (note.read().ok()?, false),
            VERSION => {
                let KeptV3 { second, left } = note.read().ok()?;
                (second, left)
            }
            _ => return None,
        };
        let KeptV2 {
            first: stored,
            told,
        } = second;
        let kept = Self {
            nick: stored.nick,
            autojoin: stored.autojoin,
            label: stored.label,
            name: stored.name,
            subject: stored.subject,
            description: stored.description,
            nature: stored.nature,
            began: stored.began,
            came: stored.came,
            bookmarked: stored.bookmarked,
            told,
            left,
        };
        Some((BareJid::new(&note.name).ok()?, kept))
    }
}

/// The flags of a nature, each at the place of its bit: only ever add at the end.
fn flags(nature: &mut Nature) -> [&mut bool; 10] {
    [
        &mut nature.members_only,
        &mut nature.hidden,
        &mut nature.anonymous,
        &mut nature.moderated,
        &mut nature.persistent,
        &mut nature.password,
        &mut nature.archived,
        &mut nature.occupant_ids,
        &mut nature.moderation,
        &mut nature.open_subject,
    ]
}

/// A nature as it is stored.
pub(super) fn bits(nature: &Nature) -> u16 {
    let mut nature = nature.clone();
    let flags = flags(&mut nature).into_iter().enumerate();
    flags.fold(0, |bits, (number, flag)| bits | u16::from(*flag) << number)
}

/// What a room says it is like.
pub(super) fn nature(info: &RoomInfo) -> Nature {
    Nature {
        members_only: info.members_only,
        hidden: info.hidden,
        anonymous: !info.non_anonymous,
        moderated: info.moderated,
        persistent: info.persistent,
        password: info.password,
        archived: info.archived,
        occupant_ids: info.occupant_ids,
        moderation: info.moderation.is_some(),
        open_subject: info.open_subject,
        language: info.language.clone(),
        slow_mode: info.slow_mode.unwrap_or_default(),
    }
}

/// The rooms that were known when this was closed.
pub(crate) async fn recall(store: &Store, account: AccountId) -> HashMap<BareJid, Kept> {
    let notes = store.notes(account, Shelf::Room).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "rooms can't be read"))
        .unwrap_or_default();
    notes.iter().filter_map(Kept::read).collect()
}

impl Account {
    /// What was written down becomes rooms again.
    pub(crate) fn recall_rooms(&mut self, rooms: HashMap<BareJid, Kept>) {
        for (jid, kept) in rooms {
            if let Some(&id) = self.by_jid.get(&jid) {
                self.rooms.all.insert(id, super::Room::new(kept));
            }
        }
    }

    /// Writes down what is known of a room; not worth a barrier, for it comes again.
    pub(super) fn keep_room(&self, id: ConversationId) {
        let (Some(room), Some(jid)) = (self.rooms.all.get(&id), self.room_jid(id)) else {
            return;
        };
        match room.kept.note(self.record.id, &jid) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::warn!(%error, "a room can't be kept"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_of_all_versions_are_read() {
        let kept = Kept {
            nick: "mira".to_owned(),
            autojoin: true,
            label: "Plans".to_owned(),
            name: "plans".to_owned(),
            subject: "tomorrow".to_owned(),
            description: "what we do".to_owned(),
            nature: Some(0b101),
            began: Some(7),
            came: Some(5),
            bookmarked: true,
            told: Told {
                pinned: true,
                level: Some(Level::Mentions),
            },
            left: true,
        };
        let room = BareJid::new("plans@rooms.example").unwrap();
        let note = kept.note(AccountId(1), &room).unwrap();
        assert_eq!(Kept::read(&note), Some((room, kept.clone())));
        let hex_of =
            |bytes: Vec<u8>| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
        let first = kept.first();
        let written = hex_of(postcard::to_stdvec(&first).unwrap());
        let sample = include_str!("../../../../tests/old-store/room-v1.hex").trim();
        assert_eq!(written, sample);
        let old = NoteRecord::new(AccountId(1), Shelf::Room, "a@b.c", 1, &first).unwrap();
        let (_, old) = Kept::read(&old).unwrap();
        assert_eq!((old.nick.as_str(), old.told), ("mira", Told::default()));
        let second = kept.second();
        let written = hex_of(postcard::to_stdvec(&second).unwrap());
        let sample = include_str!("../../../../tests/old-store/room-v2.hex").trim();
        assert_eq!(written, sample);
        let old = NoteRecord::new(AccountId(1), Shelf::Room, "a@b.c", 2, &second).unwrap();
        let (_, old) = Kept::read(&old).unwrap();
        assert_eq!((old.told, old.left), (kept.told, false));
        let stored = KeptV3 { second, left: true };
        let written = hex_of(postcard::to_stdvec(&stored).unwrap());
        let sample = include_str!("../../../../tests/old-store/room-v3.hex").trim();
        assert_eq!(written, sample);
        let newer = NoteRecord::new(AccountId(1), Shelf::Room, "a@b.c", 9, &stored).unwrap();
        assert_eq!(Kept::read(&newer), None);
    }

    #[test]
    fn a_nature_comes_back_from_its_bits() {
        let nature = Nature {
            members_only: true,
            anonymous: true,
            open_subject: true,
            ..Nature::default()
        };
        let kept = Kept {
            nature: Some(bits(&nature)),
            ..Kept::default()
        };
        assert_eq!(kept.nature(), Some(nature));
        assert_eq!(Kept::default().nature(), None);
    }
}
