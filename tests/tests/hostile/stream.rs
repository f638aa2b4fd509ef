//! Bytes that are no XMPP, or too much of it (RFC 6120 §11 and §13.12).

use waxwing_core::model::Connection;
use waxwing_tests::server::Server;
use waxwing_tests::{Profile, Stage, Victim};

use super::{THEO, meet};

/// A peak that no healthy engine comes near, and that a hoarder of 100 MB passes.
const MEMORY_MB: u64 = 80;

fn nested(levels: usize) -> String {
    let (open, close) = ("<a>".repeat(levels), "</a>".repeat(levels));
    format!("<message from='{THEO}/x'><x xmlns='x'>{open}{close}</x></message>")
}

#[tokio::test]
async fn thirty_five_kilobytes_of_nesting() {
    let mut scene = meet().await;
    let before = scene.counters();
    let bomb = nested(5000);
    assert!(bomb.len() >= 35_000);
    scene.script.inject(bomb);
    scene.assert_unmoved(before).await;
}

/// A server keeps what was not acknowledged and says it again, and so does an archive: what is too much in a
/// stanza is left out, and the stream goes on.
#[tokio::test]
async fn what_is_too_much_in_a_message_is_left_out() {
    let mut scene = meet().await;
    let before = scene.counters();
    let many: String = (0..10_000).map(|n| format!(" a{n}='x'")).collect();
    let deep = format!(
        "<x xmlns='x'>{}{}</x>",
        "<a>".repeat(500),
        "</a>".repeat(500)
    );
    for (number, odd) in [deep, format!("<x xmlns='x'{many}/>")].iter().enumerate() {
        scene.script.receive(&format!(
            "<message type='chat' from='{THEO}/x' id='o{number}'>{odd}<body>words {number}</body></message>"
        ));
        let words = format!("words {number}");
        scene.romy.wait_message(scene.conversation, &words).await;
    }
    scene.assert_unmoved(before).await;
}

#[tokio::test]
async fn an_attribute_of_a_megabyte() {
    let mut scene = meet().await;
    let before = scene.counters();
    let long = "a".repeat(1_000_000);
    scene.script.receive(&format!(
        "<message type='chat' from='{THEO}/x' id='long'><body>behind it</body>\
         <x xmlns='x' long='{long}'/></message>"
    ));
    scene
        .romy
        .wait_message(scene.conversation, "behind it")
        .await;
    scene.assert_unmoved(before).await;
}

#[tokio::test]
async fn an_attribute_over_the_limit() {
    let mut scene = meet().await;
    let before = scene.counters();
    let long = "a".repeat(3_000_000);
    scene
        .script
        .inject(format!("<message><x xmlns='x' long='{long}'/></message>"));
    scene.assert_reconnects(before).await;
}

#[tokio::test]
async fn ten_thousand_attributes() {
    let mut scene = meet().await;
    let before = scene.counters();
    let many: String = (0..10_000).map(|n| format!(" a{n}='x'")).collect();
    scene
        .script
        .inject(format!("<message><x xmlns='x'{many}/></message>"));
    scene.assert_unmoved(before).await;
}

/// In a process of its own, so that its memory can be measured.
#[tokio::test]
async fn a_stanza_of_a_hundred_megabytes() {
    let stage = Stage::in_memory(Server::start().await);
    let login = stage.account("romy");
    let profile = Profile::new();
    let mut victim = Victim::start(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path());
    victim.sign_in(&login).await;
    let is_online = |connection: &Connection| matches!(connection, Connection::Online { .. });
    victim
        .wait("online", |world| {
            is_online(&world.account()?.connection).then_some(())
        })
        .await;
    let script = stage.server().script(login.jid.as_str());
    script.inject("<message><body>");
    for _ in 0..100 {
        script.inject(vec![b'x'; 1024 * 1024]);
    }
    script.inject("</body></message>");
    victim
        .wait("online again", |world| {
            let times = world
                .connections
                .iter()
                .filter(|one| is_online(one))
                .count();
            (times > 1).then_some(())
        })
        .await;
    let peak = victim.peak_memory();
    assert!(peak < MEMORY_MB, "{peak} MB");
}

#[tokio::test]
async fn what_is_not_xmpp_ends_the_stream_and_no_more() {
    let mut scene = meet().await;
    let junk: [&[u8]; 10] = [
        b"<message><body>\xff\xfe</body></message>",
        b"<message><body>\xed\xa0\x80</body></message>",
        b"<message><body>\x00</body></message>",
        b"<message><body>&bomb;</body></message>",
        b"<!DOCTYPE x [<!ENTITY bomb 'boom'>]><message/>",
        b"<!-- nothing to see --><message/>",
        b"<?php exit ?><message/>",
        b"<message><body></message></body>",
        b"<a:message/>",
        b"<message a='1' a='2'/>",
    ];
    for bytes in junk {
        let before = scene.counters();
        scene.script.inject(bytes);
        scene.assert_reconnects(before).await;
    }
}
