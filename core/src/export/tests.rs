//! Whole conversations, from the history into a file.

use std::fs;
use std::path::Path;

use super::*;
use crate::filling::{Filling, Said};
use crate::model::Direction;
use crate::store::{Op, Store};
use crate::{AccountId, BareJid};

const TALK: ConversationId = ConversationId(1);
const SECOND: i64 = 1_000_000;

fn jid(address: &str) -> BareJid {
    address.parse().unwrap()
}

/// A profile with two conversations, of so many messages each.
async fn filled(profile: &Path, messages: i64) {
    let with = vec![jid("romy@example.org"), jid("june@example.org")];
    let mut filling = Filling::begin(profile, jid("mira@example.org"), with)
        .await
        .unwrap();
    let said = |number: i64| {
        [0, 1].map(|talk| Said {
            talk,
            direction: match number % 3 {
                0 => Direction::Outgoing,
                _ => Direction::Incoming,
            },
            text: format!("{talk} says {number}"),
            at: Timestamp((1_704_067_200 + number * 3_600) * SECOND),
        })
    };
    let rows = (0..messages).flat_map(said).collect();
    filling.page(rows, true).await.unwrap();
    filling.finish().await.unwrap();
}

fn wanted(path: &Path, format: ExportFormat) -> Wanted {
    Wanted {
        request: RequestId(1),
        conversation: TALK,
        path: path.to_owned(),
        format,
        replace: false,
        names: ExportNames::default(),
        words: ExportWords::default(),
    }
}

fn source(archive: &Archive, profile: &Path) -> (Source, mpsc::UnboundedReceiver<Event>) {
    let (events, told) = mpsc::unbounded_channel();
    let source = Source {
        archive: archive.clone(),
        begun: Begun::new(profile),
        events,
        given_up: Arc::default(),
    };
    (source, told)
}

/// What is in a directory.
fn files(directory: &Path) -> usize {
    fs::read_dir(directory).unwrap().count()
}

#[tokio::test]
async fn a_long_conversation_is_all_there_in_its_order() {
    let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // More than two pages, and a part of one.
    let messages = i64::from(MAX_PAGE) * 2 + 77;
    filled(profile.path(), messages).await;
    let (_store, archive, _) = Store::open(profile.path()).unwrap();
    let (source, mut told) = source(&archive, profile.path());
    let expected: Vec<String> = (0..messages).map(|one| format!("0 says {one}")).collect();
    let path = out.path().join("romy.json");
    run(&wanted(&path, ExportFormat::Json), &source)
        .await
        .unwrap();
    let read: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let texts = read["messages"].as_array().unwrap().iter();
    let texts: Vec<&str> = texts.map(|one| one["text"].as_str().unwrap()).collect();
    assert_eq!(texts, expected);
    assert_eq!(read["address"], "romy@example.org");
    assert_eq!(
        read["me"], "mira@example.org",
        "who has no name has an address"
    );
    let Some(Event::Export(Told::Progress { messages, most, .. })) = told.recv().await else {
        panic!("nothing was told");
    };
    assert!(messages <= most && most == expected.len() as u64);
    for (format, name) in [
        (ExportFormat::Html, "a.html"),
        (ExportFormat::Text, "a.txt"),
    ] {
        let path = out.path().join(name);
        run(&wanted(&path, format), &source).await.unwrap();
        let written = fs::read_to_string(&path).unwrap();
        let mut rest = written.as_str();
        for text in &expected {
            let (_, after) = rest.split_once(text.as_str()).unwrap();
            rest = after;
        }
        assert!(!written.contains("1 says"), "of the other conversation");
    }
    assert_eq!(files(out.path()), 3);
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing_behind() {
    let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(profile.path(), 3).await;
    let (_store, archive, _) = Store::open(profile.path()).unwrap();
    let (source, _told) = source(&archive, profile.path());
    source.given_up.store(true, Ordering::Relaxed);
    let path = out.path().join("romy.html");
    let outcome = run(&wanted(&path, ExportFormat::Html), &source).await;
    assert_eq!(outcome, Err(Error::NotFound));
    assert_eq!(files(out.path()), 0);
}

#[tokio::test]
async fn a_conversation_that_is_gone_is_no_empty_file() {
    let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(profile.path(), 3).await;
    let (store, archive, _) = Store::open(profile.path()).unwrap();
    let (source, _told) = source(&archive, profile.path());
    store
        .commit(Op::RemoveAccount(AccountId(1)).into())
        .await
        .unwrap();
    let path = out.path().join("romy.html");
    let outcome = run(&wanted(&path, ExportFormat::Html), &source).await;
    assert_eq!(outcome, Err(Error::NotFound));
    let mut unknown = wanted(&path, ExportFormat::Html);
    unknown.conversation = ConversationId(77);
    assert_eq!(run(&unknown, &source).await, Err(Error::NotFound));
    assert_eq!(files(out.path()), 0);
}

#[tokio::test]
async fn an_empty_conversation_is_a_file_too() {
    let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(profile.path(), 0).await;
    let (_store, archive, _) = Store::open(profile.path()).unwrap();
    let (source, _told) = source(&archive, profile.path());
    let path = out.path().join("romy.html");
    run(&wanted(&path, ExportFormat::Html), &source)
        .await
        .unwrap();
    assert!(fs::read_to_string(&path).unwrap().ends_with("</html>\n"));
}

#[tokio::test]
async fn what_was_deleted_is_not_counted() {
    let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(profile.path(), 20).await;
    let (store, archive, _) = Store::open(profile.path()).unwrap();
    let items = archive.page(TALK, None, 50).await.unwrap().items;
    for message in &items[3..8] {
        let op = Op::ForgetItem {
            conversation: TALK,
            item: message.id,
        };
        store.commit(op.into()).await.unwrap();
    }
    let (source, mut told) = source(&archive, profile.path());
    let path = out.path().join("romy.txt");
    run(&wanted(&path, ExportFormat::Text), &source)
        .await
        .unwrap();
    let Some(Event::Export(Told::Progress { messages, most, .. })) = told.recv().await else {
        panic!("nothing was told");
    };
    assert_eq!((messages, most), (15, 15));
}

#[tokio::test]
async fn a_long_conversation_is_counted_piece_by_piece() {
    let profile = tempfile::tempdir().unwrap();
    filled(profile.path(), 10_500).await;
    let (_store, archive, _) = Store::open(profile.path()).unwrap();
    assert_eq!(archive.count(TALK, Stretch::ALL).await, Ok(10_500));
    let page = archive.page(TALK, None, 501).await.unwrap().items;
    let before = Stretch {
        upto: Timestamp(page[0].id.at.0 - 1),
        ..Stretch::ALL
    };
    assert_eq!(archive.count(TALK, before).await, Ok(10_000));
    let nowhere = archive.count(ConversationId(9), Stretch::ALL).await;
    assert_eq!(nowhere, Ok(0));
}
