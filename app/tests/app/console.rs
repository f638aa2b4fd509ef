//! The XML console in the window.

use iced::Point;
use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::console::{flood, heard, talk};
use waxwing::sample::talk::signed_in;
use waxwing::sample::{self, ACCOUNT};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::console::Command as Console;
use waxwing_core::{Command, Error, Event, RequestId};

/// The console of the only account, with what a login and a few words look like.
fn console(height: f32) -> Scene {
    let mut scene = signed_in(1000.0, height, Mode::Light);
    scene.click("Your account");
    scene.click_role(Role::Button, "mira@example.org: online");
    scene.click("XML console");
    let account = ACCOUNT;
    assert_eq!(scene.sent(), [Command::Console(Console::Open { account })]);
    scene
}

fn entries(scene: &mut Scene) -> usize {
    let groups = scene.roles(Role::Group);
    let entry = |name: &str| name.starts_with("Received, ") || name.starts_with("Sent, ");
    groups
        .iter()
        .filter(|node| entry(&node.report.name))
        .count()
}

fn send(scene: &mut Scene, xml: &str) -> RequestId {
    scene.click_role(Role::TextArea, "XML to send");
    scene.type_text(xml);
    scene.key(Named::Enter);
    match scene.sent().as_slice() {
        [Command::Console(Console::Send { request, .. })] => *request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_heard_is_shown_until_one_leaves() {
    let mut scene = console(1400.0);
    scene.tell([heard(talk())]);
    assert_eq!(entries(&mut scene), 9);
    assert!(scene.role(Role::Group, "Received, 09:41:00.041").is_some() || entries(&mut scene) > 0);
    scene.click_role(Role::Button, "Back");
    let account = ACCOUNT;
    assert_eq!(scene.sent(), [Command::Console(Console::Close { account })]);
    assert!(scene.find("Romy Keller").is_some());
    // What was on its way does no harm.
    scene.tell([heard(talk())]);
}

#[test]
fn filters_pause_and_clear_work_by_keyboard() {
    let mut scene = console(1400.0);
    scene.tell([heard(talk())]);
    scene.focus_role(Role::CheckBox, "Other");
    scene.key(Named::Space);
    assert_eq!(entries(&mut scene), 5, "neither the login nor the counting");
    scene.click_role(Role::TextField, "Address");
    scene.type_text("romy");
    assert_eq!(entries(&mut scene), 3);
    scene.click_role(Role::TextField, "Contains");
    scene.type_text("receipts");
    assert_eq!(entries(&mut scene), 2);
    scene.click("Pause");
    scene.tell([heard(talk())]);
    assert_eq!(entries(&mut scene), 2);
    assert!(scene.find("Paused, 9 more since").is_some());
    scene.click("Go on");
    assert_eq!(entries(&mut scene), 4);
    scene.click_role(Role::Button, "Clear");
    assert_eq!(entries(&mut scene), 0);
}

#[test]
fn what_is_typed_is_sent_and_a_mistake_is_explained() {
    let mut scene = console(700.0);
    let request = send(&mut scene, "<presence/><presence/>");
    let detail = "something follows the first element".to_owned();
    scene.tell([Event::Done(request, Err(Error::InvalidXml(detail)))]);
    let alerts = scene.roles(Role::Alert);
    let said = &alerts.first().expect("an alert").report.name;
    assert!(said.contains("not one well-formed element"), "{said}");
    assert!(said.contains("something follows"), "{said}");
    scene.type_text(" ");
    assert!(scene.roles(Role::Alert).is_empty());
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Console(Console::Send { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    scene.tell([Event::Done(*request, Ok(()))]);
    let fields = scene.roles(Role::TextArea);
    let value = fields[0].report.value.clone().unwrap_or_default();
    assert!(value.trim().is_empty(), "{value:?}");
}

#[test]
fn a_template_is_put_into_the_box() {
    let mut scene = console(700.0);
    scene.click_role(Role::Button, "Templates");
    scene.frame();
    let entries = scene.roles(Role::MenuItem);
    let ping = entries
        .iter()
        .find(|node| node.report.name == "Ping the server");
    let at = ping.expect("the template").bounds.center();
    scene.click_at(at);
    scene.settle();
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert!(
        matches!(
            sent.as_slice(),
            [Command::Console(Console::Send { xml, .. })]
                if xml.contains("to='example.org'") && xml.contains("urn:xmpp:ping")
        ),
        "{sent:?}"
    );
}

#[test]
fn it_is_saved_for_the_owner_only() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("seen.xml");
    let mut scene = console(700.0);
    scene.tell([heard(talk())]);
    scene.click_role(Role::Button, "Save to a file…");
    scene.settle();
    scene.ctrl("a");
    scene.type_text(&path.display().to_string());
    scene.key(Named::Enter);
    scene.settle();
    let written = std::fs::read_to_string(&path).expect("the file");
    assert!(written.contains("Gate B, in front of the big clock"));
    let words = format!("Saved as {}", path.display());
    assert!(scene.find(&words).is_some());
    scene.click_role(Role::TextField, "File");
    scene.key(Named::Enter);
    scene.settle();
    let alerts = scene.roles(Role::Alert);
    let said = &alerts.first().expect("an alert").report.name;
    assert!(said.starts_with("It could not be saved"), "{said}");
}

#[test]
fn ten_thousand_entries_are_scrolled_through() {
    let mut scene = console(700.0);
    scene.tell([heard(flood(10_000))]);
    assert!(
        scene.roles(Role::Group).len() < 40,
        "only what is on screen"
    );
    scene.move_to(Point::new(500.0, 350.0));
    let notch = |scene: &mut Scene| {
        scene.wheel(5.0);
        let scrolled = scene.spent();
        scene.frame();
        scrolled + scene.spent()
    };
    let mut took: Vec<_> = (0..100).map(|_| notch(&mut scene)).collect();
    took.sort_unstable();
    // The one in the middle: a machine that is busy elsewhere slows some of them.
    let each = took[took.len() / 2];
    assert!(each.as_millis() < 60, "{each:?} for a notch of five lines");
    assert!(scene.roles(Role::Group).len() < 40);
    // What comes in does not move what is read.
    let names = |scene: &mut Scene| {
        let groups = scene.roles(Role::Group);
        groups
            .iter()
            .map(|node| node.report.name.clone())
            .collect::<Vec<_>>()
    };
    let read = names(&mut scene);
    scene.tell([heard(talk())]);
    assert_eq!(names(&mut scene), read);
}

#[test]
fn the_page_goes_with_its_account() {
    let mut scene = console(700.0);
    scene.tell([
        Event::Account(waxwing_core::event::account::Event::Removed(ACCOUNT)),
        Event::Ready,
    ]);
    assert!(scene.role(Role::Heading, "XML console").is_none());
    scene.tell([sample::told_account(sample::online())]);
}
