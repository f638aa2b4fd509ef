//! What is said in a room, and what comes back to us of what we said there.
//!
//! A message of a room is theirs who speak under the nick it comes from, for as long as they do. What tells
//! it from others is the name that the room has given it (XEP-0359); what its sender calls it counts only
//! where the room gives none, and then only beside who sent it, for anybody may use any name.

use std::time::Instant;

use jid::BareJid;
use waxwing_proto::message::Message as Wire;
use waxwing_proto::room::{self, Status, User, moderation};
use waxwing_proto::{delay, markers, stanza_id};

use super::occupants;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::Beside;
use crate::feature::encryption::{self, Between, Writer};
use crate::feature::hearing::Heard;
use crate::feature::notice::names_one_of;
use crate::model::{
    About, Author, ChangeKind, Direction, Message, Milestone, Moderated, Sealing, Stage, State,
};
use crate::store::{Dedup, NameRecord, Op};
use crate::{ConversationId, Timestamp};

/// Where something was said in a room, and by whom.
struct Said<'a> {
    id: ConversationId,
    room: &'a BareJid,
    /// Empty: the room itself.
    nick: &'a str,
    /// It was said before we came: when.
    held: Option<i64>,
}

impl Account {
    /// Something was said to everybody in a room.
    pub(crate) async fn hear_groupchat(&mut self, wire: &Wire, from: &BareJid, turn: &mut Turn) {
        let Some(id) = self.room_of(from) else {
            tracing::debug!("said in a room that we are not in");
            return;
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if !matches!(
            room.standing,
            crate::model::Standing::Joined | crate::model::Standing::Joining
        ) {
            return;
        }
        room.stay.heard(std::time::Instant::now());
        let address = wire.from.address();
        let nick = address.and_then(|from| from.resource()).unwrap_or_default();
        let held = delay::find_by(&wire.payloads, from).map(|held| held.stamp);
        let said = Said {
            id,
            room: from,
            nick,
            held,
        };
        if nick.is_empty() && self.hear_room_itself(wire, &said, turn).await {
            return;
        }
        if let Some(subject) = room::subject_of(&wire.payloads) {
            return self.take_subject(id, subject, turn);
        }
        self.take_said(wire, &said, turn).await;
    }

    /// The room itself says something; whether that was all.
    async fn hear_room_itself(&mut self, wire: &Wire, said: &Said<'_>, turn: &mut Turn) -> bool {
        if let Some(moderated) = moderation::moderated(wire) {
            self.take_moderation(said, moderated, turn).await;
            return true;
        }
        self.hear_members(said.id, &wire.payloads, turn);
        if let Some(user) = User::find(&wire.payloads) {
            let changed = [
                Status::ConfigurationChanged,
                Status::Logged,
                Status::NotLogged,
                Status::NonAnonymous,
                Status::SemiAnonymous,
            ];
            if changed.iter().any(|status| user.says(*status)) {
                self.ask_room_again(said.id, turn);
            }
        }
        let words = wire.body(&self.parts.language).is_some();
        !words && room::subject_of(&wire.payloads).is_none()
    }

    /// A room has another subject.
    fn take_subject(&mut self, id: ConversationId, subject: String, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if let Some((request, wanted)) = room.subjecting.take() {
            if wanted == subject {
                turn.done.push((request, Ok(())));
            } else {
                room.subjecting = Some((request, wanted));
            }
        }
        if room.kept.subject != subject {
            room.kept.subject = subject;
            self.dirty.insert(id);
            self.keep_room(id);
        }
    }

    /// Something was said by somebody, or by us on another device; or it is our own that comes back.
    async fn take_said(&mut self, wire: &Wire, said: &Said<'_>, turn: &mut Turn) {
        if said.held.is_none() {
            self.want_face(said.id, said.nick);
        }
        let Some(room) = self.rooms.all.get(&said.id) else {
            return;
        };
        let occupant_id = room::occupant_id(&wire.payloads).filter(|_| room.gives_ids());
        let author = match said.held {
            None => occupants::author(&room.occupants, said.nick, occupant_id),
            // Whoever goes by the nick now need not be who did then.
            Some(_) => Author {
                nick: said.nick.to_owned(),
                occupant_id: occupant_id.unwrap_or_default().to_owned(),
                jid: None,
            },
        };
        let by_id = !room.own_id.is_empty() && author.occupant_id == room.own_id;
        let by_nick = said.held.is_none() && said.nick == room.kept.nick && !said.nick.is_empty();
        let ours = by_id || (by_nick && (author.occupant_id.is_empty() || room.own_id.is_empty()));
        if let Some(of) = markers::displayed_in_room(wire) {
            return self.hear_seen(of, (said.id, author, ours), turn).await;
        }
        let name = stanza_id::stanza_id(wire, said.room).filter(|_| room.names_messages());
        let name = name.map(str::to_owned);
        if !ours && !by_nick && said.held.is_none() {
            self.hear_typing(said.id, said.nick, wire);
        }
        // From another device of ours, too; what has no words does not count (XEP-0500 §5).
        if (ours || by_nick)
            && said.held.is_none()
            && wire.body(&self.parts.language).is_some()
            && let Some(room) = self.rooms.all.get_mut(&said.id)
        {
            room.slow.spoke(Instant::now());
        }
        if (ours || by_nick || said.held.is_some())
            && self.comes_back(wire, said, name.as_deref(), turn).await
        {
            return;
        }
        let sealed = encryption::is_sealed(wire);
        let from = match ours {
            true => Some(self.record.jid.clone()),
            false if sealed => self.real_address(said.id, &author),
            false => None,
        };
        if sealed {
            let heard = encryption::wordless(wire, Sealing::Waiting);
            let dedup = self.room_keys(wire, said.room, (&heard, name.as_deref()));
            if self.is_known_in_room(&dedup, turn).await {
                return;
            }
        }
        let between = Between {
            from: Writer::told(from.as_ref(), said.id),
            to: said.room,
            room: true,
        };
        let Some(unsealed) = self.unsealed(wire, between, false, turn) else {
            return;
        };
        // In a room that tells nobody's address, another device of ours is known by its key only.
        let ours = ours || unsealed.by() == Some(&self.record.jid);
        let whole = unsealed.wire.clone();
        let wire = whole.as_ref();
        let read = match unsealed.is_wordless() {
            true => Some(Heard::of(author)),
            false => self.heard_in_room(wire, author, false),
        };
        let Some(heard) = unsealed.heard(read) else {
            return;
        };
        let dedup = self.room_keys(wire, said.room, (&heard, name.as_deref()));
        if self.is_known_in_room(&dedup, turn).await {
            return;
        }
        let direction = if ours {
            Direction::Outgoing
        } else {
            Direction::Incoming
        };
        let mut message = self.room_row(wire, said, direction, &heard);
        message.stanza_id = name.unwrap_or_default();
        if !ours && !self.is_ignored(said.id, &message) {
            self.owe_in_room(said.id, wire, &message.stanza_id, message.id.at.0);
        }
        self.put_said(said, message, (&heard, dedup), turn).await;
    }

    /// Stores something that was said in a room, with all that follows.
    async fn put_said(
        &mut self,
        said: &Said<'_>,
        message: Message,
        (heard, dedup): (&Heard, Vec<Dedup>),
        turn: &mut Turn,
    ) {
        let id = said.id;
        let Some(mut message) = self.take_act(id, message, (heard, &dedup), turn).await else {
            return;
        };
        self.want_files(id, &mut message, said.room, turn);
        if message.direction == Direction::Outgoing {
            self.read_by_writing(id, message.id);
        } else if !self.is_ignored(id, &message) {
            self.count_mention(id, &message);
            self.read_by_speaking(id, &message);
            let now = Timestamp::now().0;
            let fresh = said
                .held
                .is_none_or(|held| now.saturating_sub(held) < FRESH);
            let private = message.private.is_some();
            if fresh && message.sealing != Some(Sealing::Waiting) {
                self.notice_in_room(id, &message, private, turn);
            }
        }
        self.put_message(id, message, dedup, turn);
    }

    /// A message names us: that is counted beside what is unread.
    pub(crate) fn count_mention(&mut self, id: ConversationId, message: &Message) {
        if self.is_ignored(id, message) {
            return;
        }
        let names = self.rooms.nick(id).unwrap_or_default().to_owned();
        let named = message.private.is_some() || names_one_of(&message.text, &[names.as_str()]);
        if let Some(talk) = self.talks.get_mut(&id)
            && named
            && !message.is_hidden()
        {
            let reading = &mut talk.record.reading;
            if talk.record.unread == 0 {
                reading.mentions = 0;
            }
            reading.mentions = reading.mentions.saturating_add(1);
        }
    }

    /// Something that we said comes back from the room: it has been handed out, and has a name now.
    /// Whether it is ours.
    async fn comes_back(
        &mut self,
        wire: &Wire,
        said: &Said<'_>,
        name: Option<&str>,
        turn: &mut Turn,
    ) -> bool {
        let Some(origin) = stanza_id::origin(wire) else {
            return false;
        };
        let found = self.find_own(origin.to_owned(), said.room, turn).await;
        let Some((id, item)) = found else {
            return false;
        };
        let Some(known) = self.now(id, item, turn).await else {
            return false;
        };
        // What carries a name of ours and says something else is somebody's who has read it.
        let words = waxwing_proto::content::Content::of(wire, &self.parts.language).text;
        let by_us =
            said.held.is_none() && self.rooms.nick(id).is_some_and(|nick| nick == said.nick);
        if !by_us && words != known.text {
            return false;
        }
        let known_at = known.id.at;
        if let Some(name) = name.filter(|_| known.stanza_id.is_empty()) {
            turn.ops.push(Op::PutName(NameRecord {
                account: self.record.id,
                conversation: id,
                item,
                by: said.room.clone(),
                id: name.to_owned(),
            }));
            let now = turn.row(id, item).unwrap_or(known);
            let named = Message {
                stanza_id: name.to_owned(),
                ..Message::clone(&now)
            };
            turn.touched
                .insert((id, item.seq), std::sync::Arc::new(named));
            turn.renewed.insert((id, item.seq));
        }
        let delivered = Milestone::now(Stage::Delivered, said.room.to_string());
        self.pass((id, item), delivered, turn).await;
        let newest = self.talks.get(&id);
        let newest = newest.and_then(|talk| talk.record.last.as_ref());
        // What the archive has of before may be yet to come.
        let reads = self.rooms.all.get(&id);
        let reads = reads.is_some_and(|room| room.history.is_under_way());
        if reads || newest.is_some_and(|newest| newest.at > known_at) {
            self.doubt_room_order(id);
        }
        self.give_up(id, item, turn);
        true
    }

    /// What is in a message of a room for the history.
    /// Only an archive leaves traces of what was taken back, and nothing of what it said.
    pub(crate) fn heard_in_room(
        &self,
        wire: &Wire,
        author: Author,
        archived: bool,
    ) -> Option<Heard> {
        let words = wire.body(&self.parts.language).is_some();
        let tombstone = moderation::tombstone(wire).filter(|_| archived && !words);
        let mut heard = match (self.heard(wire), &tombstone) {
            (Some(heard), _) => heard,
            (None, Some(_)) => Heard {
                text: String::new(),
                known_by: String::new(),
                beside: Beside::default(),
                speaks: true,
            },
            (None, None) => return None,
        };
        // What does something to another message has not been taken back itself.
        if let Some(gone) = tombstone.filter(|_| heard.beside.about.is_none()) {
            let now = Timestamp::now();
            let at = gone
                .stamp
                .map_or(now, |stamp| Timestamp(delay::believable(stamp, now.0)));
            heard.beside.retracted_at = Some(at);
            heard.beside.moderated = Some(Moderated {
                by: gone.by,
                reason: gone.reason,
            });
        }
        if let Some(reply) = &mut heard.beside.reply {
            // Which occupant is answered, the answered message tells.
            reply.mine = false;
        }
        heard.beside.author = Some(author);
        Some(heard)
    }

    /// By what a message of a room is known again.
    pub(super) fn room_keys(
        &self,
        wire: &Wire,
        room: &BareJid,
        (heard, name): (&Heard, Option<&str>),
    ) -> Vec<Dedup> {
        let mut keys = Vec::new();
        match name {
            Some(name) => keys.push(Dedup::Stanza {
                by: room.clone(),
                id: name.to_owned(),
            }),
            None => {
                let author = heard.beside.author.as_ref();
                let who = author.map_or("", |author| match author.occupant_id.as_str() {
                    "" => author.nick.as_str(),
                    id => id,
                });
                let own = self.origin_keys(wire, room, &heard.known_by);
                keys.extend(own.map(|key| scoped(key, who)));
            }
        }
        // Corrections name it so, and so do those who know nothing of rooms' names.
        for id in [stanza_id::origin(wire), wire.id.as_deref()] {
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                let key = Dedup::Named {
                    from: room.clone(),
                    id: id.to_owned(),
                };
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys.extend(self.sealed_key(heard));
        keys
    }

    /// Whether it is here already. Names that need not be unique say nothing about that.
    async fn is_known_in_room(&self, keys: &[Dedup], turn: &Turn) -> bool {
        let strong = |key: &&Dedup| !matches!(key, Dedup::Named { .. });
        let strong: Vec<Dedup> = keys.iter().filter(strong).cloned().collect();
        self.is_known(&strong, turn).await
    }

    fn room_row(
        &self,
        wire: &Wire,
        said: &Said<'_>,
        direction: Direction,
        heard: &Heard,
    ) -> Message {
        let now = Timestamp::now();
        let at = said
            .held
            .map_or(now, |held| Timestamp(delay::believable(held, now.0)));
        let ours = direction == Direction::Outgoing;
        let message = Message {
            id: self.next_item(said.id, at),
            direction,
            sender: match ours {
                true => self.own.to_string(),
                false => wire.from.text().unwrap_or_else(|| said.room.to_string()),
            },
            text: heard.text.clone(),
            state: if ours {
                State::Delivered
            } else {
                State::Received
            },
            origin_id: stanza_id::origin(wire).unwrap_or_default().to_owned(),
            sent_at: ours.then_some(at),
            delayed: said.held.is_some(),
            ..Message::default()
        };
        heard.beside.clone().put_to(message)
    }

    /// A moderator took something back (XEP-0425): the room says so, which names it.
    async fn take_moderation(
        &mut self,
        said: &Said<'_>,
        moderated: moderation::Moderated,
        turn: &mut Turn,
    ) {
        let now = Timestamp::now();
        let at = said
            .held
            .map_or(now, |held| Timestamp(delay::believable(held, now.0)));
        let beside = moderated_beside(moderated);
        let heard = Heard {
            text: String::new(),
            known_by: String::new(),
            beside: beside.clone(),
            speaks: false,
        };
        let message = beside.put_to(Message {
            id: self.next_item(said.id, at),
            direction: Direction::Incoming,
            sender: said.room.to_string(),
            state: State::Received,
            ..Message::default()
        });
        let _ = self.take_act(said.id, message, (&heard, &[]), turn).await;
    }

    /// Something was said to us alone by somebody in a room (XEP-0045 §7.5), or by us on another device.
    pub(crate) async fn hear_private(
        &mut self,
        wire: &Wire,
        (id, nick): (ConversationId, &str),
        direction: Direction,
        turn: &mut Turn,
    ) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let Some(room) = self.rooms.all.get(&id) else {
            return;
        };
        let with = occupants::author(&room.occupants, nick, None);
        let author = self.speaker(id, &with, direction);
        let held = self.delay(wire).map(|held| held.stamp);
        let said = Said {
            id,
            room: &jid,
            nick,
            held,
        };
        let sealed = encryption::is_sealed(wire);
        if sealed {
            let print = encryption::print(wire);
            let keys = self.keys_of_private(wire, (&jid, nick), &print);
            if self.is_known(&keys, turn).await {
                return;
            }
        }
        let (from, to) = self.between_two(id, &with, direction);
        let between = Between {
            from: Writer::told(from.as_ref(), id),
            to: &to,
            room: false,
        };
        let Some(unsealed) = self.unsealed(wire, between, false, turn) else {
            return;
        };
        let whole = unsealed.wire.clone();
        let wire = whole.as_ref();
        let read = match unsealed.is_wordless() {
            true => Some(Heard::of(author)),
            false => self.heard_in_room(wire, author, false),
        };
        let Some(mut heard) = unsealed.heard(read) else {
            return;
        };
        heard.beside.private = Some(nick.to_owned());
        let mut dedup = self.keys_of_private(wire, (&jid, nick), &heard.known_by);
        if self.is_known(&dedup, turn).await {
            return;
        }
        dedup.extend(self.sealed_key(&heard));
        let name = self.archive_id(wire).unwrap_or_default().to_owned();
        let mut message = self.room_row(wire, &said, direction, &heard);
        message.stanza_id = name;
        self.put_said(&said, message, (&heard, dedup), turn).await;
    }

    /// By what something is known again that was said between two in a room.
    fn keys_of_private(
        &self,
        wire: &Wire,
        (room, nick): (&BareJid, &str),
        known_by: &str,
    ) -> Vec<Dedup> {
        let stanza = self.archive_id(wire).map(|id| Dedup::Stanza {
            by: self.record.jid.clone(),
            id: id.to_owned(),
        });
        let origin = self.origin_keys(wire, room, known_by);
        let origin = origin.map(|key| scoped(key, nick));
        stanza.into_iter().chain(origin).collect()
    }
}

/// What a moderator did, as the history keeps it.
pub(super) fn moderated_beside(moderated: moderation::Moderated) -> Beside {
    Beside {
        about: Some(About {
            kind: ChangeKind::Retraction,
            of: moderated.of,
            subject: None,
            hidden: false,
        }),
        moderated: Some(Moderated {
            by: moderated.by,
            reason: moderated.reason,
        }),
        ..Beside::default()
    }
}

/// A name that its sender gave a message, and who that is: anybody may use any name.
pub(super) fn scoped(key: Dedup, who: &str) -> Dedup {
    match key {
        Dedup::Origin { from, id } => Dedup::Origin {
            from,
            id: format!("{id}\n@{who}"),
        },
        other => other,
    }
}

/// Five minutes, in microseconds: what was said so lately is news.
const FRESH: i64 = 5 * 60 * 1_000_000;
