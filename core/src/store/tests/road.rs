//! What goes in comes out: after a commit, after a restart, and after a crash anywhere on the road
//! from the journal to the archive.

use super::super::database::Database;
use super::super::plan::Plan;
use super::super::tree::Tree;
use super::super::unit::MAX_ENTRIES;
use super::*;
use crate::Error;
use crate::archive::Found;

#[tokio::test]
async fn everything_small_is_there_after_a_restart() {
    let profile = tempfile::tempdir().unwrap();
    let (store, _archive, contents) = open(profile.path());
    draw_ids(&store);
    assert!(contents.accounts.is_empty() && contents.notices.is_empty());
    let unit = Unit::new()
        .with(Op::PutAccount(account(ROMY)))
        .with(Op::PutContact(contact(ROMY, "june@example.com")))
        .with(Op::PutContact(contact(ROMY, "gone@example.com")))
        .with(Op::PutConversation(conversation(ROMY, JUNE)))
        .with(Op::PutOutbox(outbox(ROMY, 5)))
        .with(Op::PutOutbox(outbox(ROMY, 4)));
    store.commit(unit).await.unwrap();
    let gone = jid("gone@example.com");
    store.put(
        Op::RemoveContact {
            account: ROMY,
            jid: gone,
        }
        .into(),
    );
    store.put(
        Op::RemoveOutbox {
            account: ROMY,
            seq: 9,
        }
        .into(),
    );
    store.close().await;

    let (_store, _archive, contents) = open(profile.path());
    assert_eq!(contents.accounts, [account(ROMY)]);
    assert_eq!(contents.contacts, [contact(ROMY, "june@example.com")]);
    assert_eq!(contents.conversations, [conversation(ROMY, JUNE)]);
    assert_eq!(contents.outbox, [outbox(ROMY, 4), outbox(ROMY, 5)]);
}

#[tokio::test]
async fn what_was_asked_before_closing_is_written_without_waiting() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, contents) = open(profile.path());
    store.put(Op::PutAccount(account(ROMY)).into());
    drop((store, archive, contents));
    eventually("the profile is free again", || {
        Store::open(profile.path()).is_ok_and(|(_, _, contents)| contents.accounts.len() == 1)
    });
}

#[tokio::test]
async fn ids_never_come_twice() {
    let profile = tempfile::tempdir().unwrap();
    let (mut seq, mut conversation, mut account_id) = (0, ConversationId(0), AccountId(0));
    for _ in 0..3 {
        let (store, _archive, _contents) = open(profile.path());
        for _ in 0..3 {
            assert!(store.next_seq() > seq);
            seq = store.next_seq();
            let id = store.next_conversation();
            assert!(id > conversation);
            conversation = id;
            let id = store.next_account();
            assert!(id > account_id);
            account_id = id;
        }
        store
            .commit(Op::PutAccount(account(account_id)).into())
            .await
            .unwrap();
        store
            .commit(Op::RemoveAccount(account_id).into())
            .await
            .unwrap();
        store.close().await;
    }
}

#[tokio::test]
async fn a_page_sees_what_was_handed_over_before() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    for n in 1..=5 {
        // Nobody waits for the commit: the question stands behind it all the same.
        let committed = store.commit(Op::PutMessage(said(n)).into());
        let page = archive.page(JUNE, None, 1).await.unwrap();
        assert_eq!(texts(&page), [format!("text {n}")]);
        assert_eq!(page.older, n > 1);
        committed.await.unwrap();
    }
    let found = archive
        .find(ROMY, vec![origin(77), origin(3)])
        .await
        .unwrap();
    let third = Found {
        conversation: JUNE,
        item: item(3),
    };
    assert_eq!(found, Some(third));
    assert_eq!(
        archive.find(AccountId(2), vec![origin(3)]).await.unwrap(),
        None
    );
    let page = archive.page(JUNE, Some(item(4)), 2).await.unwrap();
    assert_eq!(texts(&page), ["text 2", "text 3"]);
    assert!(page.older);
    let page = archive.page(JUNE, Some(item(2)), 2).await.unwrap();
    assert_eq!(texts(&page), ["text 1"]);
    assert!(!page.older);
}

#[tokio::test]
async fn a_message_comes_out_as_it_went_in() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    let mut record = said(1);
    // Longer than a value of the database may be, and with everything that text can have in it.
    let message = Arc::make_mut(&mut record.message);
    message.text = "line\n\0\u{202e}✓ ".repeat(20_000);
    message.id.at = Timestamp(-5);
    message.sent_at = Some(Timestamp(1));
    message.delivered_at = Some(Timestamp(i64::MAX));
    message.delayed = true;
    message.state = State::Failed {
        condition: "gone".to_owned(),
        text: String::new(),
    };
    let item = message.id;
    store
        .commit(Op::PutMessage(record.clone()).into())
        .await
        .unwrap();
    let found = archive.get(JUNE, item).await.unwrap();
    assert_eq!(found, Some(Arc::clone(&record.message)));
    store.close().await;
    let (_store, archive, _contents) = open(profile.path());
    assert_eq!(archive.get(JUNE, item).await.unwrap(), Some(record.message));
    assert_eq!(archive.get(ConversationId(2), item).await.unwrap(), None);
}

/// The states that come, where it ends, and when it was sent and delivered.
type Case<'a> = (&'a [&'a State], &'a State, [Option<i64>; 2]);

#[tokio::test]
async fn a_state_only_moves_forward() {
    let failed = State::Failed {
        condition: "gone".to_owned(),
        text: "away".to_owned(),
    };
    let (pending, sent, delivered) = (State::Pending, State::Sent, State::Delivered);
    let cases: [Case<'_>; 7] = [
        (&[&sent, &delivered], &delivered, [Some(1), Some(2)]),
        (&[&delivered, &sent], &delivered, [Some(2), Some(1)]),
        (&[&delivered, &failed], &delivered, [None, Some(1)]),
        (&[&sent, &pending, &sent], &sent, [Some(1), None]),
        (&[&sent, &failed], &failed, [Some(1), None]),
        (&[&failed, &sent], &failed, [None, None]),
        (&[&failed, &pending, &sent], &sent, [Some(3), None]),
    ];
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    for (n, (steps, end, times)) in (1..).zip(cases) {
        store.commit(Op::PutMessage(said(n)).into()).await.unwrap();
        for (at, step) in (1..).zip(steps) {
            store
                .commit(set(n, (*step).clone(), at).into())
                .await
                .unwrap();
        }
        let message = archive.get(JUNE, item(n)).await.unwrap().unwrap();
        assert_eq!(message.state, *end, "{steps:?}");
        let times = times.map(|at| at.map(Timestamp));
        assert_eq!([message.sent_at, message.delivered_at], times, "{steps:?}");
    }
}

/// For every place where a crash can leave the archive and the journal: the archive has taken in
/// everything before `taken`, the journal has forgotten everything before `forgotten`.
#[tokio::test]
async fn a_crash_anywhere_on_the_road_loses_and_doubles_nothing() {
    let failed = State::Failed {
        condition: "gone".to_owned(),
        text: String::new(),
    };
    let ops = [
        Op::PutMessage(said(1)),
        set(1, State::Sent, 5),
        Op::PutMessage(said(2)),
        set(1, State::Delivered, 6),
        set(2, failed, 7),
        set(2, State::Pending, 8),
        Op::PutMessage(said(3)),
        Op::RemoveItem {
            conversation: JUNE,
            item: item(3),
        },
        set(2, State::Sent, 9),
    ];
    let expected = outcome(&ops, &ops[..0]).await;
    assert_eq!(texts(&expected), ["text 1", "text 2"]);
    for taken in 0..=ops.len() {
        for forgotten in [0, taken / 2, taken] {
            let page = outcome(&ops[..taken], &ops[forgotten..]).await;
            assert_eq!(page, expected, "taken {taken}, forgotten {forgotten}");
        }
    }
}

/// What a start makes of an archive that has taken some operations in, and a journal with others.
async fn outcome(taken: &[Op], left: &[Op]) -> Page {
    let profile = tempfile::tempdir().unwrap();
    let (store, _archive, _contents) = open(profile.path());
    store.commit(taken.iter().cloned().collect()).await.unwrap();
    store.close().await;
    let database = Database::open(&profile.path().join("store-v1")).unwrap();
    assert!(
        database.scan(Tree::Inbox, &[]).unwrap().is_empty(),
        "forgotten when closed"
    );
    let plan = Plan::new(&left.iter().cloned().collect(), 40, &Default::default()).unwrap();
    database.apply(&plan.writes).unwrap();
    database.barrier().unwrap();
    drop(database);

    let (store, archive, _contents) = open(profile.path());
    let page = archive.page(JUNE, None, 10).await.unwrap();
    store.close().await;
    page
}

#[tokio::test]
async fn an_account_goes_with_everything_it_has() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    draw_ids(&store);
    let (other, theirs) = (AccountId(2), ConversationId(2));
    for (account_id, id) in [(ROMY, JUNE), (other, theirs)] {
        let unit = Unit::new()
            .with(Op::PutAccount(account(account_id)))
            .with(Op::PutConversation(conversation(account_id, id)))
            .with(Op::PutOutbox(outbox(account_id, 1)))
            .with(Op::PutMessage(MessageRecord {
                account: account_id,
                conversation: id,
                ..said(u64::from(id.0))
            }));
        store.commit(unit).await.unwrap();
        for portion in 0..3 {
            let contacts = (0..700).map(|n| format!("c{portion}-{n}@example.com"));
            let put = contacts.map(|address| Op::PutContact(contact(account_id, &address)));
            store.commit(put.collect()).await.unwrap();
        }
    }
    store.commit(Op::RemoveAccount(ROMY).into()).await.unwrap();
    assert_eq!(archive.find(ROMY, vec![origin(1)]).await.unwrap(), None);
    store.close().await;

    let (_store, archive, contents) = open(profile.path());
    assert_eq!(contents.accounts, [account(other)]);
    assert_eq!(contents.contacts.len(), 2_100);
    assert!(
        contents
            .contacts
            .iter()
            .all(|contact| contact.account == other)
    );
    assert_eq!(contents.conversations, [conversation(other, theirs)]);
    assert_eq!(contents.outbox, [outbox(other, 1)]);
    assert!(archive.page(JUNE, None, 10).await.unwrap().items.is_empty());
    assert_eq!(archive.page(theirs, None, 10).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_crash_while_an_account_goes_leaves_nothing_of_it() {
    let profile = tempfile::tempdir().unwrap();
    let (store, _archive, _contents) = open(profile.path());
    let unit = Unit::new()
        .with(Op::PutContact(contact(ROMY, "june@example.com")))
        .with(Op::PutOutbox(outbox(ROMY, 1)));
    store.commit(unit).await.unwrap();
    store.close().await;
    let (store, _archive, contents) = open(profile.path());
    assert!(contents.contacts.is_empty() && contents.outbox.is_empty());
    store.close().await;
    let database = Database::open(&profile.path().join("store-v1")).unwrap();
    for tree in Tree::OF_ACCOUNTS {
        assert!(database.scan(tree, &[]).unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_removed_conversation_has_no_history() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    for portion in 0..2 {
        let said = (1..=600).map(|n| Op::PutMessage(said(600 * portion + n)));
        store.commit(said.collect()).await.unwrap();
    }
    let remove = Op::RemoveConversation {
        account: ROMY,
        conversation: JUNE,
    };
    store.commit(remove.into()).await.unwrap();
    assert_eq!(archive.page(JUNE, None, 1).await.unwrap(), Page::default());
    assert_eq!(archive.find(ROMY, vec![origin(1)]).await.unwrap(), None);
    assert_eq!(archive.find(ROMY, vec![origin(1_200)]).await.unwrap(), None);
}

#[tokio::test]
async fn a_unit_is_all_or_nothing_and_bounded() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive, _contents) = open(profile.path());
    let unit = |count: u64| {
        (1..=count)
            .map(|n| Op::PutMessage(said(n)))
            .collect::<Unit>()
    };
    let bound = MAX_ENTRIES as u64;
    let refused = store.commit(unit(bound + 1)).await;
    assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
    assert!(archive.page(JUNE, None, 1).await.unwrap().items.is_empty());
    store.commit(unit(bound)).await.unwrap();
    let page = archive.page(JUNE, None, u32::MAX).await.unwrap();
    assert_eq!(page.items.len(), 500, "a page is bounded too");
    assert!(page.older);
}

#[tokio::test]
async fn a_shrinking_record_leaves_no_pieces() {
    let profile = tempfile::tempdir().unwrap();
    let (store, _archive, _contents) = open(profile.path());
    draw_ids(&store);
    let mut entry = outbox(ROMY, 1);
    store
        .commit(Op::PutAccount(account(ROMY)).into())
        .await
        .unwrap();
    for length in [200_000, 40_000, 70_000, 10] {
        entry.stanza = "x".repeat(length);
        store
            .commit(Op::PutOutbox(entry.clone()).into())
            .await
            .unwrap();
    }
    store
        .commit(
            Op::PutOutbox(OutboxRecord {
                seq: 2,
                stanza: "y".repeat(200_000),
                ..entry.clone()
            })
            .into(),
        )
        .await
        .unwrap();
    store
        .commit(
            Op::RemoveOutbox {
                account: ROMY,
                seq: 2,
            }
            .into(),
        )
        .await
        .unwrap();
    store.close().await;
    let (_store, _archive, contents) = open(profile.path());
    assert_eq!(contents.outbox, [entry]);
}
