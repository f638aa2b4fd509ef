//! What is to happen later: choosing a time, the lists of what waits, reminders on the desktop.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::app::Message;
use waxwing::notification::{Heard, Key, Order};
use waxwing::sample::later::{ahead, planned, reminder, told, waiting};
use waxwing::sample::talk::{ROMY, with_romy};
use waxwing::sample::{NOW, saying};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::{conversation, later};
use waxwing_core::{Command, Event, ItemId, Timestamp, event};

const SIZE: (f32, f32) = (1000.0, 700.0);

fn laters(scene: &mut Scene) -> Vec<later::Command> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Later(command) => Some(command),
        _ => None,
    })
    .collect()
}

/// The button whose name begins so.
fn press(scene: &mut Scene, name: &str) {
    let buttons = scene.roles(Role::Button);
    let found = buttons
        .into_iter()
        .find(|one| one.report.name.starts_with(name));
    let at = found
        .unwrap_or_else(|| panic!("no button {name}"))
        .bounds
        .center();
    scene.click_at(at);
    scene.settle();
}

fn fill(scene: &mut Scene, field: &str, text: &str) {
    let at = scene
        .role(Role::TextField, field)
        .unwrap_or_else(|| panic!("no field {field}"))
        .bounds
        .center();
    scene.click_at(at);
    scene.settle();
    scene.ctrl("a");
    scene.type_text(text);
    scene.settle();
}

#[test]
fn what_is_written_is_sent_in_an_hour() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    scene.key_with(
        iced::keyboard::Key::Character("l".into()),
        iced::keyboard::Modifiers::CTRL | iced::keyboard::Modifiers::SHIFT,
    );
    scene.settle();
    assert!(
        scene.role(Role::Dialog, "Send later").is_none(),
        "there is nothing to send"
    );
    scene.type_text("Happy birthday");
    scene.click_role(Role::Button, "More for this message");
    scene.click_role(Role::MenuItem, "Send later…");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Send later").is_some());
    let focused = scene.focused().expect("the first time");
    assert!(focused.report.name.starts_with("In an hour"));
    press(&mut scene, "In an hour");
    let say = later::Command::Say {
        conversation: ROMY,
        text: "Happy birthday".to_owned(),
        reply_to: None,
        spoiler: None,
        previews: Vec::new(),
        at: ahead(60),
    };
    assert_eq!(laters(&mut scene), [say]);
    assert!(scene.role(Role::Dialog, "Send later").is_none());
    scene.type_text("now");
    let focused = scene.focused().expect("the composer");
    assert_eq!(focused.report.role, Role::TextArea);
    assert_eq!(focused.report.value.as_deref(), Some("now"));
}

#[test]
fn beside_the_button_that_sends_are_the_times_that_people_name() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    let more = "More ways to send";
    assert!(scene.role(Role::Button, more).is_none(), "nothing to send");
    let before = scene.role(Role::TextArea, "Message to Romy Keller");
    scene.type_text("Happy birthday");
    scene.settle();
    let after = scene.role(Role::TextArea, "Message to Romy Keller");
    let [before, after] = [before, after].map(|one| one.expect("the editor").bounds.width);
    assert!(
        (before - after).abs() < 0.5,
        "nothing moves: {before} {after}"
    );

    scene.click_role(Role::Button, more);
    let lines = scene.roles(Role::MenuItem).into_iter();
    let line = lines
        .map(|line| line.report.name)
        .find(|name| name.starts_with("In an hour"));
    scene.click_role(Role::MenuItem, &line.expect("a time"));
    scene.settle();
    let sent = laters(&mut scene);
    assert!(
        matches!(sent.as_slice(), [later::Command::Say { at, .. }] if *at == ahead(60)),
        "{sent:?}"
    );

    // The same by a right click on it, and by keys.
    scene.type_text("And many happy returns");
    scene.settle();
    let send = scene.role(Role::Button, "Send").expect("a button");
    scene.right_click_at(send.bounds.center());
    scene.settle();
    scene.click_role(Role::MenuItem, "Send later…");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Send later").is_some());
}

#[test]
fn a_correction_goes_at_once_or_not_at_all() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    scene.key(Named::ArrowUp);
    scene.settle();
    scene.type_text("!");
    scene.settle();
    scene.click_role(Role::Button, "More ways to send");
    let lines = scene.roles(Role::MenuItem);
    let all: Vec<_> = lines.iter().map(|line| &line.report).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].disabled, "{all:?}");
}

#[test]
fn what_is_due_stands_above_the_page_until_it_was_seen() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    let item = ItemId { at: NOW, seq: 7 };
    let due = reminder(33, ROMY, item, -20);
    scene.tell([told(vec![], vec![reminder(34, ROMY, item, 60)])]);
    let label = "Reminder · Romy Keller: Are we still on for tonight?";
    assert!(scene.role(Role::Status, label).is_none(), "not yet");
    scene.tell([told(
        vec![],
        vec![due.clone(), reminder(34, ROMY, item, 60)],
    )]);
    assert!(scene.role(Role::Status, label).is_some());
    scene.click_role(Role::Button, "Remove this reminder");
    scene.settle();
    let drop = later::Command::Drop {
        conversation: ROMY,
        id: 33,
    };
    assert_eq!(laters(&mut scene), [drop]);

    let both = vec![due, reminder(35, ROMY, item, -10)];
    scene.tell([told(vec![], both)]);
    scene.click_role(Role::Button, "All 2");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Reminders").is_some());
    scene.key(Named::Escape);
    scene.settle();
    scene.click_role(Role::Button, "Go to the message");
    scene.settle();
    let sent = scene.sent();
    let id = 35;
    let drop = later::Command::Drop {
        conversation: ROMY,
        id,
    };
    assert!(sent.contains(&Command::Later(drop)), "{sent:?}");
}

#[test]
fn what_waits_stands_on_the_side_where_lines_begin() {
    use waxwing::i18n::{Language, speak};
    speak(Language::Arabic);
    let mut scene = planned(SIZE, Mode::Light);
    let mut one = reminder(40, ROMY, ItemId { at: NOW, seq: 7 }, 30);
    one.text = "لا تنس".to_owned();
    scene.tell([told(vec![], vec![one])]);
    scene.ctrl("k");
    scene.settle();
    scene.type_text(&waxwing::tr!("reminders-title"));
    scene.key(Named::Enter);
    scene.settle();
    let row = scene.roles(Role::ListItem);
    let row = row.iter().find(|row| row.report.name.ends_with("لا تنس"));
    let row = row.expect("a reminder").bounds;
    let words = scene.find("لا تنس").expect("its words");
    let gap = row.x + row.width - (words.x + words.width);
    assert!((0.0..20.0).contains(&gap), "{words:?} in {row:?}");
    speak(Language::English);
}

#[test]
fn a_time_of_ones_own_is_typed() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    scene.type_text("A happy new year");
    scene.key_with(
        iced::keyboard::Key::Character("l".into()),
        iced::keyboard::Modifiers::CTRL | iced::keyboard::Modifiers::SHIFT,
    );
    scene.settle();
    fill(&mut scene, "Day", "2001-01-01");
    assert!(scene.find("This time has passed.").is_some());
    fill(&mut scene, "Day", "2027-01-01");
    fill(&mut scene, "Time", "soon");
    assert!(scene.find("Hours and minutes, such as 18:30").is_some());
    scene.click("Schedule");
    scene.settle();
    assert_eq!(laters(&mut scene), []);
    fill(&mut scene, "Time", "0:01");
    scene.click("Schedule");
    scene.settle();
    let sent = laters(&mut scene);
    let [later::Command::Say { text, at, .. }] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(text, "A happy new year");
    assert_eq!(
        waxwing::format::local(*at).to_string(),
        "2027-01-01 00:01:00"
    );
}

#[test]
fn what_waits_is_listed_changed_sent_and_dropped() {
    let mut scene = planned(SIZE, Mode::Light);
    scene.type_text("half a sent");
    assert!(
        scene
            .find("2 messages will be sent, the next one: 11:16.")
            .is_some()
            || scene.roles(Role::Status).iter().any(|one| one
                .report
                .name
                .starts_with("2 messages will be sent, the next one: "))
    );
    press(&mut scene, "Show");
    assert!(scene.role(Role::Dialog, "Scheduled messages").is_some());
    press(&mut scene, "Send now");
    press(&mut scene, "Don’t send, delete");
    let id = 31;
    assert_eq!(
        laters(&mut scene),
        [
            later::Command::SayNow {
                conversation: ROMY,
                id
            },
            later::Command::Drop {
                conversation: ROMY,
                id
            }
        ]
    );
    press(&mut scene, "Change the time");
    assert!(scene.role(Role::Dialog, "Change the time").is_some());
    press(&mut scene, "Tomorrow morning");
    let sent = laters(&mut scene);
    assert!(
        matches!(
            sent.as_slice(),
            [later::Command::Change { id: 31, text: None, at: Some(at), .. }] if *at > NOW
        ),
        "{sent:?}"
    );
    press(&mut scene, "Show");
    press(&mut scene, "Edit");
    assert!(scene.roles(Role::Status).iter().any(|one| {
        let name = &one.report.name;
        name.starts_with("Changing a scheduled message: Happy birthday")
    }));
    scene.type_text("!");
    scene.sent();
    scene.key(Named::Enter);
    scene.settle();
    let sent = laters(&mut scene);
    assert!(
        matches!(
            sent.as_slice(),
            [later::Command::Change { id: 31, text: Some(text), at: None, .. }] if text.ends_with('!')
        ),
        "{sent:?}"
    );
    let focused = scene.focused().expect("the composer");
    assert_eq!(focused.report.value.as_deref(), Some("half a sent"));
    press(&mut scene, "Show");
    scene.tell([told(Vec::new(), Vec::new())]);
    assert!(
        scene.role(Role::Dialog, "Scheduled messages").is_none(),
        "an empty list closes"
    );
}

#[test]
fn what_was_late_is_told_until_something_else_is_said() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    let late = saying::ours(60, 0, "Happy birthday");
    let item = late.id;
    scene.tell([
        waxwing::sample::talk::messages(vec![late.clone()], false),
        Event::Later(event::later::Event::SaidLate {
            conversation: ROMY,
            item,
            meant: ahead(-60),
        }),
    ]);
    let is_told = |scene: &mut Scene| {
        let all = scene.roles(Role::Status);
        all.iter().any(|one| {
            one.report
                .name
                .starts_with("Sent late: it was scheduled for ")
        })
    };
    assert!(is_told(&mut scene));
    let next = saying::ours(61, 0, "And many more");
    scene.tell([waxwing::sample::talk::messages(vec![late, next], false)]);
    assert!(!is_told(&mut scene));
    scene.tell([told(vec![waiting(40, -5, "overdue")], Vec::new())]);
    assert!(
        scene
            .find("One scheduled message waits for a connection.")
            .is_some()
    );
}

#[test]
fn a_message_gives_a_reminder_and_the_reminder_leads_back() {
    let mut scene = with_romy(SIZE.0, SIZE.1, Mode::Light);
    let message = saying::theirs(70, 1, "Call the plumber");
    let item = message.id;
    scene.tell([waxwing::sample::talk::messages(vec![message], false)]);
    saying::choose(&mut scene, "Call the plumber", "Remind me…");
    press(&mut scene, "In an hour");
    let remind = later::Command::Remind {
        conversation: ROMY,
        item,
        at: ahead(60),
    };
    assert_eq!(laters(&mut scene), [remind]);
    scene.click("Ana Bauer");
    scene.settle();
    let mut due = reminder(35, ROMY, item, 0);
    due.text = "Call the plumber".to_owned();
    scene.tell([
        told(Vec::new(), vec![due.clone()]),
        Event::Later(event::later::Event::Due(Arc::new(due))),
    ]);
    let orders = scene.notices();
    let [Order::Show(card)] = orders.as_slice() else {
        panic!("{orders:?}");
    };
    assert_eq!(card.key, Key::Reminder(35));
    assert_eq!(card.title, "Reminder · Romy Keller");
    assert_eq!(card.body, "Call the plumber");
    assert_eq!(card.deeds, None);
    scene.sent();
    scene.message(Message::Heard(Heard::Opened(Key::Reminder(35))));
    let sent = scene.sent();
    let led = Command::Conversation(ROMY, conversation::Command::OpenAt { at: item.at });
    let over = Command::Later(later::Command::Drop {
        conversation: ROMY,
        id: 35,
    });
    assert!(sent.contains(&led) && sent.contains(&over), "{sent:?}");
    scene.tell([told(Vec::new(), Vec::new())]);
    assert!(scene.notices().contains(&Order::Close(Key::Reminder(35))));
}

#[test]
fn reminders_are_listed_and_removed_and_hostile_ones_are_only_text() {
    let mut scene = planned(SIZE, Mode::Light);
    let item = ItemId {
        at: Timestamp(i64::MAX),
        seq: u64::MAX,
    };
    let mut odd = reminder(50, ROMY, item, 30);
    odd.text = "\u{202e}live\u{0}\n<b>".repeat(300);
    odd.at = Timestamp(i64::MAX);
    let mut gone = reminder(51, ROMY, item, -5);
    gone.text = String::new();
    scene.tell([told(Vec::new(), vec![gone, odd])]);
    scene.ctrl("k");
    scene.settle();
    scene.type_text("reminders");
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Reminders").is_some());
    assert!(scene.find("This message is not here any more.").is_some());
    press(&mut scene, "Remove this reminder");
    let dropped = later::Command::Drop {
        conversation: ROMY,
        id: 51,
    };
    assert_eq!(laters(&mut scene), [dropped]);
}
