//! What a page of an archive does to what is here already, and to what is said about messages.

use super::page::*;
use super::*;
use crate::archive::{ArchivedRow, PagePlace};
use crate::model::Stage;

fn receipt(of: &str) -> Archived {
    Archived::Receipt {
        conversation: JUNE,
        of: format!("o-{of}"),
        from: "june1@example.com/phone".to_owned(),
    }
}

fn displayed(of: &str, direction: Direction) -> Archived {
    Archived::Displayed {
        conversation: JUNE,
        of: format!("o-{of}"),
        from: "june1@example.com/phone".to_owned(),
        direction,
    }
}

async fn states(archive: &Archive) -> Vec<(String, State)> {
    let all = everything(archive, JUNE).await.into_iter();
    all.map(|message| (message.text.clone(), message.state.clone()))
        .collect()
}

/// A message of ours that nobody acknowledged stands in the archive: it is there once, as sent.
#[tokio::test]
async fn what_was_sent_from_here_is_settled_and_not_doubled() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    server.add("a", NOON, theirs("a", JUNE));
    server.add("b", NOON, ours("b", JUNE));
    server.add("c", NOON + SECOND, theirs("c", JUNE));
    // Resent after a lost session: the archive has it twice.
    server.add("d", NOON + 2 * SECOND, ours("b", JUNE));
    live(&store, &server.rows[1], JUNE, NOON + 50 * SECOND).await;
    let before = everything(&archive, JUNE).await.pop().unwrap();
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    assert_eq!(top.new.len(), 2);
    let [(conversation, stood, now)] = top.moved.as_slice() else {
        panic!("{:?}", top.moved);
    };
    assert_eq!((*conversation, *stood), (JUNE, before.id));
    assert_eq!(now.id.seq, before.id.seq);
    assert_eq!(now.state, State::Sent);
    assert_eq!(now.sent_at, Some(Timestamp(NOON)));
    let all = everything(&archive, JUNE).await;
    let texts: Vec<_> = all.iter().map(|message| &*message.text).collect();
    assert_eq!(texts, ["text a", "text b", "text c"]);
    // By the old name it is found where it stands now, and its way is told.
    let found = archive.get(JUNE, before.id).await.unwrap().unwrap();
    assert_eq!(found.id, now.id);
    let way = archive.milestones(JUNE, before.id).await.unwrap();
    assert_eq!(way.len(), 1);
    assert_eq!(
        (way[0].stage, way[0].at),
        (Stage::Archived, Timestamp(NOON))
    );
    let state = SetState {
        conversation: JUNE,
        item: before.id,
        state: State::Delivered,
        at: Timestamp(9),
    };
    store.commit(Op::SetState(state).into()).await.unwrap();
    assert_eq!(states(&archive).await[1].1, State::Delivered);
    store.close().await;
}

/// A failed message stays failed: what the other side refused stands in our archive too.
#[tokio::test]
async fn a_bounce_is_not_undone() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    server.add("a", NOON, ours("a", JUNE));
    live(&store, &server.rows[0], JUNE, NOON).await;
    let item = everything(&archive, JUNE).await[0].id;
    let failed = State::Failed {
        condition: "gone".to_owned(),
        text: String::new(),
    };
    let state = SetState {
        conversation: JUNE,
        item,
        state: failed.clone(),
        at: Timestamp(9),
    };
    store.commit(Op::SetState(state).into()).await.unwrap();
    take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    assert_eq!(states(&archive).await, [("text a".to_owned(), failed)]);
    store.close().await;
}

/// Going backwards, receipts and markers come before what they are about.
#[tokio::test]
async fn receipts_wait_for_their_message() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for (index, id) in (0..).zip(["a", "b", "c", "d"]) {
        server.add(id, NOON + index * SECOND, ours(id, JUNE));
    }
    server.add("r", NOON + 5 * SECOND, receipt("d"));
    server.add("m", NOON + 6 * SECOND, displayed("c", Direction::Incoming));
    // About what is not ours, or not there: nothing.
    server.add("x", NOON + 7 * SECOND, receipt("nobody"));
    let mut place = PagePlace::Top;
    loop {
        let now = spans(&archive).await;
        let answer = ask(&server, &now, place, 2);
        let outcome = take(&store, &archive, place, answer).await;
        match next_query(&outcome.spans, false) {
            Some(next) => place = next,
            None => break,
        }
    }
    let seen = State::Displayed;
    let found = states(&archive).await;
    let states: Vec<_> = found.iter().map(|(_, state)| state).collect();
    assert_eq!(states, [&seen, &seen, &seen, &State::Delivered]);
    let last = everything(&archive, JUNE).await.pop().unwrap();
    assert_eq!(last.delivered_at, Some(Timestamp(NOON + 5 * SECOND)));
    let way = archive.milestones(JUNE, last.id).await.unwrap();
    assert_eq!(way[0].place, "june1@example.com/phone");
    store.close().await;
}

/// What was read on another device, or answered from one, is not unread here.
#[tokio::test]
async fn what_another_device_has_read_is_read() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for (index, id) in (0..).zip(["a", "b", "c", "d", "e"]) {
        server.add(id, NOON + index * SECOND, theirs(id, JUNE));
    }
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    assert_eq!((top.talks[0].unread, top.talks[0].read), (5, None));
    let items = everything(&archive, JUNE).await;
    assert_eq!(top.talks[0].newest.as_ref(), items.last());
    server.add("m", NOON + 6 * SECOND, displayed("b", Direction::Outgoing));
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 2)).await;
    assert_eq!(
        (top.talks[0].unread, top.talks[0].read),
        (3, Some(items[1].id))
    );
    // Not backwards.
    let mut page = page(&store, PagePlace::Top, server.before(None, 1));
    page.read.insert(JUNE, items[3].id);
    let top = archive.take_page(page).await.unwrap();
    assert_eq!(
        (top.talks[0].unread, top.talks[0].read),
        (1, Some(items[3].id))
    );
    server.add("f", NOON + 7 * SECOND, ours("f", JUNE));
    server.add("g", NOON + 8 * SECOND, theirs("g", JUNE));
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 2)).await;
    assert_eq!(top.talks[0].unread, 1);
    assert_eq!(
        archive
            .unread(JUNE, Some(items[3].id), Vec::new())
            .await
            .unwrap(),
        2
    );
    store.close().await;
}

/// What waited for a connection stands behind what came meanwhile: in the order of the archive it was
/// answered, here as on our other devices.
#[tokio::test]
async fn what_the_archive_puts_before_a_message_of_ours_is_read() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    server.add("a", NOON, theirs("a", JUNE));
    server.add("b", NOON + SECOND, ours("b", JUNE));
    server.add("c", NOON + 2 * SECOND, theirs("c", JUNE));
    live(&store, &server.rows[1], JUNE, NOON - 50 * SECOND).await;
    let said = everything(&archive, JUNE).await.pop().unwrap();
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    assert_eq!(top.talks[0].unread, 1);
    let read = top.talks[0].read.unwrap();
    assert_eq!((read.seq, read.at), (said.id.seq, Timestamp(NOON + SECOND)));
    store.close().await;
}

/// Stamps of whole seconds: the marker has the stamp of the second, and what it is about was given a
/// place behind that.
#[tokio::test]
async fn a_marker_of_the_same_second_counts() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for id in ["a", "b"] {
        server.add(id, NOON, theirs(id, JUNE));
    }
    server.add("m", NOON, displayed("b", Direction::Outgoing));
    server.add("c", NOON, theirs("c", JUNE));
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    let items = everything(&archive, JUNE).await;
    assert!(items[1].id.at > Timestamp(NOON));
    assert_eq!(
        (top.talks[0].unread, top.talks[0].read),
        (1, Some(items[1].id))
    );
    store.close().await;
}

/// What the counters did not hear of before a crash is told at the next start, until they did.
#[tokio::test]
async fn counters_that_missed_a_page_are_told() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    server.add("a", NOON, theirs("a", JUNE));
    let first = take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    server.add("b", NOON, theirs("b", JUNE));
    let second = take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    assert!(first.number < second.number);
    archive.settled(ROMY, first.number);
    drop(archive);
    store.close().await;
    let (store, archive) = stage(profile.path()).await;
    let missed = archive.unsettled(ROMY, HashMap::new()).await.unwrap();
    assert_eq!(missed, second.talks);
    archive.settled(ROMY, second.number);
    assert_eq!(archive.unsettled(ROMY, HashMap::new()).await.unwrap(), []);
    store.close().await;
}

/// Thousands of messages of one second, met from both sides of a gap of no width: what stands above
/// makes room.
#[tokio::test]
async fn a_crowded_second_keeps_its_order() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for number in 0..10 {
        let id = format!("s{number}");
        server.add(&id, NOON, theirs(&id, JUNE));
    }
    take(&store, &archive, PagePlace::Top, server.before(None, 20)).await;
    for number in 10..1_200 {
        let id = format!("s{number}");
        server.add(&id, NOON, theirs(&id, JUNE));
    }
    let mut place = PagePlace::Top;
    let mut upwards = true;
    loop {
        let now = spans(&archive).await;
        let answer = ask(&server, &now, place, 190);
        let outcome = take(&store, &archive, place, answer).await;
        upwards = !upwards;
        match next_query(&outcome.spans, upwards) {
            Some(next) => place = next,
            None => break,
        }
    }
    assert_same(&server, &archive, "crowded").await;
    store.close().await;
}

/// A page that can't be written is not there at all, and comes again.
#[tokio::test]
async fn a_page_comes_whole_or_not_at_all() {
    let profile = tempfile::tempdir().unwrap();
    let floor = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let full = |full: bool| {
        let bytes = if full { u64::MAX } else { 0 };
        floor.store(bytes, std::sync::atomic::Ordering::Relaxed);
    };
    let (store, archive) = stage(profile.path()).await;
    drop(archive);
    store.close().await;
    let (store, archive, _contents) =
        Store::open_above(profile.path(), Arc::clone(&floor)).unwrap();
    let mut server = Server::default();
    for number in 0..9 {
        let id = format!("s{number}");
        server.add(&id, NOON, theirs(&id, JUNE));
    }
    full(true);
    let top = page(&store, PagePlace::Top, server.before(None, 5));
    assert!(archive.take_page(top).await.is_err());
    assert_eq!(spans(&archive).await, []);
    full(false);
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 5)).await;
    full(true);
    let place = PagePlace::Below(top.spans[0].id);
    let rest = ask(&server, &top.spans, place, 5);
    assert!(archive.take_page(page(&store, place, rest)).await.is_err());
    assert_eq!(spans(&archive).await, top.spans);
    full(false);
    let rest = ask(&server, &top.spans, place, 5);
    take(&store, &archive, place, rest).await;
    assert_same(&server, &archive, "after a full disk").await;
    store.close().await;
}

/// A server that contradicts itself loses nothing of what is here, and nothing hangs.
#[tokio::test]
async fn an_archive_out_of_its_mind_does_no_harm() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for number in 0..30 {
        let id = format!("s{number}");
        server.add(&id, NOON + number * SECOND, theirs(&id, JUNE));
    }
    take(&store, &archive, PagePlace::Top, server.before(None, 5)).await;
    let mut other = server.clone();
    other.rows.reverse();
    let doubled: Vec<ArchivedRow> = other.rows[..3].iter().cycle().take(9).cloned().collect();
    for rows in [other.rows[5..].to_vec(), doubled] {
        for place in [
            PagePlace::Top,
            PagePlace::Below(spans(&archive).await[0].id),
        ] {
            let answer = Answer {
                rows: rows.clone(),
                complete: false,
            };
            take(&store, &archive, place, answer).await;
        }
    }
    let all = everything(&archive, JUNE).await;
    let mut texts: Vec<_> = all.iter().map(|message| message.text.clone()).collect();
    texts.sort();
    let mut expected = server.texts(JUNE);
    expected.sort();
    assert_eq!(texts, expected);
    store.close().await;
}

/// Nothing of a removed account stays behind, neither its words nor the ids of its messages.
#[tokio::test]
async fn a_removed_account_leaves_nothing_behind() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for number in 0..600 {
        let id = format!("s{number}");
        let of = if number % 3 == 0 {
            ours(&id, JUNE)
        } else {
            theirs(&id, JUNE)
        };
        server.add(&id, NOON + number * SECOND, of);
    }
    server.add("r", NOON, receipt("nobody"));
    server.add("m", NOON, displayed("s3", Direction::Incoming));
    live(&store, &server.rows[0], JUNE, NOON).await;
    take(&store, &archive, PagePlace::Top, server.before(None, 700)).await;
    archive.indexed().await.unwrap();
    let gone = Op::RemoveAccount(ROMY);
    store.commit(gone.into()).await.unwrap();
    let search = crate::archive::Search {
        words: "text".to_owned(),
        limit: 9,
        ..Default::default()
    };
    assert_eq!(archive.search(search).await.unwrap().found, []);
    let count = |table: &str| {
        let db = rusqlite::Connection::open(profile.path().join("archive.db")).unwrap();
        let sql = format!("SELECT count(*) FROM {table}");
        db.query_row(&sql, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    drop(archive);
    store.close().await;
    // Clearing away goes on from start to start.
    for _ in 0..PORTIONS {
        let (store, archive, _contents) = open(profile.path());
        archive.indexed().await.unwrap();
        drop(archive);
        store.close().await;
    }
    for table in [
        "account",
        "conversation",
        "message",
        "dedup",
        "span",
        "foretold",
        "reached",
        "milestone",
        "unsettled",
        "purge",
        "unindexed",
        "words_docsize",
    ] {
        assert_eq!(count(table), 0, "{table}");
    }
}

/// More than there is to clear away.
const PORTIONS: usize = 8;
