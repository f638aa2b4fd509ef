//! What is said about a message and what can be done with it.

use super::*;
use crate::sample::{self, MINUTE};
use crate::world::World;
use waxwing_core::{TOO_LONG, Timestamp};

fn words(message: &Message, online: bool) -> String {
    let world = World::default();
    let context = Context {
        world: &world,
        now: sample::NOW,
        tokens: &theme::palette::LIGHT,
        focused: true,
        narrow: false,
        wide: false,
        by_groups: false,
    };
    progress(message, online, &context)
}

#[test]
fn each_state_has_its_words() {
    let mut message = sample::message(1, 5, Direction::Outgoing, "hi");
    let time = format::time(message.id.at);
    let later = format::time(Timestamp(message.id.at.0 + MINUTE));
    assert_eq!(
        words(&message, true),
        format!("Sent {time}, delivered {later}")
    );
    message.state = State::Sent;
    assert_eq!(words(&message, true), format!("Sent {time}"));
    message.state = State::Pending;
    assert_ne!(words(&message, true), words(&message, false));
    let theirs = sample::message(2, 5, Direction::Incoming, "hi");
    assert_eq!(words(&theirs, true), format!("Received {time}"));
}

#[test]
fn only_what_can_be_undone_has_a_way_to() {
    let count = |state| {
        let mut message = sample::message(1, 5, Direction::Outgoing, "hi");
        message.state = state;
        menu::items(&message).len()
    };
    assert_eq!(count(State::Sent), 2);
    assert_eq!(count(State::Pending), 4);
    let failed = State::Failed {
        condition: "item-not-found".to_owned(),
        text: String::new(),
    };
    assert_eq!(count(failed), 5);
    let too_long = State::Failed {
        condition: TOO_LONG.to_owned(),
        text: String::new(),
    };
    assert_eq!(count(too_long), 4, "again would be as long");
}
