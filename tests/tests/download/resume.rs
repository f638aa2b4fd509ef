//! A file that comes on from where it stopped, from the web servers that people have.

use std::time::Duration;

use serde_json::json;
use waxwing_core::Command;
use waxwing_core::command::file::Command as File;
use waxwing_core::model::Place;
use waxwing_tests::proxy::{Flow, Proxy, Way};
use waxwing_tests::share::jpeg;
use waxwing_tests::{Backend, Client, Peer, Share, Stage};

use crate::upload::{Folder, send};

scenarios!(a_servers_own_web_server_gives_the_rest);

/// As a short film has.
const SIZE: usize = 5_000_000;
/// So much has come when the program ends.
const COME: u64 = 1_000_000;

/// Romy puts a file onto the server; June gets it over a slow road, and ends in the midst of it.
async fn a_servers_own_web_server_gives_the_rest(stage: &Stage) {
    let _depot = stage.takes_files().await;
    let (romy, theo) = stage.friends("romy", "theo");
    let june = stage.account("june");
    stage.befriend(&june, &theo);
    let content = jpeg(SIZE);
    let url = put(&romy, theo.jid.as_str(), &content).await;
    let (host, path) = url
        .strip_prefix("https://localhost:")
        .and_then(|rest| rest.split_once('/'))
        .expect("an address of the stage");
    let port: u16 = host.parse().expect("a port");
    let proxy = Proxy::start(([127, 0, 0, 1], port).into()).await;
    let url = format!("https://localhost:{}/{path}", proxy.port());
    // Sixteen kilobytes at a time.
    proxy.set(Way::Down, Flow::Delay(Duration::from_millis(20)));
    let mut june_client = Client::signed_in(&june).await;
    let mut theo = Peer::sign_in(&theo).await;
    let share = Share {
        name: "film.bin".to_owned(),
        media_type: "application/octet-stream".to_owned(),
        ..Share::picture(&url).of(&content)
    };
    let xml = format!(
        "<message type='chat' to='{}' id='f1'>{}</message>",
        june.jid,
        share.payloads()
    );
    theo.tell(json!({ "do": "raw", "xml": xml })).await;
    let talk = june_client.open_conversation(theo.jid()).await;
    let item = june_client
        .wait("the message", |world| {
            let messages = world.messages(talk);
            let with = messages.iter().find(|one| !one.attachments.is_empty());
            with.map(|one| one.id)
        })
        .await;
    let fetch = |client: &Client, conversation| {
        client.send(Command::File(File::Fetch {
            conversation,
            item,
            index: 0,
        }));
    };
    fetch(&june_client, talk);
    june_client
        .wait("some of it", |world| {
            let transfer = world.transfers.last()?;
            (transfer.done >= COME).then_some(())
        })
        .await;
    let profile = june_client.shut_down().await;
    proxy.cut();
    proxy.set(Way::Down, Flow::Pass);
    let before = proxy.bytes_down();
    let mut june = Client::open(profile).await;
    let talk = june.open_conversation(theo.jid()).await;
    let here = june
        .wait("the file is here", |world| {
            let messages = world.messages(talk);
            let with = messages.iter().find(|one| !one.attachments.is_empty())?;
            match &with.attachments[0].place {
                Place::Here(path) => Some(path.clone()),
                _ => None,
            }
        })
        .await;
    assert!(std::fs::read(here).expect("a file") == content);
    let rest = proxy.bytes_down() - before;
    // ejabberd 23.01 gives whole files only.
    if !matches!(stage.backend(), Backend::Ejabberd | Backend::NewerEjabberd) {
        assert!(rest < SIZE as u64 - COME / 2, "{rest} bytes came again");
    }
}

/// Puts a file onto the server, as a file for somebody; where it can be had.
async fn put(login: &waxwing_tests::Login, with: &str, content: &[u8]) -> String {
    let mut romy = Client::signed_in(login).await;
    let talk = romy.open_conversation(with).await;
    let folder = Folder::new();
    send(&romy, talk, vec![folder.file("film.bin", content)], "");
    romy.wait("it is there", |world| {
        let messages = world.messages(talk);
        let file = messages.last()?.attachments.first()?;
        file.sources.first().cloned()
    })
    .await
}
