//! A process that dies in the middle of a conversation: the next one takes its session up again
//! (XEP-0198 §5), and nothing is lost or said twice.

use std::collections::BTreeMap;

use serde_json::Value;
use waxwing_core::model::{Connection, Direction, State};
use waxwing_core::{Command, ConversationId, command::conversation};
use waxwing_tests::{Client, Peer, Profile, Stage, Victim};

scenarios!(a_killed_process_loses_nothing_and_says_nothing_twice);

/// How many messages each side says before, while and after the other one dies.
const EACH: usize = 25;

async fn a_killed_process_loses_nothing_and_says_nothing_twice(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let profile = Profile::new();
    let (mut victim, conversation) = begin(&romy, &theo, &profile).await;
    let mut said = 0;
    for round in 0..EACH {
        theo.say(
            romy.jid.as_str(),
            &format!("t{round}"),
            &format!("theo {round}"),
        )
        .await;
        say(&mut victim, conversation, &format!("romy {round}")).await;
        said += 1;
    }
    // In the middle of it: some are stored, some are sent, some are acknowledged.
    victim
        .wait("half of it", |world| {
            (world.messages(conversation).len() >= EACH).then_some(())
        })
        .await;
    victim.kill().await;
    for round in said..said + EACH {
        theo.say(
            romy.jid.as_str(),
            &format!("t{round}"),
            &format!("theo {round}"),
        )
        .await;
    }
    let mut told = theo.settle().await;

    let mut romy_again = Client::open(profile).await;
    romy_again.open_conversation(theo.jid()).await;
    romy_again.wait_online().await;
    romy_again.say(conversation, "the last of romy");
    told.push(theo.wait_message("the last of romy").await);
    theo.say(romy.jid.as_str(), "last", "the last of theo")
        .await;
    romy_again
        .wait_message(conversation, "the last of theo")
        .await;
    romy_again
        .wait_state(conversation, "the last of romy", &State::Delivered)
        .await;
    told.extend(theo.settle().await);
    crate::kill::read_all(&mut romy_again, conversation).await;

    let heard = count(
        romy_again
            .world
            .messages(conversation)
            .iter()
            .filter(|message| message.direction == Direction::Incoming)
            .map(|message| message.text.clone()),
    );
    for round in 0..2 * EACH {
        let text = format!("theo {round}");
        assert_eq!(heard.get(&text), Some(&1), "{text}: {heard:?}");
    }
    let arrived = count(told.iter().filter_map(body));
    let ours = romy_again.world.messages(conversation).iter();
    let ours = ours.filter(|message| message.direction == Direction::Outgoing);
    for message in ours {
        assert_eq!(
            arrived.get(&message.text),
            Some(&1),
            "{}: {arrived:?}",
            message.text
        );
        assert_ne!(message.state, State::Pending, "{}", message.text);
    }
}

async fn begin(
    romy: &waxwing_tests::Login,
    theo: &Peer,
    profile: &Profile,
) -> (Victim, ConversationId) {
    let mut victim = Victim::start(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path());
    victim.sign_in(romy).await;
    victim
        .wait("online", |world| {
            let account = world.account()?;
            matches!(account.connection, Connection::Online { .. }).then_some(())
        })
        .await;
    let conversation = victim
        .wait("the conversation", |world| {
            world.conversation(theo.jid()).map(|theo| theo.id)
        })
        .await;
    let open = Command::Conversation(conversation, conversation::Command::Open);
    victim.send(&open).await;
    (victim, conversation)
}

async fn say(victim: &mut Victim, conversation: ConversationId, text: &str) {
    let text = text.to_owned();
    let say = Command::Conversation(conversation, conversation::Command::say(text));
    victim.send(&say).await;
}

fn body(event: &Value) -> Option<String> {
    (event["event"] == "message").then(|| event["body"].as_str().map(str::to_owned))?
}

fn count(texts: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}
