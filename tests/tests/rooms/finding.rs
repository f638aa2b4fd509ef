//! Channels of all servers (XEP-0433): slixmpp is who knows them.

use serde_json::json;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::FoundRoom;
use waxwing_core::{Config, Error, Tuning};
use waxwing_tests::{Client, Peer, Profile, Stage};

use super::order;

scenarios!(
    channels_of_all_servers_are_found,
    a_directory_of_before_is_understood_and_one_that_is_none_is_told
);

const NOW: &str = "urn:xmpp:channel-search:0:search";
const BEFORE: &str = "https://xmlns.zombofant.net/muclumbus/search/1.0";

/// Romy is ours, and asks theo.
async fn meet(stage: &Stage) -> (Client, Peer) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let service: &'static str = format!("{}/directory", theo.jid).leak();
    let theo = Peer::sign_in_as(&theo, "directory").await;
    let mut client = Client::open_with(Profile::new(), |config: &mut Config| {
        config.tuning = Tuning {
            channel_search: service,
            encryption: false,
            ..Tuning::default()
        };
    })
    .await;
    client.sign_in(&romy).await.expect("the login is right");
    client.wait_online().await;
    (client, theo)
}

async fn seek(romy: &mut Client, words: &str) -> Result<Vec<FoundRoom>, Error> {
    let (account, mut asked) = (romy.account(), None);
    let search = |request| Deed::SearchEverywhere {
        request: *asked.insert(request),
        account,
        words: words.to_owned(),
    };
    order(romy, search).await?;
    let asked = asked.expect("asked");
    let found = romy.world.rooms.get(&asked).cloned();
    Ok(found.expect("told before the end"))
}

async fn serve(theo: &mut Peer, namespace: &str, items: &str) {
    theo.tell(json!({ "do": "channels", "namespace": namespace, "items": items }))
        .await;
    theo.settle().await;
}

async fn channels_of_all_servers_are_found(stage: &Stage) {
    let (mut romy, mut theo) = meet(stage).await;
    let items = "<item address='birds@rooms.example'><name>Birds</name><nusers>12</nusers>\
                 <description>All of them</description></item><item address='x'/>\
                 <set xmlns='http://jabber.org/protocol/rsm'><first>a</first><last>b</last></set>";
    serve(&mut theo, NOW, items).await;
    let found = seek(&mut romy, " birds & <bees> ").await.expect("found");
    let looked = theo
        .wait("what romy looks for", |event| event["event"] == "looked")
        .await;
    assert_eq!(looked["words"], "birds & <bees>");
    let [birds] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(birds.jid, "birds@rooms.example");
    assert_eq!(birds.name, "Birds");
    assert_eq!(birds.description, "All of them");
    assert_eq!(birds.occupants, Some(12));
    // Nobody asks for everything there is.
    assert_eq!(seek(&mut romy, "  ").await, Err(Error::InvalidText));
}

async fn a_directory_of_before_is_understood_and_one_that_is_none_is_told(stage: &Stage) {
    let (mut romy, mut theo) = meet(stage).await;
    let refused = seek(&mut romy, "birds").await;
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    serve(&mut theo, BEFORE, "<item address='birds@rooms.example'/>").await;
    let found = seek(&mut romy, "birds").await.expect("found");
    assert_eq!(found.len(), 1);
    theo.tell(json!({ "do": "disconnect" })).await;
    theo.wait("it has gone", |event| event["event"] == "offline")
        .await;
    let gone = seek(&mut romy, "birds").await;
    assert!(gone.is_err(), "{gone:?}");
}
