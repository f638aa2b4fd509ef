//! What a screen reader asks for, in the words of our widgets.

use accesskit::{Action, ActionData, ActionRequest};

use super::runs;
use crate::widget::accessible::{Node, NodeKey, Order, Role};

/// The widget and the order; `None` for what makes no sense by now.
pub(super) fn understood(asked: &ActionRequest, found: &[Node]) -> Option<(NodeKey, Order)> {
    let key = NodeKey(asked.target_node.0);
    let node = found
        .iter()
        .flat_map(Node::walk)
        .find(|node| node.key == key)?;
    let order = match (asked.action, &asked.data) {
        (Action::Click, _) if node.report.pressable && !node.report.disabled => Order::Press,
        // Who "clicks" a field wants to write in it.
        (Action::Click | Action::Focus, _) if node.focusable => Order::Focus,
        (Action::Expand, _) if node.report.expanded == Some(false) => Order::Press,
        (Action::Collapse, _) if node.report.expanded == Some(true) => Order::Press,
        (Action::ScrollIntoView, _) => Order::Reveal,
        (Action::SetValue, Some(ActionData::Value(value))) if node.report.role.is_field() => {
            Order::Value(written(value, node.report.role))
        }
        (Action::SetTextSelection, Some(ActionData::SetTextSelection(selection))) => {
            let text = node.report.text.as_ref()?;
            Order::Select {
                anchor: runs::byte(asked.target_node, text, selection.anchor)?,
                caret: runs::byte(asked.target_node, text, selection.focus)?,
            }
        }
        _ => return None,
    };
    Some((key, order))
}

/// What could be typed: a line of input takes one line.
fn written(value: &str, role: Role) -> String {
    let breaks = role == Role::TextArea;
    let fits = |c: &char| !c.is_control() || (breaks && matches!(c, '\n' | '\t'));
    value.chars().filter(fits).collect()
}
