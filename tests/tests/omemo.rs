//! End-to-end encryption (XEP-0384): on by itself, and nothing lost by it.

use std::time::Duration;

use waxwing_core::command::{contact, conversation};
use waxwing_core::event::encryption::Event;
use waxwing_core::model::{Message, Mode, Sealing, State, Trust};
use waxwing_core::{ConversationId, TOO_LONG};
use waxwing_tests::{Client, Login, Profile, Stage};

mod archive;
mod copies;
mod dino;
mod faulty;
mod files;
mod forger;
mod groups;
mod hostile;
mod killed;
mod others;
mod profanity;
mod trust;

scenarios!(
    what_two_of_ours_say_is_encrypted,
    what_was_said_meanwhile_is_read_in_its_order,
    every_device_of_both_reads_it,
    a_new_device_of_somebody_who_shows_us_nothing_reads_it,
    all_of_it_goes_on_after_a_restart,
    what_is_done_to_messages_is_encrypted_too,
    what_waits_is_encrypted_as_it_is_by_then,
    who_has_no_device_is_written_to_in_plain,
    what_is_too_long_only_when_it_is_encrypted_is_not_sent,
    what_the_person_wants_stays_so
);

/// Romy and Theo, both ours, who see each other and can encrypt.
pub(crate) async fn meet(stage: &Stage) -> (Client, Client) {
    let (romy, theo) = stage.friends("romy", "theo");
    let romy = Client::signed_in_sealed(&romy).await;
    let theo = Client::signed_in_sealed(&theo).await;
    (romy, theo)
}

/// Romy and Theo, who have a conversation open and can encrypt it.
pub(crate) struct Talk {
    pub(crate) romy: Client,
    pub(crate) theo: Client,
    pub(crate) romys: String,
    pub(crate) theos: String,
    pub(crate) to_theo: ConversationId,
    pub(crate) to_romy: ConversationId,
}

pub(crate) async fn talk(stage: &Stage) -> Talk {
    let (mut romy, mut theo) = meet(stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    Talk {
        romy,
        theo,
        romys,
        theos,
        to_theo,
        to_romy,
    }
}

/// Theo's second device comes while Romy writes to him, who is on her roster and has not let her see anything yet.
async fn a_new_device_of_somebody_who_shows_us_nothing_reads_it(stage: &Stage) {
    let (romy, theos) = (stage.account("romy"), stage.account("theo"));
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut theo = Client::signed_in_sealed(&theos).await;
    let (to_romy, to_theo) = (jid(&romy), jid(&theo));
    let request = romy.request();
    let add = contact::Command::Add {
        request,
        account: romy.account(),
        address: to_theo.clone(),
        name: "Theo".to_owned(),
    };
    romy.send(waxwing_core::Command::Contact(add));
    romy.wait_done(request).await.expect("asked");
    let id = wait_on(&mut romy, &to_theo).await;
    romy.say(id, "to one");
    let back = theo.open_conversation(&to_romy).await;
    wait_sealed(&mut theo, back, "to one").await;
    let mut other = Client::signed_in_sealed(&theos).await;
    let there = other.open_conversation(&to_romy).await;
    // Every so often one looks whether there are new devices.
    tokio::time::sleep(Duration::from_secs(21)).await;
    romy.say(id, "to both");
    wait_sealed(&mut theo, back, "to both").await;
    wait_sealed(&mut other, there, "to both").await;
}

/// A client behind somebody who may be in a bad mood; what is said to its server can't be bound to the connection then.
pub(crate) async fn open_behind(profile: Profile) -> Client {
    Client::open_with(profile, |config| {
        config.tuning.encryption = true;
        config.tuning.bindings = &[];
    })
    .await
}

/// The same in a new profile, signed in.
pub(crate) async fn signed_in_behind(login: &Login) -> Client {
    let mut client = open_behind(Profile::new()).await;
    client.sign_in(login).await.expect("the login is right");
    client.wait_online().await;
    client
}

/// The address of the only account.
pub(crate) fn jid(client: &Client) -> String {
    client.world.account().expect("an account").jid.to_string()
}

/// Waits until somebody's devices are known and can read what is said.
pub(crate) async fn wait_on(client: &mut Client, with: &str) -> ConversationId {
    let id = client.open_conversation(with).await;
    client
        .wait_conversation(with, "can be encrypted for", |talk| {
            talk.encryption.mode == Mode::On && talk.encryption.readers > 0
        })
        .await;
    id
}

/// Waits until a client knows another device of its own account: what was said before is not for that.
pub(crate) async fn wait_own_device(client: &mut Client) {
    client
        .wait("another device of its own", |world| {
            let mut told = world.devices_told.iter();
            told.find_map(|one| matches!(one, Event::OwnDevice { .. }).then_some(()))
        })
        .await;
}

/// Waits for a text that came encrypted from a trusted key.
pub(crate) async fn wait_sealed(client: &mut Client, id: ConversationId, text: &str) -> Message {
    let message = client.wait_message(id, text).await;
    assert_eq!(
        message.sealing,
        Some(Sealing::Read(Trust::Blind)),
        "{message:?}"
    );
    message
}

async fn what_two_of_ours_say_is_encrypted(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    for number in 0..3 {
        let text = format!("for nobody else {number}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        let ours = romy.wait_state(to_theo, &text, &State::Delivered).await;
        assert_eq!(ours.sealing, Some(Sealing::Read(Trust::Blind)));
        let answer = format!("nor this {number}");
        theo.say(to_romy, &answer);
        wait_sealed(&mut romy, to_theo, &answer).await;
    }
}

async fn what_was_said_meanwhile_is_read_in_its_order(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        romys,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    romy.say(to_theo, "before");
    wait_sealed(&mut theo, to_romy, "before").await;
    theo.switch_off().await;
    for number in 0..5 {
        let text = format!("meanwhile {number}");
        romy.say(to_theo, &text);
        romy.wait(&text, |world| {
            let message = world.message(to_theo, &text)?;
            (message.state == State::Sent).then_some(())
        })
        .await;
    }
    theo.switch_on();
    for number in 0..5 {
        wait_sealed(&mut theo, to_romy, &format!("meanwhile {number}")).await;
    }
    let said: Vec<String> = theo
        .world
        .messages(to_romy)
        .iter()
        .map(|message| message.text.clone())
        .collect();
    let wanted: Vec<String> = std::iter::once("before".to_owned())
        .chain((0..5).map(|number| format!("meanwhile {number}")))
        .collect();
    assert_eq!(said, wanted);
    theo.wait_conversation(&romys, "all of it is unread", |talk| talk.unread == 6)
        .await;
    theo.say(to_romy, "all of it is here");
    wait_sealed(&mut romy, to_theo, "all of it is here").await;
}

async fn every_device_of_both_reads_it(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let mut other_romy = Client::signed_in_sealed(&romy_login).await;
    let mut other_theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = romy.open_conversation(&theos).await;
    romy.wait_conversation(&theos, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    let to_romy = theo.open_conversation(&romys).await;
    let other_to_theo = other_romy.open_conversation(&theos).await;
    let other_to_romy = other_theo.open_conversation(&romys).await;
    theo.wait_conversation(&romys, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    for client in [&mut romy, &mut theo, &mut other_romy, &mut other_theo] {
        wait_own_device(client).await;
    }
    for number in 0..2 {
        let text = format!("to all {number}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        wait_sealed(&mut other_theo, other_to_romy, &text).await;
        let copy = wait_sealed(&mut other_romy, other_to_theo, &text).await;
        assert_eq!(copy.direction, waxwing_core::model::Direction::Outgoing);
        let answer = format!("from the other one {number}");
        other_theo.say(other_to_romy, &answer);
        wait_sealed(&mut romy, to_theo, &answer).await;
        wait_sealed(&mut other_romy, other_to_theo, &answer).await;
        wait_sealed(&mut theo, to_romy, &answer).await;
    }
}

async fn all_of_it_goes_on_after_a_restart(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        romys,
        theos,
        to_theo,
        to_romy,
    } = talk(stage).await;
    romy.say(to_theo, "one");
    wait_sealed(&mut theo, to_romy, "one").await;
    theo.say(to_romy, "two");
    wait_sealed(&mut romy, to_theo, "two").await;
    let profile = theo.shut_down().await;
    romy.say(to_theo, "three");
    romy.wait_state(to_theo, "three", &State::Sent).await;
    let mut theo = Client::open_sealed(profile).await;
    theo.wait_online().await;
    let to_romy = theo.open_conversation(&romys).await;
    for text in ["one", "three"] {
        wait_sealed(&mut theo, to_romy, text).await;
    }
    theo.say(to_romy, "four");
    wait_sealed(&mut romy, to_theo, "four").await;
    let profile = romy.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    romy.say(to_theo, "five");
    wait_sealed(&mut theo, to_romy, "five").await;
    let readable = |client: &Client, id| {
        let messages = client.world.messages(id);
        assert!(
            messages.iter().all(|one| !one.is_unreadable()),
            "{messages:?}"
        );
    };
    readable(&romy, to_theo);
    readable(&theo, to_romy);
}

async fn what_is_done_to_messages_is_encrypted_too(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    romy.say(to_theo, "helo");
    let first = wait_sealed(&mut theo, to_romy, "helo").await;
    let ours = romy.wait_state(to_theo, "helo", &State::Delivered).await;
    romy.tell(
        to_theo,
        conversation::Command::Correct {
            item: ours.id,
            text: "hello".to_owned(),
        },
    );
    let corrected = wait_sealed(&mut theo, to_romy, "hello").await;
    assert!(corrected.edited_at.is_some(), "{corrected:?}");
    theo.tell(
        to_romy,
        conversation::Command::React {
            item: first.id,
            emojis: vec!["🙂".to_owned()],
        },
    );
    romy.wait("the feeling", |world| {
        let message = world.message(to_theo, "hello")?;
        (message.reactions.len() == 1).then_some(())
    })
    .await;
    theo.tell(
        to_romy,
        conversation::Command::Send {
            text: "an answer".to_owned(),
            reply_to: Some(corrected.id),
            spoiler: None,
            previews: Vec::new(),
            private: None,
        },
    );
    let answer = wait_sealed(&mut romy, to_theo, "an answer").await;
    assert_eq!(answer.reply.expect("an answer").quote, "hello");
    let ours = romy.wait_message(to_theo, "hello").await;
    romy.tell(to_theo, conversation::Command::Retract { item: ours.id });
    theo.wait("it is taken back", |world| {
        let messages = world.messages(to_romy);
        messages
            .iter()
            .any(|one| one.retracted_at.is_some())
            .then_some(())
    })
    .await;
}

async fn what_is_too_long_only_when_it_is_encrypted_is_not_sent(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    // In plain it would do; in base64 it is a third longer.
    let long = "x".repeat(180_000);
    romy.say(to_theo, &long);
    romy.wait("it is said to be too long", |world| {
        let failed = |state: &State| matches!(state, State::Failed { condition, .. } if condition == TOO_LONG);
        failed(&world.message(to_theo, &long)?.state).then_some(())
    })
    .await;
    romy.say(to_theo, "in short");
    wait_sealed(&mut theo, to_romy, "in short").await;
    assert!(
        theo.world
            .messages(to_romy)
            .iter()
            .all(|one| one.text != long)
    );
}

async fn who_has_no_device_is_written_to_in_plain(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut theo = Client::signed_in(&theo).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = romy.open_conversation(&theos).await;
    let to_romy = theo.open_conversation(&romys).await;
    romy.wait_conversation(&theos, "can't be encrypted for", |talk| {
        talk.encryption.mode == Mode::Impossible
    })
    .await;
    romy.say(to_theo, "as ever");
    assert_eq!(theo.wait_message(to_romy, "as ever").await.sealing, None);
    let ours = romy.wait_state(to_theo, "as ever", &State::Delivered).await;
    assert_eq!(ours.sealing, None);
    theo.say(to_romy, "fine");
    assert_eq!(romy.wait_message(to_theo, "fine").await.sealing, None);
    // What must be encrypted does not go out in plain.
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: true });
    romy.wait_conversation(&theos, "is encrypted", |talk| {
        talk.encryption.mode == Mode::On
    })
    .await;
    romy.say(to_theo, "a secret");
    romy.wait("it is not sent", |world| {
        let message = world.message(to_theo, "a secret")?;
        matches!(&message.state, State::Failed { condition, .. } if condition == waxwing_core::NO_READER)
            .then_some(())
    })
    .await;
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: false });
    romy.say(to_theo, "never mind");
    theo.wait_message(to_romy, "never mind").await;
    assert!(theo.world.message(to_romy, "a secret").is_none());
}

async fn what_the_person_wants_stays_so(stage: &Stage) {
    let (mut romy, mut theo) = meet(stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = theo.open_conversation(&romys).await;
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: false });
    romy.wait_conversation(&theos, "is switched off", |talk| {
        talk.encryption.mode == Mode::Off
    })
    .await;
    romy.say(to_theo, "in plain");
    assert_eq!(theo.wait_message(to_romy, "in plain").await.sealing, None);
    let profile = romy.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    romy.say(to_theo, "still in plain");
    assert_eq!(
        theo.wait_message(to_romy, "still in plain").await.sealing,
        None
    );
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: true });
    romy.say(to_theo, "sealed again");
    wait_sealed(&mut theo, to_romy, "sealed again").await;
}

async fn what_waits_is_encrypted_as_it_is_by_then(stage: &Stage) {
    let Talk {
        mut romy,
        mut theo,
        to_theo,
        to_romy,
        ..
    } = talk(stage).await;
    romy.switch_off().await;
    for text in ["helo", "one", "two"] {
        romy.say(to_theo, text);
        romy.wait_message(to_theo, text).await;
    }
    let item = romy.wait_message(to_theo, "helo").await.id;
    let text = "hello".to_owned();
    romy.tell(to_theo, conversation::Command::Correct { item, text });
    romy.wait_message(to_theo, "hello").await;
    // Also where the program was ended meanwhile.
    let profile = romy.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.switch_on();
    romy.wait_online().await;
    for text in ["hello", "one", "two"] {
        wait_sealed(&mut theo, to_romy, text).await;
    }
    let said: Vec<String> = theo
        .world
        .messages(to_romy)
        .iter()
        .map(|message| message.text.clone())
        .collect();
    assert_eq!(said, ["hello", "one", "two"]);
}
