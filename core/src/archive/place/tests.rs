use super::*;

const NOW: Timestamp = Timestamp(1_704_067_200 * SECOND);

fn at(micros: i64) -> Timestamp {
    Timestamp(NOW.0 - 1_000 * SECOND + micros)
}

fn row(id: &str, stamp: i64) -> Row<'_> {
    Row {
        id,
        stamp: at(stamp),
        settled: None,
        new: true,
    }
}

fn span(id: i64, oldest: (&str, i64), newest: (&str, i64)) -> Span {
    let mark = |(id, micros): (&str, i64)| Mark {
        id: id.to_owned(),
        at: at(micros),
    };
    Span {
        id: SpanId(id),
        oldest: mark(oldest),
        newest: mark(newest),
        whole: false,
    }
}

fn places(plan: &Plan) -> Vec<Option<i64>> {
    let micros = |place: &Option<Timestamp>| place.map(|place| place.0 - at(0).0);
    plan.places.iter().map(micros).collect()
}

#[test]
fn the_first_page_keeps_its_stamps_in_order() {
    let rows = [row("a", 0), row("b", 0), row("c", SECOND), row("d", 7)];
    let plan = plan(&[], PagePlace::Top, &rows, false, NOW).unwrap();
    // The clock was set back before `d`: it stands behind `c`, and the others are not moved.
    let found = places(&plan);
    assert_eq!(found[..2], [Some(0), Some(STEP)]);
    assert!(found.is_sorted());
    let merged = plan.span.unwrap();
    assert_eq!((merged.id, merged.whole), (None, false));
    assert_eq!((&*merged.oldest.id, &*merged.newest.id), ("a", "d"));
}

#[test]
fn a_stamp_that_cannot_be_counts_for_nothing() {
    let never = Row {
        stamp: Timestamp(i64::MAX),
        ..row("b", 0)
    };
    let rows = [row("a", 0), never, row("c", 5)];
    let plan = plan(&[], PagePlace::Top, &rows, true, NOW).unwrap();
    assert_eq!(places(&plan), [Some(0), Some(5), Some(6)]);
    assert!(plan.span.unwrap().whole);
}

#[test]
fn a_row_that_the_archive_shows_late_stands_where_it_belongs() {
    let spans = [span(1, ("a", 0), ("e", 90))];
    let known = |id, stamp| Row {
        settled: Some(at(stamp)),
        new: false,
        ..row(id, stamp)
    };
    let rows = [known("b", 10), row("c", 20), row("d", 30), known("e", 90)];
    let plan = plan(&spans, PagePlace::Top, &rows, false, NOW).unwrap();
    assert_eq!(places(&plan), [None, Some(20), Some(30), None]);
    let merged = plan.span.unwrap();
    assert_eq!((merged.id, merged.oldest.at), (Some(SpanId(1)), at(0)));
    assert_eq!((&*merged.newest.id, merged.newest.at), ("e", at(90)));
}

/// The page begins with them or ends with them, so nothing in it says what they stand between.
#[test]
fn rows_that_the_archive_shows_late_at_the_edge_of_a_page_stand_where_they_belong() {
    let spans = [
        span(1, ("a", 0), ("h", 90 * SECOND)),
        span(2, ("t", 200 * SECOND), ("z", 300 * SECOND)),
    ];
    let known = |id, stamp| Row {
        settled: Some(at(stamp)),
        new: false,
        ..row(id, stamp)
    };
    let (ten, twenty) = (10 * SECOND + 3, 20 * SECOND + 4);
    let rows = [
        row("b", ten),
        row("c", twenty),
        known("d", 30 * SECOND),
        known("h", 90 * SECOND),
        row("i", 100 * SECOND + 1),
    ];
    let found = plan(&spans, PagePlace::Below(SpanId(2)), &rows, false, NOW).unwrap();
    let gap = Some(100 * SECOND + 1);
    assert_eq!(places(&found), [Some(ten), Some(twenty), None, None, gap]);
    let merged = found.span.unwrap();
    assert_eq!((merged.oldest.at, &*merged.newest.id), (at(0), "z"));

    let rows = [known("d", 30 * SECOND), row("e", 40 * SECOND + 5)];
    let found = plan(&spans[..1], PagePlace::Top, &rows, false, NOW).unwrap();
    assert_eq!(places(&found), [None, Some(40 * SECOND + 5)]);
    assert_eq!(&*found.span.unwrap().newest.id, "h");
}

#[test]
fn a_look_from_a_little_before_the_end_finds_what_was_shown_late() {
    let here = span(1, ("a", 0), ("e", 100));
    let known = |id, stamp| Row {
        settled: Some(at(stamp)),
        new: false,
        ..row(id, stamp)
    };
    // `b` and `d` were not to be seen when `c` and `e` were.
    let rows = [
        row("b", 30),
        known("c", 50),
        row("d", 70),
        known("e", 100),
        row("f", 120),
    ];
    let plan = plan(&[here], PagePlace::Above(SpanId(1)), &rows, true, NOW).unwrap();
    let found = [Some(30), None, Some(70), None, Some(120)];
    assert_eq!(places(&plan), found);
    let merged = plan.span.unwrap();
    assert_eq!((&*merged.oldest.id, &*merged.newest.id), ("a", "f"));
}

#[test]
fn a_page_between_two_spans_joins_them() {
    let spans = [
        span(1, ("a", 0), ("b", SECOND)),
        span(2, ("e", SECOND + GAP), ("f", 9 * SECOND)),
    ];
    let mut rows = [row("b", SECOND), row("c", SECOND), row("d", SECOND)];
    rows[0].new = false;
    let below = PagePlace::Below(SpanId(2));
    let plan = plan(&spans, below, &rows, false, NOW).unwrap();
    let found = places(&plan);
    assert_eq!(found[0], None);
    assert_eq!(found[1..], [Some(SECOND + STEP), Some(SECOND + 2 * STEP)]);
    let merged = plan.span.unwrap();
    assert_eq!(merged.id, Some(SpanId(2)));
    assert_eq!(merged.joined, [SpanId(1)]);
    assert_eq!((&*merged.oldest.id, &*merged.newest.id), ("a", "f"));
}

#[test]
fn rows_squeeze_where_a_gap_is_narrow_until_there_is_no_room() {
    let spans = [
        span(1, ("a", 0), ("b", SECOND)),
        span(2, ("e", SECOND + 200), ("f", 9 * SECOND)),
    ];
    let ids: Vec<String> = (0..300).map(|number| format!("n{number}")).collect();
    let rows: Vec<_> = ids.iter().map(|id| row(id, SECOND)).collect();
    for place in [PagePlace::Below(SpanId(2)), PagePlace::Above(SpanId(1))] {
        let some = plan(&spans, place, &rows[..150], false, NOW).unwrap();
        let found = places(&some);
        assert!(found.is_sorted_by(|one, next| one < next));
        assert!(
            found
                .iter()
                .all(|at| *at > Some(SECOND) && *at < Some(SECOND + 200))
        );
        let crowded = plan(&spans, place, &rows, false, NOW).unwrap_err();
        assert_eq!(crowded.from, at(SECOND + 200));
        assert!(crowded.to > at(SECOND + 300));
    }
}

#[test]
fn the_end_of_the_archive_takes_what_expired_in() {
    let spans = [
        span(1, ("a", 0), ("b", SECOND)),
        span(2, ("e", 5 * SECOND), ("f", 9 * SECOND)),
    ];
    let rows = [row("d", 4 * SECOND)];
    let below = PagePlace::Below(SpanId(2));
    let merged = plan(&spans, below, &rows, true, NOW).unwrap().span.unwrap();
    assert!(merged.whole);
    assert_eq!((&*merged.oldest.id, merged.joined), ("a", vec![SpanId(1)]));
    let none = plan(&spans, below, &[], true, NOW).unwrap().span.unwrap();
    assert!(none.whole);
}

#[test]
fn a_span_that_is_gone_takes_nothing() {
    let gone = PagePlace::Below(SpanId(9));
    let plan = plan(&[], gone, &[row("a", 0)], false, NOW).unwrap();
    assert_eq!(plan.span, None);
}
