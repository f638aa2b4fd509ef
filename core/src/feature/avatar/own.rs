//! Our own picture: its bytes first, then which one it is, then our card where the server does not
//! make it by itself (XEP-0084 §3.1, XEP-0153 §3.1, XEP-0398).
//!
//! A card is for everybody, and cannot be otherwise. So the picture stands on it only where everybody
//! may see it.

use waxwing_proto::avatar::shape::{self, Shape};
use waxwing_proto::avatar::{self, Access, Id, Info};
use waxwing_proto::iq::Request;
use waxwing_proto::stanza_error::Condition;
use waxwing_proto::{vcard, vcard_avatar};

use super::Asked;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::avatar::Command;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::{Error, RequestId};

/// An order of the person that is on its way.
#[derive(Debug)]
pub(super) struct Changing {
    request: RequestId,
    /// The new picture; `None` where there shall be none.
    new: Option<New>,
}

#[derive(Debug)]
struct New {
    id: Id,
    shape: Shape,
    bytes: Vec<u8>,
    access: Access,
}

/// What was asked for last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Publish on a node that shall be like this.
    Publish(Node),
    /// Make it like this: it was there already, and is not.
    Configure(Node),
    /// Publish on it now.
    PublishAgain(Node),
    /// Say that there is none.
    Hide,
    /// Take the bytes back, too.
    Retract,
    /// Our card as it is.
    ReadCard,
    /// Our card as it shall be.
    WriteCard,
}

/// The nodes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Its bytes.
    Bytes,
    /// Which one it is.
    Which,
}

impl New {
    fn info(&self) -> Info {
        Info {
            id: self.id.clone(),
            bytes: Some(self.bytes.len() as u64),
            media_type: self.shape.kind.media_type().to_owned(),
            sides: Some((self.shape.width, self.shape.height)),
        }
    }
}

impl Account {
    pub(crate) fn handle_avatar(&mut self, command: Command, turn: &mut Turn) {
        let (request, new) = match command {
            Command::Publish {
                request,
                picture,
                everybody,
                ..
            } => match self.new_picture(picture.bytes, everybody) {
                Ok(new) => (request, Some(new)),
                Err(error) => {
                    turn.done.push((request, Err(error)));
                    return;
                }
            },
            Command::Remove { request, .. } => (request, None),
        };
        if !self.is_online() {
            turn.done.push((request, Err(Error::Offline)));
            return;
        }
        // Who changes their mind means the last they said.
        if let Some(before) = self.avatars.changing.take() {
            turn.done.push((before.request, Err(Error::NotFound)));
        }
        let first = match &new {
            Some(new) => {
                let (id, bytes) = (new.id.clone(), new.bytes.clone());
                self.avatars.folder.write(None, id, bytes);
                Step::Publish(Node::Bytes)
            }
            None => Step::Hide,
        };
        self.avatars.changing = Some(Changing { request, new });
        self.ask_own(first, turn);
    }

    fn new_picture(&self, bytes: Vec<u8>, everybody: bool) -> Result<New, Error> {
        let (id, shape, bytes) = self.fit_picture(bytes)?;
        let access = match everybody {
            true => Access::Everybody,
            false => Access::Contacts,
        };
        Ok(New {
            id,
            shape,
            bytes,
            access,
        })
    }

    /// A picture that the server takes.
    pub(in crate::feature) fn fit_picture(
        &self,
        bytes: Vec<u8>,
    ) -> Result<(Id, Shape, Vec<u8>), Error> {
        let room = self.max_bytes.unwrap_or(usize::MAX);
        // Base64, and the stanza around it.
        let sent = (bytes.len() / 3 + 1) * 4 + FRAME;
        let fits = bytes.len() <= avatar::MAX_OWN_BYTES && sent <= room;
        let shape = shape::of(&bytes).filter(|_| fits);
        Ok((Id::of(&bytes), shape.ok_or(Error::InvalidPicture)?, bytes))
    }

    /// Says the next thing of an order.
    fn ask_own(&mut self, step: Step, turn: &mut Turn) {
        let Some(changing) = &self.avatars.changing else {
            return;
        };
        let order = match (step, &changing.new) {
            (Step::Publish(node), Some(new)) => publication(node, new, Some(new.access)),
            (Step::PublishAgain(node), Some(new)) => publication(node, new, None),
            (Step::Configure(node), Some(new)) => avatar::configure(
                match node {
                    Node::Bytes => avatar::DATA,
                    Node::Which => avatar::METADATA,
                },
                new.access,
            ),
            (Step::Retract, _) => {
                let own = self.avatars.known.get(&self.record.jid);
                match own.and_then(|own| own.published.as_ref()) {
                    Some(id) => avatar::retract_data(id),
                    None => return self.end_own(Ok(()), turn),
                }
            }
            (Step::Hide, _) => avatar::publish_none(),
            (Step::ReadCard, _) => vcard::query(),
            // Made of what was read.
            (
                Step::WriteCard | Step::Publish(_) | Step::PublishAgain(_) | Step::Configure(_),
                _,
            ) => {
                return;
            }
        };
        let request = match step {
            Step::ReadCard => Request::Get(order),
            _ => Request::Set(order),
        };
        let question = Question::About(About::Avatar(Asked::Own(changing.request, step)));
        self.ask_of(None, request, question, turn);
    }

    /// What came of a part of an order about our own picture.
    pub(super) fn own_avatar_went(
        &mut self,
        request: RequestId,
        step: Step,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let ours = self.avatars.changing.as_ref();
        if ours.is_none_or(|changing| changing.request != request) {
            return;
        }
        match (step, outcome) {
            (Step::Publish(node), Err(Unanswered::Refused(error))) => {
                tracing::debug!(?error, "the node is not as it shall be");
                self.ask_own(Step::Configure(node), turn);
            }
            (Step::Configure(node), Ok(_)) => self.ask_own(Step::PublishAgain(node), turn),
            (Step::Publish(Node::Bytes) | Step::PublishAgain(Node::Bytes), Ok(_)) => {
                self.ask_own(Step::Publish(Node::Which), turn);
            }
            (Step::Publish(Node::Which) | Step::PublishAgain(Node::Which), Ok(_)) => {
                self.card_or_end(turn);
            }
            (Step::Hide, Ok(_)) => self.ask_own(Step::Retract, turn),
            // It may be gone already; nothing points to it any more.
            (Step::Retract, _) => self.card_or_end(turn),
            (Step::ReadCard, outcome) => self.write_card(outcome, turn),
            (Step::WriteCard, Ok(_)) => {
                let new = self
                    .avatars
                    .changing
                    .as_ref()
                    .and_then(|it| it.new.as_ref());
                let id = new.filter(|new| new.access == Access::Everybody);
                let id = id.map(|new| new.id.clone());
                let own = self.record.jid.clone();
                self.avatars.known.entry(own).or_default().on_card = id;
                self.end_own(Ok(()), turn);
            }
            (Step::WriteCard, Err(unanswered)) => {
                // What matters is published.
                tracing::warn!(?unanswered, "the picture is not on our card");
                self.end_own(Ok(()), turn);
            }
            (_, Err(unanswered)) => self.end_own(Err(unanswered.into()), turn),
        }
    }

    /// Our card comes last, where it is up to us.
    fn card_or_end(&mut self, turn: &mut Turn) {
        let own = self.avatars.known.get(&self.record.jid);
        let stands_there = own.is_some_and(|own| own.on_card.is_some());
        let changing = self.avatars.changing.as_ref();
        let new = changing.and_then(|changing| changing.new.as_ref());
        let wanted = new.is_some_and(|new| new.access == Access::Everybody);
        match !self.avatars.converts && (wanted || stands_there) {
            true => self.ask_own(Step::ReadCard, turn),
            false => self.end_own(Ok(()), turn),
        }
    }

    fn write_card(&mut self, outcome: Outcome, turn: &mut Turn) {
        let old = match outcome {
            Ok(old) => old,
            Err(Unanswered::Refused(error)) if error.condition == Condition::ItemNotFound => None,
            // Without the old one everything else on it would be lost.
            Err(_) => return self.end_own(Ok(()), turn),
        };
        let Some(changing) = &self.avatars.changing else {
            return;
        };
        let new = changing.new.as_ref();
        let new = new.filter(|new| new.access == Access::Everybody);
        let picture = new.map(|new| (new.shape, new.bytes.as_slice()));
        let card = vcard_avatar::with_photo(old.as_ref(), picture);
        let asked = Asked::Own(changing.request, Step::WriteCard);
        let question = Question::About(About::Avatar(asked));
        self.ask_of(None, Request::Set(card), question, turn);
    }

    fn end_own(&mut self, outcome: Result<(), Error>, turn: &mut Turn) {
        let Some(changing) = self.avatars.changing.take() else {
            return;
        };
        if outcome.is_ok() {
            let own = self.record.jid.clone();
            let known = self.avatars.known.entry(own.clone()).or_default();
            let new = changing.new;
            known.everybody = new
                .as_ref()
                .is_some_and(|new| new.access == Access::Everybody);
            known.published = new.map(|new| new.id);
            turn.account = true;
            self.keep_avatar(&own);
            self.follow_avatar(&own, turn);
            // Who knows only cards learns of it by our presence: from us, or from a server that puts
            // the hash into what we send, and sends nothing by itself (XEP-0398 §4).
            turn.send.push(self.own_presence());
        }
        turn.done.push((changing.request, outcome));
    }

    /// What our presence says of our card (XEP-0153 §4.1): only what we have put there ourselves.
    pub(crate) fn own_photo(&self) -> Option<minidom::Element> {
        let own = self.avatars.known.get(&self.record.jid)?;
        let id = own.on_card.as_ref().filter(|_| !self.avatars.converts)?;
        Some(vcard_avatar::element(id))
    }

    /// Another device of ours tells of another picture on our card: what we have put there is not there
    /// any more, and we say nothing of it (XEP-0153 §4.3).
    pub(super) fn doubt_card(&mut self, told: Option<Id>, turn: &mut Turn) {
        let converts = self.avatars.converts;
        let own = self.record.jid.clone();
        let Some(known) = self.avatars.known.get_mut(&own) else {
            return;
        };
        if converts || known.on_card.is_none() || known.on_card == told {
            return;
        }
        known.on_card = None;
        self.keep_avatar(&own);
        turn.send.push(self.own_presence());
    }

    /// Whether everybody may see the picture that we have published.
    pub(crate) fn shows_everybody(&self) -> bool {
        let own = self.avatars.known.get(&self.record.jid);
        own.is_some_and(|own| own.everybody)
    }

    /// What our server says of our card.
    pub(crate) fn learn_conversion(&mut self, converts: bool) {
        self.avatars.converts = converts;
    }
}

fn publication(node: Node, new: &New, access: Option<Access>) -> minidom::Element {
    match node {
        Node::Bytes => avatar::publish_data(&new.id, &new.bytes, access),
        Node::Which => avatar::publish(&new.info(), access),
    }
}

/// More than stands around a picture in its stanza.
const FRAME: usize = 2_048;
