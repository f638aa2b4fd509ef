//! Corrections, retractions, reactions and replies: in whatever order they come in, the same stands
//! there at the end; only their author's count; and nothing that was said is lost.

use super::page::*;
use super::*;
use crate::archive::{ArchivedRow, Beside, PagePlace, Search};
use crate::model::{About, ChangeKind, Reply};

/// How many orders; another number finds more.
const SEEDS: u64 = 24;

fn with(content: Archived, text: &str, beside: Beside) -> Archived {
    match content {
        Archived::Message {
            conversation,
            seq,
            direction,
            sender,
            origin_id,
            dedup,
            ..
        } => Archived::Message {
            conversation,
            seq,
            direction,
            sender,
            text: text.to_owned(),
            origin_id,
            dedup,
            beside: Box::new(beside),
        },
        other => other,
    }
}

fn act(by: Direction, id: &str, kind: ChangeKind, of: &str, text: &str) -> Archived {
    let said = match by {
        Direction::Incoming => theirs(id, JUNE),
        Direction::Outgoing => ours(id, JUNE),
    };
    let about = About {
        kind,
        of: format!("o-{of}"),
        subject: None,
        hidden: false,
    };
    with(
        said,
        text,
        Beside {
            about: Some(about),
            ..Beside::default()
        },
    )
}

fn correction(by: Direction, id: &str, of: &str, text: &str) -> Archived {
    act(by, id, ChangeKind::Correction, of, text)
}

fn retraction(by: Direction, id: &str, of: &str) -> Archived {
    act(by, id, ChangeKind::Retraction, of, "")
}

fn reaction(by: Direction, id: &str, of: &str, emojis: &[&str]) -> Archived {
    act(by, id, ChangeKind::Reaction, of, &emojis.join("\n"))
}

fn answer(id: &str, of: &str, quote: &str) -> Archived {
    let reply = Reply {
        of: format!("o-{of}"),
        to: "somebody@example.org".to_owned(),
        quote: quote.to_owned(),
        ..Reply::default()
    };
    let beside = Beside {
        reply: Some(reply),
        ..Beside::default()
    };
    with(theirs(id, JUNE), &format!("text {id}"), beside)
}

use Direction::{Incoming, Outgoing};

/// A conversation in which everything happens.
fn server() -> Server {
    let mut server = Server::default();
    let mut at = NOON;
    let mut add = |id: &str, content: Archived| {
        // Now and then two in one second.
        at += SECOND * i64::from(!id.ends_with('2'));
        server.add(id, at, content);
    };
    add("m1", theirs("m1", JUNE));
    add("n1", ours("n1", JUNE));
    add("r1", reaction(Outgoing, "r1", "m1", &["👍"]));
    add("c1", correction(Incoming, "c1", "m1", "first"));
    add("c2", correction(Incoming, "c2", "m1", "second"));
    add("r2", reaction(Outgoing, "r2", "m1", &["🐢", "👍"]));
    add("r3", reaction(Incoming, "r3", "m1", &["🐢"]));
    // Names a correction instead of what was corrected.
    add("c4", correction(Incoming, "c4", "c1", "third"));
    add("r4", reaction(Incoming, "r4", "c2", &["❤️", "🐢"]));
    add("a1", answer("a1", "m1", "as quoted"));
    add(
        "x1",
        correction(Outgoing, "x1", "m1", "not mine to correct"),
    );
    add("x2", retraction(Incoming, "x2", "n1"));
    add("n3", ours("n3", JUNE));
    add("a3", answer("a3", "n3", "as quoted"));
    add("c5", correction(Outgoing, "c5", "n3", "secret"));
    add("t1", retraction(Outgoing, "t1", "n3"));
    add("c6", correction(Outgoing, "c6", "n3", "too late"));
    add("r5", reaction(Incoming, "r5", "n1", &["👍"]));
    add("r6", reaction(Incoming, "r6", "n1", &[]));
    add("y1", correction(Incoming, "y1", "nowhere", "of nothing"));
    add("y3", reaction(Incoming, "y3", "nowhere", &["👍"]));
    add("m4", theirs("m4", JUNE));
    server
}

/// What is seen, a line each.
async fn seen(archive: &Archive) -> Vec<String> {
    let all = everything(archive, JUNE).await.into_iter();
    all.map(|message| {
        let mut line = message.text.clone();
        if message.edited_at.is_some() {
            line += " (edited)";
        }
        if message.retracted_at.is_some() {
            line += "(gone)";
        }
        for one in &message.reactions {
            line += &format!(
                " {}{}{}",
                one.emoji,
                one.by.len(),
                if one.mine { "!" } else { "" }
            );
        }
        if let Some(reply) = &message.reply {
            line += &format!(" <- {} {}", reply.quote, reply.item.is_some());
        }
        line
    })
    .collect()
}

const EXPECTED: [&str; 9] = [
    "third (edited) 👍1! 🐢2! ❤️1",
    "text n1",
    "text a1 <- third true",
    "not mine to correct",
    "(gone)",
    "text a3 <-  true",
    "too late",
    "of nothing",
    "text m4",
];

/// By pages of every size, forwards and back, and live in between: always the same.
#[tokio::test]
async fn the_order_of_arrival_changes_nothing() {
    for seed in 0..SEEDS {
        let mut chance = super::damage::Chance(seed);
        let profile = tempfile::tempdir().unwrap();
        let (mut store, mut archive) = stage(profile.path()).await;
        let server = server();
        let mut live_rows: Vec<_> = (0..chance.below(9))
            .map(|_| chance.below(server.rows.len() as u64) as usize)
            .collect();
        live_rows.sort_unstable();
        live_rows.dedup();
        for row in &live_rows {
            let row = &server.rows[*row];
            live(&store, row, JUNE, NOON + SECOND * chance.below(60) as i64).await;
        }
        let mut place = PagePlace::Top;
        for page in 0.. {
            assert!(page < 100, "seed {seed}");
            let now = spans(&archive).await;
            let size = 1 + chance.below(7) as usize;
            let answer = ask(&server, &now, place, size);
            let outcome = take(&store, &archive, place, answer).await;
            assert!(
                outcome.new.iter().all(|(_, one)| !one.is_hidden()),
                "seed {seed}"
            );
            if chance.below(5) == 0 {
                drop(archive);
                store.close().await;
                (store, archive) = stage(profile.path()).await;
            }
            match next_query(&outcome.spans, chance.below(2) == 0) {
                Some(next) => place = next,
                None => break,
            }
        }
        let seen = seen(&archive).await;
        assert_eq!(seen, EXPECTED, "seed {seed}, {live_rows:?}");
        let unread = archive.unread(JUNE, None, Vec::new()).await.unwrap();
        assert_eq!(unread, 5, "changes are nothing to be read");
        store.close().await;
    }
}

async fn all_at_once() -> (tempfile::TempDir, Store, Archive) {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let server = server();
    let place = PagePlace::Top;
    take(&store, &archive, place, server.before(None, 100)).await;
    (profile, store, archive)
}

async fn hits(archive: &Archive, words: &str) -> Vec<String> {
    archive.indexed().await.unwrap();
    let search = Search {
        words: words.to_owned(),
        limit: 10,
        ..Search::default()
    };
    let found = archive.search(search).await.unwrap().found;
    found.iter().map(|(_, one)| one.text.clone()).collect()
}

#[tokio::test]
async fn the_search_follows_and_what_was_taken_back_is_nowhere() {
    let (profile, store, archive) = all_at_once().await;
    assert_eq!(hits(&archive, "third").await, ["third"]);
    assert_eq!(hits(&archive, "second").await, [""; 0]);
    assert_eq!(hits(&archive, "secret").await, [""; 0]);
    assert_eq!(hits(&archive, "n3").await, [""; 0]);
    assert_eq!(hits(&archive, "🐢").await, [""; 0]);
    store.close().await;
    drop(archive);
    let file = std::fs::read(profile.path().join("archive.db")).unwrap();
    let db = rusqlite::Connection::open(profile.path().join("archive.db")).unwrap();
    let sql = "SELECT count(*) FROM message WHERE text LIKE '%secret%' OR text LIKE '%n3'";
    let left: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "of {} bytes", file.len());
}

#[tokio::test]
async fn versions_are_told_from_the_first_to_the_last() {
    let (_profile, store, archive) = all_at_once().await;
    let all = everything(&archive, JUNE).await;
    let versions = archive.versions(JUNE, all[0].id).await.unwrap();
    let texts: Vec<_> = versions.iter().map(|one| &*one.text).collect();
    assert_eq!(texts, ["text m1", "first", "second", "third"]);
    assert!(versions.is_sorted_by_key(|one| one.at));
    assert_eq!(archive.versions(JUNE, all[4].id).await.unwrap(), []);
    store.close().await;
}

fn record(row: &ArchivedRow, seq: u64, state: State) -> MessageRecord {
    let Archived::Message {
        direction,
        sender,
        text,
        origin_id,
        dedup,
        beside,
        ..
    } = &row.content
    else {
        panic!("{row:?}");
    };
    let message = Message {
        id: ItemId {
            at: Timestamp(NOON + seq.cast_signed()),
            seq,
        },
        direction: *direction,
        sender: sender.clone(),
        text: text.clone(),
        state,
        origin_id: origin_id.clone(),
        ..Message::default()
    };
    MessageRecord {
        account: ROMY,
        conversation: JUNE,
        message: Arc::new(Beside::clone(beside).put_to(message)),
        dedup: dedup[1..].to_vec(),
    }
}

async fn put(store: &Store, content: Archived, state: State) -> ItemId {
    let row = ArchivedRow {
        id: String::new(),
        stamp: Timestamp(0),
        content,
    };
    let record = record(&row, store.next_seq(), state);
    let id = record.message.id;
    store.commit(Op::PutMessage(record).into()).await.unwrap();
    id
}

/// What fails changes nothing but what was taken back, and says so until it is tried again.
#[tokio::test]
async fn a_change_that_failed_lets_the_message_be() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let said = put(&store, ours("m", JUNE), State::Delivered).await;
    let change = correction(Outgoing, "c", "m", "better");
    let change = put(&store, change, State::Pending).await;
    let now = archive.get(JUNE, said).await.unwrap().unwrap();
    assert_eq!(
        (now.text.as_str(), &now.state),
        ("better", &State::Delivered)
    );
    let own = now.change.clone().unwrap();
    assert_eq!((own.state, own.row), (State::Pending, change.seq));
    let failed = State::Failed {
        condition: "gone".to_owned(),
        text: String::new(),
    };
    let set = |state: State| {
        Op::SetState(SetState {
            conversation: JUNE,
            item: change,
            state,
            at: Timestamp(NOON),
        })
    };
    store.commit(set(failed.clone()).into()).await.unwrap();
    let now = archive.get(JUNE, said).await.unwrap().unwrap();
    assert_eq!(
        (now.text.as_str(), &now.state),
        ("text m", &State::Delivered)
    );
    let own = now.change.clone().unwrap();
    assert_eq!((own.state, own.text.as_str()), (failed, "better"));
    assert_eq!(hits(&archive, "text").await, ["text m"]);
    store.commit(set(State::Pending).into()).await.unwrap();
    store.commit(set(State::Sent).into()).await.unwrap();
    let now = archive.get(JUNE, said).await.unwrap().unwrap();
    assert_eq!((now.text.as_str(), &now.change), ("better", &None));
    let gone = Op::RemoveItem {
        conversation: JUNE,
        item: change,
    };
    store.commit(gone.into()).await.unwrap();
    let now = archive.get(JUNE, said).await.unwrap().unwrap();
    assert_eq!(now.text, "text m");
    assert_eq!(everything(&archive, JUNE).await.len(), 1);
    store.close().await;
}

/// Ten thousand of everything: bounded, and the last of each counts.
#[tokio::test]
async fn a_flood_leaves_no_more_than_a_few() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let said = put(&store, theirs("m", JUNE), State::Received).await;
    for n in 0..300 {
        let id = format!("c{n}");
        let one = correction(Incoming, &id, "m", &format!("version {n}"));
        put(&store, one, State::Received).await;
        let emoji = ["👍", "🐢", "❤️"][n % 3];
        let one = reaction(Incoming, &format!("r{n}"), "m", &[emoji]);
        put(&store, one, State::Received).await;
    }
    for n in 0..1_200 {
        let one = reaction(Incoming, &format!("s{n}"), "nowhere", &["👍"]);
        put(&store, one, State::Received).await;
    }
    let now = archive.get(JUNE, said).await.unwrap().unwrap();
    assert_eq!(now.text, "version 299");
    let felt: Vec<_> = now.reactions.iter().map(|one| &*one.emoji).collect();
    assert_eq!(felt, ["❤️"]);
    let versions = archive.versions(JUNE, said).await.unwrap();
    assert_eq!(versions.len(), 101);
    store.close().await;
    let db = rusqlite::Connection::open(profile.path().join("archive.db")).unwrap();
    let rows: i64 = db
        .query_row("SELECT count(*) FROM message", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1 + 100 + 8 + 1_000);
}

/// Two that correct each other, one that corrects itself in a ring of three: an end is found.
#[tokio::test]
async fn rings_come_to_an_end() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    for (id, of) in [
        ("a", "b"),
        ("b", "a"),
        ("c", "d"),
        ("d", "e"),
        ("e", "c"),
        ("f", "f"),
    ] {
        let one = correction(Incoming, id, of, &format!("says {id}"));
        put(&store, one, State::Received).await;
    }
    let texts: Vec<_> = seen(&archive).await;
    assert!(!texts.is_empty() && texts.len() <= 6, "{texts:?}");
    let mut said = Vec::new();
    for message in everything(&archive, JUNE).await {
        let versions = archive.versions(JUNE, message.id).await.unwrap();
        said.extend(versions.into_iter().map(|one| one.text));
    }
    said.sort();
    let all = ["says a", "says b", "says c", "says d", "says e", "says f"];
    assert_eq!(said, all, "nothing is lost");
    store.close().await;
}

/// A broken file is read as far as it goes, with what was done to its messages.
#[tokio::test]
async fn what_was_saved_from_a_broken_file_is_what_it_was() {
    let (profile, store, archive) = all_at_once().await;
    let before = seen(&archive).await;
    store.close().await;
    drop(archive);
    let file = profile.path().join("archive.db");
    let db = rusqlite::Connection::open(&file).unwrap();
    let sql = "UPDATE message SET sum = sum + 1 WHERE text = 'text m4'";
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    drop(db);
    std::fs::write(profile.path().join("archive.db.suspect"), "").unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices.len(), 1, "it was taken over");
    assert_eq!(seen(&archive).await, before);
    store.close().await;
}

/// An archive of the third schema: nothing was done to its messages, and can be from now on.
#[tokio::test]
async fn the_third_sample_of_the_archive_can_be_read() {
    let profile = tempfile::tempdir().unwrap();
    let bytes = include_bytes!("../../../../tests/old-store/archive-v3.db");
    std::fs::write(profile.path().join("archive.db"), bytes).unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices, []);
    let items = archive.page(JUNE, None, 10).await.unwrap().items;
    let texts: Vec<_> = items.iter().map(|one| &*one.text).collect();
    assert_eq!(texts, ["text 1", "text 2", "text 3"]);
    let about = About {
        kind: ChangeKind::Correction,
        of: items[0].origin_id.clone(),
        subject: None,
        hidden: false,
    };
    let mut record = said(9);
    let words = Message {
        text: "text one".to_owned(),
        about: Some(about),
        ..Message::clone(&record.message)
    };
    record.message = Arc::new(words);
    store.commit(Op::PutMessage(record).into()).await.unwrap();
    let items = archive.page(JUNE, None, 10).await.unwrap().items;
    let texts: Vec<_> = items.iter().map(|one| &*one.text).collect();
    assert_eq!(texts, ["text one", "text 2", "text 3"]);
    store.close().await;
}
