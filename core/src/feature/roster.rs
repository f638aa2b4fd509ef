//! The contacts: fetching the roster, its pushes, and what a person does to it (RFC 6121 §2, §3).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

use jid::BareJid;
use minidom::Element;
use waxwing_proto::Address;
use waxwing_proto::address::parse_typed;
use waxwing_proto::caps::Caps;
use waxwing_proto::iq::{self, Full, Iq, Request};
use waxwing_proto::presence;
use waxwing_proto::roster::{self, Change, Push, Refused};
use waxwing_proto::stanza_error::{Condition, StanzaError};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::contact::Command;
use crate::store::{ContactRecord, Op, Subscription};
use crate::{Error, RequestId};

/// What we asked a server, and for whom.
#[derive(Debug)]
pub(crate) enum Question {
    /// The whole roster.
    Roster,
    /// Put somebody on the roster; then ask to see them.
    Add { request: RequestId, jid: BareJid },
    /// Change or remove an entry.
    Change { request: RequestId },
    /// A sign that all requests to see us have been told.
    Requests,
    /// What a program can do that gave this hash for it.
    Caps { from: Address, caps: Caps },
}

impl Account {
    /// Asks for the whole roster.
    pub(crate) fn ask_roster(&mut self, turn: &mut Turn) {
        self.ask(Request::Get(roster::query(None)), Question::Roster, turn);
    }

    pub(crate) fn handle_contact(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Add {
                request,
                address,
                name,
                ..
            } => {
                self.add_contact(request, &address, &name, turn);
            }
            Command::Accept { jid, .. } => self.accept(&jid, turn),
            Command::Decline { jid, .. } => self.decline(&jid, turn),
            Command::Rename {
                request, jid, name, ..
            } => {
                let groups = self.contacts.get(&jid).map(groups);
                match groups {
                    Some(groups) => {
                        let change = roster::set(&jid, name.trim(), &groups);
                        self.order(request, change, Question::Change { request }, turn);
                    }
                    None => turn.done.push((request, Err(Error::NotFound))),
                }
            }
            Command::Remove { request, jid, .. } => {
                if self.contacts.contains_key(&jid) {
                    let change = roster::remove(&jid);
                    self.order(request, change, Question::Change { request }, turn);
                } else {
                    turn.done.push((request, Err(Error::NotFound)));
                }
            }
        }
    }

    fn add_contact(&mut self, request: RequestId, typed: &str, name: &str, turn: &mut Turn) {
        let jid = match parse_typed(typed) {
            Ok(address) => address.into_bare(),
            Err(error) => {
                turn.done
                    .push((request, Err(Error::InvalidAddress(error.to_string()))));
                return;
            }
        };
        if jid == self.record.jid {
            let error = Error::InvalidAddress("the address is your own".to_owned());
            turn.done.push((request, Err(error)));
            return;
        }
        let known = self.contacts.get(&jid);
        let groups = known.map(groups).unwrap_or_default();
        let name = match known {
            Some(known) if name.trim().is_empty() => known.name.clone(),
            _ => name.trim().to_owned(),
        };
        let change = roster::set(&jid, &name, &groups);
        self.order(request, change, Question::Add { request, jid }, turn);
    }

    fn accept(&mut self, jid: &BareJid, turn: &mut Turn) {
        let address = Address::from(jid);
        turn.send.push(presence::subscribed(&address));
        if !self.wants_to_see(jid) {
            turn.send.push(presence::subscribe(&address, None));
        }
        self.answered(jid, turn);
    }

    fn decline(&mut self, jid: &BareJid, turn: &mut Turn) {
        turn.send.push(presence::unsubscribed(&Address::from(jid)));
        self.answered(jid, turn);
    }

    fn order(&mut self, request: RequestId, order: Element, question: Question, turn: &mut Turn) {
        if self.is_online() {
            self.ask(Request::Set(order), question, turn);
        } else {
            turn.done.push((request, Err(Error::Offline)));
        }
    }

    pub(crate) fn ask(&mut self, request: Request, question: Question, turn: &mut Turn) {
        match self
            .questions
            .request(None, request, question, Instant::now() + PATIENCE)
        {
            Ok(stanza) => turn.send.push(stanza),
            Err(Full(Question::Roster | Question::Requests)) => {
                tracing::warn!("too many open questions");
            }
            Err(Full(question)) => self.handle_silence(question, turn),
        }
    }

    pub(crate) fn handle_answer(
        &mut self,
        question: Question,
        outcome: Result<Option<Element>, StanzaError>,
        turn: &mut Turn,
    ) {
        match (question, outcome) {
            (Question::Roster, Ok(payload)) => self.take_roster(payload.as_ref(), turn),
            (Question::Caps { from, caps }, outcome) => self.learn_caps(&from, &caps, outcome),
            // An error is an answer as good as another.
            (Question::Requests, _) => self.drop_doubted_requests(turn),
            (Question::Roster, Err(error)) => tracing::warn!(?error, "no roster"),
            (Question::Add { request, jid }, Ok(_)) => {
                let wanted = self.contacts.get(&jid).is_none_or(|one| {
                    matches!(one.subscription, Subscription::None | Subscription::From)
                });
                if wanted {
                    turn.send
                        .push(presence::subscribe(&Address::from(&jid), None));
                }
                if self.talk_of(&jid).is_some_and(|talk| talk.request) {
                    self.accept(&jid, turn);
                }
                turn.done.push((request, Ok(())));
            }
            (Question::Change { request }, Ok(_)) => turn.done.push((request, Ok(()))),
            (Question::Add { request, .. } | Question::Change { request }, Err(error)) => {
                let error = Error::Refused {
                    condition: error.condition.to_string(),
                    text: error.text,
                };
                turn.done.push((request, Err(error)));
            }
        }
    }

    /// No answer came in time.
    pub(crate) fn handle_silence(&mut self, question: Question, turn: &mut Turn) {
        match question {
            Question::Roster => {
                if self.is_online() {
                    self.ask_roster(turn);
                }
            }
            Question::Requests => {}
            Question::Caps { caps, .. } => self.known_caps.give_up(&caps),
            Question::Add { request, .. } | Question::Change { request } => {
                turn.done.push((request, Err(Error::TimedOut)));
            }
        }
    }

    /// The session is over; its questions won't be answered.
    pub(crate) fn fail_questions(&mut self, turn: &mut Turn) {
        for question in self.questions.fail_all() {
            match question {
                Question::Roster | Question::Requests => {}
                Question::Caps { caps, .. } => self.known_caps.give_up(&caps),
                Question::Add { request, .. } | Question::Change { request } => {
                    turn.done.push((request, Err(Error::Offline)));
                }
            }
        }
    }

    fn take_roster(&mut self, payload: Option<&Element>, turn: &mut Turn) {
        let Some(roster) = roster::parse(payload) else {
            return;
        };
        if roster.skipped > 0 {
            tracing::warn!(
                skipped = roster.skipped,
                "roster entries that can't be read"
            );
        }
        let mut old: HashMap<BareJid, ContactRecord> = std::mem::take(&mut self.contacts);
        let mut seen = HashSet::new();
        for item in roster.items {
            if seen.insert(item.jid.clone()) {
                let same = old.remove(&item.jid);
                self.take_item(item, same, turn);
            }
        }
        for jid in old.into_keys() {
            self.forget_contact(&jid, turn);
        }
    }

    pub(crate) fn handle_push(
        &mut self,
        iq: &Iq,
        push: Result<Push, Refused>,
        turn: &mut Turn,
    ) -> Option<Element> {
        match push {
            Ok(push) => {
                match push.change {
                    Change::Updated(item) => {
                        let old = self.contacts.remove(&item.jid);
                        self.take_item(item, old, turn);
                    }
                    Change::Removed(jid) => {
                        self.contacts.remove(&jid);
                        self.forget_contact(&jid, turn);
                    }
                }
                iq::result(iq, None)
            }
            Err(refused) => {
                tracing::warn!(%refused, "roster push");
                let condition = match refused {
                    Refused::Stranger => Condition::ServiceUnavailable,
                    Refused::Malformed => Condition::BadRequest,
                };
                iq::error_reply(iq, &StanzaError::new(condition))
            }
        }
    }

    /// An entry of the roster is new or may have changed; `old` is what was known of it.
    fn take_item(&mut self, item: roster::Item, old: Option<ContactRecord>, turn: &mut Turn) {
        let record = ContactRecord {
            account: self.record.id,
            jid: item.jid,
            name: item.name,
            subscription: match item.subscription {
                roster::Subscription::None => Subscription::None,
                roster::Subscription::To => Subscription::To,
                roster::Subscription::From => Subscription::From,
                roster::Subscription::Both => Subscription::Both,
            },
            ask: item.ask,
            approved: item.approved,
            groups: item.groups.into_iter().collect(),
        };
        let id = self.ensure_talk(&record.jid, true, turn);
        if old.as_ref() != Some(&record) {
            turn.ops.push(Op::PutContact(record.clone()));
            self.dirty.insert(id);
        }
        if matches!(record.subscription, Subscription::From | Subscription::Both) {
            self.request_is_over(id);
        }
        if matches!(record.subscription, Subscription::None | Subscription::From)
            && let Some(talk) = self.talks.get_mut(&id)
        {
            talk.resources.clear();
        }
        self.contacts.insert(record.jid.clone(), record);
        self.allow_states(id);
    }

    fn forget_contact(&mut self, jid: &BareJid, turn: &mut Turn) {
        turn.ops.push(Op::RemoveContact {
            account: self.record.id,
            jid: jid.clone(),
        });
        let Some(&id) = self.by_jid.get(jid) else {
            return;
        };
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.resources.clear();
        talk.composer.allow(false);
        self.dirty.insert(id);
        if talk.record.last.is_none() && !talk.request {
            self.drop_talk(id, turn);
        }
    }

    /// We see this address, or have asked to.
    pub(crate) fn wants_to_see(&self, jid: &BareJid) -> bool {
        self.contacts.get(jid).is_some_and(|one| {
            one.ask || matches!(one.subscription, Subscription::To | Subscription::Both)
        })
    }

    /// This address may see our presence.
    pub(crate) fn may_see_us(&self, jid: &BareJid) -> bool {
        self.contacts
            .get(jid)
            .is_some_and(|one| matches!(one.subscription, Subscription::From | Subscription::Both))
    }
}

/// All of them: setting an entry replaces what it had.
fn groups(contact: &ContactRecord) -> BTreeSet<String> {
    contact.groups.iter().cloned().collect()
}

/// How long a server may take to answer. Rosters of thousands of entries take seconds on a slow line.
const PATIENCE: Duration = Duration::from_secs(30);
