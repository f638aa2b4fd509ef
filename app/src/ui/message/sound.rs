//! What can be listened to in a message.

use waxwing_core::model::{Attachment, AttachmentKind, Message, Place as Whereabouts};

use super::{Doing, Place};
use crate::ui::sound::What;
use crate::ui::sound::player::{self, Shown};
use crate::widget::Element;

/// Whether a file is here and can be listened to.
pub(super) fn is_heard(file: &Attachment) -> bool {
    let heard = matches!(file.kind, AttachmentKind::Voice | AttachmentKind::Audio);
    heard && matches!(file.place, Whereabouts::Here(_))
}

/// The player of a file.
pub(super) fn player<'a>(
    message: &'a Message,
    (index, file): (u32, &'a Attachment),
    place: Place<'a>,
) -> Element<'a, Doing> {
    let which = (message.id, index);
    let what = What::File(place.sounds.conversation, message.id.seq, index);
    let shown = Shown::of(file, place.sounds.state, what);
    player::view(shown, move |act| Doing::Listen(which, act))
}
