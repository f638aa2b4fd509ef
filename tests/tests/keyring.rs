//! Where passwords are kept: in the keyring of the desktop where there is one that works, else in a
//! sealed file, and nobody waits for a keyring for long.

use std::time::{Duration, Instant};

use omemo_rs::store::is_secret;
use waxwing_core::command::conversation::Command::{self as Say, Open};
use waxwing_core::command::encryption::Command as Keys;
use waxwing_core::event::encryption::Event as Told;
use waxwing_core::measuring;
use waxwing_core::model::{Connection, Mode, Sealing, SecretPlace, State};
use waxwing_core::{Command, ConversationId, Error, Failure, RequestId};
use waxwing_tests::{Backend, Bus, Client, Keyring, Login, Profile, Stage, Victim};

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

fn start_sealed(profile: &Profile, bus: &str) -> Victim {
    Victim::sealed_with_keyring(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path(), bus)
}

/// The fingerprint of its own device.
async fn fingerprint(victim: &mut Victim) -> String {
    let account = victim.world.account().expect("the account");
    let (account, jid) = (account.id, account.jid.clone());
    let watch = Keys::Watch {
        account,
        jid: Some(jid.clone()),
    };
    victim.send(&Command::Encryption(watch)).await;
    victim
        .wait("its keys", |world| {
            let keys = world.keys.get(jid.as_str())?;
            Some(keys.keys.iter().find(|key| key.this)?.fingerprint.clone())
        })
        .await
}

/// Until nothing is left in the file that the keyring could have.
async fn wait_in_keyring(profile: &Profile) {
    let path = profile.path().join("vault.json");
    for _ in 0..100 {
        let vault = std::fs::read_to_string(&path).expect("the vault");
        if vault.contains("encryption_key") && !vault.contains("sealed") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not all of it has gone into the keyring");
}

async fn wait_locked(victim: &mut Victim, locked: bool) {
    victim
        .wait(&format!("the keys are locked: {locked}"), |world| {
            (world.account()?.keys_locked == locked).then_some(())
        })
        .await;
}

async fn ask(
    victim: &mut Victim,
    request: u64,
    command: impl Fn(RequestId) -> Keys,
) -> Result<(), Error> {
    let request = RequestId(request);
    victim.send(&Command::Encryption(command(request))).await;
    victim
        .wait("an answer", |world| world.done.get(&request).cloned())
        .await
}

async fn wait_row(
    victim: &mut Victim,
    id: ConversationId,
    what: &str,
    sealing: impl Fn(Option<Sealing>) -> bool,
) {
    victim
        .wait(what, |world| {
            let rows = world.messages(id).iter();
            rows.rev().find(|row| sealing(row.sealing)).map(|_| ())
        })
        .await;
}

/// Opens the conversation with somebody.
async fn open(victim: &mut Victim, with: &str) -> ConversationId {
    let id = victim
        .wait("the conversation", |world| {
            Some(world.conversation(with)?.id)
        })
        .await;
    victim.send(&Command::Conversation(id, Open)).await;
    id
}

async fn say(victim: &mut Victim, id: ConversationId, text: &str) {
    let say = Say::say(text.to_owned());
    victim.send(&Command::Conversation(id, say)).await;
}

/// Two who can encrypt what they say to each other, the first of whom has her keys in a keyring; she has ended.
async fn met(stage: &Stage, bus: &Bus) -> (Profile, Login, Client, ConversationId, String) {
    let (romys, theos) = stage.friends("romy", "theo");
    let profile = Profile::new();
    let mut theo = Client::signed_in_sealed(&theos).await;
    let mut romy = start_sealed(&profile, bus.address());
    romy.sign_in(&romys).await;
    wait_online(&mut romy).await;
    let to_romy = theo.open_conversation(romys.jid.as_str()).await;
    theo.wait_conversation(romys.jid.as_str(), "can be encrypted", |talk| {
        talk.encryption.mode == Mode::On
    })
    .await;
    theo.say(to_romy, "before");
    let id = open(&mut romy, theos.jid.as_str()).await;
    wait_row(&mut romy, id, "it is read", |how| {
        matches!(how, Some(Sealing::Read(_)))
    })
    .await;
    let fingerprint = fingerprint(&mut romy).await;
    wait_in_keyring(&profile).await;
    romy.shut_down().await;
    (profile, romys, theo, to_romy, fingerprint)
}

#[tokio::test]
async fn keys_wait_for_the_keyring_and_nothing_is_lost_meanwhile() {
    let stage = Stage::on(Backend::Memory).await;
    let bus = Bus::start(Keyring::Real).await;
    let (profile, login, mut theo, to_romy, before) = met(&stage, &bus).await;
    let theos = theo.world.account().expect("an account").jid.to_string();
    let rows = measuring::Keys::stored(profile.path()).await.expect("rows");
    let secret: Vec<_> = rows.iter().filter(|(name, _)| is_secret(name)).collect();
    assert!(secret.len() > 100, "{}", secret.len());
    // What is not sealed begins with the version of its row.
    assert!(secret.iter().all(|(_, value)| value[0] > 100));

    let mut romy = online_locked(&profile, &login, NOWHERE).await;
    let account = romy.world.account().expect("the account").id;
    theo.say(to_romy, "while it is locked");
    let id = open(&mut romy, &theos).await;
    wait_row(&mut romy, id, "it waits", |how| {
        how == Some(Sealing::Waiting)
    })
    .await;
    say(&mut romy, id, "an answer").await;
    let refused = ask(&mut romy, 900, |request| Keys::Unlock { request, account }).await;
    assert_eq!(refused, Err(Error::KeyringLocked));
    romy.shut_down().await;
    assert!(
        !theo
            .world
            .messages(to_romy)
            .iter()
            .any(|row| row.text == "an answer")
    );

    let mut romy = start_sealed(&profile, bus.address());
    wait_online(&mut romy).await;
    wait_locked(&mut romy, false).await;
    let id = open(&mut romy, &theos).await;
    romy.wait("what waited is read", |world| {
        let mut rows = world.messages(id).iter();
        rows.find(|row| row.text == "while it is locked")
            .map(|_| ())
    })
    .await;
    let heard = theo.wait_message(to_romy, "an answer").await;
    assert!(matches!(heard.sealing, Some(Sealing::Read(_))), "{heard:?}");
    assert_eq!(fingerprint(&mut romy).await, before);
    let world = &romy.world;
    assert!(
        !world.messages(id).iter().any(|row| row.is_unreadable()),
        "{world}"
    );
    romy.shut_down().await;
}

/// A keyring that says it has no such thing may be another one, or locked.
#[tokio::test]
async fn keys_that_the_keyring_does_not_know_are_not_given_up() {
    let stage = Stage::on(Backend::Memory).await;
    let bus = Bus::start(Keyring::Real).await;
    let (profile, login, theo, to_romy, before) = met(&stage, &bus).await;
    let other = Bus::start(Keyring::Real).await;
    let mut romy = online_locked(&profile, &login, other.address()).await;
    let account = romy.world.account().expect("the account").id;
    theo.say(to_romy, "while it is another one");
    let theos = theo.world.account().expect("an account").jid.to_string();
    let id = open(&mut romy, &theos).await;
    wait_row(&mut romy, id, "it waits", |how| {
        how == Some(Sealing::Waiting)
    })
    .await;
    let refused = ask(&mut romy, 900, |request| Keys::Unlock { request, account }).await;
    assert_eq!(refused, Err(Error::KeyringLocked));
    romy.shut_down().await;
    let mut romy = start_sealed(&profile, bus.address());
    wait_online(&mut romy).await;
    wait_locked(&mut romy, false).await;
    assert_eq!(fingerprint(&mut romy).await, before);
    let id = open(&mut romy, &theos).await;
    romy.wait("what waited is read", |world| {
        let mut rows = world.messages(id).iter();
        rows.find(|row| row.text == "while it is another one")
            .map(|_| ())
    })
    .await;
    romy.shut_down().await;
}

/// Signed in by hand, since no keyring there knows the password; the keys are locked.
async fn online_locked(profile: &Profile, login: &Login, bus: &str) -> Victim {
    let mut victim = start_sealed(profile, bus);
    wait_asking(&mut victim).await;
    let account = victim.world.account().expect("the account").id;
    victim.set_password(account, &login.password).await;
    wait_online(&mut victim).await;
    wait_locked(&mut victim, true).await;
    victim
}

async fn unlock(victim: &mut Victim) {
    let account = victim.world.account().expect("the account").id;
    let done = ask(victim, 900, |request| Keys::Unlock { request, account }).await;
    assert_eq!(done, Ok(()));
    wait_locked(victim, false).await;
}

#[tokio::test]
async fn a_keyring_that_comes_late_opens_the_keys_when_it_is_asked_again() {
    let stage = Stage::on(Backend::Memory).await;
    let mut bus = Bus::start(Keyring::Real).await;
    let (profile, login, mut theo, to_romy, before) = met(&stage, &bus).await;
    let theos = theo.world.account().expect("an account").jid.to_string();
    bus.stop_keyring().await;
    let mut romy = online_locked(&profile, &login, bus.address()).await;
    theo.say(to_romy, "while it is not there");
    let id = open(&mut romy, &theos).await;
    wait_row(&mut romy, id, "it waits", |how| {
        how == Some(Sealing::Waiting)
    })
    .await;
    say(&mut romy, id, "an answer").await;
    bus.start_keyring().await;
    unlock(&mut romy).await;
    romy.wait("what waited is read", |world| {
        let mut rows = world.messages(id).iter();
        rows.find(|row| row.text == "while it is not there")
            .map(|_| ())
    })
    .await;
    let heard = theo.wait_message(to_romy, "an answer").await;
    assert!(matches!(heard.sealing, Some(Sealing::Read(_))), "{heard:?}");
    assert_eq!(fingerprint(&mut romy).await, before);
    assert!(romy.world.devices_told.is_empty(), "{}", romy.world);
    romy.shut_down().await;
}

/// How often the keys were opened stands in the keyring, and comes as late as they do.
#[tokio::test]
async fn a_copy_is_noticed_also_where_the_keyring_comes_late() {
    let stage = Stage::on(Backend::Memory).await;
    let mut bus = Bus::start(Keyring::Real).await;
    let (profile, login, mut theo, to_romy, before) = met(&stage, &bus).await;
    let theos = theo.world.account().expect("an account").jid.to_string();
    let old = profile.copy();
    let mut romy = start_sealed(&profile, bus.address());
    wait_online(&mut romy).await;
    let id = open(&mut romy, &theos).await;
    say(&mut romy, id, "after the copy").await;
    theo.wait_message(to_romy, "after the copy").await;
    romy.shut_down().await;
    bus.stop_keyring().await;
    let mut romy = online_locked(&old, &login, bus.address()).await;
    bus.start_keyring().await;
    unlock(&mut romy).await;
    romy.wait("it is said to be a copy", |world| {
        let mut told = world.devices_told.iter();
        told.find_map(|one| matches!(one, Told::Renewed { .. }).then_some(()))
    })
    .await;
    assert_ne!(fingerprint(&mut romy).await, before);
    romy.shut_down().await;
}

#[tokio::test]
async fn who_can_do_without_the_keyring_gets_new_keys() {
    let stage = Stage::on(Backend::Memory).await;
    let bus = Bus::start(Keyring::Real).await;
    let (profile, login, mut theo, to_romy, before) = met(&stage, &bus).await;
    let theos = theo.world.account().expect("an account").jid.to_string();
    let mut romy = online_locked(&profile, &login, NOWHERE).await;
    let account = romy.world.account().expect("the account").id;
    theo.say(to_romy, "to the old keys");
    let id = open(&mut romy, &theos).await;
    wait_row(&mut romy, id, "it waits", |how| {
        how == Some(Sealing::Waiting)
    })
    .await;
    let made = ask(&mut romy, 900, |request| Keys::MakeNewKeys {
        request,
        account,
    })
    .await;
    assert_eq!(made, Ok(()));
    wait_row(&mut romy, id, "it can't be read", |how| {
        matches!(how, Some(Sealing::Unreadable(_)))
    })
    .await;
    goes_on(&mut romy, &mut theo, to_romy, &before).await;
    let again = ask(&mut romy, 901, |request| Keys::MakeNewKeys {
        request,
        account,
    })
    .await;
    assert_eq!(again, Err(Error::NotFound), "it has its keys");
    romy.shut_down().await;
}

/// She is another device, is told so, and both read each other.
async fn goes_on(romy: &mut Victim, theo: &mut Client, to_romy: ConversationId, before: &str) {
    wait_online(romy).await;
    wait_locked(romy, false).await;
    romy.wait("it is said what has happened", |world| {
        let mut told = world.devices_told.iter();
        told.find_map(|one| matches!(one, Told::Lost { .. }).then_some(()))
    })
    .await;
    assert_ne!(fingerprint(romy).await, before);
    let theos = theo.world.account().expect("an account").jid.to_string();
    let id = open(romy, &theos).await;
    say(romy, id, "from the new device").await;
    let heard = theo.wait_message(to_romy, "from the new device").await;
    assert!(matches!(heard.sealing, Some(Sealing::Read(_))), "{heard:?}");
    theo.say(to_romy, "to the new device");
    romy.wait("it is read", |world| {
        let mut rows = world.messages(id).iter();
        rows.find(|row| row.text == "to the new device").map(|_| ())
    })
    .await;
    theo.wait_state(to_romy, "to the new device", &State::Delivered)
        .await;
}
