//! A program that is killed at any moment has lost nothing that it was told was stored.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use super::*;
use crate::model::Secret;
use crate::vault::{Slot, Vault};

/// Says to [`worker`] where the profile is.
const PROFILE: &str = "WAXWING_CRASH_PROFILE";

const KILLS: u64 = 5;

/// Commits units for ever, each with a part in every tree, and says which one is durable. Does
/// something only as the child of the test below.
#[test]
fn worker() {
    let Some(profile) = std::env::var_os(PROFILE) else {
        return;
    };
    let last = std::env::var("WAXWING_CRASH_LAST")
        .ok()
        .and_then(|last| last.parse().ok());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (store, _archive, contents) = open(Path::new(&profile));
        let done = contents
            .conversations
            .first()
            .map_or(0, |found| found.unread);
        store
            .commit(Op::PutAccount(account(ROMY)).into())
            .await
            .unwrap();
        let _ = (store.next_account(), store.next_conversation());
        let (mut vault, _) = Vault::open(Path::new(&profile)).unwrap();
        for n in done + 1..=last.unwrap_or(u32::MAX) {
            while store.next_seq() < u64::from(n) {}
            let secret = Secret::from(format!("password {n}"));
            vault.set(ROMY, Slot::Password, secret).unwrap();
            store.commit(step(n)).await.unwrap();
            writeln!(std::io::stdout(), "durable {n}").unwrap();
        }
        std::process::exit(0);
    });
}

/// The unit that leads from `n - 1` to `n`.
fn step(n: u32) -> Unit {
    let seq = u64::from(n);
    Unit::new()
        .with(Op::PutConversation(ConversationRecord {
            unread: n,
            ..conversation(ROMY, JUNE)
        }))
        .with(Op::PutMessage(said(seq)))
        .with(Op::PutOutbox(outbox(ROMY, seq)))
        .with(Op::RemoveOutbox {
            account: ROMY,
            seq: seq - 1,
        })
        .with(set(seq - 1, State::Sent, 1))
}

#[tokio::test]
async fn killed_it_has_everything_it_acknowledged() {
    let profile = tempfile::tempdir().unwrap();
    let mut before = 0;
    for kill in 0..KILLS {
        let acknowledged = run_and_kill(profile.path(), before + 7 * kill + 1);
        before = verify(profile.path(), acknowledged).await;
    }
}

/// What a power cut has left, made by `tests/interop/powercut.py`.
#[tokio::test]
async fn after_a_power_cut() {
    let Some(image) = std::env::var_os("WAXWING_POWERCUT_IMAGE") else {
        return;
    };
    let acknowledged = std::env::var("WAXWING_POWERCUT_DURABLE")
        .unwrap()
        .parse()
        .unwrap();
    verify(Path::new(&image), acknowledged).await;
}

/// Runs the worker until it has told of this number, and kills it. Gives back the last it told.
fn run_and_kill(profile: &Path, until: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["store::tests::crash::worker", "--exact", "--nocapture"])
        .env(PROFILE, profile)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        // The test harness may have begun the line.
        if let Some((_, n)) = line.split_once("durable ") {
            told = n.parse().unwrap();
            if told == until {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!(told >= until, "the worker ended at {told}, before {until}");
    told
}

/// Checks that there is a whole number of steps, at least those acknowledged; says how many.
async fn verify(profile: &Path, acknowledged: u64) -> u64 {
    let (store, archive, contents) = open(profile);
    if acknowledged > 0 {
        // A very first start that is cut off may find its own beginning broken.
        assert_eq!(contents.notices, []);
    }
    let conversations = &contents.conversations;
    let steps = u64::from(conversations.first().map_or(0, |found| found.unread));
    assert!(steps >= acknowledged, "{steps} of {acknowledged}");
    if steps > 0 {
        assert_eq!(contents.outbox, [outbox(ROMY, steps)]);
        let mut before = Some(ItemId {
            at: Timestamp(i64::MAX),
            seq: 0,
        });
        let mut expected = steps;
        while let Some(item) = before {
            let page = archive.page(JUNE, Some(item), 100).await.unwrap();
            for message in page.items.iter().rev() {
                assert_eq!(message.text, format!("text {expected}"));
                let state = if expected == steps {
                    State::Pending
                } else {
                    State::Sent
                };
                assert_eq!(message.state, state);
                expected -= 1;
            }
            before = page
                .items
                .first()
                .map(|first| first.id)
                .filter(|_| page.older);
        }
        assert_eq!(expected, 0, "every message is there, once");
    }
    store.close().await;
    if acknowledged > 0 {
        let (vault, lost) = Vault::open(profile).unwrap();
        assert_eq!(lost, None);
        let password = vault.get(ROMY, Slot::Password).unwrap().reveal();
        let number: u64 = password.strip_prefix("password ").unwrap().parse().unwrap();
        assert!(number >= acknowledged, "{password} of {acknowledged}");
    }
    steps
}
