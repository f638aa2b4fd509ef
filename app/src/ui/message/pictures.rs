//! The pictures of a message.

use waxwing_core::ItemId;
use waxwing_core::model::Attachment;

use super::Doing;
use crate::theme::button::Kind;
use crate::tr;
use crate::ui::picture;
use crate::widget::{Element, Role, focus_button};

/// A picture that is here; a press looks at it closely.
pub(super) fn one<'a>(which: (ItemId, u32), file: &'a Attachment) -> Element<'a, Doing> {
    let name = tr!("picture-look", name = picture::told(file));
    focus_button(picture::in_row(file), name)
        .kind(Kind::Bare)
        .role(Role::Button)
        .on_press(Doing::Look(which.0, which.1))
        .into()
}
