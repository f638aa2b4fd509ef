//! Rosters and subscriptions (RFC 6121 §2 and §3), for accounts that all live on this server.

use std::collections::{BTreeMap, BTreeSet};

use minidom::Element;

use super::hub::{State, bare_of};
use super::route::PUSH;
use crate::xml;

/// The roster of one account.
#[derive(Debug, Default)]
pub(super) struct Roster {
    items: BTreeMap<String, Item>,
    /// Who asked to see this account and waits for an answer.
    pending: BTreeSet<String>,
    /// Who may see this account as soon as they ask (§3.4).
    approved: BTreeSet<String>,
    /// Counts the changes (§2.6).
    version: u64,
}

#[derive(Clone, Debug, Default)]
struct Item {
    name: String,
    groups: Vec<String>,
    /// This account sees the contact.
    to: bool,
    /// The contact sees this account.
    from: bool,
    /// This account asked to see the contact.
    ask: bool,
}

impl Item {
    fn xml(&self, jid: &str, approved: bool) -> String {
        let subscription = match (self.to, self.from) {
            (true, true) => "both",
            (true, false) => "to",
            (false, true) => "from",
            (false, false) => "none",
        };
        let name = xml::escape(&self.name);
        let name = (!name.is_empty()).then(|| format!(" name='{name}'"));
        let ask = if self.ask { " ask='subscribe'" } else { "" };
        let approved = if approved { " approved='true'" } else { "" };
        let group = |group: &String| format!("<group>{}</group>", xml::escape(group));
        let groups: String = self.groups.iter().map(group).collect();
        format!(
            "<item jid='{}' subscription='{subscription}'{}{ask}{approved}>{groups}</item>",
            xml::escape(jid),
            name.unwrap_or_default()
        )
    }
}

impl Roster {
    /// Puts a contact on it.
    pub(super) fn seed(&mut self, contact: &str, name: &str, subscription: &str) {
        let item = Item {
            name: name.to_owned(),
            groups: Vec::new(),
            to: matches!(subscription, "to" | "both"),
            from: matches!(subscription, "from" | "both"),
            ask: false,
        };
        self.items.insert(contact.to_owned(), item);
    }

    /// Whether somebody is on it.
    pub(super) fn holds(&self, contact: &str) -> bool {
        self.items.contains_key(contact)
    }

    /// Whose presence this account sees.
    pub(super) fn seen(&self) -> Vec<String> {
        self.those(|item| item.to)
    }

    /// Who sees this account's presence.
    pub(super) fn watchers(&self) -> Vec<String> {
        self.those(|item| item.from)
    }

    /// Who waits for an answer.
    pub(super) fn pending(&self) -> impl Iterator<Item = &String> {
        self.pending.iter()
    }

    fn those(&self, wanted: impl Fn(&Item) -> bool) -> Vec<String> {
        let wanted = self.items.iter().filter(|(_, item)| wanted(item));
        wanted.map(|(jid, _)| jid.clone()).collect()
    }

    fn item(&self, jid: &str) -> String {
        let item = self.items.get(jid).cloned().unwrap_or_default();
        item.xml(jid, self.approved.contains(jid))
    }

    /// The answer to who holds this version; nothing where it is the present one.
    fn query(&self, held: Option<&str>) -> String {
        let version = self.version.to_string();
        if held == Some(version.as_str()) {
            return String::new();
        }
        let items: String = self.items.keys().map(|jid| self.item(jid)).collect();
        format!("<query xmlns='jabber:iq:roster' ver='{version}'>{items}</query>")
    }
}

impl State {
    /// An `iq` about the roster of the account it comes from.
    pub(super) fn roster_iq(&mut self, full: &str, iq: &Element) {
        let bare = bare_of(full).to_owned();
        let id = xml::escape(iq.attr("id").unwrap_or_default());
        let get = iq.attr("type") == Some("get");
        let answer = if get {
            let held = iq.children().next().and_then(|query| query.attr("ver"));
            let query = self.accounts[&bare].roster.query(held);
            format!("<iq type='result' id='{id}' to='{full}'>{query}</iq>")
        } else {
            format!("<iq type='result' id='{id}' to='{full}'/>")
        };
        if !get {
            for item in iq.children().flat_map(Element::children) {
                self.roster_set(&bare, item);
            }
        }
        self.deliver(full, &xml::parse(&answer));
    }

    fn roster_set(&mut self, bare: &str, item: &Element) {
        let Some(jid) = item.attr("jid") else {
            return;
        };
        if item.attr("subscription") == Some("remove") {
            self.subscription(bare, jid, "unsubscribe");
            self.subscription(bare, jid, "unsubscribed");
            self.accounts
                .get_mut(bare)
                .map(|account| account.roster.items.remove(jid));
            let gone = format!("<item jid='{}' subscription='remove'/>", xml::escape(jid));
            self.push_item(bare, &gone);
            return;
        }
        let name = item.attr("name").unwrap_or_default().to_owned();
        let groups = item.children().map(Element::text).collect();
        self.change_item(bare, jid, |item| (item.name, item.groups) = (name, groups));
    }

    /// A subscription stanza of one account to another, both by their bare addresses.
    pub(super) fn subscription(&mut self, from: &str, to: &str, kind: &str) {
        match kind {
            "subscribe" => self.subscription_asked(from, to, ""),
            "subscribed" => self.subscription_granted(from, to),
            "unsubscribe" => {
                self.withdraw(to, from);
                self.change_known(from, to, |item| (item.to, item.ask) = (false, false));
                self.change_known(to, from, |item| item.from = false);
                self.subscription_notice(from, to, kind);
            }
            _ => {
                self.withdraw(from, to);
                let account = self.accounts.get_mut(from);
                account.map(|account| account.roster.approved.remove(to));
                self.change_known(from, to, |item| item.from = false);
                self.change_known(to, from, |item| (item.to, item.ask) = (false, false));
                self.subscription_notice(from, to, kind);
            }
        }
    }

    /// A request, with what it carries.
    pub(super) fn subscription_asked(&mut self, from: &str, to: &str, inside: &str) {
        self.change_item(from, to, |item| item.ask = !item.to);
        self.subscription_request(from, to, inside);
    }

    fn subscription_request(&mut self, from: &str, to: &str, inside: &str) {
        let Some(account) = self.accounts.get_mut(to) else {
            return;
        };
        let known = account.roster.items.get(from);
        if known.is_some_and(|item| item.from) || account.roster.approved.remove(from) {
            self.subscription(to, from, "subscribed");
            return;
        }
        account.roster.pending.insert(from.to_owned());
        self.subscription_told(from, to, "subscribe", inside);
    }

    fn subscription_granted(&mut self, from: &str, to: &str) {
        self.withdraw(from, to);
        let asked = self
            .accounts
            .get(to)
            .and_then(|account| account.roster.items.get(from))
            .is_some_and(|item| item.ask || item.to);
        if !asked {
            // In advance.
            let account = self.accounts.get_mut(from);
            account.map(|account| account.roster.approved.insert(to.to_owned()));
            self.change_item(from, to, |_| ());
            return;
        }
        self.change_item(from, to, |item| item.from = true);
        self.subscription_notice(from, to, "subscribed");
        self.change_item(to, from, |item| (item.to, item.ask) = (true, false));
        self.show_presences(from, to);
    }

    fn withdraw(&mut self, from: &str, to: &str) {
        if let Some(account) = self.accounts.get_mut(from) {
            account.roster.pending.remove(to);
        }
    }

    fn subscription_notice(&mut self, from: &str, to: &str, kind: &str) {
        self.subscription_told(from, to, kind, "");
    }

    fn subscription_told(&mut self, from: &str, to: &str, kind: &str, inside: &str) {
        let notice = format!(
            "<presence from='{}' to='{}' type='{kind}'>{inside}</presence>",
            xml::escape(from),
            xml::escape(to)
        );
        let notice = xml::parse(&notice);
        for full in self.full_addresses(to) {
            self.deliver(&full, &notice);
        }
    }

    fn change_known(&mut self, bare: &str, jid: &str, change: impl FnOnce(&mut Item)) {
        let account = self.accounts.get(bare);
        if account.is_some_and(|account| account.roster.items.contains_key(jid)) {
            self.change_item(bare, jid, change);
        }
    }

    /// Changes an item, making it where there is none, and tells the account's sessions.
    fn change_item(&mut self, bare: &str, jid: &str, change: impl FnOnce(&mut Item)) {
        let Some(account) = self.accounts.get_mut(bare) else {
            return;
        };
        let item = account.roster.items.entry(jid.to_owned()).or_default();
        change(item);
        let item = account.roster.item(jid);
        self.push_item(bare, &item);
    }

    fn push_item(&mut self, bare: &str, item: &str) {
        let Some(account) = self.accounts.get_mut(bare) else {
            return;
        };
        account.roster.version += 1;
        let version = account.roster.version;
        for full in self.full_addresses(bare) {
            let id = self.next_id();
            let push = format!(
                "<iq type='set' id='{PUSH}{id}' to='{}'><query xmlns='jabber:iq:roster' \
                 ver='{version}'>{item}</query></iq>",
                xml::escape(&full)
            );
            self.deliver(&full, &xml::parse(&push));
        }
    }
}
