//! The chat state of the other side, which must not outlive its sender.

use std::time::{Duration, Instant};

use crate::chat_state::{self, ChatState};
use crate::delay;
use crate::message::{Kind, Message};

/// Typing of which nothing more was heard for that long is over: the sender crashed, or its
/// connection did.
pub const COMPOSING_FOR: Duration = Duration::from_secs(60);

/// The chat state of the other side in one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    state: Option<ChatState>,
    until: Option<Instant>,
}

impl Incoming {
    /// Takes over a message from the other side; `true` if the state has changed.
    ///
    /// One that was held back says nothing about now, and one of a room nothing about this
    /// conversation.
    pub fn handle(&mut self, message: &Message, now: Instant) -> bool {
        message.kind != Kind::Groupchat && self.take(message, now)
    }

    /// The same of somebody in a room, who speaks to everybody there.
    pub fn handle_in_room(&mut self, message: &Message, now: Instant) -> bool {
        message.kind == Kind::Groupchat && self.take(message, now)
    }

    fn take(&mut self, message: &Message, now: Instant) -> bool {
        if message.kind == Kind::Error || delay::find(&message.payloads).is_some() {
            return false;
        }
        match chat_state::parse(message) {
            Some(state) => self.change(Some(state), now),
            // Whatever was being typed is here now.
            None if message.body("").is_some() => self.change(None, now),
            None => false,
        }
    }

    /// The other side went offline, or our connection did; `true` if the state has changed.
    pub fn unavailable(&mut self) -> bool {
        self.until = None;
        self.state.take().is_some()
    }

    /// Time has passed; `true` if the state has changed.
    pub fn tick(&mut self, now: Instant) -> bool {
        self.until.is_some_and(|until| until <= now) && self.unavailable()
    }

    fn change(&mut self, state: Option<ChatState>, now: Instant) -> bool {
        self.until = match state {
            Some(ChatState::Composing) => now.checked_add(COMPOSING_FOR),
            _ => None,
        };
        let changed = self.state != state;
        self.state = state;
        changed
    }

    /// What the other side is doing; `None`: not known.
    #[must_use]
    pub fn state(&self) -> Option<ChatState> {
        self.state
    }

    /// When [`Incoming::tick`] has something to do.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: &str, inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' type='{kind}'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    const COMPOSING: &str = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

    #[test]
    fn typing_ends_with_the_message() {
        let now = Instant::now();
        let mut romy = Incoming::default();
        assert!(romy.handle(&message("chat", COMPOSING), now));
        assert_eq!(romy.state(), Some(ChatState::Composing));
        assert!(!romy.handle(
            &message("chat", "<received xmlns='urn:xmpp:receipts' id='1'/>"),
            now
        ));
        assert!(romy.handle(&message("chat", "<body>hi</body>"), now));
        assert_eq!((romy.state(), romy.next_wake()), (None, None));
    }

    #[test]
    fn typing_ends_by_itself() {
        let now = Instant::now();
        let mut romy = Incoming::default();
        romy.handle(&message("chat", COMPOSING), now);
        let later = now + Duration::from_secs(50);
        assert!(!romy.handle(&message("chat", COMPOSING), later));
        assert!(!romy.tick(now + COMPOSING_FOR));
        assert_eq!(romy.next_wake(), Some(later + COMPOSING_FOR));
        assert!(romy.tick(later + COMPOSING_FOR));
        assert_eq!((romy.state(), romy.next_wake()), (None, None));
    }

    #[test]
    fn typing_ends_with_the_connection() {
        let mut romy = Incoming::default();
        assert!(!romy.unavailable());
        romy.handle(&message("chat", COMPOSING), Instant::now());
        assert!(romy.unavailable());
        assert_eq!(romy.state(), None);
    }

    #[test]
    fn what_is_old_or_of_elsewhere_says_nothing() {
        let now = Instant::now();
        let mut romy = Incoming::default();
        let old =
            format!("{COMPOSING}<delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>");
        assert!(!romy.handle(&message("chat", &old), now));
        assert!(!romy.handle(&message("groupchat", COMPOSING), now));
        assert!(!romy.handle(&message("error", COMPOSING), now));
    }
}
