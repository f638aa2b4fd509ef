//! A person's page: what they tell about themselves, asked for while somebody looks (XEP-0054,
//! XEP-0292, XEP-0092, XEP-0012), and the name they go by (XEP-0172).

use std::collections::HashMap;
use std::sync::Arc;

use jid::BareJid;
use minidom::Element;
use waxwing_proto::iq::Request;
use waxwing_proto::pep;
use waxwing_proto::vcard::{self, Card};
use waxwing_proto::{Address, avatar, bookmarks, idle, mds, nick, notify, vcard4, version};

use crate::account::Account;
use crate::account::talk::{self, Talk};
use crate::account::turn::Turn;
use crate::event::contact::Event as Announced;
use crate::feature::book::Outcome;
use crate::feature::roster::{About, Question};
use crate::model::{self, Profile, Program, Resource};
use crate::{Error, Event, RequestId, Timestamp};

/// A profile that somebody looks at.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// So many questions have no answer yet.
    waiting: usize,
    /// What the two kinds of cards say.
    old: Option<Card>,
    new: Option<Card>,
    /// What runs on each resource.
    programs: HashMap<String, Program>,
    told: Option<Arc<Profile>>,
}

/// A question for a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The card of XEP-0054.
    Card,
    /// The card of XEP-0292.
    Card4,
    /// When they were here last.
    Last,
    /// What runs there.
    Version,
}

impl Account {
    pub(crate) fn open_profile(&mut self, jid: &BareJid, turn: &mut Turn) {
        while self.book.open.len() >= MAX_OPEN && !self.book.open.contains_key(jid) {
            self.book.open.pop_first();
        }
        self.book.open.insert(jid.clone(), Open::default());
        if self.is_online() {
            self.ask_profile(jid, turn);
        }
        self.tell_profile(jid);
    }

    pub(crate) fn close_profile(&mut self, jid: &BareJid) {
        self.book.open.remove(jid);
        if !self.contacts.contains_key(jid) {
            // Of strangers nothing is kept.
            self.book.people.remove(jid);
        }
    }

    /// In a new session everybody who is looked at is asked again.
    pub(crate) fn ask_open_profiles(&mut self, turn: &mut Turn) {
        let open: Vec<BareJid> = self.book.open.keys().cloned().collect();
        for jid in open {
            self.ask_profile(&jid, turn);
        }
    }

    fn ask_profile(&mut self, jid: &BareJid, turn: &mut Turn) {
        let own = *jid == self.record.jid;
        let whom = Address::from(jid);
        // The own server answers for our own account, by no name.
        let to = (!own).then_some(&whom);
        self.ask_for(jid, to, Asked::Card, vcard::query(), turn);
        self.ask_for(jid, to, Asked::Card4, pep::query(vcard4::NODE), turn);
        let sees = self.wants_to_see(jid);
        let here: Vec<String> = self
            .talk_of(jid)
            .into_iter()
            .flat_map(|talk| talk.resources.iter().filter_map(|one| one.name.clone()))
            .take(MAX_RESOURCES)
            .collect();
        if here.is_empty() && sees && !own {
            self.ask_for(jid, to, Asked::Last, idle::last_query(), turn);
        }
        // Asking shows that we are here: only who may know is asked.
        if !self.may_see_us(jid) {
            return;
        }
        for resource in here {
            if let Ok(device) = format!("{jid}/{resource}").parse::<Address>() {
                self.ask_for(jid, Some(&device), Asked::Version, version::query(), turn);
            }
        }
    }

    fn ask_for(
        &mut self,
        jid: &BareJid,
        to: Option<&Address>,
        what: Asked,
        query: Element,
        turn: &mut Turn,
    ) {
        if let Some(open) = self.book.open.get_mut(jid) {
            open.waiting += 1;
        }
        let question = Question::About(About::Profile {
            jid: jid.clone(),
            resource: to.and_then(|to| to.resource().map(str::to_owned)),
            what,
        });
        self.ask_of(to, Request::Get(query), question, turn);
    }

    /// An answer for a profile, or none.
    pub(crate) fn learn_profile(
        &mut self,
        jid: &BareJid,
        resource: Option<String>,
        what: Asked,
        outcome: Outcome,
    ) {
        let answer = outcome.ok().flatten();
        let answer = answer.as_ref();
        let Some(open) = self.book.open.get_mut(jid) else {
            return;
        };
        open.waiting = open.waiting.saturating_sub(1);
        match what {
            Asked::Card => open.old = answer.and_then(vcard::parse).or(open.old.take()),
            Asked::Card4 => {
                let card = pep::parse(answer, vcard4::NODE).and_then(vcard4::parse);
                open.new = card.or(open.new.take());
            }
            Asked::Version => {
                if let (Some(resource), Some(program)) = (resource, answer.and_then(version::parse))
                {
                    open.programs.insert(resource, program.into());
                }
            }
            Asked::Last => {
                let seen = idle::parse_last(answer, Timestamp::now().0);
                if seen.is_some() {
                    self.book.people.entry(jid.clone()).or_default().seen = seen;
                    self.keep_person(jid);
                }
            }
        }
        self.take_cards(jid);
        self.tell_profile(jid);
    }

    /// What the two cards say, as one.
    fn take_cards(&mut self, jid: &BareJid) {
        let Some(open) = self.book.open.get(jid) else {
            return;
        };
        if open.old.is_none() && open.new.is_none() {
            return;
        }
        let new = open.new.clone().unwrap_or_default();
        let card: model::Card = new.or(open.old.clone().unwrap_or_default()).into();
        let person = self.book.people.entry(jid.clone()).or_default();
        if person.card != card {
            person.card = card;
            self.keep_person(jid);
        }
    }

    /// Tells the profiles that are open, where they have changed.
    pub(crate) fn announce_profiles(&mut self) {
        let open: Vec<BareJid> = self.book.open.keys().cloned().collect();
        for jid in open {
            self.tell_profile(&jid);
        }
    }

    fn tell_profile(&mut self, jid: &BareJid) {
        let Some(open) = self.book.open.get(jid) else {
            return;
        };
        let profile = Arc::new(self.profile(jid, open));
        if open.told.as_ref() == Some(&profile) {
            return;
        }
        if let Some(open) = self.book.open.get_mut(jid) {
            open.told = Some(Arc::clone(&profile));
        }
        self.tell(Event::Contact(Announced::Profile(profile)));
    }

    fn profile(&self, jid: &BareJid, open: &Open) -> Profile {
        let person = self.book.people.get(jid);
        let talk = self.talk_of(jid).filter(|_| self.is_online());
        let resources = talk.map(|talk| resources(talk, open)).unwrap_or_default();
        let own = *jid == self.record.jid;
        Profile {
            account: self.record.id,
            jid: jid.clone(),
            nickname: if own {
                self.book.nickname.clone()
            } else {
                person.map(|one| one.nick.clone()).unwrap_or_default()
            },
            card: person.map(|one| one.card.clone()).unwrap_or_default(),
            loading: open.waiting > 0,
            seen: person
                .and_then(|one| one.seen)
                .filter(|_| resources.is_empty())
                .map(Timestamp),
            resources,
            exceptions: self.book.exceptions.get(jid).copied().unwrap_or_default(),
        }
    }

    /// A contact, or another program of ours, publishes something. Only what its owner says counts.
    pub(crate) fn handle_event(&mut self, event: &pep::Event<'_>, turn: &mut Turn) {
        let ours = *event.owner == self.record.jid;
        if event.node == mds::NS && ours {
            self.hear_places(event);
        }
        if event.node == bookmarks::NS && ours {
            self.hear_bookmarks(event, turn);
        }
        if event.node == notify::NS && ours {
            self.hear_levels(event, turn);
        }
        self.hear_devices(event, turn);
        if event.node == avatar::METADATA {
            self.hear_avatar(event, turn);
        }
        if event.node != nick::NS {
            return;
        }
        let name = event.payload.and_then(nick::parse).unwrap_or_default();
        if ours {
            if self.book.nickname != name {
                self.book.nickname = name;
                self.book.changed = true;
                self.keep_nickname();
            }
            return;
        }
        if !self.contacts.contains_key(event.owner) || self.book.is_blocked(event.owner) {
            return;
        }
        let person = self.book.people.entry(event.owner.clone()).or_default();
        if person.nick != name {
            person.nick = name;
            self.keep_person(event.owner);
            self.dirty.extend(self.by_jid.get(event.owner));
        }
    }

    /// The last thing of a contact has gone.
    pub(crate) fn see_off(&mut self, jid: &BareJid) {
        let person = self.book.people.entry(jid.clone()).or_default();
        person.seen = Some(Timestamp::now().0);
        self.keep_person(jid);
    }

    pub(crate) fn set_nickname(&mut self, request: RequestId, name: &str, turn: &mut Turn) {
        let name = nick::clean(name).unwrap_or_default();
        let order = pep::publish(nick::NS, nick::element(&name));
        let question = Question::About(About::Nickname { request, name });
        self.order(request, order, question, turn);
    }

    pub(crate) fn nickname_set(
        &mut self,
        request: RequestId,
        name: String,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let outcome = outcome.map(|_| {
            self.book.nickname = name;
            self.book.changed = true;
            self.keep_nickname();
        });
        turn.done.push((request, outcome.map_err(Error::from)));
        let own = self.record.jid.clone();
        self.tell_profile(&own);
    }

    /// Changes our card: the present one is fetched first, so that nothing on it gets lost.
    pub(crate) fn set_card(&mut self, request: RequestId, card: model::Card, turn: &mut Turn) {
        if !self.is_online() {
            turn.done.push((request, Err(Error::Offline)));
            return;
        }
        let question = Question::About(About::OldCard {
            request,
            card: Box::new(card),
        });
        self.ask_of(None, Request::Get(vcard::query()), question, turn);
    }

    /// Our present card, or why there is none: only where there is none yet it may be made anew.
    pub(crate) fn old_card(
        &mut self,
        request: RequestId,
        card: Box<model::Card>,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        use crate::feature::book::Unanswered;
        use waxwing_proto::stanza_error::Condition;
        let old = match outcome {
            Ok(old) => old,
            Err(Unanswered::Refused(error)) if error.condition == Condition::ItemNotFound => None,
            Err(unanswered) => {
                turn.done.push((request, Err(unanswered.into())));
                return;
            }
        };
        let proto = Card::from((*card).clone()).tidy();
        let order = vcard::edit(old.as_ref(), &proto);
        let card = Box::new(model::Card::from(proto));
        let question = Question::About(About::NewCard { request, card });
        self.ask_of(None, Request::Set(order), question, turn);
    }

    pub(crate) fn card_set(
        &mut self,
        request: RequestId,
        card: model::Card,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let own = self.record.jid.clone();
        let outcome = outcome.map(|_| {
            if let Some(open) = self.book.open.get_mut(&own) {
                open.old = Some(card.clone().into());
                open.new = None;
            }
            self.book.people.entry(own.clone()).or_default().card = card;
        });
        turn.done.push((request, outcome.map_err(Error::from)));
        self.tell_profile(&own);
    }
}

fn resources(talk: &Talk, open: &Open) -> Vec<Resource> {
    let mut all: Vec<_> = talk.resources.iter().collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.priority, one.show)));
    all.into_iter()
        .take(MAX_RESOURCES)
        .map(|one| {
            let name = one.name.clone().unwrap_or_default();
            Resource {
                show: talk::show(one.show),
                status: one.status.clone(),
                idle_since: one.idle.map(Timestamp),
                program: open.programs.get(&name).cloned(),
                name,
            }
        })
        .collect()
}

impl From<version::Software> for Program {
    fn from(software: version::Software) -> Self {
        Self {
            name: software.name,
            version: software.version,
            os: software.os.unwrap_or_default(),
        }
    }
}

/// One in each window, and some to spare.
const MAX_OPEN: usize = 8;

/// More things than a person carries along; a page shows no more.
const MAX_RESOURCES: usize = 16;
