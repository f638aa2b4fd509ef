//! The one road of inbound messages: Unwrap → Deduplicate → Decrypt → Apply → Store → Announce.
//!
//! What is encrypted becomes a message as if it had come in plain ([`Account::unsealed`]), before anybody looks at
//! what it says; whether it is here already is asked before that, by its ids and by what it is on the wire.

use std::time::Instant;

use jid::BareJid;
use waxwing_proto::carbons::{self, Unwrapped};
use waxwing_proto::message::{Kind, Message as Wire};
use waxwing_proto::stanza_error::Condition;
use waxwing_proto::{Address, archive, delay, markers, pep, receipts, stanza_id};

use crate::account::Account;
use crate::account::talk::Talk;
use crate::account::turn::Turn;
use crate::feature::encryption::{self, Between, Writer};
use crate::feature::hearing::Heard;
use crate::model::{Direction, Milestone, Sealing, Stage};
use crate::store::Dedup;
use crate::{ConversationId, ItemId, Timestamp};

/// How a message of somebody's came to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It was sent to us.
    Direct,
    /// Another device of ours got it, and answers it (XEP-0280 §10.4).
    Copied,
}

impl Account {
    pub(crate) async fn handle_message(&mut self, wire: Wire, turn: &mut Turn) {
        if archive::is_result(&wire) {
            if !self.take_room_result(&wire, turn) {
                self.take_result(wire, turn);
            }
            return;
        }
        match carbons::unwrap(wire, &self.record.jid) {
            Unwrapped::Plain(wire) => self.handle_plain(wire, turn).await,
            Unwrapped::Received(wire) => {
                if let Some(from) = self.author(&wire) {
                    self.handle_from(&wire, &from, Way::Copied, turn).await;
                }
            }
            Unwrapped::Sent(wire) => self.handle_sent(&wire, turn).await,
            Unwrapped::Refused(why) => self.refuse_copy(why),
        }
    }

    async fn handle_plain(&mut self, wire: Wire, turn: &mut Turn) {
        let Some(from) = self.author(&wire) else {
            tracing::debug!("message from nobody");
            return;
        };
        if wire.kind == Kind::Groupchat {
            return self.hear_groupchat(&wire, &from, turn).await;
        }
        if pep::is_event(&wire) {
            if let Some(event) = pep::event(&wire) {
                self.handle_event(&event, turn);
            }
            return;
        }
        let by_device = wire.from.address().is_some_and(|from| !from.is_bare());
        if from == self.record.jid && by_device && wire.kind != Kind::Error {
            // A note to ourselves.
            self.handle_sent(&wire, turn).await;
            return;
        }
        self.handle_from(&wire, &from, Way::Direct, turn).await;
    }

    async fn handle_from(&mut self, wire: &Wire, from: &BareJid, way: Way, turn: &mut Turn) {
        if *from != self.record.jid && self.book.is_blocked(from) {
            return;
        }
        if self.hear_room_invitation(wire, turn) {
            return;
        }
        if let Some(id) = self.room_of(from)
            && wire.kind != Kind::Error
        {
            let address = wire.from.address();
            if let Some(nick) = address.and_then(|from| from.resource()) {
                let theirs = Direction::Incoming;
                self.hear_private(wire, (id, nick), theirs, turn).await;
            } else if way == Way::Direct {
                self.hear_members(id, &wire.payloads, turn);
                self.hear_voice_request(id, wire);
            }
            return;
        }
        if wire.kind == Kind::Error {
            self.handle_bounce(wire, from, turn).await;
            return;
        }
        if encryption::is_sealed(wire) && !self.by_jid.contains_key(from) && !self.has_room(from) {
            // Nor is anything kept of the keys of those who are left out.
            return self.leave_out(turn);
        }
        let own = self.record.jid.clone();
        let between = Between {
            from: Writer::Known(from),
            to: &own,
            room: false,
        };
        let known = match encryption::is_sealed(wire) {
            true => {
                let names = self.dedup_keys(wire, from, &encryption::print(wire));
                self.is_known(&names, turn).await
            }
            false => false,
        };
        let Some(unsealed) = self.unsealed(wire, between, known, turn) else {
            return;
        };
        let whole = unsealed.wire.clone();
        let wire = whole.as_ref();
        self.hear_state(wire, from);
        if let Some(id) = receipts::received(wire) {
            self.handle_receipt(id.to_owned(), wire, from, turn).await;
        }
        if let Some(of) = markers::displayed(wire) {
            self.handle_displayed(of, wire, from, turn).await;
        }
        let read = self.heard(wire);
        if let Some(heard) = unsealed.heard(read) {
            let direct = way == Way::Direct;
            if self.take_text(wire, from, &heard, turn).await && direct {
                self.acknowledge(wire, from, turn);
            }
        }
    }

    /// Whose conversation a message belongs to: no sender means the own server speaks.
    fn author(&self, wire: &Wire) -> Option<BareJid> {
        match &wire.from {
            waxwing_proto::stanza::Party::Absent => Some(self.record.jid.clone()),
            from => from.bare().cloned(),
        }
    }

    fn hear_state(&mut self, wire: &Wire, from: &BareJid) {
        let Some(&id) = self.by_jid.get(from) else {
            return;
        };
        if self.delay(wire).is_some() {
            return;
        }
        self.ticking.touch(id);
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let with_state = waxwing_proto::chat_state::parse(wire).is_some();
        if with_state || wire.body(&self.parts.language).is_some() {
            talk.composer.heard(with_state);
        }
        if talk.incoming.handle(wire, Instant::now()) {
            self.dirty.insert(id);
        }
    }

    /// Stores what somebody has said; `false` where there is no room for it.
    async fn take_text(
        &mut self,
        wire: &Wire,
        from: &BareJid,
        heard: &Heard,
        turn: &mut Turn,
    ) -> bool {
        let mut dedup = self.dedup_keys(wire, from, &heard.known_by);
        if self.is_known(&dedup, turn).await {
            // Its sender may not know: the receipt of the first time can have been lost.
            return true;
        }
        if !self.by_jid.contains_key(from) && !heard.speaks {
            tracing::debug!("nothing to begin a conversation with");
            return false;
        }
        if !self.by_jid.contains_key(from) && !self.has_room(from) {
            self.leave_out(turn);
            return false;
        }
        let id = self.ensure_talk(from, true, turn);
        dedup.extend(Self::named(wire, from));
        dedup.extend(self.sealed_key(heard));
        let message = self.row_of(wire, (id, from), heard);
        let item = message.id;
        let Some(message) = self.take_act(id, message, (heard, &dedup), turn).await else {
            if heard.corrects() {
                self.owe(id, wire, item);
                self.dirty.insert(id);
                self.keep_talk(id);
            }
            return true;
        };
        let mut message = message;
        self.want_files(id, &mut message, from, turn);
        self.answer_alike(id, &message, turn);
        let now = Timestamp::now().0;
        let said = self
            .delay(wire)
            .map_or(now, |held| delay::believable(held.stamp, now));
        let fresh = now.saturating_sub(said) < FRESH;
        match fresh && message.sealing != Some(Sealing::Waiting) {
            true => self.notice(id, &message, turn),
            false => self.miss(id, &message, turn),
        }
        self.owe(id, wire, item);
        self.put_message(id, message, dedup, turn);
        self.fulfil(from, item, turn).await;
        true
    }

    /// Whether there is room for one more conversation that we have begun ourselves.
    pub(crate) fn has_room_for_own(&self) -> bool {
        self.talks.len() < MAX_TALKS
    }

    /// Whether there is room for one more conversation.
    pub(crate) fn has_room(&self, with: &BareJid) -> bool {
        let unknown = |talk: &&Talk| !talk.record.known;
        let strangers = || self.talks.values().filter(unknown).count();
        self.talks.len() < MAX_TALKS
            && (self.contacts.contains_key(with) || strangers() < MAX_STRANGERS)
    }

    /// When a message was held back on its way, as far as that can be believed: our own server says
    /// so, or the account itself. Anybody else could say so to go unnoticed (XEP-0203 §4).
    pub(crate) fn delay(&self, wire: &Wire) -> Option<delay::Delay> {
        let own = &self.record.jid;
        let server = BareJid::from_parts(None, own.domain());
        delay::find_by(&wire.payloads, &server).or_else(|| delay::find_by(&wire.payloads, own))
    }

    /// By which names a message could come again.
    pub(crate) fn dedup_keys(&self, wire: &Wire, from: &BareJid, text: &str) -> Vec<Dedup> {
        let archive = self.archive_id(wire).map(|id| Dedup::Stanza {
            by: self.record.jid.clone(),
            id: id.to_owned(),
        });
        archive
            .into_iter()
            .chain(self.origin_keys(wire, from, text))
            .collect()
    }

    /// By which name of its author a message could come again.
    pub(crate) fn origin_keys(&self, wire: &Wire, from: &BareJid, text: &str) -> Option<Dedup> {
        stanza_id::origin(wire).map(|id| Dedup::Origin {
            from: from.clone(),
            id: if wire.payload("origin-id", stanza_id::NS).is_some() {
                id.to_owned()
            } else {
                // A mere id attribute need not be unique: some programs always write the same, or
                // count anew in each session. What comes again has the same words too.
                let words: String = text.chars().take(WORDS).collect();
                format!("{id}\n{}\n{words}", text.len())
            },
        })
    }

    pub(crate) async fn is_known(&self, dedup: &[Dedup], turn: &Turn) -> bool {
        if turn.knows(dedup) {
            return true;
        }
        let found = self.parts.archive.find(self.record.id, dedup.to_vec());
        matches!(found.await, Ok(Some(_)))
    }

    /// Tells the sender that it is here, once it is stored; strangers learn nothing (XEP-0184 §8).
    fn acknowledge(&self, wire: &Wire, from: &BareJid, turn: &mut Turn) {
        if receipts::requested(wire)
            && self.may_know(from).receipts
            && let Some(receipt) = receipts::acknowledge(wire, &uuid::Uuid::new_v4().to_string())
        {
            turn.send.push(receipt);
        }
    }

    /// A device of theirs has a message of ours.
    async fn handle_receipt(
        &mut self,
        origin: String,
        wire: &Wire,
        from: &BareJid,
        turn: &mut Turn,
    ) {
        if let Some(place) = self.find_own(origin, from, turn).await {
            let device = wire.from.text().unwrap_or_default();
            let delivered = Milestone::now(Stage::Delivered, device);
            self.pass(place, delivered, turn).await;
        }
    }

    /// A message of ours came back.
    async fn handle_bounce(&mut self, wire: &Wire, from: &BareJid, turn: &mut Turn) {
        let (Some(origin), Some(error)) = (wire.id.clone(), wire.error()) else {
            return;
        };
        // Occupants can have errors passed on to us, too; they come with their nick.
        let by_itself = wire.from.address().is_some_and(Address::is_bare);
        if by_itself {
            self.hear_room_bounce((&origin, from), &error, turn);
        }
        if let Some((conversation, item)) = self.find_own(origin, from, turn).await {
            if self.rooms.has(conversation)
                && !by_itself
                && !self.was_for_them((conversation, item), wire, turn).await
            {
                return;
            }
            let by = wire.from.text().unwrap_or_default();
            let failed = Milestone::failed(by, error.condition.as_str(), &error.text);
            self.give_up(conversation, item, turn);
            self.pass((conversation, item), failed, turn).await;
            match error.condition {
                // Its service was away for a moment.
                Condition::NotAcceptable
                | Condition::RemoteServerNotFound
                | Condition::RemoteServerTimeout
                    if by_itself && self.rooms.has(conversation) =>
                {
                    self.bounced_by_room(conversation, item, turn).await;
                }
                Condition::PolicyViolation if by_itself => {
                    self.came_too_soon(conversation, item, turn).await;
                }
                _ => {}
            }
        }
    }

    /// Whether a message in a room was for the occupant alone from whom this comes: what went to everybody
    /// only the room itself gives back.
    async fn was_for_them(
        &self,
        (conversation, item): (ConversationId, ItemId),
        wire: &Wire,
        turn: &Turn,
    ) -> bool {
        let said = self.now(conversation, item, turn).await;
        let nick = wire.from.address().and_then(Address::resource);
        said.is_some_and(|said| said.private.is_some() && said.private.as_deref() == nick)
    }

    /// A message of ours to `to`, by the id it went out with.
    pub(crate) async fn find_own(
        &self,
        id: String,
        to: &BareJid,
        turn: &Turn,
    ) -> Option<(ConversationId, ItemId)> {
        let conversation = *self.by_jid.get(to)?;
        let key = Dedup::Origin {
            from: self.record.jid.clone(),
            id,
        };
        if let Some(found) = turn.find(&key) {
            return (found.0 == conversation).then_some(found);
        }
        let found = self.parts.archive.find(self.record.id, vec![key]);
        let found = found.await.ok().flatten()?;
        (found.conversation == conversation).then_some((conversation, found.item))
    }
}

/// Five minutes, in microseconds: what was said so lately is news, also where a server held it back
/// while a connection was being mended.
const FRESH: i64 = 5 * 60 * 1_000_000;

/// How much of a text tells it from others with the same id and length.
const WORDS: usize = 200;

/// More strangers' first messages than anybody reads through. The server's archive keeps the rest.
const MAX_STRANGERS: usize = 1_000;

/// Ten thousand conversations are more than anybody has; beyond, strangers' messages start no new
/// ones, so that a flood fills neither the list nor the disk.
const MAX_TALKS: usize = 10_000;
