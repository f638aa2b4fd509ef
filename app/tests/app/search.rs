//! Searching: the keys, the words, the filters, and where a hit leads.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::sample::finding::{self, answer, asked, found, hit, hits, press_everywhere};
use waxwing::sample::talk::{self, ROMY, signed_in, talk, timeline, with_romy_quietly};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::conversation::Command as Deed;
use waxwing_core::command::history::Command as History;
use waxwing_core::command::search::{Command as Ask, Filter, Sender};
use waxwing_core::{Change, Command, ConversationId, Error, Event, Timestamp};

const SIZE: (f32, f32) = (1000.0, 700.0);

/// What the engine was asked: the words and the filter of each search.
fn questions(sent: Vec<Command>) -> Vec<(String, Option<ConversationId>, Filter)> {
    let all = sent.into_iter().filter_map(|command| match command {
        Command::Search(Ask::Messages {
            words,
            conversation,
            filter,
            ..
        }) => Some((words, conversation, filter)),
        _ => None,
    });
    all.collect()
}

fn field(scene: &mut Scene, name: &str) -> String {
    let field = scene.role(Role::SearchField, name).expect("a field");
    field.report.value.unwrap_or_default()
}

#[test]
fn one_question_is_under_way_at_a_time_and_the_last_one_wins() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    press_everywhere(&mut scene);
    scene.type_text("s");
    let (first, _) = asked(&mut scene).expect("a question");
    scene.type_text("tation");
    assert!(asked(&mut scene).is_none(), "one at a time");
    let stale = vec![hit(1, 950, 9, "[s]omething else")];
    scene.tell([found(first, stale, None)]);
    let sent = scene.sent();
    assert!(scene.find("something else").is_none(), "out of date");
    let (words, scope, filter) = questions(sent.clone()).pop().expect("the next question");
    assert_eq!((words.as_str(), scope), ("station", None));
    assert_eq!(filter, Filter::default());
    let Some(Command::Search(Ask::Messages { request, .. })) = sent.last() else {
        panic!("{sent:?}");
    };
    scene.tell([found(*request, hits(), None)]);
    scene.settle();
    assert!(scene.find("Messages").is_some());
    let said = scene.roles(Role::ListItem);
    assert!(
        said.iter()
            .any(|row| row.report.name.contains("which station?"))
    );
}

#[test]
fn people_stand_above_what_they_said() {
    let mut scene = finding::people_and_messages(SIZE, Mode::Light);
    let person = scene.find("Ana Bauer").expect("a person");
    let message = scene.find("Messages").expect("the messages");
    assert!(person.y < message.y);
    scene.key(Named::ArrowDown);
    scene.key(Named::ArrowDown);
    scene.key(Named::ArrowDown);
    scene.settle();
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert!(
        sent.iter()
            .any(|command| matches!(command, Command::Conversation(_, Deed::OpenAt { .. }))),
        "{sent:?}"
    );
}

#[test]
fn a_hit_opens_its_conversation_there_and_leads_back_to_the_newest() {
    let mut scene = finding::everywhere(SIZE, Mode::Light, "station");
    answer(&mut scene, hits(), None);
    let at = hits()[2].message.id.at;
    let rows = scene.roles(Role::ListItem);
    let row = rows
        .iter()
        .find(|row| row.report.name.contains("already"))
        .expect("the hit");
    scene.click_at(row.bounds.center());
    scene.settle();
    let open = Command::Conversation(ROMY, Deed::OpenAt { at });
    assert_eq!(scene.sent(), [open]);
    let around = |seq: u64| {
        Arc::new(waxwing::sample::message(
            seq,
            9 * 24 * 60 + 903 - seq as i64,
            waxwing_core::model::Direction::Incoming,
            &format!("line {seq}"),
        ))
    };
    scene.tell([timeline(Change::Around {
        items: (880..930).map(around).collect(),
        older: true,
        newer: true,
    })]);
    scene.settle();
    assert!(scene.find("line 903").is_some(), "the hit is on screen");
    let sent = scene.sent();
    assert!(
        !sent
            .iter()
            .any(|command| matches!(command, Command::Conversation(_, Deed::MarkRead))),
        "what is newer was not seen"
    );
    assert_eq!(field(&mut scene, "Search"), "station", "the hits stay");
    scene.click_role(Role::Button, "Jump to the newest message");
    assert_eq!(scene.sent(), [Command::Conversation(ROMY, Deed::Open)]);
    scene.tell([talk::messages(talk(), false)]);
    scene.settle();
    assert!(scene.find("Can you hear me?").is_some());
}

#[test]
fn newer_pages_follow_and_nothing_jumps() {
    let mut scene = finding::hit_shown(SIZE, Mode::Light);
    let sent = scene.sent();
    let after = talk()
        .iter()
        .filter(|item| !matches!(item.id.seq, 8..=10))
        .map(|item| item.id)
        .max();
    let wanted = after.map(|after| Command::Conversation(ROMY, Deed::LoadNewer { after }));
    assert!(sent.contains(&wanted.expect("an end")), "{sent:?}");
    let before = scene.find("Yes! 19:00 at the station").expect("the hit");
    let item = waxwing::sample::message(30, 0, waxwing_core::model::Direction::Incoming, "newer");
    scene.tell([timeline(Change::Newer {
        items: vec![Arc::new(item)],
        newer: false,
    })]);
    scene.settle();
    let after = scene.find("Yes! 19:00 at the station").expect("the hit");
    assert!((before.y - after.y).abs() < 1.0, "{before:?} {after:?}");
}

#[test]
fn the_search_in_a_conversation_walks_through_its_hits() {
    let mut scene = with_romy_quietly(SIZE.0, SIZE.1, Mode::Light);
    scene.ctrl("f");
    scene.settle();
    scene.type_text("station");
    let (_, scope) = asked(&mut scene).expect("a question");
    assert_eq!(scope, Some(ROMY));
    let mut scene = finding::found_here(SIZE, Mode::Light);
    let place = |scene: &mut Scene, words: &str| scene.find(words).is_some();
    assert!(place(&mut scene, "3 hits and more"));
    let opened = |scene: &mut Scene| {
        let sent = scene.sent().into_iter();
        let mut places = sent.filter_map(|command| match command {
            Command::Conversation(_, Deed::OpenAt { at }) => Some(at),
            _ => None,
        });
        places.next()
    };
    let at = |place: usize| {
        let all = hits();
        let mut ours = all.iter().filter(|hit| hit.conversation == ROMY);
        ours.nth(place).map(|hit| hit.message.id.at)
    };
    let _ = opened(&mut scene);
    scene.key(Named::Enter);
    assert_eq!(opened(&mut scene), at(0));
    scene.key(Named::F3);
    assert_eq!(opened(&mut scene), at(1));
    scene.key_with(Key::Named(Named::Enter), Modifiers::SHIFT);
    assert_eq!(opened(&mut scene), at(0));
    scene.key_with(Key::Named(Named::F3), Modifiers::SHIFT);
    assert_eq!(opened(&mut scene), at(0), "there is nothing newer");
    scene.key(Named::Escape);
    scene.settle();
    assert!(
        scene
            .role(Role::SearchField, "Search in this conversation")
            .is_none()
    );
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Message to Romy Keller");
}

#[test]
fn filters_are_chosen_with_the_mouse_and_taken_out_again() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    press_everywhere(&mut scene);
    scene.click_role(Role::Button, "Filter: From");
    scene.settle();
    scene.click_role(Role::MenuItem, "Me");
    scene.settle();
    assert_eq!(field(&mut scene, "Search"), "from:me");
    scene.click_role(Role::Button, "Filter: With");
    scene.settle();
    scene.click_role(Role::MenuItem, "A link");
    scene.settle();
    let (request, _) = asked(&mut scene).expect("a question");
    scene.tell([found(request, Vec::new(), None)]);
    let (words, _, filter) = questions(scene.sent()).pop().expect("the next one");
    assert_eq!(words, "");
    assert_eq!(filter.from, [Sender::Me]);
    assert!(filter.link);
    scene.click_role(Role::Button, "Remove the filter “From: me”");
    scene.settle();
    assert_eq!(field(&mut scene, "Search"), "has:link");
    scene.click_role(Role::Button, "Filter: Date");
    scene.settle();
    scene.click_role(Role::MenuItem, "From a day on…");
    scene.settle();
    scene.type_text("2026-02");
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(field(&mut scene, "Search"), "has:link after:2026-02-01");
}

#[test]
fn a_search_says_what_is_the_matter() {
    let mut scene = finding::everywhere(SIZE, Mode::Light, "from:zeppelin");
    assert!(questions(scene.sent()).len() <= "zeppelin".len());
    let scene_of = |words: &str| finding::everywhere(SIZE, Mode::Light, words);
    let mut nothing = scene_of("zeppelin");
    answer(&mut nothing, Vec::new(), None);
    assert!(nothing.role(Role::Status, "No message has this.").is_some());
    let mut wrong = scene_of("on:2026-02-30");
    assert!(
        wrong
            .role(
                Role::Status,
                "“on:2026-02-30” says nothing and is left out."
            )
            .is_some()
    );
    let mut failed = scene_of("zeppelin");
    let (request, _) = asked(&mut failed).expect("a question");
    failed.tell([Event::Done(request, Err(Error::TimedOut))]);
    let (request, _) = asked(&mut failed).expect("what was typed since");
    failed.tell([Event::Done(request, Err(Error::TimedOut))]);
    failed.settle();
    failed.click("Search again");
    assert!(asked(&mut failed).is_some());
}

#[test]
fn a_day_is_gone_to() {
    let mut scene = finding::calendar(SIZE, Mode::Light);
    scene.type_text("2026-01-31");
    scene.key(Named::Enter);
    scene.settle();
    let sent = scene.sent();
    let [Command::Conversation(ROMY, Deed::OpenAt { at: Timestamp(at) })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    let noon = 1_769_860_800_000_000_i64;
    assert!((at - noon).abs() <= 26 * 3_600_000_000, "{at}");
}

#[test]
fn a_day_that_is_still_on_the_server_is_fetched() {
    let mut scene = with_romy_quietly(SIZE.0, SIZE.1, Mode::Light);
    let mut account = waxwing::sample::account(waxwing::sample::online());
    account.history.reached = Some(talk::ago(60));
    let told = waxwing_core::event::account::Event::Changed(Arc::new(account));
    scene.tell([Event::Account(told)]);
    scene.message(finding::going_to_a_day());
    scene.settle();
    scene.type_text("2026-01-31");
    scene.key(Named::Enter);
    scene.settle();
    let sent = scene.sent();
    let Some(Command::History(History::FetchAround { request, at, .. })) = sent.last() else {
        panic!("{sent:?}");
    };
    let label = "Fetching what was said around 31 January 2026 from the server…";
    assert!(scene.role(Role::Status, label).is_some());
    scene.tell([Event::Done(*request, Err(Error::TimedOut))]);
    scene.settle();
    assert!(scene.role(Role::Status, label).is_none());
    scene.click("Close");
    scene.message(finding::going_to_a_day());
    scene.settle();
    scene.type_text("2026-01-31");
    scene.key(Named::Enter);
    scene.settle();
    let sent = scene.sent();
    let Some(Command::History(History::FetchAround { request, .. })) = sent.last() else {
        panic!("{sent:?}");
    };
    scene.tell([Event::Done(*request, Ok(()))]);
    assert_eq!(
        scene.sent(),
        [Command::Conversation(ROMY, Deed::OpenAt { at: *at })]
    );
}

#[test]
fn what_is_only_on_the_server_is_found_and_fetched() {
    let mut scene = finding::on_server(SIZE, Mode::Light);
    let heading = scene.role(Role::Heading, "Only on the server");
    assert!(heading.is_some());
    let all = scene.roles(Role::ListItem);
    let remote = |name: &str| name.contains("(only on the server)");
    let remote = all.iter().filter(|row| remote(&row.report.name));
    let places: Vec<_> = remote.map(|row| row.bounds.center()).collect();
    // What is here as well stands there once.
    assert_eq!(places.len(), 2);
    scene.sent();
    scene.click_at(places[0]);
    scene.settle();
    let sent = scene.sent();
    let Some(Command::History(History::FetchAround { request, at, .. })) = sent.last() else {
        panic!("{sent:?}");
    };
    scene.tell([Event::Done(*request, Ok(()))]);
    assert_eq!(
        scene.sent().last(),
        Some(&Command::Conversation(ROMY, Deed::OpenAt { at: *at }))
    );
}

#[test]
fn a_server_that_cannot_search_says_so() {
    let mut scene = finding::asking_server(SIZE, Mode::Light);
    assert!(
        scene
            .role(Role::Status, "The server is searching…")
            .is_some()
    );
    let request = finding::asked_server(&mut scene).expect("a question");
    scene.tell([Event::Done(request, Err(Error::NotOffered))]);
    scene.settle();
    let label =
        "This server can’t search what it keeps. Going to a date fetches what was said then.";
    assert!(scene.role(Role::Status, label).is_some());
    assert!(scene.role(Role::Button, "Search on the server").is_none());
    // Other words are another question.
    press_everywhere(&mut scene);
    scene.type_text("x");
    answer(&mut scene, Vec::new(), None);
    assert!(scene.role(Role::Button, "Search on the server").is_some());
    scene.click("Search on the server");
    let request = finding::asked_server(&mut scene).expect("a question");
    scene.tell([Event::Done(request, Err(Error::TimedOut))]);
    scene.settle();
    scene.click("Search again");
    assert!(finding::asked_server(&mut scene).is_some(), "once more");
}

#[test]
fn filters_go_to_the_server_too() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    finding::partly_here(&mut scene);
    press_everywhere(&mut scene);
    scene.type_text("station from:me before:2026-11-01 has:link");
    scene.settle();
    answer(&mut scene, Vec::new(), None);
    scene.sent();
    scene.click("Search on the server");
    scene.settle();
    let sent = scene.sent().into_iter();
    let asked = sent.filter_map(|command| match command {
        Command::History(History::Find { words, filter, .. }) => Some((words, filter)),
        _ => None,
    });
    let asked: Vec<_> = asked.collect();
    let [(words, filter)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(words, "station");
    assert!(filter.link && filter.until.is_some() && filter.since.is_none());
    assert_eq!(filter.from, [Sender::Me]);
}

#[test]
fn where_all_is_here_no_server_is_asked() {
    let mut scene = finding::everywhere(SIZE, Mode::Light, "station");
    answer(&mut scene, hits(), None);
    assert!(scene.role(Role::Button, "Search on the server").is_none());
}

#[test]
fn nothing_typed_can_break_it() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    press_everywhere(&mut scene);
    for words in [
        "\"\"\"",
        "from:",
        "in:\"",
        "AND OR *",
        "on:9999-12-31",
        "after:0000",
        "\u{202e}x",
    ] {
        scene.type_text(words);
        answer(&mut scene, hits(), Some(3));
        scene.frame();
    }
    scene.key(Named::Escape);
    scene.settle();
    assert_eq!(field(&mut scene, "Search"), "");
}
