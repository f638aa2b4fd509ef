//! The bar above the composer while nothing is sent that is to be encrypted: somebody of a private group could not read
//! it, or the other side asks for what is not encrypted.

use waxwing_core::command::conversation::Command;
use waxwing_core::model::Conversation;

use super::banner::{Banner, Choice};
use crate::icon::Icon;
use crate::screen::Context;
use crate::tr;
use crate::ui::encryption::{opted_out, without};
use crate::widget::Element;

/// The bar; `None` while nothing is held back. `lock` leads to what the lock says, `tell` gives a command.
pub(super) fn bar<'a, M: Clone + 'a>(
    entry: &Conversation,
    context: &Context<'_>,
    lock: M,
    tell: impl Fn(Command) -> M,
) -> Option<Element<'a, M>> {
    let told = &entry.encryption;
    let choice = |label, press| Choice { label, press };
    let (title, detail, choices) = if let Some(reason) = &told.opted_out {
        let (title, detail) = opted_out(&entry.name, reason);
        let set = |on| tell(Command::SetEncrypted { on });
        let keep = choice(tr!("lock-off-keep"), set(true));
        let stop = choice(tr!("lock-off-submit"), set(false));
        (title, detail, vec![keep, stop])
    } else if told.too_many {
        let stop = choice(
            tr!("lock-off-submit"),
            tell(Command::SetEncrypted { on: false }),
        );
        let look = choice(tr!("held-look"), lock.clone());
        let detail = tr!("too-many-detail");
        (tr!("too-many"), detail, vec![stop, look])
    } else if told.held && told.readers == 0 {
        let look = choice(tr!("held-look"), lock.clone());
        (tr!("held-nobody"), tr!("held-nobody-detail"), vec![look])
    } else if told.held {
        let people = told.without.clone();
        let send = choice(tr!("held-send"), tell(Command::LeaveOut { people }));
        let look = choice(tr!("held-look"), lock.clone());
        let title = without(entry, context.world);
        (title, tr!("held-detail"), vec![send, look])
    } else {
        return None;
    };
    let banner = Banner {
        sign: Icon::Help,
        title,
        detail,
        loud: false,
        choices,
        leads: lock,
    };
    Some(banner.view(context))
}
