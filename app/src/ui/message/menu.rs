//! What can be done with a message from its menu, and by the actions about the newest message.

use waxwing_core::model::{Direction, Message, State};

use super::{Doing, body, can_retry};
use crate::action::Action;
use crate::ui::menu;
use crate::widget::context_menu::Item;

/// The entries.
pub(super) fn items(message: &Message) -> Vec<Item<Doing>> {
    let mut items: Vec<Item<Doing>> = Vec::new();
    let mut apart = false;
    for (action, doing) in offers(message) {
        let undoes = matches!(action, Action::Retry | Action::Discard);
        if undoes && !std::mem::replace(&mut apart, true) {
            items.push(Item::Separator);
        }
        items.push(menu::entry(action, doing));
    }
    items
}

/// What can be done with a message, in the order of its menu.
pub fn offers(message: &Message) -> Vec<(Action, Doing)> {
    let mut offers = vec![(Action::CopyMessage, Doing::Copy(message.text.clone()))];
    if let Some(link) = body::links(&message.text).next() {
        offers.push((Action::CopyLink, Doing::Copy(link)));
    }
    if message.direction == Direction::Outgoing {
        offers.push((Action::Delivery, Doing::Delivery(message.id)));
    }
    if can_retry(&message.state) {
        offers.push((Action::Retry, Doing::Resend(message.id)));
    }
    if matches!(message.state, State::Failed { .. } | State::Pending) {
        offers.push((Action::Discard, Doing::Discard(message.id)));
    }
    offers
}
