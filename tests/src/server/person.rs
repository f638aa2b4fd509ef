//! What an account keeps about itself and about people it wants to hear nothing of: visiting cards
//! (XEP-0054), the published nickname (XEP-0172, XEP-0163), blocking (XEP-0191), last activity
//! (XEP-0012) and what programs keep for themselves (XEP-0049), each as thin as a scenario allows.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use minidom::Element;

use super::hub::{State, bare_of};
use super::node::Nodes;
use super::route::PUSH;
use crate::xml;

const BLOCKING: &str = "urn:xmpp:blocking";
const NICK: &str = "http://jabber.org/protocol/nick";
const PRIVATE: &str = "jabber:iq:private";
const PUBSUB: &str = "http://jabber.org/protocol/pubsub";

/// What belongs to one account.
#[derive(Debug, Default)]
pub(super) struct Person {
    card: Option<Element>,
    nick: Option<Element>,
    blocked: BTreeSet<String>,
    /// By namespace; nothing of it is in the nodes too.
    private: BTreeMap<String, Element>,
    pub(super) nodes: Nodes,
    /// When its last session has ended.
    pub(super) left: Option<Instant>,
}

impl State {
    /// A request about the account it comes from; `false` where it is about something else.
    pub(super) fn person_iq(&mut self, full: &str, iq: &Element, payload: &Element) -> bool {
        let bare = bare_of(full).to_owned();
        let get = iq.attr("type") == Some("get");
        match (payload.name(), payload.ns().as_str()) {
            ("vCard", "vcard-temp") if get => self.show_card(full, iq, &bare),
            ("vCard", "vcard-temp") => {
                self.person(&bare).card = Some(payload.clone());
                self.answer(full, iq, "");
            }
            ("blocklist", BLOCKING) if get => {
                let list = items(&self.person(&bare).blocked);
                let list = format!("<blocklist xmlns='{BLOCKING}'>{list}</blocklist>");
                self.answer(full, iq, &list);
            }
            ("block" | "unblock", BLOCKING) => self.change_blocked(full, iq, payload),
            ("query", PRIVATE) => self.private(full, iq, payload),
            ("pubsub", PUBSUB) if get => match self.items_of(&bare, payload) {
                Some(items) => self.answer(full, iq, &items),
                None => self.refuse(full, iq, "cancel", "item-not-found"),
            },
            ("pubsub", PUBSUB) => self.publish(full, iq, payload),
            _ => return false,
        }
        true
    }

    /// A request to the bare address of another account, answered in its place; `false` where only
    /// the account itself could.
    pub(super) fn other_person_iq(&mut self, full: &str, iq: &Element, to: &str) -> bool {
        if to.contains('/') || !self.accounts.contains_key(to) || iq.attr("type") != Some("get") {
            return false;
        }
        let Some(payload) = iq.children().next() else {
            return false;
        };
        match (payload.name(), payload.ns().as_str()) {
            ("vCard", "vcard-temp") => self.show_card(full, iq, to),
            ("pubsub", PUBSUB) => match self.shown_items_of(to, payload) {
                Some(items) => self.answer(full, iq, &items),
                None => self.refuse(full, iq, "cancel", "item-not-found"),
            },
            ("query", "jabber:iq:last") => {
                let left = self.person(to).left;
                let seconds = left.map_or(0, |left| left.elapsed().as_secs());
                let last = format!("<query xmlns='jabber:iq:last' seconds='{seconds}'/>");
                self.answer(full, iq, &last);
            }
            _ => self.refuse(full, iq, "cancel", "item-not-found"),
        }
        true
    }

    /// Whether one of the two wants nothing to do with the other.
    pub(super) fn keeps_away(&self, one: &str, other: &str) -> bool {
        let (one, other) = (bare_of(one), bare_of(other));
        self.blocks(one, other) || self.blocks(other, one)
    }

    /// Whether an account has blocked another.
    pub(super) fn blocks(&self, who: &str, whom: &str) -> bool {
        let account = self.accounts.get(bare_of(who));
        account.is_some_and(|account| account.person.blocked.contains(bare_of(whom)))
    }

    /// A session is there: it hears what its contacts and its own account have published.
    pub(super) fn show_nicks(&mut self, full: &str) {
        let bare = bare_of(full).to_owned();
        let mut owners = self.accounts[&bare].roster.seen();
        owners.push(bare);
        for owner in owners {
            self.show_nick(&owner, full);
            self.show_avatar(&owner, full);
        }
    }

    fn show_nick(&mut self, owner: &str, full: &str) {
        let account = self.accounts.get(owner);
        let Some(nick) = account.and_then(|account| account.person.nick.as_ref()) else {
            return;
        };
        let event = format!(
            "<message type='headline' from='{}' to='{}'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{NICK}'>\
             <item id='current'>{}</item></items></event></message>",
            xml::escape(owner),
            xml::escape(full),
            xml::write(nick),
        );
        self.deliver(full, &xml::parse(&event));
    }

    fn publish(&mut self, full: &str, iq: &Element, pubsub: &Element) {
        let publish = pubsub.get_child("publish", PUBSUB);
        let item = publish.and_then(|publish| publish.children().next());
        let payload = item.and_then(|item| item.children().next());
        let (Some(NICK), Some(payload)) = (publish.and_then(|one| one.attr("node")), payload)
        else {
            return match self.keep_item(full, pubsub) {
                true => self.answer(full, iq, ""),
                false => self.refuse(full, iq, "cancel", "feature-not-implemented"),
            };
        };
        let bare = bare_of(full).to_owned();
        self.person(&bare).nick = Some(payload.clone());
        self.answer(full, iq, "");
        let mut watchers = self.accounts[&bare].roster.watchers();
        watchers.push(bare.clone());
        for watcher in watchers {
            for session in self.full_addresses(&watcher) {
                self.show_nick(&bare, &session);
            }
        }
    }

    fn change_blocked(&mut self, full: &str, iq: &Element, order: &Element) {
        let bare = bare_of(full).to_owned();
        let named: Vec<String> = order
            .children()
            .filter_map(|item| item.attr("jid").map(str::to_owned))
            .collect();
        let block = order.name() == "block";
        for one in &named {
            if block {
                for session in self.full_addresses(&bare) {
                    let gone = format!("<presence from='{session}' type='unavailable'/>");
                    for to in self.full_addresses(one) {
                        self.deliver(&to, &xml::parse(&gone));
                    }
                }
                self.person(&bare).blocked.insert(one.clone());
            } else {
                self.person(&bare).blocked.remove(one);
                self.show_presences(&bare, one);
                self.show_presences(one, &bare);
            }
        }
        self.answer(full, iq, "");
        for session in self.full_addresses(&bare) {
            let id = self.next_id();
            let push = format!(
                "<iq type='set' id='{PUSH}{id}' to='{}'>{}</iq>",
                xml::escape(&session),
                xml::write(order)
            );
            self.deliver(&session, &xml::parse(&push));
        }
    }

    /// Keeps what a program keeps for itself, or shows it; what was never kept comes back as it was asked.
    fn private(&mut self, full: &str, iq: &Element, query: &Element) {
        let Some(inside) = query.children().next().cloned() else {
            return self.refuse(full, iq, "modify", "bad-request");
        };
        let private = &mut self.person(bare_of(full)).private;
        if iq.attr("type") == Some("set") {
            private.insert(inside.ns(), inside);
            return self.answer(full, iq, "");
        }
        let kept = private.get(&inside.ns()).unwrap_or(&inside);
        let kept = format!("<query xmlns='{PRIVATE}'>{}</query>", xml::write(kept));
        self.answer(full, iq, &kept);
    }

    pub(super) fn show_card(&mut self, full: &str, iq: &Element, of: &str) {
        match self.person(of).card.clone() {
            Some(card) => self.answer(full, iq, &xml::write(&card)),
            None => self.refuse(full, iq, "cancel", "item-not-found"),
        }
    }

    fn person(&mut self, bare: &str) -> &mut Person {
        let account = self.accounts.get_mut(bare).expect("an account");
        &mut account.person
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, full: &str, iq: &Element, inside: &str) {
        let from = iq
            .attr("to")
            .map(|to| format!(" from='{}'", xml::escape(to)));
        let answer = format!(
            "<iq type='result' id='{}' to='{}'{}>{inside}</iq>",
            xml::escape(iq.attr("id").unwrap_or_default()),
            xml::escape(full),
            from.unwrap_or_default(),
        );
        self.deliver(full, &xml::parse(&answer));
    }
}

fn items(blocked: &BTreeSet<String>) -> String {
    let item = |jid: &String| format!("<item jid='{}'/>", xml::escape(jid));
    blocked.iter().map(item).collect()
}
