//! Signing in.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample;
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::account;
use waxwing_core::model::{Connection, Step};
use waxwing_core::{
    Certificate, CertificateProblem, ClientCertificateProblem, Command, Error, Event, Failure,
    RequestId, Timestamp, event,
};

fn first_start() -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, Mode::Light);
    scene.tell([Event::Ready]);
    scene
}

/// All of the unusual ways is in sight.
fn tall_start() -> Scene {
    let mut scene = Scene::new(1000.0, 1300.0, Mode::Light);
    scene.tell([Event::Ready]);
    scene
}

/// Types address and password and presses Enter, by keyboard only; the request.
fn sign_in(scene: &mut Scene) -> RequestId {
    scene.type_text("mira@example.org");
    scene.key(Named::Tab);
    scene.type_text("secret");
    scene.key(Named::Enter);
    match scene.sent().as_slice() {
        [
            Command::Account(account::Command::SignIn {
                request,
                address,
                password,
                ..
            }),
        ] => {
            assert_eq!(address, "mira@example.org");
            assert_eq!(password.reveal(), "secret");
            *request
        }
        other => panic!("a sign-in was expected, not {other:?}"),
    }
}

#[test]
fn an_address_a_password_and_enter_sign_in() {
    let mut scene = first_start();
    let request = sign_in(&mut scene);
    scene.tell([sample::told_account(Connection::Connecting {
        step: Step::Encrypt,
        since: sample::NOW,
    })]);
    assert!(scene.find("Agreeing on encryption…").is_some());
    scene.tell([
        sample::told_account(sample::online()),
        Event::Done(request, Ok(())),
    ]);
    assert!(
        scene.find("Nobody here yet").is_some(),
        "the list has things to do"
    );
    assert!(scene.find("Sign in").is_none());
}

#[test]
fn empty_fields_are_told_and_nothing_is_sent() {
    let mut scene = first_start();
    scene.key(Named::Enter);
    assert!(scene.sent().is_empty());
    assert!(
        scene
            .find("Type your address, for example name@example.org.")
            .is_some()
    );
}

#[test]
fn escape_and_cancel_give_up_waiting() {
    let mut scene = first_start();
    let request = sign_in(&mut scene);
    scene.click("Cancel");
    assert_eq!(
        scene.sent(),
        [Command::Account(account::Command::CancelSignIn { request })]
    );
    assert!(
        scene.role(Role::Button, "Sign in").is_some(),
        "the form is back"
    );
}

#[test]
fn a_wrong_password_stands_under_its_field() {
    let mut scene = first_start();
    let request = sign_in(&mut scene);
    let wrong = Err(Error::Failure(Failure::WrongPassword));
    scene.tell([
        Event::Account(event::account::Event::Removed(sample::ACCOUNT)),
        Event::Done(request, wrong),
    ]);
    let words = "Address or password is wrong. Type the password again.";
    let said = scene.role(Role::Alert, words).expect("the words").bounds;
    let field = scene
        .role(Role::TextField, "Password")
        .expect("the field")
        .bounds;
    assert!(
        said.y > field.y && said.y < field.y + 60.0,
        "right below the field"
    );
    let focused = scene.focused().expect("a focus");
    assert_eq!(focused.report.name, "Password");
}

#[test]
fn a_certificate_is_shown_with_its_facts() {
    let mut scene = first_start();
    let request = sign_in(&mut scene);
    let certificate = Certificate {
        host: "example.org".to_owned(),
        problem: CertificateProblem::UnknownIssuer,
        subject: "CN=example.org".to_owned(),
        issuer: "CN=Home CA".to_owned(),
        names: vec!["example.org".to_owned()],
        not_before: Some(Timestamp(1_700_000_000_000_000)),
        not_after: Some(Timestamp(1_900_000_000_000_000)),
        sha256: "00ff".repeat(16),
    };
    let failure = Failure::Certificate(Box::new(certificate));
    scene.tell([Event::Done(request, Err(Error::Failure(failure)))]);
    for fact in ["CN=example.org", "CN=Home CA", "Made out by", "Valid"] {
        assert!(scene.find(fact).is_some(), "{fact}");
    }
}

#[test]
fn a_bad_port_unfolds_the_unusual_fields() {
    let mut scene = first_start();
    scene.click("Advanced");
    scene.settle();
    scene.click_role(Role::TextField, "Port");
    scene.type_text("99999");
    scene.click("Advanced");
    scene.settle();
    assert!(scene.role(Role::TextField, "Port").is_none());
    scene.click_role(Role::TextField, "Address");
    scene.type_text("mira@example.org");
    scene.key(Named::Tab);
    scene.type_text("secret");
    scene.key(Named::Enter);
    assert!(scene.sent().is_empty());
    assert!(scene.find("A port is a number from 1 to 65535.").is_some());
}

#[test]
fn a_certificate_signs_in_without_a_password() {
    let mut scene = tall_start();
    scene.type_text("mira@example.org");
    scene.click("Advanced");
    scene.settle();
    assert!(
        scene
            .role(Role::TextField, "Passphrase of the certificate")
            .is_none(),
        "there is nothing to open yet"
    );
    scene.click_role(Role::TextField, "Certificate to sign in with");
    scene.type_text("/home/mira/mira.p12");
    scene.settle();
    scene.click_role(Role::TextField, "Passphrase of the certificate");
    scene.type_text("sesame");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [
        Command::Account(account::Command::SignIn {
            request,
            password,
            passphrase,
            settings,
            ..
        }),
    ] = sent.as_slice()
    else {
        panic!("a sign-in was expected, not {sent:?}");
    };
    assert_eq!(password.reveal(), "");
    assert_eq!(passphrase.reveal(), "sesame");
    assert_eq!(settings.client_certificate, "/home/mira/mira.p12");
    scene.tell([Event::Done(
        *request,
        Err(Error::Failure(Failure::ClientCertificate {
            path: "/home/mira/mira.p12".to_owned(),
            problem: ClientCertificateProblem::WrongPassphrase,
        })),
    )]);
    scene.settle();
    let told = "The passphrase of /home/mira/mira.p12 is wrong or missing. Type it again.";
    assert!(scene.role(Role::Alert, told).is_some());
}

#[test]
fn nobody_in_particular_needs_a_server_only() {
    let mut scene = tall_start();
    scene.type_text("mira@example.org");
    scene.click("Advanced");
    scene.settle();
    scene.click_role(
        Role::CheckBox,
        "Sign in anonymously (where the server lets anybody in)",
    );
    scene.click_role(Role::TextField, "Address");
    scene.key(Named::Enter);
    assert!(scene.sent().is_empty(), "that is somebody in particular");
    for _ in 0.."mira@".len() {
        scene.key(Named::Home);
        scene.key(Named::Delete);
    }
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [
        Command::Account(account::Command::SignIn {
            address, settings, ..
        }),
    ] = sent.as_slice()
    else {
        panic!("a sign-in was expected, not {sent:?}");
    };
    assert_eq!(address, "example.org");
    assert!(settings.anonymous);
}

#[test]
fn a_profile_in_use_is_said_with_a_way_out() {
    let mut scene = Scene::new(1000.0, 700.0, Mode::Light);
    let refused = waxwing::engine::Update::Refused(Error::ProfileInUse);
    scene.message(waxwing::app::Message::Engine(refused));
    assert!(scene.find("Waxwing is running already.").is_some());
    scene.click("Quit");
    assert_eq!(scene.sent(), [Command::Shutdown]);
}
