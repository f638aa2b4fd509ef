//! What has to hold for every screen, so that a screen reader can make something of it.

use std::collections::HashSet;

use super::tree::{Frame, Tree};
use crate::widget::accessible::{Node, Role};

/// Bounds are rounded, and rings stand out a little.
const SLACK: f32 = 2.0;

/// What is wrong with what was found on screen, in words; nothing if all is well.
pub fn faults(found: &[Node]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut keys = HashSet::new();
    for node in found.iter().flat_map(Node::walk) {
        if !keys.insert(node.key) {
            faults.push(format!("{} has the key of another one", who(node)));
        }
        faults.extend(faults_of(node));
        let outside = node.children.iter().filter(|child| !inside(node, child));
        faults.extend(outside.map(|child| format!("{} is outside of {}", who(child), who(node))));
    }
    faults.extend(unfit(found));
    faults
}

fn who(node: &Node) -> String {
    let report = &node.report;
    format!("{:?} {:?} at {:?}", report.role, report.name, node.bounds)
}

fn faults_of(node: &Node) -> Option<String> {
    let report = &node.report;
    let used = node.focusable || report.pressable || report.role.is_field();
    let open = |text: &str| text.chars().any(|c| c != '•');
    if used && report.name.trim().is_empty() {
        return Some(format!("{} can be used, and has no name", who(node)));
    }
    if node.focusable && !takes_focus(report.role) {
        return Some(format!(
            "{} takes the focus, and is nothing to use",
            who(node)
        ));
    }
    if report.role.is_field() && report.text.is_none() {
        return Some(format!("{} does not tell what stands in it", who(node)));
    }
    let text = report.text.as_ref().filter(|_| report.secret);
    text.filter(|text| open(&text.value))
        .map(|_| format!("{} tells a secret", who(node)))
}

fn takes_focus(role: Role) -> bool {
    !matches!(
        role,
        Role::Alert
            | Role::Dialog
            | Role::Group
            | Role::Heading
            | Role::Image
            | Role::Label
            | Role::List
            | Role::Status
            | Role::TabList
            | Role::Toolbar
    )
}

/// Rows of a list stand out of it while they are ready to come into view, and so does what scrolls.
fn inside(parent: &Node, child: &Node) -> bool {
    let (outer, inner) = (parent.bounds.expand(SLACK), child.bounds);
    let empty = inner.width == 0.0 || inner.height == 0.0;
    let within = inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width;
    match parent.report.role {
        _ if empty => true,
        Role::List => within,
        _ if child.scrolls && !parent.scrolls => within,
        _ => within && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height,
    }
}

/// Lets AccessKit itself read the tree; it panics over what it can't make sense of.
fn unfit(found: &[Node]) -> Option<String> {
    let frame = Frame {
        title: "Waxwing",
        scale: 1.0,
        said: None,
        before: None,
    };
    let tree = Tree::new(found, &frame);
    let nodes = found
        .iter()
        .flat_map(Node::walk)
        .filter(|node| node.focused);
    let focused = nodes.last().map(|node| node.key.0);
    (focused.is_some_and(|key| key != tree.focus.0)).then(|| "the focus is lost".to_owned())
}
