//! Disks that are full and disks that can't be written: it is told, nothing is acknowledged that is
//! not kept, and the program ends when it is told to.
//!
//! The disks are real ones, small and in memory, that only the engine's process sees.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use waxwing_core::command::conversation::Command as C;
use waxwing_core::model::{Connection, State};
use waxwing_core::{Command, ConversationId, Error, Failure};
use waxwing_tests::{Backend, Client, Peer, Profile, Stage, Victim};

const PROGRAM: &str = env!("CARGO_BIN_EXE_waxwing-victim");

/// Ending takes two and a half seconds at most, and a loaded machine takes its time.
const END: std::time::Duration = std::time::Duration::from_secs(8);

/// A file on the disk of the engine.
fn on_its_disk(victim: &Victim, profile: &Profile, name: &str) -> PathBuf {
    let below = profile.path().strip_prefix("/").expect("an absolute path");
    victim.root().join(below).join(name)
}

/// Leaves so many megabytes free.
fn fill(filler: &std::path::Path, size: usize) {
    fs::write(filler, vec![0x5a; size << 20]).expect("there is room for it");
}

async fn conversation_with(victim: &mut Victim, theo: &Peer) -> ConversationId {
    let id = victim
        .wait("the conversation", |world| {
            world.conversation(theo.jid()).map(|theo| theo.id)
        })
        .await;
    victim.send(&Command::Conversation(id, C::Open)).await;
    id
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_mends_itself() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let profile = Profile::new();
    let mut victim = Victim::on_small_disk(PROGRAM, profile.path(), 40);
    victim.sign_in(&romy).await;
    let conversation = conversation_with(&mut victim, &theo).await;

    let filler = on_its_disk(&victim, &profile, "filler");
    fill(&filler, 30);
    theo.say(romy.jid.as_str(), "m1", "while the disk was full")
        .await;
    victim
        .wait("it is told", |world| {
            world.store_failures.first().map(|_| ())
        })
        .await;
    assert_eq!(victim.world.texts(conversation), [] as [&str; 0]);
    let text = "from romy, too".to_owned();
    victim
        .send(&Command::Conversation(conversation, C::say(text)))
        .await;

    // What can't be kept is not said: it comes back, and can be said again.
    victim
        .wait("the text comes back", |world| {
            let unsaid = (conversation, "from romy, too".to_owned());
            world.unsaid.contains(&unsaid).then_some(())
        })
        .await;

    fs::remove_file(&filler).expect("our file");
    victim
        .wait("what came in meanwhile", |world| {
            world
                .message(conversation, "while the disk was full")
                .map(|_| ())
        })
        .await;
    let text = "from romy, too".to_owned();
    victim
        .send(&Command::Conversation(conversation, C::say(text)))
        .await;
    for (text, state) in [
        ("while the disk was full", State::Received),
        ("from romy, too", State::Delivered),
    ] {
        victim
            .wait(text, |world| {
                let message = world.message(conversation, text)?;
                (message.state == state).then_some(())
            })
            .await;
    }
    theo.wait_message("from romy, too").await;

    // Full again, and it is to end: what came in was never acknowledged.
    fill(&filler, 30);
    theo.say(romy.jid.as_str(), "m2", "for the next start")
        .await;
    let before = victim.world.store_failures.len();
    victim
        .wait("it is told again", |world| {
            (world.store_failures.len() > before).then_some(())
        })
        .await;
    let begun = Instant::now();
    victim.shut_down().await;
    assert!(begun.elapsed() < END, "{:?}", begun.elapsed());
    let mut other = Client::signed_in(&romy).await;
    let conversation = other.open_conversation(theo.jid()).await;
    other.wait_message(conversation, "for the next start").await;
}

#[tokio::test]
async fn a_profile_that_can_only_be_read_can_be_read() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let id = client.open_conversation(theo.jid()).await;
    theo.say(romy.jid.as_str(), "m1", "from theo").await;
    client.wait_message(id, "from theo").await;
    client.say(id, "from romy");
    client.wait_state(id, "from romy", &State::Delivered).await;
    let profile = client.shut_down().await;

    let temporary = tempfile::tempdir().expect("a directory");
    let mut victim = Victim::read_only(PROGRAM, profile.path(), temporary.path());
    assert_eq!(conversation_with(&mut victim, &theo).await, id);
    victim
        .wait("the messages", |world| {
            (world.texts(id) == ["from theo", "from romy"]).then_some(())
        })
        .await;
    let connection = &victim.world.account().expect("the account").connection;
    let Connection::Stopped { failure, .. } = connection else {
        panic!("{connection:?}");
    };
    let path = profile.path().display().to_string();
    assert!(
        matches!(failure, Failure::ReadOnly { path: its, detail } if *its == path && !detail.is_empty()),
        "{failure:?}"
    );
    let told = |error: &Error| matches!(error, Error::ReadOnly { .. });
    victim
        .wait("that nothing can be saved", |world| {
            world.store_failures.iter().any(told).then_some(())
        })
        .await;
    let left = fs::read_dir(temporary.path()).expect("our directory");
    assert_eq!(left.count(), 0, "no copy has a name");

    // Nothing is said that could not be kept.
    let text = "not to be said".to_owned();
    victim.send(&Command::Conversation(id, C::say(text))).await;
    victim
        .wait("the refusal", |world| {
            (world.store_failures.len() > 1).then_some(())
        })
        .await;
    let begun = Instant::now();
    victim.shut_down().await;
    assert!(begun.elapsed() < END, "{:?}", begun.elapsed());
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    client.open_conversation(theo.jid()).await;
    assert_eq!(client.world.texts(id), ["from theo", "from romy"]);
}
