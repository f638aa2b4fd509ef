use super::*;
use crate::harness::Harness;
use iced::keyboard::{Key, Modifiers, key::Named};

#[derive(Default)]
struct Screen {
    composer: Composer,
    told: Vec<Outcome>,
}

type Opened = Harness<Screen, Action>;

fn opened(text: &str) -> Opened {
    let screen = Screen {
        composer: Composer::with_text(text),
        told: Vec::new(),
    };
    let update = |screen: &mut Screen, action| {
        let outcome = screen.composer.update(action);
        if !matches!(outcome, Outcome::Nothing | Outcome::Changed) {
            screen.told.push(outcome);
        }
    };
    let mut h = Harness::new(screen, update, |screen| {
        screen
            .composer
            .view("composer", "Message", "Write a message…")
    });
    let at = h.role(Role::TextArea, "Message").expect("editor").bounds;
    h.click_at(iced::Point::new(at.x + at.width - 20.0, at.center_y()));
    h
}

fn text(h: &Opened) -> String {
    h.state().composer.text()
}

fn ctrl(h: &mut Opened, named: Named) {
    h.key_with(Key::Named(named), Modifiers::CTRL);
}

#[test]
fn enter_sends_and_shift_enter_breaks() {
    let mut h = opened("");
    h.type_text("one");
    h.key_with(Key::Named(Named::Enter), Modifiers::SHIFT);
    h.type_text("two");
    assert_eq!(text(&h), "one\ntwo");
    h.key(Named::Enter);
    assert_eq!(h.state().told, [Outcome::Send]);
    assert_eq!(text(&h), "one\ntwo");
}

#[test]
fn blanks_are_not_sent() {
    let mut h = opened("");
    h.key(Named::Enter);
    h.type_text("  ");
    h.key(Named::Enter);
    assert_eq!(h.state().told, []);
}

#[test]
fn escape_and_up_in_an_empty_draft_are_the_callers() {
    let mut h = opened("");
    h.key(Named::ArrowUp);
    h.key(Named::Escape);
    assert_eq!(h.state().told, [Outcome::Previous, Outcome::Escape]);
    h.type_text("x");
    h.key(Named::ArrowUp);
    assert_eq!(h.state().told.len(), 2);
}

#[test]
fn undo_goes_back_word_by_word_and_redo_forward() {
    let mut h = opened("");
    h.type_text("one two three");
    h.ctrl("z");
    assert_eq!(text(&h), "one two ");
    h.ctrl("z");
    assert_eq!(text(&h), "one ");
    h.ctrl("z");
    assert_eq!(text(&h), "");
    h.ctrl("z");
    h.ctrl("y");
    h.key_with(
        Key::Character("z".into()),
        Modifiers::CTRL | Modifiers::SHIFT,
    );
    assert_eq!(text(&h), "one two ");
    h.type_text("x");
    assert_eq!(text(&h), "one two x");
    h.ctrl("y");
    assert_eq!(text(&h), "one two x");
}

#[test]
fn words_are_deleted_both_ways() {
    let mut h = opened("one two three");
    ctrl(&mut h, Named::Backspace);
    assert_eq!(text(&h), "one two ");
    ctrl(&mut h, Named::Home);
    ctrl(&mut h, Named::Delete);
    assert_eq!(text(&h).trim_start(), "two ");
    h.ctrl("z");
    assert_eq!(text(&h), "one two ");
}

#[test]
fn other_control_keys_type_nothing() {
    let mut h = opened("");
    for key in ["1", "=", "k", "b", "t", "."] {
        h.ctrl(key);
    }
    h.key_with(Key::Character("q".into()), Modifiers::ALT);
    assert_eq!(text(&h), "");
    assert!(h.state().composer.is_empty());
}

#[test]
fn cut_copy_and_paste_work_and_line_ends_are_made_one() {
    let mut h = opened("");
    h.clipboard().standard = Some("a\r\nb\rc\u{0}d".into());
    h.ctrl("v");
    assert_eq!(text(&h), "a\nb\ncd");
    h.ctrl("a");
    h.ctrl("x");
    assert_eq!(text(&h), "");
    assert_eq!(h.clipboard().standard.as_deref(), Some("a\nb\ncd"));
    h.ctrl("z");
    assert_eq!(text(&h), "a\nb\ncd");
}

#[test]
fn a_huge_paste_is_refused_in_words_and_loses_nothing() {
    let mut h = opened("kept");
    h.clipboard().standard = Some("x".repeat(1_000_000));
    h.ctrl("v");
    assert_eq!(text(&h), "kept");
    assert_eq!(h.state().told, [Outcome::TooLong { bytes: 1_000_004 }]);
    h.clipboard().standard = Some("y".repeat(LONGEST));
    h.ctrl("a");
    h.ctrl("v");
    assert_eq!(text(&h).len(), LONGEST);
    h.type_text("z");
    let bytes = LONGEST + 1;
    assert_eq!(h.state().told.last(), Some(&Outcome::TooLong { bytes }));
}

#[test]
fn it_grows_to_eight_lines() {
    let height = |lines: usize| {
        let mut h = opened(&vec!["line"; lines].join("\n"));
        h.role(Role::TextArea, "Message")
            .expect("editor")
            .bounds
            .height
    };
    assert!(height(3) > height(1) + 30.0);
    assert!(height(8) > height(7));
    assert_eq!(height(9), height(30));
}

#[test]
fn inserting_goes_where_the_cursor_is() {
    let mut h = opened("ab");
    h.key(Named::ArrowLeft);
    h.state_mut().composer.insert("👍");
    assert_eq!(text(&h), "a👍b");
}

#[test]
fn a_long_draft_keeps_its_history_bounded() {
    let mut composer = Composer::with_text(&"x".repeat(LONGEST - 2000));
    for n in 0..1000 {
        composer.insert(&format!("{}", n % 10));
    }
    let mut steps = 0;
    while composer.update(Action::Undo) == Outcome::Changed {
        steps += 1;
    }
    assert!((5..=200).contains(&steps), "{steps}");
}

/// The software renderer draws a line that is cut by the edge of the text over the frame.
#[test]
fn a_long_draft_is_cut_between_two_lines() {
    for lines in [9, 12, 40] {
        let mut h = opened(&"X\n".repeat(lines));
        ctrl(&mut h, Named::End);
        h.frame();
        let (pixels, size) = h.pixels(1.0);
        let bounds = h.role(Role::TextArea, "Message").expect("editor").bounds;
        let pixel = |x: u32, y: u32| {
            let at = ((y * size.width + x) * 4) as usize;
            &pixels[at..at + 4]
        };
        let top = bounds.y as u32;
        let ground = pixel(bounds.x as u32 + 40, top + 4);
        let words = bounds.x as u32 + 12..bounds.x as u32 + 24;
        for (x, y) in words.flat_map(|x| (top + 3..top + 7).map(move |y| (x, y))) {
            assert_eq!(pixel(x, y), ground, "{lines} lines: something at {x}, {y}");
        }
    }
}
