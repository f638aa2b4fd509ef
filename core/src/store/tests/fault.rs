//! Broken files, a full disk, a second Waxwing, a newer Waxwing, other users of the machine.

use std::fs;
use std::sync::atomic::Ordering;

use super::super::database::Database;
use super::super::opening::{self, Limits};
use super::super::plan::Plan;
use super::super::record::{Value, Write};
use super::super::tree::Tree;
use super::super::{Part, Recovered};
use super::*;
use crate::Error;

const DATABASE: &str = "store-v1";
const HISTORY: &str = "archive.db";

/// A profile with an account, two conversations and a few messages, closed.
pub(super) async fn furnished() -> tempfile::TempDir {
    let profile = tempfile::tempdir().unwrap();
    let (store, _archive, _contents) = open(profile.path());
    let (romy, june) = (store.next_account(), store.next_conversation());
    assert_eq!((romy, june), (ROMY, JUNE));
    let unit = Unit::new()
        .with(Op::PutAccount(account(ROMY)))
        .with(Op::PutConversation(conversation(ROMY, june)))
        .with(Op::PutConversation(conversation(
            ROMY,
            store.next_conversation(),
        )));
    store.commit(unit).await.unwrap();
    for n in 1..=3 {
        assert_eq!(store.next_seq(), n);
        store.commit(Op::PutMessage(said(n)).into()).await.unwrap();
    }
    store.close().await;
    profile
}

fn only_notice(contents: &Contents, part: Part) -> &Recovered {
    match contents.notices.as_slice() {
        [notice] if notice.part == part => notice,
        others => panic!("{others:?}"),
    }
}

#[tokio::test]
async fn a_second_one_is_refused_until_the_first_is_closed() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    assert_eq!(Store::open(profile.path()).err(), Some(Error::ProfileInUse));
    let clone = store.clone();
    store.close().await;
    let (_store, _archive, _contents) = open(profile.path());
    let late = clone.commit(Op::PutAccount(account(ROMY)).into()).await;
    assert!(matches!(late, Err(Error::Store(_))));
    assert!(matches!(
        archive.page(JUNE, None, 1).await,
        Err(Error::Store(_))
    ));
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_look_in() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let profile = parent.path().join("deep").join("profile");
    let (store, _archive, _contents) = open(&profile);
    store.commit(Op::PutMessage(said(1)).into()).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&profile), 0o700);
    assert_eq!(mode(&profile.join(DATABASE)), 0o700);
    let mut files = 0;
    for directory in [profile.clone(), profile.join(DATABASE)] {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                files += 1;
            }
        }
    }
    assert!(files >= 5, "lock, conf, db, archive.db and its log");
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_told_in_the_systems_words() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [file.clone(), file.join("profile")] {
        let refused = Store::open(&place).err();
        assert!(
            matches!(&refused, Some(Error::Store(words)) if words.contains("os error")),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_hangs() {
    let profile = furnished().await;
    let limits = Limits::default();
    let (store, archive, mut contents) = opening::open(profile.path(), limits.clone()).unwrap();
    // What the opening has to write is written.
    assert_eq!(archive.page(JUNE, None, 10).await.unwrap().items.len(), 3);
    let floor = limits.floor.swap(u64::MAX, Ordering::Relaxed);
    let refused = store.commit(Op::PutMessage(said(4)).into()).await;
    assert!(
        matches!(&refused, Err(Error::Store(words)) if words.contains("no storage space")),
        "{refused:?}"
    );
    store.put(Op::PutMessage(said(5)).into());
    store.put(Op::PutMessage(said(6)).into());
    assert!(matches!(
        contents.faults.recv().await,
        Some(Error::Store(_))
    ));
    let page = archive.page(JUNE, None, 10).await.unwrap();
    assert_eq!(
        texts(&page),
        ["text 1", "text 2", "text 3"],
        "what there is can be read"
    );
    let again = contents.faults.try_recv();
    assert!(again.is_err(), "told once: {again:?}");

    limits.floor.store(floor, Ordering::Relaxed);
    store.commit(Op::PutMessage(said(4)).into()).await.unwrap();
    assert_eq!(archive.page(JUNE, None, 10).await.unwrap().items.len(), 4);
    store.close().await;
}

#[tokio::test]
async fn a_disk_that_is_full_at_the_start_is_told() {
    let profile = furnished().await;
    let limits = Limits::default();
    limits.floor.store(u64::MAX, Ordering::Relaxed);
    let refused = opening::open(profile.path(), limits).err();
    assert!(matches!(refused, Some(Error::Store(_))), "{refused:?}");
    assert_eq!(open(profile.path()).2.accounts.len(), 1);
}

/// Cut off or overwritten: it opens, it is told, and accounts and history are there.
#[tokio::test]
async fn a_broken_store_is_told_and_taken_over_from_the_history() {
    // The first two hurt the beginning, the others the middle: the database takes that for a write
    // that was cut off, and forgets everything after it.
    let cuts = [0, 1_500].map(|place| (place, true));
    let flips = [0, 1_500, 2_000].map(|place| (place, false));
    for (place, cut) in cuts.into_iter().chain(flips) {
        let profile = furnished().await;
        let path = profile.path().join(DATABASE).join("db");
        let mut bytes = fs::read(&path).unwrap();
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place..place + 16].fill(0x5a);
        }
        fs::write(&path, bytes).unwrap();

        let (store, archive, contents) = open(profile.path());
        let notice = only_notice(&contents, Part::State);
        assert!(notice.moved_to.is_some() || place > 0);
        assert!(
            notice
                .moved_to
                .iter()
                .all(|path| path.join("conf").exists())
        );
        assert_eq!(contents.accounts[0].jid, account(ROMY).jid);
        assert_eq!(contents.conversations.len(), 2);
        let last = contents.conversations[0].last.as_ref().unwrap();
        assert_eq!(last.text, "text 3");
        assert_eq!(archive.page(JUNE, None, 10).await.unwrap().items.len(), 3);
        assert!(store.next_conversation() > ConversationId(2));
        assert!(store.next_account() > ROMY);
        assert!(store.next_seq() > 3);
        store.close().await;
        let (_store, _archive, contents) = open(profile.path());
        assert_eq!((contents.notices.len(), contents.accounts.len()), (0, 1));
    }
}

/// Nothing in the history is taken for lost that was removed, whatever is still on the road.
#[tokio::test]
async fn what_was_removed_is_not_taken_over() {
    let profile = furnished().await;
    let database = Database::open(&profile.path().join(DATABASE)).unwrap();
    let remove = Op::RemoveAccount(ROMY).into();
    let plan = Plan::new(&remove, 7, &Default::default()).unwrap();
    database.apply(&plan.writes).unwrap();
    database.barrier().unwrap();
    drop(database);
    for _ in 0..2 {
        let (store, archive, contents) = open(profile.path());
        assert_eq!(contents.notices, []);
        assert!(contents.accounts.is_empty() && contents.conversations.is_empty());
        assert_eq!(archive.page(JUNE, None, 10).await.unwrap().items, []);
        store.close().await;
    }
}

#[tokio::test]
async fn a_broken_history_is_moved_aside() {
    for broken in ["", "header", "short"] {
        let profile = furnished().await;
        let path = profile.path().join(HISTORY);
        let mut bytes = fs::read(&path).unwrap();
        match broken {
            "header" => bytes[..64].fill(0x5a),
            "short" => bytes.truncate(bytes.len() / 2),
            _ => bytes = b"this was never a database, but it is long enough to be one".repeat(40),
        }
        fs::write(&path, &bytes).unwrap();

        let (store, archive, contents) = open(profile.path());
        let notice = only_notice(&contents, Part::History);
        let moved_to = notice.moved_to.as_ref().unwrap();
        assert_eq!(fs::read(moved_to).unwrap(), bytes);
        assert_eq!(contents.conversations.len(), 2, "the state is untouched");
        let kept = archive.page(JUNE, None, 10).await.unwrap().items.len();
        assert!(
            kept == 0 || broken == "short",
            "nothing can be read any more"
        );
        let n = store.next_seq();
        assert!(n > 3);
        store.commit(Op::PutMessage(said(n)).into()).await.unwrap();
        let page = archive.page(JUNE, None, 10).await.unwrap();
        assert_eq!(page.items.len(), kept + 1);
        store.close().await;
    }
}

#[tokio::test]
async fn a_history_that_breaks_while_it_is_read_is_looked_at_by_the_next_start() {
    let profile = furnished().await;
    let path = profile.path().join(HISTORY);
    let history = rusqlite::Connection::open(&path).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'dedup'";
    let page: usize = history.query_row(sql, [], |row| row.get(0)).unwrap();
    drop(history);
    let mut bytes = fs::read(&path).unwrap();
    bytes[4_096 * (page - 1)..4_096 * page].fill(0x5a);
    fs::write(&path, bytes).unwrap();

    let (store, archive, mut contents) = open(profile.path());
    assert_eq!(contents.notices, []);
    assert!(archive.find(ROMY, vec![origin(1)]).await.is_err());
    assert!(matches!(
        contents.faults.recv().await,
        Some(Error::Damaged(_))
    ));
    store.close().await;
    let (_store, archive, contents) = open(profile.path());
    only_notice(&contents, Part::History);
    let page = archive.page(JUNE, None, 10).await.unwrap();
    assert_eq!(texts(&page), ["text 1", "text 2", "text 3"], "all is kept");
    assert_eq!(archive.find(ROMY, vec![origin(1)]).await.unwrap(), None);
}

#[tokio::test]
async fn a_newer_profile_is_refused_and_left_alone() {
    let meta = |key: &[u8], version, bytes: &[u8]| Write::Put {
        tree: Tree::Meta,
        key: key.to_vec(),
        value: Value {
            version,
            bytes: bytes.to_vec(),
        },
    };
    let account = |version| Write::Put {
        tree: Tree::Account,
        key: 9_u32.to_be_bytes().to_vec(),
        value: Value {
            version,
            bytes: vec![1, 2, 3],
        },
    };
    let newer = [
        meta(b"schema", 1, &[2]),
        meta(b"schema", 9, &[1]),
        account(3),
    ];
    for write in newer {
        let profile = furnished().await;
        let database = Database::open(&profile.path().join(DATABASE)).unwrap();
        database.apply(&[write]).unwrap();
        database.barrier().unwrap();
        drop(database);
        assert_eq!(
            Store::open(profile.path()).err(),
            Some(Error::ProfileTooNew)
        );
        assert_eq!(
            Store::open(profile.path()).err(),
            Some(Error::ProfileTooNew)
        );
    }
    let profile = furnished().await;
    let history = rusqlite::Connection::open(profile.path().join(HISTORY)).unwrap();
    history.pragma_update(None, "user_version", 8).unwrap();
    drop(history);
    assert_eq!(
        Store::open(profile.path()).err(),
        Some(Error::ProfileTooNew)
    );
    assert!(profile.path().join(HISTORY).exists());
}

#[test]
fn what_ails_both_is_told_by_one() {
    let (listener, mut told) = tokio::sync::mpsc::unbounded_channel();
    let mut state = crate::store::worker::Faults::new(listener);
    let mut history = state.clone();
    let full = |bytes: u64| Error::Store(format!("no storage space: {bytes} bytes are left"));
    state.tell(full(7));
    history.tell(full(6));
    assert_eq!(told.try_recv().ok(), Some(full(7)));
    assert!(told.try_recv().is_err(), "the same");
    state.well();
    state.tell(full(5));
    assert!(told.try_recv().is_err(), "it never was well");
    state.well();
    state.tell(Error::Store("something is broken".to_owned()));
    assert!(told.try_recv().is_ok(), "something else");
    state.well();
    history.well();
    history.tell(full(4));
    assert_eq!(told.try_recv().ok(), Some(full(4)), "again");
}
