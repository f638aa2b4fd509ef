//! How far we have read, for all our devices (XEP-0490): a place for each conversation, kept by our
//! own account and told by it.
//!
//! A place is an id that our archive gave a message. One whose message is not here yet waits until it
//! comes. What we have read here is published as soon as its id is known, one order at a time for
//! each conversation, so that reading along costs one order for each answer and not for each message.

use std::sync::Arc;

use jid::BareJid;
use minidom::Element;
use waxwing_proto::iq::Request;
use waxwing_proto::mds::{self, Position};
use waxwing_proto::pep;
use waxwing_proto::stanza_error::StanzaError;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::elsewhere::Publishing;
use crate::feature::own_node::Refusal;
use crate::feature::reading::is_further;
use crate::feature::roster::{About, Question};
use crate::model::Message;
use crate::store::{Dedup, Op};
use crate::{ConversationId, ItemId};

impl Account {
    /// Asks for all places, where the server keeps them.
    pub(super) fn ask_places(&mut self, offered: bool, turn: &mut Turn) {
        self.elsewhere.node.begin(offered);
        if offered {
            let question = Question::About(About::Places);
            self.ask_of(None, Request::Get(mds::query()), question, turn);
        }
    }

    /// All places were told. A node that nobody has made yet holds none.
    pub(crate) fn learn_places(&mut self, outcome: &Outcome) {
        match outcome {
            Ok(answer) => {
                let told = mds::parse(answer.as_ref(), &self.record.jid);
                self.elsewhere.told.extend(told);
            }
            Err(Unanswered::Refused(_)) => {}
            Err(Unanswered::Silence | Unanswered::Offline) => return,
        }
        self.elsewhere.node.open();
        self.make_ready();
    }

    /// Our account tells of a place. The caller knows that it is our account.
    pub(crate) fn hear_places(&mut self, event: &pep::Event<'_>) {
        let told = mds::positions(event.items, &self.record.jid);
        self.elsewhere.told.extend(told);
    }

    /// Looks at the places that were told, and publishes ours where they are further.
    pub(crate) async fn take_places(&mut self, turn: &mut Turn) {
        for position in std::mem::take(&mut self.elsewhere.told) {
            self.take_place(position, turn).await;
        }
        for id in std::mem::take(&mut self.elsewhere.ready) {
            self.publish_place(id, turn).await;
        }
    }

    /// The newest of the archive is here: what was foretold and is not among it is older.
    pub(crate) async fn places_caught_up(&mut self, turn: &mut Turn) {
        self.elsewhere.caught_up = true;
        self.make_ready();
        self.take_places(turn).await;
    }

    fn make_ready(&mut self) {
        let due = self.talks.iter();
        let due = due.filter(|(_, talk)| talk.record.reading.due);
        self.elsewhere.ready.extend(due.map(|(id, _)| *id));
    }

    async fn take_place(&mut self, position: Position, turn: &mut Turn) {
        let Position { with, stanza_id } = position;
        let known = self.talk_of(&with).map(|talk| &talk.record.reading.place);
        if known == Some(&stanza_id) {
            return;
        }
        match self.find_archived(&with, &stanza_id, turn).await {
            Some((id, item)) => {
                self.elsewhere.foretold.remove(&with);
                self.move_to(id, item, stanza_id, turn).await;
            }
            None if self.elsewhere.foretold.len() < MOST_FORETOLD => {
                self.elsewhere.foretold.insert(with, stanza_id);
            }
            None => {}
        }
    }

    async fn move_to(
        &mut self,
        id: ConversationId,
        item: ItemId,
        stanza_id: String,
        turn: &mut Turn,
    ) {
        let read = self.read_now(id).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.record.reading.place = stanza_id;
        // Where the history was fetched for the first time, all of it counts as read until our
        // account says otherwise.
        let assumed = read.is_some_and(|read| read.seq == u64::MAX);
        if assumed || is_further(read, item) {
            self.read_elsewhere(id, item, turn).await;
        } else {
            self.hold_against(id, item, turn).await;
        }
    }

    /// An order that another device of ours gave before a cut may get through after ours, and takes
    /// the place back: whoever has read further says so again. Once for each such place, so that two
    /// devices that hold different orders of a conversation to be right come to rest.
    async fn hold_against(&mut self, id: ConversationId, item: ItemId, turn: &mut Turn) {
        let behind = self.unread_behind(id, item, turn).await;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let reading = &mut talk.record.reading;
        if behind <= talk.record.unread {
            return;
        }
        let place = reading.place.clone();
        if self.elsewhere.withstood.insert(id, place.clone()) != Some(place) {
            reading.due = true;
            self.elsewhere.ready.insert(id);
        }
    }

    /// A message has come, or got its place in the archive: it may be one that was foretold.
    pub(crate) async fn fulfil(&mut self, with: &BareJid, item: ItemId, turn: &mut Turn) {
        let Some(foretold) = self.elsewhere.foretold.get(with).cloned() else {
            return;
        };
        let found = self.find_archived(with, &foretold, turn).await;
        if let Some((id, found)) = found.filter(|(_, found)| *found == item) {
            self.elsewhere.foretold.remove(with);
            self.move_to(id, found, foretold, turn).await;
        }
    }

    /// A page of the archive is in the history: rows have moved or got their ids, and what was
    /// foretold may be there now.
    pub(crate) async fn read_after_page(
        &mut self,
        moved: &[(ConversationId, ItemId, Arc<Message>)],
        touched: &[ConversationId],
        turn: &mut Turn,
    ) {
        for (id, from, message) in moved {
            self.move_notice(*id, *from, message.id);
            if let Some(talk) = self.talks.get_mut(id)
                && talk.record.read_upto == Some(*from)
                && *from != message.id
            {
                talk.record.read_upto = Some(message.id);
                turn.ops.push(Op::PutConversation(talk.record.clone()));
            }
        }
        for id in touched {
            let Some(talk) = self.talks.get(id) else {
                continue;
            };
            let with = talk.record.jid.clone();
            if let Some(stanza_id) = self.elsewhere.foretold.get(&with).cloned() {
                self.take_place(Position { with, stanza_id }, turn).await;
            }
            self.publish_place(*id, turn).await;
        }
    }

    async fn find_archived(
        &self,
        with: &BareJid,
        stanza_id: &str,
        turn: &Turn,
    ) -> Option<(ConversationId, ItemId)> {
        let id = *self.by_jid.get(with)?;
        if let Some(row) = turn.rows(id).find(|row| row.stanza_id == stanza_id) {
            return Some((id, row.id));
        }
        let key = Dedup::Stanza {
            by: self.names_places(id),
            id: stanza_id.to_owned(),
        };
        let found = self.parts.archive.find(self.record.id, vec![key]).await;
        let found = found.ok().flatten()?;
        (found.conversation == id).then_some((id, found.item))
    }

    /// Who gives the ids by which places of a conversation are told.
    fn names_places(&self, id: ConversationId) -> BareJid {
        let talk = self.talks.get(&id).filter(|_| self.rooms.has(id));
        talk.map_or_else(|| self.record.jid.clone(), |talk| talk.record.jid.clone())
    }

    /// Publishes how far a conversation was read, if that is known and nothing else is on its way.
    pub(crate) async fn publish_place(&mut self, id: ConversationId, turn: &mut Turn) {
        let ready = self.elsewhere.node.is_open() && self.is_online();
        if !ready || self.elsewhere.publishing.contains_key(&id) {
            return;
        }
        let Some(talk) = self.talks.get(&id) else {
            return;
        };
        let with = talk.record.jid.clone();
        // Until the newest of the archive is here, a place that is not known may be further than ours.
        if !self.elsewhere.caught_up && self.elsewhere.foretold.contains_key(&with) {
            return;
        }
        let Some(read) = talk.record.read_upto.filter(|_| talk.record.reading.due) else {
            return;
        };
        let behind = ItemId {
            seq: read.seq.saturating_add(1),
            ..read
        };
        let page = self.parts.archive.page(id, Some(behind), LOOK_BACK).await;
        let Ok(page) = page else {
            return;
        };
        // What is private in a room has its id from our own archive.
        let known =
            |message: &&Arc<Message>| !message.stanza_id.is_empty() && message.private.is_none();
        // Without an id the place can't be named yet; a page of the archive will tell it.
        let Some(newest) = page.items.iter().rev().find(known) else {
            return;
        };
        let stanza_id = newest.stanza_id.clone();
        let all = page.items.last().is_some_and(|last| last.id == newest.id);
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        // It is due until our account has it: an order may be lost with its session.
        if talk.record.reading.place == stanza_id {
            talk.record.reading.due = !all;
            return;
        }
        let publishing = Publishing {
            stanza_id: stanza_id.clone(),
            read: read.seq,
            all,
        };
        self.elsewhere.publishing.insert(id, publishing);
        let position = Position { with, stanza_id };
        let order = mds::publish(
            &position,
            &self.names_places(id),
            self.elsewhere.node.needs_options(),
        );
        let question = Question::About(About::Place(id));
        self.ask_of(None, Request::Set(order), question, turn);
    }

    /// An order to publish a place has come to its end.
    pub(crate) fn place_published(
        &mut self,
        id: ConversationId,
        outcome: Result<Option<Element>, Unanswered>,
        turn: &mut Turn,
    ) {
        let Some(publishing) = self.elsewhere.publishing.remove(&id) else {
            return;
        };
        match outcome {
            Ok(_) => self.settle_place(id, publishing, turn),
            Err(Unanswered::Refused(error)) => self.place_refused(&error, turn),
            Err(Unanswered::Silence | Unanswered::Offline) => {}
        }
    }

    fn place_refused(&mut self, error: &StanzaError, turn: &mut Turn) {
        match self.elsewhere.node.refused() {
            Refusal::Make => {
                let question = Question::About(About::PlacesMade);
                self.ask_of(None, Request::Set(mds::create()), question, turn);
            }
            Refusal::Wait => {}
            Refusal::Never => tracing::warn!(?error, "the server does not keep how far was read"),
        }
    }

    /// The node is there, or was before.
    pub(crate) fn places_made(&mut self, outcome: &Outcome) {
        if !matches!(outcome, Err(Unanswered::Offline)) {
            self.elsewhere.node.open();
            self.make_ready();
        }
    }

    fn settle_place(&mut self, id: ConversationId, published: Publishing, turn: &mut Turn) {
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.record.reading.place = published.stanza_id;
        let read = talk.record.read_upto.map(|read| read.seq);
        if published.all && read == Some(published.read) {
            talk.record.reading.due = false;
        } else {
            self.elsewhere.ready.insert(id);
        }
        let Some(talk) = self.talks.get(&id) else {
            return;
        };
        turn.ops.push(Op::PutConversation(talk.record.clone()));
    }
}

/// How many rows above the newest one are looked at for an id.
const LOOK_BACK: u32 = 50;

/// More conversations than anybody has.
const MOST_FORETOLD: usize = 10_000;
