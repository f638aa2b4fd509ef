use super::*;
use crate::harness::Harness;
use crate::widget::{Role, focus, text_button};
use iced::keyboard::{self, Modifiers};
use iced::widget::{column, container, text};
use iced::{Bottom, Fill, Right};

type Opened = Harness<Vec<&'static str>, &'static str>;

fn items() -> Vec<Item<&'static str>> {
    vec![
        action("Reply", "reply").icon(Icon::Reply).into(),
        action("Copy", "copy").shortcut("Ctrl+C").into(),
        Item::Separator,
        action("Edit", "edit").enabled(false).into(),
        action("Delete", "delete").destructive().into(),
    ]
}

fn opened() -> Opened {
    Harness::new(
        Vec::new(),
        |log, message| log.push(message),
        |_| {
            let row = text_button("row").on_press("pressed");
            let more = menu_button(Icon::Ellipsis.view(), "More", items);
            let corner = container(text("corner")).align_x(Right).align_y(Bottom);
            focus::scope(column![
                context_menu(row, items),
                more,
                context_menu(corner.width(Fill).height(Fill), items),
            ])
            .into()
        },
    )
}

fn is_open(h: &mut Opened) -> bool {
    !h.roles(Role::MenuItem).is_empty()
}

#[track_caller]
fn right_click(h: &mut Opened, words: &str) {
    let at = h.find(words).expect("on screen").center();
    h.right_click_at(at);
}

#[test]
fn a_right_click_opens_it_and_a_click_chooses() {
    let mut h = opened();
    right_click(&mut h, "row");
    assert!(is_open(&mut h));
    h.click_role(Role::MenuItem, "Copy");
    assert_eq!(h.state(), &["copy"]);
    assert!(!is_open(&mut h));
}

#[test]
fn a_click_beside_it_closes_it_and_does_nothing_else() {
    let mut h = opened();
    right_click(&mut h, "corner");
    let row = h.find("row").expect("row").center();
    h.click_at(row);
    assert!(!is_open(&mut h));
    assert_eq!(h.state(), &[] as &[&str]);
}

#[test]
fn a_disabled_entry_cannot_be_chosen() {
    let mut h = opened();
    right_click(&mut h, "row");
    h.click_role(Role::MenuItem, "Edit");
    assert!(h.state().is_empty() && is_open(&mut h));
}

#[test]
fn the_keyboard_opens_walks_and_chooses() {
    let mut h = opened();
    h.key(Named::Tab);
    h.key(Named::ContextMenu);
    h.key(Named::ArrowDown);
    h.key(Named::ArrowDown);
    h.key(Named::Enter);
    assert_eq!(h.state(), &["delete"]);
}

#[test]
fn the_letters_that_stand_in_it_choose() {
    let letters = || {
        vec![
            action("Answer", "answer").shortcut("R").into(),
            action("Feel", "feel").shortcut("+").into(),
            action("Copy", "copy").shortcut("Ctrl+C").into(),
            action("Delete", "delete")
                .shortcut(crate::tr!("key-delete"))
                .into(),
            action("Change", "change")
                .shortcut("E")
                .enabled(false)
                .into(),
        ]
    };
    let mut h = Harness::new(
        Vec::new(),
        |log: &mut Vec<&'static str>, message| log.push(message),
        move |_| {
            let row = text_button("row").on_press("pressed");
            focus::scope(context_menu(row, letters)).into()
        },
    );
    right_click(&mut h, "row");
    h.key_with(Key::Character("r".into()), Modifiers::empty());
    assert!(!is_open(&mut h));
    right_click(&mut h, "row");
    // As on a keyboard where it is on another key.
    h.event(Event::Keyboard(keyboard::Event::KeyPressed {
        key: Key::Character("=".into()),
        modified_key: Key::Character("+".into()),
        physical_key: keyboard::key::Physical::Code(keyboard::key::Code::Equal),
        location: keyboard::Location::Standard,
        modifiers: Modifiers::SHIFT,
        text: Some("+".into()),
        repeat: false,
    }));
    assert!(!is_open(&mut h));
    right_click(&mut h, "row");
    h.key(Named::Delete);
    assert!(!is_open(&mut h));
    right_click(&mut h, "row");
    for (letter, modifiers) in [
        ("r", Modifiers::CTRL),
        ("c", Modifiers::empty()),
        ("e", Modifiers::empty()),
        ("x", Modifiers::empty()),
    ] {
        h.key_with(Key::Character(letter.into()), modifiers);
        assert!(is_open(&mut h), "{letter}");
    }
    assert_eq!(h.state(), &["answer", "feel", "delete"]);
}

#[test]
fn shift_f10_opens_and_escape_closes() {
    let mut h = opened();
    h.key(Named::Tab);
    h.key_with(Key::Named(Named::F10), Modifiers::SHIFT);
    assert!(is_open(&mut h));
    h.key(Named::Escape);
    assert!(!is_open(&mut h));
    assert_eq!(h.focused().expect("focus stays").report.name, "row");
}

#[test]
fn without_focus_the_menu_key_does_nothing() {
    let mut h = opened();
    h.key(Named::ContextMenu);
    assert!(!is_open(&mut h));
}

#[test]
fn a_menu_button_opens_by_click_and_by_key() {
    let mut h = opened();
    h.click_role(Role::Button, "More");
    assert!(is_open(&mut h));
    h.key(Named::Escape);
    h.focus_role(Role::Button, "More");
    h.key(Named::Enter);
    h.key(Named::ArrowUp);
    h.key(Named::Enter);
    assert_eq!(h.state(), &["delete"]);
}

#[test]
fn it_stays_inside_the_window() {
    let mut h = opened();
    right_click(&mut h, "corner");
    for node in h.roles(Role::MenuItem) {
        let b = node.bounds;
        assert!(b.x >= 0.0 && b.x + b.width <= 1000.0);
        assert!(b.y >= 0.0 && b.y + b.height <= 700.0);
    }
}
