//! What can be done with a message from its menu.

use waxwing_core::ItemId;
use waxwing_core::model::{Direction, Message, State};

use super::{Doing, body, can_retry};
use crate::icon::Icon;
use crate::tr;
use crate::widget::context_menu::{Item, action};

/// The entries.
pub(super) fn items(message: &Message) -> Vec<Item<Doing>> {
    let mut items: Vec<Item<Doing>> = vec![
        action(tr!("message-copy"), Doing::Copy(message.text.clone()))
            .icon(Icon::Copy)
            .into(),
    ];
    if let Some(link) = body::links(&message.text).next() {
        items.push(
            action(tr!("message-copy-link"), Doing::Copy(link))
                .icon(Icon::Link)
                .into(),
        );
    }
    if message.direction == Direction::Outgoing {
        items.push(
            action(tr!("message-delivery"), Doing::Delivery(message.id))
                .icon(Icon::Info)
                .into(),
        );
    }
    match message.state {
        State::Failed { .. } => {
            items.push(Item::Separator);
            if can_retry(&message.state) {
                items.push(
                    action(tr!("message-try-again"), Doing::Resend(message.id))
                        .icon(Icon::Refresh)
                        .into(),
                );
            }
            items.push(discard(message.id));
        }
        State::Pending => {
            items.push(Item::Separator);
            items.push(discard(message.id));
        }
        _ => {}
    }
    items
}

fn discard(id: ItemId) -> Item<Doing> {
    action(tr!("message-delete"), Doing::Discard(id))
        .icon(Icon::Trash)
        .destructive()
        .into()
}
