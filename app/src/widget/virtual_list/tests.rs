use super::parked::MOST;
use super::*;
use crate::harness::Harness;
use crate::widget::{Role, focus, rich_text, text_button};
use iced::advanced::widget::Id;
use iced::widget::{column, container, space};
use std::cell::Cell;
use std::rc::Rc;

/// A conversation of numbered rows; the key of row `first + i` is its number.
struct Feed {
    id: u64,
    first: i64,
    count: usize,
    tall: Option<i64>,
    windows: Vec<Window>,
    made: Rc<Cell<usize>>,
    stick: Stick,
    buttons: bool,
    /// Rows that stand elsewhere: their number, and before which other one.
    moved: Vec<(i64, i64)>,
}

/// The numbers of the rows, in their order.
fn order(feed: &Feed) -> Vec<i64> {
    let numbers = feed.first..feed.first + feed.count as i64;
    let mut order: Vec<i64> = numbers.collect();
    for (number, before) in &feed.moved {
        order.retain(|one| one != number);
        let at = order.iter().position(|one| one == before);
        order.insert(at.unwrap_or(order.len()), *number);
    }
    order
}

fn feed(count: usize) -> Feed {
    Feed {
        id: 1,
        first: 0,
        count,
        tall: None,
        windows: Vec::new(),
        made: Rc::default(),
        stick: Stick::Bottom,
        buttons: false,
        moved: Vec::new(),
    }
}

fn row(feed: &Feed, index: usize) -> Element<'_, Window> {
    feed.made.set(feed.made.get() + 1);
    let number = match feed.moved.is_empty() {
        true => feed.first + index as i64,
        false => order(feed)[index],
    };
    let height = if feed.tall == Some(number) {
        150.0
    } else {
        20.0
    };
    if feed.buttons {
        return text_button(format!("row {number}"))
            .on_press(Window {
                first: index,
                last: index,
                at_bottom: false,
            })
            .into();
    }
    let words = rich_text::rich_text(vec![rich_text::span(format!("row {number}"))]);
    column![words, space().height(height + (number % 7) as f32 * 5.0)].into()
}

type Opened = Harness<Feed, Window>;

fn view(feed: &Feed) -> Element<'_, Window> {
    let (first, count) = (feed.first, feed.count);
    let list = virtual_list(
        feed.id,
        count,
        move |index| match feed.moved.is_empty() {
            true => first + index as i64,
            false => order(feed)[index],
        },
        move |key: i64| {
            if !feed.moved.is_empty() {
                return order(feed).iter().position(|one| *one == key);
            }
            let index = usize::try_from(key - first).ok()?;
            (index < count).then_some(index)
        },
        |index| row(feed, index),
    );
    let list = list
        .id(Id::new("list"))
        .stick(feed.stick)
        .on_window(|window| window);
    focus::scope(container(focus::roving(list))).into()
}

fn open(state: Feed) -> Opened {
    Harness::new(state, |feed, window| feed.windows.push(window), view).with_size(400.0, 300.0)
}

/// Top of a row on screen.
#[track_caller]
fn y(h: &mut Opened, number: i64) -> f32 {
    let name = format!("row {number}");
    h.find(&name)
        .unwrap_or_else(|| panic!("{name} is not on screen"))
        .y
}

fn rest(h: &mut Opened) {
    h.frame_at(Instant::now() + std::time::Duration::from_secs(5));
}

fn last(h: &Opened) -> Window {
    *h.state().windows.last().expect("a window was told")
}

#[test]
fn only_what_is_seen_is_made() {
    let h = open(feed(100_000));
    assert!(h.state().made.get() < 120, "{}", h.state().made.get());
}

#[test]
fn it_opens_at_the_newest_and_says_so() {
    let mut h = open(feed(1000));
    let newest = h.find("row 999").expect("newest");
    assert!(newest.y > 200.0 && newest.y < 300.0);
    assert!(last(&h).at_bottom && last(&h).last == 999);
}

#[test]
fn short_content_stands_at_the_end_it_sticks_to() {
    let mut h = open(feed(2));
    assert!(y(&mut h, 0) > 150.0);
    let mut top = feed(2);
    top.stick = Stick::Top;
    let mut h = open(top);
    assert_eq!(y(&mut h, 0), 0.0);
}

#[test]
fn new_rows_below_are_followed_only_from_the_bottom() {
    let mut h = open(feed(1000));
    h.state_mut().count += 1;
    h.frame();
    assert!(h.find("row 1000").is_some());
    h.wheel(5.0);
    let before = y(&mut h, 990);
    h.state_mut().count += 5;
    h.frame();
    assert_eq!(y(&mut h, 990), before);
    rest(&mut h);
    assert!(!last(&h).at_bottom);
}

#[test]
fn older_rows_above_move_nothing() {
    let mut h = open(feed(1000));
    h.wheel(20.0);
    rest(&mut h);
    let number = last(&h).first as i64 + 2;
    let before = y(&mut h, number);
    h.state_mut().first -= 50;
    h.state_mut().count += 50;
    h.frame();
    assert_eq!(y(&mut h, number), before);
}

#[test]
fn at_the_very_top_older_rows_appear_above() {
    let mut h = open(feed(100));
    h.move_to(iced::Point::new(50.0, 50.0));
    h.key(Named::Home);
    assert_eq!(y(&mut h, 0), 0.0);
    h.state_mut().first -= 50;
    h.state_mut().count += 50;
    h.frame();
    assert_eq!(y(&mut h, 0), 0.0);
}

#[test]
fn a_row_growing_late_moves_nothing_above_it() {
    let mut h = open(feed(1000));
    h.wheel(10.0);
    rest(&mut h);
    let first = last(&h).first as i64;
    let (above, grows) = (first + 2, first + 4);
    let before = y(&mut h, above);
    h.state_mut().tall = Some(grows);
    h.frame();
    assert_eq!(y(&mut h, above), before);
    // One that is only partly seen at the top pushes itself out, not the others down.
    h.state_mut().tall = Some(first - 1);
    h.frame();
    assert_eq!(y(&mut h, above), before);
}

#[test]
fn a_new_width_and_height_keep_what_is_read() {
    let mut h = open(feed(1000));
    h.wheel(10.0);
    rest(&mut h);
    let number = last(&h).first as i64 + 1;
    let before = y(&mut h, number);
    h.resize(250.0, 300.0);
    assert_eq!(y(&mut h, number), before);
    h.resize(250.0, 500.0);
    assert_eq!(y(&mut h, number), before);
}

#[test]
fn a_removed_anchor_hands_over_to_its_neighbour() {
    let mut h = open(feed(1000));
    h.wheel(10.0);
    rest(&mut h);
    let number = last(&h).first as i64 + 2;
    let before = y(&mut h, number);
    // Everything older than the row goes, the anchor with it.
    h.state_mut().first = number;
    h.state_mut().count -= number as usize;
    h.frame();
    assert!(y(&mut h, number) <= before);
    h.state_mut().count = 0;
    h.frame();
    assert!(h.find(&format!("row {number}")).is_none());
    h.state_mut().count = 10;
    h.frame();
    assert!(h.find(&format!("row {number}")).is_some());
}

#[test]
fn every_feed_keeps_its_place() {
    let mut h = open(feed(1000));
    h.wheel(10.0);
    rest(&mut h);
    let number = last(&h).first as i64 + 1;
    let before = y(&mut h, number);
    h.state_mut().id = 2;
    h.frame();
    assert!(h.find("row 999").is_some(), "another feed opens at its end");
    h.state_mut().id = 1;
    h.frame();
    assert_eq!(y(&mut h, number), before);
}

#[test]
fn jumping_puts_a_row_where_told() {
    let mut h = open(feed(100_000));
    h.operate::<()>(jump("list", 500_i64, Place::Top));
    h.frame();
    assert_eq!(y(&mut h, 500), 0.0);
    h.operate::<()>(jump("list", 77_000_i64, Place::Centre));
    h.frame();
    let middle = y(&mut h, 77_000);
    assert!((100.0..200.0).contains(&middle), "{middle}");
    h.operate::<()>(jump("list", 1_000_000_i64, Place::Top));
    h.frame();
    assert_eq!(y(&mut h, 77_000), middle);
    h.operate::<()>(end::<i64>("list"));
    h.frame();
    assert!(h.find("row 99999").is_some());
}

#[test]
fn page_keys_and_ends_work_under_the_pointer() {
    let mut h = open(feed(1000));
    h.move_to(iced::Point::new(50.0, 50.0));
    h.key(Named::PageUp);
    assert!(h.find("row 999").is_none());
    h.key(Named::PageDown);
    assert!(h.find("row 999").is_some());
    h.key(Named::Home);
    assert!(h.find("row 0").is_some());
    h.key(Named::End);
    assert!(h.find("row 999").is_some());
}

#[test]
fn the_thumb_can_be_dragged_to_both_ends() {
    let mut h = open(feed(1000));
    h.press_at(iced::Point::new(394.0, 290.0));
    h.move_to(iced::Point::new(394.0, -10.0));
    assert!(h.find("row 0").is_some());
    h.move_to(iced::Point::new(200.0, 150.0));
    assert!(h.find("row 0").is_none() && h.find("row 999").is_none());
    h.move_to(iced::Point::new(200.0, 400.0));
    assert!(h.find("row 999").is_some());
    h.release();
}

#[test]
fn while_scrolling_windows_are_told_sparsely_and_exactly_at_rest() {
    let mut h = open(feed(100_000));
    h.operate::<()>(jump("list", 50_000_i64, Place::Top));
    rest(&mut h);
    let told = h.state().windows.len();
    for _ in 0..4 {
        h.wheel(1.0);
        h.frame();
    }
    assert!(h.state().windows.len() <= told + 1);
    rest(&mut h);
    let told = last(&h);
    let top = y(&mut h, told.first as i64);
    assert!(top <= 0.0, "{told:?} {top}");
}

#[test]
fn nothing_moves_while_idle() {
    let mut h = open(feed(1000));
    h.wheel(3.0);
    rest(&mut h);
    rest(&mut h);
    assert!(!h.wants_redraw());
}

#[test]
fn coming_back_makes_no_new_state() {
    // What a row remembers (here: a selection) is still there after it left and came back.
    let mut h = open(feed(MOST));
    let at = h.find("row 199").expect("row").center();
    h.click_at(at);
    h.ctrl("a");
    h.wheel(40.0);
    assert!(h.find("row 199").is_none());
    h.wheel(-40.0);
    assert!(h.find("row 199").is_some());
    h.ctrl("c");
    assert_eq!(h.clipboard().standard.as_deref(), Some("row 199"));
}

#[test]
fn arrows_walk_through_rows_beyond_the_viewport() {
    let mut state = feed(1000);
    state.buttons = true;
    state.stick = Stick::Top;
    let mut h = open(state);
    h.key(Named::Tab);
    for _ in 0..30 {
        h.key(Named::ArrowDown);
    }
    let focused = h.focused().expect("focus");
    assert_eq!(focused.report.name, "row 30");
    assert_eq!(focused.report.role, Role::Button);
    assert!(focused.bounds.y >= 0.0 && focused.bounds.y + focused.bounds.height <= 300.5);
}

#[test]
fn an_eased_wheel_arrives_where_an_uneased_one_does() {
    let mut state: State<u8> = State::new(0, Stick::Bottom);
    let start = Instant::now();
    state.push(120.0, start);
    let (mut moved, mut now, mut frames) = (0.0, start, 0);
    while let Some(by) = state.ease(now) {
        moved += by;
        now += std::time::Duration::from_millis(16);
        frames += 1;
    }
    assert!((moved - 120.0).abs() < 0.01, "{moved}");
    assert!((3..=16).contains(&frames), "{frames}");
}

/// The row that the list holds on to: the first whose top is seen.
fn held(h: &mut Opened) -> i64 {
    let seen = |number: &i64| {
        h.find(&format!("row {number}"))
            .is_some_and(|at| at.y >= 0.0)
    };
    (0..1000).find(seen).expect("a row on screen")
}

#[test]
fn a_row_that_goes_elsewhere_takes_nothing_along() {
    let mut h = open(feed(1000));
    h.wheel(60.0);
    let held = held(&mut h);
    let below = y(&mut h, held + 2);
    // It is settled far above, where nobody looks.
    h.state_mut().moved = vec![(held, 10)];
    h.frame();
    assert_eq!(y(&mut h, held + 2), below, "the others stay");
    assert!(h.find(&format!("row {held}")).is_none());
    h.state_mut().moved = vec![(held, held + 4)];
    h.frame();
    let again = y(&mut h, held);
    assert!(again > y(&mut h, held + 3) && again < y(&mut h, held + 4));
}

#[test]
fn rows_that_come_to_stand_above_move_nothing() {
    let mut h = open(feed(1000));
    h.wheel(60.0);
    let held = held(&mut h);
    let (first, second) = (y(&mut h, held), y(&mut h, held + 1));
    // What came live below is settled above what is read.
    h.state_mut().moved = vec![(999, 5), (998, 5), (997, 700)];
    h.frame();
    assert_eq!((y(&mut h, held), y(&mut h, held + 1)), (first, second));
}

#[test]
fn a_selection_goes_along_with_its_row() {
    let mut h = open(feed(20));
    let at = h.find("row 17").expect("a row").position();
    h.press_at(at + iced::Vector::new(1.0, 5.0));
    h.move_to(at + iced::Vector::new(200.0, 5.0));
    h.release();
    h.state_mut().moved = vec![(17, 15)];
    h.frame();
    assert!(y(&mut h, 17) < y(&mut h, 15));
    h.ctrl("c");
    assert_eq!(h.clipboard().standard.as_deref(), Some("row 17"));
}
