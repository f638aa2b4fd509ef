//! Who in a small group is writing something (XEP-0085 §5.5): everybody would hear it of everybody, so only
//! where few are in it, who know each other.

use std::collections::BTreeMap;
use std::time::Instant;

use waxwing_proto::chat_state::{ChatState, Incoming, Support};
use waxwing_proto::message::Message as Wire;

use super::{Room, occupants};
use crate::ConversationId;
use crate::account::Account;

/// More don't write at once in a small group.
const MOST: usize = 30;

/// What those in a room are doing, by nick.
#[derive(Debug, Default)]
pub(super) struct Typing(BTreeMap<String, Incoming>);

impl Typing {
    /// Takes over what somebody's message says; whether another is writing by it.
    fn hear(&mut self, nick: &str, wire: &Wire, now: Instant) -> bool {
        if self.0.len() >= MOST && !self.0.contains_key(nick) {
            return false;
        }
        let one = self.0.entry(nick.to_owned()).or_default();
        let before = writes(one);
        one.handle_in_room(wire, now);
        let after = writes(one);
        if !after {
            self.0.remove(nick);
        }
        before != after
    }

    /// Somebody has gone; whether they were writing.
    pub(super) fn gone(&mut self, nick: &str) -> bool {
        self.0.remove(nick).is_some()
    }

    /// Time has passed; whether fewer are writing.
    fn tick(&mut self, now: Instant) -> bool {
        let before = self.0.len();
        self.0.retain(|_, one| !one.tick(now));
        self.0.len() != before
    }

    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.0.values().filter_map(Incoming::next_wake).min()
    }

    /// Those who are writing.
    pub(super) fn nicks(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

fn writes(one: &Incoming) -> bool {
    one.state() == Some(ChatState::Composing)
}

impl Room {
    /// Those who are writing, but for whom the person does not want to hear.
    pub(super) fn writing(&self) -> Vec<String> {
        let mut nicks = self.typing.nicks();
        nicks.retain(|nick| {
            let author = occupants::author(&self.occupants, nick, None);
            !self.ignored.iter().any(|one| one.is(&author))
        });
        nicks
    }
}

impl Account {
    /// Whether those in a room learn that we write, where it is one.
    pub(crate) fn tells_typing_in_room(&self, id: ConversationId) -> Option<bool> {
        let room = self.rooms.all.get(&id)?;
        Some(room.is_joined() && room.is_small_group() && self.book.privacy.typing)
    }

    /// We are in a room: there are always some who understand what is told of writing. Whether they are told
    /// depends on how many are there whenever there is something to tell.
    pub(super) fn expect_states_in_room(&mut self, id: ConversationId) {
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.composer.learn(Support::Yes);
        }
    }

    /// Somebody else says something in a room, or only that they write.
    pub(super) fn hear_typing(&mut self, id: ConversationId, nick: &str, wire: &Wire) {
        let room = self.rooms.all.get_mut(&id);
        if let Some(room) = room.filter(|room| room.is_small_group() && room.occupants.has(nick))
            && room.typing.hear(nick, wire, Instant::now())
        {
            self.dirty.insert(id);
        }
    }

    pub(super) fn tick_typing(&mut self, id: ConversationId, now: Instant) {
        if let Some(room) = self.rooms.all.get_mut(&id)
            && room.typing.tick(now)
        {
            self.dirty.insert(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn wire(inside: &str) -> Wire {
        let xml = format!("<message xmlns='jabber:client' type='groupchat'>{inside}</message>");
        Wire::parse(xml.parse().unwrap())
    }

    const COMPOSING: &str = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

    #[test]
    fn writing_ends_with_the_words_with_going_and_with_time() {
        let mut typing = Typing::default();
        let now = Instant::now();
        assert!(typing.hear("ana", &wire(COMPOSING), now));
        assert!(!typing.hear("ana", &wire(COMPOSING), now));
        assert!(typing.hear("theo", &wire(COMPOSING), now));
        assert!(typing.hear("pia", &wire(COMPOSING), now));
        assert_eq!(typing.nicks(), ["ana", "pia", "theo"]);
        assert!(typing.hear("ana", &wire("<body>so</body>"), now));
        assert!(typing.gone("theo") && !typing.gone("theo"));
        assert!(!typing.tick(now));
        let later = now + Duration::from_secs(120);
        assert!(typing.next_wake().is_some_and(|wake| wake < later));
        assert!(typing.tick(later));
        assert!(typing.nicks().is_empty() && typing.next_wake().is_none());
    }

    #[test]
    fn a_crowd_of_writers_fills_no_memory() {
        let mut typing = Typing::default();
        for number in 0..5_000 {
            typing.hear(&number.to_string(), &wire(COMPOSING), Instant::now());
        }
        assert_eq!(typing.nicks().len(), MOST);
    }
}
