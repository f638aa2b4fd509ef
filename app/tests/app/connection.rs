//! The connection page in the window.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::ACCOUNT;
use waxwing::sample::server::{server, told};
use waxwing::sample::talk::signed_in;
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::Command;
use waxwing_core::command::account;
use waxwing_core::model::Status;

fn page(height: f32) -> Scene {
    let mut scene = signed_in(1000.0, height, Mode::Light);
    scene.click("Your account");
    scene.click_role(Role::Button, "mira@example.org: online");
    scene.click("Connection");
    let account = ACCOUNT;
    let inspect = account::Command::Inspect { account };
    assert_eq!(scene.sent(), [Command::Account(inspect)]);
    scene.tell([told(server())]);
    scene
}

fn said(scene: &mut Scene, fact: &str) -> bool {
    let labels = scene.roles(Role::Label);
    labels
        .iter()
        .any(|label| label.report.name.starts_with(fact))
}

#[test]
fn what_protects_the_connection_is_said() {
    let mut scene = page(1600.0);
    for fact in [
        "Host reached: xmpp.example.org:5222",
        "TLS version: TLSv1.3",
        "Cipher: TLS13_AES_256_GCM_SHA384",
        "Signed in by: SCRAM-SHA-256",
        "After an interruption: the session goes on",
        "Software: Prosody 0.12.3",
    ] {
        assert!(said(&mut scene, fact), "{fact}");
    }
    assert!(!said(&mut scene, &format!("SHA-256: {}", "9".repeat(64))));
    scene.focus_role(Role::Button, "The server’s own: CN=example.org");
    scene.key(Named::Enter);
    assert!(said(&mut scene, &format!("SHA-256: {}", "9".repeat(64))));
    assert!(said(&mut scene, "Made for: example.org, xmpp.example.org"));
}

#[test]
fn links_ask_before_they_are_followed_and_odd_ones_are_none() {
    let mut scene = page(1800.0);
    assert!(scene.role(Role::Link, "file:///etc/passwd").is_none());
    scene.click_role(Role::Link, "mailto:abuse@example.org");
    let question = "Open mailto:abuse@example.org with another program?";
    assert!(scene.role(Role::Alert, question).is_some());
    scene.click_role(Role::Button, "Cancel");
    assert!(scene.role(Role::Alert, question).is_none());
}

#[test]
fn the_status_page_is_asked_only_when_one_says_so() {
    let mut scene = page(1800.0);
    assert_eq!(scene.sent(), []);
    scene.click("Ask");
    let check = account::Command::CheckStatus { account: ACCOUNT };
    assert_eq!(scene.sent(), [Command::Account(check)]);
    let mut well = server();
    well.status = Status::Well;
    scene.tell([told(well)]);
    assert!(
        scene
            .role(Role::Status, "No outage is announced.")
            .is_some()
    );
}

#[test]
fn the_report_holds_the_facts_and_no_secret() {
    let mut scene = page(700.0);
    scene.click("Copy report");
    scene.settle();
    let report = scene.clipboard().standard.clone().expect("a report");
    for part in [
        "mira@example.org",
        "TLS version: TLSv1.3",
        "SHA-256: 9999",
        "Software: Prosody 0.12.3",
        "urn:xmpp:mam:2",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(!report.to_lowercase().contains("password"), "{report}");
    scene.click_role(Role::Button, "Back");
    assert!(scene.find("Romy Keller").is_some());
}
