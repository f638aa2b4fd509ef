//! Keeping people away (XEP-0191): the list of the server, its pushes, and what a person does to it.

use std::collections::BTreeSet;

use jid::BareJid;
use minidom::Element;
use waxwing_proto::Address;
use waxwing_proto::address::parse_typed;
use waxwing_proto::blocking::{self, Push};
use waxwing_proto::disco::{self, Info};
use waxwing_proto::iq::{self, Iq, Request};
use waxwing_proto::presence;
use waxwing_proto::reporting;
use waxwing_proto::roster::Refused;
use waxwing_proto::xml::Tree;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::Outcome;
use crate::feature::roster::{About, Question};
use crate::store::Subscription;
use crate::{Error, RequestId};

impl Account {
    /// Asks a new session's server what it can do; the list follows where there is one.
    pub(crate) fn ask_server(&mut self, turn: &mut Turn) {
        let Ok(server) = self.own.domain().parse::<Address>() else {
            return;
        };
        let question = Question::About(About::Server);
        let query = disco::info_query(None);
        self.ask_of(Some(&server), Request::Get(query), question, turn);
    }

    pub(crate) fn learn_server(&mut self, outcome: Outcome, turn: &mut Turn) {
        let Ok(Some(answer)) = outcome else {
            return;
        };
        let info = Info::parse(&answer);
        if let Some(info) = &info {
            self.learn_addresses(info);
        }
        let reporting = info.as_ref().is_some_and(reporting::is_offered);
        if self.book.server.reporting != reporting {
            self.book.server.reporting = reporting;
            self.book.changed = true;
        }
        let can = info.is_some_and(|info| info.has(blocking::NS));
        if can {
            let question = Question::About(About::Blocklist);
            self.ask_of(None, Request::Get(blocking::query()), question, turn);
        } else if self.book.server.blocking {
            self.book.server.blocking = false;
            self.set_blocked(BTreeSet::new(), turn);
        }
    }

    pub(crate) fn learn_blocklist(&mut self, outcome: Outcome, turn: &mut Turn) {
        let Ok(answer) = outcome else {
            return;
        };
        if let Some(list) = blocking::parse(answer.as_ref()) {
            self.book.server.blocking = true;
            self.book.changed = true;
            self.set_blocked(list, turn);
        }
    }

    pub(crate) fn block(&mut self, request: RequestId, typed: &str, turn: &mut Turn) {
        match self.blockable(typed) {
            Ok(address) => {
                let order = blocking::block(&address);
                let question = Question::About(About::Block { request, address });
                self.order(request, order, question, turn);
            }
            Err(error) => turn.done.push((request, Err(error))),
        }
    }

    pub(crate) fn unblock(&mut self, request: RequestId, typed: &str, turn: &mut Turn) {
        match typed.trim().parse::<Address>() {
            Ok(address) => {
                let order = blocking::unblock(&address);
                let question = Question::About(About::Unblock { request, address });
                self.order(request, order, question, turn);
            }
            Err(error) => {
                let error = Error::InvalidAddress(error.to_string());
                turn.done.push((request, Err(error)));
            }
        }
    }

    /// An address as typed; nobody locks themselves or their own server out.
    pub(crate) fn blockable(&self, typed: &str) -> Result<Address, Error> {
        let typed = typed.trim();
        let invalid = |error: &dyn std::fmt::Display| Error::InvalidAddress(error.to_string());
        let address = if typed.contains('@') {
            parse_typed(typed).map_err(|error| invalid(&error))?
        } else {
            typed.parse().map_err(|error| invalid(&error))?
        };
        let own_server = address.local().is_none() && address.domain() == self.own.domain();
        if *address.bare() == self.record.jid || own_server {
            return Err(invalid(&"the address is your own"));
        }
        Ok(address)
    }

    pub(crate) fn blocked(
        &mut self,
        request: RequestId,
        address: Address,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let outcome = outcome.map(|_| self.add_blocked(vec![address], turn));
        turn.done.push((request, outcome.map_err(Error::from)));
    }

    pub(crate) fn unblocked(
        &mut self,
        request: RequestId,
        address: &Address,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let outcome = outcome.map(|_| {
            let mut list = self.book.blocked.clone();
            list.remove(address);
            self.set_blocked(list, turn);
        });
        turn.done.push((request, outcome.map_err(Error::from)));
    }

    pub(crate) fn handle_blocking(
        &mut self,
        iq: &Iq,
        push: Result<Push, Refused>,
        turn: &mut Turn,
    ) -> Option<Element> {
        match push {
            Ok(Push::Blocked(all)) => self.add_blocked(all, turn),
            Ok(Push::Unblocked(all)) => {
                let mut list = self.book.blocked.clone();
                all.iter().for_each(|one| {
                    list.remove(one);
                });
                self.set_blocked(list, turn);
            }
            Ok(Push::UnblockedAll) => self.set_blocked(BTreeSet::new(), turn),
            Err(refused) => {
                tracing::warn!(%refused, "block list push");
                return iq::error_reply(iq, &refused.to_error());
            }
        }
        iq::result(iq, None)
    }

    fn add_blocked(&mut self, all: Vec<Address>, turn: &mut Turn) {
        let room = blocking::MAX_BLOCKED.saturating_sub(self.book.blocked.len());
        let mut list = self.book.blocked.clone();
        list.extend(all.into_iter().take(room));
        self.set_blocked(list, turn);
    }

    /// The list is this one from now on.
    fn set_blocked(&mut self, list: BTreeSet<Address>, turn: &mut Turn) {
        if self.book.blocked == list {
            return;
        }
        let before: Vec<BareJid> = self.among_blocked();
        self.book.blocked = list;
        self.book.changed = true;
        self.keep_blocked();
        let after = self.among_blocked();
        for jid in before.iter().filter(|jid| !after.contains(jid)) {
            self.dirty.extend(self.by_jid.get(jid));
            self.meet_again(jid, turn);
        }
        for jid in after.iter().filter(|jid| !before.contains(jid)) {
            self.shut_out(jid, turn);
        }
    }

    /// Servers should tell both sides who is there again (XEP-0191 §3.4); not all do (Prosody 0.12).
    fn meet_again(&self, jid: &BareJid, turn: &mut Turn) {
        let Some(contact) = self.contacts.get(jid).filter(|_| self.is_online()) else {
            return;
        };
        if matches!(contact.subscription, Subscription::To | Subscription::Both) {
            turn.send.push(presence::probe(&Address::from(jid)));
        }
        if self.may_see_us(jid) {
            turn.send
                .push(self.own_presence().with_attr("to", jid.as_str()));
        }
    }

    fn among_blocked(&self) -> Vec<BareJid> {
        let blocked = self.by_jid.keys().filter(|jid| self.book.is_blocked(jid));
        blocked.cloned().collect()
    }

    /// Somebody we have a conversation with is blocked from now on: they are not there for us, and
    /// if nobody ever answered them, they never were.
    fn shut_out(&mut self, jid: &BareJid, turn: &mut Turn) {
        let Some(&id) = self.by_jid.get(jid) else {
            return;
        };
        self.request_is_over(id);
        self.dirty.insert(id);
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.resources.clear();
        talk.incoming.unavailable();
        talk.composer.forget();
        if !talk.record.known && !self.contacts.contains_key(jid) {
            self.drop_talk(id, turn);
        }
    }
}
