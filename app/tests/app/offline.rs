//! What is there without a connection, and how the window comes and goes.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample;
use waxwing::sample::talk::{ago, people, signed_in, with_romy};
use waxwing::widget::Role;
use waxwing_core::command::account;
use waxwing_core::model::Connection;
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
