//! Acknowledgements that lie or never come (XEP-0198 §4 and §5).

use waxwing_core::model::State;

use super::meet;

#[tokio::test]
async fn a_count_higher_than_sent_is_not_believed() {
    let mut scene = meet().await;
    scene
        .stage
        .server()
        .bend(|policy| policy.swallow_acks = true);
    scene.romy.say(scene.conversation, "in between");
    let said = "<message type='chat' id='$id'><body>in between</body></message>";
    let first = scene.script.expect(said).await;
    let before = scene.counters();
    scene
        .stage
        .server()
        .bend(|policy| policy.swallow_acks = false);
    scene.script.inject("<a xmlns='urn:xmpp:sm:3' h='99999'/>");
    scene.assert_reconnects(before).await;
    // Such a server's word about what it has is worth nothing: said again, under the same id.
    let second = scene.script.expect(said).await;
    assert_eq!(first["id"], second["id"]);
    scene
        .romy
        .wait_state(scene.conversation, "in between", &State::Sent)
        .await;
}

#[tokio::test]
async fn counts_that_are_none_do_no_harm() {
    let mut scene = meet().await;
    for odd in [
        "<a xmlns='urn:xmpp:sm:3'/>",
        "<a xmlns='urn:xmpp:sm:3' h='-1'/>",
        "<a xmlns='urn:xmpp:sm:3' h='4294967296'/>",
        "<a xmlns='urn:xmpp:sm:3' h='many'/>",
        "<resumed xmlns='urn:xmpp:sm:3' h='0' previd='x'/>",
        "<enabled xmlns='urn:xmpp:sm:3'/>",
        "<failed xmlns='urn:xmpp:sm:3'/>",
        "<weird xmlns='urn:xmpp:sm:3'/>",
    ] {
        let before = scene.counters();
        scene.script.inject(odd);
        scene.say(odd.len().to_string().as_str());
        // Leaving is allowed, staying as well; being stuck is not.
        scene.assert_alive().await;
        let after = scene.counters();
        assert!(after.bound + after.resumed <= before.bound + before.resumed + 1);
    }
}

/// The refusal says what was handled: nothing of it is said again.
#[tokio::test]
async fn a_refused_resumption_with_a_count_repeats_nothing() {
    let mut scene = meet().await;
    scene.stage.server().bend(|policy| {
        policy.swallow_acks = true;
        policy.refuse_resume = true;
    });
    scene.romy.say(scene.conversation, "handled");
    let said = "<message type='chat'><body>handled</body></message>";
    scene.script.expect(said).await;
    let before = scene.counters();
    scene.stage.server().cut(&scene.jid);
    scene
        .stage
        .server()
        .bend(|policy| policy.swallow_acks = false);
    scene.assert_back(before).await;
    scene
        .romy
        .wait_state(scene.conversation, "handled", &State::Sent)
        .await;
    scene.script.expect_silence().await;
}

/// The refusal says nothing: what was never acknowledged is said again, under its old id, by which
/// the receiver knows it.
#[tokio::test]
async fn a_refused_resumption_without_a_count_repeats_under_the_same_id() {
    let mut scene = meet().await;
    scene.stage.server().bend(|policy| {
        policy.swallow_acks = true;
        policy.refuse_resume = true;
        policy.count_in_failed = false;
    });
    scene.romy.say(scene.conversation, "perhaps handled");
    let said = "<message type='chat' id='$id'><body>perhaps handled</body></message>";
    let first = scene.script.expect(said).await;
    let before = scene.counters();
    scene.stage.server().cut(&scene.jid);
    scene
        .stage
        .server()
        .bend(|policy| policy.swallow_acks = false);
    let second = scene.script.expect(said).await;
    assert_eq!(first["id"], second["id"]);
    scene.assert_back(before).await;
    scene.script.expect_silence().await;
}

/// A server that claims to have handled more than it was sent resumes nothing.
#[tokio::test]
async fn a_resumption_with_too_high_a_count_ends_in_a_fresh_login() {
    let mut scene = meet().await;
    scene.romy.say(scene.conversation, "said before");
    let said = "<message type='chat'><body>said before</body></message>";
    scene.script.expect(said).await;
    scene
        .romy
        .wait_state(scene.conversation, "said before", &State::Sent)
        .await;
    let before = scene.counters();
    scene
        .stage
        .server()
        .bend(|policy| policy.false_count = Some(1_000_000));
    scene.stage.server().cut(&scene.jid);
    let server = scene.stage.server();
    scene
        .romy
        .wait("a resumption", |_| {
            (server.counters().resumed > before.resumed).then_some(())
        })
        .await;
    scene
        .stage
        .server()
        .bend(|policy| policy.false_count = None);
    scene.assert_back(before).await;
}
