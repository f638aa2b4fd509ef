//! Whom people trust: blindly until they verify somebody, and after that as they decide.

use std::sync::Arc;

use waxwing_core::command::encryption;
use waxwing_core::model::{DeviceKeys, Sealing, Trust};
use waxwing_core::{Command, Error};
use waxwing_tests::{Client, Stage};

use super::{Talk, jid, meet, talk, wait_on, wait_sealed};

scenarios!(
    keys_are_shown_and_verified,
    a_new_device_of_somebody_verified_waits_for_a_decision,
    what_is_verified_here_is_verified_on_our_other_devices,
    what_is_verified_without_a_connection_is_told_later,
    what_is_verified_is_taken_back,
    a_device_has_the_name_that_its_owner_gives_it
);

/// Looks at somebody's keys, until they are as wanted.
pub(crate) async fn watch(
    client: &mut Client,
    whom: &str,
    wanted: impl Fn(&DeviceKeys) -> bool,
) -> Arc<DeviceKeys> {
    client.send(Command::Encryption(encryption::Command::Watch {
        account: client.account(),
        jid: whom.parse().ok(),
    }));
    client
        .wait("the keys", |world| {
            world.keys.get(whom).filter(|keys| wanted(keys)).cloned()
        })
        .await
}

async fn verify(client: &mut Client, uri: &str) -> Result<(), Error> {
    let (account, request) = (client.account(), client.request());
    let uri = uri.to_owned();
    client.send(Command::Encryption(encryption::Command::Verify {
        request,
        account,
        uri,
    }));
    client.wait_done(request).await
}

async fn keys_are_shown_and_verified(stage: &Stage) {
    let (mut romy, mut theo) = meet(stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    wait_on(&mut romy, &theos).await;
    wait_on(&mut theo, &romys).await;
    let own = watch(&mut theo, &theos, |keys| !keys.keys.is_empty()).await;
    assert!(own.keys[0].this, "{own:?}");
    let seen = watch(&mut romy, &theos, |keys| keys.keys.len() == 1).await;
    assert_eq!(seen.keys[0].fingerprint, own.keys[0].fingerprint);
    assert_eq!(seen.keys[0].trust, Trust::Blind);
    assert_eq!(verify(&mut romy, &own.uri).await, Ok(()));
    let seen = watch(&mut romy, &theos, |keys| {
        keys.keys[0].trust == Trust::Verified
    })
    .await;
    assert_eq!(seen.keys[0].devices, own.keys[0].devices);
    // Both ways of writing it say the same.
    assert!(own.trust_uri.contains("?trust-message;"), "{own:?}");
    assert_eq!(verify(&mut romy, &own.trust_uri).await, Ok(()));
    romy.wait_conversation(&theos, "is verified", |talk| talk.encryption.verified)
        .await;
    let wrong = own.uri.replace(&own.keys[0].fingerprint, &"ab".repeat(32));
    assert_eq!(verify(&mut romy, &wrong).await, Err(Error::Mismatch));
    assert_eq!(
        verify(&mut romy, "https://example.org/").await,
        Err(Error::Mismatch)
    );
}

async fn a_new_device_of_somebody_verified_waits_for_a_decision(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let own = watch(&mut theo, &theos, |keys| !keys.keys.is_empty()).await;
    watch(&mut romy, &theos, |keys| keys.keys.len() == 1).await;
    assert_eq!(verify(&mut romy, &own.uri).await, Ok(()));
    let mut slipped = Client::signed_in_sealed(&theo_login).await;
    let slipped_to_romy = slipped.open_conversation(&romys).await;
    romy.say(to_theo, "who is that?");
    theo.wait_message(to_romy, "who is that?").await;
    romy.wait_conversation(&theos, "has a device to decide about", |talk| {
        talk.encryption.undecided == 1
    })
    .await;
    romy.say(to_theo, "for one device only");
    theo.wait_message(to_romy, "for one device only").await;
    slipped
        .wait("it can't be read there", |world| {
            let all = world.messages(slipped_to_romy);
            all.iter().any(|one| one.is_unreadable()).then_some(())
        })
        .await;
    // What it says is read, and marked.
    slipped.say(slipped_to_romy, "it is only me");
    let heard = romy.wait_message(to_theo, "it is only me").await;
    assert_eq!(heard.sealing, Some(Sealing::Read(Trust::Undecided)));
    let keys = watch(&mut romy, &theos, |keys| keys.keys.len() == 2).await;
    let new = keys.keys.iter().find(|key| key.trust == Trust::Undecided);
    let fingerprint = new.expect("a new key").fingerprint.clone();
    romy.send(Command::Encryption(encryption::Command::Decide {
        account: romy.account(),
        jid: theos.parse().expect("an address"),
        fingerprint,
        trust: Trust::Verified,
    }));
    romy.wait_conversation(&theos, "is decided", |talk| talk.encryption.undecided == 0)
        .await;
    romy.say(to_theo, "for both");
    wait_sealed(&mut slipped, slipped_to_romy, "for both").await;
    wait_sealed(&mut theo, to_romy, "for both").await;
}

/// Two devices of romy's that have verified each other, and theo.
async fn meet_verified(stage: &Stage) -> ([Client; 2], Client, String) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let mut other = Client::signed_in_sealed(&romy_login).await;
    let theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    wait_on(&mut romy, &theos).await;
    wait_on(&mut other, &theos).await;
    let first = watch(&mut romy, &romys, |keys| keys.keys.len() == 2).await;
    let second = watch(&mut other, &romys, |keys| keys.keys.len() == 2).await;
    assert_eq!(verify(&mut romy, &second.uri).await, Ok(()));
    assert_eq!(verify(&mut other, &first.uri).await, Ok(()));
    ([romy, other], theo, theos)
}

async fn what_is_verified_without_a_connection_is_told_later(stage: &Stage) {
    let ([mut romy, mut other], mut theo, theos) = meet_verified(stage).await;
    let own = watch(&mut theo, &theos, |keys| !keys.keys.is_empty()).await;
    watch(&mut romy, &theos, |keys| keys.keys.len() == 1).await;
    romy.switch_off().await;
    assert_eq!(verify(&mut romy, &own.uri).await, Ok(()));
    let profile = romy.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.switch_on();
    romy.wait_online().await;
    watch(&mut other, &theos, |keys| {
        keys.keys.iter().any(|key| key.trust == Trust::Verified)
    })
    .await;
}

async fn what_is_verified_here_is_verified_on_our_other_devices(stage: &Stage) {
    let ([mut romy, mut other], mut theo, theos) = meet_verified(stage).await;
    // What one of them verifies, the other hears of.
    let own = watch(&mut theo, &theos, |keys| !keys.keys.is_empty()).await;
    watch(&mut romy, &theos, |keys| keys.keys.len() == 1).await;
    assert_eq!(verify(&mut romy, &own.uri).await, Ok(()));
    watch(&mut other, &theos, |keys| {
        keys.keys.iter().any(|key| key.trust == Trust::Verified)
    })
    .await;
}

async fn what_is_verified_is_taken_back(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        theos,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    let own = watch(&mut theo, &theos, |keys| !keys.keys.is_empty()).await;
    watch(&mut romy, &theos, |keys| keys.keys.len() == 1).await;
    assert_eq!(verify(&mut romy, &own.uri).await, Ok(()));
    romy.wait_conversation(&theos, "is verified", |talk| talk.encryption.verified)
        .await;
    romy.send(Command::Encryption(encryption::Command::Decide {
        account: romy.account(),
        jid: theos.parse().expect("an address"),
        fingerprint: own.keys[0].fingerprint.clone(),
        trust: Trust::Blind,
    }));
    watch(&mut romy, &theos, |keys| keys.keys[0].trust == Trust::Blind).await;
    romy.wait_conversation(&theos, "is no longer verified", |talk| {
        !talk.encryption.verified && talk.encryption.undecided == 0
    })
    .await;
    romy.say(to_theo, "you can still read this");
    wait_sealed(&mut theo, to_romy, "you can still read this").await;
}

async fn name(client: &mut Client, label: &str) {
    let (account, request) = (client.account(), client.request());
    client.send(Command::Encryption(encryption::Command::Name {
        request,
        account,
        label: label.to_owned(),
    }));
    assert_eq!(client.wait_done(request).await, Ok(()));
}

async fn a_device_has_the_name_that_its_owner_gives_it(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_romy = wait_on(&mut theo, &romys).await;
    wait_on(&mut romy, &theos).await;
    let called = |label: &'static str| {
        move |keys: &DeviceKeys| keys.keys.iter().any(|key| key.label == label)
    };
    watch(&mut theo, &romys, |keys| keys.keys.len() == 1).await;
    name(&mut romy, "  Desk \n at home ").await;
    let own = watch(&mut romy, &romys, called("Desk  at home")).await;
    assert!(own.keys[0].this, "{own:?}");
    watch(&mut theo, &romys, called("Desk  at home")).await;
    // Another device of hers puts itself on the list, and the name stays there.
    let mut other = Client::signed_in_sealed(&romy_login).await;
    wait_on(&mut other, &theos).await;
    watch(&mut other, &romys, called("Desk  at home")).await;
    watch(&mut theo, &romys, |keys| keys.keys.len() == 2).await;
    watch(&mut theo, &romys, called("Desk  at home")).await;
    // It is kept here as well.
    let profile = romy.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    watch(&mut romy, &romys, called("Desk  at home")).await;
    name(&mut romy, "").await;
    watch(&mut theo, &romys, |keys| {
        keys.keys.iter().all(|key| key.label.is_empty())
    })
    .await;
    theo.say(to_romy, "whoever you are");
    wait_sealed(&mut romy, to_theo, "whoever you are").await;
}
