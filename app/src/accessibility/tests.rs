use std::sync::{Arc, Mutex};

use accesskit::{
    Action, ActionData, ActionRequest, NodeId, Rect, TextPosition, TextSelection, TreeId,
    TreeUpdate,
};
use accesskit_consumer as consumer;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use iced::{Size, window};

use super::*;
use crate::sample::talk;
use crate::scene::Scene;
use crate::widget::accessible::{NodeKey, Order, Role};

/// A reader that keeps what it is told, as AccessKit does.
#[derive(Clone, Default)]
struct Reader(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    tree: Option<consumer::Tree>,
    told: usize,
    nodes: usize,
}

impl Mouth for Reader {
    fn say(&mut self, _known: u64, _whole: &dyn Fn() -> TreeUpdate, change: TreeUpdate) {
        let mut book = self.0.lock().unwrap();
        book.told += 1;
        book.nodes = change.nodes.len();
        match &mut book.tree {
            Some(tree) => tree.update_and_process_changes(change, &mut Deaf),
            None => book.tree = Some(consumer::Tree::new(change, true)),
        }
    }

    fn focus(&mut self, _focused: bool) {}

    fn place(&mut self, _outer: Rect, _inner: Rect) {}
}

struct Deaf;

impl consumer::TreeChangeHandler for Deaf {
    fn node_added(&mut self, _: &consumer::NodeRef<'_>) {}
    fn node_updated(&mut self, _: &consumer::NodeRef<'_>, _: &consumer::NodeRef<'_>) {}
    fn focus_moved(
        &mut self,
        _: Option<&consumer::NodeRef<'_>>,
        _: Option<&consumer::NodeRef<'_>>,
    ) {
    }
    fn node_removed(&mut self, _: &consumer::NodeRef<'_>) {}
}

impl Reader {
    fn told(&self) -> usize {
        self.0.lock().unwrap().told
    }

    /// Nodes in the last change.
    fn nodes(&self) -> usize {
        self.0.lock().unwrap().nodes
    }

    /// What has the focus, by label.
    fn focus(&self) -> Option<String> {
        let book = self.0.lock().unwrap();
        book.tree.as_ref()?.state().focus()?.label()
    }
}

fn listening() -> (Accessibility, Reader) {
    let reader = Reader::default();
    let mut accessibility = Accessibility {
        mouth: Some(Box::new(reader.clone())),
        ..Accessibility::default()
    };
    let _ = accessibility.update(Message::Heard(Heard::Listens(1)), window());
    (accessibility, reader)
}

fn window() -> Window<'static> {
    Window {
        id: window::Id::unique(),
        title: "Waxwing",
        zoom: 1.0,
        size: Size::new(1000.0, 700.0),
    }
}

fn look(accessibility: &mut Accessibility, scene: &mut Scene) {
    let _ = accessibility.update(Message::Walked(scene.tree()), window());
}

fn find(scene: &mut Scene, role: Role, name: &str) -> NodeKey {
    let found = scene.tree();
    let mut nodes = found.iter().flat_map(accessible::Node::walk);
    let node = nodes.find(|node| node.report.role == role && node.report.name.contains(name));
    node.unwrap_or_else(|| panic!("no {role:?} {name:?}: {found:#?}"))
        .key
}

/// Asks for it as a reader would, and lets the next frame come.
fn ask(
    accessibility: &mut Accessibility,
    scene: &mut Scene,
    to: NodeKey,
    (action, data): (Action, Option<ActionData>),
) {
    look(accessibility, scene);
    let request = ActionRequest {
        action,
        target_tree: TreeId::ROOT,
        target_node: NodeId(to.0),
        data,
    };
    let found = scene.tree();
    let (to, order) = request::understood(&request, &found).expect("understood");
    scene.operate(accessible::deliver(to, order));
    scene.frame();
    scene.settle();
    look(accessibility, scene);
}

const CLICK: (Action, Option<ActionData>) = (Action::Click, None);

#[test]
fn nothing_happens_while_nobody_listens() {
    let mut accessibility = Accessibility::default();
    let _ = accessibility.stir();
    assert!(!accessibility.walk.under_way);
    accessibility.notice(|| panic!("nobody asks for a notice"));
    assert!(!accessibility.is_heard());
}

#[test]
fn a_whole_visit_is_told_in_changes_that_fit() {
    let (mut accessibility, reader) = listening();
    let mut scene = talk::with_romy(1000.0, 400.0, Mode::Light);
    scene.move_to(iced::Point::new(700.0, 200.0));
    look(&mut accessibility, &mut scene);
    for _ in 0..12 {
        scene.wheel(2.0);
        scene.frame();
        look(&mut accessibility, &mut scene);
    }
    for step in ["Add a contact", "Cancel", "Your account"] {
        let key = find(&mut scene, Role::Button, step);
        ask(&mut accessibility, &mut scene, key, CLICK);
    }
    scene.key(iced::keyboard::key::Named::Escape);
    scene.resize(420.0, 700.0);
    look(&mut accessibility, &mut scene);
    assert!(reader.told() >= 8, "{}", reader.told());
}

#[test]
fn what_has_not_changed_is_not_told_again() {
    let (mut accessibility, reader) = listening();
    let mut scene = talk::with_romy(1000.0, 700.0, Mode::Light);
    look(&mut accessibility, &mut scene);
    let (first, all) = (reader.told(), reader.nodes());
    scene.frame();
    look(&mut accessibility, &mut scene);
    assert_eq!(reader.told(), first);
    scene.type_text("a");
    look(&mut accessibility, &mut scene);
    assert_eq!(reader.told(), first + 1);
    assert!(reader.nodes() < all / 2, "{} of {all}", reader.nodes());
}

#[test]
fn names_of_rows_stay_while_the_list_moves() {
    let mut scene = talk::with_romy(1000.0, 500.0, Mode::Light);
    let keys = |scene: &mut Scene| -> Vec<(NodeKey, String)> {
        let items = scene.roles(Role::ListItem).into_iter();
        items.map(|item| (item.key, item.report.name)).collect()
    };
    let before = keys(&mut scene);
    scene.move_to(iced::Point::new(700.0, 250.0));
    scene.wheel(1.0);
    scene.frame();
    let after = keys(&mut scene);
    let same = before.iter().filter(|item| after.contains(item)).count();
    let known = |name: &str| before.iter().any(|(_, other)| other == name);
    let again = after.iter().filter(|(_, name)| known(name)).count();
    assert!(same > 3 && same == again, "{same} of {again}");
}

#[test]
fn a_press_is_a_press() {
    let (mut accessibility, reader) = listening();
    let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    let more = find(&mut scene, Role::Button, "More");
    ask(&mut accessibility, &mut scene, more, CLICK);
    let first = scene.roles(Role::MenuItem).remove(0).report.name;
    assert_eq!(reader.focus(), Some(first));
    let rename = find(&mut scene, Role::MenuItem, "Rename");
    ask(&mut accessibility, &mut scene, rename, CLICK);
    find(&mut scene, Role::Dialog, "Rename");
    assert!(scene.role(Role::MenuItem, "Copy address").is_none());
}

#[test]
fn a_field_is_written_and_selected_in() {
    let (mut accessibility, _) = listening();
    let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    let key = find(&mut scene, Role::TextArea, "Message to");
    let value = Action::SetValue;
    let words = "first line\nsecond";
    let data = ActionData::Value(words.into());
    ask(&mut accessibility, &mut scene, key, (value, Some(data)));
    let text = |scene: &mut Scene| {
        let field = scene.roles(Role::TextArea).remove(0);
        field.report.text.expect("a text")
    };
    let written = text(&mut scene);
    assert_eq!(
        (written.value.as_str(), written.caret),
        (words, words.len())
    );
    let (_, all) = runs::nodes(NodeId(key.0), &written);
    let place = |byte: usize| {
        let at = accessible::Text {
            caret: byte,
            ..written.clone()
        };
        runs::nodes(NodeId(key.0), &at).1.focus
    };
    let data = ActionData::SetTextSelection(TextSelection {
        anchor: place(6),
        focus: place(13),
    });
    let select = (Action::SetTextSelection, Some(data));
    ask(&mut accessibility, &mut scene, key, select);
    let selected = text(&mut scene);
    assert_eq!((selected.anchor, selected.caret), (6, 13));
    let stale = TextPosition {
        node: NodeId(1),
        ..all.focus
    };
    assert_eq!(runs::byte(NodeId(key.0), &written, stale), None);
}

#[test]
fn what_has_gone_or_makes_no_sense_is_not_done() {
    let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    scene.key_with(Key::Character("f".into()), Modifiers::CTRL);
    scene.settle();
    let found = scene.tree();
    let next = find(&mut scene, Role::Button, "Next hit");
    let heading = find(&mut scene, Role::Heading, "Romy");
    let ask = |to: u64, action, data| {
        let request = ActionRequest {
            action,
            target_tree: TreeId::ROOT,
            target_node: NodeId(to),
            data,
        };
        request::understood(&request, &found)
    };
    assert_eq!(ask(next.0, Action::Click, None), None, "it is disabled");
    assert_eq!(ask(next.0 ^ 1, Action::Click, None), None);
    let words = Some(ActionData::Value("x".into()));
    assert_eq!(ask(heading.0, Action::SetValue, words), None);
    assert_eq!(ask(heading.0, Action::Blur, None), None);
}

#[test]
fn a_line_of_input_takes_one_line() {
    let mut scene = talk::with_romy_quietly(1000.0, 700.0, Mode::Light);
    let filter = find(&mut scene, Role::SearchField, "Search");
    let request = ActionRequest {
        action: Action::SetValue,
        target_tree: TreeId::ROOT,
        target_node: NodeId(filter.0),
        data: Some(ActionData::Value("Ro\nmy\u{0}".into())),
    };
    let (to, order) = request::understood(&request, &scene.tree()).expect("understood");
    assert_eq!((to, order), (filter, Order::Value("Romy".to_owned())));
}
