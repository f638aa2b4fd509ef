//! Pictures of rooms (XEP-0486) and of those who are in them (XEP-0153 §3.2).
//!
//! A room tells its own by presence or with what it says of itself; it is kept as those of people are. Of
//! whoever is in a room that somebody looks at, the picture is fetched in small rooms, and in large ones
//! of whoever speaks: two thousand are never asked.

use std::collections::{BTreeSet, HashSet, VecDeque};

use waxwing_proto::avatar::shape::Shape;
use waxwing_proto::avatar::{Id, PictureError};
use waxwing_proto::iq::Request;
use waxwing_proto::presence::Presence;
use waxwing_proto::stanza_error::Condition;
use waxwing_proto::vcard_avatar::{self, Shown};
use waxwing_proto::{Address, vcard};

use super::Asked;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::Picture;
use crate::{ConversationId, Error, RequestId};

/// In rooms of so many everybody's picture is fetched.
const SMALL: usize = 60;

/// So many are asked for side by side.
const MAX_AT_ONCE: usize = 3;

/// So many are asked for in a session, whoever comes and goes.
const MOST: u32 = 300;

/// The pictures of occupants that are yet to be fetched.
#[derive(Debug, Default)]
pub(super) struct Faces {
    waiting: VecDeque<(ConversationId, String, Id)>,
    fetching: BTreeSet<Id>,
    /// What could not be had of whom in this session.
    refused: HashSet<(ConversationId, String, Id)>,
    asked: u32,
}

/// A picture that a room is being given, or none.
#[derive(Debug)]
pub(super) struct Picturing {
    request: RequestId,
    new: Option<(Id, Shape, Vec<u8>)>,
}

impl Faces {
    fn want(&mut self, id: ConversationId, nick: &str, photo: &Id) {
        let one = (id, nick.to_owned(), photo.clone());
        let known = self.fetching.contains(photo) || self.refused.contains(&one);
        let waits = || self.waiting.iter().any(|(.., other)| other == photo);
        let room = self.asked < MOST && self.waiting.len() < SMALL;
        if room && !known && !waits() {
            self.waiting.push_back(one);
        }
    }

    fn next(&mut self) -> Option<(ConversationId, String, Id)> {
        if self.fetching.len() >= MAX_AT_ONCE {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.asked += 1;
        self.fetching.insert(next.2.clone());
        Some(next)
    }

    pub(super) fn forget_session(&mut self) {
        *self = Self::default();
    }
}

impl Account {
    /// An occupant's presence tells of a picture, or of none.
    pub(super) fn hear_face(&mut self, id: ConversationId, nick: &str, presence: &Presence) {
        let photo = match vcard_avatar::shown(&presence.payloads) {
            Some(Shown::One(photo)) => Some(photo),
            Some(Shown::None) => None,
            None => return,
        };
        let Some(room) = self.room_mut(id) else {
            return;
        };
        let news = room.occupants.shows(nick, photo);
        // While we come in they are still being told: how many they are is known at the end.
        if news && room.is_joined() && room.occupants.len() <= SMALL {
            self.want_face(id, nick);
        }
    }

    /// Somebody looks at a room from now on: in a small one everybody has a face.
    pub(super) fn want_faces(&mut self, id: ConversationId) {
        let Some(room) = self.rooms.all.get(&id) else {
            return;
        };
        if room.occupants.len() <= SMALL {
            for nick in room.occupants.pictured() {
                self.want_face(id, &nick);
            }
        }
    }

    /// Somebody in a room is seen.
    pub(super) fn want_face(&mut self, id: ConversationId, nick: &str) {
        let Some(room) = self.rooms.all.get(&id) else {
            return;
        };
        let Some(photo) = room
            .occupants
            .photo(nick)
            .filter(|_| room.occupants.is_followed())
        else {
            return;
        };
        // Who is known has a picture anyway.
        let jid = room.occupants.get(nick).and_then(|one| one.jid.as_ref());
        let known = jid.is_some_and(|jid| self.avatar_of(jid).is_some());
        if !known && !self.has_picture(photo) {
            self.rooms.faces.want(id, nick, photo);
        }
    }

    /// Asks for what waits, some at a time.
    pub(super) fn fetch_faces(&mut self, turn: &mut Turn) {
        // What is in the folder needs not be asked for.
        if !self.knows_pictures() {
            return;
        }
        while let Some((id, nick, photo)) = self.rooms.faces.next() {
            let room = self.rooms.all.get(&id);
            let there = room.is_some_and(|room| room.occupants.photo(&nick) == Some(&photo));
            let Some(to) = self.occupant(id, &nick).filter(|_| there) else {
                self.rooms.faces.fetching.remove(&photo);
                continue;
            };
            let question = Question::About(About::Room(Asked::Face(id, nick, photo)));
            self.ask_of(Some(&to), Request::Get(vcard::query()), question, turn);
        }
    }

    pub(super) fn learn_face(
        &mut self,
        (id, nick, photo): (ConversationId, String, Id),
        outcome: Outcome,
    ) {
        let bytes = match outcome {
            Ok(answer) => vcard_avatar::named(answer.as_ref(), &photo),
            Err(_) => Err(PictureError::Missing),
        };
        self.rooms.faces.fetching.remove(&photo);
        match bytes {
            Ok(bytes) => self.keep_picture(photo, bytes),
            Err(error) => {
                tracing::info!(%error, "a picture of an occupant");
                self.rooms.faces.refused.insert((id, nick, photo.clone()));
                // Whoever else shows it may have it.
                let room = self.rooms.all.get(&id);
                let others = room.map(|room| room.occupants.showing(&photo));
                for nick in others.into_iter().flatten() {
                    self.want_face(id, &nick);
                }
            }
        }
    }

    /// It is known which pictures are here.
    pub(crate) fn faces_are_known(&mut self) {
        for room in self.rooms.all.values_mut() {
            room.occupants.redraw();
        }
    }

    /// A picture is in the folder.
    pub(crate) fn face_is_here(&mut self, photo: &Id) {
        for room in self.rooms.all.values_mut() {
            room.occupants.has_come(photo);
        }
    }

    /// What a room says of itself names a picture.
    pub(super) fn room_shows(&mut self, id: ConversationId, hash: &str, turn: &mut Turn) {
        if let (Some(jid), Ok(photo)) = (self.room_jid(id), hash.parse::<Id>()) {
            self.told_on_card(&jid, Some(photo), turn);
        }
    }

    /// Gives a room a picture, or takes it away: its card is read first, for everything else stays on it.
    pub(super) fn set_room_picture(
        &mut self,
        request: RequestId,
        id: ConversationId,
        picture: Option<Picture>,
        turn: &mut Turn,
    ) {
        let new = match picture.map(|picture| self.fit_picture(picture.bytes)) {
            None => None,
            Some(Ok(new)) => Some(new),
            Some(Err(error)) => return turn.done.push((request, Err(error))),
        };
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let Some(room) = self.room_mut(id) else {
            return;
        };
        // Who changes their mind means the last they said.
        if let Some(before) = room.picturing.replace(Picturing { request, new }) {
            turn.done.push((before.request, Err(Error::NotFound)));
        }
        let question = Question::About(About::Room(Asked::Card(request, id)));
        let to = Address::from(&jid);
        self.ask_of(Some(&to), Request::Get(vcard::query()), question, turn);
    }

    /// The card of a room as it is.
    pub(super) fn learn_room_card(
        &mut self,
        (request, id): (RequestId, ConversationId),
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let ours = |room: &&super::Room| {
            let picturing = room.picturing.as_ref();
            picturing.is_some_and(|picturing| picturing.request == request)
        };
        let Some(room) = self.rooms.all.get(&id).filter(ours) else {
            return;
        };
        let old = match outcome {
            Ok(old) => old,
            Err(Unanswered::Refused(error)) if error.condition == Condition::ItemNotFound => None,
            Err(unanswered) => {
                let done = Err(unanswered.into());
                return self.end_picturing(id, done, turn);
            }
        };
        let new = room.picturing.as_ref().and_then(|it| it.new.as_ref());
        let picture = new.map(|(_, shape, bytes)| (*shape, bytes.as_slice()));
        let card = vcard_avatar::with_photo(old.as_ref(), picture);
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let question = Question::About(About::Room(Asked::CardSet(request, id)));
        let to = Address::from(&jid);
        self.ask_of(Some(&to), Request::Set(card), question, turn);
    }

    /// The card of a room is as it shall be, or is not.
    pub(super) fn room_card_set(
        &mut self,
        (request, id): (RequestId, ConversationId),
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let room = self.rooms.all.get(&id);
        let picturing = room.and_then(|room| room.picturing.as_ref());
        if picturing.is_none_or(|picturing| picturing.request != request) {
            return;
        }
        self.end_picturing(id, outcome.map(drop).map_err(Error::from), turn);
    }

    fn end_picturing(&mut self, id: ConversationId, done: Result<(), Error>, turn: &mut Turn) {
        let jid = self.room_jid(id);
        let room = self.rooms.all.get_mut(&id);
        let picturing = room.and_then(|room| room.picturing.take());
        let Some((jid, picturing)) = jid.zip(picturing) else {
            return;
        };
        match (&done, picturing.new) {
            (Ok(()), Some((photo, _, bytes))) => self.give_picture(jid, photo, bytes),
            (Ok(()), None) => self.told_on_card(&jid, None, turn),
            (Err(_), _) => {}
        }
        turn.done.push((picturing.request, done));
    }
}
