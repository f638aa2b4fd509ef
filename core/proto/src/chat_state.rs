//! Chat states (XEP-0085): who is typing.

use minidom::Element;

use crate::message::{Kind, Message};

mod composer;
mod incoming;

pub use composer::{Composer, PAUSED_AFTER, Support};
pub use incoming::{COMPOSING_FOR, Incoming};

/// The namespace.
pub const NS: &str = "http://jabber.org/protocol/chatstates";

/// What somebody is doing in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChatState {
    /// Looking at it.
    Active,
    /// Typing.
    Composing,
    /// Was typing, and stopped.
    Paused,
    /// Has not looked at it for a while.
    Inactive,
    /// Has closed it.
    Gone,
}

/// What a message says about its sender; never for one of type error.
#[must_use]
pub fn parse(message: &Message) -> Option<ChatState> {
    if message.kind == Kind::Error {
        return None;
    }
    let known = |payload: &Element| match payload.name() {
        "active" => Some(ChatState::Active),
        "composing" => Some(ChatState::Composing),
        "paused" => Some(ChatState::Paused),
        "inactive" => Some(ChatState::Inactive),
        "gone" => Some(ChatState::Gone),
        _ => None,
    };
    let mut states = message.payloads.iter().filter(|payload| payload.has_ns(NS));
    states.find_map(known)
}

/// As a payload.
#[must_use]
pub fn element(state: ChatState) -> Element {
    let name = match state {
        ChatState::Active => "active",
        ChatState::Composing => "composing",
        ChatState::Paused => "paused",
        ChatState::Inactive => "inactive",
        ChatState::Gone => "gone",
    };
    Element::bare(name, NS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::bodiless;
    use crate::xml::Tree;

    #[test]
    fn every_state_comes_back() {
        let to = "romy@example.org".parse().unwrap();
        for state in [
            ChatState::Active,
            ChatState::Composing,
            ChatState::Paused,
            ChatState::Inactive,
            ChatState::Gone,
        ] {
            let message = Message::parse(bodiless(&to, "1").with(element(state)));
            assert_eq!(parse(&message), Some(state));
        }
    }

    #[test]
    fn errors_and_inventions_say_nothing() {
        for xml in [
            "<message xmlns='jabber:client' type='error'>\
             <composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
            "<message xmlns='jabber:client'>\
             <yawning xmlns='http://jabber.org/protocol/chatstates'/></message>",
            "<message xmlns='jabber:client'><composing xmlns='x'/></message>",
        ] {
            assert_eq!(parse(&Message::parse(xml.parse().unwrap())), None);
        }
    }
}
