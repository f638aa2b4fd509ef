//! Rooms (XEP-0045): which there are, how we stand to each, and who drives them.
//!
//! What a room says of itself and who is in it lives as long as the session; which rooms there are is
//! written down ([`kept`]) and, as bookmarks, known to all devices of the account ([`bookmark`]). A room
//! is a conversation like others: what is said in it takes the same road ([`heard`]), what we say waits in
//! the same outbox until we are in the room ([`saying`]), and its archive fills its gaps as the account's
//! does ([`history`]).

mod bookmark;
mod encrypting;
mod entering;
mod finding;
mod heard;
mod history;
mod ignoring;
mod invited;
mod kept;
mod members;
mod occupants;
mod orders;
mod pictures;
mod presence;
mod saying;
mod seen;
mod slow;
mod stay;
mod typing;
mod unheard;
mod voice;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jid::BareJid;
use waxwing_proto::avatar::Id;
use waxwing_proto::data_form::Form;
use waxwing_proto::room::info::RoomInfo;
use waxwing_proto::{Address, channel_search, room};

use entering::Plan;
pub(crate) use ignoring::recall as ignored;
pub(crate) use invited::Waiting;
pub(crate) use invited::recall as invited;
pub(crate) use kept::{Kept, recall};
pub(crate) use members::{MembersV1, recall as members};
pub(crate) use seen::recall as seen;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::room::Command;
use crate::feature::book::Outcome;
use crate::model::{self, Affiliation, Removal, Role, RoomInvitation, Standing};
use crate::{ConversationId, Error, RequestId};
use bookmark::Bookmarks;
use history::History;
use occupants::Occupants;

/// The rooms of an account.
#[derive(Debug, Default)]
pub(crate) struct Rooms {
    all: HashMap<ConversationId, Room>,
    /// Those that wait to be entered, in order.
    queue: VecDeque<ConversationId>,
    bookmarks: Bookmarks,
    /// Those that nobody has answered yet, the oldest first.
    invitations: Vec<RoomInvitation>,
    /// They have changed since they were told.
    invitations_changed: bool,
    /// Passwords that came with invitations.
    tickets: BTreeMap<BareJid, String>,
    /// Invitations that went to rooms, by the id they went out with.
    unheard: HashMap<String, unheard::Unheard>,
    /// Where the account's server has rooms, once somebody wanted to know.
    service: Option<Address>,
    /// What somebody waits for until that is known.
    seeking: finding::Seeking,
    /// Those whose archive is looked at, or waits to be.
    reading: BTreeSet<ConversationId>,
    faces: pictures::Faces,
    /// The page that the history takes in is of a room where news came while nobody was here.
    pub(crate) behind: bool,
}

/// A room that we know.
#[derive(Debug)]
pub(crate) struct Room {
    kept: kept::Kept,
    standing: Standing,
    /// What it says of itself, once it has.
    info: Option<RoomInfo>,
    occupants: Occupants,
    role: Role,
    affiliation: Affiliation,
    /// By which the room knows us.
    own_id: String,
    password: Option<String>,
    /// What is being done to be let in.
    entering: entering::Entering,
    /// Whether we still are in it.
    stay: stay::Stay,
    history: History,
    /// What came back because it did not know us any more.
    bounced: stay::Bounced,
    /// How it can be configured, as told last.
    form: Option<Form>,
    /// Somebody waits for another nick of ours.
    renaming: Option<RequestId>,
    /// Somebody waits for another subject.
    subjecting: Option<(RequestId, String)>,
    slow: slow::Slow,
    /// It is being given a picture.
    picturing: Option<pictures::Picturing>,
    voice: voice::Voice,
    /// It was asked once more what it is like, and has not answered.
    again: entering::Again,
    /// So often in a row it lost us as soon as we were in.
    losses: u32,
    /// Whom of it the person does not want to hear.
    ignored: Vec<model::Author>,
    /// How far others have read.
    readers: seen::Readers,
    /// Who belongs to it.
    members: members::Members,
    /// Who is writing.
    typing: typing::Typing,
}

/// What is asked of rooms and of their services.
#[derive(Debug)]
pub(crate) enum Asked {
    /// What it is like, before it is entered.
    Info(ConversationId),
    /// The same once more, because it has changed.
    InfoAgain(ConversationId),
    /// A page of its archive.
    Page(ConversationId, String),
    /// Nothing that matters: it has heard what was said to it before.
    Heard(String),
    /// Whether we are still in it.
    Still(ConversationId),
    /// How a new room can be configured.
    Blank(ConversationId),
    /// A new room shall be like this.
    Made(ConversationId),
    /// An order to a room that somebody waits for.
    Order(RequestId),
    /// Who is something to it.
    Members(RequestId, ConversationId),
    /// Somebody is to have another affiliation, which somebody here waits for.
    Affiliation(RequestId, ConversationId),
    /// Those of one affiliation, to know all who belong to it; which time that was asked.
    Belongs(ConversationId, u32),
    /// Its configuration.
    Config(RequestId, ConversationId),
    /// Its card, to be given a picture.
    Card(RequestId, ConversationId),
    /// Its card is to be this.
    CardSet(RequestId, ConversationId),
    /// The picture of an occupant.
    Face(ConversationId, String, Id),
    /// All bookmarks.
    Bookmarks,
    /// The bookmarks of before.
    BookmarksBefore,
    /// A bookmark was published.
    Bookmark(BareJid, kept::Told),
    /// The node for bookmarks.
    BookmarksMade,
    /// The same node, which was there before.
    BookmarksConfigured,
    /// A bookmark was taken away.
    BookmarkGone(BareJid),
    /// What the server has.
    Services,
    /// What one of those is.
    Service(Address),
    /// The rooms of a service.
    List(RequestId, Address, String),
    /// The channels of all servers with these words.
    Channels(RequestId, channel_search::Version, String),
    /// What one room is like.
    Preview(RequestId, BareJid),
}

impl Room {
    fn new(kept: kept::Kept) -> Self {
        Self {
            kept,
            standing: Standing::Out,
            info: None,
            occupants: Occupants::default(),
            role: Role::None,
            affiliation: Affiliation::None,
            own_id: String::new(),
            password: None,
            entering: entering::Entering::default(),
            stay: stay::Stay::default(),
            history: History::default(),
            bounced: stay::Bounced::default(),
            form: None,
            renaming: None,
            subjecting: None,
            slow: slow::Slow::default(),
            picturing: None,
            voice: voice::Voice::default(),
            ignored: Vec::new(),
            readers: seen::Readers::default(),
            members: members::Members::default(),
            typing: typing::Typing::default(),
            again: entering::Again::default(),
            losses: 0,
        }
    }

    fn is_joined(&self) -> bool {
        self.standing == Standing::Joined
    }

    /// It names what is said in it, and nobody else can (XEP-0359 §6). Where the session of another process
    /// goes on, what the room says comes before it was asked what it is like: then it is as it was.
    fn names_messages(&self) -> bool {
        match &self.info {
            Some(info) => info.stanza_ids,
            // Whatever keeps an archive names what is in it (XEP-0313 §5.1.1).
            None => self.kept.nature().is_some_and(|nature| nature.archived),
        }
    }

    /// Only members enter, and they know each other.
    fn is_private(&self) -> bool {
        match &self.info {
            Some(info) => info.members_only && info.non_anonymous,
            None => {
                (self.kept.nature()).is_some_and(|nature| nature.members_only && !nature.anonymous)
            }
        }
    }

    fn gives_ids(&self) -> bool {
        match &self.info {
            Some(info) => info.occupant_ids,
            None => (self.kept.nature()).is_some_and(|nature| nature.occupant_ids),
        }
    }

    fn snapshot(&self, mentions: u32) -> model::Room {
        let info = self.info.as_ref();
        let nature = info.map(kept::nature).or_else(|| self.kept.nature());
        let occupants = u32::try_from(self.occupants.len()).unwrap_or(u32::MAX);
        model::Room {
            standing: match &self.standing {
                // Without a connection, too: what is said waits.
                Standing::Out if self.kept.autojoin && self.losses < FEW => Standing::Joining,
                other => other.clone(),
            },
            nick: self.kept.nick.clone(),
            role: self.role,
            affiliation: self.affiliation,
            subject: self.kept.subject.clone(),
            description: self.kept.description.clone(),
            nature,
            occupants,
            autojoin: self.kept.autojoin,
            bookmarked: self.kept.bookmarked,
            mentions,
            fetching: false,
            asking: self.asking(),
            asks: self.asks(),
            slowed: self.slow.waits(),
            ignored: self.ignored.clone(),
            members: match self.is_private() {
                true => self.members.shown(),
                false => Arc::default(),
            },
            typing: self.writing(),
            seen: match self.is_small_group() {
                true => self.readers.shown(&self.ignored),
                false => Vec::new(),
            },
        }
    }

    /// Nothing that was heard in a session that is over holds.
    fn forget_session(&mut self) {
        self.occupants.clear();
        self.role = Role::None;
        self.voice = voice::Voice::default();
        self.again = entering::Again::default();
        self.stay = stay::Stay::default();
        self.history.forget_session();
        self.members.forget_session();
        self.typing = typing::Typing::default();
    }
}

impl Rooms {
    /// Whether a conversation is a room.
    pub(crate) fn has(&self, id: ConversationId) -> bool {
        self.all.contains_key(&id)
    }

    /// Whether what we say in a conversation has to wait until we are in its room.
    pub(crate) fn holds(&self, id: ConversationId) -> bool {
        let room = self.all.get(&id);
        room.is_some_and(|room| !room.is_joined() || room.history.holds_outbox())
    }

    /// A private group, whose members are no strangers.
    pub(crate) fn is_private(&self, id: ConversationId) -> bool {
        self.all.get(&id).is_some_and(Room::is_private)
    }

    /// The nick that we go by in a room.
    pub(crate) fn nick(&self, id: ConversationId) -> Option<&str> {
        Some(self.all.get(&id)?.kept.nick.as_str())
    }

    /// A conversation is no more.
    pub(crate) fn forget(&mut self, id: ConversationId) {
        self.all.remove(&id);
        self.queue.retain(|other| *other != id);
        self.reading.remove(&id);
    }

    /// When there is something to do.
    pub(crate) fn next_wake(&self, silence: Duration) -> Option<Instant> {
        let rooms = self.all.values();
        rooms.filter_map(|room| room.next_wake(silence)).min()
    }
}

impl Room {
    fn next_wake(&self, silence: Duration) -> Option<Instant> {
        let entering = self.entering.next_wake();
        let stay = self.stay.next_wake(self.is_joined(), silence);
        let history = self.history.next_wake();
        let occupants = self.occupants.next_wake();
        let wakes = entering.into_iter().chain(stay).chain(history);
        let wakes = wakes.chain(self.typing.next_wake());
        wakes.chain(occupants).chain(self.slow_wake()).min()
    }
}

impl Account {
    /// What a conversation is, where it is a room, and the name of that.
    pub(crate) fn room_snapshot(&self, id: ConversationId) -> (Option<Arc<model::Room>>, String) {
        let Some(room) = self.rooms.all.get(&id) else {
            return (None, String::new());
        };
        let record = self.talks.get(&id).map(|talk| &talk.record);
        let mentions = record.map_or(0, |record| record.reading.mentions.min(record.unread));
        let mut snapshot = room.snapshot(mentions);
        snapshot.fetching = self.rooms.reading.contains(&id) && !room.history.is_done();
        let snapshot = Arc::new(snapshot);
        let local = record.and_then(|record| record.jid.node());
        let local = local.map_or_else(String::new, |local| local.to_string());
        let names = [&room.kept.label, &room.kept.name, &local];
        let name = names.into_iter().find(|name| !name.is_empty());
        (Some(snapshot), name.cloned().unwrap_or_default())
    }

    /// The room that a conversation is.
    fn room_mut(&mut self, id: ConversationId) -> Option<&mut Room> {
        self.rooms.all.get_mut(&id)
    }

    /// The address of a conversation.
    fn room_jid(&self, id: ConversationId) -> Option<BareJid> {
        Some(self.talks.get(&id)?.record.jid.clone())
    }

    /// The room that somebody's words come from.
    pub(crate) fn room_of(&self, jid: &BareJid) -> Option<ConversationId> {
        let id = *self.by_jid.get(jid)?;
        self.rooms.has(id).then_some(id)
    }

    /// A session without a past: nobody is in any room.
    pub(crate) fn begin_rooms(&mut self, turn: &mut Turn) {
        self.rooms.queue.clear();
        self.rooms.reading.clear();
        self.rooms.bookmarks.forget_session();
        self.rooms.faces.forget_session();
        let ids: Vec<_> = self.rooms.all.keys().copied().collect();
        for id in ids {
            let Some(room) = self.rooms.all.get_mut(&id) else {
                continue;
            };
            room.forget_session();
            let wants = match &room.standing {
                Standing::Joined | Standing::Joining => true,
                Standing::Refused { .. } | Standing::Out => room.kept.autojoin,
                Standing::Removed { why, .. } => {
                    room.kept.autojoin && *why != Removal::Destroyed && *why != Removal::Banned
                }
            };
            if wants {
                self.line_up(id);
            }
        }
        self.ask_bookmarks(turn);
    }

    /// The session goes on where it was cut: rooms may have lost us meanwhile (XEP-0410).
    pub(crate) fn doubt_rooms(&mut self, turn: &mut Turn) {
        let joined = self.rooms.all.iter().filter(|(_, room)| room.is_joined());
        let joined: Vec<_> = joined.map(|(id, _)| *id).collect();
        for id in joined {
            self.ask_whether_still(id, turn);
            self.audit_room(id);
        }
    }

    /// At the end of each turn: rooms are entered, and their archives asked.
    pub(crate) async fn drive_rooms(&mut self, turn: &mut Turn) {
        if !self.is_online() || self.is_stuck() {
            return;
        }
        self.enter_next(turn);
        self.fetch_faces(turn);
        self.read_on(turn).await;
    }

    /// Time has passed.
    pub(crate) fn tick_rooms(&mut self, now: Instant, turn: &mut Turn) {
        let silence = self.parts.tuning.room_silence;
        let due = self.rooms.all.iter();
        let due = due.filter(|(_, room)| room.next_wake(silence).is_some_and(|wake| wake <= now));
        let due: Vec<_> = due.map(|(id, _)| *id).collect();
        for id in due {
            self.tick_entering(id, now, turn);
            self.tick_stay(id, now, turn);
            self.tick_slow(id, now, turn);
            self.tick_typing(id, now);
            self.tick_room_history(id, now);
        }
    }

    /// Our presence is another one: those in rooms hear of it, too.
    pub(crate) fn show_in_rooms(&self, turn: &mut Turn) {
        for (id, room) in &self.rooms.all {
            if room.is_joined()
                && let Some(to) = self.occupant(*id, &room.kept.nick)
            {
                turn.send.push(room::showing(self.own_presence(), &to));
            }
        }
    }

    /// The address of an occupant.
    fn occupant(&self, id: ConversationId, nick: &str) -> Option<Address> {
        Address::new(self.room_jid(id)?, Some(nick)).ok()
    }

    pub(crate) async fn handle_room(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Create {
                request,
                name,
                people,
                ..
            } => self.create_group(request, name, people, turn),
            Command::CreateChannel {
                request,
                name,
                address,
                ..
            } => self.create_channel(request, name, &address, turn),
            Command::Join {
                request,
                address,
                nick,
                password,
                ..
            } => {
                let password = password.map(|password| password.reveal().to_owned());
                self.join(request, &address, (nick, password), turn);
            }
            Command::Leave { conversation } => self.leave(conversation, turn),
            Command::Follow { conversation, on } => {
                self.follow_occupants(conversation, on);
                if on {
                    self.members_are_looked_at(conversation, turn);
                }
            }
            Command::Decline { room, tell, .. } => self.decline_room(&room, tell, turn),
            Command::Search {
                request,
                service,
                words,
                ..
            } => self.search_rooms(request, service.as_deref(), words, turn),
            Command::SearchEverywhere { request, words, .. } => {
                self.search_everywhere(request, words, turn);
            }
            Command::Preview {
                request, address, ..
            } => self.preview_room(request, &address, turn),
            Command::Moderate {
                request,
                conversation,
                item,
                reason,
            } => {
                self.moderate(request, (conversation, item), &reason, turn)
                    .await;
            }
            other => self.order_room(other, turn),
        }
    }

    /// An answer of a room or a service came, or none.
    pub(crate) fn hear_room_answer(&mut self, asked: Asked, outcome: Outcome, turn: &mut Turn) {
        match asked {
            Asked::Info(id) => self.learn_room(id, outcome, turn),
            Asked::InfoAgain(id) => self.learn_room_again(id, outcome, turn),
            Asked::Page(id, query) => self.hear_room_page(id, &query, outcome, turn),
            Asked::Heard(name) => self.learn_heard(&name, outcome, turn),
            Asked::Still(id) => self.learn_whether_still(id, outcome, turn),
            Asked::Blank(id) => self.learn_blank(id, &outcome, turn),
            Asked::Made(id) => self.room_made(id, outcome, turn),
            Asked::Order(request) => {
                let done = outcome.map(drop).map_err(Error::from);
                turn.done.push((request, done));
            }
            Asked::Members(request, id) => self.learn_members(request, id, outcome, turn),
            Asked::Affiliation(request, id) => {
                self.recheck_members(id, turn);
                let done = outcome.map(drop).map_err(Error::from);
                turn.done.push((request, done));
            }
            Asked::Belongs(id, round) => self.learn_belongs((id, round), outcome, turn),
            Asked::Config(request, id) => self.learn_config(request, id, outcome, turn),
            Asked::Card(request, id) => self.learn_room_card((request, id), outcome, turn),
            Asked::CardSet(request, id) => self.room_card_set((request, id), outcome, turn),
            Asked::Face(id, nick, photo) => self.learn_face((id, nick, photo), outcome),
            Asked::Bookmarks => self.learn_bookmarks(outcome, turn),
            Asked::BookmarksBefore => self.learn_bookmarks_before(outcome, turn),
            Asked::Bookmark(room, says) => {
                self.bookmark_published((&room, says), &outcome, turn);
            }
            Asked::BookmarksMade => self.bookmarks_made(&outcome, turn),
            Asked::BookmarksConfigured => self.bookmarks_configured(&outcome, turn),
            Asked::BookmarkGone(room) => self.bookmark_gone(&room, outcome),
            Asked::Services => self.learn_services(outcome, turn),
            Asked::Service(service) => self.learn_room_service(service, outcome, turn),
            Asked::List(request, service, words) => {
                self.learn_list(request, (&service, &words), outcome, turn);
            }
            Asked::Channels(request, version, words) => {
                self.learn_channels(request, (version, words), outcome, turn);
            }
            Asked::Preview(request, room) => self.learn_preview(request, &room, outcome, turn),
        }
    }
}

/// Who was lost so often in a row may want to try it themselves.
const FEW: u32 = 4;

/// Addresses of rooms that nobody has to type: as long as it takes that nobody guesses one.
const LOCAL: usize = 10;

/// A short name for a new room, of letters and digits that are not mistaken for each other.
fn random_local() -> String {
    const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let bytes = *uuid::Uuid::new_v4().as_bytes();
    let signs = bytes.iter().take(LOCAL).map(|byte| {
        let sign = SIGNS.get(usize::from(*byte) % SIGNS.len());
        sign.map_or('a', |sign| char::from(*sign))
    });
    signs.collect()
}

impl From<room::Role> for Role {
    fn from(role: room::Role) -> Self {
        match role {
            room::Role::None => Self::None,
            room::Role::Visitor => Self::Visitor,
            room::Role::Participant => Self::Participant,
            room::Role::Moderator => Self::Moderator,
        }
    }
}

impl From<Role> for room::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::None => Self::None,
            Role::Visitor => Self::Visitor,
            Role::Participant => Self::Participant,
            Role::Moderator => Self::Moderator,
        }
    }
}

impl From<room::Affiliation> for Affiliation {
    fn from(affiliation: room::Affiliation) -> Self {
        match affiliation {
            room::Affiliation::Outcast => Self::Outcast,
            room::Affiliation::None => Self::None,
            room::Affiliation::Member => Self::Member,
            room::Affiliation::Admin => Self::Admin,
            room::Affiliation::Owner => Self::Owner,
        }
    }
}

impl From<Affiliation> for room::Affiliation {
    fn from(affiliation: Affiliation) -> Self {
        match affiliation {
            Affiliation::Outcast => Self::Outcast,
            Affiliation::None => Self::None,
            Affiliation::Member => Self::Member,
            Affiliation::Admin => Self::Admin,
            Affiliation::Owner => Self::Owner,
        }
    }
}
