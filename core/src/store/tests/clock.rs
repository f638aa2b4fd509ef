//! The clock of the machine is set back by a year: what is said then still comes after what was
//! said before, in the window and after every restart, and no id comes twice.

use crate::command::conversation::Command as C;
use crate::event::conversation::Event as Told;
use crate::{Command, Config, Engine, Event, Events, Timeline};

use super::*;

/// A year, in microseconds.
const YEAR: i64 = 365 * 24 * 60 * 60 * 1_000_000;

/// A conversation whose last message is of next year, as this clock sees it.
async fn of_next_year(profile: &Path) -> ItemId {
    let (store, _archive, _) = open(profile);
    let (romy, june) = (store.next_account(), store.next_conversation());
    assert_eq!((romy, june), (ROMY, JUNE));
    let at = Timestamp(Timestamp::now().0 + YEAR);
    let seq = store.next_seq();
    let mut message = said(seq);
    let mut content = (*message.message).clone();
    content.id = ItemId { at, seq };
    message.message = Arc::new(content);
    let last = Preview {
        text: "text 1".to_owned(),
        at,
        direction: Direction::Outgoing,
        state: State::Pending,
        ..Preview::default()
    };
    let unit = Unit::new()
        .with(Op::PutAccount(AccountRecord {
            enabled: false,
            ..account(ROMY)
        }))
        .with(Op::PutConversation(ConversationRecord {
            last: Some(last),
            read_upto: None,
            unread: 0,
            ..conversation(ROMY, JUNE)
        }))
        .with(Op::PutMessage(message));
    store.commit(unit).await.unwrap();
    store.close().await;
    ItemId { at, seq }
}

/// Waits until the open conversation has so many messages.
fn read(events: &mut Events, timeline: &mut Timeline, count: usize) {
    while timeline.items().len() < count {
        match events.blocking_next().expect("the engine goes on") {
            Event::Conversation(Told::Timeline(JUNE, change)) => timeline.apply(change),
            Event::StoreFailed(error) => panic!("{error}"),
            _ => {}
        }
    }
}

#[test]
fn set_back_by_a_year_it_keeps_the_order() {
    let profile = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let first = runtime.block_on(of_next_year(profile.path()));
    let mut expected = vec!["text 1".to_owned()];
    for start in 0..3 {
        let (engine, mut events) = Engine::start(Config::new(profile.path())).unwrap();
        let mut timeline = Timeline::default();
        engine.send(Command::Conversation(JUNE, C::Open));
        read(&mut events, &mut timeline, expected.len());
        for n in 0..2 {
            let text = format!("said {start} {n}");
            expected.push(text.clone());
            engine.send(Command::Conversation(JUNE, C::say(text)));
            read(&mut events, &mut timeline, expected.len());
        }
        let texts = timeline.items().iter().map(|item| item.text.clone());
        assert_eq!(texts.collect::<Vec<_>>(), expected);
        let ids: Vec<ItemId> = timeline.items().iter().map(|item| item.id).collect();
        assert_eq!(ids[0], first);
        assert!(ids.is_sorted_by(|one, next| one.at < next.at && one.seq < next.seq));
        engine.send(Command::Shutdown);
        while let Some(event) = events.blocking_next() {
            assert!(!matches!(event, Event::StoreFailed(_)), "{event:?}");
        }
    }
}
