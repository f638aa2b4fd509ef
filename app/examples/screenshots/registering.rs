//! New accounts.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing_core::event::registration::Event as Registering;
use waxwing_core::model::{Choice, Field, FieldKind, Form, Media, Picture, Step};
use waxwing_core::{Command, Error, Event};

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("register-servers", register_servers),
    ("register-invitation", register_invitation),
    ("register-website", register_website),
    ("register-asking", register_asking),
    ("register-form", register_form),
    ("register-captcha", register_captcha),
    ("register-refused", register_refused),
    ("register-narrow", register_narrow),
];

fn registering(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 800.0, mode);
    scene.tell([Event::Ready]);
    scene.click(&tr!("login-register"));
    scene.settle();
    scene
}

fn register_servers(mode: Mode) -> Scene {
    registering(mode)
}

fn register_narrow(mode: Mode) -> Scene {
    let mut scene = Scene::new(380.0, 700.0, mode);
    scene.tell([Event::Ready]);
    scene.click(&tr!("login-register"));
    scene.settle();
    scene.type_text("switz");
    scene
}

fn register_invitation(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 800.0, mode);
    scene.tell([Event::Ready]);
    scene.click(&tr!("login-invitation"));
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
            bytes: include_bytes!("../support/captcha.png").to_vec(),
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
