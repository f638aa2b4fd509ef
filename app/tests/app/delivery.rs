//! What happened to a message on its way, what failed, and rows that find their place while they are
//! looked at.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::sample::delivery::{milestone, open_details, ours, refused, several_failed, told};
use waxwing::sample::talk::{ROMY, messages, signed_in, timeline};
use waxwing::sample::{self};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::conversation::Command as To;
use waxwing_core::event::conversation::Event as Told;
use waxwing_core::model::{Direction, Message, Stage, State};
use waxwing_core::{Change, Command, Event, ItemId, Timestamp};

const TITLE: &str = "Delivery details";

fn to_romy(command: To) -> Command {
    Command::Conversation(ROMY, command)
}

fn follow(item: Option<ItemId>) -> Command {
    to_romy(To::Follow { item })
}

/// Romy's conversation with these messages.
fn open(items: Vec<Message>) -> Scene {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    scene.settle();
    scene.tell([messages(items, false)]);
    scene.sent();
    scene
}

fn upsert(scene: &mut Scene, message: &Message) {
    scene.tell([timeline(Change::Upserted(vec![Arc::new(message.clone())]))]);
    scene.frame();
}

/// The same message where the archive says that it belongs.
fn settled(message: &Message, minutes_ago: i64) -> Message {
    let mut settled = message.clone();
    settled.id.at = Timestamp(sample::NOW.0 - minutes_ago * sample::MINUTE);
    settled
}

#[test]
fn the_details_open_by_mouse_follow_the_message_and_close() {
    let message = ours(3, 2, "are you there?", State::Pending);
    let mut scene = open(vec![message.clone()]);
    open_details(&mut scene, "are you there?");
    assert!(scene.role(Role::Dialog, TITLE).is_some());
    assert_eq!(scene.sent(), [follow(Some(message.id))]);
    let queued = milestone(&message, 0, Stage::Queued, "");
    scene.tell([told(&message, vec![queued.clone()])]);
    assert!(scene.find("Saved on this device").is_some());
    assert!(scene.find("About to be sent").is_some());
    let mut delivered = message.clone();
    delivered.state = State::Delivered;
    let device = milestone(&message, 2, Stage::Delivered, "romy@example.org/phone");
    scene.tell([told(&delivered, vec![queued, device])]);
    assert!(scene.find("About to be sent").is_none());
    let steps = scene.roles(Role::ListItem);
    let step = |words: &str| steps.iter().any(|one| one.report.name.contains(words));
    assert!(step("Arrived on a device") && step("phone"), "{steps:?}");
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, TITLE).is_none());
    assert_eq!(scene.sent(), [follow(None)], "nobody follows it any more");
}

#[test]
fn the_details_open_by_keyboard_and_another_message_changes_nothing() {
    let message = ours(3, 2, "are you there?", State::Sent);
    let mut scene = open(vec![message.clone()]);
    // Over what stands before the field: more, and files.
    for _ in 0..3 {
        scene.key_with(Key::Named(Named::Tab), Modifiers::SHIFT);
    }
    scene.key(Named::ContextMenu);
    // Reply, react, edit, copy, forward, remind and select stand above it.
    for _ in 0..7 {
        scene.key(Named::ArrowDown);
    }
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.role(Role::Dialog, TITLE).is_some());
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Close");
    let other = ours(4, 1, "another", State::Displayed);
    scene.tell([told(
        &other,
        vec![milestone(&other, 0, Stage::Displayed, "")],
    )]);
    assert!(scene.find("Read").is_none());
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.role(Role::Dialog, TITLE).is_none());
}

#[test]
fn the_details_stay_with_a_message_that_moves_and_go_with_one_that_is_deleted() {
    let message = ours(3, 2, "are you there?", State::Pending);
    let theirs = sample::message(4, 1, Direction::Incoming, "hello");
    let mut scene = open(vec![message.clone(), theirs]);
    open_details(&mut scene, "are you there?");
    scene.sent();
    let now = settled(&message, 0);
    upsert(&mut scene, &now);
    assert!(scene.role(Role::Dialog, TITLE).is_some());
    scene.tell([told(
        &now,
        vec![milestone(&now, 0, Stage::Archived, "example.org")],
    )]);
    assert!(scene.find("Kept in the archive of example.org").is_some());
    scene.tell([timeline(Change::Removed(vec![message.id]))]);
    assert!(
        scene.role(Role::Dialog, TITLE).is_some(),
        "only its old place is gone"
    );
    scene.tell([timeline(Change::Removed(vec![now.id]))]);
    scene.settle();
    assert!(scene.role(Role::Dialog, TITLE).is_none());
    assert_eq!(scene.sent(), [follow(None)]);
}

#[test]
fn what_failed_is_tried_again_copied_and_deleted_from_its_details() {
    let message = ours(3, 2, "are you there?", refused());
    let mut scene = open(vec![message.clone()]);
    open_details(&mut scene, "are you there?");
    scene.sent();
    let dialog = scene.role(Role::Dialog, TITLE).expect("the dialog");
    let inside = |name: &str| {
        let mut all = dialog.walk();
        let button = all.find(|one| one.report.role == Role::Button && one.report.name == name);
        button.expect("a button").bounds.center()
    };
    let (retry, copy, delete) = (inside("Try again"), inside("Copy"), inside("Delete"));
    scene.click_at(retry);
    scene.click_at(copy);
    scene.click_at(delete);
    let item = message.id;
    assert_eq!(
        scene.sent(),
        [to_romy(To::Resend { item }), to_romy(To::Discard { item })]
    );
    assert_eq!(
        scene.clipboard().standard.as_deref(),
        Some("are you there?")
    );
}

#[test]
fn what_failed_says_why_and_its_ways_out_take_the_focus() {
    let mut too_long = ours(4, 1, "chapter one", refused());
    too_long.state = State::Failed {
        condition: waxwing_core::TOO_LONG.to_owned(),
        text: String::new(),
    };
    let mut scene = open(vec![ours(3, 2, "are you there?", refused()), too_long]);
    let buttons = |scene: &mut Scene, name: &str| {
        let all = scene.roles(Role::Link).into_iter();
        all.filter(|one| one.report.name == name && one.focusable)
            .count()
    };
    assert_eq!(buttons(&mut scene, "Try again"), 1, "longer it won't get");
    assert_eq!(buttons(&mut scene, "Copy"), 2);
    assert_eq!(buttons(&mut scene, "Delete"), 2);
    let alerts = scene.roles(Role::Alert);
    let said = |words: &str| alerts.iter().any(|one| one.report.name.contains(words));
    assert!(
        said("They can’t receive it") && said("too long"),
        "{alerts:?}"
    );
    assert!(
        scene.find("Try all again").is_none(),
        "only one can be tried again"
    );
}

#[test]
fn several_that_failed_are_tried_again_in_their_order() {
    let mut scene = several_failed(1000.0, 700.0, Mode::Light);
    scene.click("Try all again");
    // The engine knows them all, also those that no window has.
    let sent = scene.sent();
    assert_eq!(sent, [Command::Conversation(ROMY, To::ResendAll)]);
}

#[test]
fn what_can_not_be_taken_back_is_said() {
    let message = ours(3, 2, "wait, no", State::Pending);
    let item = message.id;
    let mut scene = open(vec![message]);
    let alert = |scene: &mut Scene| {
        let alerts = scene.roles(Role::Alert);
        alerts.iter().any(|one| one.report.name.contains("already"))
    };
    assert!(!alert(&mut scene));
    let conversation = ROMY;
    scene.tell([Event::Conversation(Told::TooLate { conversation, item })]);
    assert!(alert(&mut scene));
    // Once the server has it, there is nothing to say any more.
    upsert(&mut scene, &ours(3, 2, "wait, no", State::Sent));
    assert!(!alert(&mut scene));
}

#[test]
fn a_menu_stays_open_on_a_message_that_moves() {
    let message = ours(3, 2, "are you there?", State::Pending);
    let theirs = sample::message(4, 1, Direction::Incoming, "hello");
    let mut scene = open(vec![message.clone(), theirs]);
    let at = scene.find("are you there?").expect("the message").center();
    scene.right_click_at(at);
    scene.frame();
    upsert(&mut scene, &settled(&message, 0));
    let delete = scene.roles(Role::MenuItem).into_iter();
    let mut delete = delete.filter(|one| one.report.name == "Delete");
    let at = delete.next().expect("the menu").bounds.center();
    scene.click_at(at);
    let sent = scene.sent();
    let [Command::Conversation(ROMY, To::Discard { item })] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(item.seq, 3);
}

#[test]
fn what_is_read_stays_where_it_is_while_rows_find_their_place() {
    let items: Vec<Message> = (0..120)
        .map(|n| sample::message(n, 500 - n as i64, Direction::Incoming, &format!("row {n}")))
        .collect();
    let mut scene = open(items.clone());
    scene.move_to(iced::Point::new(650.0, 300.0));
    for _ in 0..8 {
        scene.wheel(3.0);
        scene.frame();
    }
    let seen: Vec<(u64, f32)> = (0..120)
        .filter_map(|n| Some((n, scene.find(&format!("row {n}"))?.y)))
        .filter(|(_, y)| (61.0..600.0).contains(y))
        .collect();
    assert!(seen.len() > 4, "{seen:?}");
    // What came live at the end is settled far above, and a row that is read moves away.
    for item in &items[110..119] {
        upsert(&mut scene, &settled(item, 499));
    }
    let (first, _) = seen[0];
    upsert(&mut scene, &settled(&items[first as usize], 498));
    for (n, y) in &seen[1..] {
        let now = scene.find(&format!("row {n}")).expect("still there").y;
        assert!((now - y).abs() < 1.0, "row {n}: {y} became {now}");
    }
    assert!(scene.find("Jump to the newest message").is_some());
}

#[test]
fn what_can_not_be_saved_stands_in_the_composer_again() {
    let mut scene = waxwing::sample::delivery::unsaid(1000.0, 700.0, Mode::Light);
    let alerts = scene.roles(Role::Alert);
    assert!(
        alerts
            .iter()
            .any(|one| one.report.name.contains("Your text is still here")),
        "{alerts:?}"
    );
    let composer = scene
        .role(Role::TextArea, "Message to Romy Keller")
        .expect("the composer");
    let text = composer.report.text.expect("what stands in it").value;
    assert_eq!(text, "I will be there in ten minutes");
    scene.key(Named::Enter);
    let text = "I will be there in ten minutes".to_owned();
    assert_eq!(scene.sent(), [to_romy(To::say(text))]);
    let alerts = scene.roles(Role::Alert);
    assert!(alerts.is_empty(), "{alerts:?}");
}
