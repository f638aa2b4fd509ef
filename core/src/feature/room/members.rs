//! Who belongs to a private group, whether they are in it or not: asked for once, and kept up to date by what
//! the room tells (XEP-0045 §9, §10) or by its versions (XEP-0463). Written down, so that a group has its
//! people without a connection, too.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::iq::Request;
use waxwing_proto::room::affiliations::{self, Change};
use waxwing_proto::room::{Item, admin};
use waxwing_proto::stanza_error::Condition;
use waxwing_proto::{Address, room};

use super::{Asked, Room};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::{Affiliation, Member};
use crate::store::{NoteRecord, Op, Shelf, Store, Unit};
use crate::{AccountId, ConversationId};

/// A group of more is no group of people who know each other: it is shown by who is there.
const MOST: usize = 500;

/// What those are who belong to a group.
const RANKS: [Affiliation; 3] = [Affiliation::Owner, Affiliation::Admin, Affiliation::Member];

/// A room that tells no versions may have told less than all: whoever looks at it asks again after so long.
const STALE: Duration = Duration::from_secs(60);

/// The version of [`MembersV1`].
const VERSION: u8 = 1;

/// Those of a room as they are stored, under its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MembersV1 {
    version: Option<String>,
    /// Addresses, each with the place of what they are in [`RANKS`].
    all: Vec<(String, u8)>,
}

/// Who belongs to a room.
#[derive(Debug, Default)]
pub(super) struct Members {
    all: BTreeMap<BareJid, Affiliation>,
    /// Which version that is, where the room counts them.
    version: Option<String>,
    /// These are all of them, as far as was told.
    known: bool,
    /// That was told in this session.
    fresh: bool,
    /// More belong to it than are kept.
    too_many: bool,
    /// The group does not tell who.
    secret: bool,
    asked: Option<Instant>,
    /// What is being gathered: so many answers are to come.
    gathering: Option<(usize, BTreeMap<BareJid, Affiliation>)>,
    /// Which time it was asked: what answers an earlier one counts for nothing.
    round: u32,
    /// Something has changed since it was asked.
    again: bool,
    shown: Arc<Vec<Member>>,
}

/// Why it is not known who belongs to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotKnown {
    /// It was not told so far.
    Yet,
    /// The group does not tell.
    Ever,
    /// More belong to it than are kept.
    TooMany,
}

impl Members {
    /// Those who belong to it, by address; nobody where that is not known.
    pub(super) fn shown(&self) -> Arc<Vec<Member>> {
        Arc::clone(&self.shown)
    }

    /// Whether somebody belongs to it.
    pub(super) fn has(&self, jid: &BareJid) -> bool {
        self.all.contains_key(jid)
    }

    /// All who belong to it.
    ///
    /// # Errors
    /// Why that is not known.
    pub(super) fn all_known(&self) -> Result<impl Iterator<Item = &BareJid>, NotKnown> {
        match (self.too_many, self.known, self.secret) {
            (true, ..) => Err(NotKnown::TooMany),
            (_, false, true) => Err(NotKnown::Ever),
            (_, false, false) => Err(NotKnown::Yet),
            (_, true, _) => Ok(self.all.keys()),
        }
    }

    /// No more than so many belong to it, as far as is known.
    pub(super) fn are_few(&self, most: usize) -> bool {
        !self.too_many && self.shown.len() <= most
    }

    /// It was not asked lately.
    fn is_stale(&self) -> bool {
        self.asked.is_none_or(|asked| asked.elapsed() >= STALE)
    }

    pub(super) fn forget_session(&mut self) {
        (self.fresh, self.asked, self.gathering) = (false, None, None);
        self.again = false;
    }

    /// What it is to say on entering.
    fn wish(&self) -> minidom::Element {
        affiliations::wish(self.version.as_deref().filter(|_| self.known))
    }

    /// The room tells something; whether anything is others by it.
    fn hear(&mut self, change: &Change) -> bool {
        match (&change.since, &change.until) {
            (None, Some(until)) => {
                self.all.clear();
                self.known = true;
                self.apply(&change.items);
                self.version = Some(until.clone());
            }
            (Some(since), until) if self.version.as_ref() == Some(since) => {
                self.apply(&change.items);
                self.version.clone_from(until);
            }
            // It is told once for each of their devices.
            (Some(_), Some(until)) if self.version.as_ref() == Some(until) => {
                self.apply(&change.items);
            }
            // All were asked for one by one, and this is what came after.
            (Some(_), Some(until))
                if self.version.is_none() && self.fresh && self.gathering.is_none() =>
            {
                self.apply(&change.items);
                self.version = Some(until.clone());
            }
            (Some(_), _) => {
                // Something in between was not told: what it is now has to be asked for.
                self.apply(&change.items);
                (self.version, self.fresh) = (None, false);
            }
            (None, None) => {
                self.apply(&change.items);
            }
        }
        self.show()
    }

    /// We are in: this is the version of what was told (XEP-0463 §5.2.1).
    fn confirm(&mut self, until: Option<&str>) {
        self.fresh = until.is_some() && self.known && self.version.as_deref() == until;
        if !self.fresh {
            self.version = None;
        }
    }

    /// Whether anything is others by it.
    fn apply(&mut self, items: &[Item]) -> bool {
        let mut news = false;
        for item in items {
            let Some(jid) = item.jid.as_ref().map(Address::bare) else {
                continue;
            };
            news |= put(&mut self.all, jid, item.affiliation.into());
            if let Some((_, gathered)) = &mut self.gathering {
                put(gathered, jid, item.affiliation.into());
            }
        }
        news
    }

    /// It does not say it.
    fn is_secret(&mut self) {
        *self = Self {
            asked: self.asked,
            round: self.round,
            shown: Arc::clone(&self.shown),
            secret: true,
            ..Self::default()
        };
    }

    /// One of the lists came, or can't be had. Whether that was the last.
    fn gather(&mut self, items: Option<Vec<Item>>) -> bool {
        let Some((waiting, mut gathered)) = self.gathering.take() else {
            return false;
        };
        let Some(items) = items else {
            // One that is missing makes the others worth nothing.
            return false;
        };
        for item in items {
            if let Some(jid) = &item.jid {
                put(&mut gathered, jid.bare(), item.affiliation.into());
            }
        }
        if waiting > 1 {
            self.gathering = Some((waiting - 1, gathered));
            return false;
        }
        self.all = gathered;
        (self.known, self.fresh) = (true, true);
        true
    }

    /// What is known is to be seen from now on; whether that is something else than before.
    fn show(&mut self) -> bool {
        if self.all.len() > MOST {
            self.all = BTreeMap::new();
            (self.known, self.too_many, self.version) = (false, true, None);
        }
        let all: Vec<_> = match self.known {
            true => self.all.iter().map(member).collect(),
            false => Vec::new(),
        };
        if all == *self.shown {
            return false;
        }
        self.shown = Arc::new(all);
        true
    }

    fn stored(&self) -> MembersV1 {
        let place = |rank: &Affiliation| RANKS.iter().position(|one| one == rank);
        let all = self.all.iter().filter_map(|(jid, rank)| {
            let place = u8::try_from(place(rank)?).ok()?;
            Some((jid.to_string(), place))
        });
        MembersV1 {
            version: self.version.clone(),
            all: all.collect(),
        }
    }

    fn recall(&mut self, stored: MembersV1) {
        let all = stored.all.into_iter().take(MOST);
        let all = all.filter_map(|(jid, place)| {
            let rank = RANKS.get(usize::from(place))?;
            Some((BareJid::new(&jid).ok()?, *rank))
        });
        self.all = all.collect();
        // A group without anybody has told nothing.
        (self.version, self.known) = (stored.version, !self.all.is_empty());
        self.show();
    }
}

/// Whether it would be the same the next time; a server that can't be reached says nothing of a group.
fn is_final(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::Forbidden | Condition::NotAllowed | Condition::FeatureNotImplemented
    )
}

fn member((jid, affiliation): (&BareJid, &Affiliation)) -> Member {
    Member {
        jid: jid.clone(),
        affiliation: *affiliation,
        nick: String::new(),
        reason: String::new(),
    }
}

/// Somebody belongs to it, or no longer; whether that is news.
fn put(all: &mut BTreeMap<BareJid, Affiliation>, jid: &BareJid, rank: Affiliation) -> bool {
    match RANKS.contains(&rank) {
        true if all.get(jid) == Some(&rank) || all.len() > MOST => false,
        true => {
            all.insert(jid.clone(), rank);
            true
        }
        false => all.remove(jid).is_some(),
    }
}

/// Who belonged to rooms when this was closed.
pub(crate) async fn recall(store: &Store, account: AccountId) -> HashMap<BareJid, MembersV1> {
    let notes = store.notes(account, Shelf::RoomMembers).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "who belongs to groups can't be read"))
        .unwrap_or_default();
    notes.iter().filter_map(read).collect()
}

fn read(note: &NoteRecord) -> Option<(BareJid, MembersV1)> {
    let stored = (note.version == VERSION).then(|| note.read().ok())??;
    Some((BareJid::new(&note.name).ok()?, stored))
}

impl Room {
    /// What is said on entering to learn who belongs to it.
    pub(super) fn members_wish(&self) -> Option<minidom::Element> {
        let versions = self
            .info
            .as_ref()
            .is_some_and(|info| info.affiliation_versions);
        let wants = versions && self.is_private() && !self.members.too_many;
        wants.then(|| self.members.wish())
    }
}

impl Account {
    /// Those who belonged to rooms do again.
    pub(crate) fn recall_members(&mut self, members: HashMap<BareJid, MembersV1>) {
        for (jid, stored) in members {
            let room = self.room_of(&jid);
            if let Some(room) = room.and_then(|id| self.rooms.all.get_mut(&id)) {
                room.members.recall(stored);
            }
        }
    }

    /// A private group of which nothing is known, or that somebody looks at, is asked who belongs to it: whoever
    /// is in a hundred of them does not ask all at once whenever they come.
    pub(super) fn want_members(&mut self, id: ConversationId, turn: &mut Turn) {
        let room = self.rooms.all.get(&id);
        let wants = |room: &Room| {
            match room.members.known {
                true => room.occupants.is_followed(),
                // What it does not say, it says no sooner for being asked all the time.
                false => room.members.is_stale(),
            }
        };
        if room.is_some_and(wants) {
            self.ask_who_belongs(id, turn);
        }
    }

    fn ask_who_belongs(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let wants = room.is_joined() && room.is_private();
        let members = &mut room.members;
        if !wants || members.fresh || members.too_many || members.gathering.is_some() {
            return;
        }
        members.asked = Some(Instant::now());
        members.round = members.round.wrapping_add(1);
        members.again = false;
        let round = members.round;
        members.gathering = Some((RANKS.len(), BTreeMap::new()));
        for rank in RANKS {
            let question = Question::About(About::Room(Asked::Belongs(id, round)));
            let query = Request::Get(admin::list(rank.into()));
            self.ask_of(Some(&Address::from(&jid)), query, question, turn);
        }
    }

    /// Who belongs to a group is others by now: what it does not tell by itself is asked for.
    pub(super) fn recheck_members(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        // What counts versions tells all.
        if room
            .info
            .as_ref()
            .is_some_and(|info| info.affiliation_versions)
        {
            return;
        }
        room.members.fresh = false;
        room.members.again = room.members.gathering.is_some();
        self.ask_who_belongs(id, turn);
    }

    /// Somebody looks at a group: what it has not told lately may be others by now.
    pub(super) fn members_are_looked_at(&mut self, id: ConversationId, turn: &mut Turn) {
        let room = self.rooms.all.get(&id);
        if room.is_some_and(|room| room.members.is_stale()) {
            self.recheck_members(id, turn);
        }
        self.want_members(id, turn);
    }

    /// One of the lists of a group is here, or can't be had.
    pub(super) fn learn_belongs(
        &mut self,
        (id, round): (ConversationId, u32),
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let room = self.rooms.all.get_mut(&id);
        let Some(room) = room.filter(|room| room.members.round == round) else {
            return;
        };
        let members = &mut room.members;
        let news = match outcome {
            Ok(answer) => members.gather(Some(admin::parse(answer.as_ref()))),
            Err(Unanswered::Refused(error)) if is_final(&error.condition) => {
                tracing::debug!(?error, "a group does not say who belongs to it");
                members.is_secret();
                true
            }
            Err(_) => members.gather(None),
        };
        let again = news && std::mem::take(&mut members.again);
        members.fresh &= !again;
        if news {
            self.encryption.crowd_moved(id);
        }
        if news
            && self
                .rooms
                .all
                .get_mut(&id)
                .is_some_and(|room| room.members.show())
        {
            self.dirty.insert(id);
            self.keep_members(id);
        }
        if again {
            self.ask_who_belongs(id, turn);
        }
    }

    /// A room says something of who belongs to it.
    pub(crate) fn hear_members(
        &mut self,
        id: ConversationId,
        payloads: &[minidom::Element],
        turn: &mut Turn,
    ) {
        let Some(change) = affiliations::change(payloads) else {
            return;
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let before = room.members.version.clone();
        let news = room.members.hear(&change);
        self.encryption.crowd_moved(id);
        if news {
            self.dirty.insert(id);
        }
        let room = self.rooms.all.get(&id);
        if news || room.is_some_and(|room| room.members.version != before) {
            self.keep_members(id);
        }
        self.want_members(id, turn);
    }

    /// We are in a room now, and it says at which version.
    pub(super) fn confirm_members(&mut self, id: ConversationId, payloads: &[minidom::Element]) {
        let change = affiliations::change(payloads).unwrap_or_default();
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.members.confirm(change.until.as_deref());
        }
    }

    /// Somebody's presence says what they are to a group.
    pub(super) fn member_shows(
        &mut self,
        id: ConversationId,
        user: &room::User,
        payloads: &[minidom::Element],
        turn: &mut Turn,
    ) {
        let private = |room: &&mut Room| {
            let members = &room.members;
            room.is_private() && (members.known || members.gathering.is_some())
        };
        let Some(room) = self.rooms.all.get_mut(&id).filter(private) else {
            return;
        };
        let step = affiliations::change(payloads).filter(|change| change.since.is_some());
        let change = Change {
            items: vec![user.item.clone()],
            ..step.unwrap_or_default()
        };
        let news = match change.since {
            Some(_) => room.members.hear(&change),
            None => room.members.apply(&change.items) && room.members.show(),
        };
        if news {
            self.dirty.insert(id);
            self.keep_members(id);
        }
        if change.since.is_some() {
            self.want_members(id, turn);
        }
    }

    /// Not worth a barrier: it is asked for again.
    fn keep_members(&self, id: ConversationId) {
        let (Some(room), Some(jid)) = (self.rooms.all.get(&id), self.room_jid(id)) else {
            return;
        };
        let stored = room.members.stored();
        let (account, name) = (self.record.id, jid.as_str());
        match NoteRecord::new(account, Shelf::RoomMembers, name, VERSION, &stored) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::warn!(%error, "who belongs to a group can't be kept"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use waxwing_proto::room::Affiliation as Rank;

    fn items(all: &[(&str, Rank)]) -> Vec<Item> {
        let all = all.iter().map(|(name, affiliation)| Item {
            jid: format!("{name}@example.org").parse().ok(),
            affiliation: *affiliation,
            ..Item::default()
        });
        all.collect()
    }

    fn told(since: Option<&str>, until: Option<&str>, all: &[(&str, Rank)]) -> Change {
        Change {
            items: items(all),
            since: since.map(str::to_owned),
            until: until.map(str::to_owned),
        }
    }

    fn names(members: &Members) -> Vec<String> {
        let shown = members.shown();
        let names = shown.iter().filter_map(|one| one.jid.node());
        names.map(ToString::to_string).collect()
    }

    #[test]
    fn versions_lead_from_one_to_the_next() {
        let mut members = Members::default();
        assert_eq!(members.wish().attr("since"), None);
        let all = [("ana", Rank::Owner), ("theo", Rank::Member)];
        assert!(members.hear(&told(None, Some("1"), &all)));
        // A long answer comes in parts.
        assert!(members.hear(&told(Some("1"), Some("2"), &[("pia", Rank::Member)])));
        members.confirm(Some("2"));
        assert!(members.fresh);
        assert_eq!(names(&members), ["ana", "pia", "theo"]);
        assert_eq!(members.wish().attr("since"), Some("2"));
        assert!(members.hear(&told(Some("2"), Some("3"), &[("theo", Rank::None)])));
        assert_eq!(names(&members), ["ana", "pia"]);
        // What is not known to have been told is asked for.
        members.hear(&told(Some("5"), Some("6"), &[("june", Rank::Member)]));
        assert!(!members.fresh);
        assert_eq!(members.version, None);
        members.confirm(None);
        assert!(!members.fresh, "this room counts none");
    }

    #[test]
    fn lists_count_together_or_not_at_all() {
        let mut members = Members {
            gathering: Some((2, BTreeMap::new())),
            ..Members::default()
        };
        assert!(!members.gather(Some(items(&[("ana", Rank::Owner)]))));
        // Meanwhile somebody comes.
        members.hear(&told(None, None, &[("june", Rank::Member)]));
        assert_eq!(names(&members), [""; 0], "not all are known");
        assert!(members.gather(Some(items(&[("theo", Rank::Member)]))));
        members.show();
        assert_eq!(names(&members), ["ana", "june", "theo"]);
        members.hear(&told(Some("4"), Some("5"), &[("pia", Rank::Member)]));
        assert!(members.fresh && members.version.as_deref() == Some("5"));
        members.hear(&told(Some("5"), Some("6"), &[("pia", Rank::None)]));
        members.gathering = Some((2, BTreeMap::new()));
        assert!(!members.gather(None));
        assert!(!members.gather(Some(items(&[("eve", Rank::Owner)]))));
        assert_eq!(names(&members), ["ana", "june", "theo"]);
    }

    #[test]
    fn a_crowd_is_not_kept() {
        let many: Vec<_> = (0..2 * MOST).map(|at| format!("n{at}")).collect();
        let many: Vec<_> = many
            .iter()
            .map(|name| (name.as_str(), Rank::Member))
            .collect();
        let mut members = Members::default();
        members.hear(&told(None, Some("1"), &many));
        assert!(members.too_many && names(&members).is_empty() && members.all.is_empty());
    }

    #[test]
    fn the_sample_of_the_first_version_is_read() {
        let mut members = Members::default();
        let all = [("ana", Rank::Owner), ("theo", Rank::Member)];
        members.hear(&told(None, Some("7"), &all));
        let stored = members.stored();
        let written = postcard::to_stdvec(&stored).unwrap();
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "010137020f616e61406578616d706c652e6f72670010\
             7468656f406578616d706c652e6f726702"
        );
        let name = "plans@rooms.example";
        let note = NoteRecord::new(AccountId(1), Shelf::RoomMembers, name, VERSION, &stored);
        let note = note.unwrap();
        assert_eq!(
            read(&note),
            Some((BareJid::new(name).unwrap(), stored.clone()))
        );
        let mut again = Members::default();
        again.recall(stored.clone());
        assert_eq!(names(&again), ["ana", "theo"]);
        assert!(!again.fresh, "it is asked once more");
        let newer = NoteRecord::new(AccountId(1), Shelf::RoomMembers, name, 9, &stored).unwrap();
        assert_eq!(read(&newer), None);
    }
}
