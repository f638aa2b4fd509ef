//! Making an account, links, another password, the end of an account: in the window.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::app::Message;
use waxwing::sample::{self, talk};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::registration::Command as Registration;
use waxwing_core::command::{account, contact, room};
use waxwing_core::event::registration::Event as Told;
use waxwing_core::model::{Answer, ConnectSettings, Field, FieldKind, Form, Step};
use waxwing_core::{Command, Error, Event, RequestId};

fn page(button: &str) -> Scene {
    let mut scene = Scene::new(1000.0, 800.0, Mode::Light);
    scene.tell([Event::Ready]);
    scene.click(button);
    scene.settle();
    scene
}

fn started(scene: &mut Scene) -> Option<(RequestId, String, ConnectSettings)> {
    scene.sent().into_iter().find_map(|command| match command {
        Command::Registration(Registration::Start {
            request,
            server,
            settings,
        }) => Some((request, server, settings)),
        _ => None,
    })
}

/// A server was chosen, and asks for a name and a password.
fn asked(server: &str) -> (Scene, RequestId) {
    let mut scene = page("Create an account");
    scene.type_text(server);
    scene.key(Named::Enter);
    let (request, sent, _) = started(&mut scene).expect("a dialog");
    assert_eq!(sent, server);
    scene.tell([Event::Registration(
        request,
        Told::Connecting {
            step: Step::Encrypt,
        },
    )]);
    tell(&mut scene, request, None);
    (scene, request)
}

fn form() -> Form {
    let required = |var, kind| Field {
        required: true,
        ..Field::new(var, kind)
    };
    Form {
        fields: vec![
            required("username", FieldKind::TextSingle),
            required("password", FieldKind::TextPrivate),
        ],
        ..Form::default()
    }
}

fn tell(scene: &mut Scene, request: RequestId, refused: Option<Error>) {
    scene.tell([Event::Registration(
        request,
        Told::Asked {
            form: form().into(),
            web: None,
            complete: true,
            refused,
        },
    )]);
    scene.settle();
}

fn submitted(scene: &mut Scene) -> Vec<(String, String)> {
    let answers = scene.sent().into_iter().find_map(|command| match command {
        Command::Registration(Registration::Submit { answers, .. }) => Some(answers),
        _ => None,
    });
    let pair = |one: Answer| (one.var, one.values[0].reveal().to_owned());
    answers.unwrap_or_default().into_iter().map(pair).collect()
}

#[test]
fn an_account_is_made_by_keyboard_alone() {
    let (mut scene, request) = asked("yax.im");
    scene.type_text("mira");
    assert!(scene.find("Your address will be mira@yax.im").is_some());
    scene.key(Named::Enter);
    assert!(submitted(&mut scene).is_empty(), "the password is missing");
    assert!(scene.role(Role::Alert, "Please fill this in.").is_some());
    scene.type_text("five birds on a wire");
    scene.key(Named::Enter);
    let pairs = [("username", "mira"), ("password", "five birds on a wire")];
    let pairs = pairs.map(|(var, value)| (var.to_owned(), value.to_owned()));
    assert_eq!(submitted(&mut scene), pairs);
    scene.tell([Event::Registration(request, Told::Creating)]);
    assert!(scene.find("Making your account…").is_some());
    scene.tell([
        sample::told_account(sample::online()),
        Event::Done(request, Ok(())),
    ]);
    assert!(scene.find("Create account").is_none());
    assert!(scene.role(Role::Button, "Your account").is_some());
}

#[test]
fn a_name_that_is_taken_stands_at_its_field_and_nothing_is_lost() {
    let (mut scene, request) = asked("yax.im");
    scene.type_text("mira");
    scene.key(Named::Tab);
    scene.type_text("five birds on a wire");
    scene.key(Named::Enter);
    assert_eq!(submitted(&mut scene).len(), 2);
    let conflict = Error::Refused {
        condition: "conflict".to_owned(),
        text: String::new(),
    };
    tell(&mut scene, request, Some(conflict));
    let taken = "This name is taken. Try another one.";
    assert!(scene.role(Role::Alert, taken).is_some());
    scene.type_text("bird");
    assert!(scene.role(Role::Alert, taken).is_none());
    scene.key(Named::Enter);
    assert_eq!(submitted(&mut scene)[0].1, "mirabird");
}

#[test]
fn any_server_can_be_named_and_given_up() {
    let mut scene = page("Create an account");
    scene.type_text("chat.example.net");
    scene.click("Use chat.example.net");
    let (request, server, _) = started(&mut scene).expect("a dialog");
    assert_eq!(server, "chat.example.net");
    scene.key(Named::Escape);
    let cancelled = Command::Registration(Registration::Cancel { request });
    assert_eq!(scene.sent(), [cancelled]);
    assert!(scene.role(Role::TextField, "Server").is_some());
    scene.tell([Event::Done(request, Err(Error::NotFound))]);
    assert!(scene.roles(Role::Alert).is_empty());
}

#[test]
fn a_server_that_takes_nobody_says_so_in_words() {
    let mut scene = page("Create an account");
    scene.type_text("example.net");
    scene.key(Named::Enter);
    let (request, ..) = started(&mut scene).expect("a dialog");
    scene.tell([Event::Done(request, Err(Error::NotOffered))]);
    scene.settle();
    let said = "This server takes no new accounts from programs.";
    assert!(scene.role(Role::Alert, said).is_some());
}

#[test]
fn escape_leads_back_to_the_sign_in() {
    for button in ["Create an account", "I have an invitation link"] {
        let mut scene = page(button);
        assert!(scene.role(Role::TextField, "Password").is_none());
        // The field gives up the focus first.
        scene.key(Named::Escape);
        scene.key(Named::Escape);
        assert!(scene.role(Role::TextField, "Password").is_some());
        scene.settle();
        scene.type_text("mira@example.org");
        assert_eq!(scene.focused().expect("the address").report.name, "Address");
    }
}

/// What is said goes away with the first letter; the field that is typed into stays where it is.
#[test]
fn after_a_failure_one_types_on() {
    let mut scene = page("Create an account");
    scene.type_text("example.net");
    scene.key(Named::Enter);
    let (request, ..) = started(&mut scene).expect("a dialog");
    scene.tell([Event::Done(request, Err(Error::NotOffered))]);
    scene.settle();
    scene.ctrl("a");
    scene.type_text("yax");
    assert!(scene.roles(Role::Alert).is_empty());
    scene.type_text(".im");
    scene.key(Named::Enter);
    let (_, server, _) = started(&mut scene).expect("a dialog");
    assert_eq!(server, "yax.im");
}

#[test]
fn an_account_of_a_website_ends_at_the_sign_in_with_its_server() {
    let mut scene = page("Create an account");
    scene.type_text("disroot");
    scene.key(Named::Enter);
    assert!(started(&mut scene).is_none());
    scene.click("I have my account");
    scene.settle();
    let address = scene.role(Role::TextField, "Address").expect("a field");
    let text = address.report.text.expect("what stands in it");
    assert_eq!(text.value, "@disroot.org");
}

#[test]
fn an_invitation_takes_two_steps() {
    let mut scene = page("I have an invitation link");
    scene.type_text("xmpp:romy@example.org?message");
    scene.key(Named::Enter);
    assert!(started(&mut scene).is_none(), "no invitation");
    let mut scene = page("I have an invitation link");
    let link = "xmpp:romy@example.org?roster;preauth=TOKEN;ibr=y";
    scene.type_text(link);
    scene.key(Named::Enter);
    let (request, server, _) = started(&mut scene).expect("a dialog");
    assert_eq!(server, link);
    tell(&mut scene, request, None);
    let who = "romy@example.org has invited you, and will be your first contact.";
    assert!(scene.find(who).is_some());
}

#[test]
fn a_link_asks_before_anything_happens() {
    let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    let add = "xmpp:nadia@example.org?roster;preauth=T;name=Nadia";
    scene.message(Message::LinkOpened(add.to_owned()));
    assert!(scene.sent().is_empty());
    assert!(scene.find("Nadia (nadia@example.org)").is_some());
    scene.click("Add");
    let sent = scene.sent();
    assert!(
        matches!(&sent[..], [Command::Contact(contact::Command::Add { address, .. })]
            if address.contains("preauth=T")),
        "{sent:?}"
    );

    for (link, title) in [
        ("xmpp:romy@example.org?remove", "Remove a contact"),
        ("xmpp:romy@example.org?unknown", "Open a link"),
        ("xmpp:%", "Open a link"),
    ] {
        let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
        scene.message(Message::LinkOpened(link.to_owned()));
        assert!(scene.role(Role::Dialog, title).is_some(), "{link}");
        scene.key(Named::Enter);
        assert!(scene.sent().is_empty(), "{link}");
    }
}

#[test]
fn a_link_into_a_channel_opens_the_dialog_for_it() {
    let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    let link = "xmpp:team@rooms.example.org?join";
    scene.message(Message::LinkOpened(link.to_owned()));
    assert!(scene.role(Role::Dialog, "Join a channel").is_some());
    assert!(scene.sent().is_empty());
    scene.click("Join");
    let sent = scene.sent();
    assert!(
        matches!(&sent[..], [Command::Room(room::Command::Join { address, .. })]
            if address == "team@rooms.example.org"),
        "{sent:?}"
    );
}

#[test]
fn an_invitation_given_to_the_program_waits_for_a_word() {
    let mut scene = Scene::new(1000.0, 800.0, Mode::Light);
    let link = "xmpp:example.org?register;preauth=TOKEN";
    scene.message(Message::LinkOpened(link.to_owned()));
    scene.tell([Event::Ready]);
    scene.settle();
    assert!(started(&mut scene).is_none());
    scene.click("Continue");
    assert_eq!(started(&mut scene).expect("a dialog").1, link);
}

/// The account menu, its account unfolded.
fn account_menu() -> Scene {
    let mut scene = talk::with_romy_quietly(1000.0, 900.0, Mode::Light);
    scene.click("Your account");
    scene.settle();
    let account = scene
        .roles(Role::Button)
        .into_iter()
        .find(|node| node.report.name.contains("mira@example.org"));
    let at = account.expect("the account").bounds.center();
    scene.click_at(at);
    scene.settle();
    scene
}

#[test]
fn a_password_is_changed_from_the_menu() {
    let mut scene = account_menu();
    scene.click("Change password");
    scene.settle();
    scene.type_text("five birds on a wire");
    scene.key(Named::Tab);
    scene.key(Named::Tab);
    scene.type_text("five birds on a wire");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Account(account::Command::ChangePassword { request, new, .. })] = &sent[..]
    else {
        panic!("{sent:?}")
    };
    assert_eq!(new.reveal(), "five birds on a wire");
    scene.tell([Event::Done(*request, Err(Error::NotOffered))]);
    let said = "This server does not offer that. Your password is the same as before.";
    assert!(scene.find(said).is_some());
}

#[test]
fn an_account_is_deleted_after_two_questions() {
    let mut scene = account_menu();
    scene.click("Delete account on the server");
    scene.settle();
    scene.click("Continue");
    scene.settle();
    scene.type_text("mira@example.org");
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert!(
        matches!(
            &sent[..],
            [Command::Account(account::Command::DeleteOnServer { .. })]
        ),
        "{sent:?}"
    );
}
