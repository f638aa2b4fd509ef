//! docs/engine-protocol.md against the engine's enums.

use serde_json::Value;
use waxwing_core::command::{account, contact, conversation};
use waxwing_core::{Change, Command, Event, event};

/// The example lines below `## Commands` or `## Events`.
fn examples(section: &str) -> Vec<&'static str> {
    let page = include_str!("../../../docs/engine-protocol.md");
    let below = page
        .split(&format!("\n## {section}\n"))
        .nth(1)
        .expect("the section");
    let part = below.split("\n## ").next().expect("its text");
    part.lines().filter(|line| line.starts_with('{')).collect()
}

fn commands() -> Vec<Command> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    examples("Commands").into_iter().map(read).collect()
}

fn events() -> Vec<Event> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    examples("Events").into_iter().map(read).collect()
}

/// The place of a command in [`COMMANDS`]. A new variant does not compile until it has one, and does
/// not pass until the page has an example of it.
fn place_of_command(command: &Command) -> usize {
    match command {
        Command::Account(command) => match command {
            account::Command::SignIn { .. } => 0,
            account::Command::CancelSignIn { .. } => 1,
            account::Command::SetPassword { .. } => 2,
            account::Command::Connect { .. } => 3,
            account::Command::SetPresence { .. } => 4,
            account::Command::Remove { .. } => 5,
        },
        Command::Contact(command) => match command {
            contact::Command::Add { .. } => 6,
            contact::Command::Accept { .. } => 7,
            contact::Command::Decline { .. } => 8,
            contact::Command::Rename { .. } => 9,
            contact::Command::Remove { .. } => 10,
        },
        Command::Conversation(_, command) => match command {
            conversation::Command::Open => 11,
            conversation::Command::Close => 12,
            conversation::Command::LoadOlder { .. } => 13,
            conversation::Command::Send { .. } => 14,
            conversation::Command::Resend { .. } => 15,
            conversation::Command::Discard { .. } => 16,
            conversation::Command::Compose(_) => 17,
            conversation::Command::MarkRead => 18,
        },
        Command::Shutdown => 19,
        Command::Attention(_) => 20,
    }
}

/// How many kinds of commands there are.
const COMMANDS: usize = 21;

/// The same for events.
fn place_of_event(event: &Event) -> usize {
    match event {
        Event::Ready => 0,
        Event::Account(event) => match event {
            event::account::Event::Changed(_) => 1,
            event::account::Event::Removed(_) => 2,
        },
        Event::Conversation(event) => match event {
            event::conversation::Event::Changed(_) => 3,
            event::conversation::Event::Removed(_) => 4,
            event::conversation::Event::Timeline(_, change) => match change {
                Change::Reset { .. } => 5,
                Change::Older { .. } => 6,
                Change::Upserted(_) => 7,
                Change::Removed(_) => 8,
            },
            event::conversation::Event::Notice { .. } => 9,
        },
        Event::Done(_, Ok(())) => 10,
        Event::Done(_, Err(_)) => 11,
        Event::StoreFailed(_) => 12,
        Event::Recovered(_) => 13,
    }
}

/// How many kinds of events there are.
const EVENTS: usize = 14;

fn assert_all(mut places: Vec<usize>, count: usize) {
    places.sort_unstable();
    places.dedup();
    assert_eq!(
        places,
        (0..count).collect::<Vec<_>>(),
        "kinds without an example"
    );
}

#[test]
fn the_page_has_an_example_of_every_command() {
    assert_all(commands().iter().map(place_of_command).collect(), COMMANDS);
}

#[test]
fn the_page_has_an_example_of_every_event() {
    assert_all(events().iter().map(place_of_event).collect(), EVENTS);
}

#[test]
fn the_examples_of_events_are_what_the_engine_writes() {
    for (line, event) in examples("Events").into_iter().zip(events()) {
        let said: Value = serde_json::from_str(line).expect("JSON");
        let written = match serde_json::to_value(&event).expect("JSON") {
            Value::String(word) => serde_json::json!({ word: null }),
            written => written,
        };
        assert_eq!(said, written, "{line}");
    }
}
