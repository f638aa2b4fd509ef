//! Talking: the list, the conversation, contacts, and what happens without a connection.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::sample;
use waxwing::widget::Role;
use waxwing_core::command::conversation;
use waxwing_core::model::{ChatState, Direction, State};
use waxwing_core::{Change, Command, ConversationId};

use waxwing::sample::talk::{ROMY, messages, people, signed_in, talk, timeline, with_romy};

/// A place among the messages.
const MESSAGES: iced::Point = iced::Point::new(650.0, 300.0);

fn to_romy(command: conversation::Command) -> Command {
    Command::Conversation(ROMY, command)
}

#[test]
fn a_filter_with_one_match_opens_it_on_enter() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.ctrl("f");
    scene.settle();
    scene.type_text("romy");
    assert!(scene.find("Ana Bauer").is_none(), "only matches are shown");
    scene.key(Named::Enter);
    assert_eq!(
        scene.sent().last(),
        Some(&to_romy(conversation::Command::Open))
    );
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Message to Romy Keller");
    assert!(
        scene.find("Ana Bauer").is_some(),
        "the filter is empty again"
    );
}

#[test]
fn arrows_move_the_mark_and_enter_opens_it() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.ctrl("f");
    scene.settle();
    scene.key(Named::ArrowDown);
    scene.key(Named::ArrowDown);
    scene.settle();
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert_eq!(
        sent,
        [Command::Conversation(
            ConversationId(2),
            conversation::Command::Open
        )]
    );
}

#[test]
fn alt_and_arrows_walk_from_anywhere() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.key_with(Key::Named(Named::ArrowDown), Modifiers::ALT);
    assert_eq!(
        scene.sent(),
        [
            to_romy(conversation::Command::Close),
            Command::Conversation(ConversationId(2), conversation::Command::Open)
        ]
    );
}

#[test]
fn the_list_follows_when_walking_out_of_it() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let crowd = (10..90).map(|id| sample::conversation(id, &format!("Person {id}"), None));
    scene.tell(crowd.map(sample::told));
    assert!(scene.find("Person 40").is_none());
    scene.ctrl("f");
    scene.settle();
    scene.type_text("person 40");
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.find("Person 40").is_some_and(|row| row.y < 700.0));
    assert!(
        scene.find("Person 39").is_some(),
        "the filter is empty again"
    );
}

#[test]
fn enter_sends_and_shift_enter_breaks_the_line() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text("hello");
    scene.key_with(Key::Named(Named::Enter), Modifiers::SHIFT);
    scene.type_text("you");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let text = "hello\nyou".to_owned();
    assert!(sent.contains(&to_romy(conversation::Command::Compose(
        ChatState::Composing
    ))));
    assert!(
        sent.contains(&to_romy(conversation::Command::say(text))),
        "{sent:?}"
    );
    scene.key(Named::Enter);
    assert!(scene.sent().is_empty(), "the composer is empty");
}

#[test]
fn a_draft_waits_in_its_conversation() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text("unfinished");
    scene.click("Ana Bauer");
    assert!(
        scene
            .sent()
            .contains(&to_romy(conversation::Command::Compose(ChatState::Paused)))
    );
    let field = scene
        .role(Role::TextArea, "Message to Ana Bauer")
        .expect("a composer");
    assert_eq!(field.report.value.as_deref().unwrap_or_default().trim(), "");
    scene.click("Romy Keller");
    scene.settle();
    let field = scene
        .role(Role::TextArea, "Message to Romy Keller")
        .expect("a composer");
    assert_eq!(
        field.report.value.as_deref().unwrap_or_default().trim(),
        "unfinished"
    );
}

#[test]
fn a_failed_message_can_be_tried_again_or_deleted() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let item = talk()[9].id;
    scene.click("Try again");
    assert_eq!(
        scene.sent(),
        [to_romy(conversation::Command::Resend { item })]
    );
    scene.click("Delete");
    assert_eq!(
        scene.sent(),
        [to_romy(conversation::Command::Discard { item })]
    );
}

#[test]
fn what_is_seen_is_marked_read_and_what_is_not_is_not() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.unread = 1;
    scene.message(waxwing::app::Message::Window(
        iced::window::Event::Unfocused,
    ));
    scene.tell([sample::told(romy)]);
    let gone = Command::Unattended(Some(sample::NOW));
    assert_eq!(scene.sent(), [gone], "nobody looks");
    scene.message(waxwing::app::Message::Window(iced::window::Event::Focused));
    let read = to_romy(conversation::Command::MarkRead);
    assert_eq!(scene.sent(), [Command::Unattended(None), read]);
}

/// A correction of what was read counts as nothing new, but its author waits to hear that it was seen.
#[test]
fn a_correction_that_is_seen_is_told() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.wants_displayed = true;
    scene.tell([sample::told(romy)]);
    assert_eq!(scene.sent(), [to_romy(conversation::Command::MarkRead)]);
}

#[test]
fn an_older_page_is_asked_for_once_and_moves_nothing() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    let page = |from: i64| -> Vec<_> {
        (0..50)
            .map(|i| {
                let seq = u64::try_from(from + i).expect("small");
                sample::message(
                    seq,
                    5000 - from - i,
                    Direction::Incoming,
                    &format!("row {}", from + i),
                )
            })
            .collect()
    };
    scene.tell([messages(page(1000), true)]);
    scene.sent();
    scene.move_to(MESSAGES);
    for _ in 0..40 {
        scene.wheel(3.0);
        scene.frame();
    }
    let before = page(1000)[0].id;
    assert_eq!(
        scene.sent(),
        [to_romy(conversation::Command::LoadOlder { before })]
    );
    let seen = scene.find("row 1000").expect("the first row").y;
    let items = page(950).into_iter().map(Arc::new).collect();
    scene.tell([timeline(Change::Older {
        items,
        older: false,
    })]);
    scene.frame();
    let now = scene.find("row 1000").expect("the same row").y;
    assert!((seen - now).abs() < 1.0, "{seen} became {now}");
}

#[test]
fn new_messages_below_are_counted_on_the_jump_button() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    let items: Vec<_> = (0..60)
        .map(|i| sample::message(i, 500 - i as i64, Direction::Incoming, &format!("row {i}")))
        .collect();
    scene.tell([messages(items, false)]);
    scene.move_to(MESSAGES);
    for _ in 0..10 {
        scene.wheel(3.0);
        scene.frame();
    }
    assert!(scene.find("Jump to the newest message").is_some());
    let new = sample::message(99, 0, Direction::Incoming, "and another");
    scene.tell([timeline(Change::Upserted(vec![Arc::new(new)]))]);
    scene.click("Jump to one new message");
    scene.settle();
    scene.frame();
    assert!(scene.find("Jump to one new message").is_none());
    assert!(scene.find("Jump to the newest message").is_none());
}

#[test]
fn escape_steps_back_one_layer_at_a_time() {
    let mut scene = with_romy(600.0, 700.0, Mode::Light);
    scene.ctrl("n");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Add a contact").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(
        scene.role(Role::Dialog, "Add a contact").is_none(),
        "one Escape closes it"
    );
    assert!(scene.find("Back to the conversations").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.find("Ana Bauer").is_some(), "back at the list");
}

#[test]
fn the_sheet_comes_and_goes_with_f1() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.key(Named::F1);
    assert!(scene.role(Role::Dialog, "Keyboard shortcuts").is_some());
    scene.key(Named::F1);
    assert!(scene.role(Role::Dialog, "Keyboard shortcuts").is_none());
    scene.key(Named::F1);
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Keyboard shortcuts").is_none());
    assert!(scene.find("Back to the conversations").is_none());
}

#[test]
fn a_narrow_window_shows_one_column_with_a_way_back() {
    let mut scene = signed_in(500.0, 700.0, Mode::Light);
    assert!(scene.find("Choose a conversation").is_none());
    scene.click("Romy Keller");
    scene.settle();
    assert!(scene.find("Ana Bauer").is_none());
    scene.click("Back to the conversations");
    assert!(scene.find("Ana Bauer").is_some());
}

#[test]
fn a_pending_message_can_be_taken_back_from_its_menu() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let at = scene
        .find("Can you hear me?")
        .expect("the message")
        .center();
    scene.right_click_at(at);
    scene.frame();
    let pending = talk().swap_remove(10);
    assert_eq!(pending.state, State::Pending);
    let deletes = scene.roles(Role::MenuItem);
    let delete = deletes
        .iter()
        .find(|node| node.report.name == "Delete")
        .expect("an entry");
    let at = delete.bounds.center();
    scene.click_at(at);
    let item = pending.id;
    assert_eq!(
        scene.sent(),
        [to_romy(conversation::Command::Discard { item })]
    );
}

#[test]
fn a_line_stands_above_what_is_new() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.unread = 1;
    scene.tell([sample::told(romy)]);
    scene.click("Romy Keller");
    let items = vec![
        sample::message(1, 9, Direction::Incoming, "seen before"),
        sample::message(2, 8, Direction::Incoming, "this is new"),
    ];
    scene.tell([messages(items, false)]);
    let line = scene.find("New messages").expect("the line").y;
    assert!(scene.find("seen before").expect("a row").y < line);
    assert!(scene.find("this is new").expect("a row").y > line);
    assert!(
        scene
            .sent()
            .contains(&to_romy(conversation::Command::MarkRead))
    );
}

#[test]
fn a_conversation_opens_where_the_news_begins() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.unread = 40;
    scene.tell([sample::told(romy)]);
    scene.click("Romy Keller");
    let row = |seq: u64| {
        let minutes = 90 - i64::try_from(seq).expect("small");
        sample::message(seq, minutes, Direction::Incoming, &format!("row {seq}"))
    };
    scene.tell([messages((1..=60).map(row).collect(), false)]);
    assert!(scene.find("New messages").is_some());
    assert!(scene.find("row 21").is_some(), "the first new one");
    let read = to_romy(conversation::Command::MarkRead);
    assert!(!scene.sent().contains(&read), "most of it was not seen");
    scene.click_role(Role::Button, "Jump to 40 new messages");
    scene.settle();
    assert!(scene.find("row 60").is_some());
    assert!(scene.sent().contains(&read));
}

#[test]
fn what_is_typed_without_a_focus_goes_to_the_open_conversation() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.click("Are we still on for tonight?");
    scene.settle();
    scene.type_text("hi");
    scene.settle();
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Message to Romy Keller");
    assert_eq!(focused.value.as_deref(), Some("hi"));
}

#[test]
fn a_long_text_is_shown_in_part_and_whole_on_demand() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let long = "word ".repeat(4000);
    let item = sample::message(50, 0, Direction::Incoming, &long);
    scene.tell([timeline(Change::Upserted(vec![Arc::new(item)]))]);
    scene.click("Show all of it");
    scene.settle();
    assert!(scene.find("Show all of it").is_none());
}

#[test]
fn a_conversation_that_is_gone_closes() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let gone = waxwing_core::event::conversation::Event::Removed(ROMY);
    scene.tell([waxwing_core::Event::Conversation(gone)]);
    assert!(scene.find("Romy Keller").is_none());
    assert!(scene.find("Choose a conversation").is_some());
}

#[test]
fn messages_are_read_and_used_by_keyboard_from_the_newest_up() {
    let mut scene = waxwing::sample::talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    let newest = scene.roles(Role::ListItem).pop().expect("a message");
    // What can be done with what is being written stands before it, and the way to send files.
    scene.key_with(Key::Named(Named::Tab), Modifiers::SHIFT);
    scene.key_with(Key::Named(Named::Tab), Modifiers::SHIFT);
    scene.key_with(Key::Named(Named::Tab), Modifiers::SHIFT);
    let focused = scene.focused().expect("the newest message");
    assert_eq!(focused.report.name, newest.report.name);
    scene.key(Named::ArrowDown);
    assert_eq!(scene.focused().expect("no way around").key, newest.key);
    scene.key(Named::ArrowUp);
    let above = scene.focused().expect("the message above");
    assert!(above.bounds.y < newest.bounds.y, "{above:?}");
    scene.key(Named::ContextMenu);
    assert!(scene.role(Role::MenuItem, "Copy").is_some(), "{above:?}");
    // Reply and react stand above it.
    scene.key(Named::ArrowDown);
    scene.key(Named::ArrowDown);
    scene.key(Named::Enter);
    scene.settle();
    let copied = scene.clipboard().standard.clone().expect("a text");
    assert!(above.report.name.contains(&copied), "{copied} of {above:?}");
    scene.key(Named::Tab);
    scene.key(Named::Tab);
    scene.key(Named::Tab);
    let composer = scene.focused().expect("the composer");
    assert_eq!(composer.report.role, Role::TextArea);
}

/// Window managers, panels and screen sharing show titles to whoever stands behind.
#[test]
fn the_title_of_the_window_names_nobody() {
    let hostile = "<b>Mira</b>\u{202e}\u{7}\n(99) Your bank";
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut one = people().remove(0);
    (one.name, one.unread) = (hostile.to_owned(), 3);
    if let Some(last) = &mut one.last {
        last.text = hostile.to_owned();
    }
    scene.tell([sample::told(one)]);
    let unread = scene.title();
    assert_eq!(unread, "(5) Waxwing", "theirs, and two of Ana's");
    scene.click_role(Role::SearchField, "Search");
    scene.key(Named::Enter);
    for title in [unread, scene.title()] {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "() ".contains(letter);
        assert!(title.chars().all(plain), "{title:?}");
        assert!(!title.contains("Mira"), "{title:?}");
    }
}

/// What sinks below the first row of a conversation that fits on the screen is asked for at once: nobody
/// can scroll there.
#[test]
fn older_messages_are_asked_for_where_nothing_can_be_scrolled() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    scene.settle();
    let all = talk();
    scene.tell([messages(all[all.len() - 2..].to_vec(), false)]);
    scene.settle();
    assert!(scene.find("Today").is_some(), "the day of the first");
    scene.sent();
    scene.tell([timeline(Change::Older {
        items: Vec::new(),
        older: true,
    })]);
    let asked = scene.sent();
    assert!(
        matches!(
            asked.as_slice(),
            [Command::Conversation(
                ROMY,
                conversation::Command::LoadOlder { .. }
            )]
        ),
        "{asked:?}"
    );
    scene.tell([timeline(Change::Older {
        items: Vec::new(),
        older: false,
    })]);
    assert!(scene.find("Today").is_some());
    assert_eq!(scene.sent(), []);
}
