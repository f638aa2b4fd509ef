//! The bar above the composer of a private group while people belong to it who could not read what is encrypted.

use waxwing_core::BareJid;
use waxwing_core::command::conversation::Command;
use waxwing_core::model::Conversation;

use super::banner::{Banner, Choice};
use crate::icon::Icon;
use crate::screen::Context;
use crate::tr;
use crate::ui::encryption::without;
use crate::widget::Element;

/// The bar; `None` while nothing is held back. `lock` leads to what the lock says, `tell` gives a command.
pub(super) fn bar<'a, M: Clone + 'a>(
    entry: &Conversation,
    context: &Context<'_>,
    lock: M,
    tell: impl Fn(Command) -> M,
) -> Option<Element<'a, M>> {
    let told = &entry.encryption;
    if !told.held {
        return None;
    }
    let mut choices = vec![Choice {
        label: tr!("held-look"),
        press: lock,
    }];
    if told.readers > 0 {
        // Where there is room for one thing only, that leads to where both can be done.
        let send = Choice {
            label: tr!("held-send"),
            press: tell(leave_out(&told.without)),
        };
        choices.insert(0, send);
    }
    let banner = Banner {
        sign: Icon::Help,
        title: match told.readers {
            0 => tr!("held-nobody"),
            _ => without(entry, context.world),
        },
        detail: match told.readers {
            0 => tr!("held-nobody-detail"),
            _ => tr!("held-detail"),
        },
        loud: false,
        choices,
    };
    Some(banner.view(context))
}

/// What is told when somebody does not mind that these can't read it.
fn leave_out(people: &[BareJid]) -> Command {
    Command::LeaveOut {
        people: people.to_vec(),
    }
}
