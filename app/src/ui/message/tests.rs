//! What is said about a message and what can be done with it.

use super::*;
use crate::action::Action;
use crate::format;
use crate::sample::{self, MINUTE};
use crate::theme;
use crate::world::World;
use waxwing_core::model::State;
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
        tight: false,
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

/// The entries of a message's menu.
fn offered(message: &Message) -> Vec<Action> {
    let offers = menu::offers(message).into_iter();
    offers.map(|(action, _)| action).collect()
}

#[test]
fn only_what_can_be_done_is_offered() {
    use Action as A;
    let ours = |state| {
        let mut message = sample::message(1, 5, Direction::Outgoing, "hi");
        message.state = state;
        message
    };
    let failed = |condition: &str| State::Failed {
        condition: condition.to_owned(),
        text: String::new(),
    };
    let common = [A::CopyMessage, A::Mark, A::Delivery];
    let has = |message: &Message, wanted: &[A], not: &[A]| {
        let offered = offered(message);
        assert!(
            wanted.iter().all(|one| offered.contains(one)),
            "{offered:?}"
        );
        assert!(!not.iter().any(|one| offered.contains(one)), "{offered:?}");
    };
    let sent = ours(State::Sent);
    has(&sent, &common, &[A::Discard, A::Retry, A::Versions]);
    has(
        &sent,
        &[A::Reply, A::React, A::Edit, A::Forward, A::Retract],
        &[],
    );
    let pending = ours(State::Pending);
    has(
        &pending,
        &[A::Discard, A::Edit],
        &[A::Retract, A::React, A::Retry],
    );
    let back = ours(failed("item-not-found"));
    has(
        &back,
        &[A::Retry, A::Discard, A::Edit],
        &[A::Retract, A::Reply, A::Forward],
    );
    has(&ours(failed(TOO_LONG)), &[A::Discard], &[A::Retry]);

    let mut theirs = sample::message(2, 5, Direction::Incoming, "hi");
    theirs.edited_at = Some(sample::NOW);
    has(
        &theirs,
        &[A::Reply, A::React, A::Versions],
        &[A::Edit, A::Retract, A::Delivery],
    );
    theirs.retracted_at = Some(sample::NOW);
    // Nothing of it is left but that it was there, and that may go from here, too.
    assert_eq!(offered(&theirs), [A::Forget]);
}
