//! Pages from the midst of an archive: they stand apart until everything between is here.

use super::page::{
    Answer, Chance, NOON, SECOND, Server, ask, assert_same, everything, next_query, ours, spans,
    stage, take, theirs,
};
use super::*;
use crate::archive::{Archived, PagePlace, Span};

/// How many archives; another number finds more.
const SEEDS: u64 = 8;

/// Something was said every half hour, `many` times.
fn steady(many: usize) -> Server {
    let mut server = Server::default();
    for number in 0..many {
        let id = format!("s{number}");
        let content = match number % 5 {
            0 => ours(&id, ConversationId(2)),
            1 => Archived::Nothing,
            2 => ours(&id, JUNE),
            _ => theirs(&id, JUNE),
        };
        server.add(&id, NOON + number as i64 * 1_800 * SECOND, content);
    }
    server
}

fn names(spans: &[Span]) -> Vec<(&str, &str)> {
    spans
        .iter()
        .map(|span| (&*span.oldest.id, &*span.newest.id))
        .collect()
}

#[tokio::test]
async fn a_page_of_a_date_stands_between_two_gaps() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let server = steady(100);
    take(&store, &archive, PagePlace::Top, server.before(None, 10)).await;
    let middle = server.before(Some("s50"), 6);
    let outcome = take(&store, &archive, PagePlace::Aside, middle).await;
    assert_eq!(names(&outcome.spans), [("s90", "s99"), ("s44", "s49")]);
    let old = server.before(Some("s20"), 3);
    let outcome = take(&store, &archive, PagePlace::Aside, old).await;
    let three = [("s90", "s99"), ("s44", "s49"), ("s17", "s19")];
    assert_eq!(names(&outcome.spans), three);
    // What follows one of them makes it longer.
    let next = outcome.spans[1].id;
    let above = server.after("s49", 4);
    let outcome = take(&store, &archive, PagePlace::Above(next), above).await;
    assert_eq!(names(&outcome.spans)[1], ("s44", "s53"));
    let texts = everything(&archive, JUNE).await;
    assert!(texts.is_sorted_by_key(|message| message.id));
    // The gaps close from above.
    let mut now = outcome.spans;
    while let Some(below) = now.first().filter(|top| !top.whole) {
        let place = PagePlace::Below(below.id);
        let answer = ask(&server, &now, place, 7);
        now = take(&store, &archive, place, answer).await.spans;
    }
    assert_same(&server, &archive, "closed").await;
    store.close().await;
}

#[tokio::test]
async fn the_beginning_of_an_archive_is_known_as_such() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let server = steady(60);
    take(&store, &archive, PagePlace::Top, server.before(None, 5)).await;
    let second = server.before(Some("s8"), 3);
    take(&store, &archive, PagePlace::Aside, second).await;
    let first = server.before(Some("s3"), 9);
    let outcome = take(&store, &archive, PagePlace::Aside, first).await;
    let whole: Vec<bool> = outcome.spans.iter().map(|span| span.whole).collect();
    assert_eq!(whole, [false, false, true]);
    store.close().await;
}

/// Nobody can say where such a page belongs: nothing of it is kept, and nothing is lost by that.
#[tokio::test]
async fn a_page_without_a_date_to_go_by_is_left_out() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let server = steady(60);
    take(&store, &archive, PagePlace::Top, server.before(None, 10)).await;
    let before = spans(&archive).await;
    let said = everything(&archive, JUNE).await.len();
    let bend = |bend: fn(usize, i64) -> i64| {
        let mut answer: Answer = server.before(Some("s30"), 5);
        for (index, row) in answer.rows.iter_mut().enumerate() {
            row.stamp = Timestamp(bend(index, row.stamp.0));
        }
        answer
    };
    let lies = [
        bend(|index, stamp| stamp - index as i64 * 7_200 * SECOND),
        bend(|_, _| 0),
        bend(|_, _| i64::MAX),
        bend(|_, _| i64::MIN),
        bend(|index, stamp| if index == 2 { 0 } else { stamp }),
        // Later than everything, and a moment before what is here.
        bend(|_, stamp| stamp + 900 * 86_400 * SECOND),
        bend(|_, _| NOON + 50 * 1_800 * SECOND - SECOND),
    ];
    for (number, lie) in lies.into_iter().enumerate() {
        let outcome = take(&store, &archive, PagePlace::Aside, lie).await;
        assert_eq!(outcome.spans, before, "lie {number}");
        assert_eq!(everything(&archive, JUNE).await.len(), said, "lie {number}");
    }
    store.close().await;
}

/// Wherever one looks in between, in the end everything is here once and in order.
#[tokio::test]
async fn whatever_is_looked_at_on_the_way_all_of_it_is_here_at_the_end() {
    for seed in 0..SEEDS {
        let mut chance = Chance(super::damage::Chance(seed + 77));
        let profile = tempfile::tempdir().unwrap();
        let (store, archive) = stage(profile.path()).await;
        let server = steady(80 + chance.below(60));
        let top = 1 + chance.below(9);
        let mut now = take(&store, &archive, PagePlace::Top, server.before(None, top))
            .await
            .spans;
        for page in 0.. {
            assert!(page < 1_000, "seed {seed}: it comes to no end: {now:?}");
            if chance.one_in(3) {
                let id = format!("s{}", 1 + chance.below(server.rows.len() - 1));
                let answer = server.before(Some(&id), 1 + chance.below(12));
                now = take(&store, &archive, PagePlace::Aside, answer).await.spans;
            }
            let Some(place) = next_query(&now, chance.one_in(2)) else {
                break;
            };
            let answer = ask(&server, &now, place, 1 + chance.below(9));
            now = take(&store, &archive, place, answer).await.spans;
        }
        assert_same(&server, &archive, &format!("seed {seed}")).await;
        store.close().await;
    }
}
