//! A conversation is exported, and somebody is blocked and reported.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::action::Action;
use waxwing::app::Message;
use waxwing::sample::contacts::{self, strangers};
use waxwing::sample::talk::{ROMY, signed_in, with_romy};
use waxwing::sample::{self, keeping};
use waxwing::widget::Role;
use waxwing_core::command::{contact, export};
use waxwing_core::model::{Cited, ExportFormat, ReportReason};
use waxwing_core::{Command, Error, Event};

#[test]
fn a_conversation_is_exported_and_it_says_where_it_went() {
    let mut scene = keeping::exporting((1000.0, 700.0), Mode::Light);
    scene.click("Text");
    let sent = keeping::started(&mut scene, "/home/mira/romy.txt");
    let Command::Export(export::Command::Start {
        request,
        conversation,
        path,
        format,
        replace,
        names,
        words,
    }) = &sent
    else {
        panic!("{sent:?}");
    };
    assert_eq!((*conversation, *format), (ROMY, ExportFormat::Text));
    assert_eq!(path, "/home/mira/romy.txt");
    assert!(!replace, "nobody was asked");
    assert_eq!(names.them, "Romy Keller");
    assert_eq!(words.months[0], "January");
    scene.tell([keeping::progress(*request, 1_200, 4_800)]);
    assert!(
        scene
            .find("1200 of about 4800 messages are written.")
            .is_some()
    );
    scene.tell([Event::Done(*request, Ok(()))]);
    let done = "The conversation is in /home/mira/romy.txt. Only you can open this file.";
    assert!(scene.find(done).is_some());
    scene.click("Done");
    assert!(scene.roles(Role::Dialog).is_empty());
    assert_eq!(scene.sent(), [], "nothing is left to be given up");
}

#[test]
fn what_is_being_written_is_given_up_with_the_dialog() {
    let mut scene = keeping::exporting((1000.0, 700.0), Mode::Light);
    let sent = keeping::started(&mut scene, "/home/mira/romy.html");
    let Command::Export(export::Command::Start { request, .. }) = sent else {
        panic!("{sent:?}");
    };
    scene.key(Named::Escape);
    let cancel = Command::Export(export::Command::Cancel { request });
    assert_eq!(scene.sent(), [cancel]);
    assert!(scene.roles(Role::Dialog).is_empty());
    // Its end comes later, and means nothing to anybody.
    scene.tell([Event::Done(request, Err(Error::NotFound))]);
    assert!(scene.roles(Role::Alert).is_empty());
}

#[test]
fn a_file_that_is_there_stays_and_another_name_is_asked_for() {
    let mut scene = keeping::exporting((1000.0, 700.0), Mode::Light);
    let sent = keeping::started(&mut scene, "/home/mira/romy.html");
    let Command::Export(export::Command::Start { request, .. }) = sent else {
        panic!("{sent:?}");
    };
    let path = "/home/mira/romy.html".to_owned();
    scene.tell([Event::Done(request, Err(Error::FileExists { path }))]);
    let said = "There is a file /home/mira/romy.html already. Choose another name.";
    assert!(scene.role(Role::Alert, said).is_some());
    let again = keeping::started(&mut scene, "/home/mira/other.html");
    assert!(matches!(
        again,
        Command::Export(export::Command::Start { path, .. }) if path == "/home/mira/other.html"
    ));
}

#[test]
fn a_stranger_is_reported_from_the_requests_in_ones_own_words() {
    let mut scene = keeping::reporting((1000.0, 700.0), Mode::Light);
    scene.click("Report as abuse");
    scene.click_role(Role::TextField, "What happened (you need not say)");
    scene.type_text("He shouts.");
    scene.click_role(
        Role::CheckBox,
        "May be passed on to far.example, where they come from",
    );
    assert_eq!(scene.sent(), []);
    scene.click_role(Role::Button, "Block and report");
    let sent = scene.sent();
    let [
        Command::Contact(contact::Command::Report {
            address, report, ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(address, "lena@far.example");
    assert_eq!(report.reason, ReportReason::Abuse);
    assert_eq!(report.text, "He shouts.");
    assert!(report.to_origin && !report.to_third_parties);
}

#[test]
fn only_where_the_server_wants_to_know_it_is_told() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut contacts = contacts::contacts();
    contacts.reporting = false;
    scene.tell([
        contacts::told_contacts(contacts),
        sample::told(strangers().remove(0)),
    ]);
    scene.click("Requests");
    assert!(scene.find("Block…").is_some());
    assert!(scene.find("Report…").is_none());
    scene.tell([contacts::told_contacts(contacts::contacts())]);
    assert!(scene.find("Report…").is_some());
}

#[test]
fn who_is_only_blocked_is_not_reported() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.tell([contacts::told_contacts(contacts::contacts())]);
    scene.message(Message::Wanted(Action::Block, None));
    scene.settle();
    scene.click_role(Role::Button, "Block");
    assert!(matches!(
        scene.sent().last(),
        Some(Command::Contact(contact::Command::Block { address, .. }))
            if address == "romy@example.org"
    ));
    scene.key(Named::Escape);
    scene.message(Message::Wanted(Action::Report, None));
    scene.settle();
    scene.click_role(Role::Button, "Block and report");
    let sent = scene.sent();
    let Some(Command::Contact(contact::Command::Report { report, .. })) = sent.last() else {
        panic!("{sent:?}");
    };
    assert_eq!(report.reason, ReportReason::Spam);
    assert_eq!(report.cite, Cited::Newest);
    assert!(
        !report.to_origin && !report.to_third_parties,
        "unless asked"
    );
}
