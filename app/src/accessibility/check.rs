//! What has to hold for every screen, so that a screen reader can make something of it.

use std::collections::HashSet;

use crate::widget::accessible::{Node, Role};

/// Bounds are rounded, and rings stand out a little.
const SLACK: f32 = 2.0;

/// What is wrong with what was found on screen, in words; nothing if all is well.
pub fn faults(found: &[Node]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut keys = HashSet::new();
    for node in found.iter().flat_map(Node::walk) {
        let report = &node.report;
        let who = format!("{:?} {:?}", report.role, report.name);
        if !keys.insert(node.key) {
            faults.push(format!("{who} has the key of another one"));
        }
        let acts = node.focusable || report.pressable || report.role.is_field();
        if acts && report.name.trim().is_empty() {
            faults.push(format!("{who} can be used, and has no name"));
        }
        if node.focusable && !takes_focus(report.role) {
            faults.push(format!("{who} takes the focus, and is nothing to be used"));
        }
        if report.secret
            && let Some(text) = &report.text
            && text.value.chars().any(|c| c != '•')
        {
            faults.push(format!("{who} tells a secret"));
        }
        for child in &node.children {
            if !inside(node, child) {
                let inner = &child.report;
                faults.push(format!(
                    "{:?} {:?} {:?} is outside of {who} {:?}",
                    inner.role, inner.name, child.bounds, node.bounds
                ));
            }
        }
    }
    let focused = found
        .iter()
        .flat_map(Node::walk)
        .filter(|node| node.focused);
    let focused = focused.filter(|node| !node.report.active).count();
    if focused > 1 {
        faults.push(format!("{focused} widgets have the focus"));
    }
    faults
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

/// Rows of a list stand out of it while they are ready to come into view, and so does what is in them.
fn inside(parent: &Node, child: &Node) -> bool {
    if matches!(parent.report.role, Role::List | Role::TabList) || child.bounds.height == 0.0 {
        return true;
    }
    parent.bounds.expand(SLACK).intersects(&child.bounds)
        && child.bounds.width <= parent.bounds.width + 2.0 * SLACK
}
