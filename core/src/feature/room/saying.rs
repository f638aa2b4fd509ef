//! What we say in rooms: to everybody, or to one only; and what moderators take back.

use minidom::Element;
use waxwing_proto::iq::Request;
use waxwing_proto::room::info::Moderation;
use waxwing_proto::room::{USER, moderation};
use waxwing_proto::xml::Tree;
use waxwing_proto::{Address, receipts};

use super::{Asked, occupants};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::roster::{About, Question};
use crate::model::{Author, ChangeKind, Direction, Message, Milestone, Stage};
use crate::store::{Op, OutboxRecord, Seal};
use crate::{ConversationId, Error, ItemId, RequestId};

/// Nobody is there to whom alone something could be said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotThere;

impl Account {
    /// A stanza as it is said in a room, where the conversation is one.
    pub(crate) fn as_in_room(
        &self,
        id: ConversationId,
        said: &Message,
        mut stanza: Element,
    ) -> Element {
        if !self.rooms.has(id) {
            return stanza;
        }
        // A room of a thousand would answer a thousand times.
        while stanza.remove_child("request", receipts::NS).is_some() {}
        match &said.private {
            Some(nick) => match self.occupant(id, nick) {
                Some(to) => stanza
                    .with_attr("to", &to.to_string())
                    .with(Element::bare("x", USER)),
                None => stanza,
            },
            None => stanza.with_attr("type", "groupchat"),
        }
    }

    /// Who has said something between two in a room, `with` one of whom we speak.
    pub(super) fn speaker(
        &self,
        id: ConversationId,
        with: &Author,
        direction: Direction,
    ) -> Author {
        match direction {
            Direction::Incoming => with.clone(),
            Direction::Outgoing => self.own_author(id).unwrap_or_default(),
        }
    }

    /// Who we are in a room.
    pub(crate) fn own_author(&self, id: ConversationId) -> Option<Author> {
        let room = self.rooms.all.get(&id)?;
        Some(Author {
            nick: room.kept.nick.clone(),
            occupant_id: room.own_id.clone(),
            jid: Some(self.record.jid.clone()),
        })
    }

    /// By what a message is named in what is done to it: in a room by the name that the room has given it,
    /// but for corrections (XEP-0308 §3, XEP-0424 §4, XEP-0444 §4.2, XEP-0461 §4).
    pub(crate) fn name_for(
        &self,
        id: ConversationId,
        message: &Message,
        kind: Option<ChangeKind>,
    ) -> String {
        let room = self.rooms.has(id) && message.private.is_none();
        match kind {
            Some(ChangeKind::Correction) => message.origin_id.clone(),
            _ if room && !message.stanza_id.is_empty() => message.stanza_id.clone(),
            _ => message.origin_id.clone(),
        }
    }

    /// The address by which those who talk with us know us.
    pub(crate) fn own_name(&self, id: ConversationId) -> String {
        let nick = self.rooms.nick(id);
        let there = nick.and_then(|nick| self.occupant(id, nick));
        there.map_or_else(|| self.record.jid.to_string(), |there| there.to_string())
    }

    /// Whom alone something is for: whoever the person says, or with whom what is answered was spoken.
    ///
    /// # Errors
    /// Where that can't be said to them: this is no room, it has no such nick, or somebody else goes by
    /// the nick now.
    pub(crate) fn confidant(
        &self,
        id: ConversationId,
        meant: Option<String>,
        answered: Option<&Message>,
    ) -> Result<Option<String>, NotThere> {
        let before = answered.and_then(|answered| answered.private.clone());
        let Some(nick) = meant.or(before) else {
            return Ok(None);
        };
        let room = self.rooms.all.get(&id).ok_or(NotThere)?;
        if self.occupant(id, &nick).is_none() {
            return Err(NotThere);
        }
        let theirs = answered.filter(|said| {
            let theirs = said.direction == Direction::Incoming;
            theirs && said.private.as_ref() == Some(&nick)
        });
        let then = theirs.and_then(|said| said.author.as_ref());
        let then = then.map_or("", |author| author.occupant_id.as_str());
        let now = occupants::author(&room.occupants, &nick, None).occupant_id;
        match then.is_empty() || now.is_empty() || then == now {
            true => Ok(Some(nick)),
            false => Err(NotThere),
        }
    }

    /// It is stored, to be sent; where it is for one of a room alone, with who that is.
    pub(crate) fn queued(&self, id: ConversationId, message: &Message) -> Milestone {
        let nick = message.private.as_deref();
        let whom = nick.map(|nick| self.who_is(id, nick).join(" "));
        Milestone::now(Stage::Queued, whom.unwrap_or_default())
    }

    /// Who goes by a nick, as far as it is told: the real address and the occupant id.
    fn who_is(&self, id: ConversationId, nick: &str) -> Vec<String> {
        let Some(room) = self.rooms.all.get(&id) else {
            return Vec::new();
        };
        let there = occupants::author(&room.occupants, nick, None);
        let jid = there.jid.map(|jid| jid.to_string());
        let id = Some(there.occupant_id).filter(|id| !id.is_empty());
        jid.into_iter().chain(id).collect()
    }

    /// Whether what is said to one of a room alone, or is changed of that, would reach the one it was for: somebody else may
    /// go by the nick by now, or nobody. A room that tells neither addresses nor occupant ids leaves that open.
    pub(crate) async fn reaches_the_same(
        &self,
        id: ConversationId,
        message: &Message,
        turn: &Turn,
    ) -> bool {
        let Some(nick) = message.private.as_deref() else {
            return true;
        };
        if message.direction == Direction::Incoming {
            return self.confidant(id, None, Some(message)).is_ok();
        }
        let Ok(stored) = self.parts.archive.milestones(id, message.id).await else {
            return false;
        };
        let decided = turn.ops.iter().filter_map(|op| match op {
            Op::PutMilestone(record) if record.item.seq == message.id.seq => {
                Some(&record.milestone)
            }
            _ => None,
        });
        let mut queued = stored
            .iter()
            .chain(decided)
            .filter(|one| one.stage == Stage::Queued && !one.place.is_empty());
        let now = self.who_is(id, nick);
        queued.next().is_none_or(|then| {
            let mut then = then.place.split(' ');
            then.any(|one| now.iter().any(|now| now == one))
        })
    }

    /// Whether an entry of the outbox, written as it is to one of a room whose address was known, would reach somebody else.
    pub(crate) fn misses(&self, entry: &OutboxRecord) -> bool {
        let id = entry.conversation;
        let room = self.room_jid(id);
        if entry.seal != Seal::None || room.is_none_or(|room| entry.to == room.as_str()) {
            return false;
        }
        let stanza = entry.stanza.parse::<Element>().ok();
        let to = stanza.and_then(|stanza| stanza.attr("to")?.parse::<Address>().ok());
        let nick = to.as_ref().and_then(Address::resource);
        let now = nick.and_then(|nick| self.address_of_nick(id, nick));
        now.is_none_or(|now| entry.to != now.as_str())
    }

    /// Takes back what somebody else has said.
    pub(super) async fn moderate(
        &mut self,
        request: RequestId,
        (id, item): (ConversationId, ItemId),
        reason: &str,
        turn: &mut Turn,
    ) {
        let message = self.now(id, item, turn).await;
        let name = message.map(|message| message.stanza_id.clone());
        let name = name.filter(|name| !name.is_empty());
        let (Some(room), Some(jid)) = (self.rooms.all.get(&id), self.room_jid(id)) else {
            return turn.done.push((request, Err(Error::NotFound)));
        };
        let version = room.info.as_ref().and_then(|info| info.moderation);
        let (Some(version), Some(name)) = (version, name) else {
            return turn.done.push((request, Err(Error::NotOffered)));
        };
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        let order = moderation::order(&name, reason, version == Moderation::Zero);
        let question = Question::About(About::Room(Asked::Order(request)));
        let to = Address::from(&jid);
        self.ask_of(Some(&to), Request::Set(order), question, turn);
    }
}
