use super::*;
use crate::harness::Harness;
use iced::widget::column;

fn pressed() -> Harness<Vec<&'static str>, &'static str> {
    Harness::new(
        Vec::new(),
        |log, m| log.push(m),
        |_| {
            column![
                text_button("Send").on_press("sent").kind(Kind::Primary),
                text_button("Never"),
                icon_button(Icon::Search, "Search").on_press("searched"),
            ]
            .into()
        },
    )
}

#[test]
fn a_click_presses_it_and_shows_no_ring() {
    let mut h = pressed();
    h.click("Send");
    assert_eq!(h.state(), &["sent"]);
    let focused = h.focused().expect("focus follows the click");
    assert_eq!(focused.report.name, "Send");
}

#[test]
fn releasing_elsewhere_does_not_press() {
    let mut h = pressed();
    let send = h.find("Send").expect("Send");
    h.press_at(send.center());
    h.move_to(send.center() + iced::Vector::new(400.0, 0.0));
    h.release();
    assert!(h.state().is_empty());
}

#[test]
fn enter_and_space_press_the_focused_one() {
    let mut h = pressed();
    h.focus_role(Role::Button, "Search");
    h.key(Named::Enter);
    h.key(Named::Space);
    assert_eq!(h.state(), &["searched", "searched"]);
}

#[test]
fn a_disabled_one_cannot_be_reached() {
    let mut h = pressed();
    h.click("Never");
    assert!(h.state().is_empty());
    let node = h.role(Role::Button, "Never").expect("it is still told");
    assert!(node.report.disabled && !node.focusable);
}

#[test]
fn no_target_is_smaller_than_a_finger_expects() {
    let mut h = pressed();
    let bounds = h.role(Role::Button, "Search").expect("Search").bounds;
    assert!(bounds.width >= HIT_TARGET && bounds.height >= HIT_TARGET);
}
