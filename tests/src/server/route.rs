//! What the in-memory server does with a stanza (RFC 6121 §8, thin but true).

use minidom::Element;

use super::hub::{State, bare_of};
use super::registration;
use crate::certificate::DOMAIN;
use crate::xml;

/// How the ids of our own roster pushes begin; their answers interest nobody.
pub(super) const PUSH: &str = "push";
const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

impl State {
    /// Takes a stanza of a session.
    pub(super) fn handle(&mut self, full: &str, mut stanza: Element) {
        self.note(&format!("< {full}: {}", xml::write(&stanza)));
        xml::set(&mut stanza, "from", full);
        let to = stanza.attr("to").map(str::to_owned);
        let bare = bare_of(full).to_owned();
        let to_server = to.as_deref().is_none_or(|to| to == DOMAIN || to == bare);
        let answer = matches!(stanza.attr("type"), Some("result" | "error"));
        if answer && stanza.attr("id").is_some_and(|id| id.starts_with(PUSH)) {
            return;
        }
        if let Some(script) = self.script_of(&bare)
            && (!to_server || answer || self.is_left(&stanza))
        {
            let _ = script.send(stanza);
            return;
        }
        if let Some(to) = to.as_deref()
            && self.room_stanza(full, to, &stanza)
        {
            return;
        }
        match (stanza.name(), to) {
            ("presence", None) => self.own_presence(full, stanza),
            ("presence", Some(to)) => self.directed_presence(full, &to, stanza),
            ("message", to) => {
                let to = to.unwrap_or(bare);
                self.archive(&mut stanza, full, &to);
                self.message(&stanza, &to);
            }
            ("iq", _) if to_server => self.own_iq(full, &stanza),
            ("iq", Some(to)) => self.other_iq(full, &to, &stanza),
            _ => {}
        }
    }

    fn script_of(&self, bare: &str) -> Option<tokio::sync::mpsc::UnboundedSender<Element>> {
        self.accounts.get(bare)?.script.clone()
    }

    fn is_left(&self, stanza: &Element) -> bool {
        let left = &self.policy.leave_to_script;
        stanza
            .children()
            .any(|payload| left.contains(&payload.ns().as_str()))
    }

    fn own_iq(&mut self, full: &str, iq: &Element) {
        let kind = iq.attr("type").unwrap_or_default();
        let Some(payload) = iq
            .children()
            .next()
            .filter(|_| matches!(kind, "get" | "set"))
        else {
            return;
        };
        let answer = match payload.ns().as_str() {
            "jabber:iq:roster" => return self.roster_iq(full, iq),
            registration::NS if kind == "set" && self.policy.registration.is_some() => {
                registration::change(self, bare_of(full), payload);
                String::new()
            }
            _ if self.person_iq(full, iq, payload) => return,
            _ if self.archive_iq(full, iq, payload) => return,
            "urn:xmpp:ping" => String::new(),
            "urn:xmpp:carbons:2" => {
                self.set_copies(full, payload.name() == "enable");
                String::new()
            }
            "http://jabber.org/protocol/disco#info" => {
                disco_info(iq.attr("to"), full, self.policy.archive)
            }
            "http://jabber.org/protocol/disco#items" => self.items(),
            _ => return self.refuse(full, iq, "cancel", "service-unavailable"),
        };
        let from = iq
            .attr("to")
            .map(|to| format!(" from='{}'", xml::escape(to)));
        let answer = format!(
            "<iq type='result' id='{}' to='{}'{}>{answer}</iq>",
            xml::escape(iq.attr("id").unwrap_or_default()),
            xml::escape(full),
            from.unwrap_or_default(),
        );
        self.deliver(full, &xml::parse(&answer));
    }

    fn other_iq(&mut self, full: &str, to: &str, iq: &Element) {
        let request = matches!(iq.attr("type"), Some("get" | "set"));
        if self.upload_iq(full, iq, to) || self.other_person_iq(full, iq, to) {
            return;
        }
        if !self.deliver(to, iq) && request {
            self.refuse(full, iq, "cancel", "service-unavailable");
        }
    }

    /// Answers with an error.
    pub(super) fn refuse(&mut self, full: &str, stanza: &Element, kind: &str, condition: &str) {
        let from = stanza
            .attr("to")
            .map(|to| format!(" from='{}'", xml::escape(to)));
        let answer = format!(
            "<{} type='error' id='{}' to='{}'{}><error type='{kind}'><{condition} \
             xmlns='{STANZAS}'/></error></{}>",
            stanza.name(),
            xml::escape(stanza.attr("id").unwrap_or_default()),
            xml::escape(full),
            from.unwrap_or_default(),
            stanza.name(),
        );
        self.deliver(full, &xml::parse(&answer));
    }

    /// A message to a full or a bare address; where nobody is there it waits.
    pub(super) fn message(&mut self, message: &Element, to: &str) {
        let from = message.attr("from").unwrap_or_default().to_owned();
        if self.blocks(&from, to) {
            return self.refuse(&from, message, "cancel", "not-acceptable");
        }
        if self.blocks(to, &from) {
            return self.refuse(&from, message, "cancel", "service-unavailable");
        }
        let bare = bare_of(to);
        if to.contains('/') && self.deliver(to, message) {
            return self.copy(message, bare, &[to.to_owned()]);
        }
        let there: Vec<String> = self.full_addresses(bare);
        let there: Vec<String> = there
            .into_iter()
            .filter(|full| self.sessions[full].presence.is_some())
            .collect();
        if there.is_empty() {
            self.store_offline(message, bare);
        }
        for full in &there {
            self.deliver(full, message);
        }
        self.copy(message, bare, &there);
    }

    fn store_offline(&mut self, message: &Element, bare: &str) {
        let Some(account) = self.accounts.get_mut(bare) else {
            if let Some(from) = message.attr("from").map(str::to_owned)
                && message.attr("type") != Some("error")
            {
                self.refuse(&from, message, "cancel", "service-unavailable");
            }
            return;
        };
        let body = message.has_child("body", "jabber:client");
        let receipt = message.has_child("received", "urn:xmpp:receipts");
        if !body && !receipt {
            return;
        }
        let mut message = message.clone();
        let stamp = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let delay = format!("<delay xmlns='urn:xmpp:delay' from='{DOMAIN}' stamp='{stamp}'/>");
        if !message.has_child("delay", "urn:xmpp:delay") {
            message.append_child(xml::parse(&delay));
        }
        account.offline.push_back(message);
    }

    fn own_presence(&mut self, full: &str, presence: Element) {
        let bare = bare_of(full).to_owned();
        let Some(session) = self.sessions.get_mut(full) else {
            return;
        };
        let first = session.presence.is_none();
        let available = presence.attr("type").is_none();
        session.presence = available.then(|| presence.clone());
        if !available {
            self.leave_rooms(full);
        }
        self.broadcast(full, &presence);
        if !(first && available) {
            return;
        }
        self.show_nicks(full);
        for contact in self.accounts[&bare].roster.seen() {
            self.show_presences_to(&contact, full);
        }
        let requests: Vec<String> = self.accounts[&bare].roster.pending().cloned().collect();
        for from in requests {
            let request = format!("<presence from='{from}' to='{bare}' type='subscribe'/>");
            self.deliver(full, &xml::parse(&request));
        }
        let account = self.accounts.get_mut(&bare);
        let waiting = account.map(|account| std::mem::take(&mut account.offline));
        for message in waiting.unwrap_or_default() {
            self.deliver(full, &message);
        }
    }

    /// Shows a presence to everybody who may see the account, its own other sessions included.
    pub(super) fn broadcast(&mut self, full: &str, presence: &Element) {
        let bare = bare_of(full);
        let Some(account) = self.accounts.get(bare) else {
            return;
        };
        let mut watchers = account.roster.watchers();
        watchers.push(bare.to_owned());
        for watcher in watchers {
            if self.keeps_away(full, &watcher) {
                continue;
            }
            for to in self.full_addresses(&watcher) {
                if self.sessions[&to].presence.is_some() {
                    let mut copy = presence.clone();
                    xml::set(&mut copy, "to", &to);
                    self.deliver(&to, &copy);
                }
            }
        }
    }

    /// Shows the presences of one account to all sessions of another.
    pub(super) fn show_presences(&mut self, of: &str, to: &str) {
        for full in self.full_addresses(to) {
            self.show_presences_to(of, &full);
        }
    }

    fn show_presences_to(&mut self, of: &str, full: &str) {
        if self.keeps_away(of, full) {
            return;
        }
        for session in self.full_addresses(of) {
            if let Some(mut presence) = self.sessions[&session].presence.clone() {
                xml::set(&mut presence, "to", full);
                self.deliver(full, &presence);
            }
        }
    }

    fn directed_presence(&mut self, full: &str, to: &str, presence: Element) {
        let kind = presence.attr("type").unwrap_or_default().to_owned();
        match kind.as_str() {
            "subscribe" => {
                let from = bare_of(full).to_owned();
                let inside: String = presence.children().map(xml::write).collect();
                self.subscription_asked(&from, bare_of(to), &inside);
            }
            "subscribed" | "unsubscribe" | "unsubscribed" => {
                let from = bare_of(full).to_owned();
                self.subscription(&from, bare_of(to), &kind);
            }
            // Only who may see somebody gets an answer (RFC 6121 §4.3.2).
            "probe" => {
                let of = bare_of(to).to_owned();
                let roster = &self.accounts[bare_of(full)].roster;
                if roster.seen().contains(&of) {
                    self.show_presences_to(&of, full);
                }
            }
            _ => {
                self.deliver(to, &presence);
            }
        }
    }
}

fn disco_info(to: Option<&str>, full: &str, archive: bool) -> String {
    let identity = match to {
        Some(to) if to == bare_of(full) && archive => {
            "<identity category='account' type='registered'/>\
             <feature var='http://jabber.org/protocol/pubsub#publish-options'/>\
             <feature var='urn:xmpp:mam:2'/><feature var='urn:xmpp:sid:0'/>"
        }
        Some(to) if to == bare_of(full) => {
            "<identity category='account' type='registered'/>\
             <feature var='http://jabber.org/protocol/pubsub#publish-options'/>"
        }
        _ => {
            "<identity category='server' type='im' name='in memory'/>\
             <feature var='urn:xmpp:reporting:1'/>"
        }
    };
    format!(
        "<query xmlns='http://jabber.org/protocol/disco#info'>{identity}\
         <feature var='http://jabber.org/protocol/disco#info'/>\
         <feature var='jabber:iq:roster'/><feature var='urn:xmpp:blocking'/>\
         <feature var='urn:xmpp:ping'/></query>"
    )
}
