//! The pictures of a message.

use iced::widget::column;
use waxwing_core::ItemId;
use waxwing_core::model::{Attachment, Message};

use super::Doing;
use crate::theme::button::Kind;
use crate::theme::space;
use crate::tr;
use crate::ui::picture;
use crate::widget::{Element, Role, focus_button};

/// Those that can be shown; nothing where there are none.
pub(super) fn all<'a>(message: &'a Message) -> Option<Element<'a, Doing>> {
    let mut shown = column![].spacing(space::S);
    let mut any = false;
    for (index, file) in (0..).zip(&message.attachments) {
        if picture::shown(file).is_some() {
            any = true;
            shown = shown.push(one((message.id, index), file));
        }
    }
    any.then(|| shown.into())
}

/// One of them; a press looks at it closely.
pub(super) fn one<'a>(which: (ItemId, u32), file: &'a Attachment) -> Element<'a, Doing> {
    let name = tr!("picture-look", name = picture::told(file));
    focus_button(picture::in_row(file), name)
        .kind(Kind::Bare)
        .role(Role::Button)
        .on_press(Doing::Look(which.0, which.1))
        .into()
}
