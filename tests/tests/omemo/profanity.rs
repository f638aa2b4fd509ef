//! Encrypted with a program that people use and none of us wrote: Profanity, which speaks the older version.

use serde_json::{Value, json};
use waxwing_core::ConversationId;
use waxwing_core::model::{Mode, Sealing, Trust};
use waxwing_tests::share::jpeg;
use waxwing_tests::{Client, Login, Peer, Stage};

use super::{files, jid, wait_on, wait_sealed};
use crate::rooms::{join, make_group, wait_invited};
use crate::upload::{Folder, send};

scenarios!(
    both_read_each_other_over_restarts_and_absences,
    pictures_go_both_ways,
    a_private_group_of_four_programs_reads_everybody
);

/// What a program that people use has read.
pub(super) async fn wait_read(theo: &mut Peer, text: &str) {
    let heard = theo
        .wait(text, |event| {
            event["event"] == "message" && event["body"] == text && event["of"] != "me"
        })
        .await;
    // Not each of them tells that.
    assert_ne!(heard["encrypted"], false, "{heard}");
}

pub(super) async fn say(theo: &mut Peer, to: &str, text: &str) {
    theo.tell(json!({ "do": "say", "to": to, "body": text }))
        .await;
}

pub(super) async fn both_ways(romy: &mut Client, id: ConversationId, theo: &mut Peer, round: &str) {
    let romys = jid(romy);
    for number in 0..2 {
        let text = format!("{round}, ours {number} <&> \u{1f426}");
        romy.say(id, &text);
        wait_read(theo, &text).await;
        let ours = romy.wait_message(id, &text).await;
        assert_eq!(ours.sealing, Some(Sealing::Read(Trust::Blind)));
        let text = format!("{round}, theirs {number} <&> \u{1f426}");
        say(theo, &romys, &text).await;
        wait_sealed(romy, id, &text).await;
    }
}

async fn restart(theo: &mut Peer) {
    stop(theo).await;
    start(theo).await;
}

async fn stop(theo: &mut Peer) {
    theo.tell(json!({ "do": "stop" })).await;
    theo.wait("it has ended", named("stopped")).await;
}

async fn start(theo: &mut Peer) {
    theo.tell(json!({ "do": "start" })).await;
    theo.wait("it is ready", named("omemo_ready")).await;
}

pub(super) fn named(name: &'static str) -> impl Fn(&Value) -> bool {
    move |event| event["event"] == name
}

async fn both_read_each_other_over_restarts_and_absences(stage: &Stage) {
    let (romys, theos) = stage.friends("romy", "theo");
    let theo = Peer::sign_in_profanity(&theos).await;
    over_restarts_and_absences(&romys, theo).await;
}

/// Of any program that people use.
pub(super) async fn over_restarts_and_absences(romys: &Login, mut theo: Peer) {
    let mut romy = Client::signed_in_sealed(romys).await;
    let (romys, theos) = (jid(&romy), theo.jid().to_owned());
    let id = wait_on(&mut romy, &theos).await;
    both_ways(&mut romy, id, &mut theo, "first").await;
    restart(&mut theo).await;
    both_ways(&mut romy, id, &mut theo, "after its restart").await;
    stop(&mut theo).await;
    for number in 0..3 {
        romy.say(id, &format!("meanwhile {number}"));
    }
    let profile = romy.shut_down().await;
    start(&mut theo).await;
    for number in 0..3 {
        wait_read(&mut theo, &format!("meanwhile {number}")).await;
        say(&mut theo, &romys, &format!("while you were away {number}")).await;
    }
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let id = romy.open_conversation(&theos).await;
    for number in 0..3 {
        wait_sealed(&mut romy, id, &format!("while you were away {number}")).await;
    }
    both_ways(&mut romy, id, &mut theo, "at last").await;
}

async fn pictures_go_both_ways(stage: &Stage) {
    stage.takes_files().await;
    let (romys, theos) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in_profanity(&theos).await;
    let mut romy = Client::signed_in_sealed(&romys).await;
    let (romys, theos) = (jid(&romy), theo.jid().to_owned());
    let id = wait_on(&mut romy, &theos).await;
    both_ways(&mut romy, id, &mut theo, "before").await;
    let (folder, ours) = (Folder::new(), jpeg(400_000));
    send(&romy, id, vec![folder.file("lake.jpg", &ours)], "");
    let is_link = |event: &Value| {
        let body = event["body"].as_str().unwrap_or_default();
        event["event"] == "message" && event["of"] != "me" && body.starts_with("aesgcm://")
    };
    let heard = theo.wait("the link", is_link).await;
    theo.tell(json!({ "do": "save", "link": heard["body"], "size": ours.len() }))
        .await;
    let saved = theo.wait("it is fetched", named("saved")).await;
    assert!(files::decoded(&saved["data"]) == ours, "it is what it was");
    let theirs = jpeg(500_000);
    let sent = folder.file("hill.jpg", &theirs);
    theo.tell(json!({ "do": "send_file", "to": romys, "path": sent.path }))
        .await;
    let (message, _, bytes) = files::wait_here(&mut romy, id, "hill.jpg").await;
    assert!(bytes == theirs, "it is what it was");
    assert_eq!(message.sealing, Some(Sealing::Read(Trust::Blind)));
    assert_eq!(message.text, "");
}

/// Of the hundred keys of a bundle two may take the same one. Slixmpp throws it away with the first, and Profanity puts
/// another one under its number. Then all of them meet anew.
async fn a_private_group_of_four_programs_reads_everybody(stage: &Stage) {
    for _ in 0..3 {
        if four_programs_read_each_other(stage).await {
            return;
        }
    }
    panic!("the others have lost keys three times in a row");
}

/// Romy and June are ours, Theo is Profanity, Kim is slixmpp; `false` where Theo or Kim has parted with a key too early.
async fn four_programs_read_each_other(stage: &Stage) -> bool {
    let (romys, junes) = stage.friends("romy", "june");
    let (theos, kims) = (stage.account("theo"), stage.account("kim"));
    // What Profanity publishes is open to its contacts alone on Prosody, and may stay so on ejabberd.
    for other in [&romys, &junes, &kims] {
        stage.befriend(&theos, other);
    }
    let mut theo = Peer::sign_in_profanity(&theos).await;
    let mut kim = Peer::sign_in_sealed(&kims).await;
    let mut romy = Client::signed_in_sealed(&romys).await;
    let mut june = Client::signed_in_sealed(&junes).await;
    let people = vec![junes.jid.clone(), theos.jid.clone(), kims.jid.clone()];
    let (_, room) = make_group(&mut romy, people).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    for (peer, nick) in [(&mut theo, "theo"), (&mut kim, "kim")] {
        peer.tell(json!({ "do": "join", "room": room, "nick": nick }))
            .await;
        peer.wait("it is in the room", named("joined")).await;
    }
    let mut ids = Vec::new();
    for client in [&mut romy, &mut june] {
        let id = client.open_conversation(&room).await;
        client
            .wait_conversation(&room, "can be encrypted", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == 3
            })
            .await;
        ids.push(id);
    }
    let everybody: Vec<String> = [&romys, &junes, &theos, &kims]
        .iter()
        .map(|login| login.jid.to_string())
        .collect();
    for round in 0..2 {
        let text = format!("from romy {round}");
        romy.say(ids[0], &text);
        wait_sealed(&mut june, ids[1], &text).await;
        if !wait_read_or_lost(&mut theo, &text).await || !wait_heard(&mut kim, &text).await {
            return false;
        }
        let text = format!("from june {round}");
        june.say(ids[1], &text);
        wait_sealed(&mut romy, ids[0], &text).await;
        if !wait_read_or_lost(&mut theo, &text).await || !wait_heard(&mut kim, &text).await {
            return false;
        }
        let text = format!("from theo {round}");
        theo.tell(json!({ "do": "say_in", "room": room, "body": text }))
            .await;
        wait_sealed(&mut romy, ids[0], &text).await;
        wait_sealed(&mut june, ids[1], &text).await;
        if !wait_heard(&mut kim, &text).await {
            return false;
        }
        let text = format!("from kim {round}");
        kim.tell(json!({
            "do": "send", "to": room, "type": "groupchat", "id": text, "body": text,
            "version": "legacy", "people": everybody, "receipt": false,
        }))
        .await;
        wait_sealed(&mut romy, ids[0], &text).await;
        wait_sealed(&mut june, ids[1], &text).await;
        if !wait_read_or_lost(&mut theo, &text).await {
            return false;
        }
    }
    for (client, id) in [(&romy, ids[0]), (&june, ids[1])] {
        let all = client.world.messages(id).iter();
        let unreadable: Vec<_> = all.filter(|one| one.is_unreadable()).collect();
        assert!(unreadable.is_empty(), "{unreadable:#?}");
    }
    true
}

/// What Profanity has read; `false` where it has had the words beside what is encrypted, for want of the key.
async fn wait_read_or_lost(theo: &mut Peer, text: &str) -> bool {
    let excuse = |event: &Value| {
        let body = event["body"].as_str().unwrap_or_default();
        event["event"] == "message" && body.contains("encrypted with OMEMO")
    };
    let heard = theo
        .wait(text, |event| {
            excuse(event) || event["event"] == "message" && event["body"] == text
        })
        .await;
    !excuse(&heard)
}

/// What slixmpp has read; `false` where it has thrown the key for it away.
async fn wait_heard(kim: &mut Peer, text: &str) -> bool {
    let gone = |event: &Value| {
        let error = event["error"].as_str().unwrap_or_default();
        event["event"] == "undecryptable" && error.contains("No pre key with id")
    };
    let heard = kim
        .wait(text, |event| {
            gone(event) || event["event"] == "message" && event["body"] == text
        })
        .await;
    if gone(&heard) {
        return false;
    }
    assert_eq!(heard["encrypted"], true, "{heard}");
    true
}
