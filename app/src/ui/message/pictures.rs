//! The pictures of a message.

use waxwing_core::ItemId;
use waxwing_core::model::{Attachment, AttachmentKind, Place};

use super::Doing;
use crate::theme::button::Kind;
use crate::tr;
use crate::ui::picture;
use crate::widget::{Element, Role, focus_button};

/// A picture; a press looks at it closely.
pub(super) fn one<'a>(which: (ItemId, u32), file: &'a Attachment) -> Element<'a, Doing> {
    let name = tr!("picture-look", name = picture::told(file));
    focus_button(picture::in_row(file), name)
        .kind(Kind::Bare)
        .role(Role::Button)
        .on_press(Doing::Look(which.0, which.1))
        .into()
}

/// What stands above the card of a picture that is not here: what is known of it in a few bytes.
pub(super) fn stand_in<'a>(file: &Attachment) -> Option<Element<'a, Doing>> {
    let elsewhere = matches!(file.place, Place::Remote(_) | Place::Moving);
    let known = file.kind == AttachmentKind::Picture && !file.thumbhash.is_empty();
    (elsewhere && known).then(|| picture::in_row(file).into())
}
