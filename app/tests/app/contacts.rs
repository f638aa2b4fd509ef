//! People: adding them, answering their requests, and what they see of us.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample;
use waxwing::sample::talk::{signed_in, stranger};
use waxwing::widget::Role;
use waxwing_core::command::{account, contact, conversation};
use waxwing_core::model::Subscription;
use waxwing_core::{Command, ConversationId, Error, Event};

#[test]
fn a_request_is_accepted_or_declined() {
    let account = sample::ACCOUNT;
    let jid = stranger().jid;
    let accept = contact::Command::Accept {
        account,
        jid: jid.clone(),
    };
    let decline = contact::Command::Decline { account, jid };
    for (button, command) in [("Accept", accept), ("Decline", decline)] {
        let mut scene = signed_in(1000.0, 700.0, Mode::Light);
        scene.tell([sample::told(stranger())]);
        scene.click(button);
        assert_eq!(scene.sent(), [Command::Contact(command)]);
    }
}

#[test]
fn a_double_click_lets_nobody_in_by_accident() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let mut other = stranger();
    other.id = ConversationId(10);
    other.jid = sample::address("oskar@elsewhere.example");
    other.name = other.jid.to_string();
    scene.tell([sample::told(stranger()), sample::told(other)]);
    scene.click("Accept");
    assert_eq!(scene.sent().len(), 1);
    let mut answered = stranger();
    answered.request = false;
    scene.tell([sample::told(answered)]);
    // Now the other request stands where the first one stood.
    scene.click("Accept");
    assert_eq!(scene.sent(), []);
}

#[test]
fn a_contact_is_added_by_keyboard_and_an_error_stands_in_the_dialog() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.ctrl("n");
    scene.settle();
    scene.type_text("nadia@elsewhere.example");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [
        Command::Contact(contact::Command::Add {
            request, address, ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    assert_eq!(address, "nadia@elsewhere.example");
    let condition = "item-not-found".to_owned();
    let text = String::new();
    scene.tell([Event::Done(
        *request,
        Err(Error::Refused { condition, text }),
    )]);
    assert!(scene.role(Role::Dialog, "Add a contact").is_some());
    let alerts = scene.roles(Role::Alert);
    assert!(
        alerts[0]
            .report
            .name
            .starts_with("There is nobody at this address.")
    );
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Contact(contact::Command::Add { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    let mut nadia = stranger();
    nadia.request = false;
    nadia.subscription = Subscription::Asked;
    let id = nadia.id;
    scene.tell([sample::told(nadia), Event::Done(*request, Ok(()))]);
    assert!(scene.role(Role::Dialog, "Add a contact").is_none());
    // One adds somebody to write to them.
    let open = Command::Conversation(id, conversation::Command::Open);
    assert!(scene.sent().contains(&open));
}

#[test]
fn our_presence_is_chosen_from_the_menu() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    scene.sent();
    scene.click("Your account");
    scene.click("Do not disturb");
    let sent = scene.sent();
    assert!(matches!(
        sent.as_slice(),
        [Command::Account(account::Command::SetPresence { presence, .. })]
            if presence.show == waxwing_core::model::Show::DoNotDisturb
    ));
    assert!(
        scene.find("Do not disturb").is_none(),
        "the menu has closed"
    );
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Message to Romy Keller");
}

#[test]
fn signing_out_asks_and_says_what_is_lost() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Your account");
    scene.click("Sign out…");
    scene.settle();
    assert!(scene.sent().is_empty(), "nothing yet");
    assert!(scene.role(Role::Dialog, "Sign out?").is_some());
    scene.click("Sign out and delete");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Account(account::Command::Remove { .. })]
    ));
}

/// Opens the menu of a row of the list and chooses an entry.
fn choose(scene: &mut waxwing::scene::Scene, name: &str, entry: &str) {
    let at = scene.find(name).expect("the row").center();
    scene.right_click_at(at);
    scene.frame();
    let entries = scene.roles(Role::MenuItem);
    let found = entries.iter().find(|node| node.report.name == entry);
    let at = found.expect("the entry").bounds.center();
    scene.click_at(at);
    scene.settle();
}

#[test]
fn a_contact_is_renamed_from_its_row() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    choose(&mut scene, "Ana Bauer", "Rename…");
    scene.type_text("2");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Contact(contact::Command::Rename { request, name, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert!(
        name.starts_with("Ana Bauer") || name.starts_with('2'),
        "{name}"
    );
    scene.tell([Event::Done(*request, Err(Error::Offline))]);
    assert!(
        scene.role(Role::Dialog, "Rename").is_some(),
        "what is wrong is said there"
    );
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.click("Cancel");
    assert!(scene.role(Role::Dialog, "Rename").is_none());
}

#[test]
fn removing_a_contact_asks_first() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    choose(&mut scene, "Ana Bauer", "Remove contact…");
    assert!(scene.sent().is_empty());
    assert!(scene.role(Role::Dialog, "Remove Ana Bauer?").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Remove Ana Bauer?").is_none());
    assert!(scene.sent().is_empty());
}

#[test]
fn the_account_menu_closes_with_escape_also_from_its_field() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Your account");
    scene.click_role(Role::TextField, "Status message");
    scene.type_text("away soon");
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Menu, "Your account").is_none());
    scene.click("Your account");
    scene.click_role(Role::TextField, "Status message");
    scene.type_text("at lunch");
    scene.key(Named::Enter);
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Account(account::Command::SetPresence { presence, .. })]
            if presence.status == "at lunch"
    ));
}
