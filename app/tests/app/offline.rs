//! What is there without a connection, and how the window comes and goes.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample;
use waxwing::sample::talk::{ago, messages, people, signed_in, stranger, with_romy};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::account;
use waxwing_core::model::{Connection, Direction};
use waxwing_core::{Command, Failure};

#[test]
fn the_stored_list_is_there_before_the_network() {
    let mut scene = waxwing::scene::Scene::new(1000.0, 700.0, Mode::Light);
    let connecting = Connection::Connecting {
        step: waxwing_core::model::Step::Resolve,
        since: sample::NOW,
    };
    scene.tell([sample::told_account(connecting)]);
    scene.tell(people().into_iter().map(sample::told));
    assert!(scene.find("Romy Keller").is_some());
    assert_eq!(scene.title(), "(2) Waxwing");
}

#[test]
fn without_a_connection_the_bar_says_since_when_and_tries_now() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let failure = Failure::Lost {
        detail: "reset".to_owned(),
    };
    let waiting = Connection::Waiting {
        failure,
        since: ago(5),
        retry_at: waxwing_core::Timestamp(sample::NOW.0 + 12_000_000),
    };
    scene.tell([sample::told_account(waiting)]);
    let since = waxwing::format::time(ago(5));
    let words = format!("No connection since {since}. Trying again in 12 s");
    assert!(scene.find(&words).is_some());
    scene.click("Try now");
    let account = sample::ACCOUNT;
    assert_eq!(
        scene.sent(),
        [Command::Account(account::Command::Connect { account })]
    );
}

#[test]
fn after_a_conflict_one_click_connects_here() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.tell([sample::told_account(Connection::Stopped {
        failure: Failure::Conflict,
        since: ago(1),
    })]);
    scene.click("Connect here");
    let account = sample::ACCOUNT;
    assert_eq!(
        scene.sent(),
        [Command::Account(account::Command::Connect { account })]
    );
}

#[test]
fn a_password_that_no_longer_holds_is_asked_for_in_place() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.tell([sample::told_account(Connection::Stopped {
        failure: Failure::WrongPassword,
        since: ago(1),
    })]);
    scene.click_role(Role::TextField, "Password");
    scene.type_text("new one");
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert!(matches!(
        sent.as_slice(),
        [Command::Account(account::Command::SetPassword { password, .. })]
            if password.reveal() == "new one"
    ));
}

/// Somebody may be in the middle: trying again is at hand, going on takes two answers.
#[test]
fn less_protection_is_told_and_taken_only_on_purpose() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.tell([sample::told_account(sample::downgraded())]);
    let told = "The server protects signing in less than before.";
    assert!(scene.find(told).is_some());
    scene.click_role(Role::Button, "Try now");
    let account = sample::ACCOUNT;
    assert_eq!(
        scene.sent(),
        [Command::Account(account::Command::Connect { account })]
    );
    scene.click_role(Role::Button, "Sign in anyway…");
    assert!(scene.sent().is_empty(), "it is asked for once more");
    scene.click_role(Role::Button, "Cancel");
    scene.click_role(Role::Button, "Sign in anyway…");
    scene.click_role(Role::Button, "Sign in with less protection");
    assert_eq!(
        scene.sent(),
        [Command::Account(account::Command::AcceptWeaker { account })]
    );
}

#[test]
fn closing_the_window_ends_the_engine_first() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.message(waxwing::app::Message::Window(
        iced::window::Event::CloseRequested,
    ));
    assert_eq!(scene.sent(), [Command::Shutdown]);
    assert!(!scene.is_over(), "the engine has its time");
    scene.message(waxwing::app::Message::Engine(
        waxwing::engine::Update::Ended,
    ));
    assert!(scene.is_over());
}

#[test]
fn bars_and_dialogs_come_and_go_without_moving_what_is_read() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    let row = |i: u32| {
        let text = format!("row {i}");
        sample::message(i.into(), 500 - i64::from(i), Direction::Incoming, &text)
    };
    scene.tell([messages((0..60).map(row).collect(), false)]);
    scene.move_to(iced::Point::new(650.0, 300.0));
    for _ in 0..6 {
        scene.wheel(3.0);
        scene.frame();
    }
    let shown = |scene: &mut Scene| -> Vec<u32> {
        let on_screen = |i: &u32| {
            scene
                .find(&format!("row {i}"))
                .is_some_and(|at| at.y > 60.0)
        };
        (0..60).filter(on_screen).collect()
    };
    let before = shown(&mut scene);
    assert!(
        !before.contains(&59),
        "scrolled away from the end: {before:?}"
    );
    scene.key(Named::F1);
    scene.key(Named::F1);
    scene.ctrl("n");
    scene.settle();
    scene.key(Named::Escape);
    scene.settle();
    assert_eq!(shown(&mut scene), before, "after dialogs");
    scene.click("Your account");
    scene.click("Your account");
    assert_eq!(shown(&mut scene), before, "after the menu");

    scene.click_role(Role::TextArea, "Message to Romy Keller");
    scene.tell([sample::told_account(Connection::Stopped {
        failure: Failure::Conflict,
        since: ago(1),
    })]);
    scene.tell([sample::told(stranger())]);
    assert_eq!(focused(&mut scene), "Message to Romy Keller");
    let under_the_bar = shown(&mut scene);
    assert!(
        under_the_bar[0].abs_diff(before[0]) < 4,
        "{under_the_bar:?} {before:?}"
    );
}

fn focused(scene: &mut Scene) -> String {
    scene
        .focused()
        .map(|node| node.report.name)
        .unwrap_or_default()
}
