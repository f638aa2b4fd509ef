use super::*;
use crate::harness::Harness;
use crate::widget::focus_button::text_button;
use iced::widget::{column, row, text};

fn view(_: &()) -> Element<'_, ()> {
    accessible(
        Role::List,
        "People",
        column![
            accessible(Role::ListItem, "Romy", text("see you")).selected(true),
            text_button("Add").on_press(()),
        ],
    )
    .into()
}

#[test]
fn the_tree_has_the_shape_of_the_view() {
    let mut harness = Harness::new((), |(), ()| {}, view);
    let tree = harness.tree();
    let names: Vec<_> = tree[0]
        .walk()
        .map(|n| (n.report.role, n.report.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            (Role::List, "People"),
            (Role::ListItem, "Romy"),
            (Role::Label, "see you"),
            (Role::Button, "Add"),
        ]
    );
    assert!(tree[0].children[0].report.selected);
    assert!(tree[0].children[1].focusable);
}

/// A button at the start, and another one that comes in front of it.
fn late(shown: &bool) -> Element<'_, bool> {
    let first = shown.then(|| text_button("Sign out").on_press(true));
    row![first, text_button("Add").on_press(false)].into()
}

#[test]
fn what_is_pressed_is_what_was_named() {
    let mut harness = Harness::new(false, |_, _| {}, late);
    let add = harness.tree()[0].key;
    let mut harness = Harness::new(true, |_, _| {}, late);
    let keys: Vec<_> = harness
        .tree()
        .iter()
        .map(|node| (node.report.name.clone(), node.key))
        .collect();
    let now = keys.iter().find(|(_, key)| *key == add);
    assert_eq!(now.map(|(name, _)| name.as_str()), Some("Add"), "{keys:?}");
}
