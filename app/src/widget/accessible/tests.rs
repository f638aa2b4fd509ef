use super::*;
use crate::harness::Harness;
use crate::widget::focus_button::text_button;
use iced::widget::{column, text};

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
