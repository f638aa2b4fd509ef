//! Encrypted with the program that most people on a desktop of theirs use, and none of us wrote: Dino, on a screen of its
//! own. It speaks the older version.

use serde_json::json;
use waxwing_core::model::{Attachment, AttachmentKind, Direction, Mode, Place, Sealing, Trust};
use waxwing_tests::share::jpeg;
use waxwing_tests::{Client, Peer, Stage};

use super::profanity::{both_ways, named, over_restarts_and_absences, say, wait_read};
use super::{files, jid, wait_on, wait_own_device, wait_sealed};
use crate::rooms::{join, make_group, wait_invited};
use crate::upload::{Folder, send};

scenarios!(
    both_read_each_other_over_restarts_and_absences,
    every_device_of_both_reads_it,
    pictures_and_voices_arrive,
    a_private_group_is_read_by_all
);

async fn both_read_each_other_over_restarts_and_absences(stage: &Stage) {
    let (romys, theos) = stage.friends("romy", "theo");
    let theo = Peer::sign_in_dino(&theos, None).await;
    over_restarts_and_absences(&romys, theo).await;
}

/// Two devices each, of Theo's one is ours.
async fn every_device_of_both_reads_it(stage: &Stage) {
    let (romys, theos) = stage.friends("romy", "theo");
    let mut dino = Peer::sign_in_dino(&theos, None).await;
    let mut romy = Client::signed_in_sealed(&romys).await;
    let mut other_romy = Client::signed_in_sealed(&romys).await;
    let mut theo = Client::signed_in_sealed(&theos).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let mut talks = Vec::new();
    for (client, with) in [
        (&mut romy, &theos),
        (&mut other_romy, &theos),
        (&mut theo, &romys),
    ] {
        talks.push(client.open_conversation(with).await);
        client
            .wait_conversation(with, "has two devices", |talk| talk.encryption.readers == 2)
            .await;
        wait_own_device(client).await;
    }
    let (to_theo, other_to_theo, to_romy) = (talks[0], talks[1], talks[2]);
    for number in 0..2 {
        let text = format!("to all {number}");
        romy.say(to_theo, &text);
        wait_sealed(&mut other_romy, other_to_theo, &text).await;
        wait_sealed(&mut theo, to_romy, &text).await;
        wait_read(&mut dino, &text).await;
        let text = format!("by Dino {number}");
        say(&mut dino, &romys, &text).await;
        wait_sealed(&mut romy, to_theo, &text).await;
        wait_sealed(&mut other_romy, other_to_theo, &text).await;
        let copy = wait_sealed(&mut theo, to_romy, &text).await;
        assert_eq!(copy.direction, Direction::Outgoing);
        let text = format!("by Theo's other one {number}");
        theo.say(to_romy, &text);
        wait_sealed(&mut romy, to_theo, &text).await;
        wait_sealed(&mut other_romy, other_to_theo, &text).await;
        let copy = dino.wait_message(&text).await;
        assert_eq!(
            (&copy["of"], &copy["encrypted"]),
            (&json!("me"), &json!(true))
        );
    }
}

async fn pictures_and_voices_arrive(stage: &Stage) {
    let depot = stage.takes_files().await;
    let web = depot.map(|depot| depot.port()).or(stage.web_port());
    let (romys, theos) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in_dino(&theos, web).await;
    let mut romy = Client::signed_in_sealed(&romys).await;
    let (romys, theos) = (jid(&romy), theo.jid().to_owned());
    let id = wait_on(&mut romy, &theos).await;
    both_ways(&mut romy, id, &mut theo, "before").await;
    let (folder, ours) = (Folder::new(), jpeg(400_000));
    send(&romy, id, vec![folder.file("lake.jpg", &ours)], "");
    // It fetches what its contacts send.
    let fetched = theo.wait("it has fetched it", named("file")).await;
    assert!(
        files::decoded(&fetched["data"]) == ours,
        "it is what it was"
    );
    assert_eq!(fetched["encrypted"], true, "{}", fetched["name"]);
    let sent = folder.file("hill.png", &files::png());
    theo.tell(json!({ "do": "send_image", "to": romys, "path": sent.path }))
        .await;
    let theirs = theo.wait("it has sent it", named("sent")).await;
    let theirs = files::decoded(&theirs["data"]);
    let fits = |file: &Attachment| {
        let is_theirs = file.kind == AttachmentKind::Picture && file.name != "lake.jpg";
        is_theirs && matches!(file.place, Place::Here(_))
    };
    let file = files::wait_newest(&mut romy, id, "their picture", fits).await;
    let Place::Here(path) = &file.place else {
        panic!("it was here");
    };
    let came = std::fs::read(path).expect("a file");
    assert!(came == theirs, "it is what it was");
    let messages = romy.world.messages(id).iter().rev();
    let mut with_files = messages.filter(|message| !message.attachments.is_empty());
    let message = with_files.next().expect("their picture");
    assert_eq!(message.sealing, Some(Sealing::Read(Trust::Blind)));
    assert_eq!(message.text, "");
}

async fn a_private_group_is_read_by_all(stage: &Stage) {
    let (romys, junes) = stage.friends("romy", "june");
    let theos = stage.account("theo");
    for other in [&romys, &junes] {
        stage.befriend(&theos, other);
    }
    let mut theo = Peer::sign_in_dino(&theos, None).await;
    let mut romy = Client::signed_in_sealed(&romys).await;
    let mut june = Client::signed_in_sealed(&junes).await;
    let people = vec![junes.jid.clone(), theos.jid.clone()];
    let (_, room) = make_group(&mut romy, people).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    theo.tell(json!({ "do": "join", "room": room })).await;
    theo.wait("it is in the room", named("joined")).await;
    let mut ids = Vec::new();
    for client in [&mut romy, &mut june] {
        let id = client.open_conversation(&room).await;
        client
            .wait_conversation(&room, "can be encrypted", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == 2
            })
            .await;
        ids.push(id);
    }
    for round in 0..3 {
        let text = format!("from romy {round}");
        romy.say(ids[0], &text);
        wait_sealed(&mut june, ids[1], &text).await;
        wait_read(&mut theo, &text).await;
        let text = format!("from theo {round}");
        say(&mut theo, &room, &text).await;
        wait_sealed(&mut romy, ids[0], &text).await;
        wait_sealed(&mut june, ids[1], &text).await;
        let text = format!("from june {round}");
        june.say(ids[1], &text);
        wait_sealed(&mut romy, ids[0], &text).await;
        wait_read(&mut theo, &text).await;
    }
    for (client, id) in [(&romy, ids[0]), (&june, ids[1])] {
        let all = client.world.messages(id).iter();
        let unreadable: Vec<_> = all.filter(|one| one.is_unreadable()).collect();
        assert!(unreadable.is_empty(), "{unreadable:#?}");
    }
}
