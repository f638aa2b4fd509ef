//! The program is started again, by a link: the window that is open takes it over.

use std::path::Path;
use std::process::{Command, Stdio};

use iced::theme::Mode;
use waxwing::action::Action;
use waxwing::app::Message;
use waxwing::sample::talk::with_romy_quietly;
use waxwing::tr;
use waxwing_core::Command as Sent;
use waxwing_tests::Reader;
use waxwing_tests::deadline::{DEADLINE, poll};
use waxwing_tests::display::Display;
use waxwing_tests::guardian::Guardian;

const LINK: &str = "xmpp:example.org?register;preauth=TOKEN";

fn start(display: &Display, reader: &Reader, profile: &Path, link: &[&str]) -> Guardian {
    let home = display.scratch("home").expect("a directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_waxwing"));
    command
        .arg("--profile")
        .arg(profile)
        .args(link)
        .env("WAXWING_KEYRING", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    display.show(&mut command, &home);
    reader.read(&mut command);
    Guardian::spawn(command, &home).expect("Waxwing")
}

#[test]
fn a_second_start_hands_its_link_to_the_window_that_is_open() {
    let display = Display::start().expect("a display");
    let mut reader = Reader::start(&display);
    let profile = display.scratch("profile").expect("a directory");
    let mut first = start(&display, &reader, &profile, &[]);
    reader.find("entry", "Address");
    let mut second = start(&display, &reader, &profile, &[LINK]);
    let over = poll(DEADLINE, || second.has_ended().then_some(()));
    assert!(over.is_some(), "the second program ends");
    assert!(!first.has_ended());
    // It asks: nothing has been made yet.
    reader.find("heading", "Your invitation");
}

#[test]
fn a_link_that_comes_later_asks_first_whatever_is_open() {
    let link = "xmpp:nadia@elsewhere.example?roster;preauth=T;name=Nadia";
    let open = [Action::Sheet, Action::Settings, Action::History];
    for covered in open {
        let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
        scene.message(Message::Wanted(covered, None));
        scene.sent();
        scene.message(Message::Rung(link.to_owned()));
        scene.settle();
        let sent = scene.sent();
        let adds = |command: &Sent| matches!(command, Sent::Contact(_));
        assert!(
            !sent.iter().any(adds),
            "nothing is done by itself: {sent:?}"
        );
        let asked = scene.find("Nadia (nadia@elsewhere.example)");
        assert!(asked.is_some(), "{covered:?}");
        scene.click(&tr!("add-contact-submit"));
        assert_eq!(scene.sent().len(), 1);
    }
}

#[test]
fn a_link_waits_for_an_account_that_is_being_added() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    scene.message(Message::Wanted(Action::AddAccount, None));
    scene.message(Message::Rung("xmpp:nadia@elsewhere.example".to_owned()));
    assert!(scene.find("nadia@elsewhere.example").is_none());
    scene.message(Message::Back);
    scene.tell([waxwing::sample::told_account(waxwing::sample::online())]);
    assert!(scene.find("nadia@elsewhere.example").is_some());
}
