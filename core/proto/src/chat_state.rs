//! Chat states (XEP-0085): who is typing.

use minidom::Element;

use crate::message::Message;

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
pub fn parse(_message: &Message) -> Option<ChatState> {
    unimplemented!()
}

/// As a payload.
#[must_use]
pub fn element(_state: ChatState) -> Element {
    unimplemented!()
}
