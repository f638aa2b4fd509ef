//! Encrypted files (XEP-0454, XEP-0448): their server learns how long they are and no more, and what is kept is what
//! was sent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use waxwing_core::command::conversation;
use waxwing_core::command::file::{Command as C, Outgoing};
use waxwing_core::model::{
    Attachment, AttachmentKind, Message, Mode, Place, Sealing, State, TransferFailure, Trust, Voice,
};
use waxwing_core::{Command, ConversationId};
use waxwing_media::picture::{Pixels, Sides, to_png};
use waxwing_tests::depot::get;
use waxwing_tests::share::jpeg;
use waxwing_tests::{Backend, Client, FileServer, Goods, Peer, Share, Stage, Trouble};

use super::{jid, others, wait_on};
use crate::upload::{Folder, came, is_there, send, wait_file};

scenarios!(
    pictures_and_voices_are_encrypted,
    files_go_both_ways_in_the_older_version,
    a_file_of_the_newer_version_comes,
    what_is_forwarded_can_be_read_there
);

/// A file that is here, and what is in it.
pub(super) async fn wait_here(
    client: &mut Client,
    id: ConversationId,
    name: &str,
) -> (Message, Attachment, Vec<u8>) {
    let here = |message: &Message, file: &Attachment| {
        came(message, file) && matches!(file.place, Place::Here(_))
    };
    let (message, file) = wait_file(client, id, name, here).await;
    let Place::Here(path) = &file.place else {
        panic!("it was here");
    };
    let bytes = std::fs::read(path).expect("a file");
    (message, file, bytes)
}

/// The only file of the newest message with one.
pub(super) async fn wait_newest(
    client: &mut Client,
    id: ConversationId,
    what: &str,
    fits: impl Fn(&Attachment) -> bool,
) -> Attachment {
    client
        .wait(what, |world| {
            let mut messages = world.messages(id).iter().rev();
            let message = messages.find(|message| !message.attachments.is_empty())?;
            fits(&message.attachments[0]).then(|| message.attachments[0].clone())
        })
        .await
}

/// Four seconds of somebody's voice.
pub(super) fn voice(folder: &Folder) -> Outgoing {
    Outgoing {
        media_type: Some("audio/ogg".to_owned()),
        voice: Some(Voice {
            duration_ms: 4_200,
            waveform: vec![7; 128],
        }),
        ..folder.file("voice.ogg", b"OggS and so on")
    }
}

/// A picture that can be drawn.
pub(super) fn png() -> Vec<u8> {
    let sides = Sides {
        width: 64,
        height: 48,
    };
    let colours = (0..64 * 48 * 4).map(|place: u32| (place % 251) as u8);
    let pixels = Pixels::new(sides, colours.collect()).expect("as many as it has");
    to_png(&pixels).expect("a picture")
}

/// Where an encrypted file is, and the key.
fn parts(source: &str) -> (String, String) {
    let rest = source
        .strip_prefix("aesgcm://")
        .expect("a link to something encrypted");
    let (place, secret) = rest.split_once('#').expect("a key");
    assert_eq!(secret.len(), 88, "{source}");
    (format!("https://{place}"), secret.to_owned())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

async fn pictures_and_voices_are_encrypted(stage: &Stage) {
    let depot = stage.takes_files().await;
    let (mut romy, mut theo) = super::meet(stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let folder = Folder::new();
    let picture = png();
    let voice = voice(&folder);
    let files = vec![folder.file("me at the lake.png", &picture), voice];
    send(&romy, to_theo, files, "what do you say?");
    let (message, file, bytes) = wait_here(&mut theo, to_romy, "me at the lake.png").await;
    assert!(bytes == picture, "it is what it was");
    assert_eq!(message.sealing, Some(Sealing::Read(Trust::Blind)));
    assert_eq!(
        (file.kind, file.media_type.as_str()),
        (AttachmentKind::Picture, "image/png")
    );
    assert_eq!(file.size, Some(picture.len() as u64));
    assert!(
        file.dimensions.is_some() && !file.thumbhash.is_empty(),
        "{file:?}"
    );
    let (address, _) = parts(&file.sources[0]);
    let kept = get(&address).await;
    assert_eq!(kept.len(), picture.len() + 16);
    assert!(!contains(&kept, b"PNG") && !contains(&kept, b"IDAT"));
    assert!(
        !address.contains("lake") && address.ends_with(".png"),
        "{address}"
    );
    let (message, voice, bytes) = wait_here(&mut theo, to_romy, "voice.ogg").await;
    assert_eq!(bytes, b"OggS and so on");
    assert_eq!(message.sealing, Some(Sealing::Read(Trust::Blind)));
    assert_eq!(
        (voice.kind, voice.duration_ms),
        (AttachmentKind::Voice, Some(4_200))
    );
    assert_eq!(voice.waveform, [7; 128]);
    assert_ne!(
        parts(&voice.sources[0]).1,
        parts(&file.sources[0]).1,
        "each has a key of its own"
    );
    super::wait_sealed(&mut theo, to_romy, "what do you say?").await;
    let (ours, _) = wait_file(&mut romy, to_theo, "voice.ogg", is_there).await;
    assert_eq!(ours.sealing, Some(Sealing::Read(Trust::Blind)));
    if let Some(depot) = depot {
        let visits = depot.visits().join("\n");
        assert!(
            !visits.contains("lake") && !visits.contains("image/"),
            "{visits}"
        );
    }
}

async fn seal(theo: &mut Peer, bytes: &[u8]) -> (Vec<u8>, String) {
    theo.tell(json!({ "do": "seal_file", "data": BASE64_STANDARD.encode(bytes) }))
        .await;
    let told = theo
        .wait("it is encrypted", |event| event["event"] == "file_sealed")
        .await;
    let fragment = told["fragment"].as_str().expect("a key").to_owned();
    (decoded(&told["data"]), fragment)
}

async fn open(theo: &mut Peer, bytes: &[u8], fragment: &str) -> Vec<u8> {
    theo.tell(json!({
        "do": "open_file", "data": BASE64_STANDARD.encode(bytes), "fragment": fragment,
    }))
    .await;
    let told = theo
        .wait("it is decrypted", |event| event["event"] == "file_opened")
        .await;
    decoded(&told["data"])
}

pub(super) fn decoded(data: &Value) -> Vec<u8> {
    BASE64_STANDARD
        .decode(data.as_str().expect("bytes"))
        .expect("Base64")
}

async fn files_go_both_ways_in_the_older_version(stage: &Stage) {
    stage.takes_files().await;
    let server = FileServer::start().await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in_sealed(&theo).await;
    theo.tell(json!({ "do": "publish_devices", "version": "omemo2", "ids": [] }))
        .await;
    theo.wait("it is published", |event| event["event"] == "published")
        .await;
    let mut romy = Client::signed_in_sealed(&romy).await;
    let (romys, theos) = (jid(&romy), theo.jid().to_owned());
    let id = wait_on(&mut romy, &theos).await;
    others::wait_published(&mut theo, &romys).await;
    let folder = Folder::new();
    let picture = jpeg(300_000);
    send(
        &romy,
        id,
        vec![folder.file("lake.jpg", &picture)],
        "at last",
    );
    let heard = theo
        .wait("the link", |event| {
            let body = event["body"].as_str().unwrap_or_default();
            event["event"] == "message" && body.starts_with("aesgcm://")
        })
        .await;
    assert_eq!(heard["version"], "legacy");
    let sealed = heard["sealed"].as_str().expect("the stanza");
    for hidden in ["aesgcm", "https:", "lake", "jabber:x:oob", "urn:xmpp:sfs"] {
        assert!(!sealed.contains(hidden), "{hidden}: {sealed}");
    }
    let (address, secret) = parts(heard["body"].as_str().expect("a body"));
    let kept = get(&address).await;
    assert!(
        open(&mut theo, &kept, &secret).await == picture,
        "it is what it was"
    );
    // This version has no words for a file, so they follow it.
    theo.wait("the words", |event| {
        event["event"] == "message" && event["body"] == "at last"
    })
    .await;
    for (name, behind) in [("one", ""), ("two", "\ndata:image/jpeg;base64,AAAA")] {
        let theirs = jpeg(200_000 + name.len());
        let (kept, fragment) = seal(&mut theo, &theirs).await;
        let url = server.put(&format!("/{name}.jpg"), Goods::File(kept));
        let rest = url.strip_prefix("https://").expect("an address");
        let link = format!("aesgcm://{rest}#{fragment}{behind}");
        others::say(&mut theo, &romys, name, "legacy", &link).await;
        let (message, file, bytes) = wait_here(&mut romy, id, &format!("{name}.jpg")).await;
        assert!(bytes == theirs, "it is what it was");
        assert_eq!(
            (message.text.as_str(), file.kind),
            ("", AttachmentKind::Picture)
        );
        assert_eq!(file.size, Some(theirs.len() as u64));
    }
}

/// A message with a file as the newer version has it.
fn shared(romys: &str, url: &str, fragment: &str, content: &[u8]) -> String {
    let bytes: Vec<u8> = (0..fragment.len() / 2)
        .map(|place| u8::from_str_radix(&fragment[2 * place..2 * place + 2], 16).expect("hex"))
        .collect();
    let (iv, key) = bytes.split_at(12);
    let (iv, key) = (BASE64_STANDARD.encode(iv), BASE64_STANDARD.encode(key));
    let payloads = Share::picture(url).of(content).without_words();
    let encrypted = format!(
        "<sources><encrypted xmlns='urn:xmpp:esfs:0' cipher='urn:xmpp:ciphers:aes-256-gcm-nopadding:0'>\
         <key>{key}</key><iv>{iv}</iv><sources xmlns='urn:xmpp:sfs:0'>"
    );
    let payloads = payloads
        .replace("<sources>", &encrypted)
        .replace("</sources>", "</sources></encrypted></sources>")
        .replace("<store xmlns='urn:xmpp:hints'/>", "");
    format!(
        "<envelope xmlns='urn:xmpp:sce:1'><content>{payloads}</content><rpad>x</rpad>\
         <from jid='theo@THERE'/><to jid='{romys}'/></envelope>"
    )
}

async fn say_file(theo: &mut Peer, romys: &str, id: &str, envelope: &str) {
    let envelope = envelope.replace("theo@THERE", theo.jid());
    theo.tell(json!({
        "do": "send", "to": romys, "id": id, "body": "", "version": "omemo2",
        "envelope": envelope, "receipt": false,
    }))
    .await;
}

async fn a_file_of_the_newer_version_comes(stage: &Stage) {
    let server = FileServer::start().await;
    let (mut romy, id, mut theo) = others::meet(stage).await;
    let romys = jid(&romy);
    let picture = jpeg(200_000);
    let (kept, fragment) = seal(&mut theo, &picture).await;
    let changed: Vec<u8> = kept
        .iter()
        .enumerate()
        .map(|(at, byte)| byte ^ u8::from(at == 77))
        .collect();
    let longer = [kept.as_slice(), b"more"].concat();
    let shorter = kept[..kept.len() - 1].to_vec();
    // The last of what is encrypted is its tag.
    for (name, bad, why) in [
        ("changed", changed, TransferFailure::Altered),
        ("longer", longer, TransferFailure::Length),
        ("shorter", shorter, TransferFailure::Length),
    ] {
        let path = format!("/{name}.jpg");
        let url = server.put(&path, Goods::File(bad));
        say_file(
            &mut theo,
            &romys,
            name,
            &shared(&romys, &url, &fragment, &picture),
        )
        .await;
        let failed = Place::Failed(why);
        wait_newest(&mut romy, id, name, |file| {
            file.sources[0].contains(&path) && file.place == failed
        })
        .await;
        assert_eq!(files_of(&romy), 0, "nothing of it is kept");
    }
    // The same key with other bytes: the tag fits, the promise does not.
    let (other, others_key) = seal(&mut theo, &jpeg(200_000)[..199_999]).await;
    let url = server.put("/other.jpg", Goods::File([other, Vec::new()].concat()));
    let envelope = shared(&romys, &url, &others_key, &picture).replace("<size>200000</size>", "");
    say_file(&mut theo, &romys, "other", &envelope).await;
    wait_newest(&mut romy, id, "another file than was promised", |file| {
        file.sources[0].contains("/other.jpg")
            && file.place == Place::Failed(TransferFailure::Altered)
    })
    .await;
    assert_eq!(files_of(&romy), 0, "nothing of it is kept");
    let url = server.put("/good.jpg", Goods::File(kept));
    say_file(
        &mut theo,
        &romys,
        "good",
        &shared(&romys, &url, &fragment, &picture),
    )
    .await;
    let (message, file, bytes) = wait_here(&mut romy, id, "summit.jpg").await;
    assert!(bytes == picture, "it is what it was");
    assert_eq!(
        (message.text.as_str(), file.kind),
        ("", AttachmentKind::Picture)
    );
    assert_eq!(message.sealing, Some(Sealing::Read(Trust::Blind)));
}

/// How many files stand in a profile, whole or not.
fn files_of(client: &Client) -> usize {
    let mut folders = vec![client.profile().path().join("files")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => count += 1,
            }
        }
    }
    count
}

async fn what_is_forwarded_can_be_read_there(stage: &Stage) {
    stage.takes_files().await;
    let (romys, theos) = stage.friends("romy", "theo");
    let june = stage.account("june");
    let mut romy = Client::signed_in_sealed(&romys).await;
    let mut theo = Client::signed_in_sealed(&theos).await;
    let mut june = Client::signed_in(&june).await;
    let (romys, theos, junes) = (jid(&romy), jid(&theo), jid(&june));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    theo.add_contact(&junes, "June").await.expect("asked");
    june.add_contact(&theos, "Theo").await.expect("asked");
    let to_june = theo.open_conversation(&junes).await;
    let from_theo = june.open_conversation(&theos).await;
    theo.wait_conversation(&junes, "can't be encrypted for", |talk| {
        talk.encryption.mode == Mode::Impossible
    })
    .await;
    let (folder, small) = (Folder::new(), jpeg(5_000));
    send(&romy, to_theo, vec![folder.file("a.jpg", &small)], "");
    let (first, file, _) = wait_here(&mut theo, to_romy, "a.jpg").await;
    let forward = |to| conversation::Command::Forward {
        items: vec![first.id],
        to: vec![to],
    };
    theo.tell(to_romy, forward(to_romy));
    let (_, again, bytes) = wait_here(&mut romy, to_theo, "a.jpg").await;
    assert!(again.sources == file.sources && bytes == small, "{again:?}");
    theo.tell(to_romy, forward(to_june));
    let (message, plain) = wait_file(&mut june, from_theo, "a.jpg", came).await;
    assert_eq!(message.sealing, None);
    assert!(get(&plain.sources[0]).await == small);
}

/// Romy and Theo, both ours, and a server whose web server is ours, too.
async fn in_memory() -> (Stage, waxwing_tests::Depot, [(Client, ConversationId); 2]) {
    let stage = Stage::on(Backend::Memory).await;
    let depot = stage.takes_files().await.expect("a web server");
    let (mut romy, mut theo) = super::meet(&stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    (stage, depot, [(romy, to_theo), (theo, to_romy)])
}

#[tokio::test]
async fn who_switches_encryption_off_meanwhile_sends_it_in_plain() {
    let (_stage, depot, [(mut romy, to_theo), (mut theo, to_romy)]) = in_memory().await;
    depot.trouble([Trouble::Hold]);
    let (folder, small) = (Folder::new(), jpeg(5_000));
    send(&romy, to_theo, vec![folder.file("a.jpg", &small)], "");
    depot.wait_held().await;
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: false });
    let theos = jid(&theo);
    romy.wait_conversation(&theos, "is switched off", |talk| {
        talk.encryption.mode == Mode::Off
    })
    .await;
    depot.release();
    let (message, file, bytes) = wait_here(&mut theo, to_romy, "a.jpg").await;
    assert!(message.sealing.is_none() && bytes == small, "{message:?}");
    assert!(get(&file.sources[0]).await == small);
    assert_eq!(depot.count(), 2, "it was put there once more");
}

#[tokio::test]
async fn what_nobody_could_read_goes_out_in_plain_when_the_person_says_so() {
    let stage = Stage::on(Backend::Memory).await;
    let depot = stage.takes_files().await.expect("a web server");
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut theo = Client::signed_in(&theo).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = romy.open_conversation(&theos).await;
    let to_romy = theo.open_conversation(&romys).await;
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: true });
    romy.wait_conversation(&theos, "is encrypted", |talk| {
        talk.encryption.mode == Mode::On
    })
    .await;
    let (folder, small) = (Folder::new(), jpeg(5_000));
    send(&romy, to_theo, vec![folder.file("a.jpg", &small)], "");
    let failed = |message: &Message, _: &Attachment| matches!(&message.state, State::Failed { condition, .. } if condition == waxwing_core::NO_READER);
    let (message, file) = wait_file(&mut romy, to_theo, "a.jpg", failed).await;
    let (address, _) = parts(&file.sources[0]);
    assert!(get(&address).await != small);
    romy.tell(to_theo, conversation::Command::SetEncrypted { on: false });
    romy.wait_conversation(&theos, "is switched off", |talk| {
        talk.encryption.mode == Mode::Off
    })
    .await;
    romy.send(Command::File(C::Retry {
        conversation: to_theo,
        item: message.id,
        index: 0,
    }));
    let (message, file, bytes) = wait_here(&mut theo, to_romy, "a.jpg").await;
    assert!(message.sealing.is_none() && bytes == small, "{message:?}");
    assert!(get(&file.sources[0]).await == small);
    assert_eq!(depot.count(), 2);
}

#[tokio::test]
async fn what_is_cut_off_goes_on_and_is_opened_when_it_is_whole() {
    let stage = Stage::on(Backend::Memory).await;
    let server = FileServer::start().await;
    let (mut romy, id, mut theo) = others::meet(&stage).await;
    let romys = jid(&romy);
    let picture = jpeg(3_000_000);
    let (kept, fragment) = seal(&mut theo, &picture).await;
    let url = server.put("/large.jpg", Goods::Breaking(kept.clone(), 1_000_000));
    say_file(
        &mut theo,
        &romys,
        "large",
        &shared(&romys, &url, &fragment, &picture),
    )
    .await;
    server.wait_visits(1).await;
    romy.wait("some of it", |world| {
        let transfer = world.transfers.last()?;
        (transfer.done >= 500_000).then_some(())
    })
    .await;
    let profile = romy.shut_down().await;
    server.put("/large.jpg", Goods::File(kept));
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let id_again = romy.open_conversation(theo.jid()).await;
    assert_eq!(id, id_again);
    let (_, _, bytes) = wait_here(&mut romy, id, "summit.jpg").await;
    assert!(bytes == picture, "it is what it was");
    let visits = server.visits();
    let on = visits
        .iter()
        .any(|visit| visit.from.is_some_and(|from| from > 0));
    assert!(on, "{visits:?}");
    assert_eq!(files_of(&romy), 1, "what was encrypted is gone");
}
