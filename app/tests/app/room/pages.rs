//! The pages beside the conversation: people, connection, console, making an account.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::{console, contacts, faces, inviting, server};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::command::registration::Command as Registration;
use waxwing_core::event::registration::Event as Registering;
use waxwing_core::model::{Choice, Field, FieldKind, Form, InvitationOffer};
use waxwing_core::{Command, Error, Event, Failure};

use super::{has_room, sign_in};

#[test]
fn people_have_room() {
    let size = (1000.0, 700.0);
    let light = Mode::Light;
    has_room("a contact", || {
        contacts::with_romys_page(size.0, size.1, light)
    });
    has_room("groups", || contacts::with_groups(size.0, size.1, light));
    has_room("block", || {
        contacts::with_block_question(size.0, size.1, light)
    });
    has_room("a blocked contact", || {
        contacts::with_romy_blocked(size.0, size.1, light)
    });
}

#[test]
fn inviting_has_room() {
    let (size, light) = ((1000.0, 700.0), Mode::Light);
    let all = InvitationOffer {
        contacts: true,
        accounts: true,
    };
    has_room("our code", || inviting::code(size, light));
    has_room("before an invitation", || {
        inviting::dialog(size, all, light)
    });
    has_room("our invitation", || {
        inviting::made(size, &inviting::own("mzxw6ytbojtg633cmfzgm33p"), light)
    });
    has_room("an invitation of the server", || {
        inviting::made(size, &inviting::of_server("mzxw6ytbojtg633c"), light)
    });
}

#[test]
fn pictures_have_room() {
    let (size, light) = ((1000.0, 700.0), Mode::Light);
    has_room("pictures", || faces::with_pictures(size, light));
    has_room("cutting our picture", || faces::cutting(size, light));
    has_room("no picture", || faces::unreadable(size, light));
}

#[test]
fn strangers_have_room() {
    let size = (1000.0, 700.0);
    let light = Mode::Light;
    has_room("requests", || {
        contacts::with_requests(size.0, size.1, light)
    });
    has_room("a stranger", || {
        contacts::with_stranger(size.0, size.1, light)
    });
    has_room("blocked", || contacts::with_blocked(size.0, size.1, light));
    has_room("our own page", || {
        contacts::with_own_page(size.0, size.1, light)
    });
}

/// The menu of our only account, unfolded.
fn deeds() -> Scene {
    let mut scene = waxwing::sample::talk::with_romy_quietly(1000.0, 1200.0, Mode::Light);
    scene.click(&tr!("profile-menu"));
    scene.settle();
    let buttons = scene.roles(Role::Button);
    let account = buttons
        .into_iter()
        .find(|node| node.report.name.contains("mira@example.org"));
    scene.click_at(account.expect("the account").bounds.center());
    scene.settle();
    scene
}

#[test]
fn the_connection_page_has_room() {
    has_room("connection", || {
        let mut scene = deeds();
        scene.click(&tr!("account-connection"));
        scene.tell([server::told(server::server())]);
        scene
    });
}

#[test]
fn the_console_has_room() {
    has_room("console", || {
        let mut scene = deeds();
        scene.click(&tr!("account-console"));
        scene.tell([console::heard(console::talk())]);
        scene
    });
}

fn registering() -> Scene {
    let mut scene = sign_in();
    scene.click(&tr!("login-register"));
    scene.settle();
    scene
}

#[test]
fn choosing_a_server_has_room() {
    has_room("servers", registering);
    has_room("invitation", || {
        let mut scene = sign_in();
        scene.click(&tr!("login-invitation"));
        scene.settle();
        scene.type_text("xmpp:romy@example.org?message");
        scene.key(Named::Enter);
        scene
    });
    has_room("a website", || {
        let mut scene = registering();
        scene.type_text("disroot.org");
        scene.key(Named::Enter);
        scene
    });
    has_room("a server that is not there", || {
        let mut scene = registering();
        scene.type_text("chat.example.net");
        scene.key(Named::Enter);
        let request = started(&mut scene);
        let failure = Failure::UnknownHost {
            host: "chat.example.net".to_owned(),
        };
        scene.tell([Event::Done(request, Err(Error::Failure(failure)))]);
        scene
    });
}

fn started(scene: &mut Scene) -> waxwing_core::RequestId {
    let started = scene.sent().into_iter().find_map(|command| match command {
        Command::Registration(Registration::Start { request, .. }) => Some(request),
        _ => None,
    });
    started.expect("a dialog")
}

#[test]
fn the_form_of_a_server_has_room() {
    has_room("form", || {
        let mut scene = registering();
        scene.type_text("chat.example.net");
        scene.key(Named::Enter);
        let request = started(&mut scene);
        scene.tell([Event::Registration(
            request,
            Registering::Asked {
                form: form().into(),
                web: Some("https://example.net/register".to_owned()),
                complete: true,
                refused: Some(Error::Refused {
                    condition: "conflict".to_owned(),
                    text: String::new(),
                }),
            },
        )]);
        scene
    });
}

fn form() -> Form {
    let field = |var: &str, kind| Field {
        required: true,
        ..Field::new(var, kind)
    };
    let choice = |value: &str| Choice {
        value: value.to_owned(),
        label: format!("What is called {value}"),
    };
    Form {
        instructions:
            "Choose a name and a password. Whoever forgets the password needs an address \
                       of email to get another one."
                .to_owned(),
        fields: vec![
            field("username", FieldKind::TextSingle),
            field("password", FieldKind::TextPrivate),
            field("email", FieldKind::TextSingle),
            field("rules", FieldKind::Boolean),
            Field {
                options: ["one", "two"].map(choice).to_vec(),
                ..field("where", FieldKind::ListSingle)
            },
        ],
        ..Form::default()
    }
}
