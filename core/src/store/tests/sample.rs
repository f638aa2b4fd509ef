//! Every version of every record that was ever written can be read: samples of each are in
//! `tests/old-store/`, and none of them may ever change.

use super::super::record::{Flaw, Record};
use super::super::{
    AttachmentRecord, Entry, MilestoneRecord, NameRecord, Owed, PreviewsRecord, Seal, Sealed,
};
use super::attachment::{picture, sends};
use super::*;
use crate::archive::Search;
use crate::model::{
    About, Attachment, AttachmentKind, Author, ChangeKind, Level, LinkPreview, Milestone,
    Moderated, Place, Reply, Sealing, Stage,
};

/// A sample: a key and the bytes behind the version byte, both in hex, one a line.
struct Sample {
    key: Vec<u8>,
    bytes: Vec<u8>,
}

macro_rules! sample {
    ($name:literal) => {
        Sample::parse(include_str!(concat!(
            "../../../../tests/old-store/",
            $name,
            ".hex"
        )))
    };
}

impl Sample {
    fn parse(text: &str) -> Self {
        let mut lines = text.lines().map(|line| {
            let digits: Vec<_> = line.as_bytes().chunks(2).collect();
            let digits = digits
                .into_iter()
                .map(|pair| std::str::from_utf8(pair).unwrap());
            digits
                .map(|pair| u8::from_str_radix(pair, 16).unwrap())
                .collect()
        });
        let (key, bytes) = (lines.next().unwrap(), lines.next().unwrap());
        assert_eq!(lines.next(), None);
        Self { key, bytes }
    }
}

/// What the sample holds is what the present code writes for the record, as long as the version is
/// the present one.
fn holds<R: Record + std::fmt::Debug + PartialEq>(sample: &Sample, record: &R) {
    holds_as(1, sample, record);
}

fn holds_as<R: Record + std::fmt::Debug + PartialEq>(version: u8, sample: &Sample, record: &R) {
    assert_eq!(
        R::decode(&sample.key, version, &sample.bytes).as_ref(),
        Ok(record)
    );
    assert_eq!(record.key(), sample.key);
    assert_eq!(record.encode().unwrap(), sample.bytes);
    let too_new = R::decode(&sample.key, R::VERSION + 1, &sample.bytes);
    assert_eq!(too_new, Err(Flaw::TooNew));
    let cut = &sample.bytes[..sample.bytes.len() - 1];
    assert!(matches!(
        R::decode(&sample.key, version, cut),
        Err(Flaw::Broken(_))
    ));
}

#[test]
fn the_samples_of_version_1_can_be_read() {
    holds(&sample!("contact-v1"), &contact(ROMY, "june@example.com"));
    let first = sample!("outbox-v1");
    let before = OutboxRecord {
        handed: None,
        seal: Seal::None,
        ..outbox(ROMY, 4)
    };
    assert_eq!(
        OutboxRecord::decode(&first.key, 1, &first.bytes),
        Ok(before)
    );
    let second = sample!("outbox-v2");
    let before = OutboxRecord {
        seal: Seal::None,
        ..outbox(ROMY, 4)
    };
    assert_eq!(
        OutboxRecord::decode(&second.key, 2, &second.bytes),
        Ok(before)
    );
    holds_as(3, &sample!("outbox-v3"), &outbox(ROMY, 4));
}

/// What version 1 did not know has its default.
#[test]
fn the_samples_of_accounts_can_be_read() {
    holds_as(2, &sample!("account-v2"), &account(ROMY));
    let first = sample!("account-v1");
    let mut before = account(ROMY);
    before.settings.client_certificate = String::new();
    before.settings.proxy = None;
    before.colour = None;
    assert_eq!(
        AccountRecord::decode(&first.key, 1, &first.bytes),
        Ok(before)
    );
}

/// Before there were requests, everybody was known.
#[test]
fn the_samples_of_conversations_can_be_read() {
    let owed = Owed {
        id: "m1".to_owned(),
        at: 7,
        seen: true,
    };
    let reading = Reading {
        marked: true,
        owed: Some(owed),
        place: "s1".to_owned(),
        due: true,
        mentions: 0,
    };
    let fourth = ConversationRecord {
        reading,
        ..conversation(ROMY, JUNE)
    };
    let newest = ConversationRecord {
        flags: Flags {
            pinned: Some(9),
            archived: true,
            muted_until: Some(Timestamp(i64::MAX)),
            level: Some(Level::Mentions),
            folder: "Work".to_owned(),
        },
        ..fourth.clone()
    };
    let fifth = sample!("conversation-v5");
    assert_eq!(
        ConversationRecord::decode(&fifth.key, 5, &fifth.bytes).as_ref(),
        Ok(&newest)
    );
    let mut sixth = newest;
    let last = sixth.last.as_mut().unwrap();
    (last.retracted, last.spoiler) = (true, true);
    let stored = sample!("conversation-v6");
    assert_eq!(
        ConversationRecord::decode(&stored.key, 6, &stored.bytes).as_ref(),
        Ok(&sixth)
    );
    let mut seventh = sixth;
    seventh.last.as_mut().unwrap().file = Some(AttachmentKind::Voice);
    let stored = sample!("conversation-v7");
    assert_eq!(
        ConversationRecord::decode(&stored.key, 7, &stored.bytes).as_ref(),
        Ok(&seventh)
    );
    let mut eighth = seventh;
    eighth.reading.mentions = 3;
    eighth.last.as_mut().unwrap().author = "jo".to_owned();
    let stored = sample!("conversation-v8");
    assert_eq!(
        ConversationRecord::decode(&stored.key, 8, &stored.bytes).as_ref(),
        Ok(&eighth)
    );
    let mut ninth = eighth;
    ninth.last.as_mut().unwrap().unreadable = true;
    ninth.sealing = Sealed::Always;
    let stored = sample!("conversation-v9");
    assert_eq!(
        ConversationRecord::decode(&stored.key, 9, &stored.bytes).as_ref(),
        Ok(&ninth)
    );
    let mut tenth = ninth;
    tenth.left_out = ["theo@waxwing.test".parse().unwrap()].into();
    tenth.opted_out = Some("why".to_owned());
    holds_as(10, &sample!("conversation-v10"), &tenth);
    let before = sample!("conversation-v4");
    assert_eq!(
        ConversationRecord::decode(&before.key, 4, &before.bytes),
        Ok(fourth)
    );
    let third = sample!("conversation-v3");
    assert_eq!(
        ConversationRecord::decode(&third.key, 3, &third.bytes),
        Ok(conversation(ROMY, JUNE))
    );
    let second = sample!("conversation-v2");
    assert_eq!(
        ConversationRecord::decode(&second.key, 2, &second.bytes),
        Ok(conversation(ROMY, JUNE))
    );
    let first = sample!("conversation-v1");
    assert_eq!(
        ConversationRecord::decode(&first.key, 1, &first.bytes),
        Ok(conversation(ROMY, JUNE))
    );
}

#[test]
fn the_samples_of_the_journal_can_be_read() {
    let gone = Entry::RemoveItem {
        conversation: JUNE,
        item: item(300),
    };
    let Op::SetState(failed) = set(1, conversation(ROMY, JUNE).last.unwrap().state, -1) else {
        unreachable!("made just so");
    };
    let mut message = said(300);
    let by = jid("example.org");
    message.dedup.push(Dedup::Stanza {
        by,
        id: "s300".to_owned(),
    });
    let exists = Entry::Conversation {
        id: JUNE,
        account: ROMY,
        jid: jid("june@example.com"),
    };
    let samples = [
        (
            sample!("journal-account-v1"),
            Entry::Account {
                id: ROMY,
                jid: jid("romy@example.org"),
            },
        ),
        (sample!("journal-conversation-v1"), exists),
        (sample!("journal-message-v1"), Entry::Message(message)),
        (sample!("journal-state-v1"), Entry::State(failed)),
        (sample!("journal-remove-item-v1"), gone),
        (
            sample!("journal-remove-conversation-v1"),
            Entry::RemoveConversation(JUNE),
        ),
        (
            sample!("journal-remove-account-v1"),
            Entry::RemoveAccount(ROMY),
        ),
    ];
    for (sample, entry) in samples {
        if !matches!(entry, Entry::Message(_)) {
            assert_eq!(entry.encode().unwrap(), sample.bytes, "{entry:?}");
        }
        assert_eq!(Entry::decode(1, &sample.bytes), Ok(entry));
        assert_eq!(Entry::decode(8, &sample.bytes), Err(Flaw::TooNew));
    }
}

/// What version 7 of the journal added.
#[test]
fn the_samples_of_the_seventh_journal_can_be_read() {
    let mut message = said(300);
    let sealed = Arc::make_mut(&mut message.message);
    sealed.text.clear();
    sealed.sealing = Some(Sealing::Waiting);
    sealed.sealed = Some("<message xmlns='jabber:client'/>".to_owned());
    let entry = Entry::Message(message);
    let sample = sample!("journal-sealed-message-v7");
    assert_eq!(entry.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(7, &sample.bytes), Ok(entry));
    let reached = Entry::Milestone(MilestoneRecord {
        conversation: JUNE,
        item: item(300),
        milestone: Milestone {
            stage: Stage::NotEncrypted,
            at: Timestamp(77),
            place: "june@example.com/5".to_owned(),
            detail: "undecided".to_owned(),
        },
    });
    let sample = sample!("journal-milestone-v7");
    assert_eq!(reached.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(7, &sample.bytes), Ok(reached));
}

/// What version 6 of the journal added.
#[test]
fn the_samples_of_the_sixth_journal_can_be_read() {
    let mut message = sends(300, vec![picture()]);
    let said = Arc::make_mut(&mut message.message);
    said.author = Some(Author {
        nick: "jo".to_owned(),
        occupant_id: "dd72".to_owned(),
        jid: Some(jid("jo@example.net")),
    });
    said.private = Some("jo".to_owned());
    said.moderated = Some(Moderated {
        by: "ann".to_owned(),
        reason: "spam".to_owned(),
    });
    let entry = Entry::Message(message);
    let sample = sample!("journal-room-message-v6");
    assert_eq!(entry.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(6, &sample.bytes), Ok(entry));
    let named = Entry::Named(NameRecord {
        account: ROMY,
        conversation: JUNE,
        item: item(300),
        by: jid("plans@rooms.example"),
        id: "s300".to_owned(),
    });
    let sample = sample!("journal-named-v6");
    assert_eq!(named.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(6, &sample.bytes), Ok(named));
    let previews = Entry::Previews(PreviewsRecord {
        conversation: JUNE,
        item: item(300),
        previews: vec![
            LinkPreview {
                url: "https://example.org/pier".to_owned(),
                title: "The pier".to_owned(),
                description: "Fish & chips\nby the sea".to_owned(),
                site: "Example".to_owned(),
            },
            LinkPreview::default(),
        ],
    });
    let sample = sample!("journal-previews-v6");
    assert_eq!(previews.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(6, &sample.bytes), Ok(previews));
}

/// What version 5 of the journal added.
#[test]
fn the_samples_of_the_fifth_journal_can_be_read() {
    let mut message = sends(300, vec![picture(), Attachment::default()]);
    Arc::make_mut(&mut message.message).unstyled = true;
    let entry = Entry::Message(message);
    let sample = sample!("journal-file-message-v5");
    assert_eq!(entry.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(5, &sample.bytes), Ok(entry));
    let renewed = Entry::Attachment(AttachmentRecord {
        conversation: JUNE,
        item: item(300),
        index: 1,
        attachment: Attachment {
            place: Place::Here("files/01/23456789abcdef".into()),
            ..picture()
        },
    });
    let sample = sample!("journal-attachment-v5");
    assert_eq!(renewed.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(5, &sample.bytes), Ok(renewed));
}

/// What version 4 of the journal added.
#[test]
fn the_samples_of_the_fourth_journal_can_be_read() {
    let planned = Entry::Milestone(MilestoneRecord {
        conversation: JUNE,
        item: item(300),
        milestone: Milestone {
            stage: Stage::Planned,
            at: Timestamp(76),
            place: String::new(),
            detail: String::new(),
        },
    });
    let gone = Entry::ForgetItem {
        conversation: JUNE,
        item: item(300),
    };
    let sample = sample!("journal-forget-item-v4");
    assert_eq!(gone.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(4, &sample.bytes), Ok(gone));
    let sample = sample!("journal-milestone-v4");
    assert_eq!(planned.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(4, &sample.bytes), Ok(planned));
}

/// What version 3 of the journal added.
#[test]
fn the_samples_of_the_third_journal_can_be_read() {
    let mut message = said(300);
    let mut rich = (*message.message).clone();
    rich.spoiler = Some("the end".to_owned());
    rich.retracted_at = Some(Timestamp(9));
    rich.about = Some(About {
        kind: ChangeKind::Reaction,
        of: "o299".to_owned(),
        subject: None,
        hidden: false,
    });
    rich.reply = Some(Reply {
        of: "o298".to_owned(),
        to: "june@example.com/phone".to_owned(),
        item: None,
        quote: "hello".to_owned(),
        mine: true,
    });
    message.message = Arc::new(rich);
    message.dedup.push(Dedup::Named {
        from: jid("june@example.com"),
        id: "n300".to_owned(),
    });
    let entry = Entry::Message(message);
    let sample = sample!("journal-message-v3");
    assert_eq!(entry.encode().unwrap(), sample.bytes);
    assert_eq!(Entry::decode(3, &sample.bytes), Ok(entry));
}

/// What version 2 of the journal added.
#[test]
fn the_samples_of_the_second_journal_can_be_read() {
    let mut message = said(300);
    let mut whole = (*message.message).clone();
    whole.state = State::Displayed;
    whole.displayed_at = Some(Timestamp(77));
    whole.stanza_id = "s300".to_owned();
    message.message = Arc::new(whole);
    let milestone = Entry::Milestone(MilestoneRecord {
        conversation: JUNE,
        item: item(300),
        milestone: Milestone {
            stage: Stage::Delivered,
            at: Timestamp(76),
            place: "june@example.com/desk".to_owned(),
            detail: String::new(),
        },
    });
    let samples = [
        (sample!("journal-message-v2"), Entry::Message(message)),
        (sample!("journal-milestone-v2"), milestone),
    ];
    for (sample, entry) in samples {
        assert_eq!(entry.encode().unwrap(), sample.bytes, "{entry:?}");
        assert_eq!(Entry::decode(2, &sample.bytes), Ok(entry));
    }
}

/// An archive of the first schema, with three messages.
#[tokio::test]
async fn the_sample_of_the_archive_can_be_read() {
    let profile = tempfile::tempdir().unwrap();
    let bytes = include_bytes!("../../../../tests/old-store/archive-v1.db");
    std::fs::write(profile.path().join("archive.db"), bytes).unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices, []);
    assert_eq!(contents.accounts.len(), 1, "taken over into the new store");
    assert_eq!(contents.conversations.len(), 2);
    let page = archive.page(JUNE, None, 10).await.unwrap();
    assert_eq!(texts(&page), ["text 1", "text 2", "text 3"]);
    assert!(archive.find(ROMY, vec![origin(2)]).await.unwrap().is_some());
    store.close().await;
}

/// An archive of the fifth schema: nobody in it is an occupant, and what comes in may be one's.
#[tokio::test]
async fn the_fifth_sample_of_the_archive_can_be_read() {
    let profile = tempfile::tempdir().unwrap();
    let bytes = include_bytes!("../../../../tests/old-store/archive-v5.db");
    std::fs::write(profile.path().join("archive.db"), bytes).unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices, []);
    let page = archive.page(JUNE, None, 10).await.unwrap();
    assert_eq!(texts(&page), ["text 1", "text 2", "text 3"]);
    assert!(page.items.iter().all(|one| one.author.is_none()));
    let mut record = said(9);
    let author = Author {
        nick: "jo".to_owned(),
        occupant_id: "dd72".to_owned(),
        jid: None,
    };
    Arc::make_mut(&mut record.message).author = Some(author.clone());
    store.commit(Op::PutMessage(record).into()).await.unwrap();
    let page = archive.page(JUNE, None, 10).await.unwrap();
    let authors: Vec<_> = page
        .items
        .iter()
        .filter_map(|one| one.author.clone())
        .collect();
    assert_eq!(authors, [author]);
    store.close().await;
}

/// An archive of the second schema: what stood with the keys stands in the message now.
#[tokio::test]
async fn the_second_sample_of_the_archive_can_be_read() {
    let profile = tempfile::tempdir().unwrap();
    let bytes = include_bytes!("../../../../tests/old-store/archive-v2.db");
    std::fs::write(profile.path().join("archive.db"), bytes).unwrap();
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices, []);
    let items = archive.page(JUNE, None, 10).await.unwrap().items;
    let [first, second, third] = items.as_slice() else {
        panic!("{items:?}");
    };
    assert_eq!(first.state, State::Delivered);
    assert_eq!(first.delivered_at, Some(Timestamp(77)));
    assert_eq!(second.sender, "june1@example.com/phone");
    assert_eq!(second.stanza_id, "1763719646123456");
    assert_eq!(second.origin_id, "4f6e8a1c-1111-4222-8333-123456789abc");
    assert!(second.delayed);
    let failed = State::Failed {
        condition: "gone".to_owned(),
        text: "moved".to_owned(),
    };
    assert_eq!((third.id, &third.state), (item(3), &failed));
    let keys = [
        Dedup::Stanza {
            by: jid("romy1@example.org"),
            id: second.stanza_id.clone(),
        },
        Dedup::Origin {
            from: jid("june1@example.com"),
            id: Dedup::weak_id(&second.origin_id, "text 2"),
        },
    ];
    for key in keys {
        let found = archive.find(ROMY, vec![key]).await.unwrap();
        assert_eq!(found.unwrap().item, item(2));
    }
    let hits = archive.search(Search {
        words: "TEX".to_owned(),
        limit: 10,
        ..Search::default()
    });
    assert_eq!(hits.await.unwrap().found.len(), 3);
    store.close().await;
}
