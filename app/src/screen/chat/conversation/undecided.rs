//! The bar above the composer while somebody has a device that nobody has decided about.

use waxwing_core::model::{Conversation, Mode, Room};

use super::banner::{Banner, Choice};
use crate::icon::Icon;
use crate::screen::Context;
use crate::tr;
use crate::widget::Element;

/// The bar; nothing while all is decided. `press` leads to the keys.
pub(super) fn bar<'a, M: Clone + 'a>(
    entry: &Conversation,
    context: &Context<'_>,
    press: M,
) -> Element<'a, M> {
    let told = &entry.encryption;
    if told.undecided == 0 || matches!(told.mode, Mode::Off | Mode::Impossible) {
        return iced::widget::space().into();
    }
    let name = entry.name.as_str();
    let changed = context.world.has_changed_key(entry.account, &entry.jid);
    let (sign, title) = match (changed, &entry.room) {
        (true, _) => (Icon::Warning, tr!("banner-changed", name = name)),
        (false, Some(room)) => (Icon::Help, in_group(entry, room, context)),
        (false, None) => (Icon::Help, tr!("banner-undecided", name = name)),
    };
    let detail = match changed {
        true => tr!("banner-changed-detail"),
        false => tr!("banner-undecided-detail"),
    };
    let look = Choice {
        label: tr!("banner-look"),
        press: press.clone(),
    };
    let banner = Banner {
        sign,
        title,
        detail,
        loud: changed,
        choices: vec![look],
        leads: press,
    };
    banner.view(context)
}

/// Who of a group has a new device, as far as that was told.
fn in_group(entry: &Conversation, room: &Room, context: &Context<'_>) -> String {
    let world = context.world;
    let members = room.members.iter().map(|member| &member.jid);
    let fresh = members.filter(|jid| world.has_new_device(entry.account, jid));
    let names: Vec<&str> = fresh.map(|jid| world.name_of(entry.account, jid)).collect();
    match names.as_slice() {
        [] => tr!("banner-undecided-group"),
        [one] => tr!("banner-undecided", name = *one),
        [one, other] => tr!("banner-undecided-two", one = *one, other = *other),
        several => {
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            tr!("banner-undecided-several", count = count)
        }
    }
}
