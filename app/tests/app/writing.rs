//! What is being written: emoji, their short names, and drafts that are kept.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::app::Wishes;
use waxwing::sample;
use waxwing::sample::talk::{ROMY, people, signed_in, with_romy};
use waxwing::scene::Scene;
use waxwing::settings::{FILE, Settings};
use waxwing::widget::Role;
use waxwing_core::command::conversation;
use waxwing_core::{Command, Event};

fn written(scene: &mut Scene) -> String {
    let editor = scene
        .role(Role::TextArea, "Message to Romy Keller")
        .expect("the composer");
    editor.report.value.unwrap_or_default()
}

fn draft(text: &str) -> Command {
    let text = text.to_owned();
    Command::Conversation(ROMY, conversation::Command::Draft { text })
}

#[test]
fn an_emoji_is_found_by_name_and_comes_first_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(FILE);
    let start = || {
        let (settings, problem) = Settings::load(&file);
        assert_eq!(problem, None);
        let mut scene = Scene::with(settings, Some(file.clone()), Wishes::default());
        scene.tell([sample::told_account(sample::online())]);
        scene.tell(people().into_iter().map(sample::told));
        scene.tell([Event::Ready]);
        scene.click("Romy Keller");
        scene.settle();
        scene
    };
    let mut scene = start();
    scene.type_text("well ");
    scene.ctrl(".");
    scene.settle();
    assert_eq!(
        scene.focused().expect("the search").report.name,
        "Search emoji"
    );
    scene.type_text("party pop");
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(written(&mut scene), "well 🎉");
    assert!(scene.role(Role::Dialog, "Emoji").is_none());
    assert_eq!(
        scene.focused().expect("the composer").report.role,
        Role::TextArea
    );
    assert_eq!(Settings::load(&file).0.recent_emoji, ["🎉"]);
    drop(scene);
    let mut scene = start();
    scene.ctrl(".");
    scene.settle();
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(written(&mut scene), "🎉");
}

#[test]
fn the_grid_is_walked_with_the_arrows_and_left_with_escape() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.click_role(Role::Button, "Emoji");
    scene.settle();
    let marked = |scene: &mut Scene| {
        let buttons = scene.roles(Role::Button);
        buttons
            .into_iter()
            .find(|one| one.report.selected && one.report.checked.is_none())
    };
    scene.key(Named::ArrowDown);
    let first = marked(&mut scene).expect("a mark").report.name;
    scene.key(Named::ArrowRight);
    let second = marked(&mut scene).expect("a mark").report.name;
    assert_ne!(first, second);
    for _ in 0..30 {
        scene.key(Named::ArrowDown);
        scene.settle();
    }
    assert!(marked(&mut scene).is_some(), "the mark stays in sight");
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Emoji").is_none());
    assert_eq!(written(&mut scene), "");
    assert!(
        scene
            .role(Role::List, "Messages with Romy Keller")
            .is_some()
    );
}

#[test]
fn a_short_name_is_offered_taken_and_closed() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text("so :tad");
    assert!(scene.role(Role::List, "Emoji that fit").is_some());
    scene.key(Named::Tab);
    scene.settle();
    assert_eq!(written(&mut scene), "so 🎉");
    scene.type_text(" :heart");
    scene.key(Named::ArrowDown);
    scene.key(Named::ArrowUp);
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::List, "Emoji that fit").is_none());
    assert_eq!(written(&mut scene), "so 🎉 :heart");
    scene.type_text(":");
    scene.settle();
    assert_eq!(written(&mut scene), "so 🎉 ❤️");
    scene.sent();
    scene.key(Named::Enter);
    let sent = scene.sent();
    let said = |command: &Command| matches!(command, Command::Conversation(_, conversation::Command::Send { text, .. }) if text == "so 🎉 ❤️");
    assert!(sent.iter().any(said), "{sent:?}");
}

#[test]
fn undo_takes_a_completion_back() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text(":tad");
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(written(&mut scene), "🎉");
    scene.ctrl("z");
    assert_eq!(written(&mut scene), ":tad");
}

#[test]
fn a_draft_is_kept_when_its_conversation_is_left_and_stands_there_again() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text("half a sent");
    scene.sent();
    scene.key_with(Key::Named(Named::ArrowDown), Modifiers::ALT);
    scene.settle();
    assert!(scene.sent().contains(&draft("half a sent")));
    let mut romy = people().swap_remove(0);
    romy.draft = "half a sent".to_owned();
    scene.tell([sample::told(romy)]);
    assert!(scene.find("Draft: half a sent").is_some());
    scene.click("Romy Keller");
    scene.settle();
    assert_eq!(written(&mut scene), "half a sent");
    assert!(
        scene.find("Draft: half a sent").is_none(),
        "it stands where it is written"
    );
    scene.sent();
    scene.key(Named::Enter);
    assert!(scene.sent().contains(&draft("")), "it was said");
}

#[test]
fn a_draft_of_an_earlier_run_stands_in_the_composer_and_is_kept_on_closing() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.draft = "from yesterday".to_owned();
    scene.tell([sample::told(romy)]);
    scene.click("Romy Keller");
    scene.settle();
    assert_eq!(written(&mut scene), "from yesterday");
    assert!(
        !scene.sent().contains(&draft("from yesterday")),
        "it is kept already"
    );
    scene.type_text("!");
    scene.ctrl("q");
    let sent = scene.sent();
    let kept = sent.iter().position(|one| *one == draft("from yesterday!"));
    let over = sent.iter().position(|one| matches!(one, Command::Shutdown));
    assert!(kept.is_some() && kept < over, "{sent:?}");
}

#[test]
fn a_correction_is_no_draft() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.type_text("draft");
    scene.settle();
    scene.ctrl("a");
    scene.key(Named::Delete);
    scene.key(Named::ArrowUp);
    scene.settle();
    scene.sent();
    scene.key_with(Key::Named(Named::ArrowDown), Modifiers::ALT);
    scene.settle();
    let drafts = scene.sent().into_iter().filter(|command| {
        matches!(command, Command::Conversation(_, conversation::Command::Draft { text }) if !text.is_empty())
    });
    assert_eq!(drafts.count(), 0);
}

#[test]
fn the_menu_of_the_composer_cuts_copies_and_pastes() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.ctrl("a");
    scene.type_text("well said");
    let editor = scene
        .role(Role::TextArea, "Message to Romy Keller")
        .expect("the composer");
    let pick = |scene: &mut Scene, label: &str| {
        scene.right_click_at(editor.bounds.center());
        scene.settle();
        scene.click_role(Role::MenuItem, label);
        scene.settle();
        assert_eq!(
            scene.focused().expect("a focus").report.role,
            Role::TextArea,
            "after {label}"
        );
    };
    pick(&mut scene, "Select all");
    pick(&mut scene, "Copy");
    assert_eq!(written(&mut scene), "well said");
    pick(&mut scene, "Cut");
    assert_eq!(written(&mut scene), "");
    pick(&mut scene, "Paste");
    pick(&mut scene, "Paste");
    assert_eq!(written(&mut scene), "well saidwell said");
}
