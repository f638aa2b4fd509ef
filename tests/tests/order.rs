//! Everything stands in the order of the archive, whoever's clock says what (XEP-0313).

use std::time::Duration;

use waxwing_core::model::State;
use waxwing_tests::{Client, Flow, Peer, Stage, Way};

scenarios!(what_has_crossed_on_its_way_gets_the_order_of_the_archive);

/// Romy's words take long, so that Theo's, said later, are with the server before them: here they stand
/// behind hers until the archive says otherwise.
async fn what_has_crossed_on_its_way_gets_the_order_of_the_archive(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let romy_jid = romy.jid.to_string();
    let (proxy, romy) = stage.through_proxy(&romy).await;
    let mut client = Client::signed_in(&romy).await;
    let conversation = client.open_conversation(theo.jid()).await;
    client.say(conversation, "first");
    theo.wait_message("first").await;

    proxy.set(Way::Up, Flow::Delay(Duration::from_secs(1)));
    client.say(conversation, "slow");
    client.wait_message(conversation, "slow").await;
    theo.say(&romy_jid, "t1", "quick").await;
    client.wait_message(conversation, "quick").await;
    assert_eq!(client.world.texts(conversation), ["first", "slow", "quick"]);
    client
        .wait_state(conversation, "slow", &State::Delivered)
        .await;
    client
        .wait("the order of the archive", |world| {
            (world.texts(conversation) == ["first", "quick", "slow"]).then_some(())
        })
        .await;
}
