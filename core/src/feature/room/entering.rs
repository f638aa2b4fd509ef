//! The way into a room (XEP-0045 §7.2), and out of it: asked what it is like, entered, made if it is to be
//! made; and what follows once we are in it.

use std::time::{Duration, Instant};

use jid::BareJid;
use waxwing_proto::Address;
use waxwing_proto::address::parse_typed;
use waxwing_proto::disco::{self, Info};
use waxwing_proto::iq::Request;
use waxwing_proto::room::info::{RoomInfo, is_mix};
use waxwing_proto::room::{self, Past, Status, User, owner};
use waxwing_proto::stanza_error::{Condition, StanzaError};

use super::{Asked, Room, kept, random_local};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::room::Event as Told;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::{Refusal, Standing};
use crate::{ConversationId, Error, Event, RequestId, Timestamp};

/// What is being done to be let in.
#[derive(Debug, Default)]
pub(super) struct Entering {
    /// Who waits for it.
    waiting: Vec<RequestId>,
    /// What is to be done once we are in it.
    plan: Option<Plan>,
    /// No answer came until then.
    pub(super) deadline: Option<Instant>,
    /// Tried again then.
    retry: Option<Instant>,
    /// So many other nicks were tried.
    nicks: u32,
    /// The one that was wanted before.
    pub(super) wanted: Option<String>,
    /// We are in it since then.
    pub(super) since: Option<Instant>,
    /// It did not work so often in a row.
    failures: u32,
}

/// A room is asked once more what it is like: one question at a time, however often it says that something
/// has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Again {
    /// Nobody asks.
    #[default]
    Idle,
    /// It was asked.
    Asked,
    /// Something has changed since it was.
    Changed,
}

impl Again {
    /// Something has changed; whether it is to be asked.
    fn begin(&mut self) -> bool {
        let idle = *self == Self::Idle;
        *self = if idle { Self::Asked } else { Self::Changed };
        idle
    }
}

/// What is to become of a room that we make.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    name: String,
    private: bool,
    people: Vec<BareJid>,
}

impl Entering {
    /// Nobody wants to be in it any more.
    pub(super) fn give_up(&mut self) {
        self.retry = None;
    }

    /// Somebody has said that they want to be in.
    pub(super) fn is_awaited(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.deadline.into_iter().chain(self.retry).min()
    }
}

impl Plan {
    /// What the new room shall be like (XEP-0045 §15.5.3); what its service does not know, it leaves out.
    fn settings(&self) -> [(&'static str, &str); 10] {
        let (private, public) = match self.private {
            true => ("1", "0"),
            false => ("0", "1"),
        };
        let whois = if self.private { "anyone" } else { "moderators" };
        [
            ("muc#roomconfig_roomname", &self.name),
            ("muc#roomconfig_persistentroom", "1"),
            ("muc#roomconfig_membersonly", private),
            ("muc#roomconfig_publicroom", public),
            ("muc#roomconfig_whois", whois),
            ("muc#roomconfig_allowinvites", private),
            // The same, as Prosody calls it.
            (
                "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites",
                private,
            ),
            ("muc#roomconfig_enablearchiving", "1"),
            ("muc#roomconfig_enablelogging", "1"),
            ("mam", "1"),
        ]
    }
}

impl Account {
    /// Enters a room that somebody names.
    pub(super) fn join(
        &mut self,
        request: RequestId,
        typed: &str,
        (nick, password): (Option<String>, Option<String>),
        turn: &mut Turn,
    ) {
        let room = match parse_typed(typed) {
            Ok(address) => address.into_bare(),
            Err(error) => {
                let error = Error::InvalidAddress(error.to_string());
                return turn.done.push((request, Err(error)));
            }
        };
        if self.contacts.contains_key(&room) || room == self.record.jid {
            let error = Error::InvalidAddress("this is a person".to_owned());
            return turn.done.push((request, Err(error)));
        }
        if !self.by_jid.contains_key(&room) && !self.has_room_for_own() {
            return turn.done.push((request, Err(Error::NotFound)));
        }
        let ticket = self.rooms.tickets.remove(&room);
        let id = self.ensure_room(&room, turn);
        let known = self.rooms.bookmarks.password(&room);
        if let Some(room) = self.rooms.all.get_mut(&id) {
            if let Some(nick) = nick.filter(|nick| !nick.trim().is_empty()) {
                room.entering.wanted = None;
                room.kept.nick = nick.trim().to_owned();
            }
            room.password = password.or(ticket).or(room.password.take()).or(known);
            room.kept.autojoin = true;
            room.kept.left = false;
            room.entering.waiting.push(request);
        }
        self.forget_room_invitation(&room, turn);
        self.tell(Event::Room(Told::Entered {
            request,
            conversation: id,
        }));
        self.keep_room(id);
        if !self.is_online() {
            return self.let_waiting_go(id, &Err(Error::Offline), turn);
        }
        let joined = self.rooms.all.get(&id).is_some_and(Room::is_joined);
        if joined {
            self.let_waiting_go(id, &Ok(()), turn);
            return self.publish_bookmark(id, turn);
        }
        // Who is at the door already goes on waiting there.
        let under_way =
            |room: &Room| room.standing == Standing::Joining && room.entering.deadline.is_some();
        if !self.rooms.all.get(&id).is_some_and(under_way) {
            self.line_up_first(id);
        }
    }

    /// Makes a private group.
    pub(super) fn create_group(
        &mut self,
        request: RequestId,
        name: String,
        people: Vec<BareJid>,
        turn: &mut Turn,
    ) {
        let plan = Plan {
            name: name.trim().to_owned(),
            private: true,
            people,
        };
        self.create(request, random_local(), plan, turn);
    }

    /// Makes a channel for everybody.
    pub(super) fn create_channel(
        &mut self,
        request: RequestId,
        name: String,
        address: &str,
        turn: &mut Turn,
    ) {
        let plan = Plan {
            name: name.trim().to_owned(),
            private: false,
            people: Vec::new(),
        };
        match address.trim() {
            "" => self.create(request, random_local(), plan, turn),
            local => self.create(request, local.to_owned(), plan, turn),
        }
    }

    /// Makes a room on the account's own service, or where the address says.
    pub(super) fn create(
        &mut self,
        request: RequestId,
        local: String,
        plan: Plan,
        turn: &mut Turn,
    ) {
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        let address = match (&self.rooms.service, local.contains('@')) {
            (_, true) => local,
            (Some(service), false) => format!("{local}@{service}"),
            (None, false) => return self.create_later(request, local, plan, turn),
        };
        let room = match parse_typed(&address) {
            Ok(room) if room.is_bare() => room.into_bare(),
            _ => {
                let error = Error::InvalidAddress(address);
                return turn.done.push((request, Err(error)));
            }
        };
        let id = self.ensure_room(&room, turn);
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.kept.autojoin = true;
            room.kept.left = false;
            room.kept.name.clone_from(&plan.name);
            room.entering.waiting.push(request);
            room.entering.plan = Some(plan);
        }
        self.tell(Event::Room(Told::Entered {
            request,
            conversation: id,
        }));
        self.keep_room(id);
        self.line_up_first(id);
    }

    /// The conversation that is this room, made where there is none.
    pub(super) fn ensure_room(&mut self, room: &BareJid, turn: &mut Turn) -> ConversationId {
        let id = self.ensure_talk(room, true, turn);
        self.know(id, turn);
        let nick = self.own_nick();
        self.rooms.all.entry(id).or_insert_with(|| {
            Room::new(kept::Kept {
                nick,
                ..kept::Kept::default()
            })
        });
        self.dirty.insert(id);
        id
    }

    /// The name that we go by where nobody has chosen another.
    fn own_nick(&self) -> String {
        let own = self.record.jid.node().map(|node| node.to_string());
        match self.book.nickname.trim() {
            "" => own.unwrap_or_else(|| "me".to_owned()),
            nick => nick.to_owned(),
        }
    }

    /// A room is to be entered, after those that wait.
    pub(super) fn line_up(&mut self, id: ConversationId) {
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.standing = Standing::Joining;
            room.stay.stay_out();
            room.history.forget_session();
            self.rooms.reading.remove(&id);
            room.entering.deadline = None;
            room.entering.retry = None;
            self.dirty.insert(id);
            if !self.rooms.queue.contains(&id) {
                self.rooms.queue.push_back(id);
            }
        }
    }

    /// The same before all others: somebody looks at it.
    fn line_up_first(&mut self, id: ConversationId) {
        self.line_up(id);
        self.rooms.queue.retain(|other| *other != id);
        self.rooms.queue.push_front(id);
    }

    /// Rooms are entered a few at a time, so that none of them delays what is said between two.
    pub(super) fn enter_next(&mut self, turn: &mut Turn) {
        let busy = |room: &&Room| room.entering.deadline.is_some();
        let mut under_way = self.rooms.all.values().filter(busy).count();
        while under_way < AT_ONCE
            && let Some(id) = self.rooms.queue.pop_front()
        {
            let jid = self.room_jid(id);
            let (Some(room), Some(jid)) = (self.rooms.all.get_mut(&id), jid) else {
                continue;
            };
            if room.standing != Standing::Joining {
                continue;
            }
            room.entering.nicks = 0;
            if let Some(wanted) = room.entering.wanted.take() {
                room.kept.nick = wanted;
            }
            room.entering.deadline = Some(Instant::now() + PATIENCE);
            under_way += 1;
            let question = Question::About(About::Room(Asked::Info(id)));
            let request = Request::Get(disco::info_query(None));
            self.ask_of(Some(&Address::from(&jid)), request, question, turn);
        }
    }

    /// A room has said what it is like, or there is none.
    pub(super) fn learn_room(&mut self, id: ConversationId, outcome: Outcome, turn: &mut Turn) {
        // Who has left or is in by now does not knock.
        let waits =
            |room: &Room| room.standing == Standing::Joining && room.entering.deadline.is_some();
        if !self.rooms.all.get(&id).is_some_and(waits) {
            return;
        }
        let plan = self
            .rooms
            .all
            .get(&id)
            .is_some_and(|room| room.entering.plan.is_some());
        match outcome {
            Ok(answer) => {
                let info = answer.as_ref().and_then(Info::parse).unwrap_or_default();
                if is_mix(&info) {
                    let refusal = StanzaError::new(Condition::FeatureNotImplemented);
                    return self.not_let_in(id, Refusal::Unsupported, &refusal, turn);
                }
                self.take_room_info(id, RoomInfo::of(&info), turn);
            }
            Err(Unanswered::Refused(error)) => match error.condition {
                Condition::ItemNotFound if !plan => {
                    return self.not_let_in(id, Refusal::NotFound, &error, turn);
                }
                Condition::RemoteServerNotFound | Condition::RemoteServerTimeout => {
                    return self.not_let_in(id, Refusal::Unreachable, &error, turn);
                }
                // It may say nothing of itself to those who are not in it.
                _ => {}
            },
            Err(Unanswered::Silence) => {
                let error = StanzaError::new(Condition::RemoteServerTimeout);
                return self.not_let_in(id, Refusal::Unreachable, &error, turn);
            }
            Err(Unanswered::Offline) => {
                return self.let_waiting_go(id, &Err(Error::Offline), turn);
            }
        }
        self.knock(id, turn);
    }

    /// What a room says of itself has changed.
    pub(super) fn learn_room_again(
        &mut self,
        id: ConversationId,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let changed = self.rooms.all.get_mut(&id);
        let changed = changed.is_some_and(|room| std::mem::take(&mut room.again) == Again::Changed);
        if let Ok(Some(answer)) = outcome
            && let Some(info) = Info::parse(&answer)
        {
            self.take_room_info(id, RoomInfo::of(&info), turn);
            self.begin_room_history(id);
            self.release_outbox(turn);
        }
        if changed {
            self.ask_room_again(id, turn);
        }
    }

    /// Asks a room once more what it is like.
    pub(super) fn ask_room_again(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        if self
            .rooms
            .all
            .get_mut(&id)
            .is_some_and(|room| room.again.begin())
        {
            let question = Question::About(About::Room(Asked::InfoAgain(id)));
            let request = Request::Get(disco::info_query(None));
            self.ask_of(Some(&Address::from(&jid)), request, question, turn);
        }
    }

    fn take_room_info(&mut self, id: ConversationId, info: Option<RoomInfo>, turn: &mut Turn) {
        let Some(info) = info else {
            return;
        };
        self.room_shows(id, &info.picture, turn);
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let before = room.kept.clone();
        room.kept.name.clone_from(&info.name);
        room.kept.description.clone_from(&info.description);
        room.kept.nature = Some(kept::bits(&kept::nature(&info)));
        room.info = Some(info);
        if room.kept != before {
            self.keep_room(id);
        }
        self.dirty.insert(id);
        self.want_members(id, turn);
    }

    /// Goes in.
    fn knock(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get(&id) else {
            return;
        };
        let Some(to) = self.occupant(id, &room.kept.nick) else {
            let error = StanzaError::new(Condition::JidMalformed);
            return self.not_let_in(id, Refusal::Other, &error, turn);
        };
        let archived = room.info.as_ref().is_some_and(|info| info.archived);
        let last = self
            .talks
            .get(&id)
            .and_then(|talk| talk.record.last.as_ref());
        let past = match last {
            _ if archived => Past::Nothing,
            Some(last) => Past::Since(last.at.0, SHOWN),
            None => Past::Last(SHOWN),
        };
        let (password, members) = (room.password.as_deref(), room.members_wish());
        let presence = room::entering(self.own_presence(), &to, past, password, members);
        turn.send.push(presence);
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.entering.deadline = Some(Instant::now() + PATIENCE);
            room.occupants.clear();
        }
    }

    /// The room has not let us in (XEP-0045 §7.2).
    pub(super) fn refused_by_room(
        &mut self,
        id: ConversationId,
        error: &StanzaError,
        turn: &mut Turn,
    ) {
        let refusal = match error.condition {
            Condition::Conflict => {
                if self.try_another_nick(id) {
                    return self.knock(id, turn);
                }
                Refusal::NickTaken
            }
            Condition::Forbidden => Refusal::Banned,
            Condition::RegistrationRequired => Refusal::MembersOnly,
            Condition::NotAuthorized => Refusal::Password,
            Condition::ServiceUnavailable | Condition::ResourceConstraint => Refusal::Full,
            Condition::ItemNotFound => Refusal::NotFound,
            Condition::NotAllowed => Refusal::NotAllowed,
            Condition::NotAcceptable => Refusal::NickLocked,
            Condition::RemoteServerNotFound | Condition::RemoteServerTimeout => {
                Refusal::Unreachable
            }
            _ => Refusal::Other,
        };
        self.not_let_in(id, refusal, error, turn);
    }

    /// Somebody else goes by our nick: a sign behind it tells us from them.
    fn try_another_nick(&mut self, id: ConversationId) -> bool {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return false;
        };
        let entering = &mut room.entering;
        entering.nicks += 1;
        if entering.nicks > NICKS {
            return false;
        }
        let wanted = entering
            .wanted
            .get_or_insert_with(|| room.kept.nick.clone());
        let behind = "_".repeat(entering.nicks as usize);
        room.kept.nick = [wanted.as_str(), behind.as_str()].concat();
        true
    }

    fn not_let_in(
        &mut self,
        id: ConversationId,
        why: Refusal,
        error: &StanzaError,
        turn: &mut Turn,
    ) {
        let told = Error::Refused {
            condition: error.condition.to_string(),
            text: error.text.clone(),
        };
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.standing = Standing::Refused {
                why,
                text: error.text.clone(),
            };
            room.entering.deadline = None;
            room.entering.nicks = 0;
            if let Some(wanted) = room.entering.wanted.take() {
                room.kept.nick = wanted;
            }
            room.entering.plan = None;
            let passes = matches!(why, Refusal::Full | Refusal::Unreachable | Refusal::Other);
            if passes && room.kept.autojoin && room.entering.waiting.is_empty() {
                let pause = RETRY * 2_u32.saturating_pow(room.entering.failures.min(4));
                room.entering.failures += 1;
                room.entering.retry = Some(Instant::now() + pause);
            }
            if !room.entering.waiting.is_empty() {
                // Nobody is in it who would have to be again.
                room.kept.autojoin = false;
            }
        }
        self.keep_room(id);
        self.dirty.insert(id);
        self.let_waiting_go(id, &Err(told), turn);
    }

    pub(super) fn tick_entering(&mut self, id: ConversationId, now: Instant, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.entering.retry.is_some_and(|retry| retry <= now) {
            room.entering.retry = None;
            self.line_up(id);
        } else if room
            .entering
            .deadline
            .is_some_and(|deadline| deadline <= now)
        {
            let error = StanzaError::new(Condition::RemoteServerTimeout);
            self.not_let_in(id, Refusal::Unreachable, &error, turn);
        }
    }

    /// We are in it: the room has told everybody, ourselves last (XEP-0045 §7.2.2).
    pub(super) fn entered(&mut self, id: ConversationId, user: &User, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        room.standing = Standing::Joined;
        room.entering.deadline = None;
        room.entering.retry = None;
        room.entering.failures = 0;
        room.entering.nicks = 0;
        room.entering.since = Some(Instant::now());
        room.stay.heard(Instant::now());
        room.kept.first_or_again(Timestamp::now());
        self.dirty.insert(id);
        self.keep_room(id);
        if user.says(Status::Created) {
            return self.make_room(id, turn);
        }
        // What was to be made was there before.
        let taken = self
            .rooms
            .all
            .get_mut(&id)
            .and_then(|room| room.entering.plan.take());
        if taken.is_some() && user.item.affiliation != room::Affiliation::Owner {
            self.leave(id, turn);
            let error = StanzaError::new(Condition::Conflict);
            return self.not_let_in(id, Refusal::NotAllowed, &error, turn);
        }
        self.settle_in(id, turn);
    }

    /// A new room is closed until it is said what it shall be like (XEP-0045 §10.1).
    fn make_room(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let question = Question::About(About::Room(Asked::Blank(id)));
        let query = Request::Get(owner::query());
        self.ask_of(Some(&Address::from(&jid)), query, question, turn);
    }

    /// How a new room can be configured: what its service does not know would be refused with the rest.
    pub(super) fn learn_blank(&mut self, id: ConversationId, outcome: &Outcome, turn: &mut Turn) {
        let answer = outcome.as_ref().ok().and_then(Option::as_ref);
        let form = owner::parse(answer).ok().flatten().unwrap_or_default();
        let plan = self.rooms.all.get(&id);
        let plan = plan.and_then(|room| room.entering.plan.clone());
        let settings = plan.as_ref().map(Plan::settings);
        let mut settings: Vec<_> = settings.into_iter().flatten().collect();
        settings.retain(|(var, _)| form.field(var).is_some());
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let question = Question::About(About::Room(Asked::Made(id)));
        let order = Request::Set(owner::configure_new(&settings));
        self.ask_of(Some(&Address::from(&jid)), order, question, turn);
    }

    /// The room is as it shall be, or as its service has it.
    pub(super) fn room_made(&mut self, id: ConversationId, outcome: Outcome, turn: &mut Turn) {
        if let Err(unanswered) = &outcome {
            tracing::warn!(?unanswered, "a new room is not as it should be");
        }
        let plan = self.rooms.all.get_mut(&id);
        let plan = plan.and_then(|room| room.entering.plan.take());
        if let (Some(plan), Some(room)) = (&plan, self.room_jid(id)) {
            for jid in &plan.people {
                self.invite_to_room(&room, (jid.clone(), String::new()), None, turn);
            }
        }
        if let (Err(unanswered), Some(_)) = (outcome, plan) {
            self.let_waiting_go(id, &Err(unanswered.into()), turn);
        }
        // What it says of itself was said before it was made.
        self.ask_room_again(id, turn);
        self.settle_in(id, turn);
    }

    /// What follows once we are in a room.
    fn settle_in(&mut self, id: ConversationId, turn: &mut Turn) {
        self.let_waiting_go(id, &Ok(()), turn);
        self.want_faces(id);
        if self
            .rooms
            .all
            .get(&id)
            .is_some_and(|room| room.info.is_none())
        {
            // It has said nothing of itself to one who was not in it.
            self.ask_room_again(id, turn);
        }
        self.begin_room_history(id);
        self.publish_bookmark(id, turn);
        self.tell_seen(id, turn);
        self.want_members(id, turn);
        self.expect_states_in_room(id);
        self.release_outbox(turn);
    }

    /// Whoever waits to be in a room learns what came of it.
    pub(super) fn let_waiting_go(
        &mut self,
        id: ConversationId,
        outcome: &Result<(), Error>,
        turn: &mut Turn,
    ) {
        if let Some(room) = self.rooms.all.get_mut(&id) {
            for request in std::mem::take(&mut room.entering.waiting) {
                turn.done.push((request, outcome.clone()));
            }
        }
    }

    /// Leaves a room, on all devices.
    pub(super) fn leave(&mut self, id: ConversationId, turn: &mut Turn) {
        self.go_out(id, turn);
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.kept.autojoin = false;
            room.kept.left = true;
        }
        self.keep_room(id);
        self.publish_bookmark(id, turn);
    }

    /// Leaves a room here.
    pub(super) fn go_out(&mut self, id: ConversationId, turn: &mut Turn) {
        self.rooms.queue.retain(|other| *other != id);
        let Some(room) = self.rooms.all.get(&id) else {
            return;
        };
        let there = room.is_joined() || room.entering.deadline.is_some();
        if there
            && self.is_online()
            && let Some(to) = self.occupant(id, &room.kept.nick)
        {
            turn.send.push(room::leaving(&to, ""));
        }
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.standing = Standing::Out;
            room.entering.deadline = None;
            room.entering.retry = None;
            room.entering.plan = None;
            room.forget_session();
        }
        self.rooms.reading.remove(&id);
        self.dirty.insert(id);
        self.let_waiting_go(id, &Err(Error::NotFound), turn);
    }
}

/// How many rooms are entered at once.
const AT_ONCE: usize = 4;

/// Services of large rooms take their time.
const PATIENCE: Duration = Duration::from_secs(60);

/// What may pass is tried again so soon, and later each time.
const RETRY: Duration = Duration::from_secs(60);

/// So many other nicks are tried.
const NICKS: u32 = 3;

/// What a room without an archive is asked for.
const SHOWN: u32 = 50;
