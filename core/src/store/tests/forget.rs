//! What the person has deleted stays away, whatever a server shows again.

use super::page::*;
use super::*;
use crate::archive::{Beside, PagePlace, Search, Stretch};
use crate::model::{About, ChangeKind};

const OTHER: ConversationId = ConversationId(2);
const DAY: i64 = 24 * 3_600 * SECOND;

async fn forget(store: &Store, of: ConversationId, item: ItemId) {
    let conversation = of;
    let op = Op::ForgetItem { conversation, item };
    store.commit(op.into()).await.unwrap();
}

async fn said_in(archive: &Archive, of: ConversationId) -> Vec<String> {
    let all = everything(archive, of).await;
    all.iter().map(|message| message.text.clone()).collect()
}

async fn found(archive: &Archive, words: &str) -> usize {
    archive.indexed().await.unwrap();
    let search = Search {
        account: None,
        conversation: None,
        words: words.to_owned(),
        filter: crate::command::search::Filter::default(),
        limit: 50,
        before: None,
    };
    archive.search(search).await.unwrap().found.len()
}

fn upto(upto: Timestamp) -> Stretch {
    Stretch {
        upto,
        waiting: false,
        ..Stretch::ALL
    }
}

fn corrects(id: &str, of: &str, text: &str) -> Archived {
    let mut said = theirs(id, JUNE);
    if let Archived::Message {
        text: words,
        beside,
        ..
    } = &mut said
    {
        text.clone_into(words);
        **beside = Beside {
            about: Some(About {
                kind: ChangeKind::Correction,
                of: format!("o-{of}"),
                subject: None,
                hidden: false,
            }),
            ..Beside::default()
        };
    }
    said
}

#[tokio::test]
async fn a_deleted_message_is_known_again_when_the_archive_shows_it() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    server.add("a", NOON, theirs("a", JUNE));
    server.add("b", NOON + SECOND, ours("b", JUNE));
    server.add("c", NOON + 2 * SECOND, theirs("c", JUNE));
    for row in &server.rows {
        live(&store, row, JUNE, row.stamp.0 + 70 * SECOND).await;
    }
    let here = everything(&archive, JUNE).await;
    assert_eq!(found(&archive, "text").await, 3);
    forget(&store, JUNE, here[0].id).await;
    forget(&store, JUNE, here[1].id).await;
    // Once more, as after a crash.
    forget(&store, JUNE, here[1].id).await;
    assert_eq!(said_in(&archive, JUNE).await, ["text c"]);
    assert_eq!(found(&archive, "text").await, 1);
    let gone = archive.get(JUNE, here[0].id).await.unwrap().unwrap();
    assert!(gone.is_hidden() && gone.text.is_empty());
    assert_eq!(
        archive.versions(JUNE, here[0].id).await.unwrap()[0].text,
        ""
    );

    // It is corrected, later; and the archive shows all of it.
    server.add("d", NOON + 3 * SECOND, corrects("d", "a", "once more"));
    let outcome = take(&store, &archive, PagePlace::Top, server.before(None, 10)).await;
    assert!(outcome.new.is_empty(), "{:?}", outcome.new);
    assert_eq!(said_in(&archive, JUNE).await, ["text c"]);
    assert_eq!(found(&archive, "once more").await, 0);
    // It is known again by its sender's name for it, too.
    let Archived::Message { dedup, .. } = &server.rows[0].content else {
        unreachable!("made just so");
    };
    assert!(archive.find(ROMY, dedup.clone()).await.unwrap().is_some());
    drop((store, archive));
    let (_store, archive) = stage(profile.path()).await;
    assert_eq!(said_in(&archive, JUNE).await, ["text c"]);
}

#[tokio::test]
async fn a_cleared_history_stays_cleared_and_gives_its_room_back() {
    const ROWS: i64 = 1_500;
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for n in 0..ROWS {
        // Two months, and the last days of it close together.
        let id = format!("r{n}");
        let mut said = theirs(&id, if n % 10 == 0 { OTHER } else { JUNE });
        if let Archived::Message { text, .. } = &mut said {
            *text = format!("number{n} {}", "words without end ".repeat(60));
        }
        server.add(&id, NOON + n * DAY / 25, said);
    }
    let outcome = take(&store, &archive, PagePlace::Top, server.before(None, 5_000)).await;
    assert_eq!(outcome.new.len() as i64, ROWS);
    archive.indexed().await.unwrap();
    while archive.shrink().await.unwrap() {}
    let size = || {
        std::fs::metadata(profile.path().join("archive.db"))
            .unwrap()
            .len()
    };
    let before = size();

    let newest = everything(&archive, JUNE).await.last().unwrap().id.at;
    let half = Timestamp(NOON + ROWS / 2 * DAY / 25);
    let count = archive.count(JUNE, upto(half)).await.unwrap();
    assert!((650..700).contains(&count), "{count}");
    while archive.clear(JUNE, half, 100).await.unwrap().more {}
    assert_eq!(archive.count(JUNE, upto(half)).await.unwrap(), 0);
    let rest = everything(&archive, JUNE).await;
    assert!(rest.iter().all(|message| message.id.at > half));
    assert_eq!(rest.len() as u64 + count, (ROWS - ROWS / 10) as u64);

    while archive.clear(JUNE, newest, 100).await.unwrap().more {}
    while archive.shrink().await.unwrap() {}
    assert!(size() < before / 4, "{} of {before} are left", size());
    assert_eq!(said_in(&archive, JUNE).await.len(), 0);
    assert_eq!(said_in(&archive, OTHER).await.len() as i64, ROWS / 10);
    assert_eq!(found(&archive, "number1471").await, 0);
    assert_eq!(found(&archive, "number1470").await, 1);

    // The server shows all of it again, as it would in a gap, and something new.
    server.add("new", NOON + (ROWS + 1) * DAY / 25, theirs("new", JUNE));
    let mut again = page(&store, PagePlace::Top, server.before(None, 5_000));
    again.cleared = HashMap::from([(JUNE, newest)]);
    archive.take_page(again).await.unwrap();
    assert_eq!(said_in(&archive, JUNE).await, ["text new"]);
    assert_eq!(said_in(&archive, OTHER).await.len() as i64, ROWS / 10);
}

#[tokio::test]
async fn what_waits_to_be_sent_is_not_cleared_away() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    server.add("a", NOON, ours("a", JUNE));
    live(&store, &server.rows[0], JUNE, NOON).await;
    let end = Timestamp(i64::MAX);
    assert_eq!(archive.count(JUNE, upto(end)).await.unwrap(), 0);
    assert_eq!(archive.count(JUNE, Stretch::ALL).await.unwrap(), 1);
    assert_eq!(archive.clear(JUNE, end, 10).await.unwrap().gone, 0);
    assert_eq!(said_in(&archive, JUNE).await, ["text a"]);
}
