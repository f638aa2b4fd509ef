//! Encrypted with a program that none of us wrote: slixmpp-omemo, in both wire versions.

use std::time::Duration;

use serde_json::json;
use waxwing_core::command::conversation;
use waxwing_core::model::{Mode, State};
use waxwing_core::{ConversationId, ItemId};
use waxwing_tests::{Client, Peer, Stage};

use super::{jid, wait_on, wait_own_device, wait_sealed};
use crate::rooms::{make_group, only};

scenarios!(
    both_sides_read_each_other_in_both_versions,
    who_speaks_the_older_version_only_is_written_to_in_it,
    corrections_are_read_in_both_versions,
    what_others_say_meanwhile_is_read,
    two_devices_on_either_side_read_everything,
    who_encrypts_from_no_list_is_not_answered_in_plain,
    what_is_said_to_one_of_a_group_alone_is_read_in_both_versions
);

/// Romy is ours, Theo is slixmpp with OMEMO; they see each other, and the conversation is open.
pub(super) async fn meet(stage: &Stage) -> (Client, ConversationId, Peer) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in_sealed(&theo).await;
    let mut romy = Client::signed_in_sealed(&romy).await;
    let theos = theo.jid().to_owned();
    let id = wait_on(&mut romy, &theos).await;
    wait_published(&mut theo, &jid(&romy)).await;
    (romy, id, theo)
}

/// Waits until somebody's lists of devices can be seen, and takes them in.
pub(super) async fn wait_published(theo: &mut Peer, whose: &str) {
    loop {
        theo.tell(json!({ "do": "devices", "jid": whose })).await;
        let seen = theo
            .wait("the lists", |event| event["event"] == "devices")
            .await;
        let is_there = |version: &str| seen[version].as_array().is_some_and(|all| !all.is_empty());
        if is_there("legacy") && is_there("omemo2") {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    theo.tell(json!({ "do": "refresh", "jid": whose })).await;
    theo.wait("they are taken in", |event| event["event"] == "refreshed")
        .await;
}

/// Between two looks at the lists.
const PAUSE: Duration = Duration::from_millis(50);

/// Theo says something, encrypted in a version.
pub(super) async fn say(theo: &mut Peer, to: &str, id: &str, version: &str, text: &str) {
    let command = json!({
        "do": "send", "to": to, "id": id, "body": text, "version": version, "receipt": true,
    });
    theo.tell(command).await;
}

async fn wait_version(theo: &mut Peer, text: &str, version: &str) {
    let heard = theo
        .wait(text, |event| {
            event["event"] == "message" && event["body"] == text
        })
        .await;
    assert_eq!(heard["encrypted"], true, "{heard}");
    assert_eq!(heard["version"], version, "{heard}");
    let sealed = heard["sealed"].as_str().expect("the stanza");
    assert!(!sealed.contains(text), "{sealed}");
}

async fn both_sides_read_each_other_in_both_versions(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    for round in 0..3 {
        let text = format!("round {round} <&> \u{1f426}\nin two lines");
        romy.say(id, &text);
        wait_version(&mut theo, &text, "omemo2").await;
        romy.wait_state(id, &text, &State::Delivered).await;
        for version in ["legacy", "omemo2"] {
            let text = format!("round {round}, {version}");
            say(&mut theo, &romys, &text, version, &text).await;
            wait_sealed(&mut romy, id, &text).await;
            theo.wait("the receipt", |event| {
                event["event"] == "receipt" && event["id"] == text.as_str()
            })
            .await;
        }
    }
}

async fn who_speaks_the_older_version_only_is_written_to_in_it(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in_sealed(&theo).await;
    theo.tell(json!({ "do": "publish_devices", "version": "omemo2", "ids": [] }))
        .await;
    theo.wait("it is published", |event| event["event"] == "published")
        .await;
    let mut romy = Client::signed_in_sealed(&romy).await;
    let theos = theo.jid().to_owned();
    let romys = jid(&romy);
    let id = wait_on(&mut romy, &theos).await;
    wait_published(&mut theo, &romys).await;
    for round in 0..3 {
        let text = format!("as all can read it, {round}");
        romy.say(id, &text);
        wait_version(&mut theo, &text, "legacy").await;
        let text = format!("and back, {round}");
        say(&mut theo, &romys, &text, "legacy", &text).await;
        wait_sealed(&mut romy, id, &text).await;
    }
    let mode = romy
        .world
        .conversation(&theos)
        .map(|talk| talk.encryption.mode);
    assert_eq!(mode, Some(Mode::On));
}

async fn corrections_are_read_in_both_versions(stage: &Stage) {
    let (mut romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    for version in ["legacy", "omemo2"] {
        let wrong = format!("wrogn {version}");
        say(&mut theo, &romys, &wrong, version, &wrong).await;
        wait_sealed(&mut romy, id, &wrong).await;
        let right = format!("right {version}");
        theo.tell(json!({
            "do": "send", "to": romys, "id": right, "body": right, "version": version,
            "replace": wrong,
        }))
        .await;
        let corrected = wait_sealed(&mut romy, id, &right).await;
        assert!(corrected.edited_at.is_some(), "{corrected:?}");
        assert!(romy.world.message(id, &wrong).is_none());
    }
    romy.say(id, "ours, wrogn");
    wait_version(&mut theo, "ours, wrogn", "omemo2").await;
    let item: ItemId = romy
        .wait_state(id, "ours, wrogn", &State::Delivered)
        .await
        .id;
    let text = "ours, right".to_owned();
    romy.tell(id, conversation::Command::Correct { item, text });
    let heard = theo
        .wait("the correction", |event| {
            event["event"] == "message" && event["body"] == "ours, right"
        })
        .await;
    assert!(heard["replace"].is_string(), "{heard}");
}

async fn what_others_say_meanwhile_is_read(stage: &Stage) {
    let (romy, id, mut theo) = meet(stage).await;
    let romys = jid(&romy);
    romy.say(id, "I go");
    wait_version(&mut theo, "I go", "omemo2").await;
    let profile = romy.shut_down().await;
    let mut said = Vec::new();
    for version in ["legacy", "omemo2"] {
        for number in 0..4 {
            let text = format!("meanwhile {number} in {version}");
            say(&mut theo, &romys, &text, version, &text).await;
            theo.wait("it is sent", |event| {
                event["event"] == "sent" && event["id"] == text.as_str()
            })
            .await;
            said.push(text);
        }
    }
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let id = romy.open_conversation(theo.jid()).await;
    for text in &said {
        wait_sealed(&mut romy, id, text).await;
    }
    let heard: Vec<String> = romy
        .world
        .messages(id)
        .iter()
        .map(|one| one.text.clone())
        .collect();
    assert_eq!(heard[1..], said);
}

/// As a program does whose first list the server refused.
async fn who_encrypts_from_no_list_is_not_answered_in_plain(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in_sealed(&theo).await;
    let mut romy = Client::signed_in_sealed(&romy).await;
    let (romys, theos) = (jid(&romy), theo.jid().to_owned());
    wait_published(&mut theo, &romys).await;
    for version in ["legacy", "omemo2"] {
        let publish = json!({ "do": "publish_devices", "version": version, "ids": [] });
        theo.tell(publish).await;
        theo.wait("it is published", |event| event["event"] == "published")
            .await;
    }
    let id = romy.open_conversation(&theos).await;
    romy.wait_conversation(&theos, "can't be encrypted for", |talk| {
        talk.encryption.mode == Mode::Impossible
    })
    .await;
    say(&mut theo, &romys, "1", "legacy", "between us").await;
    wait_sealed(&mut romy, id, "between us").await;
    romy.wait_conversation(&theos, "is encrypted", |talk| {
        talk.encryption.mode == Mode::On
    })
    .await;
    romy.say(id, "only between us");
    romy.wait("it is not sent", |world| {
        let message = world.message(id, "only between us")?;
        matches!(&message.state, State::Failed { condition, .. } if condition == waxwing_core::NO_READER)
            .then_some(())
    })
    .await;
}

/// Waits until two devices stand on both lists of somebody, and takes them in.
async fn wait_two(theo: &mut Peer, whose: &str) {
    loop {
        theo.tell(json!({ "do": "devices", "jid": whose })).await;
        let seen = theo
            .wait("the lists", |event| event["event"] == "devices")
            .await;
        let has_two = |version: &str| seen[version].as_array().is_some_and(|all| all.len() == 2);
        if has_two("legacy") && has_two("omemo2") {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    theo.tell(json!({ "do": "refresh", "jid": whose })).await;
    theo.wait("they are taken in", |event| event["event"] == "refreshed")
        .await;
}

async fn two_devices_on_either_side_read_everything(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut phone = Peer::sign_in_sealed_as(&theo, "phone").await;
    let mut laptop = Peer::sign_in_sealed_as(&theo, "laptop").await;
    let mut one = Client::signed_in_sealed(&romy).await;
    let mut two = Client::signed_in_sealed(&romy).await;
    let (romys, theos) = (jid(&one), phone.jid().to_owned());
    let mut ids = Vec::new();
    for client in [&mut one, &mut two] {
        ids.push(client.open_conversation(&theos).await);
        client
            .wait_conversation(&theos, "has two devices", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == 2
            })
            .await;
    }
    for peer in [&mut phone, &mut laptop] {
        wait_two(peer, &romys).await;
        wait_two(peer, &theos).await;
    }
    wait_own_device(&mut one).await;
    wait_own_device(&mut two).await;
    let (o, t) = (ids[0], ids[1]);
    for round in 0..3 {
        // On ejabberd what slixmpp publishes may stay hidden: who has written can be written to all the same.
        for (name, peer) in [("phone", &mut phone), ("laptop", &mut laptop)] {
            for version in ["legacy", "omemo2"] {
                let text = format!("from the {name}, {round}, {version}");
                say(peer, &romys, &text, version, &text).await;
                wait_sealed(&mut one, o, &text).await;
                wait_sealed(&mut two, t, &text).await;
            }
        }
        let text = format!("from the first, {round}");
        one.say(o, &text);
        wait_version(&mut phone, &text, "omemo2").await;
        wait_version(&mut laptop, &text, "omemo2").await;
        wait_sealed(&mut two, t, &text).await;
        let text = format!("from the second, {round}");
        two.say(t, &text);
        wait_version(&mut phone, &text, "omemo2").await;
        wait_version(&mut laptop, &text, "omemo2").await;
        wait_sealed(&mut one, o, &text).await;
    }
    // One of ours is away for a while.
    let profile = two.shut_down().await;
    let mut meanwhile = Vec::new();
    for round in 0..3 {
        let text = format!("from the first, meanwhile {round}");
        one.say(o, &text);
        wait_version(&mut laptop, &text, "omemo2").await;
        meanwhile.push(text);
        for version in ["legacy", "omemo2"] {
            let text = format!("from the phone, meanwhile {round}, {version}");
            say(&mut phone, &romys, &text, version, &text).await;
            wait_sealed(&mut one, o, &text).await;
            meanwhile.push(text);
        }
    }
    let mut two = Client::open_sealed(profile).await;
    two.wait_online().await;
    let t = two.open_conversation(&theos).await;
    for text in &meanwhile {
        wait_sealed(&mut two, t, text).await;
    }
    for (client, id) in [(&one, o), (&two, t)] {
        let rows = client.world.messages(id);
        assert!(!rows.iter().any(|row| row.is_unreadable()), "{rows:#?}");
    }
}

/// Theo is slixmpp with OMEMO, and in a private group of Romy's.
async fn what_is_said_to_one_of_a_group_alone_is_read_in_both_versions(stage: &Stage) {
    let (mut romy, _, mut theo) = meet(stage).await;
    let (romys, theos) = (jid(&romy), theo.jid().to_owned());
    let (id, room) = make_group(&mut romy, vec![theos.parse().expect("an address")]).await;
    theo.tell(json!({ "do": "join", "room": room, "nick": "theo" }))
        .await;
    theo.wait("it is in the room", |event| event["event"] == "joined")
        .await;
    romy.open_conversation(&room).await;
    romy.wait_conversation(&room, "can be encrypted", |talk| {
        let there = talk.room.as_ref().is_some_and(|room| room.occupants == 2);
        there && talk.encryption.mode == Mode::On && talk.encryption.readers == 1
    })
    .await;
    let nick = romy.world.conversations[&id]
        .room
        .as_ref()
        .expect("a room")
        .nick
        .clone();
    for version in ["legacy", "omemo2"] {
        let text = format!("between us, {version}");
        theo.tell(json!({
            "do": "send", "to": format!("{room}/{nick}"), "id": version, "body": text, "version": version,
            "people": [romys], "receipt": false, "addressee": romys,
        }))
        .await;
        let heard = wait_sealed(&mut romy, id, &text).await;
        assert_eq!(heard.private.as_deref(), Some("theo"), "{heard:?}");
    }
    romy.tell(id, only("theo", "and back"));
    wait_version(&mut theo, "and back", "omemo2").await;
}
