//! The lines of menus that do an action: its name, its sign and its shortcut, as everywhere else.

use crate::action::Action;
use crate::widget::context_menu::{self, Item};

/// The line of an action that sends `message`.
pub fn entry<M>(action: Action, message: M) -> Item<M> {
    let mut line = context_menu::action(action.title(), message).icon(action.icon());
    line.shortcut = action.keys();
    line.destructive = is_destructive(action);
    line.into()
}

/// Whether something is lost by it.
fn is_destructive(action: Action) -> bool {
    matches!(
        action,
        Action::Block
            | Action::RemoveContact
            | Action::LeaveRoom
            | Action::Discard
            | Action::Retract
            | Action::Forget
            | Action::Clear
    )
}
