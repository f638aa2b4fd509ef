//! From what the widgets report to what AccessKit wants.

use std::collections::HashMap;

use accesskit::{
    Action, Affine, Invalid, Live as Liveness, Node, NodeId, Rect, Role as Kind, Toggled, TreeId,
    TreeInfo, TreeUpdate,
};
use iced::Rectangle;

use super::{beginning, runs};
use crate::tr;
use crate::widget::accessible::{self, Live, Report, Role};

/// The window.
pub(super) const WINDOW: NodeId = NodeId(0);

/// Names in bytes. A screen reader reads a name in one go, and nobody listens for longer than a minute.
const LONGEST_NAME: usize = 2048;

/// What stands around the widgets.
pub(super) struct Frame<'a> {
    /// The title of the window.
    pub(super) title: &'a str,
    /// Pixels of the screen in one of ours.
    pub(super) scale: f32,
    /// What was said last, with the number of the saying.
    pub(super) said: Option<(u64, &'a str)>,
    /// What was told before.
    pub(super) before: Option<&'a Tree>,
}

/// All nodes of a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub(super) nodes: HashMap<NodeId, Node>,
    pub(super) focus: NodeId,
}

impl Tree {
    /// Translates what was found on screen.
    pub(super) fn new(found: &[accessible::Node], frame: &Frame<'_>) -> Self {
        let mut tree = Self {
            nodes: HashMap::new(),
            focus: WINDOW,
        };
        let mut window = Node::new(Kind::Window);
        window.set_label(bounded(frame.title));
        window.set_transform(Affine::scale(f64::from(frame.scale)));
        let around = Around {
            before: frame.before,
            ..Around::default()
        };
        let mut children = tree.put_all(found, around);
        if let Some((number, words)) = frame.said {
            children.push(tree.put_saying(number, words));
        }
        window.set_children(children);
        tree.nodes.insert(WINDOW, window);
        tree
    }

    /// Everything, for somebody who knows nothing.
    pub(super) fn whole(&self) -> TreeUpdate {
        let mut info = TreeInfo::new(WINDOW);
        info.toolkit_name = Some("iced".to_owned());
        TreeUpdate {
            nodes: self.nodes.clone().into_iter().collect(),
            tree: Some(info),
            tree_id: TreeId::ROOT,
            focus: self.focus,
        }
    }

    /// What somebody who knows `before` has to be told; `None` where nothing has changed.
    pub(super) fn since(&self, before: &Self) -> Option<TreeUpdate> {
        let changed = |(id, node): &(&NodeId, &Node)| before.nodes.get(id) != Some(node);
        let nodes = self.nodes.iter().filter(changed);
        let nodes: Vec<_> = nodes.map(|(id, node)| (*id, node.clone())).collect();
        if nodes.is_empty() && self.focus == before.focus {
            return None;
        }
        Some(TreeUpdate {
            nodes,
            tree: None,
            tree_id: TreeId::ROOT,
            focus: self.focus,
        })
    }

    fn put_all(&mut self, found: &[accessible::Node], around: Around<'_>) -> Vec<NodeId> {
        found
            .iter()
            .filter_map(|node| self.put(node, around))
            .collect()
    }

    /// `None` for words that say nothing, and for a second node of the same name, which no tree may have.
    fn put(&mut self, found: &accessible::Node, around: Around<'_>) -> Option<NodeId> {
        if found.report.role == Role::Label && found.report.name.trim().is_empty() {
            return None;
        }
        let id = NodeId(found.key.0);
        if id == WINDOW || self.nodes.contains_key(&id) {
            return None;
        }
        // Its place is taken before those of its children.
        self.nodes.insert(id, Node::new(Kind::Unknown));
        let mut node = describe(found, around);
        if let Some(live) = liveness(id, &found.report, around) {
            node.set_live(live);
        }
        let below = Around {
            before: around.before,
            row: around.row || found.set.is_some(),
            live: node.live().is_some_and(|live| live != Liveness::Off),
            choice: node.role() == Kind::ListBox,
        };
        let mut children = self.put_all(&found.children, below);
        if let Some(text) = &found.report.text {
            let (runs, selection) = runs::nodes(id, text);
            children.extend(runs.iter().map(|(id, _)| *id));
            self.nodes.extend(runs);
            node.set_text_selection(selection);
        }
        node.set_children(children);
        self.nodes.insert(id, node);
        if found.focused {
            self.focus = id;
        }
        Some(id)
    }

    fn put_saying(&mut self, number: u64, words: &str) -> NodeId {
        let mut node = Node::new(Kind::Label);
        node.set_value(bounded(words));
        node.set_live(Liveness::Polite);
        // Far from the keys of widgets, which are spread over all numbers.
        let id = NodeId(number);
        self.nodes.insert(id, node);
        id
    }
}

/// What a node has to know of those above it.
#[derive(Clone, Copy, Default)]
struct Around<'a> {
    /// What was told before.
    before: Option<&'a Tree>,
    /// It is in a row of a list: rows come and go while somebody scrolls.
    row: bool,
    /// What comes and goes here is read out.
    live: bool,
    /// One of the items here can be chosen.
    choice: bool,
}

fn describe(found: &accessible::Node, around: Around<'_>) -> Node {
    let report = &found.report;
    let mut node = Node::new(kind(found, around));
    node.set_bounds(rect(found.bounds));
    match report.role {
        Role::Label => node.set_value(bounded(&report.name)),
        _ if !report.name.is_empty() => node.set_label(bounded(&report.name)),
        _ => {}
    }
    if let Some(words) = description(report) {
        node.set_description(bounded(&words));
    }
    if let Some(words) = &report.placeholder {
        node.set_placeholder(bounded(words));
    }
    if report.role == Role::Heading {
        node.set_level(1);
    }
    set_states(&mut node, report, around);
    set_actions(&mut node, found);
    set_place(&mut node, found);
    node
}

fn kind(found: &accessible::Node, around: Around<'_>) -> Kind {
    let chosen_from = |list: &accessible::Node| {
        list.children
            .iter()
            .any(|item| item.report.role == Role::ListItem && item.report.pressable)
    };
    match found.report.role {
        Role::Alert => Kind::Alert,
        Role::Button => Kind::Button,
        Role::CheckBox => Kind::CheckBox,
        Role::Dialog => Kind::Dialog,
        Role::Group => Kind::Group,
        Role::Heading => Kind::Heading,
        Role::Image => Kind::Image,
        Role::Label => Kind::Label,
        Role::Link => Kind::Link,
        Role::List if chosen_from(found) => Kind::ListBox,
        Role::List => Kind::List,
        Role::ListItem if around.choice => Kind::ListBoxOption,
        Role::ListItem => Kind::ListItem,
        Role::Menu => Kind::Menu,
        Role::MenuItem => Kind::MenuItem,
        Role::ProgressBar => Kind::ProgressIndicator,
        Role::RadioButton => Kind::RadioButton,
        Role::SearchField => Kind::SearchInput,
        Role::Slider => Kind::Slider,
        Role::Status => Kind::Status,
        Role::Tab => Kind::Tab,
        Role::TabList => Kind::TabList,
        Role::TextArea => Kind::MultilineTextInput,
        Role::TextField if found.report.secret => Kind::PasswordInput,
        Role::TextField => Kind::TextInput,
        Role::Toolbar => Kind::Toolbar,
    }
}

/// Whether it is unfolded is said in words too: AT-SPI gets no such state from AccessKit.
fn description(report: &Report) -> Option<String> {
    let folded = report.expanded.map(|expanded| match expanded {
        true => tr!("spoken-expanded"),
        false => tr!("spoken-collapsed"),
    });
    match (&report.description, folded) {
        (Some(words), Some(folded)) => Some(format!("{words} {folded}")),
        (words, folded) => words.clone().or(folded),
    }
}

fn set_states(node: &mut Node, report: &Report, around: Around<'_>) {
    if let Some(checked) = report.checked {
        node.set_toggled(Toggled::from(checked));
    }
    if let Some(expanded) = report.expanded {
        node.set_expanded(expanded);
    }
    if around.choice || report.role == Role::Tab || report.selected {
        node.set_selected(report.selected);
    }
    if report.disabled {
        node.set_disabled();
    }
    if report.invalid {
        node.set_invalid(Invalid::True);
    }
    if report.role == Role::Dialog {
        node.set_modal();
    }
}

/// Whether it is read out by itself.
fn liveness(id: NodeId, report: &Report, around: Around<'_>) -> Option<Liveness> {
    let known = || {
        around
            .before
            .is_some_and(|tree| tree.nodes.contains_key(&id))
    };
    let live = match (report.role, report.live) {
        _ if around.row => Liveness::Off,
        (_, Live::Quiet) => Liveness::Off,
        (_, Live::Once) if known() => Liveness::Off,
        (Role::Alert, _) => Liveness::Assertive,
        (Role::Status, _) => Liveness::Polite,
        _ => Liveness::Off,
    };
    // Said also where it is off: otherwise it would be as that of what is around it.
    (live != Liveness::Off || around.live).then_some(live)
}

fn set_actions(node: &mut Node, found: &accessible::Node) {
    let report = &found.report;
    // Also while it is disabled: readers ask once what a node can do, and never again.
    if report.pressable {
        node.add_action(Action::Click);
    }
    if found.focusable {
        node.add_action(Action::Focus);
    }
    if found.focusable || found.set.is_some() {
        node.add_action(Action::ScrollIntoView);
    }
    if report.role.is_field() && !report.disabled {
        node.add_action(Action::SetValue);
        node.add_action(Action::SetTextSelection);
    }
}

fn set_place(node: &mut Node, found: &accessible::Node) {
    if let Some(set) = found.set {
        node.set_position_in_set(set.position);
    }
    let first = found.children.iter().find_map(|child| child.set);
    if let Some(set) = first {
        node.set_size_of_set(set.size);
    }
}

fn rect(bounds: Rectangle) -> Rect {
    Rect {
        x0: f64::from(bounds.x),
        y0: f64::from(bounds.y),
        x1: f64::from(bounds.x + bounds.width),
        y1: f64::from(bounds.y + bounds.height),
    }
}

/// D-Bus carries no NUL, and ends the connection of who sends one.
fn bounded(words: &str) -> String {
    let part = beginning(words, LONGEST_NAME);
    let mut shown = part.replace('\0', "");
    if part.len() < words.len() {
        shown.push('…');
    }
    shown
}
