//! What can go wrong on the way of a file: each comes to an end, in words or at its goal.

use serde_json::json;
use waxwing_core::command::file::Command as C;
use waxwing_core::model::{Message, Place, State, TransferFailure, TransferStep};
use waxwing_core::{Command, ConversationId};
use waxwing_tests::backend::LARGEST_FILE;
use waxwing_tests::depot::get;
use waxwing_tests::{Backend, Client, Depot, Peer, Stage, Trouble};

use super::{Folder, Pair, came, is_there, meet, send, wait_failed, wait_file};

const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
const UPLOAD: &str = "urn:xmpp:http:upload:0";

async fn stage() -> (Stage, Depot) {
    let stage = Stage::on(Backend::Memory).await;
    let depot = stage.takes_files().await.expect("a web server");
    (stage, depot)
}

/// Sends a file and nothing else; it stands in the folder that comes back.
fn send_one(client: &Client, conversation: ConversationId, name: &str, bytes: &[u8]) -> Folder {
    let folder = Folder::new();
    send(client, conversation, vec![folder.file(name, bytes)], "");
    folder
}

/// Romy wants to send a file, and the server refuses; why, as she is told.
async fn refused(inside: &str) -> (Pair, TransferFailure, Stage) {
    let (stage, _depot) = stage().await;
    let inside = inside.to_owned();
    stage.server().bend(|policy| {
        let upload = policy.upload.as_mut().expect("a service");
        upload.refuse.push(inside);
    });
    let mut pair = meet(&stage).await;
    let _folder = send_one(&pair.romy, pair.to_june, "a.txt", b"hello");
    let (_, why) = wait_failed(&mut pair.romy, pair.to_june, "a.txt").await;
    (pair, why, stage)
}

#[tokio::test]
async fn a_refusal_says_why() {
    let (_, why, _stage) = refused(&format!(
        "type='auth'><forbidden xmlns='{STANZAS}'/>\
         <text xmlns='{STANZAS}'>Only for members</text>"
    ))
    .await;
    assert_eq!(why, TransferFailure::Refused("Only for members".to_owned()));
    let (_, why, _stage) = refused(&format!(
        "type='wait'><resource-constraint xmlns='{STANZAS}'/>\
         <retry xmlns='{UPLOAD}' stamp='2030-12-03T23:42:05Z'/>"
    ))
    .await;
    assert_eq!(why, TransferFailure::Quota(Some(1_922_571_725_000_000)));
    let (_, why, _stage) = refused(&format!(
        "type='modify'><not-acceptable xmlns='{STANZAS}'/><file-too-large xmlns='{UPLOAD}'>\
         <max-file-size>3</max-file-size></file-too-large>"
    ))
    .await;
    assert_eq!(why, TransferFailure::TooLarge(Some(3)));
}

#[tokio::test]
async fn what_was_refused_is_tried_again_when_the_person_says_so() {
    let inside = format!("type='cancel'><not-allowed xmlns='{STANZAS}'/>");
    let (mut pair, _, _stage) = refused(&inside).await;
    let messages = pair.romy.world.messages(pair.to_june);
    let item = messages[0].id;
    pair.romy.send(Command::File(C::Retry {
        conversation: pair.to_june,
        item,
        index: 0,
    }));
    let (_, file) = wait_file(&mut pair.june, pair.to_romy, "a.txt", came).await;
    assert!(get(&file.sources[0]).await == b"hello");
    wait_file(&mut pair.romy, pair.to_june, "a.txt", is_there).await;
}

#[tokio::test]
async fn a_server_without_a_web_server_is_told_of() {
    let stage = Stage::on(Backend::Memory).await;
    let mut pair = meet(&stage).await;
    let _folder = send_one(&pair.romy, pair.to_june, "a.txt", b"hello");
    let (_, why) = wait_failed(&mut pair.romy, pair.to_june, "a.txt").await;
    assert_eq!(why, TransferFailure::NoService);
}

/// The connection breaks in the middle, then the web server is out of order: a third place is good.
#[tokio::test]
async fn what_breaks_off_begins_anew_in_another_place() {
    let (stage, depot) = stage().await;
    depot.trouble([Trouble::Cut(100_000), Trouble::Status(503)]);
    let mut pair = meet(&stage).await;
    let bytes = vec![7; 5_000_000];
    let _folder = send_one(&pair.romy, pair.to_june, "a.bin", &bytes);
    let (_, file) = wait_file(&mut pair.june, pair.to_romy, "a.bin", came).await;
    assert!(get(&file.sources[0]).await == bytes);
    let places: Vec<_> = depot.visits();
    let puts = places
        .iter()
        .filter(|visit| visit.starts_with("PUT"))
        .count();
    assert_eq!((puts, depot.count()), (3, 1));
    let messages = pair.june.world.messages(pair.to_romy);
    assert_eq!(messages.len(), 1, "once: {messages:?}");
}

#[tokio::test]
async fn a_web_server_that_refuses_is_told_of() {
    let (stage, depot) = stage().await;
    depot.trouble([Trouble::Status(403)]);
    let mut pair = meet(&stage).await;
    let _folder = send_one(&pair.romy, pair.to_june, "a.txt", b"hello");
    let (_, why) = wait_failed(&mut pair.romy, pair.to_june, "a.txt").await;
    assert_eq!(why, TransferFailure::Status(403));
}

/// One is on its way longer than those behind it.
#[tokio::test]
async fn files_go_out_in_the_order_in_which_they_were_sent() {
    let (stage, depot) = stage().await;
    depot.trouble([Trouble::Hold]);
    let mut pair = meet(&stage).await;
    let folder = Folder::new();
    let names = ["a.txt", "b.txt", "c.txt"];
    let files = names.map(|name| folder.file(name, name.as_bytes()));
    send(&pair.romy, pair.to_june, files.to_vec(), "");
    depot.wait_held().await;
    pair.romy
        .wait("the others wait for the first", |_| {
            (depot.count() == 2).then_some(())
        })
        .await;
    depot.release();
    wait_file(&mut pair.june, pair.to_romy, "c.txt", came).await;
    let messages = pair.june.world.messages(pair.to_romy);
    let came = messages
        .iter()
        .map(|message| message.attachments[0].name.as_str());
    assert_eq!(came.collect::<Vec<_>>(), names);
}

#[tokio::test]
async fn what_is_stopped_stays_stopped_until_it_is_tried_again() {
    let (stage, depot) = stage().await;
    depot.trouble([Trouble::Hold]);
    let mut pair = meet(&stage).await;
    let _folder = send_one(&pair.romy, pair.to_june, "a.txt", b"hello");
    let item = running(&mut pair.romy).await;
    depot.wait_held().await;
    pair.romy.send(Command::File(C::Cancel {
        conversation: pair.to_june,
        item,
        index: 0,
    }));
    let (message, why) = wait_failed(&mut pair.romy, pair.to_june, "a.txt").await;
    assert_eq!(why, TransferFailure::Cancelled);
    depot.release();
    pair.romy.say(pair.to_june, "changed my mind");
    pair.june
        .wait_message(pair.to_romy, "changed my mind")
        .await;
    let came_in = pair.june.world.messages(pair.to_romy);
    assert_eq!(came_in.len(), 1, "{came_in:?}");
    let resend = waxwing_core::command::conversation::Command::Resend { item: message.id };
    pair.romy.tell(pair.to_june, resend);
    wait_file(&mut pair.june, pair.to_romy, "a.txt", came).await;
}

/// Waits until a file runs; its message.
async fn running(client: &mut Client) -> waxwing_core::ItemId {
    client
        .wait("a file runs", |world| {
            let mut all = world.transfers.iter();
            let running = all.find(|transfer| transfer.step == TransferStep::Running)?;
            Some(running.item)
        })
        .await
}

/// The engine ends in the middle of a file; the next one goes on with it, and it arrives once.
#[tokio::test]
async fn a_restart_goes_on_with_what_waits() {
    let (stage, depot) = stage().await;
    depot.trouble([Trouble::Hold]);
    let mut pair = meet(&stage).await;
    let folder = Folder::new();
    let files = vec![
        folder.file("a.txt", b"hello"),
        folder.file("b.txt", b"again"),
    ];
    send(&pair.romy, pair.to_june, files, "both");
    depot.wait_held().await;
    let profile = pair.romy.shut_down().await;
    // What was made ready is here; the person's own files may go.
    drop(folder);
    depot.release();
    let mut romy = Client::open(profile).await;
    romy.wait_online().await;
    pair.june.wait_message(pair.to_romy, "both").await;
    let said = pair.june.world.messages(pair.to_romy);
    let said: Vec<_> = said.iter().map(|message| message.words()).collect();
    assert_eq!(said, ["a.txt", "b.txt", "both"]);
}

/// Without a connection everything waits, in the history already.
#[tokio::test]
async fn a_file_waits_for_a_connection() {
    let (stage, depot) = stage().await;
    let (romy, june) = stage.friends("romy", "june");
    let (romy_jid, june_jid) = (romy.jid.to_string(), june.jid.to_string());
    let mut romy_client = Client::signed_in(&romy).await;
    let mut june = Client::signed_in(&june).await;
    let to_romy = june.open_conversation(&romy_jid).await;
    let to_june = romy_client.open_conversation(&june_jid).await;
    romy_client.switch_off().await;
    let _folder = send_one(&romy_client, to_june, "a.txt", b"hello");
    let ready = |_: &Message, file: &waxwing_core::model::Attachment| file.sha256.is_some();
    let (message, file) = wait_file(&mut romy_client, to_june, "a.txt", ready).await;
    assert_eq!((message.state, file.place), (State::Pending, Place::Moving));
    assert_eq!(depot.visits().len(), 0);
    romy_client.switch_on();
    wait_file(&mut june, to_romy, "a.txt", came).await;
}

/// Prosody counts what an account wants to put there in a day.
#[tokio::test]
async fn a_full_store_is_told_of() {
    let stage = Stage::on(Backend::Prosody).await;
    let (romy, june) = stage.friends("romy", "june");
    let mut device = Peer::sign_in(&romy).await;
    for number in 0..3 {
        let xml = format!(
            "<iq xmlns='jabber:client' type='get' id='s{number}' to='upload.localhost'>\
             <request xmlns='{UPLOAD}' filename='a' size='{LARGEST_FILE}'/></iq>"
        );
        device.tell(json!({ "do": "raw", "xml": xml })).await;
    }
    device.settle().await;
    let mut romy = Client::signed_in(&romy).await;
    let conversation = romy.open_conversation(june.jid.as_str()).await;
    let _folder = send_one(&romy, conversation, "a.txt", b"hello");
    let (_, why) = wait_failed(&mut romy, conversation, "a.txt").await;
    assert_eq!(why, TransferFailure::Quota(None));
}

/// What can't be read any more when its turn comes is told of.
#[tokio::test]
async fn a_file_that_is_gone_is_told_of() {
    let (stage, _depot) = stage().await;
    let mut pair = meet(&stage).await;
    let folder = Folder::new();
    let file = folder.file("a.txt", b"hello");
    std::fs::remove_file(&file.path).expect("a file");
    send(&pair.romy, pair.to_june, vec![file], "");
    let (_, why) = wait_failed(&mut pair.romy, pair.to_june, "a.txt").await;
    assert!(matches!(why, TransferFailure::Unreadable(_)), "{why:?}");
}
