//! Where passwords are kept: in the keyring of the desktop where there is one that works, else in a
//! sealed file, and nobody waits for a keyring for long.

use std::time::{Duration, Instant};

use waxwing_core::command::conversation::Command::Open;
use waxwing_core::model::{Connection, SecretPlace};
use waxwing_core::{Command, Failure};
use waxwing_tests::{Backend, Bus, Keyring, Login, Profile, Stage, Victim};

/// No bus is there.
const NOWHERE: &str = "unix:path=/nonexistent/waxwing-test-bus";

/// What a keyring that hangs may cost at the start: three seconds, and a start.
const PATIENCE: Duration = Duration::from_secs(8);

/// Much of what a keyring that hangs is waited for.
const WAIT: Duration = Duration::from_millis(1_500);

fn start(profile: &Profile, bus: &str) -> Victim {
    Victim::with_keyring(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path(), bus)
}

async fn wait_online(victim: &mut Victim) {
    victim
        .wait("online", |world| {
            let connection = &world.account()?.connection;
            matches!(connection, Connection::Online { .. }).then_some(())
        })
        .await;
}

async fn wait_place(victim: &mut Victim, place: SecretPlace) {
    victim
        .wait(&format!("the password in {place:?}"), |world| {
            (world.account()?.password_kept == Some(place)).then_some(())
        })
        .await;
}

async fn wait_asking(victim: &mut Victim) {
    victim
        .wait("it asks for the password", |world| {
            let Connection::Stopped { failure, .. } = &world.account()?.connection else {
                return None;
            };
            (*failure == Failure::NoPassword).then_some(())
        })
        .await;
}

/// Signs in and waits until the password has found its place.
async fn signed_in(profile: &Profile, login: &Login, bus: &str, place: SecretPlace) {
    let mut victim = start(profile, bus);
    victim.sign_in(login).await;
    wait_place(&mut victim, place).await;
    victim.kill().await;
}

/// Everything in the profile's own files, as text.
fn files(profile: &Profile) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(profile.path()).expect("the profile") {
        if let Ok(bytes) = std::fs::read(entry.expect("an entry").path()) {
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    all
}

#[tokio::test]
async fn a_password_goes_into_the_keyring_and_comes_back() {
    let stage = Stage::on(Backend::Memory).await;
    let login = stage.account("romy");
    let bus = Bus::start(Keyring::Real).await;
    let profile = Profile::new();
    signed_in(&profile, &login, bus.address(), SecretPlace::Keyring).await;
    let attribute = ["application", "im.waxwing.Waxwing"];
    let found = bus
        .secret_tool(&[&["lookup"], &attribute[..]].concat())
        .await;
    assert_eq!(
        found, login.password,
        "others can find it by its attributes"
    );
    let vault = std::fs::read_to_string(profile.path().join("vault.json")).expect("the vault");
    assert!(
        vault.contains("\"keyring\"") && !vault.contains("sealed"),
        "{vault}"
    );

    let mut victim = start(&profile, bus.address());
    wait_online(&mut victim).await;
    wait_place(&mut victim, SecretPlace::Keyring).await;
    victim.kill().await;

    // Somebody clears the keyring: the account asks, and nothing else is lost.
    bus.secret_tool(&[&["clear"], &attribute[..]].concat())
        .await;
    let mut victim = start(&profile, bus.address());
    wait_asking(&mut victim).await;
    let account = victim.world.account().expect("the account").id;
    victim.set_password(account, &login.password).await;
    wait_online(&mut victim).await;
    wait_place(&mut victim, SecretPlace::Keyring).await;
    victim.kill().await;
}

/// Where the last start had a keyring and this one has none that answers.
#[tokio::test]
async fn a_keyring_that_went_away_costs_one_question() {
    let stage = Stage::on(Backend::Memory).await;
    let login = stage.account("romy");
    let profile = Profile::new();
    let bus = Bus::start(Keyring::Real).await;
    signed_in(&profile, &login, bus.address(), SecretPlace::Keyring).await;
    drop(bus);
    let hanging = Bus::start(Keyring::Hanging).await;
    for bus in [NOWHERE, hanging.address()] {
        let begun = Instant::now();
        let mut victim = start(&profile, bus);
        wait_asking(&mut victim).await;
        assert!(begun.elapsed() < PATIENCE, "{:?} on {bus}", begun.elapsed());
        victim.kill().await;
    }
    let mut victim = start(&profile, hanging.address());
    wait_asking(&mut victim).await;
    let account = victim.world.account().expect("the account").id;
    victim.set_password(account, &login.password).await;
    wait_online(&mut victim).await;
    wait_place(&mut victim, SecretPlace::SealedFile).await;
    victim.kill().await;
}

/// What is stored is there at once; only the connection waits for the keyring.
#[tokio::test]
async fn nobody_waits_for_a_keyring_to_see_their_conversations() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let profile = Profile::new();
    let bus = Bus::start(Keyring::Real).await;
    signed_in(&profile, &romy, bus.address(), SecretPlace::Keyring).await;
    drop(bus);
    let hanging = Bus::start(Keyring::Hanging).await;
    let mut victim = start(&profile, hanging.address());
    let theo = theo.jid.to_string();
    let id = victim
        .wait("the conversations", |world| {
            let theo = world.conversation(&theo)?;
            world.ready.then_some(theo.id)
        })
        .await;
    let told = Instant::now();
    let connection = &victim.world.account().expect("the account").connection;
    assert!(
        matches!(connection, Connection::Connecting { .. }),
        "{connection:?}"
    );
    victim.send(&Command::Conversation(id, Open)).await;
    victim
        .wait("its messages", |world| {
            world.timelines.contains_key(&id).then_some(())
        })
        .await;
    wait_asking(&mut victim).await;
    // The keyring is given three seconds, from about when the conversations were told.
    assert!(told.elapsed() > WAIT, "{:?}", told.elapsed());
    let account = victim.world.account().expect("the account").id;
    victim.set_password(account, &romy.password).await;
    wait_online(&mut victim).await;
    victim.kill().await;
}

#[tokio::test]
async fn without_a_keyring_that_works_a_sealed_file_does() {
    let stage = Stage::on(Backend::Memory).await;
    let login = stage.account("romy");
    for keyring in [Keyring::Hanging, Keyring::Denying, Keyring::None] {
        let bus = Bus::start(keyring).await;
        let profile = Profile::new();
        signed_in(&profile, &login, bus.address(), Bus::place(keyring)).await;
        assert!(!files(&profile).contains(&login.password), "{keyring:?}");
        let begun = Instant::now();
        let mut victim = start(&profile, bus.address());
        wait_online(&mut victim).await;
        assert!(
            begun.elapsed() < PATIENCE,
            "{keyring:?}: {:?}",
            begun.elapsed()
        );
        victim.kill().await;
    }
}

/// The file of the first days had passwords as they are.
#[tokio::test]
async fn passwords_move_from_the_old_file_into_the_keyring() {
    let stage = Stage::on(Backend::Memory).await;
    let login = stage.account("romy");
    let profile = Profile::new();
    signed_in(&profile, &login, NOWHERE, SecretPlace::SealedFile).await;
    let old = format!(
        "{{\"version\":1,\"passwords\":{{\"1\":{:?}}}}}",
        login.password
    );
    std::fs::write(profile.path().join("vault.json"), old).expect("a profile of ours");
    let bus = Bus::start(Keyring::Real).await;
    let mut victim = start(&profile, bus.address());
    wait_online(&mut victim).await;
    wait_place(&mut victim, SecretPlace::Keyring).await;
    victim.kill().await;
    assert!(!files(&profile).contains(&login.password));
}
