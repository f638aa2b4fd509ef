//! Makes the pictures in `docs/screenshots`: every screen, light and dark, without a window.
//!
//! `cargo run -p waxwing --features harness --example screenshots -- DIRECTORY`

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::accounts::{locked_out, three, told, work};
use waxwing::sample::talk::{ago, people, signed_in, stranger, with_romy, with_romy_quietly};
use waxwing::sample::{self, NOW};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::event::registration::Event as Registering;
use waxwing_core::model::{Choice, Field, FieldKind, Form, Media, Picture};
use waxwing_core::model::{Connection, Show, Step};
use waxwing_core::{Certificate, CertificateProblem, Command, Error, Event, Failure, Timestamp};

/// Pixels per logical pixel.
const DENSITY: f32 = 1.0;

type Shot = (&'static str, fn(Mode) -> Scene);

const SHOTS: &[Shot] = &[
    ("sign-in", sign_in),
    ("sign-in-advanced", sign_in_advanced),
    ("sign-in-waiting", sign_in_waiting),
    ("sign-in-wrong-password", sign_in_wrong),
    ("sign-in-certificate", sign_in_certificate),
    ("register-servers", register_servers),
    ("register-invitation", register_invitation),
    ("register-website", register_website),
    ("register-asking", register_asking),
    ("register-form", register_form),
    ("register-captcha", register_captcha),
    ("register-refused", register_refused),
    ("register-narrow", register_narrow),
    ("start", start),
    ("nobody", nobody),
    ("list", |mode| signed_in(1000.0, 700.0, mode)),
    ("request", request),
    ("chat", |mode| with_romy_quietly(1000.0, 700.0, mode)),
    ("chat-states", |mode| with_romy(1000.0, 700.0, mode)),
    ("chat-menu", menu),
    ("chat-wide", |mode| with_romy_quietly(1440.0, 900.0, mode)),
    ("chat-narrow", |mode| with_romy_quietly(420.0, 700.0, mode)),
    ("offline", offline),
    ("profile", profile),
    ("accounts", accounts),
    ("accounts-menu", accounts_menu),
    ("accounts-menu-narrow", accounts_menu_narrow),
    ("accounts-trouble", accounts_trouble),
    ("accounts-add", accounts_add),
    ("accounts-add-contact", accounts_add_contact),
    ("add-contact", add_contact),
    ("shortcuts", shortcuts),
];

fn main() -> std::io::Result<()> {
    let directory = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::create_dir_all(&directory)?;
    for &(name, scene) in SHOTS {
        for (mode, suffix) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
            let mut scene = scene(mode);
            scene.settle();
            scene.frame();
            scene.screenshot(directory.join(format!("{name}-{suffix}.png")), DENSITY)?;
        }
    }
    Ok(())
}

fn sign_in(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, mode);
    scene.tell([Event::Ready]);
    scene
}

fn sign_in_advanced(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 900.0, mode);
    scene.tell([Event::Ready]);
    scene.type_text("mira@example.org");
    scene.click("Advanced");
    scene
}

/// Filled in and submitted; the request.
fn submitted(mode: Mode, height: f32) -> (Scene, waxwing_core::RequestId) {
    let mut scene = Scene::new(1000.0, height, mode);
    scene.tell([Event::Ready]);
    scene.type_text("mira@example.org");
    scene.key(Named::Tab);
    scene.type_text("secret word");
    scene.key(Named::Enter);
    let request = scene.sent().into_iter().find_map(|command| match command {
        Command::Account(waxwing_core::command::account::Command::SignIn { request, .. }) => {
            Some(request)
        }
        _ => None,
    });
    (scene, request.expect("a sign-in"))
}

fn sign_in_waiting(mode: Mode) -> Scene {
    let (mut scene, _) = submitted(mode, 700.0);
    scene.tell([sample::told_account(Connection::Connecting {
        step: Step::Encrypt,
        since: NOW,
    })]);
    scene
}

fn sign_in_wrong(mode: Mode) -> Scene {
    let (mut scene, request) = submitted(mode, 700.0);
    scene.tell([Event::Done(
        request,
        Err(Error::Failure(Failure::WrongPassword)),
    )]);
    scene
}

fn sign_in_certificate(mode: Mode) -> Scene {
    let (mut scene, request) = submitted(mode, 900.0);
    let certificate = Certificate {
        host: "example.org".to_owned(),
        problem: CertificateProblem::UnknownIssuer,
        subject: "CN=example.org".to_owned(),
        issuer: "CN=Home CA, O=Example".to_owned(),
        names: vec!["example.org".to_owned(), "xmpp.example.org".to_owned()],
        not_before: Some(Timestamp(1_767_225_600_000_000)),
        not_after: Some(Timestamp(1_798_761_600_000_000)),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    };
    let failure = Failure::Certificate(Box::new(certificate));
    scene.tell([Event::Done(request, Err(Error::Failure(failure)))]);
    scene
}

fn registering(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 800.0, mode);
    scene.tell([Event::Ready]);
    scene.click("Create an account");
    scene.settle();
    scene
}

fn register_servers(mode: Mode) -> Scene {
    registering(mode)
}

fn register_narrow(mode: Mode) -> Scene {
    let mut scene = Scene::new(380.0, 700.0, mode);
    scene.tell([Event::Ready]);
    scene.click("Create an account");
    scene.settle();
    scene.type_text("switz");
    scene
}

fn register_invitation(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 800.0, mode);
    scene.tell([Event::Ready]);
    scene.click("I have an invitation link");
    scene.settle();
    scene.type_text("xmpp:romy@example.org?message");
    scene.key(Named::Enter);
    scene
}

fn register_website(mode: Mode) -> Scene {
    let mut scene = registering(mode);
    scene.type_text("disroot.org");
    scene.key(Named::Enter);
    scene
}

/// Begun; the request.
fn asked_for(mode: Mode) -> (Scene, waxwing_core::RequestId) {
    let mut scene = registering(mode);
    scene.type_text("yax.im");
    scene.key(Named::Enter);
    let request = scene.sent().into_iter().find_map(|command| match command {
        Command::Registration(waxwing_core::command::registration::Command::Start {
            request,
            ..
        }) => Some(request),
        _ => None,
    });
    (scene, request.expect("a registration"))
}

fn register_asking(mode: Mode) -> Scene {
    let (mut scene, request) = asked_for(mode);
    let step = Step::Encrypt;
    scene.tell([Event::Registration(
        request,
        Registering::Connecting { step },
    )]);
    scene
}

fn asked(mode: Mode, form: Form, refused: Option<Error>) -> Scene {
    let (mut scene, request) = asked_for(mode);
    let asked = |form: &Form, refused| {
        Event::Registration(
            request,
            Registering::Asked {
                form: form.clone().into(),
                web: Some("https://example.org/register".to_owned()),
                complete: true,
                refused,
            },
        )
    };
    scene.tell([asked(&form, None)]);
    scene.settle();
    scene.type_text("romy");
    scene.key(Named::Tab);
    scene.type_text("five birds on a wire");
    if refused.is_some() {
        scene.tell([asked(&form, refused)]);
    }
    scene
}

/// A form with one field of each kind.
fn form() -> Form {
    let field = |var: &str, kind, label: &str| Field {
        label: label.to_owned(),
        ..Field::new(var, kind)
    };
    let option = |label: &str| Choice {
        label: label.to_owned(),
        value: label.to_owned(),
    };
    let mut fields = vec![
        field("username", FieldKind::TextSingle, ""),
        field("password", FieldKind::TextPrivate, ""),
        field("email", FieldKind::TextSingle, ""),
        field("size", FieldKind::ListSingle, "How much room do you need?"),
        field(
            "about",
            FieldKind::TextMulti,
            "Why do you want an account here?",
        ),
        field(
            "rules",
            FieldKind::Boolean,
            "I have read the rules of this server",
        ),
    ];
    fields[0].required = true;
    fields[1].required = true;
    fields[3].options = vec![option("A little"), option("A lot")];
    fields[3].values = vec!["A little".to_owned()];
    Form {
        title: "Creating a new account".to_owned(),
        instructions: "Choose a name and a password for use with this server.".to_owned(),
        fields,
    }
}

fn register_form(mode: Mode) -> Scene {
    asked(mode, form(), None)
}

fn register_captcha(mode: Mode) -> Scene {
    let mut form = form();
    form.fields.truncate(2);
    form.fields.push(Field {
        label: "Enter the text you see".to_owned(),
        required: true,
        media: vec![Media::Picture(Picture {
            mime: "image/png".to_owned(),
            bytes: include_bytes!("support/captcha.png").to_vec(),
        })],
        ..Field::new("ocr", FieldKind::TextSingle)
    });
    asked(mode, form, None)
}

fn register_refused(mode: Mode) -> Scene {
    let mut form = form();
    form.fields.truncate(3);
    let conflict = Error::Refused {
        condition: "conflict".to_owned(),
        text: String::new(),
    };
    asked(mode, form, Some(conflict))
}

fn start(mode: Mode) -> Scene {
    Scene::new(1000.0, 700.0, mode)
}

fn nobody(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, mode);
    scene.tell([sample::told_account(sample::online()), Event::Ready]);
    scene
}

fn request(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.tell([sample::told(stranger())]);
    scene
}

fn offline(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    scene.tell([sample::told_account(Connection::Waiting {
        failure: Failure::NoRoute {
            host: "xmpp.example.org:5222".to_owned(),
            detail: "Connection refused (os error 111)".to_owned(),
        },
        since: ago(5),
        retry_at: Timestamp(NOW.0 + 12_000_000),
    })]);
    scene.tell(people().into_iter().map(|mut person| {
        person.show = Show::Offline;
        person.resources = 0;
        sample::told(person)
    }));
    scene.click("Why?");
    scene
}

fn menu(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    let at = scene.find("Can you hear me?").expect("a message").center();
    scene.right_click_at(at);
    scene
}

fn profile(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.click("Your account");
    scene
}

fn accounts(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 700.0, mode);
    scene.click("to june@work.example");
    scene
}

fn accounts_menu(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 900.0, mode);
    scene.click("Your account");
    scene.click_role(Role::Button, "june@work.example: online");
    scene
}

fn accounts_menu_narrow(mode: Mode) -> Scene {
    let mut scene = three(360.0, 640.0, mode);
    scene.click("Your account");
    scene.click_role(Role::Button, "june@work.example: online");
    scene
}

fn accounts_trouble(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 700.0, mode);
    scene.tell([
        told(work(locked_out())),
        sample::told_account(Connection::Stopped {
            failure: Failure::Conflict,
            since: ago(1),
        }),
    ]);
    scene.click("Sign in again");
    scene
}

fn accounts_add(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.click("Your account");
    scene.click("Add an account");
    scene
}

fn accounts_add_contact(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 700.0, mode);
    scene.ctrl("n");
    scene.settle();
    scene
}

fn add_contact(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.ctrl("n");
    scene.settle();
    scene.type_text("nadia");
    scene.key(Named::Enter);
    assert!(scene.role(Role::Dialog, "Add a contact").is_some());
    scene
}

fn shortcuts(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.key(Named::F1);
    scene
}
