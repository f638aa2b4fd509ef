//! Who is in a room. There may be thousands, and all of them come at once when we enter: what changed is
//! collected by nick and told once a turn, to those who look.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use jid::BareJid;
use waxwing_proto::avatar::Id;
use waxwing_proto::presence::Presence;
use waxwing_proto::room::info::RoomInfo;
use waxwing_proto::room::{self, User};

use crate::account::{Account, talk};
use crate::event::room::Event as Told;
use crate::model::{Author, Occupant, OccupantsChange};
use crate::{ConversationId, Event};

/// The largest rooms there are have some thousands; whoever invents more fills no memory.
const MOST: usize = 20_000;

/// In a large room somebody comes or goes all the time: that is told so often at most.
const CALM: Duration = Duration::from_secs(1);

/// A nick longer than that is cut where it is shown; as an address it stays what it is.
const STATUS_CHARS: usize = 200;

/// Who is in a room.
#[derive(Debug, Default)]
pub(crate) struct Occupants {
    all: HashMap<String, Occupant>,
    /// Which picture they show, by nick (XEP-0153).
    photos: HashMap<String, Id>,
    /// Changed since they were told, by nick.
    dirty: BTreeSet<String>,
    /// All are to be told.
    reset: bool,
    followed: bool,
    /// When something was told last.
    told: Option<Instant>,
}

impl Occupants {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, nick: &str) -> Option<&Occupant> {
        self.all.get(nick)
    }

    pub(super) fn has(&self, nick: &str) -> bool {
        self.all.contains_key(nick)
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.photos.clear();
        self.dirty.clear();
        self.reset = true;
    }

    /// Somebody is there, or is another by now; whether they just came.
    pub(super) fn put(&mut self, occupant: Occupant) -> bool {
        let nick = occupant.nick.clone();
        if self.all.len() >= MOST && !self.all.contains_key(&nick) {
            return false;
        }
        if self.all.get(&nick) == Some(&occupant) {
            return false;
        }
        if self.followed {
            self.dirty.insert(nick.clone());
        }
        self.all.insert(nick, occupant).is_none()
    }

    pub(super) fn remove(&mut self, nick: &str) -> Option<Occupant> {
        let gone = self.all.remove(nick)?;
        self.photos.remove(nick);
        if self.followed {
            self.dirty.insert(nick.to_owned());
        }
        Some(gone)
    }

    /// Somebody shows this picture, or none; whether that is news.
    pub(super) fn shows(&mut self, nick: &str, photo: Option<Id>) -> bool {
        if !self.all.contains_key(nick) || self.photos.get(nick) == photo.as_ref() {
            return false;
        }
        if self.followed {
            self.dirty.insert(nick.to_owned());
        }
        match photo {
            Some(photo) => self.photos.insert(nick.to_owned(), photo),
            None => self.photos.remove(nick),
        };
        true
    }

    /// The picture that somebody shows.
    pub(super) fn photo(&self, nick: &str) -> Option<&Id> {
        self.photos.get(nick)
    }

    /// Who shows a picture.
    pub(super) fn pictured(&self) -> Vec<String> {
        self.photos.keys().cloned().collect()
    }

    /// Who shows this picture.
    pub(super) fn showing(&self, photo: &Id) -> Vec<String> {
        let showing = self.photos.iter().filter(|(_, one)| *one == photo);
        showing.map(|(nick, _)| nick.clone()).collect()
    }

    /// A picture can be shown from now on.
    pub(super) fn has_come(&mut self, photo: &Id) {
        if self.followed {
            let showing = self.showing(photo);
            self.dirty.extend(showing);
        }
    }

    /// Other pictures can be shown from now on.
    pub(super) fn redraw(&mut self) {
        if self.followed {
            self.dirty.extend(self.photos.keys().cloned());
        }
    }

    /// The real addresses of those who are there, as far as they are told.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &BareJid> {
        self.all.values().filter_map(|one| one.jid.as_ref())
    }

    /// Whether somebody looks.
    pub(super) fn is_followed(&self) -> bool {
        self.followed
    }

    /// Those who are somebody, whatever their nick.
    pub(super) fn of(&self, jid: &BareJid) -> impl Iterator<Item = &Occupant> {
        self.all
            .values()
            .filter(move |one| one.jid.as_ref() == Some(jid))
    }

    /// When there is something to tell.
    pub(super) fn next_wake(&self) -> Option<Instant> {
        let news = self.followed && !self.dirty.is_empty();
        news.then(|| self.told.map_or_else(Instant::now, |told| told + CALM))
    }

    /// What is to be told.
    fn take_change(&mut self, now: Instant) -> Option<OccupantsChange> {
        if !self.followed {
            return None;
        }
        if std::mem::take(&mut self.reset) {
            self.dirty.clear();
            self.told = Some(now);
            return Some(OccupantsChange::Reset(self.all.values().cloned().collect()));
        }
        let waits = self.told.is_some_and(|told| told + CALM > now);
        if self.dirty.is_empty() || waits {
            return None;
        }
        self.told = Some(now);
        let dirty = std::mem::take(&mut self.dirty);
        let (mut upserted, mut removed) = (Vec::new(), Vec::new());
        for nick in dirty {
            match self.all.get(&nick) {
                Some(occupant) => upserted.push(occupant.clone()),
                None => removed.push(nick),
            }
        }
        Some(OccupantsChange::Changed { upserted, removed })
    }
}

/// Somebody as their presence shows them.
/// What the room does not say of people, they say themselves.
pub(super) fn occupant(
    nick: &str,
    presence: &Presence,
    user: &User,
    info: Option<&RoomInfo>,
) -> Occupant {
    let gives_ids = info.is_some_and(|info| info.occupant_ids);
    let gives_hats = info.is_some_and(|info| info.hats);
    let id = room::occupant_id(&presence.payloads).filter(|_| gives_ids);
    let status = presence.status("").unwrap_or_default();
    Occupant {
        nick: nick.to_owned(),
        occupant_id: id.unwrap_or_default().to_owned(),
        jid: user.item.jid.as_ref().map(|jid| jid.bare().clone()),
        role: user.item.role.into(),
        affiliation: user.item.affiliation.into(),
        show: talk::show(presence.show),
        status: status.chars().take(STATUS_CHARS).collect(),
        hats: match gives_hats {
            true => room::hats(&presence.payloads),
            false => Vec::new(),
        },
        avatar: None,
        mine: false,
    }
}

/// Whoever speaks under a nick right now.
pub(super) fn author(occupants: &Occupants, nick: &str, id: Option<&str>) -> Author {
    let known = occupants.get(nick);
    let known_id = known.map_or("", |known| known.occupant_id.as_str());
    Author {
        nick: nick.to_owned(),
        occupant_id: id.unwrap_or(known_id).to_owned(),
        jid: known.and_then(|known| known.jid.clone()),
    }
}

impl Account {
    /// Tells who is in a room from now on, or no longer.
    pub(super) fn follow_occupants(&mut self, id: ConversationId, on: bool) {
        if let Some(room) = self.room_mut(id) {
            room.occupants.followed = on;
            room.occupants.reset = on;
            room.occupants.dirty.clear();
        }
        if on {
            self.want_faces(id);
        }
        self.announce_rooms();
    }

    /// Tells what has changed about rooms beside their conversations.
    pub(crate) fn announce_rooms(&mut self) {
        let now = Instant::now();
        let mut changes = Vec::new();
        for (id, room) in &mut self.rooms.all {
            changes.extend(room.occupants.take_change(now).map(|change| (*id, change)));
        }
        for (conversation, mut change) in changes {
            self.draw(conversation, &mut change);
            self.tell(Event::Room(Told::Occupants {
                conversation,
                change,
            }));
        }
        self.announce_room_invitations();
    }

    /// Gives them their pictures: whom we know, the one that we know them by.
    fn draw(&self, id: ConversationId, change: &mut OccupantsChange) {
        let room = self.rooms.all.get(&id);
        let (OccupantsChange::Reset(all) | OccupantsChange::Changed { upserted: all, .. }) = change;
        for one in all {
            let known = one.jid.as_ref().and_then(|jid| self.avatar_of(jid));
            let photo = room.and_then(|room| room.occupants.photo(&one.nick));
            one.avatar = known.or_else(|| self.picture(photo?));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(nick: &str) -> Occupant {
        Occupant {
            nick: nick.to_owned(),
            ..Occupant::default()
        }
    }

    #[test]
    fn a_storm_is_one_change() {
        let mut all = Occupants {
            followed: true,
            ..Occupants::default()
        };
        for number in 0..2_000 {
            assert!(all.put(named(&number.to_string())));
        }
        assert!(!all.put(named("7")), "nothing changed");
        all.remove("3");
        let now = Instant::now();
        let Some(OccupantsChange::Changed { upserted, removed }) = all.take_change(now) else {
            panic!("nothing told");
        };
        assert_eq!((upserted.len(), removed), (1_999, vec!["3".to_owned()]));
        assert_eq!(all.take_change(now), None);
        // What follows waits a moment; that all is another does not.
        all.put(named("late"));
        assert_eq!(all.take_change(now), None);
        assert_eq!(all.next_wake(), Some(now + CALM));
        assert!(all.take_change(now + CALM).is_some());
        assert_eq!(all.next_wake(), None);
        all.clear();
        assert_eq!(
            all.take_change(now),
            Some(OccupantsChange::Reset(Vec::new()))
        );
    }

    #[test]
    fn nobody_looks_and_nothing_is_kept_to_be_told() {
        let mut all = Occupants::default();
        all.put(named("a"));
        assert!(all.dirty.is_empty());
        assert_eq!(all.take_change(Instant::now()), None);
    }

    #[test]
    fn invented_occupants_fill_no_memory() {
        let mut all = Occupants::default();
        for number in 0..MOST + 10 {
            all.put(named(&number.to_string()));
        }
        assert_eq!(all.len(), MOST);
    }
}
