//! Finding the next stop: count them, then give one the focus.
use super::Move;
use iced::Rectangle;
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{Focusable, Operation};
use std::any::Any;

/// Announces to [`Walk`] that what is traversed next is one stop; `active` is its index when none inside
/// has the focus.
pub(super) struct Group {
    pub(super) active: usize,
}

/// Counts the stops of a walk and, in a second pass, gives the focus to one of them.
pub(super) struct Walk {
    /// `None` while counting.
    target: Option<usize>,
    pub(super) stops: usize,
    pub(super) focused: Option<usize>,
    group: GroupState,
    /// Inside a roving group every item is a stop.
    flat: bool,
}

enum GroupState {
    Outside,
    Entering(usize),
    Inside { active: usize, seen: usize },
}

impl Walk {
    pub(super) fn new(flat: bool, target: Option<usize>) -> Self {
        Self {
            target,
            stops: 0,
            focused: None,
            group: GroupState::Outside,
            flat,
        }
    }
}

impl Operation for Walk {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        if let GroupState::Entering(active) = self.group {
            self.group = GroupState::Inside { active, seen: 0 };
            operate(self);
            if let GroupState::Inside { seen, .. } = self.group
                && seen > 0
            {
                self.stops += 1;
            }
            self.group = GroupState::Outside;
        } else {
            operate(self);
        }
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if !self.flat
            && let Some(group) = state.downcast_ref::<Group>()
        {
            self.group = GroupState::Entering(group.active);
        }
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        let chosen = match &mut self.group {
            GroupState::Inside { active, seen } => {
                let chosen = *seen == *active;
                *seen += 1;
                chosen
            }
            _ => true,
        };
        match self.target {
            None => {
                if state.is_focused() {
                    self.focused = Some(self.stops);
                }
            }
            Some(target) if target == self.stops && chosen => state.focus(),
            Some(_) => state.unfocus(),
        }
        if !matches!(self.group, GroupState::Inside { .. }) {
            self.stops += 1;
        }
    }
}

/// Runs both passes of a walk over `operate`; true when something has the focus afterwards.
pub(super) fn walk(
    to: Move,
    flat: bool,
    mut operate: impl FnMut(&mut dyn Operation),
) -> Option<usize> {
    let mut count = Walk::new(flat, None);
    operate(&mut count);
    let target = to.target(count.focused, count.stops)?;
    operate(&mut Walk::new(flat, Some(target)));
    Some(target)
}
