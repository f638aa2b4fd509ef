//! Our process ends, in order or not, and comes back.

use waxwing_core::command::conversation;
use waxwing_core::model::{Connection, Show, State};
use waxwing_core::{Command, Error};
use waxwing_tests::{Backend, Client, Peer, Profile, Stage, Victim};

scenarios!(
    everything_is_there_after_a_restart,
    a_killed_engine_keeps_what_it_has_told,
    a_killed_engine_keeps_a_draft
);

async fn everything_is_there_after_a_restart(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let conversation = client.open_conversation(theo.jid()).await;
    theo.say(romy.jid.as_str(), "m1", "from theo").await;
    client.wait_message(conversation, "from theo").await;
    client.say(conversation, "from romy");
    client
        .wait_state(conversation, "from romy", &State::Delivered)
        .await;
    let account = client.account();
    let profile = client.shut_down().await;
    theo.say(romy.jid.as_str(), "m2", "while you were away")
        .await;
    theo.settle().await;

    let mut client = Client::open(profile).await;
    assert_eq!(client.account(), account, "ids are never given anew");
    let known = client
        .world
        .conversation(theo.jid())
        .expect("from the store");
    assert_eq!(known.id, conversation);
    assert_eq!(
        known.last.as_ref().map(|last| last.text.as_str()),
        Some("from romy")
    );
    client.open_conversation(theo.jid()).await;
    client
        .wait_message(conversation, "while you were away")
        .await;
    assert_eq!(
        client.world.texts(conversation),
        ["from theo", "from romy", "while you were away"]
    );
    let message = client
        .world
        .message(conversation, "from romy")
        .expect("said");
    assert_eq!(message.state, State::Delivered);
}

async fn a_killed_engine_keeps_what_it_has_told(stage: &Stage) {
    let program = env!("CARGO_BIN_EXE_waxwing-victim");
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let profile = Profile::new();
    let mut victim = Victim::start(program, profile.path());
    victim.sign_in(&romy).await;
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
    victim
        .send(&Command::Conversation(
            conversation,
            conversation::Command::Open,
        ))
        .await;
    theo.say(romy.jid.as_str(), "m1", "from theo").await;
    victim
        .wait("from theo", |world| {
            world.message(conversation, "from theo").map(|_| ())
        })
        .await;
    let text = "from romy".to_owned();
    let say = Command::Conversation(conversation, conversation::Command::say(text));
    victim.send(&say).await;
    victim
        .wait("from romy", |world| {
            world.message(conversation, "from romy").map(|_| ())
        })
        .await;
    victim.kill().await;

    let mut client = Client::open(profile).await;
    assert_eq!(client.open_conversation(theo.jid()).await, conversation);
    client
        .wait_state(conversation, "from romy", &State::Delivered)
        .await;
    assert_eq!(client.world.texts(conversation), ["from theo", "from romy"]);
    client.say(conversation, "the last of romy");
    let first = theo.wait_message("from romy").await;
    theo.wait_message("the last of romy").await;
    // It may have been on the wire already: then it is said again under the id that it had.
    for event in theo.settle().await {
        if event["event"] == "message" {
            assert_eq!(event["id"], first["id"], "twice: {event}");
        }
    }
}

/// The dead session gives way to the next one at once, since that has the same resource. Real
/// servers bounce or archive what waited in it, each in its own way.
#[tokio::test]
async fn what_was_said_to_a_dead_engine_arrives() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let profile = Profile::new();
    let mut victim = Victim::start(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path());
    victim.sign_in(&romy).await;
    victim
        .wait("theo is there", |world| {
            let theo = world.conversation(theo.jid())?;
            (theo.show == Show::Online).then_some(())
        })
        .await;
    victim.kill().await;
    theo.say(romy.jid.as_str(), "m1", "to a dead engine").await;
    theo.settle().await;
    let mut client = Client::open(profile).await;
    let conversation = client.open_conversation(theo.jid()).await;
    client.wait_message(conversation, "to a dead engine").await;
}

#[tokio::test]
async fn two_engines_never_share_a_profile() {
    let client = Client::start().await;
    let config = waxwing_core::Config::new(client.profile().path());
    let second = waxwing_core::Engine::start(config);
    assert!(
        matches!(second, Err(Error::ProfileInUse)),
        "{:?}",
        second.err()
    );
}

async fn a_killed_engine_keeps_a_draft(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let profile = Profile::new();
    let mut victim = Victim::start(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path());
    victim.sign_in(&romy).await;
    let conversation = victim
        .wait("the conversation", |world| {
            let theo = world.conversation(theo.jid.as_str())?;
            Some(theo.id)
        })
        .await;
    let draft = |text: &str| {
        let text = text.to_owned();
        Command::Conversation(conversation, conversation::Command::Draft { text })
    };
    victim.send(&draft("Are you th")).await;
    victim.send(&draft("Are you there? 🙂")).await;
    victim
        .wait("the draft", |world| {
            let theo = world.conversation(theo.jid.as_str())?;
            (theo.draft == "Are you there? 🙂").then_some(())
        })
        .await;
    victim.kill().await;

    let mut client = Client::open(profile).await;
    let kept = |client: &Client| {
        let theo = client.world.conversation(theo.jid.as_str());
        theo.map(|theo| theo.draft.clone())
    };
    assert_eq!(kept(&client).as_deref(), Some("Are you there? 🙂"));
    client.send(draft(" \n"));
    client
        .wait("no draft", |world| {
            let theo = world.conversation(theo.jid.as_str())?;
            theo.draft.is_empty().then_some(())
        })
        .await;
    let client = Client::open(client.shut_down().await).await;
    assert_eq!(kept(&client).as_deref(), Some(""));
}
