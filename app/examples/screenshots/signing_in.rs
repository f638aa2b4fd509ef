//! Signing in, and what keeps one from it.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::talk::with_romy;
use waxwing::sample::{self, NOW};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::model::{Connection, Step};
use waxwing_core::{
    Certificate, CertificateProblem, Command, Error, Event, Failure, RequestId, Timestamp,
};

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("sign-in", sign_in),
    ("sign-in-advanced", sign_in_advanced),
    ("sign-in-waiting", sign_in_waiting),
    ("sign-in-wrong-password", sign_in_wrong),
    ("sign-in-certificate", sign_in_certificate),
    ("sign-in-by-certificate", sign_in_by_certificate),
    ("weaker", weaker),
    ("weaker-asked", weaker_asked),
];

fn sign_in(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, mode);
    scene.tell([Event::Ready]);
    scene
}

fn sign_in_advanced(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 900.0, mode);
    scene.tell([Event::Ready]);
    scene.type_text("mira@example.org");
    scene.click(&tr!("login-advanced"));
    scene
}

fn sign_in_by_certificate(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 1150.0, mode);
    scene.tell([Event::Ready]);
    scene.type_text("mira@example.org");
    scene.click(&tr!("login-advanced"));
    scene.settle();
    scene.click_role(Role::TextField, &tr!("login-client-certificate"));
    scene.type_text("/home/mira/Documents/mira.p12");
    scene.key(Named::Tab);
    scene.key(Named::Tab);
    scene.type_text("sesame");
    scene
}

/// Less protects the sign-in than before.
fn weaker(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    scene.tell([sample::told_account(sample::downgraded())]);
    scene
}

fn weaker_asked(mode: Mode) -> Scene {
    let mut scene = weaker(mode);
    scene.settle();
    scene.click(&tr!("offline-weaker"));
    scene
}

/// Filled in and submitted; the request.
fn submitted(mode: Mode, height: f32) -> (Scene, RequestId) {
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
