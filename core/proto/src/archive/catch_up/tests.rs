use super::*;
use crate::result_set::{Range, ResultSet};
use crate::stanza_error::StanzaError;

/// An archive and a store, as simple as they can be: the message number `n` is called `m{n}` and was
/// said at `n` seconds; what is here is ranges of numbers, newest first.
struct Scene {
    archive: std::ops::Range<i64>,
    cap: u32,
    here: Vec<(i64, i64)>,
    whole: bool,
    machine: CatchUp<i64>,
    asked: Vec<Query>,
    /// How many pages were stored.
    pages: usize,
    /// All that was stored.
    stored: std::collections::BTreeSet<i64>,
}

const SECOND: i64 = 1_000_000;

fn name(number: i64) -> String {
    format!("m{number}")
}

fn number(id: &str) -> i64 {
    id.trim_start_matches('m').parse().unwrap()
}

fn mark(number: i64) -> Mark {
    Mark {
        id: name(number),
        at: number * SECOND,
    }
}

impl Scene {
    fn new(count: i64, here: &[(i64, i64)], cap: u32) -> Self {
        let mut scene = Self {
            archive: 0..count,
            cap,
            here: here.to_vec(),
            whole: false,
            machine: CatchUp::new(Vec::new(), 250),
            asked: Vec::new(),
            pages: 0,
            stored: std::collections::BTreeSet::new(),
        };
        scene.machine = CatchUp::new(scene.spans(), 250);
        scene.machine.begin("s", false);
        scene
    }

    fn spans(&self) -> Vec<Stretch> {
        let last = self.here.len().saturating_sub(1);
        let all = self.here.iter().enumerate();
        all.map(|(index, (oldest, newest))| Stretch {
            oldest: mark(*oldest),
            newest: mark(*newest),
            whole: index == last && self.whole,
        })
        .collect()
    }

    /// Sends what is to be asked.
    fn ask(&mut self) -> usize {
        let before = self.asked.len();
        while let Some(query) = self.machine.next_query() {
            self.asked.push(query);
        }
        self.asked.len() - before
    }

    /// What the archive holds for a question, and whether there is nothing beyond.
    fn found(&self, query: &Query) -> (Vec<i64>, bool) {
        let max = i64::from(query.max.min(self.cap));
        let (start, end) = (self.archive.start, self.archive.end);
        let end = query.until.map_or(end, |until| end.min(until / SECOND + 1));
        let (from, to) = match &query.range {
            Range::Last => ((end - max).max(start), end),
            Range::Before(id) => ((number(id) - max).max(start), number(id)),
            Range::After(id) => (number(id) + 1, (number(id) + 1 + max).min(end)),
        };
        let complete = match query.range {
            Range::After(_) => to == end,
            _ => from == start,
        };
        ((from..to).collect(), complete)
    }

    fn give(&mut self, query: &Query, rows: &[i64]) {
        for row in rows {
            let row = Row {
                id: name(*row),
                stamp: Some(row * SECOND),
                content: *row,
            };
            self.machine.take(&query.id, row);
        }
    }

    fn end(&mut self, query: &Query, rows: &[i64], complete: bool) {
        let set = ResultSet {
            first: rows.first().map(|row| name(*row)),
            last: rows.last().map(|row| name(*row)),
            count: None,
        };
        let fin = Fin { complete, set };
        self.machine.answer(&query.id, Ok(Some(fin)));
    }

    /// The archive answers the question.
    fn answer(&mut self, query: &Query) {
        let (rows, complete) = self.found(query);
        self.give(query, &rows);
        self.end(query, &rows, complete);
    }

    fn refuse(&mut self, query: &Query, condition: Condition) {
        let error = PageError::Refused(StanzaError::new(condition));
        self.machine.answer(&query.id, Err(error));
    }

    /// Stores the pages that are there.
    fn store(&mut self) {
        while let Some(page) = self.machine.next_page() {
            self.pages += 1;
            let numbers: Vec<i64> = page.rows.iter().map(|row| row.content).collect();
            self.stored.extend(&numbers);
            if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
                let first = match &page.place {
                    Place::Above(id) => number(id),
                    _ => *first,
                };
                let last = match &page.place {
                    Place::Below(id) => number(id),
                    _ => *last,
                };
                self.here.push((first, last));
                self.join();
            }
            let upward = matches!(page.place, Place::Above(_));
            self.whole |= page.complete && !upward;
            self.machine.stored(self.spans(), !page.complete);
        }
    }

    fn join(&mut self) {
        self.here.sort_unstable();
        let mut joined: Vec<(i64, i64)> = Vec::new();
        for (first, last) in std::mem::take(&mut self.here) {
            match joined.last_mut() {
                Some(before) if before.1 >= first => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        joined.reverse();
        self.here = joined;
    }

    /// Works to the end.
    fn run(&mut self) {
        self.run_on(0);
    }

    /// Works to the end, from this question on.
    fn run_on(&mut self, first: usize) {
        for next in first..10_000 {
            self.ask();
            let Some(query) = self.asked.get(next).cloned() else {
                return;
            };
            self.answer(&query);
            self.store();
        }
        panic!("it never ends: {:?}", self.machine);
    }
}

#[test]
fn the_newest_page_comes_first_and_then_the_rest() {
    let mut scene = Scene::new(1_000, &[], 100);
    assert_eq!(scene.ask(), 1);
    assert_eq!(scene.asked[0].range, Range::Last);
    assert_eq!(scene.asked[0].max, 250);
    let query = scene.asked[0].clone();
    scene.answer(&query);
    scene.store();
    assert_eq!(scene.here, [(900, 999)]);
    assert!(scene.machine.has_looked(950 * SECOND));
    assert!(!scene.machine.has_looked(800 * SECOND));
    assert_eq!(scene.machine.stage(), Stage::Filling);
    let mut scene = Scene::new(1_000, &[], 100);
    scene.run();
    assert_eq!(scene.here, [(0, 999)]);
    assert_eq!(scene.machine.stage(), Stage::Done);
    assert!(scene.asked.len() <= 11, "{}", scene.asked.len());
}

#[test]
fn the_next_question_goes_out_with_the_first_result() {
    let mut scene = Scene::new(1_000, &[], 100);
    scene.ask();
    let query = scene.asked[0].clone();
    scene.give(&query, &[900]);
    assert_eq!(scene.ask(), 1);
    assert_eq!(scene.asked[1].range, Range::Before(name(900)));
    let next = scene.asked[1].clone();
    scene.give(&query, &(901..1_000).collect::<Vec<_>>());
    scene.give(&next, &[800]);
    assert_eq!(scene.ask(), 0, "two are enough");
    scene.end(&query, &[900, 999], false);
    assert_eq!(scene.ask(), 1);
}

#[test]
fn a_store_that_lags_behind_sets_the_pace() {
    let mut scene = Scene::new(5_000, &[], 100);
    scene.ask();
    let mut next = 0;
    while let Some(query) = scene.asked.get(next).cloned() {
        next += 1;
        scene.answer(&query);
        scene.ask();
    }
    assert_eq!(next, MAX_OPEN);
    scene.store();
    assert_eq!(scene.here, [(4_600, 4_999)]);
    assert_eq!(scene.ask(), 1);
}

#[test]
fn after_a_break_only_what_is_missing_is_fetched() {
    let mut scene = Scene::new(1_000, &[(0, 989)], 100);
    scene.whole = true;
    scene.machine = CatchUp::new(scene.spans(), 250);
    scene.machine.begin("s", false);
    scene.run();
    assert_eq!(scene.here, [(0, 999)]);
    assert_eq!(scene.asked.len(), 1);
    assert_eq!(scene.asked[0].max, LOOK);
    assert!(scene.machine.has_looked(0));
}

#[test]
fn gaps_are_healed_from_the_newest_to_the_oldest() {
    let mut scene = Scene::new(1_000, &[(600, 700), (100, 300)], 50);
    scene.run();
    assert_eq!(scene.here, [(0, 999)]);
    let asked: Vec<i64> = scene
        .asked
        .iter()
        .filter_map(|query| match &query.range {
            Range::Before(id) => Some(number(id)),
            _ => None,
        })
        .collect();
    assert!(asked.is_sorted_by(|one, next| one > next), "{asked:?}");
    // What is here is not fetched a second time, but for the page that meets it.
    assert!(scene.asked.len() <= 20, "{}", scene.asked.len());
}

#[test]
fn the_bounds_hold() {
    let mut scene = Scene::new(1_000, &[], 50);
    scene.machine.set_bounds(Bounds {
        horizon: Some(700 * SECOND),
        paused: false,
    });
    scene.run();
    assert_eq!(scene.here, [(700, 999)]);
    assert_eq!(scene.machine.stage(), Stage::Done);
    scene.machine.set_bounds(Bounds {
        horizon: None,
        paused: true,
    });
    assert_eq!(scene.machine.stage(), Stage::Paused);
    assert_eq!(scene.ask(), 0);
    scene.machine.set_bounds(Bounds::default());
    assert_eq!(scene.ask(), 1);
}

#[test]
fn a_pause_does_not_keep_what_is_new() {
    let mut scene = Scene::new(1_000, &[(400, 500)], 50);
    scene.machine.set_bounds(Bounds {
        horizon: None,
        paused: true,
    });
    scene.run();
    assert_eq!(scene.here, [(400, 999)]);
    assert_eq!(scene.machine.stage(), Stage::Paused);
}

#[test]
fn a_pause_from_the_beginning_keeps_all_but_the_newest_page() {
    let mut scene = Scene::new(1_000, &[], 50);
    scene.machine.set_bounds(Bounds {
        horizon: None,
        paused: true,
    });
    scene.run();
    assert_eq!(scene.here, [(950, 999)]);
    assert_eq!(scene.machine.stage(), Stage::Paused);
}

#[test]
fn a_session_that_breaks_in_every_page_costs_only_that_page() {
    let mut scene = Scene::new(2_000, &[], 100);
    let mut sessions = 0;
    while scene.here != [(0, 1_999)] {
        sessions += 1;
        assert!(sessions < 60);
        scene.machine.begin(&format!("s{sessions}-"), false);
        let before = scene.asked.len();
        scene.ask();
        let query = scene.asked[before].clone();
        scene.answer(&query);
        scene.store();
        scene.ask();
        if let Some(next) = scene.asked.get(before + 1).cloned() {
            scene.answer(&next);
            scene.store();
        }
        // The third page is never finished.
        scene.ask();
        if let Some(last) = scene.asked.get(before + 2).cloned() {
            scene.give(&last, &[0, 1, 2]);
        }
    }
}

#[test]
fn what_was_not_asked_for_is_not_taken() {
    let mut scene = Scene::new(10, &[], 100);
    scene.ask();
    let query = scene.asked[0].clone();
    let row = |id: &str| Row {
        id: id.to_owned(),
        stamp: Some(0),
        content: 0,
    };
    assert!(!scene.machine.take("s999", row("m1")));
    assert!(scene.machine.take(&query.id, row("m1")));
    assert!(
        scene.machine.take(&query.id, row("m1")),
        "twice counts once"
    );
    scene.end(&query, &[1], true);
    assert!(!scene.machine.take(&query.id, row("m2")), "too late");
    scene.machine.answer("s999", Err(PageError::Silence));
    scene.machine.answer(&query.id, Err(PageError::Silence));
    let page = scene.machine.next_page().unwrap();
    assert_eq!(page.rows.len(), 1);
}

#[test]
fn results_of_a_session_before_are_not_taken() {
    let mut scene = Scene::new(10, &[], 100);
    scene.ask();
    let query = scene.asked[0].clone();
    scene.machine.begin("t", false);
    scene.ask();
    scene.answer(&query);
    assert_eq!(scene.machine.next_page(), None);
    assert_ne!(scene.asked[1].id, query.id);
}

#[test]
fn a_page_with_holes_or_without_measure_is_asked_for_again() {
    let mut scene = Scene::new(500, &[], 500);
    scene.ask();
    let query = scene.asked[0].clone();
    scene.give(&query, &[400, 402]);
    scene.end(&query, &[401, 402], false);
    assert_eq!(scene.ask(), 1);
    let again = scene.asked[1].clone();
    assert_eq!((again.range.clone(), again.max), (Range::Last, 50));
    scene.give(&again, &(0..10_000).collect::<Vec<_>>());
    scene.end(&again, &[0, 9], false);
    assert_eq!(scene.ask(), 1);
    assert_eq!(scene.asked[2].max, 10);
    scene.machine.answer(&scene.asked[2].id, Ok(None));
    scene.run_on(3);
    assert_eq!(scene.here, [(0, 499)]);
}

#[test]
fn an_archive_that_never_answers_ends_it() {
    let mut scene = Scene::new(500, &[], 100);
    let mut next = 0;
    loop {
        scene.ask();
        let Some(query) = scene.asked.get(next).cloned() else {
            break;
        };
        next += 1;
        scene.machine.answer(&query.id, Err(PageError::Silence));
    }
    assert_eq!(next, 5);
    assert_eq!(scene.machine.stage(), Stage::Failed(PageError::Silence));
    scene.machine.retry();
    scene.run_on(next);
    assert_eq!(scene.here, [(0, 499)]);
}

#[test]
fn a_server_without_an_archive_is_asked_once() {
    let mut scene = Scene::new(500, &[], 100);
    scene.ask();
    let query = scene.asked[0].clone();
    scene.refuse(&query, Condition::ServiceUnavailable);
    assert_eq!(scene.ask(), 0);
    assert!(matches!(scene.machine.stage(), Stage::Failed(_)));
    scene.machine.begin("t", false);
    assert_eq!(scene.ask(), 1, "the next session may know better");
}

#[test]
fn an_end_that_has_expired_is_found_by_its_time() {
    let mut scene = Scene::new(1_000, &[(500, 999)], 100);
    scene.ask();
    let top = scene.asked[0].clone();
    scene.answer(&top);
    scene.store();
    scene.ask();
    let query = scene.asked[1].clone();
    assert_eq!(query.range, Range::Before(name(500)));
    scene.refuse(&query, Condition::ItemNotFound);
    scene.ask();
    let again = scene.asked[2].clone();
    assert_eq!(
        (again.range, again.until),
        (Range::Last, Some(500 * SECOND))
    );
    scene.run_on(2);
    assert_eq!(scene.here, [(0, 999)]);
}

#[test]
fn an_archive_that_denies_what_was_there_is_asked_again() {
    let mut scene = Scene::new(1_000, &[(0, 499)], 100);
    scene.ask();
    let top = scene.asked[0].clone();
    scene.answer(&top);
    scene.store();
    scene.ask();
    let below = scene.asked[1].clone();
    scene.end(&below, &[], true);
    scene.store();
    assert_eq!(scene.machine.stage(), Stage::Looking);
    scene.run_on(2);
    assert_eq!(scene.here, [(0, 999)]);

    // What it says each time is so: the rest has expired.
    let mut scene = Scene::new(1_000, &[(0, 499)], 100);
    while scene.pages < 2 {
        scene.ask();
        let query = scene.asked.last().cloned().unwrap();
        match scene.asked.len() {
            1 => scene.answer(&query),
            _ => scene.end(&query, &[], true),
        }
        scene.store();
    }
    assert_eq!(scene.asked.len(), 4);
}

#[test]
fn an_archive_that_repeats_itself_ends_it() {
    let mut scene = Scene::new(1_000, &[], 100);
    let mut next = 0;
    loop {
        scene.ask();
        let Some(query) = scene.asked.get(next).cloned() else {
            break;
        };
        next += 1;
        assert!(next < 20);
        let rows: Vec<i64> = (900..1_000).collect();
        scene.give(&query, &rows);
        scene.end(&query, &rows, false);
        scene.store();
    }
    assert_eq!(scene.machine.stage(), Stage::Failed(PageError::Stuck));
    assert_eq!(scene.here, [(900, 999)]);
}

/// What spoils the session when it is sent.
#[test]
fn a_message_that_nobody_can_read_is_stepped_over() {
    const POISON: i64 = 555;
    let mut scene = Scene::new(1_000, &[], 100);
    let (mut next, mut sessions) = (0, 0);
    while scene.here.first() != Some(&(0, 999)) {
        scene.ask();
        let Some(query) = scene.asked.get(next).cloned() else {
            panic!("{:?}", scene.machine.stage());
        };
        next += 1;
        let (rows, complete) = scene.found(&query);
        let readable: Vec<i64> = rows
            .iter()
            .copied()
            .take_while(|one| *one != POISON)
            .collect();
        scene.give(&query, &readable);
        if readable.len() == rows.len() {
            scene.end(&query, &rows, complete);
            scene.store();
        } else {
            sessions += 1;
            assert!(sessions < 30);
            scene.machine.begin(&format!("s{sessions}-"), true);
            next = scene.asked.len();
        }
    }
    assert!(sessions >= 5, "it was not given up lightly: {sessions}");
    let readable = (0..1_000).filter(|one| *one != POISON);
    assert!(
        readable.eq(scene.stored.iter().copied()),
        "it costs itself and nothing else"
    );
}

#[test]
fn poison_everywhere_ends_it() {
    let mut scene = Scene::new(1_000, &[(0, 500)], 100);
    let mut sessions = 0;
    while scene.ask() > 0 {
        sessions += 1;
        assert!(sessions < 20);
        scene.machine.begin("s", true);
    }
    assert_eq!(scene.machine.stage(), Stage::Failed(PageError::Poison));
}

#[test]
fn a_long_session_looks_at_what_became_of_its_words() {
    let mut scene = Scene::new(1_000, &[], 100);
    scene.run();
    scene.archive.end = 1_250;
    assert!(scene.machine.is_at_rest());
    scene.machine.audit();
    let next = scene.asked.len();
    assert!(!scene.machine.is_at_rest(), "to be asked");
    assert_eq!(scene.ask(), 1);
    assert!(!scene.machine.is_at_rest(), "asked");
    let range = &scene.asked[next].range;
    let what = "from a little before: a row may be shown late";
    assert_eq!(*range, Range::After(name(976)), "{what}");
    assert_eq!(scene.machine.stage(), Stage::Done, "nobody has to see it");
    scene.run_on(next);
    assert_eq!(scene.here, [(0, 1_249)]);
    assert!(scene.machine.is_at_rest());
    // The newest that is here has been taken out of the archive.
    scene.archive.end = 1_260;
    scene.machine.audit();
    let next = scene.asked.len();
    scene.ask();
    let query = scene.asked[next].clone();
    scene.refuse(&query, Condition::ItemNotFound);
    scene.run_on(next + 1);
    assert_eq!(scene.here, [(0, 1_259)]);
}

#[test]
fn what_is_shown_late_comes_with_the_next_look() {
    let mut scene = Scene::new(1_000, &[], 100);
    // The last but two was not to be seen yet.
    scene.ask();
    let query = scene.asked[0].clone();
    let (mut rows, complete) = scene.found(&query);
    rows.retain(|row| *row != 997);
    scene.give(&query, &rows);
    scene.end(&query, &rows, complete);
    scene.store();
    scene.run_on(1);
    assert!(!scene.stored.contains(&997));
    scene.machine.audit();
    let next = scene.asked.len();
    scene.ask();
    scene.run_on(next);
    assert!(scene.stored.contains(&997));
    assert_eq!(scene.machine.stage(), Stage::Done);
}

proptest::proptest! {
    #[test]
    fn everything_is_here_in_the_end(
        count in 0_i64..400,
        cap in 1_u32..60,
        cuts in proptest::collection::vec(0_i64..400, 0..6),
        breaks in proptest::collection::vec(1_usize..8, 0..6),
    ) {
        let mut cuts: Vec<i64> = cuts.into_iter().filter(|cut| *cut < count).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut here: Vec<(i64, i64)> = cuts.chunks_exact(2).map(|two| (two[0], two[1])).collect();
        here.reverse();
        let mut scene = Scene::new(count, &here, cap);
        let mut next = 0;
        for (session, questions) in breaks.iter().enumerate() {
            scene.machine.begin(&format!("s{session}-"), false);
            next = scene.asked.len();
            for _ in 0..*questions {
                scene.ask();
                let Some(query) = scene.asked.get(next).cloned() else { break };
                next += 1;
                scene.answer(&query);
                scene.store();
            }
        }
        scene.run_on(next);
        let all: &[(i64, i64)] = if count > 0 { &[(0, count - 1)] } else { &[] };
        proptest::prop_assert_eq!(&scene.here[..], all);
        proptest::prop_assert_eq!(scene.machine.stage(), Stage::Done);
    }
}
