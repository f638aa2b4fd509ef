//! What an account publishes for itself: nodes with items (XEP-0163), seen by its own sessions only.

use std::collections::BTreeMap;

use minidom::Element;

use super::hub::{State, bare_of};
use crate::xml;

const PUBSUB: &str = "http://jabber.org/protocol/pubsub";

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

    /// Keeps an item, and tells all sessions of the account; `false` where the order is none.
    pub(super) fn keep_item(&mut self, full: &str, pubsub: &Element) -> bool {
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
        items.insert(id, item.clone());
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
