//! What stands encrypted in an archive, when there is much of it.

use std::fmt::Write;
use std::time::Duration;

use waxwing_core::model::{Sealing, Unreadable};
use waxwing_tests::certificate::Kind;
use waxwing_tests::server::{Policy, Server};
use waxwing_tests::{Client, Stage};

use crate::catch_up::complete;

/// As many come with one page.
const PAGE: usize = 250;

/// Rows are read while the next page is being stored, and what is told of them last is what they are.
#[tokio::test]
async fn what_was_read_waits_no_more_when_its_page_comes() {
    let policy = Policy {
        archive_page: PAGE,
        ..Policy::default()
    };
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    let romy = stage.account("romy");
    for (jid, name) in [("theo@localhost", "Theo"), ("june@localhost", "June")] {
        stage.contact(&romy, jid, name, "both");
    }
    let mut client = Client::signed_in_sealed(&romy).await;
    let june = client.open_conversation("june@localhost").await;
    complete(&mut client).await;
    let keep = |from: &str, number: usize, ago: usize| {
        let id = format!("{from} {number}");
        let mut stanza = format!("<message type='chat' id='{id}' to='{}' ", romy.jid);
        // For another device.
        let _ = write!(
            stanza,
            "from='{from}@localhost/x'><encrypted xmlns='eu.siacs.conversations.axolotl'>\
             <header sid='77'><key rid='5'>AAAA</key><iv>AAAAAAAAAAAAAAAA</iv></header>\
             <payload>AAAA</payload></encrypted><store xmlns='urn:xmpp:hints'/></message>"
        );
        let ago = Duration::from_secs(ago as u64);
        stage.server().keep(romy.jid.as_str(), &stanza, ago);
    };
    for number in 0..FEW {
        keep("june", number, PAGE + FEW - number);
    }
    for number in 0..PAGE {
        keep("theo", number, PAGE - number);
    }
    stage.server().cut(romy.jid.as_str());
    stage.server().forget(romy.jid.as_str());
    client
        .wait("a row of hers", |world| {
            (!world.messages(june).is_empty()).then_some(())
        })
        .await;
    complete(&mut client).await;
    let rows = client
        .wait("none of them waits", |world| {
            let waits = world.messages(june).iter();
            let waits = waits.filter(|row| row.sealing == Some(Sealing::Waiting));
            let all = world.messages(june).len() == FEW;
            (all && waits.count() == 0).then(|| world.messages(june).to_vec())
        })
        .await;
    let unreadable = Some(Sealing::Unreadable(Unreadable::NotForUs));
    assert!(
        rows.iter().all(|row| row.sealing == unreadable),
        "{rows:#?}"
    );
}

/// A window has room for as many.
const FEW: usize = 50;
