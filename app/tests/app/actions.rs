//! Everything that can be done: in the palette, on the sheet, in the menus, and with keys of one's own.

use std::collections::BTreeSet;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::action::{Action, Group};
use waxwing::app::Wishes;
use waxwing::sample;
use waxwing::sample::talk::{signed_in, with_romy};
use waxwing::scene::Scene;
use waxwing::screen::dialog::shortcuts::sheet;
use waxwing::screen::settings::keys;
use waxwing::settings::{FILE, Settings};
use waxwing::widget::Role;
use waxwing_core::command::conversation;
use waxwing_core::{Command, ConversationId, Event};

fn palette(scene: &mut Scene) {
    scene.ctrl("k");
    scene.settle();
}

fn enter(scene: &mut Scene) {
    scene.key(Named::Enter);
    scene.settle();
}

#[test]
fn a_few_letters_and_enter_go_to_somebody() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    palette(&mut scene);
    assert!(scene.role(Role::Dialog, "Go to or do something").is_some());
    scene.type_text("anb");
    enter(&mut scene);
    assert!(scene.role(Role::Dialog, "Go to or do something").is_none());
    let open = Command::Conversation(ConversationId(2), conversation::Command::Open);
    assert!(scene.sent().contains(&open));
    let focused = scene.focused().expect("the composer");
    assert_eq!(focused.report.role, Role::TextArea);
}

#[test]
fn arrows_go_around_the_list_and_escape_leaves_it() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    palette(&mut scene);
    let marked = |scene: &mut Scene| {
        let rows = scene.roles(Role::ListItem);
        let marked = rows.into_iter().find(|row| row.report.selected);
        marked.map(|row| row.report.name)
    };
    let first = marked(&mut scene).expect("a mark");
    scene.key(Named::ArrowDown);
    let second = marked(&mut scene).expect("a mark");
    assert_ne!(first, second);
    scene.key(Named::ArrowUp);
    assert_eq!(marked(&mut scene).as_ref(), Some(&first));
    scene.key(Named::ArrowUp);
    scene.settle();
    assert!(
        marked(&mut scene).is_some_and(|last| last != first),
        "the last one is in sight"
    );
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Go to or do something").is_none());
    assert_eq!(
        scene.focused().expect("the composer").report.role,
        Role::TextArea
    );
}

#[test]
fn what_is_done_from_the_palette_is_done_and_comes_first_afterwards() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(FILE);
    let mut scene = Scene::with(Settings::default(), Some(file.clone()), Wishes::default());
    scene.tell([sample::told_account(sample::online()), Event::Ready]);
    palette(&mut scene);
    scene.type_text("xml cons");
    let shown = scene.roles(Role::ListItem);
    assert!(shown[0].report.name.starts_with("XML console"), "{shown:?}");
    enter(&mut scene);
    assert!(scene.find("XML console").is_some());
    palette(&mut scene);
    scene.type_text("dark");
    enter(&mut scene);
    assert!(
        scene.role(Role::Dialog, "Settings").is_some(),
        "a setting is found by what it does"
    );
    assert_eq!(Settings::load(&file).0.recent_actions, ["console"]);
    palette(&mut scene);
    assert!(
        scene.role(Role::Dialog, "Settings").is_none(),
        "one at a time"
    );
    let first = scene.roles(Role::ListItem).remove(0);
    assert!(first.report.name.starts_with("XML console"), "{first:?}");
}

#[test]
fn a_dialog_is_answered_before_the_palette_comes() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.ctrl("n");
    scene.settle();
    palette(&mut scene);
    assert!(scene.role(Role::Dialog, "Add a contact").is_some());
    assert!(scene.role(Role::Dialog, "Go to or do something").is_none());
}

#[test]
fn hostile_names_and_words_are_only_text() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut romy = sample::talk::people().swap_remove(0);
    romy.name = "\u{202e}evil\u{0}\n<b>".repeat(40);
    scene.tell([sample::told(romy)]);
    palette(&mut scene);
    scene.type_text("evil!^$'|");
    scene.settle();
    scene.key(Named::ArrowDown);
    enter(&mut scene);
}

/// Palette, sheet and page of the shortcuts against the list of actions.
#[test]
fn every_action_is_in_the_palette_on_the_sheet_and_in_the_settings() {
    let all: BTreeSet<Action> = Action::ALL.iter().copied().collect();
    let changeable: BTreeSet<Action> = keys::found("").collect();
    assert_eq!(changeable, all, "the page of the shortcuts");
    let told: BTreeSet<Action> = sheet("")
        .into_iter()
        .flat_map(|(_, lines)| lines)
        .filter_map(|line| line.action)
        .collect();
    let with_keys: BTreeSet<Action> = all
        .iter()
        .copied()
        .filter(|one| one.keys().is_some())
        .collect();
    assert_eq!(told, with_keys, "the sheet");

    // Each is offered in at least one of these situations.
    let mut offered = BTreeSet::new();
    for mut scene in sample::situations::all() {
        offered.extend(scene.offers().actions.iter().map(|(action, _)| *action));
        palette(&mut scene);
    }
    // It is open itself.
    offered.insert(Action::Palette);
    let missing: Vec<_> = all.difference(&offered).collect();
    assert!(missing.is_empty(), "never in the palette: {missing:?}");
}

/// What a menu offers is an action, and what an action about a person or a message does is in its menu.
#[test]
fn the_menus_offer_what_the_list_has() {
    let mut found = BTreeSet::new();
    for mut scene in sample::situations::all() {
        for opened in [open_head_menu as fn(&mut Scene) -> bool, open_message_menu] {
            if !opened(&mut scene) {
                continue;
            }
            let entries = scene.roles(Role::MenuItem);
            for entry in &entries {
                let name = &entry.report.name;
                let action = Action::ALL.iter().find(|one| one.title() == *name);
                found.insert(*action.unwrap_or_else(|| panic!("“{name}” is no action")));
            }
            scene.key(Named::Escape);
            scene.settle();
        }
    }
    let wanted = Action::ALL.iter().copied().filter(|action| {
        let group = matches!(action.group(), Group::Conversation | Group::Message);
        group && !NOT_IN_MENUS.contains(action)
    });
    let missing: Vec<_> = wanted.filter(|action| !found.contains(action)).collect();
    assert!(missing.is_empty(), "in no menu: {missing:?}");
}

/// These have a button of their own in the conversation, or stand in the dialog about its notices.
const NOT_IN_MENUS: &[Action] = &[
    Action::Newest,
    Action::RetryAll,
    Action::MuteHour,
    Action::MuteHours,
    Action::MuteTomorrow,
    Action::MuteEver,
];

fn open_head_menu(scene: &mut Scene) -> bool {
    let Some(more) = scene.role(Role::Button, "More") else {
        return false;
    };
    let at = more.bounds.center();
    scene.click_at(at);
    scene.frame();
    true
}

fn open_message_menu(scene: &mut Scene) -> bool {
    let list = scene.role(Role::List, "Messages with Romy Keller");
    let Some(list) = list else {
        return false;
    };
    let rows = scene.roles(Role::ListItem);
    let newest = rows
        .into_iter()
        .rev()
        .find(|row| list.bounds.contains(row.bounds.center()));
    let Some(newest) = newest else {
        return false;
    };
    // Its bubble stands at one of the two sides.
    for x in [
        newest.bounds.x + 30.0,
        newest.bounds.x + newest.bounds.width - 40.0,
    ] {
        scene.right_click_at(iced::Point::new(x, newest.bounds.y + 14.0));
        scene.frame();
        if !scene.roles(Role::MenuItem).is_empty() {
            return true;
        }
    }
    false
}

#[test]
fn a_shortcut_is_recorded_used_and_kept() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(FILE);
    let start = || {
        let (settings, problem) = Settings::load(&file);
        assert_eq!(problem, None);
        let mut scene = Scene::with(settings, Some(file.clone()), Wishes::default());
        scene.tell([sample::told_account(sample::online()), Event::Ready]);
        scene
    };
    let mut scene = start();
    scene.key(Named::F1);
    scene.settle();
    scene.click("Change them…");
    scene.settle();
    scene.type_text("xml");
    scene.click_role(Role::Button, "XML console: None");
    scene.settle();
    scene.type_text("j");
    scene.settle();
    assert!(
        scene
            .find("J types something. Hold Ctrl or Alt as well, or use one of F1 to F12.")
            .is_some()
    );
    scene.ctrl("k");
    scene.settle();
    assert!(
        scene
            .find("Ctrl+K already belongs to “Go to or do something”.")
            .is_some()
    );
    assert!(
        scene.role(Role::Dialog, "Go to or do something").is_none(),
        "it is recorded, not done"
    );
    scene.click_role(Role::Button, "XML console: None");
    scene.settle();
    scene.ctrl("j");
    scene.settle();
    assert!(scene.role(Role::Button, "XML console: Ctrl+J").is_some());
    drop(scene);
    let mut scene = start();
    scene.ctrl("j");
    scene.settle();
    assert!(scene.find("XML console").is_some(), "also after a restart");
}

#[test]
fn a_shortcut_can_be_taken_over_and_everything_reset() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let page = |scene: &mut Scene| {
        scene.key(Named::F1);
        scene.settle();
        scene.click("Change them…");
        scene.settle();
    };
    page(&mut scene);
    scene.type_text("search");
    scene.key(Named::Escape);
    scene.type_text("being written");
    scene.click_role(Role::Button, "Go to the message being written: Ctrl+L");
    scene.ctrl("k");
    scene.settle();
    scene.click("Use it here instead");
    scene.settle();
    assert!(
        scene
            .role(Role::Button, "Go to the message being written: Ctrl+K")
            .is_some()
    );
    for _ in 0..3 {
        scene.key(Named::Escape);
        scene.settle();
    }
    assert!(scene.role(Role::Dialog, "Settings").is_none());
    palette(&mut scene);
    assert!(scene.role(Role::Dialog, "Go to or do something").is_none());
    page(&mut scene);
    scene.click("Reset all");
    scene.settle();
    assert!(scene.settings().shortcuts.chosen.is_empty());
}

#[test]
fn the_sheet_is_searched_and_says_what_is_in_force() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.key(Named::F1);
    scene.settle();
    scene.type_text("palette alt");
    assert!(scene.find("No shortcut matches “palette alt”.").is_some());
    scene.key(Named::Escape);
    scene.settle();
    scene.type_text("unread");
    assert!(
        scene
            .role(Role::ListItem, "Mark as unread: Ctrl+U")
            .is_some()
    );
    assert!(scene.role(Role::ListItem, "Settings: Ctrl+,").is_none());
}

#[test]
fn ctrl_enter_sends_and_alt_end_jumps() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text("hello");
    scene.sent();
    scene.key_with(Key::Named(Named::Enter), Modifiers::CTRL);
    scene.settle();
    let sent = scene.sent();
    let said = sent.iter().any(|command| {
        matches!(command, Command::Conversation(_, conversation::Command::Send { text, .. }) if text == "hello")
    });
    assert!(said, "{sent:?}");
}
