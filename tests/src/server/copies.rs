//! Copies of messages for the other sessions of an account (XEP-0280).

use minidom::Element;

use super::hub::{State, bare_of};
use crate::xml;

const CARBONS: &str = "urn:xmpp:carbons:2";

impl State {
    /// A session wants copies from now on, or no longer.
    pub(super) fn set_copies(&mut self, full: &str, wanted: bool) {
        if let Some(session) = self.sessions.get_mut(full) {
            session.copies = wanted;
        }
    }

    /// The sessions of a bare address that did not get a message get a copy of it, and so do the
    /// other sessions of its sender.
    pub(super) fn copy(&mut self, message: &Element, to: &str, got: &[String]) {
        let said = match message.attr("type") {
            Some("chat") => true,
            Some("groupchat" | "error" | "headline") => false,
            _ => message.has_child("body", "jabber:client"),
        };
        if !said || message.has_child("private", CARBONS) {
            return;
        }
        let from = message.attr("from").unwrap_or_default().to_owned();
        for (name, bare) in [("received", bare_of(to)), ("sent", bare_of(&from))] {
            for full in self.full_addresses(bare) {
                if full == from || got.contains(&full) || !self.sessions[&full].copies {
                    continue;
                }
                let copy = format!(
                    "<message type='chat' from='{}' to='{}'><{name} xmlns='{CARBONS}'>\
                     <forwarded xmlns='urn:xmpp:forward:0'>{}</forwarded></{name}></message>",
                    xml::escape(bare),
                    xml::escape(&full),
                    xml::write(message).replacen("<message", "<message xmlns='jabber:client'", 1),
                );
                self.deliver(&full, &xml::parse(&copy));
            }
        }
    }
}
