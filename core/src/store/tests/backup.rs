//! Copies of the state: made by themselves, kept twice, taken where the state is broken.

use std::fs;
use std::path::PathBuf;

use super::super::backup::Rhythm;
use super::super::opening::{self, Limits};
use super::super::rescue::OUTBOX_LOST;
use super::super::{Part, Recovered};
use super::*;

/// So fast that a test need not wait a night.
const AT_ONCE: Rhythm = Rhythm {
    every: Duration::ZERO,
    quiet: Duration::ZERO,
};

fn open_hasty(profile: &Path) -> (Store, Archive, Contents) {
    let limits = Limits {
        rhythm: AT_ONCE,
        ..Limits::default()
    };
    opening::open(profile, limits).unwrap()
}

fn copies(profile: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(profile.join("backup")).into_iter().flatten();
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.retain(|path| path.extension().is_some_and(|is| is == "wxb"));
    found
}

fn note(name: &str) -> NoteRecord {
    NoteRecord::new(ROMY, Shelf::Login, name, 1, &"strong ".repeat(10_000)).unwrap()
}

/// An account, a conversation, a contact, a long note and a message that waits; and a copy of it.
async fn copied(profile: &Path) -> Store {
    let (store, _archive, _) = open_hasty(profile);
    let (_, _, _) = (
        store.next_account(),
        store.next_conversation(),
        store.next_seq(),
    );
    let unit = Unit::new()
        .with(Op::PutAccount(account(ROMY)))
        .with(Op::PutConversation(conversation(ROMY, JUNE)))
        .with(Op::PutContact(contact(ROMY, "june1@example.com")))
        .with(Op::PutNote(note("seen")))
        .with(Op::PutOutbox(outbox(ROMY, 1)))
        .with(Op::PutMessage(said(1)));
    store.commit(unit).await.unwrap();
    eventually("a copy", || copies(profile).len() == 1);
    store
}

/// Breaks the database beyond use.
fn wreck(profile: &Path) {
    fs::write(profile.join("store-v1/conf"), "no configuration").unwrap();
}

fn state_notice(contents: &Contents) -> &Recovered {
    let mut notices = contents.notices.iter();
    let found = notices.find(|notice| notice.part == Part::State);
    found.unwrap_or_else(|| panic!("{:?}", contents.notices))
}

#[tokio::test]
async fn two_are_kept_and_nobody_else_can_read_them() {
    let profile = tempfile::tempdir().unwrap();
    let store = copied(profile.path()).await;
    let first = copies(profile.path());
    for n in 2..=4 {
        let before = copies(profile.path());
        store
            .commit(Op::PutOutbox(outbox(ROMY, n)).into())
            .await
            .unwrap();
        eventually("another copy", || {
            let now = copies(profile.path());
            now.last() > before.last() && now.len() == 2
        });
    }
    assert!(!copies(profile.path()).contains(&first[0]));
    store.close().await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&profile.path().join("backup")), 0o700);
        for path in copies(profile.path()) {
            assert_eq!(mode(&path), 0o600);
        }
    }
}

#[tokio::test]
async fn a_broken_state_is_taken_from_the_newest_whole_copy() {
    let profile = tempfile::tempdir().unwrap();
    let store = copied(profile.path()).await;
    store
        .commit(Op::PutContact(contact(ROMY, "theo@example.com")).into())
        .await
        .unwrap();
    eventually("another copy", || copies(profile.path()).len() == 2);
    store.close().await;
    for broken_copies in 0..2 {
        wreck(profile.path());
        if broken_copies == 1 {
            let newest = copies(profile.path()).pop().unwrap();
            let mut bytes = fs::read(&newest).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&newest, bytes).unwrap();
        }
        let (store, archive, contents) = open(profile.path());
        let notice = state_notice(&contents);
        assert!(notice.moved_to.is_some() && notice.backup.is_some());
        assert_eq!(contents.accounts, [account(ROMY)], "with all settings");
        assert_eq!(contents.contacts.len(), 2 - broken_copies);
        assert_eq!(contents.outbox, [outbox(ROMY, 1)], "it still waits");
        let notes = store.notes(ROMY, Shelf::Login).await.unwrap();
        assert_eq!(notes, [note("seen")]);
        assert_eq!(
            texts(&archive.page(JUNE, None, 9).await.unwrap()),
            ["text 1"]
        );
        assert!(store.next_seq() > 1);
        store.close().await;
        let (store, _archive, contents) = open(profile.path());
        assert_eq!((contents.notices.len(), contents.accounts.len()), (0, 1));
        store.close().await;
    }
}

/// What was sent after the copy is not sent again; what waited and is not in it is told as failed.
#[tokio::test]
async fn the_outbox_of_a_copy_is_compared_with_the_history() {
    let profile = tempfile::tempdir().unwrap();
    let store = copied(profile.path()).await;
    store.close().await;
    let (store, _archive, _) = open(profile.path());
    assert!(store.next_seq() > 1);
    let unit = Unit::new()
        .with(set(1, State::Sent, 5))
        .with(Op::RemoveOutbox {
            account: ROMY,
            seq: 1,
        })
        .with(Op::PutMessage(said(2)))
        .with(Op::PutOutbox(outbox(ROMY, 2)));
    store.commit(unit).await.unwrap();
    store.close().await;
    wreck(profile.path());
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.outbox, []);
    let page = archive.page(JUNE, None, 9).await.unwrap();
    assert_eq!(page.items[0].state, State::Sent);
    let lost = State::Failed {
        condition: OUTBOX_LOST.to_owned(),
        text: String::new(),
    };
    assert_eq!(page.items[1].state, lost);
    assert_eq!(
        contents.conversations[0].last.as_ref().unwrap().text,
        "text 2"
    );
    store.close().await;
}

#[tokio::test]
async fn an_account_that_was_removed_does_not_come_back() {
    let profile = tempfile::tempdir().unwrap();
    let store = copied(profile.path()).await;
    store.close().await;
    let (store, _archive, _) = open(profile.path());
    store.commit(Op::RemoveAccount(ROMY).into()).await.unwrap();
    store.close().await;
    wreck(profile.path());
    for _ in 0..2 {
        let (store, _archive, contents) = open(profile.path());
        assert_eq!(
            (&*contents.accounts, &*contents.contacts),
            (&[][..], &[][..])
        );
        store.close().await;
    }
}

/// A store whose end is gone opens without a word of its own.
#[tokio::test]
async fn a_state_that_went_back_is_noticed() {
    let profile = tempfile::tempdir().unwrap();
    let store = copied(profile.path()).await;
    store.close().await;
    let old = tempfile::tempdir().unwrap();
    let database = profile.path().join("store-v1");
    for name in ["conf", "db"] {
        fs::copy(database.join(name), old.path().join(name)).unwrap();
    }
    let (store, _archive, _) = open(profile.path());
    store
        .commit(Op::PutContact(contact(ROMY, "theo@example.com")).into())
        .await
        .unwrap();
    store.close().await;
    fs::remove_dir_all(&database).unwrap();
    fs::create_dir(&database).unwrap();
    for name in ["conf", "db"] {
        fs::copy(old.path().join(name), database.join(name)).unwrap();
    }
    let (store, _archive, contents) = open(profile.path());
    assert_eq!(state_notice(&contents).moved_to, None, "nothing knows more");
    store.close().await;
    assert_eq!(open(profile.path()).2.notices, []);
}

#[tokio::test]
async fn the_sample_of_version_1_can_be_taken() {
    let profile = tempfile::tempdir().unwrap();
    copied(profile.path()).await.close().await;
    wreck(profile.path());
    let folder = profile.path().join("backup");
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    let sample = include_bytes!("../../../../tests/old-store/backup-v1.wxb");
    fs::write(folder.join("state-0000000000000009.wxb"), sample).unwrap();
    let (store, _archive, contents) = open(profile.path());
    assert!(state_notice(&contents).backup.is_some());
    assert_eq!(contents.accounts[0].settings, account(ROMY).settings);
    assert_eq!(contents.contacts, [contact(ROMY, "june1@example.com")]);
    assert_eq!(contents.conversations.len(), 1);
    assert_eq!(contents.outbox[0].stanza, outbox(ROMY, 1).stanza);
    store.close().await;
}
