//! Where a file can be had may be known before the file, or long after it: the same stands there at the end.

use super::page::*;
use super::*;
use crate::archive::{Beside, PagePlace};
use crate::model::{About, Attachment, AttachmentKind, ChangeKind};

/// How many orders; another number finds more.
const SEEDS: u64 = 12;

fn with(content: Archived, text: &str, beside: Beside) -> Archived {
    let Archived::Message {
        conversation,
        seq,
        direction,
        sender,
        origin_id,
        dedup,
        ..
    } = content
    else {
        panic!("a message");
    };
    Archived::Message {
        conversation,
        seq,
        direction,
        sender,
        text: text.to_owned(),
        origin_id,
        dedup,
        beside: Box::new(beside),
    }
}

fn file(name: &str, sources: &[&str]) -> Attachment {
    Attachment {
        name: name.to_owned(),
        kind: AttachmentKind::Picture,
        sources: sources.iter().map(|&one| one.to_owned()).collect(),
        ..Attachment::default()
    }
}

fn about(kind: ChangeKind, of: &str) -> Option<About> {
    Some(About {
        kind,
        of: format!("o-{of}"),
        subject: None,
        hidden: false,
    })
}

fn shares(content: Archived, attachments: Vec<Attachment>) -> Archived {
    let beside = Beside {
        attachments,
        ..Beside::default()
    };
    with(content, "", beside)
}

fn place(content: Archived, of: &str, name: &str, url: &str) -> Archived {
    let beside = Beside {
        about: about(ChangeKind::Place, of),
        attachments: vec![file(name, &[url])],
        ..Beside::default()
    };
    with(content, "", beside)
}

fn retraction(id: &str, of: &str) -> Archived {
    let beside = Beside {
        about: about(ChangeKind::Retraction, of),
        ..Beside::default()
    };
    with(theirs(id, JUNE), "", beside)
}

/// A conversation in which files and their places come as they like.
fn server() -> Server {
    let mut server = Server::default();
    let mut at = NOON;
    let mut add = |id: &str, content: Archived| {
        at += SECOND;
        server.add(id, at, content);
    };
    let several = || {
        vec![
            file("1.jpg", &[]),
            file("2.jpg", &[]),
            file("3.jpg", &["u3"]),
        ]
    };
    add("f1", shares(theirs("f1", JUNE), vec![file("a.jpg", &[])]));
    add("f2", shares(theirs("f2", JUNE), several()));
    add("p1", place(theirs("p1", JUNE), "f1", "x.jpg", "u1"));
    add("p2", place(theirs("p2", JUNE), "f2", "2.jpg", "u2"));
    add("p3", place(theirs("p3", JUNE), "f2", "other.jpg", "u0"));
    // Known already, and of the same file.
    add("p4", place(theirs("p4", JUNE), "f2", "2.jpg", "u3"));
    // Not theirs to tell.
    add("p5", place(ours("p5", JUNE), "f1", "a.jpg", "u5"));
    add("m1", theirs("m1", JUNE));
    // Of what has no file.
    add("p6", place(theirs("p6", JUNE), "m1", "b.jpg", "u6"));
    add("p7", place(theirs("p7", JUNE), "nowhere", "c.jpg", "u7"));
    add("f8", shares(theirs("f8", JUNE), vec![file("d.jpg", &[])]));
    add("p8", place(theirs("p8", JUNE), "f8", "d.jpg", "u8"));
    // It names the place, and means the file.
    add("t8", retraction("t8", "p8"));
    add("p9", place(theirs("p9", JUNE), "f8", "d.jpg", "u9"));
    server
}

const EXPECTED: [&str; 7] = [
    "a.jpg@u1",
    "1.jpg@u0 2.jpg@u2 3.jpg@u3",
    "a.jpg@u5",
    "text m1",
    "b.jpg@u6",
    "c.jpg@u7",
    "gone",
];

async fn seen(archive: &Archive) -> Vec<String> {
    let all = everything(archive, JUNE).await;
    let line = |message: &Arc<Message>| {
        if message.retracted_at.is_some() {
            return "gone".to_owned();
        }
        let files = message.attachments.iter();
        let files: Vec<_> = files
            .map(|file| format!("{}@{}", file.name, file.sources.join(",")))
            .collect();
        [message.text.clone(), files.join(" ")].concat()
    };
    all.iter().map(line).collect()
}

#[tokio::test]
async fn the_order_of_arrival_changes_nothing() {
    for seed in 0..SEEDS {
        let mut chance = super::damage::Chance(seed);
        let profile = tempfile::tempdir().unwrap();
        let (store, archive) = stage(profile.path()).await;
        let server = server();
        for row in &server.rows {
            if chance.below(4) == 0 {
                live(&store, row, JUNE, NOON + SECOND * chance.below(60) as i64).await;
            }
        }
        let mut query = PagePlace::Top;
        for page in 0.. {
            assert!(page < 100, "seed {seed}");
            let now = spans(&archive).await;
            let size = 1 + chance.below(5) as usize;
            let answer = ask(&server, &now, query, size);
            let outcome = take(&store, &archive, query, answer).await;
            match next_query(&outcome.spans, chance.below(2) == 0) {
                Some(next) => query = next,
                None => break,
            }
        }
        assert_eq!(seen(&archive).await, EXPECTED, "seed {seed}");
        store.close().await;
        drop(archive);
        let db = rusqlite::Connection::open(profile.path().join("archive.db")).unwrap();
        let sql = "SELECT count(*) FROM attachment WHERE sources IN ('u8', 'u9')";
        let left: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "seed {seed}: what was taken back is nowhere");
    }
}
