//! Files of messages: known as they were told, in whatever way their message came, and gone with it.

use std::path::PathBuf;

use super::super::AttachmentRecord;
use super::page::{NOON, SECOND, Server, everything, stage, take};
use super::*;
use crate::archive::{Archived, Beside, FileName, Filter, PagePlace, Search};
use crate::model::{About, Attachment, AttachmentKind, ChangeKind, Filed, Held, Place};
use crate::model::{Reply, TransferFailure};

pub(super) fn picture() -> Attachment {
    Attachment {
        name: "summit.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        kind: AttachmentKind::Picture,
        size: Some(3_032_449),
        sha256: Some("0123456789abcdef".repeat(4)),
        dimensions: Some((4096, 2160)),
        duration_ms: Some(63_000),
        waveform: vec![0, 255, 7],
        thumbhash: vec![1, 2, 250],
        description: "Photo from the summit.".to_owned(),
        sources: vec![
            "https://files.example/4a77/summit.jpg".to_owned(),
            "https://files.example/again".to_owned(),
        ],
        place: Place::Failed(TransferFailure::TooLarge(Some(7))),
    }
}

fn file(name: &str, kind: AttachmentKind) -> Attachment {
    Attachment {
        name: name.to_owned(),
        kind,
        sources: vec![format!("https://files.example/{name}")],
        ..Attachment::default()
    }
}

/// A message that is nothing but files.
pub(super) fn sends(n: u64, files: Vec<Attachment>) -> MessageRecord {
    let mut record = said(n);
    let message = Message {
        text: String::new(),
        attachments: files,
        ..Message::clone(&record.message)
    };
    record.message = Arc::new(message);
    record
}

fn renewed(n: u64, attachment: Attachment) -> Op {
    Op::PutAttachment(AttachmentRecord {
        conversation: JUNE,
        item: item(n),
        index: 0,
        attachment,
    })
}

async fn start(profile: &Path) -> (Store, Archive) {
    let (store, archive) = stage(profile).await;
    for _ in 0..400 {
        let _ = store.next_seq();
    }
    (store, archive)
}

async fn get(archive: &Archive, n: u64) -> Message {
    let found = archive.get(JUNE, item(n)).await.unwrap().unwrap();
    Message::clone(&found)
}

async fn gallery(archive: &Archive, before: Option<ItemId>, limit: u32) -> (Vec<Filed>, bool) {
    let filter = Filter {
        conversation: JUNE,
        before,
        limit,
        kinds: Vec::new(),
    };
    archive.gallery(filter).await.unwrap()
}

fn names(files: &[Filed]) -> Vec<&str> {
    let names = files.iter().map(|file| file.attachment.name.as_str());
    names.collect()
}

#[tokio::test]
async fn what_is_known_of_a_file_comes_back_also_after_a_restart() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    let other = file("b.pdf", AttachmentKind::File);
    let record = sends(1, vec![picture(), other.clone()]);
    let mut plain = said(2);
    Arc::make_mut(&mut plain.message).unstyled = true;
    for record in [record, plain, said(3)] {
        store.commit(Op::PutMessage(record).into()).await.unwrap();
    }
    store.close().await;
    let (store, archive_again) = stage(profile.path()).await;
    drop(archive);
    let sent = get(&archive_again, 1).await;
    assert_eq!(sent.attachments, [picture(), other]);
    assert!(!sent.unstyled && get(&archive_again, 2).await.unstyled);
    let third = get(&archive_again, 3).await;
    assert_eq!((third.attachments, third.unstyled), (vec![], false));
    store.close().await;
}

#[tokio::test]
async fn a_file_gets_further_and_is_found_below_a_profile_that_was_moved() {
    let first = tempfile::tempdir().unwrap();
    let home = first.path().join("one");
    std::fs::create_dir(&home).unwrap();
    let (store, archive) = start(&home).await;
    let record = sends(1, vec![file("a.png", AttachmentKind::Picture)]);
    store.commit(Op::PutMessage(record).into()).await.unwrap();
    let kept = PathBuf::from("files/01/23456789abcdef");
    let here = Attachment {
        place: Place::Here(home.join(&kept)),
        ..picture()
    };
    store.commit(renewed(1, here.clone()).into()).await.unwrap();
    assert_eq!(get(&archive, 1).await.attachments, [here]);
    let name = FileName {
        conversation: JUNE,
        item: item(1),
        index: 0,
    };
    let sha256 = picture().sha256.unwrap();
    assert_eq!(archive.files_by_hash(&sha256).await.unwrap(), [name]);
    let moving = Attachment {
        place: Place::Moving,
        ..picture()
    };
    assert_eq!(archive.moving().await.unwrap(), []);
    let unit = Unit::new()
        .with(renewed(1, moving))
        .with(renewed(7, picture()));
    store.commit(unit).await.unwrap();
    assert_eq!(archive.moving().await.unwrap(), [name]);
    assert_eq!(archive.files_by_hash(&sha256).await.unwrap(), []);
    let back = Attachment {
        place: Place::Here(kept.clone()),
        ..picture()
    };
    store.commit(renewed(1, back).into()).await.unwrap();
    store.close().await;
    drop(archive);
    let elsewhere = first.path().join("two");
    std::fs::rename(&home, &elsewhere).unwrap();
    let (store, archive) = stage(&elsewhere).await;
    let place = get(&archive, 1).await.attachments[0].place.clone();
    let Place::Here(path) = place else {
        panic!("{place:?}");
    };
    let root = std::fs::canonicalize(&elsewhere).unwrap();
    assert_eq!(path, root.join(kept));
    store.close().await;
}

#[tokio::test]
async fn files_go_with_their_message() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    for n in 1..=4 {
        let record = sends(n, vec![picture()]);
        store.commit(Op::PutMessage(record).into()).await.unwrap();
    }
    // Taken back by its author.
    let mut retraction = said(5);
    Arc::make_mut(&mut retraction.message).text.clear();
    Arc::make_mut(&mut retraction.message).about = Some(About {
        kind: ChangeKind::Retraction,
        of: "o1".to_owned(),
        subject: None,
        hidden: false,
    });
    let forget = Op::ForgetItem {
        conversation: JUNE,
        item: item(2),
    };
    let remove = Op::RemoveItem {
        conversation: JUNE,
        item: item(3),
    };
    let unit = Unit::new()
        .with(Op::PutMessage(retraction))
        .with(forget)
        .with(remove);
    store.commit(unit).await.unwrap();
    let retracted = get(&archive, 1).await;
    assert!(retracted.retracted_at.is_some());
    assert_eq!(retracted.attachments, []);
    assert_eq!(names(&gallery(&archive, None, 10).await.0), ["summit.jpg"]);
    // News of a file that is gone bring nothing back.
    let unit = Unit::new()
        .with(renewed(1, picture()))
        .with(renewed(2, picture()));
    store.commit(unit).await.unwrap();
    assert_eq!(gallery(&archive, None, 10).await.0.len(), 1);
    // What waits to be sent stays.
    store.commit(set(4, State::Sent, 9).into()).await.unwrap();
    let cleared = archive.clear(JUNE, Timestamp(i64::MAX), 100);
    cleared.await.unwrap();
    assert_eq!(gallery(&archive, None, 10).await.0, []);
    store.close().await;
}

#[tokio::test]
async fn who_looks_through_the_files_turns_page_by_page() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    for n in 1..=6 {
        let kind = match n % 2 {
            0 => AttachmentKind::Picture,
            _ => AttachmentKind::File,
        };
        let name = |part| format!("{n}{part}");
        let files = vec![file(&name("a"), kind), file(&name("b"), kind)];
        let unit = Unit::new()
            .with(Op::PutMessage(sends(n, files)))
            .with(Op::PutMessage(said(n + 100)));
        store.commit(unit).await.unwrap();
    }
    let (first, older) = gallery(&archive, None, 3).await;
    assert_eq!((names(&first), older), (vec!["6a", "6b", "5a", "5b"], true));
    assert_eq!((first[1].item, first[1].index), (item(6), 1));
    assert_eq!(first[0].direction, Direction::Outgoing);
    assert_eq!(first[0].sender, "romy@example.org/desk");
    let (rest, older) = gallery(&archive, Some(item(5)), 100).await;
    assert_eq!(rest.len(), 8);
    assert!(!older);
    let filter = Filter {
        conversation: JUNE,
        before: None,
        limit: 100,
        kinds: vec![AttachmentKind::Picture],
    };
    let (pictures, _) = archive.gallery(filter).await.unwrap();
    assert_eq!(names(&pictures), ["6a", "6b", "4a", "4b", "2a", "2b"]);
    store.close().await;
}

/// What an archive has.
fn archived(n: u64, files: Vec<Attachment>) -> Archived {
    let mut content = super::page::theirs(&format!("m{n}"), JUNE);
    if let Archived::Message { text, beside, .. } = &mut content {
        text.clear();
        **beside = Beside {
            attachments: files,
            ..Beside::default()
        };
    }
    content
}

#[tokio::test]
async fn a_page_of_an_archive_brings_files_and_moves_them_with_their_messages() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for n in 1..=3_u64 {
        let files = vec![file(&format!("{n}.png"), AttachmentKind::Picture)];
        server.add(
            &format!("m{n}"),
            NOON + n.cast_signed() * SECOND,
            archived(n, files),
        );
    }
    // The newest first, then what comes before it.
    take(&store, &archive, PagePlace::Top, server.before(None, 1)).await;
    let spans = archive.spans(ROMY, account(ROMY).jid).await.unwrap();
    let below = PagePlace::Below(spans[0].id);
    take(&store, &archive, below, server.before(Some("m3"), 10)).await;
    let all = everything(&archive, JUNE).await;
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|message| message.attachments.len() == 1));
    let (files, _) = gallery(&archive, None, 10).await;
    assert_eq!(names(&files), ["3.png", "2.png", "1.png"]);
    for (file, message) in files.iter().rev().zip(&all) {
        assert_eq!(file.item, message.id, "it stands where its message stands");
    }
    assert_eq!(files[0].attachment.place, Place::Remote(Held::Asked));
    store.close().await;
}

#[tokio::test]
async fn what_was_an_address_before_there_were_files_is_known_again() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    let url = "https://files.example/1.png";
    let mut before = said(1);
    let message = Message {
        direction: Direction::Incoming,
        sender: format!("{}/phone", conversation(ROMY, JUNE).jid),
        text: url.to_owned(),
        state: State::Received,
        origin_id: "o-m1".to_owned(),
        ..Message::clone(&before.message)
    };
    before.message = Arc::new(message);
    before.dedup = vec![Dedup::Origin {
        from: conversation(ROMY, JUNE).jid,
        id: "o-m1".to_owned(),
    }];
    store.commit(Op::PutMessage(before).into()).await.unwrap();
    let mut server = Server::default();
    let files = vec![file("1.png", AttachmentKind::Picture)];
    server.add("m1", NOON, archived(1, files));
    take(&store, &archive, PagePlace::Top, server.before(None, 9)).await;
    let all = everything(&archive, JUNE).await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].text, url);
    store.close().await;
}

#[tokio::test]
async fn an_answer_to_a_file_quotes_its_name() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    store
        .commit(Op::PutMessage(sends(1, vec![picture()])).into())
        .await
        .unwrap();
    let mut answer = said(2);
    Arc::make_mut(&mut answer.message).reply = Some(Reply {
        of: "o1".to_owned(),
        ..Reply::default()
    });
    store.commit(Op::PutMessage(answer).into()).await.unwrap();
    let reply = get(&archive, 2).await.reply.unwrap();
    assert_eq!(reply.quote, "summit.jpg");
    store.close().await;
}

async fn found(archive: &Archive, words: &str, file: bool) -> usize {
    archive.indexed().await.unwrap();
    let mut search = Search {
        words: words.to_owned(),
        limit: 10,
        ..Search::default()
    };
    search.filter.file = file;
    archive.search(search).await.unwrap().found.len()
}

#[tokio::test]
async fn a_file_is_found_by_its_name_and_by_what_is_said_of_it() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    let unit = Unit::new()
        .with(Op::PutMessage(sends(1, vec![picture()])))
        .with(Op::PutMessage(said(2)));
    store.commit(unit).await.unwrap();
    for words in ["summit", "SUMM", "photo", "\"from the summit\""] {
        assert_eq!(found(&archive, words, false).await, 1, "{words}");
        assert_eq!(found(&archive, words, true).await, 1, "{words}");
    }
    assert_eq!(found(&archive, "", true).await, 1);
    assert_eq!(found(&archive, "text", true).await, 0, "has no file");
    let other = Attachment {
        name: "valley.jpg".to_owned(),
        ..picture()
    };
    store.commit(renewed(1, other).into()).await.unwrap();
    assert_eq!(found(&archive, "valley", true).await, 1);
    let forget = Op::ForgetItem {
        conversation: JUNE,
        item: item(1),
    };
    store.commit(forget.into()).await.unwrap();
    assert_eq!(found(&archive, "valley", false).await, 0);
    assert_eq!(found(&archive, "", true).await, 0);
    store.close().await;
}

/// An archive of the fourth schema: nothing in it has files, and what comes in may have.
#[tokio::test]
async fn the_fourth_sample_of_the_archive_can_be_read() {
    let profile = tempfile::tempdir().unwrap();
    let bytes = include_bytes!("../../../../tests/old-store/archive-v4.db");
    std::fs::write(profile.path().join("archive.db"), bytes).unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices, []);
    let items = archive.page(JUNE, None, 10).await.unwrap().items;
    let texts: Vec<_> = items.iter().map(|one| &*one.text).collect();
    assert_eq!(texts, ["text 1", "text 2", "text 3"]);
    assert_eq!(items[1].spoiler.as_deref(), Some("the end"));
    assert_eq!(items[1].reply.as_ref().unwrap().item, Some(item(1)));
    draw_ids(&store);
    let record = sends(9, vec![picture()]);
    store.commit(Op::PutMessage(record).into()).await.unwrap();
    assert_eq!(gallery(&archive, None, 10).await.0.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn a_broken_file_gives_its_files_back() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = start(profile.path()).await;
    let mut plain = said(2);
    Arc::make_mut(&mut plain.message).unstyled = true;
    let unit = Unit::new()
        .with(Op::PutMessage(sends(1, vec![picture()])))
        .with(Op::PutMessage(plain));
    store.commit(unit).await.unwrap();
    store.close().await;
    drop(archive);
    let db = rusqlite::Connection::open(profile.path().join("archive.db")).unwrap();
    db.execute("UPDATE message SET sum = 7 WHERE seq = 2", [])
        .unwrap();
    drop(db);
    std::fs::write(profile.path().join("archive.db.suspect"), "").unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices.len(), 1, "it was taken over");
    assert_eq!(get(&archive, 1).await.attachments, [picture()]);
    assert!(get(&archive, 2).await.unstyled);
    store.close().await;
}
