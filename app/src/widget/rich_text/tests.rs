use super::*;
use crate::harness::Harness;
use crate::widget::{Role, hazard};
use iced::keyboard::Modifiers;
use iced::widget::column;

type Opened = Harness<Vec<String>, String>;

fn shown(spans: fn() -> Vec<Span<'static>>) -> Opened {
    Harness::new(
        Vec::new(),
        |log, target| log.push(target),
        move |_| {
            column![rich_text(spans()).on_link(|target| target)]
                .width(400)
                .into()
        },
    )
}

fn said(h: &mut Opened) -> Rectangle {
    h.roles(Role::Label)[0].bounds
}

fn drag(h: &mut Opened, from: Point, to: Point) {
    h.press_at(from);
    h.move_to(to);
    h.release();
}

#[test]
fn dragging_over_all_lines_selects_all() {
    let mut h = shown(|| vec![span("first line\nsecond "), span("line").bold()]);
    let b = said(&mut h);
    let (from, to) = (b.position(), b.position() + Vector::new(b.width, b.height));
    drag(
        &mut h,
        from + Vector::new(0.0, 2.0),
        to - Vector::new(0.0, 2.0),
    );
    assert_eq!(
        h.clipboard().primary.as_deref(),
        Some("first line\nsecond line")
    );
    assert_eq!(h.clipboard().standard, None);
    h.ctrl("c");
    assert_eq!(
        h.clipboard().standard.as_deref(),
        Some("first line\nsecond line")
    );
}

#[test]
fn two_clicks_take_a_word_and_three_take_all() {
    let mut h = shown(|| vec![span("alpha beta\ngamma")]);
    let at = said(&mut h).position() + Vector::new(4.0, 8.0);
    h.click_at(at);
    h.click_at(at);
    assert_eq!(h.clipboard().primary.as_deref(), Some("alpha"));
    h.click_at(at);
    assert_eq!(h.clipboard().primary.as_deref(), Some("alpha beta\ngamma"));
}

#[test]
fn a_shift_click_extends() {
    let mut h = shown(|| vec![span("alpha beta")]);
    let b = said(&mut h);
    h.click_at(b.position() + Vector::new(0.5, 8.0));
    h.hold(Modifiers::SHIFT);
    h.click_at(Point::new(b.x + b.width - 0.5, b.y + 8.0));
    assert_eq!(h.clipboard().primary.as_deref(), Some("alpha beta"));
}

#[test]
fn control_a_selects_only_where_one_clicked() {
    let mut h = shown(|| vec![span("alpha beta")]);
    h.ctrl("a");
    h.ctrl("c");
    assert_eq!(h.clipboard().standard, None);
    let b = said(&mut h);
    h.click_at(b.center());
    h.ctrl("a");
    h.ctrl("c");
    assert_eq!(h.clipboard().standard.as_deref(), Some("alpha beta"));
    h.clipboard().standard = None;
    h.click_at(Point::new(900.0, 600.0));
    h.ctrl("c");
    assert_eq!(h.clipboard().standard, None);
}

#[test]
fn arabic_and_english_in_one_line_copy_in_reading_order() {
    let mut h = shown(|| vec![span("hello مرحبا بكم world")]);
    let b = said(&mut h);
    let y = b.center_y();
    drag(
        &mut h,
        Point::new(b.x, y),
        Point::new(b.x + b.width - 0.5, y),
    );
    assert_eq!(
        h.clipboard().primary.as_deref(),
        Some("hello مرحبا بكم world")
    );
}

#[test]
fn a_right_to_left_paragraph_stands_right() {
    let mut h = shown(|| vec![span("a rather long line in English\nשלום")]);
    let b = said(&mut h);
    let at = Point::new(b.x + b.width - 4.0, b.y + b.height - 8.0);
    h.click_at(at);
    h.click_at(at);
    assert_eq!(h.clipboard().primary.as_deref(), Some("שלום"));
}

fn link() -> Opened {
    shown(|| {
        vec![
            span("see "),
            span("example").link("https://example.org"),
            span(" now"),
        ]
    })
}

#[test]
fn a_link_is_followed_on_release_without_dragging() {
    let mut h = link();
    h.click_role(Role::Link, "example");
    assert_eq!(h.state(), &["https://example.org"]);
    let b = h.role(Role::Link, "example").expect("link").bounds;
    drag(&mut h, b.center(), b.center() + Vector::new(12.0, 0.0));
    drag(&mut h, b.center(), b.center() + Vector::new(90.0, 0.0));
    assert_eq!(h.state().len(), 1);
}

#[test]
fn the_pointer_tells_a_link_from_words() {
    let mut h = link();
    let b = h.role(Role::Link, "example").expect("link").bounds;
    h.move_to(b.center());
    assert_eq!(h.interaction(), mouse::Interaction::Pointer);
    h.move_to(Point::new(b.x - 6.0, b.center_y()));
    assert_eq!(h.interaction(), mouse::Interaction::Text);
}

#[test]
fn a_link_can_be_entered_by_keyboard() {
    let mut h = link();
    h.focus_role(Role::Link, "example");
    h.key(Named::Enter);
    assert_eq!(h.state(), &["https://example.org"]);
}

fn hostile(text: &str) -> f32 {
    let text = text.to_owned();
    let mut h = Harness::new(
        (),
        |(), ()| {},
        move |()| rich_text(vec![span(text.clone())]).into(),
    );
    h.roles(Role::Label)[0].bounds.height
}

#[test]
fn hostile_text_is_laid_out_in_bounded_room() {
    let line = 21.0;
    assert!(hostile(&format!("a{}", "\u{301}".repeat(10_000))) <= line * 2.0);
    assert!(hostile(&"x".repeat(1_000_000)) < line * 200.0);
    assert!(hostile(&"word ".repeat(200_000)) < line * 200.0);
    assert!(hostile(&"😀".repeat(100_000)) < line * 200.0);
    assert!(hostile(&"\n".repeat(1_000_000)) <= line * (hazard::MOST_LINES + 1) as f32);
    assert!(hostile(&"ﷺ".repeat(100_000)) < line * 400.0);
    // Words that no font has.
    let missing: String = ('\u{100000}'..'\u{10ffff}')
        .flat_map(|c| [c, ' '])
        .take(100_000)
        .collect();
    assert!(hostile(&missing) < line * 200.0);
    let unassigned: String = ('\u{1ea00}'..'\u{1ec00}').flat_map(|c| [c, ' ']).collect();
    assert!(hostile(&unassigned) < line * 200.0);
}

#[test]
fn empty_text_is_no_trouble() {
    assert!(hostile("") <= 22.0);
}

#[test]
fn signs_behind_bold_arabic_stand_on_its_left() {
    for (first, bold, sign) in [
        ("", "*مرحبا*", "!"),
        ("قل ", "שלום", "؟"),
        ("see: ", "سلام", ".)"),
    ] {
        let spans = [span(first), span(bold).bold(), span(sign), span(" نعم")];
        let mut shaped = Shaped::default();
        shaped.prepare(&spans, 16.0, None, Size::new(400.0, 100.0));
        let (word, sign) = (shaped.areas(1), shaped.areas(2));
        assert_eq!((word.len(), sign.len()), (1, 1), "{bold}");
        assert!(
            sign[0].x + sign[0].width <= word[0].x + 0.5,
            "{bold}: {sign:?} {word:?}"
        );
    }
}

#[test]
fn a_mixed_right_to_left_line_wraps_at_any_width() {
    let mut widths = Vec::new();
    for width in (130..400).step_by(7) {
        let mut h = Harness::new(
            (),
            |(), ()| {},
            move |()| {
                let words = "مرحبا! هذا سطر عربي مع English في الوسط ورقم 42.";
                column![rich_text(vec![span(words)])].width(width).into()
            },
        );
        widths.push((width, h.operate(Overhang::default()).unwrap_or_default()));
    }
    widths.retain(|(_, overhang)| *overhang > 1.0);
    assert!(widths.is_empty(), "{widths:?}");
}

/// How far glyphs stand out of the paragraph that reports them.
#[derive(Default)]
struct Overhang(f32);

impl Operation<f32> for Overhang {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<f32>)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn std::any::Any) {
        if let Some(shaped) = state.downcast_ref::<Shaped>() {
            for area in shape::areas(&shaped.paragraph, |_, _| true) {
                self.0 = self.0.max(area.x + area.width - bounds.width).max(-area.x);
            }
        }
    }

    fn finish(&self) -> iced::advanced::widget::operation::Outcome<f32> {
        iced::advanced::widget::operation::Outcome::Some(self.0)
    }
}
