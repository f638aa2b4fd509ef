//! Keys and devices: shown, compared, decided about.

use iced::keyboard::key::Named;
use iced::theme::Mode as Look;
use waxwing::sample::encryption as sealed;
use waxwing::sample::encryption::{KEYS, OURS};
use waxwing::sample::talk::messages;
use waxwing::widget::Role;
use waxwing_core::command::encryption::Command as C;
use waxwing_core::event::encryption::Event as E;
use waxwing_core::model::Trust;
use waxwing_core::{Command, Error, Event};

use super::{WINDOW, buttons, decide, press, watch};

#[test]
fn keys_are_shown_in_groups_and_decided_about() {
    let mut scene = sealed::keys(WINDOW);
    scene.sent();
    let groups: Vec<String> = KEYS[1]
        .as_bytes()
        .chunks(8)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    let said = format!("Key: {}", groups.join(" "));
    assert!(scene.role(Role::Label, &said).is_some(), "{said}");
    let devices = scene.roles(Role::ListItem);
    let has = |words: &str| devices.iter().any(|one| one.report.name.contains(words));
    assert!(has("Phone, New – waits for your decision") && has("Laptop, Compared and verified"));
    assert!(has("A device that can’t be reached"));
    press(&mut scene, "Trust without comparing");
    assert_eq!(scene.sent(), [decide(KEYS[1], Trust::Blind)]);
    press(&mut scene, "Refuse");
    assert_eq!(scene.sent(), [decide(KEYS[1], Trust::Distrusted)]);
    let mut decided = sealed::romys_keys();
    decided.keys.truncate(1);
    decided.keys[0].trust = Trust::Distrusted;
    scene.tell([sealed::told(decided)]);
    press(&mut scene, "Trust again");
    assert_eq!(scene.sent(), [decide(KEYS[1], Trust::Blind)]);
}

#[test]
fn a_verification_is_taken_back() {
    let mut scene = sealed::keys(((1000.0, 1400.0), Look::Light));
    scene.sent();
    press(&mut scene, "Take back the verification");
    assert_eq!(scene.sent(), [decide(KEYS[0], Trust::Blind)]);
    let mut decided = sealed::romys_keys();
    decided.keys[1].trust = Trust::Blind;
    scene.tell([sealed::told(decided)]);
    assert_eq!(buttons(&mut scene, "Take back").len(), 0);
    assert!(scene.find("Trusted, not compared").is_some());
}

#[test]
fn this_device_gets_a_name() {
    let mut scene = sealed::keys_of_ours(WINDOW);
    scene.sent();
    press(&mut scene, "Rename…");
    let field = scene.focused().expect("the field").report;
    assert_eq!(field.name, "Name of this device");
    assert_eq!(field.value.as_deref(), Some("Waxwing"));
    scene.ctrl("a");
    scene.type_text(" Desk ");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Encryption(C::Name { request, label, .. })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(label, "Desk");
    scene.tell([Event::Done(*request, Err(Error::Offline))]);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Rename").is_some(), "it says why");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Encryption(C::Name { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Rename").is_none());
}

#[test]
fn our_own_keys_are_found_in_the_settings() {
    let mut scene = sealed::calm(WINDOW);
    scene.ctrl(",");
    scene.settle();
    scene.type_text("fingerprint");
    scene.settle();
    scene.sent();
    // From the field to what was found.
    scene.key(Named::Enter);
    scene.settle();
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.sent().contains(&watch(Some("mira@example.org"))));
    assert!(scene.role(Role::Heading, "Keys and devices").is_some());
    assert!(scene.role(Role::Heading, "Settings").is_none());
}

#[test]
fn a_key_is_compared_by_eye() {
    let mut scene = sealed::verifying(WINDOW);
    let sent = scene.sent();
    assert!(sent.contains(&watch(Some("mira@example.org"))), "{sent:?}");
    let ours = format!("Key: {}", OURS[0].get(..8).unwrap());
    let labels = scene.roles(Role::Label);
    assert!(labels.iter().any(|one| one.report.name.starts_with(&ours)));
    press(&mut scene, "They don’t match");
    let alarm = scene.roles(Role::Alert);
    assert!(
        alarm
            .iter()
            .any(|one| one.report.name.contains("don’t trust this device"))
    );
    assert_eq!(scene.sent(), []);
    press(&mut scene, "Refuse this key");
    let sent = scene.sent();
    assert!(
        sent.contains(&decide(KEYS[1], Trust::Distrusted)),
        "{sent:?}"
    );
    assert!(
        sent.contains(&watch(Some("romy@example.org"))),
        "the page goes on"
    );

    let mut scene = sealed::verifying(WINDOW);
    scene.sent();
    press(&mut scene, "They match");
    assert!(scene.sent().contains(&decide(KEYS[1], Trust::Verified)));
}

#[test]
fn a_code_of_somebody_else_is_told_loudly() {
    let mut scene = sealed::verifying_by_code(((1000.0, 1000.0), Look::Light));
    scene.sent();
    scene.click_role(Role::TextField, "Their code or link");
    scene.type_text("https://example.org");
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(scene.sent(), [], "that is no link with keys");
    scene.ctrl("a");
    scene.type_text("xmpp:romy@example.org?omemo-sid-1=ab");
    scene.key(Named::Enter);
    scene.settle();
    let sent = scene.sent();
    let [Command::Encryption(C::Verify { request, uri, .. })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(uri, "xmpp:romy@example.org?omemo-sid-1=ab");
    scene.tell([Event::Done(*request, Err(Error::Mismatch))]);
    let alarm = scene.roles(Role::Alert);
    assert!(
        alarm
            .iter()
            .any(|one| one.report.name.contains("doesn’t match"))
    );
    press(&mut scene, "Verify");
    let sent = scene.sent();
    let Some(Command::Encryption(C::Verify { request, .. })) = sent.last() else {
        panic!("{sent:?}");
    };
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Verify Romy Keller").is_none());
}

#[test]
fn a_new_device_of_ours_is_told_shown_and_removed_after_a_question() {
    let mut scene = sealed::keys_of_ours(WINDOW);
    let sent = scene.sent();
    assert!(sent.contains(&watch(Some("mira@example.org"))), "{sent:?}");
    assert!(
        scene
            .role(Role::Status, "A new device uses your account. Is it yours?")
            .is_none(),
        "seen"
    );
    let rows = scene.roles(Role::ListItem);
    let devices = rows.iter().map(|row| row.report.name.as_str());
    let devices: Vec<_> = devices.filter(|name| name.contains(", ")).collect();
    assert!(scene.find("This device").is_some(), "{devices:?}");
    press(&mut scene, "Remove…");
    assert_eq!(scene.sent(), []);
    press(&mut scene, "Remove the device");
    let sent = scene.sent();
    assert!(
        matches!(
            sent.as_slice(),
            [Command::Encryption(C::Remove { device: 57721, .. })]
        ),
        "{sent:?}"
    );
}

#[test]
fn locked_keys_are_asked_for_again_or_made_anew() {
    let bar = "Encrypted messages wait: the keyring of this computer keeps your encryption keys, and it is locked or \
               not there.";
    let mut scene = sealed::locked(WINDOW);
    scene.sent();
    assert!(scene.role(Role::Status, bar).is_some());
    press(&mut scene, "Try again");
    let sent = scene.sent();
    let [Command::Encryption(C::Unlock { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    let asking = "Asking the keyring for your encryption keys…";
    assert!(scene.role(Role::Status, asking).is_some());
    press(&mut scene, "Try again");
    assert_eq!(scene.sent(), [], "once is enough");
    scene.tell([Event::Done(*request, Err(Error::KeyringLocked))]);
    scene.settle();
    let still = "The keyring still does not give your encryption keys. Unlock it, or start the program that keeps your \
                 passwords, and try again.";
    assert!(scene.role(Role::Status, still).is_some());
    press(&mut scene, "Make new keys…");
    assert_eq!(scene.sent(), []);
    press(&mut scene, "Make new keys");
    let sent = scene.sent();
    let [Command::Encryption(C::MakeNewKeys { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    scene.tell([
        Event::Done(*request, Ok(())),
        waxwing::sample::told_account(waxwing::sample::online()),
    ]);
    scene.settle();
    assert!(
        scene
            .role(Role::Dialog, "Make new encryption keys?")
            .is_none()
    );
    assert_eq!(buttons(&mut scene, "Try again").len(), 0);
}

#[test]
fn who_is_another_device_is_told_each_time() {
    let mut scene = sealed::lost(WINDOW);
    let lost = "This is a new device with new keys, since the old ones can’t be opened. What was written to them can’t \
                be read here.";
    let copied = "This is a copy of Waxwing’s data, so it has become a new device. Messages from after the copy may be \
                  unreadable here.";
    assert!(scene.role(Role::Status, lost).is_some());
    press(&mut scene, "Close this notice");
    assert!(scene.role(Role::Status, lost).is_none());
    for _ in 0..2 {
        let renewed = E::Renewed {
            account: waxwing::sample::ACCOUNT,
        };
        scene.tell([Event::Encryption(renewed)]);
        scene.settle();
        assert!(scene.role(Role::Status, copied).is_some());
        press(&mut scene, "Close this notice");
        assert!(scene.role(Role::Status, copied).is_none());
    }
}

#[test]
fn what_is_said_to_one_alone_has_a_lock_of_its_own() {
    let mut scene = sealed::alone(WINDOW);
    let said =
        "Encrypted end to end: only Ana Bauer and you can read what is said to Ana Bauer alone.";
    assert!(
        buttons(&mut scene, said).len() == 1,
        "{:?}",
        buttons(&mut scene, "ncrypted")
    );
}

#[test]
fn hostile_labels_and_keys_are_only_text() {
    let mut scene = sealed::keys(WINDOW);
    let mut keys = sealed::romys_keys();
    keys.keys[0].label = "\u{202e}evil\n".repeat(500);
    keys.keys[0].fingerprint = "ü".repeat(4_000);
    keys.keys[1].fingerprint = String::new();
    keys.uri = "x".repeat(100_000);
    scene.tell([sealed::told(keys)]);
    scene.frame();
    assert!(scene.role(Role::Heading, "Keys and devices").is_some());
    scene.tell([messages(sealed::talk(), false)]);
}

#[test]
fn the_page_of_a_contact_leads_to_the_keys_and_back() {
    let mut scene = sealed::with(WINDOW, sealed::on(), sealed::talk());
    press(&mut scene, "Profile");
    press(&mut scene, "Keys and devices…");
    assert!(scene.role(Role::Heading, "Keys and devices").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Heading, "Keys and devices").is_none());
    assert!(
        buttons(&mut scene, "Keys and devices…").len() == 1,
        "their page is there again"
    );
}
