//! The settings: found by typing, in force at once, and still there after a restart.

use iced::Point;
use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::app::Wishes;
use waxwing::i18n::{self, Language};
use waxwing::sample;
use waxwing::sample::talk::{signed_in, with_romy};
use waxwing::scene::Scene;
use waxwing::screen::settings::{Change, SEARCH};
use waxwing::settings::{Contrast, Density, FILE, Settings, Theme, Zoom};
use waxwing::widget::Role;
use waxwing_core::Event;

fn opened() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.ctrl(",");
    scene.settle();
    scene
}

fn is_chosen(scene: &mut Scene, name: &str) -> bool {
    let button = scene.role(Role::Button, name).expect(name);
    button.report.checked == Some(true)
}

#[test]
fn the_key_opens_them_and_escape_steps_back() {
    let mut scene = opened();
    assert!(scene.role(Role::Dialog, "Settings").is_some());
    assert_eq!(scene.focused().unwrap().report.name, "Search the settings");
    scene.type_text("zoom");
    assert_eq!(scene.role(Role::Button, "Light"), None);
    scene.key(Named::Escape);
    scene.settle();
    assert!(
        scene.role(Role::Button, "Light").is_some(),
        "the search ends"
    );
    scene.key(Named::Escape);
    scene.settle();
    assert_eq!(scene.role(Role::Dialog, "Settings"), None);
    let focused = scene.focused().expect("the composer");
    assert_eq!(focused.report.role, Role::TextArea);
}

#[test]
fn the_account_menu_and_the_sign_in_page_lead_there() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Your account");
    scene.click_role(Role::Button, "Settings…");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Settings").is_some());
    let mut scene = Scene::new(1000.0, 700.0, Mode::Light);
    scene.tell([Event::Ready]);
    scene.click_role(Role::Button, "Settings");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Settings").is_some());
}

#[test]
fn enter_goes_to_the_first_that_was_found() {
    let mut scene = opened();
    scene.type_text("tight");
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(scene.focused().unwrap().report.name, "Comfortable");
    scene.key(Named::ArrowRight);
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(scene.settings().density, Density::Compact);
    assert!(is_chosen(&mut scene, "Compact") && !is_chosen(&mut scene, "Comfortable"));
}

#[test]
fn what_nobody_has_is_said() {
    let mut scene = opened();
    scene.type_text("qqq");
    let label = "No setting matches “qqq”.";
    assert!(scene.role(Role::Status, label).is_some());
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.find_id(SEARCH).is_some());
}

#[test]
fn every_choice_holds_at_once_and_after_a_restart() {
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
    scene.ctrl(",");
    scene.settle();
    let light = scene.pixels(1.0).0;
    scene.click_role(Role::Button, "Dark");
    scene.settle();
    assert_ne!(scene.pixels(1.0).0, light, "the colours are others");
    scene.click_role(Role::Button, "On");
    scene.click_role(Role::Button, "Compact");
    scene.click_role(Role::Button, "Larger");
    scene.settle();
    assert!(
        (scene.size().width - 1000.0 / 1.1).abs() < 0.5,
        "everything is larger"
    );
    let polish = scene.role(Role::Button, "Polski").expect("it is there");
    if polish.bounds.y > 560.0 {
        scene.move_to(Point::new(450.0, 400.0));
        scene.wheel(-200.0);
    }
    scene.click_role(Role::Button, "Polski");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Ustawienia").is_some(), "at once");

    let mut scene = start();
    let settings = scene.settings();
    assert_eq!(settings.theme, Theme::Dark);
    assert_eq!(settings.contrast, Contrast::On);
    assert_eq!(settings.density, Density::Compact);
    assert_eq!(settings.zoom.percent(), 110);
    assert_eq!(settings.language, Some(Language::Polish));
    assert_eq!((settings.width, settings.height), (1000.0, 700.0));
    assert!((scene.size().width - 1000.0 / 1.1).abs() < 0.5);
    scene.key(Named::F1);
    assert!(scene.role(Role::Dialog, "Skróty klawiszowe").is_some());
}

#[test]
fn keys_zoom_from_a_line_of_input_and_write_nothing() {
    let mut scene = Scene::new(1000.0, 700.0, Mode::Light);
    scene.tell([Event::Ready]);
    scene.type_text("mira");
    let plus = Key::Character("+".into());
    scene.key_with(plus, Modifiers::CTRL | Modifiers::SHIFT);
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 110);
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.value.as_deref(), Some("mira"));
}

#[test]
fn keys_and_wheel_zoom_from_anywhere() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.click("Message to Romy Keller");
    scene.ctrl("=");
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 110);
    let plus = Key::Character("+".into());
    scene.key_with(plus, Modifiers::CTRL | Modifiers::SHIFT);
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 125);
    scene.ctrl("-");
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 110);
    scene.hold(Modifiers::CTRL);
    scene.wheel(-1.0);
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 100);
    scene.wheel(-1.0);
    scene.hold(Modifiers::empty());
    scene.ctrl("0");
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 100);
    scene.key(Named::Enter);
    assert!(
        scene.sent().is_empty(),
        "nothing was typed into the message"
    );
    for _ in 0..20 {
        scene.ctrl("+");
        scene.settle();
    }
    assert_eq!(scene.settings().zoom, Zoom::of(200).unwrap());
}

#[test]
fn the_command_line_goes_first_until_something_else_is_chosen() {
    let settings = Settings {
        language: Some(Language::Arabic),
        zoom: Zoom::of(150).unwrap(),
        ..Settings::default()
    };
    let wishes = Wishes {
        mode: Some(Mode::Dark),
        scale: Some(1.25),
        language: Some(Language::Polish),
    };
    let mut scene = Scene::with(settings, None, wishes);
    scene.tell([Event::Ready]);
    assert_eq!(i18n::language(), Language::Polish);
    assert_eq!(scene.size().width, 800.0);
    scene.ctrl("+");
    scene.settle();
    assert_eq!(scene.settings().zoom.percent(), 150, "a step from 125");
    scene.change(Change::Language(None));
    assert_eq!(
        i18n::language(),
        Language::English,
        "what the system speaks"
    );
}

#[test]
fn a_language_is_switched_live_and_turns_the_window_over() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let left = |scene: &mut Scene, name: &str| {
        let bounds = scene.find(name).expect(name);
        (bounds.x, bounds.center_x())
    };
    assert!(left(&mut scene, "Conversations").0 < 1.0);
    assert!(left(&mut scene, "Record a voice message").1 > 900.0);
    let theirs = left(&mut scene, "Are we still on for tonight?").0;
    scene.change(Change::Language(Some(Language::Arabic)));
    let list = scene.find("المحادثات").expect("the list");
    assert!(list.x + list.width > 999.0, "the list is at the right");
    assert!(
        left(&mut scene, "تسجيل رسالة صوتية").1 < 100.0,
        "the way to send at the left"
    );
    let ours = scene
        .find("Are we still on for tonight?")
        .expect("a message");
    assert!(
        ((ours.x + ours.width) - (1000.0 - theirs)).abs() < 1.0,
        "{ours:?} {theirs}"
    );
    scene.change(Change::Language(Some(Language::English)));
    assert!(left(&mut scene, "Record a voice message").1 > 900.0);
}

#[test]
fn arrows_and_menus_follow_the_direction() {
    i18n::speak(Language::Arabic);
    let mut scene = opened();
    scene.key(Named::Tab);
    let chosen = scene.focused().expect("a choice").bounds;
    scene.key(Named::ArrowLeft);
    let next = scene.focused().expect("the next").bounds;
    assert!(next.x < chosen.x, "the next choice is at the left");
    scene.key(Named::Escape);
    scene.settle();
    scene.click("المزيد");
    let button = scene.find("المزيد").expect("a button");
    let menu = scene.roles(Role::Menu).pop().expect("a menu").bounds;
    assert!(menu.x < button.x + 8.0 && menu.x + menu.width <= 1000.0);
}

#[test]
fn the_sheet_over_the_settings_leads_back_to_them() {
    let mut scene = opened();
    scene.type_text("hotkeys");
    scene.click_role(Role::Button, "Show the shortcuts");
    scene.settle();
    assert!(scene.role(Role::Dialog, "Keyboard shortcuts").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Settings").is_some());
}

#[test]
fn a_dialog_takes_the_focus_from_the_composer_and_gives_it_back() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.click("Message to Romy Keller");
    scene.key(Named::F1);
    scene.frame();
    let under = scene.pixels(1.0).0;
    let row = 4 * 1000 * 660;
    let accent = [180u8, 71, 46];
    let ring = under[row..].chunks(4).filter(|p| p[..3] == accent).count();
    assert_eq!(ring, 0, "no ring below the dialog");
    scene.key(Named::Escape);
    scene.settle();
    assert_eq!(
        scene.focused().expect("the composer").report.role,
        Role::TextArea
    );
}

#[test]
fn a_narrow_window_and_back_keeps_the_place_in_a_conversation() {
    let mut scene = with_romy(1000.0, 400.0, Mode::Light);
    scene.move_to(Point::new(650.0, 200.0));
    scene.wheel(3.0);
    scene.frame();
    let text = "Are we still on for tonight?";
    let before = scene.find(text).map(|bounds| bounds.y);
    scene.resize(600.0, 400.0);
    scene.resize(1000.0, 400.0);
    scene.frame();
    assert_eq!(scene.find(text).map(|bounds| bounds.y), before);
    assert!(before.is_some());
}
