//! Encrypting what is said, when it goes out.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;
use minidom::Element;
use omemo_rs::account::{EncryptError, Outgoing, Plan, Reach};
use omemo_rs::content::ContentError;
use omemo_rs::message::Message as Cipher;
use omemo_rs::random::System;
use omemo_rs::sce::Envelope;
use omemo_rs::{Profile, sce, stanza};
use waxwing_proto::xml::Tree;
use waxwing_proto::{Address, encryption, hints, message};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::encryption::{Readers, View};
use crate::feature::milestone::MAX_PLACE;
use crate::model::{Message, Milestone, Mode, Sealing, Stage, Trust};
use crate::store::{MessageRecord, Op, OutboxRecord, Seal, Sealed};
use crate::{ConversationId, ItemId};

/// What becomes of a stanza that is to be encrypted.
pub(crate) enum Outcome {
    /// It goes out so.
    Sealed(String),
    /// It goes out as it is: the other side can't read anything else, and nobody has wanted it otherwise.
    Plain,
    /// More has to be known first.
    Wait,
    /// It does not go out.
    Failed(Milestone),
}

/// The condition of a message that somebody, or nobody at all, could read, and that was not sent; no server gives it. Its
/// text names those who could not: see [`without_reader`].
pub const NO_READER: &str = "no-reader";

/// The condition of a message in a group to which more people belong than can be encrypted for, and that was not sent; no
/// server gives it.
pub const TOO_MANY: &str = "too-many-readers";

/// Who could not have read a message that failed so, where that is known to be why.
pub fn without_reader(condition: &str, text: &str) -> Vec<BareJid> {
    let named = Some(text).filter(|_| condition == NO_READER);
    let named = named.into_iter().flat_map(|text| text.split(BETWEEN));
    named.filter_map(|jid| jid.parse().ok()).collect()
}

/// Between the addresses in the text of [`NO_READER`]; in none of them.
const BETWEEN: &str = ", ";

/// How our own words are marked that are encrypted.
const OURS: Option<Sealing> = Some(Sealing::Read(Trust::Blind));

/// What is made of a message.
struct Made {
    view: (View, bool),
    plan: Plan,
    /// The stanza, and who can read what is encrypted in it.
    outgoing: Result<(String, Option<Outgoing>), EncryptError>,
}

impl Account {
    /// How what we say now is marked: as encrypted, where it is to be.
    pub(crate) fn own_sealing(
        &self,
        id: ConversationId,
        private: Option<&String>,
    ) -> Option<Sealing> {
        let sealed = self.seals(id) && self.encryption_of(id).mode != Mode::Impossible;
        let known = private.is_none_or(|nick| self.address_of_nick(id, nick).is_some());
        OURS.filter(|_| sealed && known)
    }

    /// Whether a stanza of ours is to be encrypted.
    pub(crate) fn seal_for(&self, id: ConversationId) -> Seal {
        match self.seals(id) {
            true => Seal::Due,
            false => Seal::None,
        }
    }

    /// Encrypts what is to go out.
    pub(crate) async fn seal_entry(&mut self, entry: &OutboxRecord, turn: &mut Turn) -> Outcome {
        let id = entry.conversation;
        let sealing = self.talks.get(&id).map(|talk| talk.record.sealing);
        // What was written to be encrypted stays so, whatever is wanted by now.
        let mut wanted = sealing != Some(Sealed::Whenever);
        let able = self.encryption.is_there() && self.encryption.offered;
        if !self.encryption.is_there() && self.encryption.is_possible() {
            return Outcome::Wait;
        }
        let Ok(plain) = entry.stanza.parse::<Element>() else {
            return Outcome::Failed(Milestone::failed("", "undefined-condition", ""));
        };
        // To one of a group alone.
        let alone = self.rooms.has(id) && plain.attr("type") != Some("groupchat");
        let readers = match alone {
            true => self.confidant_to_encrypt_for(id, entry, &plain),
            false => self.readers(id),
        };
        let people = match readers {
            _ if self.encryption.is_there() && !self.encryption.settled => return Outcome::Wait,
            Readers::Unknown if able => return Outcome::Wait,
            Readers::These(people) if able => people,
            Readers::TooMany => return Outcome::Failed(Milestone::failed("", TOO_MANY, "")),
            _ if wanted || alone => return Outcome::Failed(Milestone::failed("", NO_READER, "")),
            _ => {
                self.remark(id, entry.item, None, turn).await;
                return Outcome::Plain;
            }
        };
        // In a private group nothing is said in plain by itself.
        wanted |= self.rooms.has(id);
        if self.is_opted_out(id) || self.encryption.marks.is_awaited() || self.is_coming(turn) {
            return Outcome::Wait;
        }
        self.freshen_lists(id);
        let left_out = match alone {
            true => BTreeSet::new(),
            false => self.left_out(id, &people),
        };
        let Some(Ok(made)) = self.make((&people, left_out), &plain, &entry.to, turn) else {
            return Outcome::Wait;
        };
        if !alone {
            self.put_view(id, made.view, turn);
        }
        self.act(made.plan.actions, turn);
        if made.plan.waiting {
            if let Some(at) = made.plan.retry {
                self.encryption.retry_at(at);
            }
            return Outcome::Wait;
        }
        // To who has devices nothing goes out in plain by itself, whether they can be reached or not: it can't be taken back.
        let (retry, without) = (made.plan.retry, made.plan.without);
        let has_none = |who: &[String]| who.iter().all(|who| without.contains(who));
        match made.outgoing {
            Ok((stanza, outgoing)) => {
                if let Some(outgoing) = outgoing {
                    if sealing == Some(Sealed::Whenever) {
                        self.keep_sealing(id, Sealed::Always, turn);
                    }
                    self.remark(id, entry.item, OURS, turn).await;
                    self.note_readers((id, entry.item), &outgoing, turn);
                    self.act(outgoing.actions, turn);
                }
                Outcome::Sealed(stanza)
            }
            Err(EncryptError::Nobody(who)) if !wanted && has_none(&who) => {
                self.remark(id, entry.item, None, turn).await;
                Outcome::Plain
            }
            Err(EncryptError::Nobody(who)) => match retry {
                // What could not be had may be there in a moment.
                Some(at) => {
                    self.encryption.retry_at(at);
                    Outcome::Wait
                }
                None => Outcome::Failed(Milestone::failed("", NO_READER, &who.join(BETWEEN))),
            },
            Err(EncryptError::Content(error)) => {
                tracing::warn!(%error, "can't be encrypted");
                Outcome::Failed(self.too_long())
            }
            Err(EncryptError::Store(error)) => {
                tracing::error!(%error, "the keys can't be used");
                Outcome::Wait
            }
        }
    }

    /// Whom something is for that is said to one of a group alone. It was written to somebody, whoever goes by their nick
    /// by now.
    fn confidant_to_encrypt_for(
        &self,
        id: ConversationId,
        entry: &OutboxRecord,
        plain: &Element,
    ) -> Readers {
        let to = plain.attr("to").and_then(|to| to.parse::<Address>().ok());
        let nick = to.as_ref().and_then(Address::resource);
        let now = nick.and_then(|nick| self.address_of_nick(id, nick));
        let room = self.talks.get(&id).map(|talk| talk.record.jid.as_str());
        let same = now.is_none_or(|now| entry.to == now.as_str());
        match same && room != Some(entry.to.as_str()) {
            true => Readers::These(vec![entry.to.clone()]),
            false => Readers::Anybody,
        }
    }

    fn make(
        &mut self,
        (people, left_out): (&[String], BTreeSet<String>),
        plain: &Element,
        to: &str,
        turn: &mut Turn,
    ) -> Option<Result<Made, omemo_rs::store::StoreError>> {
        let own = self.record.jid.to_string();
        let longest = self.longest_stanza();
        self.encryption.step(turn, |machine, moment| {
            let people: Vec<&str> = people.iter().map(String::as_str).collect();
            let plan = match machine.plan(moment, &people) {
                Ok(plan) => Plan { left_out, ..plan },
                Err(error) => return (Err(error), false),
            };
            let view = super::view::view_of(&plan, &own, moment);
            if plan.waiting {
                let outgoing = Err(EncryptError::Nobody(Vec::new()));
                let made = Made {
                    view,
                    plan,
                    outgoing,
                };
                return (Ok(made), true);
            }
            let (shell, plaintext) = plaintext(plan.profile, plain, &own, to);
            let Some(plaintext) = plaintext else {
                // There is nothing in it that this version encrypts.
                let made = Made {
                    view,
                    plan,
                    outgoing: Ok((String::from(&shell), None)),
                };
                return (Ok(made), true);
            };
            let outgoing = machine.encrypt(moment, &plan, &plaintext);
            let outgoing = outgoing.and_then(|outgoing| {
                let stanza = shell
                    .with(stanza::write_message(outgoing.profile, &outgoing.message))
                    .with(stanza::encryption_hint(outgoing.profile))
                    .with(hints::store())
                    .with(encryption::excuse());
                let stanza = String::from(&stanza);
                // It is longer than what it says, and a key for each device comes to that.
                match stanza.len() > longest {
                    true => Err(EncryptError::Content(ContentError::TooLong)),
                    false => Ok((stanza, Some(outgoing))),
                }
            });
            let keeps = outgoing.is_ok();
            let made = Made {
                view,
                plan,
                outgoing,
            };
            (Ok(made), keeps)
        })
    }

    /// Which devices can read it, and which can't.
    fn note_readers(
        &self,
        (id, item): (ConversationId, ItemId),
        outgoing: &Outgoing,
        turn: &mut Turn,
    ) {
        let place = |of: &omemo_rs::Address| format!("{}/{}", of.jid, of.device);
        // By why it can't; nothing for those that can.
        let mut told: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for of in &outgoing.reached {
            told.entry("").or_default().push(place(of));
        }
        for (of, reach) in &outgoing.missed {
            let why = match reach {
                Reach::Undecided(_) => "undecided",
                Reach::Distrusted(_) => "distrusted",
                Reach::OtherVersion => "other-version",
                Reach::Ready(_) | Reach::Waiting | Reach::Unreachable => "unreachable",
            };
            told.entry(why).or_default().push(place(of));
        }
        for (why, places) in told {
            let stage = match why {
                "" => Stage::Encrypted,
                _ => Stage::NotEncrypted,
            };
            for places in together(&places) {
                let milestone = Milestone {
                    detail: why.to_owned(),
                    ..Milestone::now(stage, places)
                };
                Self::note(id, item, milestone, turn);
            }
        }
    }

    /// A message of ours was encrypted, or was not after all.
    async fn remark(
        &mut self,
        id: ConversationId,
        item: ItemId,
        sealing: Option<Sealing>,
        turn: &mut Turn,
    ) {
        let Some(row) = self.now(id, item, turn).await else {
            return;
        };
        if row.sealing == sealing {
            return;
        }
        let message = Message {
            sealing,
            ..Message::clone(&row)
        };
        self.rewrite(id, message, turn);
    }

    /// A row that is there says something else from now on.
    pub(super) fn rewrite(&mut self, id: ConversationId, message: Message, turn: &mut Turn) {
        let message = std::sync::Arc::new(message);
        turn.touched
            .insert((id, message.id.seq), std::sync::Arc::clone(&message));
        turn.renewed.insert((id, message.id.seq));
        turn.ops.push(Op::PutMessage(MessageRecord {
            account: self.record.id,
            conversation: id,
            message,
            dedup: Vec::new(),
        }));
    }
}

/// Devices as they are written down: a row of the journal for each would be most of what a message in a large group costs.
fn together(places: &[String]) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for place in places {
        match rows.last_mut() {
            Some(row) if row.len() + place.len() < MAX_PLACE => {
                row.push(' ');
                row.push_str(place);
            }
            _ => rows.push(place.clone()),
        }
    }
    rows.truncate(MOST_NOTED);
    rows
}

/// What stays outside, and what is encrypted; `None` where there is nothing to encrypt in this version.
fn plaintext(profile: Profile, plain: &Element, own: &str, to: &str) -> (Element, Option<Vec<u8>>) {
    match profile {
        Profile::Legacy => {
            let (shell, body) = encryption::part_older(plain);
            (shell, body.map(String::into_bytes))
        }
        Profile::Omemo2 => {
            let (shell, inside) = encryption::part(plain);
            let envelope = Envelope {
                content: inside.into_iter().filter(sce::may_be_inside).collect(),
                from: Some(own.to_owned()),
                to: Some(to.to_owned()),
                time: None,
            };
            // Without random bytes nothing can be encrypted either.
            (shell, envelope.seal(&mut System).ok())
        }
    }
}

/// A message without content, for the sessions only.
pub(super) fn empty(profile: Profile, to: &str, cipher: &Cipher) -> Option<Element> {
    let to = to.parse().ok()?;
    let stanza = message::bodiless(&to, &uuid::Uuid::new_v4().to_string());
    Some(
        stanza
            .with(stanza::write_message(profile, cipher))
            .with(hints::store()),
    )
}

/// So many rows of devices are written down of each kind: some six hundred, and what is in a stanza has an end, too.
const MOST_NOTED: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_share_the_rows_that_tell_of_them() {
        let places: Vec<String> = (0..100)
            .map(|number| format!("romy@example.org/{number:010}"))
            .collect();
        let rows = together(&places);
        assert!(rows.len() < 8, "{} rows", rows.len());
        assert!(rows.iter().all(|row| row.len() <= MAX_PLACE));
        let told: Vec<&str> = rows.iter().flat_map(|row| row.split(' ')).collect();
        assert_eq!(told, places);
        assert!(together(&[]).is_empty());
        let long = vec!["x".repeat(2 * MAX_PLACE), "y".to_owned()];
        assert_eq!(together(&long).len(), 2);
    }
}
