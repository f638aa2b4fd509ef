//! Profiles that are copied: two that go on with the same sessions would lose what is said without a word.

use std::time::Duration;

use waxwing_core::Command;
use waxwing_core::command::account;
use waxwing_core::event::encryption::Event;
use waxwing_core::model::Connection;
use waxwing_tests::{Client, Profile, Stage};

use super::{Talk, jid, talk, wait_on, wait_sealed};

scenarios!(
    a_profile_from_before_is_a_device_of_its_own,
    a_whole_copy_is_a_device_of_its_own_beside_the_other,
    a_copy_of_what_was_open_is_noticed_too,
    who_was_not_copied_stays_who_they_are
);

async fn a_profile_from_before_is_a_device_of_its_own(stage: &Stage) {
    let Talk {
        romy,
        mut theo,
        theos,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    romy.say(to_theo, "one");
    wait_sealed(&mut theo, to_romy, "one").await;
    let profile = romy.shut_down().await;
    let before = profile.copy();
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    for number in 0..3 {
        let text = format!("after the copy {number}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        theo.say(to_romy, &format!("answer {number}"));
        wait_sealed(&mut romy, to_theo, &format!("answer {number}")).await;
    }
    // All but the secrets, which may be in a keyring, are as they were.
    let profile = romy.shut_down().await;
    let vault = "vault.json";
    std::fs::copy(profile.path().join(vault), before.path().join(vault)).expect("secrets");
    let mut romy = Client::open_sealed(before).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    romy.say(to_theo, "from a new device");
    wait_sealed(&mut theo, to_romy, "from a new device").await;
    theo.say(to_romy, "for the new device");
    wait_sealed(&mut romy, to_theo, "for the new device").await;
    // What was said meanwhile was for the device before, and says so.
    romy.wait("what can't be read", |world| {
        let all = world.messages(to_theo);
        all.iter().any(|one| one.is_unreadable()).then_some(())
    })
    .await;
}

/// Whether the person was told that this is a copy.
fn is_told(client: &Client) -> bool {
    let told = &client.world.devices_told;
    told.iter().any(|one| matches!(one, Event::Renewed { .. }))
}

async fn wait_told(client: &mut Client) {
    client
        .wait("it is said to be a copy", |world| {
            let mut told = world.devices_told.iter();
            told.find_map(|one| matches!(one, Event::Renewed { .. }).then_some(()))
        })
        .await;
}

async fn a_whole_copy_is_a_device_of_its_own_beside_the_other(stage: &Stage) {
    let Talk {
        romy,
        mut theo,
        romys,
        theos,
        to_theo,
        to_romy,
    } = talk(stage).await;
    romy.say(to_theo, "one");
    wait_sealed(&mut theo, to_romy, "one").await;
    let profile = romy.shut_down().await;
    let before = profile.copy();
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    romy.say(to_theo, "after the copy");
    wait_sealed(&mut theo, to_romy, "after the copy").await;
    theo.say(to_romy, "an answer");
    wait_sealed(&mut romy, to_theo, "an answer").await;
    assert!(!is_told(&romy));
    // Both at once: the copy is the new one.
    let mut other = Client::open_sealed(before).await;
    other.wait_online().await;
    wait_told(&mut other).await;
    // It came by the same name, and has another one now.
    romy.wait_connection("thrown out", |now| {
        !matches!(now, Connection::Online { .. })
    })
    .await;
    romy.send(Command::Account(account::Command::Connect {
        account: romy.account(),
    }));
    romy.wait_online().await;
    let beside = other.open_conversation(&theos).await;
    other.say(beside, "from the copy");
    wait_sealed(&mut theo, to_romy, "from the copy").await;
    wait_sealed(&mut romy, to_theo, "from the copy").await;
    theo.wait_conversation(&romys, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    theo.say(to_romy, "to both");
    wait_sealed(&mut romy, to_theo, "to both").await;
    wait_sealed(&mut other, beside, "to both").await;
    // Each stays who it is.
    let (profile, copy) = (romy.shut_down().await, other.shut_down().await);
    for profile in [profile, copy] {
        let mut one = Client::open_sealed(profile).await;
        one.wait_online().await;
        let with = one.open_conversation(&theos).await;
        theo.say(to_romy, "once more");
        wait_sealed(&mut one, with, "once more").await;
        assert!(!is_told(&one));
    }
}

async fn a_copy_of_what_was_open_is_noticed_too(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut romy = Client::open_with(Profile::new(), |config| {
        config.tuning.encryption = true;
        config.tuning.copied_open = Duration::from_millis(500);
    })
    .await;
    romy.sign_in(&romy_login).await.expect("the login is right");
    romy.wait_online().await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    romy.say(to_theo, "one");
    wait_sealed(&mut theo, to_romy, "one").await;
    // What is copied while it is open is as after a loss of power.
    let before = romy.profile().copy();
    romy.say(to_theo, "two");
    wait_sealed(&mut theo, to_romy, "two").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    // As if the disk had broken: nobody says goodbye.
    drop(romy);
    let mut other = Client::open_sealed(before).await;
    other.wait_online().await;
    wait_told(&mut other).await;
    let beside = other.open_conversation(&theos).await;
    other.say(beside, "from the copy");
    wait_sealed(&mut theo, to_romy, "from the copy").await;
    theo.say(to_romy, "to the copy");
    wait_sealed(&mut other, beside, "to the copy").await;
}

async fn who_was_not_copied_stays_who_they_are(stage: &Stage) {
    let Talk {
        romy,
        mut theo,
        theos,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    romy.say(to_theo, "one");
    wait_sealed(&mut theo, to_romy, "one").await;
    let mut profile = romy.shut_down().await;
    for number in 0..3 {
        let mut romy = Client::open_sealed(profile).await;
        romy.wait_online().await;
        let to_theo = romy.open_conversation(&theos).await;
        let text = format!("again {number}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        theo.say(to_romy, &format!("answer {number}"));
        wait_sealed(&mut romy, to_theo, &format!("answer {number}")).await;
        assert!(!is_told(&romy));
        profile = romy.shut_down().await;
    }
    // Also in another place.
    let mut romy = Client::open_sealed(profile.copy()).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    romy.say(to_theo, "from another place");
    wait_sealed(&mut theo, to_romy, "from another place").await;
    assert!(!is_told(&romy));
}
