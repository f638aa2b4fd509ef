//! The kit itself: peers that none of us wrote get along on every server it has.

use serde_json::json;
use waxwing_tests::{Flow, Peer, Stage, Way};

scenarios!(
    strangers_become_friends,
    friends_talk,
    a_message_waits_for_its_receiver,
    a_broken_network_is_seen_by_friends
);

async fn strangers_become_friends(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let mut romy = Peer::sign_in(&romy).await;
    let mut theo = Peer::sign_in(&theo.direct_tls()).await;
    romy.tell(json!({ "do": "add", "jid": theo.jid(), "name": "Theo" }))
        .await;
    theo.wait_presence(romy.jid(), "subscribe").await;
    theo.tell(json!({ "do": "accept", "jid": romy.jid() }))
        .await;
    romy.wait_presence(theo.jid(), "subscribe").await;
    romy.tell(json!({ "do": "accept", "jid": theo.jid() }))
        .await;
    romy.wait_presence(theo.jid(), "available").await;
    theo.wait_presence(romy.jid(), "available").await;
    let romy_jid = romy.jid().to_owned();
    romy.sign_out().await;
    theo.wait_presence(&romy_jid, "unavailable").await;
}

async fn friends_talk(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Peer::sign_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    romy.wait_presence(theo.jid(), "available").await;
    romy.tell(json!({ "do": "state", "to": theo.jid(), "state": "composing" }))
        .await;
    theo.wait("typing", |event| {
        event["event"] == "chatstate" && event["state"] == "composing"
    })
    .await;
    romy.say(theo.jid(), "m1", "Grüße an 世界 🌍").await;
    theo.wait_message("Grüße an 世界 🌍").await;
    romy.wait("the receipt", |event| {
        event["event"] == "receipt" && event["id"] == "m1"
    })
    .await;
}

async fn a_message_waits_for_its_receiver(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Peer::sign_in(&romy).await;
    romy.say(theo.jid.as_str(), "m1", "later").await;
    romy.settle().await;
    let mut theo = Peer::sign_in(&theo).await;
    let message = theo.wait_message("later").await;
    assert_eq!(message["delayed"], true);
}

async fn a_broken_network_is_seen_by_friends(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let mut peer = Peer::sign_in(&romy).await;
    theo.wait_presence(romy.jid.as_str(), "available").await;
    // Only now: slixmpp may hang when the answer to STARTTLS comes in pieces.
    proxy.set(Way::Down, Flow::Trickle(7));
    theo.say(romy.jid.as_str(), "p1", "in pieces").await;
    peer.wait_message("in pieces").await;
    assert_eq!(proxy.connections(), 1);
    assert_eq!(proxy.open(), 1);
    proxy.refuse(true);
    proxy.cut();
    theo.wait_presence(romy.jid.as_str(), "unavailable").await;
}
