//! What an account publishes for itself: nodes with items (XEP-0163), seen by its own sessions only.

use std::collections::BTreeMap;

use minidom::Element;

use super::hub::{State, bare_of};
use crate::xml;

const PUBSUB: &str = "http://jabber.org/protocol/pubsub";

/// Which picture somebody shows (XEP-0084): told to their contacts too.
const AVATAR: &str = "urn:xmpp:avatar:metadata";

/// Its bytes, which their contacts may ask for.
const AVATAR_BYTES: &str = "urn:xmpp:avatar:data";

/// What devices publish for encryption (XEP-0384), which everybody may ask for.
fn is_of_devices(node: &str) -> bool {
    node.starts_with("eu.siacs.conversations.axolotl.") || node.starts_with("urn:xmpp:omemo:2:")
}

/// Their lists, which contacts are told.
fn is_list_of_devices(node: &str) -> bool {
    is_of_devices(node) && node.contains("device")
}

/// The nodes of one account: items by name, in each.
pub(super) type Nodes = BTreeMap<String, BTreeMap<String, Element>>;

impl State {
    /// What stands in a node of the own account; `None` where there is no such node.
    pub(super) fn items_of(&self, bare: &str, pubsub: &Element) -> Option<String> {
        let node = pubsub.get_child("items", PUBSUB)?.attr("node")?;
        let items = self.accounts.get(bare)?.person.nodes.get(node)?;
        let items: String = items.values().map(xml::write).collect();
        Some(format!(
            "<pubsub xmlns='{PUBSUB}'><items node='{}'>{items}</items></pubsub>",
            xml::escape(node)
        ))
    }

    /// What stands in a node of another account, for who may ask.
    pub(super) fn shown_items_of(&self, bare: &str, pubsub: &Element) -> Option<String> {
        let node = pubsub.get_child("items", PUBSUB)?.attr("node")?;
        if node != AVATAR_BYTES && node != AVATAR && !is_of_devices(node) {
            return None;
        }
        let asked = pubsub.get_child("items", PUBSUB)?.children();
        let asked: Vec<&str> = asked.filter_map(|item| item.attr("id")).collect();
        let all = self.accounts.get(bare)?.person.nodes.get(node)?;
        let wanted = all
            .iter()
            .filter(|(id, _)| asked.is_empty() || asked.contains(&id.as_str()));
        let items: String = wanted.map(|(_, item)| xml::write(item)).collect();
        Some(format!(
            "<pubsub xmlns='{PUBSUB}'><items node='{}'>{items}</items></pubsub>",
            xml::escape(node)
        ))
    }

    /// Tells a session which picture somebody shows.
    pub(super) fn show_avatar(&mut self, owner: &str, full: &str) {
        self.show_node(AVATAR, owner, full);
    }

    /// Tells a session what stands in a node of somebody.
    fn show_node(&mut self, name: &str, owner: &str, full: &str) {
        let account = self.accounts.get(owner);
        let node = account.and_then(|account| account.person.nodes.get(name));
        let Some((id, item)) = node.and_then(|items| items.last_key_value()) else {
            return;
        };
        let inside: String = item.children().map(xml::write).collect();
        let event = format!(
            "<message type='headline' from='{}' to='{}'><event xmlns='{PUBSUB}#event'>\
             <items node='{name}'><item id='{}'>{inside}</item></items></event></message>",
            xml::escape(owner),
            xml::escape(full),
            xml::escape(id),
        );
        self.deliver(full, &xml::parse(&event));
    }

    /// Takes an item away, and tells all sessions of the account.
    fn drop_item(&mut self, full: &str, retract: &Element) -> bool {
        let id = retract.children().next().and_then(|item| item.attr("id"));
        let (Some(node), Some(id)) = (retract.attr("node"), id) else {
            return false;
        };
        let bare = bare_of(full).to_owned();
        let account = self.accounts.get_mut(&bare);
        let items = account.and_then(|account| account.person.nodes.get_mut(node));
        if items.and_then(|items| items.remove(id)).is_none() {
            return false;
        }
        for session in self.full_addresses(&bare) {
            let event = format!(
                "<message type='headline' from='{}' to='{}'>\
                 <event xmlns='{PUBSUB}#event'><items node='{}'><retract id='{}'/>\
                 </items></event></message>",
                xml::escape(&bare),
                xml::escape(&session),
                xml::escape(node),
                xml::escape(id),
            );
            self.deliver(&session, &xml::parse(&event));
        }
        true
    }

    /// Keeps an item, and tells all sessions of the account; `false` where the order is none.
    pub(super) fn keep_item(&mut self, full: &str, pubsub: &Element) -> bool {
        if let Some(retract) = pubsub.get_child("retract", PUBSUB) {
            return self.drop_item(full, retract);
        }
        let Some(publish) = pubsub.get_child("publish", PUBSUB) else {
            return false;
        };
        let (Some(node), Some(item)) = (publish.attr("node"), publish.children().next()) else {
            return false;
        };
        let bare = bare_of(full).to_owned();
        let Some(account) = self.accounts.get_mut(&bare) else {
            return false;
        };
        let id = item.attr("id").unwrap_or("current").to_owned();
        let items = account.person.nodes.entry(node.to_owned()).or_default();
        if node == AVATAR {
            items.clear();
        }
        items.insert(id, item.clone());
        if node == AVATAR || is_list_of_devices(node) {
            for watcher in self.accounts[&bare].roster.watchers() {
                for session in self.full_addresses(&watcher) {
                    self.show_node(node, &bare, &session);
                }
            }
        }
        let inside: String = item.children().map(xml::write).collect();
        for session in self.full_addresses(&bare) {
            let event = format!(
                "<message type='headline' from='{}' to='{}'>\
                 <event xmlns='{PUBSUB}#event'><items node='{}'><item id='{}'>{inside}</item>\
                 </items></event></message>",
                xml::escape(&bare),
                xml::escape(&session),
                xml::escape(node),
                xml::escape(item.attr("id").unwrap_or("current")),
            );
            self.deliver(&session, &xml::parse(&event));
        }
        true
    }
}
